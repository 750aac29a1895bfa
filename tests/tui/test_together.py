"""Two agents at one clinic: what one does is seen by the other, and nothing typed is lost (W3)."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.timer import Timer

from fravaertui.client import Endpoint, Unreachable
from fravaertui.tui.widgets.record_list import RecordList
from tests.client.servers import problem, serving
from tests.tui.conftest import Backend, Opening
from tests.tui.driver import NARROW, WIDE, Clock, Driver
from tests.tui.servers import Proxy
from tests.tui.test_contact import fill_in
from tests.tui.test_overview import ASTRID_RUNNING, BO_PLANNED


@pytest.fixture
def second(opening: Opening, backend: Backend, tmp_path: Path) -> Any:
    """Return what opens a second terminal at the same database, for Ola, in a process's stead."""

    @asynccontextmanager
    async def open_it(size: tuple[int, int] = WIDE, clinic: str = "ddfl") -> AsyncIterator[Driver]:
        endpoint = backend.start("ola.nordmann")
        usual = {"connect": lambda: endpoint, "agent": "ola.nordmann", "drafts": tmp_path / "ola"}
        async with opening(size, clinic=clinic, **usual) as agent:
            yield agent

    return open_it


async def test_W3_what_another_agent_saves_appears_by_itself(agent: Driver, second: Any) -> None:
    async with second() as ola:
        await fill_in(ola)
        await ola.press("ctrl+s")
        assert ola.note.startswith("Lagret: ")
        assert "la til fravær" not in ola.note
        await agent.until(lambda: len(agent.absences) == 3)
    assert "ola.nordmann la til fravær for Per Vikar kl. 11:00." in agent.note
    assert agent.row.startswith("Astrid")


async def test_W3_without_room_to_listen_it_is_said_and_the_clinic_is_read_again_now_and_then(
    opening: Opening, backend: Backend
) -> None:
    """Contact is there and everything works; as soon as there is room, it listens again."""
    proxy = Proxy(backend.endpoint)
    proxy.answer("/events", problem(503, "streams-full"))
    async with (
        serving(proxy) as server,
        opening(WIDE, connect=lambda: Endpoint(server.url), clinic="ddfl") as agent,
        backend.another_agent() as ola,
    ):

        def polled() -> str:
            agent.app.gateway.hurry()
            return agent.note

        await agent.until(lambda: "vises innen et halvt minutt" in polled())
        assert "tilkoblet" in agent.header
        await ola.add("Per Vikar", date(2026, 11, 23), date(2026, 11, 24))
        agent.app.gateway.hurry()
        await agent.until(lambda: len(agent.absences) == 3)
        assert "tilkoblet" in agent.header
        await fill_in(agent)
        await agent.press("ctrl+s")
        assert agent.note.startswith("Lagret")
        proxy.open()
        agent.app.gateway.hurry()
        await ola.add("Bo Berg", date(2027, 11, 23), date(2027, 11, 24))
        await agent.until(lambda: len(agent.absences) == 5)


async def test_W3_the_cursor_stays_on_its_row_when_others_come_and_go(
    wide: Driver, backend: Backend
) -> None:
    await wide.press("down")
    assert wide.row.startswith("Bo Berg")
    async with backend.another_agent() as ola:
        await ola.add("Per Vikar", date(2026, 11, 23), date(2026, 11, 24))
        await wide.until(lambda: len(wide.absences) == 3)
    assert wide.row.startswith("Bo Berg")


async def test_W3_typing_is_kept_and_read_anew_when_another_agent_is_in_the_way(
    wide: Driver, backend: Backend
) -> None:
    await fill_in(wide)
    assert wide.field_note("starts") == "mandag 12. juli 2027"
    async with backend.another_agent() as ola:
        await ola.add("Per Vikar", date(2027, 7, 14), date(2027, 7, 30), ("timebestilling",))
        await wide.until(lambda: "Det er allerede fravær" in wide.field_note("starts"))
    assert wide.value("starts") == "uke 28"
    assert len(wide.ticked) == 4
    assert wide.focus == "services"
    assert "ola.nordmann la til fravær for Per Vikar" in wide.note
    assert "gjør noe annet nå" in wide.note
    assert "Nytt: Per Vikar" in wide.note


