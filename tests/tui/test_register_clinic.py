"""A clinic that a register told of: what is known of it, from where, and what nobody has said."""

from pathlib import Path
from typing import Any

import pytest

from fravaertui.cli import main
from tests.registers.register_files import agreement, code, export, organisation, person
from tests.tui.conftest import Backend, Opening
from tests.tui.driver import NARROW, WIDE, Driver

SENTENCE = (
    "Timebestilling er midlertidig stengt hos fastlegen din, og åpner igjen 14. desember 2026."
)
OFFICE = organisation(Municipality=code("3314", "TESTBYGD I ØVRE EIKER"))
LEFT: dict[str, Any] = {
    "Active": False,
    "Valid": {"From": "2021-03-01T00:00:00", "To": "2026-11-20T09:00:00"},
}


@pytest.fixture
def imported(backend: Backend, tmp_path: Path) -> None:
    """Put the office into the backend's database, as a supervisor does."""
    take_in(tmp_path, OFFICE, person())


def take_in(folder: Path, *parties: dict[str, Any], many: bool = False) -> None:
    """Apply the parties, also where `many` clinics would no longer be active."""
    file = folder / "register.json"
    file.write_bytes(export(*parties))
    options = ["--yes", "--database", f"sqlite:///{folder / 'fravaertui.db'}"]
    status = main(["directory", "apply", str(file), *options, *(["--many"] if many else [])])
    assert status == 0


@pytest.mark.usefixtures("imported")
@pytest.mark.parametrize("size", [(160, 50), WIDE])
async def test_R1_the_card_says_what_the_register_knows_and_when(
    opening: Opening, size: tuple[int, int]
) -> None:
    async with opening(size, clinic="testbygda") as agent:
        card = agent.says("card")
        assert card.startswith("Testbygda legekontor 00 00 91 01 org.nr. 100000091 HER-id 99100001")
        assert "Testveien 1, 0161 Testbygda Testbygd i Øvre Eiker" in card
        assert "Adresseregisteret 22.11.2026" in card
        assert "? ikke kjent hva som tilbys" in card
        assert "? Testine Testesen ikke stengt" in agent.says("practitioners")
        assert "2057" not in agent.says("practitioners")


@pytest.mark.usefixtures("imported")
async def test_R1_the_information_says_it_where_there_is_no_room_for_the_card(
    opening: Opening,
) -> None:
    async with opening(NARROW, clinic="testbygda") as agent:
        await agent.press("]", "]")
        told = agent.says("information")
        assert "Adresse Testveien 1, 0161 Testbygda" in told
        assert "Kilde Adresseregisteret 22.11.2026" in told


@pytest.mark.usefixtures("imported")
async def test_R5_the_information_says_that_an_agreement_ended(
    opening: Opening, tmp_path: Path
) -> None:
    file = tmp_path / "cpa.xml"
    file.write_bytes(agreement(ends="2017-02-05T23:59:00+01:00", starts=""))
    database = f"sqlite:///{tmp_path / 'fravaertui.db'}"
    assert main(["setup-facts", "apply", str(file), "--yes", "--database", database]) == 0
    async with opening(NARROW, clinic="testbygda") as agent:
        await agent.press("]", "]")
        told = agent.says("information")
        assert "ingen · avtalen tok slutt 05.02.2017" in told
        assert "alle fire" not in told


@pytest.mark.usefixtures("imported")
async def test_nothing_is_said_to_be_open_where_nobody_has_said_what_is_offered(
    opening: Opening,
) -> None:
    async with opening(WIDE, clinic="testbygda") as agent:
        told = agent.says("citizen")
        assert "Det er ikke kjent hvilke tjenester Testine Testesen tilbyr på Helsenorge." in told
        assert told.count("IKKE STENGT") == 4
        assert "ÅPEN" not in told
        assert "VISES IKKE" not in told
        await agent.press("w")
        assert "2. Det er ikke kjent om tjenesten tilbys." in agent.words


