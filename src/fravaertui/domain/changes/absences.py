"""Changes to absences, and why they may not be made: rules A1 to A8 and D3 of `rules.md`."""

import calendar
from abc import abstractmethod
from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Literal, Self
from uuid import UUID, uuid5

from fravaertui.domain.calendar import ONE_DAY
from fravaertui.domain.changes.base import BaseChange, fields_of
from fravaertui.domain.changes.conflicts import confirmed_before, new_conflicts
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import Day
from fravaertui.domain.model import Absence, AbsenceDetails, AbsenceTerms, Source
from fravaertui.domain.records import Identity
from fravaertui.domain.violations import Confirmation, Violation

LONG_MONTHS = 12
FAR_AHEAD_MONTHS = 18


class _AboutAbsence(BaseChange):
    absence_id: UUID

    @classmethod
    def of(cls, absence: Absence, **values: Any) -> Self:
        """Return the change that gives an absence these values, and all others as it has them."""
        return cls.model_validate(
            {"absence_id": absence.id, **fields_of(absence, cls), **values},
        )

    @property
    def record(self) -> UUID:
        """The absence."""
        return self.absence_id

    @property
    def subjects(self) -> tuple[Identity, ...]:
        """The absence."""
        return (("absences", self.absence_id),)


class AddAbsence(AbsenceDetails, _AboutAbsence):
    """Register an absence; `practitioner` None is the whole clinic. The id is the sender's.

    A record that is put back keeps its `source`.
    """

    kind: Literal["add_absence"] = "add_absence"
    closes_services: ClassVar[bool] = True

    def to_absence(self) -> Absence:
        """Return the absence that the change registers."""
        return Absence(id=self.absence_id, **fields_of(self, Absence))

    def check(self, file: ClinicFile, today: date) -> tuple[Violation, ...]:
        """Hold it against rules A1, A4 to A6 and A8."""
        if any(a.id == self.absence_id for a in file.absences):
            return (Violation("absence_exists", "absence"),)
        if self.practitioner is not None and not file.has_practitioner(self.practitioner):
            return (Violation("no_such_practitioner", "practitioner"),)
        if self.ends < self.starts:
            return (_backwards(self),)
        if self.ends < today:
            return (Violation("past_only", "ends", (self.ends, today)),)
        return _obstacles(self.to_absence(), None, file, today, self.confirmed)

    def apply(self, file: ClinicFile) -> ClinicFile:
        """Add the absence."""
        return file.model_copy(update={"absences": (*file.absences, self.to_absence())})

    def inverse(self, _before: ClinicFile, today: date) -> "tuple[EndAbsence | DeleteAbsence]":
        """Remove it, or end it when it has past days."""
        return (removal(self.to_absence(), today),)

    def practitioner_among(self, _practitioners: object) -> int | None:
        """The practitioner who is away; None for the whole clinic."""
        return self.practitioner

    def may_claim_source(self, removed: Iterable[Absence]) -> bool:
        """Tell whether the record is the desk's own or puts back one of those removed."""
        return self.source is Source.DESK or any(map(self.restores, removed))

    def restores(self, removed: Absence) -> bool:
        """Tell whether it makes again what is left to come of an absence that was removed."""
        again = self.to_absence()
        as_removed = {"starts": removed.starts, "ends": removed.ends, "services": removed.services}
        return (
            removed.starts <= again.starts
            and again.ends <= removed.ends
            and set(again.services) <= set(removed.services)
            and again.model_copy(update=as_removed) == removed
        )


class _ToAbsence(_AboutAbsence):
    """A change to an absence that is there."""

    def check(self, file: ClinicFile, today: date) -> tuple[Violation, ...]:
        """Find the absence and hold the change against the rules for it."""
        before = next((a for a in file.absences if a.id == self.absence_id), None)
        if before is None:
            return (Violation("no_such_absence", "absence"),)
        return self.check_against(before, file, today)

    def apply(self, file: ClinicFile) -> ClinicFile:
        """Put what becomes of the absence in its place."""
        before = file.absence(self.absence_id)
        others = tuple(a for a in file.absences if a.id != before.id)
        return file.model_copy(update={"absences": (*others, *self.becomes(before))})

    @abstractmethod
    def check_against(
        self, before: Absence, file: ClinicFile, today: date
    ) -> tuple[Violation, ...]:
        """Return why the absence may not be changed so."""

    @abstractmethod
    def becomes(self, before: Absence) -> tuple[Absence, ...]:
        """Return what the absence becomes."""


