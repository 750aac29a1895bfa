"""Which characters may stand in text that comes from outside (rule W5).

One definition serves both ends: the models refuse unsafe text at the door, and whatever shows
text neutralises it once more.
"""

import unicodedata

_REFUSED_CATEGORIES = frozenset(
    {
        "Cc",  # C0 and C1 controls: reach the terminal as commands
        "Cf",  # bidirectional and invisible format characters: make text read as what it is not
        "Cs",  # lone surrogates: cannot be encoded
        "Zl",
        "Zp",
    }
)


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

    Nothing is silently dropped: the reader sees that something stood there.
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
