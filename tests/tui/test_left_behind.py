"""Each screen is left at each moment of each call: an answer that comes too late does no harm."""

import ast
import asyncio
from collections.abc import Callable, Iterable
from dataclasses import fields
from itertools import count
from pathlib import Path
from uuid import uuid4

import pytest

from fravaertui import tui
from fravaertui.client import Busy, Unreachable
from fravaertui.protocol.auth import Agent, Role
from fravaertui.protocol.events import Activity, ClinicChanged, PresenceReport, Present
from fravaertui.tui.messages import ClinicTarget
from fravaertui.tui.panes.clinics import ClinicPane
from fravaertui.tui.screens.workbench import Workbench
from fravaertui.tui.workers import WorkerScreen, _while
from tests.tui.conftest import DDFL, Backend, Opening
from tests.tui.driver import WIDE, Driver
from tests.tui.held import held
from tests.tui.test_contact import fill_in

NO_CONTACT = Unreachable("test", "held")
KARI = Agent(name="kari.nordmann", role=Role.SUPERVISOR)
EVA = Agent(name="eva.leser", role=Role.VIEWER)

OVER_THE_WORKBENCH = {
    "triage": ("", "t", "findings", "escape"),
    "triage-more": ("t", "m", "findings", "escape"),
    "triage-kinds": ("t", "c", "finding_counts", "escape"),
    "triage-take": ("t", "a", "mark", "escape"),
    "vendors": ("", "L", "vendors", "escape"),
    "vendors-save": ("L e tab tab tab {letter}", "ctrl+s", "set_vendor", ""),
    "sign-in-code": ("", "I", "begin_sign_in", "escape"),
    "sign-in-who": ("", "I", "who", "escape"),
}
"""The keys that lead to a call, the key that makes it, the call, and the keys to leave by."""

IN_THE_WORKBENCH = {
    "clinic": ("", "r", "clinic"),
    "history": ("", "H", "history"),
    "undo": ("SAVED", "u", "past"),
    "save": ("FILLED", "ctrl+s", "save"),
    "who": ("", "", "who"),
    "sign-out": ("", "O", "sign_out"),
}
"""As above; what is asked for without a key is asked for when contact is made."""


async def save(agent: Driver) -> None:
    await fill_in(agent)
    await agent.press("ctrl+s")


BEGINNINGS = {"FILLED": fill_in, "SAVED": save}


STEP = 5
"""Turns of the event loop from moment to moment; the cases begin in turn, and miss none together.
"""


def answer_of(case: str, outcome: str) -> dict[str, object]:
    """Return what is to be answered instead of the real answer, if anything."""
    if outcome == "lost":
        return {"answer": NO_CONTACT}
    instead: dict[str, dict[str, object]] = {
        "sign-in-code": {"answer": None},
        "sign-in-who": {"answer": KARI},
        "who": {"answer": EVA},
    }
    return instead.get(case, {})


async def turn(times: int) -> None:
    for _ in range(times):
        await asyncio.sleep(0)


def with_outcomes(cases: Iterable[str], *lost: str) -> list[tuple[str, str]]:
    """Let each call be answered, and some end by contact being lost instead."""
    return [*((case, "real") for case in cases), *((case, "lost") for case in lost)]


@pytest.mark.parametrize(
    ("case", "outcome"), with_outcomes(OVER_THE_WORKBENCH, "triage", "vendors-save")
)
async def test_a_screen_is_left_at_each_moment(wide: Driver, case: str, outcome: str) -> None:
    before, key, call, leaving = OVER_THE_WORKBENCH[case]
    first = list(OVER_THE_WORKBENCH).index(case) % STEP
    for turns in count(first, STEP):
        letter = chr(ord("a") + turns % 26)  # another text each time, to be saved
        await wide.press(*before.format(letter=letter).split())
        with held(wide.app.gateway, call, **answer_of(case, outcome)) as asked:
            wide.send(key)
            await wide.until(asked.asked.is_set)
            await wide.until(lambda: not wide.app.is_at_key)
            left = wide.app.screen
            assert isinstance(left, WorkerScreen)
            assert not isinstance(left, Workbench)
            if leaving:
                wide.send(leaving)
            else:  # as by keys that answer a question first
                left.dismiss(None)
            await turn(turns)
            gone = not left.is_running
            asked.release()
            await wide.settle()
        assert wide.is_open, f"after {turns} turns"
        if wide.app.screen is left:  # the answer came first
            await wide.press("escape")
        assert isinstance(wide.app.screen, Workbench), f"after {turns} turns"
        if gone:
            return


def shown_and_known(workbench: Workbench) -> list[object]:
    """Return what an answer may change: where the agent is, what is told, and all that is known."""
    state = workbench.state
    known = [getattr(state, field.name) for field in fields(state)]
    known = [dict(one) if isinstance(one, dict) else one for one in known]
    return [workbench.place, workbench.view("note").lines, *known]


