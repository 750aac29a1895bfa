"""The two kinds of work with the database, each one transaction: reading and writing."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Look at the database as it is at one moment, whatever others write meanwhile."""
    with engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Write all or nothing: committed at the end, undone by any exception."""
    with engine.connect() as connection, connection.execution_options(writes=True).begin():
        yield connection
