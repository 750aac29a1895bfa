"""Keeping what is typed: drafts on disk while a form is open, and taking them up again."""

from fravaertui.domain.model import ClinicFile
from fravaertui.session.drafts.rebase import Hindrance, return_sentences, returned
from fravaertui.session.drafts.storage import KeptDraft
from fravaertui.session.drafts.triage import QueueDraft
from fravaertui.session.drafts.vendor import VendorDraft
from fravaertui.tui.commands import TABS, Mode
from fravaertui.tui.controllers.change_flow import Saving
from fravaertui.tui.forms.base import RecordForm
from fravaertui.tui.panes.clinics import ClinicPane
from fravaertui.tui.screens.draft_keeping import DraftKeeper
from fravaertui.tui.screens.saved_drafts import DraftsScreen, form_title, unreadable_sentence
from fravaertui.tui.screens.vendors import VendorScreen
from fravaertui.tui.widgets.text_view import line


class Keeping(Saving, DraftKeeper[None]):
    """What makes sure that nothing typed at a clinic is lost (rule W4)."""

    _awaited: KeptDraft | None = None

    def open_clinic(self, clinic: int, practitioner: int | None) -> None:
        """Show a clinic as soon as it comes."""
        raise NotImplementedError

    def open_triage(self, taken_up: QueueDraft | None = None) -> None:
        """Open the queue, and in it the question with what was typed before, if any."""
        raise NotImplementedError

    def expect_nothing(self) -> None:
        """Forget what was to be opened with a clinic: it failed to come, or another is wanted."""
        self._awaited = None

    def draft_now(self) -> KeptDraft | None:
        """Return what is typed in the open form, if there is anything to keep."""
        state, form = self.state, self.form
        if state.file is None or not self.is_doing(Mode.FORM) or form.is_untouched:
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

    def close_form(self) -> None:
        """Go back to where the form was opened from; its draft has done its service."""
        self.drop_draft(self.form.typed.new_id)
        super().close_form()

    def offer_drafts(self) -> None:
        """Offer what earlier sessions left behind; only tell of it who is on the way already."""
        waiting = self.box.waiting(self.state.agent, self.state.now())
        unreadable = unreadable_sentence(self.box, self.state.words)
        if unreadable:
            self.notice(line((unreadable, "warning")))
        if not waiting or self.state.wanted is not None:
            return
        if self.query_one(ClinicPane).is_searching:
            words, key = self.state.words, self.state.keys["drafts"]
            told = words.plural(
                "{n} draft was not saved: {key} takes it up.",
                "{n} drafts were not saved: {key} takes them up.",
                len(waiting),
                key=key,
            )
            self.tell(line((told, "accent")))
        else:
            self.action_command_drafts()

    def action_command_drafts(self) -> None:
        """Show the drafts that were not saved."""
        waiting = self.box.waiting(self.state.agent, self.state.now())
        if waiting:
            screen = DraftsScreen(self.state, self.desk, self.commands, self.box, self.search)
            self.app.push_screen(screen, self._draft_chosen)
        else:
            none = line((self.state.words("There are no drafts."), "dim"))
            unreadable = unreadable_sentence(self.box, self.state.words)
            self.tell(none, line((unreadable, "warning")))

    def _draft_chosen(self, kept: KeptDraft | None) -> None:
        if kept is None or self.mode not in TABS:
            return
        if isinstance(kept.draft, VendorDraft):
            self.open_vendors(kept.draft)
        elif isinstance(kept.draft, QueueDraft):
            self.open_triage(kept.draft)
        else:
            self.open_clinic(kept.clinic, kept.draft.practitioner)
            self._awaited = kept

    def open_vendors(self, taken_up: VendorDraft | None = None) -> None:
        """Open the table of EPJ vendors, and in it the form with what was typed before, if any."""
        screen = VendorScreen(self.state, self.desk, self.commands, self.box, taken_up)
        self.app.push_screen(screen)

    def clinic_came(self, file: ClinicFile) -> None:
        """Open the draft that this clinic was fetched for, if it was."""
        kept, self._awaited = self._awaited, None
        if kept is None or kept.clinic != file.clinic.her_id or self.mode not in TABS:
            return
        words, back = self.state.words, returned(kept, file)
        if isinstance(back, Hindrance):
            if back is Hindrance.SAVED_ALREADY:
                self.box.drop(kept.id)
            self.tell(line((words(back.value), "warning")))
            return
        forms: tuple[RecordForm, ...] = (self.absence_form, self.cover_form, self.info_form)
        form = next(form for form in forms if form.typed.form == back.draft.form)
        self.open_form(form, form_title(back.draft, words))
        form.retype(back.draft)
        told = return_sentences(kept, back, form.reading, file, words)
        self.tell(line((" ".join((words("The draft is open again."), *told)), "accent")))
