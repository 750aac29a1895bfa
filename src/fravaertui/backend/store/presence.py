"""Which clinic each terminal has open: reported regularly, removed when a terminal goes silent."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, delete, exists, func, insert, select, update

from fravaertui.backend.store.history import Signature
from fravaertui.backend.store.tables import clinic as clinic_table
from fravaertui.backend.store.tables import presence
from fravaertui.protocol.events import Activity, PresenceChanged, PresenceReport, Present

MOST_TERMINALS = 32
"""Most terminals of one agent that others are shown: each report of one is an event for all."""


def is_clinic(connection: Connection, her_id: int) -> bool:
    """Tell whether there is such a clinic."""
    return bool(connection.scalar(select(exists().where(clinic_table.c.her_id == her_id))))


def record(
    connection: Connection, report: PresenceReport, terminal: UUID, by: Signature
) -> list[int]:
    """Store a terminal's report; return the clinics where this changes who is present.

    There are none when the agent has `MOST_TERMINALS` others: then it is not stored.
    """
    own = (presence.c.agent == by.agent, presence.c.terminal == terminal)
    before = connection.execute(select(presence).where(*own)).first()
    seen = {"doing": report.doing, "seen": by.at}
    if before and before.clinic == report.clinic:
        connection.execute(update(presence).where(*own).values(seen))
        return [] if before.doing == report.doing else [before.clinic]
    left = [before.clinic] if before else []
    if before is None and _terminals(connection, by.agent) >= MOST_TERMINALS:
        return []
    connection.execute(delete(presence).where(*own))
    if report.clinic is None:
        return left
    new = {"agent": by.agent, "terminal": terminal, "clinic": report.clinic, "since": by.at}
    connection.execute(insert(presence).values(new | seen))
    return [*left, report.clinic]


def _terminals(connection: Connection, agent: str) -> int:
    counted = select(func.count()).select_from(presence).where(presence.c.agent == agent)
    return connection.scalar(counted) or 0


def at(connection: Connection, clinic: int) -> PresenceChanged:
    """Return who has the clinic open, in the order they opened it."""
    columns = (presence.c.agent, presence.c.terminal, presence.c.doing)
    query = select(*columns).where(presence.c.clinic == clinic)
    found = connection.execute(query.order_by(presence.c.since, presence.c.terminal))
    present = (Present(agent=r.agent, terminal=r.terminal, doing=Activity(r.doing)) for r in found)
    return PresenceChanged(clinic=clinic, present=tuple(present))


def any_silent(connection: Connection, since: datetime) -> bool:
    """Tell whether some terminal has not reported since."""
    return bool(connection.scalar(select(exists().where(presence.c.seen < since))))


def drop_silent(connection: Connection, since: datetime) -> list[int]:
    """Remove the terminals that have not reported since; return the clinics they had open."""
    gone = delete(presence).where(presence.c.seen < since).returning(presence.c.clinic)
    return sorted(set(connection.scalars(gone)))
