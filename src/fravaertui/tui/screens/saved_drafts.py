"""What was typed and not saved: taken up again, thrown away, or left for later."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult

from fravaertui.session.drafts.storage import DraftStore, StoredDraft
from fravaertui.session.state import SessionState
from fravaertui.tui.commands import Command
from fravaertui.tui.panes.drafts import draft_record, unreadable_sentence
from fravaertui.tui.places import Place
from fravaertui.tui.screens.layout import CommandScreen
from fravaertui.tui.widgets.note import Note
from fravaertui.tui.widgets.record_list import RecordList
from fravaertui.tui.widgets.text_view import TextView, line


class DraftsScreen(CommandScreen[StoredDraft | None]):
    """Lists the waiting drafts; closing it with Enter takes one up.

    What is typed is meant for the search: agents begin with the clinic's name (rule W6).
    """

    AUTO_FOCUS: ClassVar[str | None] = "#drafts"
    PLACE = Place.DRAFTS

    def __init__(
        self,
        state: SessionState,
        commands: Sequence[Command],
        store: DraftStore,
        search: Callable[[], None],
    ) -> None:
        """Show what is in the box for this agent; `search` gives the clinic search the keys."""
        super().__init__(state, commands)
        self._store = store
        self._search = search
        self._waiting: list[StoredDraft] = []

    def compose(self) -> ComposeResult:
        """The drafts, and what is said of them."""
        yield TextView(id="header")
        yield TextView(id="drafts-title", classes="title")
        yield RecordList(id="drafts")
        yield Note()
        yield TextView(id="keys")

    def on_mount(self) -> None:
        """Show the drafts."""
        self._fetch()
        message = self.state.words(
            "Enter opens the draft again as it was typed. Nothing is saved by it."
        )
        unreadable = unreadable_sentence(self._store, self.state.words)
        self.tell(line((message, "dim")), line((unreadable, "warning")))

    def on_resize(self) -> None:
        """Show what fits the new width."""
        self._show()

    def takes(self, key: events.Key) -> bool:
        """Let what is typed go to the search; the drafts wait."""
        if not key.is_printable:
            return False
        self._search()
        self.dismiss(None)
        self.app.put_back(key)
        return True

    @property
    def records(self) -> RecordList:
        """The list of drafts."""
        return self.query_one("#drafts", RecordList)

    @property
    def chosen(self) -> StoredDraft | None:
        """The draft under the cursor."""
        key = self.records.key
        return next((stored for stored in self._waiting if str(stored.id) == key), None)

    def action_command_draft_throw(self) -> None:
        """Ask before a draft is thrown away."""
        stored, words = self.chosen, self.state.words
        if stored is None:
            return
        message = words("Nothing of it was saved, so citizens see no difference.")
        lines = [*draft_record(stored, self.state).lines, line(message)]
        self.ask(words("Throw the draft away?"), lines, self._throw)

    def _throw(self) -> None:
        stored, words = self.chosen, self.state.words
        if stored and self._store.claim(stored.id):
            self._store.drop(stored.id)
        self._fetch()
        if self._waiting:
            self.tell(line((words("The draft is thrown away."), "dim")))
        else:
            self.dismiss(None)

    def action_command_drafts_close(self) -> None:
        """Leave the drafts for later."""
        self.dismiss(None)

    @on(RecordList.Chosen)
    def _take(self) -> None:
        stored = self.chosen
        if stored and self._store.claim(stored.id):
            self.dismiss(stored)
        else:
            message = self.state.words("Another session of yours has that draft now.")
            self._fetch()
            self.tell(line((message, "warning")))

    def new_day(self) -> None:
        """Show the day that has come."""
        self.show_header()

    def _fetch(self) -> None:
        self._waiting = self._store.orphaned(self.state.agent, self.state.now())
        self._show()

    def _show(self) -> None:
        count = self.state.words.plural(
            "{n} draft was not saved", "{n} drafts were not saved", len(self._waiting)
        )
        self.view("drafts-title").show([line(f"▸ {count}", wrap=False)])
        self.records.show_records([draft_record(stored, self.state) for stored in self._waiting])
        self.show_header()
        self.show_keys()

    def shown_keys(self) -> list[tuple[str, str]]:
        """Say besides what Enter and the letters do."""
        words = self.state.words
        typing = words("letters"), words("find a clinic")
        return [("Enter", words("take up")), *super().shown_keys(), typing]
