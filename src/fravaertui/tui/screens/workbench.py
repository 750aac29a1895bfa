"""The one screen agents live in: the frame with all commands, and the contact that feeds it."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from textual import on
from textual.message import Message
from textual.timer import Timer

from fravaertui.client import ClientError, SignInNeeded
from fravaertui.domain.model import ClinicFile
from fravaertui.protocol.vendors import vendor_names
from fravaertui.session.drafts.storage import DraftBox
from fravaertui.session.drafts.triage import QueueDraft
from fravaertui.session.gateway import LONGEST_SILENCE, NO_CONTACT, Desk
from fravaertui.session.state import Contact, DeskState
from fravaertui.session.work_queue import Queue
from fravaertui.texts.ages import age_phrase
from fravaertui.tui.commands import TABS, Command, Mode, bind
from fravaertui.tui.controllers.sign_in import Signing
from fravaertui.tui.panes.clinics import ClinicPane
from fravaertui.tui.screens.absence_commands import AbsenceCommands
from fravaertui.tui.screens.cover_commands import CoverCommands
from fravaertui.tui.screens.elsewhere import Elsewhere
from fravaertui.tui.screens.history_commands import HistoryCommands
from fravaertui.tui.screens.looking import Looking
from fravaertui.tui.screens.triage import Target, TriageScreen
from fravaertui.tui.screens.workers import worker
from fravaertui.tui.widgets.text_view import line

RETRY_SECONDS = (1.0, 2.0, 5.0, 10.0, 30.0)
"""How long to wait before each new try while there is no contact; the last one goes on."""

MINUTE = 60.0


class Workbench(Elsewhere, Signing, Looking, AbsenceCommands, CoverCommands, HistoryCommands):
    """Clinics, absences with their form, and what the citizen sees."""

    class Started(Message):
        """The first try to make contact is over: what follows is work."""

    def __init__(
        self,
        state: DeskState,
        desk: Desk,
        commands: Sequence[Command],
        remember: Callable[[int], tuple[int, ...]],
        box: DraftBox,
        queue: Queue,
    ) -> None:
        """Make the workbench; `remember` keeps a clinic among the recent and returns those."""
        super().__init__(state, desk, commands)
        bind(self, commands)
        self.box = box
        self._queue = queue
        self._remember = remember
        self._tries = 0
        self._retry: Timer | None = None
        self._ageing: Timer | None = None
        self._started = False

    def on_mount(self) -> None:
        """Paint first; then make contact."""
        self.call_after_refresh(self.make_contact)
        self.call_after_refresh(self.offer_drafts)

    def new_day(self) -> None:
        """Show the day that has come."""
        self.show()
        if self.is_doing(Mode.FORM):
            self.form.reread()

    @worker(group="contact")
    async def make_contact(self) -> None:
        """Fetch the directory, and what is on screen again, and go on trying while that fails."""
        try:
            self.state.index = await self.desk.directory()
            self.state.vendors = vendor_names(await self.desk.vendors())
        except ClientError as error:
            self.contact_lost(error)
            return
        finally:
            self._start_is_over()
        self._tries = 0
        was_lost = self.state.contact is Contact.LOST
        self.state.contact = Contact.CONNECTED
        self.query_one(ClinicPane).directory_came()
        self.show()
        self._tell_left_out()
        if was_lost:
            self.contact_back()
        self.learn_who()
        if self.state.wanted:
            self.fetch_clinic(self.state.wanted, self.state.practitioner)
        self.listen()

    def _tell_left_out(self) -> None:
        """Say that some clinics can't be found; a form's own words stay."""
        left_out = self.desk.clinics_left_out
        if left_out:
            told = self.state.words.plural(
                "One clinic can't be read and is not found by the search. Tell your supervisor.",
                "{n} clinics can't be read and are not found by the search. Tell your supervisor.",
                left_out,
            )
            self.announce(line((told, "warning")))

    def _start_is_over(self) -> None:
        """Tell the app, once, that contact has been made or that it will take its time."""
        if not self._started:
            self._started = True
            self.post_message(self.Started())

    def contact_lost(self, error: ClientError, silent_for: float = LONGEST_SILENCE) -> None:
        """Say so, keep what is on screen, and try again after a while."""
        if isinstance(error, SignInNeeded):
            self.signed_out(self.state.words("You are not signed in."))  # nothing was asked for
            return
        if self.state.contact is Contact.CONNECTED and self.state.file:
            self.state.true_at(self.state.now() - timedelta(seconds=silent_for))
        self.state.contact = Contact.LOST
        self._show_age()
        self.log(str(error))
        if self.state.file is None:
            self.state.failure = error.sentence(self.state.words)
            again = self.state.words(
                "It is tried again by itself; {key} tries at once.", key=self.state.keys["reload"]
            )
            self.tell(line((error.sentence(self.state.words), "error")), line((again, "dim")))
            self.query_one(ClinicPane).refresh_hits()
        self.show()
        pause = RETRY_SECONDS[min(self._tries, len(RETRY_SECONDS) - 1)]
        pause *= random.uniform(0.5, 1.0)  # noqa: S311 - not all terminals at once
        self._tries += 1
        if self._retry:
            self._retry.stop()
        self._retry = self.set_timer(pause, self.make_contact)

    def _show_age(self) -> None:
        """Show how old what is on screen is, anew at each full minute until contact is back."""
        if self._ageing:
            self._ageing.stop()
            self._ageing = None
        if self.state.contact is Contact.LOST:
            self.show_header()
            age = self.state.now() - self.state.fetched_at if self.state.fetched_at else None
            passed = age.total_seconds() % MINUTE if age else 0.0
            self._ageing = self.set_timer(MINUTE - passed, self._show_age)

    @on(ClinicPane.Chosen)
    def _clinic_chosen(self, event: ClinicPane.Chosen) -> None:
        if self.mode not in TABS:
            told = self.state.words("Finish or leave what you are doing first.")
            self.tell(line((told, "warning")))
            return
        self.open_clinic(event.clinic, event.practitioner)

    def open_clinic(self, clinic: int, practitioner: int | None, finding: str = "") -> None:
        """Show a clinic as soon as it comes, and go to a finding if one is named.

        Keys typed meanwhile wait for it. What was to be opened with an earlier choice is not.
        """
        self.expect_nothing()
        self.app.hold_keys()
        self.state.want(clinic)
        self.tell()
        self.action_command_pane_absences()
        self.fetch_clinic(clinic, practitioner, finding)

    def action_command_triage(self) -> None:
        """Open the queue; what is chosen there is opened here."""
        self.open_triage()

    def open_triage(self, taken_up: QueueDraft | None = None) -> None:
        """Open the queue, and in it the question with what was typed before, if any."""
        triage = TriageScreen(self.state, self.desk, self.commands, self.box, self._queue, taken_up)
        self.app.push_screen(triage, self._from_triage)

    def _from_triage(self, target: Target | None) -> None:
        if target:
            self.open_clinic(target.clinic, target.practitioner, target.finding)
            self.state.chosen_day = target.on

    def action_command_vendors(self) -> None:
        """Open the table of EPJ vendors."""
        self.open_vendors()

    def action_command_reload(self) -> None:
        """Fetch the clinic again, and the directory if that is missing."""
        if self.state.index is None or self.state.contact is Contact.LOST:
            self.make_contact()
        elif self.state.wanted:
            self.fetch_clinic(self.state.wanted, self.state.practitioner)

    @worker(group="clinic")
    async def fetch_clinic(self, her_id: int, practitioner: int | None, finding: str = "") -> None:
        """Fetch a clinic and show it; another choice meanwhile takes its place."""
        state = self.state
        if state.contact is Contact.LOST:
            self._open_kept(her_id, practitioner)
        try:
            file = await self.desk.clinic(her_id)
        except ClientError as error:
            if isinstance(error, NO_CONTACT):
                self.contact_lost(error)
                self._open_kept(her_id, practitioner)
            self.expect_nothing()
            if self.app.holds_keys:  # they were meant for what did not come
                self.app.drop_keys()
            state.failed(error.sentence(state.words))
            self.show()
            self.announce(*self.not_fetched_lines(error))
            return
        state.contact = Contact.CONNECTED
        shown = state.file
        if shown and (self.mode not in TABS or shown.version > file.version):
            self.expect_nothing()
            self.app.release_keys()
            self.newer_came(file)
            return
        self._open(file, practitioner)
        if finding in (f.key for f in state.findings):
            self.findings.select(finding)
            self.set_focus(self.findings)
        self.app.release_keys()
        self.take_in()

    def _open_kept(self, her_id: int, practitioner: int | None) -> None:
        """Show a clinic as it was when it was last fetched, while there is nothing to show."""
        state, words = self.state, self.state.words
        file, at = self.desk.cached_clinic(her_id), state.fetched.get(her_id)
        if state.file is None and file and at:
            self._open(file, practitioner, at)
            age = age_phrase(state.now() - at, words)
            told = words("No contact: this is how the clinic was {age}.", age=age)
            self.tell(line((told, "warning")))
            self.app.release_keys()

    def _open(self, file: ClinicFile, practitioner: int | None, at: datetime | None = None) -> None:
        """Show a clinic as it is, or as it was at a moment."""
        had_none = self.state.file is None
        self.state.open(file, practitioner, at)
        self.state.recent = self._remember(file.clinic.her_id)
        self.query_one(ClinicPane).recent_changed()
        self.show()
        self.point_at_chosen(own=True)
        if had_none and self.mode is Mode.BROWSE:
            self.action_command_pane_absences()
        if had_none:
            self.opened(file)
        self.clinic_came(file)
