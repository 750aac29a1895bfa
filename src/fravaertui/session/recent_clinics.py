"""The clinics used last, remembered between runs in a file in the state folder.

Forgetting them is no harm: a damaged or unreadable file is an empty list, and one that can't be
written stays as it was.
"""

import json
from contextlib import suppress
from pathlib import Path

from fravaertui.system import private_files

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
        private_files.replace(path, json.dumps(recent))
    return recent
