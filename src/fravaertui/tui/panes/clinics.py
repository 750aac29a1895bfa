"""«Velg virksomhet»: the search field with its hits, and the clinics used lately."""

from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from fravaertui.session.clinic_search import Hit
from fravaertui.session.state import Contact, SessionState
from fravaertui.tui.messages import StateChanged
from fravaertui.tui.panes.clinic_card import card_lines, practitioner_records
from fravaertui.tui.panes.hit_rows import hit_records
from fravaertui.tui.textual_overrides.less_styling import RestyledByClass
from fravaertui.tui.themed_app import ThemedApp
from fravaertui.tui.widgets.form_fields import text_field
from fravaertui.tui.widgets.record_list import Record, RecordList
from fravaertui.tui.widgets.text_view import Line, TextView, line
from fravaertui.tui.widgets.titled_pane import TitledPane

MOST_HITS = 50
_WITHOUT_DIRECTORY = (Contact.LOST, Contact.SIGNED_OUT)
"""What is looked for at most: whoever sees more hits than that types another letter."""


class ClinicPane(RestyledByClass, Vertical):
    """Finds a clinic while the agent types, and shows who works at the one that is open."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("down", "below", show=False)]

    app = getters.app(ThemedApp)

    class Chosen(Message):
        """A clinic was chosen, perhaps through one of its practitioners."""

        def __init__(self, clinic: int, practitioner: int | None) -> None:
            """Tell the HER-ids."""
            super().__init__()
            self.clinic = clinic
            self.practitioner = practitioner

    class Below(Message):
        """The agent goes on to what is shown beside or below."""

    def __init__(self, state: SessionState, *, id: str) -> None:
        """Make the pane over the workbench's state."""
        super().__init__(id=id)
        self._state = state
        self._choose_when_it_comes = False
        self._notice: tuple[Line, ...] = ()
        self._card_about: tuple[object, ...] = ()
        self._found: tuple[Hit, ...] = ()
        self._only_near = False
        """Whether what is listed is only like what was typed: then Enter chooses none of it."""

    def compose(self) -> ComposeResult:
        """Search field, hits with a line that says how many, and the card of the clinic."""
        # The key that leads to the field leaves no mark in it when pressed there.
        yield text_field(id="find", placeholder=self._hint, opener="/")
        yield TextView(id="find-note")
        yield RecordList(id="hits")
        yield TextView(id="card")
        yield RecordList(id="practitioners")

    @property
    def hits(self) -> RecordList:
        """What is found, or the clinics used lately."""
        return self.query_one("#hits", RecordList)

    @property
    def shows_card(self) -> bool:
        """Tell whether the card of a clinic is on the screen, with its practitioners."""
        return self.practitioners.is_on_screen and bool(self.practitioners.region)

    @property
    def practitioners(self) -> RecordList:
        """Those of the clinic that is open, where there is room for its card."""
        return self.query_one("#practitioners", RecordList)

    @property
    def _hint(self) -> str:
        return self._state.words("name, number, phone")

    def on_mount(self) -> None:
        """Say that the directory is on its way."""
        self.refresh_hits()
        for records in (self.hits, self.practitioners):
            self.watch(records, "scroll_y", self._show_outside, init=False)

    @on(RecordList.Resized)
    def _show_outside(self) -> None:
        """Say in the edge how many lie below those in sight."""
        records = self.practitioners if self.shows_card else self.hits
        below = records.records_below if records.is_on_screen else 0
        words = self._state.words
        said = words.plural("{n} more below", "{n} more below", below) if below else ""
        self.query_ancestor(TitledPane).show_hint((said, "dim"))

    def start(self) -> None:
        """Go to the search field, with what stood there marked so that typing replaces it."""
        field = self.query_one("#find", Input)
        self.screen.set_focus(field)
        field.select_all()
        self._notice = ()
        self.refresh_hits()

    def show_in_new_language(self) -> None:
        """Say in the language that the words are in now what belongs in the field, and below it."""
        chosen = self.hits.key
        self.query_one("#find", Input).placeholder = self._hint
        self.notice()
        self.hits.point_at(chosen)

    def on_resize(self) -> None:
        """Say of the practitioners and of what is found what there is room for now."""
        self.show_card()
        self.hits.show_records(self._hit_records())

    def leave_card(self) -> None:
        """Let the keys go on where there is no card: to the search field."""
        if self.practitioners.has_focus:
            self.screen.set_focus(self.query_one("#find", Input))

    def show_card(self) -> None:
        """Show the card of the chosen clinic, if it is another than before, and who is chosen."""
        state = self._state
        width = self.content_size.width - 1  # its list may have a scrollbar
        on_another_day = state.day != state.as_of
        about = (
            *(state.shown, state.as_of, on_another_day),
            *(state.index, state.vendors, state.words.language, width),
        )
        if about != self._card_about:
            self._card_about = about
            self.set_class(state.shown is not None, "-with-card")
            self.query_one("#card", TextView).show(card_lines(state))
            self.practitioners.show_records(practitioner_records(state, width))
            self.call_after_refresh(self._show_outside)
        self.practitioners.point_at(None if state.unfound else str(state.practitioner))

    def notice(self, *messages: Line) -> None:
        """Say something under the field, until the agent comes back to it."""
        self._notice = messages
        self.refresh_hits()

    @property
    def has_bad_news(self) -> bool:
        """Tell whether there is no directory to search in, and none is on its way."""
        return self._state.index is None and self._state.contact in _WITHOUT_DIRECTORY

    @property
    def is_searching(self) -> bool:
        """Tell whether something has been typed, or a choice waits for the directory."""
        return bool(self.query_one("#find", Input).value) or self._choose_when_it_comes

    def directory_came(self) -> None:
        """Show the hits, and choose the first if Enter was pressed before there were any."""
        self.refresh_hits()
        if self._choose_when_it_comes:
            self._choose_when_it_comes = False
            self._submitted()

    def directory_renewed(self) -> None:
        """Show the hits in a newer directory, with the cursor where it was."""
        chosen = self.hits.key
        self.refresh_hits()
        self.hits.select(chosen or "")
        self.show_card()

    def recent_changed(self) -> None:
        """Show the clinics used lately anew, where they are what is shown."""
        if not self.query_one("#find", Input).value.strip():
            self.refresh_hits()

    def refresh_hits(self) -> None:
        """Show the hits of what is typed, or the clinics used lately."""
        state, typed = self._state, self.query_one("#find", Input).value
        hits = self.hits
        note = self.query_one("#find-note", TextView)
        if state.index is None:
            note.show([self._no_directory(), *self._notice])
            self._found = ()
            hits.show_records([])
            return
        if typed.strip():
            found = state.index.search(typed, MOST_HITS)
            self._only_near = not found
            if found:
                note.show([self._count(len(found)), *self._notice])
            else:
                found = state.index.nearest(typed)
                note.show([self._none(near=bool(found)), *self._notice])
        else:
            self._only_near = False
            found = tuple(
                Hit(state.index.clinics[her_id])
                for her_id in state.recent
                if her_id in state.index.clinics
            )
            recent = line((state.words("Recent") if found else "", "dim"))
            note.show([recent, *self._notice])
        self._found = found
        records = self._hit_records()
        hits.show_records(records, cursor=records[0].key if records else None)
        self.call_after_refresh(self._show_outside)

    def _hit_records(self) -> list[Record]:
        width = self.hits.scrollable_content_region.width or self.content_size.width - 1
        return hit_records(self._found, width or self.screen.size.width)

    def _no_directory(self) -> Line:
        words, contact = self._state.words, self._state.contact
        if contact is Contact.LOST:
            message = words("The directory is out of reach.")
            return line((message, "error"), f" {self._state.failure}")
        if contact is Contact.SIGNED_OUT:
            message = words("The directory cannot be fetched until you have signed in.")
            return line((message, "warning"))
        return line((words("Fetching the directory …"), "dim"))

    def _none(self, *, near: bool) -> Line:
        words = self._state.words
        if near:
            return line((words("No hits. Did you mean:"), "warning"))
        if self._state.index and not self._state.index.clinics:
            return line((words("No hits: no clinics are here yet."), "warning"))
        return line((words("No hits. Try fewer letters or a number."), "warning"))

    def _count(self, number: int) -> Line:
        words = self._state.words
        if number == MOST_HITS:
            return line((words("More than {n} hits", n=MOST_HITS - 1), "dim"))
        return line((words.plural("{n} hit", "{n} hits", number), "dim"))

    @on(Input.Changed, "#find")
    def _typed(self) -> None:
        self.refresh_hits()

    @on(Input.Submitted, "#find")
    def _submitted(self) -> None:
        if self._state.index is None:
            self._choose_when_it_comes = True
            self.app.pause_keys("clinic")
        elif self._only_near or self.hits.key is None:
            self.app.discard_keys()
        else:
            self.hits.action_choose()

    @on(RecordList.Chosen, "#hits")
    def _chosen(self, event: RecordList.Chosen) -> None:
        clinic, _, practitioner = event.key.partition("/")
        self.post_message(self.Chosen(int(clinic), int(practitioner) if practitioner else None))

    def action_below(self) -> None:
        """Step from the search field to the hits, or to what is shown in their place."""
        if self.hits.display:
            self.screen.set_focus(self.hits)
        else:
            self.post_message(self.Below())

    @on(RecordList.Edge, "#hits")
    def _past_edge(self, event: RecordList.Edge) -> None:
        if event.towards < 0 and event.leaves:
            self.screen.set_focus(self.query_one("#find", Input))
        elif event.towards > 0 and self.shows_card:
            self.screen.set_focus(self.practitioners)

    @on(RecordList.Edge, "#practitioners")
    def _above_practitioners(self, event: RecordList.Edge) -> None:
        if event.towards < 0 and event.leaves:
            self.screen.set_focus(self.hits)

    @on(RecordList.Highlighted, "#practitioners")
    def _practitioner_highlighted(self) -> None:
        if not self.can_focus_children:  # a form is open, about whom it says
            self.practitioners.point_at(str(self._state.practitioner))
        elif self.practitioners.key:
            self._state.practitioner = int(self.practitioners.key)
            self.post_message(StateChanged(another=True))

    @on(RecordList.Chosen, "#practitioners")
    def _practitioner_chosen(self) -> None:
        self.post_message(self.Below())
