"""Finding the end of a span: after its start, and never moved past New Year to fit (rule D3)."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta

from fravaertui.domain.calendar import ONE_DAY
from fravaertui.domain.date_input.points import later
from fravaertui.domain.date_input.said import (
    Ahead,
    Annual,
    Ending,
    Fixed,
    Length,
    Point,
    Weekday,
)
from fravaertui.domain.date_input.values import Because, DateReading, Problem, Readings, Span, sure
from fravaertui.domain.date_input.years import first_where, on_weekday, year_of

LONGEST_OVER_NEW_YEAR = 90
"""Most days of a span whose end has no year and falls after New Year (rule D3)."""

LONGEST_ASKED_ABOUT = 183
"""Most days of such a span when the agent confirms it: a longer one needs a year."""


_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class End:
    """The context of an end: after `start`, in a field of its own or not.

    `year` is the start's; `is_year_known` means that it was stated, so that it is the end's too.
    `extends` is the present last day of an absence that is being extended. `meant` is the day that
    the same text meant before its start was corrected.
    """

    start: date
    today: date
    year: int
    is_year_known: bool = False
    extends: date | None = None
    meant: date | None = None

    @property
    def since(self) -> date:
        """The day from which an end without a year is searched for.

        Extending a running absence is about days from yesterday on.
        """
        return max(self.start, self.today - ONE_DAY) if self.extends else self.start

    @property
    def new_year_after(self) -> int:
        """The year that an end without one stays in, unasked."""
        return self.year if self.since == self.start else self.since.year


def ended(said: Point, ending: Ending, at: End) -> Readings:
    """Return the readings of an end as spans from the start. Raises Problem."""
    match said:
        case Length():
            last = (
                later(at.extends, said.count, said.unit)
                if at.extends
                else end_of_length(said, at.start)
            )
            return sure(_span(at, last))
        case Ahead():
            return sure(_span(at, later(at.extends or at.start, said.count, said.unit)))
        case Weekday():
            return _ends_on_weekday(said, ending, at)
        case Fixed():
            return _closed(said.span, ending, at)
        case _:
            return _annual_ends(said, ending, at)


def _closed(named: Span, ending: Ending, at: End) -> Readings:
    if ending is Ending.INCLUDED:
        return sure(_span(at, named.last))
    before = named.first - ONE_DAY
    if ending is Ending.BACK:
        return sure(_span(at, before))
    included = DateReading(_span(at, named.last), Because.LAST_DAY)
    if before < at.start:
        return (included,)
    return (DateReading(_span(at, before), Because.BACK_THEN), included)


def _span(at: End, last: date) -> Span:
    if last < at.start:
        raise _before_start(at, last)
    return Span(at.start, last)


def _before_start(at: End, last: date) -> Problem:
    return Problem("ends_before_starts", starts=at.start.isoformat(), ends=last.isoformat())


def end_of_length(said: Length, first: date) -> date:
    """Return the last of so many days, the first included. Raises Problem."""
    if said.count == 0:
        raise Problem("no_days")
    return later(first, said.count, said.unit) - ONE_DAY


def _ends_on_weekday(said: Weekday, ending: Ending, at: End) -> Readings:
    since = max(at.start, at.today)
    days = (said.number - since.isoweekday()) % 7
    ways: tuple[tuple[date, Because], ...]
    if days == 0 and not said.is_next:
        ways = ((since, Because.THIS_DAY), (since + _WEEK, Because.WEEK_LATER))
    elif said.is_next:
        first = since + timedelta(days=days or 7)
        ways = ((first, Because.FIRST_SUCH), (first + _WEEK, Because.WEEK_LATER))
    else:
        day = since + timedelta(days=days)
        return _closed(Span(day, day), ending, at)
    if ending is Ending.BACK:
        ways = tuple((day, because) for day, because in ways if day > at.start)
    return tuple(
        DateReading(_closed(Span(day, day), ending, at)[-1].span, because) for day, because in ways
    )


def _annual_ends(said: Annual, ending: Ending, at: End) -> Readings:
    if said.year is not None:
        return _closed(on_weekday(said, said.in_year(said.year)), ending, at)
    found = on_weekday(said, _end_without_year(said, ending, at))
    readings = _closed(found, ending, at)
    if not _is_far_over(said, _last(found, ending), at):
        return readings
    return tuple(replace(r, because=r.because or Because.OVER_NEW_YEAR) for r in readings)


def _end_without_year(said: Annual, ending: Ending, at: End) -> Span:
    """Return the end in the year that is meant. Raises Problem."""
    found = _nearest(said, ending, at)
    own = first_where(said, at.today, lambda span: _last(span, ending) >= at.today)
    meant = _as_meant(said, ending, at)
    if meant:
        found = own = meant
    last = _last(found, ending)
    if last < at.start:
        raise _before_start(at, last)
    days = Span(at.start, last).days
    if days <= LONGEST_OVER_NEW_YEAR:
        return found
    is_moved = _last(own, ending) < at.start
    is_too_far = Span(at.since, last).days > LONGEST_ASKED_ABOUT
    if _is_far_over(said, last, at) and (is_moved or is_too_far):
        same_year = _last(said.in_year(at.new_year_after), ending)
        if same_year < at.start:
            raise _before_start(at, same_year)
    return found


def _nearest(said: Annual, ending: Ending, at: End) -> Span:
    """Return the first such end, or the one just past if that is within the absence."""
    found = first_where(said, at.since, lambda span: _last(span, ending) >= at.since)
    last = _last(found, ending)
    if at.since > at.start and Span(at.since, last).days > LONGEST_ASKED_ABOUT:
        with suppress(Problem):
            earlier = said.in_year(year_of(said, found.first) - 1)
            if _last(earlier, ending) >= at.start:
                return earlier
    return found


def _is_far_over(said: Annual, last: date, at: End) -> bool:
    """Tell whether it ends after New Year and is too long to be accepted without asking."""
    days = Span(at.start, last).days
    return year_of(said, last) > at.new_year_after and days > LONGEST_OVER_NEW_YEAR


def _last(span: Span, ending: Ending) -> date:
    return span.first - ONE_DAY if ending is Ending.BACK else span.last


def _as_meant(said: Annual, ending: Ending, at: End) -> Span | None:
    """Return the reading that the same text had before."""
    if at.meant is None:
        return None
    for year in range(at.meant.year - 1, at.meant.year + 2):
        with suppress(Problem):
            span = said.in_year(year)
            if at.meant in (_last(span, ending), span.first - ONE_DAY):
                return span
    return None
