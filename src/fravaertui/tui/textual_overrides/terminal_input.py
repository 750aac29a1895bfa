"""What comes in from the terminal, whatever it is: letters, keys, pasted texts.

Textual's own reading of a terminal trusts it. It ends the program at a byte that is no UTF-8 and
at a key beyond Unicode, and looks for keys inside pasted text. Here nothing that comes in ends
the program, and nothing between the marks of a paste is a key. The private names of Textual that
this stands on are overridden in this module only; each has a test that tells when it is gone.
"""

import errno
import os
import re
import selectors
import signal
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator
from time import monotonic

from textual import events
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.keys import Keys, _character_to_key
from textual.message import Message
from textual.messages import InBandWindowResize

PASTE_BEGINS, PASTE_ENDS = "\x1b[200~", "\x1b[201~"

LONGEST_PAUSE = 1.0
"""Seconds of silence inside a paste after which it may be that its end never comes."""

HALF_LETTER = 0.4
"""Seconds after which the rest of a letter is not waited for any more."""

LARGEST_TERMINAL = 1000, 500
"""Columns and rows; a terminal that says it is larger is drawn no larger than this."""

_TICK = 0.1
_MOST_BYTES = 4096
_ESCAPED_BYTE = re.compile("[\udc80-\udcff]")
_ONE_KEY = re.compile(r"\x1b?[^\x1b]|\x1b(\[|O)[^\x1b]{,30}|\x1b", re.DOTALL)

KEYPAD = dict(zip("jklmnopqrstuvwxyX", "*+,-./0123456789=", strict=True))
"""What the numeric keypad sends after ESC O, and the character that is on the key."""

KEYPAD_NAMES = {
    "decimal": ".",
    "divide": "/",
    "multiply": "*",
    "subtract": "-",
    "add": "+",
    "equal": "=",
    "separator": ",",
}
"""The keypad's keys as Textual names them when they come by the kitty protocol (57409–57416)."""


class UnreadableBytes(Message):
    """Bytes came that are no letters in the terminal's encoding; told once."""


class Letters:
    """Makes letters of the bytes that come; a byte that is none becomes a visible stand-in."""

    def __init__(self, encoding: str) -> None:
        """Take the encoding the terminal is written to in."""
        self._decoder = getincrementaldecoder(encoding)(errors="surrogateescape")
        self._last_read_at = monotonic()
        self.unreadable = False
        """Whether a byte was met that is no letter; set for good."""

    def read(self, data: bytes) -> str:
        """Return the letters that are whole now."""
        self._last_read_at = monotonic()
        return self._shown(self._decoder.decode(data))

    def rest(self) -> str:
        """Return a stand-in for half a letter whose other half did not come."""
        if not self._decoder.getstate()[0] or monotonic() - self._last_read_at < HALF_LETTER:
            return ""
        rest = self._decoder.decode(b"", final=True)
        self._decoder.reset()
        return self._shown(rest)

    def _shown(self, decoded: str) -> str:
        text, escaped = _ESCAPED_BYTE.subn("\N{REPLACEMENT CHARACTER}", decoded)
        self.unreadable = self.unreadable or bool(escaped)
        return text


