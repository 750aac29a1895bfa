"""Which year is meant when none is stated (rules D3, D4)."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date

from fravaertui.domain.date_input.said import Annual, MonthDay, Point, Week
from fravaertui.domain.date_input.values import Problem, Span

LATELY_DAYS = 31
"""A date without a year may mean one that passed this recently (rule D4)."""

_YEARS_TO_LOOK_AHEAD = 9
"""Enough for 29 February over a skipped leap year, and for week 53."""


def fits_weekday(said: Point, span: Span) -> bool:
    """Tell whether a date is on the weekday that was stated with it."""
    weekday = said.weekday if isinstance(said, MonthDay) else None
    return weekday in (None, span.first.isoweekday())


def on_weekday(said: Annual, span: Span) -> Span:
    """Return the span, which must begin on the stated weekday. Raises Problem."""
    if not fits_weekday(said, span):
        raise Problem("wrong_weekday", on=span.first.isoformat())
    return span


def next_from(said: Annual, since: date) -> Span:
    """Return the first such span that begins on a day or later."""
    return first_where(said, since, lambda span: span.first >= since)


def first_where(said: Annual, since: date, suitable: Callable[[Span], bool]) -> Span:
    """Return the first such span around a day that is suitable. Raises Problem."""
    for year in range(since.year - 1, since.year + _YEARS_TO_LOOK_AHEAD):
        with suppress(Problem):
            span = said.in_year(year)
            if suitable(span):
                return span
    said.in_year(since.year)
    raise Problem("date_out_of_range")


def last_before(said: Annual, day: date) -> Span | None:
    """Return the last such span that began before a day, within two years."""
    for year in range(day.year + 1, day.year - 2, -1):
        with suppress(Problem):
            span = said.in_year(year)
            if span.first < day:
                return span
    return None


def year_of(said: Point, day: date) -> int:
    """Return the year a day belongs to: week 1 may begin in December."""
    return day.isocalendar().year if isinstance(said, Week) else day.year
