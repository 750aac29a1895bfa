"""Requests at many clinics that were made as one."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, Select, func, insert, select, update

from fravaertui.backend.store import tables
from fravaertui.backend.store.history import Signature
from fravaertui.domain.directory.entries import Origin
from fravaertui.protocol.batches import LIST, Batch


def add(
    connection: Connection,
    batch: UUID,
    kind: str,
    signature: Signature,
    origin: Origin,
    counts: Mapping[str, int],
) -> None:
    """Note a batch before the requests that are part of it."""
    as_of = origin.as_of if origin.is_dated else None
    values = {"source": origin.source, "as_of": as_of, "counts": dict(counts)}
    is_whole = origin.tells_who_is_missing
    _insert(connection, batch, signature, kind=kind, is_whole=is_whole, **values)


def add_to_list(
    connection: Connection, batch: UUID, signature: Signature, counts: Mapping[str, int]
) -> None:
    """Note a batch that is made of a list, or that more has been made under its id."""
    known = find(connection, batch)
    if known is None:
        _insert(connection, batch, signature, kind=LIST, source="", as_of=None, counts=dict(counts))
        return
    together = dict(Counter(known.counts) + Counter(counts))
    connection.execute(
        update(tables.batch).where(tables.batch.c.id == batch).values(counts=together)
    )


def whole_as_of(connection: Connection, source: str) -> date | None:
    """Return the newest day as of which a source has said all it knows, unless taken back."""
    made, later = tables.batch.c, tables.batch.alias()
    reverted = select(later.c.id).where(later.c.reverts == made.id).exists()
    newest = select(func.max(made.as_of)).where(
        made.source == source, made.is_whole, made.reverts.is_(None), ~reverted
    )
    found: date | None = connection.scalar(newest)
    return found


def add_reversal(
    connection: Connection, batch: UUID, reverted: Batch, signature: Signature, count: int
) -> None:
    """Note a batch that takes another back, at so many clinics."""
    values = {"source": reverted.source, "as_of": reverted.as_of, "counts": {"reverted": count}}
    _insert(connection, batch, signature, kind=reverted.kind, reverts=reverted.id, **values)


def _insert(connection: Connection, batch: UUID, signature: Signature, **values: Any) -> None:
    made = {"id": batch, "at": signature.at, "agent": signature.agent}
    connection.execute(insert(tables.batch).values(made | values))


def exists(connection: Connection, batch: UUID) -> bool:
    """Tell whether there is such a batch."""
    found = select(tables.batch.c.id).where(tables.batch.c.id == batch)
    return connection.execute(found).first() is not None


def find(connection: Connection, batch: UUID) -> Batch | None:
    """Return a batch; None when there is none with the id."""
    row = connection.execute(_batches().where(tables.batch.c.id == batch)).mappings().first()
    return _batch(row) if row else None


def latest(connection: Connection, most: int, kind: str | None = None) -> list[Batch]:
    """Return the latest batches, of all kinds or of one, newest first."""
    newest = _batches().order_by(tables.batch.c.at.desc(), tables.batch.c.id).limit(most)
    if kind:
        newest = newest.where(tables.batch.c.kind == kind)
    return [_batch(row) for row in connection.execute(newest).mappings()]


@dataclass(frozen=True, slots=True)
class BatchClinic:
    """A clinic that a batch changed, the version it got, and the number of its entry."""

    number: int
    clinic: int
    name: str
    version: int


def first_clinic(connection: Connection, batch: UUID) -> BatchClinic | None:
    """Return one of the clinics that a batch changed; None when it changed none."""
    log, clinic = tables.change_log.c, tables.clinic.c
    made = (
        select(log.number, log.clinic, clinic.name, log.version_after)
        .join(tables.clinic, clinic.her_id == log.clinic)
        .where(log.batch == batch)
        .order_by(log.number)
        .limit(1)
    )
    row = connection.execute(made).first()
    return BatchClinic(*row) if row else None


def versions(connection: Connection, batch: UUID) -> dict[int, int]:
    """Return the version that each clinic got by the batch, by the clinics' HER-ids."""
    log = tables.change_log.c
    made = select(log.clinic, log.version_after).where(log.batch == batch).order_by(log.clinic)
    return dict(connection.execute(made).all())


def _batches() -> Select[Any]:
    """Select batches with how many clinics each changed, and what has taken it back."""
    log, later = tables.change_log.c, tables.batch.alias()
    clinics = select(func.count()).where(log.batch == tables.batch.c.id).scalar_subquery()
    reverted_by = (
        select(later.c.id)
        .where(later.c.reverts == tables.batch.c.id)
        .order_by(later.c.at.desc())
        .limit(1)
        .scalar_subquery()
    )
    return select(tables.batch, clinics.label("clinics"), reverted_by.label("reverted_by"))


def _batch(row: RowMapping) -> Batch:
    return Batch(**{name: row[name] for name in Batch.model_fields})
