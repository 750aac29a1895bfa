"""What stands in front of the API where it is served to others.

Each request gets an id, a line in the log and a place in the counts. Citizens' pages, which
everyone may ask for, are kept and sent again, and no address may ask for them too often. Embedded
in a terminal program the API needs none of this.
"""

import asyncio
import logging
import re
import secrets
import time
from contextlib import suppress
from itertools import count
from typing import cast

from fastapi import FastAPI
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fravaertui.backend.api.problems import problem
from fravaertui.backend.api.streams import EventStreams
from fravaertui.backend.middleware import json_log
from fravaertui.backend.middleware.metrics import CONTENT_TYPE, Metrics
from fravaertui.backend.middleware.origins import refusal
from fravaertui.backend.middleware.page_cache import PREFIX, KeptPages, Sent
from fravaertui.backend.middleware.rate_limit import Allowance
from fravaertui.backend.services.container import Services
from fravaertui.backend.services.event_broadcast import FAILED_SECONDS, Broadcast
from fravaertui.backend.services.executor import Busy
from fravaertui.backend.store import unreadable
from fravaertui.protocol.events import EVENT, ClinicChanged, Reset
from fravaertui.protocol.problems import MEDIA_TYPE

METRICS_PATH = "/metrics"
REQUEST_ID = b"x-request-id"

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_NO_ROUTE = "none"
_CITIZEN = f"{PREFIX}{{practitioner_her_id}}"
_GIVEN_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")

logger = logging.getLogger(__name__)


class Front:
    """The API with all that in front of it."""

    def __init__(
        self,
        app: ASGIApp,
        broadcast: Broadcast,
        metrics: Metrics,
        pages: KeptPages,
        allowance: Allowance,
        *,
        this_machine_only: bool,
    ) -> None:
        """Stand in front of the application; `broadcast` tells which pages are to be forgotten."""
        self._this_machine_only = this_machine_only
        self._app = app
        self._broadcast = broadcast
        self._metrics = metrics
        self._pages = pages
        self._allowance = allowance
        own = secrets.token_hex(4).encode()
        self._ids = (b"%s-%x" % (own, number) for number in count(1))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from here or pass the request on."""
        if scope["type"] == "lifespan":
            await self._live(scope, receive, send)
            return
        begun = time.perf_counter()
        request_id = self._id_of(scope)
        sent = self._from_here(scope)
        if sent is None:
            await self._pass_on(scope, receive, send, request_id, begun)
            return
        headers = [*sent.headers, (REQUEST_ID, request_id)]
        await send({"type": "http.response.start", "status": sent.status, "headers": headers})
        await send({"type": "http.response.body", "body": sent.body})
        if scope["path"] != METRICS_PATH:
            # Counted and not logged: nothing happens in the database, and there are very many.
            seconds = time.perf_counter() - begun
            self._metrics.answered(scope["method"], _CITIZEN, sent.status, seconds)

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hear of changes for as long as the server lives."""
        following = asyncio.create_task(self._follow())
        try:
            await self._app(scope, receive, send)
        finally:
            following.cancel()

    async def _follow(self) -> None:
        """Forget the pages of each clinic that is changed, here or by another server.

        When nothing can be heard, pages are kept for as long as they may be, and no longer.
        """
        while True:
            with suppress(SQLAlchemyError, Busy):
                async with self._broadcast.listening(None) as told:
                    async for stored in told:
                        self._hear(stored.body)
            await asyncio.sleep(FAILED_SECONDS)

    def _hear(self, said: str) -> None:
        try:
            event = EVENT.validate_json(said)
        except ValidationError:
            event = Reset()  # it may have been any
        if isinstance(event, ClinicChanged):
            self._pages.forget(event.clinic)
        elif isinstance(event, Reset):
            self._pages.forget()

    def _id_of(self, scope: Scope) -> bytes:
        """Return the id that someone in front of us has given, else one of our own."""
        for name, value in scope["headers"]:
            if name == REQUEST_ID and _GIVEN_ID.fullmatch(value):
                given: bytes = value
                return given
        return next(self._ids)

    def _from_here(self, scope: Scope) -> Sent | None:
        path: str = scope["path"]
        if refusal(scope, self._this_machine_only):
            return None  # said further in, where it is logged and counted
        if path.startswith(PREFIX):
            client = scope.get("client")
            if client and (seconds := self._allowance.wait(client[0])):
                return _too_often(seconds)
            page = self._pages.find(scope)
            if page:
                self._metrics.page_kept()
            return page
        if path == METRICS_PATH and scope["method"] == "GET":
            return _answer(200, CONTENT_TYPE, self._metrics.text())
        return None

    def _forget_what_was_written(self, scope: Scope) -> None:
        """Forget the pages of the clinic written at, before whoever wrote has the answer."""
        clinic = scope.get("path_params", {}).get("her_id", "")
        if clinic.isdecimal():
            self._pages.forget(int(clinic))

    async def _pass_on(
        self, scope: Scope, receive: Receive, send: Send, request_id: bytes, begun: float
    ) -> None:
        status, seconds, headers, body = 0, 0.0, [], bytearray()
        page = scope["path"].startswith(PREFIX)
        forgotten = self._pages.forgotten

        async def sending(message: Message) -> None:
            nonlocal status, seconds, headers
            if message["type"] == "http.response.start":
                if scope["method"] not in _SAFE:
                    self._forget_what_was_written(scope)
                status, seconds = message["status"], time.perf_counter() - begun
                headers = list(message["headers"])
                message["headers"] = [*headers, (REQUEST_ID, request_id)]
            elif page:
                body.extend(message.get("body", b""))
            await send(message)

        json_log.request_id.set(request_id.decode())
        try:
            await self._app(scope, receive, sending)
        finally:
            route = getattr(scope.get("route"), "path", _NO_ROUTE)
            self._metrics.answered(scope["method"], route, status, seconds)
            fields = {
                "method": scope["method"],
                "route": route,
                "status": status,
                "ms": round(seconds * 1000, 1),
            }
            logger.info("answered", extra={json_log.FIELDS: fields})
        if page:
            self._metrics.page_made()
            if self._pages.forgotten == forgotten:
                self._pages.keep(scope, Sent(status, headers, bytes(body)))


