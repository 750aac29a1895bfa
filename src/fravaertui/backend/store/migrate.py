"""Bringing a database to the tables of this program.

Alembic takes a tenth of a second to import, so it is only asked when one query says that the
database is behind.
"""

from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from fravaertui.backend.store.transactions import reading, writing

HEAD = "0002"
"""The newest migration; a test holds it to the files."""

MIGRATIONS = Path(__file__).parent / "migrations"

_one_at_a_time = Lock()  # Alembic's context is one for the whole process


class WrittenByNewer(Exception):
    """The database has migrations that this program does not know."""


def bring_up_to_date(engine: Engine) -> None:
    """Run the migrations that are missing, all or nothing; WrittenByNewer if we are behind.

    Safe when several programs start at once: the first takes the write lock, the others wait
    for it and then find nothing to do.
    """
    if not is_current(engine):
        with _one_at_a_time, writing(engine) as connection:
            _upgrade(connection)


def is_current(engine: Engine) -> bool:
    """Tell whether the database has the tables of this program."""
    with reading(engine) as connection:
        try:
            return bool(connection.scalar(text("SELECT version_num FROM alembic_version")) == HEAD)
        except OperationalError:  # no such table: an empty database
            return False


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, HEAD)
    except CommandError as error:
        raise WrittenByNewer("it was written by a newer version of fravaertui") from error
