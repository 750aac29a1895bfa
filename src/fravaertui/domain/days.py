"""Understanding a day as doctors say it (rule D4).

`understand` turns what an agent types into a span of days, or into a problem that the screen
can put in words. It never guesses: day comes before month, and what is not one of the known
forms is a problem.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta

from fravaertui.domain.calendar import week
from fravaertui.domain.model import EARLIEST_DAY, LATEST_DAY

MONTHS = (
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
)
_ENGLISH_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            ("mandag", "måndag", "monday"),
            ("tirsdag", "tysdag", "tuesday"),
            ("onsdag", "wednesday"),
            ("torsdag", "thursday"),
            ("fredag", "friday"),
            ("lørdag", "laurdag", "saturday"),
            ("søndag", "sundag", "sunday"),
        )
    )
    for name in names
}
"""In bokmål, nynorsk and English: the screens write them, so they may be typed back (rule D5)."""
_SHORTEST_MONTH_NAME = 3
_TWO_DIGITS = 2
_WEEKS_IN_HALF_A_YEAR = 26
_LONGEST_DAY = 60
"""Characters that any way of saying a day fits in."""
_MONTHS_IN_YEAR = 12
_LONGEST_MONTH = 31
_YEARS_TO_LOOK_AHEAD = 9
"""Enough for 29 February over a skipped leap year, and for week 53."""

_RELATIVE_DAYS = {
    "i dag": 0,
    "idag": 0,
    "today": 0,
    "i morgen": 1,
    "imorgen": 1,
    "i morgon": 1,
    "tomorrow": 1,
}
_IN_DAYS = re.compile(r"\+ ?(\d{1,4})")
_NUMERIC = re.compile(r"(\d{1,2})(?P<by>[./-])(\d{1,2})(?:\.|(?P=by)(\d{4}|\d{2}))?")
_COMPACT = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_NAMED = re.compile(r"(\d{1,2})\.? ?([a-zæøå]{3,})\.?(?: (\d{4}|\d{2}))?")
_ON_WEEKDAY = re.compile(rf"({'|'.join(_WEEKDAYS)}),? (.+)")
_WEEKS = re.compile(
    r"(?:uke|veke|week|u)\.? ?(\d{1,2})"
    r"(?: ?(?:-|–|til) ?(?:uke |veke |week |u)?(\d{1,2}))?(?:[ /]+(\d{4}|\d{2}))?"
)
_BETWEEN = re.compile(r" ?– ?| - | til |(?<=\d)-(?=\d)|(?<=\.)-(?=\d)|(?<=[a-zæøå])-(?=\d)")
_BARE_DAY = re.compile(r"(\d{1,2})\.?")


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both included; a single day has both the same."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Why text is not a day: a code with words in the catalogue, and the facts for them."""

    code: str
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Said:
    """A date as it was said, perhaps without its year and with its weekday."""

    day: int
    month: int
    year: int | None = None
    weekday: int | None = None


class _Problem(Exception):
    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.answer = NotUnderstood(code, {name: str(value) for name, value in facts.items()})


def understand(text: str, today: date, not_before: date | None = None) -> Span | NotUnderstood:
    """Understand text as a day or a span of days.

    A missing year means the next such day or week from `today`, or from `not_before` when that
    is later (the end of an absence is looked for after its start). A week that has begun but
    not ended is still the next one. Days outside the years 1900 to 2199 are refused.
    """
    said = " ".join(text.lower().split())
    if not said:
        return NotUnderstood("date_missing")
    if len(said) > _LONGEST_DAY:
        return NotUnderstood("date_not_understood", {"text": said})
    since = max(today, not_before) if not_before else today
    try:
        span = _read(said, today, since)
    except _Problem as problem:
        return problem.answer
    except OverflowError:
        return NotUnderstood("date_out_of_range")
    if span.first < EARLIEST_DAY or span.last > LATEST_DAY:
        return NotUnderstood("date_out_of_range")
    return span


def _read(said: str, today: date, since: date) -> Span:
    single = _read_one(said, today, since)
    if single:
        return single
    for match in _BETWEEN.finditer(said):
        left, right = said[: match.start()].strip(), said[match.end() :].strip()
        span = _read_span(left, right, today, since)
        if span:
            return span
    raise _Problem("date_not_understood", text=said)


def _read_span(left: str, right: str, today: date, since: date) -> Span | None:
    """Read "12.6 - 8.7" and "12.-20. juli": two days, the first perhaps without its month.

    A year that is said of the end only is that of the start too, or the one before it.
    """
    start_said, end_said = _said(left), _said(right)
    if start_said and end_said and start_said.year is None is not end_said.year:
        end = _resolved(end_said, since)
        return Span(_last_until(end, start_said), end)
    bare = _BARE_DAY.fullmatch(left)
    if bare:
        last = _read_one(right, today, since)
        if not last:
            return None
        first = _day(last.first.year, last.first.month, int(bare[1]))
    else:
        start = _read_one(left, today, since)
        if not start:
            return None
        first = start.first
        last = _read_one(right, today, max(since, first))
        if not last:
            return None
    if last.last < first:
        raise _Problem("ends_before_starts", starts=first.isoformat(), ends=last.last.isoformat())
    return Span(first, last.last)


