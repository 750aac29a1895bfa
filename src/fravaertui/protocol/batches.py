"""Batches: requests at many clinics that were made as one, and are taken back as one."""

from enum import StrEnum
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import Field

from fravaertui.domain.changes import ChangeRequest
from fravaertui.domain.fields import Day, HerId, Moment, Name, Value, Version
from fravaertui.protocol.events import AgentName
from fravaertui.protocol.problems import ChangeRefused, Problem, RefusedChange, StaleVersion

MOST_ROWS = 500
"""Most rows of a list that are sent at once; more of the same batch may follow."""

Kind = Literal["directory", "list"]
"""The kinds of batches: an import from registers, and a list of absences and substitutes."""

DIRECTORY: Final = "directory"
LIST: Final = "list"

CONFIRMED = "confirmed"
"""The count of a batch for what is as before, with another day."""

_Count = Annotated[int, Field(ge=0)]


class Batch(Value):
    """Requests at many clinics that were made as one.

    `kind` is what it was; `source` and `as_of` where it came from. `counts`
    is how many came to what, by words of the kind's own (of a list: how many changes were made of
    each kind), and `clinics` how many were changed.
    `reverts` is the batch that this one takes back, and `reverted_by` the one that took this back.
    """

    id: UUID
    kind: str
    at: Moment
    agent: AgentName
    source: str
    as_of: Day | None
    counts: dict[str, int]
    clinics: _Count
    reverts: UUID | None = None
    reverted_by: UUID | None = None


class Batches(Value):
    """The latest batches, newest first."""

    batches: tuple[Batch, ...]


class Becomes(StrEnum):
    """What a clinic is once its batch is taken back."""

    AS_BEFORE = "as_before"
    """As it was before the batch."""
    GONE = "gone"
    """It came with the batch, and is not searched for, listed or exported any more (rule R3)."""
    NOT_ACTIVE = "not_active"
    """It came with the batch, and stays for what the desk has written there since."""


class ClinicReversal(Value):
    """What becomes of one clinic when its batch is taken back.

    `version` is the one that the batch made there. With `refused` the clinic stays as it is: what
    others have changed since, or hung on what the batch made, is theirs (rule W8).
    """

    clinic: HerId
    name: Name
    version: Version
    becomes: Becomes = Becomes.AS_BEFORE
    refused: tuple[RefusedChange, ...] = ()


class BatchReversal(Value):
    """Taking a batch back, clinic by clinic; `made` is the batch that did it, None for a preview.

    `confirmed` is of how much the day goes back that the batch moved and changed nothing else. A
    batch that is taken back again reverts nothing twice: those clinics are refused.
    """

    batch: UUID
    made: UUID | None = None
    clinics: tuple[ClinicReversal, ...]
    confirmed: _Count = 0

    @property
    def is_nothing(self) -> bool:
        """Tell whether nothing of it can be taken back."""
        return not self.confirmed and all(clinic.refused for clinic in self.clinics)


class BatchRow(Value):
    """One row of a list: what is asked of a clinic, and the version that was seen of it.

    The rows of a clinic are made in order, each as if those before it had been saved.
    """

    id: UUID
    clinic: HerId
    version: Version
    request: ChangeRequest


class BatchRequest(Value):
    """Rows to be saved as one batch, all or nothing at each clinic.

    The same rows sent again under the same id are answered the same, and change nothing.
    """

    id: UUID
    rows: Annotated[tuple[BatchRow, ...], Field(min_length=1, max_length=MOST_ROWS)]


class RowState(StrEnum):
    """What became of a row."""

    MADE = "made"
    UNCHANGED = "unchanged"
    """It changes nothing (rule A11)."""
    REFUSED = "refused"
    """It stopped its clinic, whose `problem` is about it."""
    NOT_MADE = "not_made"
    """Nothing was made at its clinic."""


class ClinicState(StrEnum):
    """What became of a clinic's rows together."""

    SAVED = "saved"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class RowOutcome(Value):
    """What became of one row."""

    id: UUID
    state: RowState


class ClinicOutcome(Value):
    """What became of the rows at one clinic; of a dry run, what would become of them.

    `version` is the clinic's afterwards. `problem` says why it was refused, in the document that
    the same change by itself would have been answered with.
    """

    clinic: HerId
    state: ClinicState
    version: Version | None = None
    rows: tuple[RowOutcome, ...]
    problem: ChangeRefused | StaleVersion | Problem | None = None


class BatchOutcome(Value):
    """What became of rows that were sent under a batch's id, clinic by clinic."""

    batch: UUID
    clinics: tuple[ClinicOutcome, ...]
