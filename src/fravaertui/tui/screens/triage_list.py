"""The frame of the triage: the queue, the chosen finding explained, and what is asked."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from fravaertui.client import ClientError
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.protocol.events import FindingMarked, PresenceChanged
from fravaertui.protocol.work_queue import MOST_ROWS, FindingPage, FindingRow
from fravaertui.session.drafts.storage import DraftStore, StoredDraft
from fravaertui.session.drafts.triage import Question, QueueDraft
from fravaertui.session.gateway import Gateway
from fravaertui.session.state import SessionState
from fravaertui.session.work_queue import WorkQueue, row_key
from fravaertui.tui.commands import Command
from fravaertui.tui.controllers.draft_autosave import DraftAutosave
from fravaertui.tui.controllers.live_updates import BackendEvent
from fravaertui.tui.panes.finding_detail import Explained, detail_lines, explained
from fravaertui.tui.panes.prompt import Prompt
from fravaertui.tui.panes.queue_rows import queue_table
from fravaertui.tui.panes.work_queue import completeness_lines, filter_lines, queue_title
from fravaertui.tui.places import Place
from fravaertui.tui.screens.layout import CommandScreen
from fravaertui.tui.widgets.note import Note
from fravaertui.tui.widgets.record_list import RecordList
from fravaertui.tui.widgets.text_view import Line, TextView, line
from fravaertui.tui.widgets.titled_pane import TitledPane
from fravaertui.tui.workers import R, worker

RENEWAL_SECONDS = 0.5
"""How long news is gathered before the queue is fetched again: others' changes come in bursts."""

RETRY_SECONDS = 5.0
"""How long until it is fetched again when that failed."""

PAUSE_SECONDS = 0.1
"""How long the cursor rests on a finding before its clinic is fetched."""

Answer = Callable[[Prompt.Answered], str]
"""Takes what was answered, and returns what is wrong with it, or nothing."""


