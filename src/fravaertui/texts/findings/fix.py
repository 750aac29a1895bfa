"""What a finding's ready fix does, as the button and the question say it."""

from datetime import date

from fravaertui.domain.changes import (
    AmendAbsence,
    AmendSubstitute,
    Change,
    DeleteAbsence,
    EndAbsence,
    RemoveSubstitute,
)
from fravaertui.domain.findings import Finding, FindingCode
from fravaertui.domain.model import ClinicFile
from fravaertui.texts.catalogue import Words
from fravaertui.texts.dates import full_day
from fravaertui.texts.services import service_list


def fix_sentence(finding: Finding, fix: tuple[Change, ...], file: ClinicFile, words: Words) -> str:
    """Return what the finding's fix does; empty when there is none."""
    services = service_list(finding.services, words)
    match fix:
        case ():
            return ""
        case (DeleteAbsence(),):
            return words("Delete the absence")
        case (EndAbsence(),):
            return words("End the absence: open again from today")
        case (RemoveSubstitute(substitute_id=one),):
            return words("Remove substitute {name}", name=file.substitute(one).name)
        case (AmendSubstitute(substitute_id=one, ends=date() as last),):
            day = full_day(last, words.language)
            return words("Let substitute {name} end {day}", name=file.substitute(one).name, day=day)
    match finding.code:
        case FindingCode.OFF_IN_EPJ | FindingCode.STILL_OFF:
            return words(
                "Ask the surgery to switch {services} on in the EPJ, and confirm only once it is "
                "done",
                services=services,
            )
        case FindingCode.SHORT_OPENING:
            day = full_day(finding.days[-1], words.language)
            return words("Extend the absence to {day}", day=day)
        case FindingCode.SOME_SERVICES:
            return words("Add {services} to the absence", services=services)
        case FindingCode.ABSENCE_CLOSES_COVERED:
            return _opened(finding, fix, file, words)
        case _:
            return words("Take {services} out of the absence", services=services)


def _opened(finding: Finding, fix: tuple[Change, ...], file: ClinicFile, words: Words) -> str:
    """Return how the absence makes room for the substitute: all of its days, or some."""
    services = service_list(finding.services, words)
    match fix:
        case (AmendAbsence() as change,) if change.services == _services(change, file):
            day = full_day(change.ends, words.language)
            return words("Let the absence end {day}", day=day)
        case (_,):
            return words("Take {services} out of the absence", services=services)
        case _:
            return words(
                "Take {services} out of the absence on the substitute's days", services=services
            )


def _services(change: AmendAbsence, file: ClinicFile) -> tuple[str, ...]:
    return file.absence(change.absence_id).services
