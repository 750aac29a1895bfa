"""The routes of the findings over all clinics."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from fravaertui.backend.api.auth import AsAgent, AsViewer
from fravaertui.backend.api.bodies import JsonBody
from fravaertui.backend.api.openapi import problems
from fravaertui.backend.api.requests import (
    HerIdInPath,
    UsesServices,
    not_stored,
    turn_at,
)
from fravaertui.protocol.work_queue import (
    FindingCounts,
    FindingFilter,
    FindingPage,
    FindingRow,
    FindingSelection,
    MarkRequest,
)

router = APIRouter(prefix="/api/v1")


@router.get(
    "/findings",
    response_model=FindingPage,
    responses=problems("invalid-request", "busy", "unavailable"),
)
async def findings(
    agent: AsViewer, services: UsesServices, selection: Annotated[FindingFilter, Query()]
) -> Response:
    """The findings of all clinics as a work queue, or what is new by a coming day."""
    page = await services.executor.run(services.findings.page, agent, selection)
    return not_stored(page)


@router.get(
    "/findings/counts",
    response_model=FindingCounts,
    responses=problems("invalid-request", "busy", "unavailable"),
)
async def finding_counts(
    agent: AsViewer, services: UsesServices, selection: Annotated[FindingSelection, Query()]
) -> Response:
    """How many findings there are by kind, municipality and vendor, as they would be listed.

    Each field is counted as if nothing were asked of that field itself.
    """
    counts = await services.executor.run(services.findings.counts, agent, selection)
    return not_stored(counts)


@router.post(
    "/findings/{her_id}/marks",
    response_model=FindingRow,
    responses=problems(
        "no-such-finding",
        "already-taken",
        "invalid-request",
        "mark-refused",
        "busy",
        "unavailable",
    ),
)
async def mark(
    agent: AsAgent,
    services: UsesServices,
    request: Annotated[MarkRequest, Depends(JsonBody(MarkRequest))],
    her_id: HerIdInPath,
) -> Response:
    """Take a clinic's finding, put it away, or release it; repeating the request changes nothing.

    A mark is valid as long as the finding's facts are those of the fingerprint.
    """
    row = await services.executor.write(
        turn_at(her_id), services.findings.mark, agent, her_id, request
    )
    return not_stored(row)
