"""Telling of a list: what to send to the office, in which language, and what was passed over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from fravaertui.domain.absence_list import ListPlan
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.session.absence_list import ListWork
from fravaertui.session.state import SessionState
from fravaertui.texts.catalogue import READ_BACK_LANGUAGES, ReadBackLanguage, read_back_words
from fravaertui.texts.languages import LANGUAGES
from fravaertui.texts.list_read_back import list_read_back
from fravaertui.tui.panes.absence_list import passed_lines
from fravaertui.tui.widgets.text_view import Line, line


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What to tell the office of a plan, in a language."""

    plan: ListPlan
    files: Mapping[int, ClinicFile]
    state: SessionState
    code: ReadBackLanguage

    @property
    def language(self) -> str:
        """The name of the language."""
        return self.state.words(LANGUAGES[self.code].name)

    def text(self) -> "tuple[Sequence[str], ReadBack]":
        """Return it as lines, and the same in the language after that."""
        at = READ_BACK_LANGUAGES.index(self.code)
        following = READ_BACK_LANGUAGES[(at + 1) % len(READ_BACK_LANGUAGES)]
        lines = list_read_back(self.plan, self.files, self.code, self.state.today)
        return lines, replace(self, code=following)


class TellingDesk(Protocol):
    """The screen of the list, as far as it is told of."""

    def tell(self, *lines: Line) -> None:
        """Say something that stands until something else is done."""

    def read(self, title: str, lines: Sequence[Line]) -> None:
        """Lay something to read over the screen."""

    def copy_out(self, lines: Sequence[str], other: ReadBack) -> None:
        """Send text to the terminal's clipboard, and show it; on demand in the other language."""

    def show(self) -> None:
        """Show the list as it was read last."""


class ListTelling:
    """Tells of the list at work; nothing of it is changed."""

    def __init__(self, desk: TellingDesk, state: SessionState, list_work: ListWork) -> None:
        """Tell on the `desk`."""
        self._desk = desk
        self._state = state
        self._list_work = list_work

    def action_command_list_read_back(self) -> None:
        """Send what to tell the office to the terminal's clipboard, and show it."""
        plan, state = self._list_work.plan, self._state
        if plan is None or not plan.rows:
            self._desk.tell(line((state.words("There is nothing to read back."), "warning")))
            return
        named = read_back_words(state.citizen_language).language
        language = next(code for code in READ_BACK_LANGUAGES if code == named)
        self._desk.copy_out(*ReadBack(plan, self._list_work.files, state, language).text())

    def action_command_list_language(self) -> None:
        """Show the citizen's sentences in the next language, and read back in it."""
        self._state.next_language()
        self._desk.show()

    def action_command_list_passed_over(self) -> None:
        """Show what gives no row, and why."""
        words, plan = self._state.words, self._list_work.plan
        if plan and plan.reading.passed_over:
            self._desk.read(words("What was passed over"), passed_lines(plan, words))
        else:
            self._desk.tell(line((words("Nothing of the text was passed over."), "dim")))