class _NewTerms(_ToAbsence):
    """A change that leaves one absence with other terms."""

    def inverse(self, before: ClinicFile, today: date) -> "tuple[AbsenceChange, ...]":
        """Give the absence its terms again; of one that has begun, from today on."""
        absence = before.absence(self.absence_id)
        (now,) = self.becomes(absence)
        confirmed = confirmed_before(absence, before, today)
        return tuple(c.confirming(confirmed) for c in _as_before(absence, now, today))


class AmendAbsence(AbsenceTerms, _NewTerms):
    """Give an absence other days or services."""

    kind: Literal["amend_absence"] = "amend_absence"
    closes_services: ClassVar[bool] = True

    def check_against(
        self, before: Absence, file: ClinicFile, today: date
    ) -> tuple[Violation, ...]:
        """Hold it against rules A2, A4 to A6 and A8."""
        if self.ends < self.starts:
            return (_backwards(self),)
        (after,) = self.becomes(before)
        return _rewritten_past(before, after, today) or _obstacles(
            after, before, file, today, self.confirmed
        )

    def becomes(self, before: Absence) -> tuple[Absence]:
        """Return the absence with its new terms."""
        return (_with(before, **fields_of(self, Absence)),)


class EndAbsence(_NewTerms):
    """End a started absence early, yesterday at the earliest («åpne igjen i dag»)."""

    kind: Literal["end_absence"] = "end_absence"
    last_day: Day

    def check_against(
        self, before: Absence, _file: ClinicFile, today: date
    ) -> tuple[Violation, ...]:
        """Hold it against rule A2."""
        if before.starts > today:
            return (Violation("not_started", "absence", (before.starts,), before),)
        if before.ends < today:
            return (Violation("past_is_read_only", "absence", (today,), before),)
        earliest = max(today - ONE_DAY, before.starts)
        if self.last_day < earliest:
            return (Violation("past_is_read_only", "ends", (earliest,), before),)
        if self.last_day > before.ends:
            return (Violation("ending_is_later", "ends", (before.ends,), before),)
        return ()

    def becomes(self, before: Absence) -> tuple[Absence]:
        """Return the absence with its new last day."""
        return (_with(before, ends=self.last_day),)


class SplitAbsence(_ToAbsence):
    """Make two absences of one, the second from a day on; the citizen sees no difference."""

    kind: Literal["split_absence"] = "split_absence"
    on: Day
    new_id: UUID

    @property
    def subjects(self) -> tuple[Identity, ...]:
        """Both halves."""
        return (("absences", self.absence_id), ("absences", self.new_id))

    def check_against(
        self, before: Absence, file: ClinicFile, today: date
    ) -> tuple[Violation, ...]:
        """Hold it against rule A2."""
        if any(a.id == self.new_id for a in file.absences):
            return (Violation("absence_exists", "absence"),)
        if not before.starts < self.on <= before.ends:
            return (Violation("split_outside", "starts", (before.starts, before.ends), before),)
        if self.on < today:
            return (Violation("starts_in_past", "starts", (today,), before),)
        return ()

    def becomes(self, before: Absence) -> tuple[Absence, Absence]:
        """Return both halves."""
        first = _with(before, ends=self.on - ONE_DAY)
        return first, _with(before, id=self.new_id, starts=self.on)

    def inverse(self, before: ClinicFile, today: date) -> "tuple[AbsenceChange, ...]":
        """Make one of the two again."""
        if self.on < today:
            return ()  # both halves have a past by now; together they close what the whole did
        absence = before.absence(self.absence_id)
        whole = AmendAbsence.of(absence, confirmed=confirmed_before(absence, before, today))
        return (DeleteAbsence(absence_id=self.new_id), whole)


class DeleteAbsence(_ToAbsence):
    """Remove an absence that has no past day."""

    kind: Literal["delete_absence"] = "delete_absence"

    def check_against(
        self, before: Absence, _file: ClinicFile, today: date
    ) -> tuple[Violation, ...]:
        """Hold it against rule A2."""
        if before.starts < today:
            return (Violation("started_is_ended_not_deleted", "absence", (before.starts,), before),)
        return ()

    def becomes(self, _before: Absence) -> tuple[()]:
        """Return nothing."""
        return ()

    def inverse(self, before: ClinicFile, today: date) -> tuple[AddAbsence]:
        """Register the absence again, from today on."""
        absence = before.absence(self.absence_id)
        starts = max(absence.starts, min(today, absence.ends))
        confirmed = confirmed_before(absence, before, today)
        return (AddAbsence.of(absence, starts=starts, confirmed=confirmed),)


AbsenceChange = AddAbsence | AmendAbsence | EndAbsence | SplitAbsence | DeleteAbsence


