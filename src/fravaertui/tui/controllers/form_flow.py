"""The open form: opening and leaving it, its preview, its doubts, and going on on a newer file."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from fravaertui.domain.changes import Change
from fravaertui.domain.changes.resolutions import WayOut, ways_out
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.date_input import NotUnderstood
from fravaertui.domain.violations import Violation
from fravaertui.session.drafts.absence import AbsenceDraft
from fravaertui.session.drafts.rebase import Rebased, RebaseFailure, rebased
from fravaertui.session.gateway import does_the_same
from fravaertui.session.state import SessionState
from fravaertui.texts.readings import joined_sentence
from fravaertui.texts.services import taken_along_sentence
from fravaertui.tui.controllers.bench import Bench
from fravaertui.tui.controllers.change_flow import ChangeFlow, PendingSave, request
from fravaertui.tui.controllers.draft_autosave import DraftAutosave
from fravaertui.tui.controllers.navigation import PaneNavigation
from fravaertui.tui.forms.absence import AbsenceForm
from fravaertui.tui.forms.base import Form
from fravaertui.tui.forms.information import InfoForm
from fravaertui.tui.forms.offers import OffersForm
from fravaertui.tui.forms.record import RecordForm, SerialForm
from fravaertui.tui.messages import OpenForm
from fravaertui.tui.panes.confirmation import doubt_lines, way_lines
from fravaertui.tui.panes.drafts import form_title
from fravaertui.tui.panes.work import WorkPane
from fravaertui.tui.widgets.text_view import Line, line

FormMessage = OpenForm[RecordForm] | Form.Changed | Form.Cancel | Form.Save
"""What panes ask of a form, and the open form of the screen."""


class FormBench(Bench, Protocol):
    """The workbench as far as the open form is concerned."""

    def ask_ways(
        self, title: str, lines: Sequence[Line], count: int, choose: Callable[[int], object]
    ) -> None:
        """Let the agent choose one of so many ways, by its number from 0."""


class FormFlow:
    """What a form goes through from its opening until its changes are to be saved."""

    def __init__(
        self,
        bench: FormBench,
        state: SessionState,
        middle: WorkPane,
        panes: PaneNavigation,
        drafts: DraftAutosave,
        changes: ChangeFlow,
    ) -> None:
        """Open forms in the `middle`; `changes` saves them, `drafts` what is typed until then."""
        self._bench = bench
        self._state = state
        self._middle = middle
        self._panes = panes
        self._drafts = drafts
        self._changes = changes
        self.goes_on = False
        """Whether an empty form follows when the open one is saved."""

    def handle(self, event: FormMessage) -> None:
        """Open the form a pane asks for, or go on with the open one."""
        match event:
            case OpenForm():
                form = self._middle.form_of(event.form)
                self.open_form(form, event.title)
                event.fill(form)
            case Form.Changed():
                self._drafts.save_soon()
                self._preview()
            case Form.Cancel():
                self.action_command_form_cancel()
            case Form.Save():
                self.goes_on = event.goes_on
                self._save()

    def open_form(self, form: RecordForm, title: str) -> None:
        """Let a form have the middle pane."""
        self._bench.tell()
        self.goes_on = False
        self._changes.forget_unsent()
        self._show(form, title)

    def _show(self, form: RecordForm, title: str) -> None:
        form.to_top()
        self._panes.show_form(form, title)

    def open_absence(self, draft: AbsenceDraft) -> None:
        """Open the form for an absence, with what is typed in it already."""
        form = self._middle.form_of(AbsenceForm)
        self.open_form(form, self._state.words("Add absence"))
        form.retype(draft)

    def action_command_information(self) -> None:
        """Open the form with the clinic's text and its EPJ."""
        form = self._middle.form_of(InfoForm)
        self.open_form(form, self._state.words("Information to patients"))
        form.start()

    action_command_information_amend = action_command_information

    def action_command_information_offers(self) -> None:
        """Open the form with what the practitioner offers."""
        form = self._middle.form_of(OffersForm)
        self.open_form(form, self._state.words("Services on Helsenorge"))
        form.start()

    def show_notes(self) -> None:
        """Say beside the fields of the open form what has become known besides."""
        if self._bench.is_filling_in:
            self._middle.form.show_notes()

    def close_form(self) -> None:
        """Go back to where the form was opened from; its draft has done its service."""
        self._drafts.discard(self._middle.form.typed.new_id)
        self._state.end_preview()
        self._panes.hide_form()
        self._bench.show()

    @property
    def form_changes(self) -> tuple[Change, ...]:
        """The changes that saving the open form would make."""
        return self._middle.form.reading.changes

    def _preview(self) -> None:
        """Let every pane show the citizen's view as the open form would make it."""
        if not self._bench.is_filling_in:
            return
        reading, state = self._middle.form.reading, self._state
        state.end_preview()
        state.unfound = dict(self._middle.form.typed.not_found).get("practitioner", "")
        state.pending_day = max(reading.starts, state.today) if reading.starts else None
        if self._middle.form.practitioner is not None:
            state.practitioner = self._middle.form.practitioner
        if reading.after:
            state.preview(reading.after)
        self._middle.form.show_preview()
        self._bench.show_citizen()

    def action_command_form_cancel(self) -> None:
        """Leave the form, asking first when something was typed."""
        if self._middle.form.is_untouched:
            self.close_form()
            return
        words = self._state.words
        title = words("Leave the form?")
        lines = [line(words("What is typed in the form will be thrown away."))]
        self._bench.ask(title, lines, self.close_form, self._middle.form.reread)

    def go_on(self) -> None:
        """Open an empty form after the one that was saved, if the agent wants that."""
        form = self._middle.form
        if self.goes_on and isinstance(form, SerialForm):
            self._show(form, form_title(form.DRAFT(), self._state.words))
            form.follow()

    def action_command_form_save(self) -> None:
        """Save what the form says, or go to what is wrong with it."""
        self.handle(Form.Save())

    def _save(self) -> None:
        form = self._middle.form
        if not form.insist() or not self._bench.live.acknowledge_update():
            return
        if not form.reading.changes:
            self._bench.tell(line((self._state.words("Nothing is changed."), "dim")))
            return
        doubts = form.reading.doubts
        meetings = [d for d in doubts if d.confirmation == "closed_knowingly"]
        if len(meetings) < len(doubts):
            others = tuple(d for d in doubts if d not in meetings)
            title = self._state.words("Is this right?")
            lines = doubt_lines(others, self._state)
            self._bench.ask(title, lines, partial(self._sure_of, others), form.reread)
        elif meetings:
            self._offer_ways()
        else:
            changes = request(form.reading.changes, form.case_reference)
            self._changes.save(PendingSave(changes, from_form=True))

    def action_command_form_other(self) -> None:
        """Change the absence that stands in the way instead, to be about what is typed too."""
        form, words = self._middle.form, self._state.words
        problems = [*form.reading.problems.values(), *form.reading.doubts]
        overlaps = (p for p in problems if isinstance(p, Violation) and p.code == "overlap")
        other = next((overlap.absence for overlap in overlaps if overlap.absence), None)
        if other is None or not isinstance(form, AbsenceForm):
            self._bench.tell(line((self._none_in_the_way(), "warning")))
            return
        focus = "services" if form.draft.adds_services_to(other, form.reading) else "ends"
        typed, ticked = form.reading.span, form.draft.services
        draft = form.draft.put_into(other, form.reading, self._state.today)
        self.close_form()
        self.open_form(form, words("Change absence"))
        form.begin(draft, focus=focus)
        if typed and form.reading.span:
            said = joined_sentence(typed, form.reading.span, words)
            taken = taken_along_sentence(ticked, other.services, words)
            self._bench.tell(*[line((one, "accent")) for one in (said, taken) if one])

    def _none_in_the_way(self) -> str:
        """Return that no other absence stands in the way, or why that can't be told yet."""
        form, words = self._middle.form, self._state.words
        problems = form.reading.problems
        wrong = next((problems[s.name] for s in form.FIELDS if s.name in problems), None)
        is_empty = isinstance(wrong, NotUnderstood) and wrong.code == "date_missing"
        if wrong is None or is_empty or isinstance(wrong, Violation):
            return words("No other absence stands in the way.")
        return words(
            "It can't be told yet whether another absence stands in the way. {sentence}",
            sentence=form.problem_text(wrong),
        )

    def _sure_of(self, doubts: tuple[Violation, ...]) -> None:
        self._middle.form.confirm(doubts)
        self._save()

    def _offer_ways(self) -> None:
        """Offer the ways out of an absence on a service that a substitute covers (rule A5)."""
        file, reading = self._state.file, self._middle.form.reading
        if file is None:
            return
        ways = ways_out(reading.changes, reading.doubts, file, self._state.today)
        lines = way_lines(ways, reading.doubts, file, self._state)
        title = self._state.words("A substitute covers this")
        offered = ways.offered
        self._bench.ask_ways(
            title, lines, len(offered), lambda number: self._take_way(offered[number])
        )

    def _take_way(self, way: WayOut) -> None:
        title = self._state.words("Do it this way?")
        case = self._middle.form.case_reference
        self._changes.ask_change(title, [], way.changes, case=case, from_form=True)

    def rebase_onto(
        self, before: ClinicFile, newer: ClinicFile, changes: tuple[Change, ...]
    ) -> bool:
        """Let the open form go on with its typing on a newer file.

        `changes` are those it would have made before. Returns whether it does something else now.
        """
        back, unsent = rebased(self._middle.form.typed, newer), self._changes.unsent
        if back is RebaseFailure.SAVED_ALREADY and unsent:
            self._changes.save(unsent)  # under the same key: the answer that was lost comes now
            return False
        changed = isinstance(back, RebaseFailure) or back.record_changed
        self.rebase_form()  # stays open even untouched: what is typed next is meant for it
        reading = self._middle.form.reading
        if unsent and not reading.changes and not reading.problems:
            return False  # all that is typed was sent, and made after all
        return changed or not does_the_same(changes, before, newer, self._state.today)

    def rebase_form(self) -> None:
        """Read the open form against the file as it is now, without losing its typing."""
        form, file = self._middle.form, self._state.file
        back = rebased(form.typed, file) if file else None
        if isinstance(back, Rebased) and back.draft != form.typed:
            untouched = form.is_untouched
            form.retype(back.draft, focus=False)
            if untouched:
                form.take_as_opened()
        else:
            form.reread()
