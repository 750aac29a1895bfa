"""Refusing requests of other sites' web pages: a browser on her machine reaches what she reaches.

A page may send requests anywhere, and by DNS rebinding it can make its own name lead to this
machine and read the responses. So every request from another site's page is refused; and without
sign-in, so is every request that was not sent to one of this machine's own names. CORS is never
enabled.
"""

import re

from starlette.types import ASGIApp, Receive, Scope, Send

from fravaertui.backend.api.requests import CLOSING, respond
from fravaertui.backend.problems import problem
from fravaertui.protocol.problems import Problem
from fravaertui.protocol.urls import is_this_machine

_HOST = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9.-]+))(?::[0-9]{1,5})?")
_OWN_PAGES = ("none", "same-origin")
"""Sec-Fetch-Site for an address that the user typed, and for our own pages."""


class OwnOriginOnly:
    """Middleware that refuses requests of other sites' pages."""

    def __init__(self, app: ASGIApp, *, this_machine_only: bool) -> None:
        """`this_machine_only` is for a server without sign-in."""
        self._app = app
        self._this_machine_only = this_machine_only

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Forward the request, or refuse it."""
        refused = scope["type"] == "http" and refusal(scope, self._this_machine_only)
        await (respond(refused, CLOSING) if refused else self._app)(scope, receive, send)


def refusal(scope: Scope, this_machine_only: bool) -> Problem | None:
    """Return why a request is refused; None when it is not."""
    hosts = _values(scope, b"host")
    if this_machine_only and not (len(hosts) == 1 and _is_own_name(hosts[0])):
        detail = "Ask this server by a name of this machine: localhost, 127.0.0.1 or [::1]."
        return problem("foreign-host", detail)
    own = {f"{scheme}://{host}" for scheme in ("http", "https") for host in hosts}
    if own.issuperset(_values(scope, b"origin")) and all(
        site in _OWN_PAGES for site in _values(scope, b"sec-fetch-site")
    ):
        return None
    return problem("foreign-origin", "Pages of other sites are not answered here.")


def _is_own_name(host: str) -> bool:
    named = _HOST.fullmatch(host)
    return named is not None and is_this_machine((named[1] or named[2]).lower())


def _values(scope: Scope, header: bytes) -> list[str]:
    return [value.decode("latin-1") for name, value in scope["headers"] if name == header]
