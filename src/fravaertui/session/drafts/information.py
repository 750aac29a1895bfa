"""The form for a clinic's own text and its EPJ's state, and the changes it makes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, Self
from uuid import uuid4

from fravaertui.domain.changes import (
    Change,
    ReportEpjState,
    SetEpjVendor,
    SetPatientInformation,
    evaluate,
)
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import MOST_SERVICES, ServiceCode, VendorCode
from fravaertui.domain.safe_text import first_unsafe, neutralise
from fravaertui.session.drafts.base import (
    ClinicDraft,
    FormProblem,
    Reading,
    read_case_reference,
)

LONGEST_INFORMATION = 200


@dataclass(frozen=True, slots=True)
class InformationDraft(ClinicDraft):
    """The form as typed; `services` are those switched off in the EPJ.

    Fields that begin with `seen` are as they were when the form was opened. It amends no record.
    """

    text: str = ""
    vendor: VendorCode = ""
    seen_text: str = ""
    seen_vendor: VendorCode = ""
    seen_off: tuple[ServiceCode, ...] = ()
    form: Literal["information"] = "information"

    @classmethod
    def opened(cls, file: ClinicFile, practitioner: int) -> Self:
        """Return the draft of a form that has just been opened."""
        off = tuple(
            s.service for s in file.epj_states if s.practitioner == practitioner and s.switched_off
        )
        return cls(
            uuid4(),
            practitioner,
            services=tuple(sorted(off)),
            text=file.clinic.patient_information,
            vendor=file.clinic.epj_vendor,
            seen_text=file.clinic.patient_information,
            seen_vendor=file.clinic.epj_vendor,
            seen_off=tuple(sorted(off)),
        )

    def retyping(self, **typed: Any) -> Self:
        """Return the draft with the fields as they are typed now.

        A text that was not edited stays exactly as stored, with characters the field can't show.
        """
        if typed.get("text") == neutralise(self.seen_text, keep_newlines=True):
            typed["text"] = self.seen_text
        return replace(self, **typed)

    def rebased(self, file: ClinicFile) -> Self:
        """Keep what the agent typed; untouched fields follow the clinic."""
        text, vendor = file.clinic.patient_information, file.clinic.epj_vendor
        return replace(
            self,
            text=self.text if self.text != self.seen_text else text,
            vendor=self.vendor if self.vendor != self.seen_vendor else vendor,
            seen_text=text,
            seen_vendor=vendor,
        )

    def read(self, file: ClinicFile, today: date) -> Reading:
        """Understand the draft against the clinic file it is for."""
        problems = self.choice_problems()
        if len(self.text) > LONGEST_INFORMATION:
            problems["text"] = FormProblem("text_too_long", len(self.text))
        elif first_unsafe(self.text, allow_newline=True):
            problems["text"] = FormProblem("text_unsafe")
        if len(set(self.services) ^ set(self.seen_off)) > MOST_SERVICES:
            problems["services"] = FormProblem("too_many_services")
        read_case_reference(self.case_reference, problems)
        if problems.keys() - {"case_reference"}:
            return Reading(problems=problems)
        changes = tuple(_changes(self, file, today))
        outcome = evaluate(changes, file, today)
        return Reading(
            starts=today,
            problems=problems,
            changes=() if outcome.unchanged else changes,
            after=outcome.file if changes else None,
        )


def _changes(draft: InformationDraft, file: ClinicFile, today: date) -> Sequence[Change]:
    """Return only what was changed: an observation that was not repeated keeps its date."""
    changes: list[Change] = []
    if draft.text not in (draft.seen_text, file.clinic.patient_information):
        changes.append(SetPatientInformation(text=draft.text))
    if draft.vendor not in (draft.seen_vendor, file.clinic.epj_vendor):
        changes.append(SetEpjVendor(vendor=draft.vendor))
    for off in (True, False):
        was, becomes = set(draft.seen_off), set(draft.services)
        services = tuple(becomes - was if off else was - becomes)
        if services and draft.practitioner is not None:
            changes.append(
                ReportEpjState(
                    practitioner=draft.practitioner,
                    services=services,
                    switched_off=off,
                    seen_on=today,
                )
            )
    return changes
