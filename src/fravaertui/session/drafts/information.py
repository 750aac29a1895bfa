"""The form with what the clinic writes and what was seen in its EPJ, and what it comes to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import uuid4

from fravaertui.domain.changes import (
    Change,
    ReportEpjState,
    SetEpjVendor,
    SetPatientInformation,
    evaluate,
)
from fravaertui.domain.model import MOST_SERVICES, ClinicFile, ServiceCode, VendorCode
from fravaertui.domain.safe_text import first_unsafe
from fravaertui.session.drafts.base import Draft, FormProblem, Reading

LONGEST_INFORMATION = 200


@dataclass(frozen=True, slots=True)
class InfoDraft(Draft):
    """The form as typed; `services` are those switched off in the EPJ.

    What begins with `seen` is how it was when the form was opened.
    """

    text: str = ""
    vendor: VendorCode = ""
    seen_text: str = ""
    seen_vendor: VendorCode = ""
    seen_off: tuple[ServiceCode, ...] = ()
    form: Literal["information"] = "information"


def opened(file: ClinicFile, practitioner: int) -> InfoDraft:
    """Return the form as it is opened."""
    off = tuple(
        s.service for s in file.epj_states if s.practitioner == practitioner and s.switched_off
    )
    return InfoDraft(
        uuid4(),
        practitioner,
        services=tuple(sorted(off)),
        text=file.clinic.patient_information,
        vendor=file.clinic.epj_vendor,
        seen_text=file.clinic.patient_information,
        seen_vendor=file.clinic.epj_vendor,
        seen_off=tuple(sorted(off)),
    )


def read(draft: InfoDraft, file: ClinicFile, today: date) -> Reading:
    """Understand a draft against the clinic file it is for."""
    if len(draft.text) > LONGEST_INFORMATION:
        return Reading(problems={"text": FormProblem("text_too_long")})
    if first_unsafe(draft.text, allow_newline=True):
        return Reading(problems={"text": FormProblem("text_unsafe")})
    if len(set(draft.services) ^ set(draft.seen_off)) > MOST_SERVICES:
        return Reading(problems={"services": FormProblem("too_many_services")})
    changes = tuple(_changes(draft, file, today))
    outcome = evaluate(changes, file, today)
    after = outcome.file if changes else None
    return Reading(starts=today, changes=() if outcome.unchanged else changes, after=after)


def _changes(draft: InfoDraft, file: ClinicFile, today: date) -> Sequence[Change]:
    """Only what was changed: an observation that was not made again keeps its age."""
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
