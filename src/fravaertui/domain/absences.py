"""Reading absences: status, reopening, the rows of the overview."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

from fravaertui.domain.citizen_view import closing_absences, reopening
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.model import Absence


class Status(StrEnum):
    """Whether an absence is planned, running or ended on a day."""

    RUNNING = "running"
    PLANNED = "planned"
    ENDED = "ended"


def status(absence: Absence, today: date) -> Status:
    """Return whether the absence is planned, running or ended."""
    if absence.ends < today:
        return Status.ENDED
    return Status.RUNNING if absence.starts <= today else Status.PLANNED


def overview(file: ClinicFile, today: date, *, with_ended: bool) -> tuple[Absence, ...]:
    """Return the absences in the order they need attention (rule A9).

    Running ones first, soonest end on top; then planned ones by start; then, if `with_ended`, ended
    ones with the newest on top.
    """
    shown = [a for a in file.absences if with_ended or status(a, today) is not Status.ENDED]
    return tuple(sorted(shown, key=lambda a: _attention(a, today)))


def _attention(absence: Absence, today: date) -> tuple[int, int, str]:
    match status(absence, today):
        case Status.RUNNING:
            return (0, absence.ends.toordinal(), str(absence.id))
        case Status.PLANNED:
            return (1, absence.starts.toordinal(), str(absence.id))
        case Status.ENDED:
            return (2, -absence.ends.toordinal(), str(absence.id))


def at_day(
    own: Sequence[Absence], everyones: Sequence[Absence], day: date, *, prefers_own: bool
) -> Absence | None:
    """Return the absence that a day is in, else the next one after it, else the last one before.

    `own` are a practitioner's, which go before those of the whole clinic (`everyones`); with
    `prefers_own` also where the day is in none of them.
    """
    alone = (own,) if own and prefers_own else (own, everyones)
    there = next((a for some in alone for a in some if a.covers(day)), None)
    rows = own or everyones
    after = min((a for a in rows if a.starts > day), key=lambda a: a.starts, default=None)
    before = max((a for a in rows if a.ends < day), key=lambda a: a.ends, default=None)
    return there or after or before


def is_registered(absence: Absence, file: ClinicFile, practitioner: int) -> bool:
    """Tell whether a practitioner, perhaps of another clinic, has the same absence (rule A13)."""
    return any(
        (other.starts, other.ends) == (absence.starts, absence.ends)
        and set(absence.services) <= set(other.services)
        for other in file.absences_of(practitioner)
    )


def reopenings(file: ClinicFile, absence: Absence) -> dict[date, tuple[str, ...]]:
    """Return the days the absence's services reopen after its last day, soonest first.

    Other absences that follow without a gap are counted in (rule C2). For a whole clinic's
    absence only the clinic's own absences are: each practitioner may have more.
    """
    days: dict[date, list[str]] = {}
    for service in absence.services:
        if absence.practitioner is None:
            closing: Iterable[Absence] = (
                a for a in file.absences if a.practitioner is None and service in a.services
            )
        else:
            closing = closing_absences(file, absence.practitioner, service)
        days.setdefault(reopening(closing, absence.ends), []).append(service)
    return {day: tuple(services) for day, services in sorted(days.items())}
