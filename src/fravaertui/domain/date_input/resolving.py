"""Resolving what was said to spans of days, by year and starting point (rules D3, D4).

A missing year means the next such date from today. A date that was recently, or a span that has
begun and not ended, is a reading too, and then there are two.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from fravaertui.domain.date_input.ends import (
    LONGEST_ASKED_ABOUT,
    LONGEST_OVER_NEW_YEAR,
    End,
    end_of_length,
    ended,
)
from fravaertui.domain.date_input.points import later
from fravaertui.domain.date_input.said import (
    Ahead,
    Annual,
    Doubtful,
    Ending,
    Fixed,
    Length,
    Month,
    MonthDay,
    Period,
    Point,
    Said,
    Several,
    Until,
    Week,
    Weekday,
)
from fravaertui.domain.date_input.values import (
    Because,
    DateReading,
    Problem,
    Readings,
    Span,
    sure,
)
from fravaertui.domain.date_input.years import (
    LATELY_DAYS,
    fits_weekday,
    last_before,
    next_from,
    on_weekday,
    year_of,
)

_DAYS_OF_TWO_YEARS = 731
_A_WEEK = 7
_WEEK = timedelta(weeks=1)


def alone(said: Said, today: date) -> Readings:
    """Return the readings of the text of a single field. Raises Problem."""
    match said:
        case Fixed():
            return sure(said.span)
        case MonthDay() | Month() | Week():
            return _annual(said, today)
        case Weekday():
            return _weekday(said, today)
        case Length():
            return sure(Span(today, end_of_length(said, today)))
        case Ahead():
            day = later(today, said.count, said.unit)
            return sure(Span(day, day))
        case Until():
            return _from_today(said, today)
        case Period():
            return _period(said, today)
        case Several():
            raise _several(said, today)
        case Doubtful():
            return _of_each_way(said, lambda way: alone(way, today))


def end_of(said: Said, at: End) -> Readings:
    """Return the readings of an end, each the span to its last day. Raises Problem."""
    match said:
        case Until():
            return ended(said.end, said.ending, at)
        case Doubtful():
            return _of_each_way(said, lambda way: end_of(way, at))
        case Period():
            found = tuple(r for r in _period(said, at.today) if r.span.first == at.start)
            if not found:
                raise Problem("two_starts", starts=at.start.isoformat())
            return found
        case Several():
            raise _several(said, at.today)
        case _:
            return ended(said, Ending.INCLUDED, at)


def _several(said: Several, today: date) -> Problem:
    """Report the spans if each part has its own days: in "man, ons uke 28" one has not."""
    readings = [alone(part, today) for part in said.parts]
    if is_mixed(said) or any(len(r) > 1 or r[0].because for r in readings):
        return Problem("several_absences")
    return Problem("several_spans", spans=tuple(r[0].span for r in readings))


def is_mixed(said: Several) -> bool:
    """Tell whether the parts may depend on one another: a weekday on a week, years on years."""
    kinds = {isinstance(part, Weekday) for part in said.parts}
    years = {_year_of_part(part) is None for part in said.parts}
    return len(kinds) > 1 or len(years) > 1


def _year_of_part(said: Said) -> int | None:
    match said:
        case Period():
            return _year_of_part(said.start) or _year_of_part(said.end)
        case MonthDay() | Month() | Week():
            return said.year
        case Fixed():
            return said.span.first.year
        case _:
            return None


def _of_each_way(said: Doubtful, read: Callable[[Said], Readings]) -> Readings:
    """Return the readings of each way, except of ways that are no dates at all."""
    readings: list[DateReading] = []
    problem: Problem | None = None
    for way, because in said.ways:
        try:
            readings += [replace(r, because=because) for r in read(way)]
        except Problem as why:
            problem = why
    if problem and not readings:
        raise problem
    return tuple(readings)


def _annual(said: Annual, today: date) -> Readings:
    if said.year is not None:
        return sure(on_weekday(said, said.in_year(said.year)))
    coming = next_from(said, today)
    earlier = last_before(said, today)
    found = [DateReading(coming, Because.COMING)]
    if earlier and _is_lately(earlier.last, today):
        found.insert(0, _begun(earlier, earlier.last, today))
    fitting = tuple(r for r in found if fits_weekday(said, r.span))
    if not fitting:
        raise Problem("wrong_weekday", on=coming.first.isoformat())
    return fitting if len(fitting) > 1 else sure(fitting[0].span)


def _is_lately(last: date, today: date) -> bool:
    """Tell whether a span that ended on this day may still be meant."""
    return last >= today - timedelta(days=LATELY_DAYS)


def _begun(span: Span, last: date, today: date) -> DateReading:
    because = Because.RUNNING if last >= today else Because.PASSED
    return DateReading(span, because, (today - span.first).days)


@dataclass(frozen=True, slots=True)
class Begun:
    """A period as one reading has it: what its beginning named, and the span to its end."""

    start: DateReading
    end: DateReading

    @property
    def whole(self) -> DateReading:
        """The period as a reading."""
        span = Span(self.start.span.first, self.end.span.last)
        return DateReading(span, self.start.because or self.end.because, self.start.days_ago)


def _period(said: Period, today: date) -> Readings:
    return tuple(begun.whole for begun in periods(said, today))


def periods(said: Period, today: date) -> tuple[Begun, ...]:
    """Return the readings of a period, in one field or in two. Raises Problem."""
    start, end = said.start, said.end
    if isinstance(start, (MonthDay, Month, Week)) and start.year is None:
        if isinstance(end, (MonthDay, Month, Week)) and end.year is not None:
            return _begun_before(start, said, end.year, today)
        return _begun_in_some_year(start, said, today)
    if isinstance(start, Weekday) and isinstance(end, Weekday) and not start.is_next:
        return _within_weeks(start, said, today)
    found = []
    for one in alone(start, today):
        at = End(one.span.first, today, year_of(start, one.span.first), is_year_known=True)
        found += [Begun(one, end) for end in _ended(said, at)]
    return tuple(found)


def _ended(said: Period, at: End) -> Readings:
    return asked_if_vague(said.start, said.end, ended(said.end, said.ending, at))


def asked_if_vague(start: Said, end: Said, found: Readings) -> Readings:
    """Ask about a month that ends on a weekday: it has several such."""
    if isinstance(end, Until):
        end = end.end
    is_month = isinstance(start, Month) or (isinstance(start, Fixed) and start.span.days > _A_WEEK)
    if not is_month or not isinstance(end, Weekday):
        return found
    return tuple(replace(r, because=r.because or Because.ROUGHLY) for r in found)


def _begun_in_some_year(start: Annual, said: Period, today: date) -> tuple[Begun, ...]:
    """Return it with a beginning before today, if it lasts until now or recently, and after."""
    coming, earlier = next_from(start, today), last_before(start, today)
    if earlier and (today - earlier.last).days > _longest_since(said.end):
        earlier = None
    fitting = [s for s in (earlier, coming) if s and fits_weekday(start, s)]
    if not fitting:
        raise Problem("wrong_weekday", on=coming.first.isoformat())
    found: list[Begun] = []
    problem: Problem | None = None
    for span in fitting:
        at = End(span.first, today, year_of(start, span.first))
        try:
            ends = _ended(said, at)
        except Problem as why:
            problem = why
            continue
        for end in ends:
            if span.first >= today:
                found.append(Begun(DateReading(span, Because.COMING), end))
            elif _is_lately(end.span.last, today):
                found.append(Begun(_begun(span, end.span.last, today), end))
    if not found:
        raise problem or Problem("date_out_of_range")
    if len({begun.start.span for begun in found}) == 1 and (
        found[0].start.span == coming or len(fitting) == 1
    ):
        return _without_doubt_of_year(found, said, today)
    return tuple(found)


def _longest_since(end: Point) -> int:
    """Return how many days ago a period may have begun whose end is relative to today."""
    match end:
        case Weekday():
            return LATELY_DAYS
        case Fixed():
            return LONGEST_ASKED_ABOUT
        case _:
            return _DAYS_OF_TWO_YEARS


def _without_doubt_of_year(found: Sequence[Begun], said: Period, today: date) -> tuple[Begun, ...]:
    """Drop the doubt about the year where only one is possible; a doubt about the end remains."""
    start = DateReading(found[0].start.span)
    at = End(start.span.first, today, year_of(said.start, start.span.first))
    return tuple(Begun(start, end) for end in _ended(said, at))


def _begun_before(start: Annual, said: Period, year: int, today: date) -> tuple[Begun, ...]:
    """Return it with its beginning in the year of its end, or late in the one before."""
    span = start.in_year(year)
    at = End(span.first, today, year, is_year_known=True)
    try:
        ends = ended(said.end, said.ending, at)
    except Problem:
        span = start.in_year(year - 1)
        ends = ended(said.end, said.ending, replace(at, start=span.first, year=year - 1))
        if any(end.span.days > LONGEST_OVER_NEW_YEAR for end in ends):
            raise
    span = on_weekday(start, span)
    return tuple(Begun(DateReading(span), end) for end in ends)


def _within_weeks(start: Weekday, said: Period, today: date) -> tuple[Begun, ...]:
    """Read "mandag til fredag": that of this week, if it is not over, and the one to come."""
    since = (today.isoweekday() - start.number) % 7
    begun = today - timedelta(days=since)
    found: list[Begun] = []
    for first in (begun, begun + _WEEK):
        at = End(first, first, first.year, is_year_known=True)
        for end in ended(said.end, said.ending, at):
            because = Because.THIS_DAY if first == today else Because.COMING
            day = DateReading(Span(first, first), because)
            if first < today:
                day = _begun(day.span, end.span.last, today)
            if end.span.last >= today:
                found.append(Begun(day, end))
    if len({begun.start.span for begun in found}) == 1:
        return tuple(replace(one, start=DateReading(one.start.span)) for one in found)
    return tuple(found)


def _weekday(said: Weekday, today: date) -> Readings:
    days = (said.number - today.isoweekday()) % 7
    if said.is_next:
        first = today + timedelta(days=days or 7)
        because = Because.FIRST_SUCH
    else:
        first = today + timedelta(days=days)
        because = Because.THIS_DAY
        if days:
            return sure(Span(first, first))
    later_on = first + _WEEK
    return (
        DateReading(Span(first, first), because),
        DateReading(Span(later_on, later_on), Because.WEEK_LATER),
    )


def _from_today(said: Until, today: date) -> Readings:
    ends = ended(said.end, said.ending, End(today, today, today.year, is_year_known=True))
    if said.is_rest and _holds(said.end, today):
        return ends
    return tuple(replace(end, because=end.because or Because.FROM_TODAY) for end in ends)


def _holds(said: Point, day: date) -> bool:
    if isinstance(said, Fixed):
        return said.span.first <= day <= said.span.last
    if isinstance(said, (MonthDay, Month, Week)):
        span = said.in_year(said.year or year_of(said, day))
        return span.first <= day <= span.last
    return False
