"""The one hop from the event loop to a thread, where the desk's unit of work runs.

FastAPI's own way of running plain functions halves the rate and costs five times the slowest
answer, so every call is `async` and asks here. Reading, writing and seeing to the server itself
each have threads of their own, together as many as the database has connections: no write keeps
anyone from reading, and none waits inside a thread for a connection. Who waits for a thread, or for
a turn to write, does so on the event loop, and not for long.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from fravaertui.backend.services.clinics import Desk
from fravaertui.backend.store.database import IN_LINE, WAITS_SECONDS

Result = TypeVar("Result")

FEWEST = 3
"""Threads, and so connections: one of each kind."""


class Busy(Exception):
    """There was no turn in time; nothing was done."""


class DeskThreads:
    """The threads that one desk works in."""

    def __init__(self, desk: Desk, connections: int, waits: float = WAITS_SECONDS) -> None:
        """Make no thread before there is work; `waits` is how long a request waits at most."""
        writing = max(connections // 2, 1)
        reading = max(connections - writing - 1, 1)
        self._desk = desk
        self._reading, self._writing, self._watching = (
            _Threads(most, kind, waits * IN_LINE)
            for kind, most in (("reading", reading), ("writing", writing), ("watching", 1))
        )
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def ask(self, work: Callable[[Desk], Result]) -> Result:
        """Return what the desk answers to one who reads; the event loop goes on meanwhile.

        Raises Busy.
        """
        return await self._reading.run(lambda: work(self._desk))

    async def write(self, turn: str, work: Callable[[Desk], Result]) -> Result:
        """Return what the desk answers to one who writes. Raises Busy.

        Those who name the same turn come one at a time: in the database they would only wait for
        each other, and keep all the threads from everybody else.
        """
        own = self._turns.setdefault(turn, asyncio.Lock())
        return await self._writing.run(lambda: work(self._desk), own)

    async def watch(self, work: Callable[[Desk], Result]) -> Result:
        """Return what comes of the server's own looking at the database. Raises Busy."""
        return await self._watching.run(lambda: work(self._desk))

    def stop(self) -> None:
        """Let the work that has begun end, then let the threads and the database go."""
        for threads in (self._reading, self._writing, self._watching):
            threads.stop()
        self._desk.close()


class _Threads:
    """Some threads, and those who wait for one."""

    def __init__(self, most: int, kind: str, waits: float) -> None:
        self._threads = ThreadPoolExecutor(most, thread_name_prefix=kind)
        self._free = asyncio.Semaphore(most)
        self._waits = waits

    async def run(
        self,
        work: Callable[[], Result],
        turn: AbstractAsyncContextManager[Any] = nullcontext(),  # noqa: B008 - holds nothing
    ) -> Result:
        begun = False
        try:
            async with asyncio.timeout(self._waits) as waiting, turn, self._free:
                waiting.reschedule(None)
                begun = True
                return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        except TimeoutError:
            if begun:
                raise
            raise Busy from None

    def stop(self) -> None:
        self._threads.shutdown(wait=True)
