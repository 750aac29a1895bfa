"""A real pseudo-terminal with a program in it, seen from the terminal emulator's side.

Every byte the program writes is recorded, and drawn by pyte. Whoever waits, waits for what stands
on the screen, with a deadline.
"""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import Any, Self

import pyte

from tests.tui.plain_text import flat

LONGEST = 60
"""Seconds to wait before the test fails: long, for two cores and several programs."""

ANSWER = "J ja, gjør det"
"""How a question shows its answer, in its line of keys."""

SILENCE = 0.5
"""Seconds without a byte after which the screen has settled."""
LOOK_AGAIN = 0.2
"""Seconds of silence after which a condition is looked at again."""


class Terminal:
    """The terminal's side: keys in, bytes out, and what they draw."""

    def __init__(self, pid: int, descriptor: int, size: tuple[int, int]) -> None:
        self._pid = pid
        self._descriptor = descriptor
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self._ended = False
        self.written = b""

    @property
    def rows(self) -> list[str]:
        """The screen, row by row."""
        return [row.rstrip() for row in self._screen.display]

    @property
    def cursor(self) -> tuple[int, int]:
        """The column and row of the terminal's own cursor."""
        return self._screen.cursor.x, self._screen.cursor.y

    @property
    def words(self) -> str:
        """The text on the screen, with one blank for any white space."""
        return flat(" ".join(self.rows))

    def words_under(self, title: str) -> str:
        """The text in the pane with this title; panes are side by side."""
        column = next((row.index(title) for row in self.rows if title in row), 0)
        left = max(column - 2, 0)
        return flat(" ".join(row[left:] for row in self.rows))

    def send(self, keys: str | bytes) -> Self:
        """Send keys, or any bytes, in one packet."""
        os.write(self._descriptor, keys.encode() if isinstance(keys, str) else keys)
        return self

    def wait_for(self, text: str, under: str = "") -> Self:
        """Read until the text is on the screen, or in the pane with that title."""
        return self.until(
            lambda: text in (self.words_under(under) if under else self.words), f"«{text}»"
        )

    def until(self, holds: Callable[[], bool], what: str = "it") -> Self:
        """Read until a condition is true, which may be of files that are written in silence."""
        deadline = monotonic() + LONGEST
        while not holds():
            left = deadline - monotonic()
            screen = "\n".join(self.rows)
            assert left > 0, f"{what} did not come:\n{screen}"
            assert not self._ended, f"the program ended before {what} came:\n{screen}"
            self._read(min(left, LOOK_AGAIN))
        return self

    def say_yes(self) -> Self:
        """Answer the question on the screen: until it takes answers, `J` does nothing."""
        deadline = monotonic() + LONGEST
        self.settle()
        while ANSWER in self.words:
            assert monotonic() < deadline, "no answer is taken:\n" + "\n".join(self.rows)
            self.send("J").settle()
        return self

    def settle(self) -> Self:
        """Read until the program is silent."""
        deadline = monotonic() + LONGEST
        while self._read(SILENCE):
            assert monotonic() < deadline, "the program never stops writing"
        return self

    def bytes_within(self, seconds: float) -> bytes:
        """Return what is written from now on in so many seconds."""
        before, deadline = len(self.written), monotonic() + seconds
        while (left := deadline - monotonic()) > 0:
            self._read(left)
        return self.written[before:]

    def status(self) -> int:
        """Read until the program has ended, and return its exit status."""
        deadline = monotonic() + LONGEST
        while not self._ended:
            assert monotonic() < deadline, "the program does not end:\n" + "\n".join(self.rows)
            self._read(deadline - monotonic())
        _, status = os.waitpid(self._pid, 0)
        self._pid = 0
        return os.waitstatus_to_exitcode(status)

    def signal(self, number: signal.Signals) -> Self:
        """Send the program a signal."""
        os.kill(self._pid, number)
        return self

    def resize(self, columns: int, lines: int) -> Self:
        """Give the terminal another size."""
        self._screen.resize(lines, columns)
        return self.claim(columns, lines)

    def claim(self, columns: int, lines: int) -> Self:
        """Say that the terminal has another size, and leave it as it is."""
        size = struct.pack("HHHH", lines, columns, 0, 0)
        fcntl.ioctl(self._descriptor, termios.TIOCSWINSZ, size)
        return self

    def attributes(self) -> list[Any]:
        """How the terminal is set: echo, line by line, signals."""
        return termios.tcgetattr(self._descriptor)

    def vanish(self) -> int:
        """Close the terminal as a lost connection does, and return the exit status."""
        os.close(self._descriptor)
        self._descriptor = -1
        return self.ended_unread()

    def ended_unread(self) -> int:
        """Wait until the program has ended, reading nothing it writes; return its exit status."""
        deadline = monotonic() + LONGEST
        with open_process(self._pid) as process:
            assert select.select([process], [], [], deadline - monotonic())[0], "it does not end"
        _, status = os.waitpid(self._pid, 0)
        self._pid = 0
        return os.waitstatus_to_exitcode(status)

    def close(self) -> None:
        """End the program if it is still running."""
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        if self._descriptor >= 0:
            os.close(self._descriptor)

    def _read(self, seconds: float) -> bool:
        """Read what is written within so many seconds; False when nothing is."""
        if self._ended or not select.select([self._descriptor], [], [], seconds)[0]:
            return False
        try:
            came = os.read(self._descriptor, 65_536)
        except OSError:  # how Linux says that the other side has closed
            came = b""
        if not came:
            self._ended = True
            return False
        self.written += came
        self._stream.feed(came)
        return True


@contextmanager
def open_process(pid: int) -> Iterator[int]:
    """Open a descriptor that is readable when the process has ended."""
    descriptor = os.pidfd_open(pid)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def terminal(
    arguments: Sequence[str],
    size: tuple[int, int],
    *,
    ignoring: Sequence[signal.Signals] = (),
    program: str = sys.executable,
) -> Iterator[Terminal]:
    """Run Python, or another program, in a terminal of its own, perhaps with signals ignored."""
    columns, lines = size
    pid, descriptor = pty.fork()
    if pid == 0:
        for number in ignoring:
            signal.signal(number, signal.SIG_IGN)
        # Before the program starts, or it may find the size there is by itself.
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        # Python's own idea of the environment: readline, which pytest loads, sets COLUMNS in C.
        os.execve(program, [program, *arguments], os.environ)
    running = Terminal(pid, descriptor, size)
    try:
        yield running
    finally:
        running.close()
