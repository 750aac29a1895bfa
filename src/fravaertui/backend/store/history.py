"""The append-only history: who changed what, when and for which case (rule W2)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from fravaertui.backend.store.records import Difference
from fravaertui.backend.store.tables import change_log
from fravaertui.domain.changes import ChangeRequest


@dataclass(frozen=True, slots=True)
class Signature:
    """Who wrote something, and when."""

    agent: str
    at: datetime


def append(
    connection: Connection, signature: Signature, request: ChangeRequest, changed: Difference
) -> None:
    """Write down what was asked for and what came of it, in the transaction that does it."""
    before, after = changed.removed, changed.added
    connection.execute(
        insert(change_log).values(
            clinic=after.clinic.her_id,
            version_before=before.version,
            version_after=after.version,
            at=signature.at,
            agent=signature.agent,
            case_reference=request.case_reference,
            request=request.model_dump(mode="json"),
            removed=before.model_dump(mode="json"),
            added=after.model_dump(mode="json"),
        )
    )


def latest(connection: Connection, clinic: int) -> Signature | None:
    """Return who changed the clinic last, None when nobody has."""
    found = connection.execute(
        select(change_log.c.agent, change_log.c.at)
        .where(change_log.c.clinic == clinic)
        .order_by(change_log.c.version_after.desc())
        .limit(1)
    ).first()
    return Signature(agent=found.agent, at=found.at) if found else None
