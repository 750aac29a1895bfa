"""Saving a list: rows for one clinic or many as one batch, all or nothing at each (rule L3).

A row is decided as the same change by itself would be, on the file that the rows before it leave.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from fravaertui.backend.problems import ProblemError, change_refused, problem, stale_version
from fravaertui.backend.services.batch_changes import BatchChanges
from fravaertui.backend.services.database import Database
from fravaertui.backend.services.outcomes import outcome_of
from fravaertui.backend.store import batches, clinic_files, history, idempotency
from fravaertui.backend.store.database import broken_guard
from fravaertui.backend.store.history import Signature
from fravaertui.backend.store.idempotency import Answer, Key
from fravaertui.backend.store.tables import NO_OVERLAP
from fravaertui.backend.store.transactions import advisory_lock
from fravaertui.domain.calendar import oslo_today
from fravaertui.domain.changes import MOST_CHANGES, Change, Outcome
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import LONGEST_CASE
from fravaertui.domain.records import is_same
from fravaertui.domain.safe_text import neutralise
from fravaertui.domain.violations import Violation
from fravaertui.protocol.auth import Agent, Role
from fravaertui.protocol.batches import (
    LIST,
    BatchOutcome,
    BatchRequest,
    BatchRow,
    ClinicOutcome,
    ClinicState,
    RowOutcome,
    RowState,
)
from fravaertui.protocol.problems import Problem


@dataclass(frozen=True, slots=True)
class _Part:
    """The rows at one clinic, and the key that their answer is remembered by."""

    clinic: int
    rows: tuple[BatchRow, ...]
    key: Key

    @property
    def cases(self) -> str:
        """The cases that the rows are for, each once, as one text."""
        cases = (row.request.case_reference for row in self.rows)
        return ", ".join(dict.fromkeys(case for case in cases if case))

    def saved(self, file: ClinicFile, states: Sequence[RowState]) -> ClinicOutcome:
        """Return that the rows change the file, or that it is as they want it already."""
        changes = RowState.MADE in states
        return ClinicOutcome(
            clinic=self.clinic,
            state=ClinicState.SAVED if changes else ClinicState.UNCHANGED,
            version=file.version + changes,
            rows=_rows(self.rows, states),
        )

    def refused(
        self, why: Problem, file: ClinicFile | None = None, at: BatchRow | None = None
    ) -> ClinicOutcome:
        """Return that nothing is made here, because of the row `at` if of any."""
        states = [RowState.REFUSED if row is at else RowState.NOT_MADE for row in self.rows]
        return ClinicOutcome(
            clinic=self.clinic,
            state=ClinicState.REFUSED,
            version=file.version if file else None,
            rows=_rows(self.rows, states),
            problem=why,
        )


@dataclass(frozen=True, slots=True)
class _Decided:
    """What becomes of a clinic's rows; `made` is to be stored, if there is anything to store."""

    said: ClinicOutcome
    made: tuple[ClinicFile, Outcome] | None = None


class ListBatches:
    """Saves lists in one database; safe to use from several threads at once."""

    def __init__(self, database: Database) -> None:
        """`database` is where the clinics are."""
        self._database = database

    def preview(self, agent: Agent, request: BatchRequest) -> BatchOutcome:
        """Return what saving would answer; nothing is saved. Raises ProblemError like `save`."""
        with self._database.reading() as connection:
            parts = _parts(connection, agent, request)
            decide = _Decision(connection, agent, request, self._database.today(connection))
            clinics = tuple(_remembered(connection, p) or decide.of(p).said for p in parts)
        return BatchOutcome(batch=request.id, clinics=clinics)

    def save(self, agent: Agent, request: BatchRequest) -> BatchOutcome:
        """Save the rows at each clinic that allows it, in one transaction.

        The others stay as they are, and are answered with the reason. What has been answered under
        the batch's id before is answered the same again. Raises ProblemError, with nothing saved,
        for an id that is another batch's, and for more clinics than the agent's role allows.
        """
        try:
            with self._database.writing() as connection:
                advisory_lock(connection, f"batch {request.id}")
                parts = _parts(connection, agent, request)
                return BatchOutcome(
                    batch=request.id, clinics=self._saved(connection, agent, request, parts)
                )
        except IntegrityError as error:
            if broken_guard(error) != NO_OVERLAP:
                raise
            raise ProblemError(change_refused([Violation("overlap", "starts")])) from error

    def _saved(
        self, connection: Connection, agent: Agent, request: BatchRequest, parts: Sequence[_Part]
    ) -> tuple[ClinicOutcome, ...]:
        her_ids = [part.clinic for part in parts]
        clinic_files.lock_clinics(connection, her_ids)
        now = self._database.now(connection)
        # A clock may be set back, the history goes on.
        at = max(now, history.latest_at(connection, her_ids) or now)
        signature = Signature(agent.name, at)
        decide = _Decision(connection, agent, request, oslo_today(now))
        changes = BatchChanges(connection, request.id, signature)
        kinds: Counter[str] = Counter()
        clinics = []
        for part in parts:
            said = _remembered(connection, part)
            if said is None:
                decided = decide.of(part)
                said = decided.said
                if decided.made:
                    before, outcome = decided.made
                    changes.store(before, outcome, case_reference=part.cases or None)
                    kinds.update(change.kind for change in outcome.made)
                answer = Answer(200, said.model_dump_json().encode(), said.version)
                idempotency.remember(connection, part.key, answer, now)
            clinics.append(said)
        if changes.count:
            batches.add_to_list(connection, request.id, signature, kinds)
        changes.tell()
        return tuple(clinics)


