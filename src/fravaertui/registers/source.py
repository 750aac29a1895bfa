"""Where in which file something stood, and why a file or a record of it can't be used."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Position:
    """Where a record stood: the file's name, and the number of the record or the line, from 1."""

    file: str
    record: int | None = None
    line: int | None = None


class RefusalCode(StrEnum):
    """Why a file, or one record, can't be used; each has a sentence in `texts/registers.py`."""

    EMPTY = "empty"
    UNKNOWN_FORMAT = "unknown_format"
    ENCODING = "encoding"
    CUT_SHORT = "cut_short"
    MALFORMED = "malformed"
    DOCUMENT_TYPE = "document_type"
    TOO_DEEP = "too_deep"
    TOO_LARGE = "too_large"
    NO_PARTIES = "no_parties"
    FAULT = "fault"
    MISSING = "missing"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_MOMENT = "not_a_moment"
    UNSAFE_TEXT = "unsafe_text"
    TOO_LONG = "too_long"
    NOT_FITTING = "not_fitting"
    SET_UP = "set_up"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something can't be used.

    `field` is what the source calls the part that is wrong, and `detail` what else there is to say
    of it: a code of the register, or the name of a character. Neither holds what stood there.
    """

    code: RefusalCode
    position: Position
    field: str = ""
    detail: str = ""


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
