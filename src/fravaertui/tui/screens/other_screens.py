"""The screens that are opened from the workbench, and what is done when they are left."""

from collections.abc import Callable, Sequence

from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.session.drafts.absence_list import ListDraft
from fravaertui.session.drafts.storage import DraftStore, StoredDraft
from fravaertui.session.drafts.triage import QueueDraft
from fravaertui.session.drafts.vendor import VendorDraft
from fravaertui.session.gateway import Gateway
from fravaertui.session.work_queue import WorkQueue
from fravaertui.tui.controllers import remedies
from fravaertui.tui.controllers.clinic_loader import ClinicLoader
from fravaertui.tui.controllers.navigation import PaneNavigation
from fravaertui.tui.messages import ClinicTarget, StateChanged
from fravaertui.tui.panes.citizen import read_back_lines
from fravaertui.tui.panes.help import guide_lines
from fravaertui.tui.panes.report import report_lines
from fravaertui.tui.screens.copy_text import PlainScreen
from fravaertui.tui.screens.dialogs import Guides, Why
from fravaertui.tui.screens.layout import CommandScreen
from fravaertui.tui.screens.saved_drafts import DraftsScreen
from fravaertui.tui.screens.triage import Target, TriageScreen
from fravaertui.tui.screens.vendors import VendorScreen


class OtherScreens:
    """Opens the triage, the vendors, the drafts, and what is only read or copied."""

    def __init__(
        self,
        bench: CommandScreen[None],
        gateway: Gateway,
        store: DraftStore,
        queue: WorkQueue,
        panes: PaneNavigation,
        loader: ClinicLoader,
    ) -> None:
        """Open them over `bench`; `loader` shows a clinic that is chosen on one of them."""
        self._bench = bench
        self._state = bench.state
        self._gateway = gateway
        self._store = store
        self._queue = queue
        self._panes = panes
        self._loader = loader

    def list_drafts(self, chosen: Callable[[StoredDraft | None], None]) -> None:
        """Let the agent choose one of the drafts that wait."""
        screen = DraftsScreen(self._state, self._bench.commands, self._store, self._panes.search)
        self._bench.app.push_screen(screen, chosen)

    def open_triage(self, resumed: QueueDraft | None = None) -> None:
        """Open the queue, and in it the question with what was typed before, if any."""
        commands, store = self._bench.commands, self._store
        triage = TriageScreen(self._state, self._gateway, commands, store, self._queue, resumed)
        self._bench.app.push_screen(triage, self._from_triage)

    def _from_triage(self, target: Target | None) -> None:
        if target is None:
            return
        row, remedy = target.row, target.remedy

        def mend(file: ClinicFile) -> None:
            if remedy:
                begun = remedies.begin(row.finding, remedy, file, self._state, target.on)
                self._bench.post_message(begun)

        day = target.on or self._state.today
        self._loader.open_clinic(ClinicTarget(row.clinic, row.practitioner, day, row.key, mend))

    def open_vendors(self, resumed: VendorDraft | None = None) -> None:
        """Open the table of EPJ vendors, and in it the form with what was typed before, if any."""
        commands, store = self._bench.commands, self._store
        screen = VendorScreen(self._state, self._gateway, commands, store, resumed)
        self._bench.app.push_screen(screen)

    action_command_triage, action_command_vendors = open_triage, open_vendors

    def action_command_import(self) -> None:
        """Open the screen that imports register files, which few sessions need."""
        from fravaertui.tui.screens.directory_import import ImportScreen

        self._bench.app.push_screen(ImportScreen(self._state, self._gateway, self._bench.commands))

    def action_command_list(self) -> None:
        """Open the list of absences of this clinic; one that was not saved is there again."""
        state = self._state
        clinic = state.file.clinic.her_id if state.file else 0
        for stored in self._store.orphaned(state.agent, state.now()):
            draft = stored.draft
            if not isinstance(draft, ListDraft) or stored.clinic != clinic:
                continue
            if self._store.claim(draft.new_id):
                self.open_list(draft)
                return
        self.open_list(ListDraft(clinics=(clinic,) if clinic else ()))

    def open_list(self, draft: ListDraft) -> None:
        """Open a list of absences, with what was pasted and settled before."""
        from fravaertui.tui.screens.absence_list import AbsenceListScreen

        file = self._state.file
        files = [file] if file and file.clinic.her_id in draft.clinics else []
        screen = AbsenceListScreen(
            self._state, self._gateway, self._bench.commands, self._store, draft, files
        )

        def left(_: None) -> None:
            if screen.was_saved:
                self._bench.tell()
                self._bench.post_message(StateChanged(everywhere=True))

        self._bench.app.push_screen(screen, left)

    def action_command_why(self) -> None:
        """Explain why the citizen sees this; the same key goes back."""
        self._bench.note.look_at(self._state.practitioner)
        self._bench.open(Why(self._bench, self._gateway))

    def action_command_guide(self) -> None:
        """Show the short path of each typical call, for this clinic."""
        title = self._state.words("Guides for typical calls")
        self._bench.open(Guides(self._bench, title, guide_lines(self._state)))

    def action_command_read_back(self) -> None:
        """Send what to read back to the terminal's clipboard, and show it to select by hand."""
        self._copy(read_back_lines(self._state))

    def action_command_report(self) -> None:
        """Send what a report of a fault needs to the clipboard, and show it to select by hand."""
        self._copy(report_lines(self._state))

    def _copy(self, lines: Sequence[str]) -> None:
        self._bench.app.copy_to_clipboard("\n".join(lines))
        self._bench.app.push_screen(PlainScreen(lines, self._state.words))
