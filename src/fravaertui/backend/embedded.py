"""The backend inside the terminal program: the same API, over HTTP on a private unix socket.

Importing this is what costs, so the program does it in a thread after its first paint.
"""

import contextlib
import fcntl
import logging
import os
import shutil
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import IO

import uvicorn

from fravaertui.backend.api import create_app
from fravaertui.backend.server import GRACE_SECONDS, server_of
from fravaertui.backend.store.clock import Clock

_PREFIX, _LOCK = "fravaertui-", "lock"

_LONGEST_PLACE = 70
"""Bytes of a folder's path that leave room for ours in a socket's address (104 on some systems)."""


@dataclass(frozen=True, slots=True)
class EmbeddedBackend:
    """A running backend; `socket_path` is where it answers."""

    socket_path: Path
    _server: uvicorn.Server
    _thread: Thread
    _lock: IO[str]

    def stop(self) -> None:
        """Answer the requests that have begun, stop, and remove the socket."""
        self._server.should_exit = True
        self._thread.join(GRACE_SECONDS)
        shutil.rmtree(self.socket_path.parent, ignore_errors=True)
        self._lock.close()


def start(
    database_url: str, *, agent: str = "local", now: Clock | None = None, demo: bool = False
) -> EmbeddedBackend:
    """Start the backend in a thread of its own; it accepts connections from now on.

    Raises DatabaseUnusable.
    """
    folder, lock = _private_folder()
    try:
        app = create_app(database_url, now=now, agent=agent, demo=demo)
        listening = _listen(folder / "backend")
    except BaseException:
        shutil.rmtree(folder)
        lock.close()
        raise
    logging.getLogger("uvicorn").addHandler(logging.NullHandler())  # else it prints on the screen
    server = server_of(app)
    thread = Thread(target=server.run, args=([listening],), name="backend", daemon=True)
    thread.start()
    return EmbeddedBackend(folder / "backend", server, thread, lock)


def _private_folder() -> tuple[Path, IO[str]]:
    """Make a folder, 0700, with a short enough name for a socket in it.

    Its lock is held for as long as this process lives, so that what a dead one left is known.
    """
    for place in (os.environ.get("XDG_RUNTIME_DIR"), tempfile.gettempdir(), "/tmp"):  # noqa: S108
        if place and len(os.fsencode(place)) <= _LONGEST_PLACE:
            with contextlib.suppress(OSError):
                _sweep(Path(place))
                folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
                lock = (folder / _LOCK).open("w")
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return folder, lock
    raise OSError("there is no folder to put the backend's socket in")


def _sweep(place: Path) -> None:
    """Remove the folders of our own that no living process holds, as a killed one leaves them."""
    for folder in place.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            lock = os.open(folder / _LOCK, os.O_RDWR | os.O_NOFOLLOW)
            try:
                if os.fstat(lock).st_uid == os.geteuid():
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(lock)


def _listen(path: Path) -> socket.socket:
    """Listen on the path before anyone is told of it: who connects early is kept waiting."""
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listening.bind(os.fspath(path))
    path.chmod(0o600)
    listening.listen(128)
    return listening
