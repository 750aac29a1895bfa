"""Text alone on the screen, flush left, to be selected by hand."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from fravaertui.texts.catalogue import Words
from fravaertui.tui.widgets.text_view import TextView, line


class PlainScreen(Screen[None]):
    """Shows the lines that were copied, without frames beside them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,y,enter,left", "dismiss", show=False)
    ]

    def __init__(self, lines: Sequence[str], words: Words) -> None:
        """Take what was copied."""
        super().__init__()
        self._lines = lines
        self._words = words

    def compose(self) -> ComposeResult:
        """The text, and below it, always in sight, what was done with it and what leads back."""
        yield TextView(id="plain", focusable=True)
        yield TextView(id="plain-done")

    def on_mount(self) -> None:
        """Show the text."""
        sent = self._words(
            "Sent to your terminal's clipboard. If it did not arrive, select it here by hand."
        )
        back = self._words("Esc goes back.")
        self.query_one("#plain", TextView).show([line(text) for text in self._lines])
        self.query_one("#plain-done", TextView).show([line((f"{back} {sent}", "dim"))])
