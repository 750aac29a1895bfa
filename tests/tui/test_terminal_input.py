"""Whatever comes in from the terminal: nothing ends the program, and no text becomes keys."""

import inspect
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
import textual.app
from hypothesis import given
from hypothesis import strategies as st
from textual import _xterm_parser, events
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers import linux_driver
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from fravaertui.tui.textual_overrides import terminal_input
from fravaertui.tui.textual_overrides.terminal_input import (
    LARGEST_TERMINAL,
    PASTE_BEGINS,
    PASTE_ENDS,
    InputParser,
    Letters,
)
from tests.tui.conftest import Opening
from tests.tui.driver import NARROW, WIDE
from tests.tui.terminal import terminal
from tests.tui.test_pty import PROGRAM

ENCODING = "Terminalen sender Latin-1"
ENDED_ABSENCE = "Avsluttet: "

BYTES = {
    "ø of Latin-1": b"\xf8",
    "no letter at all": b"\xff",
    "a control code of Latin-1": b"\x9b",
    "half a letter": b"\xc3a",
    "too long a way to say /": b"\xc0\xaf",
    "half of a pair": b"\xed\xa0\x80",
    "half a letter and nothing more": b"\xe5",
}


def test_a_byte_that_is_no_letter_is_a_stand_in() -> None:
    with terminal(PROGRAM, WIDE) as screen:
        screen.wait_for("tilkoblet").send("ddfl\r").wait_for("pågår").send("n\t")
        for came in BYTES.values():
            screen.send("\x15uke 29").wait_for("uke 29").send(came)
            screen.wait_for("29\N{REPLACEMENT CHARACTER}").wait_for(ENCODING)


def test_the_encoding_is_told_once_and_where_it_is_seen() -> None:
    """On a small terminal too, where the search has the whole screen, and only once."""
    with terminal(PROGRAM, NARROW) as screen:
        screen.wait_for("tilkoblet").send(b"j\xf8rn").wait_for(ENCODING)
        screen.send("\x15jørn\r").wait_for("Rønhovde").settle()
        screen.send("/").settle()
        assert ENCODING not in screen.words
        screen.send(b"\xf8").settle()
        assert ENCODING not in screen.words
        screen.send("\x11")
        assert screen.status() == 0


def test_letters_that_come_in_halves_are_whole() -> None:
    letters = Letters("utf-8")
    came = "på Sørøya 界\N{REPLACEMENT CHARACTER}".encode()
    assert "".join(letters.read(came[at : at + 1]) for at in range(len(came))) == came.decode()
    assert not letters.unreadable
    assert letters.rest() == ""


def test_a_terminal_written_to_in_latin_1_is_read_in_latin_1() -> None:
    letters = Letters("iso-8859-1")
    assert letters.read(b"\xf8") == "ø"
    assert not letters.unreadable


@pytest.mark.parametrize("keys", ["\x1b[1114112u", "\x1b[97;1:3u", "\x1b[97;;1114112u"])
def test_a_key_beyond_unicode_is_no_key(keys: str) -> None:
    assert not messages_of(keys)
    assert keys_of(keys + "a") == [("a", "a")]


def test_a_key_beyond_unicode_ends_nothing() -> None:
    with terminal(PROGRAM, WIDE) as screen:
        screen.wait_for("tilkoblet").send("\x1b[1114112uddfl").wait_for("ddfl")
        screen.send("\x11")
        assert screen.status() == 0


def test_a_fault_in_the_reading_keeps_the_draft_and_is_told_in_one_sentence(
    home: Path, tmp_path: Path
) -> None:
    """Textual's own way would print the trace and keep nothing (rule W4)."""
    program = tmp_path / "faulty.py"
    program.write_text(
        "import sys\n"
        "from fravaertui.tui.textual_overrides import terminal_input\n"
        "from fravaertui.cli import main\n"
        "feed = terminal_input.InputParser.feed\n"
        "def faulty(self, data):\n"
        "    assert '§' not in data\n"
        "    return feed(self, data)\n"
        "terminal_input.InputParser.feed = faulty\n"
        "sys.exit(main([]))\n"
    )
    with terminal([str(program)], WIDE) as screen:
        screen.wait_for("tilkoblet").send("ddfl\r").wait_for("pågår").send("n\tuke 29")
        screen.wait_for("uke 29").send("§")
        assert screen.status() == 1
    told = screen.written.decode()[-2000:]
    assert "feil i programmet" in " ".join(told.split())
    assert "Traceback" not in told
    assert "NOTE" not in told
    assert "AssertionError" in (home / "state" / "fravaertui" / "fravaertui.log").read_text()
    drafts = list((home / "state").rglob("*.json"))
    assert [file for file in drafts if "uke 29" in file.read_text()]


