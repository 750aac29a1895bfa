"""Less laying out and drawing than Textual does by itself.

Textual lays out the whole screen when a widget's virtual size changes, and paints the whole
terminal when the focus moves. Over SSH that is many bytes for each key.
"""

from typing import TypeVar

from textual.geometry import Size
from textual.reactive import Reactive
from textual.screen import Screen
from textual.scroll_view import ScrollView
from textual.widget import Widget
from textual.widgets import Input

R = TypeVar("R")


class FixedInput(Input):
    """A field that does not lay out the screen at each letter."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False)


class FixedScrollView(ScrollView):
    """A view that lays out the screen only where its own height is that of its content."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False)

    def set_content_size(self, size: Size) -> None:
        """Scroll over content of this size."""
        if self.virtual_size == size:
            return
        self.virtual_size = size
        if self.styles.is_auto_height:
            self.refresh(layout=True)
        else:
            self._scroll_update(size)


class FocusScreen(Screen[R]):
    """A screen that leaves it to those that gain and lose the focus to draw themselves."""

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
