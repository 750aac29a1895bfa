"""The title of a finding, and the sentence with its facts."""

from collections.abc import Sequence
from datetime import date

from fravaertui.domain.findings import Finding, FindingCode, Severity
from fravaertui.domain.holes import Hole, holes
from fravaertui.domain.model import (
    LATEST_DAY,
    Absence,
    ClinicFile,
    Substitute,
    service_order,
)
from fravaertui.domain.substitute_setup import solution_of
from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.contacts import vendor_name
from fravaertui.texts.dates import full_day, period_phrase, short_day
from fravaertui.texts.records import name_of
from fravaertui.texts.services import enumeration, service_list, short_service_list
from fravaertui.texts.sources import source_name
from fravaertui.texts.substitutes import solution_name

_TITLES = {
    FindingCode.ABSENCE_CLOSES_COVERED: msgid("Absence closes what the substitute covers"),
    FindingCode.OFF_IN_EPJ: msgid("Switched off in the EPJ without absence"),
    FindingCode.NOT_OFFERED: msgid("Absence on a service that is not offered"),
    FindingCode.SHADOWED: msgid("Absence without effect"),
    FindingCode.SEVERAL_SUBSTITUTES: msgid("Several substitutes at once"),
    FindingCode.SUBSTITUTE_AWAY: msgid("The substitute is not there"),
    FindingCode.VENDOR: msgid("Vendor's solution missing or unknown"),
    FindingCode.NO_OVERVIEW: msgid("Behandleroversikt missing or unknown"),
    FindingCode.STILL_OFF: msgid("Still switched off after the absence"),
    FindingCode.SHORT_OPENING: msgid("Short opening between two absences"),
    FindingCode.OTHER_DATE_IN_TEXT: msgid("Another date in the surgery's own text"),
    FindingCode.SOME_SERVICES: msgid("Services left open"),
    FindingCode.PERIOD_ENDS: msgid("Agreement or period ends before time"),
    FindingCode.OTHER_SOURCE: msgid("Registered from several sources"),
}
_SEVERITIES = {
    Severity.CRITICAL: msgid("critical"),
    Severity.WARNING: msgid("warning"),
    Severity.NOTICE: msgid("notice"),
}

# What is said differently for different facts has the variant after the code.
_SENTENCES = {
    "F01": msgid("{who}: Closed by absence {period}, though {names} covers: {services}."),
    "F02": msgid("{who}: Seen switched off in the EPJ on {day}, without any absence: {services}."),
    "F03": msgid(
        "{who}: Nobody away offers {services} {period}, so the absence does nothing there."
    ),
    "F04": msgid("{who}: The absence {period} changes nothing for citizens."),
    "F04.left": msgid(
        "{who}: Active at the surgery only until {until}, so the absence {period} changes nothing "
        "now."
    ),
    "F04.coming": msgid(
        "{who}: Active at the surgery only from {since}, so the absence {period} changes nothing."
    ),
    "F05": msgid("{who}: {names} are substitutes at once {period}."),
    "F06.ended": msgid("{who}: Substitute {names} ended {day}, and nobody has taken over."),
    "F06.absent": msgid("{who}: Substitute {names} is away {period}."),
    "F06.inactive": msgid(
        "{who}: Substitute {names} is not active at the surgery for the whole period."
    ),
    "F07.missing": msgid(
        "{who}: Substitute {names} needs the solution «{solution}», which {vendor} does not offer."
    ),
    "F07.unknown": msgid(
        "{who}: Substitute {names} needs the solution «{solution}». It is not known whether "
        "{vendor} offers it."
    ),
    "F08.missing": msgid("{who}: Substitute {names} needs behandleroversikt, which is not set up."),
    "F08.unknown": msgid(
        "{who}: Substitute {names} needs behandleroversikt. It is not known whether it is set up."
    ),
    "F09": msgid("{who}: Absence ended {ends}. Seen off in the EPJ on {day}: {services}."),
    "F10": msgid(
        "{who}: Between two absences citizens can use {services} {period}, only on days few work."
    ),
    "F11": msgid(
        "The surgery's text says «{text}», but no absence begins, ends or reopens on {day}."
    ),
    "F12": msgid("{who}: Open without a substitute while away: {holes}."),
    "F12.several": msgid(
        "{who}: Open without a substitute while the surgery is away, at {n} of {all} "
        "practitioners: {holes}."
    ),
    "F13.person": msgid("{who}: Active at the surgery only until {day}, but {lasts}."),
    "F13.agreement": msgid("{who}: The agreement for {services} ends {day}, but {lasts}."),
    "F14": msgid("{who}: Registered both from {sources}: {services} {period}."),
}