def _read_one(said: str, today: date, since: date) -> Span | None:
    if said in _RELATIVE_DAYS:
        return _single(today + timedelta(days=_RELATIVE_DAYS[said]))
    if match := _IN_DAYS.fullmatch(said):
        return _single(today + timedelta(days=int(match[1])))
    if date_said := _said(said):
        return _single(_resolved(date_said, since))
    if match := _WEEKS.fullmatch(said):
        return _weeks(int(match[1]), int(match[2] or match[1]), _year(match[3]), since)
    return None


def _said(said: str) -> _Said | None:
    """Read one date, whose weekday may stand before it; None for anything else."""
    weekday = None
    if match := _ON_WEEKDAY.fullmatch(said):
        weekday, said = _WEEKDAYS[match[1]], match[2]
    if match := _ISO.fullmatch(said):
        return _Said(int(match[3]), int(match[2]), int(match[1]), weekday)
    if match := _NUMERIC.fullmatch(said):
        return _Said(int(match[1]), int(match[3]), _year(match[4]), weekday)
    if match := _COMPACT.fullmatch(said):
        return _Said(int(match[1]), int(match[2]), _year(match[3]), weekday)
    if match := _NAMED.fullmatch(said):
        return _Said(int(match[1]), _month(match[2]), _year(match[3]), weekday)
    return None


def _resolved(said: _Said, since: date) -> date:
    """Return the date; the first from `since` on when no year was said."""
    if said.year is not None:
        return _on_weekday(_day(said.year, said.month, said.day), said)
    first = _first_from(since, lambda year: _single(_day(year, said.month, said.day)))
    return _on_weekday(first.first, said)


def _last_until(last: date, said: _Said) -> date:
    """Return the last such date, said without its year, that is not after another."""
    day = _day(last.year, said.month, said.day)
    return _on_weekday(day if day <= last else _day(last.year - 1, said.month, said.day), said)


def _on_weekday(day: date, said: _Said) -> date:
    if said.weekday not in (None, day.weekday()):
        raise _Problem("wrong_weekday", on=day.isoformat())
    return day


def _single(day: date) -> Span:
    return Span(day, day)


def _month(name: str) -> int:
    for months in (MONTHS, _ENGLISH_MONTHS):
        for number, month in enumerate(months, start=1):
            if len(name) >= _SHORTEST_MONTH_NAME and month.startswith(name):
                return number
    raise _Problem("no_such_month_name", month=name)


def _year(text: str | None) -> int | None:
    if text is None:
        return None
    return 2000 + int(text) if len(text) == _TWO_DIGITS else int(text)


def _day(year: int, month: int, day: int) -> date:
    if not 1 <= month <= _MONTHS_IN_YEAR:
        if _MONTHS_IN_YEAR < month <= _LONGEST_MONTH and 1 <= day <= _MONTHS_IN_YEAR:
            raise _Problem("us_order", day=day, month=month)
        raise _Problem("no_such_month", month=month)
    try:
        return date(year, month, day)
    except ValueError:
        raise _Problem("no_such_day", day=day, month=MONTHS[month - 1], year=year) from None


def _weeks(first: int, last: int, year: int | None, since: date) -> Span:
    if year is not None:
        return _week_span(year, first, last)
    return _first_from(since, lambda candidate: _week_span(candidate, first, last))


def _week_span(year: int, first: int, last: int) -> Span:
    """From Monday of the first week to Sunday of the last, which may be over New Year."""
    monday = _week(year, first)[0]
    over_new_year = first - last > _WEEKS_IN_HALF_A_YEAR
    sunday = _week(year + over_new_year, last)[1]
    if sunday < monday:
        raise _Problem("ends_before_starts", starts=monday.isoformat(), ends=sunday.isoformat())
    return Span(monday, sunday)


def _week(year: int, number: int) -> tuple[date, date]:
    try:
        return week(year, number)
    except ValueError:
        raise _Problem("no_such_week", week=number, year=year) from None


def _first_from(since: date, in_year: Callable[[int], Span]) -> Span:
    """Return the first year's span that has not ended before `since`.

    Starts a year early: a week of last year's number may still be running.
    """
    for year in range(since.year - 1, since.year + _YEARS_TO_LOOK_AHEAD):
        with suppress(_Problem):
            span = in_year(year)
            if span.last >= since:
                return span
    in_year(since.year)
    raise _Problem("date_out_of_range")
