"""A list of absences at work: its text, the clinics, what is settled, and what it becomes (L1-L3).

Reading and planning are pure and take their time for a long text: `read` may run in a thread, and
`take` shows what came of it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from uuid import UUID, uuid4

from fravaertui.domain.absence_list import (
    ListAnswers,
    ListPlan,
    ListReading,
    ListRow,
    Names,
    RowStatus,
    plan_list,
    read_list,
    read_rows,
)
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.protocol.batches import BatchRow, ClinicOutcome, ClinicState
from fravaertui.session.drafts.absence_list import ListDraft
from fravaertui.session.drafts.storage import StoredDraft
from fravaertui.session.list_rows import batch_rows
from fravaertui.session.list_texts import CELL_END, said
from fravaertui.session.settled_lists import SettledLists

LONG_TEXT = 1_500
"""Characters from which a list is read beside the event loop, so that no key waits for it."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """Rows on their way to be saved as one batch, and the plan that was shown of them."""

    batch: UUID
    rows: tuple[BatchRow, ...]
    plan: ListPlan
    text: str

    @property
    def clinics(self) -> tuple[int, ...]:
        """The clinics that something is saved at, in the order of the list."""
        return tuple(dict.fromkeys(row.clinic for row in self.rows))


class ListWork:
    """One list, from the first character pasted until it is saved."""

    def __init__(
        self,
        draft: ListDraft,
        files: Iterable[ClinicFile] = (),
        settled: SettledLists | None = None,
    ) -> None:
        """Go on with a draft, for clinics as they are now; `settled` are the lists saved before."""
        self.text = draft.text
        self._settled = settled
        self.answers = draft.answers
        self.files = {file.clinic.her_id: file for file in files}
        self.plan: ListPlan | None = None
        self._read_of: tuple[object, date, str] | None = None
        """The clinics, the day and the text that the plan was read of."""
        self._attempt: Attempt | None = None
        self.saved_at: set[int] = set()
        """The clinics that have been saved under the list's own id."""
        self._done: object = None
        """The text and the answers that have been saved."""

    @property
    def draft(self) -> ListDraft | None:
        """What is to be kept of it; None while there is nothing, and when it has been saved."""
        if not self.text.strip() or self._done == (self.text, self.answers) or self.is_there:
            return None
        settled = self.answers.model_dump_json()
        return ListDraft(self.text, settled, tuple(self.files), self.answers.list_id)

    @property
    def is_there(self) -> bool:
        """Whether all that the list says is registered already, so that nothing of it is lost."""
        plan = self.plan
        if plan is None or not self.is_read or plan.reading.unread:
            return False
        return bool(plan.rows) and all(row.status is RowStatus.UNCHANGED for row in plan.rows)

    def stored_draft(self, agent: str, kept_at: datetime) -> StoredDraft | None:
        """Return the same as it is put on disk."""
        draft = self.draft
        if draft is None:
            return None
        file = next(iter(self.files.values()), None)
        return StoredDraft(
            kept_at=kept_at,
            agent=agent,
            clinic=file.clinic.her_id if file else 0,
            clinic_name=file.clinic.name if file else "",
            version=file.version if file else 0,
            draft=draft,
        )

    @property
    def is_read(self) -> bool:
        """Whether what came of it last is of the text as it is now."""
        return self._read_of is not None and self._read_of[2] == self.text

    @property
    def is_table(self) -> bool:
        """Whether it was read as a table, whose characters are not those of the text."""
        return self.plan is not None and self.plan.reading.text != self.text.replace(CELL_END, "\t")

    @property
    def is_long(self) -> bool:
        """Whether reading it takes longer than a key may."""
        return len(self.text) > LONG_TEXT

    def take_file(self, file: ClinicFile) -> None:
        """Hold the list against this clinic too, or against a newer file of it."""
        self.files = {**self.files, file.clinic.her_id: file}

    def leave_out(self, clinic: int) -> None:
        """Hold the list against a clinic no more."""
        self.files = {her_id: file for her_id, file in self.files.items() if her_id != clinic}

    def reader(self, today: date) -> Callable[[], ListPlan]:
        """Return what reads the list as it is now; it may be called in a thread."""
        files, text = tuple(self.files.values()), self.text
        same = self.plan and self._read_of == (files, today, text)
        reading = self.plan.reading if self.plan and same else None
        return partial(_plan, text, files, today, self.answers, reading)

    def take(self, plan: ListPlan, text: str, today: date) -> None:
        """Take what the list became, which is that of the text as it was read."""
        self.plan = plan
        self._read_of = (tuple(self.files.values()), today, text)

    def row(self, row_id: str | None) -> ListRow | None:
        """Return a row of the plan."""
        rows = self.plan.rows if self.plan else ()
        return next((row for row in rows if row.id == row_id), None)

    def row_with(self, answers: ListAnswers, row_id: str, today: date) -> ListRow | None:
        """Return a row as it would be with other answers."""
        if self.plan is None:
            return None
        plan = plan_list(self.plan.reading, tuple(self.files.values()), today, answers)
        return next((row for row in plan.rows if row.id == row_id), None)

    def services_of(self, clinic: int | None, practitioner: int | None) -> tuple[str, ...]:
        """Return the services that may be closed for somebody, or for anybody on the list."""
        files = [self.files[clinic]] if clinic in self.files else list(self.files.values())
        return tuple(
            dict.fromkeys(
                code
                for file in files
                for person in file.practitioners
                if practitioner is None or person.her_id == practitioner
                for code in file.services_of(person.her_id)
            )
        )

    def attempt(self) -> Attempt:
        """Return what saving the list sends: the same again until it has been answered (W1)."""
        plan = self.plan
        if plan is None:
            raise ValueError("a list is read before it is saved")
        rows = batch_rows(plan, self.answers, self.files.values())
        if self._attempt is None or self._attempt.rows != rows:
            again = self.saved_at & {row.clinic for row in rows}
            self._attempt = Attempt(
                uuid4() if again else self.answers.list_id, rows, plan, self.text
            )
        return self._attempt

    def recall(self) -> bool:
        """Settle the same list as it was settled when it was saved; tell whether that was done.

        What has been settled since stands.
        """
        list_id = self.answers.list_id
        if self._settled is None or self.answers != ListAnswers(list_id=list_id):
            return False
        answers = self._settled.of(self.text, self.files)
        if answers is not None:
            self.answers = answers.model_copy(update={"list_id": list_id})
        return answers is not None

    def answered(self, attempt: Attempt, outcomes: Sequence[ClinicOutcome]) -> None:
        """Note what became of an attempt; a list that was saved everywhere is no draft any more."""
        self._attempt = None
        self.saved_at |= {o.clinic for o in outcomes if o.state is ClinicState.SAVED}
        if attempt.text == self.text and all(o.state is not ClinicState.REFUSED for o in outcomes):
            self._done = (self.text, self.answers)
            if self._settled:
                self._settled.keep(self.text, self.files, self.answers)

    def taken_back(self) -> None:
        """Note that what was saved has been taken back: it may be saved again, as another list."""
        self.answers = self.answers.model_copy(update={"list_id": uuid4()})
        self._attempt, self._done = None, None

    def start_anew(self) -> None:
        """Begin another list, for the same clinics."""
        self.text, self.answers = "", ListAnswers(list_id=uuid4())
        self.plan, self._attempt, self.saved_at, self._done = None, None, set(), None


def _plan(
    text: str,
    files: Sequence[ClinicFile],
    today: date,
    answers: ListAnswers,
    reading: ListReading | None,
) -> ListPlan:
    if reading is None:
        names, found = Names.of(files, today), said(text)
        reading = (
            read_list(found, today, names)
            if isinstance(found, str)
            else read_rows(found, today, names)
        )
    return plan_list(reading, files, today, answers)
