"""The findings of all clinics as a table: a row each, in as many columns as there is room for."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import NamedTuple

from rich.cells import cell_len

from fravaertui.protocol.work_queue import FindingRow, FindingState
from fravaertui.session.state import SessionState
from fravaertui.session.work_queue import row_key
from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.contacts import owner_word
from fravaertui.texts.dates import day_ahead
from fravaertui.texts.findings import (
    brief_title,
    fact_parts,
    finding_row_sentence,
    finding_title,
    row_title,
    severity_word,
)
from fravaertui.texts.names import shorter_names
from fravaertui.tui.panes.findings import LOOK_OF_SEVERITY, severity_sign
from fravaertui.tui.themes import Look
from fravaertui.tui.widgets.record_list import Record
from fravaertui.tui.widgets.text_view import Line, Part, fit_words, fullest, line

MARGIN = 2
"""Cells before the first column, where the cursor is; a narrow table has one."""
WIDE_FROM = 110
"""Cells from which there is room for the severity in words."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table, which is there where the table has so many cells.

    `ways` says a row's cell, the fullest way first, and each cell takes the first that fits. The
    column has the cells that its briefest ways need, `least` at most; then, in the order of their
    `rank`, columns have up to `good` cells, and at last what their fullest ways need.
    """

    heading: str
    ways: Callable[[FindingRow], Sequence[str]]
    least: int
    good: int = 0
    from_width: int = 0
    look: Look | None = "plain"
    """None is the look of the finding's severity."""
    rank: int = 6
    to_the_right: bool = False


class Table(NamedTuple):
    """The findings under their headings."""

    heading: Line
    records: list[Record]


def queue_table(rows: Sequence[FindingRow], state: SessionState, width: int) -> Table:
    """Return the findings in so many cells, no two rows alike and no word cut while one fits."""
    words, margin = state.words, MARGIN if width >= WIDE_FROM else 1
    columns = [column for column in _columns(rows, state) if width >= column.from_width]
    headings = [words(column.heading) if column.heading else "" for column in columns]
    ways = [[column.ways(row) for column in columns] for row in rows]
    at = next(n for n, column in enumerate(columns) if column.heading == _FINDING)
    widths = _widths(columns, headings, ways, width - margin)
    cells = [[fullest(way, room) for way, room in zip(of, widths, strict=True)] for of in ways]
    _tell_apart(rows, cells, widths, at, words)
    looks = [column.look for column in columns]
    dim: list[Look | None] = ["dim" for _ in columns]
    laid = _Layout(" " * margin, widths, [column.to_the_right for column in columns])
    records = [
        Record(row_key(row), (laid.line(texts, looks, LOOK_OF_SEVERITY[row.severity]),))
        for row, texts in zip(rows, cells, strict=True)
    ]
    return Table(laid.line(headings, dim), records)


def row_sentence(row: FindingRow, words: Words, *, short: bool = False) -> str:
    """Return what the finding is, with its days and services."""
    facts = (row.code, row.services, row.days, words, row.text)
    return finding_row_sentence(*facts, short=short, of=row.finding)


def when_ways(row: FindingRow, today: date, words: Words) -> Sequence[str]:
    """Return for how long the finding has been there, or in how many days it will be."""
    if not row.days:
        return ("",)
    since = (today - row.days[0]).days
    if since == 0:
        return (words("today"),)
    if since > 0:
        return words("{n} d ago", n=since), words("{n} d", n=since)
    return words("in {n} d", n=-since), words("+{n} d", n=-since)


def who_word(row: FindingRow, state: SessionState) -> str:
    """Return in a word or two who has the finding, or why it does not wait."""
    mark, words = row.mark, state.words
    match row.state:
        case FindingState.TAKEN if mark:
            return words("you") if mark.agent == state.agent else mark.agent
        case FindingState.SNOOZED if mark and mark.until:
            return words("until {day}", day=day_ahead(mark.until, state.today))
        case FindingState.INTENDED:
            return words("meant so")
        case _:
            return ""


_FINDING = msgid("Finding")


def _columns(rows: Sequence[FindingRow], state: SessionState) -> tuple[Column, ...]:
    """Return every column for these rows, from left to right."""
    words = state.words
    alike = Counter((row.clinic, row.practitioner, row.code) for row in rows)

    def whom(row: FindingRow) -> Sequence[str]:
        if row.practitioner_name:
            return shorter_names(row.practitioner_name)
        return words("the whole clinic"), words("everyone")

    def what(row: FindingRow) -> Sequence[str]:
        spelled = (row_sentence(row, words), row_sentence(row, words, short=True))
        titles = finding_title(row.finding, words), row_title(row.finding, words)
        of_its_kind = alike[row.clinic, row.practitioner, row.code]
        number = f"{of_its_kind}/{of_its_kind}"
        numbered = (f"{brief_title(row.finding, words)} {number}",) if of_its_kind > 1 else ()
        return *spelled, *titles, *numbered

    def only(text: Callable[[FindingRow], str]) -> Callable[[FindingRow], Sequence[str]]:
        return lambda row: (text(row),)

    severity = only(lambda row: severity_word(row.severity, words))
    vendor = only(lambda row: state.vendors.get(row.vendor, row.vendor))
    who = only(lambda row: who_word(row, state))
    return (
        Column("", only(lambda row: severity_sign(row.severity)), 1, look=None),
        Column(msgid("Severity"), severity, 9, from_width=WIDE_FROM, look=None),
        Column(msgid("Code"), only(lambda row: row.code), 4, look=None),
        Column(
            msgid("Clinic"),
            only(lambda row: row.clinic_name),
            12,
            26,
            look="strong",
            rank=0,
        ),
        Column(
            msgid("Municipality"), only(lambda row: row.municipality), 10, 14, 150, "dim", rank=4
        ),
        Column(msgid("Practitioner"), whom, 10, 20, rank=1),
        Column(_FINDING, what, 16, 40, rank=3),
        Column(msgid("EPJ"), vendor, 10, 20, 190, "dim", rank=4),
        Column(
            msgid("Owner"),
            only(lambda row: owner_word(row.owner, words)),
            10,
            16,
            180,
            "dim",
            rank=4,
        ),
        Column(
            msgid("When"),
            lambda row: when_ways(row, state.today, words),
            8,
            11,
            look="dim",
            rank=5,
            to_the_right=True,
        ),
        Column(msgid("Who"), who, 9, 16, look="accent", rank=2),
    )


