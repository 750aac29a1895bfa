"""Understanding days as doctors say them (rules D3, D4): one grammar for every place.

Typing becomes codes (`tokens`, `vocabulary`), codes become what was said (`grammar`, `points`,
`weeks`), and that becomes spans of days in its context (`resolving`). The result is one certain
reading, readings to choose from, or a problem that can be put in words; it is never a guess.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from fravaertui.domain.date_input.ends import End
from fravaertui.domain.date_input.grammar import read
from fravaertui.domain.date_input.resolving import alone, asked_if_vague, end_of, periods
from fravaertui.domain.date_input.said import (
    Length,
    Month,
    MonthDay,
    Period,
    Point,
    Said,
    Until,
    Week,
)
from fravaertui.domain.date_input.tokens import codes, visible
from fravaertui.domain.date_input.values import (
    Because,
    DateReading,
    DateReadings,
    NotUnderstood,
    Problem,
    Span,
    Understood,
)
from fravaertui.domain.date_input.vocabulary import MONTHS
from fravaertui.domain.fields import EARLIEST_DAY, LATEST_DAY

__all__ = [
    "MONTHS",
    "Because",
    "DateReading",
    "DateReadings",
    "NotUnderstood",
    "Span",
    "Understood",
    "states_end",
    "understand",
    "understand_end",
    "understand_start",
]

_LONGEST_TEXT = 100
"""Characters; every way of saying a span is shorter."""


def understand(text: str, today: date) -> Understood:
    """Understand the text of a single field: a day or a span.

    Days outside the years 1900 to 2199 are refused.
    """
    return _answer(text, lambda: alone(_said(text, today), today))


def understand_start(text: str, today: date, ends: str = "") -> Understood:
    """Understand the first of two fields; `ends` is what is typed in the other.

    Without a year the two are read as one period, so that they mean the same as in one field.
    """
    return _answer(text, lambda: _start(_said(text, today), ends, today))


def states_end(text: str, today: date) -> bool:
    """Tell whether the text of the first field says the last day too: «uke 28-30», «2 uker»."""
    try:
        return isinstance(_said(text, today), (Period, Length))
    except (Problem, OverflowError):
        return False


def understand_end(
    text: str,
    today: date,
    start: Span,
    starts: str = "",
    *,
    extends: date | None = None,
    meant: date | None = None,
) -> Understood:
    """Understand the second of two fields as spans from the first day of `start`.

    `starts` is the text that was understood as `start`; if it states its own end, this must be the
    same.

    `extends` is the present last day of an absence that is being changed. `meant` is the day that
    the same text meant earlier: correcting the start never moves it.
    """

    def readings() -> tuple[DateReading, ...]:
        first = _said(starts, today) if starts else None
        year, is_known = _year_said(first, start.first)
        at = End(start.first, today, year, is_known, extends, meant)
        said = _said(text, today)
        found = end_of(said, at)
        if first is not None:
            found = asked_if_vague(first, said, found)
        if states_end(starts, today):
            found = tuple(r for r in found if r.span.last == start.last)
            if not found:
                raise Problem("two_ends", ends=start.last.isoformat())
        return found

    return _answer(text, readings)


def _answer(text: str, readings: Callable[[], tuple[DateReading, ...]]) -> Understood:
    try:
        found = readings()
    except Problem as problem:
        answer = problem.answer
        if answer.code == "date_not_understood":
            return replace(answer, facts={"text": visible(text)})
        return answer
    except OverflowError:
        return NotUnderstood("date_out_of_range")
    if any(r.span.first < EARLIEST_DAY or r.span.last > LATEST_DAY for r in found):
        return NotUnderstood("date_out_of_range")
    distinct = tuple({reading.span: reading for reading in reversed(found)}.values())[::-1]
    return DateReadings(distinct)


def _said(text: str, today: date) -> Said:
    seen = visible(text)
    if not seen:
        raise Problem("date_missing")
    if len(seen) > _LONGEST_TEXT:
        raise Problem("date_not_understood")
    return read(codes(seen), today)


def _start(said: Said, ends: str, today: date) -> tuple[DateReading, ...]:
    whole = _whole(said, ends, today)
    if whole is None:
        return alone(said, today)
    try:
        found = periods(whole, today)
    except Problem:
        return alone(said, today)  # the problem of the end is reported there
    return tuple(replace(begun.start, through=begun.end.span.last) for begun in found)


def _whole(said: Said, ends: str, today: date) -> Period | None:
    """Return the two fields as one period, if only together they determine the year."""
    if not isinstance(said, (MonthDay, Month, Week)) or said.year is not None or not ends:
        return None
    try:
        end = _said(ends, today)
    except Problem:
        return None
    if isinstance(end, Until):
        return Period(said, end.end, end.ending)
    return Period(said, end) if isinstance(end, Point) else None


def _year_said(said: Said | None, start: date) -> tuple[int, bool]:
    """Return the year that a start belongs to, and whether it was stated."""
    if isinstance(said, Period):
        said = said.start
    year = start.isocalendar().year if isinstance(said, Week) else start.year
    if isinstance(said, (MonthDay, Month, Week)):
        return year, said.year is not None
    return year, True
