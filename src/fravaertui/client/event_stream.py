"""The backend's event stream, followed for as long as the caller likes.

A stream that ends is reopened where it ended: `Last-Event-ID` says what has already arrived, so no
event is delivered twice and none is missed.
"""

import asyncio
import random
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, TypeAlias

from pydantic import ValidationError

from fravaertui.client.errors import ClientError, InvalidResponse, TooManyStreams, Unreachable
from fravaertui.client.problem_responses import error_from
from fravaertui.client.transport import (
    GATEWAY_FAILED,
    OK,
    Endpoint,
    Request,
    Response,
    SentEvent,
    Timeouts,
    Transport,
    TransportError,
)

if TYPE_CHECKING:
    from fravaertui.protocol.events import Event

EVENTS_PATH = "/api/v1/events"

_MANY_TRIES = 30
"""An attempt number high enough for the longest pause."""

_STEADY_SECONDS = 5.0
"""How long a stream must have lasted for the next one to be opened after the shortest pause."""


@dataclass(frozen=True, slots=True)
class Connected:
    """The stream is open: from here on events arrive as they happen."""


@dataclass(frozen=True, slots=True)
class Disconnected:
    """The stream can't be reopened; attempts go on. Yielded once for each loss of contact.

    `silent_for` is how many seconds ago, at most, the last sign of life came.
    """

    error: ClientError
    silent_for: float = 0.0


@dataclass(frozen=True, slots=True)
class Polled:
    """The backend has no room for another stream: each time, read again what is shown.

    Other requests get through, and attempts to open the stream go on, but rarely.
    """

    error: TooManyStreams


StreamItem: TypeAlias = "Event | Connected | Disconnected | Polled"


class _Silent(Unreachable):
    """The connection was up, but nothing came through it."""


class EventStream:
    """The events of one backend, for one reader to follow."""

    def __init__(self, transport: Transport, endpoint: Endpoint, timeouts: Timeouts) -> None:
        """Nothing is opened before `follow` is called."""
        self._transport = transport
        self._endpoint = endpoint
        self._timeouts = timeouts
        self._last_id = ""
        self._now = asyncio.Event()

    def hurry(self) -> None:
        """End the pause before the next attempt, if there is one."""
        self._now.set()

    async def follow(self) -> AsyncGenerator[StreamItem]:
        """Yield events, and when contact is made and lost, without end.

        A stream that ends is no loss of contact: another replica may take it over. Disconnected
        comes when the next attempt fails too, and at once when a stream has gone silent.
        """
        tries, trusting, lost, heard = 0, False, False, monotonic()
        while True:
            began = monotonic()
            error: ClientError | None = None
            silent = False
            try:
                async with aclosing(self._stream()) as stream:
                    async for item in stream:
                        trusting, lost = True, False
                        yield item
                heard = monotonic()
            except ClientError as failed:
                error, silent = failed, isinstance(failed, _Silent)
                if trusting:
                    heard = monotonic() - (self._timeouts.silence if silent else 0.0)
            if isinstance(error, TooManyStreams):
                tries, trusting, lost, heard = _MANY_TRIES, False, False, monotonic()
                yield Polled(error)
                await self._pause(tries)
                continue
            if error and (silent or not trusting) and not lost:
                lost = True
                yield Disconnected(error, monotonic() - heard)
            trusting = trusting and error is None
            tries = 0 if monotonic() - began > _STEADY_SECONDS else tries + 1
            await self._pause(tries)

    async def _stream(self) -> AsyncGenerator[StreamItem]:
        """Open the stream where it last ended, and yield its items until it ends."""
        headers = {"last-event-id": self._last_id} if self._last_id else {}
        request = Request("GET", EVENTS_PATH, headers=headers)
        try:
            async with self._transport.listening(request) as opened:
                if isinstance(opened, Response):
                    raise self._error_in(opened)
                yield Connected()
                async for sent in opened:
                    self._last_id = sent.id or self._last_id
                    event = _event_in(sent)
                    if event:
                        yield event
        except TransportError as failure:
            unreachable = _Silent if failure.timed_out else Unreachable
            raise unreachable(str(self._endpoint), str(failure)) from failure

    def _error_in(self, response: Response) -> ClientError:
        where = str(self._endpoint)
        if response.status == OK:
            return InvalidResponse(where, "not an event stream")
        error = error_from(response, where)
        if response.status in GATEWAY_FAILED and not isinstance(error, TooManyStreams):
            return Unreachable(where, f"status {response.status}")
        return error

    async def _pause(self, tries: int) -> None:
        """Wait before the next attempt, longer each time and at random; `hurry` ends it early."""
        longest = min(self._timeouts.shortest_pause * 2**tries, self._timeouts.longest_pause)
        self._now.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(longest * random.uniform(0.5, 1.0)):  # noqa: S311
                await self._now.wait()


def _event_in(sent: SentEvent) -> "Event | None":
    """Parse an event; None for a kind that only a newer backend knows.

    One that can't be parsed may have been of any kind, so everything has to be read again.
    """
    from fravaertui.protocol.events import EVENT, KINDS, Reset

    if sent.kind not in KINDS:
        return None
    try:
        return EVENT.validate_json(sent.data, extra="ignore")
    except ValidationError:
        return Reset()
