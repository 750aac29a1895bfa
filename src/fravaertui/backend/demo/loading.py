"""Putting invented clinics, and the invented vendors they use, into a database."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from fravaertui.backend.demo.builder import INVENTED_VENDORS
from fravaertui.backend.demo.clinics import demo_files
from fravaertui.backend.demo.national import national_files
from fravaertui.backend.store import clinic_files, vendors
from fravaertui.backend.store.database import in_use, open_database
from fravaertui.backend.store.history import Signature
from fravaertui.backend.store.transactions import writing
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.protocol.vendors import VendorEntry

_NOON = time(12, tzinfo=UTC)


class AlreadyThere(Exception):
    """The database has some of the invented clinics already; nothing was changed."""


def load_demo(database_url: str, today: date, *, national: bool) -> int:
    """Put the handwritten clinics, or the whole country, into a database; return how many.

    All or none: raises AlreadyThere, and DatabaseUnusable.
    """
    engine = open_database(database_url)
    try:
        with in_use(engine), writing(engine) as connection:
            some = national_files(today) if national else demo_files(today)
            return put(connection, some, today)
    except IntegrityError as error:
        raise AlreadyThere from error
    finally:
        engine.dispose()


def put(connection: Connection, some: Iterable[ClinicFile], today: date) -> int:
    """Add the files to the database, with the vendors that only they have; return how many."""
    made_up = Signature("demo", datetime.combine(today, _NOON))
    for vendor in INVENTED_VENDORS.values():
        if vendors.find(connection, vendor.code) is None:
            vendors.write(connection, VendorEntry(version=1, vendor=vendor), made_up)
    return clinic_files.add(connection, some)
