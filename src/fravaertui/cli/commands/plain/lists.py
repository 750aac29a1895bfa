"""`many`: a list of absences in the conversation, settled, saved and taken back as one (L1-L4)."""

from collections.abc import Callable

from fravaertui.cli.commands.plain.clinics import Clinics
from fravaertui.cli.commands.plain.dialogue import GoBack, is_number
from fravaertui.cli.commands.plain.list_desk import ListDesk
from fravaertui.cli.commands.plain.list_questions import ListQuestions, next_question
from fravaertui.cli.commands.plain.list_saving import (
    OMIT,
    QUESTIONS,
    REPLY,
    SAVE,
    UNDO,
    ListSaving,
)
from fravaertui.cli.commands.plain.list_text import paste, read_file
from fravaertui.client import ClientError
from fravaertui.domain.absence_list import ListRow
from fravaertui.session.list_texts import clinics_named
from fravaertui.texts.absence_lists import row_questions
from fravaertui.texts.catalogue import MAIN_LANGUAGE, READ_BACK_LANGUAGES, msgid
from fravaertui.texts.languages import LANGUAGES
from fravaertui.texts.list_read_back import list_read_back
from fravaertui.texts.list_rows import passed_over, read_from


class ListTalk:
    """The conversation about one list, until the agent goes back to the other commands."""

    def __init__(self, desk: ListDesk, clinics: Clinics) -> None:
        """Talk about the list of a desk; further clinics are found in the directory."""
        self._desk = desk
        self._talk = desk.talk
        self._words = desk.words
        self._work = desk.work
        self._clinics = clinics
        self._questions = ListQuestions(desk.talk, desk.work, desk.today)
        self._saving = ListSaving(desk)

    def run(self, named: str) -> None:
        """Take a list, from a file if one is named, unless one was kept; and talk about it."""
        if not self._work.text and named:
            read_file(self._talk, self._work, self._desk.drafts, named)
        elif not self._work.text:
            paste(self._talk, self._work, self._desk.drafts)
        if not self._work.text.strip():
            raise GoBack
        self._find_clinics()
        self._rows("")
        self._walk("")
        while self._command():
            pass

    def _find_clinics(self) -> None:
        """Fetch the clinics that the list names; ask for one when there is none."""
        for clinic in clinics_named(self._work.text, self._clinics.index):
            if clinic not in self._work.files:
                self._work.take_file(self._clinics.fetch(clinic))
        while not self._work.files:
            self._talk.say(self._words("Which clinics is the list about?"))
            self._work.take_file(self._clinics.choose(""))
        names = ", ".join(file.clinic.name for file in self._work.files.values())
        self._talk.say(self._words("The list is held against: {clinics}.", clinics=names))
        self._desk.drafts.keep(self._work)

    # The commands of the list

    def _command(self) -> bool:
        """Ask for a command about the list and run it; False for the command to go back."""
        words = self._words
        found, rest = self._talk.command(f"{words('list')}> ", (*_COMMANDS, _BACK))
        if found is None:
            return True
        if found == _BACK:
            if self._work.draft:
                self._talk.say(words("The list is kept as a draft. Nothing of it is saved."))
            return False
        try:
            _COMMANDS[found](self, rest)
        except GoBack:
            self._talk.say(words("Nothing was changed."))
        except ClientError as error:
            self._talk.say(error.sentence(words))
        return bool(self._work.text)

    def _help(self, _rest: str) -> None:
        self._talk.say(*(self._words(text) for text in _HELP))

    def _rows(self, _rest: str) -> None:
        """Say what was read: each row with what is asked, and how much was passed over."""
        plan, words = self._desk.read(), self._words
        for number, row in enumerate(plan.rows, start=1):
            self._talk.say(
                f"{number}. {self._desk.row(row)}", read_from(row, plan.reading.text, words)
            )
            self._talk.say(*row_questions(row, plan.reading.text, words))
        if not plan.rows:
            self._talk.say(words("Nothing in it is an absence to register."))
        if count := len(plan.reading.passed_over):
            self._talk.say(
                words.plural(
                    "{n} part of the text gave no row; {passed} says which.",
                    "{n} parts of the text gave no row; {passed} says which.",
                    count,
                    passed=words(_PASSED),
                )
            )

    def _walk(self, _rest: str) -> None:
        """Ask the open questions one by one, until all are settled or the answer is empty."""
        words, row = self._words, None
        while row := next_question(self._work, row):
            plan = self._work.plan
            number = plan.rows.index(row) + 1 if plan else 0
            self._talk.say(f"{number}. {self._desk.row(row)}")
            try:
                self._desk.settle(self._questions.ask(row))
            except GoBack:
                left = len(self._work.plan.open) if self._work.plan else 0
                self._talk.say(
                    words.plural("{n} question is left.", "{n} questions are left.", left)
                )
                return
            settled = self._work.row(row.id)
            if settled:
                self._talk.say(self._desk.row(settled))
        if self._work.plan and self._work.plan.changing:
            self._talk.say(
                words("Nothing more is asked about. Type {save} to save.", save=words(SAVE))
            )

    def _correct(self, rest: str) -> None:
        row = self._chosen(rest)
        self._desk.settle(self._questions.correct(row))
        self._show_settled(row)

    def _leave_out(self, rest: str) -> None:
        row = self._chosen(rest)
        self._desk.settle(self._questions.leave_out_or_take_in(row))
        self._show_settled(row)

    def _services(self, _rest: str) -> None:
        self._desk.settle(self._questions.services(None))
        self._rows("")

    def _show(self, rest: str) -> None:
        """Say what citizens see before and after a row."""
        row = self._chosen(rest)
        self._talk.say(self._desk.row(row), *self._desk.effect(row))

    def _passed_over(self, _rest: str) -> None:
        plan = self._desk.read()
        if plan.reading.passed_over:
            told = passed_over(plan, self._words)
            self._talk.say(*(f"«{quote}»: {why}" for quote, why in told))
        else:
            self._talk.say(self._words("Nothing of the text was passed over."))

    def _add_clinic(self, rest: str) -> None:
        self._work.take_file(self._clinics.choose(rest))
        self._desk.drafts.keep(self._work)
        self._rows("")

    def _read_back(self, rest: str) -> None:
        """Say what to send to the office, in the language that is named."""
        plan, typed = self._desk.read(), rest.lower()
        named = [
            code
            for code in READ_BACK_LANGUAGES
            if typed and LANGUAGES[code].name.lower().startswith(typed)
        ]
        language = named[0] if named else MAIN_LANGUAGE
        self._talk.say(*list_read_back(plan, self._work.files, language, self._desk.today()))

    def _discard(self, _rest: str) -> None:
        words = self._words
        self._talk.say(words("Nothing of it was saved, so citizens see no difference."))
        self._talk.confirm(words("Throw the list away? yes or no: "))
        self._desk.drafts.discard(self._work)
        self._work.start_anew()

    # Their parts

    def _chosen(self, typed: str) -> ListRow:
        """Return the row of a number, asking for one."""
        rows = self._work.plan.rows if self._work.plan else ()
        while not is_number(typed, rows):
            typed = self._talk.require(self._words("Which row? Number: "))
        return rows[int(typed) - 1]

    def _show_settled(self, row: ListRow) -> None:
        settled = self._work.row(row.id)
        if settled and self._work.plan:
            self._talk.say(self._desk.row(settled))
            self._talk.say(*row_questions(settled, self._work.plan.reading.text, self._words))


