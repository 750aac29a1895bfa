"""The one hop from the event loop to a thread, where a transaction runs.

FastAPI's own way of running plain functions halves the rate and makes the slowest answer five times
slower, so every route is `async` and uses this instead. Reading, writing and the server's own
upkeep each have threads of their own, together as many as the database has connections: no write
blocks a read, and no thread waits for a connection. Requests wait for a thread, or for a turn to
write, on the event loop, and not for long.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any, ParamSpec, TypeVar
from weakref import WeakValueDictionary

from fravaertui.backend.store.database import CONNECTIONS, IN_LINE, WAITS_SECONDS

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

FEWEST = 3
"""Threads, and so connections: one of each kind."""


class Busy(Exception):
    """No thread or turn was free in time; nothing was done."""


class Executor:
    """The threads that one server's transactions run in."""

    def __init__(self, connections: int = CONNECTIONS, waits: float = WAITS_SECONDS) -> None:
        """Divide the connections among the threads; `waits` is a request's longest wait in seconds.

        No thread is started before there is work for it.
        """
        writing = max(connections // 2, 1)
        reading = max(connections - writing - 1, 1)
        self._reading, self._writing, self._upkeep = (
            _Threads(most, kind, waits * IN_LINE)
            for kind, most in (("reading", reading), ("writing", writing), ("upkeep", 1))
        )
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def run(
        self, work: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Result:
        """Return the result of work that only reads; the event loop goes on meanwhile.

        Raises Busy.
        """
        return await self._reading.run(lambda: work(*args, **kwargs))

    async def write(
        self,
        turn: str,
        work: Callable[Arguments, Result],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Result:
        """Return the result of work that writes. Raises Busy.

        Work with the same `turn` runs one at a time: in the database it would only wait for the
        other's lock, and occupy a thread meanwhile.
        """
        lock = self._turns.setdefault(turn, asyncio.Lock())
        return await self._writing.run(lambda: work(*args, **kwargs), lock)

    async def maintain(
        self, work: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Result:
        """Return the result of the server's own look at the database. Raises Busy."""
        return await self._upkeep.run(lambda: work(*args, **kwargs))

    def stop(self) -> None:
        """Wait for the work that has begun, then stop the threads."""
        for threads in (self._reading, self._writing, self._upkeep):
            threads.stop()


class _Threads:
    """Some threads, and the queue for them."""

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
