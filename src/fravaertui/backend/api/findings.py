"""The calls about findings over all clinics, and about the vendor table."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from fravaertui.backend.api.auth import AsAgent, AsSupervisor, AsViewer
from fravaertui.backend.api.etags import Tagged, version_tag
from fravaertui.backend.api.openapi import NOT_MODIFIED, problems, request_body
from fravaertui.backend.api.problems import ProblemError, problem
from fravaertui.backend.api.requests import (
    AtDesk,
    HerIdInPath,
    IfMatch,
    IfNoneMatch,
    document,
    not_stored,
    read_body,
    seen_version,
    turn_at,
    understood,
)
from fravaertui.domain.model import Vendor, VendorCode
from fravaertui.protocol.vendors import VendorEntry, VendorTable
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
    agent: AsViewer, desk: AtDesk, wanted: Annotated[FindingFilter, Query()]
) -> Response:
    """The findings of all clinics as a work queue, or what is new by a coming day."""
    page = await desk.ask(lambda desk: desk.findings(agent, wanted))
    return not_stored(page)


@router.get(
    "/findings/counts",
    response_model=FindingCounts,
    responses=problems("invalid-request", "busy", "unavailable"),
)
async def finding_counts(
    agent: AsViewer, desk: AtDesk, wanted: Annotated[FindingSelection, Query()]
) -> Response:
    """How many findings there are by kind, municipality and vendor, as they would be listed.

    Each field is counted as if nothing were asked of that field itself.
    """
    counts = await desk.ask(lambda desk: desk.finding_counts(agent, wanted))
    return not_stored(counts)


@router.post(
    "/findings/{her_id}/marks",
    response_model=FindingRow,
    responses=problems(
        "no-such-finding",
        "already-taken",
        "too-slow",
        "too-large",
        "not-json",
        "invalid-request",
        "mark-refused",
        "busy",
        "unavailable",
    ),
    openapi_extra=request_body(MarkRequest),
)
async def mark(agent: AsAgent, request: Request, desk: AtDesk, her_id: HerIdInPath) -> Response:
    """Take a finding at a clinic, put it away, or release it; sent again it is as sent once.

    What is said holds as long as the finding's facts are those of the fingerprint.
    """
    said = understood(await read_body(request), MarkRequest)
    row = await desk.write(turn_at(her_id), lambda desk: desk.mark(agent, her_id, said))
    return not_stored(row)


@router.get(
    "/vendors",
    response_model=VendorTable,
    responses=NOT_MODIFIED | problems("invalid-request", "busy", "unavailable"),
)
async def vendors(_: AsViewer, desk: AtDesk, if_none_match: IfNoneMatch = None) -> Response:
    """What is known of the EPJ vendors, and where from."""
    table = await desk.ask(lambda desk: desk.vendors())
    return document(table, if_none_match, "no-cache")


@router.put(
    "/vendors/{code}",
    response_model=VendorEntry,
    responses=problems(
        "no-such-vendor",
        "stale-version",
        "too-slow",
        "too-large",
        "not-json",
        "invalid-request",
        "precondition-required",
        "busy",
        "unavailable",
    ),
    openapi_extra=request_body(Vendor),
)
async def set_vendor(
    agent: AsSupervisor,
    request: Request,
    desk: AtDesk,
    code: Annotated[VendorCode, Path(min_length=1)],
    if_match: IfMatch = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Write what is known of a vendor: the version seen in `If-Match`.

    A new vendor has `If-None-Match: *` instead. Fields that are left out stay as they are. Sent
    again it is as sent once.
    """
    vendor = understood(await read_body(request), Vendor)
    if vendor.code != code:
        detail = f"code: the address says {code}, the body says another."
        raise ProblemError(problem("invalid-request", detail))
    version = 0 if if_none_match == "*" else seen_version(if_match)
    entry = await desk.write(f"vendor {code}", lambda desk: desk.set_vendor(agent, vendor, version))
    content = Tagged(entry.model_dump_json().encode(), version_tag(entry.version))
    return document(content, None, "no-store")
