"""One HTTP request and its response, whole or as a stream of events, over TCP or a unix socket.

Only this, `environment` and `auth.bearer` import httpx. It knows nothing of the API: `api.py`
decides what to send, what to send again and what a response means.
"""

import asyncio
import sys
import zlib
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Iterator, Mapping
from contextlib import aclosing, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fravaertui.client.errors import InvalidResponse, UnusableAddress, tamed
from fravaertui.protocol.urls import is_this_machine

if TYPE_CHECKING:
    import httpx
    from httpx_sse import EventSource

    from fravaertui.client.auth.session import Session

API = "/api/v1"
"""What every path of the API begins with."""

OK = 200
NO_CONTENT = 204
NOT_MODIFIED = 304
GATEWAY_FAILED = frozenset({502, 503, 504})
"""How a proxy reports that the backend does not answer."""

_LONGEST_SENT_BACK = 200

LARGEST_ANSWER = 8 * 2**20
"""Most bytes of a response that are read; the national directory is under one tenth of this."""

_GZIP = 16 + zlib.MAX_WBITS
"""What `zlib` calls it."""

_KEEP_IDLE_SECONDS = 3.0
"""Less than the five seconds after which uvicorn closes an idle connection: reusing one just as it
closes loses the request.
"""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A backend's address, and the unix socket to reach it through, if any."""

    url: str
    socket_path: Path | None = None
    sign_in_file: Path | None = None
    """The file with the agent's sign-in at this backend; without one, nobody signs in."""

    def __post_init__(self) -> None:
        """Raise ValueError for anything but a plain http or https address."""
        parts = urlsplit(self.url)
        if not self.url.isprintable() or " " in self.url:
            raise ValueError("the address must have no blanks and no control characters")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("the address must be like https://host or http://host:port")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ValueError("the address must not hold a user, a password, a query or a fragment")
        _ = parts.port  # raises ValueError when it is not a port number

    @property
    def is_local(self) -> bool:
        """Whether it is on this machine, where no proxy may be used."""
        host = urlsplit(self.url).hostname or ""
        return self.socket_path is not None or is_this_machine(host)

    def __str__(self) -> str:
        """Return the name that screens show."""
        return tamed(str(self.socket_path or self.url))


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long to wait, in seconds, and how often to try."""

    connect: float = 2.0
    read: float = 10.0
    """For the next bytes of a response."""
    whole: float = 20.0
    """For one attempt, however slowly its bytes come."""
    pauses: tuple[float, ...] = (0.2, 0.8)
    """Before each new attempt, so there is one attempt more; each is shortened by chance."""
    silence: float = 20.0
    """For the next sign of life on an event stream; the backend sends one every 15 seconds."""
    shortest_pause: float = 0.25
    longest_pause: float = 30.0
    """Between attempts to open that stream, doubled each time and shortened by chance."""


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request; one that `writes` may be carried out even if no response comes.

    With `patience` its answer may take so many seconds, because there is much to do.
    """

    method: str
    path: str
    query: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | AsyncIterable[bytes] | None = None
    writes: bool = False
    patience: float = 0.0


@dataclass(frozen=True, slots=True)
class Response:
    """A whole response."""

    status: int
    etag: str | None
    body: bytes


@dataclass(frozen=True, slots=True)
class SentEvent:
    """An event as received; `id` is empty when it has none that can be sent back."""

    id: str
    kind: str
    data: str


class TransportError(Exception):
    """An attempt that got no response."""

    def __init__(self, cause: str, *, may_have_arrived: bool, timed_out: bool = False) -> None:
        """`may_have_arrived` says whether the backend may have carried the request out."""
        super().__init__(cause)
        self.may_have_arrived = may_have_arrived
        self.timed_out = timed_out


