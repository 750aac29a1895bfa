"""A screen that rests says nothing, and the terminal is left as it was found."""

from pathlib import Path

import pyte
import pytest

from tests.tui.driver import NARROW, WIDE
from tests.tui.terminal import Terminal, terminal
from tests.tui.test_pty import PROGRAM

REST = 1.2
"""Seconds in which a clock, a blinking cursor or a poll would have written something."""

ALTERNATE_SCREEN, ORDINARY_SCREEN = b"\x1b[?1049h", b"\x1b[?1049l"
CURSOR_SHOWN, CURSOR_HIDDEN = b"\x1b[?25h", b"\x1b[?25l"
MODES = (b"1000", b"1003", b"1006", b"1015", b"2004")
"""Mouse reports and bracketed paste: left on, they make a shell unusable."""

SECRET = "01010112345"
FAULTY = f"""
import sys
from fravaertui import cli
from fravaertui.tui.screens.workbench import Workbench

def fault(workbench):
    typed = {SECRET!r}
    raise RuntimeError(typed)

Workbench.action_command_help = fault
sys.exit(cli.main([]))
"""
F1 = "\x1bOP"


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["120x36", "80x24"])
def test_a_resting_screen_sends_no_byte_and_leaves_the_terminal_as_it_was(
    size: tuple[int, int],
) -> None:
    with terminal(PROGRAM, size) as screen:
        screen.wait_for("tilkoblet").settle()
        assert screen.bytes_within(REST) == b"", "the focus is in the search field"
        screen.send("ddfl\r").wait_for("Fravær").wait_for("pågår").settle()
        assert screen.bytes_within(REST) == b"", "the focus is in the list"
        screen.send("q")
        assert screen.status() == 0
        assert_restored(screen)


def test_a_crash_is_one_sentence_and_a_trace_without_anybodys_data(home: Path) -> None:
    with terminal(("-c", FAULTY), WIDE) as screen:
        screen.wait_for("tilkoblet").send(F1)
        assert screen.status() == 1
        assert_restored(screen)
        told = _text(screen.written.rpartition(ORDINARY_SCREEN)[2])
    logs = list((home / "state").rglob("*.log"))
    assert len(logs) == 1
    assert told == (
        f"fravaertui stoppet på grunn av en feil i programmet. Detaljer står i {logs[0]}."
    )
    trace = logs[0].read_text()
    assert trace.endswith("RuntimeError\n")
    assert SECRET not in trace
    assert SECRET.encode() not in screen.written


def assert_restored(screen: Terminal) -> None:
    """The ordinary screen is back, the cursor is seen, and no mode is left on."""
    written = screen.written
    assert written.rfind(ORDINARY_SCREEN) > written.rfind(ALTERNATE_SCREEN) >= 0
    assert written.rfind(CURSOR_SHOWN) > written.rfind(CURSOR_HIDDEN)
    for mode in MODES:
        assert written.rfind(b"\x1b[?" + mode + b"l") >= written.rfind(b"\x1b[?" + mode + b"h")


def _text(written: bytes) -> str:
    """What a terminal shows of the bytes; one so wide that nothing is wrapped."""
    screen = pyte.Screen(400, 5)
    pyte.ByteStream(screen).feed(written)
    return " ".join(" ".join(screen.display).split())
