"""The ways to name days, as values: before a year or a starting point is known."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from fravaertui.domain.calendar import week
from fravaertui.domain.date_input.values import Because, Problem, Span
from fravaertui.domain.date_input.vocabulary import MONTHS

_MONTHS_IN_YEAR = 12
_LONGEST_MONTH = 31
_LEAP_YEAR = 2000
_MOST_WEEKS = 53


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of a month, perhaps with a year and a weekday."""

    day: int
    month: int
    year: int | None = None
    weekday: int | None = None

    def in_year(self, year: int) -> Span:
        """Return the day in a year. Raises Problem."""
        if not 1 <= self.month <= _MONTHS_IN_YEAR:
            if _MONTHS_IN_YEAR < self.month <= _LONGEST_MONTH and 1 <= self.day <= _MONTHS_IN_YEAR:
                raise Problem("us_order", day=self.day, month=self.month)
            raise Problem("no_such_month", month=self.month)
        try:
            day = date(year, self.month, self.day)
        except ValueError:
            month = MONTHS[self.month - 1]
            is_somewhere = 1 <= self.day <= monthrange(_LEAP_YEAR, self.month)[1]
            year_to_name = year if is_somewhere else self.year
            raise Problem("no_such_day", day=self.day, month=month, year=year_to_name) from None
        return Span(day, day)


@dataclass(frozen=True, slots=True)
class Month:
    """A whole month."""

    month: int
    year: int | None = None

    def in_year(self, year: int) -> Span:
        """Return the month in a year. Raises Problem."""
        first = MonthDay(1, self.month).in_year(year).first
        following = MonthDay(1, self.month % _MONTHS_IN_YEAR + 1)
        after = following.in_year(year + self.month // _MONTHS_IN_YEAR).first
        return Span(first, after - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Week:
    """An ISO week, or the days from one weekday to another of it."""

    number: int
    year: int | None = None
    first: int = 1
    last: int = 7

    def in_year(self, year: int) -> Span:
        """Return the week of a year. Raises Problem."""
        try:
            monday = week(year, self.number)[0]
        except ValueError:
            year_to_name = year if 1 <= self.number <= _MOST_WEEKS else self.year
            raise Problem("no_such_week", week=self.number, year=year_to_name) from None
        return Span(
            monday + timedelta(days=self.first - 1),
            monday + timedelta(days=self.last - 1),
        )


Annual = MonthDay | Month | Week
"""What comes once a year, perhaps with a year.

A problem of `in_year` names a year that was not stated only if another year has such a day.
"""


@dataclass(frozen=True, slots=True)
class Fixed:
    """Days that are determined by today's date."""

    span: Span


@dataclass(frozen=True, slots=True)
class Weekday:
    """A weekday without a date, 1 to 7; `is_next` when it was «neste fredag»."""

    number: int
    is_next: bool = False


@dataclass(frozen=True, slots=True)
class Length:
    """A number of days, weeks, months or years."""

    count: int
    unit: str


@dataclass(frozen=True, slots=True)
class Ahead:
    """A number of days, weeks, months or years later."""

    count: int
    unit: str = "Ud"


Point = Annual | Fixed | Weekday | Length | Ahead


class Ending(Enum):
    """How the day or period that is named as the end relates to the span."""

    INCLUDED = 1
    BACK = 2
    """It is the first day after."""
    UNCLEAR = 3


@dataclass(frozen=True, slots=True)
class Until:
    """An end without a beginning; `is_rest` when it was «ut juli»."""

    end: Point
    ending: Ending
    is_rest: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """From the beginning of one day or period to the end of another."""

    start: Point
    end: Point
    ending: Ending = Ending.INCLUDED


@dataclass(frozen=True, slots=True)
class Several:
    """Periods with a gap between: several absences in one text."""

    parts: tuple["Said", ...]


@dataclass(frozen=True, slots=True)
class Doubtful:
    """What can be understood in several ways, or in one that must be confirmed."""

    ways: tuple[tuple["Said", Because], ...]


Said = Point | Until | Period | Several | Doubtful
