"""Importing what registers say: a plan against the database as it is, and the plan made true.

An apply is one transaction over all clinics: the whole plan, or none of it.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice
from uuid import UUID, uuid4

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from fravaertui.backend.services.batch_changes import BatchChanges
from fravaertui.backend.services.database import Database
from fravaertui.backend.store import batches, clinic_files
from fravaertui.backend.store.history import Signature
from fravaertui.backend.store.transactions import advisory_lock
from fravaertui.backend.store.unsaid_lists import unsaid_lists
from fravaertui.domain.calendar import ONE_DAY
from fravaertui.domain.changes import evaluate
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.directory.entries import Entry, Origin, SetUpEntry
from fravaertui.domain.directory.ground import Present
from fravaertui.domain.directory.plan import ClinicStep, Plan
from fravaertui.domain.directory.planning import plan
from fravaertui.domain.model import Clinic, Known, Practitioner, RegisterFacts
from fravaertui.protocol.batches import CONFIRMED, DIRECTORY, Batch
from fravaertui.registers.source import ADDRESS_REGISTER, DESK_TABLE
from fravaertui.system.garbage import without_collecting

_AT_ONCE = 200

Progress = Callable[[int, int], object]
"""Called with the number of clinics done so far, and the total."""


class GroundMoved(Exception):
    """What the plan was made from has changed since; nothing was done."""

    def __init__(self, clinics: Sequence[int]) -> None:
        """`clinics` are those that are not any more as the plan has them, as far as is known."""
        super().__init__()
        self.clinics = tuple(clinics)


class ConsentMissing(Exception):
    """The plan deactivates so many clinics that a person must agree to it (rule R2)."""


class DirectoryImport:
    """Imports into one database."""

    def __init__(self, database: Database) -> None:
        """`database` is where the clinics are."""
        self._database = database

    def plan(self, entries: Iterable[Entry], origin: Origin, settled: Collection[int] = ()) -> Plan:
        """Return what the entries would change; `settled` is who is right. Raises Unreadable."""
        from fravaertui.backend.demo.numbers import is_invented  # no server starts with the demo

        said = list(entries)
        offers = any(isinstance(entry, SetUpEntry) for entry in said)
        with without_collecting():
            with self._database.reading() as connection:
                present = clinic_files.load_register_facts(connection, offers=offers)
                known = batches.whole_as_of(connection, origin.source)
                unsaid = _unsaid_lists(connection, present)
            planned = plan(said, present, origin, known, settled, unsaid)
            invented = sum(is_invented(file.clinic) for file in present.values())
            return planned.model_copy(update={"invented": invented})

    def batch(self, batch: UUID) -> Batch | None:
        """Return what a plan has come to; None if it is not applied."""
        with self._database.reading() as connection:
            return batches.find(connection, batch)

    def apply(
        self,
        planned: Plan,
        agent: str,
        *,
        consent: bool,
        batch: UUID | None = None,
        progress: Progress = lambda *_: None,
    ) -> UUID:
        """Do exactly what was planned, all or nothing; return the batch it makes.

        A `batch` that has been made already is not made again. `consent` is that a person has
        agreed to what needs it. Raises GroundMoved and ConsentMissing; whatever `progress` raises
        stops it, with nothing done.
        """
        batch = batch or uuid4()
        try:
            with self._database.writing() as connection:
                advisory_lock(connection, "directory")
                if batches.exists(connection, batch):
                    return batch
                if planned.needs_consent and not consent:
                    raise ConsentMissing
                signature = Signature(agent, self._database.now(connection))
                known = batches.whole_as_of(connection, planned.origin.source)
                if known and planned.origin.as_of < known:
                    raise GroundMoved(())
                counts = Counter[str]()
                for (_, mark), count in planned.counts.items():
                    counts[mark.name.lower()] += count
                if planned.confirmations:
                    counts[CONFIRMED] = len(planned.confirmations)
                batches.add(connection, batch, DIRECTORY, signature, planned.origin, counts)
                changes = BatchChanges(connection, batch, signature)
                with without_collecting():
                    _make(connection, planned, changes, progress)
        except IntegrityError:  # a clinic or a practitioner has come that was not there
            raise GroundMoved(()) from None
        return batch


def _unsaid_lists(connection: Connection, present: Present) -> set[int]:
    """Return those that the Address Register brought in as GPs with a list, which it can't say."""
    people = {
        clinic: holders
        for clinic, file in present.items()
        if (holders := [p.her_id for p in file.practitioners if _is_told_holder(p)])
    }
    return unsaid_lists(connection, people, DESK_TABLE) if people else set()


def _is_told_holder(person: Practitioner) -> bool:
    is_holder = person.holds_list is Known.YES and not person.without_gp
    return is_holder and person.source == ADDRESS_REGISTER


def _make(connection: Connection, planned: Plan, changes: BatchChanges, progress: Progress) -> None:
    steps = planned.steps
    remaining, done = iter(steps), 0
    while some := list(islice(remaining, _AT_ONCE)):
        for step, before in _ground(connection, some):
            if _is_overtaken(step, before):
                raise GroundMoved([step.clinic])
            outcome = evaluate([step.change], before, changes.today)
            if not outcome.allowed:
                raise GroundMoved([step.clinic])
            if not outcome.unchanged:
                changes.store(before, outcome)
            done += 1
            progress(done, len(steps))
    changes.confirm(planned.confirmations)
    changes.tell()


def _is_overtaken(step: ClinicStep, file: ClinicFile) -> bool:
    """Tell whether what is there has been said again later than what the plan would put there."""
    if not file.confirmed:
        return False
    becomes: list[tuple[RegisterFacts, RegisterFacts]] = [
        (file.told(file.practitioner(person.her_id)), person)
        for person in step.change.practitioners
        if file.has_practitioner(person.her_id)
    ]
    if step.change.clinic:
        becomes.append((file.told(file.clinic), step.change.clinic))
    return any(
        now.source == then.source and now.as_of and then.as_of and now.as_of > then.as_of
        for now, then in becomes
    )


def _ground(
    connection: Connection, steps: Sequence[ClinicStep]
) -> Iterator[tuple[ClinicStep, ClinicFile]]:
    """Yield each step with the file it starts from; raises GroundMoved if that is another now."""
    her_ids = [step.clinic for step in steps]
    clinic_files.lock_clinics(connection, her_ids)
    found = {file.clinic.her_id: file for file in clinic_files.load_some(connection, her_ids)}
    moved = [step.clinic for step in steps if _version(found.get(step.clinic)) != step.version]
    if moved:
        raise GroundMoved(moved)
    new = [_bare(step) for step in steps if step.version is None]
    clinic_files.add(connection, new)
    found |= {file.clinic.her_id: file for file in new}
    for step in steps:
        yield step, found[step.clinic]


def _version(file: ClinicFile | None) -> int | None:
    return file.version if file else None


def _bare(step: ClinicStep) -> ClinicFile:
    """Return a new clinic before anything is said of it but its name: it is not there.

    Taking the import back leads there, since a clinic is never deleted (rule R3).
    """
    said = step.change.clinic
    name = said.name if said else str(step.clinic)
    ends = said.as_of - ONE_DAY if said and said.as_of else None
    clinic = Clinic(her_id=step.clinic, name=name, ends=ends, withdrawn=True)
    return ClinicFile(version=1, clinic=clinic)