class Transport:
    """Connections to one endpoint, opened when first needed."""

    def __init__(
        self, endpoint: Endpoint, timeouts: Timeouts, session: "Session | None" = None
    ) -> None:
        """With a session, each request carries the agent's access token."""
        self._endpoint = endpoint
        self._timeouts = timeouts
        self._session = session
        self._opening = asyncio.Lock()
        self._http: httpx.AsyncClient | None = None

    async def send(self, request: Request) -> Response:
        """Send a request and read its response, whatever its status.

        Raises TransportError when no response came, Unusable when none ever will,
        InvalidResponse when it is too large to be one, and what the session raises.
        """
        with self._naming_unusable_variables():
            http = await self._opened()
            if "://" in request.path:
                _require_usable(request.path)
            with _transport_errors():
                whole = request.patience or self._timeouts.whole
                async with asyncio.timeout(whole) as deadline:
                    return await self._exchange(http, request, deadline)

    @asynccontextmanager
    async def listening(
        self, request: Request
    ) -> AsyncIterator[Response | AsyncIterator[SentEvent]]:
        """Send a request and yield the event stream it opens, or a response of another kind.

        The stream ends when the backend ends it. Raises TransportError, also while events are
        awaited, and what the session raises.
        """
        with self._naming_unusable_variables():
            http = await self._opened()
        import httpx  # already imported, in a thread, by `_opened`
        from httpx_sse import EventSource

        timeouts = self._timeouts
        sending = http.stream(
            request.method,
            request.path,
            headers={"accept": "text/event-stream", **request.headers},
            timeout=httpx.Timeout(timeouts.read, connect=timeouts.connect, read=timeouts.silence),
            auth=self._auth(deadline=None),
        )
        with _transport_errors():
            async with sending as response:
                kind = response.headers.get("content-type", "").partition(";")[0].strip()
                if response.status_code == OK and kind == "text/event-stream":
                    async with aclosing(_sent_events(EventSource(response))) as sent:
                        yield sent
                else:
                    yield await self._read_response(response)

    async def aclose(self) -> None:
        """Close all connections."""
        if self._http:
            await self._http.aclose()

    async def _exchange(
        self, http: "httpx.AsyncClient", request: Request, deadline: asyncio.Timeout
    ) -> Response:
        import httpx  # already imported, in a thread, by `_opened`

        read = request.patience or self._timeouts.read
        sending = http.stream(
            request.method,
            request.path,
            timeout=httpx.Timeout(read, connect=self._timeouts.connect),
            params=dict(request.query),
            headers=dict(request.headers),
            content=request.body,
            auth=self._auth(deadline),
        )
        async with sending as response:
            return await self._read_response(response)

    def _auth(self, deadline: asyncio.Timeout | None) -> "httpx.Auth | None":
        if self._session is None:
            return None
        from fravaertui.client.auth.bearer import BearerAuth  # imported already, by `_open`

        return BearerAuth(self._session, deadline)

    async def _read_response(self, response: "httpx.Response") -> Response:
        body, where = bytearray(), str(self._endpoint)
        # httpx itself would unpack without a limit.
        unpack = zlib.decompressobj(_GZIP) if _is_packed(response, where) else None
        async for chunk in response.aiter_raw():
            try:
                body += unpack.decompress(chunk, LARGEST_ANSWER + 1) if unpack else chunk
            except zlib.error:
                raise InvalidResponse(where, "the response is not packed as it says") from None
            if len(body) > LARGEST_ANSWER:
                raise InvalidResponse(where, "the response is too large")
        if unpack and not unpack.eof:
            raise InvalidResponse(where, "the packed response is cut short")
        etag = _sendable(response.headers.get("etag", ""))
        return Response(response.status_code, etag or None, bytes(body))

    @contextmanager
    def _naming_unusable_variables(self) -> Iterator[None]:
        """Raise UnusableVariable for a TransportError that the environment causes."""
        try:
            yield
        except TransportError as failure:
            if failure.may_have_arrived or self._endpoint.is_local:
                raise
            from fravaertui.client.environment import UnusableVariable, find_unusable

            variable = find_unusable(secure=self._endpoint.url.startswith("https:"))
            if variable is None:
                raise
            raise UnusableVariable(str(self._endpoint), variable) from failure

    async def _opened(self) -> "httpx.AsyncClient":
        """Return the connections; the library is imported in a thread.

        Raises UnusableAddress, and TransportError for anything else that prevents it.
        """
        async with self._opening:
            if self._http is None:
                self._http = await asyncio.to_thread(self._open)
            return self._http

    def _open(self) -> "httpx.AsyncClient":
        # Its command line, which nobody has use for here: it brings click and much of Rich.
        sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type] # as Python has it
        import httpx

        if self._session:
            import fravaertui.client.auth.bearer  # noqa: F401 - not on the event loop later

        endpoint, timeouts = self._endpoint, self._timeouts
        limits = httpx.Limits(keepalive_expiry=_KEEP_IDLE_SECONDS)
        _require_usable(endpoint.url)
        # Loading the certificates costs 40 ms and an http address never uses them.
        verify = endpoint.url.startswith("https:")
        transport = (
            httpx.AsyncHTTPTransport(uds=str(endpoint.socket_path), verify=verify, limits=limits)
            if endpoint.socket_path
            else None
        )
        try:
            return httpx.AsyncClient(
                base_url=endpoint.url,
                transport=transport,
                verify=verify,
                limits=limits,
                timeout=httpx.Timeout(timeouts.read, connect=timeouts.connect),
                trust_env=not endpoint.is_local,
                headers={
                    "accept": "application/json",
                    "accept-encoding": "identity" if endpoint.socket_path else "gzip",
                },
            )
        except (httpx.InvalidURL, ImportError, OSError, ValueError) as error:
            raise TransportError(_cause(error), may_have_arrived=False) from error


def _is_packed(response: "httpx.Response", where: str) -> bool:
    encoding: str = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("gzip", "x-gzip", "identity"):
        raise InvalidResponse(where, "the response is packed in a way that was not asked for")
    return encoding != "identity"


async def _sent_events(source: "EventSource") -> AsyncGenerator[SentEvent]:
    async with aclosing(source.aiter_sse()) as stream:
        async for sent in stream:
            yield SentEvent(_sendable(sent.id), sent.event, sent.data)


def _require_usable(url: str) -> None:
    """Raise UnusableAddress for an address that no request can be sent to."""
    import httpx

    try:
        httpx.URL(url).host.encode("idna")  # as the socket will
    except (httpx.InvalidURL, UnicodeError) as error:
        raise UnusableAddress(url) from error


@contextmanager
def _transport_errors() -> Iterator[None]:
    """Raise TransportError for whatever prevents a response."""
    import httpx

    try:
        yield
    except (
        httpx.ConnectError,
        httpx.ConnectTimeout,
        httpx.PoolTimeout,
        httpx.ProxyError,
    ) as error:
        raise TransportError(_cause(error), may_have_arrived=False) from error
    except (TimeoutError, httpx.TimeoutException) as error:
        raise TransportError(_cause(error), may_have_arrived=True, timed_out=True) from error
    except (httpx.RequestError, UnicodeError) as error:
        # Also a response whose encoding is not the one it declares.
        raise TransportError(_cause(error), may_have_arrived=True) from error


def _sendable(text: str) -> str:
    """Return a tag or an id unchanged if it can be sent back in a header, else an empty text."""
    fits = len(text) <= _LONGEST_SENT_BACK and text.isascii() and text.isprintable()
    return text if fits else ""


def _cause(error: BaseException) -> str:
    return tamed(f"{type(error).__name__} {error}".strip())
