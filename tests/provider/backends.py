"""A backend that agents sign in to, with the provider of the tests, over real HTTP."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fravaertui.backend.app import create_app
from fravaertui.backend.auth.access_tokens import SignIn
from fravaertui.backend.server import server_of
from tests.provider.running import CLIENT_ID

AUDIENCE = "https://fravaer.test/api"


@contextmanager
def backend_with_sign_in(issuer: str, folder: Path, audience: str = AUDIENCE) -> Iterator[str]:
    """Serve the demo clinics, and yield the address."""
    rules = SignIn(issuer, audience, CLIENT_ID, agent_claim="name")
    app = create_app(f"sqlite:///{folder / 'desk.db'}", sign_in=rules, demo=True)
    server = server_of(app)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)
