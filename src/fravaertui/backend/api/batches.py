"""The routes of batches: requests at many clinics that were made as one."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from fravaertui.backend.api.auth import AsAgent, AsViewer
from fravaertui.backend.api.bodies import JsonBody
from fravaertui.backend.api.openapi import problems
from fravaertui.backend.api.requests import UsesServices, not_stored
from fravaertui.protocol.batches import (
    Batch,
    Batches,
    BatchOutcome,
    BatchRequest,
    BatchReversal,
    Kind,
)

router = APIRouter(prefix="/api/v1/batches")


@router.get(
    "", response_model=Batches, responses=problems("invalid-request", "busy", "unavailable")
)
async def latest(
    _: AsViewer,
    services: UsesServices,
    kind: Annotated[Kind | None, Query(description="Only batches of this kind.")] = None,
) -> Response:
    """The latest batches, newest first."""
    return not_stored(await services.executor.run(services.batches.latest, kind))


@router.post(
    "",
    response_model=BatchOutcome,
    responses=problems(
        "invalid-request",
        "batch-refused",
        "change-refused",
        "database-damaged",
        "database-gone",
        "disk-full",
        "busy",
        "unavailable",
    ),
)
async def save(
    agent: AsAgent,
    services: UsesServices,
    request: Annotated[BatchRequest, Depends(JsonBody(BatchRequest))],
    dry_run: Annotated[bool, Query(description="Answer the same, and save nothing.")] = False,
) -> Response:
    """Save the rows of a list as one batch: all or nothing at each clinic, each with its result.

    Rows for several clinics need the role supervisor. More rows, of other clinics, may follow under
    the same id; the same rows sent again are answered the same and change nothing.
    """
    work = services.lists
    if dry_run:
        return not_stored(await services.executor.run(work.preview, agent, request))
    turn = _turn(request.id)
    return not_stored(await services.executor.write(turn, work.save, agent, request))


@router.get(
    "/{batch}",
    response_model=Batch,
    responses=problems("no-such-batch", "invalid-request", "busy", "unavailable"),
)
async def find(_: AsViewer, services: UsesServices, batch: UUID) -> Response:
    """Who made a batch, when, from what, and what it came to."""
    return not_stored(await services.executor.run(services.batches.find, batch))


@router.post(
    "/{batch}/revert",
    response_model=BatchReversal,
    responses=problems(
        "no-such-batch",
        "invalid-request",
        "database-damaged",
        "database-gone",
        "disk-full",
        "busy",
        "unavailable",
    ),
)
async def revert(
    agent: AsAgent,
    services: UsesServices,
    batch: UUID,
    dry_run: Annotated[bool, Query(description="Answer what it would do, and do nothing.")] = False,
) -> Response:
    """Take a batch back, one's own or as a supervisor anyone's; what others did since stays.

    Clinics that can't be taken back stay as they are, and are answered with the reason.
    """
    service = services.batches
    if dry_run:
        return not_stored(await services.executor.run(service.preview, agent, batch))
    return not_stored(await services.executor.write(_turn(batch), service.revert, agent, batch))


def _turn(batch: UUID) -> str:
    return f"batch {batch}"
