"""When the backend is slow, dead or refuses, and when another agent was there first (W1, W3)."""

import json
from datetime import date

from fravaertui.client import Endpoint, NotStarted
from tests.client.servers import Received, problem, serving
from tests.tui.conftest import AGENT, DDFL, Backend, Opening, planned_of
from tests.tui.driver import NARROW, Driver
from tests.tui.servers import Proxy
from tests.tui.test_overview import ASTRID_RUNNING, BO_PLANNED


def keys_of(writes: list[Received]) -> set[str]:
    return {write.headers["idempotency-key"] for write in writes}


async def fill_in(agent: Driver) -> None:
    """Fill the form in for Per Vikar in week 28, and do not save."""
    await agent.press("n")
    await agent.type("per")
    await agent.fill("starts", "uke 28")
    await agent.go_to("services")
    await agent.press("a")


async def test_a_backend_that_does_not_start_is_told_and_tried_again(
    opening: Opening, backend: Backend, size: tuple[int, int]
) -> None:
    faults = [NotStarted("disk I/O error")]

    def connect() -> Endpoint:
        if faults:
            raise faults[0]
        return backend.endpoint

    async with opening(size, connect=connect) as agent:
        assert "ikke kontakt" in agent.header
        assert "disk I/O error" in agent.words
        faults.clear()
        await agent.press("escape", "r")
        assert "tilkoblet" in agent.header
        await agent.press("slash")
        await agent.type("ddfl")
        await agent.press("enter")
        assert agent.absences == [ASTRID_RUNNING, BO_PLANNED]


async def test_it_is_tried_again_by_itself(opening: Opening, backend: Backend) -> None:
    tries: list[None] = []

    def connect() -> Endpoint:
        tries.append(None)
        if len(tries) == 1:
            raise OSError("no such socket")
        return backend.endpoint

    async with opening(connect=connect) as agent:
        assert "ikke kontakt" in agent.header
        await agent.until(lambda: "tilkoblet" in agent.header)
        assert "no such socket" not in agent.words


async def test_the_header_follows_the_contact_on_every_screen(
    opening: Opening, backend: Backend
) -> None:
    faults = [OSError("no such socket")]

    def connect() -> Endpoint:
        if faults:
            raise faults[0]
        return backend.endpoint

    async with opening(connect=connect) as agent:
        await agent.press("escape", "t")
        assert "ikke kontakt" in agent.header
        faults.clear()
        await agent.until(lambda: "tilkoblet" in agent.header)
        assert agent.view("queue").is_attached, "still in the triage"


async def test_nothing_at_the_address(opening: Opening) -> None:
    async with opening(NARROW, connect=lambda: Endpoint("http://127.0.0.1:9")) as agent:
        assert "ikke kontakt" in agent.header
        assert "127.0.0.1:9" in agent.words
        await agent.press("escape", "question_mark")
        assert agent.title == "Hjelp"
        await agent.press("q", "q")
        assert not agent.is_open


async def test_another_program_at_the_address(opening: Opening) -> None:
    async def page(_: Received, writer: object) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 13\r\n\r\n<html></html>")  # type: ignore[attr-defined]

    async with serving(page) as server, opening(connect=lambda: Endpoint(server.url)) as agent:
        assert "kan ikke forstås" in agent.words
        assert "html" not in agent.words


async def test_W1_a_lost_answer_is_asked_for_with_the_same_key_and_nothing_doubles(
    opening: Opening, backend: Backend, size: tuple[int, int]
) -> None:
    proxy = Proxy(backend.endpoint)
    async with (
        serving(proxy) as server,
        opening(size, connect=lambda: Endpoint(server.url), clinic="ddfl") as agent,
    ):
        await fill_in(agent)
        proxy.lose_answers("POST")
        await agent.press("ctrl+s")
        assert agent.title == "Legg til fravær"
        assert "Svaret ble borte" in agent.note
        assert "Det du skrev, er tatt vare på" in agent.note
        assert agent.value("starts") == "uke 28"
        proxy.open()
        await agent.press("ctrl+s")
        assert agent.title == "Fravær"
        assert agent.note.startswith("Lagret: ")
        assert len(agent.absences) == 3
        assert len(proxy.writes) > 2
        assert len(keys_of(proxy.writes)) == 1
    async with backend.another_agent() as ola:
        file = await ola.file()
    assert file.version == 2
    assert planned_of("Per Vikar", file)


