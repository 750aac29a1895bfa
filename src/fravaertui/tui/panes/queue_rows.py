"""The findings of all clinics as a table: a row each, in as many columns as there is room for."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from rich.cells import cell_len

from fravaertui.protocol.work_queue import FindingRow, FindingState
from fravaertui.session.state import SessionState
from fravaertui.session.work_queue import row_key
from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.contacts import owner_word
from fravaertui.texts.dates import day_ahead
from fravaertui.texts.findings import (
    finding_facts,
    finding_row_sentence,
    finding_title,
    severity_word,
)
from fravaertui.tui.panes.findings import LOOK_OF_SEVERITY, severity_sign
from fravaertui.tui.themes import Look
from fravaertui.tui.widgets.record_list import Record
from fravaertui.tui.widgets.text_view import Line, fit, line

MARGIN = 2
"""Cells before the first column, where the cursor is."""
AGE_WIDTH = 7


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table, which is there where the table has so many cells.

    It is as wide as its texts; where there is no room for that, `least` cells, and as many as are
    `good` before another has all that it needs.
    """

    heading: str
    text: Callable[[FindingRow], str]
    least: int
    good: int = 0
    from_width: int = 0
    look: Look | None = "plain"
    """None is the look of the finding's severity."""
    goes_first: bool = False
    """Whether it has what is good before another has more than its least."""


class Table(NamedTuple):
    """The findings under their headings."""

    heading: Line
    records: list[Record]


def queue_table(rows: Sequence[FindingRow], state: SessionState, width: int) -> Table:
    """Return the findings in so many cells, no two rows alike."""
    words, room = state.words, width - MARGIN
    columns = [column for column in _columns(state) if width >= column.from_width]
    headings = [words(column.heading) if column.heading else "" for column in columns]
    cells = [[column.text(row) for column in columns] for row in rows]
    at = next(n for n, column in enumerate(columns) if column.heading == _FINDING)
    widths = _widths(columns, [headings, *cells], room)
    sentences = [row_sentence(row, words) for row in rows]
    longest = max(map(cell_len, sentences), default=0)
    widths[at] += max(min(longest - widths[at], room - sum(widths) - len(widths) + 1), 0)
    for row, texts, sentence in zip(rows, cells, sentences, strict=True):
        spelled = (sentence, row_sentence(row, words, short=True))
        fitting = (text for text in spelled if cell_len(text) <= widths[at])
        texts[at] = next(fitting, texts[at])
    _tell_apart(rows, cells, widths, at, words)
    looks = [column.look for column in columns]
    dim: list[Look | None] = ["dim" for _ in columns]
    records = [
        Record(row_key(row), (_line(texts, widths, looks, LOOK_OF_SEVERITY[row.severity]),))
        for row, texts in zip(rows, cells, strict=True)
    ]
    return Table(_line(headings, widths, dim), records)


def row_sentence(row: FindingRow, words: Words, *, short: bool = False) -> str:
    """Return what the finding is, with its days and services."""
    return finding_row_sentence(row.code, row.services, row.days, words, row.text, short=short)


def age_word(row: FindingRow, today: date, words: Words) -> str:
    """Return for how long the finding has been there, or in how many days it will be."""
    if not row.days:
        return ""
    since = (today - row.days[0]).days
    if since == 0:
        return words("today")
    return words("{n} d", n=since) if since > 0 else words("in {n} d", n=-since)


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


def _columns(state: SessionState) -> tuple[Column, ...]:
    """Return every column, from left to right."""
    words = state.words

    def whom(row: FindingRow) -> str:
        return row.practitioner_name or words("the whole clinic")

    def age(row: FindingRow) -> str:
        return f"{age_word(row, state.today, words):>{AGE_WIDTH}}"

    return (
        Column("", lambda row: severity_sign(row.severity), 1, look=None),
        Column(
            msgid("Severity"),
            lambda row: severity_word(row.severity, words),
            9,
            from_width=96,
            look=None,
        ),
        Column(msgid("Code"), lambda row: row.code, 4, look=None),
        Column(
            msgid("Clinic"), lambda row: row.clinic_name, 14, 26, look="strong", goes_first=True
        ),
        Column(msgid("Municipality"), lambda row: row.municipality, 10, 14, 150, "dim"),
        Column(msgid("Practitioner"), whom, 13, 24, goes_first=True),
        Column(_FINDING, lambda row: finding_title(row.code, words), 17, 28),
        Column(
            msgid("EPJ"), lambda row: state.vendors.get(row.vendor, row.vendor), 10, 20, 190, "dim"
        ),
        Column(msgid("Owner"), lambda row: owner_word(row.owner, words), 10, 16, 180, "dim"),
        Column(msgid("Since"), age, AGE_WIDTH, look="dim"),
        Column(msgid("Who"), lambda row: who_word(row, state), 9, 16, look="accent"),
    )


def _widths(columns: Sequence[Column], texts: Sequence[Sequence[str]], room: int) -> list[int]:
    """Share the cells out: to each its least, then what is good, then all that it needs.

    Whom it is about goes before what it is, which is explained below the table.
    """
    needed = [max(cell_len(row[n]) for row in texts) for n in range(len(columns))]
    widths = [min(need, column.least) for need, column in zip(needed, columns, strict=True)]
    left = room - sum(widths) - len(columns) + 1
    first = [column.good if column.goes_first else 0 for column in columns]
    for wished in (first, [column.good for column in columns], needed):
        for n, wish in reversed(list(enumerate(wished))):
            more = max(min(wish, needed[n]) - widths[n], 0)
            widths[n] += max(min(more, left), 0)
            left -= max(min(more, left), 0)
    return widths


def _tell_apart(
    rows: Sequence[FindingRow],
    cells: list[list[str]],
    widths: Sequence[int],
    at: int,
    words: Words,
) -> None:
    """Let the finding's cell say more where rows would look the same, as cut at the edges.

    More is the facts, else before it the municipality, the HER-id, or a number among them: the
    first of these that tells all that look the same from each other.
    """
    alike: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for n, texts in enumerate(cells):
        alike[tuple(_fitted(texts, widths)[: at + 1])].append(n)
    for group in alike.values():
        if len(group) > 1:
            for ways in _apart([rows[n] for n in group], [cells[n][at] for n in group], words):
                if len({fit(text, widths[at]) for text in ways}) == len(group):
                    break
            for n, text in zip(group, ways, strict=True):
                cells[n][at] = text


def _apart(rows: Sequence[FindingRow], said: list[str], words: Words) -> Iterator[list[str]]:
    """Yield ways to say findings that look the same apart, each with a text for every one."""
    yield [
        finding_facts(row.code, row.services, row.days, words, row.text, short=True) for row in rows
    ]
    marks = (
        [row.municipality for row in rows],
        [f"HER-id {row.practitioner or row.clinic}" for row in rows],
        [words("{n} of {all}", n=n, all=len(rows)) for n in range(1, len(rows) + 1)],
    )
    for ones in marks:
        yield [f"{mark} · {text}" for mark, text in zip(ones, said, strict=True)]


def _fitted(texts: Sequence[str], widths: Sequence[int]) -> list[str]:
    return [fit(text, width) for text, width in zip(texts, widths, strict=True)]


def _line(
    texts: Sequence[str],
    widths: Sequence[int],
    looks: Sequence[Look | None],
    severity: Look = "dim",
) -> Line:
    shown = zip(_fitted(texts, widths), looks, strict=True)
    parts = [(f"{text} ", look or severity) for text, look in shown]
    return line(" " * MARGIN, *parts[:-1], (parts[-1][0][:-1], parts[-1][1]), wrap=False)
