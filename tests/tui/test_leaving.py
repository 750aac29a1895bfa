"""Leaving: whatever ends the program, drafts are saved and nothing is left behind."""

import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.tui.driver import NARROW
from tests.tui.terminal import Terminal, terminal

PROGRAM = ("-m", "fravaertui")
TITLE = "Legg til fravær"


@pytest.fixture(autouse=True)
def runtime(home: Path) -> Path:
    """Return the folder in which the backend of the program has its socket."""
    folder = home / "run"
    folder.mkdir(mode=0o700)
    return folder


def in_the_form(screen: Terminal) -> Terminal:
    """Type the start of an absence."""
    screen.wait_for("Velg virksomhet")
    screen.send("/ddfl\rnastrid\ruke 28")
    return screen.wait_for("12. juli 2027")


def drafts_on_disk(home: Path) -> list[dict[str, Any]]:
    """Return the drafts that are on disk."""
    files = (home / "state" / "fravaertui" / "drafts").glob("*.json")
    return [json.loads(file.read_text())["draft"] for file in files]


def modes_left_on(screen: Terminal) -> list[str]:
    """Return what was switched on in the terminal and not off again, or the other way round."""
    pairs = {
        "alternate screen": (b"\x1b[?1049h", b"\x1b[?1049l"),
        "hidden cursor": (b"\x1b[?25l", b"\x1b[?25h"),
        "focus reports": (b"\x1b[?1004h", b"\x1b[?1004l"),
        "mouse": (b"\x1b[?1003h", b"\x1b[?1003l"),
        "bracketed paste": (b"\x1b[?2004h", b"\x1b[?2004l"),
        "no wrapping": (b"\x1b[?7l", b"\x1b[?7h"),
        "keyboard protocol": (b"\x1b[>", b"\x1b[<u"),
    }
    return [
        name
        for name, (begun, ended) in pairs.items()
        if screen.written.rfind(begun) > screen.written.rfind(ended)
    ]


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGHUP, 129), (signal.SIGTERM, 143), (signal.SIGINT, 130)]
)
def test_W4_a_signal_keeps_what_is_typed_and_restores_the_terminal(
    home: Path, runtime: Path, number: signal.Signals, status: int
) -> None:
    with terminal(PROGRAM, NARROW) as screen:
        before = screen.attributes()
        in_the_form(screen)
        assert screen.attributes() != before
        screen.signal(number)
        assert screen.status() == status
        assert screen.attributes() == before
        assert not modes_left_on(screen)
    assert [draft["starts"] for draft in drafts_on_disk(home)] == ["uke 28"]
    assert not list(runtime.iterdir()), "the backend is left behind"


@pytest.mark.parametrize("ignoring", [(), (signal.SIGHUP,)], ids=["heard", "ignored"])
def test_W4_a_terminal_that_is_gone_ends_the_program(
    home: Path, runtime: Path, ignoring: tuple[signal.Signals, ...]
) -> None:
    with terminal(PROGRAM, NARROW, ignoring=ignoring) as screen:
        in_the_form(screen)
        assert screen.vanish() == 129
    assert [draft["starts"] for draft in drafts_on_disk(home)] == ["uke 28"]
    assert not list(runtime.iterdir())


def test_a_terminal_that_goes_without_any_signal_ends_the_program() -> None:
    ours, theirs = pty.openpty()
    # A session without a controlling terminal: nobody is told when it goes.
    with subprocess.Popen(
        (sys.executable, *PROGRAM), stdin=theirs, stdout=theirs, stderr=theirs, process_group=0
    ) as program:
        os.close(theirs)
        assert os.read(ours, 1)
        os.close(ours)
        assert program.wait(30) == 129


def test_a_terminal_that_reads_no_more_does_not_keep_the_program(home: Path) -> None:
    with terminal(PROGRAM, NARROW) as screen:
        in_the_form(screen)
        screen.send("\x14" * 200)  # the themes, each a whole repaint that nobody reads
        screen.signal(signal.SIGTERM)
        assert screen.ended_unread() == 143
    assert [draft["starts"] for draft in drafts_on_disk(home)] == ["uke 28"]


def test_W4_a_kill_loses_no_more_than_a_second_and_the_next_start_offers_it(home: Path) -> None:
    with terminal(PROGRAM, NARROW) as screen:
        in_the_form(screen)
        screen.send("\x05")
        while not drafts_on_disk(home) or drafts_on_disk(home)[0]["starts"] != "uke 28":
            screen.bytes_within(0.05)
        screen.signal(signal.SIGKILL)
        assert screen.status() == -signal.SIGKILL
    with terminal(PROGRAM, NARROW) as screen:
        screen.wait_for("1 kladd er ikke lagret")
        screen.wait_for(f"{TITLE} · DDFL Test · Astrid Info · nå nettopp")
        screen.send("\r")
        screen.wait_for("Kladden er åpnet igjen. Virksomheten er ikke endret siden.")
        screen.wait_for("12. juli 2027")
        screen.send("\x1b").wait_for("Gå ut av skjemaet?")
        screen.say_yes().wait_for("Fravær")
        assert drafts_on_disk(home) == []
        screen.send("q")
        assert screen.status() == 0
    assert not list((home / "state" / "fravaertui" / "drafts").iterdir())


def test_a_second_signal_while_the_program_leaves_changes_nothing() -> None:
    """The watching has ended by then, and the default would end the process half-way."""
    leaving = (
        "import os, signal, sys\n"
        "from fravaertui.tui.textual_overrides.shutdown import SIGNALS, SignalHandler\n"
        "signals = SignalHandler(lambda: None, lambda: None)\n"
        "with signals.watched():\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
        "for number in SIGNALS:\n"
        "    os.kill(os.getpid(), number)\n"
        "print('all is closed')\n"
        "sys.exit(signals.status)\n"
    )
    with terminal(("-c", leaving), NARROW) as screen:
        screen.wait_for("all is closed")
        assert screen.status() == 143
