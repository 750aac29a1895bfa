"""The routes of clinics and citizens' pages, and of the server's health."""

from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Response
from pydantic import JsonValue

from fravaertui.backend.api.auth import AsAgent, AsViewer
from fravaertui.backend.api.bodies import JsonBody, RawBody
from fravaertui.backend.api.openapi import NOT_MODIFIED, problems
from fravaertui.backend.api.requests import (
    AcceptEncoding,
    HerIdInPath,
    IfMatch,
    IfNoneMatch,
    UsesServices,
    document,
    not_stored,
    seen_version,
    turn_at,
)
from fravaertui.backend.etags import TaggedJson, tagged, version_etag
from fravaertui.backend.problems import ProblemError, problem
from fravaertui.backend.services.clinics import Submission
from fravaertui.domain.changes import ChangeRequest
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import Day
from fravaertui.protocol.citizen_page import CitizenLanguage, CitizenPage
from fravaertui.protocol.directory import Directory, DirectoryFacts
from fravaertui.protocol.problems import MEDIA_TYPE

SHORTEST_KEY, LONGEST_KEY = 8, 128
CITIZEN_MAX_AGE = 30
"""Seconds that caches may hold a citizen's page."""


_KEY_SCHEMA: dict[str, JsonValue] = {
    "minLength": SHORTEST_KEY,
    "maxLength": LONGEST_KEY,
    "pattern": "^[!-~]+$",
}
"""Declared, but checked by hand: a missing key is a problem of its own."""

router = APIRouter(prefix="/api/v1")
health = APIRouter()


@router.get(
    "/directory",
    response_model=Directory,
    responses=NOT_MODIFIED | problems("invalid-request", "busy", "unavailable"),
)
async def directory(
    _: AsViewer,
    services: UsesServices,
    if_none_match: IfNoneMatch = None,
    accept_encoding: AcceptEncoding = "",
) -> Response:
    """All clinics and their practitioners: what search needs."""
    known = await services.executor.run(services.clinics.directory)
    return document(known, if_none_match, "no-cache", accept_encoding)


@router.get(
    "/directory/facts",
    response_model=DirectoryFacts,
    responses=problems("database-damaged", "invalid-request", "busy", "unavailable"),
)
async def directory_facts(_: AsViewer, services: UsesServices) -> Response:
    """All that registers can say of every clinic and practitioner, as an export has it."""
    return not_stored(await services.executor.run(services.clinics.directory_facts))


@router.get(
    "/clinics/{her_id}",
    response_model=ClinicFile,
    responses=NOT_MODIFIED | problems("no-such-clinic", "invalid-request", "busy", "unavailable"),
)
async def clinic(
    _: AsViewer, services: UsesServices, her_id: HerIdInPath, if_none_match: IfNoneMatch = None
) -> Response:
    """Everything about one clinic; the entity tag is its version."""
    file = await services.executor.run(services.clinics.document, her_id)
    return document(file, if_none_match, "no-cache")


@router.post(
    "/clinics/{her_id}/changes",
    response_model=ClinicFile,
    responses=problems(
        "idempotency-key-missing",
        "no-such-clinic",
        "stale-version",
        "invalid-request",
        "change-refused",
        "idempotency-key-reused",
        "precondition-required",
        "database-damaged",
        "database-gone",
        "disk-full",
        "busy",
        "unavailable",
    ),
)
async def change(
    agent: AsAgent,
    services: UsesServices,
    body: RawBody,
    request: Annotated[ChangeRequest, Depends(JsonBody(ChangeRequest))],
    her_id: HerIdInPath,
    dry_run: Annotated[bool, Query(description="Answer the file as it would be.")] = False,
    if_match: IfMatch = None,
    idempotency_key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            description="New for each change; the same when the same change is sent again.",
            json_schema_extra=_KEY_SCHEMA,
        ),
    ] = None,
) -> Response:
    """Make one or more changes, all or nothing; answers the file as it is afterwards.

    `If-Match` and `Idempotency-Key` are needed unless it is a dry run. What would change nothing
    is no change: the file is answered at the version it has, and the history tells nothing.
    """
    database = services.database.identity
    if dry_run:
        file = await services.executor.run(services.clinics.preview, agent, her_id, request)
        return document(tagged(file, version_etag(file.version, database)), None, "no-store")
    submission = Submission(
        agent=agent,
        clinic=her_id,
        version=seen_version(if_match, database),
        key=_key(idempotency_key),
        request_hash=sha256(b"%d\n" % her_id + body).digest(),
        request=request,
    )
    answer = await services.executor.write(turn_at(her_id), services.clinics.submit, submission)
    if answer.version is None:
        return Response(answer.body, answer.status, media_type=MEDIA_TYPE)
    after = TaggedJson(answer.body, version_etag(answer.version, database))
    return document(after, None, "no-store")


@router.get(
    "/citizen/{practitioner_her_id}",
    response_model=CitizenPage,
    responses=NOT_MODIFIED
    | problems("no-such-practitioner", "invalid-request", "too-often", "busy", "unavailable"),
)
async def citizen(
    services: UsesServices,
    practitioner_her_id: HerIdInPath,
    on: Annotated[Day | None, Query(description="The day, today in Norway if left out.")] = None,
    lang: CitizenLanguage = "nb",
    if_none_match: IfNoneMatch = None,
) -> Response:
    """What a citizen on the practitioner's list sees on a day. Public."""
    work = services.clinics.citizen_page
    page = await services.executor.run(work, practitioner_her_id, on, lang)
    return document(tagged(page), if_none_match, f"public, max-age={CITIZEN_MAX_AGE}")


@health.get("/healthz", response_model=dict[str, str], responses=problems())
async def alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@health.get(
    "/readyz",
    response_model=dict[str, str],
    responses=problems("database-damaged", "database-gone", "disk-full", "busy", "unavailable"),
)
async def ready(services: UsesServices) -> dict[str, str]:
    """The database can be reached and written to, and has the tables of this program."""
    await services.executor.maintain(services.check_ready)
    return {"status": "ok"}


def _key(given: str | None) -> str:
    key = given or ""
    if not SHORTEST_KEY <= len(key) <= LONGEST_KEY or not all("!" <= c <= "~" for c in key):
        detail = (
            f"Send an Idempotency-Key of {SHORTEST_KEY} to {LONGEST_KEY} visible ASCII characters."
        )
        raise ProblemError(problem("idempotency-key-missing", detail))
    return key
