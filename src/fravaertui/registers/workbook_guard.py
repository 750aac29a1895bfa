"""A spreadsheet looked through before it is opened, since a small one can take gigabytes.

Its reader makes room for each cell between the first and the last that has something, and gives
each cell its own copy of a text that many share.
"""

import io
import zipfile
import zlib
from collections.abc import Callable
from typing import IO
from xml.parsers import expat

from fravaertui.domain.safe_text import neutralise
from fravaertui.registers.source import RefusalCode
from fravaertui.registers.stream import CHUNK, DEEPEST, Source
from fravaertui.registers.workbook_cells import (
    MOST_CELLS,
    BrokenSheet,
    Cells,
    Elements,
    OpenDocumentCells,
    SharedTexts,
    SheetCells,
    TooManyCells,
)

LARGEST_WORKBOOK = 64 << 20
"""Bytes that a spreadsheet may have when it is unpacked."""

_MOST_ELEMENTS = 4 * MOST_CELLS
_LONGEST_TAG = 1 << 20
_LONGEST_NAME = 60
_BINARY = "xl/workbook.bin"
_MIMETYPE, _CONTENT = "mimetype", "content.xml"
_OPEN_DOCUMENT = (_MIMETYPE, "META-INF/manifest.xml", _CONTENT)
_SHARED = "sharedstrings.xml"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BAD_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError)


def looked_through(content: IO[bytes], source: Source) -> io.BytesIO:
    """Return a spreadsheet packed anew from what has been looked at. Raises FileRefused.

    So its reader never sees what the file claims of itself, nor a part that is not counted here.
    """
    try:
        with zipfile.ZipFile(content) as archive:
            return _packed_anew(archive, source)
    except _BAD_ZIP:
        raise source.refused(RefusalCode.CUT_SHORT) from None
    except BrokenSheet:
        raise source.refused(RefusalCode.MALFORMED) from None
    except TooManyCells:
        raise source.refused(RefusalCode.SHEET_TOO_LARGE) from None


def _packed_anew(archive: zipfile.ZipFile, source: Source) -> io.BytesIO:
    names = archive.namelist()
    if _BINARY in (name.lower() for name in names):
        raise source.refused(RefusalCode.BINARY_SHEET)
    is_open_document = _MIMETYPE in names and _CONTENT in names
    parts = [
        part
        for part in archive.infolist()
        if (part.filename in _OPEN_DOCUMENT if is_open_document else _is_read(part.filename))
    ]
    if len({part.filename.lower() for part in parts}) < len(parts):
        raise BrokenSheet
    parts.sort(key=lambda part: not _is_shared(part.filename))
    cells, unpacked, anew = Cells(), _Unpacked(), io.BytesIO()
    with zipfile.ZipFile(anew, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for part in parts:
            if part.compress_type not in _METHODS or part.flag_bits & 1:
                raise BrokenSheet
            counted = _counted(part.filename, cells, is_open_document=is_open_document)
            try:
                with archive.open(part) as packed, target.open(part.filename, "w") as copy:
                    unpacked.copy(packed, copy, counted)
            except (expat.ExpatError, BrokenSheet):
                part_of_it = neutralise(part.filename)[-_LONGEST_NAME:]
                raise source.refused(RefusalCode.MALFORMED, element=part_of_it) from None
    anew.seek(0)
    return anew


def _is_read(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))


def _is_shared(name: str) -> bool:
    return name.lower().endswith(_SHARED)


def _counted(name: str, cells: Cells, *, is_open_document: bool) -> Elements | None:
    """Return what counts the cells of a part; nothing for one that isn't XML."""
    if name == _MIMETYPE:
        return None
    if is_open_document:
        return OpenDocumentCells(cells) if name == _CONTENT else Elements()
    return SharedTexts(cells) if _is_shared(name) else SheetCells(cells)


class _Unpacked:
    """How much has been unpacked of a workbook, over all of its parts."""

    def __init__(self) -> None:
        self._bytes = self._elements = self._depth = 0

    def copy(self, packed: IO[bytes], copy: IO[bytes], counted: Elements | None) -> None:
        """Copy a part while it is looked through."""
        feed = self._feed(counted) if counted else None
        while chunk := packed.read(CHUNK):
            self._bytes += len(chunk)
            if self._bytes > LARGEST_WORKBOOK:
                raise TooManyCells
            copy.write(chunk)
            if feed:
                feed(chunk, False)
        if feed:
            feed(b"", True)

    def _feed(self, counted: Elements) -> Callable[[bytes, bool], None]:
        # The spreadsheet reader takes each part for UTF-8, whatever it says of itself.
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True

        def start(name: str, attributes: dict[str, str]) -> None:
            self._elements += 1
            self._depth += 1
            if self._elements > _MOST_ELEMENTS:
                raise TooManyCells
            if self._depth > DEEPEST:
                raise BrokenSheet
            counted.start(name, attributes)

        def end(name: str) -> None:
            self._depth -= 1
            counted.end(name)

        def declared(*_: object) -> None:
            raise BrokenSheet

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = counted.text
        parser.StartDoctypeDeclHandler = declared
        fed = 0

        def feed(chunk: bytes, is_last: bool) -> None:
            nonlocal fed
            fed += len(chunk)
            parser.Parse(chunk, is_last)
            if fed - parser.CurrentByteIndex > _LONGEST_TAG:
                raise BrokenSheet

        return feed
