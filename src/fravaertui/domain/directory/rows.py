"""The rows of a plan while it is made: what becomes of each party, and what stands in the way."""

from collections.abc import Sequence
from typing import NamedTuple

from fravaertui.domain.directory.entries import ClinicEntry, Position, PractitionerEntry, SetUpEntry
from fravaertui.domain.directory.plan import (
    Candidate,
    FieldChange,
    Mark,
    Party,
    PlanRow,
    Reason,
    field_changes,
    first_facts,
)
from fravaertui.domain.model import Clinic, Practitioner


class Question(NamedTuple):
    """Which of several, at a clinic of this name, it is that has the HPR number."""

    candidates: tuple[Candidate, ...]
    clinic_name: str
    hpr_number: int | None


class Rows:
    """The rows of one plan; `refused` are the parties that nothing becomes of."""

    def __init__(self) -> None:
        """Begin without any."""
        self.refused: set[int] = set()
        self._rows: list[PlanRow] = []

    def in_order(self) -> list[PlanRow]:
        """Return the rows by clinic, the clinic first."""
        rows = {(row.party, row.her_id, _kind_of(row)): row for row in self._rows}
        return sorted(rows.values(), key=lambda r: (r.clinic, r.party, r.her_id, _kind_of(r)))

    def add(
        self,
        mark: Mark,
        party: Clinic | Practitioner,
        clinic: int | None,
        was: Clinic | Practitioner | None = None,
        changes: tuple[FieldChange, ...] = (),
    ) -> bool:
        """Add a row, in the place of one that the party has; tell whether anything changes."""
        becomes = party.model_dump()
        facts = field_changes(was.model_dump(), becomes) if was else first_facts(becomes)
        self._rows.append(
            PlanRow(
                mark=mark,
                party=Party.CLINIC if clinic is None else Party.PRACTITIONER,
                her_id=party.her_id,
                clinic=party.her_id if clinic is None else clinic,
                name=party.name,
                changes=(*facts, *changes),
            )
        )
        return mark is not Mark.SAME

    def refuse(
        self,
        entry: ClinicEntry | PractitionerEntry,
        reason: Reason,
        about: int | None = None,
        places: Sequence[Position] = (),
    ) -> None:
        """Refuse what is said of a party, at `places` if it is at several."""
        is_clinic = isinstance(entry, ClinicEntry)
        self.refused.add(entry.her_id)
        self._rows.append(
            PlanRow(
                mark=Mark.REFUSED,
                party=Party.CLINIC if is_clinic else Party.PRACTITIONER,
                her_id=entry.her_id,
                clinic=entry.her_id if isinstance(entry, ClinicEntry) else entry.clinic,
                name=entry.facts.name,
                reason=reason,
                about=about,
                places=tuple(places) or _place(entry.position),
            )
        )

    def refuse_set_up(
        self,
        said_of: Sequence[SetUpEntry],
        reason: Reason,
        clinic: int | None = None,
        name: str = "",
    ) -> None:
        """Refuse what is said to be set up with somebody."""
        her_id = said_of[0].her_id
        self._rows.append(
            PlanRow(
                mark=Mark.REFUSED,
                party=Party.PRACTITIONER,
                her_id=her_id,
                clinic=clinic or her_id,
                name=name or str(her_id),
                reason=reason,
                places=tuple(entry.position for entry in said_of if entry.position),
            )
        )

    def ask(self, entry: PractitionerEntry, question: Question) -> None:
        """Ask which of several it is, once however many of them are said."""
        self.refused.add(entry.her_id)
        first = question.candidates[0]
        self._rows.append(
            PlanRow(
                mark=Mark.QUESTION,
                party=Party.PRACTITIONER,
                her_id=first.her_id,
                clinic=entry.clinic,
                name=first.name,
                reason=Reason.SAME_PERSON,
                **question._asdict(),
            )
        )

    def leave_out(self, entry: PractitionerEntry, question: Question, right: int) -> None:
        """Leave somebody out, since another one of the question was said to be right."""
        self.refuse(entry, Reason.LEFT_OUT, right)
        self._rows[-1] = self._rows[-1].model_copy(update=question._asdict())


def _place(position: Position | None) -> tuple[Position, ...]:
    return (position,) if position else ()


def _kind_of(row: PlanRow) -> str:
    """A party may have a row for what becomes of it, and one for each thing that stands in the way.

    A later row of the same kind takes the place of an earlier one.
    """
    return row.mark.value if row.mark in (Mark.REFUSED, Mark.QUESTION) else ""