# Pasting


def test_keys_in_a_pasted_text_are_text() -> None:
    """The list has the cursor on a running absence: `d` would ask, and `j` say yes."""
    with terminal(PROGRAM, WIDE) as screen:
        screen.wait_for("tilkoblet").send("ddfl\r").wait_for("pågår").settle()
        before = screen.words
        screen.send(f"{PASTE_BEGINS}Hei \x1b{'z' * 30} dj der{PASTE_ENDS}")
        screen.wait_for("tas bare imot i felt").settle()
        assert ENDED_ABSENCE not in screen.words
        assert "pågår" in before
        assert screen.words.count("pågår") == before.count("pågår")
        screen.send("d").wait_for("nei").settle()
        screen.send(f"{PASTE_BEGINS}\x1b[Aj\rj{PASTE_ENDS}").settle()
        assert ENDED_ABSENCE not in screen.words
        screen.send("\x1b").settle().send("\x11")
        assert screen.status() == 0


def test_a_paste_right_after_the_key_for_the_search_goes_to_the_search() -> None:
    with terminal(PROGRAM, WIDE) as screen:
        screen.wait_for("tilkoblet").send("ddfl\r").wait_for("pågår").settle()
        screen.send(f"/{PASTE_BEGINS}jørn{PASTE_ENDS}").wait_for("Rønhovde")
        screen.send("\x11")
        assert screen.status() == 0


def test_a_paste_that_never_ends_hangs_nothing() -> None:
    with terminal(PROGRAM, WIDE) as screen:
        screen.wait_for("tilkoblet").send(f"{PASTE_BEGINS}ddfl").wait_for("1 treff")
        screen.send("\r").wait_for("pågår").send("\x11")
        assert screen.status() == 0


letters = st.text(st.sampled_from(["\x1b", *"[]0123456789~;OMuAjd \r\næ"]), max_size=60)
cuts = st.lists(st.integers(0, 80), max_size=6)


@given(letters.filter(lambda text: PASTE_ENDS not in text), cuts)
def test_a_pasted_text_is_one_text_however_it_is_cut_up(text: str, cut: Sequence[int]) -> None:
    text = text.rstrip("\x1b[20")  # what might begin the end mark and what follows it is the mark's
    whole = f"a{PASTE_BEGINS}{text}{PASTE_ENDS}b"
    edges = sorted({0, len(whole), *(at for at in cut if at < len(whole))})
    parser = InputParser()
    came: list[Message] = []
    for start, end in pairwise(edges):
        came += parser.feed(whole[start:end])
    pasted = [message.text for message in came if isinstance(message, events.Paste)]
    assert pasted == ([text] if text else [])
    keys = [message.key for message in came if isinstance(message, events.Key)]
    assert (keys[0], keys[-1]) == ("a", "b")


@given(st.text(st.sampled_from(["\x1b", *"[]0123456789~;<?OMutRIABjd \r\næ"]), max_size=80))
def test_nothing_that_comes_ends_the_reading(text: str) -> None:
    for message in messages_of(text):
        assert not isinstance(message, events.Resize)


# The numeric keypad

ON_KEYPAD = {
    **{f"\x1bO{sent}": on_key for sent, on_key in zip("pqrstuvwxy", "0123456789", strict=True)},
    "\x1bOj": "*",
    "\x1bOk": "+",
    "\x1bOl": ",",
    "\x1bOm": "-",
    "\x1bOn": ".",
    "\x1bOo": "/",
    "\x1bOX": "=",
    **{f"\x1b[{57399 + digit}u": str(digit) for digit in range(10)},
    "\x1b[57409u": ".",
    "\x1b[57410u": "/",
    "\x1b[57411u": "*",
    "\x1b[57412u": "-",
    "\x1b[57413u": "+",
    "\x1b[57415u": "=",
    "\x1b[57416u": ",",
    "\x1b[57413;129u": "+",
    "\x1b[57409;;44u": ",",
    "\x1b[57413;;43u": "+",
}


