"""Importing register files: what they would change, field by field, and then doing just that."""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar
from uuid import UUID

from textual import on
from textual.app import ComposeResult

from fravaertui.client import ClientError
from fravaertui.domain.directory.plan import Mark, PlanRow
from fravaertui.protocol.batches import CONFIRMED, DIRECTORY, Batch
from fravaertui.protocol.directory_import import ImportPlan
from fravaertui.session.gateway import Gateway
from fravaertui.session.importing import apply_plan, named_files
from fravaertui.session.state import SessionState
from fravaertui.texts.registers import applied_lines
from fravaertui.tui.commands import Command
from fravaertui.tui.panes.batches import revert_question, staying_lines
from fravaertui.tui.panes.directory_import import (
    apply_question,
    batch_record,
    first_kind,
    kinds_lines,
    plan_remarks,
    plan_title,
    refused_records,
    row_record,
    unreadable_sentence,
)
from fravaertui.tui.panes.prompt import Prompt
from fravaertui.tui.places import Place
from fravaertui.tui.screens.layout import CommandScreen
from fravaertui.tui.widgets.note import Note
from fravaertui.tui.widgets.record_list import RecordList
from fravaertui.tui.widgets.text_view import TextView, line
from fravaertui.tui.workers import worker


class ImportScreen(CommandScreen[None]):
    """Asks for files, lists what they would change kind by kind, and applies it.

    Until files have been read it lists what has been imported before.
    """

    AUTO_FOCUS: ClassVar[str | None] = "#import-rows"

    def __init__(self, state: SessionState, gateway: Gateway, commands: Sequence[Command]) -> None:
        """Open over the workbench's dealings with the backend."""
        super().__init__(state, commands)
        self._gateway = gateway
        self._prompt = Prompt(state, id="ask")
        self._typed = ""
        self._files: Sequence[Path] = ()
        self._is_whole = False
        self._batches: tuple[Batch, ...] = ()
        self._plan: ImportPlan | None = None
        self._kind = Mark.NEW
        self._rows: tuple[PlanRow, ...] = ()
        self._next: int | None = None
        self._applying = False

    def compose(self) -> ComposeResult:
        """The plan, kind by kind, and one line for what is asked."""
        yield TextView(id="header")
        yield TextView(id="import-title", classes="title")
        yield TextView(id="import-kinds")
        yield RecordList(id="import-rows")
        yield Note()
        yield self._prompt
        yield TextView(id="keys")

    def on_mount(self) -> None:
        """Fetch what has been imported before, and ask for files, once the screen is there."""
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self._fetch_batches()
        self.action_command_import_files()

    def on_resize(self) -> None:
        """Show what there is for the new width."""
        self.show_header()
        self.show_keys()
        self.show()

    def new_day(self) -> None:
        """Show the day that has come."""
        self.show_header()

    @property
    def place(self) -> Place:
        """What the agent does now."""
        return Place.PROMPT if self._prompt.display else Place.IMPORT

    @property
    def places(self) -> Place:
        """The list, also while files are asked for."""
        return Place.IMPORT

    @property
    def can_search(self) -> bool:
        """Whether no files are named that nothing has come of yet."""
        done = not self._typed or (self._plan and self._plan.batch)
        return bool(done) and not self._applying and super().can_search

    @property
    def records(self) -> RecordList:
        """The list: parties of one kind, or earlier imports."""
        return self.query_one("#import-rows", RecordList)

    def show(self) -> None:
        """Show the plan, or earlier imports while there is none."""
        words, plan = self.state.words, self._plan
        if plan is None:
            title = words("Import from register files")
            self.view("import-title").show([line(f"  {title}", wrap=False)])
            earlier = words("Earlier imports") if self._batches else ""
            self.view("import-kinds").show([line((f"  {earlier}", "dim"))])
            self.records.show_records([batch_record(batch, words) for batch in self._batches])
            return
        self.view("import-title").show([plan_title(plan, words)])
        width = self.size.width - 1
        self.view("import-kinds").show(kinds_lines(plan, self._kind, words, width))
        refused = refused_records(plan, words) if self._kind is Mark.REFUSED else []
        self.records.show_records([*(row_record(row, words) for row in self._rows), *refused])

    # The files

    def action_command_import_files(self) -> None:
        """Ask for the files; what was typed before is there again."""
        if self._applying:
            return
        words = self.state.words
        several = words("Several files: a blank between them. Nothing is changed yet.")
        self.tell(line((several, "dim")))
        hint = words("path of a file, or *.xml")
        self._prompt.ask(words("Files"), hint, text=self._typed)
        self.show_keys()

    @on(Prompt.Typed)
    def _path_typed(self, event: Prompt.Typed) -> None:
        self._typed = event.text

    def action_command_date_cancel(self) -> None:
        """Ask no more."""
        self._prompt.end()
        self.tell()
        self.set_focus(self.records)
        self.show_keys()

    @on(Prompt.Answered)
    def _answered(self, event: Prompt.Answered) -> None:
        files = named_files(event.text)
        if not files:
            message = self.state.words("Type the path of a file.")
            self.tell(line((message, "error")))
            return
        self.action_command_date_cancel()
        self._files, self._is_whole = files, False
        self._make()

    def action_command_import_whole(self) -> None:
        """Plan anew, now that the files hold all that there is."""
        plan, words = self._plan, self.state.words
        if self._applying:
            return
        if plan is None:
            self.tell(line((words("Read files first."), "warning")))
        elif plan.batch or plan.origin.is_whole:
            self.tell(line((words("There is nothing to do."), "dim")))
        else:
            self._is_whole = True
            self._make()

    @worker(group="import")
    async def _make(self) -> None:
        """Send the files, and show what they would change."""
        words, files = self.state.words, self._files
        self._plan, self._rows, self._next = None, (), None
        self.show()
        self.tell(line((words("Reading the files …"), "dim")))
        try:
            imports = await self._gateway.imports()
            plan = await imports.plan(files, is_whole=self._is_whole, progress=self._sent)
        except OSError as error:
            named = Path(str(error.filename or files[0]))
            self.tell(line((unreadable_sentence(named, error, words), "error")))
            self._fetch_batches()
        except ClientError as error:
            self._tell_error(error)
            self._fetch_batches()
        else:
            self._plan = plan
            self._tell_planned(plan)
            self._list(first_kind(plan))

    def _sent(self, sent: int, total: int) -> None:
        words, percent = self.state.words, 100 * sent // max(total, 1)
        reading = words("Reading the files …")
        message = reading if sent == total else words("{n} % sent", n=percent)
        self.tell(line((message, "dim")))

    def _tell_planned(self, plan: ImportPlan) -> None:
        words, key = self.state.words, self.state.keys["import.apply"]
        lines = plan_remarks(plan, self.state.keys["import.whole"], words)
        if plan.clinics:
            text = words("Nothing is changed yet: {key} applies the plan.", key=key)
            lines.append(line((text, "accent")))
        elif plan.renews:
            text = words("Nothing changes for anyone: {key} notes the later day.", key=key)
            lines.append(line((text, "open")))
        else:
            lines.append(line((words("There is nothing to do."), "open")))
        self.tell(*lines)

    # The kinds

    def action_command_import_new(self) -> None:
        """List what is new."""
        self._list(Mark.NEW)

    def action_command_import_changed(self) -> None:
        """List what is changed."""
        self._list(Mark.CHANGED)

    def action_command_import_deactivated(self) -> None:
        """List what stops being active."""
        self._list(Mark.DEACTIVATED)

    def action_command_import_same(self) -> None:
        """List what stays as it is."""
        self._list(Mark.SAME)

    def action_command_import_refused(self) -> None:
        """List what is refused."""
        self._list(Mark.REFUSED)

    def action_command_import_questions(self) -> None:
        """List what a person has to settle."""
        self._list(Mark.QUESTION)

    def _list(self, kind: Mark) -> None:
        if self._plan:
            self._kind, self._rows, self._next = kind, (), 0
            self.show()
            self._fetch_rows()

    @on(RecordList.Edge, "#import-rows")
    def _at_edge(self, event: RecordList.Edge) -> None:
        if event.towards > 0 and self._next:
            self._fetch_rows()

    @worker(group="rows")
    async def _fetch_rows(self) -> None:
        """Fetch the rows that follow."""
        plan, kind, after = self._plan, self._kind, self._next
        if plan is None or after is None:
            return
        try:
            page = await (await self._gateway.imports()).rows(plan.id, kind, after)
        except ClientError as error:
            self._tell_error(error)
            return
        self._rows += page.rows
        self._next = page.next
        self.show()

    # Applying

    def action_command_import_apply(self) -> None:
        """Ask before the plan is applied."""
        plan, words = self._plan, self.state.words
        if self._applying:
            return
        if plan is None:
            self.tell(line((words("Read files first."), "warning")))
        elif plan.batch or not (plan.clinics or plan.renews):
            self.tell(line((words("There is nothing to do."), "dim")))
        else:
            self.ask(words("Apply the plan?"), apply_question(plan, words), self._apply)

    @worker(group="apply")
    async def _apply(self) -> None:
        """Apply the plan, and show how far it is; leaving the screen cancels it."""
        plan, words = self._plan, self.state.words
        if plan is None:
            return
        self._applying = True
        self._applied(0, plan.clinics)
        try:
            imports = await self._gateway.imports()
            batch = await apply_plan(
                imports, plan.id, consent=plan.needs_consent, progress=self._applied
            )
        except ClientError as error:
            self._tell_error(error)
        else:
            self._plan = plan.model_copy(update={"batch": batch.id})
            done = " ".join(applied_lines(batch.clinics, batch.counts.get(CONFIRMED, 0), words))
            key = self.state.keys["import.revert"]
            self.tell(
                line((f"{words('Done.')} {done}", "open")),
                line((words("{key} takes it back.", key=key), "dim")),
            )
            self.show()
        finally:
            self._applying = False

    def _applied(self, done: int, total: int) -> None:
        words, key = self.state.words, self.state.keys["import.close"]
        progress = words("{done} of {total} clinics written", done=done, total=total)
        cancel = words("{key} cancels, and nothing is changed", key=key)
        self.tell(line((progress, "accent"), (f" · {cancel}", "dim")))

    @worker(group="cancel")
    async def _cancel(self) -> None:
        """Stop what is being applied; its own answer says what came of it."""
        plan = self._plan
        if plan is None:
            return
        self.tell(line((self.state.words("Cancelling …"), "dim")))
        try:
            await (await self._gateway.imports()).cancel(plan.id)
        except ClientError as error:
            self._tell_error(error)

    # Taking back

    @worker(group="batches")
    async def _fetch_batches(self) -> None:
        """Fetch what has been imported before."""
        try:
            self._batches = await self._gateway.batches(DIRECTORY)
        except ClientError as error:
            self._tell_error(error)
        else:
            self.show()

    def action_command_import_revert(self) -> None:
        """See what taking the import back would do, and ask."""
        if self._applying:
            return
        key = self.records.key
        batch = self._plan.batch if self._plan else UUID(key) if key else None
        if batch is None:
            message = self.state.words("There is no import to take back here.")
            self.tell(line((message, "warning")))
        else:
            self._preview_revert(batch)

    @worker(group="revert")
    async def _preview_revert(self, batch: UUID) -> None:
        """Ask whether to take a batch back, with what that does."""
        words = self.state.words
        self.tell(line((words("Looking at what can be taken back …"), "dim")))
        try:
            reversal = await self._gateway.revert_batch(batch, dry_run=True)
        except ClientError as error:
            self._tell_error(error)
            return
        lines = revert_question(reversal, words)
        if reversal.is_nothing:
            self.tell(line((words("Nothing of it can be taken back."), "warning")), *lines[1:])
            return
        self.ask(words("Take the import back?"), lines, lambda: self._revert(batch))

    @worker(group="revert")
    async def _revert(self, batch: UUID) -> None:
        """Take a batch back, and say where that could not be done."""
        words = self.state.words
        self.tell(line((words("Taking back …"), "dim")))
        try:
            reversal = await self._gateway.revert_batch(batch)
        except ClientError as error:
            self._tell_error(error)
            return
        self._plan, self._rows, self._next = None, (), None
        back = line((words("The import is taken back."), "open"))
        self.tell(back, *staying_lines(reversal, words))
        self._fetch_batches()

    def action_command_import_close(self) -> None:
        """Cancel what is being applied, or go back to the workbench."""
        if self._applying:
            self._cancel()
        else:
            self.dismiss(None)

    def _tell_error(self, error: ClientError) -> None:
        self.tell(line((error.sentence(self.state.words), "error")))
