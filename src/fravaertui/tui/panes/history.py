"""«Historikk»: what has happened to the clinic, what was known then, and undoing (rule W2)."""

from asyncio import CancelledError
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import cast

from rich.cells import cell_len
from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from fravaertui.client import ClientError
from fravaertui.domain.calendar import OSLO
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.history import HistoryEntry
from fravaertui.domain.summary import RecordChange, record_changes
from fravaertui.protocol.history import MOST_ENTRIES
from fravaertui.session.gateway import NO_CONTACT, Gateway
from fravaertui.session.state import Contact, PastClinic, SessionState
from fravaertui.texts.catalogue import Words
from fravaertui.texts.dates import moment_phrase
from fravaertui.texts.history import entry_marks, entry_sentence, fact_name, main_sentence
from fravaertui.texts.records import Names, record_phrase
from fravaertui.texts.register_fields import field_value
from fravaertui.tui.messages import AskBatchReversal, AskReversal, ContactLost, Read, Tell
from fravaertui.tui.panes.citizen import day_phrase
from fravaertui.tui.panes.summary import shift_lines
from fravaertui.tui.textual_overrides.less_styling import RestyledByClass
from fravaertui.tui.themed_app import ThemedApp
from fravaertui.tui.themes import Look
from fravaertui.tui.widgets.headed_list import HeadedList, heading
from fravaertui.tui.widgets.record_list import Record, RecordList
from fravaertui.tui.widgets.text_view import BLANK, Line, TextView, fit_words, folded, line
from fravaertui.tui.workers import WorkerHost, worker

_SENTENCE_ROWS = 2
_INDENT = 9
"""Cells before the sentence of an entry: two blanks and the time."""
_ENTRIES_AT_FIRST = 20
_EXPLAINED_FROM = 20
"""Rows from which the chosen entry is explained under the list."""


