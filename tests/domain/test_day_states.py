"""What a day is for citizens, held to the rules service by service and day by day."""

from collections import Counter
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fravaertui.domain.calendar import week_start
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.day_states import (
    DayState,
    WeekState,
    day_states,
    in_weeks,
    practitioner_state,
    substitute_days,
)
from fravaertui.domain.fields import LATEST_DAY, STANDARD_SERVICES
from fravaertui.domain.model import Absence, Practitioner, ServiceOffer, Substitute
from tests.domain import oracle
from tests.domain.strategies import CLINIC, HERE, examples, plain_file, scenes, window

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


def met(file: ClinicFile, practitioner: int, day: date) -> Counter[str]:
    """Count the practitioner's services by what the rules say that a citizen meets there."""
    return Counter(
        oracle.look(file, practitioner, service, day).state
        for service in file.services_of(practitioner)
    )


def expected(file: ClinicFile, practitioner: int, day: date) -> DayState:
    """Say the day's state in the words that define it."""
    found = met(file, practitioner, day)
    if found["closed"]:
        rest = found["open"] + found["substitute"]
        return DayState.SOME_CLOSED if rest else DayState.CLOSED
    if found["substitute"]:
        return DayState.SUBSTITUTE
    return DayState.OPEN if found["open"] else DayState.NOT_SHOWN


def drawn(file: ClinicFile, practitioner: int, day: date) -> DayState:
    """Say whose sign the day has: what is in part hidden is not drawn as open."""
    found, state = met(file, practitioner, day), expected(file, practitioner, day)
    return DayState.NOT_SHOWN if found["not_shown"] and not found["closed"] else state


@given(scenes())
@examples(150)
def test_each_day_is_what_the_rules_say_of_it(scene: tuple[date, ClinicFile]) -> None:
    today, file = scene
    days = window(today, 12, 30)
    for practitioner in HERE:
        found = day_states(file, practitioner, days[0], days[-1])
        assert found == {day: drawn(file, practitioner, day) for day in days}
        assert list(found) == days


@given(scenes(), st.integers(-9, 14))
@examples(100)
def test_how_it_stands_and_when_that_changes(scene: tuple[date, ClinicFile], shift: int) -> None:
    today, file = scene
    day, horizon = today + shift * DAY, today + 40 * DAY
    for practitioner in HERE:
        now = practitioner_state(file, practitioner, day)
        found = met(file, practitioner, day)
        assert now.state is expected(file, practitioner, day)
        assert now.sign is drawn(file, practitioner, day)
        assert now.closed == found["closed"]
        assert now.shown == found.total() - found["not_shown"]
        assert now.hidden == found["not_shown"]
        seen = [oracle.look(file, practitioner, s, day) for s in file.services_of(practitioner)]
        assert bool(now.substitutes) == any(look.state == "substitute" for look in seen)
        assert set(now.substitutes) <= set().union(*(look.substitutes for look in seen))
        later = oracle.days(day + DAY, horizon)
        turns = (on for on in later if expected(file, practitioner, on) is not now.state)
        turns_on = next(turns, None)
        assert now.turns_on == turns_on
        assert now.turns_to == (expected(file, practitioner, turns_on) if turns_on else None)


def test_a_stranger_has_no_days() -> None:
    file = ClinicFile(version=1, clinic=CLINIC)
    with pytest.raises(KeyError):
        day_states(file, 99, date(2026, 1, 1), date(2026, 1, 2))
    with pytest.raises(KeyError):
        practitioner_state(file, 99, date(2026, 1, 1))


def test_the_last_day_there_is_ends_nothing() -> None:
    away = Absence(
        id=UUID(int=1),
        practitioner=11,
        starts=date(2026, 1, 1),
        ends=LATEST_DAY,
        services=STANDARD_SERVICES,
    )
    file = ClinicFile(
        version=1,
        clinic=CLINIC,
        practitioners=(Practitioner(her_id=11, name="Astrid Info"),),
        offers=tuple(ServiceOffer(practitioner=11, service=s) for s in STANDARD_SERVICES),
        absences=(away,),
    )
    found = practitioner_state(file, 11, date(2026, 1, 1))
    assert (found.state, found.turns_on, found.turns_to) == (DayState.CLOSED, None, None)


