"""Reading a list (rule L1): text to entries, one for each person or clinic and period.

A sentence gives an entry when it names whom and when and says absence, by itself or by the heading
above it. Each word beside those has to be one that is known to change nothing; any other makes a
question of the entry, and where nothing says absence at all the sentence is passed over.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from fravaertui.domain.absence_list import words as w
from fravaertui.domain.absence_list.agreement import Agreement
from fravaertui.domain.absence_list.covers import Covers
from fravaertui.domain.absence_list.headings import (
    MOST_WORDS_OF_HEADING,
    note_tentative,
    note_year,
    take_heading,
    take_subject,
    weeks_without_word,
)
from fravaertui.domain.absence_list.making import Making, merged
from fravaertui.domain.absence_list.parsed import WE, Parsed, parse, tokens_of
from fravaertui.domain.absence_list.people import NO_NAMES, Mention, Names, mentions
from fravaertui.domain.absence_list.periods import PeriodSaid, is_one_day
from fravaertui.domain.absence_list.sentences import LONGEST_SENTENCE, Sentence, sentences
from fravaertui.domain.absence_list.values import Doubt, Entry, Kind, ListReading, Reason
from fravaertui.domain.date_input.in_text import Manner
from fravaertui.domain.fields import STANDARD_SERVICES, canonical_services

_SIGN_OFF = re.compile(
    rf"(?:{'|'.join(sorted(map(re.escape, w.SIGN_OFF), key=len, reverse=True))})\b[ ,.:!]*",
    re.IGNORECASE,
)
_MAIL_ADDRESS = re.compile(
    r"\S@\S|\b(?:skrev|wrote|videresendt|forwarded|original message)\b", re.IGNORECASE
)
_SUBJECT = re.compile(r"(?:emne|subject)\s*:", re.IGNORECASE)
_MAIL_HEADER = re.compile(
    r"(?:sendt|emne|kopi|blindkopi|sent|subject|cc|bcc|vedlegg|date)\s*:", re.IGNORECASE
)
_JOINING = w.TITLES | {"og", "and", "samt", "både"}


def read_list(text: str, today: date, names: Names = NO_NAMES) -> ListReading:
    """Read a list with the names of the clinics that it may be about."""
    return _Reader(text, today, names).read()


class _Reader:
    def __init__(self, text: str, today: date, names: Names) -> None:
        self._today = today
        self._names = names
        self._making = Making(text, today)
        self._covers = Covers(self._making)
        self._agreement = Agreement()
        self._writers: list[int] = []
        self._signature: Mention | None = None
        self._hint: tuple[str, ...] = ()

    def read(self) -> ListReading:
        for sentence in sentences(self._making.text):
            if len(sentence.text) > LONGEST_SENTENCE:
                self._making.pass_over(sentence, Reason.TOO_LONG)
                continue
            self._sentence(sentence)
        self._name_writers()
        self._agreement.ask(self._making.entries)
        self._suggest_services()
        return ListReading(
            self._making.text,
            tuple(self._making.entries),
            tuple(merged(self._making.passed)),
        )

    # What a sentence is.

    def _sentence(self, sentence: Sentence) -> None:
        at = self._making.at
        if self._is_mail(sentence):
            return
        parsed = parse(
            sentence, self._names, self._today, self._making.at.year, is_away=self._making.at.away
        )
        before, at.last = at.last, []
        if sentence.opens:
            at.spoken_of = []
        if not parsed.periods or parsed.mentions:
            at.single = None
        count = len(self._making.entries)
        if at.signed and not (parsed.periods and parsed.known):
            if self._signature is None and parsed.known and len(parsed.tokens) <= 8:
                self._signature = parsed.known[0]
            self._making.pass_over(sentence, Reason.MAIL)
            return
        self._decide(parsed, before)
        made = range(count, len(self._making.entries))
        self._agreement.note(parsed, self._making.text, made, before)
        at.last = list(made) or (
            before if not sentence.closes or not sentence.opens or self._keeps(parsed) else []
        )

    def _keeps(self, parsed: Parsed) -> bool:
        """Tell whether what is said after may still be about the entries before."""
        return not parsed.mentions and not parsed.periods

    def _is_mail(self, sentence: Sentence) -> bool:
        text, at = sentence.text, self._making.at
        if subject := _SUBJECT.match(text):
            take_subject(text[subject.end() :], at)
        if _MAIL_HEADER.match(text) or _MAIL_ADDRESS.search(text):
            at.signed = False
            self._agreement.begin_older(self._making.entries)
            at.carried, at.carries_clinic = [], False
            self._making.pass_over(sentence, Reason.MAIL)
            return True
        match = _SIGN_OFF.match(text)
        if match and len(text[match.end() :].split()) <= 6:
            rest = text[match.end() :]
            tokens = tokens_of(rest)
            named = [m for m in mentions(rest, tokens, self._names) if m.is_known]
            if named and self._signature is None:
                self._signature = named[0]
            at.signed, at.carried, at.carries_clinic = True, [], False
            self._making.pass_over(sentence, Reason.MAIL)
            return True
        return False

    def _decide(self, parsed: Parsed, before: list[int]) -> None:
        sentence = parsed.sentence
        if parsed.has(w.LEAVING) and (parsed.mentions or parsed.has(w.TITLES)):
            if len(parsed.known) > 1 and parsed.periods:
                self._away(parsed)
            else:
                self._leaving(parsed)
        elif self._covers.read(parsed, before):
            pass
        elif parsed.periods and all(p.manner is Manner.BACK for p in parsed.periods):
            self._back(parsed, before)
        elif parsed.periods:
            if parsed.has(w.RECURRING):
                self._making.pass_over(sentence, Reason.RECURRING)
            else:
                self._away(parsed)
        else:
            self._without_days(parsed)

    # Sentences with days.

    def _away(self, parsed: Parsed) -> None:
        at, sentence = self._making.at, parsed.sentence
        if at.from_to:
            parsed = replace(parsed, periods=[_as_said(p) for p in parsed.periods])
        says_away = parsed.has(w.ABSENCE)
        bare = not parsed.residue
        if parsed.has(w.PRESENCE) and not says_away:
            self._making.pass_over(sentence, Reason.AT_WORK if parsed.known else Reason.PROSE)
            return
        subjects = self._subjects(parsed)
        if subjects:
            if at.other and not says_away:
                self._making.pass_over(sentence, Reason.AT_WORK)
            elif says_away or at.away or (bare and parsed.known) or _is_labelled(parsed):
                self._pairs(parsed, subjects)
            else:
                self._making.pass_over(sentence, Reason.NOT_ABSENCE)
        elif parsed.mentions and not parsed.known and not says_away:
            self._making.pass_over(sentence, Reason.PROSE)
        elif parsed.is_first_person and says_away and not parsed.mentions:
            self._writer(parsed)
        elif self._is_clinics(parsed):
            self._clinic(parsed)
        elif bare and not parsed.mentions:
            self._days_alone(parsed)
        else:
            self._reduced_or_prose(parsed, says_away)

    def _reduced_or_prose(self, parsed: Parsed, says_away: bool) -> None:
        reduced = parsed.has(w.REDUCED)
        nobody = Reason.NO_NAME if says_away else Reason.PROSE
        self._making.pass_over(parsed.sentence, Reason.REDUCED if reduced else nobody)
        self._forget()

    def _subjects(self, parsed: Parsed) -> list[Mention]:
        """Return who is away: those who are known, and a stranger who heads the sentence."""
        return [
            mention
            for mention in parsed.mentions
            if mention.is_known
            or mention.doubt is Doubt.TRAINING_DOCTOR
            or self._heads(parsed, mention)
        ]

    def _heads(self, parsed: Parsed, mention: Mention) -> bool:
        """Tell whether an unknown name stands where lists have names."""
        if parsed.residue or not (self._making.at.away or parsed.has(w.ABSENCE)):
            return False
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

    def _writer(self, parsed: Parsed) -> None:
        for period in parsed.periods:
            self._writers.append(len(self._making.entries))
            self._making.add(parsed, period, None, Doubt.WRITER)

    def _is_clinics(self, parsed: Parsed) -> bool:
        """Tell whether a sentence says that the whole office, or what it offers, is closed."""
        if not parsed.has(w.CLOSED) or parsed.has(w.OTHER_SUBJECT) or parsed.known:
            return False
        if parsed.has(w.CLINIC) or parsed.has(WE) or parsed.has(w.DIGITAL):
            return True
        return not parsed.residue and not parsed.mentions and not self._making.at.carried

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
            is_day = len(at.carried) == len(parsed.periods) == 1 and is_one_day(parsed.periods[0])
            at.single = len(self._making.entries) - 1 if is_day else None
            return
        if at.carries_clinic:
            self._clinic(parsed)
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

    def _back(self, parsed: Parsed, before: list[int]) -> None:
        """A day of return belongs to what was said just before, of the same person."""
        at, sentence = self._making.at, parsed.sentence
        back = parsed.periods[-1]
        subjects = self._subjects(parsed)
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
            self._making.pass_over(sentence, Reason.NO_NAME if not parsed.residue else Reason.PROSE)
        at.closed_unsaid = None

    def _is_of(self, entry: Entry, mention: Mention) -> bool:
        return entry.person is not None and entry.person == mention.person

    def _own(self, parsed: Parsed, before: list[int]) -> list[int]:
        """Return the entries that «vi åpner igjen», "I am back" and «tilbake» are about."""
        if parsed.has(WE | w.CLINIC) or "åpner" in parsed.lower or "opnar" in parsed.lower:
            closed = [n for n, e in enumerate(self._making.entries) if e.whole_clinic]
            return closed[-1:]
        if parsed.is_first_person:
            return self._writers[-1:]
        return before[-1:] if not parsed.residue else []

    # Sentences about substitutes and those who leave.

    def _leaving(self, parsed: Parsed) -> None:
        person = next(iter(parsed.known), None)
        if person is None:
            self._making.pass_over(parsed.sentence, Reason.LEAVING)
            return
        self._making.add(parsed, None, person, kind=Kind.LEAVING)

    # Sentences without days.

    def _without_days(self, parsed: Parsed) -> None:
        at, sentence = self._making.at, parsed.sentence
        weeks = weeks_without_word(parsed, at, self._today)
        if weeks:
            self._away(replace(parsed, periods=weeks, residue=()))
            return
        self._note_hint(parsed)
        note_tentative(parsed, at)
        note_year(sentence.text, at)
        if parsed.mentions and not parsed.residue and sentence.opens and sentence.closes:
            self._heading_name(parsed)
            return
        if parsed.has(w.CLOSED) and (parsed.has(w.CLINIC) or parsed.has(WE)):
            at.closed_unsaid = sentence
            at.carried, at.carries_clinic = [], not parsed.has(w.OTHER_SUBJECT)
            at.carries_clinic = at.carries_clinic and not parsed.residue
            at.away = True
            self._making.pass_over(sentence, Reason.NO_DAYS)
            return
        if parsed.known and (parsed.has(w.ABSENCE) or at.away):
            self._making.pass_over(sentence, Reason.NO_DAYS)
            self._forget()
            at.spoken_of = [] if sentence.closes else parsed.known
            return
        short = len(sentence.text.split()) <= MOST_WORDS_OF_HEADING
        if short and sentence.opens and sentence.closes and sentence.text[-1:] not in ".!?":
            self._heading(parsed)
            return
        if sentence.closes and sentence.text.endswith(":"):
            self._heading(parsed)
            return
        self._making.pass_over(sentence, Reason.PROSE)
        if len(parsed.residue) > 1:
            self._forget()

    def _forget(self) -> None:
        at = self._making.at
        at.carried, at.carries_clinic, at.orphan, at.days = [], False, False, []

    def _heading(self, parsed: Parsed) -> None:
        at = self._making.at
        take_heading(parsed, at)
        self._making.pass_over(parsed.sentence, Reason.HEADING)
        if len(parsed.tokens) > 2 or parsed.has(w.ABSENCE | w.PRESENCE):
            self._forget()

    def _heading_name(self, parsed: Parsed) -> None:
        """A name on a line of its own is whom the days below are of, or the days above."""
        at = self._making.at
        if at.days:
            for person in self._subjects(parsed) or parsed.known:
                for period in at.days:
                    self._making.add(parsed, period, person, foreign=at.days_line)
            return
        at.carried = parsed.mentions
        at.carries_clinic = False
        if parsed.has(w.ABSENCE):
            at.away = True
        elif not parsed.known:
            at.away = False  # a stranger, or the heading of something else
        self._making.pass_over(parsed.sentence, Reason.HEADING)

    def _note_hint(self, parsed: Parsed) -> None:
        """Note the services that prose says can't be used while the doctor is away."""
        if parsed.services and not parsed.known and parsed.has(w.TURNING | w.CLOSED):
            self._hint = canonical_services((*self._hint, *parsed.services))

    # Making entries.

    # After the last sentence.

    def _name_writers(self) -> None:
        """The writer is who signed, if that is one of the practitioners."""
        signed = self._signature
        if signed is None:
            return
        for number in self._writers:
            entry = self._making.entries[number]
            asked = entry.doubts
            if signed.person is not None:
                asked = tuple(d for d in entry.doubts if d is not Doubt.WRITER)
            self._making.entries[number] = replace(
                entry, person=signed.person, candidates=signed.candidates, doubts=asked
            )

    def _suggest_services(self) -> None:
        if not self._hint or set(self._hint) == set(STANDARD_SERVICES):
            return
        for number, entry in enumerate(self._making.entries):
            if entry.services is None and entry.kind is Kind.ABSENCE:
                doubts = (*entry.doubts, Doubt.SERVICES_HINTED)
                self._making.entries[number] = replace(entry, services=self._hint, doubts=doubts)


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
        if not _JOINING.issuperset(between):
            return False
    return True


def _as_said(period: PeriodSaid) -> PeriodSaid:
    """Return two days side by side as from one to the other, as the columns say."""
    if period.doubts != (Doubt.TWO_DAYS,):
        return period
    return replace(period, span=period.proposal, readings=(), doubts=())
