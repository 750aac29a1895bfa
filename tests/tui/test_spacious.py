"""What the tabs and the answer to why say where a terminal has rows to spare for it."""

from datetime import date

import pytest

from fravaertui.domain.substitute_setup import StepState, set_up
from fravaertui.texts.catalogue import screen_words
from fravaertui.texts.contacts import owner_word
from fravaertui.texts.substitutes import step_name
from tests.tui.conftest import Opening
from tests.tui.driver import NARROW, WIDE, Driver
from tests.tui.test_covers import set_substitute

LARGE, HUGE = (160, 50), (200, 60)
BOTH = pytest.mark.parametrize("size", [LARGE, HUGE], ids=["160x50", "200x60"])


def in_sight(agent: Driver, view: str) -> bool:
    """Tell whether all that a view says is on the screen, and above what stands under it."""
    shown = agent.view(view)
    days = {"finding-explained": "finding-days", "step-say": "cover-days"}[view]
    below = agent.view(days).region.y if agent.shows(days) else agent.view("keys").region.y
    return shown.region.y + len(agent.rows(view)) <= below


@BOTH
async def test_a_finding_is_told_with_its_age_the_sentences_and_the_keys_that_mend_it(
    opening: Opening, size: tuple[int, int]
) -> None:
    async with opening(size, clinic="fagersta") as agent:
        await agent.press("x", "home")
        said = agent.says("finding-explained")
        assert "Siden mandag 2. november 2026 (for 20 døgn siden)" in said
        assert "fra portalen" in said, "where the fact is from"
        assert "før: «Timebestilling er midlertidig stengt hos fastlegen din" in said
        assert "etter: «Vikar: Siv Testvikar»" in said
        assert " Enter La fraværet slutte" in said
        assert " v e Avslutt eller forkort vikarperioden" in said
        assert in_sight(agent, "finding-explained")


async def test_the_keys_of_a_way_lead_to_it(opening: Opening) -> None:
    async with opening(LARGE, clinic="fagersta") as agent:
        await agent.press("x", "home", "v", "e")
        assert agent.title == "Endre vikar"
        assert agent.value("name") == "Siv Testvikar"
    async with opening(LARGE, clinic="solvik") as agent:
        await agent.press("x", "home")
        assert " 2 n VISES IKKE → STENGT Legen er borte: legg til fravær" in agent.says(
            "finding-explained"
        )
        await agent.press("2", "n")
        assert agent.title == "Legg til fravær"
        assert "Hilde Testhav" in agent.words


async def test_who_registered_what_a_finding_rests_on_is_told(opening: Opening) -> None:
    async with opening(LARGE, clinic="ddfl") as agent:
        await agent.press("v", "down", "e")
        await agent.fill("ends", "13.12")
        await agent.press("ctrl+s", "x", "home")
        assert "Tjenester som står åpne" in agent.says("finding-explained")
        await agent.press("n")
        await set_substitute(agent)
        assert "Siv Testvikar: registrert av kari.nordmann søndag 22. november" in agent.says(
            "step-say"
        )


@BOTH
async def test_a_step_is_told_with_what_citizens_meet_and_what_is_left_and_by_whom(
    opening: Opening, size: tuple[int, int]
) -> None:
    words = screen_words("nb")
    async with opening(size, clinic="fagersta") as agent:
        await agent.press("v")
        said = agent.says("step-say")
        assert "Innbygger Søndag 22. november 2026 Timebestilling og E-konsultasjon STENGT" in said
        assert "«Timebestilling er midlertidig stengt hos fastlegen din" in said
        assert "Reseptfornyelse og Kontakt legekontoret ÅPEN, VIKAR «Vikar: Siv Testvikar»" in said
        file, chosen = agent.app.state.file, agent.workbench.middle.substitutes.chosen
        assert file
        assert chosen
        left = said.split("Gjenstår")[1]
        for view in set_up(file, chosen, agent.app.state.today).steps:
            told = f"{step_name(view.step, words)} · {owner_word(view.owner, words)}"
            assert (told in left) is (view.state in (StepState.MISSING, StepState.UNKNOWN))
        assert in_sight(agent, "step-say")
        await agent.press("v", *["down"] * 3)
        assert "v går til stegene; Enter der noterer" in agent.says("step-say")
        assert "Hjelp med EPJ: Testjournal" in agent.says("step-say"), "whom to contact about it"


