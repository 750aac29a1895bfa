"""The middleware of a server: request ids, the request log, metrics, and citizens' pages.

Citizens' pages are public, so they are cached, and the number of requests from one address is
limited. Embedded in a terminal program the API needs none of this.
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

from fravaertui.backend.api.streams import EventStreams
from fravaertui.backend.middleware import json_log
from fravaertui.backend.middleware.metrics import CONTENT_TYPE, Metrics
from fravaertui.backend.middleware.origins import refusal
from fravaertui.backend.middleware.page_cache import PREFIX, PageCache, RawResponse
from fravaertui.backend.middleware.rate_limit import RateLimit
from fravaertui.backend.problems import problem
from fravaertui.backend.services.container import Services
from fravaertui.backend.services.event_broadcast import FAILED_SECONDS, Broadcast
from fravaertui.backend.services.executor import Busy
from fravaertui.backend.store import unreadable
from fravaertui.domain.safe_text import neutralise
from fravaertui.protocol.events import EVENT, ClinicChanged, Reset
from fravaertui.protocol.problems import MEDIA_TYPE

METRICS_PATH = "/metrics"
REQUEST_ID = b"x-request-id"

_NOSNIFF = (b"x-content-type-options", b"nosniff")
"""No browser may take an answer for another kind of document than it says it is."""

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_NO_ROUTE = "none"
_CITIZEN = f"{PREFIX}{{practitioner_her_id}}"
_GIVEN_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")

logger = logging.getLogger(__name__)
audit = logging.getLogger("fravaertui.audit")


class Front:
    """The API with that middleware in front of it."""

    def __init__(
        self,
        app: ASGIApp,
        broadcast: Broadcast,
        metrics: Metrics,
        pages: PageCache,
        rate_limit: RateLimit,
        *,
        this_machine_only: bool,
        audits: bool = False,
    ) -> None:
        """Wrap the application; `broadcast` says which pages to invalidate, and when.

        With `audits` the log tells too who has asked for what, and from where.
        """
        self._this_machine_only = this_machine_only
        self._audits = audits
        self._app = app
        self._broadcast = broadcast
        self._metrics = metrics
        self._pages = pages
        self._rate_limit = rate_limit
        own = secrets.token_hex(4).encode()
        self._ids = (b"%s-%x" % (own, number) for number in count(1))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request here, or forward it."""
        if scope["type"] == "lifespan":
            await self._lifespan(scope, receive, send)
            return
        begun = time.perf_counter()
        request_id = self._id_of(scope)
        response = self._local_response(scope)
        if response is None:
            await self._forward(scope, receive, send, request_id, begun)
            return
        headers = [*response.headers, (REQUEST_ID, request_id), _NOSNIFF]
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        await send({"type": "http.response.body", "body": response.body})
        if scope["path"] != METRICS_PATH:
            # Counted but not logged: nothing happens in the database, and there are very many.
            seconds = time.perf_counter() - begun
            self._metrics.count(scope["method"], _CITIZEN, response.status, seconds)

    async def _lifespan(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Follow the events for as long as the server runs."""
        following = asyncio.create_task(self._follow_events())
        try:
            await self._app(scope, receive, send)
        finally:
            following.cancel()

    async def _follow_events(self) -> None:
        """Invalidate the pages of each clinic that is changed, here or by another server.

        While events can't be read, pages stay cached until they expire.
        """
        while True:
            with suppress(SQLAlchemyError, Busy):
                async with self._broadcast.listening(None) as events:
                    async for event in events:
                        self._on_event(event.body)
            await asyncio.sleep(FAILED_SECONDS)

    def _on_event(self, body: str) -> None:
        try:
            event = EVENT.validate_json(body)
        except ValidationError:
            event = Reset()  # of a later release: it may concern any clinic
        if isinstance(event, ClinicChanged):
            self._pages.invalidate(event.clinic)
        elif isinstance(event, Reset):
            self._pages.invalidate()

    def _id_of(self, scope: Scope) -> bytes:
        """Return the id that a proxy in front of us has set, else one of our own."""
        for name, value in scope["headers"]:
            if name == REQUEST_ID and _GIVEN_ID.fullmatch(value):
                given: bytes = value
                return given
        return next(self._ids)

    def _local_response(self, scope: Scope) -> RawResponse | None:
        path: str = scope["path"]
        if refusal(scope, self._this_machine_only):
            return None  # refused further in, where it is logged and counted
        if path.startswith(PREFIX):
            client = scope.get("client")
            if client and (seconds := self._rate_limit.retry_after(client[0])):
                return _too_often(seconds)
            page = self._pages.find(scope)
            if page:
                self._metrics.page_hit()
            return page
        # As it was sent: a balancer that keeps a path from the outside may not have decoded it.
        if scope["raw_path"] == METRICS_PATH.encode() and scope["method"] == "GET":
            return _response(200, CONTENT_TYPE, self._metrics.text())
        return None

    def _invalidate_written(self, scope: Scope) -> None:
        """Invalidate the pages of the clinic that was written to, before the writer is answered."""
        clinic = scope.get("path_params", {}).get("her_id", "")
        if clinic.isdecimal():
            self._pages.invalidate(int(clinic))

    async def _forward(
        self, scope: Scope, receive: Receive, send: Send, request_id: bytes, begun: float
    ) -> None:
        status, seconds, headers, body = 0, 0.0, [], bytearray()
        page = scope["path"].startswith(PREFIX)
        generation = self._pages.generation

        async def sending(message: Message) -> None:
            nonlocal status, seconds, headers
            if message["type"] == "http.response.start":
                if scope["method"] not in _SAFE:
                    self._invalidate_written(scope)
                status, seconds = message["status"], time.perf_counter() - begun
                headers = list(message["headers"])
                message["headers"] = [*headers, (REQUEST_ID, request_id), _NOSNIFF]
            elif page:
                body.extend(message.get("body", b""))
            await send(message)

        json_log.request_id.set(request_id.decode())
        try:
            await self._app(scope, receive, sending)
        finally:
            route = getattr(scope.get("route"), "path", _NO_ROUTE)
            self._metrics.count(scope["method"], route, status, seconds)
            fields = {
                "method": scope["method"],
                "route": route,
                "status": status,
                "ms": round(seconds * 1000, 1),
            }
            logger.info("answered", extra={json_log.FIELDS: fields})
            if self._audits:
                _audit(scope, status)
        if page:
            self._metrics.page_miss()
            if self._pages.generation == generation:
                self._pages.store(scope, RawResponse(status, headers, bytes(body)))


def _audit(scope: Scope, status: int) -> None:
    """Tell which agent has asked for what, and from where, if any has."""
    agent = scope.get("state", {}).get("agent")
    if agent is None:
        return
    client = scope.get("client")
    fields = {
        "agent": neutralise(agent),
        "client": client[0] if client else None,
        "method": scope["method"],
        "route": getattr(scope.get("route"), "path", _NO_ROUTE),
        "clinic": scope.get("path_params", {}).get("her_id"),
        "status": status,
    }
    audit.info("asked", extra={json_log.FIELDS: fields})


def front_of(app: FastAPI, citizen_per_minute: int, *, audits: bool = False) -> Front:
    """Wrap the API; each address may request `citizen_per_minute` pages, 0 means no limit."""
    metrics = Metrics()
    services: Services = app.state.services
    pool = cast("QueuePool", services.database.engine.pool)
    metrics.add_gauge("database_connections", "Connections to the database.", pool.size)
    about = "Connections to the database that are in use."
    metrics.add_gauge("database_connections_used", about, pool.checkedout)
    about = "Listeners to events; one is the server itself."
    metrics.add_gauge("event_listeners", about, lambda: services.broadcast.listeners)
    streams: EventStreams = app.state.streams
    about = "Most event streams that may be open."
    metrics.add_gauge("event_streams_most", about, lambda: streams.most)
    about = "Event streams refused since the server started, because there was no room."
    metrics.add_gauge("event_streams_refused", about, lambda: streams.refused)
    about = "Stored rows that can't be read and are left out."
    metrics.add_gauge("rows_left_out", about, lambda: len(unreadable.reported))
    return Front(
        app,
        services.broadcast,
        metrics,
        PageCache(),
        RateLimit(citizen_per_minute),
        this_machine_only=app.state.this_machine_only,
        audits=audits,
    )


def _too_often(seconds: int) -> RawResponse:
    refusal = problem("too-often", "Too many requests for citizens' pages from this address.")
    response = _response(refusal.status, MEDIA_TYPE, refusal.body())
    response.headers.append((b"retry-after", b"%d" % seconds))
    return response


def _response(status: int, content_type: str, body: bytes) -> RawResponse:
    headers = [
        (b"content-type", content_type.encode()),
        (b"content-length", b"%d" % len(body)),
    ]
    return RawResponse(status, headers, body)
