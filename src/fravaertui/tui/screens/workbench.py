"""The one screen agents live in: three panes, and what holds them together."""

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.geometry import Spacing
from textual.widgets import Input

from fravaertui.protocol.events import Event
from fravaertui.session.choices import PaneWidths, RememberedChoices
from fravaertui.session.drafts.storage import DraftStore, StoredDraft
from fravaertui.session.gateway import Gateway
from fravaertui.session.state import SessionState
from fravaertui.session.stored_overview import StoredOverview
from fravaertui.session.work_queue import WorkQueue
from fravaertui.tui import messages
from fravaertui.tui.commands import FIND_COMMANDS, FIND_HINTS, Command
from fravaertui.tui.controllers.batch_reversal import BatchReversals
from fravaertui.tui.controllers.bench import KeyGate
from fravaertui.tui.controllers.change_flow import ChangeFlow, ChangeMessage
from fravaertui.tui.controllers.clinic_loader import ClinicLoader
from fravaertui.tui.controllers.draft_autosave import DraftAutosave
from fravaertui.tui.controllers.draft_recovery import DraftRecovery
from fravaertui.tui.controllers.form_flow import FormFlow, FormMessage
from fravaertui.tui.controllers.live_updates import BackendEvent, LiveUpdates
from fravaertui.tui.controllers.navigation import PaneNavigation
from fravaertui.tui.controllers.other_clinics import OtherClinics
from fravaertui.tui.controllers.overview_updates import OverviewUpdates
from fravaertui.tui.controllers.sign_in import SignInFlow
from fravaertui.tui.forms.base import Form
from fravaertui.tui.pane_widths import (
    CLINICS_AT_OVERVIEW,
    Layout,
    layout,
    pane_widths,
)
from fravaertui.tui.panes.absences import (
    FEWEST_TIMELINE_ROWS,
    MOST_TIMELINE_ROWS,
    AbsencesPane,
)
from fravaertui.tui.panes.citizen import STRIP_ROWS, CitizenPane, strip_lines
from fravaertui.tui.panes.clinics import ClinicPane
from fravaertui.tui.panes.help_page import SEARCH_PAGE, HelpPage
from fravaertui.tui.panes.history import HistoryPane
from fravaertui.tui.panes.others import others_phrase
from fravaertui.tui.panes.prompt import DayPrompt
from fravaertui.tui.panes.summary import previewed_hole_lines
from fravaertui.tui.panes.today import TodayPane
from fravaertui.tui.panes.today_lines import DraftTarget, ImportsTarget, QueueTarget
from fravaertui.tui.panes.work import WorkPane
from fravaertui.tui.places import Place
from fravaertui.tui.screens.dialogs import Decision
from fravaertui.tui.screens.layout import CommandScreen
from fravaertui.tui.screens.other_screens import OtherScreens
from fravaertui.tui.widgets.note import Note
from fravaertui.tui.widgets.record_list import RecordList
from fravaertui.tui.widgets.text_view import Line, TextView, line
from fravaertui.tui.widgets.titled_pane import TitledPane


