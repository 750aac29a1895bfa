"""Everything that can go wrong, as RFC 9457 problem documents (rule W7).

A problem has a stable `type`, `urn:fravaertui:problem:<code>`, for programs, and a `detail` of one
sentence for people. `CODES` is the whole list.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from fravaertui.backend.store.answers import Answer
from fravaertui.backend.store.history import Signature
from fravaertui.domain.changes import Confirmation
from fravaertui.domain.findings.listing import Mark
from fravaertui.domain.model import Absence, Day, ServiceCode, Substitute, Version
from fravaertui.domain.text import neutralise
from fravaertui.domain.violations import Field, Made, Violation
from fravaertui.texts.catalogue import MAIN_LANGUAGE, screen_words
from fravaertui.texts.problems import violation_sentence

MEDIA_TYPE = "application/problem+json"
URN = "urn:fravaertui:problem:"

CODES = {
    "idempotency-key-missing": (400, "An Idempotency-Key is needed"),
    "not-signed-in": (401, "Not signed in"),
    "invalid-token": (401, "The access token does not hold"),
    "not-allowed": (403, "Your role may not do this"),
    "foreign-origin": (403, "Not from another site's page"),
    "not-found": (404, "There is nothing here"),
    "no-such-clinic": (404, "No such clinic"),
    "no-such-practitioner": (404, "No such practitioner"),
    "no-such-finding": (404, "No such finding"),
    "no-such-vendor": (404, "No such vendor"),
    "method-not-allowed": (405, "Not done with this method"),
    "already-taken": (409, "Taken by someone else"),
    "stale-version": (412, "Changed by someone else"),
    "too-slow": (408, "The request took too long to arrive"),
    "too-large": (413, "The request is too large"),
    "not-json": (415, "The body has to be JSON"),
    "foreign-host": (421, "Not by this name"),
    "invalid-request": (422, "The request can't be understood"),
    "change-refused": (422, "The change may not be made"),
    "mark-refused": (422, "The finding may not be marked so"),
    "idempotency-key-reused": (422, "The Idempotency-Key has been used"),
    "precondition-required": (428, "If-Match is needed"),
    "too-often": (429, "Too many requests"),
    "too-many-streams": (429, "Too many event streams"),
    "unreadable": (500, "Stored in a way that can't be read"),
    "internal": (500, "Something went wrong in the server"),
    "disk-full": (507, "The disk is full"),
    "database-gone": (500, "The database's file is gone"),
    "database-damaged": (500, "The database is damaged"),
    "busy": (503, "Others are at work"),
    "streams-full": (503, "No room for more event streams"),
    "unavailable": (503, "Not available just now"),
}
"""Status and title of each code."""

CHALLENGES = {
    URN + "not-signed-in": "Bearer",
    URN + "invalid-token": 'Bearer error="invalid_token"',
    URN + "not-allowed": 'Bearer error="insufficient_scope"',
}
"""What WWW-Authenticate says of problems with who asks (RFC 6750)."""

RETRY_AFTER = {
    URN + "busy": 1,
    URN + "unavailable": 1,
    URN + "too-many-streams": 30,
    URN + "streams-full": 30,
}
"""Seconds after which it is worth while to try again."""

_LONGEST_ECHO = 60
"""Characters that are said back of what someone sent us."""


class Problem(BaseModel):
    """What went wrong: `type` says which kind, `detail` what happened this time."""

    model_config = ConfigDict(frozen=True)

    type: str
    title: str
    status: int
    detail: str

    def answer(self) -> Answer:
        """Return the problem as it goes out."""
        return Answer(self.status, self.model_dump_json().encode())


class StaleVersion(Problem):
    """Someone has saved it since the version in If-Match; who is null if unknown."""

    current_version: Version
    changed_by: str | None
    changed_at: datetime | None


class AlreadyTaken(Problem):
    """Another agent has taken the finding; releasing it comes first."""

    taken_by: str
    taken_at: datetime


class RefusedChange(BaseModel):
    """One reason why a change may not be made, and the field that it belongs to.

    With `confirmation`, the change can be sent again with that among its `confirmed`.
    """

    model_config = ConfigDict(frozen=True)

    code: str
    field: Field
    days: tuple[Day, ...]
    absence: Absence | None
    substitute: Substitute | None
    services: tuple[ServiceCode, ...]
    confirmation: Confirmation | None
    made: Made | None
    detail: str


class ChangeRefused(Problem):
    """The rules do not allow the change; `violations` says which and why."""

    violations: tuple[RefusedChange, ...]


class ProblemError(Exception):
    """Work that ends in a problem."""

    def __init__(self, problem: Problem) -> None:
        """Carry the problem to the door."""
        super().__init__(problem.detail)
        self.problem = problem


def problem(code: str, detail: str) -> Problem:
    """Return the problem of a code, with what happened this time."""
    return Problem(**_kind(code), detail=detail)


def stale_version(current: int, latest: Signature | None) -> StaleVersion:
    """Return the problem of a version that is no longer the clinic's."""
    return StaleVersion(
        **_kind("stale-version"),
        detail=f"The clinic has been changed since you read it; it is now at version {current}.",
        current_version=current,
        changed_by=latest.agent if latest else None,
        changed_at=latest.at if latest else None,
    )


def stale_vendor(current: int) -> StaleVersion:
    """Return the problem of a vendor's entry that has been written since it was read."""
    return StaleVersion(
        **_kind("stale-version"),
        detail=f"What is known of the vendor has been changed; it is now at version {current}.",
        current_version=current,
        changed_by=None,
        changed_at=None,
    )


def already_taken(mark: Mark) -> AlreadyTaken:
    """Return the problem of a finding that someone else works with."""
    return AlreadyTaken(
        **_kind("already-taken"),
        detail=f"{neutralise(mark.agent)} has taken this finding.",
        taken_by=mark.agent,
        taken_at=mark.at,
    )


def change_refused(violations: Iterable[Violation]) -> ChangeRefused:
    """Return the problem of a change that the rules do not allow, in the agent's words."""
    refused = tuple(_refused(violation) for violation in violations)
    return ChangeRefused(
        **_kind("change-refused"),
        detail=" ".join(dict.fromkeys(one.detail for one in refused)),
        violations=refused,
    )


def invalid_request(errors: Sequence[Mapping[str, Any]]) -> Problem:
    """Return the problem of what pydantic could not accept, by the first of its errors."""
    first = errors[0]
    where = ".".join(_echo(part) for part in first["loc"] if part not in _PLACES)
    what = _echo(first["msg"].removeprefix("Value error, "), _LONGEST_ECHO * 3)
    more = f" ({len(errors) - 1} more)" if len(errors) > 1 else ""
    return problem("invalid-request", f"{where}: {what}{more}." if where else f"{what}{more}.")


_PLACES = ("body", "query", "path", "header")


def _kind(code: str) -> dict[str, Any]:
    status, title = CODES[code]
    return {"type": URN + code, "title": title, "status": status}


def _refused(violation: Violation) -> RefusedChange:
    return RefusedChange(
        code=violation.code,
        field=violation.field,
        days=violation.days,
        absence=violation.absence,
        substitute=violation.substitute,
        services=violation.services,
        confirmation=violation.confirmation,
        made=violation.made,
        detail=violation_sentence(violation, screen_words(MAIN_LANGUAGE)),
    )


def _echo(part: object, longest: int = _LONGEST_ECHO) -> str:
    """Say back what came from outside: harmless, and not at length."""
    text = neutralise(str(part))
    return text if len(text) <= longest else f"{text[:longest]}…"
