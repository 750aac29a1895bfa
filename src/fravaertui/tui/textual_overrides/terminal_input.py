"""Input from the terminal: letters, keys and pasted texts.

Textual's own driver trusts the terminal. It ends the program at a byte that is not UTF-8 and at a
key beyond Unicode, and looks for keys inside pasted text. Here no input ends the program, and
nothing between the marks of a paste is a key. The private names of Textual that this relies on are
overridden in this module only; each has a test that fails when it is gone.
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
"""Seconds of silence inside a paste after which its end mark may never come."""

HALF_LETTER = 0.4
"""Seconds to wait for the rest of a letter."""

LARGEST_TERMINAL = 1000, 500
"""Columns and rows; a terminal that claims to be larger is drawn at this size."""

_TICK = 0.1
_MOST_BYTES = 4096
_ESCAPED_BYTE = re.compile("[\udc80-\udcff]")
_ONE_KEY = re.compile(r"\x1b?[^\x1b]|\x1b(\[|O)[^\x1b]{,30}|\x1b", re.DOTALL)

KEYPAD = dict(zip("jklmnopqrstuvwxyX", "*+,-./0123456789=", strict=True))
"""What the numeric keypad sends after ESC O, and the character on the key."""

KEYPAD_NAMES = {
    "decimal": ".",
    "divide": "/",
    "multiply": "*",
    "subtract": "-",
    "add": "+",
    "equal": "=",
    "separator": ",",
}
"""Textual's names of the keypad's keys in the kitty protocol (57409–57416)."""


class UnreadableBytes(Message):
    """Bytes were received that are invalid in the terminal's encoding; posted once."""


class Letters:
    """Decodes bytes to letters; an invalid byte becomes a visible stand-in."""

    def __init__(self, encoding: str) -> None:
        """`encoding` is the one that the terminal is written to in."""
        self._decoder = getincrementaldecoder(encoding)(errors="surrogateescape")
        self._last_read_at = monotonic()
        self.unreadable = False
        """Whether an invalid byte has been received; never reset."""

    def read(self, data: bytes) -> str:
        """Return the letters that are complete now."""
        self._last_read_at = monotonic()
        return self._shown(self._decoder.decode(data))

    def rest(self) -> str:
        """Return a stand-in for half a letter whose rest did not arrive in time."""
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
    """Parses letters to messages; between the marks of a paste there is only text."""

    def __init__(self) -> None:
        """Start outside a paste."""
        self._pasting = False
        self._pieces: list[str] = []
        self._tail = ""
        self._last_fed_at = 0.0
        super().__init__()

    def feed(self, data: str) -> Iterator[Message]:
        """Yield the messages that the letters stand for."""
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
        """Yield the messages that are certain now that nothing has followed."""
        yield from super().tick()
        if self._pasting and self._is_silent():
            yield from self._pasted()

    def _up_to(self, mark: str, data: str) -> tuple[str, bool, str]:
        """Split at a mark, the first part of which may have been in earlier data.

        Outside a paste everything up to the end of the mark is passed on at once, the mark
        included: an Escape key must not wait for what might follow it.
        """
        known = self._tail + data
        before, found, after = known.partition(mark)
        self._tail = "" if found else _begun(mark, known)
        if self._pasting:
            return before.removesuffix(self._tail), bool(found), after
        return data[: len(data) - len(after)], bool(found), after

    def _keys(self, data: str) -> Iterator[Message]:
        """Yield the messages of data outside a paste.

        A report of the terminal's size is ignored: the system knows it.
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
        """Yield the pasted text, and end the paste in the base parser too."""
        self._pieces.append(self._tail)
        self._pasting, self._tail = False, ""
        yield from self._pasted()
        yield from self._keys(PASTE_ENDS)

    def _is_silent(self) -> bool:
        return monotonic() - self._last_fed_at > LONGEST_PAUSE

    def _is_typed_again(self, data: str) -> bool:
        """Tell whether a key is pressed after a paste whose end mark is missing.

        A paste that was merely slow continues with more than one key at once.
        """
        if not (self._pasting and self._is_silent() and _ONE_KEY.fullmatch(data)):
            return False
        return not self._tail

    def _parse_extended_key(  # type: ignore[override]  # Textual's remembers what it answered
        self, sequence: str
    ) -> list[events.Key] | None:
        """Return the keys of a kitty protocol sequence; invalid ones are ignored."""
        try:
            return super()._parse_extended_key(sequence)
        except (ValueError, OverflowError):
            return [events.Key(Keys.Ignore, sequence)]

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        """Yield the keys of a sequence; keys of the numeric keypad are their characters."""
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
        """Read input until the program ends."""
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
        """Return the available bytes; if the terminal is gone, raise SIGHUP as the system would."""
        try:
            return os.read(self.fileno, _MOST_BYTES)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            os.kill(os.getpid(), signal.SIGHUP)
            self.exit_event.wait()
            return b""

    def _run_input_thread(self) -> None:
        """Let an exception in the reader end the program like any other."""
        try:
            self.run_input_thread()
        except Exception as error:  # noqa: BLE001 - it is passed on
            self._app.call_later(self._app._handle_exception, error)

    def _query_in_band_window_resize(self) -> None:
        """Do not ask the terminal for its size: the system knows it."""

    def _get_terminal_size(self) -> tuple[int, int]:
        columns, rows = super()._get_terminal_size()
        most_columns, most_rows = LARGEST_TERMINAL
        return min(columns, most_columns), min(rows, most_rows)


def _begun(mark: str, text: str) -> str:
    """Return the start of the mark that the text ends with, or an empty text."""
    lengths = range(len(mark) - 1, 0, -1)
    return next((mark[:length] for length in lengths if text.endswith(mark[:length])), "")


def _key_of(character: str) -> events.Key:
    return events.Key(_character_to_key(character), character)