class HistoryPane(RestyledByClass, Vertical):
    """The entries day by day, fetched as far back as the agent looks, and the chosen one."""

    app = getters.app(ThemedApp)

    class PastShown(Message):
        """The clinic is to be seen as it was known at `state.known`; keys wait for it."""

    def __init__(self, state: SessionState, gateway: Gateway, *, id: str) -> None:
        """Make an empty list over the workbench's state; `gateway` has the entries."""
        super().__init__(id=id)
        self._state = state
        self._gateway = gateway
        self._width = 0
        self._fetched_for: ClinicFile | None = None
        self._failed = False

    def compose(self) -> ComposeResult:
        """The list, and what was changed by the entry under the cursor."""
        yield HeadedList(id="history")
        yield TextView(id="history-explained")

    @property
    def entries(self) -> HeadedList:
        """The list of entries."""
        return self.query_one("#history", HeadedList)

    def on_resize(self) -> None:
        """Explain the chosen entry where there is room."""
        self.set_class(self.size.height >= _EXPLAINED_FROM, "-explained")

    @property
    def host(self) -> WorkerHost:
        """The screen that its workers belong to."""
        return cast(WorkerHost, self.screen)

    @property
    def chosen(self) -> HistoryEntry | None:
        """The entry under the cursor."""
        entries = self._state.history.entries if self._state.history else ()
        return next((e for e in entries if str(e.version) == self.entries.key), None)

    def open(self) -> None:
        """Begin to show the history; what is not there yet is fetched."""
        if self._state.history is None:
            self._fetched_for = None

    def show_entries(self, width: int) -> None:
        """Show the entries in so many columns; fetch them again when the clinic has changed."""
        self._width = width
        file = self._state.file
        if file is None:
            return
        if self._fetched_for is not file and self._state.contact is not Contact.LOST:
            self._fetched_for, self._failed = file, False
            self._fetch(file.clinic.her_id)
        self._show()

    def _show(self, cursor: str | None = None) -> None:
        width = self.entries.size.width or self._width
        records = history_records(self._state, width)
        if self._state.history is None and self._fetched_for and not self._failed:
            records = [heading(line((self._state.words("Fetching the history …"), "dim")))]
        self.entries.show_records(records, cursor=cursor)
        self._explain()

    @on(RecordList.Highlighted)
    def _explain(self) -> None:
        lines = entry_lines(self.chosen, self._state) if self.chosen else []
        self.query_one("#history-explained", TextView).show(lines)

    @worker(group="history", of_clinic=True)
    async def _fetch(self, her_id: int) -> None:
        """Fetch as much as is on screen, from the newest."""
        before = self._state.history.entries if self._state.history else ()
        listed = len(before)
        limit = min(max(listed, _ENTRIES_AT_FIRST), MOST_ENTRIES)
        try:
            page = await self._gateway.history(her_id, limit=limit)
        except ClientError as error:
            self._fetched_for = None if isinstance(error, NO_CONTACT) else self._fetched_for
            self._failed = True
            self._show()
            self._not_fetched(error)
            return
        self._state.history = page
        # What was just saved is what "u undoes" is said of, and `u` undoes the chosen change here.
        own = self._state.written
        is_new = before and all(entry.version != own for entry in before)
        self._show(str(own) if is_new else None)

    @on(RecordList.Edge)
    def _at_edge(self, event: RecordList.Edge) -> None:
        if event.towards > 0 and self._state.history and self._state.history.next:
            self._fetch_older(self._state.history.clinic, self._state.history.next)

    @worker(group="history", of_clinic=True)
    async def _fetch_older(self, her_id: int, before: int) -> None:
        """Fetch the entries that come before those on screen, and go to the first of them."""
        try:
            page = await self._gateway.history(her_id, before)
        except ClientError as error:
            self._not_fetched(error)
            return
        history = self._state.history
        if history is None or history.next != before:
            return  # the list has been fetched again meanwhile
        entries = (*history.entries, *page.entries)
        self._state.history = history.model_copy(update={"entries": entries, "next": page.next})
        self._show(str(page.entries[0].version) if page.entries else None)

    @on(RecordList.Chosen)
    def _read_entry(self) -> None:
        entry = self.chosen
        if entry:
            title = self._state.words("Change no. {n}", n=entry.version)
            self.post_message(Read(title, entry_lines(entry, self._state)))

    def action_command_history_revert(self) -> None:
        """Ask whether to undo the chosen change."""
        entry = self._chosen_or_tell()
        if entry:
            title = self._state.words("Undo change no. {n}?", n=entry.version)
            self.post_message(AskReversal(entry.version, title))

    def action_command_history_revert_list(self) -> None:
        """Ask whether to take back the list that the chosen change was made by, at all clinics."""
        entry = self._chosen_or_tell()
        if entry and entry.batch and entry.is_from_list:
            title = self._state.words("Undo change no. {n}?", n=entry.version)
            self.post_message(AskBatchReversal(entry.batch, entry.version, title))
        elif entry:
            self._tell(self._state.words("The chosen change was not made by a list."), "warning")

    def action_command_history_known(self) -> None:
        """See the clinic as it was known when the chosen change had been made."""
        entry = self._chosen_or_tell()
        if entry and self._state.file:
            self._fetch_known(self._state.file.clinic.her_id, entry.at)

    @worker(group="known", of_clinic=True)
    async def _fetch_known(self, her_id: int, at: datetime) -> None:
        """Show the clinic as it was known at a moment; nothing can be changed there."""
        self.app.pause_keys("past clinic")
        try:
            file = await self._gateway.known(her_id, at)
        except ClientError as error:
            self.app.discard_keys("past clinic")
            self._not_fetched(error)
            return
        except CancelledError:
            self.app.discard_keys("past clinic")
            raise
        self._state.known, self._state.chosen_day = PastClinic(at, file), None
        self.post_message(self.PastShown())

    def _not_fetched(self, error: ClientError) -> None:
        self._tell(error.sentence(self._state.words), "error")
        if isinstance(error, NO_CONTACT):
            self.post_message(ContactLost(error))

    def _chosen_or_tell(self) -> HistoryEntry | None:
        entry = self.chosen
        if entry is None:
            self._tell(self._state.words("There is no change to choose here."), "warning")
        return entry

    def _tell(self, message: str, look: Look) -> None:
        self.post_message(Tell(line((message, look))))


