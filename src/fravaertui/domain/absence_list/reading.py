"""Reading a list (rule L1): text to entries, one for each person or clinic and period.

A sentence gives an entry when it names whom and when and says absence, by itself or by the heading
above it. Each word beside those has to be one that is known to change nothing; any other makes a
question of the entry, and where nothing says absence at all the sentence is passed over.
"""

import re
from dataclasses import replace
from datetime import date

from fravaertui.domain.absence_list import words as w
from fravaertui.domain.absence_list.absences import Absences
from fravaertui.domain.absence_list.agreement import Agreement
from fravaertui.domain.absence_list.columns import columns_of, is_row, marked_weeks, under_headings
from fravaertui.domain.absence_list.covers import Covers
from fravaertui.domain.absence_list.ends import between_ends
from fravaertui.domain.absence_list.headings import (
    MOST_WORDS_OF_HEADING,
    note_tentative,
    note_unlike,
    note_year,
    take_heading,
    take_subject,
    weeks_without_word,
)
from fravaertui.domain.absence_list.making import Making, merged
from fravaertui.domain.absence_list.offices import note_office
from fravaertui.domain.absence_list.parsed import WE, Parsed, parse, tokens_of
from fravaertui.domain.absence_list.people import NO_NAMES, Mention, Names, mentions
from fravaertui.domain.absence_list.said_periods import either_year
from fravaertui.domain.absence_list.sentences import LONGEST_SENTENCE, Sentence, sentences
from fravaertui.domain.absence_list.values import Doubt, Kind, ListReading, Reason
from fravaertui.domain.date_input.in_text import Manner
from fravaertui.domain.fields import STANDARD_SERVICES, canonical_services

