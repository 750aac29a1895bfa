"""Opening the database."""

import sqlite3
from pathlib import Path

from sqlalchemy import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, IntegrityError

from fravaertui.backend.store import migrate
from fravaertui.backend.store.sqlite import open_engine
from fravaertui.backend.store.tables import APPEND_ONLY, NO_OVERLAP
from fravaertui.domain.text import neutralise


class DatabaseUnusable(Exception):
    """The database can't be used as it is; the message is one sentence for who started us."""


def open_database(database_url: str) -> Engine:
    """Open the database, made and brought up to date if need be.

    Raises DatabaseUnusable, also for any database but a SQLite file: `sqlite:///path`.
    """
    url = _sqlite_url(database_url)
    file = Path(str(url.database))
    named = f"The database {neutralise(str(file))}"
    try:
        engine = open_engine(url, file)
    except (OSError, sqlite3.Error) as error:
        raise DatabaseUnusable(f"{named} can't be opened: {_reason(error)}.") from error
    try:
        migrate.bring_up_to_date(engine)
    except (migrate.WrittenByNewer, DatabaseError) as error:
        engine.dispose()
        raise DatabaseUnusable(f"{named} can't be used: {_reason(error)}.") from error
    return engine


def broken_guard(error: IntegrityError) -> str | None:
    """Return which of the database's guards refused, None for another constraint."""
    said = str(error.orig)
    return next((guard for guard in (NO_OVERLAP, APPEND_ONLY) if guard in said), None)


def _sqlite_url(database_url: str) -> URL:
    try:
        url = make_url(database_url)
    except (ArgumentError, ValueError):
        raise DatabaseUnusable("A database is named like sqlite:///path/to/file.db.") from None
    plain_file = url.drivername == "sqlite" and not url.query
    if not plain_file or url.database in (None, "", ":memory:"):
        raise DatabaseUnusable(
            "Only a SQLite file can be the database so far, sqlite:///path/to/file.db, "
            f"not {neutralise(url.render_as_string())}."
        )
    return url


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return str(error.orig if isinstance(error, DatabaseError) else error)
