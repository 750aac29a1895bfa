"""Rows of a table with a column for the first day and one for the last, or the day of return."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from fravaertui.domain.absence_list.columns import Columns, Row, row_of, under_headings
from fravaertui.domain.absence_list.parsed import Parsed
from fravaertui.domain.absence_list.periods import returned
from fravaertui.domain.absence_list.said_periods import PeriodSaid, Year, either_year, said_in
from fravaertui.domain.absence_list.values import Doubt, Extent
from fravaertui.domain.date_input.in_text import Manner
from fravaertui.domain.date_input.values import NotUnderstood

_EMPTY = frozenset({"", "-", "–", "—", "?"})
_RANGE = re.compile(r"\d\s?\.?\s*(?:[-–—]|til|t\.?o\.?m)", re.IGNORECASE)
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBER = re.compile(r"\d{1,2}")
_WEEK_COLUMN = re.compile(r"\b(?:uk|vek|week)", re.IGNORECASE)
_COUNTED = re.compile(
    r"\d{1,3}(?:[.,]\d)?\s*(?:d|dager|dagar|uker|veker|days|weeks)?", re.IGNORECASE
)


def between_ends(
    parsed: Parsed,
    whole: str,
    columns: Columns,
    years: Sequence[int],
    year: Year | None,
    today: date,
) -> Parsed:
    """Return a row with the days from one column to another as one period."""
    row = row_of(parsed, whole, columns)
    count, known = len(row.cells), len(columns.cells)
    if count > known or (count < known and columns.sign == "  "):
        asked = [p.asked(Doubt.PAIRING) for p in parsed.periods]
        return replace(parsed, periods=asked)  # no telling which cell stands below which
    ends = columns.ends
    back = columns.back
    if not ends and columns.first_day is not None and back is not None:
        ends = ((columns.first_day, back),)
    taken = {number for pair in ends for number in pair} | ({back} if back is not None else set())
    years = sorted({*years, *columns.years})
    if len(columns.years) == 1:
        year, years = Year(columns.years[0]), []
    found = [p for pair in ends for p in _from_to(row, columns, pair, year, today)]
    if columns.ends and back is not None and len(found) == 1:
        found = [_held_against(found[0], row, back, today)]
    others = [p for p in parsed.periods if row.column(p.extent.start) not in taken]
    others = under_headings(replace(parsed, periods=others), whole, columns, years, today)
    found = [either_year(p, today, years) for p in found] if years else found
    return replace(
        parsed,
        periods=_agreeing(found, others),
        residue=_residue(parsed, row, columns, taken, found),
    )


def _from_to(
    row: Row, columns: Columns, pair: tuple[int, int], year: Year | None, today: date
) -> list[PeriodSaid]:
    first, last = (_days_of(row, columns, number) for number in pair)
    places = tuple(row.cells[n] for n in pair if n < len(row.cells))
    places = tuple(p for p in places if p.stop > p.start)
    if not places or (first in _EMPTY and last in _EMPTY):
        return []
    extent = Extent(min(p.start for p in places), max(p.stop for p in places))
    if first in _EMPTY or last in _EMPTY:
        said = said_in(first if last in _EMPTY else last, today, year)
        is_whole = last in _EMPTY and _RANGE.search(_ISO_DAY.sub("", first))
        doubt = Doubt.END_UNSAID if last in _EMPTY else Doubt.START_UNSAID
        found = [p if is_whole else p.asked(doubt) for p in said]
        return [replace(p, extent=extent) for p in found]
    sign = "tilbake" if pair[1] == columns.back else "-"
    words = f"{first} {sign} {last}"
    said = said_in(words, today, year)
    if len(said) == 1 and said[0].extent.stop - said[0].extent.start == len(words):
        return [replace(said[0], extent=extent, parts=places)]
    if not any(character.isdigit() for character in words):
        return []
    problem = NotUnderstood("date_not_understood", {"text": words})
    doubts = (Doubt.NO_DAYS,)
    return [PeriodSaid(extent, words, problem=problem, doubts=doubts, parts=places)]


def _days_of(row: Row, columns: Columns, number: int) -> str:
    """Return the day in a cell; a number below «Fra uke» is a week."""
    cell = row.cell(number)
    is_week = _NUMBER.fullmatch(cell) and _WEEK_COLUMN.search(columns.cell(number))
    return f"uke {cell}" if is_week else cell


def _held_against(period: PeriodSaid, row: Row, back: int, today: date) -> PeriodSaid:
    """Return a period held against the day of return in a column of its own."""
    cell = row.cell(back)
    if cell in _EMPTY:
        return period
    place = row.cells[back]
    said = PeriodSaid(place, f"tilbake {cell}", Manner.BACK)
    return replace(returned(period, said, today), besides=(place,))


def _agreeing(found: list[PeriodSaid], others: list[PeriodSaid]) -> list[PeriodSaid]:
    """Leave out days that other columns say again; asked about when they say others."""
    spans = [p.span for p in found]
    different = [p for p in others if p.span is None or p.span not in spans]
    if found and different:
        return [p.asked(Doubt.CONTRADICTS) for p in (*found, *different)]
    return [*found, *different]


def _residue(
    parsed: Parsed, row: Row, columns: Columns, taken: set[int], found: list[PeriodSaid]
) -> tuple[Extent, ...]:
    """Return the words not understood, less the numbers that the headings explain."""
    weeks = {str(p.span.first.isocalendar().week) for p in found if p.span}

    def is_explained(extent: Extent) -> bool:
        number = row.column(extent.start)
        cell = row.cell(number)
        if number in columns.counts:
            return _COUNTED.fullmatch(cell) is not None
        if number in taken:
            return _NUMBER.fullmatch(cell) is not None
        return _WEEK_COLUMN.search(columns.cell(number)) is not None and {cell} == weeks

    return tuple(extent for extent in parsed.residue if not is_explained(extent))