class QueueScreen(CommandScreen[R]):
    """Shows the queue and asks; what is done with it is added by those who inherit it."""

    AUTO_FOCUS: ClassVar[str | None] = "#queue"
    drafts: DraftAutosave

    def __init__(
        self,
        state: SessionState,
        gateway: Gateway,
        commands: Sequence[Command],
        store: DraftStore,
        queue: WorkQueue,
        resumed: QueueDraft | None = None,
    ) -> None:
        """Open the queue as it was narrowed last.

        `resumed` is what was typed in a question before, to go on with as it was narrowed then.
        """
        super().__init__(state, commands)
        self._gateway = gateway
        self._prompt = Prompt(state, id="ask")
        self.drafts = DraftAutosave(self, state, store, self._typed_draft)
        self.queue = queue
        self._answer: Answer = lambda _: ""
        self._draft: QueueDraft | None = None
        self._resumed = resumed.looking_from(state.today) if resumed else None
        self._to_renew = self._failed = False
        self._file: ClinicFile | None = None
        """The clinic of the finding that was explained last."""
        self._changes_heard = 0
        """How many changes of clinics others have made while the queue is open."""
        self._changes_in_file = 0
        """How many of them were made before that clinic was asked for."""
        self.known: Explained | None = None
        """What its clinic tells of the chosen finding, once it is here."""

    def compose(self) -> ComposeResult:
        """The queue, the chosen finding under it, and one line for what is asked."""
        yield TextView(id="header")
        yield TitledPane(
            "queue",
            TextView(id="filters"),
            TextView(id="queue-heading"),
            RecordList(id="queue"),
        )
        yield TitledPane("finding", TextView(id="finding", focusable=True))
        yield Note()
        yield self._prompt
        yield TextView(id="keys")

    def on_mount(self) -> None:
        """Show the queue as it was, and fetch it once the screen is there."""
        if self._resumed:
            self.queue.selection, self.queue.rows = self._resumed.wanted, ()
            self.queue.cursor = self._resumed.finding or self.queue.cursor
        self.watch(self.records, "scroll_y", self._show_titles, init=False)
        self.call_after_refresh(self.fetch)

    def on_resize(self) -> None:
        """Show what there is for the new width."""
        self.show_header()
        self.show_keys()
        self.show()

    def shown_keys(self) -> list[tuple[str, str]]:
        """Return the keys, with what Enter does."""
        words, keys = self.state.words, self.state.keys
        if self.place is not Place.TRIAGE:
            return super().shown_keys()
        mend = (f"{keys['triage.first']}–{keys['triage.third']}", words("mend it"))
        return [("Enter", words("open it")), mend, *super().shown_keys()]

    @property
    def place(self) -> Place:
        """What the agent does now."""
        return Place.PROMPT if self._prompt.display else Place.TRIAGE

    def new_day(self) -> None:
        """Show the day that has come."""
        self.show_header()

    async def action_command_screen_language(self) -> None:
        """Switch to the next language of the screens, here as on the workbench."""
        await self.run_action("app.command_screen_language")

    async def show_in_new_language(self) -> None:
        """Show the queue in the language that the words are in now."""
        self.on_resize()

    @property
    def records(self) -> RecordList:
        """The list of findings."""
        return self.query_one("#queue", RecordList)

    @property
    def chosen(self) -> FindingRow | None:
        """The finding under the cursor."""
        key = self.records.key
        return next((row for row in self.queue.rows if row_key(row) == key), None)

    def show(self) -> None:
        """Show the queue, the filters in force, and the finding under the cursor."""
        whole = completeness_lines(self.queue, self.state, failed=self._failed)
        self.view("filters").show([*filter_lines(self.queue, self.state), *whole])
        width = self.records.scrollable_content_region.width or self.size.width - 1
        table = queue_table(self.queue.rows, self.state, width)
        self.view("queue-heading").show([table.heading] if table.records else [])
        self.records.show_records(table.records, cursor=self.records.key or self.queue.cursor)
        self._explain()
        self.call_after_refresh(self._show_titles)

    def _show_titles(self) -> None:
        """Show what the panes hold, and how many rows lie outside what is in sight."""
        words, queue, records = self.state.words, self.queue, self.records
        total = queue.page.total if queue.page else 0
        above = records.scroll_offset.y
        below = max(total - above - records.size.height, 0)
        outside = [
            words.plural("{n} more above", "{n} more above", above) if above else "",
            words.plural("{n} more below", "{n} more below", below) if below else "",
        ]
        hint = " · ".join(part for part in outside if part)
        pane, detail = (
            self.query_one(f"#{name}-pane", TitledPane) for name in ("queue", "finding")
        )
        pane.show_in_edge(*queue_title(queue, self.state), hint=((hint, "dim"),) if hint else ())
        place = ""
        if queue.rows:
            place = words("Finding {n} of {total}", n=records.cursor + 1, total=total)
        beside = f" · {hint}" if hint and self.has_class("-narrow") else ""
        detail.show_in_edge((place, "strong"), (beside, "dim"))

    def _explain(self) -> None:
        """Explain the finding under the cursor: at once what its row tells, then all of it."""
        row, file = self.chosen, self._file
        known = row and file and file.clinic.her_id == row.clinic
        if row and file and known:
            self._learn(row, file)
        else:
            self.known = None
            self._show_explanation()
        if row and (self._changes_in_file < self._changes_heard or not known):
            self._fetch_clinic(row)

    def _learn(self, row: FindingRow, file: ClinicFile) -> None:
        day = self.queue.selection.on or self.state.today
        self.known = explained(row, file, self.state, day)
        self._show_explanation()

    def _show_explanation(self, *failure: Line) -> None:
        row, view, short = self.chosen, self.view("finding"), self.has_class("-narrow")
        size = view.scrollable_content_region.size
        about = self.state.words("The finding that is marked above is explained here.")
        lines = [line((about, "dim"))]
        if row:
            lines = detail_lines(row, self.known, self.state, size, short=short)
        view.show([*lines, *failure])

    @worker(group="clinic")
    async def _fetch_clinic(self, row: FindingRow) -> None:
        """Fetch the clinic of a finding that the cursor rests on; the list waits for nothing."""
        await asyncio.sleep(PAUSE_SECONDS)
        heard = self._changes_heard
        try:
            self._file = await self._gateway.clinic(row.clinic)
        except ClientError as error:
            self._show_explanation(line((error.sentence(self.state.words), "error")))
            return
        self._changes_in_file = heard
        if self.chosen == row:
            self._learn(row, self._file)

    @on(BackendEvent)
    def _heard(self, event: BackendEvent) -> None:
        """Others have changed a clinic or said something of a finding: the queue is another."""
        if isinstance(event.event, PresenceChanged):
            return
        self._changes_heard += not isinstance(event.event, FindingMarked)
        self._renew_soon(RENEWAL_SECONDS)

    def _renew_soon(self, seconds: float) -> None:
        if not self._to_renew:
            self._to_renew = True
            self.set_timer(seconds, self._renew)

    def _renew(self) -> None:
        if any(worker.node is self and worker.is_running for worker in self.workers):
            self.set_timer(RENEWAL_SECONDS, self._renew)  # after what is under way
            return
        self._to_renew = False
        if len(self.queue.rows) <= MOST_ROWS:
            self.renew()

    @worker(group="queue")
    async def renew(self) -> None:
        """Show the queue as it is now, and leave alone what was said last."""
        try:
            self._take(await self._gateway.findings(self.queue.query))
        except ClientError as error:
            self.log(str(error))  # the workbench says that contact is lost
            self._renew_soon(RETRY_SECONDS)
        else:
            self.show()

    def _take(self, page: FindingPage) -> None:
        """Take the first rows as they are now; of what is not counted yet more is asked for."""
        self._failed = False
        self.queue.replace_rows(page)
        if page.pending:
            self._renew_soon(RENEWAL_SECONDS)

    @worker(group="queue")
    async def fetch(self, message: str = "") -> None:
        """Fetch the queue with the filters in force, from its top."""
        try:
            self._take(await self._gateway.findings(self.queue.query))
        except ClientError as error:
            self._failed = True
            self.tell_error(error)
            self.show()
            return
        self.tell(*([line((message, "open"))] if message else []))
        self.show()
        typed, self._resumed = self._resumed, None
        if typed:
            await self._take_up(typed)

    async def _take_up(self, typed: QueueDraft) -> None:
        """Ask again what was asked, with what was typed; of a finding that is gone it is told."""
        words = self.state.words
        if typed.finding not in (None, self.records.key):
            gone = words("What this draft was to change is no longer there.")
            self.tell(line((gone, "warning")), line(typed.text))
            return
        self._draft = typed
        await self.action_command(typed.asked_by)
        self.tell(line((words("The draft is open again."), "accent")))

    def _typed_draft(self) -> StoredDraft | None:
        """Return what is typed in a question and not yet known to be done."""
        draft = self._draft
        if draft is None or not draft.text:
            return None
        row = next((row for row in self.queue.rows if row_key(row) == draft.finding), None)
        return StoredDraft(
            kept_at=self.state.now(),
            agent=self.state.agent,
            clinic=row.clinic if row else 0,
            clinic_name=row.clinic_name if row else "",
            version=0,
            draft=draft,
        )

    def end_draft(self) -> None:
        """What was typed is done with, or not meant."""
        if self._draft:
            self.drafts.discard(self._draft.new_id)
            self._draft = None

    @on(RecordList.Edge, "#queue")
    def _at_edge(self, event: RecordList.Edge) -> None:
        if event.towards > 0 and self.queue.next_query:
            self.fetch_more()

    @worker(group="queue")
    async def fetch_more(self) -> None:
        """Fetch the rows that follow."""
        following = self.queue.next_query
        if following is None:
            return
        try:
            self.queue.append_rows(await self._gateway.findings(following))
        except ClientError as error:
            self.tell_error(error)
            return
        self.show()
        self.records.action_cursor(1)

    @on(RecordList.Highlighted, "#queue")
    def _highlighted(self) -> None:
        self.queue.cursor = self.records.key
        self._explain()
        self._show_titles()

    def ask_for(
        self,
        label: str,
        hint: str,
        answer: Answer,
        *,
        by_day: bool = False,
        question: Question | None = None,
        finding: str | None = None,
    ) -> None:
        """Ask for a text, or for a day, and go on asking until the answer is a good one.

        What is typed in a `question` is kept, and is there again while it was not done.
        """
        self._answer = answer
        self.tell()
        if self._draft is None or not self._draft.is_same(question, finding):
            self.drafts.save_or_tell()  # what could not be sent waits among the drafts
            self._draft = QueueDraft(question, self.queue.selection, finding) if question else None
        text = self._draft.text if self._draft else ""
        self._prompt.ask(label, hint, by_day=by_day, text=text)
        self.show_keys()

    @on(Prompt.Typed)
    def _prompt_typed(self, event: Prompt.Typed) -> None:
        if self._draft and self.place is Place.PROMPT:
            self._draft = replace(self._draft, text=event.text)
            self.drafts.save_soon()

    def action_command_date_cancel(self) -> None:
        """Ask no more."""
        self.end_draft()
        self._close_prompt()

    def _close_prompt(self) -> None:
        self._prompt.end()
        self.set_focus(self.records)
        self.show_keys()

    def confirm(self, title: str, lines: Sequence[Line], on_yes: Callable[[], object]) -> None:
        """Ask before something is done; with a no what was typed for it is not meant."""
        self.ask(title, lines, on_yes, self.end_draft)

    @on(Prompt.Answered)
    def _answered(self, event: Prompt.Answered) -> None:
        wrong = self._answer(event)
        if wrong:
            self.tell(line((wrong, "error")))
        else:
            self._close_prompt()

    def tell_error(self, error: ClientError) -> None:
        """Say in one sentence what went wrong; what is on the screen stays."""
        self.tell(line((error.sentence(self.state.words), "error")))
