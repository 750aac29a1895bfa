"""Triage: the findings of all clinics as a work queue."""

from datetime import date
from functools import partial
from typing import ClassVar, NamedTuple

from textual import on
from textual.binding import Binding, BindingType

from fravaertui.client import ClientError
from fravaertui.domain.findings.remedies import Remedy
from fravaertui.domain.safe_text import first_unsafe
from fravaertui.protocol.work_queue import FindingFilter, FindingRow, FindingState, MarkKind
from fravaertui.session.drafts.base import LONGEST_CASE_REFERENCE
from fravaertui.session.work_queue import EVERY_STATE, Marked, mark_request, row_key
from fravaertui.texts.catalogue import msgid
from fravaertui.texts.dates import full_day
from fravaertui.tui.panes.finding_detail import chosen_lines, name_phrase
from fravaertui.tui.panes.prompt import Prompt
from fravaertui.tui.screens.triage_filters import TriageFilters
from fravaertui.tui.widgets.record_list import RecordList
from fravaertui.tui.widgets.text_view import line
from fravaertui.tui.workers import worker


class Target(NamedTuple):
    """What was chosen: a finding, its day, and what is to be done about it once it is there."""

    row: FindingRow
    on: date | None
    remedy: Remedy | None = None


class TriageScreen(TriageFilters[Target | None]):
    """Marks and opens findings; closing it with Enter leads to the clinic."""

    # In the list as in the explanation beside it, which has no Enter of its own.
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open_finding", show=False)]

    def action_command_triage_close(self) -> None:
        """Go back to the workbench."""
        self.dismiss(None)

    @on(RecordList.Chosen, "#queue")
    def action_open_finding(self) -> None:
        """Go to the chosen finding at its clinic."""
        self._leave_for(None)

    def _leave_for(self, remedy: Remedy | None) -> None:
        row = self.chosen
        if row:
            self.queue.cursor = row_key(row)
            self.dismiss(Target(row, self.queue.selection.on, remedy))

    def action_command_triage_first(self) -> None:
        """Mend the finding the first way."""
        self._mend(0)

    def action_command_triage_second(self) -> None:
        """Mend the finding the second way."""
        self._mend(1)

    def action_command_triage_third(self) -> None:
        """Mend the finding the third way."""
        self._mend(2)

    def _mend(self, number: int) -> None:
        """Do what stands beside the number: at the clinic, where it is previewed and asked about.

        The last is to say that the finding is meant so.
        """
        if self.known is None:
            message = self.state.words("The ways are not here yet.")
            self.tell(line((message, "warning")))
        elif number < len(self.known.remedies):
            self._leave_for(self.known.remedies[number])
        elif number == len(self.known.remedies):
            self.action_command_triage_intend()

    def action_command_triage_reload(self) -> None:
        """Fetch the queue again."""
        self.fetch()

    def action_command_triage_take(self) -> None:
        """Say that I do it."""
        self._mark(MarkKind.TAKE, msgid("Taken: {finding}. It is yours."))

    def action_command_triage_release(self) -> None:
        """Take back what was said; ask first when that is more than that I do it."""
        row, words = self.chosen, self.state.words
        release = partial(self._mark, MarkKind.RELEASE, msgid("Released: {finding}."))
        mine = row and row.mark and row.mark.agent == self.state.agent
        if row is None or row.mark is None or (mine and row.state is FindingState.TAKEN):
            release()
            return
        title = words("Take back what is said of the finding?")
        self.confirm(title, chosen_lines(row, self.state), release)

    def action_command_triage_snooze(self) -> None:
        """Ask until when to put the finding off."""
        words = self.state.words
        if self.chosen:
            self.ask_for(
                words("Until"),
                words("tomorrow, week 28, +14"),
                self._snooze,
                by_day=True,
                question="triage.snooze",
                finding=self.records.key,
            )

    def _snooze(self, answered: Prompt.Answered) -> str:
        words, days = self.state.words, answered.days
        if not days:
            return words("Type a day.")
        if days.first <= self.state.today:
            return words("Choose a coming day.")
        message = msgid("Put off to {day}: {finding}. {key} shows what is put away.")
        self._mark(MarkKind.SNOOZE, message, until=days.first)
        return ""

    def action_command_triage_intend(self) -> None:
        """Ask for the case in which it was said that it is meant so."""
        words = self.state.words
        if self.chosen:
            self.ask_for(
                words("Case"),
                words("optional, nothing about health"),
                self._intend,
                question="triage.intend",
                finding=self.records.key,
            )

    def _intend(self, answered: Prompt.Answered) -> str:
        words, case = self.state.words, answered.text
        if len(case) > LONGEST_CASE_REFERENCE:
            limit = LONGEST_CASE_REFERENCE
            return words("A case reference has at most {limit} characters.", limit=limit)
        if first_unsafe(case):
            return words("The case reference has a character that can't be used.")
        message = msgid("Meant so: {finding}. It comes back when its facts change.")
        row = self.chosen
        if row:
            title = words("Is it meant so? It leaves the queue of every agent.")
            lines = chosen_lines(row, self.state)
            meant = partial(self._mark, MarkKind.INTEND, message, case=case)
            self.call_later(self.confirm, title, lines, meant)  # after the prompt is gone
        return ""

    def _mark(
        self, mark: MarkKind, message: str, *, until: date | None = None, case: str = ""
    ) -> None:
        row = self.chosen
        if row:
            said = mark_request(row, mark, until=until, case=case)
            on = self.queue.selection.on
            self.send_mark(Marked.of(row, said, self.state.agent, on), message)

    @worker(group="mark", exclusive=False)
    async def send_mark(
        self, marked: Marked, message: str, undo: str = msgid("{key} undoes.")
    ) -> None:
        """Record what was said of a finding, show the queue as it is then, and say what was done.

        `message` and `undo` are the message ids of what is said of it and of taking it back.
        """
        row, words, keys = marked.row, self.state.words, self.state.keys
        try:
            await self._gateway.mark(row.clinic, marked.said)
        except ClientError as error:
            self.tell_error(error)
            return
        if self._draft and self._draft.finding == row_key(row):
            self.end_draft()
        self.queue.marked = marked
        until = marked.said.until
        day = full_day(until, words.language) if until else ""
        done = words(message, finding=name_phrase(row, words), day=day, key=keys["triage.all"])
        back = words(undo, key=keys["triage.undo"]) if marked.back else ""
        self.fetch(f"{done} {back}".rstrip())

    @worker(group="mark", exclusive=False)
    async def action_command_triage_undo(self) -> None:
        """Take back what was last said of a finding, unless somebody has said more since."""
        words, marked = self.state.words, self.queue.marked
        undone = marked.undone if marked else None
        if marked is None or undone is None:
            self.tell(line((words("There is nothing to undo here."), "warning")))
            return
        of_clinic = FindingFilter(clinic=marked.row.clinic, state=EVERY_STATE, on=marked.on)
        try:
            now = await self._gateway.findings(of_clinic)
        except ClientError as error:
            self.tell_error(error)
            return
        if any(marked.is_now(row, self.state.agent) for row in now.rows):
            self.queue.cursor = row_key(marked.row)
            message = msgid("Undone: {finding} is as it was.")
            self.send_mark(undone, message, msgid("{key} brings it back."))
        else:
            message = words("Somebody has said more of it since, or its facts have changed.")
            self.tell(line((message, "warning")))
