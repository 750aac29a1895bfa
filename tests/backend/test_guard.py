"""The database's own guard against absences that overlap (A4), past all of our rules."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError

from fravaertui.backend.store import tables
from fravaertui.backend.store.database import broken_guard, is_busy
from fravaertui.backend.store.transactions import writing
from fravaertui.domain.model import Source
from tests.backend.records import ASTRID, BO, CLINIC, DDFL_TEST, OTHER, stored
from tests.domain.strategies import examples

JUNE = (date(2024, 6, 1), date(2024, 6, 30))
RIVALS = 8

REGISTERS_WHEN_TOLD = """
import sys, uuid
from urllib.parse import urlsplit
url, clinic, practitioner = sys.argv[1:]
if url.startswith("sqlite"):
    import sqlite3 as driver
    connection = driver.connect(urlsplit(url).path[1:], timeout=30)
else:
    import psycopg as driver
    connection = driver.connect(url)
print("ready", flush=True)
sys.stdin.readline()
try:
    with connection:
        connection.execute(
            "INSERT INTO absence (clinic, id, practitioner, service, starts, ends, source)"
            f" VALUES ({clinic}, '{uuid.uuid4().hex}', {practitioner},"
            " 'ekontakt', '2024-06-12', '2024-07-08', 'desk')"
        )
    print("registered")
except driver.IntegrityError as error:
    print("absence_no_overlap" if "absence_no_overlap" in str(error) else error)
except driver.OperationalError as error:
    print("deadlock" if "deadlock detected" in str(error) else error)
"""

STOPPED = {tables.NO_OVERLAP, "deadlock"}
"""How the database stops a rival: those that wait for each other over an exclusion constraint are
a deadlock to PostgreSQL, which ends one of them. Our own programs wait for the clinic first."""


def row(days: tuple[date, date] = JUNE, **other: Any) -> dict[str, Any]:
    """A row of an absence that the desk has registered for Astrid in June."""
    starts, ends = days
    return {
        "clinic": CLINIC,
        "id": uuid4(),
        "practitioner": ASTRID,
        "service": "ekontakt",
        "starts": starts,
        "ends": ends,
        "source": Source.DESK,
        **other,
    }


def refusal(engine: Engine, *rows: dict[str, Any]) -> str | None:
    """Write the rows one after another; return the guard that refused one of them, if any."""
    try:
        with writing(engine) as connection:
            for one in rows:
                connection.execute(insert(tables.absence), one)
    except IntegrityError as error:
        return broken_guard(error)
    return None


@pytest.fixture(scope="module")
def guarded(shared_engine: Engine) -> Engine:
    """A database that many examples are tried in."""
    stored(shared_engine, [DDFL_TEST])
    return shared_engine


@examples(200)
@given(
    starts=st.tuples(st.integers(0, 9), st.integers(0, 9)),
    lengths=st.tuples(st.integers(0, 9), st.integers(0, 9)),
)
def test_A4_days_are_refused_exactly_when_one_is_shared(
    guarded: Engine, starts: tuple[int, int], lengths: tuple[int, int]
) -> None:
    """Both ends are days of the absence; adjacent is not overlapping."""
    first = JUNE[0]
    spans = [
        {first + timedelta(days=start + n) for n in range(length + 1)}
        for start, length in zip(starts, lengths, strict=True)
    ]
    with writing(guarded) as connection:
        connection.execute(delete(tables.absence))
    refused = refusal(guarded, *(row((min(span), max(span))) for span in spans))
    assert (refused == tables.NO_OVERLAP) == bool(spans[0] & spans[1])


@pytest.mark.parametrize(
    "other",
    [
        {"service": "reseptfornyelse"},
        {"practitioner": BO},
        {"practitioner": None},
        {"clinic": OTHER.clinic.her_id},
        {"source": Source.PORTAL},
        {"source": Source.EPJ},
        {"source": Source.IMPORT},
    ],
    ids=str,
)
def test_A4_only_the_desks_own_absences_of_one_service_and_owner_collide(
    two_clinics: Engine, other: dict[str, Any]
) -> None:
    assert refusal(two_clinics, row(), row(**other)) is None


def test_A8_a_whole_clinics_absences_collide_with_each_other(two_clinics: Engine) -> None:
    assert refusal(two_clinics, *(row(practitioner=None) for _ in range(2))) == tables.NO_OVERLAP


def test_A4_an_absence_can_not_be_moved_onto_another_either(two_clinics: Engine) -> None:
    july = row((date(2024, 7, 1), date(2024, 7, 31)))
    assert refusal(two_clinics, row(), july) is None
    moved = (
        update(tables.absence)
        .where(tables.absence.c.id == july["id"])
        .values(starts=date(2024, 6, 30))
    )
    with pytest.raises(IntegrityError) as refused, writing(two_clinics) as connection:
        connection.execute(moved)
    assert broken_guard(refused.value) == tables.NO_OVERLAP


def test_an_absence_from_outside_can_not_become_the_desks_where_it_overlaps(
    two_clinics: Engine,
) -> None:
    outside = row(source=Source.EPJ)
    assert refusal(two_clinics, row(), outside) is None
    taken_over = (
        update(tables.absence)
        .where(tables.absence.c.id == outside["id"])
        .values(source=Source.DESK)
    )
    with pytest.raises(IntegrityError) as refused, writing(two_clinics) as connection:
        connection.execute(taken_over)
    assert broken_guard(refused.value) == tables.NO_OVERLAP


def test_A4_of_eight_threads_that_write_at_once_one_wins(two_clinics: Engine) -> None:
    barrier = Barrier(RIVALS)

    def rival(_: int) -> str | None:
        barrier.wait()
        try:
            return refusal(two_clinics, row())
        except OperationalError as error:
            return "busy" if is_busy(error) else str(error)

    with ThreadPoolExecutor(RIVALS) as threads:
        results = list(threads.map(rival, range(RIVALS)))
    assert results.count(None) == 1
    assert {tables.NO_OVERLAP, "busy"}.issuperset(r for r in results if r)
    assert _stored_absences(two_clinics) == 1


def test_A4_of_eight_programs_that_write_at_once_one_wins(
    two_clinics: Engine, database_url: str
) -> None:
    """Programs that know nothing of our rules, so that only the database can stop them."""
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", REGISTERS_WHEN_TOLD, database_url, str(CLINIC), str(ASTRID)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(RIVALS)
    ]
    for program in programs:
        assert program.stdout
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        assert program.stdin
        program.stdin.write("go\n")
        program.stdin.flush()
    said = [program.communicate(timeout=60)[0].strip() for program in programs]
    assert said.count("registered") == 1
    assert STOPPED.issuperset(s for s in said if s != "registered")
    assert _stored_absences(two_clinics) == 1


def _stored_absences(engine: Engine) -> int | None:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(tables.absence))


def test_another_broken_constraint_is_not_taken_for_a_guard(two_clinics: Engine) -> None:
    with pytest.raises(IntegrityError) as refused:
        stored(two_clinics, [DDFL_TEST])
    assert broken_guard(refused.value) is None
