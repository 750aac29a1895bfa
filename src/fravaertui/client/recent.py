"""The clinics used last, remembered between runs in a file in the state folder.

Forgetting them is no harm: a damaged or unreadable file is an empty list, and one that can't be
written stays as it was.
"""

import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path

MOST = 8
_LARGEST_FILE = 10_000


def load(path: Path) -> tuple[int, ...]:
    """Return the HER-ids of the clinics used last, the latest first."""
    try:
        with path.open(encoding="utf-8") as file:
            kept = json.loads(file.read(_LARGEST_FILE))
    except (OSError, ValueError, RecursionError):
        return ()
    if not isinstance(kept, list):
        return ()
    return tuple(her_id for her_id in kept if type(her_id) is int and her_id > 0)[:MOST]


def remember(path: Path, her_id: int) -> tuple[int, ...]:
    """Put a clinic first among those used last, and return them."""
    recent = (her_id, *(other for other in load(path) if other != her_id))[:MOST]
    with suppress(OSError):
        _write(path, json.dumps(recent))
    return recent


def _write(path: Path, text: str) -> None:
    """Replace the file whole, so that a crash leaves the old one; only the user may read it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # made with mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
