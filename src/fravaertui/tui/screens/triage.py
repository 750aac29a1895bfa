"""Triage: the findings of all clinics as a work queue."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar, NamedTuple

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Input

from fravaertui.client import ClientError
from fravaertui.domain.days import NotUnderstood, understand
from fravaertui.domain.findings import FindingCode, Severity
from fravaertui.domain.findings.listing import (
    FindingFilter,
    FindingPage,
    FindingRow,
    FindingState,
    MarkKind,
    MarkRequest,
)
from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.contacts import owner_word
from fravaertui.texts.days import full_day, short_day
from fravaertui.texts.findings import finding_row_sentence, finding_title, severity_word
from fravaertui.texts.problems import date_sentence
from fravaertui.tui.commands import COMMANDS, Command, Mode, bindings
from fravaertui.tui.desk import Desk
from fravaertui.tui.panes.bars import header_line, key_line
from fravaertui.tui.panes.findings import LOOK_OF_SEVERITY
from fravaertui.tui.state import DeskState
from fravaertui.tui.text_view import Line, Record, RecordList, TextView, line
from fravaertui.tui.widgets import text_field

ROWS_AT_A_TIME = 200
RECORD_HEIGHT = 2
_STATE_WORDS = {
    FindingState.NEW: msgid("new"),
    FindingState.TAKEN: msgid("taken by {agent}"),
    FindingState.SNOOZED: msgid("put off to {until}"),
    FindingState.INTENDED: msgid("meant so, says {agent}"),
}
_EVERY_STATE = tuple(FindingState)
_TRIAGE = tuple(c for c in COMMANDS if Mode.TRIAGE in c.modes)


class Target(NamedTuple):
    """Where a chosen finding is: the clinic and, when it is about one, the practitioner."""

    clinic: int
    practitioner: int | None


class TriageScreen(Screen[Target | None]):
    """Filters, marks and opens findings; closing it with Enter leads to the clinic."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(_TRIAGE)]
    AUTO_FOCUS: ClassVar[str | None] = "#queue"

    def __init__(self, state: DeskState, desk: Desk, commands: Sequence[Command]) -> None:
        """Open the queue over the workbench's dealings with the backend."""
        super().__init__()
        self._state = state
        self._desk = desk
        self._commands = [c for c in commands if Mode.TRIAGE in c.modes]
        self._filter = FindingFilter(limit=ROWS_AT_A_TIME)
        self._page: FindingPage | None = None
        self._rows: tuple[FindingRow, ...] = ()
        self._snoozing = False

    def compose(self) -> ComposeResult:
        """The filters in words, the queue, what the chosen finding is, and a date when asked."""
        yield TextView(id="header")
        yield TextView(id="filters", classes="title")
        yield RecordList(id="queue", height=RECORD_HEIGHT)
        yield TextView(id="queue-note")
        with Horizontal(id="until"):
            yield TextView(id="until-label")
            hint = self._state.words("tomorrow, week 28, +14")
            yield text_field(id="until-day", placeholder=hint)
            yield TextView(id="until-note")
        yield TextView(id="keys")

    def on_mount(self) -> None:
        """Fetch the queue once the screen is there."""
        self.call_after_refresh(self.fetch)

    def on_resize(self) -> None:
        """Show what there is for the new width."""
        self.show()

    @property
    def queue(self) -> RecordList:
        """The list of findings."""
        return self.query_one("#queue", RecordList)

    @property
    def chosen(self) -> FindingRow | None:
        """The finding under the cursor."""
        key = self.queue.key
        return next((row for row in self._rows if _row_key(row) == key), None)

    def show(self) -> None:
        """Show the queue and the filters in force."""
        words = self._state.words
        self._view("header").show([header_line(self._state, self.size.width)])
        self._view("filters").show([self._filter_line()])
        self.queue.show_records([_record(row, words) for row in self._rows])
        keys = [(c.shown_key, words(c.label)) for c in self._commands if c.bar]
        self._view("keys").show([key_line(keys, self.size.width)])

    @work(group="queue", exclusive=True)
    async def fetch(self) -> None:
        """Fetch the queue with the filters in force, from its top."""
        try:
            self._page = await self._desk.findings(self._filter)
        except ClientError as error:
            self._tell(line((error.sentence(self._state.words), "error")))
            return
        self._rows = self._page.rows
        self._tell(*self._pending_lines())
        self.show()

    @on(RecordList.Edge, "#queue")
    def _at_edge(self, event: RecordList.Edge) -> None:
        if event.towards > 0 and self._page and self._page.next:
            self.fetch_more()

    @work(group="queue", exclusive=True)
    async def fetch_more(self) -> None:
        """Fetch the rows that follow."""
        if self._page is None or self._page.next is None:
            return
        following = self._filter.model_copy(update={"cursor": self._page.next})
        try:
            self._page = await self._desk.findings(following)
        except ClientError as error:
            self._tell(line((error.sentence(self._state.words), "error")))
            return
        self._rows = (*self._rows, *self._page.rows)
        self.show()

    def action_command_triage_close(self) -> None:
        """Go back to the workbench, or to the queue from the date."""
        if self._snoozing:
            self._end_snoozing()
        else:
            self.dismiss(None)

    @on(RecordList.Chosen, "#queue")
    def _open(self) -> None:
        row = self.chosen
        if row:
            self.dismiss(Target(row.clinic, row.practitioner))

    def action_command_triage_code(self) -> None:
        """Narrow to the next kind of finding, then to all again."""
        self._narrow(code=_next_of(self._filter.code, tuple(FindingCode)))

    def action_command_triage_severity(self) -> None:
        """Narrow to the next severity, then to all again."""
        self._narrow(severity=_next_of(self._filter.severity, tuple(Severity)))

    def action_command_triage_mine(self) -> None:
        """Narrow to what I have taken, or not."""
        self._narrow(mine=not self._filter.mine)

    def action_command_triage_all(self) -> None:
        """Show what was put away too, or not."""
        everything = self._filter.state == _EVERY_STATE
        waiting = FindingFilter().state
        self._narrow(state=waiting if everything else _EVERY_STATE)

    def action_command_triage_reload(self) -> None:
        """Fetch the queue again."""
        self.fetch()

    def _narrow(self, **changed: object) -> None:
        self._filter = FindingFilter.model_validate(self._filter.model_dump() | changed)
        self.fetch()

    def action_command_triage_take(self) -> None:
        """Say that I do it."""
        self._mark(MarkKind.TAKE)

    def action_command_triage_intend(self) -> None:
        """Say that it is meant so."""
        self._mark(MarkKind.INTEND)

    def action_command_triage_release(self) -> None:
        """Take back what was said."""
        self._mark(MarkKind.RELEASE)

    def action_command_triage_snooze(self) -> None:
        """Ask until when to put the finding off."""
        if self.chosen is None:
            return
        self._snoozing = True
        self.query_one("#until").display = True
        self._view("until-label").show([line(self._state.words("Until"), wrap=False)])
        field = self.query_one("#until-day", Input)
        field.value = ""
        self.set_focus(field)

    def _end_snoozing(self) -> None:
        self._snoozing = False
        self.query_one("#until").display = False
        self.set_focus(self.queue)

    @on(Input.Changed, "#until-day")
    def _until_typed(self, event: Input.Changed) -> None:
        words = self._state.words
        understood = understand(event.value, self._state.today)
        if not event.value:
            note = line()
        elif isinstance(understood, NotUnderstood):
            note = line((date_sentence(understood, words), "error"), wrap=False)
        else:
            note = line((full_day(understood.first, words.language), "accent"), wrap=False)
        self._view("until-note").show([note])

    @on(Input.Submitted, "#until-day")
    def _until_chosen(self, event: Input.Submitted) -> None:
        understood = understand(event.value, self._state.today)
        if isinstance(understood, NotUnderstood):
            return
        self._end_snoozing()
        self._mark(MarkKind.SNOOZE, understood.first)

    def _mark(self, mark: MarkKind, until: date | None = None) -> None:
        row = self.chosen
        if row:
            request = MarkRequest(key=row.key, fingerprint=row.fingerprint, mark=mark, until=until)
            self.send_mark(row.clinic, request)

    @work(group="mark")
    async def send_mark(self, clinic: int, request: MarkRequest) -> None:
        """Record what was said of a finding, and show the queue as it is then."""
        try:
            await self._desk.mark(clinic, request)
        except ClientError as error:
            self._tell(line((error.sentence(self._state.words), "error")))
            return
        self.fetch()

    def _view(self, view_id: str) -> TextView:
        return self.query_one(f"#{view_id}", TextView)

    def _tell(self, *lines: Line) -> None:
        self._view("queue-note").show(lines)

    def _pending_lines(self) -> list[Line]:
        words, page = self._state.words, self._page
        if page is None:
            return []
        if page.pending:
            text = words.plural(
                "{n} clinic is still to be looked through; {key} goes on.",
                "{n} clinics are still to be looked through; {key} goes on.",
                page.pending,
                key=self._state.keys["triage.reload"],
            )
            return [line((text, "warning"))]
        return [] if page.rows else [line((words("Nothing is waiting here."), "open"))]

    def _filter_line(self) -> Line:
        """The filters in force, in words, and how many findings they let through."""
        words, chosen = self._state.words, self._filter
        parts = [
            *(f"{code} {finding_title(code, words)}" for code in chosen.code),
            *(severity_word(severity, words) for severity in chosen.severity),
            words("mine") if chosen.mine else "",
            words("put away too") if chosen.state == _EVERY_STATE else "",
        ]
        said = " · ".join(part for part in parts if part) or words("all that waits")
        count = self._page.total if self._page else 0
        return line(f"  {words('Findings of all clinics')}: {said}  ({count})", wrap=False)


def _row_key(row: FindingRow) -> str:
    return f"{row.clinic}/{row.key}"


def _next_of(chosen: Sequence[object], every: Sequence[object]) -> tuple[object, ...]:
    """Return the value after the chosen one; after the last comes none, which is all."""
    at = every.index(chosen[0]) + 1 if chosen else 0
    return (every[at],) if at < len(every) else ()


def _record(row: FindingRow, words: Words) -> Record:
    mark = "!" if row.severity is Severity.CRITICAL else "·"
    who = f" · {row.practitioner_name}" if row.practitioner_name else ""
    told = words(
        _STATE_WORDS[row.state],
        agent=row.mark.agent if row.mark else "",
        until=short_day(row.mark.until) if row.mark and row.mark.until else "",
    )
    owner = owner_word(row.owner, words)
    return Record(
        _row_key(row),
        (
            line(
                (f"  {mark} {row.code} ", LOOK_OF_SEVERITY[row.severity]),
                (f"{row.clinic_name}{who}", "strong"),
                wrap=False,
            ),
            line(
                (f"      {finding_row_sentence(row.code, row.services, row.days, words)}", "plain"),
                (f" · {owner} · {told}", "dim"),
                wrap=False,
            ),
        ),
    )
