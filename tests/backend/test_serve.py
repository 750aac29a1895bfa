"""`serve`: on this machine only, two at once on one database, killed and stopped."""

import contextlib
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from threading import Event
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import Engine, select

from fravaertui.backend.serve import OnlyThisMachine, serve
from fravaertui.backend.store import files, tables
from fravaertui.backend.store.transactions import reading
from fravaertui.backend.tokens import SignIn
from fravaertui.domain.changes import AddAbsence
from tests.backend.clinics import ASTRID, BO, CLINIC, body, headers

PROGRAM = """
import sys
from fravaertui.backend.serve import serve
serve(sys.argv[1], "localhost", 0, on_listening=lambda url: print(url, flush=True))
"""
CHANGES = f"/api/v1/clinics/{CLINIC}/changes"
FAR_AHEAD = date(2100, 1, 1)


@contextmanager
def served(database_url: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The server in a process of its own, and its address."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, database_url],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        yield process, process.stdout.readline().strip()
    finally:
        process.kill()
        process.communicate()


def one_day(number: int, practitioner: int = ASTRID) -> AddAbsence:
    """An absence of one day that no other of these touches."""
    day = FAR_AHEAD + timedelta(days=number)
    return AddAbsence(
        absence_id=uuid4(),
        practitioner=practitioner,
        starts=day,
        ends=day,
        services=("ekontakt",),
        confirmed=("far_ahead",),
    )


def write_on(url: str, change: AddAbsence, key: str) -> None:
    """Do as a client does: send with the version seen until it is not stale any more."""
    with httpx.Client(base_url=url, timeout=30) as client:
        while True:
            version = client.get(f"/api/v1/clinics/{CLINIC}").json()["version"]
            answer = client.post(CHANGES, content=body(change), headers=headers(version, key))
            if answer.status_code != httpx.codes.PRECONDITION_FAILED:
                assert answer.status_code == httpx.codes.OK, answer.text
                return
            key = f"{key}+"


def registered(engine: Engine) -> list[str]:
    """The ids of the absences that are stored."""
    with reading(engine) as connection:
        file = files.load(connection, CLINIC)
        assert file
        return sorted(str(absence.id) for absence in file.absences)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org", "\x1b[2J", ""])
def test_without_sign_in_nobody_else_is_let_in(host: str, database_url: str) -> None:
    with pytest.raises(OnlyThisMachine) as refused:
        serve(database_url, host, 0)
    assert str(refused.value).isprintable()


def test_with_sign_in_other_machines_may_come(sqlite_url: str) -> None:
    """Seen without listening to all the world: the port is taken, which comes after the refusal."""
    rules = SignIn("https://id.test", "https://fravaer.test", "terminal")
    with socket.create_server(("0.0.0.0", 0)) as taken, pytest.raises(OSError, match="in use"):
        serve(sqlite_url, "0.0.0.0", taken.getsockname()[1], sign_in=rules)


def test_a_port_that_is_taken_is_an_os_error(two_clinics: Engine, database_url: str) -> None:
    with served(database_url) as (_, url), pytest.raises(OSError, match="in use"):
        serve(database_url, "127.0.0.1", int(url.rpartition(":")[2]))


def test_it_answers_until_it_is_told_to_stop(two_clinics: Engine, database_url: str) -> None:
    with served(database_url) as (process, url):
        assert url.startswith("http://127.0.0.1:")
        assert httpx.get(f"{url}/readyz").status_code == httpx.codes.OK
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 0


def test_W1_two_programs_on_one_database_lose_nothing(
    two_clinics: Engine, database_url: str
) -> None:
    """Two agents' sessions on one machine, each with its own backend on the same file."""
    changes = [one_day(number, (ASTRID, BO)[number % 2]) for number in range(16)]
    with ExitStack() as both, ThreadPoolExecutor(4) as threads:
        urls = [both.enter_context(served(database_url))[1] for _ in range(2)]
        written = [
            threads.submit(write_on, urls[number % 2], change, f"two-programs-{number}")
            for number, change in enumerate(changes)
        ]
        for one in written:
            one.result(timeout=60)
    assert registered(two_clinics) == sorted(str(change.absence_id) for change in changes)
    with reading(two_clinics) as connection:
        log = connection.execute(
            select(tables.change_log.c.version_before, tables.change_log.c.version_after).order_by(
                tables.change_log.c.number
            )
        ).all()
    assert log == [(n, n + 1) for n in range(1, len(changes) + 1)]


def test_W1_killed_while_writing_it_loses_nothing_it_has_acknowledged(
    two_clinics: Engine, database_url: str
) -> None:
    """Each change is then sent again with its key, by a client that never got the last answer."""
    changes = [one_day(number) for number in range(500)]
    acknowledged: list[bytes] = []
    busy = Event()

    def write_until_killed(client: httpx.Client) -> None:
        with contextlib.suppress(httpx.TransportError):
            for number in range(len(changes)):
                acknowledged.append(_sent(client, changes, number).content)
                if number == 20:
                    busy.set()

    with (
        served(database_url) as (process, url),
        httpx.Client(base_url=url) as client,
        ThreadPoolExecutor(1) as thread,
    ):
        writing = thread.submit(write_until_killed, client)
        busy.wait(timeout=60)
        process.kill()
        writing.result(timeout=60)
    last = len(acknowledged)
    assert 20 < last < len(changes)
    with served(database_url) as (_, url), httpx.Client(base_url=url) as client:
        again = [_sent(client, changes, number) for number in range(last + 1)]
    assert [answer.content for answer in again[:-1]] == acknowledged
    assert again[-1].json()["version"] == last + 2
    assert registered(two_clinics) == sorted(str(c.absence_id) for c in changes[: last + 1])
    if two_clinics.dialect.name == "sqlite":
        with two_clinics.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def _sent(client: httpx.Client, changes: list[AddAbsence], number: int) -> httpx.Response:
    given = headers(number + 1, f"killed-{number}")
    return client.post(CHANGES, content=body(changes[number]), headers=given)
