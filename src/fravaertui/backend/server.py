"""Uvicorn, set up alike wherever the API is served."""

import socket

import uvicorn
from fastapi import FastAPI

from fravaertui.backend.broadcast import Broadcast

GRACE_SECONDS = 5
"""How long requests that have begun may take to end once the server is told to stop."""


class _Server(uvicorn.Server):
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let those go who listen to events: else their answers would be waited for in vain."""
        broadcast: Broadcast = self.config.app.state.broadcast  # type: ignore[union-attr]
        broadcast.hang_up()
        await super().shutdown(sockets)


def server_of(app: FastAPI) -> uvicorn.Server:
    """Return a server that logs what is wrong and leaves it to others where logs go."""
    return _Server(
        uvicorn.Config(
            app,
            access_log=False,
            log_config=None,
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
            ws="none",
        )
    )
