"""The text of a list: from a file, as it stands in the field, and the clinics that it names."""

import re
from io import BytesIO
from pathlib import Path

from fravaertui.domain.absence_list import COLUMNS, TableRow
from fravaertui.registers.absence_list import read_list_file
from fravaertui.registers.source import FileRefused
from fravaertui.session.clinic_search import Index

CELL_END = "│"
"""What stands for a tab in the field, where a control character can't: the end of a cell."""

_HER_ID = re.compile(r"\bher[-_ ]?id\b\W{0,3}(\d{1,9})\b", re.IGNORECASE)


def shown(text: str) -> str:
    """Return text as the field shows it: the cells of a table stay apart."""
    return text.replace("\t", CELL_END)


def said(text: str) -> str | tuple[TableRow, ...]:
    """Return what stands in the field as it is read: as text, or as a table by its columns."""
    whole = text.replace(CELL_END, "\t")
    if not whole.strip():
        return ""
    try:
        return read_list_file(BytesIO(whole.encode()), "")
    except FileRefused:
        return whole


def text_of_file(path: Path) -> str:
    """Return a file as text for the field; a sheet as its cells. Raises OSError, FileRefused."""
    with path.open("rb") as stream:
        found = read_list_file(stream, path.name)
    if isinstance(found, str):
        return shown(found)
    used = [c for c in COLUMNS if any(row.cell(c) for row in found)]
    lines = [used, *([row.cell(column) for column in used] for row in found)]
    return "\n".join(CELL_END.join(cells) for cells in lines)


def clinics_named(text: str, index: Index) -> tuple[int, ...]:
    """Return the clinics that a list names by their numbers, or a table by whole names too."""
    found = said(text)
    if isinstance(found, str):
        numbers = map(int, _HER_ID.findall(found))
        return tuple(dict.fromkeys(n for n in numbers if n in index.clinics))
    named = [_of_row(row, index) for row in found]
    return tuple(dict.fromkeys(clinic for clinic in named if clinic is not None))


def _of_row(row: TableRow, index: Index) -> int | None:
    """Return the clinic of a table's row: that it names, else the only one of a practitioner."""
    clinic, her_id, hpr = row.cell("virksomhet"), row.cell("her_id"), row.cell("hpr")
    if clinic.isdecimal():
        return int(clinic) if int(clinic) in index.clinics else None
    if clinic:
        alike = [c.her_id for c in index.clinics.values() if c.name.lower() == clinic.lower()]
        return alike[0] if len(alike) == 1 else None
    there = {
        hit.clinic.her_id
        for number in (her_id, hpr)
        if number
        for hit in index.search(number)
        if hit.practitioner and number in hit.numbers
    }
    return there.pop() if len(there) == 1 else None
