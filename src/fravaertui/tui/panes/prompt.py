"""One question on one line at the bottom: a label, a field, and what the typing comes to."""

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input

from fravaertui.tui.text_view import Line, TextView, line
from fravaertui.tui.widgets import text_field

Note = Callable[[str], Line]
"""What is said of the typing, at each key."""


class Prompt(Horizontal):
    """Asks for one text; hidden while nothing is asked."""

    class Answered(Message):
        """Enter was pressed."""

        def __init__(self, text: str) -> None:
            """Tell what was typed."""
            super().__init__()
            self.text = text

    def __init__(self, *, id: str) -> None:
        """Make a prompt that asks nothing yet."""
        super().__init__(id=id, classes="prompt")
        self._note: Note = lambda _: line()

    def compose(self) -> ComposeResult:
        """Label, field and note."""
        yield TextView(id=f"{self.id}-label", classes="prompt-label")
        yield text_field(id=f"{self.id}-field", placeholder="")
        yield TextView(id=f"{self.id}-note", classes="prompt-note")

    def ask(self, label: str, hint: str, note: Note) -> None:
        """Ask, with an example in the field, and say what each typing comes to."""
        self._note = note
        self.display = True
        self.query_one(f"#{self.id}-label", TextView).show([line(label, wrap=False)])
        field = self.query_one(Input)
        field.placeholder = hint
        field.value = ""
        self._show_note("")
        self.screen.set_focus(field)

    def end(self) -> None:
        """Ask no more."""
        self.display = False

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._show_note(event.value)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        self.post_message(self.Answered(event.value))

    def _show_note(self, typed: str) -> None:
        self.query_one(f"#{self.id}-note", TextView).show([self._note(typed)])
