"""Triage: the findings of all clinics as a work queue."""

from datetime import date
from functools import partial
from typing import NamedTuple

from textual import on

from fravaertui.client import ClientError
from fravaertui.domain.safe_text import first_unsafe
from fravaertui.protocol.work_queue import (
    FindingState,
    MarkKind,
    MarkRequest,
)
from fravaertui.session.drafts.base import LONGEST_CASE_REFERENCE
from fravaertui.session.work_queue import row_key
from fravaertui.texts.dates import full_day
from fravaertui.tui.panes.prompt import Prompt
from fravaertui.tui.panes.work_queue import chosen_lines
from fravaertui.tui.screens.triage_filters import TriageFilters
from fravaertui.tui.widgets.record_list import RecordList
from fravaertui.tui.workers import worker


class Target(NamedTuple):
    """What was chosen: the clinic, the practitioner if it is about one, the finding, its day."""

    clinic: int
    practitioner: int | None
    finding: str
    on: date | None


class TriageScreen(TriageFilters[Target | None]):
    """Marks and opens findings; closing it with Enter leads to the clinic."""

    def action_command_triage_close(self) -> None:
        """Go back to the workbench."""
        self.dismiss(None)

    @on(RecordList.Chosen, "#queue")
    def _open(self) -> None:
        row = self.chosen
        if row:
            self.queue.cursor = row_key(row)
            self.dismiss(Target(row.clinic, row.practitioner, row.key, self.queue.selection.on))

    def action_command_triage_reload(self) -> None:
        """Fetch the queue again."""
        self.fetch()

    def action_command_triage_take(self) -> None:
        """Say that I do it."""
        words = self.state.words
        release = words("{key} releases it.", key=self.state.keys["triage.release"])
        self._mark(MarkKind.TAKE, f"{words('Taken: it is yours.')} {release}")

    def action_command_triage_release(self) -> None:
        """Take back what was said; ask first when that is more than that I do it."""
        row, words = self.chosen, self.state.words
        release = partial(self._mark, MarkKind.RELEASE, words("Released."))
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
        day = full_day(days.first, words.language)
        message = words("Put off to {day}.", day=day)
        message += " " + words(
            "{all} shows what is put away, {key} takes it back.",
            all=self.state.keys["triage.all"],
            key=self.state.keys["triage.release"],
        )
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
        message = words("Meant so; it comes back when its facts change.")
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
            said = MarkRequest(
                key=row.key,
                fingerprint=row.fingerprint,
                mark=mark,
                until=until,
                case_reference=case or None,
            )
            self.send_mark(row.clinic, said, message)

    @worker(group="mark", exclusive=False)
    async def send_mark(self, clinic: int, request: MarkRequest, message: str) -> None:
        """Record what was said of a finding, and show the queue as it is then."""
        try:
            await self._gateway.mark(clinic, request)
        except ClientError as error:
            self.tell_error(error)
            return
        if self._draft and self._draft.finding == f"{clinic}/{request.key}":
            self.end_draft()
        self.fetch(message)
