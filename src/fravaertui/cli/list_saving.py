"""Saving a planned list as one batch: what would become of it first, then a yes, then what did."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fravaertui.cli.commands.plain.changes import change_lines
from fravaertui.cli.list_plans import ListToSave
from fravaertui.cli.register_files import show_progress
from fravaertui.client import Client, ClientError, VersionConflict
from fravaertui.domain.changes import evaluate
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.protocol.batches import Batch, ClinicOutcome, ClinicState
from fravaertui.session.importing import batch_of
from fravaertui.texts.batches import applied_sentence, outcome_sentence
from fravaertui.texts.catalogue import Words


@dataclass(frozen=True, slots=True)
class Saving:
    """What became of a list, clinic by clinic, or what would; `batch` is what it was saved as.

    `files` are the clinics' as they were before it; `why` says for each clinic that stays as it
    is why it does.
    """

    clinics: tuple[ClinicOutcome, ...]
    files: Mapping[int, ClinicFile]
    why: Mapping[int, ClientError]
    batch: Batch | None

    @property
    def saved(self) -> tuple[ClinicOutcome, ...]:
        """The clinics that are changed by the list."""
        return tuple(one for one in self.clinics if one.state is ClinicState.SAVED)

    @property
    def is_refused(self) -> bool:
        """Whether some clinic stays as it is, though the list would change it."""
        return bool(self.why)

    @property
    def is_done(self) -> bool:
        """Whether all that the list can change has been saved before, under its id."""
        return self.batch is not None and self.batch.clinics >= len(self.saved)

    def lines(self, to_save: ListToSave, words: Words) -> list[str]:
        """Return what becomes of each clinic."""
        return [
            outcome_sentence(
                outcome,
                [row for row in to_save.rows if row.clinic == outcome.clinic],
                self.files[outcome.clinic].clinic.name,
                _why(self.why.get(outcome.clinic), words),
                words,
            )
            for outcome in self.clinics
        ]

    def preview_lines(self, to_save: ListToSave, on: date, words: Words) -> Iterator[str]:
        """Yield what becomes of each clinic, with what its citizens see before and after (L3)."""
        for outcome, sentence in zip(self.clinics, self.lines(to_save, words), strict=True):
            yield sentence
            if outcome.state is ClinicState.SAVED:
                rows = (row for row in to_save.rows if row.clinic == outcome.clinic)
                changes = [change for row in rows for change in row.request.changes]
                before = self.files[outcome.clinic]
                after = evaluate(changes, before, on).file
                for line in change_lines(before, after, on, words):
                    yield from (f"  {part}" for part in line.splitlines())

    def document(self, to_save: ListToSave, words: Words, *, changed: int) -> dict[str, Any]:
        """Return it as JSON; `changed` is at how many clinics something was saved now."""
        said: Sequence[str] = self.lines(to_save, words)
        return {
            "batch": str(self.batch.id) if self.batch else None,
            "changed": changed,
            "clinics": [
                {**outcome.model_dump(mode="json"), "said": sentence}
                for outcome, sentence in zip(self.clinics, said, strict=True)
            ],
        }

    def done_before(self, words: Words) -> str:
        """Return that it has been saved before, and if it was taken back since; else nothing."""
        return applied_sentence(self.batch, words) if self.batch and self.is_done else ""


def _why(error: ClientError | None, words: Words) -> str:
    """Return why a clinic stays as it is."""
    if isinstance(error, VersionConflict):
        by = error.changed_by or words("somebody else")
        return words(
            "{name} has changed this clinic since the list was planned. Plan it again.", name=by
        )
    return error.sentence(words) if error else ""


async def send(client: Client, to_save: ListToSave, words: Words, *, dry_run: bool) -> Saving:
    """Save a list, or see what that would do; of a long one how far it is. Raises ClientError."""
    clinics_asked = dict.fromkeys(row.clinic for row in to_save.rows)
    files = {clinic: await client.clinic(clinic) for clinic in clinics_asked}
    calls = client.batches

    def tell(done: Sequence[ClinicOutcome], total: int) -> None:
        if total > 1 and not dry_run:
            line = words("{done} of {total} clinics saved", done=len(done), total=total)
            show_progress(line, is_done=len(done) == total)

    clinics = await calls.save_all(to_save.id, to_save.rows, dry_run=dry_run, progress=tell)
    found = {one.clinic: calls.why_refused(one) for one in clinics}
    why = {clinic: error for clinic, error in found.items() if error}
    return Saving(clinics, files, why, await batch_of(calls, to_save.id))
