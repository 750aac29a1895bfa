"""The absence form as typed, and the changes it makes."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, Self
from uuid import uuid4

from fravaertui.domain.changes import AddAbsence, Change, amendment, evaluate
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import STANDARD_SERVICES, canonical_services
from fravaertui.domain.model import Absence
from fravaertui.session.drafts.base import ClinicDraft, Problem, Reading, judged, read_days
from fravaertui.texts.dates import short_day


@dataclass(frozen=True, slots=True)
class AbsenceDraft(ClinicDraft):
    """The absence form as typed; `amends` is the absence being changed, None when adding."""

    amends: Absence | None = None
    form: Literal["absence"] = "absence"

    @classmethod
    def amending(cls, absence: Absence, ends: str = "") -> Self:
        """Return the draft that describes an absence; `ends` is another end, as typed."""
        return cls(
            uuid4(),
            absence.practitioner,
            starts=short_day(absence.starts),
            ends=ends or short_day(absence.ends),
            services=absence.services,
            amends=absence,
            extends=absence.ends,
        )

    def adds_services_to(self, other: Absence, reading: Reading) -> bool:
        """Tell whether it is on days of another absence, and for services that one has not."""
        first, last = reading.starts, reading.ends
        is_within = first and last and other.starts <= first and last <= other.ends
        return bool(is_within and set(self.services) - set(other.services))

    def put_into(self, other: Absence, reading: Reading, today: date) -> Self:
        """Return the draft that changes another absence to be about what is typed here too.

        It has the days and services of both: nothing that is registered gets shorter unless the
        agent types that. What has begun keeps its first day, since the past can't be changed (rule
        A2). The days are what they mean here: «+7» would be counted from the other's end.
        """
        first = min(reading.starts or other.starts, other.starts)
        last = max(reading.ends or other.ends, other.ends)
        return replace(
            self.amending(other, short_day(last)),
            starts=short_day(other.starts if other.starts < today else first),
            services=canonical_services((*other.services, *self.services)),
            case_reference=self.case_reference,
        )

    def read(self, file: ClinicFile, today: date) -> Reading:
        """Understand the draft against the clinic file it is for."""
        reading = read_days(self, today)
        starts, ends = reading.starts, reading.ends
        if (
            starts is None
            or ends is None
            or reading.problems.keys() & {"practitioner", "starts", "ends"}
        ):
            return reading
        if "services" in reading.problems:
            return _only_dates(self, reading, starts, ends, file, today)

        def changes(sure: AbsenceDraft) -> tuple[Change, ...]:
            return _changes(sure, starts, ends, today)

        return judged(self, reading, changes, file, today)


def _only_dates(
    draft: AbsenceDraft,
    reading: Reading,
    starts: date,
    ends: date,
    file: ClinicFile,
    today: date,
) -> Reading:
    """Add what is wrong with the dates to the reading, while no service is ticked yet."""
    as_if = replace(draft, services=draft.amends.services if draft.amends else STANDARD_SERVICES)
    wrong = evaluate(_changes(as_if, starts, ends, today), file, today).violations
    about_dates = [v for v in wrong if v.field in ("starts", "ends") and v.code != "overlap"]
    problems: dict[str, Problem] = {v.field: v for v in about_dates if not v.confirmation}
    doubts = tuple(v for v in about_dates if v.confirmation)
    return replace(reading, problems={**reading.problems, **problems}, doubts=doubts)


def _changes(draft: AbsenceDraft, starts: date, ends: date, today: date) -> tuple[Change, ...]:
    if draft.amends is None:
        return (
            AddAbsence(
                absence_id=draft.new_id,
                practitioner=draft.practitioner,
                starts=starts,
                ends=ends,
                services=draft.services,
                confirmed=draft.confirmed,
            ),
        )
    typed = {"starts": starts, "ends": ends, "services": draft.services}
    amended = draft.amends.model_copy(update=typed)
    made = amendment(draft.amends, amended, today, draft.new_id)
    return tuple(change.confirming(draft.confirmed) for change in made)
