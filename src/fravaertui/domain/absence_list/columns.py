"""The columns of a table in running text: what the heading of each says of the cells below it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from fravaertui.domain.absence_list import words as w
from fravaertui.domain.absence_list.parsed import Parsed
from fravaertui.domain.absence_list.periods import (
    PeriodSaid,
    Year,
    either_year,
    in_year,
    weeks_from,
)
from fravaertui.domain.absence_list.values import Doubt, Extent
from fravaertui.domain.date_input.vocabulary import MONTH_NAMES, SAYINGS, WEEKDAY_NAMES

_SIGNS = ("\t", "|")
_YEAR = re.compile(r"\b20\d\d\b")
_WEEK = re.compile(r"(?:(?:ferie)?(?:uke|uka|veke|u)\.?\s*)?(\d{1,2})", re.IGNORECASE)
_WEEK_WORD = re.compile(r"\b(?:ferie)?(?:uke[rn]?|uka|vek[ae]r?|weeks?)\b", re.IGNORECASE)
_MARKS = frozenset({"x", "✓", "✔", "f"})
_BLANK = frozenset({"", "-", "–", "—"})
_LAST_WEEK = 53
_SAID = frozenset(word for saying in SAYINGS for word in re.findall(r"[^\W\d_]+", saying))
_PLAIN = (
    w.KNOWN - w.TURNING - {"planlagt", "planlagte"}
    | _SAID
    | MONTH_NAMES.keys()
    | WEEKDAY_NAMES.keys()
    | w.listed("antall tal merknad merknader kommentar kommentarer første fyrste siste nr")
)
"""Words of headings that leave the cells below as they are."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The headings of a table, in order; `start` is where their row begins in the list."""

    sign: str
    cells: tuple[str, ...]
    start: int
    has_week_word: bool = False

    def cell(self, number: int) -> str:
        """Return the heading of a column; empty when there is none."""
        return self.cells[number].strip() if number < len(self.cells) else ""

    def extent(self, number: int) -> Extent:
        """Return where the heading of a column stands in the list."""
        before = sum(len(cell) + 1 for cell in self.cells[:number])
        cell = self.cells[number]
        first = self.start + before + len(cell) - len(cell.lstrip())
        return Extent(first, first + len(cell.strip()))

    @property
    def years(self) -> tuple[int, ...]:
        """All years that the headings name."""
        return tuple(sorted({int(year) for cell in self.cells for year in _YEAR.findall(cell)}))

    @property
    def weeks(self) -> dict[int, int]:
        """The week of each column that has one, where it is said that they are weeks."""
        found: dict[int, int] = {}
        named = self.has_week_word
        for number, cell in enumerate(self.cells):
            match = _WEEK.fullmatch(cell.strip())
            if match and 0 < int(match[1]) <= _LAST_WEEK:
                found[number] = int(match[1])
            named = named or _WEEK_WORD.search(cell) is not None
        return found if named and len(found) > 1 else {}


def _row(parsed: Parsed, whole: str) -> tuple[str, int]:
    """Return the whole line of a row, with the cells that are empty before, and where it begins."""
    start = whole.rfind("\n", 0, parsed.sentence.start) + 1
    return whole[start : parsed.sentence.stop], start


def columns_of(parsed: Parsed, whole: str, *, has_week_word: bool) -> Columns | None:
    """Return the columns that a row of the `whole` list heads, if it has no names."""
    text, start = _row(parsed, whole)
    sign = next((sign for sign in _SIGNS if sign in text), None)
    if sign is None or parsed.known:
        return None
    cells = tuple(text.split(sign))
    found = Columns(sign, cells, start, has_week_word)
    first = re.findall(r"[^\W\d_]+", cells[0].lower())
    is_marked = any(cell.strip().lower() in _MARKS for cell in cells[1:])
    if is_marked or (parsed.periods and not (found.weeks and _PLAIN.issuperset(first))):
        return None
    return found


def under_headings(
    parsed: Parsed, whole: str, columns: Columns, years: Sequence[int], today: date
) -> list[PeriodSaid]:
    """Return the periods of a row as the headings of their columns have them.

    A year in the heading is that of the days below it. What a heading says that nobody has
    foreseen, such as «ønsket», is asked about.
    """
    text, start = _row(parsed, whole)
    if len(text.rstrip().split(columns.sign)) > len(columns.cells):
        years = columns.years or years  # no telling which cell stands below which
        return [either_year(p, today, years) if years else p for p in parsed.periods]
    found: list[PeriodSaid] = []
    unread: list[Extent] = []
    for period in parsed.periods:
        at = period.extent.start + parsed.sentence.start - start
        number = text.count(columns.sign, 0, at)
        cell = columns.cell(number)
        named = _YEAR.findall(cell)
        if len(set(named)) == 1:
            period = in_year(period, today, Year(int(named[0])))
        elif years:
            period = either_year(period, today, years)
        words = re.findall(r"[^\W\d_]+", cell.lower())
        if not _PLAIN.issuperset(words):
            unread.append(columns.extent(number))
        found.append(period)
    if not unread:
        return found
    return [replace(p.asked(Doubt.UNREAD_WORDS), headings=tuple(unread)) for p in found]


def marked_weeks(
    parsed: Parsed, whole: str, columns: Columns, today: date, year: Year | None
) -> list[PeriodSaid]:
    """Return the weeks that are marked in the row of one person, neighbours as one; to be asked.

    None of them when something else than marks stands in a cell.
    """
    (text, start), weeks = _row(parsed, whole), columns.weeks
    if not weeks or len(parsed.known) != 1 or columns.sign not in text:
        return []
    marked: list[tuple[int, Extent]] = []
    at = start - parsed.sentence.start
    for number, cell in enumerate(text.split(columns.sign)):
        said, extent = cell.strip().lower(), Extent(at, at + len(cell))
        at += len(cell) + 1
        if number in weeks and (said in _MARKS or said in w.ABSENCE):
            marked.append((number, extent))
        elif number in weeks and said not in _BLANK and said not in w.PRESENCE:
            return []
    runs: list[list[tuple[int, Extent]]] = []
    for one in marked:
        if runs and weeks[one[0]] == weeks[runs[-1][-1][0]] + 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    found = []
    for run in runs:
        days = weeks_from(weeks[run[0][0]], weeks[run[-1][0]], today, year)
        if days is None:
            return []
        extent = Extent(run[0][1].start, run[-1][1].stop)
        words = f"{columns.cell(run[0][0])} {columns.cell(run[-1][0])}"
        found.append(replace(days, extent=extent, words=words).asked(Doubt.MARKED))
    return found
