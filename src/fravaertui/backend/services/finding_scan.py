"""Scanning clinics for findings, a few at a time, so that no writer waits long."""

from collections.abc import Callable
from datetime import date
from time import monotonic

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from fravaertui.backend.store import clinic_files, findings
from fravaertui.backend.store.clock import Time, database_time
from fravaertui.backend.store.clock import today as today_of
from fravaertui.backend.store.database import in_use, is_busy, open_database
from fravaertui.backend.store.transactions import reading, writing

_AT_ONCE = 60
"""Clinics per transaction: it should not make another writer wait for long."""

Progress = Callable[[int, int], None]
"""Called with the number of clinics scanned so far, and the total."""


def catch_up(engine: Engine, day: date, today: date, *, seconds: float) -> int:
    """Compute a day's missing findings for some seconds; return how many clinics are left.

    Clinics that another writer has locked are skipped.
    """
    deadline = monotonic() + seconds
    with reading(engine) as connection:
        left = findings.pending(connection, day)
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
    """Scan every clinic again; return how many. Others may write meanwhile."""
    with writing(engine) as connection:
        today = today_of(connection, time)
        findings.invalidate(connection)
        total = left = findings.pending(connection, today)
    progress(0, total)
    while left:
        _, left = _some(engine, today, today, later=False)
        progress(total - left, total)
    return total


def rescan_database(database_url: str, progress: Progress) -> int:
    """Scan every clinic of a database again. Raises DatabaseUnusable."""
    engine = open_database(database_url)
    try:
        with in_use(engine):
            return rescan(engine, progress)
    finally:
        engine.dispose()


def _some(engine: Engine, day: date, today: date, *, later: bool) -> tuple[int, int]:
    """Scan some clinics; return how many, and how many are left."""
    with writing(engine, later=later) as connection:
        clinics = findings.next_pending(connection, day, _AT_ONCE, free=later)
        found = clinic_files.load_some(connection, clinics)
        findings.compute(connection, clinics, found, day, today)
        return len(clinics), findings.pending(connection, day)
