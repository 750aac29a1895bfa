"""The calls of the API: what comes in over HTTP, handed to the desk, and what goes out."""

from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from pydantic import BeforeValidator, JsonValue, ValidationError

from fravaertui.backend.desk import Desk, Submission
from fravaertui.backend.openapi import NOT_MODIFIED, problems, request_body
from fravaertui.backend.problems import MEDIA_TYPE, ProblemError, invalid_request, problem
from fravaertui.backend.tags import Tagged, is_known, tagged, version_of, version_tag
from fravaertui.backend.threads import DeskThreads
from fravaertui.domain.changes import ChangeRequest
from fravaertui.domain.directory import Directory
from fravaertui.domain.model import ClinicFile, Day, HerId
from fravaertui.texts.catalogue import CitizenLanguage
from fravaertui.texts.citizen import CitizenPage

LARGEST_BODY = 256 * 1024
SHORTEST_KEY, LONGEST_KEY = 8, 128
CITIZEN_MAX_AGE = 30
"""Seconds a cache may hold a citizen's page: no longer than anyone waits for a change."""


def _desk_threads(request: Request) -> DeskThreads:
    threads: DeskThreads = request.app.state.desk_threads
    return threads


def _written_as_number(value: object) -> object:
    """Refuse what pydantic would read as a number by itself: `1.0`, `+1`, `1_000`."""
    if isinstance(value, str) and not (value.isascii() and value.isdigit()):
        raise ValueError("a HER-id is written with digits only")
    return value


AtDesk = Annotated[DeskThreads, Depends(_desk_threads)]
HerIdInPath = Annotated[HerId, BeforeValidator(_written_as_number), Path()]
IfNoneMatch = Annotated[str | None, Header(alias="If-None-Match")]

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
    responses=NOT_MODIFIED | problems("invalid-request", "unavailable"),
)
async def directory(desk: AtDesk, if_none_match: IfNoneMatch = None) -> Response:
    """All clinics and their practitioners: what search needs."""
    known = await desk.ask(lambda desk: desk.directory())
    return _document(known, if_none_match, "no-cache")


@router.get(
    "/clinics/{her_id}",
    response_model=ClinicFile,
    responses=NOT_MODIFIED | problems("no-such-clinic", "invalid-request", "unavailable"),
)
async def clinic(desk: AtDesk, her_id: HerIdInPath, if_none_match: IfNoneMatch = None) -> Response:
    """Everything about one clinic; the entity tag is its version."""
    file = await desk.ask(lambda desk: desk.clinic_file(her_id))
    return _document(_file_document(file), if_none_match, "no-cache")


@router.post(
    "/clinics/{her_id}/changes",
    response_model=ClinicFile,
    responses=problems(
        "idempotency-key-missing",
        "no-such-clinic",
        "stale-version",
        "too-large",
        "invalid-request",
        "change-refused",
        "idempotency-key-reused",
        "precondition-required",
        "unavailable",
    ),
    openapi_extra=request_body(ChangeRequest),
)
async def change(
    request: Request,
    desk: AtDesk,
    her_id: HerIdInPath,
    dry_run: Annotated[bool, Query(description="Answer the file as it would be.")] = False,
    if_match: Annotated[
        str | None, Header(alias="If-Match", description='The version seen, as `"7"`.')
    ] = None,
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

    `If-Match` and `Idempotency-Key` are needed unless it is a dry run.
    """
    body = await _body(request)
    if dry_run:
        wanted = _change_request(body)
        file = await desk.ask(lambda desk: desk.preview(her_id, wanted))
        return _document(_file_document(file), None, "no-store")
    submission = Submission(
        clinic=her_id,
        version=_seen_version(if_match),
        key=_key(idempotency_key),
        request_hash=sha256(b"%d\n" % her_id + body).digest(),
        request=_change_request(body),
    )
    answer = await desk.ask(lambda desk: desk.submit(submission))
    if answer.version is None:
        return Response(answer.body, answer.status, media_type=MEDIA_TYPE)
    return _document(Tagged(answer.body, version_tag(answer.version)), None, "no-store")


@router.get(
    "/citizen/{practitioner_her_id}",
    response_model=CitizenPage,
    responses=NOT_MODIFIED | problems("no-such-practitioner", "invalid-request", "unavailable"),
)
async def citizen(
    desk: AtDesk,
    practitioner_her_id: HerIdInPath,
    on: Annotated[Day | None, Query(description="The day, today in Norway if left out.")] = None,
    lang: CitizenLanguage = "nb",
    if_none_match: IfNoneMatch = None,
) -> Response:
    """What a citizen on the practitioner's list sees on a day. Public."""

    def page(desk: Desk) -> Tagged:
        shown = desk.citizen_page(practitioner_her_id, on or desk.today(), lang)
        return tagged(shown.model_dump_json().encode())

    return _document(await desk.ask(page), if_none_match, f"public, max-age={CITIZEN_MAX_AGE}")


@health.get("/healthz", response_model=dict[str, str], responses=problems())
async def alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@health.get("/readyz", response_model=dict[str, str], responses=problems("unavailable"))
async def ready(desk: AtDesk) -> dict[str, str]:
    """The database can be reached and has the tables of this program."""
    await desk.ask(lambda desk: desk.ready())
    return {"status": "ok"}


def _document(document: Tagged, if_none_match: str | None, cache_control: str) -> Response:
    headers = {"ETag": document.tag, "Cache-Control": cache_control}
    if is_known(document.tag, if_none_match):
        return Response(status_code=304, headers=headers)
    return Response(document.content, headers=headers, media_type="application/json")


def _file_document(file: ClinicFile) -> Tagged:
    return Tagged(file.model_dump_json().encode(), version_tag(file.version))


async def _body(request: Request) -> bytes:
    """Return the body, however it is sent; refused once it is longer than the limit."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_BODY:
            detail = f"The body may be {LARGEST_BODY // 1024} KiB at most."
            raise ProblemError(problem("too-large", detail))
    return bytes(body)


def _change_request(body: bytes) -> ChangeRequest:
    """Read the body by pydantic's own JSON rules, which strict models need."""
    try:
        return ChangeRequest.model_validate_json(body)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_context=False, include_input=False)
        raise ProblemError(invalid_request(errors)) from None


def _seen_version(if_match: str | None) -> int:
    version = version_of(if_match)
    if version is None:
        detail = 'Send the version that you have seen in If-Match, like "7" with its quotes.'
        raise ProblemError(problem("precondition-required", detail))
    return version


def _key(given: str | None) -> str:
    key = given or ""
    if not SHORTEST_KEY <= len(key) <= LONGEST_KEY or not all("!" <= c <= "~" for c in key):
        detail = (
            f"Send an Idempotency-Key of {SHORTEST_KEY} to {LONGEST_KEY} visible ASCII characters."
        )
        raise ProblemError(problem("idempotency-key-missing", detail))
    return key
