"""What is special to SQLite: the file, the connection's settings, how a transaction begins."""

import os
import sqlite3
import time
from contextlib import closing
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.pool import ConnectionPoolEntry

FIRST_WAITS_SECONDS = 5.0
"""How long to wait for another program that opens the file for the first time, too."""

HARDLY_MS = 50
"""How long to wait for another writer with work that may as well be done later."""

_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = FULL",  # NORMAL loses acknowledged writes when the power goes
)


def open_engine(url: URL, file: Path, connections: int, waits: float) -> Engine:
    """Return an engine on the file, made for its owner alone if it is not there.

    `waits` is how long one writer waits for another, in this program or the next.

    Raises OSError or sqlite3.Error when that can't be done.
    """
    _make_private(file)
    _use_wal(file)
    engine = create_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        connect_args={"timeout": waits},
        hide_parameters=True,  # names and texts do not belong in logs
    )
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", partial(_begin, waits_ms=int(waits * 1000)))
    event.listen(engine, "begin", partial(_require_there, file=file, known=_identity(file)))
    return engine


class FileGone(Exception):
    """The database's file has been removed or replaced: what is written now would be lost."""


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _require_there(connection: Connection, file: Path, known: tuple[int, int] | None) -> None:
    """Raise FileGone before a write when the file is no longer the one that was opened.

    SQLite itself would go on with a file that has no name any more, and lose it at the end.
    """
    if connection.get_execution_options().get("writes") and _identity(file) != known:
        raise FileGone(str(file))


def _make_private(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))


def _configure(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # Python begins no transactions by itself: `_begin` does
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin(connection: Connection, waits_ms: int) -> None:
    """Take the write lock at once for a writer.

    A transaction that reads first and then wants to write fails without waiting when another
    has written in between.
    """
    options = connection.get_execution_options()
    if not options.get("writes"):
        connection.exec_driver_sql("BEGIN")
    elif options.get("later"):
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {HARDLY_MS}")
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        finally:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {waits_ms}")
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _use_wal(file: Path) -> None:
    """Let readers and a writer work side by side; the file remembers it.

    While another program writes for the first time, SQLite refuses this at once instead of
    waiting, so the wait is here.
    """
    deadline = time.monotonic() + FIRST_WAITS_SECONDS
    with closing(sqlite3.connect(file)) as connection:
        while True:
            try:
                connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.01)
            else:
                return
