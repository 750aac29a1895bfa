"""Keeping what is typed: drafts on disk while a form is open, and taking them up again."""

from typing import ClassVar

from textual import on
from textual.timer import Timer

from fravaertui.domain.model import ClinicFile
from fravaertui.tui.bringing_back import Hindrance, return_sentences, returned
from fravaertui.tui.commands import TABS, Mode
from fravaertui.tui.kept import DraftBox, KeptDraft
from fravaertui.tui.panes.clinics import ClinicPane
from fravaertui.tui.panes.record_form import RecordForm
from fravaertui.tui.screens.drafts import DraftsScreen, form_title, unreadable_sentence
from fravaertui.tui.screens.saving import Saving
from fravaertui.tui.text_view import line


class Keeping(Saving):
    """What makes sure that nothing typed is lost (rule W4)."""

    KEEP_WITHIN: ClassVar[float] = 1.0
    """Seconds in which what is typed reaches the disk, however fast the keys come."""

    box: DraftBox
    _keep_timer: Timer | None = None
    _awaited: KeptDraft | None = None

    def open_clinic(self, clinic: int, practitioner: int | None) -> None:
        """Show a clinic as soon as it comes."""
        raise NotImplementedError

    def draft_now(self) -> KeptDraft | None:
        """Return what is typed in the open form, if there is anything to keep.

        Only reads: a signal may come in the middle of anything.
        """
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

    def keep(self) -> None:
        """Put what is typed on disk now. Raises OSError."""
        draft = self.draft_now()
        if draft:
            self.box.keep(draft)

    @on(RecordForm.Changed)
    def _keep_soon(self) -> None:
        if self._keep_timer is None and self.is_doing(Mode.FORM):
            self._keep_timer = self.set_timer(self.KEEP_WITHIN, self._keep_or_tell)

    def _keep_or_tell(self) -> None:
        self._keep_timer = None
        try:
            self.keep()
        except OSError as error:
            words, cause = self.state.words, error.strerror or type(error).__name__
            told = words("What you type can't be kept as a draft: {cause}.", cause=cause)
            self.tell(line((told, "warning")))

    def close_form(self) -> None:
        """Go back to where the form was opened from; its draft has done its service."""
        if self._keep_timer:
            self._keep_timer.stop()
            self._keep_timer = None
        self.box.drop(self.form.typed.new_id)
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
        if kept and self.mode in TABS:
            self._awaited = kept
            self.open_clinic(kept.clinic, kept.draft.practitioner)

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
