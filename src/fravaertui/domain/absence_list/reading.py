"""Reading a list (rule L1): text to entries, one for each person or clinic and period.

A sentence gives an entry when it names whom and when and says absence, by itself or by the heading
above it. Each word beside those has to be one that is known to change nothing; any other makes a
question of the entry, and where nothing says absence at all the sentence is passed over.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from fravaertui.domain.absence_list import words as w
from fravaertui.domain.absence_list.people import NO_NAMES, Mention, Names, Token, mentions
from fravaertui.domain.absence_list.periods import (
    PeriodSaid,
    Year,
    bare_weeks,
    periods_in,
    returned,
)
from fravaertui.domain.absence_list.sentences import LONGEST_SENTENCE, Sentence, sentences
from fravaertui.domain.absence_list.values import (
    ABOUT_WHEN,
    Doubt,
    Entry,
    Extent,
    Kind,
    ListReading,
    PassedOver,
    Reason,
    SubstituteSaid,
)
from fravaertui.domain.date_input.in_text import Manner
from fravaertui.domain.dates_in_text import without_times
from fravaertui.domain.fields import STANDARD_SERVICES, canonical_services

_TOKEN = re.compile(r"[0-9]+|[^\W\d_]+|[^\s\w]|[_\t]")
_SIGN_OFF = re.compile(
    rf"(?:{'|'.join(sorted(map(re.escape, w.SIGN_OFF), key=len, reverse=True))})\b[ ,.:!]*",
    re.IGNORECASE,
)
_MAIL_ADDRESS = re.compile(
    r"\S@\S|\b(?:skrev|wrote|videresendt|forwarded|original message)\b", re.IGNORECASE
)
_MAIL_HEADER = re.compile(
    r"(?:sendt|emne|kopi|blindkopi|sent|subject|cc|bcc|vedlegg|date)\s*:", re.IGNORECASE
)
_YEAR = re.compile(r"\b(20\d\d)\b")
_TURN_OF_YEAR = re.compile(r"jul(?!i\b)|nyttår|vinter", re.IGNORECASE)
_WEEKS_HEADING = re.compile(r"\b(?:ferie)?(?:uke|uker|uka|veke|veker|weeks?)\b", re.IGNORECASE)
_BARE_NUMBERS = re.compile(r"\d{1,2}(?:(?:\s*[-–—,&/+]\s*|\s+og\s+|\s*,\s*og\s+|\s+)\d{1,2})*")
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
_PHONE = re.compile(r"(?:\+47\s?)?\d{2}(?:[ .]?\d{2}){3}|\d{3} ?\d{2} ?\d{3}")
_MOST_WORDS_OF_HEADING = 8
_CLINIC_NAMED = frozenset({"vi", "me", "we"})


@dataclass(frozen=True, slots=True)
class _Parsed:
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
        return not words.isdisjoint(self.lower)

    @property
    def known(self) -> list[Mention]:
        return [m for m in self.mentions if m.is_known]


@dataclass(slots=True)
class _Context:
    """What the sentences before say of those that follow."""

    away: bool = False
    other: bool = False
    year: Year | None = None
    weeks: bool = False
    carried: list[Mention] = field(default_factory=list)
    carries_clinic: bool = False
    orphan: bool = False
    days: list[PeriodSaid] = field(default_factory=list)
    days_line: int = 0
    signed: bool = False
    last: list[int] = field(default_factory=list)
    """The entries of the sentence before, by number."""
    closed_unsaid: Sentence | None = None


def read_list(text: str, today: date, names: Names = NO_NAMES) -> ListReading:
    """Read a list with the names of the clinics that it may be about."""
    return _Reader(text, today, names).read()


class _Reader:
    def __init__(self, text: str, today: date, names: Names) -> None:
        self._text = text
        self._today = today
        self._names = names
        self._entries: list[Entry] = []
        self._passed: list[PassedOver] = []
        self._at = _Context()
        self._writers: list[int] = []
        self._signature: Mention | None = None
        self._hint: tuple[str, ...] = ()
        self._ids: Counter[str] = Counter()

    def read(self) -> ListReading:
        for sentence in sentences(self._text):
            if len(sentence.text) > LONGEST_SENTENCE:
                self._pass(sentence, Reason.TOO_LONG)
                continue
            self._sentence(sentence)
        self._name_writers()
        self._suggest_services()
        return ListReading(self._text, tuple(self._entries), tuple(_merged(self._passed)))

    # What a sentence is.

    def _sentence(self, sentence: Sentence) -> None:
        at = self._at
        if self._is_mail(sentence):
            return
        parsed = self._parse(sentence)
        before, at.last = at.last, []
        count = len(self._entries)
        if at.signed and not (parsed.periods and parsed.known):
            if self._signature is None and parsed.known and len(parsed.tokens) <= 8:
                self._signature = parsed.known[0]
            self._pass(sentence, Reason.MAIL)
            return
        self._decide(parsed, before)
        at.last = list(range(count, len(self._entries))) or (
            before if not sentence.closes or not sentence.opens or self._keeps(parsed) else []
        )

    def _keeps(self, parsed: _Parsed) -> bool:
        """Tell whether what is said after may still be about the entries before."""
        return not parsed.mentions and not parsed.periods

    def _is_mail(self, sentence: Sentence) -> bool:
        text, at = sentence.text, self._at
        if _MAIL_HEADER.match(text) or _MAIL_ADDRESS.search(text):
            at.signed = False
            at.carried, at.carries_clinic = [], False
            self._pass(sentence, Reason.MAIL)
            return True
        match = _SIGN_OFF.match(text)
        if match and len(text[match.end() :].split()) <= 6:
            rest = text[match.end() :]
            tokens = _tokens(rest)
            named = [m for m in mentions(rest, tokens, self._names) if m.is_known]
            if named and self._signature is None:
                self._signature = named[0]
            at.signed, at.carried, at.carries_clinic = True, [], False
            self._pass(sentence, Reason.MAIL)
            return True
        return False

    def _decide(self, parsed: _Parsed, before: list[int]) -> None:
        sentence = parsed.sentence
        if parsed.has(w.LEAVING) and (parsed.mentions or parsed.has(w.TITLES)):
            self._leaving(parsed)
        elif self._about_cover(parsed, before):
            pass
        elif parsed.periods and all(p.manner is Manner.BACK for p in parsed.periods):
            self._back(parsed, before)
        elif parsed.periods:
            if parsed.has(w.RECURRING):
                self._pass(sentence, Reason.RECURRING)
            else:
                self._away(parsed)
        else:
            self._without_days(parsed)

    # Sentences with days.

    def _away(self, parsed: _Parsed) -> None:
        at, sentence = self._at, parsed.sentence
        says_away = parsed.has(w.ABSENCE)
        bare = not parsed.residue
        if parsed.has(w.PRESENCE) and not says_away:
            self._pass(sentence, Reason.AT_WORK if parsed.known else Reason.PROSE)
            return
        subjects = self._subjects(parsed)
        if subjects:
            if at.other and not says_away:
                self._pass(sentence, Reason.AT_WORK)
            elif says_away or at.away or (bare and parsed.known):
                self._pairs(parsed, subjects)
            else:
                self._pass(sentence, Reason.NOT_ABSENCE)
        elif parsed.mentions and not parsed.known and not says_away:
            self._pass(sentence, Reason.PROSE)
        elif parsed.is_first_person and says_away and not parsed.mentions:
            self._writer(parsed)
        elif self._is_clinics(parsed):
            self._clinic(parsed)
        elif bare and not parsed.mentions:
            self._days_alone(parsed)
        else:
            self._reduced_or_prose(parsed, says_away)

    def _reduced_or_prose(self, parsed: _Parsed, says_away: bool) -> None:
        reduced = parsed.has(w.REDUCED)
        nobody = Reason.NO_NAME if says_away else Reason.PROSE
        self._pass(parsed.sentence, Reason.REDUCED if reduced else nobody)
        self._forget()

    def _subjects(self, parsed: _Parsed) -> list[Mention]:
        """Return who is away: those who are known, and a stranger who heads the sentence."""
        return [
            mention
            for mention in parsed.mentions
            if mention.is_known
            or mention.doubt is Doubt.TRAINING_DOCTOR
            or self._heads(parsed, mention)
        ]

    def _heads(self, parsed: _Parsed, mention: Mention) -> bool:
        """Tell whether an unknown name stands where lists have names."""
        if parsed.residue or not (self._at.away or parsed.has(w.ABSENCE)):
            return False
        text = parsed.sentence.text
        lead = [t for t in parsed.tokens if t[2] <= mention.extent.start]
        if any(t[0].lower() not in w.TITLES | w.TRAINING and t[0].isalnum() for t in lead):
            return False
        after = text[mention.extent.stop :].lstrip(" ")
        set_off = after[:1] in (":", "-", "–", "—", "\t", "|")
        return set_off or " " in mention.written or bool(lead)

    def _pairs(self, parsed: _Parsed, subjects: list[Mention]) -> None:
        """Give each name its periods: those that follow it, or precede it if days come first."""
        items: list[Mention | PeriodSaid] = [*subjects, *parsed.periods]
        items.sort(key=lambda item: item.extent.start)
        groups: list[tuple[bool, list[Mention | PeriodSaid]]] = []
        for item in items:
            is_name = isinstance(item, Mention)
            if not groups or groups[-1][0] is not is_name:
                groups.append((is_name, []))
            groups[-1][1].append(item)
        shape = "".join("N" if is_name else "P" for is_name, _ in groups)
        contents = [content for _, content in groups]
        if shape.count("N") == 1:
            people = next(c for n, c in groups if n)
            days = [p for n, c in groups if not n for p in c]
            several = len(people) > 1 and len(days) > 1
            self._add_all(parsed, people, days, *([Doubt.PAIRING] if several else []))
            return
        if len(shape) % 2:
            for start in range(0 if shape[0] == "N" else 1, len(shape), 2):
                if start + 1 < len(shape):
                    self._add_all(parsed, contents[start], contents[start + 1], Doubt.PAIRING)
            return
        for start in range(0, len(shape), 2):
            one, other = contents[start], contents[start + 1]
            people, days = (one, other) if shape[0] == "N" else (other, one)
            several = len(people) > 1 and len(days) > 1
            self._add_all(parsed, people, days, *([Doubt.PAIRING] if several else []))

    def _add_all(
        self,
        parsed: _Parsed,
        people: Sequence[Mention | PeriodSaid],
        days: Sequence[Mention | PeriodSaid],
        *doubts: Doubt,
    ) -> None:
        for person in people:
            for period in days:
                if isinstance(person, Mention) and isinstance(period, PeriodSaid):
                    self._add(parsed, period, person, *doubts)

    def _writer(self, parsed: _Parsed) -> None:
        for period in parsed.periods:
            self._writers.append(len(self._entries))
            self._add(parsed, period, None, Doubt.WRITER)

    def _is_clinics(self, parsed: _Parsed) -> bool:
        """Tell whether a sentence says that the whole office, or what it offers, is closed."""
        if not parsed.has(w.CLOSED) or parsed.has(w.OTHER_SUBJECT) or parsed.known:
            return False
        if parsed.has(w.CLINIC) or parsed.has(_CLINIC_NAMED) or parsed.has(w.DIGITAL):
            return True
        return not parsed.residue and not parsed.mentions and not self._at.carried

    def _clinic(self, parsed: _Parsed) -> None:
        for period in parsed.periods:
            self._add(parsed, period, None, whole_clinic=True)

    def _days_alone(self, parsed: _Parsed) -> None:
        """Days without a name are of the name above them, or of the names below if it says so."""
        at, sentence = self._at, parsed.sentence
        if at.carried:
            if parsed.has(w.CLOSED):
                self._pass(sentence, Reason.NO_NAME)
                return
            doubts = [Doubt.PAIRING] if at.orphan else []
            if len(at.carried) > 1 and len(parsed.periods) > 1:
                doubts.append(Doubt.PAIRING)
            for person in at.carried:
                for period in parsed.periods:
                    self._add(parsed, period, person, *doubts)
            return
        if at.carries_clinic:
            self._clinic(parsed)
            return
        at.orphan = True
        if sentence.text.endswith(":"):
            at.days, at.days_line = parsed.periods, sentence.line
        self._pass(sentence, Reason.NO_NAME)

    def _back(self, parsed: _Parsed, before: list[int]) -> None:
        """A day of return belongs to what was said just before, of the same person."""
        at, sentence = self._at, parsed.sentence
        back = parsed.periods[-1]
        subjects = self._subjects(parsed)
        if subjects:
            earlier = [n for n in before if self._is_of(self._entries[n], subjects[0])]
            if earlier:
                self._ends(earlier, back)
                return
            if parsed.has(w.ABSENCE) or not parsed.residue:
                self._pairs(parsed, subjects)
            else:
                self._pass(sentence, Reason.NOT_ABSENCE)
            return
        own = self._own(parsed, before)
        if own:
            self._ends(own, back)
        elif self._at.closed_unsaid and parsed.has(_CLINIC_NAMED | w.CLINIC):
            self._clinic(parsed)
        else:
            self._pass(sentence, Reason.NO_NAME if not parsed.residue else Reason.PROSE)
        at.closed_unsaid = None

    def _is_of(self, entry: Entry, mention: Mention) -> bool:
        return entry.person is not None and entry.person == mention.person

    def _own(self, parsed: _Parsed, before: list[int]) -> list[int]:
        """Return the entries that «vi åpner igjen», "I am back" and «tilbake» are about."""
        if (
            parsed.has(_CLINIC_NAMED | w.CLINIC)
            or "åpner" in parsed.lower
            or "opnar" in parsed.lower
        ):
            closed = [n for n, e in enumerate(self._entries) if e.whole_clinic]
            return closed[-1:]
        if parsed.is_first_person:
            return self._writers[-1:]
        return before[-1:] if not parsed.residue else []

    def _ends(self, entries: list[int], back: PeriodSaid) -> None:
        number = entries[-1]
        entry = self._entries[number]
        said = PeriodSaid(
            entry.period_extent or entry.extent,
            "",
            span=entry.span,
            readings=entry.readings,
            doubts=tuple(d for d in entry.doubts if d in ABOUT_WHEN),
        )
        now = returned(said, back, self._today)
        others = tuple(d for d in entry.doubts if d not in ABOUT_WHEN)
        self._entries[number] = replace(
            entry, span=now.span, readings=now.readings, doubts=(*others, *now.doubts)
        )

    # Sentences about substitutes and those who leave.

    def _about_cover(self, parsed: _Parsed, before: list[int]) -> bool:
        """Read a sentence about a substitute; False for one that is about no one else."""
        if parsed.has(w.SUBSTITUTE) and self._substitute(parsed, before):
            return True
        return self._colleague_cover(parsed)

    def _leaving(self, parsed: _Parsed) -> None:
        person = next(iter(parsed.known), None)
        if person is None:
            self._pass(parsed.sentence, Reason.LEAVING)
            return
        self._add(parsed, None, person, kind=Kind.LEAVING)

    def _substitute(self, parsed: _Parsed, before: list[int]) -> bool:
        """Read who stands in for whom; False when the sentence says there is nobody."""
        cue = next(t for t in parsed.tokens if t[0].lower() in w.SUBSTITUTE)
        lead = [t[0].lower() for t in parsed.tokens if t[2] <= cue[1]][-1:]
        if lead and lead[0] in ("uten", "utan", "ingen", "inga", "without", "no"):
            return False
        if parsed.has(w.URGENT):
            self._elsewhere(parsed, cue)
            return True
        away, stand_in = self._roles(parsed, cue)
        if not parsed.periods and not away and before and stand_in:
            self._covers(before, parsed, stand_in)
            return True
        if not parsed.periods:
            if not parsed.mentions and parsed.has(w.ABSENCE):
                return False
            self._pass(parsed.sentence, Reason.COVER if parsed.mentions else Reason.PROSE)
            return True
        if not away:
            away = self._at.carried[:1]
        if not away and (stand_in is None or not (stand_in.is_known or self._at.away)):
            self._pass(parsed.sentence, Reason.NO_NAME)
            return True
        said = self._said(parsed, stand_in)
        for period in parsed.periods:
            for person in away or (None,):
                doubts = [Doubt.PAIRING] if len(away) > 1 else []
                if person is None:
                    doubts.append(Doubt.NOBODY)
                self._add(parsed, period, person, *doubts, kind=Kind.SUBSTITUTE, substitute=said)
        return True

    def _roles(self, parsed: _Parsed, cue: Token) -> tuple[list[Mention], Mention | None]:
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
            return [for_whom], others[0] if others else None
        after = [m for m in others if m.extent.start > cue[1]]
        earlier = [m for m in others if m.extent.start < cue[1]]
        if after and earlier:
            return earlier, after[0]
        if after:
            return [], after[0]
        if len(earlier) > 1:
            return earlier[:-1], earlier[-1]
        if earlier and (cue[0].lower().startswith("vikarier") or self._is_the(parsed, cue)):
            return [], earlier[0]
        return earlier, None

    def _is_the(self, parsed: _Parsed, cue: Token) -> bool:
        """Tell whether it says «er vikar»: the one named is the substitute."""
        lead = [t[0].lower() for t in parsed.tokens if t[2] <= cue[1]][-1:]
        return lead in (["er"], ["blir"], ["vert"], ["som"], ["is"])

    def _said(self, parsed: _Parsed, stand_in: Mention | None) -> SubstituteSaid:
        if stand_in is None:
            return SubstituteSaid("")
        start = parsed.sentence.start
        extent = Extent(stand_in.extent.start + start, stand_in.extent.stop + start)
        known = (stand_in.person,) if stand_in.person else stand_in.candidates
        return SubstituteSaid(stand_in.written, extent, tuple(p for p in known if p))

    def _covers(self, entries: list[int], parsed: _Parsed, stand_in: Mention) -> None:
        """The substitute of the one who was spoken of just before."""
        said = self._said(parsed, stand_in)
        several = len({self._entries[n].written for n in entries}) > 1
        for number in entries:
            entry = self._entries[number]
            if entry.kind is not Kind.ABSENCE or entry.whole_clinic:
                continue
            doubts = entry.doubts + ((Doubt.PAIRING,) if several else ())
            if said.colleagues:
                doubts += (Doubt.COLLEAGUE,)
            self._entries[number] = replace(
                entry,
                kind=Kind.SUBSTITUTE,
                substitute=said,
                doubts=doubts,
                span=None if several else entry.span,
            )

    def _colleague_cover(self, parsed: _Parsed) -> bool:
        if parsed.periods or not parsed.known or not parsed.has(w.URGENT):
            return False
        if not parsed.has(w.COVER | w.PRESENCE):
            return False
        self._add(
            parsed,
            None,
            None,
            kind=Kind.SUBSTITUTE_ELSEWHERE,
            substitute=self._said(parsed, parsed.known[0]),
        )
        return True

    def _elsewhere(self, parsed: _Parsed, cue: Token) -> None:
        """Another office that takes what is urgent; its name may stand on the next line."""
        rest = self._text[parsed.sentence.start + cue[2] :][:200]
        words = list(re.finditer(r"(?:[A-ZÆØÅ]\w+)(?: [A-ZÆØÅ]\w+)*", rest))
        name = words[0][0] if words else ""
        phone = _PHONE.search(rest)
        start = parsed.sentence.start + cue[2]
        extent = Extent(start + words[0].start(), start + words[0].end()) if words else None
        said = SubstituteSaid(name, extent, (), phone[0] if phone else "")
        self._add(parsed, None, None, kind=Kind.SUBSTITUTE_ELSEWHERE, substitute=said)

    # Sentences without days.

    def _without_days(self, parsed: _Parsed) -> None:
        at, sentence = self._at, parsed.sentence
        weeks = self._bare_numbers(parsed)
        if weeks:
            self._away(replace(parsed, periods=weeks, residue=()))
            return
        self._note_hint(parsed)
        self._note_year(parsed)
        if parsed.mentions and not parsed.residue and sentence.opens and sentence.closes:
            self._heading_name(parsed)
            return
        if parsed.has(w.CLOSED) and (parsed.has(w.CLINIC) or parsed.has(_CLINIC_NAMED)):
            at.closed_unsaid = sentence
            at.carried, at.carries_clinic = [], not parsed.has(w.OTHER_SUBJECT)
            at.carries_clinic = at.carries_clinic and not parsed.residue
            at.away = True
            self._pass(sentence, Reason.NO_DAYS)
            return
        short = len(sentence.text.split()) <= _MOST_WORDS_OF_HEADING
        if short and sentence.opens and sentence.closes and sentence.text[-1:] not in ".!?":
            self._heading(parsed)
            return
        if sentence.closes and sentence.text.endswith(":") and parsed.has(w.ABSENCE | {"feriene"}):
            self._heading(parsed)
            return
        named = parsed.known and parsed.has(w.ABSENCE)
        self._pass(sentence, Reason.NO_DAYS if named else Reason.PROSE)
        if len(parsed.residue) > 1:
            self._forget()

    def _forget(self) -> None:
        at = self._at
        at.carried, at.carries_clinic, at.orphan, at.days = [], False, False, []

    def _heading(self, parsed: _Parsed) -> None:
        at = self._at
        if (
            parsed.has(w.ABSENCE | {"feriane", "ferieliste"})
            or "ferie" in parsed.sentence.text.lower()
        ):
            at.away, at.other = True, parsed.has(w.PRESENCE)
        elif parsed.has(w.PRESENCE):
            at.away, at.other = False, True
        if _WEEKS_HEADING.search(parsed.sentence.text):
            at.weeks = True
        self._pass(parsed.sentence, Reason.HEADING)
        if len(parsed.tokens) > 2 or parsed.has(w.ABSENCE | w.PRESENCE):
            self._forget()

    def _heading_name(self, parsed: _Parsed) -> None:
        """A name on a line of its own is whom the days below are of, or the days above."""
        at = self._at
        if at.days:
            for person in self._subjects(parsed) or parsed.known:
                for period in at.days:
                    self._add(parsed, period, person, foreign=at.days_line)
            return
        at.carried = parsed.mentions
        at.carries_clinic = False
        if parsed.has(w.ABSENCE):
            at.away = True
        self._pass(parsed.sentence, Reason.HEADING)

    def _bare_numbers(self, parsed: _Parsed) -> list[PeriodSaid]:
        """Read weeks without the word, beside a name or below one."""
        at, text = self._at, parsed.sentence.text
        digits = [t for t in parsed.tokens if t[0].isdigit()]
        if not digits or not (parsed.known or at.carried):
            return []
        match = _BARE_NUMBERS.search(text, digits[0][1])
        if not match or match.end() != digits[-1][2] or len(digits) < (1 if at.weeks else 2):
            return []
        others = [
            t
            for t in parsed.tokens
            if t[0].isalpha()
            and not match.start() <= t[1] < match.end()
            and not any(m.extent.start <= t[1] < m.extent.stop for m in parsed.mentions)
            and t[0].lower() not in w.TITLES | w.FILLER | w.ABSENCE
        ]
        if others or any(t[0].startswith("0") for t in digits):
            return []
        if not at.away and not at.weeks and not parsed.has(w.ABSENCE):
            return []
        found = bare_weeks(match[0], self._today, at.year)
        moved = []
        for period in found:
            extent = Extent(period.extent.start + match.start(), period.extent.stop + match.start())
            period = replace(period, extent=extent, words=extent.of(text))
            moved.append(period if at.weeks else period.asked(Doubt.WEEKS_UNSAID))
        return moved

    def _note_hint(self, parsed: _Parsed) -> None:
        """Note the services that prose says can't be used while the doctor is away."""
        if parsed.services and not parsed.known and parsed.has(w.TURNING | w.CLOSED):
            self._hint = canonical_services((*self._hint, *parsed.services))

    def _note_year(self, parsed: _Parsed) -> None:
        text = parsed.sentence.text
        if len(text.split()) > _MOST_WORDS_OF_HEADING:
            return
        found = set(_YEAR.findall(text))
        if len(found) == 1:
            self._at.year = Year(int(found.pop()), _TURN_OF_YEAR.search(text) is not None)
        elif found:
            self._at.year = None

    # Making entries.

    def _add(
        self,
        parsed: _Parsed,
        period: PeriodSaid | None,
        person: Mention | None,
        *doubts: Doubt,
        kind: Kind = Kind.ABSENCE,
        whole_clinic: bool = False,
        substitute: SubstituteSaid | None = None,
        foreign: int = 0,
    ) -> None:
        sentence, start = parsed.sentence, parsed.sentence.start
        asked = list(doubts)
        if person and person.doubt and kind is not Kind.LEAVING:
            asked.append(person.doubt)
        if period:
            asked += period.doubts
            asked += self._about_words(parsed, kind)
        if substitute and kind is Kind.SUBSTITUTE:
            if not substitute.name:
                asked.append(Doubt.SUBSTITUTE_UNNAMED)
            elif substitute.colleagues:
                asked.append(Doubt.COLLEAGUE)
        asked = list(dict.fromkeys(asked))
        uncertain = any(d in ABOUT_WHEN for d in asked)
        span = period.span if period and not uncertain else None
        readings = period.asked().readings if period and uncertain else ()
        period_extent = None
        if period and not foreign:
            period_extent = Extent(period.extent.start + start, period.extent.stop + start)
        name_extent = None
        is_here = person and person in parsed.mentions
        if person and is_here:
            name_extent = Extent(person.extent.start + start, person.extent.stop + start)
        written = person.written if person else ""
        self._entries.append(
            Entry(
                id=self._id(kind, written, period, whole_clinic=whole_clinic),
                kind=kind,
                line=_line(parsed, period, person),
                extent=Extent(start, sentence.stop),
                written=written,
                name_extent=name_extent,
                person=person.person if person else None,
                candidates=person.candidates if person else (),
                whole_clinic=whole_clinic,
                period_extent=period_extent,
                span=span,
                readings=readings,
                problem=period.problem if period else None,
                services=parsed.services or None,
                services_extent=parsed.services_extent,
                substitute=substitute,
                doubts=tuple(asked),
                unread=tuple(Extent(e.start + start, e.stop + start) for e in parsed.residue),
            )
        )

    def _about_words(self, parsed: _Parsed, kind: Kind) -> Iterable[Doubt]:
        if parsed.residue:
            yield Doubt.UNREAD_WORDS
        if parsed.has(w.PARTLY):
            yield Doubt.PARTLY
        says_away = parsed.has(w.ABSENCE) or any(p.manner is Manner.BACK for p in parsed.periods)
        if not says_away and not self._at.away and kind is Kind.ABSENCE:
            yield Doubt.NOT_SAID_AWAY

    def _id(
        self, kind: Kind, written: str, period: PeriodSaid | None, *, whole_clinic: bool
    ) -> str:
        said = f"{kind}|{whole_clinic}|{written}|{period.words if period else ''}"
        digest = hashlib.sha256(said.encode()).hexdigest()[:12]
        self._ids[digest] += 1
        return f"{digest}-{self._ids[digest]}"

    def _pass(self, sentence: Sentence, reason: Reason) -> None:
        self._passed.append(PassedOver(Extent(sentence.start, sentence.stop), reason))

    # After the last sentence.

    def _name_writers(self) -> None:
        """The writer is who signed, if that is one of the practitioners."""
        signed = self._signature
        if signed is None:
            return
        for number in self._writers:
            entry = self._entries[number]
            asked = entry.doubts
            if signed.person is not None:
                asked = tuple(d for d in entry.doubts if d is not Doubt.WRITER)
            self._entries[number] = replace(
                entry, person=signed.person, candidates=signed.candidates, doubts=asked
            )

    def _suggest_services(self) -> None:
        if not self._hint or set(self._hint) == set(STANDARD_SERVICES):
            return
        for number, entry in enumerate(self._entries):
            if entry.services is None and entry.kind is Kind.ABSENCE:
                doubts = (*entry.doubts, Doubt.SERVICES_HINTED)
                self._entries[number] = replace(entry, services=self._hint, doubts=doubts)

    def _parse(self, sentence: Sentence) -> _Parsed:
        text = sentence.text
        tokens = _tokens(text)
        lower = frozenset(token[0].lower() for token in tokens)
        named = mentions(text, tokens, self._names)
        masked = _masked(text, named)
        feasts = not w.CLOSED.isdisjoint(lower) or (
            any(m.is_known for m in named) and (self._at.away or not w.ABSENCE.isdisjoint(lower))
        )
        periods = periods_in(masked, self._today, self._at.year, feasts=feasts)
        services, extent, places = _services(text)
        residue: tuple[Extent, ...] = ()
        if periods or named:
            plain = without_times(masked)
            residue = tuple(_residue(plain, tokens, named, periods, places))
        return _Parsed(sentence, tokens, lower, named, periods, services, extent, residue)


