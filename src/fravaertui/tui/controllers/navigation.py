"""Going between the panes, the tabs, the past and the overview of the day."""

from collections.abc import Callable, Mapping
from typing import Protocol
from uuid import UUID

from textual.widget import Widget

from fravaertui.session.choices import PaneWidths, RememberedChoices
from fravaertui.session.state import SessionState
from fravaertui.tui.controllers.bench import Bench
from fravaertui.tui.forms.record import RecordForm
from fravaertui.tui.pane_widths import Layout, pane_widths
from fravaertui.tui.panes.citizen import CitizenPane
from fravaertui.tui.panes.clinics import ClinicPane
from fravaertui.tui.panes.work import TABS, WorkPane
from fravaertui.tui.places import Place
from fravaertui.tui.widgets.text_view import Line, line

WIDTH_STEP = 2
"""Columns by which a key changes the width of a pane."""


class NavigationBench(Bench, Protocol):
    """The workbench as far as going about in it is concerned."""

    @property
    def place(self) -> Place:
        """What the agent does now."""

    @property
    def panes_in_sight(self) -> Layout:
        """How many panes stand side by side."""

    @property
    def columns(self) -> int:
        """Those of the terminal."""

    @property
    def shows_overview_alone(self) -> bool:
        """Whether only the search stands beside the overview, and no way to get started."""

    @property
    def pane_widths(self) -> PaneWidths:
        """The columns of the panes at the sides."""

    def remark(self, message: Line) -> None:
        """Say something that only stands until the next key."""

    def widths_changed(self) -> None:
        """Show what fits now that the agent has made a pane wider or narrower."""

    @property
    def focused(self) -> Widget | None:
        """The widget that has the keys."""

    def set_focus(self, widget: Widget | None) -> None:
        """Give a widget the keys."""

    def update_classes(self, classes: Mapping[str, bool]) -> object:
        """Have some classes and not others."""

    def call_later(self, callback: Callable[[], object]) -> bool:
        """Call something when what is under way is done."""

    def call_after_refresh(self, callback: Callable[[], object]) -> bool:
        """Call something when the screen is laid out again."""

    def show_titles(self) -> None:
        """Show the titles of the panes."""

    def show_keys(self) -> None:
        """Show the keys of what is being done."""


