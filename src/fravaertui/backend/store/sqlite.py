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
"""How long to wait for another program that is also opening the file for the first time."""

LATER_WAITS_MS = 50
"""How long work that may as well be done later waits for another writer."""

_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = FULL",  # NORMAL loses acknowledged writes when the power goes
)


def open_engine(url: URL, file: Path, connections: int, waits: float) -> Engine:
    """Return an engine on the file, which is created with mode 0600 if necessary.

    `waits` is how many seconds a writer waits for another, in this program or in others. Raises
    OSError or sqlite3.Error when the file can't be opened.
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
    """The database's file has been removed or replaced: whatever is written now would be lost."""


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _require_there(connection: Connection, file: Path, known: tuple[int, int] | None) -> None:
    """Raise FileGone before a write when the file is no longer the one that was opened.

    SQLite itself would go on writing to the removed file, which is lost when it is closed.
    """
    if connection.get_execution_options().get("writes") and _identity(file) != known:
        raise FileGone(str(file))


def _make_private(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))


def _configure(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # no implicit transactions: `_begin` starts them
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin(connection: Connection, waits_ms: int) -> None:
    """Take the write lock at the start of a writing transaction.

    A transaction that reads first and writes later fails without waiting when another has written
    in between.
    """
    options = connection.get_execution_options()
    if not options.get("writes"):
        connection.exec_driver_sql("BEGIN")
    elif options.get("later"):
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {LATER_WAITS_MS}")
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        finally:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {waits_ms}")
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _use_wal(file: Path) -> None:
    """Let readers and a writer work side by side; the setting is stored in the file.

    While another program writes for the first time, SQLite refuses this at once instead of
    waiting, so we wait here.
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
