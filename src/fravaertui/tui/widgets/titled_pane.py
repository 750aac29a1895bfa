"""A part of the screen with its title above, marked while the part has the keys."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget

from fravaertui.tui.themes import Look
from fravaertui.tui.widgets.text_view import TextView, line


class TitledPane(Vertical):
    """Widgets under one title."""

    def __init__(self, name: str, *content: Widget, title: str = "") -> None:
        """`name` is what the ids of the pane and its title begin with."""
        super().__init__(id=f"{name}-pane", classes="pane")
        self.title_bar = TextView(id=f"{name}-title", classes="title")
        self._below_title = content
        self.heading = title

    def compose(self) -> ComposeResult:
        """The title, and what is under it."""
        yield self.title_bar
        yield from self._below_title

    def show_title(self) -> None:
        """Show the title."""
        self.show_in_title(self.heading)

    def show_in_title(self, *parts: str | tuple[str, Look]) -> None:
        """Show these parts, after a sign where the keys are: colour alone says nothing to some."""
        focused = self.has_pseudo_class("focus-within")
        self.title_bar.set_class(focused, "-focused")
        self.title_bar.show([line(f"{'▸' if focused else ' '} ", *parts, wrap=False)])
