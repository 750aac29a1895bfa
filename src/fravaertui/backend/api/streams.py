"""Limiting how many event streams are open: each occupies a connection until its client leaves.

A process may have a limited number of open files, and connections are files. Some are reserved, so
that requests, health checks and the database have room however many listen.
"""

import logging
import resource
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from fravaertui.backend.problems import ProblemError, problem

PER_AGENT = 32
"""Most streams of one agent: far more terminals than anyone works at."""

RESERVED_FILES = 32
"""Files of the program itself and of health checks; the database's are added to them."""

MOST = 10_000

_ALL = ""

logger = logging.getLogger(__name__)


def room_for_streams(connections: int) -> int:
    """Return how many streams there is room for, by this process' limit on open files.

    Two thirds of what is left: whoever listens also sends requests now and then.
    """
    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if limit == resource.RLIM_INFINITY:
        return MOST
    return min(max((limit - RESERVED_FILES - connections) * 2 // 3, 1), MOST)


class EventStreams:
    """The open event streams of one server."""

    def __init__(self, most: int, per_agent: int) -> None:
        """Allow `most` in all, and `per_agent` of one agent."""
        self.most = most
        self._per_agent = per_agent
        self._open: Counter[str] = Counter()
        self._warned: set[str] = set()
        self.refused = 0
        """How many were refused since the server started."""

    @contextmanager
    def opened(self, agent: str) -> Iterator[None]:
        """Count a stream as open during the block. Raises ProblemError when there is no room."""
        if self._open[_ALL] >= self.most:
            self._refuse(_ALL, "as many event streams are open as there is room for")
            detail = "As many listen as there is room for. Ask again now and then instead."
            raise ProblemError(problem("streams-full", detail))
        if self._open[agent] >= self._per_agent:
            self._refuse(agent, "an agent has as many event streams open as one may have")
            detail = f"You have {self._per_agent} event streams open already; close some."
            raise ProblemError(problem("too-many-streams", detail))
        for name in (agent, _ALL):
            self._open[name] += 1
        try:
            yield
        finally:
            for name, most in ((agent, self._per_agent), (_ALL, self.most)):
                self._open[name] -= 1
                if self._open[name] <= most // 2:
                    self._warned.discard(name)
            self._open += Counter()  # drops zero counts

    def _refuse(self, name: str, message: str) -> None:
        self.refused += 1
        if name not in self._warned:  # once each time the limit is reached
            self._warned.add(name)
            logger.warning(message)
