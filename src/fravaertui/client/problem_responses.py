"""Turning an unsuccessful response into an error."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fravaertui.client.errors import (
    Busy,
    ClientError,
    Fault,
    ImportRefused,
    InvalidResponse,
    MarkRefused,
    NotAllowed,
    NotFound,
    NotStored,
    ReceivedViolation,
    Refused,
    SignInNeeded,
    Tamed,
    TooManyStreams,
    VersionConflict,
)
from fravaertui.client.transport import Response
from fravaertui.domain.fields import Version
from fravaertui.protocol.problems import URN, Problem

_MOST_VIOLATIONS = 200


class _Received(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Problem(_Received):
    """The parts of a problem document (RFC 9457) that every problem has."""

    type: Tamed
    title: Tamed = ""
    detail: Tamed = ""

    @property
    def code(self) -> str:
        return self.type.removeprefix(URN)


class _Stale(_Received):
    current_version: Version
    changed_by: Tamed | None = None
    changed_at: datetime | None = None


class _Taken(_Received):
    taken_by: Tamed


class _Refused(_Received):
    violations: tuple[ReceivedViolation, ...] = Field(min_length=1, max_length=_MOST_VIOLATIONS)


def error_from(response: Response, where: str) -> ClientError:
    """Return the error that a response reports; InvalidResponse when it is no problem document."""
    try:
        problem = _Problem.model_validate_json(response.body)
        match problem.code:
            case "stale-version":
                stale = _Stale.model_validate_json(response.body)
                return VersionConflict(stale.current_version, stale.changed_by, stale.changed_at)
            case "change-refused":
                return Refused(_Refused.model_validate_json(response.body).violations)
            case "disk-full" | "database-gone" | "database-damaged":
                return NotStored(problem.code)
            case "busy":
                return Busy(problem.detail)
            case "too-many-streams" | "streams-full":
                return TooManyStreams(problem.detail)
            case "no-such-clinic" | "no-such-practitioner":
                return NotFound(problem.detail)
            case "file-refused" | "ground-moved" | "consent-needed" | "import-cancelled":
                return ImportRefused(problem.code, problem.detail)
            case "no-such-plan" | "no-such-batch":
                return ImportRefused(problem.code, problem.detail)
            case "no-such-finding":
                return MarkRefused(problem.detail)
            case "already-taken":
                taken = _Taken.model_validate_json(response.body)
                return MarkRefused(problem.detail, taken.taken_by)
            case "not-signed-in" | "invalid-token":
                return SignInNeeded()
            case "not-allowed":
                return NotAllowed(problem.detail)
            case code:
                return Fault(code, problem.title, problem.detail, response.status)
    except ValidationError:
        return InvalidResponse(where, f"status {response.status} without a problem document")


def error_of(problem: Problem, where: str) -> ClientError:
    """Return the error that a problem document inside another answer stands for."""
    return error_from(Response(problem.status, None, problem.body()), where)
