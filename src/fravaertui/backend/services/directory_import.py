"""Importing what registers say: a plan against the database as it is, and the plan made true.

An apply is one transaction over all clinics: the whole plan, or none of it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from uuid import UUID, uuid4

from sqlalchemy import Connection

from fravaertui.backend.services.database import Database
from fravaertui.backend.store import batches, clinic_files, events, findings, history
from fravaertui.backend.store.history import Signature
from fravaertui.backend.store.transactions import advisory_lock
from fravaertui.domain.calendar import oslo_today
from fravaertui.domain.changes import ChangeRequest, evaluate
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.directory.entries import Entry, Origin
from fravaertui.domain.directory.plan import ClinicStep, Plan
from fravaertui.domain.directory.planning import plan
from fravaertui.domain.model import Clinic
from fravaertui.protocol.events import ClinicChanged, Reset, outlines

_AT_ONCE = 200
_MOST_EVENTS = 100
"""Clinics whose changes are told one by one; beyond, everything is fetched again."""

Progress = Callable[[int, int], object]
"""Called with the number of clinics done so far, and the total."""


class GroundMoved(Exception):
    """What the plan was made from has changed since; nothing was done."""


class ConsentMissing(Exception):
    """The plan deactivates so many clinics that a person must agree to it (rule R2)."""


class DirectoryImport:
    """Imports into one database."""

    def __init__(self, database: Database) -> None:
        """`database` is where the clinics are."""
        self._database = database

    def plan(self, entries: Iterable[Entry], origin: Origin) -> Plan:
        """Return what the entries would change. Raises Unreadable."""
        with self._database.reading() as connection:
            present = clinic_files.load_register_facts(connection)
        return plan(entries, present, origin)

    def present(self) -> list[ClinicFile]:
        """Return the clinics with their practitioners, by HER-id. Raises Unreadable."""
        with self._database.reading() as connection:
            present = clinic_files.load_register_facts(connection)
        return [present[her_id] for her_id in sorted(present)]

    def apply(
        self, planned: Plan, agent: str, *, consent: bool, progress: Progress = lambda *_: None
    ) -> UUID:
        """Do exactly what was planned, all or nothing; return the batch it makes.

        `consent` is that a person has agreed to what needs it. Raises GroundMoved and
        ConsentMissing; whatever `progress` raises stops it, with nothing done.
        """
        if planned.needs_consent and not consent:
            raise ConsentMissing
        batch = uuid4()
        with self._database.writing() as connection:
            advisory_lock(connection, "directory")
            signature = Signature(agent, self._database.now(connection))
            counts = Counter(row.mark.name for row in planned.rows)
            batches.add(connection, batch, "directory", signature, planned.origin, counts)
            self._make(connection, planned.steps, signature, batch, progress)
        return batch

    def _make(
        self,
        connection: Connection,
        steps: Sequence[ClinicStep],
        signature: Signature,
        batch: UUID,
        progress: Progress,
    ) -> None:
        remaining, done = iter(steps), 0
        told = len(steps) <= _MOST_EVENTS
        while some := list(islice(remaining, _AT_ONCE)):
            for step, before in _ground(connection, some):
                after = _made(connection, step, before, signature, batch)
                if told:
                    event = _event(step, before, after, signature)
                    events.append(connection, event, signature.at)
                done += 1
                progress(done, len(steps))
        if steps and not told:
            events.append(connection, Reset(), signature.at)


def _ground(
    connection: Connection, steps: Sequence[ClinicStep]
) -> Iterator[tuple[ClinicStep, ClinicFile]]:
    """Yield each step with the file it starts from; raises GroundMoved if that is another now."""
    her_ids = [step.clinic for step in steps]
    clinic_files.lock_clinics(connection, her_ids)
    found = {file.clinic.her_id: file for file in clinic_files.load_some(connection, her_ids)}
    moved = [s for s in steps if _version(found.get(s.clinic)) != s.version]
    if moved:
        raise GroundMoved
    new = [_bare(step) for step in steps if step.version is None]
    clinic_files.add(connection, new)
    found |= {file.clinic.her_id: file for file in new}
    for step in steps:
        yield step, found[step.clinic]


def _version(file: ClinicFile | None) -> int | None:
    return file.version if file else None


def _bare(step: ClinicStep) -> ClinicFile:
    """Return a new clinic before anything is said of it but its name."""
    name = step.change.clinic.name if step.change.clinic else str(step.clinic)
    return ClinicFile(version=1, clinic=Clinic(her_id=step.clinic, name=name))


def _made(
    connection: Connection,
    step: ClinicStep,
    before: ClinicFile,
    signature: Signature,
    batch: UUID,
) -> ClinicFile:
    outcome = evaluate([step.change], before, oslo_today(signature.at))
    if not outcome.allowed:
        raise GroundMoved
    if outcome.unchanged:
        return before
    changed = clinic_files.save(connection, before, outcome.file)
    request = ChangeRequest(changes=outcome.made)
    history.append(connection, signature, request, changed, batch)
    findings.forget(connection, step.clinic)
    return outcome.file.model_copy(update={"version": changed.added.version})


def _event(
    step: ClinicStep, before: ClinicFile, after: ClinicFile, signature: Signature
) -> ClinicChanged:
    return ClinicChanged(
        clinic=step.clinic,
        version=after.version,
        agent=signature.agent,
        at=signature.at,
        touched=outlines([step.change], before, after),
    )
