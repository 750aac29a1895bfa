"""The commands of the overview: adding, changing, ending and deleting absences."""

from fravaertui.domain.absences import Status, status
from fravaertui.domain.changes import removal
from fravaertui.domain.model import Absence
from fravaertui.domain.violations import Violation
from fravaertui.texts.dates import short_day
from fravaertui.texts.records import removal_question
from fravaertui.tui.controllers.change_flow import ChangeFlow
from fravaertui.tui.panes.confirmation import absence_line
from fravaertui.tui.screens.frame import Frame
from fravaertui.tui.widgets.text_view import line


class AbsenceCommands(Frame):
    """What can be done with absences."""

    changes: ChangeFlow

    def action_command_absence_add(self) -> None:
        """Open an empty form."""
        if self.changes.has_practitioners():
            self.changes.open_form(self.absence_form, self.state.words("Add absence"))
            self.absence_form.add()

    def action_command_absence_amend(self) -> None:
        """Open the form with the chosen absence."""
        self._amend("starts")

    def action_command_absence_extend(self) -> None:
        """Open the form with the chosen absence, at its end."""
        self._amend("ends")

    def _amend(self, field: str) -> None:
        absence = self._absence_or_told()
        if absence:
            started = status(absence, self.state.today) is not Status.PLANNED
            self.changes.open_form(self.absence_form, self.state.words("Change absence"))
            self.absence_form.amend(absence, focus="ends" if started else field)

    def action_command_form_other(self) -> None:
        """Change the absence that stands in the way instead, to the end that was typed."""
        problems = [*self.form.reading.problems.values(), *self.form.reading.doubts]
        other = next((p.absence for p in problems if isinstance(p, Violation) and p.absence), None)
        if other is None or self.form is not self.absence_form:
            told = self.state.words("No other absence stands in the way.")
            self.tell(line((told, "warning")))
            return
        meant = self.absence_form.reading.ends  # "+7" would be counted from the other's end
        ends = short_day(meant) if meant else ""
        self.changes.close_form()
        self.changes.open_form(self.absence_form, self.state.words("Change absence"))
        self.absence_form.amend(other, focus="ends", ends=ends)

    def action_command_absence_delete(self) -> None:
        """Ask whether to delete the chosen absence, or to end it when it has begun."""
        absence = self._absence_or_told()
        if absence:
            self._ask_removal(absence)

    def action_command_absence_reopen(self) -> None:
        """Ask whether to open again today what the chosen absence closes."""
        absence = self._absence_or_told()
        if absence is None:
            return
        if status(absence, self.state.today) is Status.PLANNED:
            told = self.state.words(
                "The absence has not begun. Press {key} to delete it.",
                key=self.state.keys["absence.delete"],
            )
            self.tell(line((told, "warning")))
            return
        self._ask_removal(absence)

    def _ask_removal(self, absence: Absence) -> None:
        change = removal(absence, self.state.today)
        title, meaning = removal_question(change, self.state.words)
        self.changes.ask_change(title, [absence_line(absence, self.state), line(meaning)], [change])

    def _absence_or_told(self) -> Absence | None:
        absence = self.chosen_absence
        if absence is None:
            self.tell(line((self.state.words("There is no absence to choose here."), "warning")))
        return absence
