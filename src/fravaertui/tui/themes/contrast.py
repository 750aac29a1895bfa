"""How well one colour stands out from another, on terminals with many colours and with few.

The measure is that of WCAG 2.2, success criterion 1.4.3.
"""

from functools import lru_cache

from rich.color import Color, ColorSystem
from rich.color_triplet import ColorTriplet

ENOUGH = 4.5
"""The least contrast of text that is not large."""

_MANY = (ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT)
_ALL = (*_MANY, ColorSystem.STANDARD)


@lru_cache
def least_contrast(one: str, other: str, *, sixteen: bool = True) -> float:
    """Return the contrast of two colours (`#rrggbb`) on the terminal that shows it worst.

    `sixteen` is whether terminals with sixteen colours are counted.
    """
    systems = _ALL if sixteen else _MANY
    return min(contrast(_shown(one, system), _shown(other, system)) for system in systems)


def _shown(colour: str, system: ColorSystem) -> ColorTriplet:
    return Color.parse(colour).downgrade(system).get_truecolor()


def contrast(one: ColorTriplet, other: ColorTriplet) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: ColorTriplet) -> float:
    red, green, blue = (_linear(part) for part in colour.normalized)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
