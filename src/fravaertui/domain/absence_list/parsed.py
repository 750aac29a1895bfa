"""One sentence of a list, and what was found in it: names, days, services, and what is left."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial

from fravaertui.domain.absence_list import words as w
from fravaertui.domain.absence_list.people import Mention, Names, Token, mentions
from fravaertui.domain.absence_list.periods import periods_in
from fravaertui.domain.absence_list.said_periods import PeriodSaid, Year
from fravaertui.domain.absence_list.sentences import Sentence
from fravaertui.domain.absence_list.spaced_dates import respaced
from fravaertui.domain.absence_list.values import Extent
from fravaertui.domain.dates_in_text import without_times
from fravaertui.domain.fields import STANDARD_SERVICES, canonical_services

_TOKEN = re.compile(r"[0-9]+|[^\W\d_]+|[^\s\w]|[_\t]")
_SERVICE = re.compile(
    "|".join(
        rf"\b{re.escape(name)}(?:en|a|ene|ane|er|ar)?\b"
        for name in sorted(w.SERVICES, key=len, reverse=True)
    )
    + "|"
    + "|".join(w.ALL_SERVICES),
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(r"\bI(?:'m| am| will|'ll| have|'ve| shall| go| take)\b")
CLINIC_WORDS = w.CLINIC | w.WE
WE = frozenset({"vi", "me", "we"})
_DOUBTING = frozenset("?~>→✗✘✖❌")
"""Signs that ask, strike out or move what they stand beside."""
_NOT_TICKED = re.compile(r"\[\s*\]")
_CELL_SERVICES = w.CELL_PHRASES | {
    word: code for code, written in w.CELL_SERVICES.items() for word in written.split()
}
_GOES_ON_HOLIDAY = re.compile(r"\w+\s+(?:bort\s+)?på\s+\w*ferie", re.IGNORECASE)
_UNPLAIN = {
    "begge": re.compile(r"begge\s+dag(?:er|ar|ene|ane)\b(?!\s+(?:inkl|medr|iber))", re.IGNORECASE),
    **dict.fromkeys(("går", "reiser", "drar", "dreg"), _GOES_ON_HOLIDAY),
}
"""«uke 27 (begge dager)»: which two? «går på ferie fredag»: may be the last day at work."""
_BETWEEN_PARTS = re.compile(r"[,;&/+]|\b(?:og|and)\b")
_BETWEEN_SERVICES = {*",;&/+-.", "og", "and"}


def services_in(cell: str) -> tuple[tuple[str, ...], bool]:
    """Return the services that a cell names, and whether it says nothing else."""
    if cell.strip().lower() in w.ALL_IN_CELL:
        return STANDARD_SERVICES, True
    parts = [part.strip(" .") for part in _BETWEEN_PARTS.split(cell.lower()) if part.strip(" .")]
    named = [_CELL_SERVICES.get(part) for part in parts]
    if named and all(named):
        return canonical_services(tuple(code for code in named if code)), True
    codes, _, places = _services(cell)
    rest = [
        token
        for token in tokens_of(cell)
        if not any(p.start <= token[1] < p.stop for p in places)
        and token[0].lower() not in _BETWEEN_SERVICES
    ]
    return codes, not rest


_HARMLESS = (
    w.FILLER
    | w.ABSENCE
    | w.TITLES
    | w.CLINIC
    | w.WRITER
    | w.GREETING
    | w.TRAINING
    | w.SUBSTITUTE
    | w.PARTLY
    | w.DIGITAL
    | WE
    | {"tjenester", "tenester", "tjenestene", "tenestene"}
) - w.TURNING


_HARMLESS_BESIDE_NAMES = _HARMLESS - w.CLINIC - w.WRITER - WE
_PARTS_OF_SERVICES = re.compile("time|resept|konsult|kontakt|alle t|all s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Parsed:
    """One sentence with what was found in it; places are counted in the sentence."""

    sentence: Sentence
    tokens: list[Token]
    lower: frozenset[str]
    mentions: list[Mention]
    periods: list[PeriodSaid]
    services: tuple[str, ...]
    services_extent: Extent | None
    residue: tuple[Extent, ...]

    @property
    def is_first_person(self) -> bool:
        """Tell whether the writer speaks of herself."""
        return self.has(w.WRITER) or _FIRST_PERSON.search(self.sentence.text) is not None

    def has(self, words: frozenset[str]) -> bool:
        """Tell whether one of the words is in the sentence."""
        return not words.isdisjoint(self.lower)

    @property
    def known(self) -> list[Mention]:
        """The names that fit a practitioner."""
        return [m for m in self.mentions if m.is_known]


@dataclass(frozen=True, slots=True)
class _Rest:
    """What a sentence says beside its names, each of which is one character of it."""

    lower: frozenset[str]
    periods: tuple[PeriodSaid, ...]
    services: tuple[str, ...]
    services_extent: Extent | None
    residue: tuple[Extent, ...]


def parse(
    sentence: Sentence, names: Names, today: date, year: Year | None, *, is_away: bool
) -> Parsed:
    """Find what there is in a sentence; with `is_away` the heading above says absence."""
    text = sentence.text
    tokens = tokens_of(text)
    named = mentions(text, tokens, names)
    known = [m.extent for m in named if m.is_known]
    others = tuple(m.written for m in named if not m.is_known)
    rest = _rest(_masked(text, known), others, today, year, is_away=is_away, is_named=bool(known))
    if not known:
        periods, extent, residue = list(rest.periods), rest.services_extent, rest.residue
    else:
        periods = [p.moved(partial(_moved, names=known)) for p in rest.periods]
        extent = _moved(rest.services_extent, known) if rest.services_extent else None
        residue = tuple(_moved(e, known) for e in rest.residue)
    return Parsed(sentence, tokens, rest.lower, named, periods, rest.services, extent, residue)


def _moved(extent: Extent, names: list[Extent]) -> Extent:
    """Return where characters stand when the names before them have all of theirs."""
    start, stop = extent.start, extent.stop
    for name in names:
        more = name.stop - name.start - 1
        if name.start < start:
            start += more
        if name.start < stop:
            stop += more
    return Extent(start, stop)


@lru_cache(maxsize=8192)
def _rest(
    text: str,
    others: tuple[str, ...],
    today: date,
    year: Year | None,
    *,
    is_away: bool,
    is_named: bool,
) -> _Rest:
    """Read a sentence without its names; lists say the same about many."""
    moved = respaced(text)
    text = moved.text
    tokens = tokens_of(text)
    lower = frozenset(token[0].lower() for token in tokens)
    feasts = not w.CLOSED.isdisjoint(lower) or (
        is_named and (is_away or not w.ABSENCE.isdisjoint(lower))
    )
    periods = tuple(periods_in(text, today, year, feasts=feasts))
    services, extent, places = _services(text)
    residue: tuple[Extent, ...] = ()
    if periods or is_named or others:
        harmless = _HARMLESS_BESIDE_NAMES if is_named else _HARMLESS
        if not w.CLOSED.isdisjoint(lower):
            harmless |= w.HOLDS
        strangers = [
            Extent(m.start(), m.end()) for o in others for m in re.finditer(re.escape(o), text)
        ]
        residue = tuple(_residue(text, tokens, strangers, periods, places, harmless))
    if moved.places:
        periods = tuple(period.moved(moved.extent) for period in periods)
        extent = moved.extent(extent) if extent else None
        residue = tuple(moved.extent(one) for one in residue)
    return _Rest(lower, periods, services, extent, residue)


@lru_cache(maxsize=4)  # a sentence is taken apart as a whole and, without names, once more
def tokens_of(text: str) -> list[Token]:
    """Return the words, numbers and signs of a text."""
    return [(m[0], m.start(), m.end()) for m in _TOKEN.finditer(text)]


def _masked(text: str, known: list[Extent]) -> str:
    """Return the text with NUL for each name, so that «Mai» and «Jan» are not read as months."""
    for extent in reversed(known):
        text = f"{text[: extent.start]}\0{text[extent.stop :]}"
    return text


def _services(text: str) -> tuple[tuple[str, ...], Extent | None, list[Extent]]:
    if not _PARTS_OF_SERVICES.search(text):
        return (), None, []
    found = list(_SERVICE.finditer(text))
    if not found:
        return (), None, []
    codes: list[str] = []
    for match in found:
        said = match[0].lower()
        if said in w.ALL_SERVICES:
            codes += STANDARD_SERVICES
            continue
        codes += [code for name, code in w.SERVICES.items() if said.startswith(name)][:1]
    places = [Extent(m.start(), m.end()) for m in found]
    whole = Extent(places[0].start, places[-1].stop)
    return canonical_services(tuple(codes)), whole, places


def _residue(
    text: str,
    tokens: list[Token],
    strangers: list[Extent],
    periods: tuple[PeriodSaid, ...],
    places: list[Extent],
    harmless: frozenset[str],
) -> Iterable[Extent]:
    """Yield the words that nothing is known of; times of day are among them."""
    plain = without_times(text)
    years = {str(p.proposal.first.year) for p in periods if p.proposal}
    taken = strangers + places
    taken += [extent for p in periods for extent in p.parts or (p.extent,)]
    taken += [extent for p in periods for extent in p.besides]
    for at, (word, start, stop) in enumerate(tokens):
        if word in _DOUBTING or (word == "[" and _NOT_TICKED.match(text, start)):
            yield Extent(start, stop)
        if not word[0].isalnum():
            continue
        following = tokens[at + 1][0].lower() if at + 1 < len(tokens) else ""
        if word.lower() in w.WITHOUT and following in w.SUBSTITUTE:
            continue
        if word.lower() in _UNPLAIN and _UNPLAIN[word.lower()].match(text, start):
            yield Extent(start, stop)
            continue
        if plain[start] == "\0":
            yield Extent(start, stop)
            continue
        if word in years:
            continue
        if any(extent.start <= start < extent.stop for extent in taken):
            continue
        if word.lower() not in harmless:
            yield Extent(start, stop)
