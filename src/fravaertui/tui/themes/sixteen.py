"""Colours on terminals that have sixteen: by their hue, which is what a colour of a state means.

The nearest by its red, green and blue may be a grey: so it is for a dark green.
"""

from colorsys import rgb_to_hls
from functools import lru_cache

from rich.color import Color, ColorSystem
from rich.color_triplet import ColorTriplet

from fravaertui.tui.themes.contrast import ENOUGH, contrast

_LEAST_CHROMA = 30
"""Below this difference between its strongest and weakest part, of 255, a colour is a grey."""
_NEAR = 40 / 360
"""How far off a hue may be, as a part of the circle."""
_BARELY_ENOUGH = 3.0
"""The least contrast of signs and large text: terminals have shades of their own for the sixteen,
and a hue that says what a state is goes before a little more contrast of a guess.
"""
_COLOURS = tuple(
    Color.parse(f"#{shade}").get_truecolor()
    for shade in (
        *("000000", "aa0000", "00aa00", "aa5500", "0000aa", "aa00aa", "00aaaa", "aaaaaa"),
        *("555555", "ff5555", "55ff55", "ffff55", "5555ff", "ff55ff", "55ffff", "ffffff"),
    )
)
"""By their numbers, in the shades that Rich takes them for."""


@lru_cache
def in_sixteen(colour: str, ground: str) -> str:
    """Return which of sixteen colours a colour (`#rrggbb`) on a ground is shown in.

    It has the same hue, where one of the sixteen does and stands out from the ground.
    """
    shown, below = _triplet(colour), _nearest(ground)
    if _chroma(shown) < _LEAST_CHROMA:
        return _nearest(colour).hex
    coloured = [one for one in _COLOURS if _chroma(one) >= _LEAST_CHROMA]
    for least in (ENOUGH, _BARELY_ENOUGH):
        standing_out = [one for one in coloured if contrast(one, below) >= least]
        best = min(standing_out, key=lambda one: _unlike(one, shown), default=None)
        if best and _apart(best, shown) <= _NEAR:
            return best.hex
    return _nearest(colour).hex


def letters_on(ground: str) -> str:
    """Return whether black or white letters (`#rrggbb`) stand out more from a ground."""
    below = _triplet(ground)
    return max((_COLOURS[0], _COLOURS[15]), key=lambda one: contrast(one, below)).hex


def _triplet(colour: str) -> ColorTriplet:
    return Color.parse(colour).get_truecolor()


def _nearest(colour: str) -> ColorTriplet:
    """Return the one of sixteen that is nearest, as Rich measures it."""
    number = Color.parse(colour).downgrade(ColorSystem.STANDARD).number
    return _COLOURS[number or 0]


def _chroma(colour: ColorTriplet) -> int:
    return max(colour) - min(colour)


def _unlike(one: ColorTriplet, other: ColorTriplet) -> tuple[float, int]:
    """Return how far apart two colours are: by hue, and where that is the same by brightness."""
    return round(_apart(one, other), 2), abs(sum(one) - sum(other))


def _apart(one: ColorTriplet, other: ColorTriplet) -> float:
    """Return how far apart two hues are, as a part of the circle."""
    apart = abs(rgb_to_hls(*one.normalized)[0] - rgb_to_hls(*other.normalized)[0])
    return min(apart, 1 - apart)
