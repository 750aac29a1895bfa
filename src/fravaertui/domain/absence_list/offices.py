"""Headings that name another office, or others than doctors: what stands below is asked about.

An office has a word for what it is, which may be all it has: «Legevakt», «Nabobyen sykehjem». The
name of a place alone, «Ferie Nabobyen», is one too, since nobody can tell whose the place is.
"""

import re
from collections.abc import Sequence

from fravaertui.domain.absence_list import words as w
from fravaertui.domain.absence_list.making import Context
from fravaertui.domain.absence_list.parsed import tokens_of
from fravaertui.domain.absence_list.people import Mention, Names, Token, key, mentions
from fravaertui.domain.absence_list.values import Extent
from fravaertui.domain.date_input.vocabulary import MONTH_NAMES, SAYINGS, WEEKDAY_NAMES

_MOST_WORDS = 8
_MOST_WORDS_OF_ABSENCE = 16
"""Words of a heading that says that it is one of absence."""
_MOST_SIGNS_OF_PLACE = 4
"""Words and signs of a heading that is the name of a place alone."""

OTHERS = re.compile(
    r"(?:sekretær|sykepleier|sjukepleiar|bioingeniør|medarbeider|medarbeidar|renhold|reinhald"
    r"|jordmor|jordmød|fysioterap)\w*",
    re.IGNORECASE,
)
_DOCTORS = re.compile(r"\b\w*leg(?:er|ene|ane|ar)\b", re.IGNORECASE)
_OF_DOCTORS = re.compile(
    r"(?:(?:fast|allmenn)?lege|helse|doktor)?"
    r"(?:kontor|sent(?:er|r)|gruppe|gruppa|klinikk|hus|praksis|gård)(?:et|en|a)?",
    re.IGNORECASE,
)
"""What offices of general practitioners are called; this one too."""
OFFICE = re.compile(
    r"\w*(?:lege|helse|doktor)(?:kontor|sent(?:er|r)|grupp|klinikk|hus|praksis|gård|vakt|heim)\w*"
    r"|\w*(?:lege)?(?:kontor|senter|klinikk|praksis)(?:et|en)?|filial\w*|avdeling\w*"
    r"|\w*(?:sykehjem|sjukeheim|sykehus|sjukehus|poliklinikk|helsestasjon|legestasjon)\w*"
    r"|\w*(?:aldershjem|aldersheim|omsorgssent|bofellesskap|bufellesskap|ambulatori)\w*"
    r"|\w*(?:helsetjenest|helsetenest|omsorgstjenest|omsorgstenest|bedriftshels|fengsel)\w*"
    r"|\w*(?:kommune|kommunen|kommuna|apotek|apoteket|tannlege|tannlegen)|hospital|surgery|clinic",
    re.IGNORECASE,
)
_ADDRESS = ("kommune", "kommunen", "kommuna")
"""A municipality stands below the office's own name in many letterheads."""
_OF_ABSENCE = (
    r"(?:ferie|fravær|fråvær|perm|avspas|turnus|list[ea]n?\b|plan(?:en)?\b|oversikt|sommer|sommar"
    r"|holidays?|leave|vacation)"
)
_SAYS_ABSENCE = re.compile(_OF_ABSENCE, re.IGNORECASE)
_LISTED = re.compile(rf"\w*{_OF_ABSENCE}\w*", re.IGNORECASE)
"""Words of headings of absence, however they are put together."""
_TELLS = w.listed(
    "er har holder held blir vert tar tek skal kan må kontakt kontakte kontaktes kontaktast ring "
    "ringe ringes ringast henvend henvende bruk bruke oppsøk svarer svarar dekker dekkjer call "
    "contact is are will"
)
"""Words of a sentence that tells something of an office, or whom to call."""
_GREETED = w.GREETING | w.MAIL_HEADERS | {"ha", "takk"}
_ADDRESSED = _GREETED - {"fra", "frå", "from"}
_BY = w.TITLES | w.TRAINING | w.listed("av fra frå v med hilsen helsing mvh by from with signert")
"""Words before the name of who made the list, or of a practitioner who is not here."""
HEADS = (
    w.KNOWN
    | w.TAKING_BACK
    | w.UNSETTLED
    | MONTH_NAMES.keys()
    | WEEKDAY_NAMES.keys()
    | {word for saying in SAYINGS for word in re.findall(r"[^\W\d_]+", saying)}
    | w.listed(
        "endelig endeleg vedtatt godkjent ny nytt nye versjon utgave informasjon info viktig "
        "viktige internt intern husk merk obs nb ps oppslag nyheter nyheit nyhet aktuelt melding "
        "beskjed kunngjøring kunngjering pasienter pasientar pasientene pasientane merknad "
        "merknader kommentar kommentarer antall tal nr side ark tabell skjema oppsummering "
        "kolleger kollegaer kollegaar important information notice summer leger legar ved hos "
        "over per pr gjennom her kommer etter innen"
    )
)
"""Words that the heading of this office's own list may have."""


