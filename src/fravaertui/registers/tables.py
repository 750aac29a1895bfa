"""The desk's own tables, CSV and spreadsheets: rows by the names of their columns.

A cell is the text that stands in it. What a spreadsheet keeps as a number is written in digits, a
day as in ISO 8601.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from fravaertui.registers.json_parties import json_nodes
from fravaertui.registers.source import FileRefused, Position, RefusalCode
from fravaertui.registers.stream import Source

YES, NO = "ja", "nei"
"""How a table says yes and no."""

Cell: TypeAlias = str | int | bool | date | None
"""What stands in a cell of a table that is written."""

_DELIMITERS = ";,\t"
_OPEN_AT_END = "unexpected end of data"
"""What the CSV reader says of a quoted cell that doesn't end."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; a column that the table doesn't have is missing here too."""

    position: Position
    cells: Mapping[str, str]


def csv_rows(source: Source) -> Iterator[Row]:
    """Yield the rows of a CSV file. Raises FileRefused."""
    lines = _lines(source)
    heading = next(lines, "")
    delimiter = max(_DELIMITERS, key=heading.count)
    last = _Last()
    lines = last.of(_with_first(heading, lines))
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        rows = ((reader.line_num, [unguarded(cell) for cell in row]) for row in reader)
        yield from _named(_whole(rows, last, source), source)
    except csv.Error as error:
        is_cut = str(error) == _OPEN_AT_END
        raise source.refused(RefusalCode.CUT_SHORT if is_cut else RefusalCode.MALFORMED) from None


class _Last:
    """The line of a text that was read last."""

    line = ""

    def of(self, lines: Iterable[str]) -> Iterator[str]:
        for self.line in lines:
            yield self.line


def _whole(
    rows: Iterable[tuple[int, list[str]]], last: _Last, source: Source
) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows; refuse the file when only the last of them lacks cells, and its end.

    One row alone may lack some that nobody has typed.
    """
    width, whole, all_whole = 0, 0, True
    for line, row in rows:
        is_open = not last.line.endswith(("\n", "\r"))
        if is_open and all_whole and whole > 1 and 0 < len(row) < width:
            raise source.refused(RefusalCode.CUT_SHORT)
        if row:
            width = width or len(row)
            whole += 1
            all_whole &= len(row) == width
        yield line, row


def sheet_rows(source: Source) -> Iterator[Row]:
    """Yield the rows of a spreadsheet's first sheet, XLSX or ODS. Raises FileRefused."""
    from python_calamine import CalamineError, CalamineWorkbook

    from fravaertui.registers.workbook_guard import looked_through

    content = io.BytesIO()
    while chunk := source.read():
        content.write(chunk)
    try:
        book = CalamineWorkbook.from_filelike(looked_through(content, source))
        sheet = book.get_sheet_by_index(0)
        rows = enumerate(sheet.iter_rows(), sheet.start[0] + 1 if sheet.start else 1)
        yield from _named(((line, [as_text(c) for c in row]) for line, row in rows), source)
    except CalamineError:
        raise source.refused(RefusalCode.MALFORMED) from None


def json_rows(source: Source) -> Iterator[Row]:
    """Yield the records of a JSON list as rows. Raises FileRefused."""
    for node in json_nodes(source):
        cells = {str(name).lower(): as_text(cell).strip() for name, cell in node.values.items()}
        yield Row(node.position, cells)


def as_text(cell: object) -> str:
    """Return what stands in a spreadsheet's cell."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bool):
        return YES if cell else NO
    return str(cell)


def _named(rows: Iterable[tuple[int, Sequence[str]]], source: Source) -> Iterator[Row]:
    names: list[str] = []
    for line, cells in rows:
        source.end_record()
        texts = [cell.strip() for cell in cells]
        if not any(texts):
            continue
        if not names:
            names = [text.lower() for text in texts]
            continue
        yield Row(Position(source.name, line=line), dict(zip(names, texts, strict=False)))


def text_of(source: Source) -> str:
    """Return a whole text, however it is encoded. Raises FileRefused."""
    return "".join(_lines(source))


def _lines(source: Source) -> Iterator[str]:
    """Yield the lines of a text with their ends."""
    head = source.peek()
    decoder = codecs.getincrementaldecoder(_encoding(head))()
    left = ""
    try:
        while chunk := source.read():
            *whole, left = (left + decoder.decode(chunk)).splitlines(keepends=True) or [""]
            yield from whole
        left += decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise _not_text(source) from None
    if left:
        yield left


def _encoding(head: bytes) -> str:
    """Return how a text is written: by its mark, else UTF-8 when it is, else as Windows does."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _not_text(source: Source) -> FileRefused:
    return source.refused(RefusalCode.ENCODING)


def _with_first(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


_FORMULA = re.compile(r"'*(?:[=@]|[+-](?![0-9 ()]*$))")
"""What a spreadsheet would compute; a telephone number with its country's is not that."""


def guarded(text: str) -> str:
    """Return a text so that no spreadsheet which opens a CSV file takes it for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Return a text without the mark that it is none."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
