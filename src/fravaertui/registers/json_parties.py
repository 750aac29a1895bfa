"""Communication parties as JSON: one, a list, or the register's export, read party by party."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ijson.backends import yajl2_c
from ijson.common import IncompleteJSONError, JSONError

from fravaertui.registers.node import Node
from fravaertui.registers.source import RefusalCode
from fravaertui.registers.stream import DEEPEST, MOST_PARTS, Source
from fravaertui.registers.surrogates import marked

_BOM = b"\xef\xbb\xbf"
_EXPORT = re.compile(rb'"[cC]ommunicationParties"\s*:\s*\[')
_READ_AT = re.compile(rb'"[lL]astDateTimeOffset"\s*:\s*"([0-9T:.+Z-]{10,40})"')
_CHUNK = 4096
"""Small, so that little can be inside one another before it is counted."""

_WRAPPER = "communicationParty"


def is_export(head: bytes) -> bool:
    """Tell from the beginning of a file whether it is the register's export of all parties."""
    return bool(_EXPORT.search(head))


def read_at(head: bytes) -> str:
    """Return the moment that an export says it was made at; empty when it doesn't."""
    found = _READ_AT.search(head)
    return found[1].decode() if found else ""


def json_nodes(source: Source) -> Iterator[Node]:
    """Yield the parties of a file. Raises FileRefused, also after the first ones."""
    head = source.peek()
    if b"\0" in head[:4]:  # UTF-16, which JSON is never sent as
        raise source.refused(RefusalCode.ENCODING)
    name = _EXPORT.search(head)
    if name:
        prefix = name[0].split(b'"')[1].decode() + ".item"
    else:
        prefix = "item" if head.lstrip(_BOM + b" \t\r\n").startswith(b"[") else ""
    number, guarded = 0, _Guarded(source)
    try:
        values = yajl2_c.items(guarded, prefix, buf_size=_CHUNK, use_float=True)
        for number, value in enumerate(values, 1):
            guarded.end_record()
            yield Node(_unwrapped(value), source.at(number))
    except IncompleteJSONError as error:  # also for bytes that are no text
        if "invalid bytes in UTF8" in str(error):
            raise source.refused(RefusalCode.ENCODING) from None
        cut = "premature EOF" in str(error)
        raise source.refused(RefusalCode.CUT_SHORT if cut else RefusalCode.MALFORMED) from None
    except (JSONError, UnicodeDecodeError, OverflowError, ValueError):
        raise source.refused(RefusalCode.MALFORMED) from None
    if not number:
        raise source.refused(RefusalCode.NO_PARTIES)


class _Guarded:
    """A source as ijson may read it: no mark of UTF-8, and bounds to what it builds.

    What is inside one another is counted by signs, in strings too: it is not meant to be exact,
    but to stop before ijson takes a long time over it.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._at_start = True
        self._left = b""
        self._depth = 0
        self._parts = 0

    def end_record(self) -> None:
        """Count from here: what follows is another record."""
        self._source.end_record()
        self._depth = self._parts = 0

    def read(self, size: int) -> bytes:
        read = self._read(size)
        begun = read.count(b"[") + read.count(b"{")
        self._parts += begun
        self._depth += begun - read.count(b"]") - read.count(b"}")
        if self._depth > DEEPEST:
            raise self._source.refused(RefusalCode.TOO_DEEP)
        if self._parts > MOST_PARTS:
            raise self._source.refused(RefusalCode.TOO_LARGE)
        if self._at_start and read:
            self._at_start = False
            return read.removeprefix(_BOM)
        return read

    def _read(self, size: int) -> bytes:
        """Return what comes next with half characters marked, none at the end only."""
        while chunk := self._source.read(size):
            read, self._left = marked(self._left + chunk, is_last=False)
            if read:
                return read
        read, self._left = marked(self._left, is_last=True)
        return read


def _unwrapped(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        return {}
    inner = value.get(_WRAPPER)
    return inner if isinstance(inner, Mapping) else value
