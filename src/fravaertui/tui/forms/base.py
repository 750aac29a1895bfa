"""The form: fields by their specifications, filled from a draft and read back at each key."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, ClassVar

from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.message import Message
from textual.widgets import Input

from fravaertui.domain.date_input import DateReadings
from fravaertui.domain.model import Known
from fravaertui.session.drafts.base import Draft, FormProblem, Problem, Reading, problem_sentence
from fravaertui.session.state import SessionState
from fravaertui.texts.dates import short_day, understood_day
from fravaertui.texts.problems import violation_sentence
from fravaertui.texts.readings import length_phrase
from fravaertui.texts.substitutes import known_word
from fravaertui.tui.forms.fields import DateField, FieldSpec, Kind, LongText, field_widgets
from fravaertui.tui.themed_app import ThemedApp
from fravaertui.tui.widgets.form_fields import Button, CheckList, Choice, Field, MoveFocus, Typed
from fravaertui.tui.widgets.offered import Offered, choice_note, offer_readings
from fravaertui.tui.widgets.text_view import Line, TextView, line


class Form(VerticalScroll):
    """A draft in fields, a reading of it, and a note under each field.

    A form is a declaration of its fields; what it shows of a draft, reads back from the typing
    and says under each field follows from their kinds.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "step(1)", show=False),
        Binding("up", "step(-1)", show=False),
        Binding("tab", "field(1)", show=False),
        Binding("shift+tab", "field(-1)", show=False),
    ]
    FIELDS: ClassVar[tuple[FieldSpec, ...]] = ()
    """The fields in the order of the form."""
    DRAFT: ClassVar[type[Draft]]
    """What is typed and chosen."""

    app = getters.app(ThemedApp)
    draft: Draft
    reading: Reading
    _opened_with: object
    """The draft as the form began; None when it holds what was typed before."""

    class Changed(Message):
        """The draft changed, and with it the reading."""

    class Save(Message):
        """The agent wants to save, and perhaps go on with an empty form of the same kind."""

        def __init__(self, *, goes_on: bool = False) -> None:
            """Tell whether to go on."""
            super().__init__()
            self.goes_on = goes_on

    class Cancel(Message):
        """The agent wants to leave the form."""

    def __init__(self, state: SessionState, *, id: str) -> None:
        """Make the form over the workbench's state, empty until it is filled."""
        super().__init__(id=id, classes="form", can_focus=False)
        self._state = state
        self._last_field = self.FIELDS[0].name
        self._insisting = False
        self.draft = self._opened_with = self.DRAFT()
        self.reading = Reading()

    def compose(self) -> ComposeResult:
        """Put the fields over the buttons."""
        for spec in self.FIELDS:
            yield from field_widgets(spec, self._state.words)
        with Horizontal(classes="buttons"):
            yield from self.buttons()

    def buttons(self) -> Iterator[Button]:
        """Yield the ways out of the form."""
        words, keys = self._state.words, self._state.keys
        yield Button(words("Save"), keys["form.save"], id="save")
        yield Button(words("Cancel"), keys["form.cancel"], id="cancel")

    # What each form says for itself

    def read(self) -> None:
        """Understand the draft as it is now: set `reading`."""
        raise NotImplementedError

    def options(self, _name: str) -> Mapping[Any, str]:
        """Return what can be chosen in a field: each value of the draft with its name."""
        return {known: known_word(known, self._state.words) for known in Known}

    def remark(self, _name: str) -> str:
        """Return what to say under a field before what is understood."""
        return ""

    def problem_text(self, problem: Problem) -> str:
        """Return what is wrong with a field."""
        return problem_sentence(problem, self._state.words)

    # Draft to fields, and back

    def fill(self, draft: Draft) -> None:
        """Show what a draft holds in the fields, to begin or go on from there."""
        self.draft = self._opened_with = draft
        self._insisting = False
        with self.prevent(Input.Changed):
            for spec in self.FIELDS:
                self._fill_field(spec)
        self.reread()

    def to_top(self) -> None:
        """Begin at the top, as each time that the form is opened."""
        self.scroll_home(animate=False)
        for ticks in self.query(CheckList):
            ticks.to_first()
        for choice in self.query(Choice):
            choice.forget()

    def _fill_field(self, spec: FieldSpec) -> None:
        match self._widget(spec):
            case Choice() as choice:
                typed = self.draft.unsettled.get(spec.name, "")
                choice.offer(self.options(spec.name), getattr(self.draft, spec.name), typed)
            case Input() | LongText() as field:
                field.value = getattr(self.draft, spec.name)
            case _:
                return
        self.query_one(f"#{spec.name}").disabled = spec.is_fixed and self.draft.is_amending

    def _widget(self, spec: FieldSpec) -> object:
        """Return the widget that holds the value of a field."""
        long = spec.kind is Kind.LONG_TEXT
        return self.query_one(f"#{spec.name}-room" if long else f"#{spec.name}")

    @on(Input.Changed)
    @on(Typed)
    @on(Choice.Changed)
    @on(CheckList.Changed)
    def _typed(self) -> None:
        self.take_typing()

    def take_typing(self) -> None:
        """Read what stands in the fields into the draft, and understand it."""
        typed = {
            spec.name: widget.value
            for spec in self.FIELDS
            if isinstance(widget := self._widget(spec), Input | LongText | Choice | CheckList)
        }
        choices = [(choice.id or "", choice) for choice in self.query(Choice)]
        typed["not_found"] = tuple((name, one.unfound) for name, one in choices if one.unfound)
        typed["several_found"] = tuple(
            (name, one.unsettled, one.fits) for name, one in choices if one.fits
        )
        self.draft = self.draft.retyping(**typed)
        self.reread()

    def reread(self) -> None:
        """Understand the draft against what is true now, and show what it means."""
        self.read()
        self.show_notes()
        self.post_message(self.Changed())

    @property
    def has_months(self) -> bool:
        """Whether there is room for a calendar, which has the number of days over it."""
        return False

    @property
    def is_untouched(self) -> bool:
        """Whether nothing has been typed or chosen since the form was opened."""
        return self.draft == self._opened_with

    def take_as_opened(self) -> None:
        """Count what the form holds now as nothing that the agent typed."""
        self._opened_with = self.draft

    # From field to field

    def take_focus(self) -> None:
        """Go back to the field that was being filled in."""
        self.go_to(self._last_field)

    def insist(self) -> bool:
        """Show every problem, also of fields not filled in yet, and go to the first one.

        A date with several readings is a question: there it goes to the answers. Returns whether
        there was no problem.
        """
        self._insisting = True
        for choice in self.query(Choice):
            choice.insist()
        self.show_notes()
        problems = self.reading.problems
        wrong = next((spec.name for spec in self.FIELDS if spec.name in problems), None)
        if wrong:
            self.go_to(wrong)
            if isinstance(problems[wrong], DateReadings):
                self.screen.set_focus(self.query_one(f"#{wrong}-field").query(Offered).first())
        return not problems

    def go_to(self, field: str) -> None:
        """Give a field the keys."""
        self.screen.set_focus(self.query_one(f"#{field}"))

    def action_step(self, by: int) -> None:
        """Go to the next field or reading, or the one before, and never out of the form."""
        self._step(by, past_readings=False)

    def action_field(self, by: int) -> None:
        """Go to the next field or the one before, past the readings to choose from."""
        self._step(by, past_readings=True)

    def _step(self, by: int, *, past_readings: bool) -> None:
        there = [widget for widget in self.query("*") if widget.focusable]
        at = next((n for n, widget in enumerate(there) if widget.has_focus), 0)
        onward = there[at + 1 :] if by > 0 else there[:at][::-1]
        fields = (w for w in onward if not (past_readings and isinstance(w, Offered)))
        self.screen.set_focus(next(fields, there[at]))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Remember where the agent is."""
        if event.widget.id in {spec.name for spec in self.FIELDS}:
            self._last_field = event.widget.id

    @on(Input.Submitted)
    def _next_field(self) -> None:
        self.action_field(1)

    @on(CheckList.Edge)
    def _leave_ticks(self, event: CheckList.Edge) -> None:
        if event.leaves:
            self.action_step(event.towards)

    @on(MoveFocus)
    def _leave_field(self, event: MoveFocus) -> None:
        self.action_step(event.by)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        match event.button.id:
            case "save":
                self.post_message(self.Save())
            case "cancel":
                self.post_message(self.Cancel())

    # What is said under the fields

    @on(Choice.Typed)
    def show_notes(self) -> None:
        """Say under each field what is understood or wrong."""
        for spec in self.FIELDS:
            self.show_note(spec)

    def show_note(self, spec: FieldSpec) -> None:
        """Say under one field what is understood or wrong."""
        name = spec.name
        match spec.kind:
            case Kind.DAY:
                self._day_note(name)
            case Kind.SERVICES:
                self._services_note()
            case Kind.CHOICE:
                self._note(name, self.unsettled_line(name) or self.note_line(name))
            case Kind.TEXT | Kind.LONG_TEXT:
                typed = getattr(self.draft, name)
                self._note(name, self.note_line(name, typed, prefix=self.remark(name)))
            case Kind.MONTHS | Kind.SHOWN:
                pass

    def show_preview(self) -> None:
        """Show in the form whom and which day the citizen's page is about now."""

    def unsettled_line(self, name: str) -> Line | None:
        """Return what to say of what is typed in a choice and finds not just one; None if it does.

        While it is typed, whether it is found; once the agent wants to go on, what to do.
        """
        choice, problem = self.query_one(f"#{name}", Choice), self.reading.problems.get(name)
        if choice.unsettled and problem and choice.insists:
            return line((self.problem_text(problem), "error"))
        return line(choice.said) if choice.unsettled and not choice.fits else None

    def note_line(self, name: str, typed: str = "", day: str = "", prefix: str = "") -> Line:
        """Return what is wrong or doubtful about a field, else what is understood.

        A problem waits until something is typed, or the agent wants to save.
        """
        problem = self.reading.problems.get(name)
        if problem and (typed or self._insisting):
            return line(f"{day}. " if day else "", (self.problem_text(problem), "error"))
        doubt = next((d for d in self.reading.doubts if d.field == name), None)
        if doubt:
            return line(f"{day}. ", (violation_sentence(doubt, self._state.words), "warning"))
        return line((prefix, "dim"), (day, "accent"))

    def _note(self, name: str, note: Line) -> None:
        self.query_one(f"#{name}-field", Field).note(note)

    def _day_note(self, name: str) -> None:
        """Say which day is understood, with what kind of day it is (rule D4), and how long it is.

        Where the text can be read in several ways, offer the readings.
        """
        words, reading, problem = self._state.words, self.reading, self.reading.problems.get(name)
        day: date | None = getattr(reading, name)
        is_end = name == "ends"
        suggested = short_day(day) if day and is_end and reading.suggested_ends else ""
        is_guess = suggested and not reading.states_end
        prefix = words("suggested: ") if is_guess else self.remark(name)
        understood = understood_day(day, words) if day else ""
        if is_end and not self.has_months and reading.starts and day and reading.starts <= day:
            understood += f", {length_phrase(reading.starts, day, words)}"
        note = self.note_line(
            name, getattr(self.draft, name) or suggested or prefix, understood, prefix
        )
        offered = problem.readings if isinstance(problem, DateReadings) else ()
        if isinstance(problem, DateReadings):
            note = choice_note(problem, words)
        field = self.query_one(f"#{name}-field", DateField)
        field.note(note)
        field.fill(suggested)
        offer_readings(field.query(Offered), offered, words)

    def _services_note(self) -> None:
        """Say under the services what is wrong or doubtful about them, else how to tick them."""
        problem = self.reading.problems.get("services")
        missing = isinstance(problem, FormProblem)
        words = self._state.words
        text = line((words("space ticks, a all"), "dim"))
        doubts = [d for d in self.reading.doubts if d.field == "services"]
        if problem and (self._insisting or not missing):
            text = line((self.problem_text(problem), "error"))
        elif doubts:
            text = line((" ".join(violation_sentence(d, words) for d in doubts), "warning"))
        self.query_one("#services-note", TextView).show([text])
