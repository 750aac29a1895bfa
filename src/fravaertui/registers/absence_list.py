"""A file with a list of absences: a table by the names of its columns, or any other text."""

import re
from collections.abc import Iterable, Sequence

from fravaertui.domain.absence_list import COLUMNS, TableRow
from fravaertui.registers.headings import SEARCHED, Columns
from fravaertui.registers.source import RefusalCode
from fravaertui.registers.stream import Readable, Source
from fravaertui.registers.tables import Row, csv_table, sheet_cells, sheet_table, text_of

_ZIP = b"PK\x03\x04"
_SPLIT = re.compile("[;,\t]")
_NAMING = {"her_id", "hpr", "lege"}
_READ = Columns(COLUMNS)


def read_list_file(stream: Readable, name: str) -> str | tuple[TableRow, ...]:
    """Return the text of a list, or its rows if it is a table. Raises FileRefused."""
    source = Source(stream, name)
    head = source.peek()
    if not head:
        raise source.refused(RefusalCode.EMPTY)
    if head.startswith(_ZIP):
        return _of_workbook(source, name)
    text = text_of(source)
    heading = text.lstrip().partition("\n")[0].lower()
    columns = {cell.strip().strip('"') for cell in _SPLIT.split(heading)}
    if _are_of_template(columns) and columns <= {*COLUMNS, ""}:
        return _rows(csv_table(Source(_Again(text.encode()), name), _READ).rows)
    return text


def _of_workbook(source: Source, name: str) -> str | tuple[TableRow, ...]:
    """Return the rows of the template's sheet; of any other all cells, with tabs between."""
    content = b"".join(iter(source.read, b""))
    sheets = sheet_cells(Source(_Again(content), name))
    if any(_heads_template(row) for rows in sheets for row in rows[:SEARCHED]):
        return _rows(sheet_table(Source(_Again(content), name), _READ).rows)
    texts = ("\n".join(map(_line, rows)) for rows in sheets)
    return "\n\n".join(text for text in texts if text.strip())


def _heads_template(row: Sequence[str]) -> bool:
    """Tell whether a row has the template's headings, and no other."""
    named = [text for text in row if text.strip()]
    found = _READ.of(named)
    return _are_of_template(set(found)) and all(found)


def _are_of_template(columns: set[str]) -> bool:
    return len(columns) > 1 and not columns.isdisjoint(_NAMING)


def _line(row: Iterable[str]) -> str:
    return "\t".join(" ".join(cell.split()) for cell in row)


class _Again:
    """Bytes that have been read, as a stream."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def read(self, size: int, /) -> bytes:
        """Return some of what is left."""
        read, self._content = self._content[:size], self._content[size:]
        return read


def _rows(rows: Iterable[Row]) -> tuple[TableRow, ...]:
    return tuple(TableRow(row.position.line or 0, row.cells) for row in rows)
