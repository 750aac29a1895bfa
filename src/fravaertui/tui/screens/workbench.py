"""The one screen agents live in: three panes, and what holds them together."""

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input

from fravaertui.client import ClientError
from fravaertui.protocol.events import Event
from fravaertui.session.drafts.absence import AbsenceDraft
from fravaertui.session.drafts.storage import DraftStore, StoredDraft
from fravaertui.session.drafts.triage import QueueDraft
from fravaertui.session.drafts.vendor import VendorDraft
from fravaertui.session.gateway import LONGEST_SILENCE, Gateway
from fravaertui.session.state import SessionState
from fravaertui.session.stored_overview import StoredOverview
from fravaertui.session.work_queue import WorkQueue
from fravaertui.tui import messages
from fravaertui.tui.commands import FIND_COMMANDS, FIND_HINTS, Command, Place
from fravaertui.tui.controllers.bench import KeyGate
from fravaertui.tui.controllers.change_flow import ChangeFlow, PendingSave, request
from fravaertui.tui.controllers.clinic_loader import ClinicLoader, Then
from fravaertui.tui.controllers.draft_autosave import DraftAutosave
from fravaertui.tui.controllers.draft_recovery import DraftRecovery
from fravaertui.tui.controllers.live_updates import BackendEvent, LiveUpdates
from fravaertui.tui.controllers.other_clinics import OtherClinics
from fravaertui.tui.controllers.overview_updates import OverviewUpdates
from fravaertui.tui.controllers.sign_in import SignInFlow
from fravaertui.tui.forms.absence import AbsenceForm
from fravaertui.tui.forms.information import InfoForm
from fravaertui.tui.forms.record import RecordForm
from fravaertui.tui.panes.absences import (
    FEWEST_TIMELINE_ROWS,
    MOST_TIMELINE_ROWS,
    AbsencesPane,
)
from fravaertui.tui.panes.citizen import CitizenPane, read_back_lines, strip_lines
from fravaertui.tui.panes.clinics import ClinicPane
from fravaertui.tui.panes.help import guide_lines
from fravaertui.tui.panes.history import HistoryPane
from fravaertui.tui.panes.others import others_phrase
from fravaertui.tui.panes.prompt import DayPrompt
from fravaertui.tui.panes.report import report_lines
from fravaertui.tui.panes.today import ClinicTarget, DraftTarget, QueueTarget, TodayPane
from fravaertui.tui.panes.work import WorkPane
from fravaertui.tui.screens.copy_text import PlainScreen
from fravaertui.tui.screens.dialogs import Decision, Guides, WaysOut, Why
from fravaertui.tui.screens.layout import WIDE_FROM, CommandScreen
from fravaertui.tui.screens.saved_drafts import DraftsScreen
from fravaertui.tui.screens.triage import Target, TriageScreen
from fravaertui.tui.screens.vendors import VendorScreen
from fravaertui.tui.widgets.record_list import RecordList
from fravaertui.tui.widgets.text_view import Line, TextView, line
from fravaertui.tui.widgets.titled_pane import TitledPane


