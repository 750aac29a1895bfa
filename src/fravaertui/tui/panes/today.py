"""«I dag på kundesenteret»: what waits, what opens and closes, drafts, and what was done last.

Each line is a way on: Enter opens what it is about.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from fravaertui.domain.calendar import OSLO
from fravaertui.domain.day_states import DayState
from fravaertui.domain.findings import Severity
from fravaertui.protocol.batches import DIRECTORY
from fravaertui.protocol.overview import ChangeRow, ClinicRow, Overview
from fravaertui.session.drafts.storage import StoredDraft
from fravaertui.session.state import Contact, SessionState
from fravaertui.texts.ages import age_phrase
from fravaertui.texts.batches import brief_batch_phrase
from fravaertui.texts.catalogue import Words
from fravaertui.texts.dates import day_word
from fravaertui.texts.history import done_phrase
from fravaertui.tui.messages import ClinicTarget
from fravaertui.tui.panes.drafts import form_title
from fravaertui.tui.panes.findings import LOOK_OF_SEVERITY
from fravaertui.tui.panes.today_lines import (
    ROWS_OF_HEADING,
    DraftTarget,
    Entry,
    ImportsTarget,
    QueueTarget,
    RestTarget,
    Section,
    Target,
)
from fravaertui.tui.panes.today_turns import CLOSES, OPENS, mark, turn_section
from fravaertui.tui.themes import Look
from fravaertui.tui.widgets.headed_list import HeadedList
from fravaertui.tui.widgets.record_list import RecordList
from fravaertui.tui.widgets.text_view import Part, Row, cells, fit, fit_words, line

DAY_WIDTH = 9
_CLINIC_MARGIN = 4
_AWAITED = (Contact.CONNECTING, Contact.CONNECTED)
"""The states of contact in which an overview is on its way."""
TWO_ROWS_FROM = 20
"""Rows from which names and words have a second row also where that leaves room for fewer."""


class TodayPane(Vertical):
    """The overview as a list with headings."""

    class Chosen(Message):
        """Enter was pressed on a line."""

        def __init__(self, target: Target) -> None:
            """Tell what to open."""
            super().__init__()
            self.target = target

    def __init__(
        self, state: SessionState, drafts: Callable[[], Sequence[StoredDraft]], *, id: str
    ) -> None:
        """Show the overview in the workbench's state, and the `drafts` that wait."""
        super().__init__(id=id)
        self._state = state
        self._drafts = drafts
        self.records = HeadedList(id="today-lines")
        self._targets: dict[str, Target] = {}
        self._whole: frozenset[str] = frozenset()
        """The sections that the agent has asked to see all of."""

    def compose(self) -> ComposeResult:
        """One list."""
        yield self.records

    def on_resize(self) -> None:
        """Show what fits the new size."""
        self.show()

    def on_hide(self) -> None:
        """Begin with as much as fits when it is shown the next time."""
        self._whole = frozenset()

    def show(self, cursor: str | None = None) -> None:
        """Show the overview as it fits; before it is laid out, as if it had the whole screen."""
        size = self.size or self.screen.size
        drafts = self._drafts()
        entries = list(today_entries(self._state, drafts, size.width, size.height, self._whole))
        self._targets = {entry.key: entry.target for entry in entries if entry.target}
        self.records.show_records([entry.record for entry in entries], cursor=cursor)

    @on(RecordList.Chosen, "#today-lines")
    def _chosen(self, event: RecordList.Chosen) -> None:
        target = self._targets[event.key]
        if isinstance(target, RestTarget):
            self._whole |= {target.section}
            self.show(target.first)
        else:
            self.post_message(self.Chosen(target))


