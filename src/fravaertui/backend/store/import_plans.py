"""Plans of imports, stored between being shown and being applied, whichever server is asked."""

import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select

from fravaertui.backend.store.history import Signature
from fravaertui.backend.store.tables import import_plan

LIFETIME = timedelta(hours=24)
"""How long a plan may be applied; by then others have changed what it was made from."""


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """A plan as it was made: by whom and when, and as JSON."""

    signature: Signature
    body: bytes

    @property
    def expires(self) -> datetime:
        """The moment from which it may no longer be applied."""
        return self.signature.at + LIFETIME


def add(connection: Connection, plan: UUID, stored: StoredPlan) -> None:
    """Store a plan, and remove those that have expired."""
    expired = stored.signature.at - LIFETIME
    connection.execute(delete(import_plan).where(import_plan.c.at <= expired))
    connection.execute(
        insert(import_plan).values(
            id=plan,
            at=stored.signature.at,
            agent=stored.signature.agent,
            body=zlib.compress(stored.body, level=1),
        )
    )


def find(connection: Connection, plan: UUID, now: datetime) -> StoredPlan | None:
    """Return a plan that has not expired."""
    row = connection.execute(select(import_plan).where(import_plan.c.id == plan)).first()
    if row is None or row.at + LIFETIME <= now:
        return None
    return StoredPlan(Signature(row.agent, row.at), zlib.decompress(row.body))


def remove(connection: Connection, plan: UUID) -> None:
    """Remove a plan, if it is there."""
    connection.execute(delete(import_plan).where(import_plan.c.id == plan))
