"""Uvicorn, configured alike for the embedded backend and the real server."""

import socket

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from fravaertui.backend.services.event_broadcast import Broadcast

GRACE_SECONDS = 5
"""How many seconds requests that have begun may take to finish when the server stops."""


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, broadcast: Broadcast) -> None:
        super().__init__(config)
        self._broadcast = broadcast

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the event streams first: by themselves they never would."""
        self._broadcast.disconnect_all()
        await super().shutdown(sockets)


def server_of(app: FastAPI, front: ASGIApp | None = None) -> uvicorn.Server:
    """Return a server of the API; `front` is the API with middleware, if there is any.

    Its loggers are left unconfigured, and write warnings and errors only.
    """
    config = uvicorn.Config(
        front or app,
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        ws="none",
    )
    return _Server(config, app.state.services.broadcast)
