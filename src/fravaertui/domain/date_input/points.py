"""Reading a single date, month, weekday or number of days.

Each reader has to match all codes, and returns None for anything else. Day before month, never the
US order.
"""

import re
from datetime import date, timedelta

from fravaertui.domain.calendar import week_start
from fravaertui.domain.date_input.said import (
    Ahead,
    Fixed,
    Length,
    Month,
    MonthDay,
    Point,
    Weekday,
)
from fravaertui.domain.date_input.values import Span

_CENTURY = 2000
_TWO_DIGITS = 2
_LONGEST_WEEKDAY_GAP = 7
_MOST_LATER = 1200
_MONTHS_IN_YEAR = 12

_ISO = re.compile(r"(\d{4}) (?P<by>[-./]) (\d{1,2}) (?P=by) (\d{1,2})")
_NUMERIC = (
    re.compile(r"(\d{1,2}) (?P<by>[-./]) (\d{1,2})(?: \.| (?P=by) (\d{4}|\d{2}))?"),
    re.compile(r"(\d{1,2}) (?P<by>[./]) (\d{1,2})(?: \.)?(?: [-.])? (\d{4})"),
    re.compile(r"(\d{1,2})(?P<by> )(\d{1,2}) (\d{4}|\d{2})"),
    re.compile(r"(\d{2})(?P<by>)(\d{2})(\d{4}|\d{2})"),
)
_LIST_AND_DATE = re.compile(r"\d{1,2} , \d{1,2} \. (?:0?[1-9]|1[0-2])")
"""Not the 3rd of May 2012 but a day and a date, as in "3, 5.12": a keypad has commas only."""
_THREE_NUMBERS = re.compile(r"\d{1,2} , \d{1,2} , (\d{2})")
_NAMED = re.compile(r"(\d{1,2})(?: \.)? M(\d+)(?: \.)?(?: ,)?(?: (\d{4}|\d{2}))?")
_MONTH_FIRST = re.compile(r"M(\d+)(?: \.)? (\d{1,2})(?: \.)?(?:(?: ,)? (\d{4}))?")
_WEEKDAY_BEFORE = re.compile(r"D([1-7])(?: ,)? (.+)")
_WEEKDAY_AFTER = re.compile(r"(.+?)(?: ,)? D([1-7])")
_MONTH = re.compile(r"M(\d+)(?: \.)?(?: (\d{4}))?")
_WEEKDAY = re.compile(r"(NEXT |THIS |LAST )?D([1-7])")
_RELATIVE = re.compile(r"([RTNY])(-?\d)")
_AHEAD = re.compile(r"\+ (\d{1,4})(?: (Ud|W|Um|Uy))?")
_MORE = re.compile(r"(\d{1,4}) (Ud|W|Um|Uy) (?:MORE|TIL)")
_FROM_NOW = re.compile(r"OM (\d{1,4}) (Ud|W|Um|Uy)|(\d{1,4}) (Ud|W|Um|Uy) FOM R0")
_LENGTH = re.compile(r"(\d{1,4}) (Ud|W|Um|Uy)")


def point(codes: str, today: date) -> Point | None:
    """Read what may be used alone or as an end of a period."""
    return _counted(codes, today) or _named_span(codes, today) or month_day(codes, today)


def _counted(codes: str, today: date) -> Point | None:
    if match := _AHEAD.fullmatch(codes):
        return Ahead(int(match[1]), match[2] or "Ud")
    if match := _MORE.fullmatch(codes):
        return Ahead(int(match[1]), match[2])
    if match := _FROM_NOW.fullmatch(codes):
        return _one(later(today, int(match[1] or match[3]), match[2] or match[4]))
    if match := _LENGTH.fullmatch(codes):
        return Length(int(match[1]), match[2])
    return None


def _named_span(codes: str, today: date) -> Point | None:
    if match := _RELATIVE.fullmatch(codes):
        return Fixed(relative(match[1], int(match[2]), today))
    if match := _WEEKDAY.fullmatch(codes):
        which, number = (match[1] or "").strip(), int(match[2])
        if which != "LAST":
            return Weekday(number, is_next=which == "NEXT")
        since = (today.isoweekday() - number - 1) % _LONGEST_WEEKDAY_GAP + 1
        return _one(today - timedelta(days=since))
    if match := _MONTH.fullmatch(codes):
        return Month(int(match[1]), _year(match[2]))
    return None


def relative(kind: str, number: int, today: date) -> Span:
    """Return a day (R), week (T), month (N) or year (Y) so many of them from the running one."""
    if kind == "R":
        day = today + timedelta(days=number)
        return Span(day, day)
    if kind == "T":
        monday = week_start(today) + timedelta(weeks=number)
        return Span(monday, monday + timedelta(days=6))
    if kind == "Y":
        return Span(date(today.year, 1, 1), date(today.year, 12, 31))
    first = later(today.replace(day=1), number, "Um")
    return Month(first.month).in_year(first.year)


def later(day: date, count: int, unit: str) -> date:
    """Return the day so many units later; the last of a month that has no such day."""
    if unit in ("Ud", "W"):
        return day + timedelta(days=count * (7 if unit == "W" else 1))
    if count > _MOST_LATER:
        raise OverflowError("no such year")
    months = day.year * 12 + day.month - 1 + count * (12 if unit == "Uy" else 1)
    last = Month(months % 12 + 1).in_year(months // 12).last
    return last.replace(day=min(day.day, last.day))


def month_day(codes: str, today: date) -> MonthDay | None:
    """Read one date, whose weekday may be said with it."""
    for pattern, weekday, rest in ((_WEEKDAY_BEFORE, 1, 2), (_WEEKDAY_AFTER, 2, 1)):
        if (match := pattern.fullmatch(codes)) and (found := _date(match[rest], today)):
            return MonthDay(found.day, found.month, found.year, int(match[weekday]))
    return _date(codes, today)


def _date(codes: str, today: date) -> MonthDay | None:
    if match := _ISO.fullmatch(codes):
        return MonthDay(int(match[4]), int(match[3]), int(match[1]))
    if _LIST_AND_DATE.fullmatch(codes):
        return None
    if (match := _THREE_NUMBERS.fullmatch(codes)) and _CENTURY + int(match[1]) < today.year - 1:
        return None  # "3, 5, 12" are days of a month rather than a day long ago
    numeric = codes.replace(",", ".")  # a numeric keypad has a comma
    for pattern in _NUMERIC:
        if match := pattern.fullmatch(numeric):
            day, month, year = int(match[1]), int(match[3]), _year(match[4])
            if match["by"] == "-" and year is None and day < month <= _MONTHS_IN_YEAR:
                return None  # "8-10" may be days of a month, or the time of day
            return MonthDay(day, month, year)
    if match := _NAMED.fullmatch(codes):
        return MonthDay(int(match[1]), int(match[2]), _year(match[3]))
    if match := _MONTH_FIRST.fullmatch(codes):
        return MonthDay(int(match[2]), int(match[1]), _year(match[3]))
    return None


def _year(text: str | None) -> int | None:
    if text is None:
        return None
    return _CENTURY + int(text) if len(text) == _TWO_DIGITS else int(text)


def _one(day: date) -> Fixed:
    return Fixed(Span(day, day))
