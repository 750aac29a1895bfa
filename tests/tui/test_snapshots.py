"""Pictures of the workbench in `snapshots/`: what a person has looked at and found good.

The clock stands still and the demo data has the same ids every time, so a picture differs only
when the screen does. `make snapshots` draws them anew.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import pytest
from textual.pilot import Pilot

from fravaertui.client import Endpoint, NotStarted
from fravaertui.system.session_log import SessionLog
from fravaertui.tui.app import FravaerApp, WorkbenchSetup
from tests.registers.register_files import export, organisation, person, service
from tests.tui.conftest import AGENT, Backend
from tests.tui.driver import NARROW, WIDE, Clock, Driver, Seconds

Act = Callable[[Driver], Awaitable[object]]

EVERY_LAYOUT = pytest.mark.parametrize(
    "size",
    [(160, 50), WIDE, (100, 30), NARROW],
    ids=["160x50", "120x36", "100x30", "80x24"],
)
"""Three panes, wider and as wide as need be; two; and one."""
SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["120x36", "80x24"])


class Same(Protocol):
    def __call__(
        self, act: Act, size: tuple[int, int] = WIDE, *, clinic: str = "ddfl", **setup: Any
    ) -> bool: ...


@pytest.fixture
def same(snap_compare: Callable[..., bool], backend: Backend, clock: Clock, tmp_path: Path) -> Same:
    """Return what opens a clinic, does something, and compares the screen with its picture."""

    def compare(
        act: Act, size: tuple[int, int] = WIDE, *, clinic: str = "ddfl", **setup: Any
    ) -> bool:
        prepared: dict[str, Any] = {
            "connect": lambda: backend.endpoint,
            "now": clock,
            "log": SessionLog(tmp_path / "fravaertui.log"),
            "drafts": tmp_path / "drafts",
            "agent": AGENT,
        }
        seconds = Seconds()
        app = FravaerApp(WorkbenchSetup(**prepared | {"monotonic": seconds} | setup))

        async def run_before(pilot: Pilot[None]) -> None:
            driver = await Driver(app, pilot, seconds).settle()
            if clinic:
                await driver.type(clinic)
                await driver.press("enter")
            await act(driver)

        return snap_compare(app, terminal_size=size, run_before=run_before)

    return compare


async def nothing(agent: Driver) -> None:
    """Leave the screen as it came."""


def keys(*pressed: str) -> Act:
    async def press(agent: Driver) -> None:
        await agent.press(*pressed)

    return press


async def fill_in(agent: Driver) -> None:
    """Type the issue's own case: weeks 28 to 30, all services."""
    await agent.press("n", "enter")
    await agent.type("uke 28")
    await agent.press("enter")
    await agent.type("uke 30")
    await agent.press("enter", "a")


async def fill_in_doubtful(agent: Driver) -> None:
    """Type a period that began two days ago or will in a year, and insist."""
    await agent.press("n", "enter")
    await agent.type("20.11")
    await agent.press("enter")
    await agent.type("10.12")
    await agent.press("enter", "a", "ctrl+s")


async def fill_in_wrong(agent: Driver) -> None:
    """Type an end before the start, no services, and insist."""
    await agent.press("n", "enter")
    await agent.type("12.7")
    await agent.press("enter")
    await agent.type("31.6")
    await agent.press("ctrl+s")


async def substitute_typed(agent: Driver) -> None:
    """Fill in a substitute for Astrid Info, for all that her running absence closes."""
    await agent.press("v", "n")
    for typed in ("astrid", "Siv Testvikar", "", "23.11", "29.11"):
        await agent.type(typed)
        await agent.press("enter")
    await agent.press("a")


async def absence_over_a_substitute(agent: Driver) -> None:
    """Close all services for Astrid Info while a substitute covers two, and be stopped."""
    await agent.press("v", "n")
    await agent.type("astrid")
    await agent.fill("name", "Siv Testvikar")
    await agent.fill("starts", "uke 50")
    await agent.go_to("services")
    await agent.press("space", "down", "space", "ctrl+s", "escape", "n")
    await agent.fill("starts", "uke 50")
    await agent.go_to("services")
    await agent.press("a", "ctrl+s")


async def work_in_triage(agent: Driver) -> None:
    """Take one finding and put another off."""
    await agent.press("escape", "t", "a", "down", "z")
    await agent.type("uke 50")
    await agent.press("enter", "h")


async def look_ahead(agent: Driver) -> None:
    await agent.press("escape", "t", "p")
    await agent.type("+30")
    await agent.press("enter")


