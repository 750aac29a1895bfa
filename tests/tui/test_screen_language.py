"""The language of the screens is chosen in the program, and remembered."""

import pytest

from fravaertui.cli.settings import Paths
from fravaertui.session.choices import Choices, store
from tests.tui.conftest import Opening
from tests.tui.driver import NARROW, WIDE, Driver
from tests.tui.terminal import terminal


async def test_what_is_chosen_is_said_and_remembered_with_the_rest(opening: Opening) -> None:
    stored: list[Choices] = []
    before = Choices(theme="light")
    async with opening(WIDE, clinic="ddfl", choices=before, store_choices=stored.append) as agent:
        await agent.press("S")
        assert agent.note.startswith("Språket i programmet er no nynorsk. s byter språket på sida")
        await agent.press("S")
        assert agent.note.startswith("The program's language is now English. s switches that of")
        await agent.press("S")
        assert agent.note.startswith("Programmets språk er nå bokmål. s bytter språket på")
    assert stored[-1] == Choices(theme="light", language="nb")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((), ("v", "escape")),
        (("v",), ("n", "escape")),
        ((), ("H",)),
        ((), ("n",)),
        ((), ("m",)),
    ],
    ids=["absences", "substitutes", "history", "form", "text"],
)
async def test_the_screen_is_as_if_it_had_begun_in_that_language(
    opening: Opening, before: tuple[str, ...], after: tuple[str, ...]
) -> None:
    async with opening(WIDE, clinic="ddfl", language="en") as english:
        expected = (await english.press(*before, *after)).picture
    async with opening(WIDE, clinic="ddfl") as agent:
        assert (await agent.press(*before, "S", "S", *after)).picture == expected


async def test_the_overview_and_the_search_follow_too(opening: Opening) -> None:
    async with opening(NARROW) as agent:
        await agent.press("escape", "S", "S")
        assert agent.title == "Today at the customer centre"
        assert "OPENS AGAIN" in agent.words
        await agent.press("slash")
        assert "name, number, phone" in agent.words
        assert agent.edge("clinics") == "▸ Choose clinic"


async def test_what_is_typed_in_the_search_stays(opening: Opening) -> None:
    async with opening(NARROW) as agent:
        await agent.type("test")
        await agent.press("down", "down")
        hits, cursor = agent.hits, agent.app.focused
        await agent.press("S")
        assert agent.value("find") == "test"
        assert (agent.hits, agent.app.focused) == (hits, cursor)
        assert "Språket i programmet er no nynorsk." in agent.says("find-note")


async def test_while_a_form_is_open_the_palette_says_why_the_language_stays(wide: Driver) -> None:
    await wide.press("n")
    await wide.fill("starts", "uke 28")
    await wide.press("ctrl+p")
    await wide.type("programspråk")
    assert wide.says("chooser-why-not") == "Gjør ferdig eller gå ut av det du holder på med først."
    await wide.press("enter")
    assert (wide.title, wide.value("starts")) == ("Legg til fravær", "uke 28")


@pytest.mark.parametrize(
    ("options", "setting", "expected"),
    [
        ((), "", "connected"),
        (("--language", "nn"), "", "tilkopla"),
        ((), "nn", "tilkopla"),
    ],
    ids=["remembered", "option", "environment"],
)
def test_the_language_remembered_gives_way_to_the_one_that_is_set(
    options: tuple[str, ...], setting: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if setting:
        monkeypatch.setenv("FRAVAERTUI_LANGUAGE", setting)
    store(Paths.of_user().choices, Choices(language="en"))
    with terminal(("-m", "fravaertui", *options), WIDE) as screen:
        screen.wait_for(expected).send("\x11")
        assert screen.status() == 0


async def test_the_queue_follows_and_quotes_the_citizens_page_as_it_is_chosen(
    opening: Opening,
) -> None:
    async with opening(WIDE, clinic="ddfl") as agent:
        await agent.press("t")
        await agent.until(lambda: "Innbyggerne leser «" in agent.says("finding"))
        quote = agent.says("finding").partition("«")[2].partition("»")[0]
        await agent.press("S", "S")
        assert "The program's language is now English." in agent.note
        assert agent.shows("queue"), "still in the triage"
        assert f"Citizens read «{quote}»" in agent.says("finding")
        await agent.press("escape")
        assert agent.title == "Absences"
