"""The field that a list is pasted into: wide, long, and with what was read of it lit up."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from textual import getters
from textual.widgets.text_area import EditResult, Location

from fravaertui.session.drafts.absence_list import LONGEST_LIST
from fravaertui.session.list_texts import shown
from fravaertui.tui.themed_app import ThemedApp
from fravaertui.tui.themes import Look
from fravaertui.tui.widgets.text_box import TextBox

Lit = tuple[int, int, Look]
"""Characters of the text, from and to before, and their look."""


class ListBox(TextBox):
    """A text of many lines, of which some characters can be lit up."""

    app = getters.app(ThemedApp)
    LONGEST: ClassVar[int] = LONGEST_LIST

    def __init__(self, *, id: str, placeholder: str) -> None:
        """Make an empty field with nothing lit up."""
        super().__init__(id=id, placeholder=placeholder)
        self._lit: tuple[Lit, ...] = ()
        self._lit_lines: dict[int, list[Lit]] = {}

    def replace(
        self,
        insert: str,
        start: Location,
        end: Location,
        *,
        maintain_selection_offset: bool = True,
    ) -> EditResult:
        """Put typed or pasted text in the place of some; cells of a table stay apart."""
        cells = shown(insert)
        return super().replace(
            cells, start, end, maintain_selection_offset=maintain_selection_offset
        )

    def light_up(self, lit: Sequence[Lit]) -> None:
        """Light these characters up instead; later ones lie over earlier ones."""
        if tuple(lit) != self._lit:
            self._lit = tuple(lit)
            self._lit_lines = _by_line(self.text, lit)
            self.notify_style_update()
        if self._lit_lines and not self.has_focus:
            self._bring_in_sight(min(self._lit_lines), max(self._lit_lines))

    def _bring_in_sight(self, first: int, last: int) -> None:
        """Scroll no further than it takes to see these lines, while nobody types here."""
        wrapped, height = self.wrapped_document, self.size.height
        top = wrapped.location_to_offset((first, 0)).y
        bottom = wrapped.location_to_offset((last, len(self.document.get_line(last)))).y
        if not self.scroll_offset.y <= top <= bottom < self.scroll_offset.y + height:
            self.scroll_to(y=max(top - 1, 0), animate=False, force=True)

    def get_line(self, line_index: int) -> Any:
        """Return a line as Textual has it, with what is lit up in it."""
        line = super().get_line(line_index)
        for start, stop, look in self._lit_lines.get(line_index, ()):
            line.stylize(self.app.style_of(look), start, stop)
        return line


def _by_line(text: str, lit: Iterable[Lit]) -> dict[int, list[Lit]]:
    """Return the same by line, counted in each line."""
    found: dict[int, list[Lit]] = {}
    for start, stop, look in lit:
        number = text.count("\n", 0, start)
        at = text.rfind("\n", 0, start) + 1
        while at < stop:
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            if start <= end:
                found.setdefault(number, []).append((max(start - at, 0), min(stop, end) - at, look))
            number, at = number + 1, end + 1
    return found
