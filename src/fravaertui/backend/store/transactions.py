"""The two kinds of work with the database, each one transaction: reading and writing.

SQLite has one writer at a time. On PostgreSQL writers work side by side, and those that must not
take turns: at clinics (`files.hold`), or at something else by its name (`take_turn`).
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, func, select, text

PATIENT_SECONDS = 30


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Look at the database as it is at one moment, whatever others write meanwhile."""
    with engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine, *, later: bool = False) -> Iterator[Connection]:
    """Write all or nothing: committed at the end, undone by any exception.

    What may as well be done `later` waits for no other writer.
    """
    with (
        engine.connect() as connection,
        connection.execution_options(writes=True, later=later).begin(),
    ):
        yield connection


def take_turn(connection: Connection, at: str, *, patiently: bool = False) -> None:
    """Wait until no other transaction has its turn at this; ours lasts until it ends.

    What a server does as it starts may wait longer than who asks it something.
    """
    if connection.dialect.name == "postgresql":
        if patiently:
            connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENT_SECONDS}s'"))
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(at, 0))))
