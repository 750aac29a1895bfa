"""What a day is for citizens, held to the rules service by service and day by day."""

from collections import Counter
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fravaertui.domain.day_states import DayState, day_states, practitioner_state
from fravaertui.domain.model import (
    LATEST_DAY,
    STANDARD_SERVICES,
    Absence,
    ClinicFile,
    Practitioner,
    ServiceOffer,
)
from tests.domain import oracle
from tests.domain.strategies import CLINIC, HERE, examples, scenes, window

DAY = timedelta(days=1)


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


@given(scenes())
@examples(150)
def test_each_day_is_what_the_rules_say_of_it(scene: tuple[date, ClinicFile]) -> None:
    today, file = scene
    days = window(today, 12, 30)
    for practitioner in HERE:
        found = day_states(file, practitioner, days[0], days[-1])
        assert found == {day: expected(file, practitioner, day) for day in days}
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
        assert now.closed == found["closed"]
        assert now.shown == found.total() - found["not_shown"]
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