def amendment(
    absence: Absence, terms: AbsenceTerms, today: date, new_id: UUID
) -> tuple[SplitAbsence | AmendAbsence, ...]:
    """Return the changes that give an absence other terms.

    A started absence keeps its past: when its services change it is split, and the part from
    today, with `new_id`, is what changes (rule A2).
    """
    values = fields_of(terms, AmendAbsence)
    other_services = set(terms.services) != set(absence.services)
    if other_services and terms.starts == absence.starts < today <= min(terms.ends, absence.ends):
        return (
            SplitAbsence(absence_id=absence.id, on=today, new_id=new_id),
            AmendAbsence.of(absence, **(values | {"absence_id": new_id, "starts": today})),
        )
    return (AmendAbsence.of(absence, **values),)


def removal(absence: Absence, today: date) -> EndAbsence | DeleteAbsence:
    """Return what «Slett» means: removed whole without a past day, ended yesterday with one."""
    if absence.starts < today:
        return EndAbsence(absence_id=absence.id, last_day=today - ONE_DAY)
    return DeleteAbsence(absence_id=absence.id)


def _as_before(before: Absence, now: Absence, today: date) -> tuple[AbsenceChange, ...]:
    """Return what makes an absence what it was; of one that has begun, from today on."""
    if now.starts < today and now.starts == before.starts:
        if before.ends < today:
            return (removal(now, today),) if now.ends >= today else ()
        return amendment(now, before, today, uuid5(before.id, today.isoformat()))
    return (AmendAbsence.of(before),)


def _rewritten_past(before: Absence, after: Absence, today: date) -> tuple[Violation, ...]:
    """Return what the change would do to days that are past (rule A2)."""
    if before.starts >= today:
        if after.ends < today:
            return (Violation("past_only", "ends", (after.ends, today)),)
        if after.starts < today:
            return (Violation("starts_in_past", "starts", (today,), before),)
        return ()
    yesterday = today - ONE_DAY
    if after.services != before.services:
        return (Violation("past_is_read_only", "services", (yesterday,), before),)
    if after.starts != before.starts:
        return (Violation("past_is_read_only", "starts", (before.starts,), before),)
    if min(after.ends, yesterday) != min(before.ends, yesterday):
        return (Violation("past_is_read_only", "ends", (yesterday,), before),)
    return ()


def _backwards(terms: AbsenceTerms) -> Violation:
    return Violation("ends_before_starts", "ends", (terms.starts, terms.ends))


def _obstacles(
    after: Absence,
    before: Absence | None,
    file: ClinicFile,
    today: date,
    confirmed: tuple[Confirmation, ...],
) -> tuple[Violation, ...]:
    """Return what refuses the change, else what must be confirmed before it is made."""
    found = (
        *_collisions(after, before, file),
        *_doubts(after, before, today),
        *new_conflicts(after, before, file, today),
    )
    refused = tuple(v for v in found if not v.confirmation)
    return refused or tuple(v for v in found if v.confirmation not in confirmed)


def _collisions(after: Absence, before: Absence | None, file: ClinicFile) -> tuple[Violation, ...]:
    """Return the absences that the new days or services would overlap (rule A4).

    A whole clinic's absence and a practitioner's own do not collide (rule A8). An overlap that
    was there before, as between records from outside, is not held against a change, and one
    with a record from outside is only asked about.
    """
    found = []
    for other in file.absences:
        if other.id == after.id or other.practitioner != after.practitioner:
            continue
        first, last = max(after.starts, other.starts), min(after.ends, other.ends)
        shared = tuple(s for s in after.services if s in other.services)
        if before and before.starts <= first and last <= before.ends:
            shared = tuple(s for s in shared if s not in before.services)
        if first <= last and shared:
            asked: Confirmation | None = (
                None if after.source is other.source is Source.DESK else "overlap_outside"
            )
            found.append(Violation("overlap", "starts", (first, last), other, shared, asked))
    return tuple(found)


def _doubts(after: Absence, before: Absence | None, today: date) -> tuple[Violation, ...]:
    """Return what is unlikely enough to be asked about (rule A6); not of days that stood."""
    if before and (before.starts, before.ends) == (after.starts, after.ends):
        return ()
    doubts = []
    if after.ends >= _months_after(after.starts, LONG_MONTHS):
        days = (after.starts, after.ends)
        doubts.append(Violation("long_absence", "ends", days, confirmation="long_absence"))
    if after.starts > _months_after(today, FAR_AHEAD_MONTHS):
        doubts.append(Violation("far_ahead", "starts", (after.starts,), confirmation="far_ahead"))
    return tuple(doubts)


def _months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last_of_month = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last_of_month))


def _with(absence: Absence, **values: object) -> Absence:
    """Return the absence with other values, checked as any record is."""
    return Absence.model_validate({**fields_of(absence, Absence), **values})
