"""Files that only the user may read, replaced atomically, and locks between the user's programs."""

import fcntl
import os
import tempfile
from pathlib import Path


def replace(path: Path, text: str) -> None:
    """Write a file of mode 0600 in one step, so that a crash leaves the old one or the new.

    Raises OSError.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # made with mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def try_lock(path: Path, *, create: bool = True) -> int | None:
    """Open a lock file and lock it for this process; None while another process holds it.

    Closing the returned file descriptor releases the lock, and so does the end of the process,
    however it ends. Raises OSError when the file can't be opened.
    """
    handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW | (os.O_CREAT if create else 0), 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(handle).st_ino == path.stat().st_ino:  # else removed after it was opened
            return handle
    except OSError:
        pass
    os.close(handle)
    return None