class InputParser(XTermParser):
    """Makes messages of letters; between the marks of a paste there is only text."""

    def __init__(self) -> None:
        """Begin outside of any paste."""
        self._pasting = False
        self._pieces: list[str] = []
        self._tail = ""
        self._last_fed_at = 0.0
        super().__init__()

    def feed(self, data: str) -> Iterator[Message]:
        """Return what the letters come to."""
        if self._is_typed_again(data):
            yield from self._end_paste()
        self._last_fed_at = monotonic()
        while data:
            if self._pasting:
                text, ends, data = self._up_to(PASTE_ENDS, data)
                self._pieces.append(text)
                if ends:
                    yield from self._end_paste()
            else:
                keys, begins, data = self._up_to(PASTE_BEGINS, data)
                yield from self._keys(keys)
                self._pasting = begins

    def tick(self) -> Iterator[Message]:
        """Return what is clear now that nothing more has come."""
        yield from super().tick()
        if self._pasting and self._is_silent():
            yield from self._pasted()

    def _up_to(self, mark: str, data: str) -> tuple[str, bool, str]:
        """Split at a mark, of which the first part may have come before.

        Outside of a paste what comes before the end of the mark is handed on at once, the mark
        itself too: an Escape key is not to wait for what might follow it.
        """
        known = self._tail + data
        before, found, after = known.partition(mark)
        self._tail = "" if found else _begun(mark, known)
        if self._pasting:
            return before.removesuffix(self._tail), bool(found), after
        return data[: len(data) - len(after)], bool(found), after

    def _keys(self, data: str) -> Iterator[Message]:
        """Return what stands outside of a paste.

        A report of the terminal's size is not believed: the system knows it.
        """
        for message in super().feed(data) if data else ():
            if isinstance(message, events.Resize):
                self.mouse_pixels = False
            elif not isinstance(message, InBandWindowResize | events.Paste):
                yield message

    def _pasted(self) -> Iterator[Message]:
        text = "".join(self._pieces)
        self._pieces.clear()
        if text:
            yield events.Paste(text)

    def _end_paste(self) -> Iterator[Message]:
        """Hand over what was pasted, and let the parser that has met its beginning go on."""
        self._pieces.append(self._tail)
        self._pasting, self._tail = False, ""
        yield from self._pasted()
        yield from self._keys(PASTE_ENDS)

    def _is_silent(self) -> bool:
        return monotonic() - self._last_fed_at > LONGEST_PAUSE

    def _is_typed_again(self, data: str) -> bool:
        """Tell whether a key is pressed after a paste whose end has not come.

        A paste that was only slow goes on with more than one key at once.
        """
        if not (self._pasting and self._is_silent() and _ONE_KEY.fullmatch(data)):
            return False
        return not self._tail

    def _parse_extended_key(  # type: ignore[override]  # Textual's remembers what it answered
        self, sequence: str
    ) -> list[events.Key] | None:
        """Return the keys of a sequence of the kitty protocol; what is no key is ignored."""
        try:
            return super()._parse_extended_key(sequence)
        except (ValueError, OverflowError):
            return [events.Key(Keys.Ignore, sequence)]

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        """Return the keys of a sequence; those of the numeric keypad are the characters on them."""
        if sequence[:-1] == "\x1bO" and sequence[-1] in KEYPAD:
            yield _key_of(KEYPAD[sequence[-1]])
            return
        for key in super()._sequence_to_key_events(sequence, alt):
            if key.key in KEYPAD_NAMES:
                yield _key_of(key.character or KEYPAD_NAMES[key.key])
            elif len(key.key) == 1 and not key.character:
                yield _key_of(key.key)
            else:
                yield key


class TerminalDriver(LinuxDriver):
    """Reads the terminal so that nothing it sends ends the program."""

    def run_input_thread(self) -> None:
        """Read what comes until the program is left."""
        encoding = self._file.encoding if self._file else "utf-8"
        parser, letters, reported = InputParser(), Letters(encoding), False
        with selectors.DefaultSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                data = self._read() if selector.select(_TICK) else b""
                text = letters.read(data) if data else letters.rest()
                for message in parser.feed(text) if text else parser.tick():
                    self.process_message(message)
                if letters.unreadable and not reported:
                    reported = True
                    self.send_message(UnreadableBytes())

    def _read(self) -> bytes:
        """Return what has come; a terminal that is gone is told of as by the system."""
        try:
            return os.read(self.fileno, _MOST_BYTES)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            os.kill(os.getpid(), signal.SIGHUP)
            self.exit_event.wait()
            return b""

    def _run_input_thread(self) -> None:
        """Let a fault in the reading end the program as any other fault does."""
        try:
            self.run_input_thread()
        except Exception as error:  # noqa: BLE001 - it is handed on
            self._app.call_later(self._app._handle_exception, error)

    def _query_in_band_window_resize(self) -> None:
        """Do not ask the terminal to tell its size: the system does."""

    def _get_terminal_size(self) -> tuple[int, int]:
        columns, rows = super()._get_terminal_size()
        most_columns, most_rows = LARGEST_TERMINAL
        return min(columns, most_columns), min(rows, most_rows)


def _begun(mark: str, text: str) -> str:
    """Return how much of a mark a text ends in."""
    lengths = range(len(mark) - 1, 0, -1)
    return next((mark[:length] for length in lengths if text.endswith(mark[:length])), "")


def _key_of(character: str) -> events.Key:
    return events.Key(_character_to_key(character), character)
