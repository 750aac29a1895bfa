"""What is said about what was seen in the EPJ and what the clinic writes: F02, F09, F11."""

from datetime import date

from fravaertui.domain.findings import FindingCode
from fravaertui.texts.catalogue import msgid
from fravaertui.texts.findings.base import Facts, FindingWords, Fix


def _not_found(facts: Facts, _today: date) -> str:
    return facts.words(
        "Citizens don't find {services}, neither open nor closed.", services=facts.services
    )


def _switched_on(facts: Facts, _fix: Fix) -> str:
    return facts.words(
        "Ask the surgery to switch {services} on in the EPJ, and confirm only once it is done",
        services=facts.services,
    )


def _two_dates(facts: Facts, today: date) -> str:
    """Return the clinic's text beside the sentence of the first closure from today on."""
    file, own = facts.file, facts.finding.text
    for absence in sorted(file.absences, key=lambda a: (a.starts, a.ends)):
        if absence.ends < today:
            continue
        away = [p.her_id for p in file.practitioners if absence.applies_to(p.her_id)]
        view = facts.first_closed(away, absence.services, max(absence.starts, today))
        if view and (quote := facts.quoted(view)):
            return facts.words("Citizens read both «{own}» and {quote}", own=own, quote=quote)
    return facts.words("No citizen meets it.")


CLINIC_WORDS = {
    FindingCode.OFF_IN_EPJ: FindingWords(
        title=msgid("Switched off in the EPJ without absence"),
        row=msgid("off in their EPJ"),
        brief=msgid("off in the EPJ"),
        sentence=lambda facts: facts.words(
            "{who}: Seen switched off in the EPJ on {day}, without any absence: {services}.",
            who=facts.who,
            day=facts.day,
            services=facts.services,
        ),
        consequence=_not_found,
        fix=_switched_on,
    ),
    FindingCode.STILL_OFF: FindingWords(
        title=msgid("Still switched off after the absence"),
        row=msgid("still off in EPJ"),
        brief=msgid("still off"),
        sentence=lambda facts: facts.words(
            "{who}: Absence ended {ends}. Seen off in the EPJ on {day}: {services}.",
            who=facts.who,
            ends=facts.full(facts.absences[0].ends),
            day=facts.day,
            services=facts.services,
        ),
        consequence=_not_found,
        fix=_switched_on,
    ),
    FindingCode.OTHER_DATE_IN_TEXT: FindingWords(
        title=msgid("Another date in the surgery's own text"),
        row=msgid("text: other date"),
        brief=msgid("other date"),
        sentence=lambda facts: facts.words(
            "The surgery's text says «{text}», but no absence begins, ends or reopens on {day}.",
            text=facts.finding.text,
            day=facts.day,
        ),
        consequence=_two_dates,
    ),
}
