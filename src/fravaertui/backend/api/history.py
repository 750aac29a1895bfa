"""The routes of a clinic's history, and of its file as it was known in the past."""

import re
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime, BeforeValidator

from fravaertui.backend.api.auth import AsViewer
from fravaertui.backend.api.openapi import NOT_MODIFIED, problems
from fravaertui.backend.api.requests import HerIdInPath, IfNoneMatch, UsesServices, document
from fravaertui.backend.etags import tagged
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import EARLIEST_DAY, LATEST_DAY, Day
from fravaertui.domain.history import known_on
from fravaertui.protocol.history import HistoryFilter, HistoryPage

_MOMENT = re.compile(r"(\d{4})-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def _only_a_moment(value: object) -> object:
    """Refuse numbers and other forms that pydantic would accept, and years out of range."""
    written = _MOMENT.fullmatch(value) if isinstance(value, str) else None
    if not written or not EARLIEST_DAY.year <= int(written[1]) <= LATEST_DAY.year:
        raise ValueError("a moment is written YYYY-MM-DDThh:mm:ss with Z or +hh:mm")
    return value


Moment = Annotated[AwareDatetime, BeforeValidator(_only_a_moment)]

router = APIRouter(prefix="/api/v1")


@router.get(
    "/clinics/{her_id}/history",
    response_model=HistoryPage,
    responses=NOT_MODIFIED | problems("no-such-clinic", "invalid-request", "busy", "unavailable"),
)
async def history(
    _: AsViewer,
    services: UsesServices,
    her_id: HerIdInPath,
    selection: Annotated[HistoryFilter, Query()],
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Who changed what, for which case, and what citizens saw before and after; newest first."""
    page = await services.executor.run(services.clinics.history, her_id, selection)
    return document(tagged(page), if_none_match, "no-cache")


@router.get(
    "/clinics/{her_id}/known",
    response_model=ClinicFile,
    responses=NOT_MODIFIED | problems("no-such-clinic", "invalid-request", "busy", "unavailable"),
)
async def known(
    _: AsViewer,
    services: UsesServices,
    her_id: HerIdInPath,
    at: Annotated[Day | Moment, Query(description="A moment, or a day for what was known on it.")],
    if_none_match: IfNoneMatch = None,
) -> Response:
    """The clinic as it was known at a moment in the past, the end of a day in Norway for a day."""
    moment = _moment(at)
    file = await services.executor.run(services.clinics.file_known_at, her_id, moment)
    return document(tagged(file), if_none_match, "no-cache")


def _moment(at: date | datetime) -> datetime:
    return at if isinstance(at, datetime) else known_on(at)
