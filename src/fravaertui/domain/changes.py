"""What an agent wants, as values: each change can be checked, applied and undone.

`evaluate` checks and applies, `inverse` gives the changes that take it back. The screen previews
with them and the backend decides with them, so nothing is decided twice. Why a change may not
be made is in `checks`.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, Literal, get_args
from uuid import UUID

from pydantic import Field

from fravaertui.domain.model import (
    Absence,
    CaseReference,
    ClinicFile,
    Day,
    HerId,
    Services,
    Source,
    Value,
)

ONE_DAY = timedelta(days=1)

Confirmation = Literal["long_absence", "far_ahead", "overlap_outside"]
"""What an agent may go through with after being asked: the doubts of rule A6, and an overlap
with a record that came from outside, which the union takes care of (rule A4)."""


class _Change(Value):
    confirmed: tuple[Confirmation, ...] = ()


class AddAbsence(_Change):
    """Register an absence; `practitioner` None is the whole clinic. The id is the sender's."""

    kind: Literal["add_absence"] = "add_absence"
    absence_id: UUID
    practitioner: HerId | None
    starts: Day
    ends: Day
    services: Services


class AmendAbsence(_Change):
    """Give an absence other days or services."""

    kind: Literal["amend_absence"] = "amend_absence"
    absence_id: UUID
    starts: Day
    ends: Day
    services: Services


class EndAbsence(_Change):
    """End a started absence early, yesterday at the earliest («åpne igjen i dag»)."""

    kind: Literal["end_absence"] = "end_absence"
    absence_id: UUID
    last_day: Day


class SplitAbsence(_Change):
    """Make two absences of one, the second from a day on; the citizen sees no difference."""

    kind: Literal["split_absence"] = "split_absence"
    absence_id: UUID
    on: Day
    new_id: UUID


class DeleteAbsence(_Change):
    """Remove an absence that has no past day."""

    kind: Literal["delete_absence"] = "delete_absence"
    absence_id: UUID


Change = Annotated[
    AddAbsence | AmendAbsence | EndAbsence | SplitAbsence | DeleteAbsence,
    Field(discriminator="kind"),
]


class ChangeRequest(Value):
    """One or more changes to a clinic, all or nothing, perhaps for a case."""

    changes: Annotated[tuple[Change, ...], Field(min_length=1, max_length=200)]
    case_reference: CaseReference | None = None


def apply(change: Change, file: ClinicFile) -> ClinicFile:
    """Return the file with the change made; the version is left for the store to raise.

    Raises KeyError for an absence that is not in the file and ValueError for one whose last day
    is before its first: check first.
    """
    if isinstance(change, AddAbsence):
        return _with_absences(file, (*file.absences, added(change)))
    before = file.absence(change.absence_id)
    kept = tuple(a for a in file.absences if a.id != before.id)
    if isinstance(change, DeleteAbsence):
        return _with_absences(file, kept)
    if isinstance(change, SplitAbsence):
        first = _with(before, ends=change.on - ONE_DAY)
        second = _with(before, id=change.new_id, starts=change.on)
        return _with_absences(file, (*kept, first, second))
    return _with_absences(file, (*kept, amended(before, change)))


def added(change: AddAbsence) -> Absence:
    """Return the absence that the change registers."""
    return Absence(
        id=change.absence_id,
        practitioner=change.practitioner,
        starts=change.starts,
        ends=change.ends,
        services=change.services,
        source=Source.DESK,
    )


def amended(before: Absence, change: AmendAbsence | EndAbsence) -> Absence:
    """Return the absence with its new days and services."""
    if isinstance(change, EndAbsence):
        return _with(before, ends=change.last_day)
    return _with(before, starts=change.starts, ends=change.ends, services=change.services)


def inverse(changes: Sequence[Change], before: ClinicFile, today: date) -> tuple[Change, ...]:
    """Return the changes that take these back, last first, with `before` as they found it.

    The past stays as it was: an added absence that has past days is ended, not removed, and one
    that was deleted comes back from today on.
    """
    undo: tuple[Change, ...] = ()
    file = before
    for change in changes:
        undo = (*_inverse(change, file, today), *undo)
        file = apply(change, file)
    return undo


def amendment(
    absence: Absence,
    starts: date,
    ends: date,
    services: tuple[str, ...],
    today: date,
    new_id: UUID,
) -> tuple[Change, ...]:
    """Return the changes that give an absence other days or services.

    A started absence keeps its past: when its services change it is split, and the part from
    today, with `new_id`, is what changes (rule A2).
    """
    other_services = set(services) != set(absence.services)
    if other_services and starts == absence.starts < today <= min(ends, absence.ends):
        return (
            SplitAbsence(absence_id=absence.id, on=today, new_id=new_id),
            AmendAbsence(absence_id=new_id, starts=today, ends=ends, services=services),
        )
    return (AmendAbsence(absence_id=absence.id, starts=starts, ends=ends, services=services),)


def removal(absence: Absence, today: date) -> EndAbsence | DeleteAbsence:
    """Return what «Slett» means: removed whole without a past day, ended yesterday with one."""
    if absence.starts < today:
        return EndAbsence(absence_id=absence.id, last_day=today - ONE_DAY)
    return DeleteAbsence(absence_id=absence.id)


def _inverse(change: Change, file: ClinicFile, today: date) -> tuple[Change, ...]:
    everything = get_args(Confirmation)
    if isinstance(change, AddAbsence):
        return (removal(added(change), today),)
    before = file.absence(change.absence_id)
    if isinstance(change, DeleteAbsence):
        restored = AddAbsence(
            absence_id=before.id,
            practitioner=before.practitioner,
            starts=max(before.starts, min(today, before.ends)),
            ends=before.ends,
            services=before.services,
            confirmed=everything,
        )
        return (restored,)
    as_before = AmendAbsence(
        absence_id=before.id,
        starts=before.starts,
        ends=before.ends,
        services=before.services,
        confirmed=everything,
    )
    if isinstance(change, SplitAbsence):
        return (DeleteAbsence(absence_id=change.new_id), as_before)
    return (as_before,)


def _with(absence: Absence, **values: object) -> Absence:
    """Return the absence with other values, checked as any record is."""
    return Absence.model_validate(absence.model_dump() | values)


def _with_absences(file: ClinicFile, absences: tuple[Absence, ...]) -> ClinicFile:
    return file.model_copy(update={"absences": absences})
