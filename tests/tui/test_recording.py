"""A call from the first key to the sentence that is read back, as the README plays it.

`make snapshots` records it again.
"""

from pathlib import Path

from syrupy.assertion import SnapshotAssertion

from fravaertui.system.session_log import SessionLog
from fravaertui.tui.app import WorkbenchSetup
from tests.conftest import TopLevelSnapshots
from tests.tui.animation import Frame, animated
from tests.tui.conftest import AGENT, Backend
from tests.tui.driver import Clock, opened

CALL: tuple[tuple[str, str, tuple[str, ...], float], ...] = (
    ("The phone rings: “I am away weeks 28 to 30”", "", (), 3),
    ("/ and what is heard: the surgery's name", "ddfl", (), 2),
    ("Enter opens it: what is registered, and what the citizen sees", "", ("enter",), 4),
    ("n: a new absence, for whoever is typed", "", ("n", "a", "s", "t", "enter"), 2),
    ("The dates as the doctor says them", "uke 28-30", (), 4),
    ("All services: each day and each service, before it is saved", "", ("enter", "enter", "a"), 4),
    ("^s saves; one line says what, when, and how to undo", "", ("ctrl+s",), 4),
    ("y: the exact sentence to read back", "", ("y",), 5),
)
"""What is done and said, what is typed, the keys after it, and seconds to look at it."""


async def test_a_call_is_played_as_it_is_made(
    snapshot: SnapshotAssertion, backend: Backend, clock: Clock, tmp_path: Path
) -> None:
    setup = WorkbenchSetup(
        connect=lambda: backend.endpoint,
        now=clock,
        log=SessionLog(tmp_path / "fravaertui.log"),
        drafts=tmp_path / "drafts",
        agent=AGENT,
    )
    frames = []
    async with opened(setup) as agent:
        await agent.settle()
        for caption, typed, keys, seconds in CALL:
            await agent.type(typed)
            await agent.press(*keys)
            frames.append(Frame(agent.app.export_screenshot(), caption, seconds))
        assert "åpner igjen 2. august 2027" in agent.words
    assert animated(frames) == snapshot(extension_class=TopLevelSnapshots)
