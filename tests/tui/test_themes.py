"""Readable for everyone: contrast in each theme, on terminals with many colours, few and none."""

from collections.abc import Iterator
from typing import get_args

import pytest
from rich._palettes import EIGHT_BIT_PALETTE, STANDARD_PALETTE
from rich.color import Color, ColorSystem
from rich.color_triplet import ColorTriplet

from fravaertui.tui.themes import THEMES, Look, style_of
from fravaertui.tui.widgets.text_view import CURSOR_MARK
from tests.tui.conftest import Opening
from tests.tui.driver import WIDE, Driver
from tests.tui.terminal import terminal

ENOUGH = 4.5
"""WCAG 2.2, success criterion 1.4.3."""

SIXTEEN = ("xterm", "screen", "linux", "vt100")


def contrast(one: ColorTriplet, other: ColorTriplet) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: ColorTriplet) -> float:
    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    return (
        0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue)
    )


def as_shown(colour: str, system: ColorSystem) -> ColorTriplet:
    """Return a colour as a terminal with so many of them shows it."""
    shown = Color.parse(colour).downgrade(system)
    if shown.triplet:
        return shown.triplet
    assert shown.number is not None
    palette = STANDARD_PALETTE if system is ColorSystem.STANDARD else EIGHT_BIT_PALETTE
    return palette[shown.number]


def pairs(name: str) -> Iterator[tuple[str, str, str]]:
    """Yield what stands on what: a name, the text's colour and the background's."""
    theme = THEMES[name]
    of = {**theme.variables, "background": theme.background or "", "panel": theme.panel or ""}
    text = theme.foreground or ""
    for look in get_args(Look):
        style = style_of(look, name)
        colour = style.color.triplet.hex if style.color and style.color.triplet else text
        if style.bgcolor and style.bgcolor.triplet:
            yield look, colour, style.bgcolor.triplet.hex
        else:
            for ground in ("background", "panel", "resting-background"):
                yield f"{look} on {ground}", colour, of[ground]
    for part in ("title", "title-focus", "cursor"):
        yield part, of[f"{part}-foreground"], of[f"{part}-background"]
    for field in ("field", "field-focus"):
        yield field, text, of[f"{field}-background"]
        yield f"placeholder in {field}", of["dim"], of[f"{field}-background"]


@pytest.mark.parametrize(
    "system", [ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT, ColorSystem.STANDARD]
)
@pytest.mark.parametrize("theme", THEMES)
def test_text_stands_out_from_what_it_stands_on(theme: str, system: ColorSystem) -> None:
    poor = {
        name: round(found, 2)
        for name, colour, ground in pairs(theme)
        if (found := contrast(as_shown(colour, system), as_shown(ground, system))) < ENOUGH
    }
    assert poor == {}


@pytest.mark.parametrize("theme", THEMES)
async def test_what_is_drawn_stands_out_on_every_screen(opening: Opening, theme: str) -> None:
    async with opening(WIDE, clinic="ddfl", theme=theme) as agent:
        seen = drawn(agent)
        for keys in ("n", "escape", "d", "escape", "w", "escape", "v", "escape", "t", "escape"):
            await agent.press(keys)
            seen |= drawn(agent)
        await agent.press("n")
        await agent.fill("starts", "31.02")
        seen |= drawn(agent)
        await agent.press("ctrl+p")
        seen |= drawn(agent)
    poor = {pair for pair in seen if contrast(*pair) < ENOUGH}
    assert len(seen) > 5
    assert poor == set()


def drawn(agent: Driver) -> set[tuple[ColorTriplet, ColorTriplet]]:
    """Return each pair of colours in which letters or digits are drawn now."""
    strips = agent.app.screen._compositor.render_strips()
    styles = {
        segment.style
        for strip in strips
        for segment in strip
        if segment.style and any(character.isalnum() for character in segment.text)
    }
    found = set()
    for style in styles:
        assert style.color
        assert style.color.triplet, style
        assert style.bgcolor
        assert style.bgcolor.triplet, style
        one, other = style.color.triplet, style.bgcolor.triplet
        found.add((other, one) if style.reverse else (one, other))
    return found


@pytest.mark.parametrize("term", SIXTEEN)
def test_a_terminal_with_few_colours_gets_none_it_lacks(
    term: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", term)
    with terminal(("-m", "fravaertui"), WIDE) as screen:
        screen.wait_for("tilkoblet").send("ddfl\r").wait_for("pågår")
        assert f"{CURSOR_MARK} Astrid Info" in screen.words, "the row is marked by a sign"
        screen.send("q")
        assert screen.status() == 0
    assert b"38;2;" not in screen.written
    assert b"38;5;" not in screen.written


def test_no_color_is_monochrome(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLORTERM", "truecolor")
    with terminal(("-m", "fravaertui"), WIDE) as screen:
        screen.wait_for("tilkoblet").send("ddfl\r").wait_for("pågår").send("q")
        assert screen.status() == 0
    shades = {
        tuple(part.split(b"m")[0].split(b";")[:3]) for part in screen.written.split(b"38;2;")[1:]
    }
    assert shades
    assert all(len(set(shade)) == 1 for shade in shades), "only shades of grey"
