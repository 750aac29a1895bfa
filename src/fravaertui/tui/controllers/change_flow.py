"""Changing something: the forms, the questions before it, saving, undoing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from textual import on

from fravaertui.client import AnswerLost, ClientError, SignInNeeded
from fravaertui.domain.changes import (
    Change,
    ChangeRequest,
    Outcome,
    evaluate,
)
from fravaertui.domain.changes.resolutions import WayOut, not_offered, ways_out
from fravaertui.domain.model import ClinicFile
from fravaertui.domain.reverting import reversal
from fravaertui.domain.summary import summary
from fravaertui.domain.violations import Violation
from fravaertui.session.drafts.rebase import Returned, rebased
from fravaertui.session.gateway import LONGEST_SILENCE, NO_CONTACT, ChangedMeanwhile, Saved
from fravaertui.texts.elsewhere import also_sentence
from fravaertui.texts.history import entry_sentence
from fravaertui.texts.problems import violation_sentence
from fravaertui.texts.summary import reminder
from fravaertui.tui.commands import WAYS_OUT, Command, Mode
from fravaertui.tui.forms.base import RecordForm
from fravaertui.tui.panes.confirmation import (
    answer_lines,
    doubt_lines,
    typed_past_line,
    way_lines,
)
from fravaertui.tui.panes.others import changed_lines
from fravaertui.tui.panes.summary import saved_lines, summary_lines
from fravaertui.tui.screens.frame import Frame
from fravaertui.tui.screens.workers import worker
from fravaertui.tui.widgets.text_view import BLANK, Line, line


@dataclass(frozen=True, slots=True)
class Wish:
    """What is about to be saved, and whether the open form is what it comes from."""

    request: ChangeRequest
    from_form: bool = False


class Saving(Frame):
    """What every command that changes something goes through."""

    saving = False
    leaves_when_saved = False
    """Whether the agent wants to end the program, and waits for the answer to a save."""
    unsent: Wish | None = None
    """What could not be saved for lack of contact, for as long as its form is open."""
    may_be_saved: bool = False
    """Whether that may have been saved all the same, the answer being lost."""
    unsigned: Wish | None = None
    """What could not be saved because the agent was signed out; sent again after signing in."""
    ways: tuple[WayOut, ...] = ()

    def offers(self, command: Command) -> bool:
        """Tell whether a command is in force: of the ways out only those there are."""
        ways = [way for way, _ in zip(WAYS_OUT, self.ways, strict=False)]
        return super().offers(command) and (command.id not in WAYS_OUT or command.id in ways)

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """Let nothing through while something is being saved, so that no key goes astray."""
        if self.saving and action.startswith("command_"):
            return False
        return super().check_action(action, _parameters)

    def has_practitioners(self) -> bool:
        """Tell whether there is somebody to register something for, and say so if not."""
        words, file = self.state.words, self.state.file
        if file is None:
            self.tell(line((words("Choose a clinic first."), "warning")))
        elif not file.practitioners:
            self.tell(line((words("No practitioner is registered at this clinic."), "warning")))
        return bool(file and file.practitioners)

    def open_form(self, form: RecordForm, title: str) -> None:
        """Let a form have the middle pane."""
        self.tell()
        self.unsent, self.may_be_saved = None, False
        self.form = form
        self.enter(Mode.FORM, title)

    def close_form(self) -> None:
        """Go back to where the form was opened from."""
        self.end_preview()
        self.home()
        self.show()

    def end_preview(self) -> None:
        """Show what is, not what would become."""
        self.state.end_preview()

    @on(RecordForm.Changed)
    def _form_changed(self) -> None:
        """Let every pane show the citizen's view as it would become."""
        if not self.is_doing(Mode.FORM):
            return
        reading, state = self.form.reading, self.state
        state.end_preview()
        state.pending_day = max(reading.starts, state.today) if reading.starts else None
        if self.form.practitioner is not None:
            state.practitioner = self.form.practitioner
        if reading.after:
            state.preview(reading.after)
        self.show_citizen()

    @on(RecordForm.Cancel)
    def action_command_form_cancel(self) -> None:
        """Leave the form, asking first when something was typed."""
        if self.form.is_untouched:
            self.close_form()
            return
        words = self.state.words
        title = words("Leave the form?")
        lines = [line(words("What is typed in the form will be thrown away."))]
        self.ask(title, lines, self.close_form)

    def leave_form(self) -> None:
        """Ask about the form, unless something is being asked already."""
        if self.mode is Mode.FORM:
            self.action_command_form_cancel()

    @on(RecordForm.Save)
    def action_command_form_save(self) -> None:
        """Save what the form says, or go to what is wrong with it."""
        form = self.form
        if not form.insist() or self.state.file is None or not self.has_looked():
            return
        if not form.reading.changes:
            self.tell(line((self.state.words("Nothing is changed."), "dim")))
            return
        doubts = form.reading.doubts
        meetings = [d for d in doubts if d.confirmation == "closed_knowingly"]
        if len(meetings) < len(doubts):
            others = tuple(d for d in doubts if d not in meetings)
            title = self.state.words("Is this right?")
            self.ask(title, doubt_lines(others, self.state), partial(self._sure_of, others))
        elif meetings:
            self._offer_ways()
        else:
            self._save_form(form.reading.changes)

    def _sure_of(self, doubts: tuple[Violation, ...]) -> None:
        self.leave()
        self.form.confirm(doubts)
        self.action_command_form_save()

    def _offer_ways(self) -> None:
        """Offer the ways out of an absence on a service that a substitute covers (rule A5)."""
        file, reading = self.state.file, self.form.reading
        if file is None:
            return
        asked = (reading.changes, reading.doubts, file, self.state.today)
        self.ways = ways_out(*asked)
        lines = way_lines(self.ways, not_offered(*asked), reading.doubts, self.state)
        self.read(Mode.WAYS, self.state.words("A substitute covers this"), lines)

    def action_command_way_first(self) -> None:
        """Take the first way out."""
        self._take_way(0)

    def action_command_way_second(self) -> None:
        """Take the second way out."""
        self._take_way(1)

    def action_command_way_third(self) -> None:
        """Take the third way out."""
        self._take_way(2)

    def _take_way(self, number: int) -> None:
        if number >= len(self.ways):
            return
        way = self.ways[number]
        self.leave()
        title = self.state.words("Do it this way?")
        case = self.form.case_reference
        self.ask_change(title, [], way.changes, case=case, from_form=True)

    def action_command_ways_leave(self) -> None:
        """Go back to the form."""
        self.leave()

    def _save_form(self, changes: tuple[Change, ...]) -> None:
        self.save(Wish(request(changes, self.form.case_reference), from_form=True))

    def action_command_write_undo(self) -> None:
        """Ask whether to take back the last thing saved on this clinic."""
        words, written = self.state.words, self.state.written
        if written is None:
            self.tell(line((words("There is nothing to undo on this clinic."), "warning")))
            return
        self.ask_reversal(written, words("Undo the last thing you saved?"))

    @worker(group="reversal")
    async def ask_reversal(self, version: int, title: str) -> None:
        """Ask about taking a version back, or say what later depends on it (rule W2)."""
        file = self.state.file
        if file is None:
            return
        self.app.hold_keys()
        try:
            past = await self.desk.past(file.clinic.her_id, version)
        except ClientError as error:
            self.app.drop_keys()
            self.tell(line((error.sentence(self.state.words), "error")))
            if isinstance(error, NO_CONTACT):
                self.contact_lost(error)
            return
        self.state.open(past.file)
        found = reversal(past.entries, past.file, self.state.today)
        wanted = ChangeRequest(changes=found.changes, reverts=version)
        sentence = entry_sentence(past.entries[-1], past.file, self.state.words)
        self._ask_outcome(title, [line(sentence)], found.outcome, Wish(wanted))
        self.app.release_keys()

    def action_command_answer_yes(self) -> None:
        """Do what was asked about."""
        on_yes, self.on_yes = self.on_yes, None
        if on_yes:
            on_yes()

    def say_no(self) -> None:
        """Take a letter that is no answer for a no, and say so."""
        if self.mode is Mode.WAYS:
            self.action_command_ways_leave()
        else:
            self.action_command_answer_no()
        self.tell(typed_past_line(self.state))

    def action_command_answer_no(self) -> None:
        """Do nothing, and go back."""
        self.on_yes = None
        self.leave()
        if self.mode is Mode.FORM:
            self.form.reread()
        else:
            self.end_preview()
            self.show()

    def ask_change(
        self,
        title: str,
        lines: Sequence[Line],
        changes: Sequence[Change],
        *,
        case: str = "",
        from_form: bool = False,
    ) -> None:
        """Ask about changes, with what they do for the citizen; refuse what may not be done."""
        file = self.state.file
        if file is None:
            return
        outcome = evaluate(changes, file, self.state.today)
        self._ask_outcome(title, lines, outcome, Wish(request(changes, case), from_form))

    def _ask_outcome(self, title: str, lines: Sequence[Line], outcome: Outcome, wish: Wish) -> None:
        file = self.state.file
        if file is None:
            return
        if not outcome.allowed:
            sentences = [violation_sentence(v, self.state.words) for v in outcome.violations]
            self.tell(*(line((sentence, "error")) for sentence in sentences))
            return
        if outcome.unchanged:
            self.tell(line((self.state.words("Nothing is changed."), "dim")))
            return
        self.state.preview(outcome.file)
        self.show_citizen()
        told = summary(file, outcome.file, self.state.today)
        shown = [*lines, BLANK, *summary_lines(told, outcome.file, self.state)]
        self.ask(title, shown, partial(self.save, wish))

    def ask(self, title: str, lines: Sequence[Line], on_yes: Callable[[], None]) -> None:
        """Ask before something is done; no is the default."""
        self.tell()
        self.on_yes = on_yes
        keys = self.state.keys
        answers = answer_lines(keys["answer.yes"], keys["answer.no"], self.state)
        self.read(Mode.QUESTION, title, [*lines, *answers])

    def save(self, wish: Wish) -> None:
        """Save; what was typed stays until it is known to be saved (rule W4)."""
        file = self.state.file
        if file is None or self.saving:
            return
        self.saving = True
        self.app.hold_keys()
        self.tell(line((self.state.words("Saving …"), "dim")))
        self._send(wish, file)

    @worker(group="write", exclusive=False)
    async def _send(self, wish: Wish, file: ClinicFile) -> None:
        """Send what was decided of the file as it was shown."""
        try:
            saved = await self.desk.save(wish.request, file, self.state.today)
        except ChangedMeanwhile as changed:
            self.state.open(changed.newer)
            told = _changed_line(changed, self)
            self._not_saved(wish, told, *changed_lines(file, changed.newer, self.state))
            self._reread(wish)
        except ClientError as error:
            self._not_saved(wish, line((error.sentence(self.state.words), "error")))
            self.unsent = wish if isinstance(error, (AnswerLost, *NO_CONTACT)) else None
            self.may_be_saved |= isinstance(error, AnswerLost)
            self.unsigned = wish if isinstance(error, SignInNeeded) and wish.from_form else None
            if isinstance(error, NO_CONTACT):
                self.contact_lost(error)
        else:
            self._saved(wish, saved)
            if self.leaves_when_saved:
                self.app.exit()
        finally:
            self.saving = self.leaves_when_saved = False
            self.app.release_keys()
        self.take_in()

    def leave_when_saved(self) -> None:
        """End the program as soon as what is being saved is; stay if it could not be."""
        self.leaves_when_saved = True
        words = self.state.words
        told = words("It is being saved. The program ends when that is done.")
        self.tell(line((told, "warning")))

    def has_looked(self) -> bool:
        """Tell whether the agent may save, or has something to look at first."""
        raise NotImplementedError

    def take_in(self) -> None:
        """Show what others did meanwhile."""
        raise NotImplementedError

    def contact_lost(self, error: ClientError, silent_for: float = LONGEST_SILENCE) -> None:
        """Show that the backend is out of reach; the workbench knows how to come back.

        `silent_for` is how many seconds ago, at most, it was last heard of.
        """
        raise NotImplementedError

    def _reread(self, wish: Wish) -> None:
        if wish.from_form:
            self.rebase_form()
        self.show()

    def rebase_form(self) -> None:
        """Read the open form against the file as it is now; its typing is kept."""
        form, file = self.form, self.state.file
        back = rebased(form.typed, file) if file else None
        if isinstance(back, Returned) and back.draft != form.typed:
            untouched = form.is_untouched
            form.retype(back.draft, focus=False)
            if untouched:
                form.take_as_opened()
        else:
            form.reread()

    def _not_saved(self, wish: Wish, *told: Line) -> None:
        """Say what went wrong and what was kept."""
        self.app.drop_keys()
        words = self.state.words
        if wish.from_form:
            kept = words(
                "What you typed is kept; press {key} to try again.",
                key=self.state.keys["form.save"],
            )
            if self.mode is Mode.QUESTION:  # what it showed is not so any more
                self.on_yes = None
                self.leave()
            self.form.take_focus()
        else:
            kept = words("Nothing was changed on the screen; do it again to try again.")
            self.action_command_answer_no()
        self.tell(*told, line((kept, "dim")))

    def _saved(self, wish: Wish, saved: Saved) -> None:
        state = self.state
        self.unsent, self.may_be_saved = None, False
        if saved.unchanged:
            state.open(saved.after)
            self.close_form()
            self.tell(line((state.words("Nothing is changed."), "dim")))
            return
        told = state.saved(saved.before, saved.after)
        state.last_case = wish.request.case_reference or ""
        added = wish.request.absences
        self.close_form()
        covers = wish.request.new_substitutes
        if covers:
            self.covers.substitutes.select(str(covers[-1]))
        if added:
            self.absences.select(str(added[-1]))
            if self.mode is Mode.BROWSE:
                self.set_focus(self.absences)
        reminded = [line((reminder(state.words), "dim"))] if added and wish.from_form else []
        undo = state.keys["write.undo"]
        undone = wish.request.reverts is not None
        done = saved_lines(told, saved.after, state.words, undo, undone=undone)
        self.tell(*done, *(self._elsewhere(added[-1]) if added else ()), *reminded)

    def _elsewhere(self, absence_id: UUID) -> list[Line]:
        """Tell where else the person is, and how the same is opened there (rule A13)."""
        state, words = self.state, self.state.words
        absence = state.file.absence(absence_id) if state.file else None
        if absence is None:
            return []
        there = state.also_at(absence.practitioner, absence.starts, absence.ends)
        also = also_sentence(there, words)
        if not also:
            return []
        if not state.offices_without(absence):
            told = words("The same absence is registered at the other clinic already.")
            return [line((told, "dim"))]
        key = state.keys["absence.elsewhere"]
        offer = words("{key} opens the same absence there, unsaved.", key=key)
        return [line((also, "warning"), f" {offer}")]


def request(changes: Sequence[Change], case_reference: str) -> ChangeRequest:
    """Return what is sent: the changes, and the case they are for if one was typed."""
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
