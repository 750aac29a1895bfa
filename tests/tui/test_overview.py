"""«Fravær»: rows, order, words, the weeks under it, and what stands instead (W3)."""

import pytest

from fravaertui.backend.demo.clinics import demo_files
from fravaertui.client import Endpoint
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.session.state import SessionState
from fravaertui.texts.catalogue import screen_words
from fravaertui.tui.panes.absence_rows import absence_records
from tests.client.servers import problem, serving
from tests.tui.conftest import NOW, TODAY, Backend, Opening
from tests.tui.driver import NARROW, WIDE, Driver
from tests.tui.servers import Proxy

ASTRID_RUNNING = "Astrid Info 09.11.2026 29.11.2026 21 d pågår"
BO_PLANNED = "Bo Berg 07.12.2026 20.12.2026 14 d planlagt"
ASTRID_ENDED = "Astrid Info 12.06.2024 08.07.2024 27 d avsluttet"


async def test_A9_each_row_says_in_words_where_it_is_in_its_life(agent: Driver) -> None:
    assert agent.absences == [ASTRID_RUNNING, BO_PLANNED]


async def test_A9_the_columns_have_the_guides_names(wide: Driver) -> None:
    assert wide.says("heading") == "Behandler Fra og med Til og med Dager"


async def test_A9_ended_absences_come_on_a_key_and_go_again(wide: Driver) -> None:
    await wide.press("h")
    assert wide.absences == [ASTRID_RUNNING, BO_PLANNED, ASTRID_ENDED]
    assert wide.note == "Avsluttede fravær vises."
    await wide.press("h")
    assert wide.absences == [ASTRID_RUNNING, BO_PLANNED]


async def test_A9_what_needs_attention_first_stands_first(opening: Opening) -> None:
    async with opening(NARROW, clinic="storbyen") as agent:
        await agent.press("h")
        states = [
            next(word for word in ("pågår", "planlagt", "avsluttet") if word in row)
            for row in agent.absences
        ]
        order = ["pågår", "planlagt", "avsluttet"]
        assert set(states) == set(order)
        assert states == sorted(states, key=order.index)


async def test_A4_records_from_outside_are_shown_with_their_source(opening: Opening) -> None:
    async with opening(NARROW, clinic="steinsund") as agent:
        sources = {word for word in ("portalen", "EPJ", "importert") if word in agent.words}
        assert sources == {"portalen", "EPJ", "importert"}
        # The three overlap: the union decides when each opens again (rule C2).
        assert "åpner: Resept og Kontakt 30.11, de andre 07.12" in agent.words


async def test_A8_the_whole_clinics_absence_has_a_name_of_its_own(opening: Opening) -> None:
    async with opening(NARROW, clinic="cahcegatti") as agent:
        assert agent.absences[0].startswith("Hele legekontoret 16.11.2026 29.11.2026 14 d")


async def test_a_service_that_is_not_among_the_four_is_shown_raw(opening: Opening) -> None:
    async with opening(clinic="langnes") as agent:
        assert "influensavaksine" in agent.says("citizen")
        await agent.press("e")
        assert "influensavaksine" in agent.says("services")


async def test_the_cursor_moves_with_arrows_and_letters_and_takes_the_citizen_along(
    agent: Driver, size: tuple[int, int]
) -> None:
    page = "citizen" if size == WIDE else "strip"
    await agent.press("down")
    assert agent.row.startswith("Bo Berg")
    assert "Bo Berg" in agent.says(page)
    await agent.press("k")
    assert agent.row.startswith("Astrid Info")
    assert "Astrid Info" in agent.says(page)


async def test_the_next_practitioner_is_a_key_away(agent: Driver, size: tuple[int, int]) -> None:
    page = "citizen" if size == WIDE else "strip"
    seen = []
    for _ in range(3):
        await agent.press("b")
        seen.append(next(n for n in ("Astrid", "Bo", "Per") if n in agent.rows(page)[0]))
    assert seen == ["Bo", "Per", "Astrid"]
    await agent.press("B")
    assert "Per Vikar" in agent.says(page)


async def test_a_long_list_scrolls_with_the_cursor(opening: Opening, size: tuple[int, int]) -> None:
    async with opening(size, clinic="storbyen") as agent:
        rows = len(agent.absences)
        assert rows * 2 > size[1]
        await agent.press("end")
        assert agent.row
        assert agent.row == agent.absences[-1]
        await agent.press("home")
        assert agent.row == agent.absences[0]


async def test_the_weeks_show_how_much_is_closed(wide: Driver) -> None:
    rows = [row.split() for row in wide.rows("timeline")]
    assert rows[0][:4] == ["UKER", "nov", "des", "jan"]
    assert rows[1][:3] == ["46▸47", "48", "49"]
    assert rows[2][:6] == ["▸Astrid", "Info", "██", "██", "██", "·"]
    assert rows[3][:8] == ["Bo", "Berg", "·", "·", "·", "·", "▒▒", "▒▒"]
    assert rows[4] == ["◆", "Per", "Vikar", "◆◆", "◆◆"]
    assert wide.says("legend") == "██ stengt ▒ noe stengt ◆ vikar * helligdag"


async def test_the_substitute_stands_on_the_absence_at_every_size(
    agent: Driver, size: tuple[int, int]
) -> None:
    rows = agent.rows("absences")
    assert rows[3].endswith("Per Vikar")
    assert any(
        opening in rows[3] for opening in (" · åpner igjen ma 21.12.2026 ·", " · åpner 21.12 ◆")
    )


async def test_W3_no_absence_at_all_says_so(opening: Opening) -> None:
    async with opening(NARROW, clinic="sorli") as agent:
        await agent.press("d", "J")
        assert agent.says("empty") == "Ingen fravær er registrert. n legger til et."
        assert not agent.absences


