"""What a finding means for citizens, in the sentences that they meet themselves."""

from collections.abc import Callable
from datetime import date

from fravaertui.domain.calendar import ONE_DAY
from fravaertui.domain.citizen_view import ServiceView, State, service_view
from fravaertui.domain.findings import Finding, FindingCode
from fravaertui.domain.model import ClinicFile
from fravaertui.protocol.citizen_page import CITIZEN_LANGUAGES, CitizenLanguage
from fravaertui.texts.catalogue import MAIN_LANGUAGE, Words
from fravaertui.texts.citizen import service_card
from fravaertui.texts.dates import full_day
from fravaertui.texts.findings.sentence import (
    absences_of,
    agreements_ending,
    holes_behind,
    substitutes_of,
)
from fravaertui.texts.records import name_of
from fravaertui.texts.services import service_list

_Consequence = Callable[[Finding, ClinicFile, date, Words], str]


def consequence(finding: Finding, file: ClinicFile, today: date, words: Words) -> str:
    """Return what citizens meet because of the finding, from today on."""
    return _CONSEQUENCES[finding.code](finding, file, today, words)


def _refused(finding: Finding, file: ClinicFile, today: date, words: Words) -> str:
    text = _met(finding, file, _first_day(finding, today), words)
    return words("Citizens are turned away: «{text}»", text=text)


def _not_found(finding: Finding, file: ClinicFile, today: date, words: Words) -> str:
    services = service_list(finding.services, words)
    text = _met(finding, file, today, words)
    return words(
        "Citizens don't find {services}, neither open nor closed: «{text}»",
        services=services,
        text=text,
    )


def _no_difference(finding: Finding, file: ClinicFile, today: date, words: Words) -> str:
    text = _met(finding, file, _first_day(finding, today), words)
    if not text:
        return words("No citizen meets it.")
    return words("Citizens meet the same with and without it: «{text}»", text=text)


def _no_address(_finding: Finding, _file: ClinicFile, _today: date, words: Words) -> str:
    return words(
        "There must be exactly one: Helsenorge may find none of them, and the citizens then have "
        "no digital GP."
    )


def _nobody_there(finding: Finding, file: ClinicFile, today: date, words: Words) -> str:
    day = today if len(finding.days) == 1 else _first_day(finding, today)
    text = _met(finding, file, day, words)
    return words("Citizens read «{text}» – but the substitute is not there.", text=text)


def _not_reached(_finding: Finding, _file: ClinicFile, _today: date, words: Words) -> str:
    return words("Without it citizens don't reach the substitute on Helsenorge.")


def _closes_again(finding: Finding, file: ClinicFile, _today: date, words: Words) -> str:
    text = _met(finding, file, finding.days[0] - ONE_DAY, words)
    day = full_day(finding.days[-1] + ONE_DAY, words.language)
    return words("Citizens read «{text}» – but it closes again {day}.", text=text, day=day)


def _two_dates(finding: Finding, file: ClinicFile, today: date, words: Words) -> str:
    """The clinic's text beside the sentence of the first closure from today on."""
    for absence in sorted(file.absences, key=lambda a: (a.starts, a.ends)):
        if absence.ends < today:
            continue
        away = [p.her_id for p in file.practitioners if absence.applies_to(p.her_id)]
        text = _shown(file, away, absence.services, max(absence.starts, today), words)
        if text:
            return words("Citizens read both «{own}» and «{text}»", own=finding.text, text=text)
    return words("No citizen meets it.")


def _left_open(finding: Finding, file: ClinicFile, today: date, words: Words) -> str:
    """What is met on the first coming day of the first hole."""
    coming = [hole for hole in holes_behind(finding, file) if hole.ends >= today]
    if not coming:
        return words("No citizen meets it.")
    hole = coming[0]
    view = service_view(file, hole.practitioner, hole.services[0], max(hole.starts, today))
    text = _text(view, words)
    if finding.practitioner is None:
        return words("Citizens read «{text}» – but the surgery is away.", text=text)
    who = name_of(finding.practitioner, file, words)
    return words("Citizens read «{text}» – but {who} is away.", text=text, who=who)


def _disappears(finding: Finding, file: ClinicFile, _today: date, words: Words) -> str:
    """What is gone the day after; when the practitioner's own time ends, it is every service."""
    practitioner, after = finding.practitioner or 0, finding.days[0] + ONE_DAY
    leaves = file.practitioner(practitioner).ends == finding.days[0]
    services = file.services_of(practitioner) if leaves else agreements_ending(finding, file)
    return words(
        "Gone for citizens from {day}: {services}. «{text}»",
        day=full_day(after, words.language),
        services=service_list(services, words),
        text=_text(service_view(file, practitioner, services[0], after), words),
    )


def _one_closure(finding: Finding, file: ClinicFile, today: date, words: Words) -> str:
    text = _met(finding, file, _first_day(finding, today), words)
    return words("To citizens they are one closure: «{text}»", text=text)


def _first_day(finding: Finding, today: date) -> date:
    return max(finding.days[0], today)


def _met(finding: Finding, file: ClinicFile, day: date, words: Words) -> str:
    """Return what is met on the day at the finding's services.

    A finding about the whole clinic is met by anyone's patients; by nobody's in an empty clinic.
    """
    everyone = [p.her_id for p in file.practitioners]
    who = [finding.practitioner] if finding.practitioner is not None else everyone
    return _shown(file, who, finding.services or _services_behind(finding, file), day, words)


def _shown(
    file: ClinicFile, who: list[int], services: tuple[str, ...], day: date, words: Words
) -> str:
    """Return the text at the first closed of the services, else at the first; empty for none."""
    views = [service_view(file, one, service, day) for one in who for service in services]
    closed = [view for view in views if view.state is State.CLOSED]
    return _text((closed or views)[0], words) if views else ""


def _services_behind(finding: Finding, file: ClinicFile) -> tuple[str, ...]:
    closed = [s for absence in absences_of(finding, file) for s in absence.services]
    covered = [s for substitute in substitutes_of(finding, file) for s in substitute.services]
    return (*closed, *covered)


def _text(view: ServiceView, words: Words) -> str:
    return service_card(view, _citizens_language(words)).text


def _citizens_language(words: Words) -> CitizenLanguage:
    return next((code for code in CITIZEN_LANGUAGES if code == words.language), MAIN_LANGUAGE)


_CONSEQUENCES: dict[FindingCode, _Consequence] = {
    FindingCode.ABSENCE_CLOSES_COVERED: _refused,
    FindingCode.OFF_IN_EPJ: _not_found,
    FindingCode.NOT_OFFERED: _no_difference,
    FindingCode.SHADOWED: _no_difference,
    FindingCode.SEVERAL_SUBSTITUTES: _no_address,
    FindingCode.SUBSTITUTE_AWAY: _nobody_there,
    FindingCode.VENDOR: _not_reached,
    FindingCode.NO_OVERVIEW: _not_reached,
    FindingCode.STILL_OFF: _not_found,
    FindingCode.SHORT_OPENING: _closes_again,
    FindingCode.OTHER_DATE_IN_TEXT: _two_dates,
    FindingCode.SOME_SERVICES: _left_open,
    FindingCode.PERIOD_ENDS: _disappears,
    FindingCode.OTHER_SOURCE: _one_closure,
}