def finding_title(code: FindingCode, words: Words) -> str:
    """Return what kind of finding it is."""
    return words(_TITLES[code])


def severity_word(severity: Severity, words: Words) -> str:
    """Return how much the finding matters, in a word."""
    return words(_SEVERITIES[severity])


def finding_sentence(finding: Finding, file: ClinicFile, words: Words) -> str:
    """Return the finding as one sentence with its facts."""
    facts = {
        "who": name_of(finding.practitioner, file, words),
        "services": service_list(finding.services, words),
        "text": finding.text,
        "vendor": vendor_name(file, words),
    }
    if finding.days:
        facts["period"] = period_phrase(finding.days[0], finding.days[-1], words)
        facts["day"] = full_day(finding.days[0], words.language)
    facts |= _record_facts(finding, file, words)
    return words(_SENTENCES[_variant(finding, file)], **facts)


def finding_row_sentence(
    code: FindingCode,
    services: Sequence[str],
    days: Sequence[date],
    words: Words,
    text: str = "",
    *,
    short: bool = False,
) -> str:
    """Return the finding where only its row is at hand: title, days and services.

    `text` is the finding's, of which what an agent needs to know it by is said.
    """
    told = finding_facts(code, services, days, words, text, short=short)
    return " · ".join(part for part in (finding_title(code, words), told) if part)


def finding_facts(
    code: FindingCode,
    services: Sequence[str],
    days: Sequence[date],
    words: Words,
    text: str = "",
    *,
    short: bool = False,
) -> str:
    """Return what tells a finding from another of its kind; empty when its row does not say."""
    parts = []
    if text and code is FindingCode.OTHER_SOURCE:
        parts.append(enumeration([source_name(one, words) for one in text.split()], words))
    if days:
        last = "" if days[-1] == LATEST_DAY else short_day(days[-1])
        parts.append(short_day(days[0]) + (f"–{last}" if days[0] != days[-1] else ""))
    if services:
        parts.append((short_service_list if short else service_list)(services, words))
    if text and code is FindingCode.OTHER_DATE_IN_TEXT:
        parts.append(f"«{text}»")
    return " · ".join(parts)


def absences_of(finding: Finding, file: ClinicFile) -> list[Absence]:
    """Return the absences behind the finding."""
    return [a for a in file.absences if a.id in finding.records]


def substitutes_of(finding: Finding, file: ClinicFile) -> list[Substitute]:
    """Return the substitutes behind the finding."""
    return [s for s in file.substitutes if s.id in finding.records]


def agreements_ending(finding: Finding, file: ClinicFile) -> tuple[str, ...]:
    """Return the services whose agreement ends on the finding's first day (F13)."""
    covered = [s for substitute in substitutes_of(finding, file) for s in substitute.services]
    ending = {
        o.service
        for o in file.offers
        if (o.practitioner, o.ends) == (finding.practitioner, finding.days[0])
        and (not covered or o.service in covered)
    }
    return tuple(sorted(ending, key=service_order))


