"""Sentences about those who stand in for others: substitutes, colleagues, other offices."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from fravaertui.domain.absence_list import words as w
from fravaertui.domain.absence_list.columns import row_of
from fravaertui.domain.absence_list.making import Making
from fravaertui.domain.absence_list.parsed import Parsed
from fravaertui.domain.absence_list.people import Mention, Token
from fravaertui.domain.absence_list.periods import is_one_day
from fravaertui.domain.absence_list.sentences import Sentence
from fravaertui.domain.absence_list.values import (
    Doubt,
    Entry,
    Extent,
    Kind,
    Reason,
    SubstituteSaid,
)

_PHONE = re.compile(r"(?:\+47\s?)?\d{2}(?:[ .]?\d{2}){3}|\d{3} ?\d{2} ?\d{3}")


_EVERY = w.listed("begge both alle samtlige samtlege")
_DENYING = w.listed("ikke ikkje ingen inga not no")


@dataclass(frozen=True, slots=True)
class _Named:
    """A substitute of a person whose days stand elsewhere, or of all in the rows `before`."""

    sentence: Sentence
    person: Mention | None
    said: SubstituteSaid
    before: int

    def fits(self, number: int, entry: Entry) -> bool:
        """Tell whether the substitute is for an entry of the list."""
        if entry.kind not in (Kind.ABSENCE, Kind.SUBSTITUTE) or entry.whole_clinic:
            return False
        if self.person is None:
            return number < self.before
        meant = {self.person.person, *self.person.candidates} - {None}
        return not meant.isdisjoint({entry.person, *entry.candidates})


class Covers:
    """Reads who stands in for whom; only a substitute who is named for somebody is one."""

    def __init__(self, making: Making) -> None:
        """`making` takes the entries."""
        self._making = making
        self._later: list[_Named] = []

    def read(self, parsed: Parsed, before: list[int]) -> bool:
        """Read a sentence about a substitute; False for one that is about no one else."""
        if self._in_table(parsed):
            return True
        if parsed.has(w.SUBSTITUTE) and self._substitute(parsed, before):
            return True
        return self._colleague_cover(parsed)

    def _in_table(self, parsed: Parsed) -> bool:
        """Read a row of a table that has a column for substitutes."""
        columns = self._making.at.columns
        if columns is None or columns.substitutes is None or not parsed.periods:
            return False
        row, column = row_of(parsed, self._making.text, columns), columns.substitutes
        cell = [m for m in parsed.mentions if row.column(m.extent.start) == column]
        away = [m for m in parsed.mentions if m not in cell]
        if len(cell) != 1 or len(away) != 1:
            return False
        said = self._said(parsed, cell[0])
        for period in parsed.periods:
            self._making.add(parsed, period, away[0], kind=Kind.SUBSTITUTE, substitute=said)
        return True

    def _substitute(self, parsed: Parsed, before: list[int]) -> bool:
        """Read who stands in for whom; False when the sentence says there is nobody."""
        cue = next(t for t in parsed.tokens if t[0].lower() in w.SUBSTITUTE)
        lead = [t[0].lower() for t in parsed.tokens if t[2] <= cue[1]][-1:]
        if lead and lead[0] in w.WITHOUT:
            return False
        if parsed.has(w.URGENT):
            self._elsewhere(parsed, cue)
            return True
        away, stand_in = self._roles(parsed, cue)
        if not parsed.periods and self._for_others(parsed, away, stand_in):
            return True
        if not parsed.periods and not away and before and stand_in:
            self._covers(before, parsed, stand_in)
            return True
        if not parsed.periods:
            if not parsed.mentions and parsed.has(w.ABSENCE):
                return False
            is_colleague = stand_in is not None and stand_in.person is not None
            named = Reason.COVER if is_colleague else Reason.NO_DAYS
            self._making.pass_over(parsed.sentence, named if parsed.mentions else Reason.PROSE)
            return True
        if not away:
            away = self._making.at.carried[:1] or self._making.at.spoken_of
        if not away and stand_in:
            away = self._before(before)
        if not away and (stand_in is None or not (stand_in.is_known or self._making.at.away)):
            self._making.pass_over(parsed.sentence, Reason.NO_NAME)
            return True
        said = self._said(parsed, stand_in)
        for period in parsed.periods:
            if is_one_day(period):
                period = period.asked(Doubt.END_UNSAID)
            for person in away or (None,):
                unsure = len(away) > 1 or away == self._making.at.spoken_of or _is_denied(parsed)
                doubts = [Doubt.PAIRING] if unsure else []
                if person is None:
                    doubts.append(Doubt.NOBODY)
                self._making.add(
                    parsed, period, person, *doubts, kind=Kind.SUBSTITUTE, substitute=said
                )
        return True

    def _for_others(self, parsed: Parsed, away: list[Mention], stand_in: Mention | None) -> bool:
        """Note a substitute of people whose days stand elsewhere in the list."""
        pairs: list[tuple[Mention | None, Mention | None]] = [*_in_brackets(parsed)]
        if not pairs and stand_in and not away and parsed.has(_EVERY):
            pairs = [(None, stand_in)]
        if not pairs and (stand_in or not parsed.has(_DENYING)):
            others = [m for m in parsed.known if m is not stand_in]
            pairs = [(person, stand_in) for person in (away or others) if person.is_known]
        made = len(self._making.entries)
        for person, other in pairs:
            said = self._said(parsed, other)
            self._later.append(_Named(parsed.sentence, person, said, made))
        return bool(pairs)

    def settle(self) -> None:
        """Give the rows of the list the substitutes who were named apart from them."""
        for named in self._later:
            numbers = [n for n, e in enumerate(self._making.entries) if named.fits(n, e)]
            for number in numbers:
                entry = self._making.entries[number]
                if entry.kind is Kind.ABSENCE:
                    self._making.entries[number] = _with(entry, named.said)
            if not numbers:
                self._making.pass_over(named.sentence, Reason.NO_DAYS)
        if self._later:
            self._making.passed.sort(key=lambda part: part.extent.start)

    def _before(self, entries: list[int]) -> list[Mention]:
        """Return whom the sentence before was about: the substitute may have a line of her own."""
        found = [self._making.entries[number] for number in entries]
        if not found or found[0].whole_clinic or len({e.written for e in found}) > 1:
            return []
        first = found[0]
        extent = first.name_extent or first.extent
        return [Mention(extent, first.written, first.person, first.candidates)]

    def _roles(self, parsed: Parsed, cue: Token) -> tuple[list[Mention], Mention | None]:
        """Return who is away and who stands in: «vikar for N», «N (vikar: M)», «M vikarierer»."""
        text = parsed.sentence.text
        for_whom = None
        for mention in parsed.mentions:
            lead = text[: mention.extent.start].lower().split()
            lead = [word for word in lead if word.strip(".") not in w.TITLES]
            if lead and lead[-1] == "for" and mention.extent.start > cue[1]:
                for_whom = mention
        others = [m for m in parsed.mentions if m is not for_whom]
        if for_whom:
            also = _joined_to(for_whom, others, text)
            others = [m for m in others if m not in also]
            return [for_whom, *also], others[0] if others else None
        after = [m for m in others if m.extent.start > cue[1]]
        earlier = [m for m in others if m.extent.start < cue[1]]
        if after and earlier:
            return earlier, after[0]
        if after:
            return [], after[0]
        if len(earlier) > 1:
            between = text[earlier[-1].extent.stop : cue[1]].strip(" ,").lower()
            if between in ("og", "and"):
                return earlier, None  # «Berg, Lund og vikar»: a third one, who has no name
            return earlier[:-1], earlier[-1]
        is_said_to_be = cue[0].lower().startswith("vikarier") or self._is_the(parsed, cue)
        if earlier and (is_said_to_be or _is_named_between(parsed, earlier[0], cue)):
            return [], earlier[0]
        return earlier, None

    def _is_the(self, parsed: Parsed, cue: Token) -> bool:
        """Tell whether it says «er vikar»: the one named is the substitute."""
        lead = [t[0].lower() for t in parsed.tokens if t[2] <= cue[1]][-1:]
        return lead in (["er"], ["blir"], ["vert"], ["som"], ["is"])

    def _said(self, parsed: Parsed, stand_in: Mention | None) -> SubstituteSaid:
        if stand_in is None:
            return SubstituteSaid("")
        start = parsed.sentence.start
        extent = Extent(stand_in.extent.start + start, stand_in.extent.stop + start)
        known = (stand_in.person,) if stand_in.person else stand_in.candidates
        return SubstituteSaid(stand_in.written, extent, tuple(p for p in known if p))

    def _covers(self, entries: list[int], parsed: Parsed, stand_in: Mention) -> None:
        """The substitute of the one who was spoken of just before."""
        said = self._said(parsed, stand_in)
        several = len({self._making.entries[n].written for n in entries}) > 1
        for number in entries:
            entry = self._making.entries[number]
            if entry.kind is not Kind.ABSENCE or entry.whole_clinic:
                continue
            doubts = entry.doubts + ((Doubt.PAIRING,) if several else ())
            if said.colleagues:
                doubts += (Doubt.COLLEAGUE,)
            self._making.entries[number] = replace(
                entry,
                kind=Kind.SUBSTITUTE,
                substitute=said,
                doubts=doubts,
                span=None if several else entry.span,
            )

    def _colleague_cover(self, parsed: Parsed) -> bool:
        if parsed.periods or not parsed.known or not parsed.has(w.URGENT):
            return False
        if not parsed.has(w.COVER | w.PRESENCE):
            return False
        self._making.add(
            parsed,
            None,
            None,
            kind=Kind.SUBSTITUTE_ELSEWHERE,
            substitute=self._said(parsed, parsed.known[0]),
        )
        return True

    def _elsewhere(self, parsed: Parsed, cue: Token) -> None:
        """Another office that takes what is urgent; its name may stand on the next line."""
        rest = self._making.text[parsed.sentence.start + cue[2] :][:200]
        words = list(re.finditer(r"(?:[A-ZÆØÅ]\w+)(?: [A-ZÆØÅ]\w+)*", rest))
        name = words[0][0] if words else ""
        phone = _PHONE.search(rest)
        start = parsed.sentence.start + cue[2]
        extent = Extent(start + words[0].start(), start + words[0].end()) if words else None
        said = SubstituteSaid(name, extent, (), phone[0] if phone else "")
        self._making.add(parsed, None, None, kind=Kind.SUBSTITUTE_ELSEWHERE, substitute=said)


def _in_brackets(parsed: Parsed) -> Iterator[tuple[Mention, Mention]]:
    """Yield who is away and who stands in, of «Siv Test (Berg) og Nils Test (Lund)»."""
    text = parsed.sentence.text
    for other, person in pairwise(parsed.mentions):
        between = text[other.extent.stop : person.extent.start].strip()
        if between == "(" and text[person.extent.stop :].startswith(")") and person.is_known:
            yield person, other


def _joined_to(person: Mention, others: list[Mention], text: str) -> list[Mention]:
    """Return who follows a name with nothing but «og» or a comma between."""
    found: list[Mention] = []
    for other in others:
        last = (found or [person])[-1].extent.stop
        is_next = other.extent.start > last
        if is_next and text[last : other.extent.start].strip(" ").lower() in ("og", "and", ","):
            found.append(other)
    return found


def _with(entry: Entry, said: SubstituteSaid) -> Entry:
    """Return an entry with its substitute, and what is asked about that."""
    asked: tuple[Doubt, ...] = (Doubt.COLLEAGUE,) if said.colleagues else ()
    if not said.name:
        asked = (Doubt.SUBSTITUTE_UNNAMED,)
    return replace(entry, kind=Kind.SUBSTITUTE, substitute=said, doubts=(*entry.doubts, *asked))


def _is_denied(parsed: Parsed) -> bool:
    """Tell whether it says somewhere that there is no substitute: «uke 29 ingen vikar»."""
    words = [t[0].lower() for t in parsed.tokens]
    return any(one in w.WITHOUT and other in w.SUBSTITUTE for one, other in pairwise(words))


def _is_named_between(parsed: Parsed, mention: Mention, cue: Token) -> bool:
    """Tell whether the substitute's name stands within what says so: «er Siv Test vikar»."""
    lead = [t[0].lower() for t in parsed.tokens if t[2] <= mention.extent.start]
    lead = [word for word in lead if word not in w.TITLES and word != "."]
    between = parsed.sentence.text[mention.extent.stop : cue[1]]
    return lead[-1:] in (["er"], ["blir"], ["vert"], ["is"]) and not between.strip()
