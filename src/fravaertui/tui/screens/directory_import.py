"""Importing register files: what they would change, field by field, and then doing just that."""

from collections.abc import Iterator, Sequence
from typing import ClassVar
from uuid import UUID

from textual import on
from textual.app import ComposeResult

from fravaertui.client import ClientError
from fravaertui.domain.directory.plan import Mark, PlanRow
from fravaertui.protocol.batches import DIRECTORY, Batch
from fravaertui.protocol.directory_import import ImportPlan
from fravaertui.session.gateway import Gateway
from fravaertui.session.importing import named_files
from fravaertui.session.state import SessionState
from fravaertui.tui.commands import Command
from fravaertui.tui.controllers.import_applying import ImportApplying, is_to_apply
from fravaertui.tui.controllers.import_reading import ImportReading
from fravaertui.tui.panes.directory_import import (
    batch_record,
    first_kind,
    kinds_lines,
    plan_title,
    refused_records,
    row_key,
    row_record,
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
        self._reading = ImportReading(self, state, gateway)
        self._applying = ImportApplying(self, state, gateway)
        self._prompt = Prompt(state, id="ask")
        self._typed = ""
        self._batches: tuple[Batch, ...] = ()
        self.plan: ImportPlan | None = None
        self._kind = Mark.NEW
        self._rows: tuple[PlanRow, ...] = ()
        self._next: int | None = None

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
        self.fetch_batches()
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

    def owners(self) -> Iterator[object]:
        """Who has the action of a command."""
        yield from (self, self._reading, self._applying)

    @property
    def is_busy(self) -> bool:
        """Whether files are being read, or a plan is being applied."""
        return self._reading.is_under_way or self._applying.is_under_way

    def has_use(self, command: Command) -> bool:
        """Tell whether the key bar shows a command: not what there is nothing for now."""
        match command.id:
            case "import.apply":
                useful = self.plan is not None and is_to_apply(self.plan)
            case "import.revert":
                useful = self.chosen_batch is not None
            case "import.files":
                useful = True
            case _:
                return super().has_use(command)
        return useful and not self.is_busy and super().has_use(command)

    def on_worker_state_changed(self) -> None:
        """Show the keys of what can be done now that files are read, or a plan is applied."""
        self.show_keys()

    @property
    def can_search(self) -> bool:
        """Whether no files are named that nothing has come of yet."""
        done = not self._typed or (self.plan and self.plan.batch)
        return bool(done) and not self.is_busy and super().can_search

    @property
    def chosen_batch(self) -> UUID | None:
        """The import that is shown, or the earlier one under the cursor."""
        if self.plan:
            return self.plan.batch
        return UUID(self.records.key) if self.records.key else None

    @property
    def records(self) -> RecordList:
        """The list: parties of one kind, or earlier imports."""
        return self.query_one("#import-rows", RecordList)

    def show(self) -> None:
        """Show the plan, or earlier imports while there is none."""
        words, plan = self.state.words, self.plan
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

    def shown_keys(self) -> list[tuple[str, str]]:
        """Return the keys, with what Enter does where it does something."""
        is_open = self.place is Place.IMPORT and self.plan and not self.plan.batch
        asks = is_open and any(row.candidates for row in self._rows)
        own = [("Enter", self.state.words("answer"))] if asks else []
        return [*own, *super().shown_keys()]

    def take_plan(self, plan: ImportPlan | None) -> None:
        """Show another plan, or earlier imports where there is none."""
        was, self.plan = self.plan, plan
        if plan and was and plan.id == was.id:  # it is applied now
            self.show()
            self.show_keys()
        elif plan is None:
            self._rows, self._next = (), None
            self.show()
            self.fetch_batches()
        else:
            asks = self._kind is Mark.QUESTION and plan.count(Mark.QUESTION)
            self._list(Mark.QUESTION if asks else first_kind(plan))

    # The files

    def action_command_import_files(self) -> None:
        """Ask for the files; what was typed before is there again."""
        if self.is_busy:
            return
        words = self.state.words
        several = words("Several files: a blank between them. Nothing is changed yet.")
        self.tell(line((several, "dim")))
        hint = words("path of a file, or *.xml")
        self._prompt.ask(words("Files"), hint, text=self._typed, enter=words("read them"))
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
        self._reading.read(files)

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
        if self.plan:
            self._kind, self._rows, self._next = kind, (), 0
            self.show()
            self._fetch_rows()

    @on(RecordList.Chosen, "#import-rows")
    def _answer(self, event: RecordList.Chosen) -> None:
        """Ask who is right, where that is a question or has been one."""
        row = next((row for row in self._rows if row_key(row) == event.key), None)
        is_done = self.plan is None or self.plan.batch or self._applying.is_under_way
        if row and row.candidates and not is_done:
            self._reading.settle(row)

    @on(RecordList.Edge, "#import-rows")
    def _at_edge(self, event: RecordList.Edge) -> None:
        if event.towards > 0 and self._next:
            self._fetch_rows()

    @worker(group="rows")
    async def _fetch_rows(self) -> None:
        """Fetch the rows that follow."""
        plan, kind, after = self.plan, self._kind, self._next
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
        self.show_keys()

    # Earlier imports, and the way out

    @worker(group="batches")
    async def fetch_batches(self) -> None:
        """Fetch what has been imported before."""
        try:
            self._batches = await self._gateway.batches(DIRECTORY)
        except ClientError as error:
            self._tell_error(error)
        else:
            self.show()

    def action_command_import_close(self) -> None:
        """Cancel what is being read or applied, or go back to the workbench."""
        if self._applying.is_under_way:
            self._applying.cancel()
        elif self._reading.is_under_way:
            self._reading.cancel()
        else:
            self.dismiss(None)

    def _tell_error(self, error: ClientError) -> None:
        self.tell(line((error.sentence(self.state.words), "error")))
