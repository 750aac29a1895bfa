"""What each step sends to a small terminal in 256 colours keeps within its limit."""

import pytest

from tests.tui.driver import NARROW, WIDE
from tests.tui.terminal import Terminal, terminal
from tests.tui.test_pty import PROGRAM

KB = 1000
ESCAPE, UP, DOWN, RIGHT = "\x1b", "\x1b[A", "\x1b[B", "\x1b[C"
PALETTE, SAVE = "\x10", "\x13"
PAGE_DOWN = "\x1b[6~"
PASTE = "\x1b[200~{}\x1b[201~"


def test_a_call_and_its_steps_send_few_bytes() -> None:
    with terminal(PROGRAM, NARROW) as screen:
        screen.wait_for("tilkoblet").settle()
        begun = len(screen.written)
        for letter in "ddfl":
            assert _sent(screen, letter) <= 6 * KB, letter
        assert _sent(screen, "\r", "Fravær") <= 40 * KB
        assert _sent(screen, DOWN, "Bo Berg · ") <= 2 * KB, "another citizen's page"
        for _ in range(3):
            assert _sent(screen, "\t") <= 6 * KB, "another pane"
        screen.send("2").settle()
        for key, shown in ((PALETTE, "Alle kommandoer"), ("?", "Hjelp"), ("t", "Alt som venter")):
            assert 0 < _sent(screen, key, shown) <= 40 * KB, shown
            assert _sent(screen, ESCAPE, "Fravær") <= 40 * KB, shown
        assert 0 < _sent(screen, "n", "Fra og med") <= 40 * KB
        for letter in "\t+2\t+2\ta":
            assert _sent(screen, letter) <= 3 * KB, letter
        assert _sent(screen, SAVE, "Lagret") <= 40 * KB
        assert _sent(screen, "d", "nei") <= 40 * KB, "the question"
        assert len(screen.written) - begun <= 250 * KB


def test_the_calendar_in_the_pane_and_in_the_form_sends_few_bytes() -> None:
    with terminal(PROGRAM, WIDE) as screen:
        screen.wait_for("tilkoblet").send("ddfl\r").wait_for("uke ma ti on").settle()
        screen.send("c").settle()
        for key in (RIGHT, DOWN, RIGHT, RIGHT):
            assert 0 < _sent(screen, key) <= 2 * KB, "another day"
        assert 0 < _sent(screen, PAGE_DOWN) <= 3 * KB, "another month"
        screen.send("1").settle()
        for key in (DOWN, DOWN, UP):
            assert 0 < _sent(screen, key) <= 2 * KB, "another practitioner, in all panes"
        screen.send(ESCAPE).settle()
        assert 0 < _sent(screen, "n", "Fra og med") <= 40 * KB
        for letter in "\tu28-30\t\t ":
            assert _sent(screen, letter) <= 3 * KB, letter
        assert _sent(screen, "a") <= 3 * KB, "every card of the citizen's page turns at once"


def test_a_letter_that_turns_the_page_and_the_months_of_a_fresh_form_sends_few_bytes() -> None:
    """The chosen one is closed today: in July all is open, and the page is another with a bar."""
    with terminal(PROGRAM, WIDE) as screen:
        screen.wait_for("tilkoblet").send("ddfl\r").wait_for("uke ma ti on").settle()
        assert 0 < _sent(screen, "n", "Fra og med") <= 40 * KB
        for letter in "\tjuli":
            assert _sent(screen, letter) <= 3 * KB, letter
        assert "1. juli" in screen.words
        screen.send("\t\t").settle()
        assert 0 < _sent(screen, "a", "STENGT") <= 3 * KB, "all services, for a whole month"


def test_a_letter_sends_few_bytes_where_the_form_has_two_rows_of_months() -> None:
    with terminal(PROGRAM, (160, 50)) as screen:
        screen.wait_for("tilkoblet").send("ddfl\r").wait_for("uke ma ti on").settle()
        assert 0 < _sent(screen, "n", "Fra og med") <= 40 * KB
        assert screen.words.count("uke ma ti on") > 3
        for letter in "\tu28-30\t\t ":
            assert _sent(screen, letter) <= 3 * KB, letter


@pytest.mark.parametrize(("size", "limit"), [(NARROW, 2 * KB), (WIDE, 3 * KB)])
def test_another_finding_of_the_triage_sends_few_bytes(size: tuple[int, int], limit: int) -> None:
    with terminal(PROGRAM, size) as screen:
        screen.wait_for("tilkoblet").send(ESCAPE).settle()
        assert 0 < _sent(screen, "t", "tilsiktet, med sak") <= 40 * KB
        for code in ("F02", "F05", "F09"):
            assert _sent(screen, DOWN, "tilsiktet, med sak") <= limit, code
        assert _sent(screen, "a", "u angrer") <= KB
        assert _sent(screen, "u", "Angret") <= KB


def test_the_tabs_of_a_clinic_send_few_bytes() -> None:
    with terminal(PROGRAM, WIDE) as screen:
        screen.wait_for("tilkoblet").send("solvik\r").wait_for("uke ma ti on").settle()
        for _ in range(5):
            assert 0 < _sent(screen, "]") <= 6 * KB, "another tab"
        assert 0 < _sent(screen, "x", "Grunnlag") <= 6 * KB
        for key in (UP, UP):
            assert 0 < _sent(screen, key) <= 5 * KB, "another finding, and its citizen's page"


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x36"])
def test_a_letter_and_the_cursor_in_a_list_of_absences_send_few_bytes(
    size: tuple[int, int],
) -> None:
    with terminal(PROGRAM, size) as screen:
        screen.wait_for("tilkoblet").send("ddfl\r").wait_for("Astrid Info").settle()
        assert 0 < _sent(screen, "i", "Lim inn lista her") <= 40 * KB
        screen.send(PASTE.format("Ferie:\rBo Berg: uke 28\rAstrid Info: uke 29\r"))
        screen.wait_for("Hvilke tjenester?").settle()
        for letter in "Berg uke 3":
            assert 0 < _sent(screen, letter) <= 3 * KB, letter
        assert 0 < _sent(screen, "1", "3") <= 3 * KB, "another row comes of it"
        screen.send("\t").settle()
        for key in (DOWN, UP):
            assert 0 < _sent(screen, key) <= 2 * KB, "another row"
        screen.send("t").wait_for("Hvilke tjenester stenger").send("\r").wait_for("nytt").settle()
        for key in (DOWN, UP):
            assert 0 < _sent(screen, key) <= 2 * KB, "another row, with the citizen's page"


def _sent(screen: Terminal, keys: str, shows: str = "") -> int:
    """Return how many bytes come of keys, when what they lead to has come."""
    before = len(screen.written)
    screen.send(keys).wait_for(shows).settle()
    return len(screen.written) - before
