"""The one hop from the event loop to a thread, where the desk's unit of work runs.

FastAPI's own way of running plain functions halves the rate and costs five times the slowest
answer, so every call is `async` and asks here. There are as many threads as the database has
connections, so that none waits inside a thread for one.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from fravaertui.backend.desk import Desk

Result = TypeVar("Result")


class DeskThreads:
    """The threads that one desk works in."""

    def __init__(self, desk: Desk, connections: int) -> None:
        """Make no thread before there is work."""
        self._desk = desk
        self._threads = ThreadPoolExecutor(connections, thread_name_prefix="desk")

    async def ask(self, work: Callable[[Desk], Result]) -> Result:
        """Return what the desk answers; the event loop goes on meanwhile."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, work, self._desk)

    async def run(self, work: Callable[[], Result]) -> Result:
        """Return what other work with the database comes to."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def stop(self) -> None:
        """Let the work that has begun end, then let the threads and the database go."""
        self._threads.shutdown(wait=True)
        self._desk.close()
