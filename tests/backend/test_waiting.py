"""Attacks on everybody's patience: one clinic is held, and many want to write at it.

Nobody else is to notice, and those who wait are told in time that there was no turn.
"""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Event

import httpx
import pytest
from sqlalchemy import Engine, text

from fravaertui.backend.services.executor import Busy, Executor
from fravaertui.backend.store import clinic_files
from fravaertui.backend.store.database import (
    CONNECTIONS,
    FOR_A_LOCK,
    IN_LINE,
    WAITS_SECONDS,
    open_database,
)
from fravaertui.backend.store.transactions import writing
from fravaertui.domain.changes import SetPatientInformation
from fravaertui.protocol.problems import URN
from tests.backend.records import ASTRID, CARO, CLINIC, OTHER, body, headers
from tests.backend.serving import served
from tests.backend.test_serve import one_day

CHANGES = f"/api/v1/clinics/{CLINIC}/changes"
OTHERS = f"/api/v1/clinics/{OTHER.clinic.her_id}"
WRITES = 12
"""More than there are threads and connections for."""
PATIENT = 600.0
"""Seconds in all that a server waits which is not to give up before the test lets it go on."""
IMPATIENT = 1.0
LONGEST = 15.0
"""Seconds for what waits for nothing: less than a statement may last, which ends every wait."""
READ = (
    "/readyz",
    "/api/v1/directory",
    OTHERS,
    f"/api/v1/clinics/{CLINIC}",
    f"/api/v1/clinics/{CLINIC}/history",
    f"/api/v1/citizen/{ASTRID}",
    f"/api/v1/citizen/{CARO}",
    "/api/v1/findings",
    "/api/v1/vendors",
)
WAITING = text(
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


def test_nobody_waits_more_than_five_seconds() -> None:
    """In line, then for the clinic, then for the turn at which events are written."""
    assert WAITS_SECONDS * (IN_LINE + 2 * FOR_A_LOCK) <= 5


def until(client: httpx.Client, connections: int) -> None:
    """Return when so many requests have come as far as the database."""
    while (
        f"fravaertui_database_connections_used {connections}.0" not in client.get("/metrics").text
    ):
        time.sleep(0.01)


def test_a_clinic_that_is_held_keeps_nobody_from_anything_else(
    two_clinics: Engine, database_url: str
) -> None:
    on_postgresql = two_clinics.dialect.name == "postgresql"
    changes = [(body(one_day(number)), f"held-{number:04}") for number in range(WRITES)]

    def write(change: tuple[str, str]) -> httpx.Response:
        return client.post(CHANGES, content=change[0], headers=headers(1, change[1]), timeout=None)

    with ExitStack() as stack:
        server = stack.enter_context(served(database_url, waits=PATIENT))
        limits = httpx.Limits(max_connections=WRITES + 5)
        client = stack.enter_context(
            httpx.Client(base_url=server.url, timeout=LONGEST, limits=limits)
        )
        threads = stack.enter_context(ThreadPoolExecutor(WRITES))
        for path in READ:
            assert client.get(path).status_code == httpx.codes.OK
        with writing(two_clinics) as connection:
            clinic_files.lock_clinics(connection, [CLINIC])
            written = [threads.submit(write, change) for change in changes]
            until(client, 1)
            for path in READ:
                assert client.get(path).status_code == httpx.codes.OK, path
            if on_postgresql:  # SQLite has one writer at a time, whatever they write
                information = body(SetPatientInformation(text="Ny tekst"))
                answer = client.post(f"{OTHERS}/changes", content=information, headers=headers(7))
                assert answer.status_code == httpx.codes.OK, answer.text
                with two_clinics.connect() as other:
                    assert other.scalar(WAITING) == 1, "the others wait outside the database"
            assert not any(one.done() for one in written)

        statuses = sorted(one.result().status_code for one in written)
        assert statuses == [httpx.codes.OK] + [httpx.codes.PRECONDITION_FAILED] * (WRITES - 1)


def test_who_has_waited_long_enough_is_told_that_there_was_no_turn(
    two_clinics: Engine, database_url: str
) -> None:
    changes = [body(one_day(number)) for number in range(3)]
    with (
        served(database_url, waits=IMPATIENT) as server,
        httpx.Client(base_url=server.url, timeout=LONGEST) as client,
        ThreadPoolExecutor(3) as threads,
    ):

        def write(number: int) -> httpx.Response:
            given = headers(1, f"held-{number:04}")
            return client.post(CHANGES, content=changes[number], headers=given)

        with writing(two_clinics) as connection:
            clinic_files.lock_clinics(connection, [CLINIC])
            answers = list(threads.map(write, range(3)))  # all of them while it is held
        for answer in answers:
            assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE
            assert answer.json()["type"] == f"{URN}busy"
            assert answer.headers["retry-after"] == "1"

        again = write(0)
        assert again.status_code == httpx.codes.OK, "a key is not spent by a refusal"
        assert write(0).content == again.content


def test_the_database_is_told_how_long_to_wait(two_clinics: Engine, database_url: str) -> None:
    engine = open_database(database_url, waits=2.0)
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            assert connection.scalar(text("SHOW lock_timeout")) == "600ms"
        else:
            assert connection.scalar(text("PRAGMA busy_timeout")) == 1200
    engine.dispose()


async def test_in_line_nobody_waits_for_who_does_not_come_to_an_end() -> None:
    executor = Executor(CONNECTIONS, IMPATIENT / 10)
    begun, let_go = asyncio.Event(), Event()
    loop = asyncio.get_running_loop()

    def last() -> None:
        loop.call_soon_threadsafe(begun.set)
        let_go.wait()

    first = asyncio.create_task(executor.write("one", last))
    try:
        await begun.wait()
        with pytest.raises(Busy):
            await executor.write("one", lambda: None)
        await executor.write("another", lambda: None)
        assert not first.done(), "who has begun is not cut off"
    finally:
        let_go.set()
        await first
        executor.stop()


def test_findings_that_are_missing_are_left_where_another_writes(
    two_clinics: Engine, database_url: str
) -> None:
    """What is known is answered at once, and that it is not all."""
    with (
        served(database_url, waits=PATIENT) as server,
        httpx.Client(base_url=server.url, timeout=LONGEST) as client,
    ):
        with writing(two_clinics) as connection:
            clinic_files.lock_clinics(connection, [CLINIC])
            pending = client.get("/api/v1/findings").json()["pending"]
            assert pending == (1 if two_clinics.dialect.name == "postgresql" else 2)
        assert client.get("/api/v1/findings").json()["pending"] == 0


@pytest.mark.parametrize("connections", [1, 2, 3, 8])
def test_with_few_connections_too_there_is_one_of_each_kind(
    two_clinics: Engine, database_url: str, connections: int
) -> None:
    with (
        served(database_url, waits=PATIENT, connections=connections) as server,
        httpx.Client(base_url=server.url, timeout=LONGEST) as client,
        ThreadPoolExecutor(1) as thread,
    ):
        content, given = body(one_day(0)), headers()
        with writing(two_clinics) as connection:
            clinic_files.lock_clinics(connection, [CLINIC])
            held = thread.submit(
                lambda: client.post(CHANGES, content=content, headers=given, timeout=None)
            )
            until(client, 1)
            for path in READ:
                assert client.get(path).status_code == httpx.codes.OK
            assert not held.done()
        assert held.result().status_code == httpx.codes.OK
