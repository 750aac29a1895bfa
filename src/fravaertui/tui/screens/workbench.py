"""The one screen agents live in: the frame with all commands, and the contact that feeds it."""

import gc
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.timer import Timer

from fravaertui.client import ClientError
from fravaertui.domain.calendar import seconds_to_oslo_midnight
from fravaertui.domain.vendors import vendor_names
from fravaertui.tui.commands import TABS, Command, Mode, bindings
from fravaertui.tui.desk import NO_CONTACT, Desk
from fravaertui.tui.kept import DraftBox
from fravaertui.tui.panes.clinics import ClinicPane
from fravaertui.tui.queue import Queue
from fravaertui.tui.screens.absence_commands import AbsenceCommands
from fravaertui.tui.screens.cover_commands import CoverCommands
from fravaertui.tui.screens.history_commands import HistoryCommands
from fravaertui.tui.screens.keeping import Keeping
from fravaertui.tui.screens.looking import Looking
from fravaertui.tui.screens.triage import Target, TriageScreen
from fravaertui.tui.screens.vendors import VendorScreen
from fravaertui.tui.state import Contact, DeskState
from fravaertui.tui.text_view import line

RETRY_SECONDS = (1.0, 2.0, 5.0, 10.0, 30.0)
"""How long to wait before each new try while there is no contact; the last one goes on."""


class Workbench(Keeping, Looking, AbsenceCommands, CoverCommands, HistoryCommands):
    """Clinics, absences with their form, and what the citizen sees."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings()]

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
        self.box = box
        self._queue = queue
        self._remember = remember
        self._tries = 0
        self._retry: Timer | None = None

    def on_mount(self) -> None:
        """Paint first; then make contact."""
        self.call_after_refresh(self.make_contact)
        self.call_after_refresh(self.offer_drafts)
        self._wait_for_midnight()

    def _wait_for_midnight(self) -> None:
        """Show the new day when it comes, in Norway's time (rule D2)."""
        self.set_timer(seconds_to_oslo_midnight(self.state.now()) + 1, self._new_day)

    def _new_day(self) -> None:
        self.show()
        if self.is_doing(Mode.FORM):
            self.form.reread()
        self._wait_for_midnight()

    @work(group="contact", exclusive=True)
    async def make_contact(self) -> None:
        """Fetch the directory, and what is on screen again, and go on trying while that fails."""
        try:
            self.state.index = await self.desk.directory()
            self.state.vendors = vendor_names(await self.desk.vendors())
        except ClientError as error:
            self.contact_lost(error)
            return
        finally:
            # What start-up made stays; walking it again would cost 50 ms in the middle of a key.
            gc.freeze()
            gc.enable()
        self._tries = 0
        self.state.contact = Contact.CONNECTED
        self.query_one(ClinicPane).directory_came()
        self.show()
        if self.state.wanted:
            self.fetch_clinic(self.state.wanted, self.state.practitioner)

    def contact_lost(self, error: ClientError) -> None:
        """Say so, keep what is on screen, and try again after a while."""
        self.state.contact = Contact.LOST
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
        self._tries += 1
        if self._retry:
            self._retry.stop()
        self._retry = self.set_timer(pause, self.make_contact)

    @on(ClinicPane.Chosen)
    def _clinic_chosen(self, event: ClinicPane.Chosen) -> None:
        if self.mode not in TABS:
            told = self.state.words("Finish or leave what you are doing first.")
            self.tell(line((told, "warning")))
            return
        self.open_clinic(event.clinic, event.practitioner)

    def open_clinic(self, clinic: int, practitioner: int | None, finding: str = "") -> None:
        """Show a clinic as soon as it comes, and go to a finding if one is named.

        Keys typed meanwhile wait for it.
        """
        self.app.hold_keys()
        self.state.want(clinic)
        self.tell()
        self.action_command_pane_absences()
        self.fetch_clinic(clinic, practitioner, finding)

    def action_command_triage(self) -> None:
        """Open the queue; what is chosen there is opened here."""
        triage = TriageScreen(self.state, self.desk, self.commands, self._queue)
        self.app.push_screen(triage, self._from_triage)

    def _from_triage(self, target: Target | None) -> None:
        if target:
            self.open_clinic(target.clinic, target.practitioner, target.finding)
            self.state.chosen_day = target.on

    def action_command_vendors(self) -> None:
        """Open the table of EPJ vendors."""
        self.app.push_screen(VendorScreen(self.state, self.desk, self.commands))

    def action_command_reload(self) -> None:
        """Fetch the clinic again, and the directory if that is missing."""
        if self.state.index is None or self.state.contact is Contact.LOST:
            self.make_contact()
        elif self.state.wanted:
            self.fetch_clinic(self.state.wanted, self.state.practitioner)

    @work(group="clinic", exclusive=True)
    async def fetch_clinic(self, her_id: int, practitioner: int | None, finding: str = "") -> None:
        """Fetch a clinic and show it; another choice meanwhile takes its place."""
        state = self.state
        try:
            file = await self.desk.clinic(her_id)
        except ClientError as error:
            self.app.drop_keys()
            state.failed(error.sentence(state.words))
            if isinstance(error, NO_CONTACT):
                self.contact_lost(error)
            self.show()
            return
        state.contact = Contact.CONNECTED
        had_none = state.file is None
        state.open(file, practitioner)
        state.recent = self._remember(her_id)
        self.query_one(ClinicPane).recent_changed()
        self.show()
        if had_none and self.mode is Mode.BROWSE:
            self.action_command_pane_absences()
        self.clinic_came(file)
        if finding in (f.key for f in state.findings):
            self.findings.select(finding)
            self.set_focus(self.findings)
        self.app.release_keys()
