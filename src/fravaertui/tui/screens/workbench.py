"""The one screen agents live in: the frame with all commands, and what goes on behind it."""

from collections.abc import Callable, Sequence
from uuid import UUID

from textual import on
from textual.message import Message

from fravaertui.client import ClientError
from fravaertui.domain.model import ClinicFile
from fravaertui.protocol.auth import Agent
from fravaertui.protocol.events import Event
from fravaertui.session.drafts.absence import AbsenceDraft
from fravaertui.session.drafts.storage import AnyDraft, DraftStore, KeptDraft
from fravaertui.session.drafts.triage import QueueDraft
from fravaertui.session.drafts.vendor import VendorDraft
from fravaertui.session.gateway import LONGEST_SILENCE, Gateway
from fravaertui.session.state import SessionState
from fravaertui.session.work_queue import WorkQueue
from fravaertui.tui.commands import Command, Mode, bind
from fravaertui.tui.controllers.bench import KeyGate
from fravaertui.tui.controllers.change_flow import ChangeFlow
from fravaertui.tui.controllers.clinic_loader import ClinicLoader, Then
from fravaertui.tui.controllers.draft_autosave import DraftAutosave
from fravaertui.tui.controllers.draft_recovery import DraftRecovery
from fravaertui.tui.controllers.live_updates import BackendEvent, LiveUpdates
from fravaertui.tui.controllers.other_clinics import OtherClinics
from fravaertui.tui.controllers.sign_in import SignInFlow
from fravaertui.tui.forms.record import RecordForm
from fravaertui.tui.panes.clinics import ClinicPane
from fravaertui.tui.screens.absence_commands import AbsenceCommands
from fravaertui.tui.screens.cover_commands import CoverCommands
from fravaertui.tui.screens.history_commands import HistoryCommands
from fravaertui.tui.screens.looking import Looking
from fravaertui.tui.screens.saved_drafts import DraftsScreen
from fravaertui.tui.screens.triage import Target, TriageScreen
from fravaertui.tui.screens.vendors import VendorScreen
from fravaertui.tui.widgets.text_view import Line, line


