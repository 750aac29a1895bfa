"""A file with a list of absences: a table by the names of its columns, or any other text."""

import re
from collections.abc import Iterable

from fravaertui.domain.absence_list import COLUMNS, TableRow
from fravaertui.registers.headings import Columns
from fravaertui.registers.source import RefusalCode
from fravaertui.registers.stream import Readable, Source
from fravaertui.registers.tables import Row, csv_table, sheet_table, text_of

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
        return _rows(sheet_table(source, _READ).rows)
    text = text_of(source)
    heading = text.lstrip().partition("\n")[0].lower()
    columns = {cell.strip().strip('"') for cell in _SPLIT.split(heading)}
    if len(columns) > 1 and columns & _NAMING and columns <= {*COLUMNS, ""}:
        return _rows(csv_table(Source(_Again(text.encode()), name), _READ).rows)
    return text


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
