"""Findings about what was seen in the EPJ and what the clinic writes: F02, F09, F11."""

import re
from collections.abc import Iterator
from datetime import date
from uuid import UUID

from fravaertui.domain.absences import reopenings
from fravaertui.domain.changes import ReportEpjState
from fravaertui.domain.citizen import FactCode, service_view
from fravaertui.domain.days import MONTHS, NotUnderstood, understand
from fravaertui.domain.findings.finding import Finding, FindingCode, Severity
from fravaertui.domain.model import Absence, ClinicFile, EpjState, service_order
from fravaertui.domain.substitutes import Owner

_DAY_IN_TEXT = re.compile(
    rf"\b\d{{1,2}}\.(?:\d{{1,2}}\.?(?:\d{{4}}|\d{{2}})?| (?:{'|'.join(MONTHS)})(?: \d{{4}})?)",
    re.IGNORECASE,
)

_HAS_YEAR = re.compile(r"\d{4}|\d\.\d{1,2}\.\d{2}")


def clinic_findings(file: ClinicFile, today: date) -> Iterator[Finding]:
    """Yield what is to be said about EPJ observations and the clinic's own text."""
    yield from _switched_off(file, today)
    yield from _other_dates(file, today)


def _switched_off(file: ClinicFile, today: date) -> Iterator[Finding]:
    """F02 and F09: off in the EPJ decides, so the citizen does not see the service at all."""
    here = {p.her_id for p in file.practitioners}
    grouped: dict[tuple[int, UUID | None], list[EpjState]] = {}
    for state in file.epj_states:
        if state.switched_off and state.practitioner in here and _decides(state, file, today):
            last = _ended_since(state, file, today)
            grouped.setdefault((state.practitioner, last.id if last else None), []).append(state)
    for (practitioner, absence), states in grouped.items():
        services = tuple(sorted((s.service for s in states), key=service_order))
        on_again = ReportEpjState(
            practitioner=practitioner, services=services, switched_off=False, seen_on=today
        )
        yield Finding(
            FindingCode.STILL_OFF if absence else FindingCode.OFF_IN_EPJ,
            Severity.CRITICAL,
            Owner.CLINIC,
            practitioner,
            services,
            (min(s.seen_on for s in states),),
            (absence,) if absence else (),
            fix=(on_again,),
        )


def _decides(state: EpjState, file: ClinicFile, today: date) -> bool:
    view = service_view(file, state.practitioner, state.service, today)
    return any(fact.decides and fact.code is FactCode.EPJ_SWITCHED_OFF for fact in view.trace)


def _ended_since(state: EpjState, file: ClinicFile, today: date) -> Absence | None:
    """The absence that the service was switched off for, when that has ended."""
    ended = (
        a
        for a in file.absences_of(state.practitioner)
        if state.service in a.services and a.starts <= state.seen_on and a.ends < today
    )
    return max(ended, key=lambda a: (a.ends, a.id), default=None)


def _other_dates(file: ClinicFile, today: date) -> Iterator[Finding]:
    """F11: the clinic's own text names coming days on which no absence begins, ends or opens."""
    absences = [a for a in file.absences if a.ends >= today]
    if not absences:
        return
    turning = {day for a in absences for day in (a.starts, a.ends, *reopenings(file, a))}
    # A text without a year may speak of the first day of what is running.
    same_days = {(day.month, day.day) for day in turning}
    wrong = {}
    for match in _DAY_IN_TEXT.finditer(file.clinic.patient_information):
        understood = understand(match[0], today)
        if isinstance(understood, NotUnderstood) or understood.first < today:
            continue
        day = understood.first
        said = _HAS_YEAR.search(match[0]) is not None
        if day not in turning and (said or (day.month, day.day) not in same_days):
            wrong[understood.first] = match[0]
    if wrong:
        yield Finding(
            FindingCode.OTHER_DATE_IN_TEXT,
            Severity.WARNING,
            Owner.CLINIC,
            None,
            days=tuple(sorted(wrong)),
            text=", ".join(wrong[day] for day in sorted(wrong)),
        )
