"""Holes in a cover (rule S7): what stays open with nobody there while a practitioner is away.

And who is there instead on the other days.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from fravaertui.domain.calendar import ONE_DAY
from fravaertui.domain.citizen_view import State, decided
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import LATEST_DAY, service_order
from fravaertui.domain.model import Absence, Period, Substitute


@dataclass(frozen=True, slots=True)
class Hole:
    """Days in a row on which services are open without a substitute while the GP is away."""

    practitioner: int
    services: tuple[str, ...]
    starts: date
    ends: date


@dataclass(frozen=True, slots=True)
class Serving:
    """Days in a row on which somebody is a practitioner's substitute."""

    name: str
    starts: date
    ends: date


def servings(file: ClinicFile, practitioner: int, first: date, last: date) -> tuple[Serving, ...]:
    """Return who substitutes for a practitioner on which days from `first` to `last`.

    In the order they begin, whatever the services, and whether citizens meet them or not.
    """
    stretches: dict[str, list[tuple[date, date]]] = {}
    for substitute in file.of(practitioner).substitutes:
        if substitute.overlaps(first, last):
            ends = min(substitute.ends or last, last)
            stretches.setdefault(substitute.name, []).append((max(substitute.starts, first), ends))
    found = (
        Serving(name, *span) for name, spans in stretches.items() for span in merged(sorted(spans))
    )
    return tuple(sorted(found, key=lambda serving: serving.starts))


def coming_holes(
    file: ClinicFile, practitioner: int, first: date, last: date, today: date
) -> tuple[Hole, ...]:
    """Return those of the holes from `first` to `last` that are not over yet."""
    return tuple(hole for hole in holes(file, practitioner, first, last) if hole.ends >= today)


def holes_about(file: ClinicFile, substitute: Substitute, today: date) -> tuple[Hole, ...]:
    """Return the coming holes in the absences during which somebody is the substitute."""
    whom = substitute.practitioner
    away = merged(
        sorted(
            (absence.starts, absence.ends)
            for absence in file.absences_of(whom)
            if substitute.overlaps(absence.starts, absence.ends)
        )
    )
    return tuple(hole for span in away for hole in coming_holes(file, whom, *span, today))


def holes(
    file: ClinicFile, practitioner: int, first: date, last: date = LATEST_DAY
) -> tuple[Hole, ...]:
    """Return the holes in a practitioner's cover from `first` to `last`, both included (rule S7).

    The practitioner is away on each day that an absence of theirs or the whole clinic's covers,
    whatever services it names. A service counts when the citizen meets it plainly open: one that
    is closed, covered, switched off in the EPJ or not offered on the day is no hole, and so
    neither is a code that nobody offers, or of which nobody has said that it is offered. Days in a
    row are one hole for each service, and services open on just the same days are one hole; the
    first day comes first. Compare the holes of two files to see what a change opens or closes.
    KeyError for someone not at the clinic.
    """
    file.practitioner(practitioner)
    away = [a for a in file.absences_of(practitioner) if first <= a.ends and a.starts <= last]
    spans: dict[tuple[date, date], list[str]] = {}
    records = file.of(practitioner)
    for service in (s for s in records.offers_by_service if not records.offer_is_unknown(s, last)):
        for span in merged(_open_stretches(file, practitioner, service, away, first, last)):
            spans.setdefault(span, []).append(service)
    return tuple(
        Hole(practitioner, tuple(sorted(services, key=service_order)), *span)
        for span, services in sorted(spans.items())
    )


def _open_stretches(
    file: ClinicFile,
    practitioner: int,
    service: str,
    away: list[Absence],
    first: date,
    last: date,
) -> Iterator[tuple[date, date]]:
    """Yield stretches of days, in order, on which the practitioner is away and it is open."""
    for starts, ends in merged(sorted((max(a.starts, first), min(a.ends, last)) for a in away)):
        turns = turning_days(file, practitioner, starts, ends)
        for one, following in pairwise([*turns, ends + ONE_DAY]):
            if decided(file, practitioner, service, one)[0] is State.OPEN:
                yield one, following - ONE_DAY


def turning_days(file: ClinicFile, practitioner: int, starts: date, ends: date) -> list[date]:
    """Return the days from `starts` to `ends` on which something else may begin to decide."""
    records = file.of(practitioner)
    periods: tuple[Period | Absence, ...] = (
        file.practitioner(practitioner),
        *records.offers,
        *records.absences,
        *records.substitutes,
    )
    days = {starts}
    for period in periods:
        days.update(d for d in (period.starts, period.ends and period.ends + ONE_DAY) if d)
    return sorted(day for day in days if starts <= day <= ends)


def merged(stretches: Iterable[tuple[date, date]]) -> Iterator[tuple[date, date]]:
    """Yield stretches without overlap or gap between: those that touch, given in order, as one."""
    whole: tuple[date, date] | None = None
    for starts, ends in stretches:
        if whole and starts <= whole[1] + ONE_DAY:
            whole = (whole[0], max(whole[1], ends))
            continue
        if whole:
            yield whole
        whole = (starts, ends)
    if whole:
        yield whole