async def test_W3_a_change_elsewhere_leaves_the_form_in_peace(
    wide: Driver, backend: Backend
) -> None:
    await fill_in(wide)
    async with backend.another_agent() as ola:
        await ola.delete("Bo Berg")
        await wide.until(lambda: "slettet fraværet til Bo Berg" in wide.note)
        await wide.settle()
    assert "gjør noe annet" not in wide.note
    await wide.press("ctrl+s")
    assert wide.note.startswith("Lagret: ")
    assert [row.split(" ")[0] for row in wide.absences] == ["Astrid", "Per"]


async def test_W1_both_edit_one_row_and_the_second_sees_it_before_saving(
    wide: Driver, second: Any
) -> None:
    await wide.press("down", "e")
    await wide.fill("ends", "20.12.2026")
    async with second() as ola:
        await ola.press("down", "e")
        await ola.fill("ends", "15.12.2026")
        await ola.press("ctrl+s")
        assert ola.note.startswith("Lagret: ")
        await wide.until(lambda: "endret fraværet til Bo Berg" in wide.note)
        await wide.settle()
        assert wide.value("ends") == "20.12.2026"
        assert "Endret: Bo Berg 07.12–15.12.2026 (var 07.12–20.12.2026)" in wide.note
        await wide.press("ctrl+s")
        assert wide.title.startswith("Endre fravær")
        assert "Se på det som er endret" in wide.note
        await wide.press("ctrl+s")
        assert wide.note.startswith("Lagret: ")
        await ola.until(lambda: any("20.12.2026" in row for row in ola.absences))


async def test_W6_a_form_with_nothing_typed_stays_when_its_row_is_gone_and_is_left_at_once(
    wide: Driver, backend: Backend
) -> None:
    await wide.press("down", "e")
    async with backend.another_agent() as ola:
        await ola.delete("Bo Berg")
        await wide.until(lambda: "slettet fraværet til Bo Berg" in wide.note)
    await wide.settle()
    assert wide.title == "Endre fravær", "letters on their way are meant for the form"
    await wide.press("escape")
    assert wide.title == "Fravær"
    assert wide.absences == [ASTRID_RUNNING]


async def test_W1_a_question_is_answered_about_what_it_showed(
    wide: Driver, backend: Backend
) -> None:
    await wide.press("down", "d")
    async with backend.another_agent() as ola:
        await ola.add(None, date(2026, 12, 7), date(2026, 12, 9), ("timebestilling",))
        await wide.until(lambda: "la til fravær for hele legekontoret" in wide.note)
        await wide.settle()
        await wide.press("J")
        assert "ola.nordmann" in wide.note
        assert "Se på det igjen" in wide.note
        assert (await ola.file()).version == 2
    assert any(row.startswith("Bo Berg 07.12.2026") for row in wide.absences)


async def test_W1_saying_no_to_a_question_shows_what_came_meanwhile(
    wide: Driver, backend: Backend
) -> None:
    await wide.press("down", "d")
    async with backend.another_agent() as ola:
        await ola.delete("Bo Berg")
        await wide.until(lambda: "slettet" in wide.note)
    await wide.press("n")
    await wide.until(lambda: wide.absences == [ASTRID_RUNNING])


async def test_who_else_is_here_and_what_they_do(agent: Driver, second: Any) -> None:
    assert "ola.nordmann" not in agent.words
    async with second() as ola:
        await agent.until(lambda: "ola.nordmann ser på" in agent.others)
        await ola.until(lambda: "kari.nordmann ser på" in ola.others)
        await ola.press("n")
        await agent.until(lambda: "ola.nordmann endrer her" in agent.others)
        await ola.press("escape")
        await agent.until(lambda: "ola.nordmann ser på" in agent.others)
    await agent.until(lambda: "ola.nordmann" not in agent.others)


