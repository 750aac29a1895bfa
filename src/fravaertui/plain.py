"""The main job as a conversation in lines, for screen readers and terminals without a screen.

The same drafts, checks and changes as the forms of the workbench, and the same way of saving:
here they are only asked for and told one line at a time. An empty answer goes back, and nothing
is saved without a yes.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar
from uuid import uuid4

from fravaertui.client import ClientError
from fravaertui.domain.absences import overview, status
from fravaertui.domain.changes import Change, ChangeRequest, EndAbsence
from fravaertui.domain.checks import evaluate
from fravaertui.domain.composing import removal
from fravaertui.domain.date_input import DateReadings, NotUnderstood, Span, understand
from fravaertui.domain.directory import Hit, Index
from fravaertui.domain.model import Absence, ClinicFile
from fravaertui.domain.summary import summary
from fravaertui.domain.violations import Violation
from fravaertui.domain.ways_out import ways_out
from fravaertui.headless import page_text
from fravaertui.texts.catalogue import MAIN_LANGUAGE, Words, msgid
from fravaertui.texts.citizen import citizen_page
from fravaertui.texts.days import full_day, understood_day
from fravaertui.texts.elsewhere import also_sentence
from fravaertui.texts.problems import date_sentence, violation_sentence
from fravaertui.texts.readings import (
    length_phrase,
    question_phrase,
    reading_phrase,
    readings_sentence,
)
from fravaertui.texts.services import service_list, service_name, status_word
from fravaertui.texts.substitutes import way_phrase
from fravaertui.texts.summary import (
    hole_sentences,
    meeting_sentence,
    saved_sentence,
    summary_text,
)
from fravaertui.tui.absence_draft import AbsenceDraft, read
from fravaertui.tui.desk import ChangedMeanwhile, Desk
from fravaertui.tui.drafts import (
    FORM_SENTENCES,
    LONGEST_CASE_REFERENCE,
    FormProblem,
    Problem,
    Reading,
)

T = TypeVar("T")

MOST_CHOICES = 20
_YES = frozenset({"j", "ja", "y", "yes"})


class Back(Exception):
    """An empty answer: the agent goes back to the commands."""


class Ended(Exception):
    """There is no more input."""


@dataclass(frozen=True, slots=True)
class Line:
    """What the conversation is held through.

    `ask` returns an answer without blanks around it, and raises Ended when there is no more input.
    """

    say: Callable[[str], None]
    ask: Callable[[str], str]


class Conversation:
    """One agent's conversation with the desk, a line at a time."""

    def __init__(self, desk: Desk, today: Callable[[], date], line: Line, words: Words) -> None:
        """Take the desk to work at, and what the conversation is held through."""
        self._desk = desk
        self._today = today
        self._line = line
        self._words = words
        self._index: Index | None = None
        self._file: ClinicFile | None = None
        self._runner = asyncio.Runner()

    def hold(self) -> None:
        """Go on until the agent ends it, or the input does."""
        words = self._words
        self._line.say(words("fravaertui in lines. Type help to hear what can be typed."))
        with self._runner:
            try:
                while self._command():
                    pass
            except Ended:
                pass
            finally:
                self._wait(self._desk.close())

    def _command(self) -> bool:
        """Ask for a command and do it; False when it was to end."""
        name, _, rest = self._line.ask(_prompt(self._file)).partition(" ")
        found = [word for word in _COMMANDS if name and self._words(word).startswith(name.lower())]
        if not name:
            return True
        if len(found) != 1:
            self._line.say(self._words("«{command}» is not understood. Type help.", command=name))
            return True
        try:
            return _COMMANDS[found[0]](self, rest.strip())
        except Back:
            self._line.say(self._words("Nothing was changed."))
        except ClientError as error:
            self._line.say(error.sentence(self._words))
        return True

    # The commands

    def _help(self, _rest: str) -> bool:
        words = self._words
        for text in _HELP:
            self._line.say(words(text))
        return True

    def _end(self, _rest: str) -> bool:
        return False

    def _find(self, rest: str) -> bool:
        words = self._words
        text = rest or self._asked(words("Name or number: "))
        if self._index is None:
            self._index = self._wait(self._desk.directory())
        hits = self._index.search(text, MOST_CHOICES)
        near = () if hits else self._index.nearest(text)
        if not hits and not near:
            self._line.say(words("No hits. Try fewer letters or a number."))
            return True
        if near:
            self._line.say(words("No hits. Did you mean:"))
        options = [(self._hit_text(hit), hit) for hit in hits or near]
        hit = self._chosen(words("Which one?"), options, asks=bool(near))
        self._file = self._wait(self._desk.clinic(hit.clinic.her_id))
        return self._list("")

    def _list(self, _rest: str) -> bool:
        file = self._clinic()
        absences = overview(file, self._today(), with_ended=False)
        if not absences:
            self._line.say(self._words("No running or planned absence."))
        for number, absence in enumerate(absences, start=1):
            self._line.say(f"{number}. {self._absence_text(absence, file)}")
        return True

    def _add(self, _rest: str) -> bool:
        file, words = self._clinic(), self._words
        if not file.practitioners:
            self._line.say(words("No practitioner is registered at this clinic."))
            return True
        who = self._practitioner(file, whole_clinic=True)
        draft = self._typed_days(AbsenceDraft(uuid4(), who), file)
        codes = list(dict.fromkeys(code for one in _served(file, who) for code in one))
        draft = replace(draft, services=self._services(codes))
        draft = replace(draft, case_reference=self._line.ask(words("Case, may be empty: ")))
        reading = read(draft, file, self._today())
        if reading.problems:
            self._say_problems(list(reading.problems.values()))
            return True
        doubts = tuple(d for d in reading.doubts if d.confirmation != "closed_knowingly")
        meetings = tuple(d for d in reading.doubts if d.confirmation == "closed_knowingly")
        if doubts:
            self._say_problems(doubts)
            self._sure(words("Is this right? yes or no: "))
            draft = draft.confirming(doubts)
            reading = read(draft, file, self._today())
        changes = self._way_out(reading.changes, meetings, file) if meetings else reading.changes
        self._save(ChangeRequest(changes=changes, case_reference=draft.case_reference or None))
        also = self._also(who)
        if also:
            self._line.say(f"{also} {words('Register the same absence there too.')}")
        return True

    def _remove(self, rest: str) -> bool:
        file = self._clinic()
        absences = overview(file, self._today(), with_ended=False)
        if not absences:
            return self._list("")
        options = [(self._absence_text(one, file), one) for one in absences]
        absence = self._chosen(self._words("Which absence?"), options, rest)
        change = removal(absence, self._today())
        if isinstance(change, EndAbsence):
            self._line.say(
                self._words("A started absence is ended, not deleted: its last day is yesterday.")
            )
        self._save(ChangeRequest(changes=(change,)))
        return True

    def _citizen(self, rest: str) -> bool:
        file = self._clinic()
        who = self._practitioner(file, whole_clinic=False)
        if who is None:
            return True
        on = self._day(rest) if rest else self._today()
        self._line.say(page_text(citizen_page(file, who, on, MAIN_LANGUAGE), self._words))
        return True

    # What they are made of

    def _save(self, request: ChangeRequest) -> None:
        """Tell what citizens see before and after, ask, and save; again when others were first."""
        words, file, today = self._words, self._clinic(), self._today()
        outcome = evaluate(request.changes, file, today)
        if not outcome.allowed:
            self._say_problems(outcome.violations)
            return
        if outcome.unchanged:
            self._line.say(words("Nothing is changed."))
            return
        self._line.say(self._summary_text(file, outcome.file))
        self._sure(words("Save it? yes or no: "))
        try:
            saved = self._wait(self._desk.save(request, file, today))
        except ChangedMeanwhile as changed:
            self._file = changed.newer
            self._line.say(words("The clinic was changed meanwhile. This is how it is now:"))
            self._save(request)
            return
        except ClientError as error:
            self._line.say(error.sentence(words))
            self._sure(words("Try again? yes or no: "))
            self._save(request)
            return
        self._file = saved.after
        told = summary(saved.before, saved.after, today)
        self._line.say(saved_sentence(told, saved.after, words))
        for sentence in hole_sentences(told.holes_after, saved.after, words):
            self._line.say(sentence)

    def _summary_text(self, before: ClinicFile, after: ClinicFile) -> str:
        """Return what citizens see before and after, and from when they do."""
        words, told = self._words, summary(before, after, self._today())
        text = summary_text(told, after, MAIN_LANGUAGE, words)
        return f"{text}\n{meeting_sentence(told, after, words)}" if told.shifts else text

    def _way_out(
        self, changes: Sequence[Change], meetings: Sequence[Violation], file: ClinicFile
    ) -> tuple[Change, ...]:
        words, today = self._words, self._today()
        self._say_problems(meetings)
        options = []
        for way in ways_out(changes, meetings, file, today):
            after = evaluate(way.changes, file, today)
            effect = self._summary_text(file, after.file)
            options.append((f"{way_phrase(way.way, words)}\n{effect}", way))
        return self._chosen(words("Which way out?"), options).changes

    def _typed_days(self, draft: AbsenceDraft, file: ClinicFile) -> AbsenceDraft:
        """Ask for both days until they can be used, telling how each is understood."""
        words, today = self._words, self._today()
        draft = draft.retyping(self._asked(words("From and including: ")), "")
        while problem := read(draft, file, today).problems.get("starts"):
            if isinstance(problem, DateReadings):
                draft = draft.choosing("starts", self._meant(problem))
                continue
            self._say_problems([problem])
            draft = draft.retyping(self._asked(words("From and including: ")), "")
        reading = read(draft, file, today)
        self._say_day("", reading.starts)
        if reading.suggested_ends:
            self._say_day(words("suggested: "), reading.ends)
        while True:
            typed = self._line.ask(words("To and including: "))
            if not typed and not reading.suggested_ends:
                raise Back
            draft = self._settled(draft.retyping(draft.starts, typed), file)
            typed_reading = read(draft, file, today)
            wrong = [p for name in ("starts", "ends") if (p := typed_reading.problems.get(name))]
            if wrong:
                self._say_problems(wrong)
                continue
            self._say_period(typed_reading)
            return draft

    def _settled(self, draft: AbsenceDraft, file: ClinicFile) -> AbsenceDraft:
        """Ask which reading of each date is meant, for as long as there are several."""
        for name in ("starts", "ends"):
            problem = read(draft, file, self._today()).problems.get(name)
            if isinstance(problem, DateReadings):
                draft = draft.choosing(name, self._meant(problem))
        return draft

    def _meant(self, readings: DateReadings) -> Span:
        """Let the agent choose which days are meant; nothing is chosen by itself."""
        words = self._words
        options = [(reading_phrase(one, words), one.span) for one in readings.readings]
        if len(options) > 1:
            return self._chosen(question_phrase(readings, words), options)
        self._line.say(options[0][0])
        self._sure(words("Is this right? yes or no: "))
        return options[0][1]

    def _say_period(self, reading: Reading) -> None:
        """Tell the last day and how long it is."""
        if reading.starts and reading.ends:
            self._say_day("", reading.ends)
            self._line.say(length_phrase(reading.starts, reading.ends, self._words))

    def _say_day(self, prefix: str, day: date | None) -> None:
        """Tell the understood day in full, with what kind of day it is (rule D4)."""
        if day:
            self._line.say(prefix + understood_day(day, self._words))

    def _services(self, codes: Sequence[str]) -> tuple[str, ...]:
        words = self._words
        self._line.say(words("Which services does the absence affect?"))
        for number, code in enumerate(codes, start=1):
            self._line.say(f"{number}. {service_name(code, words)}")
        while True:
            answer = self._asked(words("Numbers with blanks between, or «all of them»: ")).lower()
            if answer == words("all of them"):
                return tuple(sorted(codes))
            picked = {codes[int(n) - 1] for n in answer.replace(",", " ").split() if _in(n, codes)}
            if picked:
                chosen = tuple(sorted(picked))
                self._line.say(service_list(chosen, words))
                return chosen
            self._line.say(words("Tick at least one service."))

    def _practitioner(self, file: ClinicFile, *, whole_clinic: bool) -> int | None:
        options: list[tuple[str, int | None]] = [
            (f"{p.name} {self._also(p.her_id)}".rstrip(), p.her_id) for p in file.practitioners
        ]
        if whole_clinic:
            options.append((self._words("The whole clinic"), None))
        return self._chosen(self._words("Which practitioner?"), options)

    def _also(self, practitioner: int | None) -> str:
        """Return where else someone is; how it stands there is not known here (rule A13)."""
        found = self._index.elsewhere(practitioner) if self._index and practitioner else ()
        return also_sentence([hit.clinic.name for hit in found], self._words)

    def _chosen(
        self,
        question: str,
        options: Sequence[tuple[str, T]],
        answer: str = "",
        *,
        asks: bool = False,
    ) -> T:
        """Let one of several be chosen by its number; one alone by itself, unless `asks`."""
        words = self._words
        if len(options) == 1 and not answer and not asks:
            self._line.say(options[0][0])
            return options[0][1]
        if not answer:
            for number, (text, _) in enumerate(options, start=1):
                self._line.say(f"{number}. {text}")
        while not _in(answer, options):
            answer = self._asked(f"{question} {words('Number: ')}")
        return options[int(answer) - 1][1]

    def _day(self, typed: str) -> date:
        understood = understand(typed, self._today())
        while isinstance(understood, NotUnderstood):
            self._line.say(date_sentence(understood, self._words))
            understood = understand(self._asked(self._words("Date: ")), self._today())
        return (understood.sure or self._meant(understood)).first

    def _sure(self, question: str) -> None:
        if self._line.ask(question).lower() not in _YES:
            raise Back

    def _asked(self, prompt: str) -> str:
        answer = self._line.ask(prompt)
        if not answer:
            raise Back
        return answer

    def _clinic(self) -> ClinicFile:
        if self._file is None:
            self._line.say(self._words("Choose a clinic first."))
            raise Back
        return self._file

    def _say_problems(self, problems: Sequence[Problem]) -> None:
        for problem in problems:
            self._line.say(self._problem_text(problem))

    def _problem_text(self, problem: Problem) -> str:
        match problem:
            case Violation():
                return violation_sentence(problem, self._words)
            case NotUnderstood():
                return date_sentence(problem, self._words)
            case DateReadings():
                return readings_sentence(problem, self._words)
            case FormProblem():
                return self._words(FORM_SENTENCES[problem.code], limit=LONGEST_CASE_REFERENCE, n=0)

    def _hit_text(self, hit: Hit) -> str:
        names = (hit.practitioner.name if hit.practitioner else "", hit.clinic.name)
        return ", ".join(name for name in names if name)

    def _absence_text(self, absence: Absence, file: ClinicFile) -> str:
        words = self._words
        who = words("The whole clinic")
        if absence.practitioner is not None:
            who = file.practitioner(absence.practitioner).name
        days = words(
            ", {starts} to {ends}, {services}",
            starts=full_day(absence.starts, words.language),
            ends=full_day(absence.ends, words.language),
            services=service_list(absence.services, words),
        )
        return f"{who}{days}: {status_word(status(absence, self._today()), words)}"

    def _wait(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(coroutine)


def _prompt(file: ClinicFile | None) -> str:
    """Return what stands before a command: the clinic, when one is chosen."""
    return f"{file.clinic.name}> " if file else "> "


def _served(file: ClinicFile, who: int | None) -> list[Sequence[str]]:
    everyone = [p.her_id for p in file.practitioners] if who is None else [who]
    return [file.services_of(her_id) for her_id in everyone]


def _in(answer: str, options: Sequence[object]) -> bool:
    return answer.isascii() and answer.isdecimal() and 0 < int(answer[:9]) <= len(options)


_COMMANDS: dict[str, Callable[[Conversation, str], bool]] = {
    msgid("search"): Conversation._find,
    msgid("list"): Conversation._list,
    msgid("add"): Conversation._add,
    msgid("remove"): Conversation._remove,
    msgid("citizen"): Conversation._citizen,
    msgid("help"): Conversation._help,
    msgid("stop"): Conversation._end,
}
"""What can be typed, in the language of the screen; the beginning of a word will do."""

_HELP = (
    msgid("search NAME: find a clinic and choose it"),
    msgid("list: running and planned absence at the clinic"),
    msgid("add: register absence"),
    msgid("remove NUMBER: delete an absence, or end it if it has begun"),
    msgid("citizen DATE: what the citizen sees; today without a date"),
    msgid("stop: leave the program"),
    msgid("The beginning of a word will do. An empty answer goes back."),
)
