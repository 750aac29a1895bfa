"""Files that have an end, told from pipes and devices, which may keep a reader for ever."""

import errno
import os
import stat
from pathlib import Path

CAUSE = "Not a regular file"
"""What the error says, for which there are words in `texts/causes.py`."""


def status_of_file(file: Path) -> os.stat_result:
    """Return the status of a file. Raises OSError, also for a pipe or a device."""
    status = file.stat()
    if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
        raise OSError(errno.EINVAL, CAUSE, str(file))
    return status