def history_records(state: SessionState, width: int) -> list[Record]:
    """Return the entries that have been fetched, the newest first, each day under its heading."""
    return list(_records(state, width))


def _records(state: SessionState, width: int) -> Iterator[Record]:
    file, history, words = state.file, state.history, state.words
    if file is None or history is None:
        return
    if not history.entries:
        yield heading(*_nothing_yet(file, words))
    days = groupby(history.entries, lambda entry: entry.at.astimezone(OSLO).date())
    for number, (day, entries) in enumerate(days):
        name = line((f" {day_phrase(day, state.today, words)}", "accent"), wrap=False)
        yield heading(*((BLANK, name) if number else (name,)))
        for entry in entries:
            yield Record(str(entry.version), _row(entry, file, words, width))


def _nothing_yet(file: ClinicFile, words: Words) -> list[Line]:
    """Say that nothing has been changed, since when, and what will stand here."""
    nothing = words(
        "Nothing has been changed at {clinic} since it was entered here.", clinic=file.clinic.name
    )
    what = words(
        "From now on each change stands here: who made it and when, and what it was before and "
        "after. It can be undone from here, and the clinic seen as it was known then."
    )
    return [line(nothing, indent=2), BLANK, line((what, "dim"), indent=2)]


def entry_lines(entry: HistoryEntry, state: SessionState) -> list[Line]:
    """Return all that is known of an entry: records and the citizen's texts, before and after."""
    file, words = state.file, state.words
    if file is None:
        return []
    lines = [
        line((entry_sentence(entry, file, words), "strong")),
        line((" · ".join([moment_phrase(entry.at, words), *entry_marks(entry, words)]), "accent")),
        BLANK,
    ]
    changes = record_changes(entry)
    names = Names(file, words, changes)
    for change in changes:
        lines += _change_lines(change, names, words)
    everyone = [p.her_id for p in file.practitioners]
    shown = shift_lines(entry.shifts, entry.more_shifts, everyone, file, state)
    return [*lines, BLANK, *shown]


def _row(entry: HistoryEntry, file: ClinicFile, words: Words, width: int) -> tuple[Line, ...]:
    who, *rest = entry_marks(entry, words)
    marks = "".join(f" · {mark}" for mark in (words("no. {n}", n=entry.version), *rest))
    when = f"  {entry.at.astimezone(OSLO):%H:%M}"
    return (
        line((f"{when:<{_INDENT}}", "dim"), (who, "strong"), (marks, "dim"), wrap=False),
        *_sentence_rows(entry, file, words, width),
    )


def _sentence_rows(entry: HistoryEntry, file: ClinicFile, words: Words, width: int) -> list[Line]:
    """Return the main change, and behind it how many more there were, which is never cut."""
    main, others = main_sentence(entry, file, words)
    rows = folded(main, width, _SENTENCE_ROWS, indent=_INDENT)
    if not (others and rows):
        return rows
    more = f"  {words.plural('and {n} more', 'and {n} more', others)}"
    said = "".join(text for text, _ in rows[-1].parts).rstrip()
    room = width - 1 - cell_len(more)
    shown = fit_words(said, room).rstrip() if cell_len(said) > room else said
    return [*rows[:-1], line(shown, (more, "dim"), wrap=False)]


def _shown(value: object, change: RecordChange, names: Names, words: Words) -> str:
    is_field = change.what[0] == "clinic" and not isinstance(value, str)
    if is_field and value is not None:
        return field_value(str(change.what[1]), value, words)
    return record_phrase(value, names, words)


def _change_lines(change: RecordChange, names: Names, words: Words) -> list[Line]:
    nothing = words("nothing")
    was, became = (_shown(r, change, names, words) for r in (change.before, change.after))
    return [
        line((fact_name(change, words), "strong")),
        line((words("before: "), "dim"), (was or nothing, "dim"), indent=1, hang=2),
        line((words("after: "), "dim"), became or nothing, indent=1, hang=2),
    ]
