"""What opens again and what closes at a clinic in the days to come, by the engine's answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fravaertui.domain.calendar import ONE_DAY
from fravaertui.domain.citizen_view import State, decided, service_view
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.holes import turning_days


class Turn(StrEnum):
    """Which way services turn on a day."""

    OPENS = "opens"
    CLOSES = "closes"


@dataclass(frozen=True, slots=True)
class Upcoming:
    """Services of some practitioners that turn on a day, for all of them in the same way.

    `practitioners` are in the file's order; `whole_clinic` when they are several and everyone whom
    citizens meet at the clinic on the day. `services` are those that open again or close. When an
    absence ends, `hidden` are those that it closed and that citizens nevertheless do not meet
    again: they are switched off in the EPJ, or no longer offered. `substitute` serves the
    practitioners' patients in some service on the day. `conditional` tells that nobody has said
    whether all of the services are offered.
    """

    day: date
    turn: Turn
    practitioners: tuple[int, ...]
    whole_clinic: bool
    services: tuple[str, ...]
    hidden: tuple[str, ...] = ()
    substitute: str | None = None
    conditional: bool = False


@dataclass(frozen=True, slots=True)
class _Terms:
    """What practitioners who turn together have in common."""

    day: date
    turn: Turn
    services: tuple[str, ...]
    hidden: tuple[str, ...]
    substitute: str | None
    conditional: bool


def upcoming(file: ClinicFile, first: date, last: date) -> tuple[Upcoming, ...]:
    """Return what opens again and what closes from `first` to `last`, both included, by day.

    A service closes on the first day of a closure (rule C2) and opens again on the day after its
    last, as it is on the day before and the day itself; what stays closed from one absence to the
    next does neither.
    """
    together: dict[_Terms, list[int]] = {}
    for practitioner in file.practitioners:
        for terms in _turns_of(file, practitioner.her_id, first, last):
            together.setdefault(terms, []).append(practitioner.her_id)
    found = [
        Upcoming(
            day=terms.day,
            turn=terms.turn,
            practitioners=tuple(practitioners),
            whole_clinic=len(practitioners) > 1 and _are_everyone(practitioners, file, terms.day),
            services=terms.services,
            hidden=terms.hidden,
            substitute=terms.substitute,
            conditional=terms.conditional,
        )
        for terms, practitioners in together.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.day, one.turn, one.practitioners)))


def _turns_of(file: ClinicFile, practitioner: int, first: date, last: date) -> Iterator[_Terms]:
    records = file.of(practitioner)
    if not any(a.starts <= last and first <= a.ends + ONE_DAY for a in records.absences):
        return
    for day in turning_days(file, practitioner, first, last):
        states = {
            service: (
                decided(file, practitioner, service, day - ONE_DAY)[0],
                decided(file, practitioner, service, day)[0],
            )
            for service in records.services
        }
        ended = [s for s, (was, now) in states.items() if was is State.CLOSED is not now]
        closes = [s for s, (was, now) in states.items() if was is not State.CLOSED is now]
        hidden = tuple(s for s in ended if states[s][1] is State.NOT_SHOWN)
        opens = tuple(s for s in ended if s not in hidden)
        covered = [s for s, (_, now) in states.items() if now is State.SUBSTITUTE]
        substitute = (
            service_view(file, practitioner, covered[0], day).substitute if covered else None
        )
        if ended:
            doubt = any(records.offer_is_unknown(service, day) for service in opens)
            yield _Terms(day, Turn.OPENS, opens, hidden, substitute, doubt)
        if closes:
            doubt = any(records.offer_is_unknown(service, day) for service in closes)
            yield _Terms(day, Turn.CLOSES, tuple(closes), (), substitute, doubt)


def _are_everyone(practitioners: list[int], file: ClinicFile, day: date) -> bool:
    """Tell whether nobody else is active at the clinic on the day."""
    there = {p.her_id for p in file.practitioners if p.covers(day)}
    return there <= set(practitioners)
