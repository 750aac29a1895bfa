"""The facts that a finding is read from, each with its age and where it is from."""

from collections.abc import Iterator
from datetime import date

from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.findings import Finding, FindingCode
from fravaertui.domain.model import Absence, Substitute
from fravaertui.domain.substitute_setup import StepState
from fravaertui.texts.ages import age_phrase
from fravaertui.texts.catalogue import Words
from fravaertui.texts.dates import short_day, short_period
from fravaertui.texts.services import short_service_list
from fravaertui.texts.sources import source_name

_SEEN_IN_EPJ = (FindingCode.OFF_IN_EPJ, FindingCode.STILL_OFF)


def evidence(finding: Finding, file: ClinicFile, today: date, words: Words) -> Iterator[str]:
    """Yield the facts behind a finding, a phrase each."""
    if finding.code in _SEEN_IN_EPJ and finding.days:
        seen_on = finding.days[0]
        age = age_phrase(today - seen_on, words) if seen_on < today else words("today")
        yield words("reported off in the EPJ {day} ({age})", day=short_day(seen_on), age=age)
    for absence in file.absences:
        if absence.id in finding.records:
            yield absence_phrase(absence, words)
    for substitute in file.substitutes:
        if substitute.id in finding.records:
            yield substitute_phrase(substitute, words)
    vendor = file.vendor
    if finding.code is FindingCode.VENDOR and vendor and vendor.source:
        day = short_day(vendor.source_date) if vendor.source_date else ""
        yield f"{vendor.name}: " + ", ".join(part for part in (vendor.source, day) if part)
    if finding.code is FindingCode.NO_OVERVIEW and finding.text == StepState.MISSING:
        yield words("behandleroversikt as the Address Register shows it")
    if finding.code is FindingCode.OTHER_DATE_IN_TEXT:
        yield words("the surgery's own text")


def absence_phrase(absence: Absence, words: Words) -> str:
    """Return an absence with its days, its services and where it was made."""
    return words(
        "absence {period}, {services}, from {source}",
        period=short_period(absence.starts, absence.ends, words),
        services=short_service_list(absence.services, words),
        source=source_name(absence.source, words),
    )


def substitute_phrase(substitute: Substitute, words: Words) -> str:
    """Return a substitute by name, with the days and the services."""
    return words(
        "substitute {name} {period}, {services}",
        name=substitute.name,
        period=short_period(substitute.starts, substitute.ends, words),
        services=short_service_list(substitute.services, words),
    )
