"""A server on a machine whose clock is wrong: what it stores and forgets is by the database's.

All of its process is told the wrong time, so that any use of the machine's clock would show.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import httpx
import pytest
from sqlalchemy import Engine, select

from fravaertui.backend.problems import ProblemError
from fravaertui.backend.services.container import MOST_SKEW, Services
from fravaertui.backend.store import tables
from fravaertui.backend.store.clock import database_time, skew
from fravaertui.backend.store.transactions import reading
from fravaertui.domain.calendar import oslo_today
from tests.backend.records import ASTRID, CLINIC, body, headers
from tests.backend.serving import CLOCK_AHEAD, served
from tests.backend.test_serve import one_day

CHANGES = f"/api/v1/clinics/{CLINIC}/changes"
SWEEPS_OFTEN = "import fravaertui.backend.services.event_broadcast as b; b.SWEEP_SECONDS = 0"
TERMINAL = f"/api/v1/presence/{UUID(int=1)}"


def real_now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(params=[3, 8 * 24], ids=lambda hours: f"{hours}h")
def both(
    request: pytest.FixtureRequest, two_clinics: Engine, database_url: str
) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    """A server that is right and one whose machine's clock is wrong, on one database."""
    wrong = CLOCK_AHEAD.format(hours=request.param) + SWEEPS_OFTEN
    with ExitStack() as stack:
        servers = [stack.enter_context(served(database_url, how)) for how in ("", wrong)]
        right, off = (
            stack.enter_context(httpx.Client(base_url=server.url, timeout=30)) for server in servers
        )
        yield right, off


def write(client: httpx.Client, number: int, key: str) -> httpx.Response:
    return client.post(CHANGES, content=body(one_day(number)), headers=headers(number, key))


def test_what_a_server_with_a_wrong_clock_writes_is_dated_by_the_database(
    both: tuple[httpx.Client, httpx.Client], two_clinics: Engine
) -> None:
    right, off = both
    begun = real_now() - timedelta(milliseconds=5)
    first = body(one_day(1))
    answer = right.post(CHANGES, content=first, headers=headers(1, "kept-in-mind"))
    off.put(TERMINAL, json={"clinic": CLINIC})
    for version, client in enumerate((off, right, off), start=2):
        assert write(client, version, f"number-{version}").status_code == httpx.codes.OK

    entries = right.get(f"/api/v1/clinics/{CLINIC}/history").json()["entries"]
    moments = [datetime.fromisoformat(entry["at"]) for entry in reversed(entries)]
    assert begun <= moments[0]
    assert moments == sorted(moments)
    assert moments[-1] <= real_now() + timedelta(milliseconds=5)
    for client in both:
        now = {"at": real_now().isoformat()}
        assert client.get(f"/api/v1/clinics/{CLINIC}/known", params=now).json()["version"] == 5

    for client in both:
        again = client.post(CHANGES, content=first, headers=headers(1, "kept-in-mind"))
        assert again.content == answer.content
    dated = (tables.event.c.at, tables.first_answer.c.at, tables.presence.c.seen)
    with reading(two_clinics) as connection:
        for column in dated:
            for at in connection.scalars(select(column)):
                assert begun <= at <= real_now() + timedelta(milliseconds=5)


def test_it_takes_nobody_to_be_gone_and_forgets_no_event(
    both: tuple[httpx.Client, httpx.Client], two_clinics: Engine
) -> None:
    right, off = both
    right.put(TERMINAL, json={"clinic": CLINIC})
    write(right, 1, "an-event-more")
    with off.stream("GET", "/api/v1/events", headers={"Last-Event-ID": "0"}) as listening:
        lines = listening.iter_lines()
        for version in (2, 3, 4):  # it sweeps before it tells of the next
            write(off, version, f"number-{version}")
            while f'"version":{version + 1},' not in next(lines):
                pass
    with reading(two_clinics) as connection:
        assert connection.scalars(select(tables.presence.c.terminal)).all() == [UUID(int=1)]
        kinds = connection.scalars(select(tables.event.c.kind).order_by(tables.event.c.number))
        assert kinds.all() == ["presence", *["changed"] * 4]


def test_today_is_the_databases_too_and_it_says_that_it_had_better_not_be_used(
    both: tuple[httpx.Client, httpx.Client],
) -> None:
    right, off = both
    today = oslo_today(real_now())
    shown = off.get(f"/api/v1/citizen/{ASTRID}").json()["on"]
    assert date.fromisoformat(shown) in (today, oslo_today(real_now()))
    assert off.get("/api/v1/findings").json()["day"] == shown
    for days, status in ((0, httpx.codes.OK), (-1, httpx.codes.UNPROCESSABLE_ENTITY)):
        day = today + timedelta(days=days)
        away = one_day(0).model_copy(update={"starts": day, "ends": day, "confirmed": ()})
        answer = off.post(f"{CHANGES}?dry_run=true", content=body(away), headers=headers())
        assert answer.status_code == status, answer.text
    assert right.get("/readyz").status_code == httpx.codes.OK
    answer = off.get("/readyz")
    assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE
    assert "seconds" in answer.json()["detail"]
    assert "database's" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("seconds", "is_ready"), [(0, True), (4, True), (-4, True), (6, False), (-6, False)]
)
def test_a_few_seconds_are_no_reason(two_clinics: Engine, seconds: int, is_ready: bool) -> None:
    assert MOST_SKEW == 5.0
    services = Services(two_clinics, machine=lambda: real_now() + timedelta(seconds=seconds))
    if is_ready:
        services.check_ready()
    else:
        with pytest.raises(ProblemError):
            services.check_ready()


def test_how_long_the_database_takes_to_answer_is_no_skew(two_clinics: Engine) -> None:
    moments = iter((real_now() - timedelta(hours=1), real_now() + timedelta(hours=1)))
    with reading(two_clinics) as connection:
        assert skew(connection, database_time, lambda: next(moments)) == 0
