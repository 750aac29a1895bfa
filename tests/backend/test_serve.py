"""`serve`: on this machine only, two at once on one database, killed and stopped."""

import contextlib
import json
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from threading import Event
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import Engine, select

from fravaertui.backend.api.clinics import CITIZEN_MAX_AGE
from fravaertui.backend.auth.access_tokens import SignIn
from fravaertui.backend.serve import OnlyThisMachine, serve
from fravaertui.backend.store import clinic_files, tables
from fravaertui.backend.store.transactions import reading, writing
from fravaertui.domain.calendar import oslo_today
from fravaertui.domain.changes import AddAbsence
from tests.backend.records import ASTRID, BO, CLINIC, body, headers
from tests.backend.serving import served
from tests.postgres import Postgres

CHANGES = f"/api/v1/clinics/{CLINIC}/changes"
FAR_AHEAD = date(2100, 1, 1)


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
        file = clinic_files.load(connection, CLINIC)
        assert file
        return sorted(str(absence.id) for absence in file.absences)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org", "\x1b[2J", ""])
def test_without_sign_in_nobody_else_is_let_in(host: str, database_url: str) -> None:
    with pytest.raises(OnlyThisMachine) as refused:
        serve(database_url, host, 0)
    assert str(refused.value).isprintable()


def test_with_sign_in_and_a_proxy_other_machines_may_come(sqlite_url: str) -> None:
    """Seen without listening to all the world: the port is taken, which comes after the refusal."""
    rules = SignIn("https://id.test", "https://fravaer.test", "terminal")
    with socket.create_server(("0.0.0.0", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match="in use"):
            serve(sqlite_url, "0.0.0.0", port, sign_in=rules, behind_proxy=True)
        with pytest.raises(OnlyThisMachine) as refused:
            serve(sqlite_url, "0.0.0.0", port, sign_in=rules)
        assert refused.value.signed_in
        with pytest.raises(OnlyThisMachine) as refused:
            serve(sqlite_url, "0.0.0.0", port, behind_proxy=True)
        assert not refused.value.signed_in


def test_a_port_that_is_taken_is_an_os_error(two_clinics: Engine, database_url: str) -> None:
    with served(database_url) as server, pytest.raises(OSError, match="in use"):
        serve(database_url, "127.0.0.1", int(server.url.rpartition(":")[2]))


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_told_to_stop_it_answers_what_has_begun_and_ends_well(
    two_clinics: Engine, database_url: str, told: signal.Signals
) -> None:
    """The request has begun: it waits for another writer at its clinic."""
    with (
        served(database_url) as server,
        httpx.Client(base_url=server.url) as client,
        httpx.Client(base_url=server.url, timeout=30) as other,
        ThreadPoolExecutor(1) as thread,
    ):
        assert server.url.startswith("http://127.0.0.1:")
        assert client.get("/readyz").status_code == httpx.codes.OK
        with writing(two_clinics) as connection:
            clinic_files.lock_clinics(connection, [CLINIC])
            begun = thread.submit(_sent, other, [one_day(1)], 0)
            while "fravaertui_database_connections_used 0" in client.get("/metrics").text:
                pass
            server.process.send_signal(told)
            while _listens(server.url):
                pass
        assert begun.result(timeout=30).status_code == httpx.codes.OK
        assert server.process.wait(timeout=60) == 0
        lines = [json.loads(line) for line in server.logged()]
    assert [line["status"] for line in lines if line.get("method") == "POST"] == [200]
    assert registered(two_clinics)


def test_a_change_on_one_server_is_seen_at_once_on_the_page_another_keeps(
    two_clinics: Engine, database_url: str
) -> None:
    """Far sooner than caches would have to ask anew; the test's own time limit is what it takes."""
    today = oslo_today(datetime.now(UTC))
    away = one_day(0).model_copy(update={"starts": today, "ends": today, "confirmed": ()})
    page = f"/api/v1/citizen/{ASTRID}"
    with ExitStack() as both:
        urls = [both.enter_context(served(database_url)).url for _ in range(2)]
        one, other = (both.enter_context(httpx.Client(base_url=url)) for url in urls)
        before = other.get(page).content
        while "age" not in other.get(page).headers:
            pass  # it is kept once the server listens
        given = headers(1, "seen-at-once")
        assert one.post(CHANGES, content=body(away), headers=given).status_code == httpx.codes.OK
        deadline = time.monotonic() + CITIZEN_MAX_AGE / 2
        while (after := other.get(page)).content == before:
            assert time.monotonic() < deadline
        assert after.json()["services"] != json.loads(before)["services"]


def test_it_tells_when_the_database_is_gone_and_when_it_is_back(
    postgres_server: Postgres, postgres_url: str
) -> None:
    name = postgres_url.partition("?")[0].rpartition("/")[2]
    allow = "ALTER DATABASE {} ALLOW_CONNECTIONS {}"
    end = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    with served(postgres_url) as server, httpx.Client(base_url=server.url) as client:
        postgres_server.run(allow.format(name, "false"))
        postgres_server.run(end)
        gone = client.get("/readyz")
        assert gone.status_code == httpx.codes.SERVICE_UNAVAILABLE
        assert gone.headers["retry-after"] == "1"
        assert client.get("/healthz").status_code == httpx.codes.OK
        postgres_server.run(allow.format(name, "true"))
        assert client.get("/readyz").status_code == httpx.codes.OK


def test_W1_two_programs_on_one_database_lose_nothing(
    two_clinics: Engine, database_url: str
) -> None:
    """Two agents' sessions on one machine, each with its own backend on the same file."""
    changes = [one_day(number, (ASTRID, BO)[number % 2]) for number in range(16)]
    with ExitStack() as both, ThreadPoolExecutor(4) as threads:
        urls = [both.enter_context(served(database_url)).url for _ in range(2)]
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
        served(database_url) as server,
        httpx.Client(base_url=server.url) as client,
        ThreadPoolExecutor(1) as thread,
    ):
        writing = thread.submit(write_until_killed, client)
        busy.wait(timeout=60)
        server.process.kill()
        writing.result(timeout=60)
    last = len(acknowledged)
    assert 20 < last < len(changes)
    with served(database_url) as server, httpx.Client(base_url=server.url) as client:
        again = [_sent(client, changes, number) for number in range(last + 1)]
    assert [answer.content for answer in again[:-1]] == acknowledged
    assert again[-1].json()["version"] == last + 2
    assert registered(two_clinics) == sorted(str(c.absence_id) for c in changes[: last + 1])
    if two_clinics.dialect.name == "sqlite":
        with two_clinics.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def _listens(url: str) -> bool:
    try:
        httpx.get(f"{url}/healthz")
    except httpx.TransportError:
        return False
    return True


def _sent(client: httpx.Client, changes: list[AddAbsence], number: int) -> httpx.Response:
    given = headers(number + 1, f"killed-{number}")
    return client.post(CHANGES, content=body(changes[number]), headers=given)
