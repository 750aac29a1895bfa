"""The terminal's own cursor follows the chosen row: braille displays and magnifiers go by it."""

from tests.tui.driver import NARROW
from tests.tui.terminal import Terminal, terminal
from tests.tui.test_pty import PROGRAM

MARK = "▌"


def row_of_cursor(screen: Terminal) -> str:
    return screen.rows[screen.cursor[1]]


def test_the_cursor_is_on_the_chosen_row() -> None:
    with terminal(PROGRAM, NARROW) as screen:
        screen.wait_for("tilkoblet").send("test").wait_for("treff").settle()
        assert "test" in row_of_cursor(screen), "in the search it is in the field"
        for keys in ("\x1b[B", "\x1b[B", "\x1b[6~"):
            screen.send(keys).settle()
            assert row_of_cursor(screen).startswith(MARK), keys
        screen.send("/\x15ddfl\r").wait_for("pågår").settle()
        for keys in ("", "\x1b[B", "\x1b[A"):
            screen.send(keys).settle()
            column, row = screen.cursor
            assert screen.rows[row][column:].startswith(MARK), keys
        screen.send("n").wait_for("Fra og med").settle()
        assert "Behandler" in row_of_cursor(screen)
        screen.send("\t\t\t\x1b[B").settle()
        assert "Reseptfornyelse" in row_of_cursor(screen)
