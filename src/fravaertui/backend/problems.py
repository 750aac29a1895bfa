"""Every kind of failure as an RFC 9457 problem document (rule W7).

A problem has a stable `type`, `urn:fravaertui:problem:<code>`, for programs, and a `detail` of one
sentence for people. `CODES` is the whole list.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fravaertui.backend.store.history import Signature
from fravaertui.domain.safe_text import neutralise
from fravaertui.domain.violations import Violation
from fravaertui.protocol.problems import (
    CODES,
    URN,
    AlreadyTaken,
    ChangeRefused,
    Problem,
    RefusedChange,
    StaleVersion,
)
from fravaertui.protocol.work_queue import Mark
from fravaertui.texts.catalogue import MAIN_LANGUAGE, screen_words
from fravaertui.texts.problems import violation_sentence

_LONGEST_ECHO = 60
"""Characters of a client's input that are quoted at most."""


class ProblemError(Exception):
    """A request fails with a problem document."""

    def __init__(self, problem: Problem) -> None:
        """`problem` is the document of the response."""
        super().__init__(problem.detail)
        self.problem = problem


def problem(code: str, detail: str) -> Problem:
    """Return the problem of a code; `detail` is one sentence on this occurrence."""
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
    """Return the problem of a vendor's entry that has changed since it was read."""
    return StaleVersion(
        **_kind("stale-version"),
        detail=f"What is known of the vendor has been changed; it is now at version {current}.",
        current_version=current,
        changed_by=None,
        changed_at=None,
    )


def already_taken(mark: Mark) -> AlreadyTaken:
    """Return the problem of a finding that someone else has taken."""
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
    """Return the problem of a request that pydantic refused, by the first of its errors."""
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
    """Quote input from outside, neutralised and shortened."""
    text = neutralise(str(part))
    return text if len(text) <= longest else f"{text[:longest]}…"
