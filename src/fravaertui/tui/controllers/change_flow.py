"""Changing something: the question before it, saving, undoing."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from fravaertui.client import AnswerLost, ClientError, SignInNeeded
from fravaertui.domain.changes import Change, ChangeRequest, Outcome, evaluate
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.reverting import reversal
from fravaertui.domain.summary import summary
from fravaertui.session.gateway import NO_CONTACT, ChangedMeanwhile, Gateway, Past, Saved
from fravaertui.session.state import SessionState
from fravaertui.texts.catalogue import Words
from fravaertui.texts.elsewhere import also_sentence
from fravaertui.texts.history import entry_sentence
from fravaertui.texts.problems import violation_sentence
from fravaertui.texts.summary import reminder
from fravaertui.tui.controllers.bench import Bench
from fravaertui.tui.messages import AskChange, AskReversal, SaveChange
from fravaertui.tui.panes.others import changed_lines
from fravaertui.tui.panes.summary import saved_lines, summary_lines
from fravaertui.tui.panes.work import WorkPane
from fravaertui.tui.widgets.text_view import BLANK, Line, line
from fravaertui.tui.workers import worker

if TYPE_CHECKING:
    from fravaertui.protocol.batches import Batch

ChangeMessage = AskChange | AskReversal | SaveChange
"""What a pane asks to have changed."""


@dataclass(frozen=True, slots=True)
class PendingSave:
    """What is about to be saved, and whether it comes from the open form."""

    request: ChangeRequest
    from_form: bool = False


class EditedForm(Protocol):
    """The form that what is saved may come from."""

    def close_form(self) -> None:
        """Go back to where the form was opened from."""

    @property
    def goes_on(self) -> bool:
        """Whether an empty form follows when the open one is saved."""

    def go_on(self) -> None:
        """Open an empty form after the one that was saved, if the agent wants that."""

    def rebase_form(self) -> None:
        """Read the open form against the clinic as it is now, without losing its typing."""


class ChangeBench(Bench, Protocol):
    """The workbench as far as changes are concerned."""

    @property
    def forms(self) -> EditedForm:
        """The open form, or the one that was open last."""

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
    ) -> None:
        """Save through `gateway`, and show in the `middle` what was saved."""
        self.host = bench
        self._state = state
        self._gateway = gateway
        self._middle = middle
        self.saving = False
        self.leaves_when_saved = False
        """Whether the agent wants to end the program, and waits for the answer to a save."""
        self.unsent: PendingSave | None = None
        """What could not be saved for lack of contact, for as long as its form is open."""
        self.may_be_saved = False
        """Whether that may have been saved all the same, the answer being lost."""
        self.unsigned: PendingSave | None = None
        """What could not be saved because the agent was signed out; sent after signing in."""

    def handle(self, event: ChangeMessage) -> None:
        """Change what a pane asks to have changed, or ask the agent about it first."""
        match event:
            case AskChange():
                self.ask_change(event.title, event.lines, event.changes)
            case AskReversal():
                self.ask_reversal(event.version, event.title)
            case SaveChange():
                self.save(PendingSave(request([event.change], "")))

    def action_command_write_undo(self) -> None:
        """Ask whether to take back the last thing saved on this clinic."""
        if self._state.written is not None:
            self.ask_reversal(
                self._state.written, self._state.words("Undo the last thing you saved?")
            )

    @worker(group="reversal", of_clinic=True)
    async def ask_reversal(self, version: int, title: str) -> None:
        """Ask about taking a version back, or say what later depends on it (rule W2)."""
        file = self._state.file
        if file is None:
            return
        self.host.keys.pause_keys("reversal")
        try:
            past = await self._gateway.past(file.clinic.her_id, version)
            batch = past.entries[-1].batch
            whole = await self._gateway.batch(batch) if batch else None
        except ClientError as error:
            self.host.tell(line((error.sentence(self._state.words), "error")))
            if isinstance(error, NO_CONTACT):
                self.host.loader.contact_lost(error)
        else:
            self._ask_about(past, version, title, whole)
            self.host.keys.resume_keys("reversal")
        finally:
            self.host.keys.discard_keys("reversal")

    def _ask_about(self, past: Past, version: int, title: str, whole: "Batch | None") -> None:
        self._state.open(past.file)
        found = reversal(past.entries, past.file, self._state.today)
        wanted = ChangeRequest(changes=found.changes, reverts=version)
        lines = [line(entry_sentence(past.entries[-1], past.file, self._state.words))]
        if whole:
            from fravaertui.texts.batches import part_sentence

            part = part_sentence(whole, self._state.words)
            lines += [line((part, "warning"))] if part else []
            key = self._state.keys["history.revert_list"]
            if part and past.entries[-1].is_from_list:
                more = self._state.words("In the history {key} takes back all of it too.", key=key)
                lines.append(line((more, "dim")))
        self._ask_outcome(title, lines, found.outcome, PendingSave(wanted))

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
        shown = [
            *lines,
            *([BLANK] if lines else []),
            *summary_lines(effect, outcome.file, self._state),
        ]
        self.host.ask(title, shown, partial(self.save, pending), self._not_done)

    def _not_done(self) -> None:
        """Show what is, not what would have become."""
        if self.host.is_filling_in:
            self._middle.form.reread()
        else:
            self._state.end_preview()
            self.host.show()

    def forget_unsent(self) -> None:
        """Let what could not be saved be: another form is opened, or it was saved after all."""
        self.unsent, self.may_be_saved = None, False

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
            if pending.from_form:
                self.host.forms.rebase_form()
            self.host.show()
        except ClientError as error:
            self._not_saved(pending, line((error.sentence(self._state.words), "error")))
            self.unsent = pending if isinstance(error, (AnswerLost, *NO_CONTACT)) else None
            self.may_be_saved |= isinstance(error, AnswerLost)
            self.unsigned = (
                pending if isinstance(error, SignInNeeded) and pending.from_form else None
            )
            if isinstance(error, NO_CONTACT):
                self.host.loader.contact_lost(error)
        else:
            self._saved(pending, saved)
            if self.leaves_when_saved:
                self.host.leave_program()
        finally:
            self.saving = self.leaves_when_saved = False
            self.host.keys.resume_keys("save")
        self.host.live.apply_update()

    def leave_when_saved(self) -> None:
        """End the program as soon as what is being saved is; stay if it could not be."""
        self.leaves_when_saved = True
        words = self._state.words
        message = words("It is being saved. The program ends when that is done.")
        self.host.tell(line((message, "warning")))

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
        self.forget_unsent()
        if saved.unchanged:
            self._state.open(saved.after)
            self.host.forms.close_form()
            self.host.tell(line((self._state.words("Nothing is changed."), "dim")))
        else:
            self._show_saved(pending, saved)
        if pending.from_form:
            self.host.forms.go_on()

    def _show_saved(self, pending: PendingSave, saved: Saved) -> None:
        """Show what was saved, when it takes effect, and how it is undone (rule A12)."""
        state = self._state
        effect = state.saved(saved.before, saved.after)
        state.last_case = pending.request.case_reference or ""
        added, covers = pending.request.absences, pending.request.new_substitutes
        self.host.forms.close_form()
        self._middle.select_saved(added[-1] if added else None, covers[-1] if covers else None)
        reminded: list[Line] = []
        if added and pending.from_form:
            reminded = [line((reminder(added[-1], saved.after, state.words), "dim"))]
        undo = state.keys["write.undo"]
        if pending.from_form and self.host.forms.goes_on:  # where letters are typed
            undo = state.words(
                "{first}, then {second},", first=state.keys["form.cancel"], second=undo
            )
        undone = pending.request.reverts is not None
        done = saved_lines(effect, saved.after, state.words, undo, undone=undone)
        elsewhere = self._elsewhere(added[-1]) if added else ()
        self.host.tell_saved(*done, *elsewhere, *reminded)

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
