"""A modal screen that copies what is drawn below it.

Textual draws the whole screen below again, segment by segment, for each frame in which anything of
it may have changed.
"""

from itertools import zip_longest
from typing import Self, TypeVar

from textual.geometry import Region
from textual.screen import ModalScreen
from textual.strip import Strip

R = TypeVar("R")


class OverlayScreen(ModalScreen[R]):
    """Lies over the screen below, which stays in sight where no widget covers it."""

    _rows_below: list[Strip] | None = None
    """The rows of the screen below as they were drawn last."""

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Draw again; of the regions, which may have changed below, only the rows that did."""
        before, self._rows_below = self._rows_below, None
        if regions and before is not None:
            rows = enumerate(zip_longest(before, self._below_now()))
            width = self.size.width
            regions = tuple(Region(0, y, width, 1) for y, (was, now) in rows if was != now)
            if not regions:
                return self
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def render_line(self, y: int) -> Strip:
        """Return a row of the screen below; it may not have been laid out for this size yet."""
        rows = self._below_now()
        return rows[y] if y < len(rows) else Strip.blank(self.size.width, self.rich_style)

    def _below_now(self) -> list[Strip]:
        if self._rows_below is None:
            stack = self.app.screen_stack
            below = stack[stack.index(self) - 1]
            self._rows_below = below._compositor.render_strips()
        return self._rows_below
