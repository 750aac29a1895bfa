"""Attacks with very many who listen to events, on a server that may have few files open."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest
from sqlalchemy import Engine

from fravaertui.backend.api.streams import PER_AGENT, RESERVED_FILES, EventStreams
from fravaertui.backend.app import create_app
from fravaertui.backend.problems import ProblemError
from fravaertui.backend.store.database import CONNECTIONS
from fravaertui.protocol.problems import URN
from tests.backend.issuing import issuing
from tests.backend.records import ASTRID, CLINIC, body, headers
from tests.backend.serving import Server, served
from tests.backend.test_serve import one_day

FILES = 100
LIMITED = f"import resource; resource.setrlimit(resource.RLIMIT_NOFILE, ({FILES}, {FILES}))"
ROOM = (FILES - RESERVED_FILES - CONNECTIONS) * 2 // 3
EVENTS = "/api/v1/events"


@pytest.fixture
def server(two_clinics: Engine, database_url: str) -> Iterator[Server]:
    with served(database_url, LIMITED) as server:
        yield server


def test_who_comes_when_there_is_no_room_is_told_and_everything_else_goes_on(
    server: Server,
) -> None:
    with ExitStack() as stack:
        client, fresh = (
            stack.enter_context(
                httpx.Client(
                    base_url=server.url,
                    limits=httpx.Limits(max_keepalive_connections=kept),
                    timeout=30,
                )
            )
            for kept in (None, 0)  # the second connects anew for each request
        )
        streams = [stack.enter_context(client.stream("GET", EVENTS)) for _ in range(ROOM)]
        assert {stream.status_code for stream in streams} == {httpx.codes.OK}
        for _ in range(FILES):
            refused = fresh.get(EVENTS)
            assert refused.status_code == httpx.codes.SERVICE_UNAVAILABLE
            assert refused.json()["type"] == f"{URN}streams-full"
            assert refused.headers["retry-after"] == "30"

        for path in ("/healthz", "/readyz", f"/api/v1/citizen/{ASTRID}", "/api/v1/directory"):
            assert fresh.get(path).status_code == httpx.codes.OK
        changes = f"/api/v1/clinics/{CLINIC}/changes"
        answer = fresh.post(changes, content=body(one_day(0)), headers=headers())
        assert answer.status_code == httpx.codes.OK
        told = [stream.iter_lines() for stream in streams]
        for lines in told:
            while '"version":2,' not in next(lines):
                pass

        counted = fresh.get("/metrics").text
        assert f"fravaertui_event_streams_most {ROOM}.0" in counted
        assert f"fravaertui_event_streams_refused {FILES}.0" in counted
        logged = [line for line in server.logged() if re.search("many event streams", line)]
        assert [json.loads(line)["level"] for line in logged] == ["warning"]

        streams[0].close()
        while f"event_listeners {ROOM}.0" not in fresh.get("/metrics").text:
            time.sleep(0.01)  # the server's own is one more
        with client.stream("GET", EVENTS) as again:
            assert again.status_code == httpx.codes.OK


def test_one_agent_does_not_take_all_the_room() -> None:
    streams = EventStreams(3, per_agent=2)
    with ExitStack() as kari:
        for _ in range(2):
            kari.enter_context(streams.opened("kari"))
        with pytest.raises(ProblemError) as refused, streams.opened("kari"):
            pass
        assert refused.value.problem.status == httpx.codes.TOO_MANY_REQUESTS
        with streams.opened("ola"):
            with pytest.raises(ProblemError) as full, streams.opened("eva"):
                pass
            assert full.value.problem.status == httpx.codes.SERVICE_UNAVAILABLE
        assert streams.refused == 2
    with ExitStack() as again:
        for name in ("kari", "kari", "ola"):
            again.enter_context(streams.opened(name))


def test_a_ceiling_is_logged_once_for_each_time_it_is_met(caplog: pytest.LogCaptureFixture) -> None:
    streams = EventStreams(100, per_agent=2)
    for _ in range(2):
        with ExitStack() as kari:
            for _ in range(2):
                kari.enter_context(streams.opened("kari.nordmann"))
            for _ in range(3):
                with pytest.raises(ProblemError), streams.opened("kari.nordmann"):
                    pass
    assert len(caplog.records) == 2
    assert "kari" not in caplog.text


def test_with_sign_in_each_agent_has_a_ceiling(two_clinics: Engine, database_url: str) -> None:
    with issuing() as issuer:
        signed = create_app(database_url, sign_in=issuer.rules).state
        alone = create_app(database_url).state
    assert signed.streams._per_agent == PER_AGENT
    assert alone.streams._per_agent == alone.streams.most
    for state in (signed, alone):
        state.services.close()