@given(scenes(), st.integers(-10, 10), st.integers(0, 6))
@examples(80)
def test_a_week_is_what_those_of_its_days_are_that_are_shown(
    scene: tuple[date, ClinicFile], shift: int, count: int
) -> None:
    today, file = scene
    monday = week_start(today + shift * DAY)
    for practitioner in HERE:
        days = day_states(file, practitioner, monday, monday + count * WEEK)
        found = in_weeks(days, monday, count)
        assert len(found) == count
        for number, week in enumerate(found):
            starts = monday + number * WEEK
            every = {days[starts + n * DAY] for n in range(7)}
            shown = every - {DayState.NOT_SHOWN}
            assert week
            assert week.some_hidden is (DayState.NOT_SHOWN in every and bool(shown))
            if not shown:
                assert week.state is DayState.NOT_SHOWN
            elif shown == {DayState.CLOSED}:
                assert week.state is DayState.CLOSED
            elif shown & {DayState.CLOSED, DayState.SOME_CLOSED}:
                assert week.state is DayState.SOME_CLOSED
            else:
                served = DayState.SUBSTITUTE in shown
                assert week.state is (DayState.SUBSTITUTE if served else DayState.OPEN)


def test_a_week_counts_a_single_sunday_and_a_single_monday() -> None:
    monday = date(2026, 11, 9)
    for day, number in ((date(2026, 11, 22), 1), (date(2026, 11, 23), 2)):
        away = Absence(
            id=UUID(int=1), practitioner=11, starts=day, ends=day, services=("ekontakt",)
        )
        days = day_states(plain_file(away), 11, monday, monday + 4 * WEEK)
        found = in_weeks(days, monday, 4)
        closed = [n for n, week in enumerate(found) if week and week.state is DayState.SOME_CLOSED]
        assert closed == [number]


def test_there_is_nothing_to_say_of_a_week_without_days() -> None:
    assert in_weeks({}, date(2026, 11, 23), 2) == (None, None)


@given(scenes())
@examples(150)
def test_a_substitute_is_there_in_the_registered_days_and_met_as_the_rules_say(
    scene: tuple[date, ClinicFile],
) -> None:
    today, file = scene
    days = window(today, 12, 30)
    for substitute in file.substitutes:
        whom, name = substitute.practitioner, substitute.name
        theirs = [s for s in file.substitutes if (s.practitioner, s.name) == (whom, name)]
        found = substitute_days(file, whom, name, days[0], days[-1])
        assert list(found) == [day for day in days if any(s.covers(day) for s in theirs)]
        for day, state in found.items():
            seen = [oracle.look(file, whom, s, day) for s in file.services_of(whom)]
            served = [look for look in seen if look.state == "substitute"]
            if state is DayState.SUBSTITUTE:
                assert any(name in look.substitutes for look in served)
            else:
                assert state is DayState.NOT_SHOWN
                assert not any(set(look.substitutes) == {name} for look in served)


def test_a_substitute_whom_an_absence_hides_is_not_met_on_those_days() -> None:
    starts, ends = date(2026, 11, 23), date(2026, 12, 6)
    away = Absence(
        id=UUID(int=1),
        practitioner=11,
        starts=starts,
        ends=starts + 6 * DAY,
        services=("ekontakt",),
    )
    siv = Substitute(
        id=UUID(int=2),
        practitioner=11,
        name="Siv",
        starts=starts,
        ends=ends,
        services=("ekontakt",),
    )
    file = plain_file(away).model_copy(update={"substitutes": (siv,)})
    days = substitute_days(file, 11, "Siv", starts - WEEK, ends + WEEK)
    assert in_weeks(days, starts - WEEK, 4) == (
        None,
        WeekState(DayState.NOT_SHOWN),
        WeekState(DayState.SUBSTITUTE),
        None,
    )
