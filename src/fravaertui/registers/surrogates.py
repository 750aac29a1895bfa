"""Half characters in JSON: an escape of one half of a pair, without the other.

No text can hold one. The JSON reader would put a question mark in its place without a word, or give
up the whole file; marked here, it refuses the one record that it stands in.
"""

import re
from collections import deque

NAMED = "U+D800–DFFF"
"""What such a character is called."""

_MARK = "U+E0001"
_ESCAPED_MARK = rb"\udb40\udc01"
"""A character that no text may have, and that none has: its use was given up before it began."""

_HEX = rb"[0-9a-fA-F]"
_HIGH, _LOW = rb"[dD][89abAB]" + _HEX * 2, rb"[dD][c-fC-F]" + _HEX * 2
_ESCAPE = re.compile(
    rb"\\(?:u"
    + _HIGH
    + rb"\\u"
    + _LOW
    + rb"|(u"
    + _HIGH
    + rb"|u"
    + _LOW
    + rb")|u"
    + _HEX * 4
    + rb"|[^u])",
    re.DOTALL,
)
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")
_LONGEST = 12
"""Bytes of a whole pair as it is escaped."""


def marked(text: bytes, *, is_last: bool) -> tuple[bytes, bytes]:
    """Return a part of a text with its halves marked, and what is to be read with the next part."""
    if b"\\" not in text[-_LONGEST:] and not _HALF.search(text):
        return text, b""
    end = len(text) if is_last else _whole_until(text)
    return _ESCAPE.sub(_mark, text[:end]), text[end:]


def name_of(unsafe: str) -> str:
    """Return the name of a character that is refused, of the mark that of what it stands for."""
    return NAMED if unsafe == _MARK else unsafe


def _mark(escape: re.Match[bytes]) -> bytes:
    return _ESCAPED_MARK if escape[1] else escape[0]


def _whole_until(text: bytes) -> int:
    """Return where an escape begins that may go on after this part, else the end."""
    last = next(iter(deque(_ESCAPE.finditer(text), maxlen=1)), None)
    ended = last.end() if last else 0
    cut = text.find(b"\\", ended)
    if last and last[1] and ended in (cut, len(text)):  # its other half may be what comes
        cut = last.start()
    return cut if cut >= 0 and len(text) - cut < _LONGEST else len(text)
