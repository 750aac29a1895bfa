"""The backend inside the terminal program: the same API, over HTTP on a private unix socket.

Importing this takes long, so the program does it in a thread after its first paint.
"""

import contextlib
import logging
import os
import shutil
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import uvicorn

from fravaertui.backend.app import create_app
from fravaertui.backend.server import GRACE_SECONDS, server_of
from fravaertui.backend.store.clock import Clock
from fravaertui.system.private_files import try_lock

_PREFIX, _LOCK = "fravaertui-", "lock"

_LONGEST_PLACE = 70
"""Bytes of a folder's path that leave room for ours in a socket's address (104 on some systems)."""


@dataclass(frozen=True, slots=True)
class EmbeddedBackend:
    """A running backend; `socket_path` is where it answers."""

    socket_path: Path
    _server: uvicorn.Server
    _thread: Thread
    _folder: "_Folder"

    def stop(self) -> None:
        """Finish the requests that have begun, stop, and remove the socket."""
        self._server.should_exit = True
        self._thread.join(GRACE_SECONDS)
        self._folder.remove()


def start(
    database_url: str, *, agent: str = "local", now: Clock | None = None, demo: bool = False
) -> EmbeddedBackend:
    """Start the backend in a thread of its own; it accepts connections when this returns.

    Raises DatabaseUnusable.
    """
    folder = _private_folder()
    try:
        app = create_app(database_url, now=now, agent=agent, demo=demo)
        listening = _listen(folder.path / "backend")
    except BaseException:
        folder.remove()
        raise
    logging.getLogger("uvicorn").addHandler(logging.NullHandler())  # else it prints on the screen
    server = server_of(app)
    thread = Thread(target=server.run, args=([listening],), name="backend", daemon=True)
    thread.start()
    return EmbeddedBackend(folder.path / "backend", server, thread, folder)


class _Folder:
    """A temporary folder, removed at the latest when Python exits.

    It contains a lock that is held while this process lives: a folder whose lock is free was left
    behind by a killed one.
    """

    def __init__(self, place: str) -> None:
        """Create the folder inside `place`. Raises OSError."""
        self._make(place)
        while (lock := try_lock(self.path / _LOCK)) is None:
            self._folder.cleanup()  # another process sweeps it before its lock is held
            self._make(place)
        self._lock = os.fdopen(lock)

    def _make(self, place: str) -> None:
        self._folder = TemporaryDirectory(prefix=_PREFIX, dir=place, ignore_cleanup_errors=True)
        self.path = Path(self._folder.name)

    def remove(self) -> None:
        """Remove the folder and its contents."""
        self._folder.cleanup()
        self._lock.close()


def _private_folder() -> _Folder:
    """Make a folder, 0700, with a short enough name for a socket in it."""
    for place in (os.environ.get("XDG_RUNTIME_DIR"), tempfile.gettempdir(), "/tmp"):  # noqa: S108
        if place and len(os.fsencode(place)) <= _LONGEST_PLACE:
            with contextlib.suppress(OSError):
                _sweep(Path(place))
                return _Folder(place)
    raise OSError("there is no folder to put the backend's socket in")


def _sweep(place: Path) -> None:
    """Remove the folders that killed processes of this user have left behind."""
    for folder in place.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            own = folder.lstat().st_uid == os.geteuid()
            if own and (lock := try_lock(folder / _LOCK, create=False)) is not None:
                shutil.rmtree(folder, ignore_errors=True)
                os.close(lock)


def _listen(path: Path) -> socket.socket:
    """Listen on the path at once: clients that connect before the server runs wait for it."""
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listening.bind(os.fspath(path))
        path.chmod(0o600)
        listening.listen(128)
    except OSError:
        listening.close()
        raise
    return listening
