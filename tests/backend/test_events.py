"""What listeners are told: everything, once, in order, by whichever process it was done (W3)."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from httpx_sse import aconnect_sse
from sqlalchemy import Engine, TextClause, text

from fravaertui.backend import embedded
from fravaertui.backend.server import GRACE_SECONDS
from fravaertui.backend.services.database import Database
from fravaertui.backend.services.event_broadcast import MOST_WAITING, Listener
from fravaertui.backend.services.presence import EVENT_LIFETIME, PresenceService
from fravaertui.backend.store import events
from fravaertui.backend.store.events import StoredEvent
from fravaertui.backend.store.presence import MOST_TERMINALS
from fravaertui.backend.store.transactions import reading, writing
from fravaertui.client import Client, Connected, Disconnected, Endpoint
from fravaertui.domain.calendar import oslo_today
from fravaertui.protocol.auth import Agent, Role
from fravaertui.protocol.events import Activity, ClinicChanged, PresenceReport, Reset
from tests.backend.one_database import ON_POSTGRESQL
from tests.backend.records import ASTRID, BO, CLINIC, NOW, OTHER, absence, body, headers
from tests.backend.serving import served

LONGEST = 60
KARI, OLA = "kari.nordmann", "ola.nordmann"
FIRST, SECOND = UUID(int=1), UUID(int=2)

Replica = Callable[[str], Awaitable[httpx.AsyncClient]]


@pytest.fixture
async def replica(two_clinics: Engine, database_url: str) -> AsyncIterator[Replica]:
    """Return what starts a server on the database, for an agent, and gives a client of it."""
    started: list[tuple[embedded.EmbeddedBackend, httpx.AsyncClient]] = []

    async def start(agent: str) -> httpx.AsyncClient:
        backend = embedded.start(database_url, agent=agent, now=lambda: NOW)
        transport = httpx.AsyncHTTPTransport(uds=str(backend.socket_path))
        client = httpx.AsyncClient(transport=transport, base_url="http://localhost/api/v1")
        started.append((backend, client))
        # FastAPI makes its routes at the first request, and not in two threads at once.
        await client.get("/nowhere")
        return client

    yield start
    for backend, client in started:
        await client.aclose()
        await asyncio.to_thread(backend.stop)


@asynccontextmanager
async def listening(client: httpx.AsyncClient, after: int | None = None) -> AsyncIterator[Any]:
    """Listen, and give what awaits the next event as its number and what it says."""
    sent = {"Last-Event-ID": str(after)} if after is not None else {}
    async with (
        asyncio.timeout(LONGEST),
        aconnect_sse(client, "GET", "/events", headers=sent, timeout=LONGEST) as source,
    ):
        assert source.response.status_code == 200
        stream = source.aiter_sse()

        async def following() -> tuple[int, dict[str, Any]]:
            sse = await anext(stream)
            said = json.loads(sse.data)
            assert sse.event == said["kind"]
            return int(sse.id), said

        yield following
        await stream.aclose()


async def change(
    client: httpx.AsyncClient, version: int, after: date = date(2024, 6, 12), **values: Any
) -> None:
    """Register an absence on a day of its own."""
    day = after + timedelta(days=version)
    sent = body(absence(day, day, **values))
    answer = await client.post(f"/clinics/{CLINIC}/changes", content=sent, headers=headers(version))
    assert answer.status_code == 200, answer.text


async def be_at(
    client: httpx.AsyncClient, terminal: UUID, clinic: int | None, doing: str = "viewing"
) -> Any:
    sent = {"clinic": clinic, "doing": doing}
    answer = await client.put(f"/presence/{terminal}", json=sent)
    assert answer.status_code == (204 if clinic is None else 200), answer.text
    return answer.json()["present"] if answer.content else None


async def test_W3_a_change_is_told_with_who_and_what(replica: Replica) -> None:
    kari = await replica(KARI)
    async with listening(kari) as following:
        number, first = await following()
        assert first == {"kind": "reset"}
        await change(kari, 1)
        assert await following() == (
            number + 1,
            {
                "kind": "changed",
                "clinic": CLINIC,
                "version": 2,
                "agent": KARI,
                "at": "2024-06-01T12:00:00Z",
                "touched": [{"change": "add_absence", "practitioner": ASTRID}],
            },
        )


async def test_W3_it_is_told_at_another_process_on_the_same_file_too(replica: Replica) -> None:
    kari, ola = await replica(KARI), await replica(OLA)
    async with listening(ola) as following:
        await following()
        await change(kari, 1, practitioner=None)
        _, told = await following()
        assert (told["version"], told["agent"]) == (2, KARI)
        assert told["touched"] == [{"change": "add_absence", "practitioner": None}]


async def test_W3_what_came_while_nobody_listened_is_told_afterwards(replica: Replica) -> None:
    kari, ola = await replica(KARI), await replica(OLA)
    async with listening(kari) as following:
        seen, _ = await following()
    for version in range(1, 6):
        await change(kari, version)
    async with listening(ola, after=seen) as following:
        told = [await following() for _ in range(5)]
        await change(kari, 6)
        told.append(await following())
    assert [said["version"] for _, said in told] == [2, 3, 4, 5, 6, 7]
    numbers = [number for number, _ in told]
    assert numbers == sorted(set(numbers))
    async with listening(kari, after=numbers[2]) as following:
        assert (await following())[1]["version"] == 5


async def test_what_is_only_looked_at_refused_or_repeated_is_not_told(replica: Replica) -> None:
    kari = await replica(KARI)
    sent = body(absence())
    url = f"/clinics/{CLINIC}/changes"
    async with listening(kari) as following:
        await following()
        await kari.post(f"{url}?dry_run=true", content=sent, headers=headers())
        await kari.post(url, content=sent, headers=headers(key="the-same-key"))
        await kari.post(url, content=sent, headers=headers(key="the-same-key"))
        await kari.post(url, content=sent, headers=headers(1))
        await kari.post(url, content=body(absence()), headers=headers(2))
        await change(kari, 2, practitioner=BO)
        assert [(await following())[1]["version"] for _ in range(2)] == [2, 3]


@pytest.mark.parametrize("forgotten", [-1, 99])
async def test_a_gap_that_is_not_kept_is_told_as_a_reset(
    replica: Replica, two_clinics: Engine, forgotten: int
) -> None:
    kari = await replica(KARI)
    for version in (1, 2, 3):
        await change(kari, version)
    with writing(two_clinics) as connection:
        newest = events.newest(connection)
        events.remove_old(connection, NOW + timedelta(seconds=1))
        assert events.newest(connection) == newest
    async with listening(kari, after=max(newest + forgotten - 1, 0)) as following:
        assert await following() == (newest, {"kind": "reset"})


@pytest.mark.parametrize("number", ["-1", "1.0", "x", "9" * 20])
async def test_what_is_no_events_number_is_refused(replica: Replica, number: str) -> None:
    answer = await (await replica(KARI)).get("/events", headers={"Last-Event-ID": number})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_mark_and_a_vendor_are_told(replica: Replica, two_clinics: Engine) -> None:
    kari = await replica(KARI)
    vendor = {"code": "cgm", "name": "CGM", "source": "caller", "source_date": "2024-06-01"}
    async with listening(kari) as following:
        await following()
        answer = await kari.put("/vendors/cgm", json=vendor, headers=headers(1))
        assert answer.status_code == 200, answer.text
        assert (await following())[1]["vendor"] == "cgm"


async def test_who_has_a_clinic_open_is_told_and_told_when_they_leave(replica: Replica) -> None:
    kari, ola = await replica(KARI), await replica(OLA)
    kari_there = {"agent": KARI, "terminal": str(FIRST), "doing": "viewing"}
    ola_there = {"agent": OLA, "terminal": str(SECOND), "doing": "editing"}
    async with listening(kari) as following:
        await following()
        assert await be_at(kari, FIRST, CLINIC) == [kari_there]
        assert (await following())[1]["present"] == [kari_there]
        assert await be_at(ola, SECOND, CLINIC, "editing") == [kari_there, ola_there]
        assert (await following())[1]["present"] == [kari_there, ola_there]
        assert await be_at(ola, SECOND, CLINIC, "editing") == [kari_there, ola_there]
        await be_at(ola, SECOND, OTHER.clinic.her_id)
        told = [(await following())[1] for _ in range(2)]
        assert [said["clinic"] for said in told] == [CLINIC, OTHER.clinic.her_id]
        assert told[0]["present"] == [kari_there]
        assert await be_at(kari, FIRST, None) is None
        assert (await following())[1]["present"] == []


async def test_nobody_is_present_at_a_clinic_that_is_not_there(replica: Replica) -> None:
    answer = await (await replica(KARI)).put(f"/presence/{FIRST}", json={"clinic": 1})
    assert answer.status_code == 404


async def test_there_is_an_end_to_the_terminals_of_one_agent(replica: Replica) -> None:
    """Each report is an event for everyone, so their number must not grow with its square."""
    kari, ola = await replica(KARI), await replica(OLA)
    async with listening(kari) as following:
        number, _ = await following()
        for terminal in range(MOST_TERMINALS + 5):
            await be_at(kari, UUID(int=terminal), CLINIC)
        there = await be_at(ola, UUID(int=1000), CLINIC)
        assert [one["agent"] for one in there] == [KARI] * MOST_TERMINALS + [OLA]
        told = [await following() for _ in range(MOST_TERMINALS + 1)]
        assert told[-1][0] == number + MOST_TERMINALS + 1
        assert told[-1][1]["present"][-1]["agent"] == OLA


def test_a_terminal_gone_silent_is_taken_to_be_gone(two_clinics: Engine) -> None:
    now = NOW
    presence = PresenceService(Database(two_clinics, lambda _: now))

    def following(number: int) -> list[StoredEvent]:
        with reading(two_clinics) as connection:
            return events.following(connection, number)

    agent = Agent(name=OLA, role=Role.VIEWER)
    there = PresenceReport(clinic=CLINIC, doing=Activity.EDITING)
    presence.report(agent, SECOND, there)
    now += timedelta(minutes=2, seconds=30)
    presence.sweep()
    [begun] = following(0)
    presence.report(agent, SECOND, there)
    now += timedelta(minutes=2, seconds=31)
    presence.sweep()
    [gone] = following(begun.number)
    assert json.loads(gone.body) == {"kind": "presence", "clinic": CLINIC, "present": []}
    presence.sweep()
    assert following(gone.number) == []
    now += EVENT_LIFETIME + timedelta(seconds=1)
    presence.report(agent, SECOND, there)
    presence.sweep()
    assert len(following(0)) == 1


async def test_a_listener_that_takes_nothing_is_let_go() -> None:
    listener = Listener()
    told = StoredEvent(1, "reset", Reset().model_dump_json())
    assert all(listener.send(told) for _ in range(MOST_WAITING))
    assert not listener.send(told)
    assert await listener.next() is None


async def test_stopping_lets_listeners_go_at_once(two_clinics: Engine, database_url: str) -> None:
    backend = embedded.start(database_url, now=lambda: NOW)
    transport = httpx.AsyncHTTPTransport(uds=str(backend.socket_path))
    async with (
        httpx.AsyncClient(transport=transport, base_url="http://localhost/api/v1") as client,
        aconnect_sse(client, "GET", "/events") as source,
    ):
        stream = source.aiter_sse()
        await anext(stream)
        async with asyncio.timeout(GRACE_SECONDS / 2):
            await asyncio.to_thread(backend.stop)
            assert [told async for told in stream] == []


async def test_nobody_misses_anything_while_many_write_and_listeners_come_and_go(
    replica: Replica,
) -> None:
    """Two processes write; one listener stays, one is cut off after each event and comes back."""
    one, other = await replica(KARI), await replica(OLA)
    wanted = range(2, 32)

    async def staying(client: httpx.AsyncClient) -> list[int]:
        async with listening(client, after=0) as following:
            return [(await following())[1]["version"] for _ in wanted]

    async def coming_back() -> list[int]:
        told: list[int] = []
        last = 0
        while len(told) < len(wanted):
            client = (one, other)[len(told) % 2]
            async with listening(client, after=last) as following:
                last, said = await following()
                told.append(said["version"])
        return told

    async def writing_on() -> None:
        for version in wanted:
            await change((one, other)[version % 2], version - 1)

    listeners = asyncio.gather(staying(one), staying(other), coming_back())
    await writing_on()
    assert [*await listeners] == [list(wanted)] * 3


@ON_POSTGRESQL
async def test_a_killed_hint_connection_is_made_anew_and_nothing_is_missed(
    replica: Replica, two_clinics: Engine
) -> None:
    kari, ola = await replica(KARI), await replica(OLA)
    mine = "application_name = 'fravaertui events' AND datname = current_database()"
    count = text(f"SELECT count(*) FROM pg_stat_activity WHERE {mine}")
    kill = text(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {mine}")
    async with listening(ola) as following:
        await following()
        for version in (1, 2, 3):
            await connected(two_clinics, count)
            with two_clinics.connect() as connection:
                assert connection.execute(kill).all() == [(True,)]
            await change(kari, version)
            assert (await following())[1]["version"] == version + 1


async def connected(engine: Engine, count: TextClause) -> None:
    """Wait for the one connection that hints come over."""
    with engine.connect() as connection:
        while not connection.scalar(count):
            connection.rollback()
            await asyncio.sleep(0.01)


async def test_W3_a_replica_is_killed_and_its_listeners_go_on_at_another(
    two_clinics: Engine, database_url: str
) -> None:
    """Through what stands before two servers and leads to the first that answers."""
    with served(database_url) as first, served(database_url) as second:
        ports = [int(server.url.rpartition(":")[2]) for server in (first, second)]
        client = httpx.AsyncClient(base_url=f"{second.url}/api/v1")
        async with leading_to(ports) as url, asyncio.timeout(LONGEST * 3):
            listener = Client(Endpoint(url))
            async with aclosing(listener.events.follow()) as items, client:
                told: list[int] = []
                assert isinstance(await anext(items), Connected)
                assert isinstance(await anext(items), Reset)
                for version in range(1, 9):
                    await change(client, version, oslo_today(datetime.now(UTC)))
                    if version == 4:
                        first.process.kill()
                async for item in items:
                    assert not isinstance(item, Disconnected)
                    if isinstance(item, ClinicChanged):
                        told.append(item.version)
                    if told and told[-1] == 9:
                        break
                assert told == [2, 3, 4, 5, 6, 7, 8, 9]
            await listener.aclose()


@asynccontextmanager
async def leading_to(ports: list[int]) -> AsyncIterator[str]:
    """Pass each connection on to the first of the ports where somebody answers."""

    async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while piece := await reader.read(65_536):
                writer.write(piece)
        writer.close()

    leading: list[asyncio.Task[None] | None] = []

    async def lead(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        leading.append(asyncio.current_task())
        for port in ports:
            try:
                there, back = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                continue
            await asyncio.gather(pipe(reader, back), pipe(there, writer))
            return
        writer.close()

    server = await asyncio.start_server(lead, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()
    await asyncio.gather(*(task for task in leading if task))
