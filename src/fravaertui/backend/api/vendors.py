"""The routes of the vendor table."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from fravaertui.backend.api.auth import AsSupervisor, AsViewer
from fravaertui.backend.api.etags import tagged, version_etag
from fravaertui.backend.api.openapi import NOT_MODIFIED, problems, request_body
from fravaertui.backend.api.problems import ProblemError, problem
from fravaertui.backend.api.requests import (
    IfMatch,
    IfNoneMatch,
    UsesServices,
    document,
    read_body,
    seen_version,
    understood,
)
from fravaertui.domain.model import Vendor, VendorCode
from fravaertui.protocol.vendors import VendorEntry, VendorTable

router = APIRouter(prefix="/api/v1")


@router.get(
    "/vendors",
    response_model=VendorTable,
    responses=NOT_MODIFIED | problems("invalid-request", "busy", "unavailable"),
)
async def vendors(
    _: AsViewer, services: UsesServices, if_none_match: IfNoneMatch = None
) -> Response:
    """What is known of the EPJ vendors, and where from."""
    table = await services.executor.run(services.vendors.table)
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
    services: UsesServices,
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
    entry = await services.executor.write(
        f"vendor {code}", services.vendors.write, agent, vendor, version
    )
    return document(tagged(entry, version_etag(entry.version)), None, "no-store")