_BACK = msgid("back")
_PASSED = msgid("passed")
_COMMANDS: dict[str, Callable[[ListTalk, str], None]] = {
    msgid("rows"): ListTalk._rows,
    QUESTIONS: ListTalk._walk,
    msgid("correct"): ListTalk._correct,
    OMIT: ListTalk._leave_out,
    msgid("services"): ListTalk._services,
    msgid("case"): lambda talk, rest: talk._saving.take_case(rest),
    msgid("look"): ListTalk._show,
    _PASSED: ListTalk._passed_over,
    msgid("clinic"): ListTalk._add_clinic,
    SAVE: lambda talk, _: talk._saving.save(),
    REPLY: ListTalk._read_back,
    UNDO: lambda talk, _: talk._saving.undo(),
    msgid("discard"): ListTalk._discard,
    msgid("help"): ListTalk._help,
}
"""The commands about a list besides «back»; the beginning of a word is enough."""

_HELP = (
    msgid("rows: what was read of the list, each row with its number"),
    msgid("questions: answer what is asked, one by one"),
    msgid("correct NUMBER: the days, the practitioner, the services or the substitute of a row"),
    msgid("omit NUMBER: leave a row out, or take it in again"),
    msgid("services: those of the whole list"),
    msgid("case NUMBER: the case that the whole list is for"),
    msgid("look NUMBER: what citizens see before and after a row"),
    msgid("passed: what gave no row, and why"),
    msgid("clinic NAME: hold the list against one more clinic"),
    msgid("save: save all of it as one, after a question"),
    msgid("reply LANGUAGE: what to send to the office, in bokmål or nynorsk"),
    msgid("undo: take back what was saved of the list"),
    msgid("discard: throw the list away"),
    msgid("back: to the other commands; what is not saved is kept as a draft"),
)
