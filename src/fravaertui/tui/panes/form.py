"""«Legg til fravær»: the form in the middle pane, for adding and for changing."""

from dataclasses import replace
from datetime import date
from typing import ClassVar
from uuid import uuid4

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.message import Message
from textual.widgets import Input

from fravaertui.domain.checks import Violation
from fravaertui.domain.citizen import State, service_view
from fravaertui.domain.days import NotUnderstood
from fravaertui.domain.model import Absence, ClinicFile
from fravaertui.texts.catalogue import msgid
from fravaertui.texts.days import day_remark, full_day, short_day
from fravaertui.texts.problems import date_sentence, violation_sentence
from fravaertui.texts.services import service_name, state_word
from fravaertui.tui.absence_draft import (
    LONGEST_CASE_REFERENCE,
    Draft,
    FormProblem,
    Problem,
    Reading,
    read,
)
from fravaertui.tui.panes.overview import name_of
from fravaertui.tui.state import DeskState
from fravaertui.tui.text_view import Line, TextView, line
from fravaertui.tui.widgets import Choice, Field, Press, Ticks, text_field

FIELDS = ("practitioner", "starts", "ends", "services", "case_reference")
"""The fields in the order of the form; each is the id of the widget that takes the typing."""

_SENTENCES = {
    "no_services": msgid("Tick at least one service."),
    "case_reference_too_long": msgid("A case reference has at most {limit} characters."),
    "case_reference_unsafe": msgid("The case reference has a character that can't be used."),
}


