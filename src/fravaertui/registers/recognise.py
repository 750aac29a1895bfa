"""What a file is, by what stands in it and never by its name."""

import codecs
import re
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum, auto

from fravaertui.registers.collaboration import AGREEMENT, PROFILE
from fravaertui.registers.headings import DELIMITERS, SEARCHED, Columns
from fravaertui.registers.source import RefusalCode
from fravaertui.registers.stream import Source
from fravaertui.registers.xml_stream import root_name

_BLANK = b" \t\r\n"
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ZIP = b"PK\x03\x04"


_HER_ID_COLUMN = re.compile(r'\[\s*\{[^{}]*"her_id"\s*:')
"""What only the desk's own table has, as JSON: the register writes `HerId` or `herId`."""


_UNITS_REGISTER = "Enhetsregisteret"
_UNIT = "organisasjonsnummer"
_SPLIT = re.compile(r'[";,\t]+')
_UNITS = re.compile(f'"{_UNIT}"\\s*:')
_HER_ID = re.compile(r'"[hH]er_?[iI]d"\s*:')
"""What the register of units calls its numbers, and what no file of it has."""


class Format(StrEnum):
    """The formats that can be read."""

    PARTIES_JSON = auto()
    PARTIES_XML = auto()
    SET_UPS = auto()
    TABLE_JSON = auto()
    CSV = auto()
    SHEET = auto()


def format_of(source: Source, columns: Columns) -> Format:
    """Return the format of a file; a table names some of the `columns` in one of its first lines.

    Raises FileRefused for a file that is empty or begins with blanks only, for one of a register
    that can't be used here, and for one that is nothing of this.
    """
    head = source.peek()
    text = _text(head)
    if not text:
        raise source.refused(RefusalCode.EMPTY)
    text = text.lstrip()
    if not text:
        raise source.refused(RefusalCode.BLANK, detail=str(len(head)))
    if head.startswith(_ZIP):
        return Format.SHEET
    if text.startswith(("{", "[")):
        if _UNITS.search(text) and not _HER_ID.search(text):
            raise source.refused(RefusalCode.OTHER_REGISTER, detail=_UNITS_REGISTER)
        return Format.TABLE_JSON if _HER_ID_COLUMN.search(text) else Format.PARTIES_JSON
    if text.startswith("<"):
        return Format.SET_UPS if root_name(head) in (PROFILE, AGREEMENT) else Format.PARTIES_XML
    lines = text.splitlines()
    names = [name.strip() for name in _SPLIT.split(lines[0].lower())]
    if _UNIT in names and columns.key not in columns.of(names):
        raise source.refused(RefusalCode.OTHER_REGISTER, detail=_UNITS_REGISTER)
    if columns.delimiter(lines):
        return Format.CSV
    if _is_table(lines):
        raise source.refused(RefusalCode.NO_HEADINGS, detail=str(SEARCHED), known=columns.names)
    raise source.refused(RefusalCode.UNKNOWN_FORMAT)


def _is_table(lines: Sequence[str]) -> bool:
    """Tell whether some lines are divided alike, so that they may be rows of a table."""
    some = [line for line in lines[:SEARCHED] if line.strip()]
    is_text = all(line.replace("\t", "").isprintable() for line in some)
    divided = (Counter(line.count(sign) for line in some) for sign in DELIMITERS)
    return is_text and any(count and n > 1 for each in divided for count, n in each.items())


def _text(head: bytes) -> str:
    """Return the beginning of a file, as far as it matters what it says."""
    if head.startswith(_MARKS[1:]):
        return head.decode("utf-16", "replace")
    return head.removeprefix(codecs.BOM_UTF8).decode("latin-1")
