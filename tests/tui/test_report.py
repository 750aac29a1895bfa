"""The report of a fault: what a ticket needs, and nobody's data."""

from pathlib import Path

import pytest

from fravaertui.cli import main
from fravaertui.client import Endpoint
from tests.tui.conftest import AGENT, Opening
from tests.tui.driver import NARROW, WIDE
from tests.tui.terminal import terminal

SECRETS = ("Astrid Info", "Per Vikar", "4711-saken", "Ferie hele uka")


async def test_the_report_tells_versions_settings_contact_and_errors(
    opening: Opening, sent: list[str]
) -> None:
    def about() -> list[str]:
        return ["fravaertui 9.9", f"  log = {Path.home()}/x.log"]

    nowhere = Endpoint("http://127.0.0.1:9")
    async with opening(connect=lambda: nowhere, about=about, settle=False) as agent:
        await agent.until(lambda: "ikke kontakt" in agent.header)
        await agent.press("f12")
        assert "2026-11-22T11:00:00+01:00, ikke kontakt Siste feil" in agent.words
        assert "fravaertui 9.9 log = ~/x.log" in agent.words
        assert any("\x1b]52;c;" in text for text in sent)
        assert "Sendt til utklippstavlen i terminalen din." in agent.words
        await agent.press("escape")
        assert "ikke kontakt" in agent.header


async def test_the_palette_has_it_for_those_whose_keyboard_lacks_f12(opening: Opening) -> None:
    async with opening(about=lambda: ["fravaertui 9.9"]) as agent:
        await agent.press("ctrl+p")
        await agent.type("feilmelding")
        await agent.press("enter")
        assert "fravaertui 9.9" in agent.words


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["120x36", "80x24"])
def test_neither_log_nor_report_has_anybodys_data(home: Path, size: tuple[int, int]) -> None:
    """A whole session with names, a case and a clinic's text, its backend lost on the way."""
    program = ("-m", "fravaertui", "--backend", "http://127.0.0.1:9")
    with terminal(program, size) as screen:
        screen.wait_for("ikke kontakt")
        screen.send("astrid info\x1b[24~")
        screen.wait_for("Siste feil")
        screen.wait_for("Unreachable, request")
        shown = screen.words
        screen.send("\x1b").wait_for("ikke kontakt")
        screen.send("\x11")
        assert screen.status() == 0
    [log] = (home / "state").rglob("*.log")
    told = log.read_text()
    assert "GET /api/v1/directory: Unreachable" in told
    assert not [secret for secret in (*SECRETS, AGENT, str(home)) if secret in told + shown]


def test_the_log_of_a_session_that_saves_names_nobody(home: Path) -> None:
    with terminal(("-m", "fravaertui"), WIDE) as screen:
        screen.wait_for("Velg virksomhet")
        screen.send("/ddfl\rnastrid\ruke 28\ruke 28\ra\t4711-saken\x13")
        screen.wait_for("alle fire")
        screen.send("\x1b[24~").wait_for("Siste feil")
        assert not [secret for secret in SECRETS if secret in screen.words]
        screen.send("\x1b").wait_for("Fravær")
        screen.send("q")
        assert screen.status() == 0
    assert not [
        secret
        for log in (home / "state").rglob("*.log*")
        for secret in SECRETS
        if secret in log.read_text()
    ]
    assert main(["info"]) == 0
