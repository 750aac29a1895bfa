"""A period as a list says it, and the year that it is meant in (rule D4)."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from fravaertui.domain.absence_list.values import Doubt, Extent
from fravaertui.domain.calendar import ONE_DAY
from fravaertui.domain.date_input.in_text import DaysInText, Manner, days_in
from fravaertui.domain.date_input.values import (
    Because,
    DateReading,
    DateReadings,
    NotUnderstood,
    Span,
)

_DOUBTS = {
    Manner.ONLY_START: Doubt.END_UNSAID,
    Manner.ONLY_END: Doubt.START_UNSAID,
    Manner.BACK: Doubt.START_UNSAID,
    Manner.COUNTED: Doubt.COUNTED,
    Manner.WHOLE_MONTH: Doubt.WHOLE_MONTH,
    Manner.RELATIVE: Doubt.RELATIVE,
    Manner.MIXED: Doubt.READINGS,
}
_WEEK_NAMED = re.compile(r"\bu(?:k[ea]r?)?\b|\bvek[ae]r?\b|\bu\.?\d|\bweeks?\b", re.IGNORECASE)
_DAYS_OF_WEEK = 7
_NO_END = re.compile(r"\.?\s*(?:til|to|until|t\.?\s?o\.?\s?m\.?)[ .;]*(?:$|[\n\0])", re.IGNORECASE)
"""What a list that was cut short ends with, after a first day."""
_YEAR = re.compile(r"\b20\d\d\b|\d[./]\d{2}\b\.?$")


@dataclass(frozen=True, slots=True)
class PeriodSaid:
    """A period as a sentence says it; `span` is certain, else there are doubts.

    `manner` is how it is said, and `words` are the characters, counted in the sentence.
    """

    extent: Extent
    words: str
    manner: Manner = Manner.PLAIN
    span: Span | None = None
    readings: tuple[DateReading, ...] = ()
    problem: NotUnderstood | None = None
    doubts: tuple[Doubt, ...] = ()
    part: int = 0
    parts: tuple[Extent, ...] = ()
    """The characters it was read from, where there are other words between them."""
    besides: tuple[Extent, ...] = ()
    """Characters elsewhere in the sentence that were held against it: a day of return."""
    headings: tuple[Extent, ...] = ()
    """Characters above the sentence, counted in the list, that may turn the meaning."""

    @property
    def proposal(self) -> Span | None:
        """The days, or those to propose."""
        return self.span or (self.readings[0].span if self.readings else None)

    def moved(self, to: Callable[[Extent], Extent]) -> "PeriodSaid":
        """Return the period with its characters counted in another text."""
        return PeriodSaid(
            to(self.extent),
            self.words,
            self.manner,
            self.span,
            self.readings,
            self.problem,
            self.doubts,
            self.part,
            tuple(to(extent) for extent in self.parts),
            tuple(to(extent) for extent in self.besides),
            self.headings,
        )

    def asked(self, *doubts: Doubt) -> "PeriodSaid":
        """Return the period with these too as what to ask about it."""
        readings = self.readings
        if self.span and not readings:
            readings = (DateReading(self.span),)
        kept = tuple(dict.fromkeys((*self.doubts, *doubts)))
        return replace(self, span=None, readings=readings, doubts=kept)


@dataclass(frozen=True, slots=True)
class Year:
    """The year that a list's heading names; `turns` when it names Christmas or New Year too."""

    number: int
    turns: bool = False


def has_year(words: str) -> bool:
    """Tell whether days are said with their year."""
    return _YEAR.search(words) is not None


def bare_weeks(text: str, today: date, year: Year | None) -> list[PeriodSaid]:
    """Return the periods of numbers that a heading says are weeks: «27, 28 og 30»."""
    lead = "uke "
    found = []
    for period in said_in(lead + text, today, year):
        extent = Extent(max(period.extent.start - len(lead), 0), period.extent.stop - len(lead))
        found.append(replace(period, extent=extent, words=extent.of(text)))
    return found


def said_in(text: str, today: date, year: Year | None) -> list[PeriodSaid]:
    """Return the periods of a text one by one, as they are meant in the year of its heading."""
    plain = days_in(text, today)
    if not plain or year is None or all(_is_all_in(days, year) for days in plain):
        return [_period(text, days, plain) for days in plain]
    in_year = days_in(text, date(year.number, 1, 1))
    if len(in_year) != len(plain):
        return [_period(text, days, plain).asked(Doubt.OTHER_YEAR) for days in plain]
    found = []
    for days, other in zip(plain, in_year, strict=True):
        period = _period(text, days, plain)
        named = _period(text, other, in_year)
        from_today = period.manner in (Manner.RELATIVE, Manner.ONLY_END, Manner.BACK)
        if from_today:
            found.append(period)
        elif named.span == period.span and not period.readings:
            is_other = not year.turns and not _touches(period, year)
            found.append(period.asked(Doubt.OTHER_YEAR) if is_other else period)
        elif year.turns:
            found.append(period if _is_in(period, year) else period.asked(Doubt.OTHER_YEAR))
        else:
            found.append(named)
    return found