async def test_W1_an_answer_lost_once_is_not_even_noticed(
    opening: Opening, backend: Backend
) -> None:
    proxy = Proxy(backend.endpoint)
    async with (
        serving(proxy) as server,
        opening(connect=lambda: Endpoint(server.url), clinic="ddfl") as agent,
    ):
        await fill_in(agent)
        proxy.lose_answers("POST", times=1)
        await agent.press("ctrl+s")
        assert agent.note.startswith("Lagret: ")
        assert len(keys_of(proxy.writes)) == 1
    async with backend.another_agent() as ola:
        assert (await ola.file()).version == 2


async def test_W1_after_a_lost_answer_something_else_has_a_key_of_its_own(
    opening: Opening, backend: Backend
) -> None:
    proxy = Proxy(backend.endpoint)
    async with (
        serving(proxy) as server,
        opening(connect=lambda: Endpoint(server.url), clinic="ddfl") as agent,
    ):
        await fill_in(agent)
        proxy.break_off()
        await agent.press("ctrl+s")
        proxy.open()
        await agent.fill("starts", "uke 29")
        await agent.press("ctrl+s")
        assert agent.note.startswith("Lagret: ")
        assert len(keys_of(proxy.writes)) == 2


async def test_W1_what_was_refused_and_is_tried_again_has_a_new_key(
    opening: Opening, backend: Backend
) -> None:
    """The backend answers a key that it knows with its first answer, a refusal too."""
    proxy = Proxy(backend.endpoint)
    refusal = problem(
        422,
        "change-refused",
        violations=[{"code": "overlap", "field": "starts", "detail": "Det er i veien."}],
    )
    async with (
        serving(proxy) as server,
        opening(connect=lambda: Endpoint(server.url), clinic="ddfl") as agent,
    ):
        await fill_in(agent)
        proxy.answer("POST", refusal)
        await agent.press("ctrl+s")
        assert "Det er i veien." in agent.note
        assert agent.value("starts") == "uke 28"
        proxy.open()
        await agent.press("ctrl+s")
        assert agent.note.startswith("Lagret: ")
        assert len(keys_of(proxy.writes)) == 2


async def test_a_write_that_cannot_be_sent_keeps_what_was_typed(
    opening: Opening, backend: Backend
) -> None:
    proxy = Proxy(backend.endpoint)
    async with (
        serving(proxy) as server,
        opening(NARROW, connect=lambda: Endpoint(server.url), clinic="ddfl") as agent,
    ):
        await fill_in(agent)
        proxy.answer("POST", problem(503, "unavailable", detail="Databasen er opptatt."))
        await agent.press("ctrl+s")
        assert agent.title == "Legg til fravær"
        assert agent.value("starts") == "uke 28"
        assert len(agent.ticked) == 4
        assert agent.focus == "services"


async def test_a_busy_backend_is_told_and_saving_again_saves(
    opening: Opening, backend: Backend
) -> None:
    """Contact is there, nothing was saved, and what was typed stands."""
    proxy = Proxy(backend.endpoint)
    async with (
        serving(proxy) as server,
        opening(NARROW, connect=lambda: Endpoint(server.url), clinic="ddfl") as agent,
    ):
        await fill_in(agent)
        proxy.answer("POST", problem(503, "busy"))
        await agent.press("ctrl+s")
        assert "Tjeneren er opptatt akkurat nå, så ingenting ble gjort." in agent.note
        assert "Det du skrev, er tatt vare på" in agent.note
        assert agent.value("starts") == "uke 28"
        assert "tilkoblet" in agent.header
        proxy.open()
        await agent.press("ctrl+s")
        assert agent.note.startswith("Lagret: ")


