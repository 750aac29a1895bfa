"""The commands of substitutes, their set-up, and findings."""

from textual import on

from fravaertui.domain.changes import REPORTED_STEPS, ConfirmStep, cover_removal
from fravaertui.domain.findings import fix_of
from fravaertui.domain.model import Known, Step, Substitute
from fravaertui.domain.substitute_setup import StepState, set_up
from fravaertui.session.permissions import refusal
from fravaertui.texts.findings import finding_title
from fravaertui.texts.records import removal_question
from fravaertui.tui.commands import Mode
from fravaertui.tui.controllers.change_flow import ChangeFlow, PendingSave, request
from fravaertui.tui.panes.findings import finding_lines
from fravaertui.tui.panes.help import substitute_help_lines
from fravaertui.tui.panes.substitutes import CoversPane
from fravaertui.tui.screens.frame import Frame
from fravaertui.tui.widgets.text_view import RecordList, line

_NEXT = {Known.UNKNOWN: Known.YES, Known.YES: Known.NO, Known.NO: Known.UNKNOWN}
_KNOWN_OF = {StepState.OK: Known.YES, StepState.MISSING: Known.NO, StepState.UNKNOWN: Known.UNKNOWN}


class CoverCommands(Frame):
    """What can be done with substitutes and findings."""

    changes: ChangeFlow

    def action_command_covers(self) -> None:
        """Go to the substitutes."""
        if self.changes.has_practitioners():
            self._show_tab()

    def _show_tab(self) -> None:
        self.tell()
        self.go_to_tab(Mode.COVERS)
        self.call_after_refresh(self.show)

    @on(CoversPane.Looked)
    def _follow_cover(self) -> None:
        """Show what the citizens of whom the substitute serves see."""
        chosen = self.covers.chosen
        if chosen:
            self.state.practitioner = chosen.practitioner
        self.call_after_refresh(self.show)

    def action_command_cover_steps(self) -> None:
        """Go to the steps of the chosen substitute's set-up, or back to the list."""
        there = self.focused is self.covers.steps
        self.set_focus(self.covers.substitutes if there else self.covers.steps)

    def action_command_cover_help(self) -> None:
        """Tell what the substitute solution is, when it is used, and what it needs."""
        title = self.state.words("About the substitute solution")
        self.read(Mode.READ, title, substitute_help_lines(self.state.words))

    def action_command_cover_add(self) -> None:
        """Open an empty form."""
        if self.changes.has_practitioners():
            self.changes.open_form(self.cover_form, self.state.words("Set a substitute"))
            self.cover_form.add()

    def action_command_cover_amend(self) -> None:
        """Open the form with the chosen substitute."""
        chosen = self._cover_or_told()
        if chosen:
            self.changes.open_form(self.cover_form, self.state.words("Change the substitute"))
            self.cover_form.amend(chosen, focus="ends")

    def action_command_cover_remove(self) -> None:
        """Ask whether to take the chosen cover away, or to end it when it has begun."""
        chosen = self._cover_or_told()
        if chosen is None:
            return
        change = cover_removal(chosen, self.state.today)
        title, _ = removal_question(change, self.state.words)
        who = line((chosen.name, "strong"))
        self.changes.ask_change(title, [who], [change])

    @on(CoversPane.Told)
    def _step_told(self, event: CoversPane.Told) -> None:
        """Record what the caller tells of a step, when the data does not show it by itself."""
        file, words = self.state.file, self.state.words
        if file is None:
            return
        ready = set_up(file, event.substitute, self.state.today)
        view = next(v for v in ready.steps if v.step is event.step)
        if not self._can_be_told(event.step, view.state, told=view.told_on is not None):
            self.tell(line((words("The tool sees this by itself."), "dim")))
            return
        change = ConfirmStep(
            substitute_id=event.substitute.id,
            step=event.step,
            known=_NEXT[_KNOWN_OF[view.state]],
            seen_on=self.state.today,
        )
        self.changes.save(PendingSave(request([change], "")))

    def _can_be_told(self, step: Step, state: StepState, *, told: bool) -> bool:
        return step in REPORTED_STEPS and (state is StepState.UNKNOWN or told)

    def action_command_information(self) -> None:
        """Open the form with the clinic's text and its EPJ."""
        if self.changes.has_practitioners():
            self.changes.open_form(self.info_form, self.state.words("Information to patients"))
            self.info_form.start()

    def action_command_findings(self) -> None:
        """Go to the findings of the clinic."""
        if self.state.findings:
            self.set_focus(self.findings)
        else:
            self.tell(line((self.state.words("There are no findings here."), "open")))

    @on(RecordList.Chosen, "#findings")
    def _finding_chosen(self, event: RecordList.Chosen) -> None:
        """Explain a finding, and offer what mends it, previewed."""
        finding = next((f for f in self.state.findings if f.key == event.key), None)
        file = self.state.file
        if finding is None or file is None:
            return
        fix = fix_of(finding, file, self.state.today)
        title = finding_title(finding.code, self.state.words)
        lines = finding_lines(finding, fix, self.state)
        if fix and not refusal("absence.amend", self.state.role, self.state.words):
            self.changes.ask_change(title, lines, fix)
        else:
            self.read(Mode.READ, title, lines)

    def _cover_or_told(self) -> Substitute | None:
        chosen = self.covers.chosen
        if chosen is None:
            told = self.state.words("There is no substitute to choose here.")
            self.tell(line((told, "warning")))
        return chosen
