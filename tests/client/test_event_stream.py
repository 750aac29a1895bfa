"""Following what happens at a backend that ends the stream, dies, or is not understood."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from fravaertui.backend import embedded
from fravaertui.client import (
    Client,
    Connected,
    Disconnected,
    Endpoint,
    Fault,
    Polled,
    Timeouts,
    Unreachable,
)
from fravaertui.client.event_stream import StreamItem
from fravaertui.protocol.events import (
    Activity,
    ClinicChanged,
    PresenceChanged,
    PresenceReport,
    Reset,
)
from tests.client.servers import Reply, Server, answer, hangs_up, problem, raw, serving
from tests.client.test_with_backend import NOW, SUMMER, _away, _ddfl_test

QUICK = Timeouts(connect=1, read=1, silence=0.2, shortest_pause=0.001, longest_pause=0.01)
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
LONGEST = 60


def stream(*events: tuple[int, str, object]) -> Reply:
    """Answer with these events, then end the stream."""
    told = "".join(f"event: {k}\ndata: {json.dumps(d)}\nid: {n}\n\n" for n, k, d in events)
    return raw(HEAD + b": ping\n\n" + told.encode())


def changed(number: int) -> tuple[int, str, object]:
    said = {"clinic": 1, "version": number, "agent": "kari", "at": "2026-11-22T12:00:00Z"}
    return number, "changed", {"kind": "changed", **said, "touched": []}


RESET = (1, "reset", {"kind": "reset"})


@asynccontextmanager
async def following(server: Server) -> AsyncIterator[AsyncIterator[StreamItem]]:
    client = Client(Endpoint(server.url), timeouts=QUICK)
    async with asyncio.timeout(LONGEST), aclosing(client.events.follow()) as items:
        yield items
    await client.aclose()


async def some(items: AsyncIterator[StreamItem], count: int) -> list[StreamItem]:
    return [await anext(items) for _ in range(count)]


def versions(items: list[StreamItem]) -> list[int]:
    return [h.version for h in items if isinstance(h, ClinicChanged)]


async def test_a_stream_that_ends_is_followed_on_where_it_ended() -> None:
    replies = (stream(RESET, changed(2)), stream(changed(3)), stream(changed(4)))
    async with serving(*replies) as server, following(server) as items:
        told = await some(items, 7)
        assert versions(told) == [2, 3, 4]
        assert not any(isinstance(item, Disconnected) for item in told)
    asked = [request.headers.get("last-event-id") for request in server.received[:3]]
    assert asked == [None, "2", "3"]


async def test_lost_contact_is_told_once_and_so_is_its_return() -> None:
    replies = (stream(RESET), hangs_up, hangs_up, hangs_up, stream(changed(2)))
    async with serving(*replies) as server, following(server) as items:
        told = await some(items, 5)
    assert [type(one) for one in told] == [Connected, Reset, Disconnected, Connected, ClinicChanged]
    assert isinstance(told[2], Disconnected)
    assert isinstance(told[2].error, Unreachable)


async def test_one_break_is_not_worth_telling() -> None:
    replies = (stream(RESET), hangs_up, stream(changed(2)))
    async with serving(*replies) as server, following(server) as items:
        told = await some(items, 4)
    assert [type(one) for one in told] == [Connected, Reset, Connected, ClinicChanged]


async def test_a_connection_that_goes_silent_is_lost_contact() -> None:
    given_up = asyncio.Event()

    async def silent(_: object, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD)
        await writer.drain()
        await given_up.wait()

    async with serving(silent, hangs_up) as server, following(server) as items:
        told = await some(items, 2)
        assert isinstance(told[1], Disconnected)
        assert told[1].silent_for >= QUICK.silence
        given_up.set()


@pytest.mark.parametrize(
    "full", [problem(429, "too-many-streams"), problem(503, "streams-full")], ids=["one", "all"]
)
async def test_without_room_to_listen_it_is_polled_until_there_is(full: Reply) -> None:
    """Contact is there, so it is not lost; each try is an occasion to read what is shown again."""
    async with (
        serving(full, full, full, stream(RESET), hangs_up) as server,
        following(server) as items,
    ):
        told = await some(items, 5)
    assert [type(one) for one in told] == [Polled, Polled, Polled, Connected, Reset]


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (problem(500, "internal", detail="An error in the server."), Fault),
        (problem(503, "unavailable"), Unreachable),
        (hangs_up, Unreachable),
    ],
)
async def test_what_is_no_stream_is_told_as_what_it_is(
    reply: Reply, error: type[Exception]
) -> None:
    async with serving(reply) as server, following(server) as items:
        [lost] = await some(items, 1)
    assert isinstance(lost, Disconnected)
    assert isinstance(lost.error, error)


async def test_a_page_instead_of_a_stream_is_not_understood() -> None:
    async with serving(answer(200, "<html>")) as server, following(server) as items:
        [lost] = await some(items, 1)
    assert isinstance(lost, Disconnected)
    assert "can't be understood" in lost.error.sentence(lambda text, **_: text)  # type: ignore[arg-type]


PACKED = HEAD.replace(b"connection", b"content-encoding: gzip\r\nconnection")
UTF_16 = HEAD.replace(b"event-stream", b"event-stream; charset=utf-16")
ODD_ID = b'event: reset\ndata: {"kind": "reset"}\nid: \xc3\xb8\n\n'


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param(raw(PACKED + b"not packed at all"), id="gzip"),
        pytest.param(raw(PACKED.replace(b"gzip", b"deflate") + b"nor here"), id="deflate"),
        pytest.param(raw(PACKED.replace(b"gzip", b"br, zstd") + b"nor here"), id="brotli"),
        pytest.param(raw(UTF_16 + b"\x00\xd8\x00"), id="utf-16"),
        pytest.param(raw(HEAD + ODD_ID), id="id-of-other-letters"),
        pytest.param(raw(HEAD + ODD_ID.replace(b"\xc3\xb8", b"a\x07b")), id="id-with-controls"),
        pytest.param(raw(HEAD + ODD_ID.replace(b"\xc3\xb8", b"9" * 70_000)), id="id-without-end"),
        pytest.param(raw(HEAD + b"\xff\xfe\n\n\x00:\n"), id="garbage"),
    ],
)
async def test_nothing_in_a_stream_ends_the_following_of_it(odd: Reply) -> None:
    async with serving(odd, stream(changed(2))) as server, following(server) as items:
        while not isinstance(await anext(items), ClinicChanged):
            pass


async def test_what_a_newer_backend_says_besides_in_an_event_is_passed_over() -> None:
    number, kind, said = changed(2)
    assert isinstance(said, dict)
    newer = stream((number, kind, {**said, "from_the_future": 1}))
    async with serving(newer) as server, following(server) as items:
        assert versions(await some(items, 2)) == [2]


async def test_silence_is_told_as_soon_as_it_is_noticed() -> None:
    given_up = asyncio.Event()

    async def silent(_: object, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD)
        await writer.drain()
        await given_up.wait()

    async with serving(silent, stream(changed(2))) as server, following(server) as items:
        told = await some(items, 4)
        given_up.set()
    assert [type(one) for one in told] == [Connected, Disconnected, Connected, ClinicChanged]
    ping = 15.0
    assert ping < Timeouts().silence < 2 * ping, "one that is missed is noticed before the next"


async def test_unknown_kinds_are_passed_over_and_garbled_ones_mean_everything() -> None:
    odd = stream((2, "from_the_future", {"x": 1}), (3, "changed", {"kind": "changed"}), changed(4))
    async with serving(odd) as server, following(server) as items:
        told = await some(items, 3)
    assert [type(one) for one in told] == [Connected, Reset, ClinicChanged]


async def test_hurry_does_not_wait_for_the_pause() -> None:
    slow = Timeouts(shortest_pause=60, longest_pause=60)
    async with serving(hangs_up, hangs_up, stream(RESET)) as server:
        client = Client(Endpoint(server.url), timeouts=slow)
        async with asyncio.timeout(LONGEST), aclosing(client.events.follow()) as items:
            assert isinstance(await anext(items), Disconnected)
            next_one = asyncio.ensure_future(anext(items))
            while not next_one.done():
                client.events.hurry()
                await asyncio.sleep(0)
            assert isinstance(next_one.result(), Connected)
        await client.aclose()


async def test_everything_through_the_embedded_backends_own_socket(tmp_path: Path) -> None:
    backend = embedded.start(f"sqlite:///{tmp_path / 'demo.db'}", now=lambda: NOW, demo=True)
    client = Client(Endpoint("http://localhost", backend.socket_path))
    terminal = uuid4()
    async with asyncio.timeout(LONGEST), aclosing(client.events.follow()) as items:
        assert await some(items, 2) == [Connected(), Reset()]
        file = await _ddfl_test(client)
        clinic = file.clinic.her_id
        here = await client.report(terminal, PresenceReport(clinic=clinic, doing=Activity.EDITING))
        assert here is not None
        assert [present.terminal for present in here.present] == [terminal]
        assert await anext(items) == here
        assert await client.report(terminal, PresenceReport(clinic=None)) is None
        assert await anext(items) == PresenceChanged(clinic=clinic, present=())
        await client.submit(clinic, _away(file, SUMMER), file.version, "a-key-of-ours")
        changed = await anext(items)
        assert isinstance(changed, ClinicChanged)
        assert changed.version == file.version + 1
        assert client.cached_clinic(clinic) is not None
    await client.aclose()
    await asyncio.to_thread(backend.stop)
