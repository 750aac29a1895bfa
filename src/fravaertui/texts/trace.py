"""The facts behind what the citizen sees, in words (rule C1)."""

from fravaertui.domain.citizen_view import Fact, FactCode
from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.dates import short_day

_SENTENCES = {
    FactCode.PRACTITIONER_ACTIVE: msgid("{name} is active at the clinic{period}."),
    FactCode.PRACTITIONER_NOT_ACTIVE: msgid(
        "{name} is not active at the clinic that day (registered{period})."
    ),
    FactCode.SERVICE_OFFERED: msgid("The service is offered{period}."),
    FactCode.SERVICE_NOT_OFFERED: msgid("The service is not offered that day."),
    FactCode.OFFER_UNKNOWN: msgid("Whether the service is offered is not known. Ask the surgery."),
    FactCode.ABSENCE_COVERS: msgid("Absence{period} closes the service."),
    FactCode.CLINIC_ABSENCE_COVERS: msgid("The whole clinic's absence{period} closes the service."),
    FactCode.CLOSURE_CONTINUES: msgid("The closure goes on with the absence{period}."),
    FactCode.NO_ABSENCE: msgid("No absence closes the service that day."),
    FactCode.EPJ_SWITCHED_OFF: msgid("The service was switched off in the EPJ, seen {seen_on}."),
    FactCode.EPJ_NOT_OFF: msgid("The service is not known to be switched off in the EPJ."),
    FactCode.SUBSTITUTE_COVERS: msgid("Substitute {name} covers the service{period}."),
    FactCode.SEVERAL_SUBSTITUTES: msgid(
        "More than one substitute is on the list that day, so citizens reach the list without a "
        "name."
    ),
    FactCode.NO_SUBSTITUTE: msgid("No substitute covers the service that day."),
}


def fact_sentence(fact: Fact, words: Words) -> str:
    """Return the fact as one sentence, with the days of the record it is read from."""
    sentence = _SENTENCES[fact.code]
    if fact.code is FactCode.SERVICE_NOT_OFFERED and fact.ends:
        sentence = msgid("The service is not offered that day: the agreement ended on {ends}.")
    if fact.code is FactCode.OFFER_UNKNOWN and fact.ends:
        sentence = msgid(
            "Whether the service is offered is not known: the profile (CPP) ended on {ends}. Ask "
            "the surgery."
        )
    return words(
        sentence,
        name=fact.name,
        period=_period(fact, words),
        seen_on=short_day(fact.starts) if fact.starts else "",
        ends=short_day(fact.ends) if fact.ends else "",
    )


def _period(fact: Fact, words: Words) -> str:
    """Return the record's days with a blank before them, or nothing when it has no bounds."""
    starts = short_day(fact.starts) if fact.starts else ""
    ends = short_day(fact.ends) if fact.ends else ""
    if starts and ends:
        return f" {starts}–{ends}"
    if starts:
        return " " + words("from {starts}", starts=starts)
    return " " + words("until {ends}", ends=ends) if ends else ""
