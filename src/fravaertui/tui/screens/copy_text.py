"""Text alone on the screen, flush left, to be selected by hand."""

from collections.abc import Sequence
from typing import ClassVar, Protocol

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from fravaertui.texts.catalogue import Words
from fravaertui.tui.widgets.text_view import TextView, line


class OtherLanguage(Protocol):
    """The same text in another language."""

    @property
    def language(self) -> str:
        """The name of the language."""

    def text(self) -> "tuple[Sequence[str], OtherLanguage]":
        """Return the text, and the one in the language after that."""


class PlainScreen(Screen[None]):
    """Shows the lines that were copied, without frames beside them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,y,enter,left", "dismiss", show=False),
        Binding("s", "other_language", show=False),
    ]

    def __init__(
        self, lines: Sequence[str], words: Words, other: OtherLanguage | None = None
    ) -> None:
        """Take what was copied, and what it is in the `other` language, if there is one."""
        super().__init__()
        self._lines = lines
        self._words = words
        self._other = other

    def compose(self) -> ComposeResult:
        """The text, and below it, always in sight, what was done with it and what leads back."""
        yield TextView(id="plain", focusable=True)
        yield TextView(id="plain-done")

    def on_mount(self) -> None:
        """Show the text."""
        self._show()

    def action_other_language(self) -> None:
        """Copy and show the same in the other language."""
        if self._other:
            self._lines, self._other = self._other.text()
            self.app.copy_to_clipboard("\n".join(self._lines))
            self._show()

    def _show(self) -> None:
        words = self._words
        sent = words(
            "Sent to your terminal's clipboard. If it did not arrive, select it here by hand."
        )
        keys = [words("Esc goes back.")]
        if self._other:
            keys.append(words("s gives it in {language}.", language=self._other.language))
        self.query_one("#plain", TextView).show([line(text) for text in self._lines])
        self.query_one("#plain-done", TextView).show([line((" ".join([*keys, sent]), "dim"))])
