"""A list at work in the conversation: read, settled, and said."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import date

from fravaertui.cli.commands.plain.changes import change_lines
from fravaertui.cli.commands.plain.dialogue import Dialogue
from fravaertui.cli.commands.plain.list_text import ListDrafts
from fravaertui.domain.absence_list import ListAnswers, ListPlan, ListRow, RowStatus
from fravaertui.session.absence_list import ListWork
from fravaertui.session.gateway import Gateway
from fravaertui.texts.catalogue import MAIN_LANGUAGE
from fravaertui.texts.list_rows import row_phrase, unchanged_sentences


class ListDesk:
    """One list, the clinics that it is held against, and the way to the backend."""

    def __init__(
        self,
        talk: Dialogue,
        gateway: Gateway,
        runner: asyncio.Runner,
        drafts: ListDrafts,
        today: Callable[[], date],
        work: ListWork,
    ) -> None:
        """Keep the list at work in `drafts`."""
        self.talk = talk
        self.words = talk.words
        self.gateway = gateway
        self.runner = runner
        self.drafts = drafts
        self.today = today
        self.work = work

    def read(self) -> ListPlan:
        """Read the list as it is now, and hold it against the clinics."""
        today = self.today()
        if self.work.recall():
            self.talk.say(self.words("This list was saved before; your answers are used again."))
        plan = self.work.reader(today)()
        self.work.take(plan, self.work.text, today)
        return plan

    def settle(self, answers: ListAnswers) -> None:
        """Take what is settled, and keep it."""
        self.work.answers = answers
        self.drafts.keep(self.work)
        self.read()

    def row(self, row: ListRow) -> str:
        """Return a row on one line."""
        several = len(self.work.files) > 1
        return row_phrase(row, self.work.files, self.words, names_clinic=several)

    def effect(self, row: ListRow) -> Sequence[str]:
        """Return what citizens see before and after a row."""
        today, words = self.today(), self.words
        if row.changes and row.before and row.after:
            return change_lines(row.before, row.after, today, words)
        if row.status is RowStatus.UNCHANGED:
            return list(unchanged_sentences(row, MAIN_LANGUAGE, today, words))
        if row.is_question:
            return [words("What the citizen meets is shown when the questions are answered.")]
        return [words("Nothing of it is saved.")]

    def reversed_effect(self, row: ListRow) -> Sequence[str]:
        """Return what citizens see before and after a row is taken back."""
        if row.before is None or row.after is None:
            return []
        return change_lines(row.after, row.before, self.today(), self.words)

    def fetch_again(self, clinics: Sequence[int]) -> None:
        """Fetch clinics, and hold the list against them as they are now."""
        for clinic in clinics:
            self.work.take_file(self.runner.run(self.gateway.clinic(clinic)))
        self.read()
