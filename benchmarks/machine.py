"""What the measurements were made on, and what else it was doing."""

import os
import platform
import time
from importlib.metadata import version
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


class Machine:
    """Watches how much other programs use the processors from now on."""

    def __init__(self) -> None:
        """Start watching."""
        self._begun = time.perf_counter()
        self._others = _busy_seconds() - _own_seconds()

    def description(self) -> str:
        """Return one line; what we started and have not waited for counts among the others."""
        processors = os.cpu_count() or 1
        seconds = time.perf_counter() - self._begun
        others = (_busy_seconds() - _own_seconds() - self._others) / seconds / processors
        return (
            f"{processors} processors, {platform.system()}, Python {platform.python_version()}, "
            f"textual {version('textual')}; took {seconds:.0f} s; "
            f"other programs had {max(others, 0):.0%} of the processors meanwhile"
        )


def _own_seconds() -> float:
    """Processor time of this process and of those it started and waited for."""
    return sum(os.times()[:4])


def _busy_seconds() -> float:
    """Processor time of all programs, from `/proc/stat`: all but idle and waiting for disks."""
    fields = [int(ticks) for ticks in Path("/proc/stat").read_text().split("\n")[0].split()[1:8]]
    user, nice, system, _idle, _waiting, hard, soft = fields
    return (user + nice + system + hard + soft) / _TICKS