def today_entries(
    state: SessionState,
    drafts: Sequence[StoredDraft],
    width: int,
    height: int,
    whole: Collection[str] = (),
) -> Iterator[Entry]:
    """Return the lines of the overview, of each section as many as there is room for.

    The sections with the keys in `whole` have all their lines.
    """
    words, overview = state.words, state.overview
    yield _queue_entry(state)
    failure = state.overview_failure
    if failure or overview is None:
        awaited = state.contact in _AWAITED
        without = words("Fetching the overview …") if awaited else words("No overview yet.")
        message = failure or without
        yield Entry("", line((f"  {message}", "error" if failure else "dim"), wrap=False))
    above = 1 + bool(failure)
    shown = _sections(state, drafts, width, in_two_rows=True)
    room = height - above - ROWS_OF_HEADING * len(shown)
    if height < TWO_ROWS_FROM and sum(max(section.rows, 1) for section in shown) > room:
        shown = _sections(state, drafts, width, in_two_rows=False)
    for section, rows in zip(shown, _shares(shown, room), strict=True):
        yield from section.lines(section.rows if section.key in whole else rows, words)


def _sections(
    state: SessionState, drafts: Sequence[StoredDraft], width: int, *, in_two_rows: bool
) -> list[Section]:
    """Return the sections that have anything to tell."""
    words, overview = state.words, state.overview
    waiting = [_draft_entry(draft, state, width) for draft in drafts]
    sections = [
        *(_overview_sections(overview, state, width, in_two_rows=in_two_rows) if overview else ()),
        Section("drafts", words("Drafts"), waiting),
    ]
    if overview:
        changes = [_change_entry(row, state) for row in overview.changes]
        sections.append(Section("changes", words("Done last"), changes))
    return [section for section in sections if section.count or section.nothing]


def _shares(sections: Sequence[Section], room: int) -> list[int]:
    """Divide the room fairly; each has what it needs at least, or a row where there is none."""
    shares, wanted = [s.fewest for s in sections], [s.rows for s in sections]
    left = room - sum(max(share, 1) for share in shares)
    while left > 0 and shares != wanted:
        for number, rows in enumerate(wanted):
            if left > 0 and shares[number] < rows:
                shares[number] += 1
                left -= 1
    return shares


def updated_phrase(state: SessionState) -> str:
    """Return when the overview was so, and what it lacks still; empty while there is none."""
    words, overview = state.words, state.overview
    if state.overview_at is None:
        return ""
    updated = words("updated {time}", time=_moment_word(state.overview_at, state))
    if not overview or not overview.pending:
        return updated
    lacking = words.plural(
        "{n} clinic still to be looked through",
        "{n} clinics still to be looked through",
        overview.pending,
    )
    return f"{lacking} · {updated}"


def _queue_entry(state: SessionState) -> Entry:
    words, overview = state.words, state.overview
    parts: list[Part] = ["  "]
    if overview and overview.day == state.today:
        queue = overview.queue
        counts: tuple[tuple[int, str, Look], ...] = (
            (queue.urgent, words("urgent"), LOOK_OF_SEVERITY[Severity.CRITICAL]),
            (queue.can_wait, words("can wait"), LOOK_OF_SEVERITY[Severity.WARNING]),
            (queue.taken_by_me, words("taken by you"), "accent"),
        )
        parts += [(f"{words('so far:')} ", "warning")] if overview.pending else []
        for count, word, look in counts:
            parts += [(str(count), look if count else "dim"), (f" {word}  ", "dim")]
    elif overview and state.contact in _AWAITED and not state.overview_failure:
        parts += [(f"{words('Counting …')}  ", "dim")]
    parts += [(state.keys["triage"], "key"), (f" {words('triage')}", "dim")]
    return Entry("queue", line(*parts, wrap=False), QueueTarget())


def _overview_sections(
    overview: Overview, state: SessionState, width: int, *, in_two_rows: bool
) -> list[Section]:
    words = state.words
    clinics = _clinic_entries(overview.clinics, words, width)
    rows = (*overview.opens.rows, *overview.closes.rows)
    days = max((cell_len(day_word(row.day, state.today, words)) for row in rows), default=0)
    turning = ((OPENS, overview.opens), (CLOSES, overview.closes))
    return [
        *(
            turn_section(direction, turns, state, width, days, in_two_rows=in_two_rows)
            for direction, turns in turning
        ),
        Section("clinics", words("Clinics used last"), clinics),
    ]