class Workbench(CommandScreen[None]):
    """Clinics, absences with their form, and what the citizen sees."""

    AUTO_FOCUS: ClassVar[str | None] = "#find"
    drafts: DraftAutosave

    def __init__(
        self,
        state: SessionState,
        gateway: Gateway,
        commands: Sequence[Command],
        remember: Callable[[int], object],
        store: DraftStore,
        queue: WorkQueue,
        stored_overview: StoredOverview | None,
        choices: RememberedChoices,
    ) -> None:
        """Open over `gateway`; `remember` counts a clinic as recent in later runs too.

        `stored_overview` is where the overview is stored for the next start.
        """
        super().__init__(state, commands, classes="-show-clinics -show-today")
        self._store = store
        self.clinics = ClinicPane(state, id="clinics")
        self.middle = WorkPane(state, gateway, self._waiting_drafts)
        self.citizen = CitizenPane(state, id="citizen")
        self._clinics_pane = TitledPane("clinics", self.clinics, title=state.words("Choose clinic"))
        self._citizen_pane = TitledPane("citizen", self.citizen)
        self.prompt = DayPrompt(state, id="day")
        self.drafts = DraftAutosave(self, state, store, self.middle.draft)
        self.choices = choices
        self.panes = PaneNavigation(self, state, choices, self.clinics, self.middle, self.citizen)
        self.changes = ChangeFlow(self, state, gateway, self.middle)
        self.batches = BatchReversals(self, state, gateway, self.changes)
        self.forms = FormFlow(self, state, self.middle, self.panes, self.drafts, self.changes)
        self.other_clinics = OtherClinics(self, state, gateway, self.forms)
        self.overview = OverviewUpdates(self, state, gateway, stored_overview, choices)
        self.live = LiveUpdates(self, state, gateway, self.changes, self.forms, self.other_clinics)
        self.sign_in = SignInFlow(self, state, gateway, self.changes)
        self.loader = ClinicLoader(
            self, state, gateway, self.clinics, self.panes, self.live, self.sign_in, remember
        )
        self.other_screens = OtherScreens(self, gateway, store, queue, self.panes, self.loader)
        self.recovery = DraftRecovery(
            self,
            state,
            store,
            self.clinics,
            self.middle,
            self.forms,
            self.loader,
            self.other_screens,
        )

    def compose(self) -> ComposeResult:
        """Three panes between the header and the keys."""
        yield TextView(id="header")
        with Horizontal(id="body"):
            yield self._clinics_pane
            yield self.middle
            yield self._citizen_pane
        yield TextView(id="holes")
        strip = TextView(id="strip")
        strip.styles.height = STRIP_ROWS
        yield strip
        yield Note()
        yield self.prompt
        yield TextView(id="keys")

    def on_mount(self) -> None:
        """Paint first; then make contact."""
        self.watch(self.app, "theme", self.show_titles, init=False)
        self.share_width()
        self.middle.switch()
        self.call_after_refresh(self.middle.add_forms)
        self.call_after_refresh(self.loader.make_contact)
        self.call_after_refresh(self.recovery.offer)

    # Where the agent is

    @property
    def place(self) -> Place:
        """What the agent does now."""
        return Place.PROMPT if self.prompt.display else self.middle.place

    @property
    def places(self) -> Place:
        """The tabs, of which one is shown."""
        return Place.TABS

    @property
    def is_browsing(self) -> bool:
        """Tell whether nothing is under way that another clinic must not take the place of."""
        return self.place in Place.TABS and not (self.dialogs or self.changes.saving)

    @property
    def is_filling_in(self) -> bool:
        """Tell whether a form is open, perhaps under something that is read or asked."""
        return self.middle.form_is_open

    @property
    def is_asking(self) -> bool:
        """Tell whether the agent is deciding something, on what is shown."""
        return any(isinstance(dialog, Decision) for dialog in self.dialogs)

    @property
    def shows_overview(self) -> bool:
        """Tell whether the overview of the day has the middle pane."""
        return self.place is Place.TODAY

    @property
    def panes_in_sight(self) -> Layout:
        """Tell how many panes stand side by side."""
        return layout(self.columns)

    @property
    def clinic(self) -> int | None:
        """The clinic that is on the screen."""
        return self.state.file.clinic.her_id if self.state.file else None

    @property
    def columns(self) -> int:
        """Those of the terminal."""
        return self.app.size.width

    @property
    def pane_widths(self) -> PaneWidths:
        """The columns of the panes at the sides, which is one side where no clinic is open."""
        chosen = self.choices.now.widths
        widths = pane_widths(self.columns, chosen)
        if self.panes_in_sight is Layout.ONE_PANE or not self.shows_overview:
            return widths
        side = widths.clinics
        if self.panes_in_sight is Layout.THREE_PANES:
            side = max(side, CLINICS_AT_OVERVIEW)
        elif not chosen.citizen:
            side = CLINICS_AT_OVERVIEW
        return PaneWidths(side, side)

    @property
    def keys(self) -> KeyGate:
        """What holds back the keys that are typed ahead."""
        return self.app

    def owners(self) -> Iterator[object]:
        """What is shown in the middle has its commands, then the citizen's pane, and the rest."""
        yield self.prompt if self.prompt.display else self.middle.shown
        yield from (self.citizen, self, self.panes, self.forms, self.changes, self.overview)
        yield from (self.loader, self.other_screens, self.recovery, self.sign_in, self.app)

    @property
    def help_page(self) -> HelpPage:
        """The first page of the help, where the agent is now: the search has one of its own."""
        return SEARCH_PAGE if self._is_searching else super().help_page

    @property
    def _is_searching(self) -> bool:
        chooses_whom = self.focused is self.clinics.practitioners
        searching = self._clinics_pane.has_keys and not chooses_whom
        return self.place in Place.TABS and searching

    async def action_command_clinic_find(self) -> None:
        """Give the clinic search the keys."""
        self.panes.search()

    def explained(self) -> list[Command]:
        """Return every command: the other screens are opened from here."""
        return list(self.commands)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let nothing through while something is being saved, so that no key goes astray."""
        if self.changes.saving and action.startswith("command"):
            return False
        return super().check_action(action, parameters)

    # What is shown

    def on_resize(self) -> None:
        """Show at once what needs no more than the terminal's width, then the rows."""
        self.share_width()
        self.panes.follow_focus()
        self.show()
        if self.state.file:
            self.call_after_refresh(self.show_lists)

    def share_width(self) -> None:
        """Give each pane its part of the columns."""
        alone = self.panes_in_sight is Layout.ONE_PANE
        widths = self.pane_widths
        self._clinics_pane.styles.width = "1fr" if alone else widths.clinics
        self._citizen_pane.styles.width = "1fr" if alone else widths.citizen

    def widths_changed(self) -> None:
        """Show what fits now that the agent has made a pane wider or narrower."""
        self.share_width()
        self.call_after_refresh(self.show)

    @property
    def dialog_margin(self) -> Spacing:
        """A dialog has the place of the middle pane, over the strip of a small terminal."""
        clinics, citizen = self.pane_widths
        wide = self.panes_in_sight is Layout.THREE_PANES
        if self.shows_overview_alone or (wide and self.shows_overview):
            citizen = 0
        match self.panes_in_sight:
            case Layout.ONE_PANE:
                return Spacing(top=1, bottom=0 if self.panes.pane else STRIP_ROWS)
            case Layout.TWO_PANES:
                return Spacing(top=1, right=citizen)
            case Layout.THREE_PANES:
                return Spacing(top=1, right=citizen, left=clinics)

    def show(self) -> None:
        """Show the state everywhere; only lines that differ are drawn again."""
        self.show_header()
        self.show_lists()
        self.show_citizen()
        self.show_titles()
        self.show_keys()

    def show_header(self) -> None:
        """Show the line on top, also of the screens over this one: contact is made here."""
        for screen in self.app.screen_stack:
            if isinstance(screen, CommandScreen) and screen.is_mounted and screen.query("#header"):
                CommandScreen.show_header(screen)

    async def show_in_new_language(self) -> None:
        """Show everything in the language that the words are in now; no form is open."""
        self._clinics_pane.heading = self.state.words("Choose clinic")
        self.clinics.show_in_new_language()
        await self.middle.recompose_forms()
        self.show()

    def show_overview(self) -> None:
        """Show the overview as it is now, if it is what is shown."""
        if self.shows_overview:
            self.show_lists()
            self.show_titles()

    def _waiting_drafts(self) -> Sequence[StoredDraft]:
        return self._store.orphaned(self.state.agent, self.state.now())

    def show_lists(self) -> None:
        """Show the tabs of the middle pane."""
        self.overview.look()
        small = self.panes_in_sight is Layout.ONE_PANE
        self.middle.show_lists(FEWEST_TIMELINE_ROWS if small else MOST_TIMELINE_ROWS)

    def show_citizen(self) -> None:
        """Show what the citizen sees; a small terminal has a strip of it, a large one the card.

        What stays open without a substitute stands over the strip, which has no room for it.
        """
        self.other_clinics.look()
        self.citizen.show_page()
        if self.panes_in_sight is Layout.ONE_PANE:
            self.view("strip").show(strip_lines(self.state))
            self.view("holes").show(previewed_hole_lines(self.state))
        else:
            self.clinics.show_card()

    @property
    def beside_title(self) -> str:
        """Who else is here."""
        return others_phrase(self.state.others, self.state.words)

    @property
    def shows_overview_alone(self) -> bool:
        """Whether only the search stands beside the overview, and no way to get started."""
        panes = self.panes_in_sight
        beside = panes is not Layout.ONE_PANE and self.shows_overview
        finding = panes is Layout.THREE_PANES and self.clinics.is_searching
        return beside and (finding or not self.state.getting_started)

    def show_titles(self) -> None:
        """Show what each pane is, and by a mark which of them has the keys."""
        words = self.state.words
        starting = self.shows_overview and self.state.getting_started
        title = words("Get started") if starting else words("What the citizen sees")
        self._citizen_pane.heading = title
        self.middle.beside_title = self.beside_title
        self.share_width()
        self._give_overview_room()
        for pane in (self._clinics_pane, self.middle, self._citizen_pane):
            pane.show_title()
        for dialog in self.dialogs:
            dialog.show_title()

    def _give_overview_room(self) -> None:
        has_room = bool(self.clinics.hits.records) or self.clinics.has_bad_news
        alone = self.shows_overview_alone
        self.update_classes({"-overview-alone": alone, "-with-recent": has_room})

    def shown_keys(self) -> list[tuple[str, str]]:
        """Return the keys in force; in the search those that lead on from it."""
        words = self.state.words
        if not self._is_searching:
            opens = self.place is Place.FINDINGS and self.state.findings
            enter = [("Enter", words("open it"))] if opens else []
            return enter + super().shown_keys()
        keys = {c.id: c.shown_key_when_typing for c in self.commands}
        hints = [(key, words(label)) for key, label in FIND_HINTS]
        return hints + [(keys[name], words(label)) for name, label in FIND_COMMANDS.items()]

    def notice(self, message: Line) -> None:
        """Say something of what comes from the terminal, also where only the clinics are seen."""
        self.tell()
        self.announce(message)  # a letter in the search, with which it may have come, leaves it
        alone = self.panes_in_sight is Layout.ONE_PANE
        if alone and self.panes.pane == "clinics":
            self.clinics.notice(message)

    def on_descendant_focus(self) -> None:
        """Mark the pane that has the keys now, and show which keys those are."""
        self.show_titles()
        self.show_keys()

    def on_descendant_blur(self) -> None:
        """Take the mark away where a dialog takes the keys."""
        if self.focused is None:
            self.show_titles()

    def on_screen_resume(self) -> None:
        """Show what others did while something was asked."""
        self.call_later(self.live.apply_update)

    def new_day(self) -> None:
        """Show the day that has come."""
        self.overview.outdate()
        self.show()
        if self.is_filling_in:
            self.middle.form.reread()

    # What the controllers ask of the screen

    def agent_changed(self) -> None:
        """Offer the drafts of the agent who works here now."""
        self.overview.outdate()
        self.call_after_refresh(self.recovery.offer)

    def clinic_shown(self, finding: str, *, first: bool) -> None:
        """Show the clinic that has come, and go to a finding if one is named."""
        self.overview.outdate()
        self.clinics.recent_changed()
        self.show()
        self.middle.point_at_own()
        if first and self.dialogs and self.middle.place in Place.CLINIC:
            self.middle.go_to(self.middle.place)
        elif first and self.place in Place.CLINIC and not self._is_searching:
            self.panes.stay()
        if first and self.state.file:
            self.live.clinic_opened(self.state.file)
        if finding:
            self.panes.go_to_finding(finding)

    def post_event(self, event: Event) -> None:
        """Pass an event on to the overview, and to the screens over this one."""
        self.overview.handle(event)
        for screen in self.app.screen_stack:
            if screen is not self:
                screen.post_message(BackendEvent(event))

    def leave_program(self) -> None:
        """End the program."""
        self.app.exit()

    # What the panes ask of the screen

    @on(ClinicPane.Chosen)
    def _clinic_chosen(self, event: ClinicPane.Chosen) -> None:
        if self.is_browsing:
            self.loader.open_clinic(messages.ClinicTarget(event.clinic, event.practitioner))
        else:
            message = self.state.words("Finish or leave what you are doing first.")
            self.tell(line((message, "warning")))

    @on(ClinicPane.Below)
    def _below_search(self) -> None:
        self.middle.take_focus()

    @on(RecordList.Edge, "#today-lines")
    def _above_overview(self, event: RecordList.Edge) -> None:
        if event.towards < 0 and event.leaves and self.panes.pane == "clinics":
            self.panes.search()

    @on(TodayPane.Chosen)
    def _line_chosen(self, event: TodayPane.Chosen) -> None:
        match event.target:
            case messages.ClinicTarget():
                self.loader.open_clinic(event.target)
            case DraftTarget(draft):
                self.recovery.take_up(draft)
            case QueueTarget():
                self.other_screens.open_triage()
            case ImportsTarget() if self.may("import"):
                self.other_screens.action_command_import()

    @on(Input.Changed, "#find")
    def _search_changed(self) -> None:
        self.panes.give_room()
        self._give_overview_room()
        if self.panes_in_sight is Layout.ONE_PANE and self.clinics.has_focus_within:
            self.announce_again()  # what was said before leaves the hits its room

    @on(messages.StateChanged)
    def _state_changed(self, event: messages.StateChanged) -> None:
        self.note.look_at(self.state.practitioner)
        if event.another:
            self.middle.point_at_own()
        if event.everywhere:
            self.show()
        else:
            self.show_citizen()

    @on(messages.Tell)
    def _tell(self, event: messages.Tell) -> None:
        self.tell(*event.lines)

    @on(messages.Read)
    def _read(self, event: messages.Read) -> None:
        self.read(event.title, event.lines)

    @on(messages.AskChange)
    @on(messages.AskReversal)
    @on(messages.SaveChange)
    def _hand_to_changes(self, event: ChangeMessage) -> None:
        self.changes.handle(event)

    @on(messages.AskBatchReversal)
    def _ask_batch_reversal(self, event: messages.AskBatchReversal) -> None:
        self.batches.ask(event)

    @on(messages.OpenForm)
    @on(Form.Changed)
    @on(Form.Cancel)
    @on(Form.Save)
    def _hand_to_forms(self, event: FormMessage) -> None:
        self.forms.handle(event)

    @on(messages.ShowSetUp)
    def _show_set_up(self, event: messages.ShowSetUp) -> None:
        self.panes.show_set_up(event.substitute)

    @on(AbsencesPane.CopyElsewhere)
    def _copy_elsewhere(self, event: AbsencesPane.CopyElsewhere) -> None:
        self.other_clinics.copy(event.absence)

    @on(messages.ContactLost)
    def _contact_lost(self, event: messages.ContactLost) -> None:
        self.loader.contact_lost(event.error)

    def leave_form(self) -> None:
        """Ask about the form, unless something is being asked or read already."""
        if self.place is Place.FORM and not self.dialogs:
            self.forms.action_command_form_cancel()

    @on(HistoryPane.PastShown)
    def _past_shown(self) -> None:
        self.panes.past_shown()

    @on(CitizenPane.DayAsked)
    def _ask_day(self) -> None:
        self.prompt.open()
        self.panes.switched()

    @on(DayPrompt.Closed)
    def _day_closed(self) -> None:
        self.middle.take_focus()
        self.panes.switched()
        self.show()
