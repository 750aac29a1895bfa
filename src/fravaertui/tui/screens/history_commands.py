"""The commands of the history: looking back, seeing what was known then, undoing (rule W2)."""

from datetime import datetime

from textual import on

from fravaertui.client import ClientError
from fravaertui.domain.history import HistoryEntry
from fravaertui.domain.model import ClinicFile
from fravaertui.protocol.history import MOST_ENTRIES
from fravaertui.session.gateway import NO_CONTACT
from fravaertui.session.state import Contact, PastClinic
from fravaertui.texts.dates import moment_phrase
from fravaertui.tui.commands import Mode
from fravaertui.tui.controllers.change_flow import ChangeFlow
from fravaertui.tui.controllers.clinic_loader import ClinicLoader
from fravaertui.tui.panes.history import entry_lines, history_records
from fravaertui.tui.screens.frame import Frame
from fravaertui.tui.screens.workers import worker
from fravaertui.tui.widgets.text_view import RecordList, line

_ENTRIES_AT_FIRST = 20


class HistoryCommands(Frame):
    """What can be done with what has happened."""

    changes: ChangeFlow
    loader: ClinicLoader

    _asked_for: ClinicFile | None = None
    """The file whose history was last asked for."""

    @property
    def history(self) -> RecordList:
        """The list of entries."""
        return self.query_one("#history", RecordList)

    @property
    def chosen_entry(self) -> HistoryEntry | None:
        """The entry under the cursor."""
        entries = self.state.history.entries if self.state.history else ()
        return next((e for e in entries if str(e.version) == self.history.key), None)

    def show(self) -> None:
        """Show the history too, and fetch it again when the clinic has changed."""
        super().show()
        file = self.state.file
        if file is None or self.mode is not Mode.HISTORY:
            return
        self.history.show_records(
            history_records(self.state, self.history.size.width or self._work_width)
        )
        if self._asked_for is not file and self.state.contact is not Contact.LOST:
            self._asked_for = file
            self.fetch_history(file.clinic.her_id)

    def action_command_history(self) -> None:
        """Go to what has happened to the clinic."""
        if self.state.file is None:
            self.tell(line((self.state.words("Choose a clinic first."), "warning")))
            return
        if self.state.history is None:
            self._asked_for = None
            self.tell(line((self.state.words("Fetching the history …"), "dim")))
        self.go_to_tab(Mode.HISTORY)
        self.show()

    @worker(group="history")
    async def fetch_history(self, her_id: int) -> None:
        """Fetch as much as is on screen, from the newest."""
        listed = len(self.state.history.entries) if self.state.history else 0
        limit = min(max(listed, _ENTRIES_AT_FIRST), MOST_ENTRIES)
        try:
            page = await self.desk.history(her_id, limit=limit)
        except ClientError as error:
            self._asked_for = None if isinstance(error, NO_CONTACT) else self._asked_for
            self._not_fetched(error)
            return
        self.state.history = page
        if not page.entries:
            self.tell(line((self.state.words("Nothing has been changed here."), "dim")))
        elif listed == 0:
            self.tell()
        self.history.show_records(
            history_records(self.state, self.history.size.width or self._work_width)
        )

    @on(RecordList.Edge, "#history")
    def _at_edge(self, event: RecordList.Edge) -> None:
        if event.towards > 0 and self.state.history and self.state.history.next:
            self.fetch_older(self.state.history.clinic, self.state.history.next)

    @worker(group="history")
    async def fetch_older(self, her_id: int, before: int) -> None:
        """Fetch the entries that come before those on screen, and go to the first of them."""
        try:
            page = await self.desk.history(her_id, before)
        except ClientError as error:
            self._not_fetched(error)
            return
        history = self.state.history
        if history is None or history.next != before:
            return  # the list has been fetched anew meanwhile
        entries = (*history.entries, *page.entries)
        self.state.history = history.model_copy(update={"entries": entries, "next": page.next})
        first = str(page.entries[0].version) if page.entries else None
        self.history.show_records(
            history_records(self.state, self.history.size.width or self._work_width), cursor=first
        )

    @on(RecordList.Chosen, "#history")
    def _read_entry(self) -> None:
        entry = self.chosen_entry
        if entry:
            title = self.state.words("Change no. {n}", n=entry.version)
            self.read(Mode.READ, title, entry_lines(entry, self.state))

    def action_command_history_revert(self) -> None:
        """Ask whether to undo the chosen change."""
        entry = self._entry_or_told()
        if entry:
            words = self.state.words
            title = words("Undo change no. {n}?", n=entry.version)
            self.changes.ask_reversal(entry.version, title)

    def action_command_history_known(self) -> None:
        """See the clinic as it was known when the chosen change had been made."""
        entry = self._entry_or_told()
        if entry and self.state.file:
            self.fetch_known(self.state.file.clinic.her_id, entry.at)

    @worker(group="known")
    async def fetch_known(self, her_id: int, at: datetime) -> None:
        """Show the clinic as it was known at a moment; nothing can be changed there."""
        self.app.pause_keys()
        try:
            file = await self.desk.known(her_id, at)
        except ClientError as error:
            self.app.discard_keys()
            self._not_fetched(error)
            return
        state, words = self.state, self.state.words
        state.known, state.chosen_day = PastClinic(at, file), None
        moment = moment_phrase(at, words)
        self.enter(Mode.KNOWN, words("As it was known {moment}", moment=moment))
        self.set_focus(self.absences)
        back = words("Nothing can be changed here. {key} goes back.", key=state.keys["known.close"])
        self.tell(line((back, "warning")))
        self.show()
        self.app.resume_keys()

    def action_command_known_close(self) -> None:
        """Go back to the history, and to the clinic as it is now."""
        self.state.known = self.state.chosen_day = None
        self.tell()
        self.mark_pane("")
        self.leave()
        self.show()

    def _not_fetched(self, error: ClientError) -> None:
        self.tell(line((error.sentence(self.state.words), "error")))
        if isinstance(error, NO_CONTACT):
            self.loader.contact_lost(error)

    def _entry_or_told(self) -> HistoryEntry | None:
        entry = self.chosen_entry
        if entry is None:
            self.tell(line((self.state.words("There is no change to choose here."), "warning")))
        return entry
