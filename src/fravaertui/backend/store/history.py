"""The append-only history: who changed what, when and for which case (rule W2)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Text, bindparam, cast, func, insert, select

from fravaertui.backend.store.tables import change_log
from fravaertui.backend.store.tables import clinic as clinic_table
from fravaertui.backend.store.unreadable import FAULTS, Unreadable, left_out
from fravaertui.domain.changes import ChangeRequest
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.history import HistoryEntry
from fravaertui.domain.records import Difference
from fravaertui.protocol.events import ChangeOutline, outlines

Row = dict[str, Any]

_ENTRIES_AT_ONCE = 50
_log = change_log.c
# As text: the models read JSON by their own rules, which strict values need.
_ENTRIES = (
    select(
        _log.version_after,
        _log.at,
        _log.agent,
        _log.batch,
        *(cast(_log[name], Text).label(name) for name in ("request", "removed", "added")),
    )
    .where(_log.clinic == bindparam("clinic"))
    .where(_log.version_after < bindparam("older_than"))
    .order_by(_log.version_after.desc())
    .limit(_ENTRIES_AT_ONCE)
)


@dataclass(frozen=True, slots=True)
class Signature:
    """Who wrote something, and when."""

    agent: str
    at: datetime


def append(
    connection: Connection, signature: Signature, request: ChangeRequest, changed: Difference
) -> None:
    """Append a request and the difference it made, in the transaction that makes it."""
    append_all(connection, [entry(signature, request, changed)])


def append_all(connection: Connection, rows: Sequence[Row]) -> None:
    """Append entries, in the transaction that makes the changes."""
    connection.execute(insert(change_log), rows)


def entry(
    signature: Signature, request: ChangeRequest, changed: Difference, batch: UUID | None = None
) -> Row:
    """Return the entry of a request and the difference it made.

    `batch` is what it is a part of, if it was made with requests at other clinics.
    """
    before, after = changed.removed, changed.added
    return {
        "clinic": after.clinic.her_id,
        "version_before": before.version,
        "version_after": after.version,
        "at": signature.at,
        "agent": signature.agent,
        "case_reference": request.case_reference,
        "request": request.model_dump(mode="json"),
        "removed": before.model_dump(mode="json"),
        "added": after.model_dump(mode="json"),
        "batch": batch,
    }


def latest(connection: Connection, clinic: int) -> Signature | None:
    """Return who changed the clinic last and when, None when nobody has."""
    found = connection.execute(
        select(change_log.c.agent, change_log.c.at)
        .where(change_log.c.clinic == clinic)
        .order_by(change_log.c.version_after.desc())
        .limit(1)
    ).first()
    return Signature(agent=found.agent, at=found.at) if found else None


def latest_at(connection: Connection, clinics: Sequence[int]) -> datetime | None:
    """Return when one of the clinics was last changed, None when none ever was."""
    moment: datetime | None = connection.scalar(
        select(func.max(change_log.c.at)).where(change_log.c.clinic.in_(clinics))
    )
    return moment


@dataclass(frozen=True, slots=True)
class LoggedChange:
    """A request that changed a clinic, with an outline of each of its changes.

    Its `number` is that of its entry, in the order in which they were made.
    """

    number: int
    clinic: int
    clinic_name: str
    version: int
    signature: Signature
    outlines: tuple[ChangeOutline, ...]

    @property
    def about(self) -> int | None:
        """Whom the first change was about, None for the whole clinic or where it is not told."""
        return self.outlines[0].practitioner


def latest_everywhere(connection: Connection, most: int) -> list[LoggedChange]:
    """Return the latest changes of all clinics, newest first, without those that can't be read.

    What is part of a batch is not among them: that is one thing, done at many clinics.
    """
    latest_rows = (
        select(
            *(
                _log.number,
                _log.clinic,
                _log.version_after,
                _log.at,
                _log.agent,
                clinic_table.c.name,
            ),
            *(cast(_log[name], Text).label(name) for name in ("request", "removed", "added")),
        )
        .join(clinic_table, clinic_table.c.her_id == _log.clinic)
        .where(_log.batch.is_(None))
        .order_by(_log.number.desc())
        .limit(most)
    )
    changes = []
    for row in connection.execute(latest_rows).all():
        try:
            request = ChangeRequest.model_validate_json(row.request)
            removed, added = (
                ClinicFile.model_validate_json(part) for part in (row.removed, row.added)
            )
        except FAULTS:
            left_out("history of clinic", f"{row.clinic} version {row.version_after}")
            continue
        changes.append(
            LoggedChange(
                row.number,
                row.clinic,
                row.name,
                row.version_after,
                Signature(row.agent, row.at),
                outlines(request.changes, removed, added),
            )
        )
    return changes


def entries(connection: Connection, file: ClinicFile) -> Iterator[HistoryEntry]:
    """Yield the entries that led to the file, newest first, reading them as they are needed.

    Raises Unreadable at one that can't be read: the file before it can't be reconstructed.
    """
    parameters = {"clinic": file.clinic.her_id, "older_than": file.version + 1}
    while rows := connection.execute(_ENTRIES, parameters).all():
        for row in rows:
            try:
                entry = HistoryEntry(
                    at=row.at,
                    agent=row.agent,
                    batch=row.batch,
                    request=ChangeRequest.model_validate_json(row.request),
                    removed=ClinicFile.model_validate_json(row.removed),
                    added=ClinicFile.model_validate_json(row.added),
                )
            except FAULTS as error:
                place = f"{file.clinic.her_id} version {row.version_after}"
                raise Unreadable("history of clinic", place) from error
            yield entry
        parameters["older_than"] = rows[-1].version_after
