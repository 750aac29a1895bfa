"""Uvicorn, set up alike wherever the API is served."""

import uvicorn
from fastapi import FastAPI

GRACE_SECONDS = 5
"""How long requests that have begun may take to end once the server is told to stop."""


def server_of(app: FastAPI) -> uvicorn.Server:
    """Return a server that logs what is wrong and leaves it to others where logs go."""
    return uvicorn.Server(
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
