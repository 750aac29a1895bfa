"""Batches: looking at one, and taking it back clinic by clinic (rules W2, W8)."""

from uuid import UUID, uuid4

from sqlalchemy import Connection

from fravaertui.backend.problems import ProblemError, change_refused, problem
from fravaertui.backend.services.batch_changes import BatchChanges
from fravaertui.backend.services.database import Database
from fravaertui.backend.services.outcomes import entries_since
from fravaertui.backend.store import batches, clinic_files, confirmations
from fravaertui.backend.store.history import Signature
from fravaertui.backend.store.transactions import advisory_lock
from fravaertui.domain.changes import Outcome
from fravaertui.domain.changes.register import UpdateFromRegister
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.reverting import reversal
from fravaertui.domain.safe_text import neutralise
from fravaertui.protocol.auth import Agent, Role
from fravaertui.protocol.batches import Batch, Batches, BatchReversal, Becomes, ClinicReversal

MOST_BATCHES = 100


class BatchService:
    """The batches of one database; safe to use from several threads at once."""

    def __init__(self, database: Database) -> None:
        """Serve the batches of a database."""
        self._database = database

    def latest(self, kind: str | None = None) -> Batches:
        """Return the latest batches, of all kinds or of one, newest first."""
        with self._database.reading() as connection:
            return Batches(batches=tuple(batches.latest(connection, MOST_BATCHES, kind)))

    def find(self, batch: UUID) -> Batch:
        """Return a batch. Raises ProblemError for an unknown one."""
        with self._database.reading() as connection:
            return _found(connection, batch)

    def preview(self, agent: Agent, batch: UUID) -> BatchReversal:
        """Return what taking the batch back would do. Raises ProblemError like `revert`."""
        with self._database.reading() as connection:
            _may_revert(agent, _found(connection, batch))
            signature = Signature(agent.name, self._database.now(connection))
            changes = BatchChanges(connection, batch, signature)
            previewed = _reverted(connection, batch, changes, None)
            again = confirmations.count(connection, batch)
        return previewed.model_copy(update={"confirmed": again})

    def revert(self, agent: Agent, batch: UUID) -> BatchReversal:
        """Take the batch back at each clinic that allows it, in one transaction.

        The others stay as they are, and are named with the reason. Raises ProblemError for an
        unknown batch, and unless the agent made it or is a supervisor.
        """
        with self._database.writing() as connection:
            advisory_lock(connection, f"batch {batch}")
            taken_back = _found(connection, batch)
            _may_revert(agent, taken_back)
            signature = Signature(agent.name, self._database.now(connection))
            made = uuid4()
            changes = BatchChanges(connection, made, signature)
            done = _reverted(connection, batch, changes, made)
            changes.forget(batch)
            done = done.model_copy(update={"confirmed": changes.told_again})
            if changes.count == 0 and not changes.told_again:
                return done.model_copy(update={"made": None})
            batches.add_reversal(connection, made, taken_back, signature, changes.count)
            changes.tell()
        return done


def _found(connection: Connection, batch: UUID) -> Batch:
    found = batches.find(connection, batch)
    if found is None:
        raise ProblemError(problem("no-such-batch", f"There is no batch {batch}."))
    return found


def _may_revert(agent: Agent, batch: Batch) -> None:
    if batch.agent != agent.name and not agent.role.includes(Role.SUPERVISOR):
        detail = f"Only a supervisor may take back what {neutralise(batch.agent)} has done."
        raise ProblemError(problem("not-allowed", detail))


def _reverted(
    connection: Connection, batch: UUID, changes: BatchChanges, made: UUID | None
) -> BatchReversal:
    """Return what becomes of each clinic; with `made` it is stored as well."""
    versions = batches.versions(connection, batch)
    if made:
        clinic_files.lock_clinics(connection, list(versions))
    reversals = []
    for clinic, version in versions.items():
        file = clinic_files.load(connection, clinic)
        if file:
            reversals.append(_at_clinic(connection, file, version, changes, stored=bool(made)))
    return BatchReversal(batch=batch, made=made, clinics=tuple(reversals))


def _becomes(outcome: Outcome) -> Becomes:
    """Return what a clinic is by the changes that take a batch back."""
    if not any(isinstance(one, UpdateFromRegister) and one.withdraws for one in outcome.made):
        return Becomes.AS_BEFORE
    return Becomes.GONE if outcome.file.clinic.withdrawn else Becomes.NOT_ACTIVE


def _at_clinic(
    connection: Connection, file: ClinicFile, version: int, changes: BatchChanges, *, stored: bool
) -> ClinicReversal:
    """Take back what made a version of a clinic, as far as the rules allow it."""
    outcome = reversal(entries_since(connection, file, version), file, changes.today).outcome
    if outcome.allowed and stored:
        changes.store(file, outcome, reverts=version)
    return ClinicReversal(
        clinic=file.clinic.her_id,
        name=file.clinic.name,
        version=version,
        becomes=_becomes(outcome),
        refused=change_refused(outcome.violations).violations,
    )
