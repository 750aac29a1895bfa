"""Themes as data: a file of colours each, those that come with the program and the agent's own.

A file that can't be used is told of, with what to do about it; the others work.
"""

import difflib
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import StringConstraints, ValidationError

from fravaertui.domain.model import Value
from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.causes import cause_phrase
from fravaertui.tui.themes.contrast import ENOUGH, least_contrast

Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")]

_LARGEST_FILE = 20_000


class Palette(Value):
    """The colours of a theme, named by what they are for."""

    dark: bool
    """Whether light letters stand on a dark ground."""
    colours: bool = True
    """Whether states differ by colour; if not, by bold, underlined and inverse."""

    background: Colour
    panel: Colour
    """Behind the header and the keys."""
    resting: Colour
    """The chosen row of a list that does not have the keys."""
    cursor: Colour
    """The chosen row of the list that does."""
    field: Colour
    field_focus: Colour

    text: Colour
    dim: Colour
    cursor_text: Colour
    accent: Colour
    key: Colour
    open: Colour
    substitute: Colour
    warning: Colour
    closed: Colour
    error: Colour

    edge: Colour
    edge_focus: Colour

    def colour(self, name: str) -> str:
        """Return one of the colours by its name."""
        return str(getattr(self, name))


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
        nearest = difflib.get_close_matches(self.name, list(Palette.model_fields), n=1)
        return words(
            self.fault.value,
            file=self.file,
            name=self.name,
            ground=self.ground,
            found=self.found,
            cause=cause_phrase(self.found, words),
            known=words("Did you mean {nearest}?", nearest=nearest[0]) if nearest else "",
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

    Raises OSError and ValueError for a theme of the program itself, which is always there.
    """
    by_name = {file.stem: _read(file) for file in sorted(shipped.glob("*.toml"))}
    problems: list[PaletteProblem] = []
    for file in sorted(own.glob("*.toml")) if own else ():
        palette, found = _read_own(file)
        problems += found
        if palette:
            by_name[file.stem] = palette
    return Palettes(by_name, tuple(problems))


def unlike(palette: Palette) -> Iterator[tuple[str, str, float]]:
    """Yield what is too like what it is written on to be read, and the contrast there is."""
    for letters, ground in _pairs(palette):
        sixteen = ground != "cursor"  # which is inverse there
        one, other = palette.colour(letters), palette.colour(ground)
        contrast = least_contrast(one, other, sixteen=sixteen)
        if contrast < ENOUGH:
            yield letters, ground, contrast


def _pairs(palette: Palette) -> Iterator[tuple[str, str]]:
    """Yield what is written on what, by the names of the colours."""
    letters = ("text", "dim", "accent", "key", "open", "substitute", "warning", "closed", "error")
    for ground in ("background", "panel", "resting"):
        yield from ((name, ground) for name in letters)
    for ground in ("field", "field_focus"):
        yield from ((name, ground) for name in ("text", "dim"))
    yield "cursor_text", "cursor"
    if palette.colours:  # what a state is labelled with
        yield from (("background", state) for state in ("open", "substitute", "warning", "closed"))


def _read(file: Path) -> Palette:
    with file.open(encoding="utf-8") as stream:
        return Palette.model_validate(tomllib.loads(stream.read(_LARGEST_FILE)))


def _read_own(file: Path) -> tuple[Palette | None, Sequence[PaletteProblem]]:
    name = file.name
    try:
        palette = _read(file)
    except ValidationError as error:
        return None, [_invalid(name, str(one["loc"][0]), one["type"]) for one in error.errors()]
    except (OSError, ValueError, RecursionError) as error:
        return None, [PaletteProblem(Fault.UNREADABLE, name, found=str(error))]
    alike = [
        PaletteProblem(Fault.TOO_ALIKE, name, letters, ground, f"{contrast:.1f}")
        for letters, ground, contrast in unlike(palette)
    ]
    return (None if alike else palette), alike


def _invalid(file: str, name: str, kind: str) -> PaletteProblem:
    faults = {"extra_forbidden": Fault.UNKNOWN, "missing": Fault.MISSING}
    return PaletteProblem(faults.get(kind, Fault.NO_COLOUR), file, name)
