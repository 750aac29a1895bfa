"""Readable for everyone: contrast in each theme, on terminals with many colours, few and none."""

from collections.abc import Iterator
from colorsys import rgb_to_hls
from pathlib import Path
from typing import get_args

import pytest
from rich._palettes import EIGHT_BIT_PALETTE, STANDARD_PALETTE
from rich.color import Color, ColorSystem
from rich.color_triplet import ColorTriplet

from fravaertui.cli.settings import Paths
from fravaertui.session.choices import Choices, store
from fravaertui.tui.themes import Look, style_of, style_on_cursor
from fravaertui.tui.themes.palettes import read_palettes
from fravaertui.tui.themes.shipped import THEMES
from fravaertui.tui.widgets.record_list import CURSOR_MARK
from tests.tui.conftest import Opening
from tests.tui.driver import WIDE, Driver
from tests.tui.terminal import terminal

ENOUGH = 4.5
"""WCAG 2.2, success criterion 1.4.3."""

PALETTES = read_palettes(THEMES).by_name

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


def pairs(name: str, system: ColorSystem) -> Iterator[tuple[str, str, str]]:
    """Yield what stands on what: a name, the text's colour and the background's."""
    palette = PALETTES[name]
    for look in get_args(Look):
        style = style_of(look, palette, sixteen=system is ColorSystem.STANDARD)
        text = hex_of(style.color) or palette.text
        if style.bgcolor:
            yield look, text, hex_of(style.bgcolor)
            continue
        for ground in ("background", "panel", "resting"):
            yield f"{look} on {ground}", text, palette.colour(ground)
        chosen = style_on_cursor(look, palette, sixteen=system is ColorSystem.STANDARD)
        yield f"{look} on the cursor", hex_of(chosen.color) or palette.text, hex_of(chosen.bgcolor)
    for field in ("field", "field_focus"):
        yield field, palette.text, palette.colour(field)
        yield f"placeholder in {field}", palette.dim, palette.colour(field)


def hex_of(colour: Color | None) -> str:
    return colour.triplet.hex if colour and colour.triplet else ""


@pytest.mark.parametrize(
    "system", [ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT, ColorSystem.STANDARD]
)
@pytest.mark.parametrize("theme", PALETTES)
def test_text_stands_out_from_what_it_stands_on(theme: str, system: ColorSystem) -> None:
    found = {
        name: round(contrast(as_shown(colour, system), as_shown(ground, system)), 2)
        for name, colour, ground in pairs(theme, system)
    }
    poor = {name for name, enough in found.items() if enough < ENOUGH}
    if system is ColorSystem.STANDARD:  # whose shades nobody knows: there the hue goes first
        poor = {name for name in poor if not name.startswith("open on ") or found[name] < 3}
    assert poor == set()


@pytest.mark.parametrize("theme", [name for name, palette in PALETTES.items() if palette.colours])
def test_each_state_has_its_hue_on_terminals_with_sixteen_colours(theme: str) -> None:
    palette = PALETTES[theme]
    hues = {"open": 120, "closed": 0, "warning": 45, "substitute": 210}
    shown: dict[str, str] = {}
    for look in get_args(Look):
        name = look.partition(" ")[0]
        if name in hues:
            style = style_of(look, palette, sixteen=True)
            hexed = hex_of(style.bgcolor if look not in hues else style.color)
            assert as_shown(hexed, ColorSystem.STANDARD).hex == hexed, "is one of the sixteen"
            assert shown.setdefault(name, hexed) == hexed
            red, green, blue = (int(hexed[at : at + 2], 16) for at in (1, 3, 5))
            hue = rgb_to_hls(red, green, blue)[0] * 360
            assert abs(hue - hues[name]) <= 30
    assert len(set(shown.values())) == len(hues)


@pytest.mark.parametrize("theme", PALETTES)
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
        assert f"{CURSOR_MARK}■ Astrid Info" in screen.words, "the row is marked by a sign"
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


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("open", None), "Temaet mitt.toml: open mangler. Kopier den fra temaet dark."),
        (("open", '"grønn"'), "Temaet mitt.toml: open er ikke en farge. Skriv den som"),
        (("opne", '"#79c0ff"'), "Temaet mitt.toml: det er ingen farge opne. Mente du open?"),
        (("dim", '"#22272e"'), "Temaet mitt.toml: dim på background er vanskelig å lese"),
        (("dark", "=="), "Temaet mitt.toml: filen kan ikke leses"),
    ],
    ids=["missing", "no colour", "unknown", "alike", "no TOML"],
)
async def test_a_theme_that_cannot_be_used_is_told_of_and_the_program_starts(
    opening: Opening, tmp_path: Path, change: tuple[str, str | None], sentence: str
) -> None:
    write_theme(tmp_path / "mitt.toml", dict([change]))
    async with opening(WIDE, theme="mitt", themes=tmp_path) as agent:
        assert agent.app.theme == "dark"
        assert sentence in agent.note


async def test_a_theme_of_ones_own_is_used_and_one_of_the_same_name_wins(
    opening: Opening, tmp_path: Path
) -> None:
    write_theme(tmp_path / "mitt.toml", {"open": '"#99ff99"'})
    write_theme(tmp_path / "light.toml", {"open": '"#aaffaa"'})
    async with opening(WIDE, theme="mitt", themes=tmp_path) as agent:
        assert agent.app.palette.open == "#99ff99"
        assert agent.app.palettes["light"].open == "#aaffaa"


def write_theme(file: Path, changed: dict[str, str | None]) -> None:
    """Write the dark theme with some of its lines changed, added or left out."""
    lines = {
        line.split(" = ")[0]: line.split(" = ")[1].split("  #")[0]
        for line in (THEMES / "dark.toml").read_text().splitlines()
        if " = " in line
    }
    kept = {name: value for name, value in (lines | changed).items() if value is not None}
    file.write_text("".join(f"{name} = {value}\n" for name, value in kept.items()))


async def test_a_theme_chosen_in_the_program_is_remembered_with_the_rest(opening: Opening) -> None:
    stored: list[Choices] = []
    before = Choices(getting_started=False)
    async with opening(WIDE, choices=before, store_choices=stored.append) as agent:
        await agent.press("escape", "ctrl+t")
        chosen = agent.app.theme
        assert agent.note == "Temaet er nå lyst."
    assert stored == [Choices(getting_started=False, theme=chosen)]
    assert chosen != "dark"


@pytest.mark.parametrize(
    ("options", "expected"),
    [((), "light"), (("--theme", "mono"), "mono")],
    ids=["remembered", "this start's"],
)
def test_the_theme_remembered_gives_way_to_that_of_this_start(
    options: tuple[str, ...], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")
    store(Paths.of_user().choices, Choices(theme="light"))
    with terminal(("-m", "fravaertui", *options), WIDE) as screen:
        screen.wait_for("tilkoblet").send("\x11")
        assert screen.status() == 0
    red, green, blue = (int(PALETTES[expected].panel[at : at + 2], 16) for at in (1, 3, 5))
    assert f"48;2;{red};{green};{blue}".encode() in screen.written
