"""Opening the database: a SQLite file, or one on a PostgreSQL server."""

import sqlite3
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from fravaertui.backend.store import migrate, serving_role, sqlite
from fravaertui.backend.store.tables import APPEND_ONLY, NO_OVERLAP
from fravaertui.domain.safe_text import neutralise
from fravaertui.protocol.urls import redacted
from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.causes import cause_phrase

CONNECTIONS = 8
"""How many connections one program has to a database by default."""

WAITS_SECONDS = 5.0
"""How long a request waits for others, in all, before the answer is that the server is busy."""

IN_LINE, FOR_A_LOCK = 0.4, 0.3
"""The shares of that for waiting for a thread, and in the database for each of the two locks: the
clinic's, and the one for writing events."""

_BUSY_SQLSTATES = ("55P03", "57014", "40P01", "40001")
"""Not available, cancelled, deadlock, serialization: the transaction is rolled back."""

_DISK_FULL_SQLSTATE = "53100"

_DAMAGED_SQLITE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_LACKING_SQLITE = ("no such table", "no such column")
_DAMAGED_SQLSTATES = ("XX001", "XX002", "42P01", "42703")
"""Data corrupted, index corrupted, no such table, no such column."""


class DatabaseUnusable(Exception):
    """The database can't be used as it is; the message is one sentence for whoever started us."""

    def __init__(self, message: str, cause: str = "", **facts: str) -> None:
        """`message` is the msgid of the sentence, `facts` its values, `cause` the technical one."""
        super().__init__(message.format_map({"cause": cause, **facts}))
        self._message, self._cause, self._facts = message, cause, facts

    def sentence(self, words: Words) -> str:
        """Return the message in the user's language."""
        return words(self._message, cause=cause_phrase(self._cause, words), **self._facts)


def open_database(
    database_url: str,
    *,
    migrates: bool = False,
    connections: int = CONNECTIONS,
    waits: float = WAITS_SECONDS,
) -> Engine:
    """Open the database; a file is created and migrated if necessary.

    A database on a server is shared, so it is migrated only if `migrates` is set. `waits` is how
    many seconds a request waits for others in all. Raises DatabaseUnusable.
    """
    url = _parsed(database_url)
    try:
        engine = _engine(url, connections, waits)
    except (OSError, sqlite3.Error) as error:
        message = msgid("The database {name} can't be opened: {cause}.")
        raise DatabaseUnusable(message, _reason(error, url), name=_name(url)) from error
    with in_use(engine):
        if migrates or engine.dialect.name == "sqlite":
            migrate.bring_up_to_date(engine)
        else:
            migrate.require_current(engine)
            serving_role.require_rights(engine)
    return engine


@contextmanager
def in_use(engine: Engine) -> Iterator[None]:
    """Turn errors of the database in the block into DatabaseUnusable, and dispose of the engine.

    Except for broken constraints, which are raised as they are.
    """
    try:
        yield
    except IntegrityError:
        raise
    except (migrate.NotOurs, DBAPIError, PoolTimeout) as error:
        engine.dispose()
        message = msgid("The database {name} can't be used: {cause}.")
        cause = _reason(error, engine.url)
        raise DatabaseUnusable(message, cause, name=_name(engine.url)) from error


def notifications(engine: Engine) -> Callable[[], AsyncGenerator[None]] | None:
    """Return what notifies of events that any program has written; None on a database without."""
    if engine.dialect.name == "sqlite":
        return None
    from fravaertui.backend.store import postgres

    return partial(postgres.notified, engine.url)


def broken_guard(error: IntegrityError) -> str | None:
    """Return which of the database's guards refused, None for another constraint."""
    message = str(error.orig)
    return next((guard for guard in (NO_OVERLAP, APPEND_ONLY) if guard in message), None)


def is_busy(error: Exception) -> bool:
    """Tell whether the error is a timeout waiting for others; then nothing was changed."""
    if isinstance(error, PoolTimeout):
        return True
    cause = error.orig if isinstance(error, DBAPIError) else None
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF in (
            sqlite3.SQLITE_BUSY,
            sqlite3.SQLITE_LOCKED,
        )
    return getattr(cause, "sqlstate", None) in _BUSY_SQLSTATES


def is_full(error: Exception) -> bool:
    """Tell whether the error is a full disk; then nothing was changed."""
    cause = error.orig if isinstance(error, DBAPIError) else None
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL
    return getattr(cause, "sqlstate", None) == _DISK_FULL_SQLSTATE


def is_damaged(error: Exception) -> bool:
    """Tell whether the error is a damaged database, or one that lacks our tables or columns."""
    cause = error.orig if isinstance(error, DBAPIError) else None
    if isinstance(cause, sqlite3.Error):
        damaged = getattr(cause, "sqlite_errorcode", 0) & 0xFF in _DAMAGED_SQLITE
        return damaged or str(cause).startswith(_LACKING_SQLITE)
    return getattr(cause, "sqlstate", None) in _DAMAGED_SQLSTATES


def _engine(url: URL, connections: int, waits: float) -> Engine:
    if url.drivername == "sqlite":
        # One writer at a time: it waits for one lock only, so for the whole rest.
        return sqlite.open_engine(url, Path(str(url.database)), connections, waits * (1 - IN_LINE))
    from fravaertui.backend.store import postgres

    return postgres.open_engine(url, connections, waits * FOR_A_LOCK)


def _parsed(database_url: str) -> URL:
    try:
        url = make_url(database_url)
    except (ArgumentError, ValueError):
        raise DatabaseUnusable(
            msgid("A database is named like sqlite:///path/to/file.db or postgresql://host/name.")
        ) from None
    if "@" in (url.host or ""):
        raise DatabaseUnusable(msgid("In the database's address, write an @ in a password as %40."))
    no_file = url.query or url.database in (None, "", ":memory:")
    if url.drivername == "postgresql" or (url.drivername == "sqlite" and not no_file):
        return url
    raise DatabaseUnusable(
        msgid(
            "The database can be a SQLite file, sqlite:///path/to/file.db, or one on a PostgreSQL "
            "server, postgresql://host/name, not {name}."
        ),
        name=neutralise(redacted(database_url)),
    )


def _name(url: URL) -> str:
    """Return the database's file or address, without secrets."""
    if url.drivername == "sqlite":
        return neutralise(str(url.database))
    shown = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return neutralise(redacted(shown))


def _reason(error: Exception, url: URL) -> str:
    """Return the cause in one line, without the secrets in the address.

    A server's message has several lines, and a driver quotes the options it can't use.
    """
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    message = " ".join(str(error.orig if isinstance(error, DBAPIError) else error).split())
    for secret in _secrets(url):
        message = message.replace(secret, "…")
    return message.rstrip(".")


def _secrets(url: URL) -> Iterator[str]:
    if url.password:
        yield url.password
    for option, values in url.normalized_query.items():
        if "password" in option:
            yield from filter(None, values)