async def test_where_nobody_substitutes_it_stands_what_a_substitute_is_for(
    opening: Opening,
) -> None:
    async with opening(LARGE, clinic="ddfl") as agent:
        await agent.press("v")
        assert agent.says("verdict").startswith("Astrid Info har ingen vikar.")
        assert "Hva er det?" in agent.says("step-say")
        assert "Når brukes det?" in agent.says("step-say")
        assert in_sight(agent, "step-say")
        await agent.press("down")
        assert "Hva er det?" not in agent.says("step-say")


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x36"])
async def test_no_more_is_told_where_there_is_no_room(
    opening: Opening, size: tuple[int, int]
) -> None:
    async with opening(size, clinic="fagersta") as agent:
        await agent.press("x", "home")
        assert "Siden " not in agent.says("finding-explained")
        await agent.press("v")
        assert "Gjenstår" not in agent.says("step-say")


async def test_why_tells_the_week_of_the_day_for_everyone_and_the_weeks_around_it(
    opening: Opening,
) -> None:
    async with opening(WIDE, clinic="ddfl") as agent:
        await agent.press("w")
        said = agent.says("reading")
        assert "UKE 47 16.11–22.11.2026" in said
        assert "16 17 18 19 20 21▸22" in said, "the chosen day is marked"
        rows = [row.rstrip() for row in agent.rows("reading")]
        assert "▸Astrid Info  ██ ██ ██ ██ ██ ██ ██" in rows
        assert "Astrid Info: fravær 09.11–29.11.2026, alle fire" in said
        assert "UKER nov des" in said
        assert agent.view("reading").more_below == 0, "it fills what is free, and no more"


async def test_why_on_a_day_without_cover_says_so_for_the_days_of_that_week(
    opening: Opening,
) -> None:
    async with opening(LARGE, clinic="ddfl") as agent:
        await agent.press("v", "down", "e")
        await agent.fill("ends", "16.12")
        await agent.press("ctrl+s", "p")
        await agent.type("17.12")
        await agent.press("enter", "w")
        said = agent.says("reading")
        assert "UKE 51 14.12–20.12.2026" in said
        assert "◆ Per Vikar ◆◆ ◆◆ ◆◆ " in said
        assert "Bo Berg: vikar Per Vikar 07.12–16.12.2026, Resept, Kontakt" in said
        assert "er åpne 17.12–20.12.2026 uten vikar (Bo Berg)." in said
        assert "desember 2026" in said, "the months, where rows are free"


async def test_why_is_read_as_before_where_there_is_no_room(opening: Opening) -> None:
    async with opening(NARROW, clinic="fagersta") as agent:
        await agent.press("w")
        assert "UKE " not in agent.says("reading")


async def test_why_names_how_many_of_a_large_clinic_are_in_sight(opening: Opening) -> None:
    async with opening(LARGE, clinic="storbyen") as agent:
        file = agent.app.state.file
        assert file
        await agent.press("w")
        said = agent.says("reading")
        assert f"av {len(file.practitioners)}" in said
        chosen = agent.app.state.practitioner
        assert chosen
        assert f"▸{file.practitioner(chosen).name[:14]}" in said
        assert agent.view("reading").more_below == 0


async def test_the_week_follows_the_terminal_as_it_grows(opening: Opening) -> None:
    async with opening(NARROW, clinic="fagersta") as agent:
        await agent.press("w")
        await agent.resize(*LARGE)
        assert "UKE 47" in agent.says("reading")
        assert agent.app.state.day == date(2026, 11, 22)
