"""Norway's calendar: Oslo's date and its midnights (D2), public holidays, ISO weeks (D4)."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fravaertui.domain.calendar import (
    closed_day,
    easter_sunday,
    holidays_on,
    oslo_today,
    seconds_to_oslo_midnight,
    week,
    week_start,
)
from tests.domain import oracle
from tests.domain.strategies import examples

NAMES = {
    "new_year": "New Year's Day",
    "maundy_thursday": "Maundy Thursday",
    "good_friday": "Good Friday",
    "easter_sunday": "Easter Sunday",
    "easter_monday": "Easter Monday",
    "labour_day": "Labor Day",
    "constitution_day": "Constitution Day",
    "ascension_day": "Ascension Day",
    "whit_sunday": "Pentecost",
    "whit_monday": "Pentecost Monday",
    "christmas_day": "Christmas Day",
    "boxing_day": "Second Day of Christmas",
}
days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
moments = st.integers(
    int(datetime(1980, 1, 1, tzinfo=UTC).timestamp()),
    int(datetime(2037, 1, 1, tzinfo=UTC).timestamp()),
).map(lambda second: datetime.fromtimestamp(second, UTC))


def test_holidays_agree_with_an_independent_calendar() -> None:
    until = 2100  # the last year that the other calendar knows
    expected = holidays.country_holidays("NO", years=range(1950, until + 1), language="en_US")
    ours = {
        day: codes
        for day in oracle.days(date(1950, 1, 1), date(until, 12, 31))
        if (codes := holidays_on(day))
    }
    assert set(ours) == set(expected)
    for day, codes in ours.items():
        assert {NAMES[code] for code in codes} == set(expected[day].split("; "))
    assert {code for codes in ours.values() for code in codes} == set(NAMES)


@given(days)
@examples(200)
def test_a_closed_day_is_a_holiday_or_in_a_weekend(day: date) -> None:
    weekend = {6: ("saturday",), 7: ("sunday",)}.get(day.isoweekday(), ())
    assert closed_day(day) == (holidays_on(day) or weekend)


def test_easter_is_the_sunday_after_the_full_moon_of_spring() -> None:
    for year in range(1900, 2200):
        golden, century = year % 19 + 1, year // 100 + 1
        left_out, moved = 3 * century // 4 - 12, (8 * century + 5) // 25 - 5
        epact = (11 * golden + 20 + moved - left_out) % 30
        if epact == 24 or (epact == 25 and golden > 11):
            epact += 1
        full_moon = date(year, 3, 1) + timedelta(
            days=(44 - epact if epact < 24 else 74 - epact) - 1
        )
        week_after = [full_moon + timedelta(days=n) for n in range(1, 8)]
        assert easter_sunday(year) == next(day for day in week_after if day.isoweekday() == 7)


def test_holidays_move_with_easter_beyond_the_other_calendar() -> None:
    for year in range(2100, 2151):
        easter = easter_sunday(year)
        movable = [easter + timedelta(days=n) for n in (-3, -2, 0, 1, 39, 49, 50)]
        fixed = [date(year, m, d) for m, d in ((1, 1), (5, 1), (5, 17), (12, 25), (12, 26))]
        found = {d for d in oracle.days(date(year, 1, 1), date(year, 12, 31)) if holidays_on(d)}
        assert found == {*movable, *fixed}


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-01-14T22:59:59+00:00", date(2026, 1, 14)),
        ("2026-01-14T23:00:00+00:00", date(2026, 1, 15)),
        ("2026-07-08T21:59:59+00:00", date(2026, 7, 8)),
        ("2026-07-08T22:00:00+00:00", date(2026, 7, 9)),
        ("2026-12-31T23:00:00+00:00", date(2027, 1, 1)),
        ("2026-12-31T18:30:00-05:00", date(2027, 1, 1)),
        ("2027-01-01T09:00:00+10:00", date(2027, 1, 1)),
        ("2027-01-01T08:59:59+10:00", date(2026, 12, 31)),
        ("2026-03-28T23:30:00+00:00", date(2026, 3, 29)),
        ("2026-03-29T21:59:59+00:00", date(2026, 3, 29)),
        ("2026-10-25T22:59:59+00:00", date(2026, 10, 25)),
        ("2026-10-25T23:00:00+00:00", date(2026, 10, 26)),
    ],
)
def test_D2_today_is_the_date_in_oslo(moment: str, day: date) -> None:
    assert oslo_today(datetime.fromisoformat(moment)) == day


def test_D2_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        oslo_today(datetime.fromisoformat("2026-11-22T12:00:00"))


@pytest.mark.parametrize(
    ("moment", "hours"),
    [
        ("2026-03-28T23:00:00+00:00", 23),  # the night the clocks go forward
        ("2026-10-24T22:00:00+00:00", 25),  # the night they go back
        ("2026-11-21T23:00:00+00:00", 24),
        ("2026-11-22T22:59:00+00:00", 1 / 60),
        ("2026-10-25T00:30:00+00:00", 22.5),
    ],
)
def test_D2_the_day_of_a_clock_change_is_an_hour_shorter_or_longer(
    moment: str, hours: float
) -> None:
    seconds = seconds_to_oslo_midnight(datetime.fromisoformat(moment))
    assert seconds == pytest.approx(hours * 3600)


@given(moments, st.integers(-12, 14))
@examples(200)
def test_D2_the_date_changes_exactly_then_whatever_the_hosts_zone(
    moment: datetime, offset: int
) -> None:
    elsewhere = moment.astimezone(timezone(timedelta(hours=offset)))
    seconds = seconds_to_oslo_midnight(elsewhere)
    assert 0 < seconds <= 25 * 3600
    midnight = moment + timedelta(seconds=seconds)
    assert oslo_today(elsewhere) == oslo_today(moment)
    assert oslo_today(midnight) == oslo_today(moment) + timedelta(days=1)
    assert oslo_today(midnight - timedelta(microseconds=1)) == oslo_today(moment)
    local = moment.astimezone(ZoneInfo("Europe/Oslo"))
    assert oslo_today(local) == local.date()


@given(days)
@examples(200)
def test_D4_weeks_are_iso_weeks_from_monday_to_sunday(day: date) -> None:
    year, number, weekday = day.isocalendar()
    monday, sunday = week(year, number)
    assert monday == week_start(day) == day - timedelta(days=weekday - 1)
    assert monday <= day <= sunday == monday + timedelta(days=6)


@pytest.mark.parametrize(("year", "number"), [(2025, 53), (2026, 54), (2026, 0), (0, 1)])
def test_D4_a_week_that_the_year_lacks_is_refused(year: int, number: int) -> None:
    with pytest.raises(ValueError, match=r"(?i)week|year"):
        week(year, number)
