"""A list of absences on the screen: its rows, what its edges say, and what was passed over."""

from collections.abc import Iterator
from typing import NamedTuple

from fravaertui.domain.absence_list import CHANGING, Extent, ListPlan, ListRow, RowStatus
from fravaertui.domain.date_input import Span
from fravaertui.session.absence_list import ListWork
from fravaertui.session.state import SessionState
from fravaertui.texts.absence_lists import row_name, status_word
from fravaertui.texts.catalogue import Words
from fravaertui.texts.dates import weekday_and_day
from fravaertui.texts.list_rows import passed_over
from fravaertui.texts.readings import length_phrase
from fravaertui.texts.services import brief_service_list, short_service_list
from fravaertui.tui.themes import Look
from fravaertui.tui.widgets.list_box import Lit
from fravaertui.tui.widgets.record_list import Record
from fravaertui.tui.widgets.text_view import BLANK, Line, Part, Row, fit, line

_STATUS_WIDTH = 20


class Sign(NamedTuple):
    """The sign of a row's state, which differs without colour too, and its look."""

    sign: str
    look: Look


SIGNS: dict[RowStatus, Sign] = {
    RowStatus.NEW: Sign("+", "open"),
    RowStatus.EXTENDS: Sign("»", "open"),
    RowStatus.UNCHANGED: Sign("=", "dim"),
    RowStatus.OVERLAPS: Sign("!", "error"),
    RowStatus.MEETS_SUBSTITUTE: Sign("◆", "substitute"),
    RowStatus.WHO: Sign("?", "warning"),
    RowStatus.WHEN: Sign("?", "warning"),
    RowStatus.SERVICES: Sign("?", "warning"),
    RowStatus.NOT_AN_ABSENCE: Sign("–", "dim"),
    RowStatus.LEFT_OUT: Sign("×", "hidden"),
}

_DIMMED = frozenset({RowStatus.UNCHANGED, RowStatus.NOT_AN_ABSENCE, RowStatus.LEFT_OUT})


def list_records(list_work: ListWork, state: SessionState) -> list[Record]:
    """Return the rows of the list: each with its state, whom, which days, and which services."""
    plan = list_work.plan
    if plan is None:
        return []
    several = len(list_work.files) > 1
    return [_record(row, list_work, state, several=several) for row in plan.rows]


def _record(row: ListRow, list_work: ListWork, state: SessionState, *, several: bool) -> Record:
    words, sign = state.words, SIGNS[row.status]
    status = fit(f"{sign.sign} {status_word(row.status, words)}", _STATUS_WIDTH - 1) + " "
    look: Look = "dim" if row.status in _DIMMED else "strong"
    name: list[Part] = [(row_name(row, list_work.files, words), look)]
    if several and row.clinic in list_work.files:
        name.append((f" · {list_work.files[row.clinic].clinic.name}", "dim"))
    return Record(
        row.id,
        (
            line("  ", (status, sign.look), *name, *_substitute(row, words), wrap=False),
            line(" " * (_STATUS_WIDTH + 2), *_what(row, words), wrap=False),
        ),
    )


def brief_span(span: Span, words: Words) -> str:
    """Return days for a row: with weekdays and length, in numbers."""
    first, last = (weekday_and_day(day, words.language) for day in (span.first, span.last))
    if span.first == span.last:
        return first
    begins = first[:-5] if span.first.year == span.last.year else first
    return f"{begins}–{last} · {length_phrase(span.first, span.last, words)}"


def _what(row: ListRow, words: Words) -> Row:
    """Return days and services; days that are only proposed are marked as such."""
    look: Look = "dim" if row.status in _DIMMED else "plain"
    parts: Row = []
    if row.span:
        parts.append((brief_span(row.span, words), look))
    elif row.proposal:
        parts.append((f"{brief_span(row.proposal, words)}?", "warning"))
    else:
        parts.append((words("which days?"), "warning"))
    if row.services:
        parts.append((f" · {short_service_list(row.services, words)}", "dim"))
    return parts


