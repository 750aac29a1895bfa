"""The columns of a table in running text: what the heading of each says of the cells below it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from fravaertui.domain.absence_list import words as w
from fravaertui.domain.absence_list.parsed import Parsed
from fravaertui.domain.absence_list.said_periods import (
    PeriodSaid,
    Year,
    either_year,
    in_year,
    weeks_from,
)
from fravaertui.domain.absence_list.values import Doubt, Extent
from fravaertui.domain.date_input.vocabulary import MONTH_NAMES, SAYINGS, WEEKDAY_NAMES

_SIGNS = ("\t", "|")
_LOOSE_SIGNS = (";", ",", "  ")
"""What stands between the cells of a table, and in other text too: the headings have to tell."""
_APART = re.compile(r"[ \u00a0]{2,}")
_YEAR = re.compile(r"\b20\d\d\b")
_WEEK = re.compile(r"(?:(?:ferie)?(?:uke|uka|veke|u)\.?\s*)?(\d{1,2})", re.IGNORECASE)
_WEEK_WORD = re.compile(r"\b(?:ferie)?(?:uke[rn]?|uka|vek[ae]r?|weeks?)\b", re.IGNORECASE)
_MARKS = frozenset({"x", "✓", "✔", "f"})
_BLANK = frozenset({"", "-", "–", "—"})
_LAST_WEEK = 53
_AWAY = r"(?:(?:ferie|fri|fravær|fråvær|fraværs|fråværs|borte|perm(?:isjon)?|periode)\s?)?"
_DAY = r"(?:\s?(?:dato|dag|dagen|uke|uka|veke|veka|day|date))?"
_FIRST_DAY = re.compile(
    rf"{_AWAY}(?:uke |veke |dato )?(?:fra|frå|f ?o ?m|from|start|starter|startar|begynner|byrjar)"
    rf"(?: og med)?{_DAY}|(?:første|fyrste|first) (?:ferie|fri|fraværs|fråværs)?(?:dag|day)"
    r"(?: borte| away)?",
    re.IGNORECASE,
)
_BEGINNINGS = w.listed(
    "fra frå fom f from start starter startar startdato begynner byrjar første fyrste first "
    "startdag startuke"
)
"""One of these is in each heading of a first day."""
_LAST_DAY = re.compile(
    rf"{_AWAY}(?:uke |veke |dato )?(?:til|t ?o ?m|to|slutt|slutter|sluttar|end|ends)"
    rf"(?: og med)?{_DAY}"
    r"|(?:siste|last) (?:ferie|fri|fraværs|fråværs)?(?:dag|day)(?: borte| away)?",
    re.IGNORECASE,
)
_FIRST_DAY_BACK = re.compile(
    r"(?:tilbake|attende|back)(?: (?:på|i|at|to) (?:jobb|arbeid|work))?(?: dato)?"
    r"|(?:første|fyrste|first) (?:dag (?:tilbake|på jobb|i arbeid|på arbeid)|arbeidsdag|day back)",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"(?:antall |tal |sum |totalt |number of )?(?:ferie|fri|virke|arbeids)?"
    r"(?:dager|dagar|uker|veker|days|weeks)(?: totalt)?|antall|tal|sum|totalt",
    re.IGNORECASE,
)
_SAID = frozenset(word for saying in SAYINGS for word in re.findall(r"[^\W\d_]+", saying))
_PLAIN = (
    w.KNOWN - w.TURNING - {"planlagt", "planlagte"}
    | _SAID
    | MONTH_NAMES.keys()
    | WEEKDAY_NAMES.keys()
    | w.listed(
        "antall tal merknad merknader kommentar kommentarer første fyrste siste nr type "
        "feriedag fridag fraværsdag fråværsdag"
    )
)
"""Words of headings that leave the cells below as they are."""


def _cells(text: str, sign: str) -> list[Extent]:
    """Return where the cells of a row stand in its text."""
    if sign in ("\t", "|", ";", ","):
        ends = [n for n, character in enumerate(text) if character == sign]
        starts = [0, *(end + 1 for end in ends)]
    else:
        gaps = [m for m in _APART.finditer(text) if m.start()]
        ends = [m.start() for m in gaps]
        starts = [len(text) - len(text.lstrip()), *(m.end() for m in gaps)]
    return [Extent(*pair) for pair in zip(starts, [*ends, len(text)], strict=True)]


def _stripped(extent: Extent, text: str) -> Extent:
    cell = extent.of(text)
    start = extent.start + len(cell) - len(cell.lstrip())
    return Extent(start, start + len(cell.strip()))


def _heading(cell: str) -> str:
    """Return the words of a heading, without the points of «f.o.m.» and without a year."""
    return " ".join(_YEAR.sub("", cell).replace(".", " ").split())


@dataclass(frozen=True)
class Columns:
    """The headings of a table, in order; `start` is where their row begins in the list."""

    sign: str
    cells: tuple[str, ...]
    start: int
    places: tuple[Extent, ...]
    has_week_word: bool = False

    def cell(self, number: int) -> str:
        """Return the heading of a column; empty when there is none."""
        return self.cells[number].strip() if number < len(self.cells) else ""

    def extent(self, number: int) -> Extent:
        """Return where the heading of a column stands in the list."""
        return self.places[number]

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

    def _all(self, pattern: re.Pattern[str]) -> list[int]:
        return [n for n, cell in enumerate(self.cells) if pattern.fullmatch(_heading(cell))]

    @cached_property
    def ends(self) -> tuple[tuple[int, int], ...]:
        """The columns of the first and the last day, two and two."""
        first, last = self._all(_FIRST_DAY), self._all(_LAST_DAY)
        return tuple(zip(first, last, strict=True)) if len(first) == len(last) else ()

    @cached_property
    def back(self) -> int | None:
        """The column of the first day at work again."""
        found = self._all(_FIRST_DAY_BACK)
        return found[0] if len(found) == 1 else None

    @cached_property
    def first_day(self) -> int | None:
        """The only column of a first day, where there is none of a last day."""
        first = self._all(_FIRST_DAY)
        return first[0] if len(first) == 1 and not self._all(_LAST_DAY) else None

    @cached_property
    def counts(self) -> frozenset[int]:
        """The columns of how many days it is."""
        return frozenset(self._all(_COUNT))

    @property
    def has_ends(self) -> bool:
        """Tell whether they say where a first day stands, and a last one or a day of return."""
        return bool(self.ends) or (self.first_day is not None and self.back is not None)

    def outlasts(self, other: "Columns", parsed: Parsed) -> bool:
        """Tell whether what may be other headings is but a row without days below these."""
        return self.has_ends and not other.has_ends and not parsed.sentence.after_blank

    @cached_property
    def substitutes(self) -> int | None:
        """The column that names substitutes."""
        found = [n for n, c in enumerate(self.cells) if w.SUBSTITUTE & set(c.lower().split())]
        return found[0] if found else None


@dataclass(frozen=True, slots=True)
class Row:
    """A row below the headings; its cells are counted in the sentence."""

    parsed: Parsed
    cells: tuple[Extent, ...]

    def cell(self, number: int) -> str:
        """Return what stands in a cell."""
        return self._cell_text(number).strip(" .\u00a0")

    def _cell_text(self, number: int) -> str:
        extent = self.cells[number] if number < len(self.cells) else Extent(0, 0)
        return self.parsed.sentence.text[max(extent.start, 0) : max(extent.stop, 0)]

    def column(self, at: int) -> int:
        """Return the column of a character."""
        found = [n for n, cell in enumerate(self.cells) if cell.start <= at]
        return found[-1] if found else 0


def row_of(parsed: Parsed, whole: str, columns: Columns) -> Row:
    """Return a row of the `whole` list in its cells, those that are empty before it too."""
    text, start = _line(parsed, whole)
    before = parsed.sentence.start - start
    cells = (_stripped(cell, text) for cell in _cells(text, columns.sign))
    return Row(parsed, tuple(Extent(c.start - before, c.stop - before) for c in cells))


def _line(parsed: Parsed, whole: str) -> tuple[str, int]:
    """Return the whole line of a row, with the cells that are empty before, and where it begins."""
    start = whole.rfind("\n", 0, parsed.sentence.start) + 1
    return whole[start : parsed.sentence.stop], start


def is_row(parsed: Parsed, whole: str, columns: Columns) -> bool:
    """Tell whether a sentence has the cells of a row, if only empty ones."""
    _, start = _line(parsed, whole)
    end = whole.find("\n", start)
    return columns.sign in whole[start : end if end >= 0 else None].strip(" ")


def columns_of(parsed: Parsed, whole: str, *, has_week_word: bool) -> Columns | None:
    """Return the columns that a row of the `whole` list heads, if it has no names."""
    text, start = _line(parsed, whole)
    if parsed.known or not any(character.isalnum() for character in text):
        return None
    loose = () if parsed.lower.isdisjoint(_BEGINNINGS) else _LOOSE_SIGNS
    for sign in (*_SIGNS, *loose):
        if sign not in text:
            continue
        extents = _cells(text, sign)
        cells = tuple(extent.of(text) for extent in extents)
        places = tuple(_stripped(extent, text) for extent in extents)
        places = tuple(Extent(place.start + start, place.stop + start) for place in places)
        found = Columns(sign, cells, start, places, has_week_word)
        if sign in _LOOSE_SIGNS and not (found.has_ends and _is_plain(cells)):
            continue
        return found if _may_head(parsed, found) else None
    return None


def _is_plain(cells: Sequence[str]) -> bool:
    return all(_PLAIN.issuperset(re.findall(r"[^\W\d_]+", cell.lower())) for cell in cells)


def _may_head(parsed: Parsed, columns: Columns) -> bool:
    first = re.findall(r"[^\W\d_]+", columns.cells[0].lower())
    if any(cell.strip().lower() in _MARKS for cell in columns.cells[1:]):
        return False
    return not parsed.periods or (bool(columns.weeks) and _PLAIN.issuperset(first))


def under_headings(
    parsed: Parsed, whole: str, columns: Columns, years: Sequence[int], today: date
) -> list[PeriodSaid]:
    """Return the periods of a row as the headings of their columns have them.

    A year in the heading is that of the days below it. What a heading says that nobody has
    foreseen, such as «ønsket», is asked about.
    """
    row = row_of(parsed, whole, columns)
    text, _ = _line(parsed, whole)
    if len(_cells(text.rstrip(), columns.sign)) > len(columns.cells):
        years = columns.years or years  # no telling which cell stands below which
        return [either_year(p, today, years) if years else p for p in parsed.periods]
    found: list[PeriodSaid] = []
    unread: list[Extent] = []
    for period in parsed.periods:
        first, last = row.column(period.extent.start), row.column(period.extent.stop - 1)
        named = _YEAR.findall(columns.cell(first))
        if len(set(named)) == 1:
            period = in_year(period, today, Year(int(named[0])))
        elif years:
            period = either_year(period, today, years)
        above = range(first, min(last + 1, len(columns.cells)))
        unread += [columns.extent(n) for n in above if not _is_plain([columns.cell(n)])]
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
    weeks = columns.weeks
    if not weeks or len(parsed.known) != 1 or columns.sign not in _line(parsed, whole)[0]:
        return []
    row = row_of(parsed, whole, columns)
    marked: list[tuple[int, Extent]] = []
    for number, extent in enumerate(row.cells):
        said = row.cell(number).lower()
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
