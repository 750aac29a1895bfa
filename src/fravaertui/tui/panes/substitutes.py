"""«Vikar»: the substitutes of a clinic, the set-up of the chosen one, and their commands."""

import itertools
from datetime import date

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from fravaertui.domain.changes import ConfirmStep, cover_removal
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.holes import holes_about
from fravaertui.domain.model import Known, Step, Substitute
from fravaertui.domain.substitute_setup import (
    VENDOR_STEPS,
    Readiness,
    SetUp,
    StepState,
    StepView,
    set_up,
)
from fravaertui.session.state import SessionState, name_of
from fravaertui.texts.contacts import owner_word
from fravaertui.texts.covers import without_substitute
from fravaertui.texts.dates import short_day, short_period
from fravaertui.texts.records import removal_question
from fravaertui.texts.services import short_service_list
from fravaertui.texts.stand_ins import away_sentences
from fravaertui.texts.substitutes import (
    next_step_sentence,
    of_another_sentence,
    reported_phrase,
    solution_name,
    solution_reason,
    step_name,
    step_sentence,
    step_state_word,
    vendor_sentence,
    verdict_sentence,
    verdict_word,
)
from fravaertui.texts.summary import hole_sentences
from fravaertui.tui.forms.substitute import CoverForm
from fravaertui.tui.messages import AskChange, OpenForm, Read, SaveChange, StateChanged, Tell
from fravaertui.tui.pane_widths import is_spacious
from fravaertui.tui.panes.clinic_days import ClinicDays
from fravaertui.tui.panes.help import substitute_help_lines
from fravaertui.tui.panes.substitute_detail import (
    LOOK_OF_STEP,
    cover_lines,
    may_be_reported,
    nobody_lines,
)
from fravaertui.tui.themes import Look
from fravaertui.tui.widgets.record_list import Record, RecordList
from fravaertui.tui.widgets.text_view import Line, TextView, line

_LOOK_OF_READINESS: dict[Readiness, Look] = {
    Readiness.READY: "open",
    Readiness.NOT_READY: "error",
    Readiness.CANT_TELL: "warning",
}
_NEXT = {Known.UNKNOWN: Known.YES, Known.YES: Known.NO, Known.NO: Known.UNKNOWN}
_KNOWN_OF = {StepState.OK: Known.YES, StepState.MISSING: Known.NO, StepState.UNKNOWN: Known.UNKNOWN}
_LIST_SHARE = 0.4
"""The part of the pane that the list takes at most, but on a small terminal."""
STATE_WIDTH = 13
_ABOVE_DAYS = ("substitutes", "verdict", "steps", "step-say")
_ROWS_OF_DAYS = 25
"""Those that are kept for the days and the blanks, where nobody substitutes."""


