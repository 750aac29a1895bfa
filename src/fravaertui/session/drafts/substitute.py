"""The substitute form as typed, and the change it makes."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, Self
from uuid import uuid4

from fravaertui.domain.changes import AmendSubstitute, Change, SetSubstitute
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.model import Known, Substitute
from fravaertui.domain.safe_text import first_unsafe
from fravaertui.session.drafts.base import ClinicDraft, FormProblem, Reading, judged, read_days
from fravaertui.texts.dates import short_day

LONGEST_NAME = 200
HIGHEST_HPR = 999_999_999


@dataclass(frozen=True, slots=True)
class SubstituteDraft(ClinicDraft):
    """The substitute form as typed; `amends` is the record being changed, None for a new one."""

    name: str = ""
    hpr_number: str = ""
    own_list: Known = Known.UNKNOWN
    amends: Substitute | None = None
    form: Literal["cover"] = "cover"

    @classmethod
    def amending(cls, substitute: Substitute) -> Self:
        """Return the draft that describes a substitute."""
        return cls(
            uuid4(),
            substitute.practitioner,
            starts=short_day(substitute.starts),
            ends=short_day(substitute.ends) if substitute.ends else "",
            services=substitute.services,
            name=substitute.name,
            hpr_number=str(substitute.hpr_number or ""),
            own_list=substitute.own_list,
            amends=substitute,
            extends=substitute.ends,
        )

    def read(self, file: ClinicFile, today: date) -> Reading:
        """Read the draft against the clinic file; an empty end is an open end (rule S5)."""
        reading = read_days(self, today, open_end=True)
        _read_person(self, reading)
        starts, practitioner = reading.starts, self.practitioner
        hindered = reading.problems.keys() - {"case_reference"}
        if starts is None or practitioner is None or hindered:
            return reading

        def changes(sure: SubstituteDraft) -> tuple[Change, ...]:
            return (_change(sure, practitioner, starts, reading.ends),)

        return judged(self, reading, changes, file, today)


def _read_person(draft: SubstituteDraft, reading: Reading) -> None:
    """Add the problems of the name and the HPR number to the reading."""
    name, hpr = draft.name.strip(), draft.hpr_number.strip()
    if not name:
        reading.problems["name"] = FormProblem("no_name")
    elif first_unsafe(name) or len(name) > LONGEST_NAME:
        reading.problems["name"] = FormProblem("name_unsafe")
    if hpr and not (hpr.isascii() and hpr.isdecimal() and 1 <= int(hpr[:12]) <= HIGHEST_HPR):
        reading.problems["hpr_number"] = FormProblem("not_hpr_number")


def _change(draft: SubstituteDraft, practitioner: int, starts: date, ends: date | None) -> Change:
    if draft.amends:
        return AmendSubstitute.of(
            draft.amends,
            starts=starts,
            ends=ends,
            services=draft.services,
            confirmed=draft.confirmed,
        )
    return SetSubstitute(
        substitute_id=draft.new_id,
        practitioner=practitioner,
        name=draft.name.strip(),
        hpr_number=int(draft.hpr_number) if draft.hpr_number.strip() else None,
        own_list=draft.own_list,
        starts=starts,
        ends=ends,
        services=draft.services,
        confirmed=draft.confirmed,
    )
