"""Walking the questions of a list: whom, when, which services, and what else is asked of a row."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from fravaertui.domain.absence_list import (
    Kind,
    ListAnswers,
    ListRow,
    RowStatus,
    period_text,
)
from fravaertui.domain.changes.resolutions import WaysOut
from fravaertui.domain.date_input import DateReading
from fravaertui.session.absence_list import ListWork
from fravaertui.session.drafts.base import Problem, problem_sentence, read_case_reference
from fravaertui.session.list_settling import (
    Asked,
    asked_about,
    fits_somebody,
    is_likely,
    likely_services,
    named_substitute,
    ways_of,
    with_all_away,
    with_confirmed,
    with_person,
    with_services,
)
from fravaertui.session.state import SessionState
from fravaertui.texts.absence_lists import question_sentence, row_name
from fravaertui.texts.catalogue import Words
from fravaertui.texts.problems import violation_sentence
from fravaertui.texts.readings import because_phrase, span_phrase
from fravaertui.tui.panes.confirmation import way_lines
from fravaertui.tui.panes.prompt import Prompt
from fravaertui.tui.widgets.chooser import Option
from fravaertui.tui.widgets.text_view import Line, line
from fravaertui.tui.workers import WorkerHost

LEAVE_OUT, TYPE_DAYS, WHOLE, YES, NONE, TYPE_NAME = "out", "days", "whole", "yes", "none", "name"
WHO, WHEN, WHAT, SUBSTITUTE = "who", "when", "what", "substitute"


class ListDesk(WorkerHost, Protocol):
    """The screen of the list, as far as its rows are concerned."""

    @property
    def chosen(self) -> ListRow | None:
        """The row under the cursor."""

    def settle(self, answers: ListAnswers) -> None:
        """Take what is settled, and show what the list becomes by it."""

    def go_to(self, row: str) -> None:
        """Put the cursor on a row."""

    def tell(self, *lines: Line) -> None:
        """Say something that stands until something else is done."""

    def ask(
        self,
        title: str,
        lines: Sequence[Line],
        on_yes: Callable[[], object],
        on_no: Callable[[], object] = lambda: None,
    ) -> None:
        """Ask before something is done; no is the default, and leads back."""

    def ask_ways(
        self, title: str, lines: Sequence[Line], count: int, choose: Callable[[int], object]
    ) -> None:
        """Let the agent choose one of so many ways, by its number from 0."""

    def choose(
        self,
        title: str,
        hint: str,
        options: Sequence[Option],
        then: Callable[[str], object],
        *,
        unchosen: str = "",
    ) -> None:
        """Let the agent choose one of the options; with `unchosen` none is chosen at first."""

    def tick_services(
        self,
        title: str,
        services: Sequence[str],
        ticked: Sequence[str],
        then: Callable[[tuple[str, ...]], object],
    ) -> None:
        """Let the agent tick services."""

    def ask_for(
        self,
        label: str,
        hint: str,
        then: Callable[[Prompt.Answered], object],
        *,
        by_days: bool = False,
        text: str = "",
    ) -> None:
        """Ask for one text, or for days."""


class ListSettling:
    """Asks what is open about a row, or what is to be another, and takes the answer."""

    def __init__(self, desk: ListDesk, state: SessionState, list_work: ListWork) -> None:
        """Ask on the `desk`, about the list at work."""
        self._desk = desk
        self._state = state
        self._list_work = list_work

    def begin(self) -> None:
        """Ask the first open question of the chosen row; of one without, what is to be another."""
        row = self._desk.chosen
        if row is None:
            return
        if row.status is RowStatus.LEFT_OUT:
            self.action_command_list_leave_out()
        elif asked := asked_about(row):
            self._ask(row, asked)
        else:
            self.action_command_list_correct()

    def _ask(self, row: ListRow, asked: Asked) -> None:
        text = self._list_work.plan.reading.text if self._list_work.plan else ""
        if row.questions:
            question = question_sentence(row, row.questions[0], text, self._state.words)
            self._desk.tell(line((question, "warning")))
        asks: Mapping[Asked, Callable[[ListRow], None]] = {
            Asked.WHO: self._ask_who,
            Asked.WHEN: self._ask_when,
            Asked.IS_AWAY: self._ask_away,
            Asked.IS_RIGHT: self._ask_unlikely,
            Asked.SERVICES: self._ask_services_of_all,
            Asked.COVERED: self._ask_covered,
            Asked.SUBSTITUTE: self._ask_substitute,
            Asked.WAY_OUT: self._offer_ways,
        }
        asks[asked](row)

    # Moving on

    def action_command_list_next(self) -> None:
        """Go to the next row that is asked about, round and round."""
        plan, words = self._list_work.plan, self._state.words
        asked = [row.id for row in plan.open] if plan else []
        if not plan or not asked:
            key = self._state.keys["list.save"]
            message = words("No question is open. {key} saves the list.", key=key)
            self._desk.tell(line((message, "dim")))
            return
        order = [row.id for row in plan.rows]
        at = order.index(self._desk.chosen.id) if self._desk.chosen else -1
        following = [row for row in (*order[at + 1 :], *order[: at + 1]) if row in asked]
        self._desk.go_to(following[0])

    def action_command_list_leave_out(self) -> None:
        """Leave the chosen row out, or take it in again."""
        row = self._desk.chosen
        if row:
            left_out = self._list_work.answers.of(row.id).left_out
            self._settle(row, left_out=not left_out)

    def action_command_list_correct(self) -> None:
        """Ask what is to be another about the chosen row."""
        row, words = self._desk.chosen, self._state.words
        if row is None:
            return
        asks: Mapping[str, Callable[[ListRow], None]] = {
            WHEN: self._type_days,
            WHO: self._ask_who,
            WHAT: self._ask_services,
            SUBSTITUTE: self._ask_substitute,
            LEAVE_OUT: lambda row: self._settle(row, left_out=True),
        }
        options = [
            Option(WHEN, words("The days")),
            Option(WHO, words("The practitioner")),
            Option(WHAT, words("The services, of this row")),
            *([Option(SUBSTITUTE, words("The substitute"))] if self._has_substitute(row) else []),
            Option(LEAVE_OUT, words("Leave the row out")),
        ]
        title = words("Correct {name}", name=row_name(row, self._list_work.files, words))
        self._desk.choose(title, words("type to narrow"), options, lambda key: asks[key](row))

    def action_command_list_services(self) -> None:
        """Ask which services the absences of the list close; asked once for all of them."""
        self._ask_services_of_all(None)

    def action_command_list_case(self) -> None:
        """Ask which case the list is for; rows that a table gives one of their own keep it."""
        words, answers = self._state.words, self._list_work.answers

        def take(answered: Prompt.Answered) -> None:
            problems: dict[str, Problem] = {}
            read_case_reference(answered.text, problems)
            for problem in problems.values():
                self._desk.tell(line((problem_sentence(problem, words), "error")))
                return
            self._desk.settle(answers.model_copy(update={"case": answered.text.strip() or None}))

        hint = words("the same for every row; empty is none")
        self._desk.ask_for(words("Case"), hint, take, text=answers.case or "")

    def _settle(self, row: ListRow, **settled: object) -> None:
        self._desk.settle(self._list_work.answers.with_row(row.id, **settled))

    # Whom

    def _ask_who(self, row: ListRow) -> None:
        words, today = self._state.words, self._state.today
        options = []
        for file in self._list_work.files.values():
            clinic = file.clinic.her_id
            beside = f" · {file.clinic.name}" if len(self._list_work.files) > 1 else ""
            there = [p for p in file.practitioners if p.left_before(today) is None]
            options += [
                Option(
                    f"{clinic} {p.her_id}", p.name + beside, "?" * is_likely(row, clinic, p.her_id)
                )
                for p in there
            ]
            mark = "?" * is_likely(row, clinic, None)
            options.append(Option(f"{clinic} {WHOLE}", words("The whole clinic") + beside, mark))
        options.sort(key=lambda option: not option.mark)
        options.append(self._out())
        title = words("Who is «{written}»?", written=row.entry.written or "…")
        self._desk.choose(
            title,
            words("type a name"),
            options,
            lambda key: self._is(row, key),
            unchosen=""
            if fits_somebody(row)
            else words("Nobody is chosen. Type a name, or press ↓."),
        )

    def _is(self, row: ListRow, key: str) -> None:
        """Take who is meant, by every row that was read from the same name."""
        if key == LEAVE_OUT:
            self._settle(row, left_out=True)
            return
        clinic, _, whom = key.partition(" ")
        plan = self._list_work.plan
        if plan:
            answers = self._list_work.answers
            person = None if whom == WHOLE else int(whom)
            self._desk.settle(with_person(answers, plan, row, int(clinic), person))

    # When

    def _ask_when(self, row: ListRow) -> None:
        words = self._state.words
        spans = [(r.span, _phrase(r, words)) for r in row.readings]
        if not spans and row.span:
            spans = [(row.span, span_phrase(row.span, words))]
        if not spans:
            self._type_days(row)
            return
        options = [Option(str(n), phrase) for n, (_, phrase) in enumerate(spans)]
        options += [Option(TYPE_DAYS, words("Type the days")), self._out()]

        def take(key: str) -> None:
            if key == LEAVE_OUT:
                self._settle(row, left_out=True)
            elif key == TYPE_DAYS:
                self._type_days(row)
            else:
                self._settle(row, period=period_text(spans[int(key)][0]))

        title = words("When is {name} away?", name=row_name(row, self._list_work.files, words))
        self._desk.choose(title, words("type to narrow"), options, take)

    def _type_days(self, row: ListRow) -> None:
        words = self._state.words

        def take(answered: Prompt.Answered) -> None:
            if answered.days:
                self._settle(row, period=period_text(answered.days), left_out=False)

        hint = words("12.6-8.7, week 28, w28-30, 12.6 back 9.7")
        self._desk.ask_for(words("Days"), hint, take, by_days=True)

    def _ask_away(self, row: ListRow) -> None:
        words = self._state.words
        options = [
            Option(YES, words("Yes: everyone on the list is away on the days beside the name")),
            self._out(),
        ]

        def take(key: str) -> None:
            if key == LEAVE_OUT:
                self._settle(row, left_out=True)
            else:
                self._desk.settle(with_all_away(self._list_work.answers))

        self._desk.choose(words("Is it absence?"), words("type to narrow"), options, take)

    def _ask_unlikely(self, row: ListRow) -> None:
        words = self._state.words
        lines = [line((violation_sentence(v, words), "warning")) for v in row.violations]
        self._desk.ask(
            words("Is this right?"),
            lines,
            lambda: self._desk.settle(with_confirmed(self._list_work.answers, row)),
        )

    # Services and substitutes

    def _ask_services_of_all(self, row: ListRow | None) -> None:
        """Ask for the services of the whole list; those a text suggests are ticked already."""
        offered = self._list_work.services_of(None, None)
        ticked = likely_services(self._list_work, row)

        def take(services: tuple[str, ...]) -> None:
            self._desk.settle(with_services(self._list_work.answers, row, services))

        title = self._state.words("Which services do the absences of the list close?")
        self._desk.tick_services(title, offered, ticked, take)

    def _ask_services(self, row: ListRow) -> None:
        offered = self._list_work.services_of(row.clinic, row.practitioner)
        title = self._state.words(
            "Which services are closed: {name}?",
            name=row_name(row, self._list_work.files, self._state.words),
        )
        self._desk.tick_services(
            title, offered, row.services or (), lambda codes: self._settle(row, services=codes)
        )

    def _ask_covered(self, row: ListRow) -> None:
        """Ask what a substitute covers: nothing is ticked, for nothing was said."""
        offered = self._list_work.services_of(row.clinic, row.practitioner)
        title = self._state.words("What does {name} cover?", name=row.substitute)
        self._desk.tick_services(
            title, offered, row.covered or (), lambda codes: self._settle(row, covered=codes)
        )

    def _has_substitute(self, row: ListRow) -> bool:
        return row.entry.kind is Kind.SUBSTITUTE

    def _ask_substitute(self, row: ListRow) -> None:
        words = self._state.words
        named = named_substitute(row)
        options = [
            *([Option(YES, words("{name} is the substitute", name=named))] if named else []),
            Option(TYPE_NAME, words("Type the substitute's name")),
            Option(NONE, words("There is no substitute on Helsenorge: only absence")),
            self._out(),
        ]

        def take(key: str) -> None:
            if key == TYPE_NAME:
                hint = words("the substitute's whole name")
                self._desk.ask_for(words("Substitute"), hint, typed, text=named)
            elif key == LEAVE_OUT:
                self._settle(row, left_out=True)
            else:
                self._settle(row, substitute=named if key == YES else "")

        def typed(answered: Prompt.Answered) -> None:
            if answered.text:
                self._settle(row, substitute=answered.text)

        self._desk.choose(words("The substitute"), words("type to narrow"), options, take)

    def _offer_ways(self, row: ListRow) -> None:
        """Offer the ways out of an absence on a service that a substitute covers (rule A5)."""
        ways = WaysOut(ways_of(self._list_work, row, self._state.today), ())
        if row.before is None or not ways.offered:
            self.action_command_list_correct()
            return
        lines = way_lines(ways, row.violations, row.before, self._state)
        title = self._state.words("A substitute covers this")
        offered = ways.offered
        self._desk.ask_ways(
            title, lines, len(offered), lambda n: self._settle(row, way=offered[n].way)
        )

    def _out(self) -> Option:
        return Option(LEAVE_OUT, self._state.words("Leave the row out"))


def _phrase(reading: DateReading, words: Words) -> str:
    """Return a reading in full, after what tells it from the others: the end may be cut."""
    told = because_phrase(reading, words)
    span = span_phrase(reading.span, words)
    return f"{told}: {span}" if told else span
