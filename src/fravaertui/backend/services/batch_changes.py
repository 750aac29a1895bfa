"""The changes of one batch, made at clinic after clinic in one transaction."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection

from fravaertui.backend.store import clinic_files, confirmations, events, findings, history
from fravaertui.backend.store.history import Signature
from fravaertui.domain.calendar import oslo_today
from fravaertui.domain.changes import ChangeRequest, Outcome
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.directory.plan import Confirmation
from fravaertui.domain.records import canonical
from fravaertui.protocol.events import ClinicChanged, Event, Reset, outlines

MOST_EVENTS = 100
"""Clinics whose changes are told one by one; beyond, everything is fetched again."""

_AT_ONCE = 200
"""Clinics that are written at once, which takes half as long as each by itself."""


class BatchChanges:
    """Stores outcomes at clinics, each with its history entry, and tells of them at the end."""

    def __init__(self, connection: Connection, batch: UUID, signature: Signature) -> None:
        """`batch` is stored already; the clinics are locked."""
        self._connection = connection
        self._batch = batch
        self._signature = signature
        self._events: list[ClinicChanged] = []
        self._told_again = 0
        self._waiting: list[tuple[ClinicFile, ClinicFile, ChangeRequest]] = []
        self._directory_moved = False
        self.today = oslo_today(signature.at)

    @property
    def count(self) -> int:
        """How many clinics have been changed."""
        return len(self._events)

    def store(
        self,
        before: ClinicFile,
        outcome: Outcome,
        reverts: int | None = None,
        case_reference: str | None = None,
    ) -> None:
        """Store what a clinic's changes lead to; `reverts` is the version they take back.

        It is written with others' at the latest when `tell` is called.
        """
        after = canonical(outcome.file)
        request = ChangeRequest(
            changes=outcome.made, reverts=reverts, case_reference=case_reference
        )
        self._waiting.append((before, after, request))
        signature = self._signature
        self._events.append(
            ClinicChanged(
                clinic=before.clinic.her_id,
                version=before.version + 1,
                agent=signature.agent,
                at=signature.at,
                touched=outlines(outcome.made, before, outcome.file),
            )
        )
        if len(self._waiting) == _AT_ONCE:
            self._write()

    def confirm(self, said: Sequence[Confirmation]) -> None:
        """Store what is said again, after all that changes."""
        if self._waiting:
            self._write()
        self._told_again += confirmations.add(self._connection, self._batch, said)

    def forget(self, batch: UUID) -> None:
        """Forget what another batch has confirmed."""
        self._told_again += confirmations.remove(self._connection, batch)

    @property
    def told_again(self) -> int:
        """Of how much another day is known, which changes nothing else."""
        return self._told_again

    def _write(self) -> None:
        """Write what waits, with the history entries."""
        waiting, self._waiting = self._waiting, []
        files = [(before, after) for before, after, _ in waiting]
        changed = clinic_files.save_many(self._connection, files)
        self._directory_moved |= any(map(clinic_files.is_in_directory, changed))
        entries = [
            history.entry(self._signature, request, of, self._batch)
            for (_, _, request), of in zip(waiting, changed, strict=True)
        ]
        history.append_all(self._connection, entries)

    def tell(self) -> None:
        """Write the events, which is the last thing that the transaction does."""
        if self._waiting:
            self._write()
        if self._directory_moved:
            clinic_files.raise_directory_revision(self._connection)
        if self._events:
            findings.forget(self._connection, [event.clinic for event in self._events])
        few = len(self._events) <= MOST_EVENTS
        told: Sequence[Event] = self._events if few else [Reset()]
        if few and self._told_again:
            told = [*told, Reset()]  # clinics that stay at their version have another day
        for event in told:
            events.append(self._connection, event, self._signature.at)
