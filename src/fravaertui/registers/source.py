"""Why a file or a record of it can't be used."""

import re
from dataclasses import dataclass
from enum import StrEnum

from pydantic import ValidationError

from fravaertui.domain.directory.entries import Position
from fravaertui.registers.surrogates import name_of

ADDRESS_REGISTER = "Adresseregisteret"
DESK_TABLE = "egen liste"
SET_UPS = "profil/avtale (CPP/CPA)"
"""What files are from, as a plan says it."""


class RefusalCode(StrEnum):
    """Why a file, or one record, can't be used; see `texts/register_refusals.py`."""

    EMPTY = "empty"
    BLANK = "blank"
    UNKNOWN_FORMAT = "unknown_format"
    OTHER_REGISTER = "other_register"
    ENCODING = "encoding"
    CUT_SHORT = "cut_short"
    MALFORMED = "malformed"
    DOCUMENT_TYPE = "document_type"
    TOO_DEEP = "too_deep"
    TOO_LARGE = "too_large"
    SHEET_TOO_LARGE = "sheet_too_large"
    BINARY_SHEET = "binary_sheet"
    NO_PARTIES = "no_parties"
    NO_ROWS = "no_rows"
    NO_HEADINGS = "no_headings"
    MISSING_COLUMNS = "missing_columns"
    UNKNOWN_COLUMNS = "unknown_columns"
    COLUMN_TWICE = "column_twice"
    SEVERAL_TABLES = "several_tables"
    SECOND_TABLE = "second_table"
    EXTRA_CELLS = "extra_cells"
    UNKNOWN_KIND = "unknown_kind"
    FAULT = "fault"
    MISSING = "missing"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_MOMENT = "not_a_moment"
    UNSAFE_TEXT = "unsafe_text"
    TOO_LONG = "too_long"
    NOT_FITTING = "not_fitting"
    PRIVATE = "private"
    REVERSED = "reversed"
    NOT_A_PLAN = "not_a_plan"
    NOT_AGREED = "not_agreed"
    NOT_WITH_HELSENORGE = "not_with_helsenorge"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something can't be used.

    `field` is what the source calls the part that is wrong, and `detail` what else there is to say
    of it: a code of the register, the name of a character, or headings that are not known. Neither
    holds what stood there. `known` are the columns that a table may have.
    """

    code: RefusalCode
    position: Position
    field: str = ""
    detail: str = ""
    known: tuple[str, ...] = ()


class FileRefused(Exception):
    """The file as a whole can't be used, so that nothing of it may be."""

    def __init__(self, refusal: Refusal) -> None:
        """`refusal` says why."""
        super().__init__(refusal.code)
        self.refusal = refusal


class RecordRefused(Exception):
    """One record can't be used; those beside it may."""

    def __init__(self, refusal: Refusal) -> None:
        """`refusal` says why."""
        super().__init__(refusal.code)
        self.refusal = refusal


def refusal_of(error: ValidationError, position: Position, field: str) -> Refusal:
    """Return why a record does not fit our own model; `field` is what the source calls the part."""
    first = error.errors()[0]
    if not first["loc"]:
        return Refusal(RefusalCode.REVERSED, position)
    limits = first.get("ctx", {})
    match first["type"]:
        case "missing":
            return Refusal(RefusalCode.MISSING, position, field)
        case "string_too_long":
            return Refusal(RefusalCode.TOO_LONG, position, field, str(limits["max_length"]))
        case "value_error" if unsafe := _UNSAFE.search(str(limits.get("error", ""))):
            return Refusal(RefusalCode.UNSAFE_TEXT, position, field, name_of(unsafe[0]))
    return Refusal(RefusalCode.NOT_FITTING, position, field)


_UNSAFE = re.compile(r"U\+[0-9A-F]{4,6}")
"""The name of a character, as the fields of the records refuse it."""