class SubstitutesPane(Vertical):
    """The substitutes on top, the verdict and the steps of the chosen one below."""

    def __init__(self, state: SessionState, *, id: str) -> None:
        """Make the pane over the workbench's state."""
        super().__init__(id=id)
        self._state = state
        self._is_spacious = False
        """Whether there is room for all that is known of the chosen one."""

    def compose(self) -> ComposeResult:
        """The list, the verdict, the steps, what to say about the one chosen, and the days."""
        yield RecordList(id="substitutes")
        yield TextView(id="verdict")
        yield RecordList(id="steps")
        yield TextView(id="step-say")
        yield ClinicDays(id="cover-days")

    def on_resize(self) -> None:
        """Say as much as there is room for now, and show the days in the rest of it."""
        # Of the whole pane: a share in the styles is of what the days leave.
        narrow, most = self.screen.has_class("-narrow"), int(self.size.height * _LIST_SHARE)
        self.substitutes.styles.max_height = None if narrow else most
        was, self._is_spacious = self._is_spacious, is_spacious(self.size.height)
        if was or self._is_spacious:
            self.show()
        else:
            self._show_days()

    @property
    def substitutes(self) -> RecordList:
        """The list of substitutes."""
        return self.query_one("#substitutes", RecordList)

    @property
    def steps(self) -> RecordList:
        """The steps of the chosen substitute's set-up."""
        return self.query_one("#steps", RecordList)

    @property
    def chosen(self) -> Substitute | None:
        """The substitute under the cursor."""
        key = self.substitutes.key
        return next((s for s in self._ordered() if str(s.id) == key), None)

    def point_at(self, practitioner: int | None) -> None:
        """Mark a substitute of this practitioner, or none; the set-up shown is that one's."""
        chosen = self.chosen
        if chosen is None or chosen.practitioner != practitioner:
            theirs = (s for s in self._ordered() if s.practitioner == practitioner)
            first = next(theirs, None)
            self.substitutes.point_at(str(first.id) if first else None)

    def show(self) -> None:
        """Show the substitutes, and the set-up of the one under the cursor."""
        ordered = self._ordered()
        self.substitutes.show_records([self._record(s) for s in ordered])
        self.point_at(self._state.practitioner)
        if self.chosen is None:
            nothing = self._nobody()
            self.query_one("#verdict", TextView).show([line((nothing, "dim"))])
            self.steps.show_records([])
            self.query_one("#step-say", TextView).show(self._nobody_lines())
            self._show_days()
            return
        self._show_set_up()

    def _nobody(self) -> str:
        """Say that there is no substitute: at the clinic, or for the chosen practitioner."""
        words, key, file = self._state.words, self._state.keys["cover.add"], self._state.file
        chosen = self._state.practitioner
        if file is None or chosen is None or not file.substitutes:
            return words("No substitute is registered. {key} registers one.", key=key)
        return words(
            "{name} has no substitute. {key} registers one; ↑ and ↓ choose another's.",
            name=name_of(chosen, self._state),
            key=key,
        )

    def _nobody_lines(self) -> list[Line]:
        """Return what there is to know where nobody substitutes, in the rows over the days."""
        if not self._is_spacious:
            return []
        rows = self.size.height - self.substitutes.virtual_size.height - _ROWS_OF_DAYS
        return nobody_lines(self._state, self.size.width - 2, rows)

    @on(RecordList.Highlighted, "#substitutes")
    def _looked(self) -> None:
        if self.chosen:
            self._state.practitioner = self.chosen.practitioner
            self.post_message(StateChanged())

    @on(RecordList.Highlighted)
    def _show_set_up(self) -> None:
        chosen, file = self.chosen, self._state.file
        if chosen is None or file is None:
            return
        ready = set_up(file, chosen, self._state.today)
        self.query_one("#verdict", TextView).show(self._verdict_lines(ready, chosen, file))
        self.steps.show_records([self._step_record(view) for view in ready.steps])
        view = next((v for v in ready.steps if v.step == self.steps.key), ready.steps[0])
        said = self._say_lines(view, ready, file)
        if self._is_spacious:
            said += cover_lines(chosen, view, ready, file, self._state)
        self.query_one("#step-say", TextView).show(said)
        self._show_days()

    def _show_days(self) -> None:
        """Show the days of the clinic in the rows that the others leave."""
        others = [self.query_one(f"#{name}", TextView) for name in _ABOVE_DAYS]
        taken = sum(view.virtual_size.height + 1 for view in others if view.lines)
        rows = self.size.height - taken - 1
        self.query_one(ClinicDays).show_in(self.size.width, rows, self._state)

    @on(RecordList.Chosen, "#steps")
    def _step_chosen(self, event: RecordList.Chosen) -> None:
        """Record what the caller says of a step, when the data does not show it by itself."""
        file, chosen, words = self._state.file, self.chosen, self._state.words
        if file is None or chosen is None:
            return
        step, ready = Step(event.key), set_up(file, chosen, self._state.today)
        view = next(v for v in ready.steps if v.step is step)
        if not may_be_reported(view):
            self._tell(words("The tool sees this by itself."), "dim")
            return
        change = ConfirmStep(
            substitute_id=chosen.id,
            step=step,
            known=_NEXT[_KNOWN_OF[view.state]],
            seen_on=self._state.today,
        )
        self.post_message(SaveChange(change))

    @on(RecordList.Chosen, "#substitutes")
    def _go_to_steps(self) -> None:
        self.screen.set_focus(self.steps)

    def action_command_cover_steps(self) -> None:
        """Go to the steps of the chosen substitute's set-up, or back to the list."""
        there = self.screen.focused is self.steps
        self.screen.set_focus(self.substitutes if there else self.steps)

    def action_command_cover_help(self) -> None:
        """Tell what the substitute solution is, when it is used, and what it needs."""
        words = self._state.words
        title = words("About the substitute solution")
        self.post_message(Read(title, substitute_help_lines(words)))

    def action_command_cover_add(self) -> None:
        """Open an empty form."""
        title = self._state.words("Set a substitute")
        self.post_message(OpenForm(CoverForm, title, CoverForm.add))

    def action_command_cover_amend(self) -> None:
        """Open the form with the chosen substitute."""
        chosen = self._chosen_or_tell()
        if chosen:
            title = self._state.words("Change the substitute")
            self.post_message(
                OpenForm(CoverForm, title, lambda form: form.amend(chosen, focus="ends"))
            )

    def action_command_cover_remove(self) -> None:
        """Ask whether to take the chosen cover away, or to end it when it has begun."""
        chosen = self._chosen_or_tell()
        if chosen is None:
            return
        change = cover_removal(chosen, self._state.today)
        title, _ = removal_question(change, self._state.words)
        self.post_message(AskChange(title, [], [change]))

    def _chosen_or_tell(self) -> Substitute | None:
        if self.chosen is None:
            self._tell(self._state.words("There is no substitute to choose here."), "warning")
        return self.chosen

    def _tell(self, message: str, look: Look) -> None:
        self.post_message(Tell(line((message, look))))

    def _ordered(self) -> list[Substitute]:
        """Those of today and later first, by start; then the ended ones."""
        file, today = self._state.file, self._state.today
        if file is None:
            return []

        def order(substitute: Substitute) -> tuple[bool, date, str]:
            ended = substitute.ends is not None and substitute.ends < today
            return (ended, substitute.starts, str(substitute.id))

        return sorted(file.substitutes, key=order)

    def _record(self, substitute: Substitute) -> Record:
        words, today = self._state.words, self._state.today
        ends = short_day(substitute.ends) if substitute.ends else words("until further notice")
        period = f"{short_day(substitute.starts)}–{ends}"
        ended = substitute.ends is not None and substitute.ends < today
        look: Look = "dim" if ended else "plain"
        for_whom = words("for {name}", name=name_of(substitute.practitioner, self._state))
        services = short_service_list(substitute.services, words)
        return Record(
            str(substitute.id),
            (
                line((f"  {substitute.name} ", look), (for_whom, "dim"), wrap=False),
                line((f"  {period}  {services}", "dim"), wrap=False),
                *self._hole_lines(substitute),
            ),
        )

    def _hole_lines(self, substitute: Substitute) -> list[Line]:
        """Return when nobody is there in the absences that somebody substitutes in."""
        file, state = self._state.file, self._state
        found = holes_about(file, substitute, state.today) if file else ()
        if not (file and found):
            return []
        first, last = min(h.starts for h in found), max(h.ends for h in found)
        others = state.days.servings(file, substitute.practitioner, first, last)
        said = without_substitute(found, others, min(first, substitute.starts), state.words)
        return [line((said, "warning"), indent=2)]

    def _verdict_lines(self, ready: SetUp, chosen: Substitute, file: ClinicFile) -> list[Line]:
        words = self._state.words
        look = _LOOK_OF_READINESS[ready.readiness]
        verdict = verdict_word(ready.readiness, words)
        found = holes_about(file, chosen, self._state.today)
        sentence = verdict_sentence(ready, words, has_holes=bool(found))
        period = short_period(chosen.starts, chosen.ends, words)
        about = f"{chosen.name} {period}: "
        lines = [line((verdict.upper(), look), "  ", (about, "strong"), sentence)]
        lines += [line((said, "warning")) for said in hole_sentences(found, file, words)]
        away = [view.away for view in ready.steps if view != ready.next_step]
        said_away = away_sentences(itertools.chain(*away), words)
        lines += [line((said, "warning")) for said in said_away]
        if ready.next_step:
            lines.append(line(next_step_sentence(ready, file, words)))
        reason = solution_reason(ready.solution, file, chosen.practitioner, words)
        return [*lines, line((f"{capital(solution_name(ready.solution, words))}: {reason}", "dim"))]

    def _step_record(self, view: StepView) -> Record:
        words = self._state.words
        state = f"  {step_state_word(view.state, words):<{STATE_WIDTH}}"
        name = step_name(view.step, words)
        return Record(view.step, (line((state, LOOK_OF_STEP[view.state]), name, wrap=False),))

    def _say_lines(self, view: StepView, ready: SetUp, file: ClinicFile) -> list[Line]:
        words = self._state.words
        owner = words("Who: {owner}", owner=owner_word(view.owner, words))
        message = reported_phrase(view, words)
        about = f"{owner} · {message}" if message else owner
        vendor = file.vendor.name if file.vendor else ""
        sentence = step_sentence(view, ready.solution, words, vendor)
        said = [line(sentence), line((about, "dim"))]
        if view.of_another:
            said.append(line((of_another_sentence(view.of_another, file, words), "accent")))
        if view.step in VENDOR_STEPS and view.reported_on is None:
            said.append(line((vendor_sentence(file, words), "dim")))
        return said


def capital(text: str) -> str:
    """Return the text with a capital first letter."""
    return text[:1].upper() + text[1:]
