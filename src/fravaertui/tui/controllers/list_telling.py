"""Telling of a list: what to send to the office, in which language, and what was passed over."""

from collections.abc import Sequence
from typing import Protocol

from fravaertui.session.absence_list import ListWork
from fravaertui.session.state import SessionState
from fravaertui.texts.list_read_back import list_read_back
from fravaertui.tui.panes.absence_list import passed_lines
from fravaertui.tui.widgets.text_view import Line, line


class TellingDesk(Protocol):
    """The screen of the list, as far as it is told of."""

    def tell(self, *lines: Line) -> None:
        """Say something that stands until something else is done."""

    def read(self, title: str, lines: Sequence[Line]) -> None:
        """Lay something to read over the screen."""

    def copy_out(self, lines: Sequence[str]) -> None:
        """Send text to the terminal's clipboard, and show it."""

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
        files = self._list_work.files
        self._desk.copy_out(list_read_back(plan, files, state.citizen_language, state.today))

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
