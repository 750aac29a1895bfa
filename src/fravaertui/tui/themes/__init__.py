"""The looks of the program: what a part of a line means, and its style in each theme."""

from dataclasses import asdict
from typing import Literal

from rich.style import Style
from textual.theme import Theme

from fravaertui.tui.themes.contrast import ENOUGH, least_contrast
from fravaertui.tui.themes.palettes import Palette
from fravaertui.tui.themes.sixteen import in_sixteen, letters_on

Look = Literal[
    "plain",
    "strong",
    "dim",
    "accent",
    "key",
    "key label",
    "tab",
    "open",
    "substitute",
    "closed",
    "closed day",
    "today",
    "chosen day",
    "resting day",
    "hidden",
    "warning",
    "error",
    "open label",
    "substitute label",
    "closed label",
    "hidden label",
    "warning label",
    "error label",
]
"""What a part of a line means; each theme has a style for it."""

DEFAULT_THEME = "dark"

_BOLD: frozenset[Look] = frozenset({"strong", "key", "closed"})
_WITHOUT_COLOURS: dict[Look, Style] = {
    "substitute": Style(underline=True),
    "key label": Style(bold=True, reverse=True),
    "open label": Style(bold=True),
    "substitute label": Style(bold=True, underline=True),
    "closed label": Style(bold=True, reverse=True),
    "closed day": Style(bold=True, reverse=True),
    "warning label": Style(bold=True, italic=True),
    "error label": Style(bold=True, reverse=True),
    "hidden label": Style(italic=True),
}
"""What a state looks like beside its sign or word, in a theme where colours say nothing."""


def style_of(look: Look, palette: Palette, *, sixteen: bool = False) -> Style:
    """Return a look's style in a theme, to be laid over that of the widget it stands in.

    `sixteen` is whether there are but so many colours; then its own keeps its hue.
    """
    if not palette.colours and look in _WITHOUT_COLOURS:
        return _WITHOUT_COLOURS[look]
    if look in {"today", "tab"}:
        return Style(bold=True, underline=True)
    if look == "chosen day":
        return Style(color=palette.cursor_text, bgcolor=palette.cursor, bold=True, underline=True)
    if look == "resting day":
        return Style(bgcolor=None if sixteen else palette.resting, bold=True, underline=True)
    name, _, is_filled = look.partition(" ")
    if name in {"plain", "strong"}:
        return Style(bold=True) if look in _BOLD else Style()
    colour = palette.dim if name == "hidden" else palette.colour(name)
    if sixteen:
        colour = in_sixteen(colour, palette.background)
    if is_filled and sixteen:
        return Style(color=letters_on(colour), bgcolor=colour, bold=True)
    if is_filled:
        return Style(color=palette.background, bgcolor=colour, bold=True)
    return Style(color=colour, bold=look in _BOLD or None, italic=look == "hidden" or None)


def style_on_cursor(look: Look, palette: Palette, *, sixteen: bool = False) -> Style:
    """Return a look's style on the row under the cursor: its own colour, if that is readable.

    Where there are but sixteen colours, whose shades nobody knows, the row is inverse.
    """
    style = style_of(look, palette, sixteen=sixteen)
    if style.bgcolor and not sixteen:
        return style
    if sixteen:
        return Style(color=palette.text, bgcolor=palette.background, bold=style.bold, reverse=True)
    own = style.color.triplet if style.color else None
    readable = own and least_contrast(own.hex, palette.cursor, sixteen=False) >= ENOUGH
    ground = Style(bgcolor=palette.cursor)
    return style + ground if readable else style + ground + Style(color=palette.cursor_text)


def textual_theme(name: str, palette: Palette) -> Theme:
    """Return the theme as the stylesheets know it; each colour is a variable of its name."""
    return Theme(
        name=name,
        dark=palette.dark,
        primary=palette.key,
        secondary=palette.substitute,
        accent=palette.accent,
        foreground=palette.text,
        background=palette.background,
        surface=palette.background,
        panel=palette.panel,
        success=palette.open,
        warning=palette.warning,
        error=palette.error,
        variables={
            name.replace("_", "-"): colour
            for name, colour in asdict(palette).items()
            if isinstance(colour, str)
        },
    )
