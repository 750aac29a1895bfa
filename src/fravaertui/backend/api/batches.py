"""The routes of batches: requests at many clinics that were made as one."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from fravaertui.backend.api.auth import AsAgent, AsViewer
from fravaertui.backend.api.openapi import problems
from fravaertui.backend.api.requests import UsesServices, not_stored
from fravaertui.protocol.batches import Batch, Batches, BatchReversal

router = APIRouter(prefix="/api/v1/batches")


@router.get(
    "", response_model=Batches, responses=problems("invalid-request", "busy", "unavailable")
)
async def latest(_: AsViewer, services: UsesServices) -> Response:
    """The latest batches, newest first."""
    return not_stored(await services.executor.run(services.batches.latest))


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
    return not_stored(await services.executor.write(f"batch {batch}", service.revert, agent, batch))