async def test_a_terminal_with_the_clinic_closed_is_not_there(wide: Driver, second: Any) -> None:
    async with second() as ola:
        await wide.until(lambda: "ola.nordmann ser på" in wide.others)
        await ola.press("slash")
        await ola.type("fagersta")
        await ola.press("enter")
        await wide.until(lambda: "ola.nordmann" not in wide.others)


async def test_W3_the_queue_of_findings_follows_what_others_take(wide: Driver, second: Any) -> None:
    await wide.press("t")
    chosen = wide.app.screen.query_one("#queue", RecordList).key
    assert "ola.nordmann" not in wide.words
    async with second() as ola:
        await ola.press("t", "a")
        await wide.until(lambda: "tatt av ola.nordmann" in wide.words)
    assert wide.app.screen.query_one("#queue", RecordList).key == chosen


async def test_contact_lost_and_found_again_without_a_key(
    opening: Opening, backend: Backend, clock: Clock, size: tuple[int, int]
) -> None:
    proxy = Proxy(backend.endpoint)
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(serving(proxy))
        agent = await stack.enter_async_context(
            opening(size, connect=lambda: Endpoint(server.url), clinic="ddfl")
        )
        ola = await stack.enter_async_context(backend.another_agent())
        await agent.until(lambda: any("/events" in r.target for r in proxy.seen))
        proxy.break_off()
        await agent.until(lambda: "ikke kontakt, slik det var nå nettopp" in agent.header)
        assert agent.absences == [ASTRID_RUNNING, BO_PLANNED]
        await ola.delete("Bo Berg")
        clock.at += timedelta(minutes=5)
        await agent.press("down")
        proxy.open()
        await agent.until(lambda: "tilkoblet" in agent.header)
        await agent.until(lambda: agent.absences == [ASTRID_RUNNING])
        await agent.until(lambda: "slettet fraværet til Bo Berg" in agent.words)


async def test_clinics_opened_before_can_be_read_without_contact_with_their_age(
    opening: Opening, backend: Backend, clock: Clock
) -> None:
    proxy = Proxy(backend.endpoint)
    async with (
        serving(proxy) as server,
        opening(NARROW, connect=lambda: Endpoint(server.url), clinic="ddfl") as agent,
    ):
        await agent.press("slash")
        await agent.type("fagersta")
        await agent.press("enter")
        proxy.break_off()
        clock.at += timedelta(minutes=7)
        await agent.until(lambda: "ikke kontakt" in agent.header)
        await agent.press("slash")
        await agent.type("ddfl")
        await agent.press("enter")
        assert agent.absences == [ASTRID_RUNNING, BO_PLANNED]
        assert "Slik var legekontoret for 7 min siden" in agent.note
        assert "for 7 min siden" in agent.header


async def test_W3_the_age_is_told_anew_when_its_minute_is_full(
    wide: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: dict[str, float] = {}

    def set_timer(pause: float, then: Callable[[], None]) -> Timer:
        pauses[getattr(then, "__name__", "")] = pause
        return real(pause, then)

    real = wide.workbench.set_timer
    monkeypatch.setattr(wide.workbench, "set_timer", set_timer)
    wide.workbench.loader.contact_lost(Unreachable("test", "gone"), silent_for=45.0)
    assert "slik det var nå nettopp" in wide.header
    assert pauses["_show_age"] == 15.0


async def test_W4_what_could_not_be_saved_waits_for_contact_and_a_key(
    opening: Opening, backend: Backend
) -> None:
    proxy = Proxy(backend.endpoint)
    async with (
        serving(proxy) as server,
        opening(WIDE, connect=lambda: Endpoint(server.url), clinic="ddfl") as agent,
        backend.another_agent() as ola,
    ):
        await fill_in(agent)
        proxy.break_off()
        await agent.until(lambda: "ikke kontakt" in agent.header)
        await agent.press("ctrl+s")
        assert "Det du skrev, er tatt vare på" in agent.note
        proxy.open()
        await agent.until(lambda: "Kontakten er tilbake" in agent.note)
        await agent.settle()
        assert agent.value("starts") == "uke 28"
        assert (await ola.file()).version == 1
        await agent.press("ctrl+s")
        assert agent.note.startswith("Lagret: ")
        assert (await ola.file()).version == 2
