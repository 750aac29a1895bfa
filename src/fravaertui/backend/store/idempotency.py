"""The first answer to each idempotency key, kept byte for byte (rule W1).

A client that lost the answer sends the same request again, and nothing happens twice.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, tuple_

from fravaertui.backend.store.tables import first_answer

KEPT = timedelta(days=7)
"""How long a key is remembered: far longer than any client keeps trying."""

_FORGOTTEN_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Answer:
    """What a write was answered; `version` is the clinic's after it, None for a refusal."""

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
    """Return what the key was answered; KeyReused when that was another request."""
    kept = first_answer.c
    found = connection.execute(
        select(kept.request_hash, kept.status, kept.body, kept.version).where(
            kept.agent == key.agent, kept.key == key.key
        )
    ).first()
    if found is None:
        return None
    if found.request_hash != key.request_hash:
        raise KeyReused
    return Answer(found.status, found.body, found.version)


def keep(connection: Connection, key: Key, answer: Answer, at: datetime) -> None:
    """Remember the answer to a new key, and forget those that are too old."""
    _forget(connection, before=at - KEPT)
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


def _forget(connection: Connection, before: datetime) -> None:
    """Remove some answers that are too old, but for those that another writer is removing."""
    key = (first_answer.c.agent, first_answer.c.key)
    old = select(*key).where(first_answer.c.at < before).limit(_FORGOTTEN_AT_ONCE)
    connection.execute(
        delete(first_answer).where(tuple_(*key).in_(old.with_for_update(skip_locked=True)))
    )
