"""A list of absences by keys: pasted, settled, saved as one, read back and taken back (L1-L5)."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from fravaertui.protocol.auth import Role
from fravaertui.tui.widgets.list_box import ListBox
from tests.tui.conftest import DDFL, Backend, Colleague, Opening
from tests.tui.driver import NARROW, WIDE, Driver
from tests.tui.plain_text import flat

LIST = """Hei!

Sommerferie 2027:

Bo Berg: uke 28-30
Astrid Info har ferie 12.7-18.7
Berg: uke 33

Ring oss på 00 00 01 02 mellom 9 og 11."""

READY = "Ferie:\nBo Berg: uke 28-30\nAstrid Info: uke 31"


@pytest.fixture
async def lister(
    opening: Opening, size: tuple[int, int], backend: Backend
) -> AsyncIterator[Driver]:
    """Return the screen of the list at DDFL Test, at both sizes."""
    async with opening(size, clinic="ddfl") as agent:
        yield await agent.press("i")


@pytest.fixture
async def ready(wide: Driver) -> Driver:
    """Return a list with two rows that can be saved as they are."""
    await wide.press("i")
    await wide.paste(READY)
    return await wide.press("tab", "enter", "enter")


def rows(agent: Driver) -> list[str]:
    """Return the rows, each with its state, whom, and which days."""
    told = agent.rows("list-rows")
    return [flat(f"{one} {two}") for one, two in zip(told[::2], told[1::2], strict=True)]


def lit_up(agent: Driver) -> list[str]:
    """Return the characters of the text that stand out."""
    box = agent.app.screen.query_one(ListBox)
    lines = [box.get_line(number) for number in range(box.document.line_count)]
    return [line.plain[span.start : span.end] for line in lines for span in line.spans]


def statuses(agent: Driver) -> list[str]:
    return [row.split()[1] for row in rows(agent)]


async def absences(colleague: Colleague) -> list[tuple[int | None, date, date]]:
    """Return what is registered from next summer on."""
    file = await colleague.file()
    return [(a.practitioner, a.starts, a.ends) for a in file.absences if a.starts.year == 2027]


async def test_L1_what_is_pasted_is_read_with_each_row_lit_up_in_the_text(lister: Driver) -> None:
    assert lister.focus == "list-text"
    await lister.paste(LIST)
    await lister.press("tab")
    assert lister.focus == "list-rows"
    assert [row.split(" · ")[0] for row in rows(lister)] == [
        "? hvilke tjenester? Bo Berg ma 12.07–sø 01.08.2027",
        "? hvilke tjenester? Astrid Info ma 12.07–sø 18.07.2027",
        "? hvilke tjenester? Bo Berg ma 16.08–sø 22.08.2027",
    ]
    assert lit_up(lister) == ["Bo Berg: uke 28-30", "Bo Berg", "uke 28-30"]
    assert "3 rader · 3 spørsmål" in lister.edge("list-rows")
    assert "hoppet over: o" in lister.edge("list-rows")
    await lister.press("o")
    assert "Ring oss på" in lister.words


async def test_L2_services_are_asked_once_and_a_row_is_left_out_and_taken_in(
    lister: Driver,
) -> None:
    await lister.paste(READY)
    await lister.press("tab", "enter")
    assert "Hvilke tjenester stenger fraværene på lista?" in lister.words
    await lister.press("enter")
    assert statuses(lister) == ["nytt", "nytt"]
    await lister.press("x")
    assert statuses(lister) == ["utelatt", "nytt"]
    assert "1 utelatt" in lister.edge("list-rows")
    await lister.press("delete")
    assert statuses(lister) == ["nytt", "nytt"]


async def test_L3_the_citizen_before_and_after_is_shown_for_the_chosen_row(ready: Driver) -> None:
    assert ready.says("list-row").count("Bo Berg")
    assert "ÅPEN → STENGT" in ready.says("list-row")
    assert "og åpner igjen 2. august 2027.»" in ready.says("list-row")
    await ready.press("down")
    assert "og åpner igjen 9. august 2027.»" in ready.says("list-row")


async def test_L3_the_strip_of_a_small_terminal_has_the_citizen(
    opening: Opening, backend: Backend
) -> None:
    async with opening(NARROW, clinic="ddfl") as agent:
        await agent.press("i")
        await agent.paste(READY)
        assert not agent.shows("list-rows")
        await agent.press("tab", "enter", "enter")
        assert not agent.shows("list-text")
        assert "ÅPEN → STENGT" in agent.says("list-strip")


async def test_L3_a_list_is_saved_as_one_after_a_question_and_again_changes_nothing(
    ready: Driver, backend: Backend
) -> None:
    await ready.press("ctrl+s")
    assert "Lagre 2 rader fra lista?" in ready.words
    assert "Fravær legges til: Bo Berg 12.07–01.08.2027" in ready.words
    await ready.press("J")
    assert ready.note.startswith("Lagret: 2 rader.")
    assert statuses(ready) == ["uendret", "uendret"]
    async with backend.another_agent() as ola:
        saved = await absences(ola)
        assert len(saved) >= 2
        [batch] = (await ola.api.batches.latest("list")).batches
        assert batch.counts == {"add_absence": 2}
        version = (await ola.file()).version
        await ready.press("ctrl+s")
        assert ready.note == "Det er ingenting å lagre: Alt er registrert fra før, eller utelatt."
        await ready.press("escape", "i")
        await ready.paste(READY)
        await ready.press("tab", "enter", "enter")
        assert statuses(ready) == ["uendret", "uendret"]
        assert (await ola.file()).version == version


async def test_L3_nothing_is_saved_while_a_row_is_a_question(
    ready: Driver, backend: Backend
) -> None:
    await ready.press("shift+tab")
    await ready.press("ctrl+end")
    await ready.paste("\nKari Ukjentsen har ferie uke 32")
    await ready.press("ctrl+s")
    assert "1 rad er et spørsmål." in ready.note
    assert not ready.app.screen.query("#dialog-pane")
    await ready.press("enter")
    assert "Hvem er «Kari Ukjentsen»?" in ready.words
    await ready.press("escape", "x", "ctrl+s")
    assert "Lagre 2 rader fra lista?" in ready.words


async def test_a_doubtful_period_is_chosen_or_typed_with_the_days_understood_in_full(
    wide: Driver,
) -> None:
    await wide.press("i")
    await wide.paste("Ferie:\nBo Berg: uke 23-25.august\nAstrid Info: 12.8 – 8.7")
    await wide.press("tab", "t", "enter", "enter")
    assert "mandag 23. august 2027 til onsdag 25. august 2027 (3 dager)" in wide.words
    await wide.press("enter")
    assert statuses(wide)[0] == "nytt"
    await wide.press("n", "enter")
    assert "torsdag 8. juli 2027 til torsdag 12. august 2027 (36 dager)" in wide.words
    await wide.press("down", "enter")
    await wide.type("12.7-8.8")
    assert "mandag 12. juli 2027 til søndag 8. august 2027 (28 dager)" in wide.words
    await wide.press("enter")
    assert statuses(wide) == ["nytt", "nytt"]


async def test_a_name_of_nobody_is_chosen_among_the_practitioners(wide: Driver) -> None:
    await wide.press("i")
    await wide.paste("Ferie:\nKari Ukjentsen: uke 28")
    await wide.press("tab", "enter")
    await wide.type("astrid")
    await wide.press("enter", "enter", "enter")
    assert rows(wide)[0].startswith("+ nytt Astrid Info ma 12.07–sø 18.07.2027")


@pytest.mark.parametrize("name", ["Kari Ukjentsen", "Dr. Dahl", "Bo Ukjentsen", "Turnuslege Dahl"])
async def test_nobody_becomes_somebody_by_enter_alone(lister: Driver, name: str) -> None:
    await lister.paste(f"Ferie:\n{name}: uke 28")
    await lister.press("tab", "enter", "enter", "enter")
    assert "Hvem er «" in lister.words
    assert "Ingen er valgt. Skriv et navn, eller trykk ↓." in lister.words
    await lister.press("escape")
    assert rows(lister)[0].startswith("? hvem?")
    await lister.press("enter", "enter", "down", "enter")
    assert rows(lister)[0].startswith("? hvilke tjenester? ")
    assert "hvem" not in rows(lister)[0]


async def test_the_first_of_those_whom_a_name_fits_is_under_the_cursor(wide: Driver) -> None:
    await wide.press("i")
    await wide.paste("Ferie:\nAI: uke 28")
    await wide.press("tab", "enter", "enter")
    assert rows(wide)[0].startswith("? hvilke tjenester? Astrid Info")


async def test_each_line_of_a_stranger_is_a_row_beside_the_practitioners(lister: Driver) -> None:
    await lister.paste("Berg: uke 28-30\nHolm: uke 31\nDr. Dahl 5.7–16.7 (vikar: Siv Testvikar)")
    await lister.press("tab")
    assert [row.split("?")[1].strip() for row in rows(lister)] == ["når", "hvem", "hvem"]
    assert "hoppet over" not in lister.edge("list-rows")


async def test_the_call_of_the_user_guide_can_be_acted_out_as_it_is_written(
    lister: Driver,
) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "brukerveiledning.md").read_text("utf-8")
    told = guide[guide.index("**En samtale**, som du kan prøve hos demokontoret DDFL Test.") :]
    await lister.paste(told.split("```")[1].strip())
    await lister.press("tab", "enter", "enter", "n", "enter")
    assert "Hvem er «Holm»?" in lister.words
    await lister.type("per")
    await lister.press("enter", "n", "enter")
    assert "Hva dekker Siv Testvikar?" in lister.words
    await lister.press("space", "enter", "ctrl+s", "J")
    assert lister.note.startswith("Lagret: 3 rader.")


async def test_a_named_substitute_covers_what_is_ticked_and_the_rest_is_closed(
    wide: Driver, backend: Backend
) -> None:
    await wide.press("i")
    await wide.paste("Ferie:\nAstrid Info 5.7-11.7 (vikar: Siv Testvikar)")
    await wide.press("tab", "t", "enter", "enter", "space", "enter")
    assert "vikar Siv Testvikar (Timebestilling)" in rows(wide)[0]
    await wide.press("ctrl+s", "J")
    async with backend.another_agent() as ola:
        file = await ola.file()
    [cover] = [s for s in file.substitutes if s.name == "Siv Testvikar"]
    [absence] = [a for a in file.absences if a.starts == date(2027, 7, 5)]
    assert cover.services == ("timebestilling",)
    assert "timebestilling" not in absence.services


async def test_the_list_is_read_back_with_the_sentence_and_the_days_of_each_row(
    ready: Driver, sent: list[str]
) -> None:
    await ready.press("ctrl+s", "J", "y")
    assert "Fravær som er registrert på Helsenorge for DDFL Test:" in ready.words
    assert (
        "Bo Berg: fravær fra og med mandag 12. juli 2027 til og med søndag 1. august" in ready.words
    )
    assert "og åpner igjen 2. august 2027." in ready.words
    assert any("52;c;" in written for written in sent)
    await ready.press("escape", "s", "y")
    assert "Fråvær som er registrert" in ready.words


async def test_the_read_back_is_given_in_the_other_language_where_it_is_read(
    ready: Driver, sent: list[str]
) -> None:
    await ready.press("ctrl+s", "J", "y")
    assert "s gir det på nynorsk." in ready.words
    copied = sum("52;c;" in written for written in sent)
    await ready.press("s")
    assert "Fråvær som er registrert på Helsenorge for DDFL Test:" in ready.words
    assert "s gir det på bokmål." in ready.words
    assert sum("52;c;" in written for written in sent) == copied + 1
    await ready.press("s")
    assert "Fravær som er registrert på Helsenorge for DDFL Test:" in ready.words
    await ready.press("escape")
    assert ready.focus == "list-rows"


async def test_L4_what_was_saved_is_taken_back_as_one_from_the_history(
    ready: Driver, backend: Backend
) -> None:
    async with backend.another_agent() as ola:
        before = await absences(ola)
        await ready.press("ctrl+s", "J", "escape", "H")
        await ready.press("u")
        assert "Bo Berg" in ready.words
        assert "Astrid Info" in ready.words
        await ready.press("J")
        assert await absences(ola) == before


async def test_L3_another_agents_change_in_between_stops_the_clinic_and_says_who(
    ready: Driver, backend: Backend
) -> None:
    await ready.press("ctrl+s")
    async with backend.another_agent() as ola:
        await ola.add("Per Vikar", date(2027, 5, 3), date(2027, 5, 9))
        version = (await ola.file()).version
        await ready.press("J")
        assert (
            "DDFL Test: Ingenting er lagret der, fordi ola.nordmann endret kontoret" in ready.note
        )
        assert (await ola.file()).version == version
        assert statuses(ready) == ["nytt", "nytt"]
        await ready.press("ctrl+s", "J")
        assert ready.note.startswith("Lagret: 2 rader.")
        assert (await ola.file()).version == version + 1


async def test_what_another_agent_registers_meanwhile_is_read_anew(
    ready: Driver, backend: Backend
) -> None:
    async with backend.another_agent() as ola:
        await ola.add("Bo Berg", date(2027, 7, 12), date(2027, 8, 1))
    await ready.until(lambda: "Lista er lest på nytt" in ready.note)
    await ready.settle()
    assert statuses(ready) == ["uendret", "nytt"]


async def test_W4_a_list_survives_a_kill_with_what_was_settled(
    opening: Opening, backend: Backend, tmp_path: Path
) -> None:
    async with opening(WIDE, clinic="ddfl") as agent:
        await agent.press("i")
        await agent.paste(READY)
        await agent.press("tab", "enter", "enter", "x")
        agent.app.keep_draft()
    async with opening(WIDE) as agent:
        assert "Liste med fravær · DDFL Test" in agent.words
        await agent.press("enter")
        assert statuses(agent) == ["utelatt", "nytt"]
        assert agent.note == "Lista er her igjen slik den var. Ingenting av den er lagret."
        await agent.press("ctrl+s", "J")
        assert agent.note.startswith("Lagret: 1 rad.")
    assert not list((tmp_path / "drafts").glob("*.json")), "saved: no draft is left"


async def test_escape_asks_nothing_and_the_same_key_brings_the_list_back(ready: Driver) -> None:
    await ready.press("escape")
    assert ready.title.startswith("Fravær")
    await ready.press("i")
    assert statuses(ready) == ["nytt", "nytt"]
    await ready.press("ctrl+d")
    assert "innbyggerne ser ingen forskjell" in ready.words
    await ready.press("J", "escape", "i")
    assert not ready.value("list-text")


async def test_leaving_for_the_clinic_search_keeps_the_list_too(ready: Driver) -> None:
    await ready.press("slash")
    assert ready.focus == "find"
    await ready.press("escape", "i")
    assert statuses(ready) == ["nytt", "nytt"]


async def test_L5_nothing_of_the_list_but_its_rows_reaches_the_backend_or_a_log(
    opening: Opening, backend: Backend, tmp_path: Path
) -> None:
    secret = "Bo Berg er sykmeldt uke 28-30"
    async with opening(WIDE, clinic="ddfl") as agent:
        await agent.press("i")
        await agent.paste(secret)
        await agent.press("tab", "enter", "enter", "ctrl+s", "J")
        assert agent.note.startswith("Lagret: 1 rad.")
    async with backend.another_agent() as ola:
        page = await ola.api.history(DDFL)
    kept = page.model_dump_json() + "".join(
        path.read_text(errors="replace") for path in (tmp_path / "log").glob("*")
    )
    assert "sykmeldt" not in json.dumps(kept, ensure_ascii=False)
    stored = await asyncio.to_thread(lambda: [f.read_bytes() for f in tmp_path.glob("*.db*")])
    assert stored
    assert b"sykmeldt" not in b"".join(stored)


async def test_a_list_is_read_from_a_file_and_what_can_not_be_read_is_said(
    wide: Driver, tmp_path: Path
) -> None:
    file = tmp_path / "liste.csv"
    file.write_text("lege;fra;til\nBo Berg;12.07.2027;18.07.2027\n", encoding="utf-8")
    await wide.press("i", "tab", "f")
    await wide.type(str(tmp_path / "finnes-ikke.csv"))
    await wide.press("enter")
    assert wide.note.startswith("finnes-ikke.csv kan ikke leses")
    await wide.press("f3")
    await wide.type(str(file))
    await wide.press("enter", "t", "enter")
    assert rows(wide)[0].startswith("+ nytt Bo Berg ma 12.07–sø 18.07.2027")


async def test_from_the_start_screen_the_clinics_are_those_that_the_list_names(
    opening: Opening, backend: Backend
) -> None:
    async with opening(WIDE) as agent:
        await agent.press("escape", "i")
        assert "hvilket kontor?" in agent.edge("list-text")
        table = (
            f"lege\tvirksomhet\tuke\nBo Berg\t{DDFL}\t28\nKari Testnes\tFagersta Testlegekontor\t29"
        )
        await agent.paste(table)
        await agent.press("tab", "t", "enter")
        assert "2 kontorer" in agent.edge("list-text")
        assert statuses(agent) == ["nytt", "nytt"]
        await agent.press("ctrl+s", "J")
        assert agent.note.startswith("Lagret: 2 rader. Ved 2 kontorer.")
        assert statuses(agent) == ["uendret", "uendret"]
        await agent.press("slash")
        await agent.type("ddfl")
        await agent.press("enter", "H", "u")
        assert "I historikken tar U også tilbake alt." in agent.words
        await agent.press("escape", "U")
        assert "Ta tilbake hele lista?" in agent.words
        assert "2 virksomheter blir som før." in agent.words
        assert "Fagersta Testlegekontor" in agent.words
        await agent.press("J")
        assert agent.note == "Hele lista er tatt tilbake."
        async with backend.another_agent() as ola:
            batches = (await ola.api.batches.latest("list")).batches
            [back] = [batch for batch in batches if batch.reverts]
            assert back.reverts in {batch.id for batch in batches}
            assert back.clinics == 2


async def test_from_the_start_screen_a_clinic_is_chosen_where_the_list_names_none(
    opening: Opening, backend: Backend
) -> None:
    async with opening(WIDE) as agent:
        await agent.press("escape", "i")
        await agent.paste(READY)
        assert "hvilket kontor? F4" in agent.edge("list-text")
        await agent.press("f4")
        assert "Hvilke kontorer gjelder lista?" in agent.words
        await agent.press("escape", "tab")
        assert "hvilket kontor? l" in agent.edge("list-text")
        await agent.press("l")
        await agent.type("ddfl")
        await agent.press("enter", "t", "enter")
        assert statuses(agent) == ["nytt", "nytt"]


async def test_several_clinics_need_a_supervisor_and_it_is_said_before_the_question(
    opening: Opening, backend: Backend
) -> None:
    async with opening(WIDE) as agent:
        agent.workbench.state.role = Role.AGENT
        await agent.press("escape", "i")
        table = (
            f"lege\tvirksomhet\tuke\nBo Berg\t{DDFL}\t28\nKari Testnes\tFagersta Testlegekontor\t29"
        )
        await agent.paste(table)
        await agent.press("tab", "t", "enter", "ctrl+s")
        assert agent.note == "Bare en fagansvarlig kan gjøre det."


async def test_the_case_of_the_list_is_typed_once_and_stands_in_the_history(
    ready: Driver, backend: Backend
) -> None:
    await ready.press("c")
    await ready.type("SAK-7")
    await ready.press("enter")
    assert "sak SAK-7" in ready.edge("list-text")
    await ready.press("ctrl+s")
    assert "sak SAK-7" in ready.words
    await ready.press("J")
    async with backend.another_agent() as ola:
        newest = (await ola.api.history(DDFL)).entries[0]
    assert newest.request.case_reference == "SAK-7"


async def test_an_unchanged_row_has_what_the_citizen_reads(ready: Driver) -> None:
    await ready.press("ctrl+s", "J", "home")
    assert statuses(ready) == ["uendret", "uendret"]
    assert "og åpner igjen 2. august 2027.»" in ready.says("list-row")


async def test_everyone_on_a_list_is_taken_for_the_whole_clinic_with_one_answer(
    wide: Driver,
) -> None:
    await wide.press("i")
    await wide.paste("Alle legene har ferie uke 29")
    await wide.press("tab", "enter", "enter")
    assert rows(wide)[0].startswith("? hvilke tjenester? Hele legekontoret ma 19.07")


async def test_the_same_list_pasted_again_is_unchanged_without_a_question(ready: Driver) -> None:
    await ready.press("ctrl+s", "J")
    assert statuses(ready) == ["uendret", "uendret"]
    await ready.press("escape", "i")
    await ready.paste(READY)
    await ready.press("tab")
    assert statuses(ready) == ["uendret", "uendret"]
    assert "svarene fra da er brukt igjen" in ready.note


async def test_W4_a_list_that_is_registered_already_is_kept_as_no_draft(
    ready: Driver, tmp_path: Path
) -> None:
    await ready.press("ctrl+s", "J", "escape", "i")
    await ready.paste(READY)
    await ready.press("tab")
    assert statuses(ready) == ["uendret", "uendret"]
    await ready.press("escape", "i")
    assert not ready.value("list-text")
    assert not list((tmp_path / "drafts").glob("*.json"))


async def test_L2_parts_with_days_that_are_not_understood_are_counted(lister: Driver) -> None:
    await lister.paste("Bo Berg hos tannlegen uke 33\n\nFerie:\nBo Berg: uke 28-30")
    await lister.press("tab")
    assert "1 del ikke lest" in lister.edge("list-rows")
