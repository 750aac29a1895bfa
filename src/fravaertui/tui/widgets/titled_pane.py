"""A part of the screen in an edge that says what it is, and is bright while it has the keys."""

from textual import getters
from textual.containers import Vertical
from textual.content import Content
from textual.style import Style
from textual.widget import Widget

from fravaertui.domain.safe_text import neutralise
from fravaertui.tui.textual_overrides.less_styling import RestyledByClass
from fravaertui.tui.themed_app import ThemedApp
from fravaertui.tui.widgets.text_view import Part

Parts = tuple[Part, ...]

FOCUS_MARK = "▸"


class TitledPane(RestyledByClass, Vertical):
    """Widgets in one edge: a title at the top, and at the bottom what else can be seen or done."""

    app = getters.app(ThemedApp)

    def __init__(self, name: str, *content: Widget, title: str = "") -> None:
        """`name` is what the id of the pane begins with."""
        super().__init__(*content, id=f"{name}-pane", classes="pane")
        self.heading = title
        self._hint: Parts = ()
        self._shown: tuple[object, ...] = ()

    def on_mount(self) -> None:
        """Follow the theme: what stands in an edge is styled when it is shown."""
        self.app.theme_changed_signal.subscribe(self, lambda _: self.show_title())

    def show_title(self) -> None:
        """Show the title, and the hint that was shown last."""
        self.show_in_edge(self.heading, hint=self._hint)

    def show_hint(self, *hint: Part) -> None:
        """Show a hint in the bottom edge, under the same title."""
        self._hint = hint
        self.show_title()

    @property
    def has_keys(self) -> bool:
        """Whether the keys go to what is in the pane."""
        return self.has_pseudo_class("focus-within")

    @property
    def edge_room(self) -> int:
        """The cells for a title in the top edge, beside its corners and the sign of the keys."""
        corners = 6 if self.styles.border_left[0] else 2  # each with a bit of the edge and a blank
        return (self.outer_size.width or self.screen.size.width) - corners - len(FOCUS_MARK) - 1

    def show_in_edge(self, *title: Part, hint: Parts = ()) -> None:
        """Show a title in the top edge, and a hint in the bottom one.

        A sign tells where the keys are: colour alone says nothing to some.
        """
        shown = (self.has_keys, self.app.theme, title, hint)
        if shown == self._shown:
            return
        self._shown = shown
        self.set_class(self.has_keys, "-focused")
        self.border_title = self._content((f"{FOCUS_MARK} " if self.has_keys else " ", *title))
        self.border_subtitle = self._content(hint) if hint else None

    def _content(self, parts: Parts) -> Content:
        """Return parts in their looks; no markup is read."""
        styled = [part if isinstance(part, tuple) else (part, "plain") for part in parts]
        return Content.assemble(
            *(
                (neutralise(text), Style.from_rich_style(self.app.style_of(look)))
                for text, look in styled
                if text
            )
        )
