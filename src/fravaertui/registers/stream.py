"""The bytes of a file as its reader takes them: unpacked, and never too many without a record."""

import gzip
import zlib
from collections.abc import Callable
from typing import BinaryIO, Protocol, cast

from fravaertui.domain.directory.entries import Position
from fravaertui.registers.source import FileRefused, Refusal, RefusalCode

CHUNK = 1 << 16
LARGEST_RECORD = 8 << 20
"""Bytes that may go by without one whole record."""

MOST_PARTS = 200_000
"""Elements, lists and objects that one record may have: each takes far more room than its bytes."""

DEEPEST = 100
"""How far inside one another they may be."""

_GZIP = b"\x1f\x8b"


class Readable(Protocol):
    """A stream of bytes, such as an open file or the body of a request."""

    def read(self, size: int, /) -> bytes:
        """Return at most so many bytes, none at the end."""


class _Ahead:
    """A stream of which the beginning can be looked at."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._head = b""

    def peek(self) -> bytes:
        self._head = self._head or self._stream.read(CHUNK)
        return self._head

    def read(self, size: int = CHUNK, /) -> bytes:
        if not self._head:
            return self._stream.read(size)
        size = len(self._head) if size < 0 else size
        head, self._head = self._head[:size], self._head[size:]
        return head


class _Counted:
    """A stream that tells how many bytes have been read of it."""

    def __init__(self, stream: Readable, progress: Callable[[int], object]) -> None:
        self._stream = stream
        self._progress = progress
        self.count = 0

    def read(self, size: int, /) -> bytes:
        read = self._stream.read(size)
        self.count += len(read)
        self._progress(self.count)
        return read


class Source:
    """One file to read, which refuses what would fill the memory. All of it raises FileRefused."""

    def __init__(
        self, stream: Readable, name: str, progress: Callable[[int], object] = lambda _: None
    ) -> None:
        """`name` is the file's; `progress` gets the number of bytes read of the file so far."""
        self.name = name
        self._since_record = 0
        self._records = 0
        self._packed = _Counted(stream, progress)
        packed = _Ahead(self._packed)
        is_packed = packed.peek().startswith(_GZIP)
        # GzipFile says that it needs more of a file than `read`, which it doesn't.
        self._stream = (
            _Ahead(gzip.GzipFile(fileobj=cast(BinaryIO, packed))) if is_packed else packed
        )

    def peek(self) -> bytes:
        """Return the first bytes without taking them; none of an empty file."""
        return self._guarded(self._stream.peek)

    def read(self, size: int = CHUNK, /) -> bytes:
        """Return some of what comes next, none at the end."""
        read = self._guarded(lambda: self._stream.read(size))
        self._since_record += len(read)
        if self._since_record > LARGEST_RECORD:
            raise self.refused(RefusalCode.TOO_LARGE)
        return read

    def end_record(self) -> None:
        """Say that a whole record has been read."""
        self._since_record = 0
        self._records += 1

    def at(self, record: int) -> Position:
        """Return the position of a record, by its number from 1."""
        return Position(self.name, record)

    def refused(
        self,
        code: RefusalCode,
        *,
        field: str = "",
        detail: str = "",
        known: tuple[str, ...] = (),
        line: int | None = None,
        element: str = "",
    ) -> FileRefused:
        """Return the error that refuses the file, with how far it was read.

        A file that ends too early does so where all of it has been read, and an `element` is in
        the last record.
        """
        is_cut = code is RefusalCode.CUT_SHORT
        position = Position(
            self.name,
            record=(self._records or None) if element else None,
            line=line,
            element=element,
            after=0 if line or element else self._records,
            byte=self._packed.count if is_cut else None,
        )
        return FileRefused(Refusal(code, position, field, detail, known))

    def _guarded(self, read: Callable[[], bytes]) -> bytes:
        try:
            return read()
        except EOFError:
            raise self.refused(RefusalCode.CUT_SHORT) from None
        except (gzip.BadGzipFile, zlib.error):
            raise self.refused(RefusalCode.MALFORMED) from None
