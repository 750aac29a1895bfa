"""Several files in one request body: a tar archive, which both ends read and write as a stream.

Of tar only the plain header is understood, which `tar --format=ustar` writes: the longer ones would
have to be read whole.
"""

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

MEDIA_TYPE = "application/x-tar"
LARGEST = 512 * 2**20
"""Most bytes of an archive: several times the national register."""

MOST_FILES = 50
LONGEST_NAME = 100
"""Bytes of a file's name that a plain header has room for."""

END = bytes(2 * tarfile.BLOCKSIZE)
"""Two empty blocks."""


class NotAnArchive(Exception):
    """The body is no archive of plain files, or is cut short."""


def header(name: str, size: int, written: float) -> bytes:
    """Return what comes before a file's bytes; `written` is in seconds since 1970."""
    encoded = name.encode("utf-8", "replace")[-LONGEST_NAME:]
    info = tarfile.TarInfo(encoded.decode("utf-8", "ignore"))
    info.size, info.mtime = size, max(int(written), 0)
    return info.tobuf(tarfile.USTAR_FORMAT)


def padding(size: int) -> int:
    """Return how many bytes come after a file's own, to fill its last block."""
    return -size % tarfile.BLOCKSIZE


@dataclass(slots=True)
class Part:
    """A file in an archive, to be read before the next; `written` is in seconds since 1970."""

    name: str
    written: float
    _archive: BinaryIO
    _left: int

    def read(self, size: int, /) -> bytes:
        """Return at most so many bytes, none at the end. Raises NotAnArchive if it is cut short."""
        read = self._archive.read(min(size, self._left) if size >= 0 else self._left)
        if self._left and size and not read:
            raise NotAnArchive
        self._left -= len(read)
        return read


def parts(archive: BinaryIO) -> Iterator[Part]:
    """Yield the files of an archive that can be sought in. Raises NotAnArchive."""
    count = 0
    while block := archive.read(tarfile.BLOCKSIZE):
        if not block.strip(b"\0"):
            break
        count += 1
        info = _info(block)
        if count > MOST_FILES or not info.isreg():
            raise NotAnArchive
        begins = archive.tell()
        yield Part(info.name, info.mtime, archive, info.size)
        archive.seek(begins + info.size + padding(info.size))
    if not count:
        raise NotAnArchive


def _info(block: bytes) -> tarfile.TarInfo:
    try:
        info = tarfile.TarInfo.frombuf(block, "utf-8", "replace")
    except tarfile.HeaderError:
        raise NotAnArchive from None
    if info.size < 0:
        raise NotAnArchive
    return info
