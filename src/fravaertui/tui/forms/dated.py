"""A form with a first and a last day: what is understood, and a choice where it is not certain."""

from typing import ClassVar

from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from fravaertui.domain.date_input import DateReadings
from fravaertui.session.drafts.base import Draft
from fravaertui.texts.dates import short_day
from fravaertui.texts.readings import length_phrase
from fravaertui.tui.forms.base import RecordForm
from fravaertui.tui.textual_overrides.key_queue import KeysInOrder
from fravaertui.tui.widgets.form_fields import Field, text_field
from fravaertui.tui.widgets.offered import MOST_READINGS, Offered, choice_note, offer_readings


class DateField(Field):
    """A field for days, with the readings to choose from under its note."""

    def __init__(self, label: str, name: str, hint: str) -> None:
        """Put the label before the field."""
        self._date = name
        self.hint = hint
        super().__init__(label, text_field(id=name, placeholder=hint), id=f"{name}-field")

    def compose(self) -> ComposeResult:
        """Label, field and note, and the lines for readings."""
        yield from super().compose()
        for _ in range(MOST_READINGS):
            yield Offered(self._date)

    def fill(self, shown: str) -> None:
        """Show in the empty field what will be saved, or an example when there is nothing."""
        field = self.query_one(Input)
        field.placeholder = shown or self.hint
        field.set_class(bool(shown), "filled")


class DatedForm(RecordForm):
    """Understands its two dates at each key, and asks where they can mean several things."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "field(1)", show=False),
        Binding("shift+tab", "field(-1)", show=False),
    ]

    app = getters.app(KeysInOrder)
    draft: Draft

    def take_dates(self) -> None:
        """Read the draft anew with the dates as they stand in their fields."""
        before = self.draft
        self.draft = before.retyping(self.input("starts").value, self.input("ends").value)
        self.reread()
        if self.draft.ends != before.ends:
            self.draft = self.draft.understood_to(self.reading.ends)

    def day_notes(self, further: str = "") -> None:
        """Say what is understood of both days and how long it is; `further` is an open end's."""
        draft, reading, words = self.draft, self.reading, self._state.words
        suggested = reading.ends if reading.suggested_ends else None
        self.note("starts", draft.starts, reading.starts)
        prefix = words("suggested: ") if suggested else further
        length = ""
        if reading.starts and reading.ends and reading.starts <= reading.ends:
            length = f", {length_phrase(reading.starts, reading.ends, words)}"
        self.note("ends", draft.ends or prefix, reading.ends, prefix=prefix, suffix=length)
        self.query_one("#ends-field", DateField).fill(short_day(suggested) if suggested else "")
        for name in ("starts", "ends"):
            self._offer(name)

    def _offer(self, name: str) -> None:
        """Offer the readings of a date, when there is something to choose."""
        words, problem = self._state.words, self.reading.problems.get(name)
        offered = problem.readings if isinstance(problem, DateReadings) else ()
        field = self.query_one(f"#{name}-field", DateField)
        if isinstance(problem, DateReadings):
            field.note(choice_note(problem, words))
        offer_readings(field.query(Offered), offered, words)

    @on(Offered.Chosen)
    def _reading_chosen(self, event: Offered.Chosen) -> None:
        self.draft = self.draft.choosing(event.field, event.span)
        self._go_on_from(event.field)
        self.reread()
        self.draft = self.draft.understood_to(self.reading.ends)

    @on(Offered.TypedPast)
    def _typed_past(self, event: Offered.TypedPast) -> None:
        """Let the next field have the key while it is empty; what it holds is never replaced."""
        following = self.query_one(f"#{self._next(event.field)}")
        if isinstance(following, Input) and not following.value:
            self._go_on_from(event.field)
            self.app.put_back(events.Key(event.key.key, event.key.character))

    def _go_on_from(self, name: str) -> None:
        """Go to the next field, where what is typed comes after what it holds."""
        field = self.query_one(f"#{self._next(name)}")
        if isinstance(field, Input):
            field.select_on_focus = False
            field.cursor_position = len(field.value)
        self.screen.set_focus(field)
        if isinstance(field, Input):
            field.call_later(setattr, field, "select_on_focus", True)  # once it has the keys

    def _next(self, name: str) -> str:
        return self.FIELDS[self.FIELDS.index(name) + 1]

    def insist(self) -> bool:
        """Show every problem and go to the first one, where it is a question to its answers."""
        allowed = super().insist()
        wrong = next((name for name in self.FIELDS if name in self.reading.problems), "")
        if isinstance(self.reading.problems.get(wrong), DateReadings):
            self.screen.set_focus(self.query_one(f"#{wrong}-field").query(Offered).first())
        return allowed

    def action_field(self, by: int) -> None:
        """Go to the next field or the one before, past the readings to choose from."""
        there = [w for w in self.query("*") if w.focusable]
        at = next((n for n, widget in enumerate(there) if widget.has_focus), 0)
        onward = there[at + by :] if by > 0 else there[:at][::-1]
        field = next((w for w in onward if not isinstance(w, Offered)), there[at])
        self.screen.set_focus(field)

    def advance(self) -> None:
        """Go on from a field that was filled in."""
        self.action_field(1)
