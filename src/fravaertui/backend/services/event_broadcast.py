"""Sending every new event to all listeners, whichever process wrote it.

The database is the only channel: each event is a row, and a broadcast reads the rows after the
last one it has sent. Whatever wakes it is only a hint, so no event can be lost: this process after
a write, the database where it can notify (`store.postgres`), and a look at regular intervals.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager, suppress
from time import monotonic
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from fravaertui.backend.services.database import Database
from fravaertui.backend.services.executor import Busy, Executor
from fravaertui.backend.store import events
from fravaertui.backend.store.events import MOST_MISSED, StoredEvent
from fravaertui.protocol.events import Reset

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

logger = logging.getLogger(__name__)

MOST_WAITING = 256
"""Events queued for a slow listener; with one more it is disconnected, and may come back."""

OFTEN_SECONDS, SELDOM_SECONDS = 0.5, 10.0
"""How often to look for what other processes have written, without notifications and with."""

SWEEP_SECONDS = 30.0
FAILED_SECONDS = 1.0
"""How long to wait after a failure before the database is read again."""


class Wakeup:
    """Wakes the broadcast, from any thread; does nothing while no broadcast waits."""

    def __init__(self) -> None:
        """Start unset; the event loop is that of the first `wait`."""
        self._event = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def set(self) -> None:
        """Signal that there may be something new."""
        if self._loop:
            with suppress(RuntimeError):  # the loop has ended meanwhile, and the listeners with it
                self._loop.call_soon_threadsafe(self._event.set)

    async def wait(self, seconds: float) -> None:
        """Return when it is set, or after so many seconds."""
        self._loop = asyncio.get_running_loop()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._event.wait(), seconds)
        self._event.clear()


class Listener:
    """One event stream, with a bounded queue of events that are still to be sent."""

    def __init__(self) -> None:
        """Start with an empty queue."""
        self._queue: asyncio.Queue[StoredEvent | None] = asyncio.Queue(MOST_WAITING)

    def send(self, event: StoredEvent) -> bool:
        """Queue an event; False when there is no room, and the listener is disconnected."""
        if self._queue.full():
            self.disconnect()
            return False
        self._queue.put_nowait(event)
        return True

    def disconnect(self) -> None:
        """End the stream; what is still queued the listener gets when it comes back."""
        while not self._queue.empty():
            self._queue.get_nowait()
        self._queue.put_nowait(None)

    async def next(self) -> StoredEvent | None:
        """Return the next event; None when the listener is disconnected."""
        return await self._queue.get()


class Broadcast:
    """Reads new events while anyone listens, and sends each to all listeners, in order."""

    def __init__(
        self,
        database: Database,
        executor: Executor,
        sweep: Callable[[], None],
        wakeup: Wakeup,
        notifications: Callable[[], AsyncGenerator[None]] | None = None,
    ) -> None:
        """Read the events of a database in an executor's threads; `sweep` is run now and then.

        `notifications`, if the database has them, yields once when it is connected and then after
        each event that any process has written.
        """
        self._database = database
        self._executor = executor
        self._sweep = sweep
        self._wakeup = wakeup
        self._notifications = notifications
        self._notified = False
        self._listeners: set[Listener] = set()
        self._newest = 0
        self._watching: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()
        self._sending = asyncio.Lock()

    @property
    def listeners(self) -> int:
        """How many are listening."""
        return len(self._listeners)

    @asynccontextmanager
    async def listening(self, after: int | None) -> AsyncIterator[AsyncIterator[StoredEvent]]:
        """Give all events after a number, then each new one, until the listener is disconnected.

        Without a number, or when some in between may be removed already, a reset comes first.
        Raises what the database raises when it can't be read.
        """
        async with self._starting:
            if self._watching is None or self._watching.done():
                self._newest = await self._read(events.newest)
                self._watching = asyncio.create_task(self._watch())
        if after is not None and after > self._newest:
            await self._send_new()  # another server sent it before we have looked
        listener, until = Listener(), self._newest
        self._listeners.add(listener)
        try:
            missed = None
            if after is not None:
                missed = await self._read(events.missed, after, until)
            reset = Reset()
            first = [StoredEvent(until, reset.kind, reset.model_dump_json())]
            yield _stream(first if missed is None else missed, listener)
        finally:
            self._listeners.discard(listener)
            if not self._listeners:
                self._watching.cancel()

    def disconnect_all(self) -> None:
        """End every stream, as before the server stops: by themselves they never would."""
        for listener in self._listeners:
            listener.disconnect()

    async def close(self) -> None:
        """End every stream, and read no more."""
        self.disconnect_all()
        if self._watching:
            self._watching.cancel()
            await asyncio.wait([self._watching])

    async def _read(
        self,
        query: Callable[Concatenate[Connection, Arguments], Result],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Result:
        def read() -> Result:
            with self._database.reading() as connection:
                return query(connection, *args, **kwargs)

        return await self._executor.maintain(read)

    async def _watch(self) -> None:
        swept = monotonic()
        receiving = asyncio.create_task(self._receive_notifications())
        try:
            while True:
                try:
                    await self._send_new()
                    if monotonic() - swept > SWEEP_SECONDS:
                        swept = monotonic()
                        await self._executor.write("presence", self._sweep)
                except (SQLAlchemyError, Busy) as error:
                    logger.warning("events can't be read for now", exc_info=error)
                    await asyncio.sleep(FAILED_SECONDS)
                await self._wakeup.wait(SELDOM_SECONDS if self._notified else OFTEN_SECONDS)
        finally:
            receiving.cancel()
            self.disconnect_all()

    async def _receive_notifications(self) -> None:
        """Wake up at each notification; while there are none, the broadcast looks more often."""
        while self._notifications:
            async with aclosing(self._notifications()) as notifications:
                async for _ in notifications:
                    self._notified = True
                    self._wakeup.set()
            self._notified = False
            await asyncio.sleep(FAILED_SECONDS)

    async def _send_new(self) -> None:
        """Send new events to all listeners, `MOST_MISSED` at a time."""
        async with self._sending:
            while True:
                new = await self._read(events.following, self._newest)
                for event in new:
                    self._send(event)
                if len(new) < MOST_MISSED:
                    return

    def _send(self, event: StoredEvent) -> None:
        self._newest = event.number
        for listener in tuple(self._listeners):
            if not listener.send(event):
                self._listeners.discard(listener)


async def _stream(missed: list[StoredEvent], listener: Listener) -> AsyncIterator[StoredEvent]:
    for stored in missed:
        yield stored
    while (event := await listener.next()) is not None:
        yield event
