"""The API as an ASGI application: its routes, and a problem response for every kind of error."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fravaertui.backend.api import (
    batches,
    clinics,
    directory_plans,
    events,
    findings,
    history,
    overview,
    vendors,
)
from fravaertui.backend.api import sign_in as sign_in_routes
from fravaertui.backend.api.auth import Authenticator, LocalUser
from fravaertui.backend.api.openapi import PublishedApi
from fravaertui.backend.api.requests import CLOSING, respond
from fravaertui.backend.api.streams import PER_AGENT, EventStreams, room_for_streams
from fravaertui.backend.middleware.origins import OwnOriginOnly
from fravaertui.backend.problems import ProblemError, invalid_request, problem
from fravaertui.backend.services.container import Services
from fravaertui.backend.services.executor import FEWEST, Busy
from fravaertui.backend.store import clinic_files
from fravaertui.backend.store.clock import Clock, Time, database_time, today, utc_now
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
from fravaertui.backend.store.transactions import advisory_lock, reading, writing
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
    """Open a database and return the API on it; `migrates` is the argument of `open_database`.

    Everyone has to sign in by the rules of `sign_in`. Without them everyone is `agent`: then no
    other machine may be able to reach the API, and it answers only to this machine's own names.
    `demo` puts the demo data into an empty database. `now` replaces all clocks, `machine` this
    machine's alone. `waits` is how many seconds a request waits for others. Raises
    DatabaseUnusable.
    """
    connections = max(connections, FEWEST)
    engine = open_database(database_url, migrates=migrates, connections=connections, waits=waits)
    time = database_time if now is None else lambda _: now()
    if demo:
        _add_demo_data(engine, time)
    else:
        with in_use(engine), reading(engine) as connection:
            clinic_files.is_empty(connection)  # a damaged database is told before anyone asks
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
    # Without sign-in everyone is one agent.
    app.state.streams = EventStreams(most, PER_AGENT if sign_in else most)
    app.state.this_machine_only = sign_in is None
    app.state.authenticator, app.state.sign_in_terms = _authentication(sign_in, own, agent)
    for router in _ROUTERS:
        app.include_router(router)
    for expected in _EXPECTED:
        app.add_exception_handler(expected, _failed)
    app.add_middleware(OwnOriginOnly, this_machine_only=sign_in is None)
    app.add_middleware(_LastResort)
    return app


_ROUTERS = (
    *(sign_in_routes.router, clinics.router, findings.router, overview.router),
    *(
        vendors.router,
        history.router,
        directory_plans.router,
        directory_plans.readings,
        batches.router,
    ),
    *(events.router, clinics.health),
)


def _add_demo_data(engine: Engine, time: Time) -> None:
    """Put the demo data into an empty database; of several servers that start, one does it."""
    from fravaertui.backend.demo.clinics import demo_files
    from fravaertui.backend.demo.loading import put

    with in_use(engine), writing(engine) as connection:
        advisory_lock(connection, "demo data", patiently=True)
        if clinic_files.is_empty(connection):
            day = today(connection, time)
            put(connection, demo_files(day), day)


def _authentication(
    sign_in: "SignIn | None", now: Clock, agent: str
) -> tuple[Authenticator, SignInTerms]:
    if sign_in is None:
        return LocalUser(agent), SignInTerms()
    from fravaertui.backend.auth.access_tokens import (
        BearerToken,  # and with it what checks signatures
    )

    return BearerToken(sign_in, now), sign_in.terms


def _methods(request: Request) -> str:
    """Return what may be done at an address, as `Allow` lists it; a route knows its own only."""
    routes = (context.original_route for context in iter_route_contexts(request.app.routes))
    here = (route for route in routes if route.matches(request.scope)[0] is not Match.NONE)
    return ", ".join(sorted({method for route in here for method in getattr(route, "methods", ())}))


async def _failed(request: Request, error: Exception) -> Response:
    match error:
        case ProblemError(problem=Problem(status=408 | 413 | 415)):
            return respond(error.problem, CLOSING)
        case ProblemError():
            return respond(error.problem)
        case RequestValidationError():
            return respond(invalid_request(error.errors()))
        case HTTPException(status_code=405):
            refusal = problem("method-not-allowed", "This can't be done at this address.")
            return respond(refusal, {"Allow": _methods(request)})
        case HTTPException():
            return respond(problem("not-found", "There is nothing at this address."))
        case ClientDisconnect():
            return respond(problem("invalid-request", "The request ended before its body did."))
        case Unreadable():
            detail = "What is stored of this can't be read; whoever runs the server can mend it."
            return respond(problem("unreadable", detail))
        case _ if isinstance(error, Busy) or is_busy(error):
            logger.warning("no turn at the database in time", exc_info=error)
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
            # The connection may have broken after the commit, so the outcome is unknown.
            logger.warning("the database does not answer", exc_info=error)
            detail = "The database can't be reached. Try again; nothing is done twice."
            return respond(problem("unavailable", detail))


_EXPECTED = (
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
    """Turns unexpected exceptions into a problem that reveals nothing, and logs them in full."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Forward the request; send the problem if that fails before a response has begun."""
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
