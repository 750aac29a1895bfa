"""The table of EPJ vendors by keys, on the real backend: nothing is invented (rule S4)."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fravaertui.domain.model import Known
from fravaertui.protocol.vendors import VendorEntry
from fravaertui.tui.controllers.draft_autosave import DraftAutosave
from fravaertui.tui.forms.vendor import VendorForm
from tests.tui.conftest import Backend, Opening
from tests.tui.driver import WIDE, Driver
from tests.tui.plain_text import flat


@pytest.fixture
async def vendors(
    opening: Opening, size: tuple[int, int], backend: Backend
) -> AsyncIterator[Driver]:
    """Return the table as it opens, at both sizes."""
    async with opening(size, clinic="ddfl") as agent:
        yield await agent.press("L")


def table(agent: Driver) -> dict[str, str]:
    """Return what the table says of each vendor, by name."""
    rows = agent.rows("vendors")
    pairs = (flat(" ".join(pair)) for pair in zip(rows[::2], rows[1::2], strict=True))
    names = ("CGM", "EG PasientSky", "Enkel Testjournal", "Nyjournal")
    return {name: said for said in pairs for name in names if said.startswith(name)}


async def known(backend: Backend, code: str) -> VendorEntry:
    async with backend.another_agent() as ola:
        found = await ola.api.vendors()
    return next(entry for entry in found.vendors if entry.vendor.code == code)


async def test_what_is_unknown_says_so_and_what_is_known_says_where_from(vendors: Driver) -> None:
    assert table(vendors)["CGM"] == "CGM vet ikke vet ikke vet ikke ingen kilde"
    sky = table(vendors)["EG PasientSky"]
    assert sky == "EG PasientSky vet ikke vet ikke ja kilde: hjelp.pasientsky.no"


async def test_what_is_learnt_needs_a_source_and_is_saved_with_its_day(
    vendors: Driver, backend: Backend
) -> None:
    await vendors.press("enter", "j", "ctrl+s")
    assert "Skriv hvor dette er kjent fra" in vendors.words
    assert vendors.focus == "source"
    await vendors.type("telefon med CGM")
    await vendors.press("ctrl+s")
    assert vendors.note == "Lagret."
    said = table(vendors)["CGM"]
    assert said == "CGM ja vet ikke vet ikke kilde: telefon med CGM, 22.11.2026"
    entry = await known(backend, "cgm")
    assert entry.vendor.offers_temporary_absence is Known.YES
    assert entry.version == 2


async def test_a_new_vendor_gets_its_code_from_its_name(vendors: Driver, backend: Backend) -> None:
    await vendors.press("n")
    await vendors.type("CGM")
    await vendors.press("ctrl+s")
    assert "Det finnes allerede en leverandør med dette navnet." in vendors.words
    await vendors.fill("name", "Nyjournal Øst")
    await vendors.press("ctrl+s")
    assert vendors.note == "Lagret."
    assert "Nyjournal" in table(vendors)
    assert (await known(backend, "nyjournal-ost")).vendor.name == "Nyjournal Øst"
    await vendors.press("escape", "m")
    await vendors.go_to("vendor")
    await vendors.type("nyjournal")
    assert "Nyjournal Øst" in vendors.says("vendor"), "what is known is offered at once"


async def test_a_day_that_has_not_come_is_no_source(vendors: Driver) -> None:
    await vendors.press("e")
    await vendors.fill("source_date", "12.6")
    assert "lørdag 12. juni 2027" in vendors.words
    assert "Dagen har ikke kommet ennå. Skriv året også." in vendors.words


async def test_what_is_typed_is_thrown_away_only_when_the_question_is_answered_yes(
    vendors: Driver,
) -> None:
    await vendors.press("e", "escape")
    assert vendors.focus == "vendors", "nothing was typed"
    await vendors.press("e")
    await vendors.fill("source", "noen")
    await vendors.press("ctrl+q")
    assert vendors.is_open
    assert "Gå ut av skjemaet?" in vendors.words
    await vendors.press("j")
    assert vendors.value("source") == "noen"
    assert vendors.focus == "source"
    assert "Den tasten betyr nei" in vendors.note
    await vendors.press("escape", "J")
    assert vendors.focus == "vendors"
    assert "noen" not in table(vendors)["CGM"]


async def test_W1_another_agents_version_is_shown_and_the_typing_kept(
    vendors: Driver, backend: Backend
) -> None:
    await vendors.press("e")
    await vendors.fill("source", "telefon med CGM")
    entry = await known(backend, "cgm")
    async with backend.another_agent() as ola:
        theirs = entry.vendor.model_copy(update={"source": "e-post"})
        await ola.api.set_vendor(theirs, entry.version)
    await vendors.press("ctrl+s")
    assert vendors.note.startswith("Noen andre har endret denne leverandøren. Nå står det:")
    assert "kilde: e-post" in vendors.note
    assert vendors.value("source") == "telefon med CGM"
    await vendors.press("ctrl+s")
    assert "telefon med CGM" in table(vendors)["CGM"]


async def test_W3_what_another_has_learnt_comes_without_a_key(
    vendors: Driver, backend: Backend
) -> None:
    entry = await known(backend, "cgm")
    async with backend.another_agent() as ola:
        theirs = entry.vendor.model_copy(update={"source": "e-post"})
        await ola.api.set_vendor(theirs, entry.version)
        await vendors.until(lambda: "e-post" in table(vendors)["CGM"])


async def test_the_keys_of_the_table_are_told(vendors: Driver) -> None:
    await vendors.press("question_mark")
    assert "Legg til en EPJ-leverandør" in vendors.says("reading")
    await vendors.press("escape", "ctrl+p")
    await vendors.type("legg til")
    await vendors.press("enter")
    assert vendors.focus == "name"


async def test_W4_what_is_typed_of_a_vendor_survives_and_is_offered_again(
    opening: Opening, backend: Backend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DraftAutosave, "SAVE_WITHIN", 0.01)
    drafts = tmp_path / "drafts"
    async with opening(WIDE, clinic="ddfl") as agent:
        await agent.press("L", "e")
        await agent.fill("source", "telefon med CGM")
        await agent.until(lambda: bool(list(drafts.glob("*.json"))))
    async with opening(WIDE) as agent:
        assert "EPJ-leverandør · CGM" in agent.words
        assert "telefon med CGM" in agent.words
        await agent.press("enter")
        assert agent.value("source") == "telefon med CGM"
        assert "Kladden er åpnet igjen" in agent.words
        await agent.press("ctrl+s")
        assert agent.note == "Lagret."
        assert not list(drafts.glob("*.json"))
    assert (await known(backend, "cgm")).vendor.source == "telefon med CGM"


async def test_W4_whatever_ends_the_program_keeps_a_vendor_and_a_new_one_too(
    opening: Opening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DraftAutosave, "SAVE_WITHIN", 3600.0)
    async with opening(WIDE, clinic="ddfl") as agent:
        await agent.press("L", "n")
        await agent.type("Nyjournal")
        agent.app.keep_draft()  # as a signal does, and a fault
    async with opening(WIDE) as agent:
        await agent.press("enter")
        assert agent.value("name") == "Nyjournal"
        assert agent.app.screen.query_one(VendorForm).draft.entry is None