def in_year(period: PeriodSaid, today: date, year: Year) -> PeriodSaid:
    """Return the period as its words are meant in a year; asked about when they say another."""
    if Doubt.TWO_DAYS in period.doubts:
        return period.asked(Doubt.OTHER_YEAR)
    found = said_in(period.words, today, year)
    if period.part >= len(found):
        return period.asked(Doubt.OTHER_YEAR)
    named = found[period.part]
    again = replace(
        period, span=named.span, readings=named.readings, problem=named.problem, doubts=named.doubts
    )
    days = again.proposal
    if days is None or days.first.year == year.number:
        return again
    return again.asked(Doubt.OTHER_YEAR)


def either_year(period: PeriodSaid, today: date, years: Sequence[int]) -> PeriodSaid:
    """Return the period to be asked about, with its days in each of the years."""
    if has_year(period.words):
        return period
    spans = [in_year(period, today, Year(year)).proposal for year in years]
    readings = tuple(DateReading(span) for span in dict.fromkeys(spans) if span)
    return replace(period.asked(Doubt.OTHER_YEAR), readings=readings or period.readings)


def weeks_from(first: int, last: int, today: date, year: Year | None) -> PeriodSaid | None:
    """Return the weeks from one to another; None when there are no such."""
    found = said_in(f"uke {first}-{last}" if last > first else f"uke {first}", today, year)
    return found[0] if len(found) == 1 and found[0].span else None


def _is_all_in(days: DaysInText, year: Year) -> bool:
    """Tell whether the days are certain and in the year anyway."""
    span = days.sure
    return span is not None and span.first.year == span.last.year == year.number


def _is_in(period: PeriodSaid, year: Year) -> bool:
    days = period.span
    return days is not None and days.first.year in (year.number, year.number + 1)


def _touches(period: PeriodSaid, year: Year) -> bool:
    days = period.span
    return days is not None and year.number in (days.first.year, days.last.year)


def _period(text: str, days: DaysInText, among: tuple[DaysInText, ...]) -> PeriodSaid:
    extent = Extent(days.start, days.stop)
    part = sum(1 for d in among if d.start == days.start and d is not days)
    if part:
        part = [d for d in among if d.start == days.start].index(days)
    said = PeriodSaid(extent, extent.of(text), days.manner, part=part)
    doubts: tuple[Doubt, ...] = ()
    if not days.is_whole:
        doubts += (Doubt.UNREAD_WORDS,)
    if _NO_END.match(text, days.stop) and days.manner is Manner.PLAIN:
        doubts += (Doubt.END_UNSAID,)
    if days.manner in _DOUBTS:
        doubts += (_DOUBTS[days.manner],)
    if isinstance(days.understood, NotUnderstood):
        problem = days.understood
        around = turned(said.words, problem)
        if around:
            swapped = (DateReading(around),)
            doubts += (Doubt.TURNED,)
            return replace(said, readings=swapped, problem=problem, doubts=doubts)
        return replace(said, problem=problem, doubts=(*doubts, Doubt.NO_DAYS))
    readings = _preferred(days.understood)
    if days.understood.sure is None:
        doubts += (Doubt.READINGS,)
    if not doubts:
        return replace(said, span=days.understood.sure)
    return replace(said, readings=readings, doubts=doubts)


def turned(words: str, problem: NotUnderstood) -> Span | None:
    """Return the days the other way round, when that is all that is wrong with them."""
    if problem.code != "ends_before_starts" or not {"starts", "ends"} <= problem.facts.keys():
        return None
    last, first = (date.fromisoformat(problem.facts[fact]) for fact in ("starts", "ends"))
    if _WEEK_NAMED.search(words):
        first -= timedelta(days=first.isoweekday() - 1)
        last += timedelta(days=_DAYS_OF_WEEK - last.isoweekday())
    return Span(first, last)


def _preferred(understood: DateReadings) -> tuple[DateReading, ...]:
    """Return the readings with the likeliest first: «until the 16th» includes it, as a rule."""
    readings = understood.readings
    if len(readings) == 2 and readings[0].because is Because.BACK_THEN:
        named = readings[1]
        if (named.span.last - readings[0].span.last) == ONE_DAY:
            return readings[::-1]
    if any(r.because is Because.COMING for r in readings):
        return tuple(sorted(readings, key=lambda r: r.because is not Because.COMING))
    return readings
