"""Importing a directory over the API: the plan that register files make, and what it came to."""

from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, Field

from fravaertui.domain.directory.entries import Origin
from fravaertui.domain.directory.plan import Mark, Party, PlanRow
from fravaertui.domain.fields import HerId, Moment, Value, digits_only
from fravaertui.protocol.events import AgentName

MOST_ROWS = 200
MOST_REFUSED = 200
"""Most refused records that are listed; the rest is only counted."""

_Count = Annotated[int, Field(ge=0)]


class RowCount(Value):
    """How many parties of one kind become what."""

    party: Party
    mark: Mark
    count: _Count


class RefusedRecord(Value):
    """A record of a file that can't be used: why, and where it stands."""

    code: str
    file: str
    record: int | None
    line: int | None
    field: str
    detail: str
    element: str = ""


class Progress(Value):
    """How far something is: how many clinics are written, or how many bytes of files are read."""

    done: _Count
    total: _Count


class ImportPlan(Value):
    """What an import would do, without its rows.

    `unread_columns` are the headings of columns in the files that are not read.
    `refused` counts the records that can't be used, and `refusals` are the first of them.
    `vanishing` of the `active` clinics and `leaving` of the `working` practitioners would be
    deactivated; with `needs_consent` a person has to agree to that. `batch` is what it came to once
    it has been applied, and `progress` how far it is while that goes on.
    """

    id: UUID
    at: Moment
    agent: AgentName
    expires: Moment
    origin: Origin
    files: tuple[str, ...]
    unread_columns: tuple[str, ...] = ()
    counts: tuple[RowCount, ...]
    refused: _Count
    refusals: tuple[RefusedRecord, ...]
    not_taken: _Count = 0
    """How much is refused, besides whom a person has left out."""
    passed_over: _Count
    """How many parties of the files are no GP's."""
    clinics: _Count
    """How many clinics would be changed."""
    vanishing: _Count
    active: _Count
    leaving: _Count
    working: _Count
    needs_consent: bool
    confirmed: _Count = 0
    """How much is said again, of which an apply moves the day."""
    is_newest: bool = False
    """Whether an apply notes that the files are the newest that say all there is."""
    invented: _Count = 0
    """How many clinics of the demo are in the database, among which the real ones would come."""
    ended: _Count = 0
    """How many of the files are not active any more and have never been here."""
    batch: UUID | None = None
    progress: Progress | None = None

    @property
    def renews(self) -> bool:
        """Tell whether an apply has something to note, whatever else it does."""
        return bool(self.confirmed) or self.is_newest

    @property
    def by_kind(self) -> dict[tuple[Party, Mark], int]:
        """How many parties of each kind become what."""
        return {(each.party, each.mark): each.count for each in self.counts}

    @property
    def new_clinics(self) -> int:
        """How many clinics come in."""
        return self.by_kind.get((Party.CLINIC, Mark.NEW), 0)

    def count(self, mark: Mark) -> int:
        """Return how many parties become this, refused records among them."""
        return sum(each.count for each in self.counts if each.mark is mark)


class PlanRows(Value):
    """A page of a plan's rows, by clinic; `next` is the `after` of the next page."""

    rows: tuple[PlanRow, ...]
    next: int | None = None


# Built at once, because the web framework uses the fields before that would happen.
class RowSelection(Value, strict=False, defer_build=False):
    """Which rows of a plan: those with a mark, or all, from the one numbered `after` on."""

    mark: Mark | None = None
    after: Annotated[int, Field(ge=0), BeforeValidator(digits_only)] = 0
    limit: Annotated[int, Field(ge=1, le=MOST_ROWS), BeforeValidator(digits_only)] = 100


MOST_SETTLED = 100
"""Most parties that questions can be answered with at once."""


class SettleRequest(Value):
    """`settled` are all whom questions of a plan have been answered with."""

    settled: Annotated[tuple[HerId, ...], Field(max_length=MOST_SETTLED)]


class ApplyRequest(Value):
    """`consent` is that a person has agreed to what `needs_consent`."""

    consent: bool = False