def note_office(
    text: str,
    start: int,
    names: Names,
    at: Context,
    made: int,
    named: Sequence[Mention] | None = None,
) -> None:
    """Note that what follows is of another office, or of others than doctors.

    An office that the list is held against takes that back, and so does a heading of doctors what
    was said of others. `start` is where the text begins in the list, `made` how many entries there
    are, and `named` the names in the text, where they are found already.
    """
    is_of_absence = _SAYS_ABSENCE.search(text) is not None
    if len(text.split()) > (_MOST_WORDS_OF_ABSENCE if is_of_absence else _MOST_WORDS):
        return
    others = OTHERS.search(text)
    if not others and names.clinic_in(text):
        at.elsewhere, at.are_others, at.ours_at = None, False, made
        return
    found = Extent(others.start(), others.end()) if others else None
    if found is None:
        tokens = [t for t in tokens_of(text) if t[0][0].isalpha()]
        is_below_ours = at.ours_at == made
        found = _office(tokens, names, is_below_ours=is_below_ours)
        if found is None:
            strangers = mentions(text, tokens_of(text), names) if named is None else named
            found = _place(text, strangers, names, is_of_absence=is_of_absence)
    if found:
        at.elsewhere = Extent(start + found.start, start + found.stop)
        at.are_others = others is not None
    elif at.are_others and _DOCTORS.search(text):
        at.elsewhere, at.are_others = None, False


def _is_strange(word: str, names: Names) -> bool:
    """Tell whether a word belongs neither to headings of lists nor to this office."""
    return (
        len(word) > 1
        and word.lower() not in HEADS
        and not _LISTED.fullmatch(word)
        and not names.is_of_clinic(word)
        and key(word) not in names.by_word
    )


def _office(tokens: list[Token], names: Names, *, is_below_ours: bool) -> Extent | None:
    """Return where a heading names an office that is not this one."""
    lower = [word.lower() for word, _, _ in tokens]
    if not _TELLS.isdisjoint(lower) or not _ADDRESSED.isdisjoint(lower[:1]):
        return None
    for at, (word, start, stop) in enumerate(tokens):
        is_of_doctors = _OF_DOCTORS.fullmatch(word)
        if not OFFICE.fullmatch(word) or (names.is_of_clinic(word) and not is_of_doctors):
            continue
        if lower[at] in _ADDRESS and is_below_ours:
            continue
        beside = [t for t in tokens if _is_strange(t[0], names) and t[0][0].isupper()]
        beside += [t for t in tokens[max(at - 1, 0) : at + 3] if _is_strange(t[0], names)]
        if is_of_doctors and not [t for t in beside if t[1] != start]:
            continue
        places = [(start, stop), *((t[1], t[2]) for t in beside)]
        return Extent(min(p[0] for p in places), max(p[1] for p in places))
    return None


def _place(
    text: str, named: Sequence[Mention], names: Names, *, is_of_absence: bool
) -> Extent | None:
    """Return where a heading has the name of what may be a place: nobody here is named so."""
    tokens = tokens_of(text)
    words = [t for t in tokens if t[0][0].isalpha()]
    if not words or any(m.is_known for m in named) or words[0][0].lower() in _GREETED:
        return None
    if "\t" in text or "|" in text or len(text.split()) > _MOST_WORDS:
        return None
    strange = [t for t in words if _is_strange(t[0], names)]
    if len(tokens) <= _MOST_SIGNS_OF_PLACE and strange == words:
        is_name = all(word[0].isupper() for word, _, _ in words) and text[-1] not in ".!?"
        return Extent(words[0][1], words[-1][2]) if is_name else None
    if not is_of_absence:
        return None
    for mention in named:
        before = [t for t in words if t[2] <= mention.extent.start]
        is_strange = all(_is_strange(word, names) for word, _, _ in tokens_of(mention.written))
        if before and is_strange and before[-1][0].lower() not in _BY:
            return mention.extent
    return None
