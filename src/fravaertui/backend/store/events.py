"""The events that listeners are told of, kept for as long as a listener may come back for them.

They are written in the transaction that makes what they tell of, and numbered in the order in
which those transactions end: who has read up to a number has missed nothing before it.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, exists, func, insert, select

from fravaertui.backend.store.tables import event
from fravaertui.backend.store.transactions import take_turn
from fravaertui.protocol.events import Event

EVENTS = "fravaertui_events"
"""The name under which writers take turns, and under which a server tells of new events."""

MOST_MISSED = 1_000
"""Events that are told afterwards; who has missed more had better read everything anew."""


@dataclass(frozen=True, slots=True)
class Stored:
    """An event with its number, as it goes out."""

    number: int
    kind: str
    body: str


def append(connection: Connection, said: Event, at: datetime) -> None:
    """Write an event down, as the last thing in the transaction that it tells of.

    Those who write at the same time take turns from here on, and so end in the numbers' order.
    """
    take_turn(connection, EVENTS)
    connection.execute(insert(event).values(kind=said.kind, body=said.model_dump_json(), at=at))
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_notify(EVENTS, "")))  # sent when the transaction ends


def newest(connection: Connection) -> int:
    """Return the number of the latest event, 0 when there has been none."""
    return connection.scalar(select(func.max(event.c.number))) or 0


def following(connection: Connection, number: int, until: int | None = None) -> list[Stored]:
    """Return the events after a number, perhaps up to another, in order; so many at a time."""
    wanted = select(event.c.number, event.c.kind, event.c.body).where(event.c.number > number)
    if until is not None:
        wanted = wanted.where(event.c.number <= until)
    found = connection.execute(wanted.order_by(event.c.number).limit(MOST_MISSED))
    return [Stored(*row) for row in found]


def missed(connection: Connection, number: int, until: int) -> list[Stored] | None:
    """Return the events after a number up to another; None when some may be forgotten already.

    None also when there are too many, or when the number is not one of this database's.
    """
    oldest = connection.scalar(select(func.min(event.c.number))) or 1
    if not oldest - 1 <= number <= until or until - number > MOST_MISSED:
        return None
    return following(connection, number, until)


def any_old(connection: Connection, before: datetime) -> bool:
    """Tell whether there is something to forget."""
    return bool(connection.scalar(select(exists().where(*_is_old(before)))))


def forget(connection: Connection, before: datetime) -> None:
    """Remove what is older; the latest stays, so that numbers never begin anew."""
    connection.execute(delete(event).where(*_is_old(before)))


def _is_old(before: datetime) -> tuple[ColumnElement[bool], ...]:
    latest = select(func.max(event.c.number)).scalar_subquery()
    return (event.c.at < before, event.c.number < latest)
