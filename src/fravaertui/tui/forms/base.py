"""What every form in the middle pane does: tell at each key what the typing comes to."""

from dataclasses import replace
from datetime import date
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.message import Message
from textual.widgets import Input

from fravaertui.domain.date_input import DateReadings, NotUnderstood
from fravaertui.domain.violations import Violation
from fravaertui.session.drafts.base import (
    FORM_SENTENCES,
    LONGEST_CASE_REFERENCE,
    FormProblem,
    Problem,
    Reading,
)
from fravaertui.session.drafts.storage import AnyDraft
from fravaertui.session.state import DeskState
from fravaertui.texts.dates import understood_day
from fravaertui.texts.elsewhere import also_sentence
from fravaertui.texts.problems import date_sentence, violation_sentence
from fravaertui.texts.readings import readings_sentence
from fravaertui.tui.widgets.form_fields import Choice, Field, Press, Step, Ticks, text_field
from fravaertui.tui.widgets.text_view import Line, TextView, line


class RecordForm(VerticalScroll):
    """A form with a draft, a reading of it, and a note under each field."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "step(1)", show=False),
        Binding("up", "step(-1)", show=False),
    ]
    FIELDS: ClassVar[tuple[str, ...]] = ()
    """The fields in the order of the form; each is the id of the widget that takes the typing."""

    draft: object
    """What is typed and chosen; each form says of which kind its draft is."""
    _opened_with: object
    """The draft as the form began; None when it holds what was typed before."""

    class Changed(Message):
        """The draft changed; the form's reading is what it comes to."""

    class Save(Message):
        """The agent wants to save."""

    class Cancel(Message):
        """The agent wants to leave the form."""

    def __init__(self, state: DeskState, *, id: str) -> None:
        """Make the form over the workbench's state."""
        super().__init__(id=id, classes="form", can_focus=False)
        self._state = state
        self._last_field = self.FIELDS[0]
        self._insisting = False
        self.reading = Reading()

    def compose(self) -> ComposeResult:
        """Put the fields over the two buttons."""
        words, keys = self._state.words, self._state.keys
        yield from self.fields()
        with Horizontal(classes="buttons"):
            yield Press(words("Save"), keys["form.save"], id="save", classes="save")
            yield Press(words("Cancel"), keys["form.cancel"], id="cancel")

    def fields(self) -> ComposeResult:
        """Make the fields in their order."""
        raise NotImplementedError

    def text_field(self, name: str, label: str, hint: str) -> Field:
        """Make a field to type in, with a line under it for what is understood or wrong."""
        typed = text_field(id=name, placeholder=hint)
        return Field(label, typed, id=f"{name}-field")

    def choice_field(self, name: str, label: str, hint: str = "") -> Field:
        """Make a field with one of several to choose; the hint says what can be typed."""
        choice = Choice(self._state.words, id=name, hint=hint)
        return Field(label, choice, id=f"{name}-field")

    def services_fields(self) -> ComposeResult:
        """Make the services to tick, under a question and over a line about them."""
        yield TextView(id="services-question")
        yield Ticks(id="services")
        yield TextView(id="services-note", classes="note")

    def case_field(self) -> Field:
        """Make the field for the case reference."""
        words = self._state.words
        hint = words("optional, nothing about health")
        return self.text_field("case_reference", words("Case"), hint)

    def ask_for_services(self, question: str) -> None:
        """Write the question over the services."""
        self.query_one("#services-question", TextView).show([line(question, wrap=False)])

    @property
    def is_untouched(self) -> bool:
        """Tell whether nothing has been typed or chosen since the form was opened."""
        return self.draft == self._opened_with

    def take_as_opened(self) -> None:
        """Count what the form holds now as nothing that the agent typed."""
        self._opened_with = self.draft

    @property
    def case_reference(self) -> str:
        """The case reference as typed."""
        return ""

    @property
    def practitioner(self) -> int | None:
        """Whom the form is about; None for the whole clinic."""
        raise NotImplementedError

    @property
    def typed(self) -> AnyDraft:
        """The form as it is typed now."""
        raise NotImplementedError

    def retype(self, draft: AnyDraft, *, focus: bool = True) -> None:
        """Put what was typed before into the form again, to go on with.

        Without `focus` the agent is in the middle of it, and stays where they are.
        """
        raise NotImplementedError

    def confirm(self, doubts: tuple[Violation, ...]) -> None:
        """Take the agent's yes to the doubts into the draft."""
        raise NotImplementedError

    def reread(self) -> None:
        """Understand the draft against the file as it is now, and show what it comes to."""
        raise NotImplementedError

    def take_focus(self) -> None:
        """Go back to the field that was being filled in."""
        self.go_to(self._last_field)

    def insist(self) -> bool:
        """Show every problem, also of fields not filled in yet, and go to the first one.

        Returns whether there was none.
        """
        self._insisting = True
        self.show_notes()
        wrong = [name for name in self.FIELDS if name in self.reading.problems]
        if wrong:
            self.go_to(wrong[0])
        return not self.reading.problems

    def go_to(self, field: str) -> None:
        """Give a field the keys."""
        self.screen.set_focus(self.query_one(f"#{field}"))

    def action_step(self, by: int) -> None:
        """Go to the next field or the one before, and never out of the form."""
        there = [widget for widget in self.query("*") if widget.focusable]
        at = next((n for n, widget in enumerate(there) if widget.has_focus), 0)
        self.screen.set_focus(there[min(max(at + by, 0), len(there) - 1)])

    def advance(self) -> None:
        """Go on from a field that was filled in."""
        self.screen.focus_next()

    def input(self, field: str) -> Input:
        """The text field of this name."""
        return self.query_one(f"#{field}", Input)

    def choice(self, field: str) -> Choice:
        """The choice of this name."""
        return self.query_one(f"#{field}", Choice)

    def show_notes(self) -> None:
        """Say under each field what is understood or wrong."""
        raise NotImplementedError

    def note(
        self,
        name: str,
        typed: str,
        understood: date | None = None,
        prefix: str = "",
        suffix: str = "",
    ) -> None:
        """Say under a field what is understood, and what is wrong or doubtful about it."""
        day = self._day_sentence(understood) + suffix if understood else ""
        field = self.query_one(f"#{name}-field", Field)
        field.note(self._note_line(name, typed, day, prefix))

    def also_note(self, practitioner: int | None) -> None:
        """Say under the practitioner what typing finds, and the other clinics (rule A13)."""
        days = (self.reading.starts, self.reading.ends)
        also = also_sentence(self._state.also_at(practitioner, *days), self._state.words)
        said, look = self.choice("practitioner").said
        rest = self._note_line("practitioner", "", "", also)
        gap = "  " if said and also else ""
        field = self.query_one("#practitioner-field", Field)
        field.note(replace(rest, parts=((said + gap, look), *rest.parts)))
        field.query_one(".note").display = bool(said or also)

    def services_note(self) -> None:
        """Say under the services what is wrong or doubtful about them, else how to tick them."""
        problem = self.reading.problems.get("services")
        missing = isinstance(problem, FormProblem)
        words = self._state.words
        text = line((words("space ticks, a all"), "dim"))
        doubts = [d for d in self.reading.doubts if d.field == "services"]
        if problem and (self._insisting or not missing):
            text = line((self.problem_sentence(problem), "error"))
        elif doubts:
            text = line((" ".join(violation_sentence(d, words) for d in doubts), "warning"))
        self.query_one("#services-note", TextView).show([text])

    def problem_sentence(self, problem: Problem) -> str:
        """Return what is wrong with a field."""
        if isinstance(problem, FormProblem):
            length = len(self.draft_text)
            return self._state.words(
                FORM_SENTENCES[problem.code], limit=LONGEST_CASE_REFERENCE, n=length
            )
        if isinstance(problem, NotUnderstood):
            return date_sentence(problem, self._state.words)
        if isinstance(problem, DateReadings):
            return readings_sentence(problem, self._state.words)
        sentence = violation_sentence(problem, self._state.words)
        if problem.code == "overlap":
            return self._state.words(
                "{sentence} {key} changes that one.",
                sentence=sentence,
                key=self._state.keys["form.other"],
            )
        return sentence

    @property
    def draft_text(self) -> str:
        """The long text being written, when the form has one."""
        return ""

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Remember where the agent is."""
        if event.widget.id in self.FIELDS:
            self._last_field = event.widget.id

    @on(Input.Submitted)
    def _next_field(self) -> None:
        self.advance()

    @on(Choice.Typed)
    def _typed_for_a_choice(self) -> None:
        self.show_notes()

    @on(Ticks.Edge)
    def _leave_ticks(self, event: Ticks.Edge) -> None:
        if event.leaves:
            self.action_step(event.towards)

    @on(Step)
    def _leave_field(self, event: Step) -> None:
        self.action_step(event.by)

    @on(Press.Pressed)
    def _pressed(self, event: Press.Pressed) -> None:
        saves = event.press.has_class("save")
        self.post_message(self.Save() if saves else self.Cancel())

    def _note_line(self, name: str, typed: str, day: str, prefix: str) -> Line:
        problem = self.reading.problems.get(name)
        if problem and (typed or self._insisting):
            return line(f"{day}. " if day else "", (self.problem_sentence(problem), "error"))
        doubt = next((d for d in self.reading.doubts if d.field == name), None)
        if doubt:
            return line(f"{day}. ", (violation_sentence(doubt, self._state.words), "warning"))
        return line((prefix, "dim"), (day, "accent"))

    def _day_sentence(self, day: date) -> str:
        """The understood day in full, with what kind of day it is (rule D4)."""
        return understood_day(day, self._state.words)
