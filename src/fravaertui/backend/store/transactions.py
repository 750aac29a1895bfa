"""The two kinds of transactions: reading and writing.

SQLite has one writer at a time. PostgreSQL has many, so writers that must not run side by side take
locks: on clinics (`clinic_files.lock_clinics`), or on anything else by a name (`advisory_lock`).
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, func, select, text

PATIENT_SECONDS = 30


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """See the database as it is at one moment, whatever others write meanwhile."""
    with engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine, *, later: bool = False) -> Iterator[Connection]:
    """Write all or nothing: committed at the end, rolled back by any exception.

    Work that may as well be done `later` hardly waits for another writer.
    """
    with (
        engine.connect() as connection,
        connection.execution_options(writes=True, later=later).begin(),
    ):
        yield connection


def advisory_lock(connection: Connection, name: str, *, patiently: bool = False) -> None:
    """Wait for the lock of that name, and hold it until the transaction ends.

    `patiently` is for the work of a server that starts, which may wait longer than a request.
    """
    if connection.dialect.name == "postgresql":
        if patiently:
            connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENT_SECONDS}s'"))
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))
