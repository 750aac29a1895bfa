"""The first call of `docs/brukerveiledning.md`, key by key as the guide tells it, at both sizes."""

import pytest

from tests.tui.conftest import Opening
from tests.tui.driver import NARROW, WIDE


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["120x36", "80x24"])
async def test_the_first_call_of_the_guide(opening: Opening, size: tuple[int, int]) -> None:
    page = "citizen" if size == WIDE else "strip"
    async with opening(size) as agent:
        await agent.type("ddfl")
        await agent.press("enter")

        await agent.press("n")
        await agent.type("bo")
        await agent.press("enter")
        await agent.type("uke 28-30")
        await agent.press("enter")
        assert "mandag 12. juli 2027" in agent.field_note("starts")
        assert "søndag 1. august 2027" in agent.field_note("ends")
        assert "21 dager" in agent.words
        await agent.press("enter", "a", "down", "space")
        assert agent.ticked == {"timebestilling", "ekonsultasjon", "ekontakt"}
        await agent.press("ctrl+s")
        assert "Lagret: Bo Berg 12.07–01.08.2027, alle unntatt Resept." in agent.note
        assert "Innbygger ser det fra mandag 12. juli 2027." in agent.note
        assert "Reseptfornyelse er åpen 12.07–01.08.2027 uten vikar" in agent.note

        await agent.press("v", "n")
        await agent.type("bo")
        await agent.press("enter")
        await agent.type("Per Vikar")
        await agent.press("enter", "enter")
        await agent.type("uke 28-30")
        await agent.press("enter", "enter", "down", "space", "ctrl+s")
        assert "Lagret: vikar Per Vikar for Bo Berg 12.07–01.08.2027" in agent.note
        await agent.press("escape")

        await agent.press("p")
        await agent.type("uke 29")
        await agent.press("enter")
        assert "mandag 19. juli 2027" in agent.says(page)
        assert "VIKAR" in agent.says(page)

        await agent.press("y")
        assert "og åpner igjen 2. august 2027." in agent.words
        await agent.press("escape", "0")

        while "Astrid Info" not in agent.says(page):
            await agent.press("b")
        await agent.press("w")
        assert "Fravær 09.11.2026–29.11.2026 stenger" in agent.words
        await agent.press("escape", "a", "J")
        assert "Avsluttet: Astrid Info" in agent.note
        await agent.press("u", "J")
        assert "Angret." in agent.note
