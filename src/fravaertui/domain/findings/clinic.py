"""Findings about what was seen in the EPJ and what the clinic writes: F02, F09, F11."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from fravaertui.domain.calendar import ONE_DAY
from fravaertui.domain.changes import Change, ReportEpjState
from fravaertui.domain.citizen_view import FactCode, State, decided, service_view
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.dates_in_text import NamedDays, absence_days
from fravaertui.domain.fields import service_order
from fravaertui.domain.findings.finding import (
    Finding,
    FindingCode,
    FixRule,
    Forms,
    RemedyKind,
    Severity,
)
from fravaertui.domain.model import Absence, EpjState
from fravaertui.domain.substitute_setup import Owner


def clinic_findings(file: ClinicFile, today: date) -> Iterator[Finding]:
    """Yield what is to be said about EPJ observations and the clinic's own text."""
    yield from _switched_off(file, today)
    yield from _other_dates(file, today)


def _switched_off(file: ClinicFile, today: date) -> Iterator[Finding]:
    """F02 and F09: off in the EPJ decides, so the citizen does not see the service at all."""
    grouped: dict[tuple[int, UUID | None], list[EpjState]] = {}
    for state in file.epj_states:
        if (
            state.switched_off
            and file.has_practitioner(state.practitioner)
            and _decides(state, file, today)
        ):
            last = _ended_since(state, file, today)
            grouped.setdefault((state.practitioner, last.id if last else None), []).append(state)
    for (practitioner, absence), states in grouped.items():
        services = tuple(sorted((s.service for s in states), key=service_order))
        yield Finding(
            FindingCode.STILL_OFF if absence else FindingCode.OFF_IN_EPJ,
            Severity.CRITICAL,
            Owner.CLINIC,
            practitioner,
            services,
            (min(s.seen_on for s in states),),
            (absence,) if absence else (),
        )


def _decides(state: EpjState, file: ClinicFile, today: date) -> bool:
    _, trace = decided(file, state.practitioner, state.service, today)
    return any(fact.decides and fact.code is FactCode.EPJ_SWITCHED_OFF for fact in trace)


def _ended_since(state: EpjState, file: ClinicFile, today: date) -> Absence | None:
    """The absence that the service was switched off for, when that has ended.

    Many switch it off some days before, so that it may have been seen before the first day.
    """
    ended = (
        a
        for a in file.absences_of(state.practitioner)
        if state.service in a.services and a.ends < today
    )
    return max(ended, key=lambda a: (a.ends, a.id), default=None)


def _other_dates(file: ClinicFile, today: date) -> Iterator[Finding]:
    """F11: the clinic's own text names coming days on which nothing closes or opens."""
    named = list(absence_days(file.clinic.patient_information, today))
    if not named or all(absence.ends < today for absence in file.absences):
        return
    wrong = {}
    for one in named:
        day = _disagrees(one, file, today)
        if day:
            wrong[day] = one.text
    if wrong:
        yield Finding(
            FindingCode.OTHER_DATE_IN_TEXT,
            Severity.WARNING,
            Owner.CLINIC,
            None,
            days=tuple(sorted(wrong)),
            text=", ".join(wrong[day] for day in sorted(wrong)),
        )


def _disagrees(named: NamedDays, file: ClinicFile, today: date) -> date | None:
    """Return the first coming day of those named on which nothing closes or opens, if there is one.

    A closure of some weeks may end on their last Friday as well as on the Sunday.
    """
    if named.first >= today and not (
        _turns(file, named.first) or (not named.has_year and _began(file, named.first, today))
    ):
        return named.first
    last_days = [named.last - n * ONE_DAY for n in range(3)]
    if named.last > named.first and not any(_turns(file, day) for day in last_days):
        return named.last
    return None


def _turns(file: ClinicFile, day: date) -> bool:
    """Tell whether the day is the first or last of a closure, or beside one: what texts name."""
    return any(
        len({_closed(file, her_id, service, day + n * ONE_DAY) for n in (-1, 0, 1)}) > 1
        for her_id, service in _services(file)
    )


def _began(file: ClinicFile, day: date, today: date) -> bool:
    """Tell whether a closure that is running began on this day last year: no year was said."""
    try:
        first = day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return False
    return any(
        (service_view(file, her_id, service, first).reopens_on or first) > today
        and not _closed(file, her_id, service, first - ONE_DAY)
        for her_id, service in _services(file)
    )


def _closed(file: ClinicFile, practitioner: int, service: str, day: date) -> bool:
    return decided(file, practitioner, service, day)[0] is State.CLOSED


def _services(file: ClinicFile) -> Iterator[tuple[int, str]]:
    for practitioner in file.practitioners:
        for service in file.services_of(practitioner.her_id):
            yield practitioner.her_id, service


def _on_again(finding: Finding, _file: ClinicFile, today: date) -> tuple[Change, ...]:
    """F02 and F09: what is recorded once the clinic has switched the service on in its EPJ."""
    if finding.practitioner is None:
        return ()
    return (
        ReportEpjState(
            practitioner=finding.practitioner,
            services=finding.services,
            switched_off=False,
            seen_on=today,
        ),
    )


CLINIC_FIXES: dict[FindingCode, FixRule] = {
    FindingCode.OFF_IN_EPJ: _on_again,
    FindingCode.STILL_OFF: _on_again,
}

CLINIC_FORMS: Forms = {
    FindingCode.OFF_IN_EPJ: (RemedyKind.ADD_ABSENCE,),
    FindingCode.STILL_OFF: (RemedyKind.ADD_ABSENCE,),
    FindingCode.OTHER_DATE_IN_TEXT: (RemedyKind.CHANGE_TEXT,),
}