def _clinic_entries(rows: Sequence[ClinicRow], words: Words, width: int) -> list[Entry]:
    """Return the clinics, with names whole and what waits in words as far as there is room."""
    names = max((cell_len(row.name) for row in rows), default=0) + _CLINIC_MARGIN + 1
    said = [_clinic_state(row, words, spelled=True) for row in rows]
    if names + max(map(cells, said), default=0) > width:
        said = [_clinic_state(row, words, spelled=False) for row in rows]
    room = width - max(map(cells, said), default=0) - _CLINIC_MARGIN - 1
    column = max(width // 2 - 6, min(names - _CLINIC_MARGIN - 1, room), 12)
    return [
        Entry(
            f"clinic/{row.clinic}",
            line(f"    {fit_words(row.name, column)} ", *state, wrap=False),
            ClinicTarget(row.clinic),
        )
        for row, state in zip(rows, said, strict=True)
    ]


def _clinic_state(row: ClinicRow, words: Words, *, spelled: bool) -> Row:
    """Return how many are closed at a clinic and what waits there, `spelled` in words."""
    closed = words("{n} of {total} closed", n=row.closed, total=row.practitioners)
    look: Look = "closed" if row.closed else "dim"
    parts: Row = [(closed, look)]
    if row.some_closed:
        parts.append(mark(DayState.SOME_CLOSED, " " + words("{n} partly", n=row.some_closed)))
    if row.hidden:
        hidden = words.plural("{n} not fully shown", "{n} not fully shown", row.hidden)
        parts.append(mark(DayState.NOT_SHOWN, f" {hidden}"))
    if row.urgent:
        urgent = f" {words('urgent')}" if spelled else ""
        parts.append((f"  ! {row.urgent}{urgent}", LOOK_OF_SEVERITY[Severity.CRITICAL]))
    if row.can_wait:
        waits = f" {words('can wait')}" if spelled else ""
        parts.append((f"  · {row.can_wait}{waits}", LOOK_OF_SEVERITY[Severity.WARNING]))
    return parts


def _draft_entry(stored: StoredDraft, state: SessionState, width: int) -> Entry:
    """Return what was being done, where, and how long ago; a long name of a clinic gives way."""
    words, between = state.words, " · "
    title = f"    {form_title(stored.draft, words)}"
    age = f"{between}{age_phrase(state.now() - stored.kept_at, words)}"
    room = width - cells([title, between, age]) - 1  # the scrollbar
    clinic = fit_words(stored.clinic_name, max(room, 0)).rstrip()
    about = f"{between}{clinic}" if clinic else ""
    return Entry(
        f"draft/{stored.id}", line(title, about, (age, "dim"), wrap=False), DraftTarget(stored.id)
    )


def _change_entry(row: ChangeRow, state: SessionState) -> Entry:
    words = state.words
    more = words.plural(", and {n} more change", ", and {n} more changes", row.others)
    done = done_phrase(row.change, words, whose=row.practitioner_name, of_all=row.of_all)
    target: Target = ClinicTarget(row.clinic, row.practitioner)
    if row.clinics:
        done = brief_batch_phrase(row.batch, row.source, row.clinics, words, reverts=row.reverts)
    if row.clinics > 1 and row.batch == DIRECTORY:
        target = ImportsTarget()
    return Entry(
        f"change/{row.clinic}/{row.version}",
        line(
            (f"    {fit(_moment_word(row.at, state), DAY_WIDTH)}", "dim"),
            f"{row.agent} · {done}{more if row.others else ''}",
            ("" if row.clinics > 1 else f" · {row.clinic_name}", "dim"),
            wrap=False,
        ),
        target,
    )


def _moment_word(moment: datetime, state: SessionState) -> str:
    """Return the time of what was today, else the day."""
    there = moment.astimezone(OSLO)
    if there.date() == state.today:
        return f"{there:%H:%M}"
    return day_word(there.date(), state.today, state.words)
