"""The routes that let agents know of each other: the event stream, and presence."""

from collections.abc import AsyncIterator
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Path, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BeforeValidator

from fravaertui.backend.api.auth import AsViewer
from fravaertui.backend.api.bodies import JsonBody
from fravaertui.backend.api.openapi import problems
from fravaertui.backend.api.requests import UsesServices, not_stored
from fravaertui.backend.api.streams import EventStreams
from fravaertui.backend.store.events import StoredEvent
from fravaertui.domain.fields import digits_only
from fravaertui.protocol.events import EventNumber, PresenceChanged, PresenceReport

_NOWHERE: dict[int | str, dict[str, Any]] = {
    204: {"description": "The terminal has no clinic open"}
}

router = APIRouter(prefix="/api/v1")

LastEventId = Annotated[
    EventNumber | None,
    BeforeValidator(digits_only),
    Header(alias="Last-Event-ID", description="The id of the last event that came."),
]


async def _listening(
    agent: AsViewer, request: Request, services: UsesServices, last_event_id: LastEventId = None
) -> AsyncIterator[AsyncIterator[StoredEvent]]:
    """Start listening before the response begins, so that a failure can still be reported."""
    streams: EventStreams = request.app.state.streams
    with streams.opened(agent.name):
        async with services.broadcast.listening(last_event_id) as events:
            yield events


@router.get(
    "/events",
    response_class=EventSourceResponse,
    responses=problems(
        "invalid-request", "too-many-streams", "busy", "streams-full", "unavailable"
    ),
)
async def events(
    stored: Annotated[AsyncIterator[StoredEvent], Depends(_listening)],
) -> AsyncIterator[ServerSentEvent]:
    """What happens, as it happens, without end.

    An event is called what its `kind` is; its data is `ClinicChanged`, `FindingMarked`,
    `VendorChanged`, `PresenceChanged` or `Reset`. With `Last-Event-ID` what came after that event
    comes first. A reset means that some of it is missing: read again what you have.
    """
    async for event in stored:
        yield ServerSentEvent(id=str(event.number), event=event.kind, raw_data=event.body)


@router.put(
    "/presence/{terminal}",
    response_model=PresenceChanged,
    responses=_NOWHERE | problems("no-such-clinic", "invalid-request", "busy", "unavailable"),
)
async def presence(
    agent: AsViewer,
    services: UsesServices,
    report: Annotated[PresenceReport, Depends(JsonBody(PresenceReport))],
    terminal: Annotated[UUID, Path()],
) -> Response:
    """Say which clinic a terminal has open; answers who else is there.

    To be repeated each minute: a terminal that goes silent counts as gone.
    """
    here = await services.executor.write(
        "presence", services.presence.report, agent, terminal, report
    )
    if here is None:
        return Response(status_code=204)
    return not_stored(here)
