"""The one screen agents live in: the frame with all commands, and the contact that feeds it."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.timer import Timer

from fravaertui.client import ClientError, NotFound
from fravaertui.domain.calendar import seconds_to_oslo_midnight
from fravaertui.tui.commands import Command, Mode, bindings
from fravaertui.tui.desk import Desk
from fravaertui.tui.panes.clinics import ClinicPane
from fravaertui.tui.screens.looking import Looking
from fravaertui.tui.screens.writing import Writing
from fravaertui.tui.state import Contact, DeskState
from fravaertui.tui.text_view import line

RETRY_SECONDS = (1.0, 2.0, 5.0, 10.0, 30.0)
"""How long to wait before each new try while there is no contact; the last one goes on."""


class Workbench(Looking, Writing):
    """Clinics, absences with their form, and what the citizen sees."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings()]

    def __init__(
        self,
        state: DeskState,
        desk: Desk,
        commands: Sequence[Command],
        remember: Callable[[int], tuple[int, ...]],
    ) -> None:
        """Make the workbench; `remember` keeps a clinic among the recent and returns those."""
        super().__init__(state, desk, commands)
        self._remember = remember
        self._tries = 0
        self._retry: Timer | None = None

    def on_mount(self) -> None:
        """Paint first; then make contact."""
        self.call_after_refresh(self.make_contact)
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
        except ClientError as error:
            self.contact_lost(error)
            return
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
            again = self.state.words("It is tried again by itself; r tries at once.")
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
        if self.mode is not Mode.BROWSE:
            told = self.state.words("Finish or leave what you are doing first.")
            self.tell(line((told, "warning")))
            return
        self.app.hold_keys()
        self.state.want(event.clinic)
        self.tell()
        self.action_command_pane_absences()
        self.fetch_clinic(event.clinic, event.practitioner)

    def action_command_reload(self) -> None:
        """Fetch the clinic again, and the directory if that is missing."""
        if self.state.index is None or self.state.contact is Contact.LOST:
            self.make_contact()
        elif self.state.wanted:
            self.fetch_clinic(self.state.wanted, self.state.practitioner)

    @work(group="clinic", exclusive=True)
    async def fetch_clinic(self, her_id: int, practitioner: int | None) -> None:
        """Fetch a clinic and show it; another choice meanwhile takes its place."""
        state = self.state
        try:
            file = await self.desk.clinic(her_id)
        except ClientError as error:
            self.app.drop_keys()
            state.failed(error.sentence(state.words))
            if not isinstance(error, NotFound):
                self.contact_lost(error)
            self.show()
            return
        state.contact = Contact.CONNECTED
        had_none = state.file is None
        state.open(file, practitioner)
        state.recent = self._remember(her_id)
        self.show()
        if had_none and self.mode is Mode.BROWSE:
            self.action_command_pane_absences()
        self.app.release_keys()
