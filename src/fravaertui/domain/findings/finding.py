"""A finding as a value."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from fravaertui.domain.changes import Change
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.substitute_setup import Owner


class FindingCode(StrEnum):
    """The kinds of findings, numbered as in `rules.md`."""

    ABSENCE_CLOSES_COVERED = "F01"
    OFF_IN_EPJ = "F02"
    NOT_OFFERED = "F03"
    SHADOWED = "F04"
    SEVERAL_SUBSTITUTES = "F05"
    SUBSTITUTE_AWAY = "F06"
    VENDOR = "F07"
    NO_OVERVIEW = "F08"
    STILL_OFF = "F09"
    SHORT_OPENING = "F10"
    OTHER_DATE_IN_TEXT = "F11"
    SOME_SERVICES = "F12"
    PERIOD_ENDS = "F13"
    OTHER_SOURCE = "F14"


class Severity(StrEnum):
    """How much it matters to citizens."""

    CRITICAL = "critical"
    WARNING = "warning"
    NOTICE = "notice"

    @property
    def rank(self) -> int:
        """Sort key, the most severe first."""
        return list(Severity).index(self)


class RemedyKind(StrEnum):
    """What is done about a finding; all but `FIX` and `END_COVER` are forms to fill in."""

    FIX = "fix"
    """The changes of `fix_of`."""
    END_COVER = "end_cover"
    """The substitute gives way to the absence (rule A5)."""
    ADD_ABSENCE = "add_absence"
    CHANGE_ABSENCE = "change_absence"
    ADD_SUBSTITUTE = "add_substitute"
    CHANGE_SUBSTITUTE = "change_substitute"
    SET_UP = "set_up"
    """The steps of the substitute's set-up, one after another."""
    CHANGE_TEXT = "change_text"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to act on.

    `practitioner` None is the whole clinic. `records` are the absences and substitutes behind
    it, `days` those on which it shows, and `services` those it touches. `text` is outside text
    that it is about, or the code of what tells it from others of its kind.
    """

    code: FindingCode
    severity: Severity
    owner: Owner
    practitioner: int | None
    services: tuple[str, ...] = ()
    days: tuple[date, ...] = ()
    records: tuple[UUID, ...] = ()
    text: str = ""

    @property
    def key(self) -> str:
        """What it is about: the same as long as code, practitioner and records are."""
        return "/".join((self.code, str(self.practitioner or "-"), *map(str, self.records)))

    def is_of(self, file: ClinicFile) -> bool:
        """Tell whether whom and what it is about are there in the clinic's file."""
        records = {record.id for record in (*file.absences, *file.substitutes)}
        someone = self.practitioner is None or file.has_practitioner(self.practitioner)
        return someone and records.issuperset(self.records)

    @property
    def fingerprint(self) -> str:
        """The facts behind it: a finding that was put away comes back when this changes."""
        facts = (self.key, self.severity, *self.services, *map(str, self.days), self.text)
        return sha256("\n".join(facts).encode()).hexdigest()[:16]


FixRule = Callable[[Finding, ClinicFile, date], tuple[Change, ...]]
"""Returns the changes that take a finding away on a day, whether or not they may be made."""

Forms = dict[FindingCode, tuple[RemedyKind, ...]]
"""The forms in which findings can be mended, the likeliest first."""
