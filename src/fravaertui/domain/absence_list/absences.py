"""Sentences that say who is away on which days, or that the clinic is closed."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from fravaertui.domain.absence_list import words as w
from fravaertui.domain.absence_list.making import Making
from fravaertui.domain.absence_list.parsed import WE, Parsed
from fravaertui.domain.absence_list.people import Mention, Names
from fravaertui.domain.absence_list.periods import is_one_day
from fravaertui.domain.absence_list.said_periods import PeriodSaid
from fravaertui.domain.absence_list.strangers import JOINING, begins_line, ends_line
from fravaertui.domain.absence_list.values import Doubt, Entry, Extent, Reason

_NOT = frozenset({"ikke", "ikkje", "not"})
_ONLY_URGENT = w.URGENT | {"kun", "bare", "berre", "only"}
_WE = re.compile(r"\b(?:vi|me|we)\b", re.IGNORECASE)
_EVERYONE = re.compile(
    r"\b(?:alle|samtlige|samtlege|begge|all|both)\b(?:\s+(?:de|dei|våre|of|the|our|disse))*"
    r"(?:\s+(?:fast)?(?:leg(?:er|ene|ar|ane)|ansatte|tilsette|doctors|gps)\b|(?=\s+(?:har|tar|tek|er)\b))",
    re.IGNORECASE,
)


class Absences:
    """Reads sentences with days: a name, a clinic or the writer, and when they are away."""

    def __init__(self, making: Making, names: Names, today: date) -> None:
        """`making` takes the entries; `names` are those of the clinics."""
        self._making = making
        self._names = names
        self._today = today
        self.writers: list[int] = []
        """The entries of whoever wrote the list, by number."""

    def read(self, parsed: Parsed) -> None:
        """Read a sentence that names days."""
        at, sentence = self._making.at, parsed.sentence
        if at.from_to and at.columns is None:
            parsed = replace(parsed, periods=[_as_said(p) for p in parsed.periods])
        if parsed.has(w.LONG_LEAVE):
            parsed = replace(parsed, periods=[_not_a_day(p) for p in parsed.periods])
        says_away = parsed.has(w.ABSENCE)
        bare = not parsed.residue
        is_denied = bool(parsed.known) and parsed.has(_NOT)  # «jobber ikke uke 28»
        if parsed.has(w.PRESENCE) and not says_away and not is_denied:
            self._making.pass_over(sentence, Reason.AT_WORK if parsed.known else Reason.NO_NAME)
            return
        subjects = self.subjects(parsed)
        everyone = _EVERYONE.search(sentence.text) if says_away else None
        if everyone:
            self._everyone(parsed, everyone)
        if subjects:
            if at.other and not says_away:
                self._making.pass_over(sentence, Reason.AT_WORK)
            elif says_away or at.away or self._is_row(parsed, subjects):
                if everyone:
                    self._add_all(parsed, subjects, parsed.periods, Doubt.PAIRING)
                else:
                    self._pairs(parsed, subjects)
            elif parsed.known and parsed.has(w.UNAVAILABLE):
                self._pairs(parsed, subjects)
            else:
                self._making.pass_over(sentence, Reason.NOT_ABSENCE)
        elif everyone:
            return
        elif says_away and bare and not parsed.mentions and (we := _WE.search(sentence.text)):
            self._everyone(parsed, we)
        elif parsed.mentions and not parsed.known and not says_away:
            self._making.pass_over(sentence, Reason.NO_NAME)
        elif parsed.is_first_person and says_away and not parsed.mentions:
            self._writer(parsed)
        elif self._is_clinics(parsed):
            self._clinic(parsed)
        elif bare and not parsed.mentions:
            self._days_alone(parsed)
        else:
            reduced = parsed.has(w.REDUCED)
            self._making.pass_over(sentence, Reason.REDUCED if reduced else Reason.NO_NAME)
            self._making.forget()

    def subjects(self, parsed: Parsed) -> list[Mention]:
        """Return who is away: those who are known, and a stranger who heads the sentence."""
        return [
            mention
            for mention in parsed.mentions
            if mention.is_known
            or mention.doubt is Doubt.TRAINING_DOCTOR
            or self._heads(parsed, mention)
            or begins_line(parsed, mention, self._names, self._today)
        ]

    def _is_row(self, parsed: Parsed, subjects: list[Mention]) -> bool:
        """Tell whether a sentence is a row of a list, though nothing says that it is absence."""
        if parsed.known and (not parsed.residue or _is_labelled(parsed)):
            return True
        return any(not mention.is_known for mention in subjects)

    def _heads(self, parsed: Parsed, mention: Mention) -> bool:
        """Tell whether an unknown name stands where lists have names."""
        if parsed.residue or not (self._making.at.away or parsed.has(w.ABSENCE)):
            return False
        if ends_line(parsed, mention, self._names):
            return True
        text = parsed.sentence.text
        lead = [t for t in parsed.tokens if t[2] <= mention.extent.start]
        if any(t[0].lower() not in w.TITLES | w.TRAINING and t[0].isalnum() for t in lead):
            return False
        after = text[mention.extent.stop :].lstrip(" ")
        set_off = after[:1] in (":", "-", "–", "—", "\t", "|")
        is_before_days = any(
            not text[mention.extent.stop : p.extent.start].strip(" ") for p in parsed.periods
        )
        return set_off or is_before_days or " " in mention.written or bool(lead)

    def _pairs(self, parsed: Parsed, subjects: list[Mention]) -> None:
        """Give each name its periods: those that follow it, or precede it if days come first."""
        if len(subjects) == 1:
            self._add_all(parsed, subjects, parsed.periods)
            return
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
            is_plain = len(people) == 1 or (len(days) == 1 and _are_joined(parsed, people))
            self._add_all(parsed, people, days, *([] if is_plain else [Doubt.PAIRING]))
            return
        if len(shape) % 2:
            for start in range(0 if shape[0] == "N" else 1, len(shape), 2):
                if start + 1 < len(shape):
                    self._add_all(parsed, contents[start], contents[start + 1], Doubt.PAIRING)
            return
        for start in range(0, len(shape), 2):
            one, other = contents[start], contents[start + 1]
            people, days = (one, other) if shape[0] == "N" else (other, one)
            is_plain = len(people) == 1 or (len(days) == 1 and _are_joined(parsed, people))
            self._add_all(parsed, people, days, *([] if is_plain else [Doubt.PAIRING]))

    def _add_all(
        self,
        parsed: Parsed,
        people: Sequence[Mention | PeriodSaid],
        days: Sequence[Mention | PeriodSaid],
        *doubts: Doubt,
    ) -> None:
        for person in people:
            for period in days:
                if isinstance(person, Mention) and isinstance(period, PeriodSaid):
                    self._making.add(parsed, period, person, *doubts)

    def _everyone(self, parsed: Parsed, said: re.Match[str]) -> None:
        """Ask once about «alle legene»: the whole clinic, or one of them."""
        extent = Extent(said.start(), said.end())
        mention = Mention(extent, said[0], doubt=Doubt.EVERYONE)
        rest = (e for e in parsed.residue if not extent.start <= e.start < extent.stop)
        parsed = replace(parsed, residue=tuple(rest))
        for period in parsed.periods:
            self._making.add(parsed, period, mention)

    def _writer(self, parsed: Parsed) -> None:
        for period in parsed.periods:
            self.writers.append(len(self._making.entries))
            self._making.add(parsed, period, None, Doubt.WRITER)

    def _is_clinics(self, parsed: Parsed) -> bool:
        """Tell whether a sentence says that the whole office, or what it offers, is closed."""
        if not parsed.has(w.CLOSED) or parsed.has(w.OTHER_SUBJECT) or parsed.known:
            return False
        if parsed.has(w.CLINIC) or parsed.has(WE) or parsed.has(w.DIGITAL):
            return True
        if parsed.mentions or self._making.at.carried:
            return False
        unread = (extent.of(parsed.sentence.text).lower() for extent in parsed.residue)
        return all(word in _ONLY_URGENT for word in unread)

    def _clinic(self, parsed: Parsed) -> None:
        for period in parsed.periods:
            self._making.add(parsed, period, None, whole_clinic=True)

    def _days_alone(self, parsed: Parsed) -> None:
        """Days without a name are of the name above them, or of the names below if it says so."""
        at, sentence = self._making.at, parsed.sentence
        if at.carried:
            if parsed.has(w.CLOSED):
                self._making.pass_over(sentence, Reason.NO_NAME)
                return
            doubts = [Doubt.PAIRING] if at.orphan else []
            if len(at.carried) > 1 and len(parsed.periods) > 1:
                doubts.append(Doubt.PAIRING)
            if self._is_end(parsed):
                return
            for person in at.carried:
                for period in parsed.periods:
                    self._making.add(parsed, period, person, *doubts)
                if at.elsewhere and at.elsewhere.of(self._making.text) == person.written:
                    at.elsewhere = None  # with days of its own it was a name, and of no place
            is_day = len(at.carried) == len(parsed.periods) == 1 and is_one_day(parsed.periods[0])
            at.single = len(self._making.entries) - 1 if is_day else None
            return
        if at.carries_clinic:
            self._clinic(parsed)
            return
        is_another = sentence.opens or parsed.has(w.ABSENCE)  # else it may correct the one before
        if at.named and is_another and not sentence.text.endswith(":"):
            for period in parsed.periods:
                self._making.add(parsed, period, at.named, Doubt.PAIRING)
            return
        at.orphan = True
        if sentence.text.endswith(":"):
            at.days, at.days_line = parsed.periods, sentence.line
        self._making.pass_over(sentence, Reason.NO_NAME)

    def _is_end(self, parsed: Parsed) -> bool:
        """Tell whether a day is the end of a period that began on the line before, and take it."""
        at, number = self._making.at, self._making.at.single
        if number is None or len(parsed.periods) != 1 or not is_one_day(parsed.periods[0]):
            return False
        at.single = None
        self._making.through(number, parsed.periods[0], parsed.sentence)
        return True

    def read_return(self, parsed: Parsed, before: list[int]) -> None:
        """A day of return belongs to what was said just before, of the same person."""
        at, sentence = self._making.at, parsed.sentence
        back = parsed.periods[-1]
        subjects = self.subjects(parsed)
        if subjects:
            earlier = [n for n in before if self._is_of(self._making.entries[n], subjects[0])]
            if earlier:
                self._making.ends(earlier, back)
                return
            if parsed.has(w.ABSENCE) or not parsed.residue:
                self._pairs(parsed, subjects)
            else:
                self._making.pass_over(sentence, Reason.NOT_ABSENCE)
            return
        own = self._own(parsed, before)
        if own:
            self._making.ends(own, back)
        elif self._making.at.closed_unsaid and parsed.has(WE | w.CLINIC):
            self._clinic(parsed)
        else:
            self._making.pass_over(sentence, Reason.NO_NAME)
        at.closed_unsaid = None

    def _is_of(self, entry: Entry, mention: Mention) -> bool:
        return entry.person is not None and entry.person == mention.person

    def _own(self, parsed: Parsed, before: list[int]) -> list[int]:
        """Return the entries that «vi åpner igjen», "I am back" and «tilbake» are about."""
        if parsed.has(WE | w.CLINIC) or "åpner" in parsed.lower or "opnar" in parsed.lower:
            closed = [n for n, e in enumerate(self._making.entries) if e.whole_clinic]
            return closed[-1:]
        if parsed.is_first_person:
            return self.writers[-1:]
        return before[-1:] if not parsed.residue else []


def _is_labelled(parsed: Parsed) -> bool:
    """Tell whether a line is headed by a name and a colon, as «Berg: uke 28 (Lund dekker)»."""
    first = parsed.mentions[0]
    if not first.is_known or not parsed.sentence.opens:
        return False
    text = parsed.sentence.text
    lead = re.findall(r"\w+", text[: first.extent.start].lower())
    after = text[first.extent.stop :].lstrip(" ")
    return w.TITLES.issuperset(lead) and after[:1] in (":", "\t")


def _are_joined(parsed: Parsed, people: Sequence[Mention | PeriodSaid]) -> bool:
    """Tell whether names are said together, as «Berg, Lund og Haugen», not «Lie, som Berg»."""
    text = parsed.sentence.text
    for one, other in pairwise(people):
        between = re.findall(r"\w+", text[one.extent.stop : other.extent.start].lower())
        if not JOINING.issuperset(between):
            return False
    return True


def _as_said(period: PeriodSaid) -> PeriodSaid:
    """Return two days side by side as from one to the other, as the columns say."""
    if period.doubts != (Doubt.TWO_DAYS,):
        return period
    return replace(period, span=period.proposal, readings=(), doubts=())


def _not_a_day(period: PeriodSaid) -> PeriodSaid:
    """Ask about the last day of a leave that seems to be of one day: it begins then."""
    return period.asked(Doubt.END_UNSAID) if is_one_day(period) else period
