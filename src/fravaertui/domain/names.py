"""Names as they are compared: in plain letters, whatever the case and the keyboard."""

import re
import unicodedata
from functools import lru_cache

from fravaertui.domain.safe_text import INVISIBLE

_LETTERS = str.maketrans(
    {"ø": "o", "æ": "ae", "å": "a", "đ": "d", "ŋ": "n", "ŧ": "t", "ß": "ss"}
    | dict.fromkeys(INVISIBLE, "")
)
_SEPARATORS = str.maketrans(dict.fromkeys("-.,:;/()'+", " "))
_TWO_FOR_ONE = re.compile("a{2,}|oe")
"""How å and ø are typed on a keyboard without them."""


def fold(text: str) -> str:
    """Return the text in lower case and plain letters, without diacritics.

    Norwegian and Sami letters become plain ones. Invisible characters are removed.
    """
    folded = text.casefold().translate(_LETTERS)
    if not folded.isascii():
        decomposed = unicodedata.normalize("NFKD", folded)
        folded = "".join(c for c in decomposed if not unicodedata.combining(c))
    return folded.translate(_SEPARATORS)


def shortened(folded: str) -> str:
    """Return folded text with one letter for `aa` and `oe`, as å and ø are folded."""
    return _TWO_FOR_ONE.sub(lambda found: found[0][0], folded)


@lru_cache(maxsize=4096)  # the same few names at each key, for each substitute of a clinic
def key_words(name: str) -> tuple[str, ...]:
    """Return the words of a name as they are compared, however it is typed."""
    return tuple(shortened(fold(name)).split())
