"""Changing something: the open form, the questions before it, saving, undoing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol
from uuid import UUID

from fravaertui.client import AnswerLost, ClientError, SignInNeeded
from fravaertui.domain.changes import (
    Change,
    ChangeRequest,
    Outcome,
    evaluate,
)
from fravaertui.domain.changes.resolutions import WayOut, ways_out
from fravaertui.domain.model import ClinicFile
from fravaertui.domain.reverting import reversal
from fravaertui.domain.summary import summary
from fravaertui.domain.violations import Violation
from fravaertui.session.drafts.rebase import Rebased, RebaseFailure, rebased
from fravaertui.session.gateway import NO_CONTACT, ChangedMeanwhile, Gateway, Saved, does_the_same
from fravaertui.session.state import SessionState
from fravaertui.texts.catalogue import Words
from fravaertui.texts.dates import short_day
from fravaertui.texts.elsewhere import also_sentence
from fravaertui.texts.history import entry_sentence
from fravaertui.texts.problems import violation_sentence
from fravaertui.texts.summary import reminder
from fravaertui.tui.controllers.bench import Bench
from fravaertui.tui.controllers.draft_autosave import DraftAutosave
from fravaertui.tui.forms.absence import AbsenceForm
from fravaertui.tui.forms.record import RecordForm
from fravaertui.tui.panes.confirmation import doubt_lines, way_lines
from fravaertui.tui.panes.others import changed_lines
from fravaertui.tui.panes.summary import saved_lines, summary_lines
from fravaertui.tui.panes.work import WorkPane
from fravaertui.tui.widgets.text_view import BLANK, Line, line
from fravaertui.tui.workers import worker


@dataclass(frozen=True, slots=True)
class PendingSave:
    """What is about to be saved, and whether it comes from the open form."""

    request: ChangeRequest
    from_form: bool = False


class ChangeBench(Bench, Protocol):
    """The workbench as far as changes are concerned."""

    def show_form(self, form: RecordForm, title: str) -> None:
        """Let a form have the middle pane."""

    def hide_form(self) -> None:
        """Go back to where the form was opened from."""

    def ask_ways(
        self, title: str, lines: Sequence[Line], count: int, choose: Callable[[int], None]
    ) -> None:
        """Let the agent choose one of so many ways, by its number from 0."""

    def acknowledge_update(self) -> bool:
        """Tell whether the agent may save, or has something to look at first."""

    def apply_update(self) -> None:
        """Show what others did meanwhile."""

    def leave_program(self) -> None:
        """End the program."""


class ChangeFlow:
    """What every command that changes something goes through."""

    host: ChangeBench

    def __init__(
        self,
        bench: ChangeBench,
        state: SessionState,
        gateway: Gateway,
        middle: WorkPane,
        drafts: DraftAutosave,
    ) -> None:
        """Save through `gateway`; `drafts` holds what is typed in the open form in `middle`."""
        self.host = bench
        self._state = state
        self._gateway = gateway
        self._middle = middle
        self._drafts = drafts
        self.saving = False
        self.leaves_when_saved = False
        """Whether the agent wants to end the program, and waits for the answer to a save."""
        self.unsent: PendingSave | None = None
        """What could not be saved for lack of contact, for as long as its form is open."""
        self.may_be_saved = False
        """Whether that may have been saved all the same, the answer being lost."""
        self.unsigned: PendingSave | None = None
        """What could not be saved because the agent was signed out; sent after signing in."""

    def open_form(self, form: RecordForm, title: str) -> None:
        """Let a form have the middle pane."""
        self.host.tell()
        self.unsent, self.may_be_saved = None, False
        self.host.show_form(form, title)

    def close_form(self) -> None:
        """Go back to where the form was opened from; its draft has done its service."""
        self._drafts.discard(self._middle.form.typed.new_id)
        self._state.end_preview()
        self.host.hide_form()
        self.host.show()

    @property
    def form_changes(self) -> tuple[Change, ...]:
        """What the open form comes to."""
        return self._middle.form.reading.changes

    def preview_form(self) -> None:
        """Let every pane show the citizen's view as the open form would make it."""
        if not self.host.is_filling_in:
            return
        reading, state = self._middle.form.reading, self._state
        state.end_preview()
        state.pending_day = max(reading.starts, state.today) if reading.starts else None
        if self._middle.form.practitioner is not None:
            state.practitioner = self._middle.form.practitioner
        if reading.after:
            state.preview(reading.after)
        self.host.show_citizen()

    def action_command_form_cancel(self) -> None:
        """Leave the form, asking first when something was typed."""
        if self._middle.form.is_untouched:
            self.close_form()
            return
        words = self._state.words
        title = words("Leave the form?")
        lines = [line(words("What is typed in the form will be thrown away."))]
        self.host.ask(title, lines, self.close_form)

    def action_command_form_save(self) -> None:
        """Save what the form says, or go to what is wrong with it."""
        form = self._middle.form
        if not form.insist() or self._state.file is None or not self.host.acknowledge_update():
            return
        if not form.reading.changes:
            self.host.tell(line((self._state.words("Nothing is changed."), "dim")))
            return
        doubts = form.reading.doubts
        meetings = [d for d in doubts if d.confirmation == "closed_knowingly"]
        if len(meetings) < len(doubts):
            others = tuple(d for d in doubts if d not in meetings)
            title = self._state.words("Is this right?")
            self.host.ask(title, doubt_lines(others, self._state), partial(self._sure_of, others))
        elif meetings:
            self._offer_ways()
        else:
            self._save_form(form.reading.changes)

    def action_command_form_other(self) -> None:
        """Change the absence that stands in the way instead, to the end that was typed."""
        form, words = self._middle.form, self._state.words
        problems = [*form.reading.problems.values(), *form.reading.doubts]
        other = next((p.absence for p in problems if isinstance(p, Violation) and p.absence), None)
        if other is None or not isinstance(form, AbsenceForm):
            message = words("No other absence stands in the way.")
            self.host.tell(line((message, "warning")))
            return
        meant = form.reading.ends  # "+7" would be counted from the other's end
        ends = short_day(meant) if meant else ""
        self.close_form()
        self.open_form(form, words("Change absence"))
        form.amend(other, focus="ends", ends=ends)

    def _sure_of(self, doubts: tuple[Violation, ...]) -> None:
        self._middle.form.confirm(doubts)
        self.action_command_form_save()

    def _offer_ways(self) -> None:
        """Offer the ways out of an absence on a service that a substitute covers (rule A5)."""
        file, reading = self._state.file, self._middle.form.reading
        if file is None:
            return
        ways = ways_out(reading.changes, reading.doubts, file, self._state.today)
        lines = way_lines(ways, reading.doubts, file, self._state)
        title = self._state.words("A substitute covers this")
        offered = ways.offered
        self.host.ask_ways(
            title, lines, len(offered), lambda number: self._take_way(offered[number])
        )

    def _take_way(self, way: WayOut) -> None:
        title = self._state.words("Do it this way?")
        case = self._middle.form.case_reference
        self.ask_change(title, [], way.changes, case=case, from_form=True)

    def _save_form(self, changes: tuple[Change, ...]) -> None:
        self.save(PendingSave(request(changes, self._middle.form.case_reference), from_form=True))

    def action_command_write_undo(self) -> None:
        """Ask whether to take back the last thing saved on this clinic."""
        if self._state.written is not None:
            self.ask_reversal(
                self._state.written, self._state.words("Undo the last thing you saved?")
            )

    @worker(group="reversal")
    async def ask_reversal(self, version: int, title: str) -> None:
        """Ask about taking a version back, or say what later depends on it (rule W2)."""
        file = self._state.file
        if file is None:
            return
        self.host.keys.pause_keys("reversal")
        try:
            past = await self._gateway.past(file.clinic.her_id, version)
        except ClientError as error:
            self.host.keys.discard_keys("reversal")
            self.host.tell(line((error.sentence(self._state.words), "error")))
            if isinstance(error, NO_CONTACT):
                self.host.contact_lost(error)
            return
        self._state.open(past.file)
        found = reversal(past.entries, past.file, self._state.today)
        wanted = ChangeRequest(changes=found.changes, reverts=version)
        sentence = entry_sentence(past.entries[-1], past.file, self._state.words)
        self._ask_outcome(title, [line(sentence)], found.outcome, PendingSave(wanted))
        self.host.keys.resume_keys("reversal")

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
        file = self._state.file
        if file is None:
            return
        outcome = evaluate(changes, file, self._state.today)
        self._ask_outcome(title, lines, outcome, PendingSave(request(changes, case), from_form))

    def _ask_outcome(
        self, title: str, lines: Sequence[Line], outcome: Outcome, pending: PendingSave
    ) -> None:
        file = self._state.file
        if file is None:
            return
        if not outcome.allowed:
            sentences = [violation_sentence(v, self._state.words) for v in outcome.violations]
            self.host.tell(*(line((sentence, "error")) for sentence in sentences))
            return
        if outcome.unchanged:
            self.host.tell(line((self._state.words("Nothing is changed."), "dim")))
            return
        self._state.preview(outcome.file)
        self.host.show_citizen()
        effect = summary(file, outcome.file, self._state.today)
        shown = [*lines, BLANK, *summary_lines(effect, outcome.file, self._state)]
        self.host.ask(title, shown, partial(self.save, pending))

    def save(self, pending: PendingSave) -> None:
        """Save; what was typed stays until it is known to be saved (rule W4)."""
        file = self._state.file
        if file is None or self.saving:
            return
        self.saving = True
        self.host.keys.pause_keys("save")
        self.host.tell(line((self._state.words("Saving …"), "dim")))
        self._send(pending, file)

    @worker(group="write", exclusive=False)
    async def _send(self, pending: PendingSave, file: ClinicFile) -> None:
        """Send what was decided of the file as it was shown."""
        try:
            saved = await self._gateway.save(pending.request, file, self._state.today)
        except ChangedMeanwhile as changed:
            self._state.open(changed.newer)
            message = _changed_line(changed, self._state.words)
            self._not_saved(pending, message, *changed_lines(file, changed.newer, self._state))
            self._reread(pending)
        except ClientError as error:
            self._not_saved(pending, line((error.sentence(self._state.words), "error")))
            self.unsent = pending if isinstance(error, (AnswerLost, *NO_CONTACT)) else None
            self.may_be_saved |= isinstance(error, AnswerLost)
            self.unsigned = (
                pending if isinstance(error, SignInNeeded) and pending.from_form else None
            )
            if isinstance(error, NO_CONTACT):
                self.host.contact_lost(error)
        else:
            self._saved(pending, saved)
            if self.leaves_when_saved:
                self.host.leave_program()
        finally:
            self.saving = self.leaves_when_saved = False
            self.host.keys.resume_keys("save")
        self.host.apply_update()

    def leave_when_saved(self) -> None:
        """End the program as soon as what is being saved is; stay if it could not be."""
        self.leaves_when_saved = True
        words = self._state.words
        message = words("It is being saved. The program ends when that is done.")
        self.host.tell(line((message, "warning")))

    def _reread(self, pending: PendingSave) -> None:
        if pending.from_form:
            self.rebase_form()
        self.host.show()

    def rebase_onto(
        self, before: ClinicFile, newer: ClinicFile, changes: tuple[Change, ...]
    ) -> bool:
        """Let the open form go on with its typing on a newer file.

        `changes` is what it came to before. Returns whether it does something else now.
        """
        back = rebased(self._middle.form.typed, newer)
        if back is RebaseFailure.SAVED_ALREADY and self.unsent:
            self.save(self.unsent)  # under the same key: the answer that was lost comes now
            return False
        changed = isinstance(back, RebaseFailure) or back.record_changed
        self.rebase_form()  # stays open even untouched: what is typed next is meant for it
        reading = self._middle.form.reading
        if self.unsent and not reading.changes and not reading.problems:
            return False  # all that is typed was sent, and made after all
        return changed or not does_the_same(changes, before, newer, self._state.today)

    def rebase_form(self) -> None:
        """Read the open form against the file as it is now; its typing is kept."""
        form, file = self._middle.form, self._state.file
        back = rebased(form.typed, file) if file else None
        if isinstance(back, Rebased) and back.draft != form.typed:
            untouched = form.is_untouched
            form.retype(back.draft, focus=False)
            if untouched:
                form.take_as_opened()
        else:
            form.reread()

    def _not_saved(self, pending: PendingSave, *lines: Line) -> None:
        """Say what went wrong and what was kept."""
        self.host.keys.discard_keys("save")
        words = self._state.words
        if pending.from_form:
            kept = words(
                "What you typed is kept; press {key} to try again.",
                key=self._state.keys["form.save"],
            )
            self._middle.form.take_focus()
        else:
            kept = words("Nothing was changed on the screen; do it again to try again.")
            self._state.end_preview()
            self.host.show()
        self.host.tell(*lines, line((kept, "dim")))

    def _saved(self, pending: PendingSave, saved: Saved) -> None:
        state = self._state
        self.unsent, self.may_be_saved = None, False
        if saved.unchanged:
            state.open(saved.after)
            self.close_form()
            self.host.tell(line((state.words("Nothing is changed."), "dim")))
            return
        effect = state.saved(saved.before, saved.after)
        state.last_case = pending.request.case_reference or ""
        added, covers = pending.request.absences, pending.request.new_substitutes
        self.close_form()
        self._middle.select_saved(added[-1] if added else None, covers[-1] if covers else None)
        reminded = [line((reminder(state.words), "dim"))] if added and pending.from_form else []
        undo = state.keys["write.undo"]
        undone = pending.request.reverts is not None
        done = saved_lines(effect, saved.after, state.words, undo, undone=undone)
        self.host.tell(*done, *(self._elsewhere(added[-1]) if added else ()), *reminded)

    def _elsewhere(self, absence_id: UUID) -> list[Line]:
        """Tell where else the person is, and how the same is opened there (rule A13)."""
        state, words = self._state, self._state.words
        absence = state.file.absence(absence_id) if state.file else None
        if absence is None:
            return []
        there = state.also_at(absence.practitioner, absence.starts, absence.ends)
        also = also_sentence(there, words)
        if not also:
            return []
        if not state.offices_without(absence):
            message = words("The same absence is registered at the other clinic already.")
            return [line((message, "dim"))]
        key = state.keys["absence.elsewhere"]
        offer = words("{key} opens the same absence there, unsaved.", key=key)
        return [line((also, "warning"), f" {offer}")]


def request(changes: Sequence[Change], case_reference: str) -> ChangeRequest:
    """Return what is sent: the changes, and the case they are for if one was typed."""
    case = case_reference.strip()
    return ChangeRequest(changes=tuple(changes), case_reference=case or None)


def _changed_line(changed: ChangedMeanwhile, words: Words) -> Line:
    if changed.changed_by:
        message = words(
            "{name} changed this clinic meanwhile, so this does something else than was shown. "
            "Look again.",
            name=changed.changed_by,
        )
    else:
        message = words(
            "The clinic was changed meanwhile, so this does something else than was shown. "
            "Look again."
        )
    return line((message, "warning"))
