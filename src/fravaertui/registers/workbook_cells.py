"""How much the cells of a spreadsheet come to when it is opened, by the elements of its parts.

XLSX goes by the elements' names without their prefixes and ODS by those with them, as the
spreadsheet reader does.
"""

import re
from array import array
from collections.abc import Mapping

MOST_CELLS = 500_000
"""Cells from the first to the last of a sheet, the empty ones too."""

MOST_TEXT = 64 << 20
"""Characters of all cells when each has its own copy."""

_CELL = re.compile("([A-Za-z]{0,7})([0-9]{1,10})", re.ASCII)
_MOST_REPEATED = 4 * MOST_CELLS
_VALUES = frozenset(
    {
        "table:formula",
        "office:value-type",
        "office:value",
        "office:string-value",
        "office:date-value",
        "office:time-value",
        "office:boolean-value",
    }
)
"""Of these a cell has one when there is something in it."""


class TooManyCells(Exception):
    """The spreadsheet would take too much room."""


class BrokenSheet(Exception):
    """The spreadsheet isn't built as one."""


class Cells:
    """What a workbook's cells come to, over all of its parts."""

    def __init__(self) -> None:
        self.lengths = array("L")
        """Those of the texts that cells refer to."""
        self._text = self._repeated = 0

    def add_text(self, characters: int) -> None:
        """Count what a cell has a copy of."""
        self._text += characters
        if self._text > MOST_TEXT:
            raise TooManyCells

    def add_repeated(self, count: int) -> None:
        """Count cells that the reader writes out one by one before it looks at the extent."""
        self._repeated += count
        if self._repeated > _MOST_REPEATED:
            raise TooManyCells


class Elements:
    """What is told of each element of a part; this one counts nothing."""

    def start(self, name: str, attributes: Mapping[str, str], /) -> None:
        """Begin an element."""

    def end(self, name: str, /) -> None:
        """End it."""

    def text(self, text: str, /) -> None:
        """Take the text in between."""


class SharedTexts(Elements):
    """The texts of an XLSX that its cells refer to by number."""

    def __init__(self, cells: Cells) -> None:
        """`cells` learns how long they are."""
        self._cells = cells
        self._length = 0

    def start(self, name: str, _: Mapping[str, str], /) -> None:
        """Begin an element; a sheet has no place here."""
        local = _local(name)
        if local == "sheetData":
            raise BrokenSheet
        if local == "si":
            self._length = 0

    def end(self, name: str, /) -> None:
        """End an element."""
        if _local(name) == "si":
            self._cells.lengths.append(self._length)

    def text(self, text: str, /) -> None:
        """Take the text in between."""
        self._length += len(text)


class SheetCells(Elements):
    """The cells of an XLSX sheet: those that only look like something take no room."""

    def __init__(self, cells: Cells) -> None:
        """`cells` is the workbook's."""
        self._cells = cells
        self._is_in_sheet = self._is_in_cell = self._refers = False
        self._row, self._column = 0, 0
        self._rows = self._columns = 0
        self._reference = ""

    def start(self, name: str, attributes: Mapping[str, str], /) -> None:
        """Begin an element."""
        local = _local(name)
        if not self._is_in_sheet:
            self._is_in_sheet = local == "sheetData"
        elif local == "row":
            self._row = _place(attributes["r"])[0] if "r" in attributes else self._row + 1
            self._column = 0
        elif local == "c":
            self._column += 1
            if "r" in attributes:
                self._row, self._column = _place(attributes["r"])
            self._is_in_cell, self._refers = True, attributes.get("t") == "s"
        elif self._is_in_cell:
            self._take_value()

    def end(self, name: str, /) -> None:
        """End an element."""
        local = _local(name)
        if local == "sheetData":
            self._is_in_sheet = False
        elif local == "c":
            self._is_in_cell = False
        elif local == "v" and self._refers and self._is_in_cell:
            self._cells.add_text(self._length(self._reference))

    def text(self, text: str, /) -> None:
        """Take the number of a text."""
        if self._refers:
            self._reference += text

    def _take_value(self) -> None:
        self._reference = ""
        self._rows, self._columns = max(self._rows, self._row), max(self._columns, self._column)
        if self._rows * self._columns > MOST_CELLS:
            raise TooManyCells

    def _length(self, reference: str) -> int:
        number = _number(reference.strip() or "0")
        if number >= len(self._cells.lengths):
            raise BrokenSheet
        return self._cells.lengths[number]


class OpenDocumentCells(Elements):
    """The cells of all tables of an ODS, which are opened at once and say how often they repeat."""

    def __init__(self, cells: Cells) -> None:
        """`cells` is the workbook's."""
        self._cells = cells
        self._of_tables = 0
        self._rows = self._filled_rows = self._columns = 0
        self._is_in_row = self._is_in_cell = self._is_filled = False
        self._row_repeats = self._repeats = 0
        self._empty = self._width = 0
        self._row_text = self._cell_text = 0

    def start(self, name: str, attributes: Mapping[str, str], /) -> None:
        """Begin an element."""
        if name == "table:table":
            self._begin_table()
        elif name == "table:table-row":
            self._begin_row(_repeats(attributes, "table:number-rows-repeated"))
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._begin_cell(attributes)
        elif name == "text:s":
            self._cell_text += _repeats(attributes, "text:c")

    def end(self, name: str, /) -> None:
        """End an element."""
        if name in ("table:table-cell", "table:covered-table-cell"):
            self._end_cell()
        elif name == "table:table-row":
            self._end_row()

    def text(self, text: str, /) -> None:
        """Take the text in between."""
        self._cell_text += len(text)

    def _begin_table(self) -> None:
        if self._is_in_row:
            raise BrokenSheet
        self._of_tables += self._filled_rows * self._columns
        self._rows = self._filled_rows = self._columns = 0

    def _begin_row(self, repeats: int) -> None:
        if self._is_in_row:
            raise BrokenSheet
        self._is_in_row, self._row_repeats = True, repeats
        self._empty = self._width = self._row_text = 0

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        if self._is_in_cell or not self._is_in_row:
            raise BrokenSheet
        self._cells.add_repeated(self._empty)
        self._is_in_cell, self._is_filled = True, not _VALUES.isdisjoint(attributes)
        self._repeats = _repeats(attributes, "table:number-columns-repeated")
        said = (len(attributes.get(value, "")) for value in _VALUES)
        self._cell_text = sum(said)

    def _end_cell(self) -> None:
        self._is_in_cell = False
        if not self._is_filled:
            self._empty += self._repeats
            return
        self._width += self._empty + self._repeats
        self._empty = 0
        self._cells.add_repeated(self._repeats)
        self._row_text += self._repeats * self._cell_text

    def _end_row(self) -> None:
        self._is_in_row = False
        self._rows += self._row_repeats
        if self._width:
            self._filled_rows = self._rows
            self._columns = max(self._columns, self._width)
            self._cells.add_text(self._row_text * self._row_repeats)
        if self._of_tables + self._filled_rows * self._columns > MOST_CELLS:
            raise TooManyCells


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _place(reference: str) -> tuple[int, int]:
    """Return the row and the column that an XLSX names, from 1; column 0 for none."""
    match = _CELL.fullmatch(reference)
    if match is None:
        raise BrokenSheet
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column


def _repeats(attributes: Mapping[str, str], name: str) -> int:
    return _number(attributes.get(name, "1"))


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        raise BrokenSheet
    return int(text)
