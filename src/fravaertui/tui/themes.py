"""The looks of the program: dark, light and monochrome."""

from functools import lru_cache
from typing import Literal

from rich.style import Style
from textual.theme import Theme

Look = Literal[
    "plain",
    "strong",
    "dim",
    "accent",
    "open",
    "substitute",
    "closed",
    "closed day",
    "today",
    "chosen day",
    "hidden",
    "warning",
    "error",
    "inverse",
    "resting",
]
"""What a part of a line means; each theme has a style for it."""

DARK = Theme(
    name="dark",
    dark=True,
    primary="#5fafd7",
    secondary="#87afaf",
    accent="#ffd75f",
    foreground="#e4e4e4",
    background="#121212",
    surface="#1c1c1c",
    panel="#262626",
    success="#87d787",
    warning="#ffaf5f",
    error="#ff8787",
    variables={
        "dim": "#bcbcbc",
        "rule": "#444444",
        "cursor-background": "#005f87",
        "cursor-foreground": "#ffffff",
        "resting-background": "#262626",
        "title-background": "#262626",
        "title-foreground": "#bcbcbc",
        "title-focus-background": "#005f87",
        "title-focus-foreground": "#ffffff",
        "field-background": "#1c1c1c",
        "field-focus-background": "#262626",
    },
)
LIGHT = Theme(
    name="light",
    dark=False,
    primary="#005f87",
    secondary="#005f5f",
    accent="#5f5f00",
    foreground="#1c1c1c",
    background="#ffffff",
    surface="#ffffff",
    panel="#e4e4e4",
    success="#004f00",
    warning="#5f5f00",
    error="#af0000",
    variables={
        "dim": "#585858",
        "rule": "#bcbcbc",
        "cursor-background": "#005f87",
        "cursor-foreground": "#ffffff",
        "resting-background": "#e4e4e4",
        "title-background": "#e4e4e4",
        "title-foreground": "#444444",
        "title-focus-background": "#005f87",
        "title-focus-foreground": "#ffffff",
        "field-background": "#eeeeee",
        "field-focus-background": "#e4e4e4",
    },
)
MONO = Theme(
    name="mono",
    dark=True,
    primary="#ffffff",
    secondary="#ffffff",
    accent="#ffffff",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#262626",
    success="#ffffff",
    warning="#ffffff",
    error="#ffffff",
    variables={
        "dim": "#bcbcbc",
        "rule": "#6c6c6c",
        "cursor-background": "#ffffff",
        "cursor-foreground": "#000000",
        "resting-background": "#262626",
        "title-background": "#262626",
        "title-foreground": "#bcbcbc",
        "title-focus-background": "#ffffff",
        "title-focus-foreground": "#000000",
        "field-background": "#1c1c1c",
        "field-focus-background": "#262626",
    },
)
THEMES = {theme.name: theme for theme in (DARK, LIGHT, MONO)}


@lru_cache
def style_of(look: Look, theme_name: str) -> Style:
    """Return a look's style in a theme, to be laid over that of the widget it stands in."""
    theme = THEMES.get(theme_name, DARK)
    variables = theme.variables
    match look:
        case "plain":
            return Style()
        case "strong":
            return Style(bold=True)
        case "dim":
            return Style(color=variables["dim"])
        case "accent":
            return Style(color=theme.accent)
        case "open":
            return Style(color=theme.success)
        case "substitute":
            return Style(color=theme.primary)
        case "closed":
            return Style(color=theme.error, bold=True)
        case "closed day":
            return Style(color=theme.background, bgcolor=theme.error, bold=True)
        case "chosen day":
            return style_of("inverse", theme_name) + Style(underline=True)
        case "today":
            return Style(bold=True, underline=True)
        case "hidden":
            return Style(color=variables["dim"], italic=True)
        case "warning":
            return Style(color=theme.warning)
        case "error":
            return Style(color=theme.error)
        case "inverse":
            return Style(
                color=variables["cursor-foreground"],
                bgcolor=variables["cursor-background"],
                bold=True,
            )
        case "resting":
            return Style(bgcolor=variables["resting-background"])
