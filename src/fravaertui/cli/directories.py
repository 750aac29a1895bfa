"""The directory that register files are held against: this machine's own, or a backend's."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from uuid import UUID, uuid4

from pydantic import Field, ValidationError

from fravaertui.backend.services.directory_import import DirectoryImport, GroundMoved
from fravaertui.cli.connection import agent_name, ask_backend
from fravaertui.cli.output import CommandError, orderly_end
from fravaertui.cli.register_files import opened, own_directory, read_files, show_progress
from fravaertui.cli.settings import Settings
from fravaertui.client import Client
from fravaertui.domain.directory.entries import Position
from fravaertui.domain.directory.plan import Mark, Party, Plan
from fravaertui.domain.fields import Value
from fravaertui.protocol.batches import Batch
from fravaertui.protocol.directory_import import ImportPlan
from fravaertui.registers.source import FileRefused, Refusal, RefusalCode
from fravaertui.session.importing import all_rows, apply_plan, batch_of, make_plan
from fravaertui.texts.catalogue import Words
from fravaertui.texts.causes import os_error_phrase
from fravaertui.texts.register_refusals import refusal_sentence, refused_record_sentence

Progress = Callable[[int, int], object]

_SAVED = re.compile(rb'\s*\{\s*"plan"\s*:')
"""How the answer of `plan --json` begins."""


class PlanDocument(Value):
    """A plan as `--json` writes it and as `apply` takes it.

    `counts` says how many parties become what, and under `record` how many records of the files
    can't be read; `refused` says why of each, `passed_over` how many parties are no GP's. `batch`
    names the import once made, and `changed` is at how many clinics this apply made it: none when
    it had been made already.
    `id` is what the plan is called; the steps of one `at_backend` stay there.
    """

    plan: Plan
    clinics: int
    counts: dict[str, dict[str, int]]
    refused: tuple[str, ...] = ()
    passed_over: int = 0
    id: UUID = Field(default_factory=uuid4)
    at_backend: bool = False
    batch: UUID | None = None
    changed: int | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to do."""
        return self.clinics == 0

    @property
    def is_refused(self) -> bool:
        """Tell whether nothing of what the files say can be used."""
        counts = self.plan.counts
        return bool(counts) and {mark for _, mark in counts} == {Mark.REFUSED}


class Directory(Protocol):
    """Where clinics and practitioners are, as far as an import is concerned."""

    def plan(
        self, files: Sequence[str], *, is_whole: bool, settled: Collection[int]
    ) -> PlanDocument:
        """Return what the files would change; `settled` is who is right. Raises CommandError."""

    def batch_of(self, document: PlanDocument) -> Batch | None:
        """Return what a plan has come to, None if it is not applied. Raises CommandError."""

    def apply(self, document: PlanDocument, *, consent: bool, progress: Progress) -> UUID:
        """Do what the plan says, or nothing; return the batch. Raises CommandError."""


@contextmanager
def directory_in_force(settings: Settings, words: Words) -> Iterator[Directory]:
    """Open the directory of the backend that the settings name, or this machine's own."""
    if settings.backend:
        yield _Remote(settings, words)
    else:
        with own_directory(settings, words) as imports:
            yield _Own(imports, words)


def saved_plan(file: Path, words: Words) -> PlanDocument | None:
    """Return the plan in a file, None if it is anything else. Raises CommandError."""
    with opened(file, words) as stream:
        head = stream.read(64)
        if not _SAVED.match(head):
            return None
        try:
            return PlanDocument.model_validate_json(head + stream.read())
        except ValidationError:
            refusal = Refusal(RefusalCode.NOT_A_PLAN, Position(file.name))
            raise FileRefused(refusal) from None


