"""Headings whose every word is known to say only that what stands below is absence.

«Ikke ferie:», «Hvem dekker ferien:» and «Sommerferie i fjor» say something else, in words that
nobody can list. So a heading makes the rows below it certain only when it has no word but these.
"""

import re

from fravaertui.domain.absence_list import words as w
from fravaertui.domain.absence_list.parsed import tokens_of
from fravaertui.domain.absence_list.people import Names, key
from fravaertui.domain.date_input.vocabulary import MONTH_NAMES, SAYINGS, WEEKDAY_NAMES

_TURNING = w.TAKING_BACK | w.TURNING | w.DENYING | w.UNSETTLED | w.WITHOUT
_PAST = w.listed("hatt hadde går yesterday forrige førre sist last previous")
_PLAIN = (
    w.ABSENCE
    | w.CLOSED
    | w.REDUCED
    | w.CLINIC
    | w.DIGITAL
    | w.WE
    | w.WRITER
    | w.TITLES
    | w.GREETING
    | w.FILLER
    | w.MAIL_HEADERS
    | MONTH_NAMES.keys()
    | WEEKDAY_NAMES.keys()
    | {word for saying in SAYINGS for word in re.findall(r"[^\W\d_]+", saying)}
    | w.listed(
        "ferieliste feriane endelig endeleg vedtatt godkjent ny nytt versjon informasjon info "
        "viktig viktige internt intern husk merk obs oppslag melding beskjed pasienter pasientar "
        "pasientene pasientane side ark tabell skjema oppsummering summer leger legar ved hos "
        "over per pr her kommer kjem etter innen halvår sesongen dei disse desse dag orientering "
        "laget laga lagd"
    )
    - _TURNING
    - _PAST
    - w.PRESENCE
) | w.listed("korrigert oppdatert")
"""Words that leave a heading of absence just that."""
_BY = re.compile(r"\b(?:av|by)\s+[A-ZÆØÅ][\w-]*(?:\s+[A-ZÆØÅ][\w-]*)+")
"""Who made a list."""
_COMPOUND = re.compile(
    r"(?:sommer|sommar|jule?|påske|høst|haust|vinter|års?|fast|allmenn|lege|behandl|kontor|senter"
    r"|ferie|fri|fraværs?|fråværs?"
    r"|permisjons?|list|plan|oversikt|avvikling|kalender|kalendar|uke|veke|dag|dato|period"
    r"|tid|skjema|tabell|oppsett|planlegging|-)+"
    r"(?:en|a|ne|ene|ane|r|er|ar|et|e|n)?s?",
    re.IGNORECASE,
)
"""«Sommerferieliste», «ferieavvikling», «fraværsoversikt»: what is put together of such words."""


_HERE = re.compile(
    r"\bpå (?:kontor|legekontor|legesenter|senter|klinikk|hus|plass)\w*"
    r"|\bher\b(?! (?:er|kommer|kjem|følger|følgjer)\b)",
    re.IGNORECASE,
)
"""«Disse er på kontoret i ferien» tells of the others, in words that are all plain."""


def is_plain(text: str, names: Names, *, may_be_at_work: bool = False) -> bool:
    """Tell whether a heading has no word but those of absence, time and this office.

    With `may_be_at_work` it is one of both, as «Ferie og vakt», below which each row has to say.
    """
    plain = _PLAIN | w.PRESENCE if may_be_at_work else _PLAIN
    return not _HERE.search(text) and all(
        word.lower() in plain
        or len(word) == 1
        or _COMPOUND.fullmatch(word)
        or names.is_of_clinic(word)
        or key(word) in names.by_word
        for word, _, _ in tokens_of(_BY.sub("", text))
        if word[0].isalpha()
    )


def turns(text: str) -> bool:
    """Tell whether a heading takes back or leaves open what stands below."""
    return not _TURNING.isdisjoint(word.lower() for word, _, _ in tokens_of(text))
