"""A list that was planned, as a file to be applied later: what is to be saved, and no more (L5)."""

import re
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from pydantic import ConfigDict, ValidationError

from fravaertui.cli.output import CommandError
from fravaertui.cli.register_files import opened
from fravaertui.domain.absence_list import ListAnswers, ListPlan, RowStatus
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.directory.entries import Position
from fravaertui.domain.fields import Value
from fravaertui.protocol.batches import BatchRow
from fravaertui.registers.source import FileRefused, Refusal, RefusalCode
from fravaertui.session.list_rows import batch_rows
from fravaertui.texts.absence_lists import status_word
from fravaertui.texts.catalogue import Words

_SAVED = re.compile(rb'\s*\{\s*"plan"\s*:')
"""How a saved plan begins, and the answer of `list plan --json`, which has it too."""


class OpenRow(Value):
    """A row that is asked about: where it is, and what is asked, without a word of the list."""

    line: int
    status: RowStatus


class ListToSave(Value):
    """What of a list is to be saved, as one batch under `id`; nothing while a row is `open`."""

    id: UUID
    rows: tuple[BatchRow, ...]
    open: tuple[OpenRow, ...] = ()

    @classmethod
    def of(cls, plan: ListPlan, answers: ListAnswers, files: Iterable[ClinicFile]) -> "ListToSave":
        """Take what is to be saved out of a plan that was made on these files."""
        asked = tuple(OpenRow(line=row.entry.line, status=row.status) for row in plan.open)
        rows = batch_rows(plan, answers, files)
        return cls(id=answers.list_id, rows=rows, open=asked)

    def check_settled(self, words: Words) -> None:
        """Raise CommandError while a row is asked about, with which ones (rule L3)."""
        if not self.open:
            return
        asked = (
            words("line {line}: {status}", line=row.line, status=status_word(row.status, words))
            for row in self.open
        )
        sentence = words(
            "Nothing was saved: the list has rows to settle. Settle them in the program, where i "
            "opens a list, or write them so that nothing is asked."
        )
        raise CommandError("\n".join((sentence, *(f"  {one}" for one in asked))))


class _Saved(Value):
    """A file with a plan in it, which may hold more, such as what the list was read as."""

    model_config = ConfigDict(extra="ignore")

    plan: ListToSave


def saved_list(file: Path, words: Words) -> ListToSave | None:
    """Return the plan in a file, None if it is anything else. Raises CommandError."""
    with opened(file, words) as stream:
        if not _SAVED.match(stream.read(64)):
            return None
        stream.seek(0)
        try:
            return _Saved.model_validate_json(stream.read()).plan
        except ValidationError:
            refusal = Refusal(RefusalCode.NOT_A_PLAN, Position(file.name))
            raise FileRefused(refusal) from None
