"""What a day is for the citizens on a practitioner's list: open, closed, or something between.

Read from `citizen_view` and nothing else, so that the calendar, the weeks and the list of
practitioners can't disagree with the citizen's page.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import partial

from fravaertui.domain.calendar import ONE_DAY
from fravaertui.domain.citizen_view import State, citizen_view, decided
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import LATEST_DAY
from fravaertui.domain.model import Absence, Period

_DAYS_IN_WEEK = 7


class DayState(StrEnum):
    """What a citizen meets on a day, over all the services together."""

    OPEN = "open"
    SUBSTITUTE = "substitute"
    """Nothing is closed, and a substitute serves some of it."""
    SOME_CLOSED = "some_closed"
    CLOSED = "closed"
    NOT_SHOWN = "not_shown"


_OF_SERVICE = {
    State.OPEN: DayState.OPEN,
    State.SUBSTITUTE: DayState.SUBSTITUTE,
    State.CLOSED: DayState.CLOSED,
    State.NOT_SHOWN: DayState.NOT_SHOWN,
}


@dataclass(frozen=True, slots=True)
class PractitionerState:
    """How it stands with a practitioner on a day, and when that changes.

    `closed` of the `shown` services are closed; `hidden` more are not shown.
    `turns_on` is the first later day of another state, which is `turns_to`; both are None when it
    stays like this. `conditional` tells that it holds for what is offered only, and that nobody has
    said what is. `left` is the last day at the clinic of someone who is not active there any more.
    """

    state: DayState
    closed: int
    shown: int
    substitutes: tuple[str, ...]
    turns_on: date | None
    turns_to: DayState | None
    conditional: bool = False
    left: date | None = None
    hidden: int = 0

    @property
    def sign(self) -> DayState:
        """The state whose sign stands for the practitioner."""
        return _sign(self.state, has_hidden=bool(self.hidden))


@dataclass(frozen=True, slots=True)
class WeekState:
    """What the days of a week are together that are shown, and whether `some_hidden` are not."""

    state: DayState
    some_hidden: bool = False


def day_state(state: State) -> DayState:
    """Return what a day is on which every service is in this state."""
    return _OF_SERVICE[state]


def combined(states: Iterable[DayState]) -> DayState:
    """Return what several states are together: of the services on a day, or of several days.

    What is not shown counts for nothing beside the rest.
    """
    shown = set(states) - {DayState.NOT_SHOWN}
    if len(shown) < 2:
        return next(iter(shown), DayState.NOT_SHOWN)
    if shown & {DayState.CLOSED, DayState.SOME_CLOSED}:
        return DayState.SOME_CLOSED
    return DayState.SUBSTITUTE


def day_states(
    file: ClinicFile, practitioner: int, first: date, last: date
) -> dict[date, DayState]:
    """Return the state whose sign stands for each day from `first` to `last`, both included.

    Raises KeyError when the practitioner is not at the clinic.
    """
    return _each_day(file, practitioner, first, last, partial(_sign_of_day, file, practitioner))


def substitute_names(
    file: ClinicFile, practitioner: int, first: date, last: date
) -> tuple[str, ...]:
    """Return who substitutes for a practitioner from `first` to `last`, in the order they begin."""
    theirs = sorted(file.of(practitioner).substitutes, key=lambda s: s.starts)
    return tuple(dict.fromkeys(s.name for s in theirs if s.overlaps(first, last)))


def substitute_days(
    file: ClinicFile, practitioner: int, name: str, first: date, last: date
) -> dict[date, DayState]:
    """Return the days on which someone is the practitioner's substitute, from `first` to `last`.

    `SUBSTITUTE` where citizens meet the substitute at a service, else `NOT_SHOWN`. Raises KeyError
    when the practitioner is not at the clinic.
    """
    theirs = [s for s in file.of(practitioner).substitutes if s.name == name]

    def state_on(day: date) -> DayState:
        answers = (decided(file, practitioner, s, day) for s in file.services_of(practitioner))
        serves = any(
            state is State.SUBSTITUTE and trace[-1].name == name for state, trace in answers
        )
        return DayState.SUBSTITUTE if serves else DayState.NOT_SHOWN

    days = _each_day(file, practitioner, first, last, state_on)
    return {day: state for day, state in days.items() if any(s.covers(day) for s in theirs)}


def in_weeks(
    days: Mapping[date, DayState], monday: date, count: int
) -> tuple[WeekState | None, ...]:
    """Return what the days of each of `count` weeks are together; None for a week without any."""
    weeks = (monday + timedelta(weeks=number) for number in range(count))
    states = (
        [days[day] for n in range(_DAYS_IN_WEEK) if (day := start + timedelta(days=n)) in days]
        for start in weeks
    )
    return tuple(_week(week) if week else None for week in states)


def _week(days: Sequence[DayState]) -> WeekState:
    state = combined(days)
    hides_all = state is DayState.NOT_SHOWN
    return WeekState(state, some_hidden=DayState.NOT_SHOWN in days and not hides_all)


def practitioner_state(file: ClinicFile, practitioner: int, day: date) -> PractitionerState:
    """Return how it stands with the practitioner on a day.

    Raises KeyError when the practitioner is not at the clinic.
    """
    services = citizen_view(file, practitioner, day).services
    state = combined(_OF_SERVICE[service.state] for service in services)
    turns = (
        (on, becomes)
        for on in _turns(file, practitioner, day, LATEST_DAY)
        if (becomes := _state(file, practitioner, on)) is not state
    )
    turns_on, turns_to = next(turns, (None, None))
    return PractitionerState(
        state=state,
        closed=sum(service.state is State.CLOSED for service in services),
        shown=sum(service.state is not State.NOT_SHOWN for service in services),
        substitutes=tuple(dict.fromkeys(s.substitute for s in services if s.substitute)),
        turns_on=turns_on,
        turns_to=turns_to,
        conditional=any(service.is_conditional for service in services),
        left=file.practitioner(practitioner).left_before(day),
        hidden=sum(service.state is State.NOT_SHOWN for service in services),
    )


def _each_day(
    file: ClinicFile,
    practitioner: int,
    first: date,
    last: date,
    state_on: Callable[[date], DayState],
) -> dict[date, DayState]:
    """Return the state of each day, asked for only where something begins or has just ended."""
    states: dict[date, DayState] = {}
    turns = [first, *_turns(file, practitioner, first, last)]
    for starts, following in zip(turns, [*turns[1:], last + ONE_DAY], strict=True):
        state = state_on(starts)
        for day in range(starts.toordinal(), following.toordinal()):
            states[date.fromordinal(day)] = state
    return states


def _sign(state: DayState, *, has_hidden: bool) -> DayState:
    """Return the state whose sign stands for one: what is in part hidden is not open."""
    is_open = state in {DayState.OPEN, DayState.SUBSTITUTE}
    return DayState.NOT_SHOWN if is_open and has_hidden else state


def _sign_of_day(file: ClinicFile, practitioner: int, day: date) -> DayState:
    states = _of_services(file, practitioner, day)
    return _sign(combined(states), has_hidden=DayState.NOT_SHOWN in states)


def _state(file: ClinicFile, practitioner: int, day: date) -> DayState:
    return combined(_of_services(file, practitioner, day))


def _of_services(file: ClinicFile, practitioner: int, day: date) -> set[DayState]:
    """Return the states that the practitioner's services are in on a day."""
    return {
        _OF_SERVICE[decided(file, practitioner, service, day)[0]]
        for service in file.services_of(practitioner)
    }


def _turns(file: ClinicFile, practitioner: int, after: date, last: date) -> list[date]:
    """Return the days up to `last` on which something begins or has just ended.

    Between them every record covers what it covered the day before, so nothing can differ.
    """
    of = file.of(practitioner)
    records: tuple[Absence | Period, ...] = (
        file.practitioner(practitioner),
        *of.absences,
        *of.offers,
        *of.substitutes,
    )
    borders = (day for record in records for day in _borders(record.starts, record.ends))
    return sorted({day for day in borders if after < day <= last})


def _borders(starts: date | None, ends: date | None) -> Iterator[date]:
    if starts:
        yield starts
    if ends and ends < LATEST_DAY:
        yield ends + ONE_DAY
