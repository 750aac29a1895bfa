"""What is typed in a question of the work queue survives whatever ends the program (rule W4)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fravaertui.client import SignInNeeded
from tests.tui.conftest import Opening
from tests.tui.driver import WIDE, Driver
from tests.tui.held import held
from tests.tui.plain_text import flat

pytestmark = pytest.mark.usefixtures("backend")

QUESTIONS = {
    "triage.snooze": ("z", "uke 50", "Utsett avviket til en dag", "Utsatt til mandag 7. desember"),
    "triage.intend": ("i", "SAK-1", "Si at det er tilsiktet", "Tilsiktet: "),
    "triage.save_view": ("n", "Min visning", "Lagre filtrene som en visning", "Lagret. v henter"),
}
"""The key that asks, what is typed, what it is called among the drafts, and what is said when done.
"""


def marked(agent: Driver) -> str:
    """The finding under the cursor."""
    view = agent.view("queue")
    rows = [view.render_line(y).text for y in range(view.size.height)]
    return flat(" ".join(row for row in rows if row.startswith("▌")))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "drafts"


def files(folder: Path) -> Iterator[Path]:
    return folder.glob("*.json")


@pytest.mark.parametrize("question", QUESTIONS)
async def test_W4_the_question_is_asked_again_with_what_was_typed(
    opening: Opening, folder: Path, question: str
) -> None:
    key, typed, title, done = QUESTIONS[question]
    async with opening(WIDE) as agent:
        await agent.press("escape", "t", "g", "down", key)
        await agent.type(typed)
        narrowed, about = agent.says("filters"), marked(agent)
        agent.app.keep_draft()  # as a signal does, and a fault
    async with opening(WIDE) as agent:
        assert title in agent.words
        assert typed in agent.words
        await agent.press("enter")
        assert agent.says("filters") == narrowed
        assert marked(agent) == about or question == "triage.save_view"
        assert agent.note == "Kladden er åpnet igjen."
        assert agent.focus == "ask-field"
        assert agent.value("ask-field") == typed
        await agent.press("enter", *("J" if question == "triage.intend" else ""))
        assert agent.note.startswith(done)
        assert not list(files(folder))


@pytest.mark.parametrize("question", QUESTIONS)
async def test_W4_it_is_on_disk_soon_and_leaving_the_question_throws_it_away(
    opening: Opening, folder: Path, question: str
) -> None:
    key, typed, _, _ = QUESTIONS[question]
    async with opening(WIDE) as agent:
        await agent.press("escape", "t", key)
        await agent.type(typed)
        await agent.until(lambda: bool(list(files(folder))))
        await agent.press("escape")
        assert not list(files(folder))
        await agent.press(key)
        assert agent.value("ask-field") == ""


async def test_W4_what_is_typed_is_kept_while_it_is_asked_whether_it_is_meant(
    opening: Opening, folder: Path
) -> None:
    async with opening(WIDE) as agent:
        await agent.press("escape", "t", "i")
        await agent.type("SAK-1")
        await agent.press("enter")
        assert "Er det ment slik?" in agent.words
        agent.app.keep_draft()
        assert list(files(folder))
        await agent.press("escape")
        assert not list(files(folder))


@pytest.mark.parametrize("question", ["triage.snooze", "triage.intend"])
async def test_W4_what_could_not_be_sent_stands_in_the_question_again(
    opening: Opening, folder: Path, question: str
) -> None:
    key, typed, _, done = QUESTIONS[question]
    yes = "J" if question == "triage.intend" else ""
    async with opening(WIDE) as agent:
        await agent.press("escape", "t", key)
        await agent.type(typed)
        with held(agent.app.gateway, "mark", SignInNeeded()) as asked:
            asked.release()
            await agent.press("enter", *yes)
        await agent.press("down", key)
        assert agent.value("ask-field") == "", "another finding is another question"
        await agent.press("escape", "up")
        agent.app.keep_draft()
        assert list(files(folder)), "it waits among the drafts"
    async with opening(WIDE) as agent:
        await agent.press("enter")
        assert agent.value("ask-field") == typed
        await agent.press("enter", *yes)
        assert agent.note.startswith(done)


async def test_W4_of_a_finding_that_is_gone_the_typing_is_told(
    opening: Opening, folder: Path
) -> None:
    async with opening(WIDE) as agent:
        await agent.press("escape", "t", "i")
        await agent.type("SAK-1")
        agent.app.keep_draft()
    [file] = files(folder)
    file.write_text(file.read_text().replace('"finding":"', '"finding":"9'))
    async with opening(WIDE) as agent:
        await agent.press("enter")
        assert agent.note == "Det denne kladden skulle endre, finnes ikke lenger. SAK-1"
        assert agent.focus == "queue"