def front_of(app: FastAPI, citizen_per_minute: int) -> Front:
    """Return a front for the API that gives each address so many citizens' pages a minute."""
    metrics = Metrics()
    services: Services = app.state.services
    pool = cast("QueuePool", services.database.engine.pool)
    metrics.watch("database_connections", "Connections to the database.", pool.size)
    about = "Connections to the database that are at work."
    metrics.watch("database_connections_used", about, pool.checkedout)
    about = "Who listens to events; one is the server itself."
    metrics.watch("event_listeners", about, lambda: services.broadcast.listeners)
    streams: EventStreams = app.state.streams
    about = "Event streams that there is room for."
    metrics.watch("event_streams_most", about, lambda: streams.most)
    about = "Event streams refused since the server began, because there was no room."
    metrics.watch("event_streams_refused", about, lambda: streams.refused)
    about = "Stored rows that can't be read and are left out."
    metrics.watch("rows_left_out", about, lambda: len(unreadable.told))
    return Front(
        app,
        services.broadcast,
        metrics,
        KeptPages(),
        Allowance(citizen_per_minute),
        this_machine_only=app.state.this_machine_only,
    )


def _too_often(seconds: int) -> Sent:
    said = problem("too-often", "Too many requests for citizens' pages from this address.")
    answer = _answer(said.status, MEDIA_TYPE, said.body())
    answer.headers.append((b"retry-after", b"%d" % seconds))
    return answer


def _answer(status: int, content_type: str, body: bytes) -> Sent:
    headers = [
        (b"content-type", content_type.encode()),
        (b"content-length", b"%d" % len(body)),
    ]
    return Sent(status, headers, body)
