"""Serving the API until a signal stops it; to other machines only with sign-in."""

import contextlib
import ipaddress
import signal
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

from fravaertui.backend.app import create_app
from fravaertui.backend.middleware.front import front_of
from fravaertui.backend.middleware.json_log import log_to_stderr
from fravaertui.backend.server import server_of
from fravaertui.backend.store.database import CONNECTIONS, WAITS_SECONDS
from fravaertui.domain.safe_text import neutralise

if TYPE_CHECKING:
    from fravaertui.backend.auth.access_tokens import SignIn


class OnlyThisMachine(ValueError):
    """Refused to listen on an address that others can reach; the message is one sentence.

    `signed_in` tells whether agents sign in; then what is missing is that a balancer is there.
    """

    def __init__(self, message: str, *, signed_in: bool = False) -> None:
        """Say it, and what of the two is missing."""
        super().__init__(message)
        self.signed_in = signed_in


def serve(
    database_url: str,
    host: str,
    port: int,
    *,
    agent: str = "local",
    sign_in: "SignIn | None" = None,
    demo: bool = False,
    migrates: bool = False,
    connections: int = CONNECTIONS,
    citizen_per_minute: int = 0,
    waits: float = WAITS_SECONDS,
    behind_proxy: bool = False,
    audits: bool = False,
    on_listening: Callable[[str], None] | None = None,
) -> None:
    """Serve the API until SIGINT or SIGTERM, then finish the requests that have begun.

    Raises OnlyThisMachine for any address but a loopback one without sign-in, or without a balancer
    before it (`behind_proxy`): nothing here limits headers, or the time they take. Raises OSError
    when the port can't be used, and DatabaseUnusable. `port` 0 selects a free one; `on_listening`
    is called with the address. `citizen_per_minute` is how many citizens' pages one address may
    request, 0 without limit; with `audits` the log tells who has asked for what. The other
    parameters are those of `create_app`.
    """
    with _listen(host, port, signed_in=sign_in is not None, behind_proxy=behind_proxy) as listening:
        app = create_app(
            database_url,
            agent=agent,
            sign_in=sign_in,
            demo=demo,
            migrates=migrates,
            connections=connections,
            waits=waits,
        )
        if on_listening:
            on_listening(_url(listening))
        log_to_stderr()
        front = front_of(app, citizen_per_minute, audits=audits)
        # Once stopped, Uvicorn raises the signal that stopped it again.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with contextlib.suppress(KeyboardInterrupt):
            server_of(app, front).run(sockets=[listening])


def _listen(host: str, port: int, *, signed_in: bool, behind_proxy: bool) -> socket.socket:
    address = "127.0.0.1" if host == "localhost" else host
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        raise OnlyThisMachine(f"«{neutralise(host)}» is not an address.") from None
    if not (ip.is_loopback or (signed_in and behind_proxy)):
        lacking = "a proxy before it" if signed_in else "sign-in"
        raise OnlyThisMachine(
            f"Without {lacking} the server listens on 127.0.0.1 or ::1 only, not on {ip}.",
            signed_in=signed_in,
        )
    family = socket.AF_INET6 if ip.version == 6 else socket.AF_INET
    return socket.create_server((address, port), family=family)


def _url(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