def _widths(
    columns: Sequence[Column],
    headings: Sequence[str],
    ways: Sequence[Sequence[Sequence[str]]],
    room: int,
) -> list[int]:
    """Share the cells out: to each its least, then what is good, then all that it needs."""

    def needed(limits: Sequence[int]) -> list[int]:
        """Return the cells for the fullest ways of all that can be said within the limits."""
        cells = [[*map(cell_len, headings)]]
        for row in ways:
            within = zip(row, limits, strict=True)
            said = (fit_words(fullest(way, limit), limit) for way, limit in within)
            cells.append([cell_len(text.rstrip()) for text in said])
        return [max(column) for column in zip(*cells, strict=True)]

    good = needed([column.good for column in columns])
    all_of_it = needed([room] * len(columns))
    briefest = [max((cell_len(row[n][-1]) for row in ways), default=0) for n in range(len(columns))]
    widths = [
        max(min(need, column.least), cell_len(heading))
        for need, column, heading in zip(briefest, columns, headings, strict=True)
    ]
    left = room - sum(widths) - len(columns) + 1
    clinic, person, *rest = sorted(range(len(columns)), key=lambda n: columns[n].rank)
    # A clinic's name has no shorter way, so that a cell or two more are of no use to it.
    for wished, in_turn in ((good, (clinic, person, *rest)), (all_of_it, (person, clinic, *rest))):
        for n in in_turn:
            more = min(max(wished[n] - widths[n], 0), max(left, 0))
            widths[n] += more
            left -= more
    return widths


def _tell_apart(
    rows: Sequence[FindingRow],
    cells: list[list[str]],
    widths: Sequence[int],
    at: int,
    words: Words,
) -> None:
    """Let the finding's cell say more where rows would look the same."""
    alike: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for n, texts in enumerate(cells):
        shown = zip(texts[: at + 1], widths, strict=False)
        alike[tuple(fit_words(text, width) for text, width in shown)].append(n)
    for group in alike.values():
        if len(group) > 1:
            ways = list(_apart([rows[n] for n in group], words))
            telling = (way for way in ways if _tells(way, widths[at]))
            for n, text in zip(group, next(telling, ways[-1]), strict=True):
                cells[n][at] = text


def _tells(texts: Sequence[str], width: int) -> bool:
    return len(set(texts)) == len(texts) and all(cell_len(text) <= width for text in texts)


def _apart(rows: Sequence[FindingRow], words: Words) -> Iterator[list[str]]:
    """Yield ways to say findings that look the same apart, each with a text for every one.

    What it is goes before the facts, all or one of them, else the municipality or the HER-id, and
    at last a number among them.
    """
    facts = [
        fact_parts(row.code, row.services, row.days, words, row.text, short=True) for row in rows
    ]
    one_of_them = zip_longest(*facts, fillvalue="")
    marks = [
        [" · ".join(parts) for parts in facts],
        *map(list, one_of_them),
        [row.municipality for row in rows],
        [f"HER-id {row.practitioner or row.clinic}" for row in rows],
    ]
    kinds = (finding_title, row_title, brief_title)
    said = [[say(row.finding, words) for row in rows] for say in kinds]
    for ones in marks:
        for titles in said:
            yield [f"{title} · {mark}" for title, mark in zip(titles, ones, strict=True)]
    numbers = [f"{n}/{len(rows)}" for n in range(1, len(rows) + 1)]
    yield [f"{title} {number}" for title, number in zip(said[-1], numbers, strict=True)]
    yield [f"{number} {title}" for title, number in zip(said[-1], numbers, strict=True)]


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the cells of a row stand."""

    margin: str
    widths: Sequence[int]
    to_the_right: Sequence[bool]

    def line(
        self, texts: Sequence[str], looks: Sequence[Look | None], severity: Look = "dim"
    ) -> Line:
        """Return a row; `severity` is the look of what has none of its own."""
        parts: list[Part] = []
        for text, width, right, look in zip(
            texts, self.widths, self.to_the_right, looks, strict=True
        ):
            shown = fit_words(text, width)
            said = f"{shown.strip():>{width}}" if right else shown
            parts += [" " if parts else self.margin, (said, look or severity)]
        return line(*parts, wrap=False)
