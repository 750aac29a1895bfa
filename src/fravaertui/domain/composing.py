"""Changes made of other facts: what takes changes back, and what «endre» and «slett» mean."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid5

from fravaertui.domain.applying import added, amended, apply, covering
from fravaertui.domain.calendar import ONE_DAY
from fravaertui.domain.changes import (
    AbsenceChange,
    AddAbsence,
    AmendAbsence,
    AmendSubstitute,
    Change,
    ConfirmStep,
    DeleteAbsence,
    EndAbsence,
    RemoveSubstitute,
    ReportEpjState,
    SetEpjVendor,
    SetPatientInformation,
    SetSubstitute,
    SplitAbsence,
    SubstituteChange,
)
from fravaertui.domain.cover_checks import conflict
from fravaertui.domain.model import Absence, ClinicFile, Known, Substitute
from fravaertui.domain.records import is_same
from fravaertui.domain.violations import EVERYTHING, Confirmation


def inverse(changes: Sequence[Change], before: ClinicFile, today: date) -> tuple[Change, ...]:
    """Return the changes that take these back, last first, with `before` as they found it.

    What changed nothing has nothing to take back (rule W8). The past stays as it was: an added
    absence that has past days is ended, not removed, and one that was deleted comes back from
    today on.
    """
    undo: tuple[Change, ...] = ()
    file = before
    for change in changes:
        after = apply(change, file)
        if not is_same(file, after):
            undo = (*_inverse(change, file, today), *undo)
        file = after
    return undo


def amendment(
    absence: Absence,
    starts: date,
    ends: date,
    services: tuple[str, ...],
    today: date,
    new_id: UUID,
) -> tuple[SplitAbsence | AmendAbsence, ...]:
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


def puts_back(change: AddAbsence, removed: Absence) -> bool:
    """Tell whether the change makes again what is left to come of an absence that was removed."""
    again = added(change)
    return (
        removed.starts <= again.starts
        and again.ends <= removed.ends
        and set(again.services) <= set(removed.services)
        and (again.id, again.practitioner, again.source)
        == (removed.id, removed.practitioner, removed.source)
    )


def removal(absence: Absence, today: date) -> EndAbsence | DeleteAbsence:
    """Return what «Slett» means: removed whole without a past day, ended yesterday with one."""
    if absence.starts < today:
        return EndAbsence(absence_id=absence.id, last_day=today - ONE_DAY)
    return DeleteAbsence(absence_id=absence.id)


def _inverse(change: Change, file: ClinicFile, today: date) -> tuple[Change, ...]:
    if isinstance(change, AbsenceChange):
        return _absence_inverse(change, file, today)
    if isinstance(change, SubstituteChange):
        return _substitute_inverse(change, file, today)
    if isinstance(change, ReportEpjState):
        return _epj_inverse(change, file)
    if isinstance(change, SetPatientInformation):
        return (SetPatientInformation(text=file.clinic.patient_information),)
    return (SetEpjVendor(vendor=file.clinic.epj_vendor),)


def _absence_inverse(
    change: AbsenceChange, file: ClinicFile, today: date
) -> tuple[AbsenceChange, ...]:
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
            source=before.source,
            confirmed=_confirmed_before(before, file, today),
        )
        return (restored,)
    confirmed = _confirmed_before(before, file, today)
    if isinstance(change, SplitAbsence):
        if change.on < today:
            return ()  # both halves have a past by now; together they close what the whole did
        whole = _days_and_services(before).model_copy(update={"confirmed": confirmed})
        return (DeleteAbsence(absence_id=change.new_id), whole)
    return tuple(
        made.model_copy(update={"confirmed": confirmed})
        for made in _as_before(before, amended(before, change), today)
    )


def _as_before(before: Absence, now: Absence, today: date) -> tuple[AbsenceChange, ...]:
    """Return what makes an absence what it was; of one that has begun, from today on."""
    if now.starts < today and now.starts == before.starts:
        if before.ends < today:
            return (removal(now, today),) if now.ends >= today else ()
        new_id = uuid5(before.id, today.isoformat())
        return amendment(now, before.starts, before.ends, before.services, today, new_id)
    return (_days_and_services(before),)


def _days_and_services(absence: Absence) -> AmendAbsence:
    return AmendAbsence(
        absence_id=absence.id,
        starts=absence.starts,
        ends=absence.ends,
        services=absence.services,
    )


def _substitute_inverse(
    change: SubstituteChange, file: ClinicFile, today: date
) -> tuple[SubstituteChange, ...]:
    if isinstance(change, SetSubstitute):
        return (cover_removal(covering(change), today),)
    before = file.substitute(change.substitute_id)
    if isinstance(change, ConfirmStep):
        return (_report_as_before(change, file),)
    if isinstance(change, AmendSubstitute):
        as_before = AmendSubstitute(
            substitute_id=before.id,
            starts=before.starts,
            ends=before.ends,
            services=before.services,
            confirmed=_confirmed_before(before, file, today),
        )
        return (as_before,)
    values = before.model_dump(exclude={"id"})
    values["starts"] = max(before.starts, min(today, before.ends or today))
    restored = SetSubstitute(
        substitute_id=before.id, confirmed=_confirmed_before(before, file, today), **values
    )
    reports = tuple(
        ConfirmStep(substitute_id=r.substitute, step=r.step, known=r.known, seen_on=r.seen_on)
        for r in file.step_reports
        if r.substitute == before.id
    )
    return (restored, *reports)


def _confirmed_before(
    record: Absence | Substitute, file: ClinicFile, today: date
) -> tuple[Confirmation, ...]:
    """Return what putting a record back need not be asked about.

    That it closes what a substitute covers only where it did so before: a substitute who has
    come since must not be closed out by an undo (rule A5).
    """
    if isinstance(record, Absence):
        covers = (s for s in file.substitutes if record.applies_to(s.practitioner))
        met = any(conflict(record, substitute, today) for substitute in covers)
    else:
        met = any(conflict(a, record, today) for a in file.absences_of(record.practitioner))
    return tuple(c for c in EVERYTHING if met or c != "closed_knowingly")


def _report_as_before(change: ConfirmStep, file: ClinicFile) -> ConfirmStep:
    told = file.step_report(change.substitute_id, change.step)
    before = {"known": told.known, "seen_on": told.seen_on} if told else {"known": Known.UNKNOWN}
    return change.model_copy(update={**before, "puts_back": True})


def _epj_inverse(change: ReportEpjState, file: ClinicFile) -> tuple[ReportEpjState, ...]:
    """Each service as it was last seen before; what nobody had seen is not known again.

    A service that had been seen just so already was not changed by the report.
    """
    seen = {s.service: s for s in file.of(change.practitioner).epj_states}
    reported = (change.switched_off, change.seen_on)
    changed = (
        service
        for service in change.services
        if service not in seen or (seen[service].switched_off, seen[service].seen_on) != reported
    )
    return tuple(
        ReportEpjState(
            practitioner=change.practitioner,
            services=(service,),
            switched_off=seen[service].switched_off if service in seen else None,
            seen_on=seen[service].seen_on if service in seen else change.seen_on,
            puts_back=True,
        )
        for service in changed
    )


def cover_removal(substitute: Substitute, today: date) -> AmendSubstitute | RemoveSubstitute:
    """Return what removing means: whole without a past day, ended yesterday with one."""
    if substitute.starts >= today:
        return RemoveSubstitute(substitute_id=substitute.id)
    return AmendSubstitute(
        substitute_id=substitute.id,
        starts=substitute.starts,
        ends=today - ONE_DAY,
        services=substitute.services,
    )