_SIGN_OFF = re.compile(
    rf"(?:{'|'.join(sorted(map(re.escape, w.SIGN_OFF), key=len, reverse=True))})\b[ ,.:!]*",
    re.IGNORECASE,
)
_MAIL_ADDRESS = re.compile(
    r"\S@\S|\b(?:skrev|wrote|videresendt|forwarded|original message)\b", re.IGNORECASE
)
_NOT_UNDERSTOOD = frozenset({Reason.NO_NAME, Reason.NOT_ABSENCE, Reason.NO_DAYS})
_RANGE = re.compile(r"\b\d{1,2}\s?[-–]\s?\d{1,2}\b(?!:)")
_MAY_BE_WEEK = re.compile(r"(?<![\d.:/-])\d{1,2}(?![\d.:/%-])")
_HOLIDAY_ENDS = re.compile(
    r"\b\w*(?:ferien|permisjonen|ferie)\s+(?:\S+\s+){0,6}slutt", re.IGNORECASE
)
_SUBJECT = re.compile(r"(?:emne|subject)\s*:", re.IGNORECASE)
_MAIL_HEADER = re.compile(
    r"(?:sendt|emne|kopi|blindkopi|sent|subject|cc|bcc|vedlegg|date)\s*:", re.IGNORECASE
)


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
        self._absences = Absences(self._making, names, today)
        self._signature: Mention | None = None
        self._hint: tuple[str, ...] = ()

    def read(self) -> ListReading:
        for sentence in sentences(self._making.text):
            if len(sentence.text) > LONGEST_SENTENCE:
                self._making.pass_over(sentence, Reason.TOO_LONG)
                continue
            self._sentence(sentence)
        self._name_writers()
        self._covers.settle()
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
        if parsed.mentions or sentence.after_blank:
            at.named = None
        if not parsed.periods or parsed.mentions:
            at.single = None
        parsed = self._in_table(parsed)
        count = len(self._making.entries)
        if at.signed and not (parsed.periods and parsed.known):
            if self._signature is None and parsed.known and len(parsed.tokens) <= 8:
                self._signature = parsed.known[0]
            self._making.pass_over(sentence, Reason.MAIL)
            self._agreement.note_signed(parsed, self._making.entries)
            return
        passed = len(self._making.passed)
        self._decide(parsed, before)
        made = range(count, len(self._making.entries))
        if parsed.periods and not made and sentence.text.endswith(":"):
            self._note_office(parsed)
        if parsed.periods and not made and not parsed.mentions and self._is_heading(sentence):
            note_unlike(parsed, at, self._names)
        if made and len(parsed.mentions) == 1 and self._making.entries[-1].kind is Kind.ABSENCE:
            at.named = parsed.known[0] if parsed.known else None
        if made or len(self._making.passed) > passed:
            heads = not made and self._making.passed[-1].reason is Reason.HEADING
            is_unlike = at.unlike is not None and at.unlike.start == sentence.start
            heads = heads or (is_unlike and not made)
            self._agreement.note(
                parsed, self._making.text, made, self._making.entries, is_heading=heads
            )
        if not made and len(self._making.passed) > passed and self._is_unread(parsed):
            self._making.passed[-1] = replace(self._making.passed[-1], unread=1)
        at.last = list(made) or (
            before if not sentence.closes or not sentence.opens or self._keeps(parsed) else []
        )

    def _is_unread(self, parsed: Parsed) -> bool:
        """Tell whether what was passed over last is of somebody here, with days."""
        if self._making.passed[-1].reason not in _NOT_UNDERSTOOD or parsed.has(w.PRESENCE):
            return False
        text, is_away = parsed.sentence.text, parsed.has(w.ABSENCE) or self._making.at.away
        if parsed.known and is_away and _MAY_BE_WEEK.search(text):
            return True
        is_ours = bool(parsed.known) or (parsed.has(w.ABSENCE) and parsed.has(WE | w.CLINIC))
        return is_ours and bool(parsed.periods or _RANGE.search(text))

    def _in_table(self, parsed: Parsed) -> Parsed:
        """Return a row as its columns have it; a row of headings is noted."""
        at = self._making.at
        heading = columns_of(parsed, self._making.text, has_week_word=at.weeks)
        if heading and (at.columns is None or not at.columns.outlasts(heading, parsed)):
            at.columns = heading
        elif at.columns and at.columns.sign not in parsed.sentence.text:
            at.columns = None if parsed.sentence.after_blank else at.columns
        elif at.columns and at.columns.has_ends:
            return between_ends(
                parsed, self._making.text, at.columns, at.years, at.year, self._today
            )
        elif at.columns:
            periods = under_headings(parsed, self._making.text, at.columns, at.years, self._today)
            return replace(parsed, periods=periods)
        if at.years:
            periods = [either_year(p, self._today, at.years) for p in parsed.periods]
            return replace(parsed, periods=periods)
        return parsed

    def _keeps(self, parsed: Parsed) -> bool:
        """Tell whether what is said after may still be about the entries before."""
        return not parsed.mentions and not parsed.periods

    def _is_mail(self, sentence: Sentence) -> bool:
        text, at = sentence.text, self._making.at
        if subject := _SUBJECT.match(text):
            made, start = len(self._making.entries), sentence.start + subject.end()
            take_subject(text[subject.end() :], start, at, made, self._today, self._names)
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
        if self._heads_table(parsed):
            note_tentative(sentence.text, sentence.start, self._making.at)
            note_year(sentence.text, self._making.at, len(self._making.entries), self._today)
            self._heading(parsed)
        elif parsed.has(w.LEAVING) and (parsed.mentions or parsed.has(w.TITLES)):
            is_of_holiday = _HOLIDAY_ENDS.search(sentence.text) is not None
            if (len(parsed.known) > 1 or is_of_holiday) and parsed.periods:
                self._absences.read(parsed)
            else:
                self._leaving(parsed)
        elif self._covers.read(parsed, before):
            pass
        elif parsed.periods and all(p.manner is Manner.BACK for p in parsed.periods):
            self._absences.read_return(parsed, before)
        elif parsed.periods:
            if parsed.has(w.RECURRING):
                self._making.pass_over(sentence, Reason.RECURRING)
            else:
                self._absences.read(parsed)
        else:
            self._without_days(parsed)

    def _heads_table(self, parsed: Parsed) -> bool:
        """Tell whether it is the row of headings of a table that says where days begin and end."""
        columns, sentence = self._making.at.columns, parsed.sentence
        return (
            columns is not None
            and columns.has_ends
            and columns.start == self._making.text.rfind("\n", 0, sentence.start) + 1
        )

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
        if self._marked(parsed):
            return
        if at.columns and at.columns.has_ends and is_row(parsed, self._making.text, at.columns):
            self._making.pass_over(sentence, Reason.NO_DAYS)
            return
        weeks = weeks_without_word(parsed, at, self._today, self._names)
        if weeks:
            self._absences.read(replace(parsed, periods=weeks, residue=()))
            return
        self._note_hint(parsed)
        note_tentative(sentence.text, sentence.start, at, is_named=bool(parsed.known))
        note_year(sentence.text, at, len(self._making.entries), self._today)
        self._note_office(parsed)
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
            self._making.forget()
            at.spoken_of = [] if sentence.closes else parsed.known
            return
        if self._is_heading(sentence):
            self._heading(parsed)
            return
        self._making.pass_over(sentence, Reason.PROSE)
        if len(parsed.residue) > 1:
            self._making.forget()

    def _is_heading(self, sentence: Sentence) -> bool:
        if not sentence.closes or sentence.text[-1:] in ".!?":
            return False
        is_short = len(sentence.text.split()) <= MOST_WORDS_OF_HEADING
        return sentence.text.endswith(":") or (is_short and sentence.opens)

    def _note_office(self, parsed: Parsed) -> None:
        """Note whose office a heading says that the list is of."""
        sentence, made = parsed.sentence, len(self._making.entries)
        if sentence.opens or sentence.text.endswith(":"):
            note_office(
                sentence.text, sentence.start, self._names, self._making.at, made, parsed.mentions
            )

    def _marked(self, parsed: Parsed) -> bool:
        """Read the weeks that are marked in a row of a table; False where it has none."""
        at = self._making.at
        if at.columns is None:
            return False
        marked = marked_weeks(parsed, self._making.text, at.columns, self._today, at.year)
        if marked and at.other:
            self._making.pass_over(parsed.sentence, Reason.AT_WORK)
            return True
        for period in marked:
            self._making.add(replace(parsed, residue=()), period, parsed.known[0])
        return bool(marked)

    def _heading(self, parsed: Parsed) -> None:
        at = self._making.at
        is_table = self._heads_table(parsed)
        take_heading(parsed, at, is_table=is_table)
        if not is_table:
            note_unlike(parsed, at, self._names)
        self._making.pass_over(parsed.sentence, Reason.HEADING)
        if len(parsed.tokens) > 2 or parsed.has(w.ABSENCE | w.PRESENCE):
            self._making.forget()

    def _heading_name(self, parsed: Parsed) -> None:
        """A name on a line of its own is whom the days below are of, or the days above."""
        at = self._making.at
        if at.days:
            for person in self._absences.subjects(parsed) or parsed.known:
                for period in at.days:
                    self._making.add(parsed, period, person, foreign=at.days_line)
            return
        at.carried = parsed.mentions
        at.carries_clinic = False
        if parsed.has(w.ABSENCE):
            at.away = True
            note_unlike(parsed, at, self._names)
        elif not parsed.known:
            at.away = False  # a stranger, or the heading of something else
        self._making.pass_over(parsed.sentence, Reason.HEADING)

    def _note_hint(self, parsed: Parsed) -> None:
        """Note the services that prose says can't be used while the doctor is away."""
        if parsed.services and not parsed.known and parsed.has(w.TURNING | w.CLOSED):
            self._hint = canonical_services((*self._hint, *parsed.services))

    # After the last sentence.

    def _name_writers(self) -> None:
        """The writer is who signed, if that is one of the practitioners."""
        signed = self._signature
        if signed is None:
            return
        for number in self._absences.writers:
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
