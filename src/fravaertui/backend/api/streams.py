"""How many may listen to events at once: each holds a connection for as long as it likes.

A server may have so many files open, and connections are files. Some are kept for everything else,
so that calls, health checks and the database have room whoever listens.
"""

import logging
import resource
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from fravaertui.backend.api.problems import ProblemError, problem

OF_ONE_AGENT = 32
"""Streams of one agent: far more terminals than anyone works at."""

KEPT_FREE = 32
"""Files of the program itself, and those who ask for its health; the database's come on top."""

MOST = 10_000

_ALL = ""

logger = logging.getLogger(__name__)


def room_for_streams(connections: int) -> int:
    """Return how many streams there is room for, by the limit this process has on open files.

    Two thirds of what is left: who listens also calls now and then.
    """
    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if limit == resource.RLIM_INFINITY:
        return MOST
    return min(max((limit - KEPT_FREE - connections) * 2 // 3, 1), MOST)


class EventStreams:
    """The streams that are open."""

    def __init__(self, most: int, of_one: int) -> None:
        """Allow so many in all, and so many of one agent."""
        self.most = most
        self._of_one = of_one
        self._open: Counter[str] = Counter()
        self._told: set[str] = set()
        self.refused = 0
        """How many were refused since the server began."""

    @contextmanager
    def one_more(self, agent: str) -> Iterator[None]:
        """Have a stream open for the length of a block; ProblemError when there is no room."""
        if self._open[_ALL] >= self.most:
            self._refuse(_ALL, "as many event streams are open as there is room for")
            detail = "As many listen as there is room for. Ask again now and then instead."
            raise ProblemError(problem("streams-full", detail))
        if self._open[agent] >= self._of_one:
            self._refuse(agent, "an agent has as many event streams open as one may have")
            detail = f"You have {self._of_one} event streams open already; close some."
            raise ProblemError(problem("too-many-streams", detail))
        for name in (agent, _ALL):
            self._open[name] += 1
        try:
            yield
        finally:
            for name, most in ((agent, self._of_one), (_ALL, self.most)):
                self._open[name] -= 1
                if self._open[name] <= most // 2:
                    self._told.discard(name)
            self._open += Counter()  # without those who have none

    def _refuse(self, name: str, told: str) -> None:
        self.refused += 1
        if name not in self._told:  # once for each time it fills up
            self._told.add(name)
            logger.warning(told)
