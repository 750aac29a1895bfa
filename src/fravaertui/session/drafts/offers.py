"""The form for what a practitioner offers on Helsenorge, and the change it makes."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, Self
from uuid import uuid4

from fravaertui.domain.changes import SetOffers, evaluate
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import MOST_SERVICES
from fravaertui.session.drafts.base import (
    ClinicDraft,
    FormProblem,
    Problem,
    Reading,
    read_case_reference,
)


@dataclass(frozen=True, slots=True)
class OffersDraft(ClinicDraft):
    """The form as typed; `services` are all that the practitioner offers. It amends no record."""

    form: Literal["offers"] = "offers"

    @classmethod
    def opened(cls, file: ClinicFile, practitioner: int) -> Self:
        """Return the draft of a form that has just been opened, with what is listed already."""
        listed = tuple(file.of(practitioner).offers_by_service)
        return cls(uuid4(), practitioner, services=listed)

    def read(self, file: ClinicFile, today: date) -> Reading:
        """Understand the draft against the clinic file it is for."""
        problems: dict[str, Problem] = {}
        if not self.services:
            problems["services"] = FormProblem("no_services")
        elif len(self.services) > MOST_SERVICES:
            problems["services"] = FormProblem("too_many_services")
        read_case_reference(self.case_reference, problems)
        if "services" in problems or self.practitioner is None:
            return Reading(problems=problems)
        changes = (SetOffers(practitioner=self.practitioner, services=self.services),)
        outcome = evaluate(changes, file, today)
        problems |= {violation.field: violation for violation in outcome.violations}
        return Reading(
            starts=today,
            problems=problems,
            changes=outcome.made,
            after=outcome.file if outcome.allowed else None,
        )
