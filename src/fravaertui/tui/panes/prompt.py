"""One question at the bottom: a label, a field, what the typing comes to, and what it may mean."""

from typing import ClassVar

from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from fravaertui.domain.date_input import DateReadings, NotUnderstood, Span, Understood, understand
from fravaertui.session.state import SessionState
from fravaertui.texts.dates import full_day
from fravaertui.texts.problems import date_sentence, day_sentence
from fravaertui.texts.readings import span_phrase
from fravaertui.tui.messages import StateChanged
from fravaertui.tui.themed_app import ThemedApp
from fravaertui.tui.widgets.form_fields import MoveFocus, text_field
from fravaertui.tui.widgets.offered import MOST_READINGS, Offered, choice_note, offer_readings
from fravaertui.tui.widgets.text_view import Line, TextView, line


class Prompt(Vertical):
    """Asks for one text, or one day; hidden while nothing is asked."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,tab", "step(1)", show=False),
        Binding("up,shift+tab", "step(-1)", show=False),
    ]

    app = getters.app(ThemedApp)

    class Said(Message):
        """What is typed, and the days that it means, if they are certain or chosen."""

        def __init__(self, text: str, days: Span | None) -> None:
            """Tell what is typed now."""
            super().__init__()
            self.text = text
            self.days = days

    class Typed(Said):
        """Something else is typed."""

    class Answered(Said):
        """Enter was pressed, on the text or on one of its readings."""

    def __init__(self, state: SessionState, *, id: str) -> None:
        """Make a prompt that asks nothing yet."""
        super().__init__(id=id, classes="prompt")
        self.display = False
        self._state = state
        self._by_day = self._whole = False
        self.enter = ""
        """What Enter does with what is typed, in the word of the key bar."""

    def compose(self) -> ComposeResult:
        """Label, field and note, and the lines for readings."""
        with Horizontal():
            yield TextView(id=f"{self.id}-label", classes="prompt-label")
            yield text_field(id=f"{self.id}-field", placeholder="")
            yield TextView(id=f"{self.id}-note", classes="prompt-note")
        for _ in range(MOST_READINGS):
            yield Offered(str(self.id))

    def on_mount(self) -> None:
        """Let what is typed on come after what stands in the field."""
        self._field.select_on_focus = False

    def ask(
        self,
        label: str,
        hint: str,
        *,
        by_day: bool = False,
        whole: bool = False,
        text: str = "",
        enter: str = "",
    ) -> None:
        """Ask for a text, or for a day, with an example in the field or what was typed before.

        Days are asked for from the first to the last of them where the `whole` is wanted. `enter`
        is the word for what Enter does, if it is not just to choose.
        """
        self.enter = enter or self._state.words("choose")
        self._by_day, self._whole = by_day, whole
        self.set_class(by_day, "-by-day")
        self.display = True
        self.query_one(f"#{self.id}-label", TextView).show([line(label, wrap=False)])
        self._field.placeholder = hint
        self._field.value = text
        self._field.cursor_position = len(text)
        self._show(self._understood)
        self.screen.set_focus(self._field)

    def end(self) -> None:
        """Ask no more."""
        self.display = False

    @property
    def _field(self) -> Input:
        return self.query_one(Input)

    @property
    def _understood(self) -> Understood | None:
        """What is typed as days; None when no day is asked for, or nothing is typed."""
        typed = self._field.value.strip()
        return understand(typed, self._state.today) if self._by_day and typed else None

    @on(Input.Changed)
    def _typed(self) -> None:
        understood = self._understood
        self._show(understood)
        self.post_message(self.Typed(self._field.value.strip(), _sure(understood)))

    @on(Input.Submitted)
    def _submitted(self) -> None:
        """Answer, unless it has to be chosen first what is meant."""
        understood = self._understood
        days = _sure(understood)
        if understood is None or days:
            self.post_message(self.Answered(self._field.value.strip(), days))
        elif isinstance(understood, DateReadings):
            self.screen.set_focus(self.query(Offered).first())

    @on(Offered.Chosen)
    def _chosen(self, event: Offered.Chosen) -> None:
        self.screen.set_focus(self._field)
        self.post_message(self.Answered(self._field.value.strip(), event.span))

    @on(Offered.TypedPast)
    def _typed_past(self, event: Offered.TypedPast) -> None:
        """Let the field have what is typed on, after what it holds."""
        self.screen.set_focus(self._field)
        self.app.put_back(events.Key(event.key.key, event.key.character))

    @on(MoveFocus)
    def _leave_reading(self, event: MoveFocus) -> None:
        self.action_step(event.by)

    def action_step(self, by: int) -> None:
        """Go to the next reading or back, up to the field."""
        there: list[Widget] = [self._field, *(row for row in self.query(Offered) if row.display)]
        at = next((n for n, widget in enumerate(there) if widget.has_focus), 0)
        self.screen.set_focus(there[min(max(at + by, 0), len(there) - 1)])

    def say(self, message: Line) -> None:
        """Say something beside the field until something else is typed."""
        self.query_one(f"#{self.id}-note", TextView).show([message])

    def _show(self, understood: Understood | None) -> None:
        """Say what the typing means (rule D4)."""
        words = self._state.words
        found = understood.readings if isinstance(understood, DateReadings) else ()
        readings = () if _sure(understood) else found
        self.say(self._note(understood))
        offer_readings(self.query(Offered), readings, words)

    def _note(self, understood: Understood | None) -> Line:
        words = self._state.words
        match understood:
            case None:
                return line()
            case NotUnderstood():
                sentence = date_sentence if self._whole else day_sentence
                return line((sentence(understood, words), "error"))
            case DateReadings(sure=Span() as span) if self._whole:
                return line((span_phrase(span, words), "accent"))
            case DateReadings(sure=Span(first=day)):
                return line((full_day(day, words.language), "accent"))
            case DateReadings():
                return choice_note(understood, words)


def _sure(understood: Understood | None) -> Span | None:
    return understood.sure if isinstance(understood, DateReadings) else None


class DayPrompt(Prompt):
    """Asks on which day to see what the citizen sees, and shows each day while it is typed."""

    class Closed(Message):
        """The day is chosen, or stays."""

    def open(self) -> None:
        """Ask for a day."""
        words = self._state.words
        hint, enter = words("12.6, week 28, today, +14"), words("show the day")
        self.ask(words("Date"), hint, by_day=True, enter=enter)

    @on(Prompt.Typed)
    def _day_typed(self, event: Prompt.Typed) -> None:
        if self.display:
            self._state.pending_day = event.days.first if event.days else None
            self.post_message(StateChanged())

    @on(Prompt.Answered)
    def _day_chosen(self, event: Prompt.Answered) -> None:
        if event.days:
            self._state.chosen_day = event.days.first
            self.action_command_date_cancel()
        else:
            self.say(line((self._state.words("Type a day first."), "warning")))

    def action_command_date_cancel(self) -> None:
        """Keep the day."""
        self._state.pending_day = None
        self.end()
        self.post_message(self.Closed())
