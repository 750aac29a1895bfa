"""Attacks on everybody's patience: one clinic is held, and many want to write at it.

Nobody else is to notice, and those who wait are told in time that there was no turn.
"""

import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack

import httpx
import pytest
from sqlalchemy import Engine, text

from fravaertui.backend.problems import URN
from fravaertui.backend.store import files
from fravaertui.backend.store.database import FOR_A_LOCK, IN_LINE, WAITS_SECONDS
from fravaertui.backend.store.transactions import writing
from fravaertui.domain.changes import SetPatientInformation
from tests.backend.clinics import ASTRID, CARO, CLINIC, OTHER, body, headers
from tests.backend.serving import served
from tests.backend.test_serve import one_day

CHANGES = f"/api/v1/clinics/{CLINIC}/changes"
OTHERS = f"/api/v1/clinics/{OTHER.clinic.her_id}"
WRITES = 40
WAITS = 2.5
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


def test_a_clinic_that_is_held_keeps_nobody_from_anything_else(
    two_clinics: Engine, database_url: str
) -> None:
    changes = [(body(one_day(number)), f"held-{number:04}") for number in range(WRITES)]

    def write(number: int) -> tuple[httpx.Response, float]:
        content, key = changes[number]
        begun = time.monotonic()
        answer = client.post(CHANGES, content=content, headers=headers(1, key))
        return answer, time.monotonic() - begun

    with ExitStack() as stack:
        server = stack.enter_context(served(database_url, waits=WAITS))
        limits = httpx.Limits(max_connections=WRITES + 5)
        client = stack.enter_context(httpx.Client(base_url=server.url, timeout=30, limits=limits))
        threads = stack.enter_context(ThreadPoolExecutor(WRITES))
        for path in READ:
            assert client.get(path).status_code == httpx.codes.OK
        with writing(two_clinics) as connection:
            files.hold(connection, [CLINIC])
            written = [threads.submit(write, number) for number in range(WRITES)]
            if two_clinics.dialect.name == "postgresql":
                with two_clinics.connect() as other:
                    while not other.scalar(WAITING):
                        other.rollback()
            assert_served(client, written, two_clinics.dialect.name == "postgresql")
            if two_clinics.dialect.name == "postgresql":
                with two_clinics.connect() as other:
                    assert other.scalar(WAITING) <= 2
            answers = [one.result() for one in written]

        for answer, seconds in answers:
            assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE
            assert answer.json()["type"] == f"{URN}busy"
            assert answer.headers["retry-after"] == "1"
            assert seconds < WAITS * 2  # a busy machine's share is in it

        again, _ = write(0)
        assert again.status_code == httpx.codes.OK, "a key is not spent by a refusal"
        assert write(0)[0].content == again.content


def assert_served(
    client: httpx.Client, written: list[Future[tuple[httpx.Response, float]]], writes_too: bool
) -> None:
    """All of this is answered while they wait, or at the worst before the last of them gives up."""
    for path in READ:
        assert client.get(path, timeout=WAITS).status_code == httpx.codes.OK, path
    if writes_too:  # SQLite has one writer at a time, whatever they write
        information = body(SetPatientInformation(text="Ny tekst"))
        answer = client.post(
            f"{OTHERS}/changes", content=information, headers=headers(7), timeout=WAITS
        )
        assert answer.status_code == httpx.codes.OK, answer.text
    assert not all(one.done() for one in written)


def test_findings_that_are_missing_are_left_where_another_writes(
    two_clinics: Engine, database_url: str
) -> None:
    """What is known is answered at once, and that it is not all."""
    with served(database_url) as server, httpx.Client(base_url=server.url) as client:
        with writing(two_clinics) as connection:
            files.hold(connection, [CLINIC])
            pending = client.get("/api/v1/findings", timeout=WAITS).json()["pending"]
            assert pending == (1 if two_clinics.dialect.name == "postgresql" else 2)
        assert client.get("/api/v1/findings").json()["pending"] == 0


@pytest.mark.parametrize("connections", [1, 2, 3, 8])
def test_with_few_connections_too_there_is_one_of_each_kind(
    two_clinics: Engine, database_url: str, connections: int
) -> None:
    with (
        served(database_url, waits=WAITS, connections=connections) as server,
        httpx.Client(base_url=server.url, timeout=30) as client,
        ThreadPoolExecutor(1) as thread,
        writing(two_clinics) as connection,
    ):
        files.hold(connection, [CLINIC])
        sent = {"content": body(one_day(0)), "headers": headers()}
        held = thread.submit(lambda: client.post(CHANGES, **sent))  # type: ignore[arg-type]
        while client.get("/metrics").text.find("fravaertui_database_connections_used 0.0") > 0:
            pass
        for path in READ:
            assert client.get(path).status_code == httpx.codes.OK
        assert held.result().status_code == httpx.codes.SERVICE_UNAVAILABLE
