"""The events that listeners get, stored for as long as a listener may come back for them.

They are written in the transaction of the change they report, and numbered in the order in which
those transactions are committed: whoever has read up to a number has missed nothing before it.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, bindparam, delete, exists, func, insert, select

from fravaertui.backend.store.tables import event
from fravaertui.backend.store.transactions import advisory_lock
from fravaertui.protocol.events import Event, Reset

EVENTS = "fravaertui_events"
"""The name of the lock for writing events, and of the channel that PostgreSQL notifies on."""

MOST_MISSED = 1_000
"""Most events that a listener can catch up on; with more it has to read everything again."""


_LEAP = 1_000_000
"""Far more events than are written between a backup and the loss of what it is of."""


_APPEND = insert(event).values({name: bindparam(name) for name in ("kind", "body", "at")})
_APPENDED = _APPEND.returning(event.c.number).cte()
_APPEND_AND_NOTIFY = select(func.pg_notify(EVENTS, "")).select_from(_APPENDED)
"""In one round trip, while the lock is held; the notice is sent when the transaction ends."""


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event and its number; `body` is its JSON."""

    number: int
    kind: str
    body: str


def append(connection: Connection, new: Event, at: datetime) -> None:
    """Write an event, as the last statement of the transaction that it reports.

    From here on transactions hold a lock, so they are committed in the order of the numbers.
    """
    advisory_lock(connection, EVENTS)
    written = {"kind": new.kind, "body": new.model_dump_json(), "at": at}
    on_a_server = connection.dialect.name == "postgresql"
    connection.execute(_APPEND_AND_NOTIFY if on_a_server else _APPEND, written)


def leap(connection: Connection, at: datetime) -> None:
    """Tell that everything is to be read again, under a number far beyond the last one.

    For a restored database: what was written after the backup had the next numbers, and whoever
    has read up to one of them must not take what gets it now for that.
    """
    advisory_lock(connection, EVENTS)
    reset, number = Reset(), newest(connection) + _LEAP
    columns = {"number": number, "kind": reset.kind, "body": reset.model_dump_json(), "at": at}
    connection.execute(insert(event).values(columns))
    if connection.dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(event.name, event.c.number.name)
        connection.execute(select(func.setval(sequence, number)))


def newest(connection: Connection) -> int:
    """Return the number of the latest event, 0 when there has been none."""
    return connection.scalar(select(func.max(event.c.number))) or 0


def following(connection: Connection, number: int, until: int | None = None) -> list[StoredEvent]:
    """Return the events after a number, up to another if given, `MOST_MISSED` at most."""
    query = select(event.c.number, event.c.kind, event.c.body).where(event.c.number > number)
    if until is not None:
        query = query.where(event.c.number <= until)
    found = connection.execute(query.order_by(event.c.number).limit(MOST_MISSED))
    return [StoredEvent(*row) for row in found]


def missed(connection: Connection, number: int, until: int) -> list[StoredEvent] | None:
    """Return the events after a number up to another; None when some may be removed already.

    None also when there are too many, or when the number is not one of this database's.
    """
    oldest = connection.scalar(select(func.min(event.c.number))) or 1
    if not oldest - 1 <= number <= until or until - number > MOST_MISSED:
        return None
    return following(connection, number, until)


def any_old(connection: Connection, before: datetime) -> bool:
    """Tell whether there is something to remove."""
    return bool(connection.scalar(select(exists().where(*_is_old(before)))))


def remove_old(connection: Connection, before: datetime) -> None:
    """Remove older events, except the latest, so that the numbering never restarts."""
    connection.execute(delete(event).where(*_is_old(before)))


def _is_old(before: datetime) -> tuple[ColumnElement[bool], ...]:
    latest = select(func.max(event.c.number)).scalar_subquery()
    return (event.c.at < before, event.c.number < latest)
