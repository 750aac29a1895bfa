"""Findings as they are listed over all clinics, and what agents say of them: the wire's values."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, Field

from fravaertui.domain.findings.finding import Finding, FindingCode, Severity
from fravaertui.domain.model import (
    CaseReference,
    Day,
    HerId,
    Moment,
    MunicipalityName,
    Name,
    ServiceCode,
    Value,
    VendorCode,
    digits_only,
)
from fravaertui.domain.substitute_setup import Owner

MOST_ROWS = 500
DAYS_AHEAD = 60
"""How far ahead a watch list may look."""

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
"""Where a page ends: rank, key, clinic and fingerprint of its last row."""


class MarkKind(StrEnum):
    """What an agent says of a finding; release takes back what was said."""

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
"""What is still to be done: what is neither snoozed nor intended."""


class Mark(Value):
    """What was said of a finding last, by whom and when. `until` is when a snooze ends."""

    mark: MarkKind
    agent: Annotated[str, Field(max_length=200)]
    at: Moment
    until: Day | None = None
    case_reference: CaseReference | None = None


class MarkRequest(Value):
    """Say something of a finding, as its facts were seen; a snooze needs its day."""

    key: FindingKey
    fingerprint: Fingerprint
    mark: MarkKind
    until: Day | None = None
    case_reference: CaseReference | None = None


class FindingRow(Value):
    """A finding with the clinic it is at, and what was said of it as long as that holds."""

    clinic: HerId
    clinic_name: Name
    municipality: MunicipalityName = ""
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
        """The finding itself; its fix is found in the clinic's file."""
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
    """Some rows of the list, the most severe first.

    `total` is how many rows there are in all. `next` is where the following page begins, None on
    the last. `pending` is how many clinics are still to be looked through for the day: as long
    as there are any, the list is not whole, and asking again goes on with them.
    """

    day: Day
    rows: tuple[FindingRow, ...]
    total: Annotated[int, Field(ge=0)]
    pending: Annotated[int, Field(ge=0)]
    next: Cursor | None = None


class FindingCounts(Value):
    """How many findings there are of each value of a field, with every other field as wanted.

    Values that no finding has are left out.
    """

    code: dict[FindingCode, Count]
    municipality: dict[MunicipalityName, Count]
    vendor: dict[VendorCode, Count]


# Built at once: the web framework does not ask before it uses the fields.
class FindingSelection(Value, strict=False, defer_build=False):
    """Which findings are wanted: each field narrows it, and several values of one widen it.

    `on` is a coming day: then the list holds what is not a finding yet, or not so severe. What
    is left out of `state` is what is waiting.
    """

    code: tuple[FindingCode, ...] = ()
    severity: tuple[Severity, ...] = ()
    state: tuple[FindingState, ...] = WAITING
    municipality: MunicipalityName | None = None
    vendor: VendorCode | None = None
    clinic: Annotated[HerId | None, BeforeValidator(digits_only)] = None
    mine: bool = False
    on: Day | None = None


class FindingFilter(FindingSelection):
    """A page of the findings that are wanted."""

    cursor: Cursor | None = None
    limit: Annotated[int, Field(ge=1, le=MOST_ROWS), BeforeValidator(digits_only)] = 100