def _tokens(text: str) -> list[Token]:
    return [(m[0], m.start(), m.end()) for m in _TOKEN.finditer(text)]


def _masked(text: str, named: list[Mention]) -> str:
    """Return the text with names left out, so that «Mai» and «Jan» are not read as months."""
    for mention in named:
        if mention.is_known:
            start, stop = mention.extent.start, mention.extent.stop
            text = f"{text[:start]}{chr(0) * (stop - start)}{text[stop:]}"
    return text


def _services(text: str) -> tuple[tuple[str, ...], Extent | None, list[Extent]]:
    lower = text.lower()
    if "tim" not in lower and "e" not in lower:
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
    | _CLINIC_NAMED
    | {"tjenester", "tenester", "tjenestene", "tenestene"}
) - w.TURNING


def _residue(
    plain: str,
    tokens: list[Token],
    named: list[Mention],
    periods: list[PeriodSaid],
    places: list[Extent],
) -> Iterable[Extent]:
    """Yield the words that nothing is known of."""
    taken = [m.extent for m in named] + [p.extent for p in periods] + places
    taken += [extent for p in periods for extent in p.besides]
    for word, start, stop in tokens:
        if not word[0].isalnum() or plain[start] == "\0":
            continue
        if any(extent.start <= start < extent.stop for extent in taken):
            continue
        if word.lower() not in _HARMLESS:
            yield Extent(start, stop)


def _line(parsed: _Parsed, period: PeriodSaid | None, person: Mention | None) -> int:
    """Return the line on which an entry begins, in a sentence that was wrapped."""
    places = [period.extent.start] if period else [0]
    if person and person in parsed.mentions:
        places.append(person.extent.start)
    return parsed.sentence.line + parsed.sentence.text.count("\n", 0, max(min(places), 0))


def _merged(passed: list[PassedOver]) -> Iterable[PassedOver]:
    """Yield what was passed over, neighbours for the same reason as one."""
    held: PassedOver | None = None
    for one in passed:
        if held and held.reason is one.reason:
            held = PassedOver(Extent(held.extent.start, one.extent.stop), one.reason)
            continue
        if held:
            yield held
        held = one
    if held:
        yield held
