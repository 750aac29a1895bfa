"""The routes of the vendor table."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from fravaertui.backend.api.auth import AsSupervisor, AsViewer
from fravaertui.backend.api.bodies import JsonBody
from fravaertui.backend.api.openapi import NOT_MODIFIED, problems
from fravaertui.backend.api.requests import (
    IfMatch,
    IfNoneMatch,
    UsesServices,
    document,
    seen_version,
)
from fravaertui.backend.etags import tagged, version_etag
from fravaertui.backend.problems import ProblemError, problem
from fravaertui.domain.fields import VendorCode
from fravaertui.domain.model import Vendor
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
        "invalid-request",
        "precondition-required",
        "busy",
        "unavailable",
    ),
)
async def set_vendor(
    agent: AsSupervisor,
    services: UsesServices,
    vendor: Annotated[Vendor, Depends(JsonBody(Vendor))],
    code: Annotated[VendorCode, Path(min_length=1)],
    if_match: IfMatch = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Write what is known of a vendor: the version seen in `If-Match`.

    A new vendor has `If-None-Match: *` instead. Fields that are left out keep their values.
    Repeating the request changes nothing.
    """
    if vendor.code != code:
        detail = f"code: the address says {code}, the body says another."
        raise ProblemError(problem("invalid-request", detail))
    database = services.database.identity
    version = 0 if if_none_match == "*" else seen_version(if_match, database)
    entry = await services.executor.write(
        f"vendor {code}", services.vendors.write, agent, vendor, version
    )
    return document(tagged(entry, version_etag(entry.version, database)), None, "no-store")
