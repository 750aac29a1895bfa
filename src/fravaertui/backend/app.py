"""The API as an ASGI application: its calls, and one answer for everything that goes wrong."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DatabaseError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fravaertui.backend.api import clinics, events, findings, history, vendors
from fravaertui.backend.api import sign_in as sign_in_routes
from fravaertui.backend.api.auth import Door, OpenDoor
from fravaertui.backend.api.openapi import PublishedApi
from fravaertui.backend.api.problems import ProblemError, invalid_request, problem
from fravaertui.backend.api.requests import CLOSING, respond
from fravaertui.backend.api.streams import OF_ONE_AGENT, EventStreams, room_for_streams
from fravaertui.backend.middleware.origins import OwnOriginOnly
from fravaertui.backend.services.container import Services
from fravaertui.backend.services.executor import FEWEST, Busy
from fravaertui.backend.store import clinic_files
from fravaertui.backend.store.clock import Clock, database_time, today, utc_now
from fravaertui.backend.store.database import (
    CONNECTIONS,
    WAITS_SECONDS,
    in_use,
    is_busy,
    is_damaged,
    is_full,
    open_database,
)
from fravaertui.backend.store.sqlite import FileGone
from fravaertui.backend.store.transactions import take_turn, writing
from fravaertui.backend.store.unreadable import Unreadable
from fravaertui.protocol.auth import SignInTerms
from fravaertui.protocol.problems import Problem

if TYPE_CHECKING:
    from fravaertui.backend.auth.access_tokens import SignIn

logger = logging.getLogger(__name__)

OPENAPI_PATH = "/api/v1/openapi.json"


def create_app(
    database_url: str,
    *,
    now: Clock | None = None,
    machine: Clock | None = None,
    agent: str = "local",
    sign_in: "SignIn | None" = None,
    demo: bool = False,
    migrates: bool = False,
    connections: int = CONNECTIONS,
    waits: float = WAITS_SECONDS,
) -> FastAPI:
    """Return the API on a database, opened; `migrates` is as `open_database` has it.

    Everyone has to sign in by the rules of `sign_in`; without any, all are let in as `agent`, so
    no other machine must reach the API, and it is asked by this one's own names only. `demo` puts
    the demo data into an empty database. `now` stands in for all clocks, `machine` for this
    machine's alone. `waits` is how long a request waits for others. Raises DatabaseUnusable.
    """
    connections = max(connections, FEWEST)
    engine = open_database(database_url, migrates=migrates, connections=connections, waits=waits)
    time = database_time if now is None else lambda _: now()
    if demo:
        from fravaertui.backend.demo.clinics import demo_files
        from fravaertui.backend.demo.loading import put

        with in_use(engine), writing(engine) as connection:
            take_turn(connection, "demo data", patiently=True)
            if clinic_files.is_empty(connection):
                day = today(connection, time)
                put(connection, demo_files(day), day)
    own = machine or now or utc_now
    services = Services(engine, time, machine=own, connections=connections, waits=waits)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        yield
        await services.broadcast.close()
        services.close()

    app = PublishedApi(
        title="fravaertui",
        summary="Doctors' absences, and what citizens see of them.",
        version="1",
        openapi_url=OPENAPI_PATH,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=life,
    )
    app.state.services = services
    most = room_for_streams(connections)
    # Where nobody signs in, all are one agent.
    app.state.streams = EventStreams(most, OF_ONE_AGENT if sign_in else most)
    app.state.this_machine_only = sign_in is None
    app.state.door, app.state.sign_in_terms = _door(sign_in, own, agent)
    app.include_router(sign_in_routes.router)
    app.include_router(clinics.router)
    app.include_router(findings.router)
    app.include_router(vendors.router)
    app.include_router(history.router)
    app.include_router(events.router)
    app.include_router(clinics.health)
    for foreseen in _FORESEEN:
        app.add_exception_handler(foreseen, _failed)
    app.add_middleware(OwnOriginOnly, this_machine_only=sign_in is None)
    app.add_middleware(_LastResort)
    return app


def _door(sign_in: "SignIn | None", now: Clock, agent: str) -> tuple[Door, SignInTerms]:
    if sign_in is None:
        return OpenDoor(agent), SignInTerms()
    from fravaertui.backend.auth.access_tokens import (
        TokenDoor,  # and with it what checks signatures
    )

    return TokenDoor(sign_in, now), sign_in.terms


async def _failed(_: Request, error: Exception) -> Response:
    match error:
        case ProblemError(problem=Problem(status=408 | 413 | 415)):
            return respond(error.problem, CLOSING)
        case ProblemError():
            return respond(error.problem)
        case RequestValidationError():
            return respond(invalid_request(error.errors()))
        case HTTPException(status_code=405):
            said = problem("method-not-allowed", "This can't be done at this address.")
            return respond(said, error.headers)
        case HTTPException():
            return respond(problem("not-found", "There is nothing at this address."))
        case ClientDisconnect():
            return respond(problem("invalid-request", "The request ended before its body did."))
        case Unreadable():
            detail = "What is stored of this can't be read; whoever runs the server can mend it."
            return respond(problem("unreadable", detail))
        case _ if isinstance(error, Busy) or is_busy(error):
            logger.warning("others were too long at work", exc_info=error)
            detail = "Others were too long at work. Nothing was changed; try again."
            return respond(problem("busy", detail))
        case FileGone():
            logger.error("the database's file is gone or has been replaced")
            detail = "The database's file is gone or has been replaced. Nothing was changed."
            return respond(problem("database-gone", detail))
        case _ if is_full(error):
            logger.error("the disk is full", exc_info=error)
            return respond(problem("disk-full", "The disk is full. Nothing was changed."))
        case _ if is_damaged(error):
            logger.error("the database is damaged or lacks tables", exc_info=error)
            detail = "The database is damaged or lacks tables. Nothing was changed."
            return respond(problem("database-damaged", detail))
        case DatabaseError() if not isinstance(error, OperationalError):
            raise error
        case _:
            # Whether what was under way is done is not known: it may have gone as it was answered.
            logger.warning("the database does not answer", exc_info=error)
            detail = "The database can't be reached. Try again; nothing is done twice."
            return respond(problem("unavailable", detail))


_FORESEEN = (
    ProblemError,
    RequestValidationError,
    HTTPException,
    ClientDisconnect,
    Busy,
    FileGone,
    Unreadable,
    DatabaseError,
    InterfaceError,
    PoolTimeout,
)


class _LastResort:
    """Answers what nobody foresaw: nothing of it leaks out, all of it is logged."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand in front of the application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; answer it if that fails before anything is sent."""
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception:
            if begun or scope["type"] != "http":
                raise
            logger.exception("a request failed")
            detail = "An error in the server; it has been logged."
            await respond(problem("internal", detail))(scope, receive, send)