@pytest.mark.parametrize(("sent", "on_key"), ON_KEYPAD.items())
def test_a_key_of_the_keypad_is_the_character_on_it(sent: str, on_key: str) -> None:
    assert keys_of(sent) == keys_of(on_key)
    assert keys_of(sent)[0][1] == on_key


def test_enter_on_the_keypad_is_enter() -> None:
    assert {keys_of(sent)[0][0] for sent in ("\x1bOM", "\x1b[57414u", "\r")} == {"enter"}


# The terminal's size


@pytest.mark.parametrize("size", [("1", "1"), ("99999", "99999")])
def test_the_shells_idea_of_the_size_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, size: tuple[str, str]
) -> None:
    monkeypatch.setenv("COLUMNS", size[0])
    monkeypatch.setenv("LINES", size[1])
    with terminal(PROGRAM, WIDE) as screen:
        screen.wait_for("tilkoblet").wait_for("Velg virksomhet").send("\x11")
        assert screen.status() == 0


def test_a_report_of_an_enormous_size_is_not_believed() -> None:
    with terminal(PROGRAM, WIDE) as screen:
        screen.wait_for("tilkoblet").send("\x1b[48;99999;99999;0;0t\x1b[<0;5;5M\x1b[<0;5;5m")
        screen.send("\x1b[?2048;1$y").settle()
        screen.send("ddfl").wait_for("DDFL Test").send("\x11")
        assert screen.status() == 0


def test_an_enormous_terminal_is_drawn_no_larger_than_can_be() -> None:
    with terminal(PROGRAM, WIDE) as screen:
        screen.wait_for("tilkoblet")
        screen.claim(60_000, 60_000)
        screen.send("ddfl").wait_for("DDFL Test").send("\x11")
        assert screen.status() == 0
    columns, rows = LARGEST_TERMINAL
    assert columns >= 400
    assert rows >= 120


# What of Textual this stands on: a new release that has it otherwise is to be noticed here


PRIVATE = [
    (XTermParser, "_parse_extended_key"),
    (XTermParser, "_sequence_to_key_events"),
    (LinuxDriver, "_run_input_thread"),
    (LinuxDriver, "_query_in_band_window_resize"),
    (LinuxDriver, "_get_terminal_size"),
    (LinuxDriver, "run_input_thread"),
    (App, "_handle_exception"),
    (App, "_fatal_error"),
    (App, "panic"),
]


@pytest.mark.parametrize(("owner", "name"), PRIVATE)
def test_what_is_overridden_is_still_called_by_textual(owner: type, name: str) -> None:
    assert callable(getattr(owner, name))
    modules = (linux_driver, textual.app, _xterm_parser)
    calls = "".join(inspect.getsource(module) for module in modules)
    assert calls.count(name) > 1, f"nothing calls {name} any more"


def test_textuals_own_reading_still_needs_all_this() -> None:
    """When one of these fails, Textual has mended it, and our own way round can go."""
    with pytest.raises(ValueError, match="arg not in range"):
        list(XTermParser().feed("\x1b[1114112u"))
    pasted = list(XTermParser().feed(f"{PASTE_BEGINS}\x1b{'z' * 32}d{PASTE_ENDS}"))
    assert any(isinstance(message, events.Key) for message in pasted)
    assert 'getincrementaldecoder("utf-8")()' in inspect.getsource(LinuxDriver.run_input_thread)


async def test_the_paste_marks_are_those_that_textual_asks_for(opening: Opening) -> None:
    assert terminal_input.PASTE_BEGINS == "\x1b[200~"
    async with opening(WIDE) as agent:
        assert issubclass(agent.app.get_driver_class(), terminal_input.TerminalDriver)


def messages_of(text: str) -> list[Message]:
    """Return what becomes of a text that comes at once, and of the silence after it."""
    return list(InputParser().feed(text))


def keys_of(text: str) -> list[tuple[str, str | None]]:
    return [(m.key, m.character) for m in messages_of(text) if isinstance(m, events.Key)]
