"""Taking up again what earlier sessions typed and did not save (rule W4)."""

from collections.abc import Callable
from functools import partial
from typing import Protocol
from uuid import UUID

from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.session.drafts.absence_list import ListDraft
from fravaertui.session.drafts.rebase import RebaseFailure, rebased, return_sentences
from fravaertui.session.drafts.storage import DraftStore, StoredDraft
from fravaertui.session.drafts.triage import QueueDraft
from fravaertui.session.drafts.vendor import VendorDraft
from fravaertui.session.state import SessionState
from fravaertui.tui.controllers.bench import Bench
from fravaertui.tui.controllers.clinic_loader import ClinicLoader
from fravaertui.tui.controllers.form_flow import FormFlow
from fravaertui.tui.messages import ClinicTarget
from fravaertui.tui.panes.clinics import ClinicPane
from fravaertui.tui.panes.drafts import form_title, unreadable_sentence
from fravaertui.tui.panes.work import WorkPane
from fravaertui.tui.widgets.text_view import Line, line


class RecoveryBench(Bench, Protocol):
    """The workbench as far as drafts are concerned."""

    def notice(self, message: Line) -> None:
        """Say something, also where only the clinics are in sight."""


class DraftScreens(Protocol):
    """The screens that drafts are listed and taken up on, besides the workbench."""

    def list_drafts(self, chosen: Callable[[StoredDraft | None], None]) -> None:
        """Let the agent choose one of the drafts that wait."""

    def open_vendors(self, resumed: VendorDraft | None = None) -> None:
        """Open the table of EPJ vendors, with what was typed in its form before."""

    def open_triage(self, resumed: QueueDraft | None = None) -> None:
        """Open the triage, with what was typed in one of its questions before."""

    def open_list(self, draft: ListDraft) -> None:
        """Open a list of absences, with what was pasted and settled before."""


class DraftRecovery:
    """Offers the drafts that wait, and opens the one that is chosen."""

    def __init__(
        self,
        bench: RecoveryBench,
        state: SessionState,
        store: DraftStore,
        search: ClinicPane,
        middle: WorkPane,
        forms: FormFlow,
        loader: ClinicLoader,
        screens: DraftScreens,
    ) -> None:
        """Offer what waits in `store`, unless the agent uses the `search`.

        `loader` opens the clinic of a draft, `forms` its form in the `middle`, and `screens` what
        is not about a clinic.
        """
        self._bench = bench
        self._state = state
        self._store = store
        self._search = search
        self._middle = middle
        self._forms = forms
        self._loader = loader
        self._screens = screens

    def offer(self) -> None:
        """Offer what waits; whoever has begun to search is only reminded of it."""
        state, words = self._state, self._state.words
        waiting = self._store.orphaned(state.agent, state.now())
        unreadable = unreadable_sentence(self._store, words)
        if unreadable:
            self._bench.notice(line((unreadable, "warning")))
        if not waiting or state.requested is not None:
            return
        if self._search.is_searching:
            message = words.plural(
                "{n} draft was not saved: {key} takes it up.",
                "{n} drafts were not saved: {key} takes them up.",
                len(waiting),
                key=state.keys["drafts"],
            )
            self._bench.tell(line((message, "accent")))
        else:
            self.action_command_drafts()

    def action_command_drafts(self) -> None:
        """Show the drafts that were not saved."""
        if self._store.orphaned(self._state.agent, self._state.now()):
            self._screens.list_drafts(self._chosen)
        else:
            none = line((self._state.words("There are no drafts."), "dim"))
            unreadable = unreadable_sentence(self._store, self._state.words)
            self._bench.tell(none, line((unreadable, "warning")))

    def take_up(self, draft_id: UUID) -> None:
        """Open one of the drafts that wait, unless another session has it now."""
        state = self._state
        waiting = self._store.orphaned(state.agent, state.now())
        stored = next((one for one in waiting if one.id == draft_id), None)
        if stored and self._store.claim(draft_id):
            self._chosen(stored)
        else:
            taken = state.words("Another session of yours has that draft now.")
            self._bench.tell(line((taken, "warning")))

    def _chosen(self, stored: StoredDraft | None) -> None:
        if stored is None or not self._bench.is_browsing:
            return
        if isinstance(stored.draft, VendorDraft):
            self._screens.open_vendors(stored.draft)
        elif isinstance(stored.draft, QueueDraft):
            self._screens.open_triage(stored.draft)
        elif isinstance(stored.draft, ListDraft):
            self._screens.open_list(stored.draft)
        else:
            reopen = partial(self._reopen, stored)
            target = ClinicTarget(stored.clinic, stored.draft.practitioner, then=reopen)
            self._loader.open_clinic(target)

    def _reopen(self, stored: StoredDraft, file: ClinicFile) -> None:
        """Open a draft in its form, now that its clinic has come."""
        words, back = self._state.words, rebased(stored.of_clinic, file)
        if isinstance(back, RebaseFailure):
            if back is RebaseFailure.SAVED_ALREADY:
                self._store.drop(stored.id)
            self._bench.tell(line((words(back.value), "warning")))
            return
        form = self._middle.form_for(back.draft)
        self._forms.open_form(form, form_title(back.draft, words))
        form.retype(back.draft)
        sentences = return_sentences(stored, back, form.reading, file, words)
        message = " ".join((words("The draft is open again."), *sentences))
        self._bench.tell(line((message, "accent")))
