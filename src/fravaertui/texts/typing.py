"""What is said when typed or pasted text could not be kept just as it came."""

from collections.abc import Sequence

from fravaertui.domain.safe_text import Usable
from fravaertui.texts.catalogue import Words

MOST_NAMED = 3


def typing_sentence(usable: Usable, no_room: int, limit: int, words: Words) -> str:
    """Return what was done to the text; empty when nothing was.

    `no_room` is how many characters the field had no room for, of the `limit` it takes.
    """
    told: list[str] = []
    if usable.joined:
        told.append(words("Line ends have become blanks: the field has one line."))
    if usable.left_out:
        names = _named(usable.left_out, words)
        told.append(words("Left out, since it can't be used: {characters}.", characters=names))
    if no_room:
        told.append(
            words.plural(
                "The last character had no room: the field takes {limit}.",
                "The last {n} characters had no room: the field takes {limit}.",
                no_room,
                limit=limit,
            )
        )
    return " ".join(told)


def _named(left_out: Sequence[tuple[str, str]], words: Words) -> str:
    names = [
        words("{code} after «{word}»", code=code, word=word) if word else code
        for code, word in left_out[:MOST_NAMED]
    ]
    more = len(left_out) - len(names)
    if more:
        names.append(words.plural("{n} more", "{n} more", more))
    return ", ".join(names)
