"""Commands that change something: previewed, asked about, saved, undone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from textual import on, work

from fravaertui.client import AnswerLost, ClientError, Refused
from fravaertui.domain.absences import Status, status
from fravaertui.domain.changes import Change, ChangeRequest, inverse, removal
from fravaertui.domain.checks import Violation, evaluate
from fravaertui.domain.effects import clinic_effects
from fravaertui.domain.model import Absence, ClinicFile
from fravaertui.texts.problems import violation_sentence
from fravaertui.tui.commands import Mode
from fravaertui.tui.desk import ChangedMeanwhile, Saved
from fravaertui.tui.panes.form import AbsenceForm
from fravaertui.tui.panes.question import (
    absence_line,
    answer_lines,
    doubt_lines,
    effect_lines,
)
from fravaertui.tui.screens.frame import Frame
from fravaertui.tui.state import Written
from fravaertui.tui.text_view import BLANK, Line, line


@dataclass(frozen=True, slots=True)
class Wish:
    """What is about to be saved: the request, and what to say when it is."""

    request: ChangeRequest
    done: str
    from_form: bool = False


class Writing(Frame):
    """The commands for adding, changing, ending, deleting and undoing."""

    saving = False

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """Let nothing through while something is being saved, so that no key goes astray."""
        if self.saving and action.startswith("command_"):
            return False
        return super().check_action(action, _parameters)

    def action_command_absence_add(self) -> None:
        """Open an empty form."""
        if self.state.file is None or not self.state.file.practitioners:
            self.tell(line((self.state.words("Choose a clinic first."), "warning")))
            return
        self._open_form(self.state.words("Add absence"))
        self.form.add()

    def action_command_absence_amend(self) -> None:
        """Open the form with the chosen absence."""
        self._amend("starts")

    def action_command_absence_extend(self) -> None:
        """Open the form with the chosen absence, at its end."""
        self._amend("ends")

    def _amend(self, field: str) -> None:
        absence = self._chosen_or_told()
        if absence is None:
            return
        started = status(absence, self.state.today) is not Status.PLANNED
        self._open_form(self.state.words("Change absence"))
        self.form.amend(absence, focus="ends" if started else field)

    def _open_form(self, title: str) -> None:
        self.tell()
        self.enter(Mode.FORM, title)

    @on(AbsenceForm.Changed)
    def _form_changed(self) -> None:
        """Let every pane show the citizen's view as it would become."""
        if not self.is_doing(Mode.FORM):
            return
        reading, draft = self.form.reading, self.form.draft
        self.state.pending = reading.after
        self.state.pending_day = max(reading.starts, self.state.today) if reading.starts else None
        if draft.practitioner is not None:
            self.state.practitioner = draft.practitioner
        self.show_citizen()

    @on(AbsenceForm.Cancel)
    def action_command_form_cancel(self) -> None:
        """Leave the form, asking first when something was typed."""
        if self.form.is_untouched:
            self._close_form()
            return
        words = self.state.words
        title = words("Leave the form?")
        lines = [line(words("What is typed in the form will be thrown away."))]
        self._ask(title, lines, self._close_form)

    def action_command_form_other(self) -> None:
        """Change the absence that stands in the way instead, to the end that was typed."""
        problems = self.form.reading.problems.values()
        other = next((p.absence for p in problems if isinstance(p, Violation) and p.absence), None)
        if other is None:
            told = self.state.words("No other absence stands in the way.")
            self.tell(line((told, "warning")))
            return
        ends = self.form.draft.ends
        self._close_form()
        self._open_form(self.state.words("Change absence"))
        self.form.amend(other, focus="ends", ends=ends)

    def _close_form(self) -> None:
        self._end_preview()
        self.home()
        self.show()

    def _end_preview(self) -> None:
        self.state.pending = None
        self.state.pending_day = None

    @on(AbsenceForm.Save)
    def action_command_form_save(self) -> None:
        """Save what the form says, or go to what is wrong with it."""
        form = self.form
        if not form.insist() or self.state.file is None:
            return
        doubts = form.reading.doubts
        if doubts:
            title = self.state.words("Is this right?")
            self._ask(title, doubt_lines(doubts, self.state), self._save_doubtful)
        else:
            self._save_form()

    def _save_doubtful(self) -> None:
        self.leave()
        self.form.confirm(self.form.reading.doubts)
        self._save_form()

    def _save_form(self) -> None:
        draft, changes = self.form.draft, self.form.reading.changes
        done = self.state.words("Saved. The citizen sees it from now on.")
        self.save(Wish(_request(changes, draft.case_reference), done, from_form=True))

    def action_command_absence_delete(self) -> None:
        """Ask whether to delete the chosen absence, or to end it when it has begun."""
        absence = self._chosen_or_told()
        if absence:
            self._ask_removal(absence)

    def action_command_absence_reopen(self) -> None:
        """Ask whether to open again today what the chosen absence closes."""
        absence = self._chosen_or_told()
        if absence is None:
            return
        if status(absence, self.state.today) is Status.PLANNED:
            told = self.state.words("The absence has not begun. Press d to delete it.")
            self.tell(line((told, "warning")))
            return
        self._ask_removal(absence)

    def _ask_removal(self, absence: Absence) -> None:
        words = self.state.words
        change = removal(absence, self.state.today)
        if change.kind == "end_absence":
            title = words("Reopen today?")
            explained = words("A started absence is ended, not deleted: its last day is yesterday.")
            done = words("The absence is ended. It is open again from today.")
        else:
            title = words("Delete the absence?")
            explained = words("The absence is removed whole.")
            done = words("The absence is deleted.")
        self._ask_change(
            title, [absence_line(absence, self.state), line(explained)], [change], done
        )

    def action_command_write_undo(self) -> None:
        """Ask whether to take back the last thing saved on this clinic."""
        words, written = self.state.words, self.state.written
        if written is None:
            self.tell(line((words("There is nothing to undo on this clinic."), "warning")))
            return
        changes = inverse(written.changes, written.before, self.state.today)
        self._ask_change(
            words("Undo the last thing you saved?"), [], changes, words("Undone. u brings it back.")
        )

    def action_command_answer_yes(self) -> None:
        """Do what was asked about."""
        on_yes, self.on_yes = self.on_yes, None
        if on_yes:
            on_yes()

    def action_command_answer_no(self) -> None:
        """Do nothing, and go back."""
        self.on_yes = None
        self.leave()
        if self.mode is Mode.BROWSE:
            self._end_preview()
            self.show()

    def _chosen_or_told(self) -> Absence | None:
        absence = self.chosen_absence
        if absence is None:
            self.tell(line((self.state.words("There is no absence to choose here."), "warning")))
        return absence

    def _ask_change(
        self, title: str, lines: Sequence[Line], changes: Sequence[Change], done: str
    ) -> None:
        """Ask about changes, with what they do for the citizen; refuse what may not be done."""
        file = self.state.file
        if file is None:
            return
        outcome = evaluate(changes, file, self.state.today)
        if not outcome.allowed:
            sentences = [violation_sentence(v, self.state.words) for v in outcome.violations]
            self.tell(*(line((sentence, "error")) for sentence in sentences))
            return
        self._preview(file, outcome.file)
        wish = Wish(_request(changes, ""), done)
        shown = [*lines, BLANK, *effect_lines(file, outcome.file, self.state)]
        self._ask(title, shown, partial(self._do_save, wish))

    def _preview(self, before: ClinicFile, after: ClinicFile) -> None:
        self.state.pending = after
        first = next(iter(clinic_effects(before, after, self.state.today)), None)
        self.state.pending_day = first.on if first else None
        self.state.practitioner = first.practitioner if first else self.state.practitioner
        self.show_citizen()

    def _ask(self, title: str, lines: Sequence[Line], on_yes: Callable[[], None]) -> None:
        self.tell()
        self.on_yes = on_yes
        keys = {command.id: command.shown_key for command in self.commands}
        answers = answer_lines(keys["answer.yes"], keys["answer.no"], self.state)
        self.read(Mode.QUESTION, title, [*lines, *answers])

    def _do_save(self, wish: Wish) -> None:
        self.save(wish)

    @work(group="write")
    async def save(self, wish: Wish) -> None:
        """Save; what was typed stays until it is known to be saved (rule W4)."""
        file, words = self.state.file, self.state.words
        if file is None or self.saving:
            return
        self.saving = True
        self.app.hold_keys()
        self.tell(line((words("Saving …"), "dim")))
        try:
            saved = await self.desk.save(wish.request, file, self.state.today)
        except ChangedMeanwhile as changed:
            self._not_saved(wish, _changed_line(changed, self))
            self.state.open(changed.newer)
            self._reread(wish)
        except ClientError as error:
            self._not_saved(wish, line((error.sentence(words), "error")))
            if not isinstance(error, AnswerLost | Refused):
                self.contact_lost(error)
        else:
            self._saved(wish, saved)
        finally:
            self.saving = False
            self.app.release_keys()

    def contact_lost(self, error: ClientError) -> None:
        """Show that the backend is out of reach; the workbench knows how to come back."""
        raise NotImplementedError

    def _reread(self, wish: Wish) -> None:
        if wish.from_form:
            self.form.reread()
        self.show()

    def _not_saved(self, wish: Wish, told: Line) -> None:
        """Say what went wrong and what was kept."""
        self.app.drop_keys()
        words = self.state.words
        if wish.from_form:
            kept = words("What you typed is kept; press {key} to try again.", key="^s")
            self.form.take_focus()
        else:
            kept = words("Nothing was changed on the screen; do it again to try again.")
            self.action_command_answer_no()
        self.tell(told, line((kept, "dim")))

    def _saved(self, wish: Wish, saved: Saved) -> None:
        state = self.state
        state.open(saved.after)
        first = next(iter(clinic_effects(saved.before, saved.after, state.today)), None)
        if first and first.on > state.today:
            state.chosen_day = first.on
        state.written = Written(saved.before, wish.request.changes)
        added = [change for change in wish.request.changes if hasattr(change, "starts")]
        self._close_form()
        if added:
            self.absences.select(str(added[-1].absence_id))
            self.set_focus(self.absences)
        self.tell(line((wish.done, "open")), *(self._reminder() if added else ()))

    def _reminder(self) -> list[Line]:
        """The advice of the guide after an absence is registered (rule A7)."""
        words = self.state.words
        remember = words(
            "Remember: switch off in the EPJ what should not be available, and register the "
            "substitute in the EPJ for services that have one."
        )
        guide = words("The guide of 24.06.2024 says that switching off is not needed for now.")
        return [line((f"{remember} {guide}", "dim"))]


def _request(changes: Sequence[Change], case_reference: str) -> ChangeRequest:
    case = case_reference.strip()
    return ChangeRequest(changes=tuple(changes), case_reference=case or None)


def _changed_line(changed: ChangedMeanwhile, frame: Frame) -> Line:
    words = frame.state.words
    if changed.changed_by:
        told = words(
            "{name} changed this clinic meanwhile, so this does something else than was shown. "
            "Look again.",
            name=changed.changed_by,
        )
    else:
        told = words(
            "The clinic was changed meanwhile, so this does something else than was shown. "
            "Look again."
        )
    return line((told, "warning"))
