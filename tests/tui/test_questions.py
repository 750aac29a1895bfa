"""W6: a question takes only a meant answer, whatever is typed on past it, at any speed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fravaertui.client import Endpoint
from fravaertui.tui.answering import DEAF_SECONDS, PAUSE_SECONDS, Guard
from tests.client.servers import serving
from tests.tui.conftest import Backend, Opening
from tests.tui.driver import NARROW, Driver, Seconds
from tests.tui.servers import Proxy
from tests.tui.test_drafts import cut_off, on_disk
from tests.tui.test_said import all_away

SPEEDS = (0.05, 0.12, 0.25, 0.9)
"""Seconds from letter to letter: a burst, quick, slow, and one finger at a time."""

NAMES = ("kaja", "raj", "dj", "jdjj", "ladejarlen", "hanne uldal")


async def versions(backend: Backend) -> int:
    async with backend.another_agent() as colleague:
        return (await colleague.file()).version


@pytest.mark.parametrize("speed", SPEEDS)
@pytest.mark.parametrize("name", NAMES)
async def test_W6_a_name_typed_into_the_list_changes_nothing(
    wide: Driver, backend: Backend, name: str, speed: float
) -> None:
    was = await versions(backend)
    await wide.press("down")
    for letter in name:
        await wide.press("space" if letter == " " else letter, pause=speed)
    assert wide.is_open
    assert await versions(backend) == was


@pytest.mark.parametrize(("typed", "speed"), [("j", 0.05), ("n", 0.12), ("q", 0.25), ("1", 0.9)])
async def test_W6_letters_typed_past_a_question_say_no_and_do_nothing_else(
    wide: Driver, backend: Backend, typed: str, speed: float
) -> None:
    was = await versions(backend)
    await wide.press("d")
    await wide.press(typed)
    assert wide.title == "Fravær"
    for letter in "nemtduavhq":  # each of them does something in this list
        await wide.press(letter, pause=speed)
        assert wide.title == "Fravær"
    assert wide.is_open
    assert len(wide.absences) == 2
    assert await versions(backend) == was
    await wide.press("h")
    assert wide.note == "Avsluttede fravær vises.", "after a pause a letter is a command again"


async def test_W6_yes_comes_too_early_and_is_forgotten(wide: Driver) -> None:
    await wide.press("down", "d")
    assert "For raskt" not in wide.words
    await wide.press("J", pause=DEAF_SECONDS - 0.01)
    assert wide.title == "Slette fraværet?"
    assert "For raskt: trykk igjen." in wide.words
    await wide.press("J", pause=0.02)
    assert wide.title == "Fravær"
    assert len(wide.absences) == 1


async def test_W6_what_was_typed_ahead_of_a_question_is_forgotten(wide: Driver) -> None:
    await wide.press("down")
    await wide.burst("d", "J", "enter", "J", "space", "J")
    assert wide.title == "Slette fraværet?"
    wide.seconds.at += Seconds.PAUSE
    await wide.settle()
    assert wide.title == "Slette fraværet?"


@pytest.mark.parametrize("key", ["enter", "tab", "down", "up", "pagedown", "home", "ctrl+s"])
async def test_W6_no_key_of_navigation_says_yes(wide: Driver, key: str) -> None:
    await wide.press("down", "d", key)
    assert wide.title == "Slette fraværet?"
    await wide.press("escape")
    assert len(wide.absences) == 2


async def test_W6_escape_always_leads_out(wide: Driver) -> None:
    await wide.press("down", "d")
    await wide.press("escape", pause=0.01)
    assert wide.title == "Fravær"


async def test_W6_letters_past_the_question_about_a_form_leave_its_typing(wide: Driver) -> None:
    await wide.press("n")
    await wide.fill("starts", "uke 28")
    await wide.press("escape")
    assert wide.title == "Gå ut av skjemaet?"
    for letter in "jarle":
        await wide.press(letter, pause=0.25)
    assert wide.title == "Legg til fravær"
    assert wide.value("starts") == "uke 28"


async def test_the_question_says_what_its_keys_do(wide: Driver) -> None:
    await wide.press("down", "d")
    assert "J ja, gjør det Esc nei, gå tilbake" in wide.words
    assert "J ja, gjør det" in wide.keys
    await wide.press("j")
    assert "Den tasten betyr nei: ingenting er gjort. J svarer ja når du blir spurt." in wide.note


async def test_quitting_while_it_is_saved_waits_for_the_answer(
    opening: Opening, backend: Backend
) -> None:
    proxy = Proxy(backend.endpoint)
    async with (
        serving(proxy) as server,
        opening(connect=lambda: Endpoint(server.url), clinic="ddfl") as agent,
    ):
        was = await versions(backend)
        await agent.press("down", "d")
        proxy.shut("POST")
        agent.seconds.at += Seconds.PAUSE
        agent.send("J")
        await agent.until(lambda: agent.workbench.changes.saving)
        agent.send("ctrl+q")
        await agent.until(lambda: "Programmet avsluttes når det er gjort." in agent.note)
        proxy.open()
        await agent.until(lambda: not agent.is_open)
        assert await versions(backend) == was + 1


async def test_no_letter_leads_out_of_the_list_of_services(wide: Driver) -> None:
    await wide.press("n")
    await wide.fill("starts", "uke 28")
    await wide.go_to("services")
    for letter in "kkkjjjjjjjkajak":
        await wide.press(letter, pause=0.05)
    assert wide.focus == "services"
    assert (wide.value("starts"), wide.value("ends"), wide.value("case_reference")) == (
        "uke 28",
        "",
        "",
    )
    await wide.press("home", "up")
    assert wide.focus == "ends", "an arrow does"


# The drafts that wait at the start


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "drafts"


@pytest.mark.parametrize(("name", "speed"), [("ladejarlen", 0.12), ("dj", 0.25), ("qk", 0.9)])
async def test_W6_a_name_typed_at_the_start_goes_to_the_search_and_the_draft_stays(
    opening: Opening, folder: Path, name: str, speed: float
) -> None:
    await cut_off(opening)
    async with opening() as agent:
        assert "1 kladd er ikke lagret" in agent.words
        for letter in name:
            await agent.press(letter, pause=speed)
        assert agent.value("find") == name
        assert agent.is_open
    assert len(on_disk(folder)) == 1


async def test_W6_a_name_typed_before_the_drafts_are_offered_is_not_cut_in_two(
    opening: Opening, folder: Path
) -> None:
    await cut_off(opening)
    async with opening(settle=False) as agent:
        await agent.burst(*"ddfl", "enter")
        assert "DDFL Test" in agent.header
        assert agent.title == "Fravær"
        assert len(on_disk(folder)) == 1


async def test_W6_throwing_a_draft_away_is_a_question_of_its_own(
    opening: Opening, folder: Path
) -> None:
    await cut_off(opening)
    async with opening() as agent:
        await agent.press("delete")
        assert "Kaste kladden?" in agent.words
        await agent.press("J", pause=0.1)
        assert on_disk(folder)
        await agent.press("j")
        assert "1 kladd er ikke lagret" in agent.words
        for letter in "arle":
            await agent.press(letter, pause=0.25)
        assert "1 kladd er ikke lagret" in agent.words
        assert on_disk(folder)


# The guard alone


@given(st.lists(st.floats(0.01, PAUSE_SECONDS - 0.01), max_size=20), st.floats(0, 1e6))
def test_typing_on_ends_only_with_a_pause(gaps: list[float], start: float) -> None:
    guard = Guard(lambda: start)
    guard.asked()
    assert guard.is_deaf(start + 1_000), "what is not on the screen yet is not answered"
    guard.shown()
    assert guard.is_deaf(start + DEAF_SECONDS / 2)
    assert not guard.is_deaf(start + DEAF_SECONDS + 0.001)
    at = start + 1
    guard.typed_past(at)
    for gap in gaps:
        at += gap
        assert guard.is_typing_on(at)
    assert not guard.is_typing_on(at + PAUSE_SECONDS + 0.001)
    assert not guard.is_typing_on(at + PAUSE_SECONDS + 0.002), "and then it is over"


async def test_a_question_says_how_much_of_it_lies_below_the_edge(
    opening: Opening, backend: Backend
) -> None:
    """Its keys work at once, so that who answers must know that there is more to read."""
    async with opening(NARROW, clinic="storbyen") as agent:
        await all_away(agent, "23.12.2026", "3.1.2027")
        await agent.press("ctrl+s")
        await agent.press("u")
        reading = agent.view("reading")
        below = reading.virtual_size.height - reading.size.height
        assert below > 0
        assert f"{below} linjer til nedenfor" in agent.edge("dialog")
        await agent.press(*("down",) * (below - 1))
        assert "1 linje til nedenfor" in agent.edge("dialog")
        await agent.press("end")
        assert "nedenfor" not in agent.edge("dialog")
