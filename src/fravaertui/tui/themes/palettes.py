"""Themes as data: a file of colours each, those that come with the program and the agent's own.

A file that can't be used is told of, with what to do about it; the others work.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any

from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.causes import cause_phrase
from fravaertui.texts.suggestions import suggestion
from fravaertui.tui.themes.contrast import ENOUGH, least_contrast

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_LARGEST_FILE = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The colours of a theme (`#rrggbb`), named by what they are for."""

    dark: bool
    """Whether light letters stand on a dark ground."""
    colours: bool = True
    """Whether states differ by colour; if not, by bold, underlined and inverse."""

    background: str
    panel: str
    """Behind the header and the keys."""
    resting: str
    """The chosen row of a list that does not have the keys."""
    cursor: str
    """The chosen row of the list that does."""
    field: str
    field_focus: str

    text: str
    dim: str
    cursor_text: str
    accent: str
    key: str
    open: str
    substitute: str
    warning: str
    closed: str
    error: str

    edge: str
    edge_focus: str

    def colour(self, name: str) -> str:
        """Return one of the colours by its name."""
        return str(getattr(self, name))


_NAMES = tuple(field.name for field in fields(Palette))


class Fault(StrEnum):
    """Why a theme can't be used; the value is the sentence's message id."""

    UNREADABLE = msgid("Theme {file}: the file can't be read ({cause}). Correct it or remove it.")
    UNKNOWN = msgid("Theme {file}: there is no colour {name}. {known}")
    MISSING = msgid("Theme {file}: {name} is missing. Copy it from the theme dark.")
    NO_COLOUR = msgid("Theme {file}: {name} is not a colour. Write it as in {example}.")
    TOO_ALIKE = msgid(
        "Theme {file}: {name} on {ground} is hard to read (contrast {found}, at least {least}). "
        "Make them more unlike each other."
    )


@dataclass(frozen=True, slots=True)
class PaletteProblem:
    """Why a theme's file can't be used."""

    fault: Fault
    file: str
    name: str = ""
    ground: str = ""
    found: str = ""

    def sentence(self, words: Words) -> str:
        """Return what is wrong, where, and what to do."""
        return words(
            self.fault.value,
            file=self.file,
            name=self.name,
            ground=self.ground,
            found=self.found,
            cause=cause_phrase(self.found, words),
            known=suggestion(self.name, _NAMES, words),
            example='"#79c0ff"',
            least=str(ENOUGH),
        ).rstrip()


@dataclass(frozen=True, slots=True)
class Palettes:
    """The themes there are, by name, and what is wrong with those that could not be used."""

    by_name: dict[str, Palette]
    problems: tuple[PaletteProblem, ...] = ()


def read_palettes(shipped: Path, own: Path | None = None) -> Palettes:
    """Read the themes of the program and of the agent, whose own of the same name wins.

    Raises OSError, TypeError and ValueError for a theme of the program, which is always there.
    """
    by_name = {file.stem: Palette(**_read(file)) for file in sorted(shipped.glob("*.toml"))}
    problems: list[PaletteProblem] = []
    for file in sorted(own.glob("*.toml")) if own else ():
        palette, found = _read_own(file)
        problems += found
        if palette:
            by_name[file.stem] = palette
    return Palettes(by_name, tuple(problems))


def unlike(palette: Palette) -> Iterator[tuple[str, str, float]]:
    """Yield what is too like what it is written on to be read, and the contrast there is."""
    for letters, ground in _pairs():
        sixteen = ground != "cursor"  # which is inverse there
        one, other = palette.colour(letters), palette.colour(ground)
        contrast = least_contrast(one, other, sixteen=sixteen)
        if contrast < ENOUGH:
            yield letters, ground, contrast


def _pairs() -> Iterator[tuple[str, str]]:
    """Yield what is written on what, or the other way about in a label, by the colours' names."""
    letters = ("text", "dim", "accent", "key", "open", "substitute", "warning", "closed", "error")
    for ground in ("background", "panel", "resting"):
        yield from ((name, ground) for name in letters)
    for ground in ("field", "field_focus"):
        yield from ((name, ground) for name in ("text", "dim"))
    yield "cursor_text", "cursor"


def _read(file: Path) -> dict[str, Any]:
    with file.open(encoding="utf-8") as stream:
        return tomllib.loads(stream.read(_LARGEST_FILE))


def _read_own(file: Path) -> tuple[Palette | None, Sequence[PaletteProblem]]:
    name = file.name
    try:
        values = _read(file)
    except (OSError, ValueError, RecursionError) as error:
        return None, [PaletteProblem(Fault.UNREADABLE, name, found=str(error))]
    wrong = [PaletteProblem(fault, name, value) for value, fault in _faults(values)]
    if wrong:
        return None, wrong
    palette = Palette(**values)
    alike = [
        PaletteProblem(Fault.TOO_ALIKE, name, letters, ground, f"{contrast:.1f}")
        for letters, ground, contrast in unlike(palette)
    ]
    return (None if alike else palette), alike


def _faults(values: Mapping[str, object]) -> Iterator[tuple[str, Fault]]:
    """Yield what can't be in a palette, by its name, and why."""
    for field in fields(Palette):
        value = values.get(field.name, field.default)
        if value is MISSING:
            yield field.name, Fault.MISSING
        elif field.type is bool:
            if not isinstance(value, bool):
                yield field.name, Fault.NO_COLOUR
        elif not (isinstance(value, str) and _COLOUR.fullmatch(value)):
            yield field.name, Fault.NO_COLOUR
    yield from ((name, Fault.UNKNOWN) for name in values if name not in _NAMES)
