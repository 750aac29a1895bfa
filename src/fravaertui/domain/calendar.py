"""Norway's calendar: the date in Oslo, public holidays, ISO weeks, and successive periods."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from fravaertui.domain.fields import LATEST_DAY
from fravaertui.domain.model import Period

OSLO = ZoneInfo("Europe/Oslo")
ONE_DAY = timedelta(days=1)

_FIXED_HOLIDAYS = {
    (1, 1): "new_year",
    (5, 1): "labour_day",
    (5, 17): "constitution_day",
    (12, 25): "christmas_day",
    (12, 26): "boxing_day",
}
_DAYS_FROM_EASTER = {
    -3: "maundy_thursday",
    -2: "good_friday",
    0: "easter_sunday",
    1: "easter_monday",
    39: "ascension_day",
    49: "whit_sunday",
    50: "whit_monday",
}
_SATURDAY = 6
_DAYS_IN_WEEK = 7


def oslo_today(now: datetime) -> date:
    """Return the calendar date in Norway at a moment (rule D2); the moment must have a zone."""
    if now.tzinfo is None:
        raise ValueError("a moment without a time zone has no date in Oslo")
    return now.astimezone(OSLO).date()


def seconds_to_oslo_midnight(now: datetime) -> float:
    """Return how long it is until the date in Norway changes, DST days included."""
    tomorrow = oslo_today(now) + ONE_DAY
    midnight = datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=OSLO)
    return midnight.timestamp() - now.timestamp()


def holidays_on(day: date) -> tuple[str, ...]:
    """Return the codes of the Norwegian public holidays on the day; two may fall together."""
    return _holidays(day.year).get(day, ())


def closed_day(day: date) -> tuple[str, ...]:
    """Return why it is no working day: holidays' codes, `saturday`, `sunday`; else empty."""
    if day.isoweekday() >= _SATURDAY:
        return holidays_on(day) or ("saturday" if day.isoweekday() == _SATURDAY else "sunday",)
    return holidays_on(day)


def week_start(day: date) -> date:
    """Return the Monday of the day's ISO week."""
    return day - timedelta(days=day.isoweekday() - 1)


def weeks_end(monday: date, count: int) -> date:
    """Return the last Sunday of `count` weeks from a Monday on."""
    return monday + timedelta(weeks=count) - ONE_DAY


def week(year: int, number: int) -> tuple[date, date]:
    """Return Monday and Sunday of an ISO week; ValueError when the year has no such week."""
    monday = date.fromisocalendar(year, number, 1)
    return monday, monday + timedelta(days=_DAYS_IN_WEEK - 1)


def reaches(periods: Iterable[Period], first: date) -> date | None:
    """Return the last day covered without a gap from `first`; None when that day is not.

    Periods that follow one another count as one, as when an agreement is renewed.
    """
    through: date | None = None
    for period in sorted(periods, key=lambda p: p.starts or date.min):
        needed = first if through is None else through + ONE_DAY
        ends = period.ends or LATEST_DAY
        if (period.starts is None or period.starts <= needed) and ends >= needed:
            through = ends
            if through >= LATEST_DAY:
                break
    return through


@lru_cache(maxsize=32)
def _holidays(year: int) -> dict[date, tuple[str, ...]]:
    easter = easter_sunday(year)
    found: dict[date, tuple[str, ...]] = {}
    for (month, day), code in _FIXED_HOLIDAYS.items():
        found[date(year, month, day)] = (code,)
    for n, code in _DAYS_FROM_EASTER.items():
        day_of_easter = easter + timedelta(days=n)
        found[day_of_easter] = (*found.get(day_of_easter, ()), code)
    return found


def easter_sunday(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (the anonymous computus of 1876)."""
    golden, century, in_century = year % 19, year // 100, year % 100
    leap_centuries, rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - correction + 15) % 30
    leap_years, odd_years = divmod(in_century, 4)
    weekday = (32 + 2 * rest + 2 * leap_years - epact - odd_years) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
