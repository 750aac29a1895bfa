"""A list of absences: pasted, settled row by row, and saved as one (rules L1-L4)."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.geometry import Spacing

from fravaertui.domain.absence_list import ListAnswers, ListRow
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.protocol.batches import ClinicOutcome
from fravaertui.protocol.events import ClinicChanged
from fravaertui.session.absence_list import Attempt, ListWork
from fravaertui.session.drafts.absence_list import ListDraft
from fravaertui.session.drafts.storage import DraftStore, StoredDraft
from fravaertui.session.gateway import Gateway
from fravaertui.session.settled_lists import SettledLists
from fravaertui.session.state import SessionState
from fravaertui.texts.languages import LANGUAGES
from fravaertui.tui.commands import Command
from fravaertui.tui.controllers.bench import KeyGate
from fravaertui.tui.controllers.draft_autosave import DraftAutosave
from fravaertui.tui.controllers.list_clinics import ListClinics
from fravaertui.tui.controllers.list_saving import ListSaving
from fravaertui.tui.controllers.list_settling import ListSettling
from fravaertui.tui.controllers.list_sources import ListSources
from fravaertui.tui.controllers.list_telling import ListTelling
from fravaertui.tui.controllers.live_updates import BackendEvent
from fravaertui.tui.panes.absence_list import (
    list_records,
    lit,
    passed_hint,
    rows_title,
    where_and_case,
)
from fravaertui.tui.panes.absence_list_row import STRIP_ROWS, row_lines_of, strip_lines
from fravaertui.tui.places import Place
from fravaertui.tui.screens.list_asking import AskingScreen
from fravaertui.tui.widgets.form_fields import MoveFocus, Typed
from fravaertui.tui.widgets.list_box import ListBox
from fravaertui.tui.widgets.note import Note
from fravaertui.tui.widgets.record_list import RecordList
from fravaertui.tui.widgets.text_view import TextView, line
from fravaertui.tui.widgets.titled_pane import TitledPane
from fravaertui.tui.workers import worker

PAUSE_SECONDS = 0.15
"""How long the typing rests before the list is read."""


class AbsenceListScreen(AskingScreen):
    """The text, what is read of it, and what citizens meet."""

    AUTO_FOCUS: ClassVar[str | None] = "#list-text"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "part(1)", show=False),
        Binding("shift+tab", "part(-1)", show=False),
    ]
    drafts: DraftAutosave

    def __init__(
        self,
        state: SessionState,
        gateway: Gateway,
        commands: Sequence[Command],
        store: DraftStore,
        draft: ListDraft,
        files: Sequence[ClinicFile],
    ) -> None:
        """Open with a draft, for the clinics that it may be about."""
        super().__init__(state, commands)
        self.list_work = ListWork(draft, files, SettledLists(store.folder))
        self._clinics = draft.clinics
        self.drafts = DraftAutosave(self, state, store, self._typed_draft)
        self._settling = ListSettling(self, state, self.list_work)
        self._saving = ListSaving(self, state, self.list_work, gateway)
        self._sources = ListSources(self, state, self.list_work)
        self._telling = ListTelling(self, state, self.list_work)
        self._list_clinics = ListClinics(self, state, self.list_work, gateway)

    def compose(self) -> ComposeResult:
        """The text over its rows, the chosen one explained beside them, and what is asked."""
        words = self.state.words
        hint = words("Paste the list here: an e-mail, a notice, a table")
        yield TextView(id="header")
        with Horizontal(id="list-body"):
            with Vertical(id="list-parts"):
                yield TitledPane("list-text", ListBox(id="list-text", placeholder=hint))
                yield TitledPane("list-rows", RecordList(id="list-rows"))
            yield TitledPane("list-row", TextView(id="list-row", focusable=True))
        yield TextView(id="list-strip")
        yield Note()
        yield self.prompt
        yield TextView(id="keys")

    def on_mount(self) -> None:
        """Show what was pasted before, and read it."""
        self.box.value = self.list_work.text
        self._show_part("text")
        self.call_after_refresh(self._first_reading)

    def _first_reading(self) -> None:
        if self.list_work.text:
            again = self.state.words("The list is here again as it was. Nothing of it is saved.")
            self.tell(line((again, "accent")))
            self._go_to_part("rows")
        self._list_clinics.fetch_missing(self._clinics)

    def on_resize(self) -> None:
        """Show what there is for the new width."""
        self.show_header()
        self.show_keys()
        self.show()

    # Where the agent is

    @property
    def was_saved(self) -> bool:
        """Whether anything of the list has been saved."""
        return self._list_clinics.was_saved

    @property
    def place(self) -> Place:
        """What the agent does now."""
        if self.prompt.display:
            return Place.PROMPT
        return Place.LIST_TEXT if self.focused is self.box else Place.LIST

    @property
    def places(self) -> Place:
        """The text and its rows."""
        return Place.LIST | Place.LIST_TEXT

    def owners(self) -> Iterator[object]:
        """Who has the action of a command."""
        yield from (self, self._settling, self._saving, self._sources, self._telling)

    @property
    def keys(self) -> KeyGate:
        """What holds back the keys that are typed ahead."""
        return self.app

    @property
    def box(self) -> ListBox:
        """The field with the text."""
        return self.query_one("#list-text", ListBox)

    @property
    def rows(self) -> RecordList:
        """The list of rows."""
        return self.query_one("#list-rows", RecordList)

    @property
    def chosen(self) -> ListRow | None:
        """The row under the cursor."""
        return self.list_work.row(self.rows.key)

    def new_day(self) -> None:
        """Read the list as of the day that has come."""
        self.show_header()
        self._read_soon()

    def _typed_draft(self) -> StoredDraft | None:
        return self.list_work.stored_draft(self.state.agent, self.state.now())

    # What is shown

    def show(self) -> None:
        """Show the list as it was read last."""
        records = list_records(self.list_work, self.state)
        self.rows.show_records(records, cursor=self.rows.key)
        self._show_row()

    @on(RecordList.Highlighted, "#list-rows")
    def _show_row(self) -> None:
        """Show what the row under the cursor was read from, and what it does."""
        row = self.chosen
        self.box.light_up(lit(row, self.list_work))
        if self.has_class("-narrow"):
            self.view("list-strip").show(strip_lines(row, self.list_work, self.state))
        else:
            self.view("list-row").show(row_lines_of(row, self.list_work, self.state))
        self._show_titles()

    def _show_titles(self) -> None:
        words, plan = self.state.words, self.list_work.plan
        text, rows, row = (
            self.query_one(f"#{name}-pane", TitledPane)
            for name in ("list-text", "list-rows", "list-row")
        )
        command = self._by_id["list.clinics"]
        is_typing = self.place is Place.LIST_TEXT
        key = command.shown_key_when_typing if is_typing else command.shown_key
        text.show_in_edge(words("The list"), *where_and_case(self.list_work, self.state, key))
        passed = passed_hint(plan, self.state.keys["list.passed_over"], words)
        title = rows_title(plan, words)
        if self.has_class("-narrow"):
            rows.show_in_edge(*title, *(((f" · {passed}", "dim"),) if passed else ()))
        else:
            rows.show_in_edge(*title, hint=((passed, "dim"),) if passed else ())
        language = words(LANGUAGES[self.state.citizen_language].name)
        row.show_in_edge(words("What the citizen sees"), (f" · {language}", "dim"))

    def shown_keys(self) -> list[tuple[str, str]]:
        """Return the keys, with what Enter does."""
        words = self.state.words
        if self.place is Place.LIST:
            own = [("Enter", words("answer")), ("Tab", words("the text"))]
            return [*own, *super().shown_keys()]
        if self.place is Place.LIST_TEXT:
            return [("Tab", words("the rows")), *super().shown_keys()]
        return super().shown_keys()

    @property
    def dialog_margin(self) -> Spacing:
        """A dialog leaves in sight what the citizen sees, and what is chosen for a row the text."""
        if self.has_class("-narrow"):
            return Spacing(top=1, bottom=STRIP_ROWS)
        top = self.query_one("#list-rows-pane").region.y if self.under_text else 1
        return Spacing(top=top, right=self.query_one("#list-row-pane").region.width)

    # The parts of the screen

    def action_part(self, by: int) -> None:
        """Go to the next part of the screen: text, rows, and what the citizen sees."""
        parts = ["text", "rows"] + ([] if self.has_class("-narrow") else ["row"])
        now = next(
            (n for n, part in enumerate(parts) if self.query_one(f"#list-{part}").has_focus), 0
        )
        self._go_to_part(parts[(now + by) % len(parts)])

    def _go_to_part(self, part: str) -> None:
        self._show_part(part)
        self.set_focus(self.query_one(f"#list-{part}"))

    def _show_part(self, part: str) -> None:
        self.set_class(part == "text", "-show-text")

    def on_descendant_focus(self) -> None:
        """Mark the part that has the keys now, and show which keys those are."""
        if self.focused in (self.box, self.rows):
            self._show_part("text" if self.focused is self.box else "rows")
        self._show_titles()
        self.show_keys()

    def on_descendant_blur(self) -> None:
        """Take the mark away where a dialog takes the keys."""
        if self.focused is None:
            self._show_titles()

    @on(MoveFocus)
    def _leave_text(self, event: MoveFocus) -> None:
        if event.by > 0:
            self._go_to_part("rows")

    @on(RecordList.Edge, "#list-rows")
    def _leave_rows(self, event: RecordList.Edge) -> None:
        if event.towards < 0 and event.leaves:
            self._go_to_part("text")

    @on(RecordList.Chosen, "#list-rows")
    def _settle_row(self) -> None:
        self._settling.begin()

    def give_keys_back(self) -> None:
        """Let the rows have the keys again, or the text while there are none."""
        self.set_focus(self.rows if self.rows.records else self.box)

    def go_to(self, row: str) -> None:
        """Put the cursor on a row."""
        self._go_to_part("rows")
        self.rows.select(row)
        self._show_row()

    # Reading

    @on(Typed)
    def _text_typed(self) -> None:
        self.list_work.text = self.box.value
        self.box.light_up(())
        self.drafts.save_soon()
        self._read_soon()

    @worker(group="list-read")
    async def _read_soon(self) -> None:
        """Read the list when the typing rests."""
        await asyncio.sleep(PAUSE_SECONDS)
        await self.read_now()

    async def read_now(self) -> None:
        """Read the list as it is typed now; a long one beside the keys."""
        text, today = self.list_work.text, self.state.today
        if self.list_work.recall():
            again = self.state.words("This list was saved before; your answers are used again.")
            self.tell(line((again, "accent")))
        reader = self.list_work.reader(today)
        plan = await asyncio.to_thread(reader) if self.list_work.is_long else reader()
        if text == self.list_work.text:
            self.list_work.take(plan, text, today)
            self.show()
            self._sources.find_clinics()

    def take_text(self, text: str) -> None:
        """Put a text in the field, after what stands there; the rows tell what it says."""
        gap = "\n" if self.box.value.strip() else ""
        self.box.move_cursor(self.box.document.end)
        self.box.insert(gap + text)
        self._go_to_part("rows")

    def settle(self, answers: ListAnswers) -> None:
        """Take what is settled, and show what the list becomes by it."""
        self.tell()
        self.list_work.answers = answers
        self.drafts.save_soon()
        self._read_again()

    @worker(group="list-read")
    async def _read_again(self) -> None:
        await self.read_now()

    def action_command_list_throw(self) -> None:
        """Ask before the list is thrown away."""
        words = self.state.words
        nothing = words("Nothing of it was saved, so citizens see no difference.")
        if self.list_work.draft or self.list_work.is_there:
            self.ask(words("Throw the list away?"), [line(nothing)], self._throw)

    def _throw(self) -> None:
        self.drafts.discard(self.list_work.answers.list_id)
        self.list_work.start_anew()
        self.box.value = ""
        self._go_to_part("text")
        self.show()

    # Saving, and what others do

    def saved(self, attempt: Attempt, outcomes: Sequence[ClinicOutcome]) -> None:
        """Let go of the draft of what was saved everywhere."""
        self.list_work.answered(attempt, outcomes)
        self._list_clinics.saved(outcomes)
        if self.list_work.draft is None:
            self.drafts.discard(self.list_work.answers.list_id)

    async def fetch_again(self, clinics: Sequence[int]) -> None:
        """Fetch clinics, and hold the list against them as they are now."""
        await self._list_clinics.fetch_again(clinics)

    @property
    def is_busy(self) -> bool:
        """Whether something is asked or saved, under which nothing may change."""
        return bool(self.dialogs) or self._saving.saving

    @on(BackendEvent)
    def _heard(self, event: BackendEvent) -> None:
        if isinstance(event.event, ClinicChanged):
            self._list_clinics.heard(event.event)

    def on_screen_resume(self) -> None:
        """Look at what others did while something was asked."""
        self.under_text = False
        self._list_clinics.catch_up()

    # Leaving

    @property
    def can_search(self) -> bool:
        """Whether nothing is lost when the agent leaves: the list is kept as a draft."""
        return self.place in self.places and not self._saving.saving

    def action_command_list_close(self) -> None:
        """Go back; what is not saved is kept."""
        words = self.state.words
        if self._saving.saving:
            self.tell(line((words("The list is being saved."), "warning")))
            return
        if self._keep():
            self.dismiss()

    async def action_command_clinic_find(self) -> None:
        """Leave for the clinic search; what is not saved is kept."""
        if self._keep():
            await super().action_command_clinic_find()

    def _keep(self) -> bool:
        """Put the list on disk, and tell whether that was done: else it is said why.

        One that is registered already is kept no more.
        """
        if self.list_work.is_there:
            self.drafts.discard(self.list_work.answers.list_id)
            return True
        try:
            self.drafts.save()
        except OSError:
            self.drafts.save_or_tell()  # says why; it can be thrown away instead
            return False
        return True