def _substitute(row: ListRow, words: Words) -> Row:
    if not row.substitute:
        return []
    covers = f" ({brief_service_list(row.covered, words)})" if row.covered else ""
    named = words("substitute {name}", name=row.substitute)
    return [(f" · {named}{covers}", "substitute")]


def rows_title(plan: ListPlan | None, words: Words) -> tuple[Part, ...]:
    """Return how many rows there are, and how many of them are what: «8 rader · 2 spørsmål»."""
    if plan is None or not (plan.rows or plan.reading.unread):
        return (words("Rows"),)
    counts, asked = plan.counts, len(plan.open)
    changing = sum(row.status in CHANGING for row in plan.rows)
    unread = plan.reading.unread
    same, out = counts.get(RowStatus.UNCHANGED, 0), counts.get(RowStatus.LEFT_OUT, 0)
    told: list[tuple[int, str, Look]] = [
        (asked, words.plural("{n} question", "{n} questions", asked), "warning"),
        (changing, words.plural("{n} to save", "{n} to save", changing), "open"),
        (unread, words.plural("{n} part not read", "{n} parts not read", unread), "warning"),
        (same, words.plural("{n} unchanged", "{n} unchanged", same), "dim"),
        (out, words.plural("{n} left out", "{n} left out", out), "dim"),
    ]
    parts: list[Part] = [words.plural("{n} row", "{n} rows", len(plan.rows))]
    parts += [(f" · {phrase}", look) for count, phrase, look in told if count]
    return tuple(parts)


def where_and_case(list_work: ListWork, state: SessionState, key: str) -> Iterator[Part]:
    """Yield whose list it is, for the edge of its text, and which case it is for.

    `key` leads to the choice of clinics.
    """
    words = state.words
    clinics = [file.clinic.name for file in list_work.files.values()]
    if len(clinics) > 1:
        yield (" · " + words("{n} clinics", n=len(clinics)), "dim")
    elif clinics:
        yield (f" · {clinics[0]}", "dim")
    else:
        yield (" · " + words("which clinic? {key}", key=key), "warning")
    if case := list_work.answers.case:
        yield (" · " + words("case {case}", case=case), "dim")


def passed_hint(plan: ListPlan | None, key: str, words: Words) -> str:
    """Return how many parts of the text were passed over, and the key that lists them."""
    count = len(plan.reading.passed_over) if plan else 0
    if not count:
        return ""
    return words.plural(
        "{n} part passed over: {key}", "{n} parts passed over: {key}", count, key=key
    )


def passed_lines(plan: ListPlan, words: Words) -> list[Line]:
    """Return what of the text gives no row, and why."""
    lines: list[Line] = []
    for quote, why in passed_over(plan, words):
        lines += [line(f"«{quote}»", hang=2), line((why, "dim"), indent=2, hang=2), BLANK]
    return lines[:-1]


def lit(row: ListRow | None, list_work: ListWork) -> tuple[Lit, ...]:
    """Return the characters that a row was read from, and among them who, when and what.

    Of a table it is the whole row.
    """
    if row is None or not list_work.is_read:
        return ()
    entry = row.entry
    if list_work.is_table:
        lines = list_work.text.split("\n")[: entry.line]
        start = sum(len(one) + 1 for one in lines[:-1])
        return ((start, start + len(lines[-1]), "strong"),)
    substitute = entry.substitute.extent if entry.substitute else None
    found = (entry.name_extent, entry.period_extent, entry.services_extent, substitute)
    parts: list[tuple[Extent | None, Look]] = [(entry.extent, "strong")]
    parts += [(extent, "warning") for extent in entry.unread]
    parts += [(extent, "chosen day") for extent in found]
    return tuple((extent.start, extent.stop, look) for extent, look in parts if extent)