class Workbench(Looking, AbsenceCommands, CoverCommands, HistoryCommands):
    """Clinics, absences with their form, and what the citizen sees."""

    drafts: DraftAutosave

    class Started(Message):
        """The first try to make contact is over: what follows is work."""

    class SignInAsked(Message):
        """The agent wants to sign in."""

    def __init__(
        self,
        state: SessionState,
        desk: Gateway,
        commands: Sequence[Command],
        remember: Callable[[int], tuple[int, ...]],
        box: DraftStore,
        queue: WorkQueue,
    ) -> None:
        """Open over `desk`; `remember` counts a clinic as recent and returns those."""
        super().__init__(state, desk, commands)
        bind(self, commands)
        self._box = box
        self._queue = queue
        self.drafts = DraftAutosave(self, state.words, box, self._draft)
        self.changes = ChangeFlow(self, state, desk, self.drafts)
        self.recovery = DraftRecovery(self, state, box)
        self.loader = ClinicLoader(self, state, desk, remember)
        self.other_clinics = OtherClinics(self, state, desk)
        self.live = LiveUpdates(self, state, desk, self.changes, self.other_clinics)
        self.sign_in = SignInFlow(self, state, desk, self.changes)

    def on_mount(self) -> None:
        """Paint first; then make contact."""
        self.call_after_refresh(self.loader.make_contact)
        self.call_after_refresh(self.recovery.offer)

    def new_day(self) -> None:
        """Show the day that has come."""
        self.show()
        if self.is_filling_in:
            self.form.reread()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let nothing through while something is being saved, so that no key goes astray."""
        if self.changes.saving and action.startswith("command_"):
            return False
        return super().check_action(action, parameters)

    # What the controllers ask of the screen

    @property
    def keys(self) -> KeyGate:
        """What holds back the keys that are typed ahead."""
        return self.app

    @property
    def is_searching(self) -> bool:
        """Tell whether something has been typed in the clinic search."""
        return self.query_one(ClinicPane).is_searching

    def make_contact(self) -> object:
        """Fetch what every screen needs, and what is on this one."""
        return self.loader.make_contact()

    def contact_lost(self, error: ClientError, silent_for: float = LONGEST_SILENCE) -> None:
        """Show that the backend is out of reach, and try again after a while."""
        self.loader.contact_lost(error, silent_for)

    def contact_made(self, *, was_lost: bool) -> None:
        """The backend answers: go on where it was left, and listen from now on."""
        if was_lost:
            self.live.remind_of_unsaved()
        self.sign_in.learn_who()
        self.live.listen()

    def start_is_over(self) -> None:
        """Tell the app that contact has been made, or that it will take its time."""
        self.post_message(self.Started())

    def signed_out(self, told: str) -> None:
        """Say that the agent is not signed in, and how to."""
        self.sign_in.signed_out(told)
        self.show_search()

    def agent_changed(self) -> None:
        """Offer the drafts of the agent who works here now."""
        self.call_after_refresh(self.recovery.offer)

    def signed_in(self, agent: Agent) -> None:
        """Go on where it was left."""
        self.sign_in.signed_in(agent)

    def show_search(self, *, arrived: bool = False) -> None:
        """Show what the search finds; what waits for the directory is done when it `arrived`."""
        pane = self.query_one(ClinicPane)
        if arrived:
            pane.directory_came()
        else:
            pane.refresh_hits()

    def await_clinic(self) -> None:
        """A clinic is on its way: show the middle pane, where it comes."""
        self.action_command_pane_absences()

    def clinic_shown(self, finding: str, *, first: bool) -> None:
        """Show the clinic that has come, and go to a finding if one is named."""
        file = self.state.file
        self.query_one(ClinicPane).recent_changed()
        self.show()
        self.point_at_chosen(own=True)
        if first and self.mode is Mode.BROWSE:
            self.action_command_pane_absences()
        if first and file:
            self.live.clinic_opened(file)
        if finding in (f.key for f in self.state.findings):
            self.findings.select(finding)
            self.set_focus(self.findings)

    def newer_came(self, file: ClinicFile) -> None:
        """Take in the clinic as it is now, as soon as nothing stands in the way."""
        self.live.newer_came(file)

    def not_fetched_lines(self, error: ClientError) -> list[Line]:
        """Return what is said when the clinic can't be fetched and an older copy is on screen."""
        return self.live.not_fetched_lines(error)

    def acknowledge_update(self) -> bool:
        """Tell whether the agent may save, or has something to look at first."""
        return self.live.acknowledge_update()

    def apply_update(self) -> None:
        """Show what others did meanwhile."""
        self.live.apply_update()

    def post_event(self, event: Event) -> None:
        """Pass an event on to the screens over this one."""
        for screen in self.app.screen_stack:
            if screen is not self:
                screen.post_message(BackendEvent(event))

    def offices_came(self) -> None:
        """Show what is known of the other clinics."""
        self.show_citizen()
        if self.is_filling_in:
            self.form.show_notes()

    def open_clinic(
        self, clinic: int, practitioner: int | None, finding: str = "", then: Then | None = None
    ) -> None:
        """Show a clinic as soon as it comes, and then do something with it."""
        self.loader.open_clinic(clinic, practitioner, finding, then)

    def open_form(self, form: RecordForm, title: str) -> None:
        """Let a form have the middle pane."""
        self.changes.open_form(form, title)

    def open_absence(self, draft: AbsenceDraft) -> None:
        """Open the form for an absence, with what is typed in it already."""
        self.changes.open_form(self.absence_form, self.state.words("Add absence"))
        self.absence_form.retype(draft)

    def form_of(self, draft: AnyDraft) -> RecordForm:
        """Return the form that a draft was typed in."""
        forms: tuple[RecordForm, ...] = (self.absence_form, self.cover_form, self.info_form)
        return next(form for form in forms if form.typed.form == draft.form)

    def select_saved(self, absence: UUID | None, substitute: UUID | None) -> None:
        """Put the cursors on what was just saved."""
        if substitute:
            self.covers.substitutes.select(str(substitute))
        if absence:
            self.absences.select(str(absence))
            if self.mode is Mode.BROWSE:
                self.set_focus(self.absences)

    def leave_program(self) -> None:
        """End the program."""
        self.app.exit()

    def _draft(self) -> KeptDraft | None:
        """Return what is typed in the open form, if there is anything to keep."""
        state, form = self.state, self.form
        if state.file is None or not self.is_filling_in or form.is_untouched:
            return None
        return KeptDraft(
            kept_at=state.now(),
            agent=state.agent,
            clinic=state.file.clinic.her_id,
            clinic_name=state.file.clinic.name,
            version=state.file.version,
            starts=form.reading.starts,
            ends=form.reading.ends,
            draft=form.typed,
        )

    # What the panes and the forms report

    def show_citizen(self) -> None:
        """Show what the citizen sees, and find out how it stands at the other clinics."""
        self.other_clinics.look()
        super().show_citizen()

    def show_face(self) -> None:
        """Let what is being done have the middle pane; others see whether it is editing."""
        super().show_face()
        self.live.report()
        self.call_later(self.live.apply_update)

    @on(ClinicPane.Chosen)
    def _clinic_chosen(self, event: ClinicPane.Chosen) -> None:
        if self.is_browsing:
            self.open_clinic(event.clinic, event.practitioner)
        else:
            told = self.state.words("Finish or leave what you are doing first.")
            self.tell(line((told, "warning")))

    @on(RecordForm.Changed)
    def _form_changed(self) -> None:
        self.drafts.save_soon()
        self.changes.preview_form()

    @on(RecordForm.Cancel)
    def action_command_form_cancel(self) -> None:
        """Leave the form, asking first when something was typed."""
        self.changes.leave_form()

    @on(RecordForm.Save)
    def action_command_form_save(self) -> None:
        """Save what the form says, or go to what is wrong with it."""
        self.changes.save_form()

    def leave_form(self) -> None:
        """Ask about the form, unless something is being asked already."""
        if self.mode is Mode.FORM:
            self.changes.leave_form()

    def action_command_write_undo(self) -> None:
        """Ask whether to take back the last thing saved on this clinic."""
        self.changes.ask_undo()

    def action_command_absence_elsewhere(self) -> None:
        """Open the chosen absence as a draft at the person's other clinic; nothing is saved."""
        self.other_clinics.copy(self.chosen_absence)

    def action_command_sign_in(self) -> None:
        """Sign in, also as another."""
        self.post_message(self.SignInAsked())

    def action_command_sign_out(self) -> None:
        """Ask whether to sign out, here and at the provider."""
        self.sign_in.ask_sign_out()

    def action_command_reload(self) -> None:
        """Fetch the clinic again, and the directory if that is missing."""
        self.loader.reload()

    def action_command_drafts(self) -> None:
        """Show the drafts that were not saved."""
        self.recovery.show_list()

    def list_drafts(self, chosen: Callable[[KeptDraft | None], None]) -> None:
        """Let the agent choose one of the drafts that wait."""
        screen = DraftsScreen(self.state, self.desk, self.commands, self._box, self.search)
        self.app.push_screen(screen, chosen)

    def action_command_triage(self) -> None:
        """Open the queue; what is chosen there is opened here."""
        self.open_triage()

    def open_triage(self, taken_up: QueueDraft | None = None) -> None:
        """Open the queue, and in it the question with what was typed before, if any."""
        box, queue = self._box, self._queue
        triage = TriageScreen(self.state, self.desk, self.commands, box, queue, taken_up)
        self.app.push_screen(triage, self._from_triage)

    def _from_triage(self, target: Target | None) -> None:
        if target:
            self.open_clinic(target.clinic, target.practitioner, target.finding)
            self.state.chosen_day = target.on

    def action_command_vendors(self) -> None:
        """Open the table of EPJ vendors."""
        self.open_vendors()

    def open_vendors(self, taken_up: VendorDraft | None = None) -> None:
        """Open the table of EPJ vendors, and in it the form with what was typed before, if any."""
        screen = VendorScreen(self.state, self.desk, self.commands, self._box, taken_up)
        self.app.push_screen(screen)
