"""Bringing a database to the tables of this program.

Alembic takes a tenth of a second to import, so it is only asked when one query says that the
database is behind. Migrations only add: a program of the release before goes on working on the
tables of this one, which is what lets replicas be replaced one by one.
"""

from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, Engine, text

from fravaertui.backend.store.transactions import reading, take_turn, writing

HEAD = "0003"
"""The newest migration; a test holds it to the files."""

MIGRATIONS = Path(__file__).parent / "migrations"

_VERSIONS = "alembic_version"

_one_at_a_time = Lock()  # Alembic's context is one for the whole process


class WrittenByNewer(Exception):
    """The database has migrations that this program does not know."""


class Behind(Exception):
    """The database lacks migrations of this program, and we were not to run them."""


def bring_up_to_date(engine: Engine) -> None:
    """Run the migrations that are missing, all or nothing; WrittenByNewer if we are behind.

    Safe when several programs start at once: the first has its turn, the others wait for it and
    then find nothing to do.
    """
    if _is_behind(engine):
        with _one_at_a_time, writing(engine) as connection:
            take_turn(connection, "migrations", patiently=True)
            _upgrade(connection)


def require_current(engine: Engine) -> None:
    """Raise Behind or WrittenByNewer unless the database has the tables of this program."""
    if _is_behind(engine):
        raise Behind("it lacks tables of this version of fravaertui; run `fravaertui migrate`")


def is_usable(engine: Engine) -> bool:
    """Tell whether the database has the tables of this program; newer ones do as well."""
    with reading(engine) as connection:
        return _version(connection) >= HEAD


def _is_behind(engine: Engine) -> bool:
    with reading(engine) as connection:
        version = _version(connection)
    if version > HEAD:
        raise WrittenByNewer("it was written by a newer version of fravaertui")
    return version < HEAD


def _version(connection: Connection) -> str:
    """Return the newest migration that the database has had; empty for an empty database."""
    if not connection.dialect.has_table(connection, _VERSIONS):
        return ""
    return connection.scalar(text(f"SELECT version_num FROM {_VERSIONS}")) or ""  # noqa: S608


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