class Workbench(CommandScreen[None]):
    """Clinics, absences with their form, and what the citizen sees."""

    AUTO_FOCUS: ClassVar[str | None] = "#find"
    drafts: DraftAutosave

    class Started(Message):
        """The first try to make contact is over: what follows is work."""

    class SignInAsked(Message):
        """The agent wants to sign in."""

    def __init__(
        self,
        state: SessionState,
        gateway: Gateway,
        commands: Sequence[Command],
        remember: Callable[[int], tuple[int, ...]],
        store: DraftStore,
        queue: WorkQueue,
        stored_overview: StoredOverview | None = None,
        remember_choice: Callable[..., None] = lambda **_: None,
    ) -> None:
        """Open over `gateway`; `remember` counts a clinic as recent and returns those.

        `stored_overview` is where the overview is stored for the next start, and `remember_choice`
        remembers what the agent has chosen of the screens.
        """
        super().__init__(state, commands, classes="-show-clinics")
        self._gateway, self._store, self._queue = gateway, store, queue
        self._remember_choice = remember_choice
        self._pane = "clinics"
        self.clinics = ClinicPane(state, id="clinics")
        self.middle = WorkPane(state, gateway, self._waiting_drafts)
        self.citizen = CitizenPane(state, id="citizen")
        self.prompt = DayPrompt(state, id="day")
        self.drafts = DraftAutosave(self, state.words, store, self.middle.draft)
        self.changes = ChangeFlow(self, state, gateway, self.middle, self.drafts)
        self.other_clinics = OtherClinics(self, state, gateway)
        self.overview = OverviewUpdates(self, state, gateway, stored_overview)
        self.live = LiveUpdates(self, state, gateway, self.changes, self.other_clinics)
        self.sign_in = SignInFlow(self, state, gateway, self.changes)
        self.loader = ClinicLoader(
            self, state, gateway, self.clinics, self.live, self.sign_in, remember
        )
        self.recovery = DraftRecovery(
            self, state, store, self.clinics, self.middle, self.changes, self.loader
        )

    def compose(self) -> ComposeResult:
        """Three panes between the header and the keys."""
        words = self.state.words
        yield TextView(id="header")
        with Horizontal(id="body"):
            yield TitledPane("clinics", self.clinics, title=words("Choose clinic"))
            yield self.middle
            yield TitledPane("citizen", self.citizen)
        yield TextView(id="strip")
        yield self.prompt
        yield TextView(id="keys")

    def on_mount(self) -> None:
        """Paint first; then make contact."""
        self.middle.switch()
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
        """Tell whether nothing is open that another clinic must not take the place of."""
        return self.place in Place.TABS and not self.dialogs

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
    def keys(self) -> KeyGate:
        """What holds back the keys that are typed ahead."""
        return self.app

    def owners(self) -> Iterator[object]:
        """What is shown in the middle has its commands, then the citizen's pane, and the rest."""
        yield self.prompt if self.prompt.display else self.middle.shown
        yield from (self.citizen, self, self.changes, self.loader, self.recovery, self.sign_in)
        yield self.app

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
        self.mark_pane(self._pane)
        self.show()
        if self.state.file:
            self.call_after_refresh(self.show_lists)

    def mark_pane(self, pane: str) -> None:
        """Remember the pane that has a small terminal, and give it that.

        A large one is left alone: all its widgets would be styled again for nothing.
        """
        self._pane = pane
        if self.size.width < WIDE_FROM:
            self.set_class(pane == "clinics", "-show-clinics")
            self.set_class(pane == "citizen", "-show-citizen")
            self.set_class(self.shows_overview and not self.clinics.is_searching, "-show-today")

    def show_pane(self, pane: str) -> None:
        """Let one pane have a small terminal; the empty name is the middle pane."""
        self.mark_pane(pane)
        self.call_after_refresh(self.show)

    @property
    def dialog_classes(self) -> str:
        """A dialog has the place of the middle pane, over the strip of a small terminal."""
        return "-beside -over-strip" if self._pane == "" else "-beside"

    def show(self) -> None:
        """Show the state everywhere; only lines that differ are drawn again."""
        self.show_header()
        self.show_lists()
        self.show_citizen()
        self.show_titles()
        self.show_keys()

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
        wide = self.size.width >= WIDE_FROM
        self.middle.show_lists(MOST_TIMELINE_ROWS if wide else FEWEST_TIMELINE_ROWS)

    def show_citizen(self) -> None:
        """Show what the citizen sees; a small terminal has a strip of it, a large one the card."""
        self.other_clinics.look()
        self.citizen.show_page()
        if self.size.width < WIDE_FROM:
            self.view("strip").show(strip_lines(self.state))
        else:
            self.clinics.show_card()

    @property
    def beside_title(self) -> str:
        """Who else is here."""
        return others_phrase(self.state.others, self.state.words)

    def show_titles(self) -> None:
        """Show what each pane is, and by a mark which of them has the keys."""
        words = self.state.words
        starting = self.shows_overview and self.state.getting_started
        title = words("Get started") if starting else words("What the citizen sees")
        self.query_one("#citizen-pane", TitledPane).heading = title
        self.middle.beside_title = self.beside_title
        for titled in (*self.query(TitledPane), *self.dialogs):
            titled.show_title()

    def shown_keys(self) -> list[tuple[str, str]]:
        """Return the keys in force; in the search those that lead on from it."""
        if self.place not in Place.TABS or not self.query_one("#clinics-pane", TitledPane).has_keys:
            return super().shown_keys()
        words = self.state.words
        keys = {c.id: c.shown_key_when_typing for c in self.commands}
        hints = [(key, words(label)) for key, label in FIND_HINTS]
        return hints + [(keys[name], words(label)) for name, label in FIND_COMMANDS.items()]

    def notice(self, message: Line) -> None:
        """Say something of what comes from the terminal, also where only the clinics are seen."""
        self.tell(message)
        if self._pane == "clinics" and self.size.width < WIDE_FROM:
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

    def switched(self) -> None:
        """Another tab or form is in the middle: let others see whether it is editing."""
        # Tab must not lead out of a form into the search, where Enter would leave the clinic.
        self.clinics.can_focus_children = self.place in Place.TABS
        self.show_titles()
        self.show_keys()
        self.live.report()
        self.call_later(self.live.apply_update)

    def go_to_tab(self, tab: Place) -> None:
        """Show the absences, the substitutes or the history."""
        self.middle.go_to(tab)
        self.switched()

    def show_form(self, form: RecordForm, title: str) -> None:
        """Let a form have the middle pane."""
        self.mark_pane("")
        self.middle.show_form(form, title)
        self.switched()

    def hide_form(self) -> None:
        """Go back to where the form was opened from."""
        self.middle.hide_form()
        self.switched()

    def new_day(self) -> None:
        """Show the day that has come."""
        self.overview.outdate()
        self.show()
        if self.is_filling_in:
            self.middle.form.reread()

    # What the controllers ask of the screen

    def ask(
        self,
        title: str,
        lines: Sequence[Line],
        on_yes: Callable[[], object],
        on_no: Callable[[], object] | None = None,
    ) -> None:
        """Ask before something is done; no is the default, and leads back."""
        super().ask(title, lines, on_yes, on_no or self._not_done)

    def _not_done(self) -> None:
        """Show what is, not what would have become."""
        if self.is_filling_in:
            self.middle.form.reread()
        else:
            self.state.end_preview()
            self.show()

    def ask_ways(
        self, title: str, lines: Sequence[Line], count: int, choose: Callable[[int], None]
    ) -> None:
        """Let the agent choose one of so many ways, by its number from 0."""
        self.open(WaysOut(self, title, lines, count), choose)

    def make_contact(self) -> object:
        """Fetch what every screen needs, and what is on this one."""
        return self.loader.make_contact()

    def contact_lost(self, error: ClientError, silent_for: float = LONGEST_SILENCE) -> None:
        """Show that the backend is out of reach, and try again after a while."""
        self.loader.contact_lost(error, silent_for)

    def start_is_over(self) -> None:
        """Tell the app that contact has been made, or that it will take its time."""
        self.post_message(self.Started())

    def agent_changed(self) -> None:
        """Offer the drafts of the agent who works here now."""
        self.overview.outdate()
        self.call_after_refresh(self.recovery.offer)

    def search(self) -> None:
        """Give the clinic search the keys."""
        self.show_pane("clinics")
        self.clinics.start()

    def clinic_shown(self, finding: str, *, first: bool) -> None:
        """Show the clinic that has come, and go to a finding if one is named."""
        self.overview.outdate()
        self.clinics.recent_changed()
        self.show()
        self.middle.point_at_own()
        if first and self.place is Place.ABSENCES and not self.dialogs:
            self.action_command_pane_absences()
        if first and self.state.file:
            self.live.clinic_opened(self.state.file)
        if finding:
            self.middle.absences.go_to_finding(finding)

    def acknowledge_update(self) -> bool:
        """Tell whether the agent may save, or has something to look at first."""
        return self.live.acknowledge_update()

    def apply_update(self) -> None:
        """Show what others did meanwhile."""
        self.live.apply_update()

    def post_event(self, event: Event) -> None:
        """Pass an event on to the overview, and to the screens over this one."""
        self.overview.handle(event)
        for screen in self.app.screen_stack:
            if screen is not self:
                screen.post_message(BackendEvent(event))

    def offices_came(self) -> None:
        """Show what is known of the other clinics."""
        self.show_citizen()
        if self.is_filling_in:
            self.middle.form.show_notes()

    def open_clinic(
        self, clinic: int, practitioner: int | None, finding: str = "", then: Then | None = None
    ) -> None:
        """Show a clinic as soon as it comes, and then do something with it."""
        self.loader.open_clinic(clinic, practitioner, finding, then)

    def open_absence(self, draft: AbsenceDraft) -> None:
        """Open the form for an absence, with what is typed in it already."""
        form = self.middle.form_of(AbsenceForm)
        self.changes.open_form(form, self.state.words("Add absence"))
        form.retype(draft)

    def leave_program(self) -> None:
        """End the program."""
        self.app.exit()

    def list_drafts(self, chosen: Callable[[StoredDraft | None], None]) -> None:
        """Let the agent choose one of the drafts that wait."""
        screen = DraftsScreen(self.state, self.commands, self._store, self.search)
        self.app.push_screen(screen, chosen)

    def open_triage(self, resumed: QueueDraft | None = None) -> None:
        """Open the queue, and in it the question with what was typed before, if any."""
        store, queue = self._store, self._queue
        triage = TriageScreen(self.state, self._gateway, self.commands, store, queue, resumed)
        self.app.push_screen(triage, self._from_triage)

    def _from_triage(self, target: Target | None) -> None:
        if target:
            self.open_clinic(target.clinic, target.practitioner, target.finding)
            self.state.chosen_day = target.on

    def open_vendors(self, resumed: VendorDraft | None = None) -> None:
        """Open the table of EPJ vendors, and in it the form with what was typed before, if any."""
        screen = VendorScreen(self.state, self._gateway, self.commands, self._store, resumed)
        self.app.push_screen(screen)

    # What the panes ask of the screen

    @on(ClinicPane.Chosen)
    def _clinic_chosen(self, event: ClinicPane.Chosen) -> None:
        if self.is_browsing:
            self.open_clinic(event.clinic, event.practitioner)
        else:
            message = self.state.words("Finish or leave what you are doing first.")
            self.tell(line((message, "warning")))

    @on(ClinicPane.Below)
    def _below_search(self) -> None:
        self.middle.take_focus()

    @on(RecordList.Edge, "#today-lines")
    def _above_overview(self, event: RecordList.Edge) -> None:
        if event.towards < 0 and event.leaves and self._pane == "clinics":
            self.search()

    @on(TodayPane.Chosen)
    def _line_chosen(self, event: TodayPane.Chosen) -> None:
        match event.target:
            case ClinicTarget(clinic, practitioner, day):
                self.open_clinic(clinic, practitioner)
                self.state.chosen_day = day if day != self.state.today else None
            case DraftTarget(draft):
                self.recovery.take_up(draft)
            case QueueTarget():
                self.open_triage()

    @on(Input.Changed, "#find")
    def _search_changed(self) -> None:
        self.mark_pane(self._pane)

    @on(messages.StateChanged)
    def _state_changed(self, event: messages.StateChanged) -> None:
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

    @on(messages.OpenForm)
    def _open_form(self, event: messages.OpenForm[RecordForm]) -> None:
        form = self.middle.form_of(event.form)
        self.changes.open_form(form, event.title)
        event.fill(form)

    @on(messages.AskChange)
    def _ask_change(self, event: messages.AskChange) -> None:
        self.changes.ask_change(event.title, event.lines, event.changes)

    @on(messages.AskReversal)
    def _ask_reversal(self, event: messages.AskReversal) -> None:
        self.changes.ask_reversal(event.version, event.title)

    @on(messages.SaveChange)
    def _save_change(self, event: messages.SaveChange) -> None:
        self.changes.save(PendingSave(request([event.change], "")))

    @on(messages.ContactLost)
    def _contact_lost(self, event: messages.ContactLost) -> None:
        self.contact_lost(event.error)

    @on(AbsencesPane.CopyElsewhere)
    def _copy_elsewhere(self, event: AbsencesPane.CopyElsewhere) -> None:
        self.other_clinics.copy(event.absence)

    @on(RecordForm.Changed)
    def _form_changed(self) -> None:
        self.drafts.save_soon()
        self.changes.preview_form()

    @on(RecordForm.Cancel)
    def _form_cancelled(self) -> None:
        self.changes.action_command_form_cancel()

    @on(RecordForm.Save)
    def _form_to_be_saved(self) -> None:
        self.changes.action_command_form_save()

    def leave_form(self) -> None:
        """Ask about the form, unless something is being asked or read already."""
        if self.place is Place.FORM and not self.dialogs:
            self.changes.action_command_form_cancel()

    @on(HistoryPane.PastShown)
    def _past_shown(self) -> None:
        words, keys = self.state.words, self.state.keys
        self.middle.switch()
        self.middle.take_focus()
        self.switched()
        back = words("Nothing can be changed here. {key} goes back.", key=keys["known.close"])
        self.tell(line((back, "warning")))
        self.show()
        self.app.resume_keys("past clinic")

    def action_command_known_close(self) -> None:
        """Go back to the history, and to the clinic as it is now."""
        self.state.known = self.state.chosen_day = None
        self.tell()
        self.mark_pane("")
        self.middle.switch()
        self.middle.take_focus()
        self.switched()
        self.show()

    @on(CitizenPane.DayAsked)
    def _ask_day(self) -> None:
        self.prompt.open()
        self.switched()

    @on(DayPrompt.Closed)
    def _day_closed(self) -> None:
        self.middle.take_focus()
        self.switched()
        self.show()

    # The commands of the whole screen

    action_command_clinic_find = action_command_pane_clinics = search

    def action_command_pane_absences(self) -> None:
        """Go to the middle pane."""
        self.show_pane("")
        if self.place in Place.TABS:
            self.go_to_tab(Place.ABSENCES)
        else:
            self.middle.take_focus()

    await_clinic = action_command_pane_absences

    def action_command_find_leave(self) -> None:
        """Go one step back: to the middle pane, to the absences, and from there to the overview."""
        at_absences = self.focused in (None, self.middle.absences.absences)
        if self.shows_overview and self.middle.has_focus_within:
            self.search()
        elif self.state.file and self.place is Place.ABSENCES and at_absences:
            self._leave_clinic()
        else:
            self.action_command_pane_absences()

    def _leave_clinic(self) -> None:
        """Show the overview of the day, and let others see that the clinic is left."""
        self.state.leave_clinic()
        self.tell()
        self.show_pane("")
        self.middle.go_to(Place.ABSENCES)
        self.switched()

    def action_command_start_hide(self) -> None:
        """Show or hide how to get started, from now on."""
        self.state.getting_started = not self.state.getting_started
        self._remember_choice(getting_started=self.state.getting_started)
        self.show_citizen()
        self.show_titles()

    def action_command_pane_citizen(self) -> None:
        """Go to what the citizen sees."""
        self.show_pane("citizen")
        self.set_focus(self.citizen)

    def action_command_covers(self) -> None:
        """Go to the substitutes."""
        self.tell()
        self.go_to_tab(Place.SUBSTITUTES)
        self.call_after_refresh(self.show)

    def action_command_history(self) -> None:
        """Go to what has happened to the clinic."""
        self.middle.history.open()
        self.go_to_tab(Place.HISTORY)
        self.show()

    def action_command_information(self) -> None:
        """Open the form with the clinic's text and its EPJ."""
        title = self.state.words("Information to patients")
        self.post_message(messages.OpenForm(InfoForm, title, InfoForm.start))

    def action_command_why(self) -> None:
        """Explain why the citizen sees this; the same key goes back."""
        self.open(Why(self, self._gateway))

    def action_command_guide(self) -> None:
        """Show the short path of each typical call, for this clinic."""
        title = self.state.words("Guides for typical calls")
        self.open(Guides(self, title, guide_lines(self.state)))

    def action_command_read_back(self) -> None:
        """Send what to read back to the terminal's clipboard, and show it to select by hand."""
        self._copy(read_back_lines(self.state))

    def action_command_report(self) -> None:
        """Send what a report of a fault needs to the clipboard, and show it to select by hand."""
        self._copy(report_lines(self.state))

    def _copy(self, lines: Sequence[str]) -> None:
        self.app.copy_to_clipboard("\n".join(lines))
        self.app.push_screen(PlainScreen(lines, self.state.words))

    action_command_triage, action_command_vendors = open_triage, open_vendors

    def action_command_sign_in(self) -> None:
        """Sign in, also as another."""
        self.post_message(self.SignInAsked())

    async def action_command_redraw(self) -> None:
        """Draw the screen again, when something else has written on the terminal."""
        await self.run_action("app.redraw")

    def action_command_quit(self) -> None:
        """Leave the program."""
        self.app.exit()