class _Decision:
    """Decides what becomes of rows, clinic by clinic, by the rules of single changes."""

    def __init__(
        self, connection: Connection, agent: Agent, request: BatchRequest, today: date
    ) -> None:
        """Read the clinics of the request at once."""
        self._connection = connection
        self._agent = agent
        self._today = today
        her_ids = sorted({row.clinic for row in request.rows})
        self._files = {f.clinic.her_id: f for f in clinic_files.load_some(connection, her_ids)}
        self._made_before = batches.versions(connection, request.id)

    def of(self, part: _Part) -> _Decided:
        """Return what becomes of a clinic's rows."""
        # One that is left out of several because it can't be read is Unreadable by itself.
        file = self._files.get(part.clinic) or clinic_files.load(self._connection, part.clinic)
        if file is None:
            detail = f"There is no clinic with HER-id {part.clinic}."
            return _Decided(part.refused(problem("no-such-clinic", detail)))
        misfit = self._misfit(part)
        if misfit:
            return _Decided(part.refused(problem("batch-refused", misfit), file))
        stale = next((row for row in part.rows if row.version != file.version), None)
        if stale:
            latest = history.latest(self._connection, part.clinic)
            return _Decided(part.refused(stale_version(file.version, latest), file, stale))
        return self._in_order(part, file)

    def _in_order(self, part: _Part, file: ClinicFile) -> _Decided:
        """Make one row after another; the first that may not be made stops the clinic."""
        after, made, states = file, list[Change](), list[RowState]()
        for row in part.rows:
            try:
                outcome = outcome_of(self._connection, self._agent, after, row.request, self._today)
            except ProblemError as refusal:
                return _Decided(part.refused(refusal.problem, file, row))
            states.append(RowState.UNCHANGED if outcome.unchanged else RowState.MADE)
            made += outcome.made
            after = outcome.file
        if is_same(file, after):  # also when the rows come to nothing together
            return _Decided(part.saved(file, [RowState.UNCHANGED] * len(states)))
        return _Decided(part.saved(file, states), (file, Outcome(after, made=tuple(made))))

    def _misfit(self, part: _Part) -> str:
        """Return why rows can't be one entry of the clinic's history; empty when they can."""
        if part.clinic in self._made_before:
            return "Other rows of this batch have been saved here; take a new id."
        if any(row.request.reverts for row in part.rows):
            return "What reverts a change is sent by itself."
        if sum(len(row.request.changes) for row in part.rows) > MOST_CHANGES:
            return f"A batch makes {MOST_CHANGES} changes at one clinic at most; divide the rows."
        if len(part.cases) > LONGEST_CASE:
            return f"The cases of the rows have more than {LONGEST_CASE} characters together."
        return ""


def _parts(connection: Connection, agent: Agent, request: BatchRequest) -> list[_Part]:
    """Return the rows clinic by clinic. Raises ProblemError if they may not be one batch."""
    rows: dict[int, list[BatchRow]] = {}
    for row in request.rows:
        rows.setdefault(row.clinic, []).append(row)
    if len({row.id for row in request.rows}) < len(request.rows):
        raise ProblemError(problem("batch-refused", "Two rows have the same id."))
    known = batches.find(connection, request.id)
    if known and (known.kind != LIST or known.reverts or known.agent != agent.name):
        detail = "This id is another batch's; take a new one."
        raise ProblemError(problem("batch-refused", detail))
    clinics = rows.keys() | batches.versions(connection, request.id).keys()
    if len(clinics) > 1 and not agent.role.includes(Role.SUPERVISOR):
        name = neutralise(agent.name)
        detail = f"A list for several clinics needs the role supervisor; {name} is {agent.role}."
        raise ProblemError(problem("not-allowed", detail))
    return [_part(agent, request, clinic, theirs) for clinic, theirs in rows.items()]


def _part(agent: Agent, request: BatchRequest, clinic: int, rows: Sequence[BatchRow]) -> _Part:
    digest = sha256()
    for row in rows:
        digest.update(row.model_dump_json().encode() + b"\n")
    # No client's own key has a blank in it.
    key = f"batch {request.id} {clinic} {digest.hexdigest()[:16]}"
    return _Part(clinic, tuple(rows), Key(agent.name, key, digest.digest()))


def _remembered(connection: Connection, part: _Part) -> ClinicOutcome | None:
    """Return what these rows have been answered before under the same id (rule W1)."""
    answer = idempotency.find(connection, part.key)
    return ClinicOutcome.model_validate_json(answer.body) if answer else None


def _rows(rows: Sequence[BatchRow], states: Sequence[RowState]) -> tuple[RowOutcome, ...]:
    return tuple(
        RowOutcome(id=row.id, state=state) for row, state in zip(rows, states, strict=True)
    )
