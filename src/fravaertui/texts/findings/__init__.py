"""Findings in words: what it is, the facts behind it, what citizens meet, what the fix does.

All that is said about one code stands in one row, in the module that is named as its rule's in
`domain/findings/`.
"""

from collections.abc import Sequence
from datetime import date

from fravaertui.domain.changes import (
    AmendSubstitute,
    Change,
    DeleteAbsence,
    EndAbsence,
    RemoveSubstitute,
)
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import LATEST_DAY
from fravaertui.domain.findings import Finding, FindingCode, Severity
from fravaertui.protocol.citizen_page import CitizenLanguage
from fravaertui.texts.catalogue import MAIN_LANGUAGE, Words, msgid
from fravaertui.texts.dates import day_ahead, full_day, short_day
from fravaertui.texts.findings.absences import ABSENCE_WORDS
from fravaertui.texts.findings.base import Facts, FindingWords, Titles
from fravaertui.texts.findings.clinic import CLINIC_WORDS
from fravaertui.texts.findings.substitutes import SUBSTITUTE_WORDS
from fravaertui.texts.services import (
    enumeration,
    service_list,
    short_service_list,
    short_service_name,
)
from fravaertui.texts.sources import source_name

_FINDING_WORDS: dict[FindingCode, FindingWords] = {
    **SUBSTITUTE_WORDS,
    **CLINIC_WORDS,
    **ABSENCE_WORDS,
}

_SEVERITIES = {
    Severity.CRITICAL: msgid("critical"),
    Severity.WARNING: msgid("warning"),
    Severity.NOTICE: msgid("notice"),
}


def finding_title(about: FindingCode | Finding, words: Words) -> str:
    """Return what a finding is, or of what kind when only its code is at hand."""
    return words(_titles(about).title)


def row_title(about: FindingCode | Finding, words: Words) -> str:
    """Return the same in a few words that are understood by themselves."""
    return words(_titles(about).row)


def brief_title(about: FindingCode | Finding, words: Words) -> str:
    """Return the same in a word or two, where those of a row have no room."""
    return words(_titles(about).brief)


def _titles(about: FindingCode | Finding) -> Titles:
    if isinstance(about, Finding):
        return _FINDING_WORDS[about.code].titles(about)
    return _FINDING_WORDS[about].titles(None)


def code_phrase(code: FindingCode, words: Words) -> str:
    """Return the code where no heading says that it is one: F10 alone looks like a key."""
    return words("finding {code}", code=code)


def severity_word(severity: Severity, words: Words) -> str:
    """Return how much the finding matters, in a word."""
    return words(_SEVERITIES[severity])


def finding_sentence(finding: Finding, file: ClinicFile, words: Words) -> str:
    """Return the finding as one sentence with its facts."""
    return _FINDING_WORDS[finding.code].sentence(Facts(finding, file, words))


def consequence(
    finding: Finding,
    file: ClinicFile,
    today: date,
    words: Words,
    citizen: CitizenLanguage = MAIN_LANGUAGE,
) -> str:
    """Return what citizens meet because of the finding, from today on.

    What their page says is quoted in the language of the `citizen`.
    """
    return _FINDING_WORDS[finding.code].consequence(Facts(finding, file, words, citizen), today)


def fix_sentence(finding: Finding, fix: tuple[Change, ...], file: ClinicFile, words: Words) -> str:
    """Return what the finding's fix does, for its button and question; empty when there is none."""
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
            name, day = file.substitute(one).name, full_day(last, words.language)
            return words("Let substitute {name} end {day}", name=name, day=day)
    say = _FINDING_WORDS[finding.code].fix
    return say(Facts(finding, file, words), fix) if say else ""


def finding_row_sentence(
    code: FindingCode,
    services: Sequence[str],
    days: Sequence[date],
    words: Words,
    text: str = "",
    *,
    short: bool = False,
    of: Finding | None = None,
) -> str:
    """Return the finding where only its row is at hand: title, days and services.

    `text` is the finding's, of which what an agent needs to know it by is said. The title is that
    of its kind, or of the one finding that it is `of`.
    """
    facts = finding_facts(code, services, days, words, text, short=short)
    return " · ".join(part for part in (finding_title(of or code, words), facts) if part)


def finding_facts(
    code: FindingCode,
    services: Sequence[str],
    days: Sequence[date],
    words: Words,
    text: str = "",
    *,
    short: bool = False,
    on: date | None = None,
) -> str:
    """Return what tells a finding from another of its kind; empty when its row does not say."""
    return " · ".join(fact_parts(code, services, days, words, text, short=short, on=on))


def fact_parts(
    code: FindingCode,
    services: Sequence[str],
    days: Sequence[date],
    words: Words,
    text: str = "",
    *,
    short: bool = False,
    on: date | None = None,
) -> list[str]:
    """Return the same one by one, in the order that they are said.

    The services are in the words of a column where they are to be `short`. Read `on` a day it is
    as brief as can be: a year only where it is far from that day.
    """
    parts: list[str] = []
    if text and code is FindingCode.OTHER_SOURCE:
        parts.append(enumeration([source_name(one, words) for one in text.split()], words))
    if days:
        first, last = (
            (day_ahead(day, on) if on else short_day(day)) for day in (days[0], days[-1])
        )
        last = "" if days[-1] == LATEST_DAY else last
        parts.append(first + (f"–{last}" if days[0] != days[-1] else ""))
    if on and len(services) == 1:
        parts.append(short_service_name(services[0], words))
    elif services:
        parts.append((short_service_list if short else service_list)(services, words))
    if text and code is FindingCode.OTHER_DATE_IN_TEXT:
        parts.append(f"«{text}»")
    return parts