async def test_a_clinic_where_nobody_works_says_so(opening: Opening) -> None:
    async with opening(clinic="nyapnet") as agent:
        assert agent.says("empty") == "Ingen behandler er registrert på denne virksomheten."


async def test_W3_only_ended_absences_says_how_to_see_them(opening: Opening) -> None:
    async with opening(NARROW, clinic="ddfl") as agent:
        for _ in range(2):
            await agent.press("down", "d", "J")
        assert agent.says("empty") == (
            "Ingen pågående eller planlagte fravær. n legger til et. h viser de avsluttede."
        )
        await agent.press("h")
        assert ASTRID_ENDED in agent.absences


async def test_W3_before_a_clinic_is_chosen_it_says_what_to_do(opening: Opening) -> None:
    async with opening() as agent:
        assert agent.title == "I dag på kundesenteret"
        assert "/ og skriv det du hører: navn, lege, nummer." in agent.says("citizen")


async def test_W3_a_list_on_its_way_is_not_an_empty_list(
    opening: Opening, backend: Backend, size: tuple[int, int]
) -> None:
    proxy = Proxy(backend.endpoint)
    async with serving(proxy) as server:
        proxy.shut("/clinics/")
        async with opening(size, connect=lambda: Endpoint(server.url)) as agent:
            agent.send(*"ddfl", "enter")
            await agent.until(lambda: agent.shows("empty") and "Henter" in agent.says("empty"))
            assert agent.says("empty") == "Henter virksomheten …"
            proxy.open()
            await agent.settle()
            assert agent.absences == [ASTRID_RUNNING, BO_PLANNED]


async def test_W3_a_list_that_could_not_be_loaded_is_a_third_thing(
    opening: Opening, backend: Backend, size: tuple[int, int]
) -> None:
    proxy = Proxy(backend.endpoint)
    async with serving(proxy) as server:
        proxy.answer("/clinics/", problem(500, "internal", detail="An error in the server."))
        async with opening(size, connect=lambda: Endpoint(server.url), clinic="ddfl") as agent:
            assert agent.says("empty") == (
                "Virksomheten kunne ikke hentes. Tjeneren kunne ikke gjøre dette (500): "
                "An error in the server. Trykk r for å prøve igjen."
            )
            proxy.open()
            await agent.press("r")
            assert agent.absences == [ASTRID_RUNNING, BO_PLANNED]


async def test_a_backend_that_answers_did_not_lose_contact(
    opening: Opening, backend: Backend
) -> None:
    proxy = Proxy(backend.endpoint)
    async with serving(proxy) as server:
        proxy.answer("/clinics/", problem(500, "internal", detail="An error in the server."))
        async with opening(connect=lambda: Endpoint(server.url), clinic="ddfl") as agent:
            assert "ikke kontakt" not in agent.header


async def test_W3_a_failed_reload_keeps_what_is_on_screen_and_says_how_old_it_is(
    opening: Opening, backend: Backend, size: tuple[int, int]
) -> None:
    proxy = Proxy(backend.endpoint)
    async with serving(proxy) as server:  # noqa: SIM117 - the second needs the first
        async with opening(size, connect=lambda: Endpoint(server.url), clinic="ddfl") as agent:
            proxy.break_off()
            await agent.press("r")
            assert agent.absences == [ASTRID_RUNNING, BO_PLANNED]
            assert "ikke kontakt, slik det var nå nettopp" in agent.header
            proxy.open()
            await agent.press("r")
            assert "tilkoblet" in agent.header


async def test_a_clinic_that_is_gone_says_so(opening: Opening, backend: Backend) -> None:
    proxy = Proxy(backend.endpoint)
    async with serving(proxy) as server:
        proxy.answer("/clinics/", problem(404, "no-such-clinic"))
        async with opening(NARROW, connect=lambda: Endpoint(server.url), clinic="ddfl") as agent:
            assert "Søk på nytt" in agent.says("empty")


async def test_other_agents_changes_come_when_the_clinic_is_fetched_again(
    wide: Driver, backend: Backend
) -> None:
    async with backend.another_agent() as ola:
        await ola.delete("Bo Berg")
    await wide.press("r")
    assert wide.absences == [ASTRID_RUNNING]


async def test_nothing_waits_for_a_slow_backend(
    opening: Opening, backend: Backend, size: tuple[int, int]
) -> None:
    proxy = Proxy(backend.endpoint)
    async with serving(proxy) as server:  # noqa: SIM117 - the second needs the first
        async with opening(size, connect=lambda: Endpoint(server.url), clinic="ddfl") as agent:
            proxy.shut("/clinics/")
            agent.send("r", "plus", "h")
            await agent.until(lambda: len(agent.absences) == 3)
            assert "23. november 2026" in agent.says("citizen" if size == WIDE else "strip")
            proxy.open()
            await agent.settle()


@pytest.mark.parametrize("closed", [("timebestilling",), STANDARD_SERVICES], ids=["some", "all"])
def test_a_substitute_is_coloured_on_an_absence_only_where_citizens_meet_them(
    closed: tuple[str, ...],
) -> None:
    file = next(file for file in demo_files(TODAY) if file.clinic.name.startswith("Fagersta"))
    [absence] = file.absences
    file = file.model_copy(update={"absences": (absence.model_copy(update={"services": closed}),)})
    state = SessionState(screen_words("nb"), lambda: NOW, {}, file=file)
    [record] = absence_records(state, 120)
    [look] = [look for text, look in record.lines[1].parts if "Siv" in text]
    assert look == ("plain" if closed == STANDARD_SERVICES else "substitute")
