"""The route of the overview over all clinics."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from fravaertui.backend.api.auth import AsViewer
from fravaertui.backend.api.openapi import NOT_MODIFIED, problems
from fravaertui.backend.api.requests import IfNoneMatch, UsesServices, document
from fravaertui.protocol.overview import Overview, OverviewFilter

router = APIRouter(prefix="/api/v1")


@router.get(
    "/overview",
    response_model=Overview,
    responses=NOT_MODIFIED | problems("invalid-request", "busy", "unavailable"),
)
async def overview(
    agent: AsViewer,
    services: UsesServices,
    selection: Annotated[OverviewFilter, Query()],
    if_none_match: IfNoneMatch = None,
) -> Response:
    """The queue in numbers, what opens and closes in two weeks, and what was done last."""
    known = await services.executor.run(services.overview.overview, agent, selection)
    return document(known, if_none_match, "no-cache")