async def paste_a_list(agent: Driver) -> None:
    """Paste a list with a doubt in two rows, and settle the services."""
    await agent.press("i")
    await agent.paste(
        "Hei! Her kommer ferien vår.\n\nSommerferie 2027\n\n"
        "  • Bo Berg har ferie uke 28-30\n"
        "  • Astrid Info har ferie uke 29-31 (vikar: Siv Testvikar)\n"
        "  • Bo Berg har ferie uke 23-25.august\n"
        "  • Kari Ukjentsen har ferie uke 31\n\n"
        "Haster det, tar en annen av legene saken.\nHilsen Testine i skranken"
    )
    await agent.press("tab", "t", "enter")


async def type_to_find(agent: Driver) -> None:
    await agent.type("testleg")
    await agent.press("down", "down")


async def look_at_a_plan(folder: Path, agent: Driver) -> None:
    """Import a clinic, and look at what another export would change."""
    file = folder / "katalog.json"
    file.write_bytes(export(organisation(), person(), service()))
    await agent.press("K")
    await agent.type(str(file))
    await agent.press("enter", "ctrl+s", "J", "f", "ctrl+u")
    left = person(Active=False, Valid={"From": "2021-03-01T00:00:00", "To": "2026-11-20T09:00:00"})
    changed = organisation(DisplayName="Testbygda legesenter", PhysicalAddresses=[])
    (folder / "uke 48.json").write_bytes(export(changed, left, service(), person(HerId="mange")))
    await agent.type(f"'{folder / 'uke 48.json'}'")
    await agent.press("enter", "2")


def test_start(same: Same) -> None:
    assert same(nothing, clinic="", recent=(99_000_100, 99_000_300))


@EVERY_LAYOUT
def test_a_running_absence(same: Same, size: tuple[int, int]) -> None:
    assert same(nothing, size)


@SIZES
def test_adding_with_before_and_after(same: Same, size: tuple[int, int]) -> None:
    assert same(fill_in, size)


def test_a_date_that_asks(same: Same) -> None:
    assert same(fill_in_doubtful)


def test_adding_with_problems(same: Same) -> None:
    assert same(fill_in_wrong)


def test_asking_before_deleting(same: Same) -> None:
    assert same(keys("down", "d"))


def test_why(same: Same) -> None:
    assert same(keys("w"))


def test_help(same: Same) -> None:
    assert same(keys("question_mark"))


def test_all_commands(same: Same) -> None:
    assert same(keys("ctrl+p"))


def test_hits(same: Same) -> None:
    assert same(type_to_find, clinic="")


def test_no_contact(same: Same) -> None:
    def connect() -> Endpoint:
        raise NotStarted("disk I/O error")

    assert same(nothing, clinic="", connect=connect)


def test_light(same: Same) -> None:
    assert same(nothing, clinic="fagersta", theme="light")


def test_mono(same: Same) -> None:
    assert same(nothing, clinic="solvik", theme="mono")


@SIZES
def test_substitutes(same: Same, size: tuple[int, int]) -> None:
    assert same(keys("v"), size)


def test_history(same: Same) -> None:
    assert same(keys("down", "d", "J", "u", "J", "H"))


def test_the_clinic_as_known_then(same: Same) -> None:
    assert same(keys("down", "d", "J", "H", "d"))


def test_a_substitute_in_the_form(same: Same) -> None:
    assert same(substitute_typed)


@SIZES
def test_ways_out(same: Same, size: tuple[int, int]) -> None:
    assert same(absence_over_a_substitute, size)


def test_information(same: Same) -> None:
    assert same(keys("]", "]"), clinic="solvik")


def test_a_finding(same: Same) -> None:
    assert same(keys("x", "home"), (160, 50), clinic="fagersta")


@SIZES
def test_triage(same: Same, size: tuple[int, int]) -> None:
    assert same(work_in_triage, size, clinic="")


def test_triage_ahead(same: Same) -> None:
    assert same(look_ahead, NARROW, clinic="")


def test_vendors(same: Same) -> None:
    assert same(keys("L"))


def test_a_vendor(same: Same) -> None:
    assert same(keys("L", "e"), NARROW)


def test_importing(same: Same, tmp_path: Path) -> None:
    assert same(partial(look_at_a_plan, tmp_path))


@SIZES
def test_a_list_of_absences(same: Same, size: tuple[int, int]) -> None:
    assert same(paste_a_list, size)


def test_applying_a_plan(same: Same, tmp_path: Path) -> None:
    async def apply(agent: Driver) -> None:
        await look_at_a_plan(tmp_path, agent)
        await agent.press("ctrl+s")

    assert same(apply)


def test_call_guides(same: Same) -> None:
    assert same(keys("g"))


def test_read_back(same: Same) -> None:
    assert same(keys("y"))


def test_in_english(same: Same) -> None:
    assert same(keys("s", "s"), language="en")


def test_the_form_in_nynorsk(same: Same) -> None:
    assert same(fill_in, language="nn")
