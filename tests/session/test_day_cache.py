"""The states of days on screen: worked out once for a file, and anew for another."""

from datetime import date, timedelta
from uuid import UUID

from fravaertui.domain.day_states import DayState, day_states, practitioner_state
from fravaertui.domain.model import Absence
from fravaertui.session.day_cache import DayCache
from tests.domain.strategies import HERE, SERVICES, plain_file

DAY = date(2026, 11, 27)
DAYS = (DAY, DAY + timedelta(days=30))


def test_the_same_days_of_the_same_file_are_worked_out_once() -> None:
    file, cache = plain_file(), DayCache()
    first = cache.states(file, HERE[0], *DAYS)
    assert first == day_states(file, HERE[0], *DAYS)
    cache.states(file, HERE[1], *DAYS)
    assert cache.states(file, HERE[0], *DAYS) is first


def test_how_it_stands_with_a_practitioner_is_worked_out_once() -> None:
    file, cache = plain_file(), DayCache()
    first = cache.practitioner(file, HERE[0], DAY)
    assert first == practitioner_state(file, HERE[0], DAY)
    cache.practitioner(file, HERE[1], DAY)
    assert cache.practitioner(file, HERE[0], DAY) is first
    assert cache.practitioner(plain_file(), HERE[0], DAY) is not first


def test_another_file_has_days_of_its_own() -> None:
    away = Absence(id=UUID(int=1), practitioner=HERE[0], starts=DAY, ends=DAY, services=SERVICES)
    cache = DayCache()
    # Some of the usual services are not offered there.
    assert cache.states(plain_file(), HERE[0], *DAYS)[DAY] is DayState.NOT_SHOWN
    assert cache.states(plain_file(away), HERE[0], *DAYS)[DAY] is DayState.CLOSED
