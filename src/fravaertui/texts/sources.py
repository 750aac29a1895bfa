"""Where a record was made, and where a fact is from, in words."""

from datetime import date

from fravaertui.domain.model import Known, Practitioner, RegisterFacts, SetUp, Source
from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.dates import short_day

_SOURCES = {
    Source.DESK: msgid("this desk"),
    Source.PORTAL: msgid("the portal"),
    Source.EPJ: msgid("the EPJ"),
    Source.IMPORT: msgid("an import"),
}


_DATED = {
    SetUp.UNKNOWN: msgid("the profile (CPP), which ended {day}"),
    SetUp.PROFILE: msgid("the profile (CPP) as of {day}"),
    SetUp.AGREEMENT: msgid("the agreement (CPA) as of {day}"),
}
_UNDATED = {
    SetUp.PROFILE: msgid("the profile (CPP), without a date"),
    SetUp.AGREEMENT: msgid("the agreement (CPA), without a date"),
}


def source_name(source: Source | str, words: Words) -> str:
    """Return what the source is called, as after «from»; an unknown one is shown as it is."""
    return words(_SOURCES[Source(source)]) if source in set(Source) else source


def origin_phrase(facts: RegisterFacts) -> str:
    """Return which register said so and when (rule R1); empty for what no register has said."""
    if not facts.source or facts.as_of is None:
        return facts.source
    return f"{facts.source} {short_day(facts.as_of)}"


def set_up_origin(person: Practitioner, words: Words) -> str:
    """Return from what file it is known what is set up, and as of when (R5); empty for none."""
    if person.set_up is SetUp.DESK:
        return ""
    if person.set_up_as_of is None:
        return words(_UNDATED[person.set_up]) if person.set_up in _UNDATED else ""
    return words(_DATED[person.set_up], day=short_day(person.set_up_as_of))


def overview_origin(person: Practitioner, words: Words) -> str:
    """Return from what file behandleroversikt is known; beside agreements a profile may tell it."""
    if person.set_up not in (SetUp.AGREEMENT, SetUp.DESK) or person.set_up_as_of is None:
        return set_up_origin(person, words)
    if person.set_up is SetUp.AGREEMENT and person.practitioner_overview is Known.UNKNOWN:
        return set_up_origin(person, words)
    day = short_day(person.set_up_as_of)
    if person.practitioner_overview is Known.NO or person.set_up is SetUp.DESK:
        return words("the profile (CPP) as of {day}", day=day)
    return words("the profile or the agreement (CPP/CPA) as of {day}", day=day)


def with_origin(sentence: str, origin: str, words: Words) -> str:
    """Return a sentence that rests on what a register said, with which and when."""
    if not origin:
        return sentence
    return words("{sentence} Source: {origin}.", sentence=sentence, origin=origin)


def left_sentence(person: RegisterFacts, last: date, words: Words) -> str:
    """Return after which day someone is not at the clinic any more, and which register said so."""
    said = words("Not active at the surgery after {day}.", day=short_day(last))
    return with_origin(said, origin_phrase(person), words)
