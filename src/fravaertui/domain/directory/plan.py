"""The plan of an import: what each party becomes, and why, before anything is changed (rule R2)."""

from collections import Counter
from datetime import date
from enum import StrEnum
from typing import Any

from fravaertui.domain.changes.register import UpdateFromRegister
from fravaertui.domain.directory.entries import Origin, Position
from fravaertui.domain.fields import Day, HerId, HprNumber, Value
from fravaertui.domain.model import Known, SetUp

MOST_VANISHING = 0.05
"""The part of the clinics that may be deactivated without an explicit yes (rule R2)."""


MOST_LEAVING = 10
"""The practitioners that may be deactivated so, however few there are."""


class Mark(StrEnum):
    """What becomes of a party."""

    NEW = "+"
    CHANGED = "~"
    DEACTIVATED = "-"
    SAME = "="
    REFUSED = "!"
    QUESTION = "?"
    """A person has to say which of several it is; nothing becomes of those before."""


class Party(StrEnum):
    """What a party becomes with us."""

    CLINIC = "clinic"
    PRACTITIONER = "practitioner"
    RECORD = "record"
    """A record of a file that can't be read, so that nobody knows which of the two it is of."""


class Reason(StrEnum):
    """Why a party is refused; each has a sentence in `texts/registers.py`."""

    SAID_TWICE = "said_twice"
    NO_CLINIC = "no_clinic"
    CLINIC_REFUSED = "clinic_refused"
    NO_PRACTITIONER = "no_practitioner"
    AT_ANOTHER_CLINIC = "at_another_clinic"
    SAME_PERSON = "same_person"
    """Only of a question."""
    LEFT_OUT = "left_out"
    """A person has said that another one is right."""
    OLDER = "older"
    UNDATED = "undated"
    REVERSED = "reversed"
    OTHER_KIND = "other_kind"
    IN_USE = "in_use"


class FieldChange(Value):
    """A field of a party, before and after; None for none."""

    field: str
    before: str | int | bool | date | None
    after: str | int | bool | date | None


class Candidate(Value):
    """One of those a question is about, with what tells them apart.

    `is_present` is that we have them already, and `is_said` that the files name them.
    """

    her_id: HerId
    name: str
    is_present: bool
    is_said: bool = True
    starts: Day | None = None
    ends: Day | None = None


class PlanRow(Value):
    """One party in the plan.

    `about` is another party that a refusal is about. `changes` are the fields that move. A question
    is one row, about all its `candidates`, who are at the clinic called `clinic_name` with one
    `hpr_number`; who is left out by its answer has them too. `places` are where it stands in the
    files, of what is refused.
    """

    mark: Mark
    party: Party
    her_id: HerId
    clinic: HerId
    name: str
    changes: tuple[FieldChange, ...] = ()
    reason: Reason | None = None
    about: HerId | None = None
    candidates: tuple[Candidate, ...] = ()
    clinic_name: str = ""
    hpr_number: HprNumber | None = None
    places: tuple[Position, ...] = ()


class ClinicStep(Value):
    """What is made of one clinic; `version` is the one it was planned from, None for a new one."""

    clinic: HerId
    version: int | None
    change: UpdateFromRegister


class Confirmation(Value):
    """What is said again of a party as we have it, and so holds as of a later day.

    `set_up` is that it is what is set up with it; `was` is the day as of which it held before.
    """

    clinic: HerId
    party: HerId
    set_up: bool
    was: Day
    as_of: Day


class Plan(Value):
    """What an import would do, which an apply takes exactly as it is.

    `unread_columns` are the headings of columns that the files have and that are not read.
    `confirmations` change nothing for anyone, and there are as many as `confirmed` says. Neither
    does `is_newest`: that no files that say all there is are newer, so that nothing is taken from
    older ones afterwards.

    `vanishing` and `active` are how many clinics it deactivates and how many there are,
    `leaving` and `working` how many practitioners. `invented` counts the demo's clinics, among
    which the real ones would come, and `ended` who is said not to be active any more and has never
    been here, of whom nothing becomes.
    """

    origin: Origin
    files: tuple[str, ...] = ()
    unread_columns: tuple[str, ...] = ()
    rows: tuple[PlanRow, ...]
    steps: tuple[ClinicStep, ...]
    vanishing: int = 0
    active: int = 0
    leaving: int = 0
    working: int = 0
    confirmations: tuple[Confirmation, ...] = ()
    confirmed: int = 0
    is_newest: bool = False
    invented: int = 0
    ended: int = 0

    @property
    def renews(self) -> bool:
        """Tell whether an apply has something to note, whatever else it does."""
        return bool(self.confirmed) or self.is_newest

    @property
    def counts(self) -> Counter[tuple[Party, Mark]]:
        """How many parties of each kind become what, with the records that can't be read."""
        counted = Counter((row.party, row.mark) for row in self.rows)
        unread = self.origin.unread + self.origin.unread_set_ups
        return counted + Counter({(Party.RECORD, Mark.REFUSED): unread})

    @property
    def questions(self) -> int:
        """How many questions a person has to settle."""
        return sum(row.mark is Mark.QUESTION for row in self.rows)

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to do."""
        return not self.steps

    @property
    def is_incomplete(self) -> bool:
        """Tell whether not all that the files say is taken, so that a person has to look."""
        return bool(self.not_taken or self.questions)

    @property
    def not_taken(self) -> int:
        """How much is refused, besides whom a person has left out."""
        refused = sum(n for (_, mark), n in self.counts.items() if mark is Mark.REFUSED)
        return refused - sum(row.reason is Reason.LEFT_OUT for row in self.rows)

    @property
    def new_clinics(self) -> int:
        """How many clinics come in."""
        return self.counts[Party.CLINIC, Mark.NEW]

    @property
    def needs_consent(self) -> bool:
        """Tell whether so many would be deactivated that a person must agree (rule R2).

        Of practitioners a few always may: they come and go, and a file without any is what to fear.
        """
        few = max(self.working * MOST_VANISHING, MOST_LEAVING)
        return self.vanishing > self.active * MOST_VANISHING or self.leaving > few


def field_changes(before: dict[str, Any], after: dict[str, Any]) -> tuple[FieldChange, ...]:
    """Return the fields that differ; what is not said afterwards stays as it is."""
    return tuple(
        FieldChange(field=name, before=_plain(before.get(name)), after=_plain(value))
        for name, value in after.items()
        if name not in _ABOUT_THE_SOURCE and before.get(name) != value
    )


def first_facts(after: dict[str, Any]) -> tuple[FieldChange, ...]:
    """Return what a new party will have, besides what its row says of who it is."""
    return tuple(
        FieldChange(field=name, before=None, after=_plain(value))
        for name, value in after.items()
        if value and name not in _IN_THE_ROW and value not in _UNKNOWN
    )


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, StrEnum) else value


_ABOUT_THE_SOURCE = frozenset({"source", "as_of", "set_up_as_of", "withdrawn"})
"""A fact does not change because it is said once more."""

_IN_THE_ROW = _ABOUT_THE_SOURCE | {"her_id", "name"}
_UNKNOWN = (SetUp.UNKNOWN, Known.UNKNOWN)
