"""Places and streets as people write them, where a register has only capitals."""

import re

_SMALL = frozenset(
    [
        "av",
        "i",
        "og",
        "på",
        "til",
        "under",
        "ved",
        "allé",
        "gata",
        "gate",
        "kommune",
        "plass",
        "suohkan",
        "tjïelte",
        "tjielte",
        "veg",
        "vegen",
        "vei",
        "veien",
    ]
)
"""Words inside a name that have no capital: «Mo i Rana», «Noras gate»."""

_NUMERAL = re.compile(r"(II|III|IV|VI|VII|VIII|IX|XI|XII)(S?)")
"""Kings' numbers, also where something is theirs: «Haakon VIIs gate»."""

_WORD = re.compile(r"[^\W\d_]+")


def as_written(name: str) -> str:
    """Return a name in capitals with capitals only where they belong; other names as they are.

    Each part of a double name begins with one, on either side of a hyphen, a slash or a blank.
    """
    return _WORD.sub(_word, name) if name.isupper() else name


def _word(found: re.Match[str]) -> str:
    word = found.group()
    if numeral := _NUMERAL.fullmatch(word):
        return numeral.group(1) + numeral.group(2).lower()
    is_inside = found.string[: found.start()].endswith(" ")
    return word.lower() if is_inside and word.lower() in _SMALL else word.capitalize()
