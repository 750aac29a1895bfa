"""Making a change: the file as it becomes. Why it may not be made is in `checks`."""

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
    SetPatientInformation,
    SetSubstitute,
    SplitAbsence,
    SubstituteChange,
)
from fravaertui.domain.model import (
    Absence,
    ClinicFile,
    EpjState,
    Known,
    StepReport,
    Substitute,
)


def apply(change: Change, file: ClinicFile) -> ClinicFile:
    """Return the file with the change made; the version is left for the store to raise.

    Raises KeyError for a record that is not in the file and ValueError for one whose last day
    is before its first: check first.
    """
    if isinstance(change, AbsenceChange):
        return file.model_copy(update={"absences": _absences_after(change, file)})
    if isinstance(change, ConfirmStep):
        return file.model_copy(update={"step_reports": _step_reports_after(change, file)})
    if isinstance(change, SubstituteChange):
        return _with_substitutes(change, file)
    if isinstance(change, ReportEpjState):
        return file.model_copy(update={"epj_states": _epj_states_after(change, file)})
    field = "patient_information" if isinstance(change, SetPatientInformation) else "epj_vendor"
    value = change.text if isinstance(change, SetPatientInformation) else change.vendor
    clinic = file.clinic.model_copy(update={field: value})
    # What one vendor offers says nothing of the next (rule S4).
    vendor = file.vendor if file.vendor and file.vendor.code == clinic.epj_vendor else None
    return file.model_copy(update={"clinic": clinic, "vendor": vendor})


def _absences_after(change: AbsenceChange, file: ClinicFile) -> tuple[Absence, ...]:
    if isinstance(change, AddAbsence):
        return (*file.absences, added(change))
    before = file.absence(change.absence_id)
    kept = tuple(a for a in file.absences if a.id != before.id)
    if isinstance(change, DeleteAbsence):
        return kept
    if isinstance(change, SplitAbsence):
        first = _with(before, ends=change.on - ONE_DAY)
        second = _with(before, id=change.new_id, starts=change.on)
        return (*kept, first, second)
    return (*kept, amended(before, change))


def _with_substitutes(
    change: SetSubstitute | AmendSubstitute | RemoveSubstitute, file: ClinicFile
) -> ClinicFile:
    if isinstance(change, SetSubstitute):
        return file.model_copy(update={"substitutes": (*file.substitutes, covering(change))})
    before = file.substitute(change.substitute_id)
    kept = tuple(s for s in file.substitutes if s.id != before.id)
    if isinstance(change, RemoveSubstitute):
        reports = tuple(r for r in file.step_reports if r.substitute != before.id)
        return file.model_copy(update={"substitutes": kept, "step_reports": reports})
    values = {"starts": change.starts, "ends": change.ends, "services": change.services}
    after = Substitute.model_validate(before.model_dump() | values)
    return file.model_copy(update={"substitutes": (*kept, after)})


def covering(change: SetSubstitute) -> Substitute:
    """Return the substitute that the change registers."""
    values = change.model_dump(exclude={"kind", "confirmed", "substitute_id"})
    return Substitute.model_validate({"id": change.substitute_id, **values})


def _step_reports_after(change: ConfirmStep, file: ClinicFile) -> tuple[StepReport, ...]:
    kept = tuple(
        r
        for r in file.step_reports
        if (r.substitute, r.step) != (change.substitute_id, change.step)
    )
    if change.known is Known.UNKNOWN:
        return kept
    report = StepReport(
        substitute=change.substitute_id,
        step=change.step,
        known=change.known,
        seen_on=change.seen_on,
    )
    return (*kept, report)


def _epj_states_after(change: ReportEpjState, file: ClinicFile) -> tuple[EpjState, ...]:
    kept = tuple(
        s
        for s in file.epj_states
        if s.practitioner != change.practitioner or s.service not in change.services
    )
    if change.switched_off is None:
        return kept
    seen = tuple(
        EpjState(
            practitioner=change.practitioner,
            service=service,
            switched_off=change.switched_off,
            seen_on=change.seen_on,
        )
        for service in change.services
    )
    return (*kept, *seen)


def added(change: AddAbsence) -> Absence:
    """Return the absence that the change registers."""
    return Absence(
        id=change.absence_id,
        practitioner=change.practitioner,
        starts=change.starts,
        ends=change.ends,
        services=change.services,
        source=change.source,
    )


def amended(before: Absence, change: AmendAbsence | EndAbsence) -> Absence:
    """Return the absence with its new days and services."""
    if isinstance(change, EndAbsence):
        return _with(before, ends=change.last_day)
    return _with(before, starts=change.starts, ends=change.ends, services=change.services)


def _with(absence: Absence, **values: object) -> Absence:
    """Return the absence with other values, checked as any record is."""
    return Absence.model_validate(absence.model_dump() | values)
