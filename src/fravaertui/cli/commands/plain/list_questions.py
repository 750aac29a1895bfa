"""Asking what is open about the rows of a list, one question at a time (rule L2)."""

from collections.abc import Callable, Mapping
from datetime import date

from fravaertui.cli.commands.plain.changes import change_lines
from fravaertui.cli.commands.plain.dialogue import Dialogue
from fravaertui.cli.commands.plain.services import choose_services
from fravaertui.domain.absence_list import ListAnswers, ListRow, period_text
from fravaertui.domain.date_input import NotUnderstood, understand
from fravaertui.domain.date_input.values import Span
from fravaertui.session.absence_list import ListWork
from fravaertui.session.list_settling import (
    Asked,
    asked_about,
    is_likely,
    likely_services,
    named_substitute,
    ways_of,
    with_all_away,
    with_confirmed,
    with_person,
    with_services,
)
from fravaertui.texts.absence_lists import row_name, row_questions
from fravaertui.texts.problems import date_sentence
from fravaertui.texts.readings import reading_phrase, span_phrase
from fravaertui.texts.services import service_list
from fravaertui.texts.substitutes import way_phrase, way_sentence


class ListQuestions:
    """Asks about one row, and returns the answers with what was settled.

    An empty answer raises GoBack, and nothing is settled by it.
    """

    def __init__(self, talk: Dialogue, work: ListWork, today: Callable[[], date]) -> None:
        """Ask about the list at work."""
        self._talk = talk
        self._words = talk.words
        self._work = work
        self._today = today

    def ask(self, row: ListRow) -> ListAnswers:
        """Say what is asked about a row, and ask it."""
        text = self._work.plan.reading.text if self._work.plan else ""
        self._talk.say(*row_questions(row, text, self._words)[:1])
        asks: Mapping[Asked | None, Callable[[ListRow], ListAnswers]] = {
            Asked.WHO: self._who,
            Asked.WHEN: self._when,
            Asked.IS_AWAY: self._is_away,
            Asked.IS_RIGHT: self._is_right,
            Asked.SERVICES: self.services,
            Asked.COVERED: self._covered,
            Asked.SUBSTITUTE: self._substitute,
            Asked.WAY_OUT: self._way_out,
            None: self.correct,
        }
        return asks[asked_about(row)](row)

    def correct(self, row: ListRow) -> ListAnswers:
        """Ask what is to be another about a row."""
        words = self._words
        options: list[tuple[str, Callable[[ListRow], ListAnswers]]] = [
            (words("The days"), self._type_days),
            (words("The practitioner"), self._who),
            (words("The services, of this row"), self._services_of),
        ]
        if row.entry.substitute:
            options.append((words("The substitute"), self._substitute))
        options.append((words("Leave the row out"), self._leave_out))
        return self._talk.choose(words("Correct what?"), options)(row)

    def leave_out_or_take_in(self, row: ListRow) -> ListAnswers:
        """Leave a row out, or take it in again."""
        left_out = self._work.answers.of(row.id).left_out
        return self._work.answers.with_row(row.id, left_out=not left_out)

    def services(self, row: ListRow | None) -> ListAnswers:
        """Ask once which services the absences of the list close."""
        words, work = self._words, self._work
        likely = likely_services(work, row)
        self._talk.say(words("suggested: ") + service_list(tuple(likely), words))
        question = words("Which services do the absences of the list close?")
        chosen = choose_services(self._talk, question, work.services_of(None, None))
        return with_services(work.answers, row, chosen)

    # One question each

    def _who(self, row: ListRow) -> ListAnswers:
        """Ask who is meant: the likely ones first, then everybody, and the whole clinic."""
        words, today, work = self._words, self._today(), self._work
        people: list[tuple[str, tuple[int, int | None]]] = []
        for file in work.files.values():
            clinic = file.clinic.her_id
            beside = f", {file.clinic.name}" if len(work.files) > 1 else ""
            there = [p for p in file.practitioners if p.left_before(today) is None]
            people += [(p.name + beside, (clinic, p.her_id)) for p in there]
            people.append((words("The whole clinic") + beside, (clinic, None)))
        people.sort(key=lambda one: not is_likely(row, *one[1]))
        options: list[tuple[str, tuple[int, int | None] | None]] = [
            *people,
            (words("Leave the row out"), None),
        ]
        question = words("Who is «{written}»?", written=row.entry.written or "…")
        chosen = self._talk.choose(
            question, options, names=[text for text, _ in options], asks=True
        )
        if chosen is None or work.plan is None:
            return self._leave_out(row)
        return with_person(work.answers, work.plan, row, *chosen)

    def _when(self, row: ListRow) -> ListAnswers:
        """Ask which of the readings is meant, or for the days in full."""
        words = self._words
        spans = [(reading_phrase(r, words), r.span) for r in row.readings]
        if not spans and row.span:
            spans = [(span_phrase(row.span, words), row.span)]
        if not spans:
            return self._type_days(row)
        options: list[tuple[str, Span | str]] = [
            *spans,
            (words("Type the days"), "type"),
            (words("Leave the row out"), "out"),
        ]
        name = row_name(row, self._work.files, words)
        chosen = self._talk.choose(words("When is {name} away?", name=name), options)
        if isinstance(chosen, Span):
            return self._work.answers.with_row(row.id, period=period_text(chosen))
        return self._type_days(row) if chosen == "type" else self._leave_out(row)

    def _type_days(self, row: ListRow) -> ListAnswers:
        talk, words = self._talk, self._words
        while True:
            typed = talk.require(words("Days") + ": ")
            found = understand(typed, self._today())
            if isinstance(found, NotUnderstood):
                talk.say(date_sentence(found, words))
                continue
            days = found.sure
            if days is None:
                days = talk.choose_reading(found)
            else:
                talk.say(span_phrase(days, words))
            return self._work.answers.with_row(row.id, period=period_text(days), left_out=False)

    def _is_away(self, row: ListRow) -> ListAnswers:
        words = self._words
        yes = words("Yes: everyone on the list is away on the days beside the name")
        options = [(yes, True), (words("Leave the row out"), False)]
        if self._talk.choose(words("Is it absence?"), options):
            return with_all_away(self._work.answers)
        return self._leave_out(row)

    def _is_right(self, row: ListRow) -> ListAnswers:
        self._talk.confirm(self._words("Is this right? yes or no: "))
        return with_confirmed(self._work.answers, row)

    def _services_of(self, row: ListRow) -> ListAnswers:
        name = row_name(row, self._work.files, self._words)
        question = self._words("Which services are closed: {name}?", name=name)
        offered = self._work.services_of(row.clinic, row.practitioner)
        chosen = choose_services(self._talk, question, offered)
        return self._work.answers.with_row(row.id, services=chosen)

    def _covered(self, row: ListRow) -> ListAnswers:
        question = self._words("What does {name} cover?", name=row.substitute)
        offered = self._work.services_of(row.clinic, row.practitioner)
        chosen = choose_services(self._talk, question, offered)
        return self._work.answers.with_row(row.id, covered=chosen)

    def _substitute(self, row: ListRow) -> ListAnswers:
        words, answers = self._words, self._work.answers
        named = named_substitute(row)
        options = [
            *([(words("{name} is the substitute", name=named), "named")] if named else []),
            (words("Type the substitute's name"), "type"),
            (words("There is no substitute on Helsenorge: only absence"), "none"),
            (words("Leave the row out"), "out"),
        ]
        match self._talk.choose(words("The substitute"), options):
            case "type":
                name = self._talk.require(words("The substitute's name: "))
                return answers.with_row(row.id, substitute=name)
            case "out":
                return self._leave_out(row)
            case chosen:
                return answers.with_row(row.id, substitute=named if chosen == "named" else "")

    def _way_out(self, row: ListRow) -> ListAnswers:
        """Offer the ways out, with what citizens see before and after each (rule A5)."""
        words = self._words
        ways = ways_of(self._work, row, self._today())
        if not ways or row.before is None:
            return self.correct(row)
        options = []
        for way in ways:
            lines = [
                way_phrase(way.way, words),
                *change_lines(row.before, way.after, self._today(), words),
                way_sentence(way, row.violations, words),
            ]
            options.append(("\n".join(filter(None, lines)), way.way))
        chosen = self._talk.choose(words("Which way out?"), options, asks=True)
        return self._work.answers.with_row(row.id, way=chosen)

    def _leave_out(self, row: ListRow) -> ListAnswers:
        return self._work.answers.with_row(row.id, left_out=True)


def next_question(work: ListWork, after: ListRow | None) -> ListRow | None:
    """Return the row to ask about after another one, round and round; None when none is open."""
    rows = work.plan.rows if work.plan else ()
    at = next((n for n, row in enumerate(rows) if after and row.id == after.id), 0)
    return next((row for row in (*rows[at:], *rows[:at]) if row.is_question), None)
