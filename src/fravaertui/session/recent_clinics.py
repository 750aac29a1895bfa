"""The most recently used clinics, remembered between runs in a file in the state folder.

Losing them does no harm: a damaged or unreadable file counts as empty, and a failure to write is
ignored.
"""

import json
from contextlib import suppress
from pathlib import Path

from fravaertui.system import private_files

MOST = 8
_LARGEST_FILE = 10_000


def load(path: Path) -> tuple[int, ...]:
    """Return the HER-ids of the clinics, the most recent first."""
    try:
        with path.open(encoding="utf-8") as file:
            stored = json.loads(file.read(_LARGEST_FILE))
    except (OSError, ValueError, RecursionError):
        return ()
    if not isinstance(stored, list):
        return ()
    return tuple(her_id for her_id in stored if type(her_id) is int and her_id > 0)[:MOST]


def with_latest(recent: tuple[int, ...], her_id: int) -> tuple[int, ...]:
    """Return the clinics with one moved to the front."""
    return (her_id, *(other for other in recent if other != her_id))[:MOST]


def remember(path: Path, her_id: int) -> tuple[int, ...]:
    """Move a clinic to the front of those in the file, and return the new list."""
    recent = with_latest(load(path), her_id)
    with suppress(OSError):
        private_files.replace(path, json.dumps(recent))
    return recent
