"""What a list says in one place against what it says in another of the same person.

Lists are corrected as they are sent on: «NB: Berg har byttet uke 28 med uke 31», an older message
below a newer one. Nobody can tell by the words which of them holds, so each is asked about.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from fravaertui.domain.absence_list import words as w
from fravaertui.domain.absence_list.parsed import Parsed
from fravaertui.domain.absence_list.remarks import Remarks
from fravaertui.domain.absence_list.sentences import Sentence
from fravaertui.domain.absence_list.values import Doubt, Entry, Extent, Kind
from fravaertui.domain.date_input.values import DateReading, Span

_Who = tuple[int, int] | None
"""A practitioner, or None for the whole clinic."""


@dataclass(slots=True)
class Agreement:
    """Notes what may speak against entries, and asks about those that it does."""

    _remarks: dict[_Who, list[Span]] = field(default_factory=lambda: defaultdict(list))
    """Days of which a sentence that gave no entry says something of a person."""
    _corrected: dict[_Who, Extent] = field(default_factory=dict)
    """Whose days are taken back, and in which sentence."""
    _taking_back: list[Extent] = field(default_factory=list)
    """Sentences that take back what the list says, of nobody by name."""
    _heads_corrections: bool = False
    """The heading before takes back what is said of those below it."""
    _following: Remarks = field(default_factory=Remarks)
    _older: set[int] = field(default_factory=set)
    _quoted: set[int] = field(default_factory=set)
    is_older: bool = False
    """An older message has begun, below one with entries."""

    def begin_older(self, entries: list[Entry]) -> None:
        """Note that an older message begins, if anything was said before it."""
        self.is_older = bool(entries or self._remarks)
        self._following.end(len(entries))

    def note_signed(self, parsed: Parsed, entries: list[Entry]) -> None:
        """Note a sentence below who signed it: a «PS» may take back what stands above."""
        self._following.note_signed(parsed, entries)

    def note(
        self,
        parsed: Parsed,
        text: str,
        made: range,
        entries: list[Entry],
        *,
        is_heading: bool = False,
    ) -> None:
        """Note a sentence that gave the entries `made`, or none and was passed over."""
        takes_back = parsed.has(w.WHOLE_LIST)
        if is_heading:
            ends = parsed.sentence.text.endswith(":")
            says_away = parsed.has(w.ABSENCE) or "ferie" in parsed.sentence.text.lower()
            is_heading = ends or (says_away and not takes_back)
        if is_heading:
            self._heads_corrections = takes_back
        elif takes_back and not parsed.known and not _is_beside(parsed, text, entries):
            self._taking_back.append(Extent(parsed.sentence.start, parsed.sentence.stop))
        if self.is_older:
            self._older.update(made)
        if _is_quoted(parsed.sentence, text):
            self._quoted.update(made)
        if made:
            self._following.begin(parsed, made, entries)
        elif not parsed.known:
            self._following.note(parsed, entries, is_heading=is_heading)
            if parsed.has(w.PRESENCE):
                self._remarks[None] += [p.proposal for p in parsed.periods if p.proposal]
        corrects = takes_back or parsed.has(w.CORRECTING) or self._heads_corrections
        corrects = corrects or (parsed.has(w.DENYING) and bool(parsed.periods))
        for mention in parsed.known:
            for person in (mention.person,) if mention.person else mention.candidates:
                who = (person.clinic, person.her_id)
                if not made and mention.person:
                    self._remarks[who] += [p.proposal for p in parsed.periods if p.proposal]
                if corrects:
                    self._corrected[who] = Extent(parsed.sentence.start, parsed.sentence.stop)

    def ask(self, entries: list[Entry]) -> None:
        """Add to the entries what has to be asked because of another part of the list."""
        is_below = len(self._quoted) < len(entries)
        for number in self._older | (self._quoted if is_below else set()):
            entries[number] = _asked(entries[number], Doubt.OLDER)
        self._following.settle(entries)
        for number, entry in enumerate(entries):
            others = [e for e in self._taking_back if e.start != entry.extent.start]
            if others:
                self._following.said[number] += others
        for number, said in self._following.said.items():
            entry = _asked(entries[number], Doubt.UNREAD_WORDS)
            entries[number] = replace(entry, unread=tuple(dict.fromkeys((*entry.unread, *said))))
        by_person: dict[_Who, list[int]] = defaultdict(list)
        for number, entry in enumerate(entries):
            if entry.proposal is None:
                continue
            if entry.person is not None:
                by_person[entry.person.clinic, entry.person.her_id].append(number)
            elif entry.whole_clinic:
                by_person[None].append(number)
        for who, numbers in by_person.items():
            spoken_of = self._remarks.get(who, [])
            corrected = self._corrected.get(who)
            for number in {*_overlapping(entries, numbers), *_met(entries, numbers, spoken_of)}:
                if number not in self._following.said:
                    entries[number] = _asked(entries[number], Doubt.CONTRADICTS)
            for number in numbers if corrected else ():
                if entries[number].extent != corrected:
                    entries[number] = _asked(entries[number], Doubt.CONTRADICTS)


def _is_beside(parsed: Parsed, text: str, entries: list[Entry]) -> bool:
    """Tell whether a sentence goes on with the entries right before, and is of them only."""
    if not entries:
        return False
    between = text[entries[-1].extent.stop : parsed.sentence.start]
    excepts = not parsed.has(w.WHOLE_LIST - w.EXCEPTING)
    return "\n" not in between or (excepts and between.count("\n") == 1)


def _is_quoted(sentence: Sentence, text: str) -> bool:
    line = text.rfind("\n", 0, sentence.start) + 1
    return text[line : sentence.start].lstrip().startswith(">")


def _days(entry: Entry) -> Span:
    days = entry.proposal
    if days is None:
        raise ValueError("an entry without days meets no others")
    return days


def _overlapping(entries: list[Entry], numbers: list[int]) -> Iterable[int]:
    """Yield the entries of one person that share days and are not the same days."""
    kinds = {entries[number].kind for number in numbers}
    if len(kinds) > 1:
        spans = [d for kind in kinds for d in {_days(e) for e in _of_kind(entries, numbers, kind)}]
    else:
        spans = list({_days(entries[number]) for number in numbers})
    if len(spans) == 1:
        return
    found: set[Span] = set()
    furthest: Span | None = None
    for days in sorted(spans, key=lambda d: (d.first, d.last)):
        if furthest is not None and days.first <= furthest.last:
            found |= {days, furthest}
        if furthest is None or days.last > furthest.last:
            furthest = days
    yield from (number for number in numbers if _days(entries[number]) in found)


def _of_kind(entries: list[Entry], numbers: list[int], kind: Kind) -> Iterable[Entry]:
    return (entries[number] for number in numbers if entries[number].kind is kind)


def _met(entries: list[Entry], numbers: list[int], spoken_of: list[Span]) -> Iterable[int]:
    """Yield the entries of one person that share days with what else is said of that person."""
    for number in numbers:
        days = _days(entries[number])
        if any(days.first <= said.last and said.first <= days.last for said in spoken_of):
            yield number


def _asked(entry: Entry, doubt: Doubt) -> Entry:
    readings = entry.readings or ((DateReading(entry.span),) if entry.span else ())
    doubts = tuple(dict.fromkeys((*entry.doubts, doubt)))
    return replace(entry, span=None, readings=readings, doubts=doubts)