class PaneNavigation:
    """Knows which pane a small terminal shows, and how one gets from each place to the next."""

    def __init__(
        self,
        bench: NavigationBench,
        state: SessionState,
        choices: RememberedChoices,
        clinics: ClinicPane,
        middle: WorkPane,
        citizen: CitizenPane,
    ) -> None:
        """Go between these three panes; `choices` remembers their widths and the tab."""
        self._bench = bench
        self._state = state
        self._choices = choices
        self._clinics = clinics
        self._middle = middle
        self._citizen = citizen
        self.pane = "clinics"
        """The pane that a small terminal shows; the empty name is the middle pane."""

    def give_room(self, pane: str | None = None) -> None:
        """Let one pane have a small terminal, or the one that has it already.

        One that shows all of them is left alone: its widgets would be styled again for nothing.
        """
        self.pane = pane = self.pane if pane is None else pane
        bench = self._bench
        at_overview = bench.place is Place.TODAY and not self._clinics.is_searching
        classes = {"-show-today": at_overview}
        if bench.panes_in_sight is not Layout.THREE_PANES:
            classes |= {"-show-clinics": pane == "clinics", "-show-citizen": pane == "citizen"}
        bench.update_classes(classes)

    def follow_focus(self) -> None:
        """Let the pane that has the keys be in sight on a terminal of another size."""
        at_overview = self._bench.place is Place.TODAY
        if self._clinics.has_focus_within:
            self.give_room("clinics")
            if self._bench.panes_in_sight is Layout.ONE_PANE:
                self._clinics.leave_card()
        elif self._citizen.has_focus:
            self.give_room("citizen")
        elif self._middle.has_focus_within and not at_overview:
            self.give_room("")
        else:
            self.give_room()

    def show_pane(self, pane: str) -> None:
        """Let one pane have a small terminal, and show the state in it."""
        self.give_room(pane)
        self._bench.call_after_refresh(self._bench.show)

    def switched(self) -> None:
        """Another tab or form is in the middle: let others see whether it is editing."""
        bench = self._bench
        # Tab must not lead out of a form into the search, where Enter would leave the clinic.
        self._clinics.can_focus_children = bench.place in Place.TABS
        bench.show_titles()
        bench.show_keys()
        bench.live.report()
        bench.call_later(bench.live.apply_update)

    def show_form(self, form: RecordForm, title: str) -> None:
        """Let a form have the middle pane."""
        self.give_room("")
        self._middle.show_form(form, title)
        self.switched()

    def hide_form(self) -> None:
        """Go back to where the form was opened from."""
        self._middle.hide_form()
        self.switched()

    def search(self) -> None:
        """Give the clinic search the keys; the past is left for it."""
        if self._bench.place is Place.PAST:
            self.action_command_known_close()
        self.show_pane("clinics")
        self._clinics.start()

    def action_command_pane_clinics(self) -> None:
        """Go to the practitioners of the clinic, or to the search where they are not shown."""
        if self._clinics.shows_card:
            self._bench.set_focus(self._clinics.practitioners)
        else:
            self.search()

    def go_to_middle(self) -> None:
        """Go to the middle pane."""
        self.show_pane("")
        if self._bench.place in Place.TABS:
            if self._bench.place is not Place.TODAY:
                self._choices.choose_tab(str(Place.ABSENCES.name))
            self._go_to_tab(Place.ABSENCES)
        else:
            self._middle.take_focus()

    action_command_pane_absences = go_to_middle

    def open_clinic(self, *, for_something: bool) -> None:
        """Go to the tab chosen last, or to the absences where something is to be done there."""
        chosen = Place.__members__.get(self._choices.now.tab)
        tab = chosen if chosen in TABS and not for_something else Place.ABSENCES
        self._open_tab(tab)

    def stay(self) -> None:
        """Be where the agent is, in the clinic that has come."""
        self.show_pane("")
        self._go_to_tab(self._bench.place)

    def action_command_pane_narrower(self) -> None:
        """Make a pane at the side narrower."""
        if not self._change_width(-WIDTH_STEP):
            self._refuse(self._state.words("The pane can't be narrower here."))

    def action_command_pane_wider(self) -> None:
        """Make a pane at the side wider."""
        if not self._change_width(WIDTH_STEP):
            self._refuse(self._state.words("The pane can't be wider here."))

    def _change_width(self, by: int) -> bool:
        """Change the width of the pane that has the keys, or else the citizen's; tell if it did."""
        bench, before = self._bench, self._bench.pane_widths
        if bench.panes_in_sight is Layout.ONE_PANE:
            return False
        three = bench.panes_in_sight is Layout.THREE_PANES
        if three and bench.place is Place.TODAY:
            return False
        pane = "clinics" if three and self._clinics.has_focus_within else "citizen"
        if pane == "citizen" and bench.shows_overview_alone:
            return False
        wanted = self._choices.now.widths._replace(**{pane: getattr(before, pane) + by})
        after = getattr(pane_widths(bench.columns, wanted), pane)
        if after == getattr(before, pane):
            return False
        self._choices.choose_widths(wanted._replace(**{pane: after}))
        bench.widths_changed()
        return True

    def _refuse(self, message: str) -> None:
        self._bench.remark(line((message, "dim")))

    def action_command_pane_citizen(self) -> None:
        """Go to what the citizen sees."""
        if self._bench.shows_overview_alone:
            self._bench.tell(line((self._state.words("Choose a clinic first."), "warning")))
            return
        self.show_pane("citizen")
        self._bench.set_focus(self._citizen)

    def show_set_up(self, substitute: UUID) -> None:
        """Go to the steps of a substitute's set-up."""
        self._open_tab(Place.SUBSTITUTES)
        self._middle.substitutes.substitutes.select(str(substitute))
        self._bench.set_focus(self._middle.substitutes.steps)

    def action_command_covers(self) -> None:
        """Go to the substitutes."""
        self._choose_tab(Place.SUBSTITUTES)

    def action_command_history(self) -> None:
        """Go to what has happened to the clinic."""
        self._choose_tab(Place.HISTORY)

    def action_command_findings(self) -> None:
        """Go to the findings of the clinic."""
        self._choose_tab(Place.FINDINGS)

    def go_to_finding(self, key: str) -> None:
        """Go to a finding, or say that it is not there today."""
        if key in (finding.key for finding in self._state.findings):
            self._open_tab(Place.FINDINGS)
            self._middle.findings.go_to(key)
        else:
            words = self._state.words
            gone = words("This finding is not there today: it is of a coming day, or is mended.")
            self._bench.tell(line((gone, "warning")))

    def action_command_tab_next(self) -> None:
        """Go to the next tab."""
        self._choose_tab(self._middle.tab_beside(1))

    def action_command_tab_previous(self) -> None:
        """Go to the tab before."""
        self._choose_tab(self._middle.tab_beside(-1))

    def _open_tab(self, tab: Place) -> None:
        """Show a tab of the clinic; whom and which day the screen is about stays as it is."""
        self._bench.tell()
        if tab is Place.HISTORY:
            self._middle.history.open()
        self.give_room("")
        self._go_to_tab(tab)
        self._bench.call_after_refresh(self._bench.show)

    def _choose_tab(self, tab: Place) -> None:
        """Go to a tab, and begin there in the next clinic."""
        self._choices.choose_tab(str(tab.name))
        self._open_tab(tab)

    def _go_to_tab(self, tab: Place) -> None:
        self._middle.go_to(tab)
        self.switched()

    def action_command_find_leave(self) -> None:
        """Go one step back: to the middle pane, to the absences, and from there to the overview."""
        place, middle = self._bench.place, self._middle
        at_absences = self._bench.focused in (None, middle.absences.absences)
        if place is Place.TODAY and middle.has_focus_within:
            self.search()
        elif self._state.requested and place is Place.ABSENCES and at_absences:
            self._leave_clinic()
        else:
            self.go_to_middle()

    def _leave_clinic(self) -> None:
        """Show the overview of the day, and let others see that the clinic is left."""
        self._state.leave_clinic()
        self._bench.tell()
        self.show_pane("")
        self._go_to_tab(Place.ABSENCES)

    def past_shown(self) -> None:
        """The clinic is shown as it was known at a moment: say so, and how to go back."""
        words, key = self._state.words, self._state.keys["known.close"]
        self._show_other_time()
        back = words("Nothing can be changed here. {key} goes back.", key=key)
        self._bench.tell(line((back, "warning")))
        self._bench.show()
        self._bench.keys.resume_keys("past clinic")

    def action_command_known_close(self) -> None:
        """Go back to the history, and to the clinic as it is now."""
        self._state.known = self._state.chosen_day = None
        self._bench.tell()
        self.give_room("")
        self._show_other_time()
        self._bench.show()

    def _show_other_time(self) -> None:
        """Let the middle pane show the clinic at another time than before."""
        self._middle.switch()
        self._middle.take_focus()
        self.switched()
