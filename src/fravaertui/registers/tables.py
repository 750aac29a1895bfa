"""The desk's own tables, CSV and spreadsheets: rows by the names of their columns.

A cell is the text that stands in it. What a spreadsheet keeps as a number is written in digits, a
day as in ISO 8601.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from fravaertui.domain.directory.entries import Position
from fravaertui.registers.headings import DELIMITERS, SEARCHED, Columns, shown
from fravaertui.registers.json_parties import json_nodes
from fravaertui.registers.source import FileRefused, RefusalCode
from fravaertui.registers.stream import Source

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

YES, NO = "ja", "nei"
"""How a table says yes and no."""

Cell: TypeAlias = str | int | bool | date | None
"""What stands in a cell of a table that is written."""

_MOST_UNREAD = 20
"""Headings that are named, of the columns that are not read."""

_OPEN_AT_END = "unexpected end of data"
"""What the CSV reader says of a quoted cell that doesn't end."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; a column that the table doesn't have is missing here too."""

    position: Position
    cells: Mapping[str, str]


@dataclass(slots=True)
class Table:
    """The rows of a table, and the headings of its columns that are not read, as far as known."""

    rows: Iterator[Row]
    unread: list[str] = field(default_factory=list)


class _Line(NamedTuple):
    """A row as it was read; `is_open` is that its line has no end, as the last one may."""

    number: int
    cells: list[str]
    is_open: bool = False


def csv_table(source: Source, columns: Columns) -> Table:
    """Return the table of a CSV file. This and reading its rows raises FileRefused."""
    lines = _lines(source)
    head = list(islice(lines, SEARCHED))
    delimiter = columns.delimiter(head) or max(DELIMITERS, key=head[0].count if head else len)
    return _named(_csv_lines(chain(head, lines), delimiter, source), columns, source)


def _csv_lines(lines: Iterable[str], delimiter: str, source: Source) -> Iterator[_Line]:
    last = _Last()
    reader = csv.reader(last.of(lines), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            is_open = not last.line.endswith(("\n", "\r"))
            yield _Line(reader.line_num, [unguarded(cell) for cell in row], is_open)
    except csv.Error as error:
        is_cut = str(error) == _OPEN_AT_END
        code = RefusalCode.CUT_SHORT if is_cut else RefusalCode.MALFORMED
        raise source.refused(code, line=reader.line_num) from None


class _Last:
    """The line of a text that was read last."""

    line = ""

    def of(self, lines: Iterable[str]) -> Iterator[str]:
        for self.line in lines:
            yield self.line


def _whole(lines: Iterable[_Line], source: Source) -> Iterator[_Line]:
    """Yield the rows; refuse the file when only the last of them lacks cells, and its end.

    One row alone may lack some that nobody has typed.
    """
    width, whole, all_whole = 0, 0, True
    for line in lines:
        row = line.cells
        if line.is_open and all_whole and whole > 1 and 0 < len(row) < width:
            raise source.refused(RefusalCode.CUT_SHORT, line=line.number)
        if row:
            width = width or len(row)
            whole += 1
            all_whole &= len(row) == width
        yield line


def sheet_table(source: Source, columns: Columns) -> Table:
    """Return the one table of a spreadsheet, XLSX or ODS, whichever of its sheets it is on.

    This and reading its rows raises FileRefused.
    """
    from python_calamine import CalamineError

    try:
        book, names = _workbook(source)
        name = _sheet_of_table(book, names, columns, source) if len(names) > 1 else None
        sheet = book.get_sheet_by_name(name or names[0]) if names else book.get_sheet_by_index(0)
        return _named(_sheet_lines(sheet), columns, source)
    except CalamineError:
        raise source.refused(RefusalCode.MALFORMED) from None


def sheet_cells(source: Source) -> list[list[list[str]]]:
    """Return all rows of each sheet of a spreadsheet that is shown. Raises FileRefused."""
    from python_calamine import CalamineError

    try:
        book, names = _workbook(source)
        sheets = [book.get_sheet_by_name(name) for name in names]
        return [[line.cells for line in _sheet_lines(sheet)] for sheet in sheets]
    except CalamineError:
        raise source.refused(RefusalCode.MALFORMED) from None


def _workbook(source: Source) -> tuple["CalamineWorkbook", list[str]]:
    """Return a spreadsheet, and the names of its sheets that are shown."""
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    from fravaertui.registers.workbook_guard import looked_through

    content = io.BytesIO()
    while chunk := source.read():
        content.write(chunk)
    book = CalamineWorkbook.from_filelike(looked_through(content, source))
    visible = SheetVisibleEnum.Visible
    return book, [sheet.name for sheet in book.sheets_metadata if sheet.visible == visible]


def _sheet_of_table(
    book: "CalamineWorkbook", names: Sequence[str], columns: Columns, source: Source
) -> str | None:
    """Return the sheet that has the table: one with rows, and with all columns if any has that."""
    found: list[tuple[bool, bool, str]] = []
    for name in names:
        lines = _sheet_lines(book.get_sheet_by_name(name))
        head = list(islice(lines, SEARCHED))
        place = columns.place([line.cells for line in head])
        if place is not None:
            has_all = columns.needed <= set(columns.of(head[place].cells))
            rows = chain(head[place + 1 :], lines)
            found.append((any(any(line.cells) for line in rows), has_all, name))
    best = max((one[:2] for one in found), default=None)
    tables = [name for *which, name in found if tuple(which) == best]
    if len(tables) > 1 and best and best[0]:
        detail = ", ".join(f"«{shown(name, n)}»" for n, name in enumerate(tables, 1))
        raise source.refused(RefusalCode.SEVERAL_TABLES, detail=detail)
    return tables[0] if tables else None


def _sheet_lines(sheet: "CalamineSheet") -> Iterator[_Line]:
    for number, row in enumerate(sheet.iter_rows(), 1):
        yield _Line(number, [as_text(cell) for cell in row])


def json_table(source: Source, columns: Columns) -> Table:
    """Return the records of a JSON list as a table. Reading its rows raises FileRefused."""
    table = Table(iter(()))
    table.rows = _json_rows(source, columns, table)
    return table


def _json_rows(source: Source, columns: Columns, table: Table) -> Iterator[Row]:
    for node in json_nodes(source):
        names = columns.of(map(str, node.values))
        if not all(names):
            unknown = (shown(n, i) for i, n in enumerate(node.values, 1) if not names[i - 1])
            table.unread += [n for n in unknown if n not in table.unread][:_MOST_UNREAD]
        texts = (as_text(cell).strip() for cell in node.values.values())
        cells = {name: text for name, text in zip(names, texts, strict=True) if name}
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


def _named(lines: Iterator[_Line], columns: Columns, source: Source) -> Table:
    """Return the rows below the headings, which may have titles and blank rows above them."""
    head = list(islice(lines, SEARCHED))
    place = columns.place([line.cells for line in head])
    if place is None and columns.needed:
        some = next((line for line in head if any(map(str.strip, line.cells))), None)
        code = RefusalCode.NO_HEADINGS if some else RefusalCode.NO_ROWS
        raise source.refused(code, detail=str(SEARCHED), known=columns.names)
    if place is None:
        place = next((n for n, line in enumerate(head) if any(map(str.strip, line.cells))), 0)
    if not head:
        return Table(iter(()))
    heading = head[place]
    names = columns.of(heading.cells)
    unread = [
        shown(text, number)
        for number, (name, text) in enumerate(zip(names, heading.cells, strict=True), 1)
        if text.strip() and not name
    ]
    _check_headings(names, unread, columns, source, heading.number)
    rows = _whole(chain(head[place:], lines), source)
    width = max((n for n, text in enumerate(heading.cells, 1) if text.strip()), default=0)
    return Table(
        _rows(islice(rows, 1, None), names[:width], columns, source), unread[:_MOST_UNREAD]
    )


def _check_headings(
    names: Sequence[str], unread: Sequence[str], columns: Columns, source: Source, line: int
) -> None:
    """Refuse a table that lacks a column, or has one twice, of which one would be lost."""
    missing = [name for name in columns.names if name in columns.needed and name not in names]
    if missing:
        unknown = ", ".join(f"«{name}»" for name in unread[:_MOST_UNREAD])
        code = RefusalCode.UNKNOWN_COLUMNS if unknown else RefusalCode.MISSING_COLUMNS
        raise source.refused(
            code, field=", ".join(missing), detail=unknown, known=columns.names, line=line
        )
    twice = next((name for name in names if name and names.count(name) > 1), "")
    if twice and columns.needed:
        raise source.refused(RefusalCode.COLUMN_TWICE, field=twice, line=line)


def _rows(
    lines: Iterable[_Line], names: Sequence[str], columns: Columns, source: Source
) -> Iterator[Row]:
    """Yield the rows with something in them.

    What stands beside the columns, and a second table below, would be read as what it is not.
    """
    for line in lines:
        source.end_record()
        texts = [cell.strip() for cell in line.cells]
        if any(texts[len(names) :]):
            raise source.refused(RefusalCode.EXTRA_CELLS, line=line.number)
        if columns.weight(texts):
            raise source.refused(RefusalCode.SECOND_TABLE, line=line.number)
        if any(texts):
            cells = {name: text for name, text in zip(names, texts, strict=False) if name}
            yield Row(Position(source.name, line=line.number), cells)


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
    try:  # half characters are no letters of Windows either: they are refused when they are read
        codecs.getincrementaldecoder("utf-8")("surrogatepass").decode(head)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _not_text(source: Source) -> FileRefused:
    return source.refused(RefusalCode.ENCODING)


_FORMULA = re.compile(r"'*(?:[=@]|[+-](?![0-9 ()]*$))")
"""What a spreadsheet would compute; a telephone number with its country's is not that."""


def guarded(text: str) -> str:
    """Return a text so that no spreadsheet which opens a CSV file takes it for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Return a text without the mark that it is none."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
