"""Putting invented clinics into a database."""

from datetime import date

from sqlalchemy.exc import IntegrityError

from fravaertui.backend.demo.clinics import demo_files
from fravaertui.backend.demo.national import national_files
from fravaertui.backend.store.database import open_database
from fravaertui.backend.store.files import load_files


class AlreadyThere(Exception):
    """The database has some of the invented clinics already; nothing was changed."""


def load_demo(database_url: str, today: date, *, national: bool) -> int:
    """Put the handwritten clinics, or the whole country, into a database; return how many.

    All or none: raises AlreadyThere, and DatabaseUnusable.
    """
    engine = open_database(database_url)
    try:
        return load_files(engine, national_files(today) if national else demo_files(today))
    except IntegrityError as error:
        raise AlreadyThere from error
    finally:
        engine.dispose()