class _Own:
    """The directory in a database that this machine opens itself."""

    def __init__(self, imports: DirectoryImport, words: Words) -> None:
        self._imports = imports
        self._words = words

    def plan(
        self, files: Sequence[str], *, is_whole: bool, settled: Collection[int]
    ) -> PlanDocument:
        words = self._words
        said = read_files(files, words, is_whole=is_whole)
        planned = self._imports.plan(said.entries, said.origin, settled)
        return PlanDocument(
            plan=planned.model_copy(
                update={"files": said.files, "unread_columns": said.unread_columns}
            ),
            clinics=len(planned.steps),
            counts=_counts((p, mark, n) for (p, mark), n in planned.counts.items()),
            refused=tuple(refusal_sentence(refusal, words) for refusal in said.refusals),
            passed_over=said.passed_over,
        )

    def batch_of(self, document: PlanDocument) -> Batch | None:
        return self._imports.batch(document.id)

    def apply(self, document: PlanDocument, *, consent: bool, progress: Progress) -> UUID:
        words, plan = self._words, document.plan
        if document.at_backend:
            raise CommandError(words("This plan is a backend's: apply it there, with --backend."))
        try:
            with orderly_end():
                return self._imports.apply(
                    plan, agent_name(), consent=consent, batch=document.id, progress=progress
                )
        except GroundMoved:
            sentence = words("Somebody has changed the directory meanwhile. Nothing was changed.")
            raise CommandError(sentence) from None


class _Remote:
    """The directory of a backend, asked by its API."""

    def __init__(self, settings: Settings, words: Words) -> None:
        self._settings = settings
        self._words = words

    def plan(
        self, files: Sequence[str], *, is_whole: bool, settled: Collection[int]
    ) -> PlanDocument:
        words = self._words
        if not files:
            raise CommandError(words("Name the files to read."))

        async def make(client: Client) -> PlanDocument:
            made = await make_plan(
                client.imports,
                [Path(name) for name in files],
                is_whole=is_whole,
                settled=settled,
                sent=self._sent,
                read=self._read,
            )
            rows = await all_rows(client.imports, made.id)
            planned = Plan(
                origin=made.origin,
                files=made.files,
                unread_columns=made.unread_columns,
                rows=rows,
                steps=(),
                vanishing=made.vanishing,
                active=made.active,
                leaving=made.leaving,
                working=made.working,
                confirmed=made.confirmed,
                is_newest=made.is_newest,
                invented=made.invented,
                ended=made.ended,
            )
            return _document(made, planned, words)

        try:
            return ask_backend(self._settings, words, make)
        except OSError as error:
            why = os_error_phrase(error, words)
            name = Path(str(error.filename or files[0])).name
            sentence = words("{file} can't be read: {why}.", file=name, why=why)
            raise CommandError(sentence) from None

    def batch_of(self, document: PlanDocument) -> Batch | None:
        async def find(client: Client) -> Batch | None:
            return await batch_of(client.batches, document.id)

        return ask_backend(self._settings, self._words, find)

    def apply(self, document: PlanDocument, *, consent: bool, progress: Progress) -> UUID:
        plan = document.id
        if not document.at_backend:
            sentence = self._words("This plan is not the backend's. Make it there, with --backend.")
            raise CommandError(sentence)

        async def apply(client: Client) -> UUID:
            batch = await apply_plan(client.imports, plan, consent=consent, progress=progress)
            return batch.id

        return ask_backend(self._settings, self._words, apply)

    def _sent(self, sent: int, total: int) -> None:
        percent = 100 * sent // max(total, 1)
        show_progress(self._words("{n} % sent", n=percent), is_done=sent == total)

    def _read(self, read: int, total: int) -> None:
        show_progress(self._words("{n} % read", n=100 * read // max(total, 1)))


def _document(made: ImportPlan, planned: Plan, words: Words) -> PlanDocument:
    return PlanDocument(
        plan=planned,
        clinics=made.clinics,
        counts=_counts((each.party, each.mark, each.count) for each in made.counts),
        refused=tuple(refused_record_sentence(record, words) for record in made.refusals),
        passed_over=made.passed_over,
        id=made.id,
        at_backend=True,
    )


def _counts(counted: Iterable[tuple[Party, Mark, int]]) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {Party.CLINIC.value: {}, Party.PRACTITIONER.value: {}}
    for party, mark, count in counted:
        counts.setdefault(party.value, {})[mark.value] = count
    return counts
