"""A real server that is stopped (SIGSTOP): its sockets stay open and nothing comes."""

import os
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from fravaertui.client import Client, Endpoint, Timeouts
from tests.backend.serving import Server, served
from tests.tui.conftest import DDFL, Opening
from tests.tui.driver import WIDE, Driver
from tests.tui.test_contact import fill_in

OFTEN = "import fastapi.routing; fastapi.routing._PING_INTERVAL = 0.2"
IMPATIENT = Timeouts(
    connect=0.5, read=0.5, whole=1.0, pauses=(0.05,), silence=1.0, longest_pause=0.5
)
"""In the same order as the real ones, a twentieth or so of them."""


@asynccontextmanager
async def working(
    opening: Opening, database: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Driver, Server, Client]]:
    """Open DDFL Test at a server in a process of its own, with a client to look with."""
    monkeypatch.setattr("fravaertui.session.gateway.Client", partial(Client, timeouts=IMPATIENT))
    monkeypatch.setattr("fravaertui.tui.controllers.clinic_loader.RETRY_SECONDS", (0.2,))
    with served(f"sqlite:///{database}", before=OFTEN) as server:
        client = Client(Endpoint(server.url))
        try:
            async with opening(
                WIDE,
                clinic="ddfl",
                connect=lambda: Endpoint(server.url),
                now=lambda: datetime.now(UTC),
            ) as agent:
                await agent.until(lambda: "tilkoblet" in agent.header)
                yield agent, server, client
        finally:
            await client.aclose()


@pytest.fixture
def database(demo_database: Path, tmp_path: Path) -> Path:
    file = tmp_path / "served.db"
    shutil.copyfile(demo_database, file)
    return file


async def freeze(agent: Driver, server: Server) -> None:
    os.kill(server.process.pid, signal.SIGSTOP)
    await agent.until(lambda: "ikke kontakt" in agent.header)


async def thaw(agent: Driver, server: Server) -> None:
    os.kill(server.process.pid, signal.SIGCONT)
    await agent.until(lambda: "tilkoblet" in agent.header)


async def test_W3_it_is_told_and_keys_live_until_it_goes_on(
    opening: Opening, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with working(opening, database, monkeypatch) as (agent, server, _):
        await agent.until(lambda: bool(agent.absences))
        shown = agent.absences
        await freeze(agent, server)
        assert agent.absences == shown
        agent.send("question_mark")
        await agent.until(lambda: agent.title == "Hjelp")
        agent.send("escape", "n")
        await agent.until(lambda: agent.title == "Legg til fravær")
        agent.send("escape")
        await agent.until(lambda: agent.absences == shown)
        await thaw(agent, server)


async def test_W4_what_is_saved_meanwhile_is_saved_once_and_said_to_be(
    opening: Opening, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with working(opening, database, monkeypatch) as (agent, server, client):
        before = await client.clinic(DDFL)
        await fill_in(agent)
        await freeze(agent, server)
        agent.send("ctrl+s")
        await agent.until(lambda: "Det du skrev, er tatt vare på" in agent.note)
        assert "Svaret ble borte" in agent.note
        assert agent.value("starts") == "uke 28"
        await thaw(agent, server)
        agent.send("ctrl+s")
        await agent.until(lambda: agent.note.startswith("Lagret: "))
        after = await client.clinic(DDFL)
        assert after.version == before.version + 1
        assert len(after.absences) == len(before.absences) + 1


async def test_W4_what_may_have_been_saved_is_not_said_to_be_unsaved(
    opening: Opening, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with working(opening, database, monkeypatch) as (agent, server, client):
        before = await client.clinic(DDFL)
        await agent.press("down", "f")
        await agent.fill("ends", "+7")
        await freeze(agent, server)
        agent.send("ctrl+s")
        await agent.until(lambda: "Svaret ble borte" in agent.note)
        os.kill(server.process.pid, signal.SIGCONT)
        await agent.until(lambda: "Kontakten er tilbake" in agent.note)
        assert "ikke lagret ennå" not in agent.note
        assert "Det er uvisst om det du skrev, ble lagret: ^s prøver igjen" in agent.note
        await agent.settle()
        agent.send("ctrl+s")
        await agent.until(lambda: agent.note.startswith(("Lagret: ", "Ingenting er endret")))
        assert (await client.clinic(DDFL)).version == before.version + 1


async def test_W3_what_is_typed_on_after_a_lost_answer_is_looked_at_before_it_is_saved(
    opening: Opening, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with working(opening, database, monkeypatch) as (agent, server, client):
        before = await client.clinic(DDFL)
        await agent.press("down", "f")
        await agent.fill("ends", "+7")
        await freeze(agent, server)
        agent.send("ctrl+s")
        await agent.until(lambda: "Svaret ble borte" in agent.note)
        await agent.fill("ends", "+14")
        os.kill(server.process.pid, signal.SIGCONT)
        await agent.until(lambda: "(var 07.12–20.12.2026)" in agent.note)
        await agent.settle()
        agent.send("ctrl+s")
        await agent.until(lambda: agent.note.startswith("Se på det som er endret"))
        assert (await client.clinic(DDFL)).version == before.version + 1
        agent.send("ctrl+s")
        await agent.until(lambda: agent.note.startswith("Lagret: "))
        assert "03.01.2027" in agent.note