async def test_a_deletion_that_fails_changes_nothing_and_says_so(
    opening: Opening, backend: Backend
) -> None:
    proxy = Proxy(backend.endpoint)
    async with (
        serving(proxy) as server,
        opening(NARROW, connect=lambda: Endpoint(server.url), clinic="ddfl") as agent,
    ):
        proxy.answer("POST", problem(500, "internal", detail="An error in the server."))
        await agent.press("down", "d", "J")
        assert agent.absences == [ASTRID_RUNNING, BO_PLANNED]
        assert "An error in the server." in agent.note
        assert "→" not in agent.says("strip")
        assert "tilkoblet" in agent.header


async def test_W1_every_write_has_a_key_and_the_version_that_was_seen(
    opening: Opening, backend: Backend
) -> None:
    proxy = Proxy(backend.endpoint)
    async with (
        serving(proxy) as server,
        opening(connect=lambda: Endpoint(server.url), clinic="ddfl") as agent,
    ):
        await fill_in(agent)
        await agent.fill("case_reference", " SAK 42 ")
        await agent.press("ctrl+s", "d", "J")
        first, second = proxy.writes
    seen = [write.headers["if-match"].partition(".") for write in (first, second)]
    assert [version for version, _, _ in seen] == ['"1', '"2']
    assert seen[0][2] == seen[1][2] != ""  # the database's own id
    assert len(keys_of(proxy.writes)) == 2
    assert first.target == f"/api/v1/clinics/{DDFL}/changes"
    assert json.loads(first.body)["case_reference"] == "SAK 42"


async def test_another_agents_change_elsewhere_does_not_stop_ours(
    wide: Driver, backend: Backend
) -> None:
    await fill_in(wide)
    async with backend.another_agent() as ola:
        await ola.delete("Bo Berg")
    await wide.press("ctrl+s")
    assert wide.note.startswith("Lagret: ")
    assert [row.split(" ")[0] for row in wide.absences] == ["Astrid", "Per"]
    async with backend.another_agent() as ola:
        assert (await ola.file()).version == 3


async def test_W1_another_agents_change_in_the_way_is_shown_and_the_typing_kept(
    wide: Driver, backend: Backend
) -> None:
    await fill_in(wide)
    async with backend.another_agent() as ola:
        await ola.add("Per Vikar", date(2027, 7, 14), date(2027, 7, 30), ("timebestilling",))
    await wide.press("ctrl+s")
    assert wide.title == "Legg til fravær"
    assert "ola.nordmann" in wide.note
    assert wide.value("starts") == "uke 28"
    assert "Det er allerede fravær fra onsdag 14. juli 2027" in wide.field_note("starts")
    await wide.go_to("services")
    await wide.press("home", "space", "ctrl+s")
    assert wide.note.startswith("Lagret: ")
    assert len(wide.absences) == 4


async def test_W1_a_deletion_that_would_do_something_else_now_is_not_made(
    wide: Driver, backend: Backend
) -> None:
    await wide.press("down", "d")
    async with backend.another_agent() as ola:
        await ola.add(None, date(2026, 12, 7), date(2026, 12, 9), ("timebestilling",))
    await wide.press("J")
    assert "ola.nordmann" in wide.note
    assert any(row.startswith("Bo Berg 07.12.2026") for row in wide.absences)
    async with backend.another_agent() as ola:
        file = await ola.file()
    assert file.version == 2
    assert planned_of("Bo Berg", file)


async def test_what_another_agent_has_deleted_is_not_deleted_again(
    wide: Driver, backend: Backend
) -> None:
    await wide.press("down", "d")
    async with backend.another_agent() as ola:
        await ola.delete("Bo Berg")
    await wide.press("J")
    assert "ola.nordmann" in wide.note
    assert wide.absences == [ASTRID_RUNNING]
    assert wide.is_open


async def test_an_undo_that_something_later_depends_on_is_refused(
    wide: Driver, backend: Backend
) -> None:
    await wide.press("down", "d", "J")
    async with backend.another_agent() as ola:
        await ola.add("Bo Berg", date(2026, 12, 10), date(2026, 12, 11), ("timebestilling",))
    await wide.press("r", "u")
    assert wide.title == "Fravær"
    assert "Det er allerede fravær" in wide.note
    assert wide.is_open


async def test_the_agents_own_name_stands_in_the_header(wide: Driver) -> None:
    assert AGENT in wide.header
