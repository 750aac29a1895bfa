"""The help is of the place one is in, on one screen, and leads to every key."""

import pytest
from rich.cells import cell_len

from fravaertui.domain.day_states import DayState
from fravaertui.texts.catalogue import SCREEN_LANGUAGES, screen_words
from fravaertui.texts.day_states import day_state_word
from fravaertui.tui.commands import COMMANDS
from fravaertui.tui.panes.help_page import SEARCH_PAGE, help_page, help_page_lines
from fravaertui.tui.places import Place
from tests.tui.conftest import Opening
from tests.tui.driver import NARROW, Driver

ROWS_OVER_THE_STRIP = 17
"""Of 24 rows: without the header, a title, the strip of what the citizen sees, and the keys."""

ROWS = 20
"""Where there is no strip."""

WITHOUT_STRIP = (Place.TRIAGE, Place.VENDORS, Place.TODAY, None)

ONE_PLACE = [place for place in Place if place.name]


@pytest.mark.parametrize("language", SCREEN_LANGUAGES)
@pytest.mark.parametrize("place", [*ONE_PLACE, None], ids=lambda p: p.name if p else "SEARCH")
def test_the_first_page_of_every_place_fits(place: Place | None, language: str) -> None:
    page = help_page(place) if place else SEARCH_PAGE
    words = screen_words(language)
    at_120 = 118 if place in (Place.TRIAGE, Place.VENDORS) else 52
    for width, rows in (
        (78, ROWS if place in WITHOUT_STRIP else ROWS_OVER_THE_STRIP),
        (at_120, 30),
    ):
        lines = help_page_lines(page, place or Place.TODAY, COMMANDS, words, width)
        texts = ["".join(text for text, _ in one.parts).rstrip() for one in lines]
        assert max(map(cell_len, texts)) <= width, texts
        assert len(lines) <= rows, (len(lines), texts)


@pytest.mark.parametrize("place", ONE_PLACE, ids=lambda p: p.name)
def test_the_first_page_names_every_command_of_the_place_alone(place: Place) -> None:
    words = screen_words("en")
    lines = help_page_lines(help_page(place), place, COMMANDS, words, 52)
    keys = " ".join(one.parts[0][0] for one in lines if one.parts)
    for command in COMMANDS:
        if command.place == place and command.keys and place not in Place.TYPING:
            assert command.shown_key in keys, command.id


def test_the_signs_are_explained_once() -> None:
    words = screen_words("nb")
    lines = help_page_lines(help_page(Place.ABSENCES), Place.ABSENCES, COMMANDS, words, 78)
    said = "".join(text for one in lines for text, _ in one.parts)
    assert all(said.count(sign) == 1 for sign in "■▒◆●○")
    assert all(day_state_word(state, words) in said for state in DayState)


HERE = [
    ((), "d slett"),
    (("v",), "o om vikarløsningen"),
    (("H",), "d slik det var kjent da"),
    (("n",), "^s lagre"),
    (("slash",), "Enter åpne det øverste treffet"),
    (("escape",), "↑ ↓ Enter gå til en linje, åpne den"),
    (("v", "right_square_bracket"), "e Endre teksten fra legekontoret"),
    (("x",), "Enter hva det er, og rett det"),
    (("t",), "Enter åpne virksomheten ved det"),
    (("L",), "n Legg til en EPJ-leverandør"),
    (("i",), "F3 les den fra en fil"),
    (("i", "tab"), "Enter svar på det som spørres om"),
]


@pytest.mark.parametrize(("before", "told"), HERE, ids=[" ".join(keys) for keys, _ in HERE])
async def test_the_help_is_of_the_place_one_is_in_and_fits(
    agent: Driver, before: tuple[str, ...], told: str
) -> None:
    await agent.press(*before, "f1")
    reading = agent.view("reading")
    assert told in agent.says("reading")
    assert reading.max_scroll_y == 0, reading.text
    assert "…" not in reading.text
    await agent.press("question_mark")
    assert "Overalt" in agent.says("reading")
    await agent.press("f1")
    assert told in agent.says("reading")


async def test_the_help_fits_after_a_save_too_and_what_was_said_is_there_afterwards(
    agent: Driver,
) -> None:
    await agent.press("n")
    await agent.fill("starts", "uke 28")
    await agent.go_to("services")
    await agent.press("a", "ctrl+s")
    said = agent.note
    assert said.startswith("Lagret: ")
    await agent.press("question_mark")
    assert agent.view("reading").max_scroll_y == 0
    await agent.press("escape")
    assert agent.note == said


async def test_the_help_fits_again_when_the_terminal_is_another(wide: Driver) -> None:
    await wide.press("question_mark")
    assert wide.says("reading").index("legg til") < wide.says("reading").index("b B neste")
    await wide.resize(*NARROW)
    assert any("legg til" in row and "b B" in row for row in wide.rows("reading"))
    await wide.press("ctrl+p")
    assert wide.title == "Alle kommandoer"


async def test_the_help_shows_the_agents_own_keys(opening: Opening) -> None:
    async with opening(clinic="ddfl", keys={"absence.add": "f8", "help": "f1"}) as agent:
        await agent.press("f1")
        assert "F8 legg til fravær" in agent.says("reading")
        assert "F1 alle taster" in agent.says("reading")


@pytest.mark.parametrize("before", [("n",), ("t",)], ids=["form", "triage"])
async def test_the_keys_below_the_help_are_those_that_do_something_there(
    agent: Driver, before: tuple[str, ...]
) -> None:
    """Over a clinic's views `w` is the way to why; over a form and the queue it is nothing."""
    await agent.press(*before, "f1")
    assert agent.title.startswith("Hjelp")
    assert "Esc tilbake" in agent.keys
    assert "hvorfor" not in agent.keys
    assert "kopier" not in agent.keys
