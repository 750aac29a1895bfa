"""An agent's sign-in at one backend: started with a code, renewed silently, ended.

Only one of an agent's programs renews at a time, and each first checks whether another just has.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

from fravaertui.client.auth.device_grant import DeviceCode, Granted, GrantError, Provider
from fravaertui.client.auth.token_file import TokenFile, Tokens
from fravaertui.client.errors import (
    ClientError,
    InvalidProviderResponse,
    ProviderUnreachable,
    SignInFailed,
    SignInNeeded,
    Unreachable,
    UnusableAddress,
)
from fravaertui.protocol.auth import SignInTerms
from fravaertui.protocol.urls import is_private

SLOWER_SECONDS = 5.0
"""Seconds that `slow_down` adds to the polling interval (RFC 8628, 3.5)."""

_SHORTEST_INTERVAL = 1.0
_LONGEST_BACK_OFF = 60.0
_RENEW_AHEAD_SECONDS = 20.0

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class DeviceAuthorization:
    """What the agent has to do: open the address, on any machine, and enter the code.

    `deadline` is by `time.monotonic`; `direct` is an address that includes the code.
    """

    address: str
    code: str
    direct: str
    deadline: float
    terms: SignInTerms
    provider: Provider = field(repr=False)
    device: DeviceCode = field(repr=False)

    @property
    def seconds_left(self) -> float:
        """How many seconds the code is still valid."""
        return max(self.deadline - time.monotonic(), 0.0)


class Session:
    """The sign-in at a backend, for use in one event loop."""

    def __init__(self, backend: str, file: TokenFile, *, sleep: Sleep = asyncio.sleep) -> None:
        """`file` holds the sign-in at `backend`; it is read when a token is first needed."""
        self._backend = backend
        self._file = file
        self._sleep = sleep
        self.needed: Callable[[], None] = lambda: None
        """Called when the agent has to sign in."""
        self._tokens: Tokens | None = None
        self._renewing = asyncio.Lock()

    async def access_token(self) -> str | None:
        """Return the token to send, renewed if it is about to expire; None when not signed in."""
        if self._tokens is None:
            self._tokens = self._file.load()
        if self._tokens and self._expires_soon(self._tokens):
            # A token that is still valid is used while the provider is unavailable.
            with suppress(SignInNeeded, Unreachable, InvalidProviderResponse):
                return await self.renewed(self._tokens.access)
        return self._tokens.access if self._tokens else None

    async def renewed(self, refused: str | None) -> str:
        """Return another token than the one that was refused.

        Raises SignInNeeded when there is no other, and Unreachable when the provider can't be
        reached, after which the sign-in is still valid.
        """
        try:
            return await self._renewed(refused)
        except SignInNeeded:
            self.needed()
            raise

    async def _renewed(self, refused: str | None) -> str:
        async with self._renewing, self._file.locked():
            tokens = self._file.load() or self._tokens
            if tokens is None:
                raise SignInNeeded
            if tokens.access == refused or self._expires_soon(tokens):
                tokens = await self._renew(tokens)
            self._tokens = tokens
            return tokens.access

    async def begin(self, terms: SignInTerms) -> DeviceAuthorization:
        """Request a code from the provider, to be passed to `wait`.

        Raises SignInFailed when it gives none, and UnusableAddress for a backend that tokens would
        be sent to unencrypted.
        """
        if not is_private(self._backend):
            raise UnusableAddress(self._backend)
        provider = Provider(terms.issuer, terms.client_id)
        try:
            device = await provider.device_code(terms)
        except BaseException:
            await provider.aclose()
            raise
        return DeviceAuthorization(
            device.verification_uri,
            device.user_code,
            device.verification_uri_complete or device.verification_uri,
            time.monotonic() + device.expires_in,
            terms,
            provider,
            device,
        )

    async def wait(
        self, authorization: DeviceAuthorization, contact: Callable[[bool], None] = lambda _: None
    ) -> None:
        """Poll until the agent has signed in, and save the sign-in.

        `contact` is called with False when the provider can't be reached, and with True when it can
        again. Raises SignInFailed when the agent refuses, the code expires, or the provider issues
        no tokens.
        """
        try:
            granted = await self._granted(authorization, contact)
        finally:
            await authorization.provider.aclose()
        self._store(granted, authorization.terms)

    async def _granted(
        self, authorization: DeviceAuthorization, contact: Callable[[bool], None]
    ) -> Granted:
        interval = max(authorization.device.interval, _SHORTEST_INTERVAL)
        pause, lost = interval, False
        granted: Granted | None = None
        while True:
            await self._sleep(min(pause, authorization.seconds_left + 0.1))
            if not authorization.seconds_left:
                raise SignInFailed(SignInFailed.EXPIRED)
            try:
                granted = await authorization.provider.poll(authorization.device)
            except (ProviderUnreachable, InvalidProviderResponse):
                # Perhaps temporary: a busy provider, or an error page of a proxy.
                pause = min(pause * 2, _LONGEST_BACK_OFF)
                if not lost:
                    contact(False)
                lost = True
                continue
            except GrantError as no:
                interval += _slower(no)
                pause = interval
            if lost:
                contact(True)
            lost = False
            if granted:
                return granted

    async def end(self) -> bool:
        """Sign out at once on this machine; return whether the provider revoked the tokens too."""
        async with self._renewing, self._file.locked():
            tokens = self._file.load() or self._tokens
            self._clear()
        if tokens is None:
            return True
        provider = Provider(tokens.issuer, tokens.client_id)
        try:
            if tokens.refresh:
                await provider.revoke(tokens.refresh, "refresh_token")
            await provider.revoke(tokens.access, "access_token")
        except ClientError:
            return False
        finally:
            await provider.aclose()
        return True

    async def _renew(self, tokens: Tokens) -> Tokens:
        if tokens.refresh is None:
            raise SignInNeeded
        provider = Provider(tokens.issuer, tokens.client_id)
        try:
            granted = await provider.renew(tokens.refresh)
        except GrantError as no:
            # A used or revoked refresh token ends the sign-in, its access token included.
            self._clear()
            raise SignInNeeded from no
        finally:
            await provider.aclose()
        renewed = tokens.model_copy(
            update={
                "access": granted.access_token,
                "refresh": granted.refresh_token or tokens.refresh,
                "expires_at": _expiry(granted),
            }
        )
        with suppress(OSError):  # the sign-in then lasts as long as this program
            self._file.save(renewed)
        return renewed

    def _clear(self) -> None:
        self._tokens = None
        with suppress(OSError):
            self._file.clear()

    def _store(self, granted: Granted, terms: SignInTerms) -> None:
        self._tokens = Tokens(
            backend=self._backend,
            issuer=terms.issuer,
            client_id=terms.client_id,
            access=granted.access_token,
            refresh=granted.refresh_token,
            expires_at=_expiry(granted),
        )
        with suppress(OSError):  # the sign-in then lasts as long as this program
            self._file.save(self._tokens)

    def _expires_soon(self, tokens: Tokens) -> bool:
        return tokens.expires_at is not None and (
            tokens.expires_at - time.time() < _RENEW_AHEAD_SECONDS
        )


def _expiry(granted: Granted) -> float | None:
    return None if granted.expires_in is None else time.time() + granted.expires_in


def _slower(no: GrantError) -> float:
    """Return by how much to lengthen the interval. Raises SignInFailed when waiting is futile."""
    match no.error:
        case "authorization_pending":
            return 0.0
        case "slow_down":
            return SLOWER_SECONDS
        case "access_denied":
            raise SignInFailed(SignInFailed.DENIED) from no
        case "expired_token":
            raise SignInFailed(SignInFailed.EXPIRED) from no
        case _:
            raise SignInFailed(no.description or no.error) from no
