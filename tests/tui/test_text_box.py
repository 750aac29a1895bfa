"""The clinic's own text is edited in a field that shows all of it, line ends too."""

import pytest
from textual.widgets import TextArea

from fravaertui.domain.changes import SetPatientInformation
from fravaertui.session.drafts.information import LONGEST_INFORMATION
from fravaertui.tui.widgets.text_box import LONGEST_TEXT, TextBox
from tests.tui.conftest import Backend, Opening
from tests.tui.driver import WIDE, Driver
from tests.tui.terminal import terminal
from tests.tui.test_pty import PROGRAM

LINES = "Linje en\nLinje to\nLinje tre\n"
WORDS = " ".join(f"ord{number:02}" for number in range(50))[:LONGEST_INFORMATION]


@pytest.fixture
async def opened_with_lines(opening: Opening, backend: Backend) -> None:
    """Let the clinic's text have line ends, which the API takes."""
    async with backend.another_agent() as ola:
        await ola.change(SetPatientInformation(text=LINES))


@pytest.mark.usefixtures("opened_with_lines")
async def test_a_text_with_line_ends_is_shown_and_kept(opening: Opening, backend: Backend) -> None:
    async with opening(WIDE, clinic="ddfl") as agent, backend.another_agent() as ola:
        await agent.press("m")
        rows = agent.picture.split("\n")
        shown = [number for number, row in enumerate(rows) if "Linje" in row and "ord" not in row]
        assert len(shown) >= 3
        assert agent.value("text") == LINES
        await agent.press("ctrl+s")
        assert "Ingenting er endret" in agent.words
        assert (await ola.file()).clinic.patient_information == LINES
        await agent.go_to("text")
        await agent.type("Hei. ")
        await agent.press("ctrl+s")
        assert (await ola.file()).clinic.patient_information == f"Hei. {LINES}"


async def test_all_of_the_longest_text_is_in_sight_with_its_count(agent: Driver) -> None:
    await agent.press("m")
    await agent.fill("text", WORDS)
    assert len(WORDS) == LONGEST_INFORMATION
    for word in WORDS.split():
        assert word in agent.words, word
    assert "200 av 200 tegn" in agent.words


async def test_what_is_pasted_comes_in_whole_and_only_once(wide: Driver) -> None:
    await wide.press("m")
    await wide.fill("text", "Stengt.\r\n\r\nRing 116 117.")
    assert wide.value("text") == "Stengt.\n\nRing 116 117."
    assert "tas bare imot i felt" not in wide.words
    await wide.fill("case_reference", "sak\r\nnummer 7")
    assert wide.value("case_reference") == "sak nummer 7"
    assert "Linjeskift er blitt mellomrom" in wide.note


@pytest.mark.parametrize("field", ["text", "case_reference"])
async def test_what_can_not_be_used_or_has_no_room_is_told(wide: Driver, field: str) -> None:
    await wide.press("m")
    await wide.fill(field, "Hei\u202e på \u200bdeg")
    assert wide.value(field) == "Hei på deg"
    assert "U+202E etter «Hei»" in wide.note
    await wide.fill(field, "x" * (LONGEST_TEXT + 7))
    kept = len(wide.value(field))
    assert f"De siste {LONGEST_TEXT + 7 - kept} tegnene fikk ikke plass" in wide.note
    await wide.press("y")
    assert len(wide.value(field)) == kept
    assert "Det siste tegnet fikk ikke plass" in wide.note


async def test_the_keys_of_the_form_work_in_it(wide: Driver) -> None:
    await wide.press("m")
    assert wide.focus == "text"
    await wide.fill("text", "en")
    await wide.press("enter", "a", "up")
    assert (wide.focus, wide.value("text")) == ("text", "en\na")
    await wide.press("up")
    assert wide.focus == "text", "there is no field before it"
    await wide.press("down", "down")
    assert wide.focus == "vendor"
    await wide.press("up")
    assert wide.focus == "text"
    await wide.press("tab")
    assert wide.focus == "vendor"
    await wide.press("shift+tab")
    assert wide.focus == "text"


def test_a_text_with_line_ends_breaks_no_frame() -> None:
    with terminal(PROGRAM, WIDE) as screen:
        screen.wait_for("tilkoblet").send("ddfl\r").wait_for("pågår").send("m").settle()
        before = len(screen.written)
        screen.send("\x1b[200~En\r\nTo\r\nTre\r\n\x1b[201~").wait_for("Tre").settle()
        assert b"\n" not in screen.written[before:]
        assert all(row.count("▏") in (0, 2) for row in screen.rows)


def test_a_release_of_textual_that_edits_otherwise_is_noticed() -> None:
    """All that is typed and pasted passes one method, which is ours."""
    names = TextArea._replace_via_keyboard.__code__.co_names
    assert "replace" in names
    assert TextBox.replace is not TextArea.replace


async def test_a_case_that_is_too_long_for_a_text_is_refused_in_words(wide: Driver) -> None:
    await wide.press("m")
    await wide.type("Hei.")
    await wide.go_to("case_reference")
    await wide.type("x" * 65)
    await wide.press("ctrl+s")
    assert "En saksreferanse har høyst 64" in wide.words
