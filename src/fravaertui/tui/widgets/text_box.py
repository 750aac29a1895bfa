"""A field of several lines. Loaded when it is first needed: it is the heaviest of Textual's."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import TextArea
from textual.widgets.text_area import EditResult, Location

from fravaertui.domain.safe_text import neutralise, usable
from fravaertui.tui.widgets.form_fields import MoveFocus, Tidied, Typed

LONGEST_TEXT = 2000
"""Characters the field takes: more than any text may have, so that what is too much can be seen."""


class TextBox(TextArea):
    """Text with line ends, all of it in sight; up and down lead out at its edges, Tab anywhere.

    Holds the same as `TextField` does, and line ends besides.
    """

    LONGEST: ClassVar[int] = LONGEST_TEXT

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "up_or_out", show=False),
        Binding("down", "down_or_out", show=False),
    ]

    def __init__(self, *, id: str, placeholder: str) -> None:
        """Make an empty field."""
        super().__init__(
            id=id,
            placeholder=placeholder,
            compact=True,
            highlight_cursor_line=False,
        )
        self.cursor_blink = False
        self.match_cursor_bracket = False

    @property
    def value(self) -> str:
        """What stands in the field."""
        return self.text

    @value.setter
    def value(self, text: str) -> None:
        self.load_text(neutralise(text, keep_newlines=True))

    def replace(
        self,
        insert: str,
        start: Location,
        end: Location,
        *,
        maintain_selection_offset: bool = True,
    ) -> EditResult:
        """Put typed or pasted text in the place of some, as far as there is room."""
        taken = usable(insert, lines=True)
        replaced = self.get_text_range(*sorted((start, end)))
        room = max(self.LONGEST - len(self.text) + len(replaced), 0)
        no_room = max(len(taken.text) - room, 0)
        if taken.left_out or no_room:
            self.post_message(Tidied(taken, no_room, self.LONGEST))
        return super().replace(
            taken.text[:room], start, end, maintain_selection_offset=maintain_selection_offset
        )

    def on_paste(self, event: events.Paste) -> None:
        """Take what is pasted; what is above need not know of it."""
        event.stop()
        event.prevent_default()
        self.replace(event.text, *self.selection, maintain_selection_offset=False)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Tell the form."""
        event.stop()
        self.post_message(Typed())

    def action_up_or_out(self) -> None:
        """Go a row up, or to the field before."""
        if self._row == 0:
            self.post_message(MoveFocus(-1))
        else:
            self.action_cursor_up()

    def action_down_or_out(self) -> None:
        """Go a row down, or to the field after."""
        if self._row == self.wrapped_document.height - 1:
            self.post_message(MoveFocus(1))
        else:
            self.action_cursor_down()

    @property
    def _row(self) -> int:
        return self.wrapped_document.location_to_offset(self.cursor_location).y
