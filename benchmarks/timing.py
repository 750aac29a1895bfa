"""Timing calls in this process, in turns with a baseline."""

import time
from collections.abc import Callable, Iterable

from benchmarks.figures import Baseline, Figure

Call = Callable[[], object]


def counting() -> None:
    """The baseline of what needs no one else: count to a thousand."""
    for _ in range(1_000):
        pass


def in_turns(
    name: str, unit: str, calls: Iterable[Call], baseline: Call, baseline_name: str
) -> Figure:
    """Time each call once, and the baseline before it."""
    ours: list[float] = []
    theirs: list[float] = []
    per_second = {"ms": 1e3, "µs": 1e6}[unit]
    for call in calls:
        theirs.append(_seconds(baseline) * per_second)
        ours.append(_seconds(call) * per_second)
    return Figure(name, unit, ours, Baseline(baseline_name, theirs))


def milliseconds(call: Call) -> float:
    """Time one call."""
    return _seconds(call) * 1e3


def _seconds(call: Call) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun
