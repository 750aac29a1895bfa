"""From typing to codes: whatever the spelling, the spacing, the dashes and the language.

The grammar reads the result, in which numbers, codes and signs stand with one blank between.
"""

import re
import unicodedata

from fravaertui.domain.date_input.vocabulary import (
    MONTH_NAMES,
    NUMBER_WORDS,
    SAYINGS,
    UNITS,
    WEEKDAY_NAMES,
)

_TOKEN = re.compile(r"[0-9]+|[^\W\d_]+|\S")
_NUMBER = re.compile(r"[0-9]+")
_DAY = re.compile(r"[0-9]{1,2}")
_ORDINAL = re.compile(r"(?<=[0-9])(st|nd|rd|th)\b")
_DOTS = re.compile(r"\.{2,}|…")
_USUAL = re.compile("[\t-~\u00a0-\u00ac\u00ae-\u024f\u2013\u2014\u2026]*")
"""Letters of Latin alphabets, signs and the two common dashes: nothing to leave out of it."""
_PLAIN_DASHES = str.maketrans({"–": "-", "—": "-"})
_LATIN_JULY = "jul"
"""«jul» is July next to a day of the month, and Christmas alone or with a year."""


def visible(text: str) -> str:
    """Return the text in lower case, with plain dashes and without invisible characters.

    Soft hyphens, zero width blanks and joiners, byte order marks and marks of direction come along
    when text is pasted.
    """
    if _USUAL.fullmatch(text):
        return " ".join(text.translate(_PLAIN_DASHES).lower().split())
    seen = (
        "-" if kind == "Pd" or sign == "−" else sign
        for sign in unicodedata.normalize("NFC", text)
        if (kind := unicodedata.category(sign)) != "Cf"
    )
    return " ".join("".join(seen).lower().split())


def codes(said: str) -> str:
    """Return what `visible` made, as numbers, codes and signs."""
    plain = _DOTS.sub(" - ", _ORDINAL.sub(".", said))
    tokens = [t for t in _TOKEN.findall(plain) if t not in "'’()«»\";:"]
    read: list[str] = []
    at = 0
    while at < len(tokens):
        code, length = _code_at(tokens, at)
        if code:
            read.append(code)
        at += length
    return _tidied(" ".join(read))


def _code_at(tokens: list[str], at: int) -> tuple[str, int]:
    """Return the code at a position, and how many tokens it spans."""
    if _is_counted(tokens, at):
        return NUMBER_WORDS[tokens[at]], 1
    longest = _LONGEST_SAYING.get(tokens[at], 0)
    for length in range(min(longest, len(tokens) - at), 0, -1):
        code = _SAYINGS.get(tuple(tokens[at : at + length]))
        if code is not None:
            if tokens[at] == _LATIN_JULY and _beside_day(tokens, at):
                return "M7", 1
            return code, length
    token = tokens[at]
    if token in MONTH_NAMES:
        return f"M{MONTH_NAMES[token]}", 1
    if token in WEEKDAY_NAMES:
        return f"D{WEEKDAY_NAMES[token]}", 1
    return token, 1


def _is_counted(tokens: list[str], at: int) -> bool:
    """Tell whether a word is a number: "to uker", and not "12.6 to week 28"."""
    following = tokens[at + 1 : at + 3]
    return (
        tokens[at] in NUMBER_WORDS
        and bool(following)
        and SAYINGS.get(following[0]) in UNITS
        and not (len(following) > 1 and _NUMBER.fullmatch(following[1]))
    )


def _beside_day(tokens: list[str], at: int) -> bool:
    before = [t for t in tokens[max(at - 2, 0) : at] if t != "."][-1:]
    return any(_DAY.fullmatch(t) for t in (*before, *tokens[at + 1 : at + 2]))


def _tidied(read: str) -> str:
    """Return codes without mere separators."""
    for token, pattern, instead in _TIDY:
        if token in read:
            read = pattern.sub(instead, read)
    return read.lstrip(" ,").rstrip(" .,")


_TIDY = (
    ("OM ", re.compile(r"\bOM (?![0-9])"), ""),  # "in July"
    (" .", re.compile(r"(D[1-7]|W|Um|ROUGH|TOM|FOM)(?: \.)+(?= |$)"), r"\1"),
    ("Um", re.compile(r"(M[0-9]+) (?:\. )?Um\b"), r"\1"),  # "juli måned"
    ("T", re.compile(r"(?:[-,&] )+(?=(?:TIL|TOM|UNTIL|UT)\b)"), ""),
    ("BACK", re.compile(r"(?:[-,&] )+(?=BACK\b)"), ""),
    ("TIL ", re.compile(r"\b(?:TIL|UNTIL) (?=(?:BACK|TOM|UT)\b)"), ""),
    (", & ", re.compile(r", & "), "& "),
)
"""Each with a token without which it changes nothing."""
_SAYINGS = {tuple(_TOKEN.findall(said)): code for said, code in SAYINGS.items()}
_LONGEST_SAYING: dict[str, int] = {}
"""How many tokens the longest saying has that begins with a token."""
for _said in _SAYINGS:
    _LONGEST_SAYING[_said[0]] = max(len(_said), _LONGEST_SAYING.get(_said[0], 0))
