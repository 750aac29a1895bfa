"""Less laying out and drawing than Textual does by itself.

Textual lays out the whole screen when a widget's virtual size changes, paints the whole terminal
when the focus moves, and makes several frames of one change. Over SSH that is many bytes for each
key.
"""

from collections.abc import Callable
from time import monotonic
from typing import Any, TypeAlias, TypeVar

from textual import events
from textual.geometry import Size
from textual.reactive import Reactive
from textual.screen import Screen
from textual.scroll_view import ScrollView
from textual.widget import Widget
from textual.widgets import Input

from fravaertui.tui.textual_overrides.less_styling import RestyledByClass

R = TypeVar("R")

Callback: TypeAlias = Callable[..., Any]

LONGEST_HOLD = 0.05
"""Seconds that a frame waits for the rest of what a key leads to."""


class FixedInput(Input):
    """A compact field that does not lay out the screen at each letter.

    Give it the class `COMPACT`: where it comes by itself, the field is styled once more.
    """

    COMPACT = "-textual-compact"

    compact: Reactive[bool] = Reactive(True, toggle_class=COMPACT)
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
            # Textual keeps what it was measured as when it was laid out while a layout was due.
            self._box_model_cache.clear()
            self.refresh(layout=True)
        else:
            self._scroll_update(size)


class FocusScreen(RestyledByClass, Screen[R]):
    """A screen that is drawn once for all that has changed since it was drawn last.

    Those that gain and lose the focus draw themselves.
    """

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    _is_gathering = False
    """Whether more is about to change, and a frame would be drawn for nothing."""

    _frame_is_due = False

    _held_until = 0.0
    """Until when frames wait for `draw`, in seconds of the monotonic clock."""

    def set_breakpoints(self, breakpoints: list[tuple[int, str]]) -> None:
        """Have a class by the terminal's columns, from the first: a new one styles all again."""
        self.HORIZONTAL_BREAKPOINTS = breakpoints
        width = self.app.size.width
        self.add_class(*self._get_breakpoint_classes(width, breakpoints), update=False)

    def hold_frames(self) -> None:
        """Wait with the next frame for `draw`, but not for long."""
        self._held_until = monotonic() + LONGEST_HOLD

    def draw(self) -> bool:
        """Draw now what has changed; tell whether anything has waited for that."""
        is_waited_for = bool(self._callbacks)
        self._held_until = 0.0
        if self.is_current and (
            self._layout_required or self._scroll_required or self._dirty_widgets
        ):
            self._on_timer_update()
        return is_waited_for

    def _screen_resized(self, size: Size) -> None:
        """Lay out for a new size; a screen is told its size also when it has just been opened."""
        if self._compositor.size != size:
            super()._screen_resized(size)

    def _on_screen_resume(self, event: events.ScreenResume) -> None:
        """Leave the frame to the next turn: the widgets do not know their sizes yet.

        Those of a screen that has just been opened have their styles.
        """
        event.prevent_default()  # or Textual calls its own method once more
        event.refresh_styles = event.refresh_styles and self.stack_updates > 0
        self._is_gathering = True
        super()._on_screen_resume(event)
        self._is_gathering = False

    def _on_timer_update(self) -> None:
        """Draw one frame for what is laid out anew and what is only painted."""
        if monotonic() < self._held_until:
            return
        self._is_gathering, self._frame_is_due = True, False
        super()._on_timer_update()
        self._is_gathering = False
        if self._frame_is_due:
            self._compositor_refresh()

    def call_after_refresh(self, callback: Callback, *args: Any, **kwargs: Any) -> bool:
        """Call something after the next frame, unless the screen has been left by then."""

        def unless_left() -> object:
            return callback(*args, **kwargs) if self in self.app.screen_stack else None

        return super().call_after_refresh(unless_left)

    def _compositor_refresh(self) -> None:
        self._frame_is_due = True
        if not self._is_gathering:
            super()._compositor_refresh()
