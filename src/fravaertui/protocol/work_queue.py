"""The work queue as it is sent: the findings of all clinics, and agents' marks on them."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, Field

from fravaertui.domain.fields import (
    CaseReference,
    Day,
    HerId,
    Moment,
    Name,
    PlaceName,
    ServiceCode,
    Value,
    VendorCode,
    digits_only,
)
from fravaertui.domain.findings.finding import Finding, FindingCode, Severity
from fravaertui.domain.substitute_setup import Owner

MOST_ROWS = 500
DAYS_AHEAD = 60
"""How many days ahead a watch list may look."""

FindingKey = Annotated[
    str, Field(pattern=r"^F[0-9]{2}/(-|[0-9]{1,16})(/[0-9a-f-]{36}){0,2}$", max_length=120)
]
Fingerprint = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]

Count = Annotated[int, Field(ge=0)]

Cursor = Annotated[
    str,
    Field(
        pattern=r"^[0-2]~F[0-9]{2}/(-|[0-9]{1,16})(/[0-9a-f-]{36}){0,2}~[0-9]{1,15}~[0-9a-f]{16}$",
        max_length=200,
    ),
]
"""Where a page ends: the rank, key, clinic and fingerprint of its last row."""


class MarkKind(StrEnum):
    """How an agent marks a finding; `RELEASE` withdraws the previous mark."""

    TAKE = "take"
    SNOOZE = "snooze"
    INTEND = "intend"
    RELEASE = "release"


class FindingState(StrEnum):
    """Where a finding is in the work queue."""

    NEW = "new"
    TAKEN = "taken"
    SNOOZED = "snoozed"
    INTENDED = "intended"


WAITING = (FindingState.NEW, FindingState.TAKEN)
"""The states that wait for someone to act: neither snoozed nor intended."""


class Mark(Value):
    """The last mark on a finding, by whom and when. `until` is when a snooze ends."""

    mark: MarkKind
    agent: Annotated[str, Field(max_length=200)]
    at: Moment
    until: Day | None = None
    case_reference: CaseReference | None = None


class MarkRequest(Value):
    """A request to mark a finding as it was seen; a snooze needs the day it ends."""

    key: FindingKey
    fingerprint: Fingerprint
    mark: MarkKind
    until: Day | None = None
    case_reference: CaseReference | None = None


class FindingRow(Value):
    """A finding with its clinic, and its mark while that is valid."""

    clinic: HerId
    clinic_name: Name
    municipality: PlaceName = ""
    vendor: VendorCode = ""
    practitioner: HerId | None
    practitioner_name: Name | None = None
    code: FindingCode
    severity: Severity
    owner: Owner
    services: tuple[ServiceCode, ...] = ()
    days: tuple[Day, ...] = ()
    records: tuple[UUID, ...] = ()
    text: Annotated[str, Field(max_length=200)] = ""
    key: FindingKey
    fingerprint: Fingerprint
    mark: Mark | None = None

    @property
    def finding(self) -> Finding:
        """The finding itself, without the fix, which depends on the clinic's file."""
        return Finding(
            self.code,
            self.severity,
            self.owner,
            self.practitioner,
            self.services,
            self.days,
            self.records,
            self.text,
        )

    @property
    def state(self) -> FindingState:
        """Where the finding is in the work queue."""
        return _STATES[self.mark.mark] if self.mark else FindingState.NEW


_STATES = {
    MarkKind.TAKE: FindingState.TAKEN,
    MarkKind.SNOOZE: FindingState.SNOOZED,
    MarkKind.INTEND: FindingState.INTENDED,
}


class FindingPage(Value):
    """A page of the queue, the most severe rows first.

    `total` is how many rows there are in all, of which `urgent` are critical and `mine` are taken
    by the agent; a backend that does not count those leaves them out. `next` is where the following
    page begins, None on the last. `pending` is how many clinics are not scanned yet for the day:
    until it is 0 the list is incomplete, and each request scans some more.
    """

    day: Day
    rows: tuple[FindingRow, ...]
    total: Count
    urgent: Count | None = None
    mine: Count | None = None
    pending: Count
    next: Cursor | None = None


class FindingCounts(Value):
    """How many findings there are of each value of a field, with the other fields as selected.

    Values without findings are left out.
    """

    code: dict[FindingCode, Count]
    municipality: dict[PlaceName, Count]
    vendor: dict[VendorCode, Count]


# Built at once, because the web framework uses the fields before that would happen.
class FindingSelection(Value, strict=False, defer_build=False):
    """A selection of findings: all fields must match, each by any one of its values.

    `on` is a coming day, for a list of what is not a finding yet, or is less severe today. By
    default `state` selects what is waiting.
    """

    code: tuple[FindingCode, ...] = ()
    severity: tuple[Severity, ...] = ()
    state: tuple[FindingState, ...] = WAITING
    municipality: PlaceName | None = None
    vendor: VendorCode | None = None
    clinic: Annotated[HerId | None, BeforeValidator(digits_only)] = None
    mine: bool = False
    on: Day | None = None


class FindingFilter(FindingSelection):
    """A selection, and which page of it."""

    cursor: Cursor | None = None
    limit: Annotated[int, Field(ge=1, le=MOST_ROWS), BeforeValidator(digits_only)] = 100
