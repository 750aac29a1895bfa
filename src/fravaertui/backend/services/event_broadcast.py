"""Telling everyone who listens what has happened, wherever it was written.

The database is the only channel: each event is a row, and a broadcast reads the rows after the
last one it has told. What wakes it is only a hint, so none can be lost: the bell, rung by this
process after a write, by the database where it can (`store.postgres`), and a look now and then.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager, suppress
from time import monotonic

from sqlalchemy.exc import SQLAlchemyError

from fravaertui.backend.services.executor import Busy, DeskThreads
from fravaertui.backend.services.presence import Together
from fravaertui.backend.store.events import MOST_MISSED, Stored
from fravaertui.protocol.events import Reset

logger = logging.getLogger(__name__)

MOST_WAITING = 256
"""Events kept for a listener that does not take them; it is then let go, and may come back."""

OFTEN_SECONDS, SELDOM_SECONDS = 0.5, 10.0
"""How often to look for what other processes have written, without hints and with."""

SWEEP_SECONDS = 30.0
FAILED_SECONDS = 1.0
"""How long to leave a database alone that could not be read."""


class Bell:
    """Wakes the broadcast from any thread; what is rung while nobody listens is lost on nobody."""

    def __init__(self) -> None:
        """Make a bell that nobody listens to yet."""
        self._rung = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def ring(self) -> None:
        """Say that there may be something new."""
        if self._loop:
            with suppress(RuntimeError):  # the loop has ended meanwhile, and the listeners with it
                self._loop.call_soon_threadsafe(self._rung.set)

    async def wait(self, seconds: float) -> None:
        """Return when it is rung, or after so many seconds."""
        self._loop = asyncio.get_running_loop()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._rung.wait(), seconds)
        self._rung.clear()


class Listener:
    """One who is told; `waiting` is what is still to be sent."""

    def __init__(self) -> None:
        """Start with nothing to tell."""
        self._waiting: asyncio.Queue[Stored | None] = asyncio.Queue(MOST_WAITING)

    def tell(self, told: Stored) -> bool:
        """Keep an event until it is taken; False when there is no room, and nothing more comes."""
        if self._waiting.full():
            self.hang_up()
            return False
        self._waiting.put_nowait(told)
        return True

    def hang_up(self) -> None:
        """Let the listener go; what it has not taken it gets when it comes back."""
        while not self._waiting.empty():
            self._waiting.get_nowait()
        self._waiting.put_nowait(None)

    async def next(self) -> Stored | None:
        """Return the next event; None when it was let go."""
        return await self._waiting.get()


class Broadcast:
    """Reads new events while anyone listens, and hands each to all of them, in order."""

    def __init__(
        self,
        threads: DeskThreads,
        together: Together,
        bell: Bell,
        hints: Callable[[], AsyncGenerator[None]] | None = None,
    ) -> None:
        """Take where events are read, and in which threads.

        `hints`, if the database has them, tell of each event, beginning when they are to be had.
        """
        self._threads = threads
        self._together = together
        self._bell = bell
        self._hints = hints
        self._hinted = False
        self._listeners: set[Listener] = set()
        self._newest = 0
        self._watching: asyncio.Task[None] | None = None
        self._beginning = asyncio.Lock()
        self._telling = asyncio.Lock()

    @property
    def listeners(self) -> int:
        """How many are listening."""
        return len(self._listeners)

    @asynccontextmanager
    async def listening(self, after: int | None) -> AsyncIterator[AsyncIterator[Stored]]:
        """Give all events after a number, then each as it comes, until the listener is let go.

        Without a number, or when some in between may be forgotten, a reset comes first. Raises
        what the database raises when it can't be read.
        """
        async with self._beginning:
            if self._watching is None or self._watching.done():
                self._newest = await self._threads.watch(lambda _: self._together.newest())
                self._watching = asyncio.create_task(self._watch())
        if after is not None and after > self._newest:
            await self._tell_new()  # told elsewhere, before we have looked
        listener, until = Listener(), self._newest
        self._listeners.add(listener)
        try:
            missed = None
            if after is not None:
                missed = await self._threads.watch(lambda _: self._together.missed(after, until))
            reset = Reset()
            first = [Stored(until, reset.kind, reset.model_dump_json())]
            yield _told(first if missed is None else missed, listener)
        finally:
            self._listeners.discard(listener)
            if not self._listeners:
                self._watching.cancel()

    def hang_up(self) -> None:
        """Let every listener go, as before the server ends: by themselves they never would."""
        for listener in self._listeners:
            listener.hang_up()

    async def close(self) -> None:
        """Let every listener go, and read no more."""
        self.hang_up()
        if self._watching:
            self._watching.cancel()
            await asyncio.wait([self._watching])

    async def _watch(self) -> None:
        swept = monotonic()
        hearing = asyncio.create_task(self._hear())
        try:
            while True:
                try:
                    await self._tell_new()
                    if monotonic() - swept > SWEEP_SECONDS:
                        swept = monotonic()
                        await self._threads.write("presence", lambda _: self._together.sweep())
                except (SQLAlchemyError, Busy) as error:
                    logger.warning("events can't be read for now", exc_info=error)
                    await asyncio.sleep(FAILED_SECONDS)
                await self._bell.wait(SELDOM_SECONDS if self._hinted else OFTEN_SECONDS)
        finally:
            hearing.cancel()
            self.hang_up()

    async def _hear(self) -> None:
        """Ring at each hint; while there are none to be had, the broadcast looks more often."""
        while self._hints:
            async with aclosing(self._hints()) as hints:
                async for _ in hints:
                    self._hinted = True
                    self._bell.ring()
            self._hinted = False
            await asyncio.sleep(FAILED_SECONDS)

    async def _tell_new(self) -> None:
        """Hand out what is new, so many at a time."""
        async with self._telling:
            while True:
                new = await self._threads.watch(lambda _: self._together.following(self._newest))
                for told in new:
                    self._tell(told)
                if len(new) < MOST_MISSED:
                    return

    def _tell(self, told: Stored) -> None:
        self._newest = told.number
        for listener in tuple(self._listeners):
            if not listener.tell(told):
                self._listeners.discard(listener)


async def _told(missed: list[Stored], listener: Listener) -> AsyncIterator[Stored]:
    for stored in missed:
        yield stored
    while (told := await listener.next()) is not None:
        yield told
