"""Plans of imports for those who ask over the API: made from files, shown, applied, cancelled."""

from collections.abc import Collection
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import TYPE_CHECKING, BinaryIO
from uuid import UUID, uuid4

from fravaertui.backend.problems import ProblemError, problem
from fravaertui.backend.services.database import Database
from fravaertui.backend.services.directory_import import (
    ConsentMissing,
    DirectoryImport,
    GroundMoved,
)
from fravaertui.backend.store import batches, import_plans
from fravaertui.backend.store.history import Signature
from fravaertui.backend.store.import_plans import StoredPlan
from fravaertui.domain.directory.plan import Plan
from fravaertui.domain.fields import Value
from fravaertui.protocol.auth import Agent
from fravaertui.protocol.batches import Batch
from fravaertui.protocol.directory_import import (
    MOST_REFUSED,
    ImportPlan,
    PlanRows,
    Progress,
    RefusedRecord,
    RowCount,
    RowSelection,
)
from fravaertui.registers.source import Refusal

if TYPE_CHECKING:
    from fravaertui.registers.together import Reading

_MOST_NAMED = 5


class _Cancelled(Exception):
    """Somebody has asked for it to stop."""


class _Body(Value):
    """What is stored of a plan."""

    plan: Plan
    refused: int
    refusals: tuple[RefusedRecord, ...]
    passed_over: int

    @property
    def asks(self) -> bool:
        """Tell whether a question is asked, or was and can be answered otherwise."""
        return any(row.candidates for row in self.plan.rows)


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read last, and the plans it was read for, as long as it can be answered otherwise.

    Only that of one reading is kept: of a national file it takes some memory.
    """

    reading: "Reading | None" = None
    plans: set[UUID] = field(default_factory=set)


class _Running:
    """Something on its way in this process, which somebody waits for and may cancel."""

    def __init__(self) -> None:
        self.progress = Progress(done=0, total=0)
        self.cancelled = Event()

    def __call__(self, done: int, total: int) -> None:
        """Note how far it is. Raises _Cancelled, which takes everything back."""
        self.progress = Progress(done=done, total=total)
        if self.cancelled.is_set():
            raise _Cancelled


class RunningApply(_Running):
    """An apply: so many clinics are written."""


class RunningReading(_Running):
    """The reading of files: so many of their bytes are read."""


class ImportPlans:
    """The plans of one database; safe to use from several threads at once.

    Progress and cancelling are of what goes on in this process; of several servers on one database,
    the others know a plan that is being applied as one that is not applied yet, and of files that
    are being read nothing.
    """

    def __init__(self, database: Database) -> None:
        """`database` holds both the clinics and the plans."""
        self._database = database
        self._imports = DirectoryImport(database)
        self._running: dict[UUID, RunningApply] = {}
        self._readings: dict[UUID, RunningReading] = {}
        self._lock = Lock()
        self._last: tuple[UUID, _Body] | None = None
        self._read_last = _Read()

    def make(
        self,
        agent: Agent,
        archive: BinaryIO,
        *,
        is_whole: bool,
        settled: Collection[int] = (),
        reading: UUID | None = None,
    ) -> ImportPlan:
        """Read an archive of register files, and store what they would change.

        `settled` are those whom questions have been answered with, and `reading` is what the client
        calls it while it asks how far it is. Raises ProblemError for files that can't be used, and
        when somebody cancels it.
        """
        named = reading or uuid4()
        running = self._readings[named] = RunningReading()
        self._read_last = _Read()
        try:
            read = self._read(archive, running, is_whole=is_whole)
            body = self._planned(read, settled)
            running(running.progress.total, running.progress.total)
        except _Cancelled:
            detail = "The reading was cancelled. Nothing was changed."
            raise ProblemError(problem("import-cancelled", detail)) from None
        finally:
            self._readings.pop(named, None)
        stored = self._store(agent, body)
        if body.asks:
            self._read_last = _Read(read, {stored.id})
        return stored

    def settle(self, agent: Agent, plan: UUID, settled: Collection[int]) -> ImportPlan:
        """Store another plan of what was read for this one, with its questions answered so.

        Raises ProblemError when that isn't there any more.
        """
        last = self._read_last
        if last.reading is None or plan not in last.plans:
            detail = "What was read for this plan is not kept here. Make it again from the files."
            raise ProblemError(problem("no-such-plan", detail))
        stored = self._store(agent, self._planned(last.reading, settled))
        last.plans.add(stored.id)
        return stored

    def reading(self, reading: UUID) -> Progress:
        """Return how many bytes of how many have been read; none of none where it isn't known."""
        running = self._readings.get(reading)
        return running.progress if running else Progress(done=0, total=0)

    def cancel_reading(self, reading: UUID) -> None:
        """Stop reading files, of which nothing comes then."""
        running = self._readings.get(reading)
        if running:
            running.cancelled.set()

    def _read(
        self,
        archive: BinaryIO,
        running: RunningReading,
        *,
        is_whole: bool,
    ) -> "Reading":
        from fravaertui.backend.services.uploads import read_archive  # no server starts with it

        with self._database.reading() as connection:
            today = self._database.today(connection)
        return read_archive(archive, today, running, is_whole=is_whole)

    def _planned(self, reading: "Reading", settled: Collection[int]) -> _Body:
        planned = self._imports.plan(reading.entries, reading.origin, settled)
        return _Body(
            plan=planned.model_copy(
                update={"files": reading.files, "unread_columns": reading.unread_columns}
            ),
            refused=len(reading.refusals),
            refusals=tuple(map(_refused_record, reading.refusals[:MOST_REFUSED])),
            passed_over=reading.passed_over,
        )

    def _store(self, agent: Agent, body: _Body) -> ImportPlan:
        plan = uuid4()
        with self._database.writing() as connection:
            signature = Signature(agent.name, self._database.now(connection))
            stored = StoredPlan(signature, body.model_dump_json().encode())
            import_plans.add(connection, plan, stored)
        self._last = (plan, body)
        return self.find(plan)

    def find(self, plan: UUID) -> ImportPlan:
        """Return a plan without its rows. Raises ProblemError when there is none, or no more."""
        stored, body = self._load(plan)
        with self._database.reading() as connection:
            is_applied = batches.exists(connection, plan)
        running, planned = self._running.get(plan), body.plan
        return ImportPlan(
            id=plan,
            at=stored.signature.at,
            agent=stored.signature.agent,
            expires=stored.expires,
            origin=planned.origin,
            files=planned.files,
            unread_columns=planned.unread_columns,
            counts=tuple(
                RowCount(party=party, mark=mark, count=count)
                for (party, mark), count in sorted(planned.counts.items())
            ),
            refused=body.refused,
            refusals=body.refusals,
            not_taken=planned.not_taken,
            passed_over=body.passed_over,
            clinics=len(planned.steps),
            vanishing=planned.vanishing,
            active=planned.active,
            leaving=planned.leaving,
            working=planned.working,
            needs_consent=planned.needs_consent,
            confirmed=planned.confirmed,
            is_newest=planned.is_newest,
            invented=planned.invented,
            ended=planned.ended,
            batch=plan if is_applied else None,
            progress=running.progress if running else None,
        )

    def rows(self, plan: UUID, selection: RowSelection) -> PlanRows:
        """Return a page of a plan's rows. Raises ProblemError like `find`."""
        _, body = self._load(plan)
        mark, first = selection.mark, selection.after
        rows = [row for row in body.plan.rows if mark in (None, row.mark)]
        end = first + selection.limit
        return PlanRows(rows=tuple(rows[first:end]), next=end if end < len(rows) else None)

    def apply(self, agent: Agent, plan: UUID, *, consent: bool) -> Batch:
        """Do what a plan says, or nothing; a plan that has been applied is not applied again.

        Raises ProblemError when there is no such plan, the directory has changed since, consent is
        missing, or somebody cancels it.
        """
        running = self._running.setdefault(plan, RunningApply())
        try:
            _, body = self._load(plan)
            self._imports.apply(
                body.plan, agent.name, consent=consent, batch=plan, progress=running
            )
        except GroundMoved as error:
            raise ProblemError(problem("ground-moved", _moved(error.clinics))) from None
        except ConsentMissing:
            detail = (
                f"{body.plan.vanishing} of {body.plan.active} clinics and {body.plan.leaving} of "
                f"{body.plan.working} practitioners would no longer be active; "
                "send consent if that is how it is. Nothing was changed."
            )
            raise ProblemError(problem("consent-needed", detail)) from None
        except _Cancelled:
            detail = "The import was cancelled. Nothing was changed."
            raise ProblemError(problem("import-cancelled", detail)) from None
        finally:
            self._running.pop(plan, None)
        self._forget(plan)
        with self._database.reading() as connection:
            made = batches.find(connection, plan)
        if made is None:
            raise RuntimeError("the batch was made and is not there")
        return made

    def cancel(self, plan: UUID) -> None:
        """Stop applying a plan, or throw it away. What has been applied stays."""
        none_yet = RunningApply()
        running = self._running.setdefault(plan, none_yet)
        running.cancelled.set()  # also for an apply that begins while the plan is thrown away
        if running is not none_yet:
            return
        self._forget(plan)
        try:
            with self._database.writing() as connection:
                import_plans.remove(connection, plan)
        finally:
            self._running.pop(plan, None)

    def _forget(self, plan: UUID) -> None:
        """Keep no longer what was read for a plan."""
        if plan in self._read_last.plans:
            self._read_last = _Read()

    def _load(self, plan: UUID) -> tuple[StoredPlan, _Body]:
        with self._database.reading() as connection:
            stored = import_plans.find(connection, plan, self._database.now(connection))
        if stored is None:
            detail = "There is no such plan, or its time is over. Make it again from the files."
            raise ProblemError(problem("no-such-plan", detail))
        with self._lock:
            if self._last is None or self._last[0] != plan:
                self._last = (plan, _Body.model_validate_json(stored.body))
            return stored, self._last[1]


def _refused_record(refusal: Refusal) -> RefusedRecord:
    return RefusedRecord(
        code=refusal.code,
        file=refusal.position.file,
        record=refusal.position.record,
        line=refusal.position.line,
        field=refusal.field,
        detail=refusal.detail,
        element=refusal.position.element,
    )


def _moved(clinics: tuple[int, ...]) -> str:
    """Return that the directory has changed, and where as far as it is known."""
    named = ", ".join(map(str, clinics[:_MOST_NAMED])) + (" …" if clinics[_MOST_NAMED:] else "")
    where = f" at HER-id {named}" if named else ""
    return f"The directory has changed{where} since the plan was made. Nothing was changed."