def _variant(finding: Finding, file: ClinicFile) -> str:
    """Return the key of the finding's sentence."""
    match finding.code:
        case FindingCode.SUBSTITUTE_AWAY if len(finding.days) == 1:
            return "F06.ended"
        case FindingCode.SUBSTITUTE_AWAY:
            return "F06.absent" if absences_of(finding, file) else "F06.inactive"
        case FindingCode.SHADOWED if finding.practitioner:
            person = file.practitioner(finding.practitioner)
            if person.ends and person.ends < finding.days[1]:
                return "F04.left"
            return "F04.coming" if person.starts and person.starts > finding.days[1] else "F04"
        case FindingCode.VENDOR | FindingCode.NO_OVERVIEW:
            return f"{finding.code}.{finding.text}"
        case FindingCode.PERIOD_ENDS:
            leaves = file.practitioner(finding.practitioner or 0).ends == finding.days[0]
            return "F13.person" if leaves else "F13.agreement"
        case FindingCode.SOME_SERVICES if finding.practitioner is None:
            return "F12.several"
        case _:
            return finding.code


def holes_behind(finding: Finding, file: ClinicFile) -> list[Hole]:
    """Return the holes that an F12 is about, the first day first."""
    who = [p.her_id for p in file.practitioners if finding.practitioner in (None, p.her_id)]
    found = [
        hole
        for absence in absences_of(finding, file)
        for her_id in who
        for hole in holes(file, her_id, absence.starts, absence.ends)
        if set(hole.services) & set(finding.services)
    ]
    return sorted(found, key=lambda hole: (hole.starts, hole.ends))


def _hole_facts(finding: Finding, file: ClinicFile, words: Words) -> dict[str, str]:
    """Return which services are open when; for several practitioners the days in all."""
    behind = holes_behind(finding, file)
    spans = [(hole.services, hole.starts, hole.ends) for hole in behind]
    if finding.practitioner is None or not behind:
        spans = [(finding.services, finding.days[0], finding.days[-1])]
    phrases = [
        f"{service_list(services, words)} {period_phrase(starts, ends, words)}"
        for services, starts, ends in spans
    ]
    return {
        "holes": enumeration(phrases, words),
        "n": str(len({hole.practitioner for hole in behind})),
        "all": str(len(file.practitioners)),
    }


def _record_facts(finding: Finding, file: ClinicFile, words: Words) -> dict[str, str]:
    """Return the facts that are read from the absences and substitutes behind the finding."""
    facts = {}
    absences, substitutes = absences_of(finding, file), substitutes_of(finding, file)
    if absences:
        facts["ends"] = full_day(absences[0].ends, words.language)
        sources = dict.fromkeys(source_name(a.source, words) for a in absences)
        facts["sources"] = enumeration(list(sources), words)
    if substitutes:
        facts["names"] = enumeration([s.name for s in substitutes], words)
        solution = solution_of(file, substitutes[0].practitioner)
        facts["solution"] = solution_name(solution, words)
    if finding.code is FindingCode.SHADOWED and finding.practitioner:
        person = file.practitioner(finding.practitioner)
        facts |= {"until": _full(person.ends, words)} if person.ends else {}
        facts |= {"since": _full(person.starts, words)} if person.starts else {}
    if finding.code is FindingCode.SOME_SERVICES:
        facts |= _hole_facts(finding, file, words)
    if finding.code is FindingCode.PERIOD_ENDS:
        facts["services"] = service_list(agreements_ending(finding, file), words)
        facts["lasts"] = _lasts(finding.days[0], absences, substitutes, words)
    return facts


def _lasts(ends: date, absences: list[Absence], substitutes: list[Substitute], words: Words) -> str:
    """Return what goes on after the period or the agreement has ended."""
    if absences and absences[0].ends == ends:
        return words("citizens are told that it opens again the day after")
    if absences:
        return words("the absence lasts until {day}", day=_full(absences[0].ends, words))
    substitute = substitutes[0]
    if substitute.ends is None:
        return words("substitute {name} has no end", name=substitute.name)
    day = _full(substitute.ends, words)
    return words("substitute {name} stays until {day}", name=substitute.name, day=day)


def _full(day: date, words: Words) -> str:
    return full_day(day, words.language)
