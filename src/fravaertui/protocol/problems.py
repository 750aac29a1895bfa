"""Everything that can go wrong, as RFC 9457 problem documents (rule W7)."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from fravaertui.domain.fields import Day, ServiceCode, Version
from fravaertui.domain.model import Absence, Substitute
from fravaertui.domain.violations import Confirmation, Field, Made

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
    "no-such-plan": (404, "No such plan"),
    "no-such-batch": (404, "No such batch"),
    "method-not-allowed": (405, "Not done with this method"),
    "already-taken": (409, "Taken by someone else"),
    "ground-moved": (409, "Changed since the plan was made"),
    "consent-needed": (409, "Someone has to agree to this"),
    "import-cancelled": (409, "Cancelled"),
    "stale-version": (412, "Changed by someone else"),
    "too-slow": (408, "The request took too long to arrive"),
    "too-large": (413, "The request is too large"),
    "not-json": (415, "The body has to be JSON"),
    "not-an-archive": (415, "The body has to be a tar archive"),
    "foreign-host": (421, "Not by this name"),
    "invalid-request": (422, "The request can't be understood"),
    "file-refused": (422, "The file can't be used"),
    "batch-refused": (422, "The batch may not be sent like this"),
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
"""Seconds after which it is worth trying again."""


class Problem(BaseModel):
    """A problem document: `type` is the kind, and `detail` is about this occurrence."""

    model_config = ConfigDict(frozen=True)

    type: str
    title: str
    status: int
    detail: str

    def body(self) -> bytes:
        """Return the problem as JSON."""
        return self.model_dump_json().encode()


class StaleVersion(Problem):
    """Someone has saved a newer version than that in If-Match; who and when are null if unknown."""

    current_version: Version
    changed_by: str | None
    changed_at: datetime | None


class AlreadyTaken(Problem):
    """Another agent has taken the finding, and has to release it first."""

    taken_by: str
    taken_at: datetime


class RefusedChange(BaseModel):
    """A reason why a change may not be made, and the field it belongs to.

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