@pytest.mark.usefixtures("imported")
async def test_the_strip_tells_it_too(opening: Opening) -> None:
    async with opening(NARROW, clinic="testbygda") as agent:
        strip = agent.rows("strip")
        assert strip[0].endswith("· ikke kjent hva som tilbys")
        assert len(strip[0].strip()) <= 78
        assert "Time IKKE STENGT" in strip[1]


async def _closed(agent: Driver) -> None:
    await agent.press("n")
    await agent.fill("starts", "uke 49-50")
    await agent.go_to("services")
    await agent.press("a", "ctrl+s")


@pytest.mark.usefixtures("imported")
async def test_an_absence_closes_it_with_the_citizens_sentence(opening: Opening) -> None:
    async with opening(WIDE, clinic="testbygda") as agent:
        await _closed(agent)
        assert "hvilke det er, er ikke kjent" in agent.words
        told = agent.says("citizen")
        assert SENTENCE in told
        assert "(hvis tjenesten tilbys)" in told
        await agent.press("5")
        assert "Avvik 0" in agent.words


async def test_R3_who_is_not_active_any_more_is_said_not_to_be(
    opening: Opening, imported: None, tmp_path: Path
) -> None:
    async with opening(WIDE, clinic="testbygda") as agent:
        await _closed(agent)
    take_in(tmp_path, OFFICE, person(**LEFT))
    async with opening(WIDE, clinic="testbygda") as agent:
        assert "Testine Testesen ikke aktiv etter 20.11.2026" in agent.says("practitioners")
        assert (
            "Ikke aktiv ved legekontoret etter 20.11.2026. Kilde: Adresseregisteret 22.11.2026."
        ) in agent.says("citizen")
        assert agent.says("citizen").count("VISES IKKE") == 4
        await agent.press("5")
        assert "Fravær uten virkning" in agent.words
    async with opening(NARROW, clinic="testbygda") as agent:
        assert agent.rows("strip")[0].endswith("· ikke aktiv etter 20.11.2026")


async def test_R3_a_clinic_that_is_closed_down_says_so(
    opening: Opening, imported: None, tmp_path: Path
) -> None:
    take_in(tmp_path, OFFICE | LEFT, many=True)
    async with opening(WIDE, clinic="testbygda") as agent:
        assert "Testbygda legekontor ikke aktiv etter 20.11.2026" in agent.says("card")
    async with opening(NARROW, clinic="testbygda") as agent:
        await agent.press("]", "]")
        assert "ikke aktiv etter 20.11.2026" in agent.says("information")


@pytest.mark.usefixtures("imported")
async def test_the_desk_says_what_is_offered_and_takes_it_back(opening: Opening) -> None:
    async with opening(WIDE, clinic="testbygda") as agent:
        await agent.press("]", "]")
        assert "tilbyr på Helsenorge ikke kjent o noterer hvilke det er." in agent.says(
            "information"
        )
        await agent.press("o")
        assert agent.focus == "services"
        await agent.press("ctrl+s")
        assert "Velg minst én tjeneste." in agent.words
        await agent.press("space", "ctrl+s")
        assert "Innbygger ser det allerede." in agent.words
        told = agent.says("citizen")
        assert "Bestille time ÅPEN" in told
        assert told.count("VISES IKKE") == 3
        assert "ikke kjent" not in told
        assert "tilbyr på Helsenorge Timebestilling" in agent.says("information")
        await agent.press("u")
        await agent.press("J")
        assert agent.says("citizen").count("IKKE STENGT") == 4


@pytest.mark.usefixtures("imported")
async def test_the_overview_says_of_what_closes_that_it_may_not_be_offered(
    opening: Opening,
) -> None:
    async with opening(WIDE, clinic="testbygda") as agent:
        await _closed(agent)
    async with opening(WIDE) as agent:
        await agent.until(lambda: "Testesen · Testbygda" in agent.says("today-lines"))
        rows = agent.rows("today-lines")
        at = next(n for n, row in enumerate(rows) if "Testesen · Testbygda" in row)
        assert rows[at + 1].strip() == "? ikke kjent hva som tilbys"