class AbsenceForm(VerticalScroll):
    """Holds what is typed, and tells at each key what it comes to."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "screen.focus_next", show=False),
        Binding("up", "screen.focus_previous", show=False),
    ]

    class Changed(Message):
        """The draft changed; the form's reading is what it comes to."""

    class Save(Message):
        """The agent wants to save."""

    class Cancel(Message):
        """The agent wants to leave the form."""

    def __init__(self, state: DeskState, *, id: str) -> None:
        """Make the form over the workbench's state."""
        super().__init__(id=id, can_focus=False)
        self._state = state
        self._who: list[int | None] = []
        self._insisting = False
        self._last_field = FIELDS[0]
        self.draft = self._opened_with = Draft(uuid4(), None)
        self.reading = Reading()

    def compose(self) -> ComposeResult:
        """Make the fields, each with a line under it for what is understood or wrong."""
        words = self._state.words
        yield Field(words("Practitioner"), Choice(id="practitioner"), id="practitioner-field")
        yield Field(
            words("From and including"),
            text_field(id="starts", placeholder=words("12.6, week 28, w28-30, +14")),
            id="starts-field",
        )
        yield Field(
            words("To and including"),
            text_field(id="ends", placeholder=words("8.7, week 30, +28")),
            id="ends-field",
        )
        yield TextView(id="services-question")
        yield Ticks(id="services")
        yield TextView(id="services-note", classes="note")
        yield Field(
            words("Case"),
            text_field(id="case_reference", placeholder=words("optional, nothing about health")),
            id="case_reference-field",
        )
        with Horizontal(id="form-buttons"):
            yield Press(words("Save"), "^s", id="save")
            yield Press(words("Cancel"), "Esc", id="cancel")

    def on_mount(self) -> None:
        """Ask about the services."""
        question = self._state.words("Which services does the absence affect?")
        self.query_one("#services-question", TextView).show([line(question, wrap=False)])

    def add(self) -> None:
        """Start an empty form for the chosen practitioner."""
        self._fill(Draft(uuid4(), self._state.practitioner))
        self._go_to("practitioner")

    def amend(self, absence: Absence, *, focus: str, ends: str = "") -> None:
        """Start the form with an absence's values, at one of the fields.

        `ends` is an end typed elsewhere, instead of the absence's own.
        """
        self._fill(
            Draft(
                uuid4(),
                absence.practitioner,
                starts=short_day(absence.starts),
                ends=ends or short_day(absence.ends),
                services=absence.services,
                amends=absence,
            )
        )
        self._go_to(focus)

    @property
    def is_untouched(self) -> bool:
        """Tell whether nothing has been typed or chosen since the form was opened."""
        return self.draft == self._opened_with

    def take_focus(self) -> None:
        """Go back to the field that was being filled in."""
        self._go_to(self._last_field)

    def confirm(self, doubts: tuple[Violation, ...]) -> None:
        """Take the agent's yes to the doubts into the draft."""
        self.draft = self.draft.confirming(doubts)
        self.reread()

    def insist(self) -> bool:
        """Show every problem, also of fields not filled in yet, and go to the first one.

        Returns whether there was none.
        """
        self._insisting = True
        self._show_notes()
        wrong = [name for name in FIELDS if name in self.reading.problems]
        if wrong:
            self._go_to(wrong[0])
        return not self.reading.problems

    def reread(self) -> None:
        """Understand the draft against the file as it is now, and show what it comes to."""
        if self._state.file is None:
            return
        self.reading = read(self.draft, self._state.file, self._state.today)
        self._offer_services(self._state.file)
        self._show_notes()
        self.post_message(self.Changed())

    def _go_to(self, field: str) -> None:
        self.screen.set_focus(self.query_one(f"#{field}"))

    def _fill(self, draft: Draft) -> None:
        state = self._state
        if state.file is None:
            return
        self.draft = self._opened_with = draft
        self._insisting = False
        everyone = [*(p.her_id for p in state.file.practitioners), None]
        self._who = [draft.practitioner] if draft.amends else everyone
        self.query_one(Choice).offer(
            [name_of(who, state) for who in self._who], self._who.index(draft.practitioner)
        )
        with self.prevent(Input.Changed):
            for name in ("starts", "ends", "case_reference"):
                self.query_one(f"#{name}", Input).value = getattr(draft, name)
        self.reread()

    @on(Input.Changed)
    @on(Choice.Changed)
    @on(Ticks.Changed)
    def _typed(self) -> None:
        self.draft = replace(
            self.draft,
            practitioner=self._who[self.query_one(Choice).chosen],
            starts=self.query_one("#starts", Input).value,
            ends=self.query_one("#ends", Input).value,
            services=tuple(sorted(self.query_one(Ticks).ticked)),
            case_reference=self.query_one("#case_reference", Input).value,
            confirmed=(),
        )
        self.reread()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Remember where the agent is."""
        if event.widget.id in FIELDS:
            self._last_field = event.widget.id

    @on(Input.Submitted)
    def _next_field(self) -> None:
        self.screen.focus_next()

    @on(Ticks.Edge)
    def _leave_services(self, event: Ticks.Edge) -> None:
        if event.towards > 0:
            self.screen.focus_next()
        else:
            self.screen.focus_previous()

    @on(Press.Pressed)
    def _pressed(self, event: Press.Pressed) -> None:
        self.post_message(self.Save() if event.press.id == "save" else self.Cancel())

    def _offer_services(self, file: ClinicFile) -> None:
        who = [p.her_id for p in file.practitioners]
        if self.draft.practitioner is not None:
            who = [self.draft.practitioner]
        codes = dict.fromkeys(code for her_id in who for code in file.services_of(her_id))
        options = {
            code: (service_name(code, self._state.words), self._service_note(file, code))
            for code in codes
        }
        self.query_one(Ticks).offer(options, self.draft.services)

    def _service_note(self, file: ClinicFile, code: str) -> str:
        """What the citizen meets without the absence, when that is not simply open."""
        if self.draft.practitioner is None:
            return ""
        day = self.reading.starts or self._state.today
        view = service_view(file, self.draft.practitioner, code, day)
        if view.state is State.OPEN:
            return ""
        return self._state.words("now {state}", state=state_word(view.state, self._state.words))

    def _show_notes(self) -> None:
        reading = self.reading
        self._note("practitioner", "", None)
        self._note("starts", self.draft.starts, reading.starts)
        suggested = self._state.words("suggested: ") if reading.suggested_ends else ""
        self._note("ends", self.draft.ends or suggested, reading.ends, prefix=suggested)
        self._note("case_reference", self.draft.case_reference, None)
        problem = reading.problems.get("services")
        shown = problem and (self._insisting or not _is_missing(problem))
        hint = line((self._state.words("space ticks, a all"), "dim"))
        note = line((self._problem_sentence(problem), "error")) if problem and shown else hint
        self.query_one("#services-note", TextView).show([note])

    def _note(self, name: str, typed: str, understood: date | None, prefix: str = "") -> None:
        self.query_one(f"#{name}-field", Field).note(
            self._note_line(name, typed, understood, prefix)
        )

    def _note_line(self, name: str, typed: str, understood: date | None, prefix: str) -> Line:
        problem = self.reading.problems.get(name)
        day = self._day_sentence(understood) if understood else ""
        if problem and (typed or self._insisting):
            return line(f"{day}. " if day else "", (self._problem_sentence(problem), "error"))
        doubt = next((d for d in self.reading.doubts if d.field == name), None)
        if doubt:
            return line(f"{day}. ", (violation_sentence(doubt, self._state.words), "warning"))
        return line((prefix, "dim"), (day, "accent"))

    def _day_sentence(self, day: date) -> str:
        """The understood day in full, with what kind of day it is (rule D4)."""
        words = self._state.words
        sentence = full_day(day, words.language)
        remark = day_remark(day, words) if day.isoweekday() <= 5 else ""
        return f"{sentence} ({remark})" if remark else sentence

    def _problem_sentence(self, problem: Problem) -> str:
        if isinstance(problem, FormProblem):
            return self._state.words(_SENTENCES[problem.code], limit=LONGEST_CASE_REFERENCE)
        if isinstance(problem, NotUnderstood):
            return date_sentence(problem, self._state.words)
        return violation_sentence(problem, self._state.words)


def _is_missing(problem: Problem) -> bool:
    """Tell whether a problem is only that nothing has been chosen yet."""
    return problem.code == "no_services"
