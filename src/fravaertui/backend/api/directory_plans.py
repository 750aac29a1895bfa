"""The routes of importing a directory: a plan from register files, looked at and applied."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BeforeValidator

from fravaertui.backend.api.auth import AsSupervisor
from fravaertui.backend.api.bodies import JsonBody, Upload
from fravaertui.backend.api.openapi import problems
from fravaertui.backend.api.requests import UsesServices, not_stored
from fravaertui.domain.fields import HerId, digits_only
from fravaertui.protocol.batches import Batch
from fravaertui.protocol.directory_import import (
    MOST_SETTLED,
    ApplyRequest,
    ImportPlan,
    PlanRows,
    Progress,
    RowSelection,
    SettleRequest,
)
from fravaertui.protocol.upload import MEDIA_TYPE

router = APIRouter(prefix="/api/v1/directory/plans")
readings = APIRouter(prefix="/api/v1/directory/readings")

_TURN = "directory"
_ARCHIVE = {
    "requestBody": {
        "required": True,
        "description": "The files as a tar archive: `tar --format=ustar -c FILE …`.",
        "content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.post(
    "",
    response_model=ImportPlan,
    openapi_extra=_ARCHIVE,
    responses=problems(
        "too-slow",
        "too-large",
        "not-an-archive",
        "file-refused",
        "import-cancelled",
        "invalid-request",
        "database-damaged",
        "database-gone",
        "disk-full",
        "busy",
        "unavailable",
    ),
)
async def make(
    agent: AsSupervisor,
    services: UsesServices,
    archive: Upload,
    whole: Annotated[
        bool, Query(description="They hold all that there is: what is missing is deactivated.")
    ] = False,
    settle: Annotated[
        list[Annotated[HerId, BeforeValidator(digits_only)]] | None,
        Query(
            description="Who is right of those that a question is about; the others are left out.",
            max_length=MOST_SETTLED,
        ),
    ] = None,
    reading: Annotated[
        UUID | None,
        Query(description="What the client calls the reading, to ask how far it is or cancel it."),
    ] = None,
) -> Response:
    """Plan what register files would change; nothing is changed until the plan is applied.

    Their formats are told by what stands in them. A plan may be applied for a day.
    """
    plan = await services.executor.write(
        "plans",
        services.import_plans.make,
        agent,
        archive,
        is_whole=whole,
        settled=frozenset(settle or ()),
        reading=reading,
    )
    return not_stored(plan)


@router.get(
    "/{plan}",
    response_model=ImportPlan,
    responses=problems("no-such-plan", "invalid-request", "busy", "unavailable"),
)
async def find(_: AsSupervisor, services: UsesServices, plan: UUID) -> Response:
    """A plan in numbers, and how far it is while it is applied."""
    return not_stored(await services.executor.run(services.import_plans.find, plan))


@router.get(
    "/{plan}/rows",
    response_model=PlanRows,
    responses=problems("no-such-plan", "invalid-request", "busy", "unavailable"),
)
async def rows(
    _: AsSupervisor,
    services: UsesServices,
    plan: UUID,
    selection: Annotated[RowSelection, Query()],
) -> Response:
    """A page of what becomes of each party, field by field, and why some are refused."""
    page = await services.executor.run(services.import_plans.rows, plan, selection)
    return not_stored(page)


@router.post(
    "/{plan}/apply",
    response_model=Batch,
    responses=problems(
        "no-such-plan",
        "ground-moved",
        "consent-needed",
        "import-cancelled",
        "invalid-request",
        "database-damaged",
        "database-gone",
        "disk-full",
        "busy",
        "unavailable",
    ),
)
async def apply(
    agent: AsSupervisor,
    services: UsesServices,
    plan: UUID,
    request: Annotated[ApplyRequest, Depends(JsonBody(ApplyRequest))],
) -> Response:
    """Do exactly what the plan says, all or nothing. Repeating the request changes nothing."""
    work = services.import_plans.apply
    batch = await services.executor.write(_TURN, work, agent, plan, consent=request.consent)
    return not_stored(batch)


@router.post(
    "/{plan}/settle",
    response_model=ImportPlan,
    responses=problems(
        "no-such-plan",
        "invalid-request",
        "database-damaged",
        "database-gone",
        "disk-full",
        "busy",
        "unavailable",
    ),
)
async def settle(
    agent: AsSupervisor,
    services: UsesServices,
    plan: UUID,
    request: Annotated[SettleRequest, Depends(JsonBody(SettleRequest))],
) -> Response:
    """Make another plan of what was read for this one, with its questions answered so.

    Only the server that read the files can, and only for the files it read last; there is no such
    plan elsewhere, and the files are to be sent again with the answers.
    """
    work, settled = services.import_plans.settle, frozenset(request.settled)
    return not_stored(await services.executor.write("plans", work, agent, plan, settled))


@router.post(
    "/{plan}/cancel",
    status_code=204,
    responses=problems("invalid-request", "busy", "unavailable"),
)
async def cancel(_: AsSupervisor, services: UsesServices, plan: UUID) -> Response:
    """Stop applying the plan, which leaves nothing half done, or throw it away."""
    await services.executor.run(services.import_plans.cancel, plan)
    return Response(status_code=204)


@readings.get("/{reading}", response_model=Progress, responses=problems("invalid-request"))
async def reading_progress(_: AsSupervisor, services: UsesServices, reading: UUID) -> Response:
    """How many bytes of how many have been read; none of none where it is not known.

    Only the server that reads the files knows.
    """
    return not_stored(services.import_plans.reading(reading))


@readings.post("/{reading}/cancel", status_code=204, responses=problems("invalid-request"))
async def cancel_reading(_: AsSupervisor, services: UsesServices, reading: UUID) -> Response:
    """Stop reading files; no plan comes of them."""
    services.import_plans.cancel_reading(reading)
    return Response(status_code=204)
