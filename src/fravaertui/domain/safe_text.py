"""Which characters may stand in text that comes from outside (rule W5).

One definition serves both ends: the models refuse unsafe text, and whatever shows text neutralises
it again. What an agent types or pastes is cleaned before it is stored.
"""

import re
import unicodedata
from dataclasses import dataclass

_REFUSED_CATEGORIES = frozenset(
    {
        "Cc",  # C0 and C1 controls: reach the terminal as commands
        "Cf",  # bidirectional and invisible format characters: make text read as what it is not
        "Cs",  # lone surrogates: cannot be encoded
        "Zl",
        "Zp",
    }
)

INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""Soft hyphen, zero-width space and joiners, byte order mark: they come with text copied from pages
and documents, mean nothing, and are removed from what is typed.
"""

_FALLS_AWAY = dict.fromkeys(map(ord, INVISIBLE))
_LINE_END = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_LONGEST_WORD = 20


@dataclass(frozen=True, slots=True)
class Usable:
    """Typed or pasted text made usable, and how it was changed.

    `joined` means that line ends became blanks; `left_out` names each character that can't be used,
    as `U+202E`, with the word before it.
    """

    text: str
    joined: bool = False
    left_out: tuple[tuple[str, str], ...] = ()


def usable(text: str, *, lines: bool = False) -> Usable:
    """Return typed text without unusable characters; with `lines` it may have several lines."""
    if text.isprintable():
        return Usable(text)
    whole = _LINE_END.sub("\n", text.translate(_FALLS_AWAY)).replace("\t", " ")
    if not lines:
        whole = whole.strip("\n")
    joined = not lines and "\n" in whole
    if joined:
        whole = whole.replace("\n", " ")
    characters: list[str] = []
    left_out: list[tuple[str, str]] = []
    for character in whole:
        if character == "\n" or not is_unsafe(character):
            characters.append(character)
        else:
            before = "".join(characters).split()[-1:]
            word = before[0][-_LONGEST_WORD:] if before else ""
            left_out.append((f"U+{ord(character):04X}", word))
    return Usable("".join(characters), joined, tuple(left_out))


def is_unsafe(character: str) -> bool:
    """Tell whether a character could command a terminal or disguise the text around it."""
    return unicodedata.category(character) in _REFUSED_CATEGORIES


def first_unsafe(text: str, *, allow_newline: bool = False) -> str | None:
    """Return the name of the first unsafe character in the text as `U+001B`, or None."""
    if text.isprintable():  # nothing of the refused categories is
        return None
    for character in text:
        if is_unsafe(character) and not (allow_newline and character == "\n"):
            return f"U+{ord(character):04X}"
    return None


def neutralise(text: str, *, keep_newlines: bool = False) -> str:
    """Return the text with each unsafe character replaced by a visible stand-in.

    Nothing is dropped silently: the reader sees that something was there.
    """
    if text.isprintable():
        return text
    return "".join(
        character
        if not is_unsafe(character)
        else ("\n" if keep_newlines and character == "\n" else _stand_in(character))
        for character in text
    )


def _stand_in(character: str) -> str:
    """A blank for white space, the replacement character for anything else."""
    return " " if character in "\t\n\r\u2028\u2029" else "\N{REPLACEMENT CHARACTER}"
