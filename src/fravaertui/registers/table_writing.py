"""Tables as files: CSV, a spreadsheet and JSON, each of which is read again as it was written."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from fravaertui.registers.tables import NO, YES, Cell, guarded

Rows = Iterable[Sequence[Cell]]


def csv_table(columns: Sequence[str], rows: Rows) -> bytes:
    """Return a table as spreadsheets open it: UTF-8 with its mark, and semicolons."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([guarded(_text(cell)) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_table(columns: Sequence[str], rows: Rows) -> bytes:
    """Return a table as a spreadsheet in which every cell is text, so that no zero is lost."""
    from xlsxwriter import Workbook

    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        as_text = book.add_format({"num_format": "@"})
        sheet.set_column(0, len(columns) - 1, 16, as_text)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, columns, book.add_format({"bold": True}))
        for line, row in enumerate(rows, 1):
            for place, cell in enumerate(row):
                if cell is not None:
                    sheet.write_string(line, place, _text(cell), as_text)
    return content.getvalue()


def json_table(columns: Sequence[str], rows: Rows) -> bytes:
    """Return a table as a JSON list with a record for each row."""
    records = [{name: _json(cell) for name, cell in zip(columns, row, strict=True)} for row in rows]
    return (json.dumps(records, ensure_ascii=False, indent=1) + "\n").encode()


TABLE_WRITERS: dict[str, Callable[[Sequence[str], Rows], bytes]] = {
    "csv": csv_table,
    "xlsx": xlsx_table,
    "json": json_table,
}
"""What writes each format, which is also the ending of such a file's name."""


def _text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return YES if cell else NO
    return "" if cell is None else str(cell)


def _json(cell: Cell) -> str | int | bool | None:
    return cell.isoformat() if isinstance(cell, date) else cell
