"""The app as widgets and screens know it: keys one at a time, and text drawn in looks."""

from rich.style import Style

from fravaertui.tui.textual_overrides.key_queue import SerialKeys
from fravaertui.tui.themes import DEFAULT_THEME, Look, style_of, style_on_cursor, textual_theme
from fravaertui.tui.themes.palettes import Palette


class ThemedApp(SerialKeys):
    """An app whose text is drawn in looks, in one of its themes."""

    palettes: dict[str, Palette]
    """The themes to choose from, by name."""

    def use_palettes(self, palettes: dict[str, Palette], chosen: str = DEFAULT_THEME) -> None:
        """Offer these themes, and begin with one of them, the default if it is not there."""
        self.palettes = palettes
        self._styles: dict[tuple[Look, bool], Style] = {}
        for name, palette in palettes.items():
            self.register_theme(textual_theme(name, palette))
        self.theme = chosen if chosen in palettes else DEFAULT_THEME

    @property
    def palette(self) -> Palette:
        """The colours of the theme in use."""
        return self.palettes[self.theme]

    def watch_theme(self) -> None:
        """Forget the styles of the theme before."""
        self._styles.clear()

    def style_of(self, look: Look, *, on_cursor: bool = False) -> Style:
        """Return a look's style in the theme in use, on the row under the cursor or elsewhere."""
        style = self._styles.get((look, on_cursor))
        if style is None:
            sixteen = self.console.color_system == "standard"
            style = (
                style_on_cursor(look, self.palette, sixteen=sixteen)
                if on_cursor
                else style_of(look, self.palette, sixteen=sixteen)
            )
            self._styles[look, on_cursor] = style
        return style
