"""The first answer to each idempotency key, stored byte for byte (rule W1).

A client that lost the answer repeats its request, and nothing happens twice.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, exists, insert, select, tuple_

from fravaertui.backend.store.tables import first_answer

LIFETIME = timedelta(days=7)
"""How long a key is remembered: far longer than any client goes on trying."""

_REMOVED_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a write; `version` is the clinic's after it, None for a refusal."""

    status: int
    body: bytes
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """An agent's idempotency key and the fingerprint of the request it came with."""

    agent: str
    key: str
    request_hash: bytes


class KeyReused(Exception):
    """The key has been used for another request."""


def find(connection: Connection, key: Key) -> Answer | None:
    """Return the answer to the key's first request. Raises KeyReused for another request."""
    stored = first_answer.c
    found = connection.execute(
        select(stored.request_hash, stored.status, stored.body, stored.version).where(
            stored.agent == key.agent, stored.key == key.key
        )
    ).first()
    if found is None:
        return None
    if found.request_hash != key.request_hash:
        raise KeyReused
    return Answer(found.status, found.body, found.version)


def remember(connection: Connection, key: Key, answer: Answer, at: datetime) -> None:
    """Store the answer to a new key."""
    connection.execute(
        insert(first_answer).values(
            agent=key.agent,
            key=key.key,
            request_hash=key.request_hash,
            status=answer.status,
            version=answer.version,
            body=answer.body,
            at=at,
        )
    )


def any_old(connection: Connection, now: datetime) -> bool:
    """Tell whether there is something to remove."""
    return bool(connection.scalar(select(exists().where(first_answer.c.at < now - LIFETIME))))


def remove_old(connection: Connection, now: datetime) -> None:
    """Remove some old answers, except those that another writer is removing."""
    key = (first_answer.c.agent, first_answer.c.key)
    old = select(*key).where(first_answer.c.at < now - LIFETIME).limit(_REMOVED_AT_ONCE)
    connection.execute(
        delete(first_answer).where(tuple_(*key).in_(old.with_for_update(skip_locked=True)))
    )
