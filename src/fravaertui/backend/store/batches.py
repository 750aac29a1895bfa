"""Requests at many clinics that were made as one."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Connection, insert

from fravaertui.backend.store import tables
from fravaertui.backend.store.history import Signature
from fravaertui.domain.directory.entries import Origin


def add(
    connection: Connection,
    batch: UUID,
    kind: str,
    signature: Signature,
    origin: Origin,
    counts: Mapping[str, int],
) -> None:
    """Note a batch before the requests that are part of it."""
    connection.execute(
        insert(tables.batch).values(
            id=batch,
            kind=kind,
            at=signature.at,
            agent=signature.agent,
            source=origin.source,
            as_of=origin.as_of,
            counts=dict(counts),
        )
    )
