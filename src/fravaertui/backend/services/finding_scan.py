"""Looking clinics through for findings, a few at a time, so that no writer waits long."""

from collections.abc import Callable
from datetime import date
from time import monotonic

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from fravaertui.backend.store import clinic_files
from fravaertui.backend.store import findings as diagnoses
from fravaertui.backend.store.clock import Time, database_time
from fravaertui.backend.store.clock import today as today_of
from fravaertui.backend.store.database import in_use, is_busy, open_database
from fravaertui.backend.store.transactions import reading, writing

_AT_ONCE = 60
"""Clinics in one transaction: about as long as one writer may keep another waiting."""

Progress = Callable[[int, int], None]
"""Told how many clinics have been looked through, and of how many."""


def catch_up(engine: Engine, day: date, today: date, *, seconds: float) -> int:
    """Work out a day's findings where they are missing, for so long; return how many are left.

    Waits for no other writer: where one is at work, they are left.
    """
    deadline = monotonic() + seconds
    with reading(engine) as connection:
        left = diagnoses.pending(connection, day)
    while left and monotonic() < deadline:
        try:
            done, left = _some(engine, day, today, later=True)
        except OperationalError as error:
            if not is_busy(error):
                raise
            break
        if not done:
            break
    return left


def rescan(engine: Engine, progress: Progress, time: Time = database_time) -> int:
    """Look every clinic through anew; return how many. Others may work meanwhile."""
    with writing(engine) as connection:
        today = today_of(connection, time)
        diagnoses.forget(connection)
        total = left = diagnoses.pending(connection, today)
    progress(0, total)
    while left:
        _, left = _some(engine, today, today, later=False)
        progress(total - left, total)
    return total


def rescan_database(database_url: str, progress: Progress) -> int:
    """Look every clinic of a database through anew. Raises DatabaseUnusable."""
    engine = open_database(database_url)
    try:
        with in_use(engine):
            return rescan(engine, progress)
    finally:
        engine.dispose()


def _some(engine: Engine, day: date, today: date, *, later: bool) -> tuple[int, int]:
    """Look some clinics through; return how many, and how many are left."""
    with writing(engine, later=later) as connection:
        clinics = diagnoses.next_pending(connection, day, _AT_ONCE, free=later)
        found = clinic_files.load_some(connection, clinics)
        diagnoses.work_out(connection, clinics, found, day, today)
        return len(clinics), diagnoses.pending(connection, day)
