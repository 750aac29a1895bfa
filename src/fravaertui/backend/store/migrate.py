"""Migrating a database to the tables of this program.

Alembic takes a tenth of a second to import, so it is only used when a query shows that the database
is behind. Migrations only add: a program of the previous release goes on working on the tables of
this one, so that replicas can be replaced one by one.
"""

import re
from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, Engine, inspect, text

from fravaertui.backend.store.tables import metadata
from fravaertui.backend.store.transactions import advisory_lock, reading, writing

MIGRATIONS = Path(__file__).parent / "migrations"

HEAD = max(file.name for file in (MIGRATIONS / "versions").glob("[0-9]*.py")).partition("_")[0]
"""The newest migration, by the files' names: asking Alembic takes a tenth of a second."""

_VERSIONS = "alembic_version"
_VERSION = re.compile("(?!0000)[0-9]{4}")

_one_at_a_time = Lock()  # Alembic's context is one for the whole process


class NotOurs(Exception):
    """The database does not have the tables of this program."""


class WrittenByNewer(NotOurs):
    """The database has migrations that this program does not know."""


class Behind(NotOurs):
    """The database lacks migrations of this program, and we may not run them."""


class OddVersion(NotOurs):
    """The database names a migration version that no release of this program has written."""


class TablesMissing(NotOurs):
    """The database lacks tables that its migration version implies."""


def bring_up_to_date(engine: Engine) -> None:
    """Run the missing migrations, all or nothing. Raises WrittenByNewer if we are behind.

    Safe when several programs start at once: one gets the lock, the others wait for it and then
    find nothing to do.
    """
    if _is_behind(engine):
        with _one_at_a_time, writing(engine) as connection:
            advisory_lock(connection, "migrations", patiently=True)
            _upgrade(connection)


def require_current(engine: Engine) -> None:
    """Raise Behind or WrittenByNewer unless the database has the tables of this program."""
    if _is_behind(engine):
        raise Behind("it lacks tables of this version of fravaertui; run `fravaertui migrate`")


def is_usable(engine: Engine) -> bool:
    """Tell whether the database has the tables of this program; newer ones do as well."""
    try:
        with reading(engine) as connection:
            return _version(connection) >= HEAD
    except OddVersion:
        return False


def _is_behind(engine: Engine) -> bool:
    with reading(engine) as connection:
        version = _version(connection)
        there = set(inspect(connection).get_table_names())
    if version > HEAD:
        raise WrittenByNewer("it was written by a newer version of fravaertui")
    if version == HEAD and not there.issuperset(metadata.tables):
        raise TablesMissing("tables have been removed from it; put back a backup")
    return version < HEAD


def _version(connection: Connection) -> str:
    """Return the database's newest migration; an empty text for an empty database."""
    if not connection.dialect.has_table(connection, _VERSIONS):
        return ""
    versions = connection.scalars(text(f"SELECT version_num FROM {_VERSIONS}")).all()  # noqa: S608
    if len(versions) != 1 or not _VERSION.fullmatch(str(versions[0])):
        raise OddVersion("it does not say which version of fravaertui wrote it; put back a backup")
    return str(versions[0])


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
