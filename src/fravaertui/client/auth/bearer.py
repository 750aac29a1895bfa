"""The agent's access token on each request, renewed when it is refused.

Imported with the HTTP library, by the first request.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager

import httpx

from fravaertui.client.auth.session import Session

_UNAUTHORIZED = 401


class BearerAuth(httpx.Auth):
    """Authorises one request with a session's access token (RFC 6750).

    A request that is refused is sent once more, with a renewed token. Raises what
    `Session.renewed` raises.
    """

    def __init__(self, session: Session, deadline: asyncio.Timeout | None) -> None:
        """Authorise one request with the token of `session`.

        The sign-in service has time-outs of its own, so the time it takes is added to `deadline`.
        """
        self._session = session
        self._deadline = deadline

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Yield the request with the token, and again with a new one if that was refused."""
        with self._extended():
            token = await self._session.access_token()
        response = yield _signed(request, token)
        if response.status_code != _UNAUTHORIZED:
            return
        await _discard(response)
        with self._extended():
            token = await self._session.renewed(token)
        response = yield _signed(request, token)
        if response.status_code == _UNAUTHORIZED:
            self._session.needed()

    @contextmanager
    def _extended(self) -> Iterator[None]:
        until = self._deadline.when() if self._deadline else None
        if self._deadline is None or until is None:
            yield
            return
        now = asyncio.get_running_loop().time
        began = now()
        self._deadline.reschedule(None)
        yield
        self._deadline.reschedule(until + now() - began)


def _signed(request: httpx.Request, token: str | None) -> httpx.Request:
    if token:
        request.headers["authorization"] = f"Bearer {token}"
    return request


async def _discard(response: httpx.Response) -> None:
    """Close a response before httpx reads the whole of it, however large it may be."""
    await response.stream.aclose()  # type: ignore[union-attr]  # that of an AsyncClient
    response.stream = httpx.ByteStream(b"")