@pytest.mark.parametrize(
    ("case", "outcome"), with_outcomes(IN_THE_WORKBENCH, "clinic", "undo", "save", "sign-out")
)
async def test_an_answer_to_a_program_that_is_being_left_changes_nothing_there(
    opening: Opening, backend: Backend, case: str, outcome: str
) -> None:
    """What waits for it lives on for a turn or two, in a workbench that closes."""
    before, key, call = IN_THE_WORKBENCH[case]
    async with opening(WIDE, clinic="ddfl") as agent:
        for one in before.split():
            await (BEGINNINGS[one](agent) if one in BEGINNINGS else agent.press(one))
        workbench = agent.workbench
        answer = answer_of(case, outcome)
        if outcome == "real" and case == "clinic":
            assert workbench.state.file
            answer = {"answer": workbench.state.file.model_copy(update={"version": 99})}
        with held(agent.app.gateway, call, **answer) as asked:
            if key:
                agent.send(key)
            else:
                workbench.loader.make_contact()
            await agent.until(asked.asked.is_set)
            left = shown_and_known(workbench)
            asked.release()  # the answer is there, and comes when the program is on its way out
            agent.app.exit()
            waiting = [worker.wait() for worker in agent.app.workers]
            await asyncio.gather(*waiting, return_exceptions=True)
            assert shown_and_known(workbench) == left
        assert agent.app.return_code == 0


def changed(agent: Driver) -> ClinicChanged:
    """Return the event of somebody's change to DDFL Test."""
    at = agent.app.state.now()
    return ClinicChanged(clinic=DDFL, version=99, agent="ola", at=at, touched=())


OF_A_CLINIC: dict[str, tuple[str, Callable[[Driver], object]]] = {
    "history": ("history", lambda agent: agent.send("H")),
    "older": ("history", lambda agent: agent.workbench.middle.history._fetch_older(DDFL, 1)),
    "then": ("known", lambda agent: agent.send("d")),
    "undo": ("past", lambda agent: agent.send("u")),
}
"""What is asked of the backend about a clinic, and what asks it."""


@pytest.mark.parametrize("case", OF_A_CLINIC)
async def test_what_fails_after_its_clinic_was_left_is_not_said(wide: Driver, case: str) -> None:
    call, ask = OF_A_CLINIC[case]
    await save(wide)
    if case == "then":
        await wide.press("H")
    with held(wide.app.gateway, call, Busy("busy")) as asked:
        ask(wide)
        await wide.until(asked.asked.is_set)
        wide.app.discard_keys()
        wide.workbench.panes._leave_clinic()
        asked.release()
        await wide.settle()
    assert wide.note == ""
    assert wide.title == "I dag på kundesenteret"
    await wide.press("slash")
    assert wide.focus == "find", "the keys go on"


async def test_news_of_a_clinic_that_was_left_is_not_missed_at_the_next(wide: Driver) -> None:
    other = await wide.app.gateway.clinic(DDFL + 100)
    with held(wide.app.gateway, "clinic", Busy("busy")) as asked:
        wide.workbench.live._fetch_newer()
        await wide.until(asked.asked.is_set)
        wide.app.state.leave_clinic()
        wide.app.state.open(other)
        asked.release()
        await wide.settle()
    assert wide.note == ""


async def test_who_is_at_a_clinic_that_was_left_is_not_said_of_the_next(
    wide: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    ola = Present(agent="ola.nordmann", terminal=uuid4(), doing=Activity.EDITING)
    asked, gate = asyncio.Event(), asyncio.Event()

    async def report(where: PresenceReport) -> tuple[Present, ...]:
        asked.set()
        await gate.wait()
        if where.clinic is None:
            raise NO_CONTACT
        return (ola,)

    monkeypatch.setattr(wide.app.gateway, "report_presence", report)
    wide.workbench.live._report_again()
    await wide.until(asked.is_set)
    wide.workbench.panes._leave_clinic()
    gate.set()
    await wide.settle()
    assert wide.app.state.others == ()


async def test_what_was_done_to_a_clinic_that_was_left_is_not_said_at_the_next(
    opening: Opening,
) -> None:
    async with opening(WIDE) as agent:
        with held(agent.app.gateway, "clinic") as asked:
            agent.workbench.loader.open_clinic(ClinicTarget(DDFL))
            await agent.until(asked.asked.is_set)
            agent.workbench.live._handle([changed(agent)])
            agent.workbench.loader.open_clinic(ClinicTarget(DDFL + 100))
            asked.release()
            await agent.settle()
        assert agent.note == ""


async def test_no_clinic_is_left_while_something_is_being_saved(wide: Driver) -> None:
    await wide.press("a")
    wide.seconds.at += wide.seconds.PAUSE
    with held(wide.app.gateway, "save") as asked:
        wide.send("J")
        await wide.until(asked.asked.is_set)
        wide.workbench.post_message(ClinicPane.Chosen(DDFL + 100, None))  # a click
        await wide.until(lambda: "først" in wide.note)
        asked.release()
        await wide.settle()
    assert "DDFL" in wide.header
    assert wide.note.startswith("Avsluttet: ")


async def test_a_screen_that_is_left_twice_takes_no_other_with_it(wide: Driver) -> None:
    await wide.press("L")
    left = wide.app.screen
    assert isinstance(left, WorkerScreen)
    left.dismiss(None)
    left.dismiss(None)
    await wide.settle()
    assert isinstance(wide.app.screen, Workbench)


async def test_what_fails_as_its_screen_is_left_ends_nothing_else() -> None:
    """A timeout that runs out just then makes an error of what stops the worker."""

    async def work() -> None:
        async with asyncio.timeout(0):
            await asyncio.Event().wait()

    there = iter((True, False))
    with pytest.raises(asyncio.CancelledError):
        await _while(lambda: next(there), work)


def test_every_worker_of_a_screen_asks_whether_that_is_there() -> None:
    folder = Path(tui.__file__).parent
    names = ("work", "run_worker", "create_task", "ensure_future")
    found = {
        f"{path.name}: {node.attr if isinstance(node, ast.Attribute) else node.id}"
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Attribute) and node.attr in names)
        or (isinstance(node, ast.Name) and node.id in names)
    }
    assert found == {"workers.py: run_worker"}
