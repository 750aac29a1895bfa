"""A terminal with a program in it, as seen from the program's other end: bytes and their times."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

SIZE = (120, 40)
"""Columns and rows of a present-day terminal window."""
PATIENCE = 10.0
"""Seconds without a byte after which nothing more is waited for."""

_GLANCE = 0.01
"""Seconds between two looks at what the program does."""

KEYS = {
    "up": "\x1b[A",
    "down": "\x1b[B",
    "end": "\x1b[F",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "enter": "\r",
    "escape": "\x1b",
    "backspace": "\x7f",
}
_MODE_QUERY = re.compile(rb"\x1b\[\?(\d+)\$p")
_SYNCHRONISED_OUTPUT = b"2026"
_FOR_TERMINALS_ONLY = re.compile(rb"\x1b[_P^X].*?\x1b\\", re.DOTALL)
"""Strings that are commands to the terminal, which pyte would print."""


Chunk = tuple[float, bytes]
"""What was read at once, and when by `perf_counter`."""


class Unexpected(Exception):
    """The program did not show what it should have; the message is what it showed."""


@dataclass(frozen=True, slots=True)
class Burst:
    """What came after something was done to the program; times are of `perf_counter`."""

    begun: float
    chunks: Sequence[Chunk]

    @property
    def size(self) -> int:
        """Bytes in all."""
        return sum(len(data) for _, data in self.chunks)

    @property
    def milliseconds(self) -> float:
        """From the doing to the last byte that came of it."""
        return (self.chunks[-1][0] - self.begun) * 1000 if self.chunks else 0.0


class _Picture:
    """What bytes draw on a screen."""

    def __init__(self, columns: int, rows: int) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)

    def draw(self, chunks: Sequence[Chunk]) -> None:
        for _, data in chunks:
            self._stream.feed(_FOR_TERMINALS_ONLY.sub(b"", data))

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self._screen.display)


class Terminal:
    """A pseudo-terminal that answers what a present-day terminal answers."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        size: tuple[int, int] = SIZE,
    ) -> None:
        """Start the program; `follow` then reads what it draws. The size is columns × rows."""
        columns, rows = size
        self._shown, self._ahead = _Picture(columns, rows), _Picture(columns, rows)
        self._end, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.received = 0
        """Bytes in all so far, of what was followed or watched."""
        self.started = time.perf_counter()
        self._process = subprocess.Popen(
            command,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=environment,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(theirs)

    def __enter__(self) -> Self:
        """Use it for the length of a block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the program if it is still there."""
        self._process.kill()
        self._process.wait()
        os.close(self._end)

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return self._shown.text

    @property
    def resident_mib(self) -> float:
        """Memory the program holds."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        [kilobytes] = re.findall(r"VmRSS:\s+(\d+)", status)
        return int(kilobytes) / 1024

    @property
    def processor_ms(self) -> float:
        """Processor time the program has used, in all its threads."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return sum(int(ticks) for ticks in fields[11:13]) * 1000 / os.sysconf("SC_CLK_TCK")

    def follow(
        self, begun: float, *, quiet: float, until: str = "", may_be_silent: bool = False
    ) -> Burst:
        """Read until the program rests: `until` has come and, for `quiet` seconds, nothing more.

        On a busy machine a program that only waits for its turn is silent too: while any of its
        threads would run if it could, it does not rest. Nothing is drawn before that, which would
        take time from the program. Raises Unexpected when not that comes, or
        nothing, unless it `may_be_silent`.
        """
        chunks: list[Chunk] = []
        drawn = 0
        came = active = time.perf_counter()
        while (now := time.perf_counter()) - came < PATIENCE:
            if select.select([self._end], [], [], _GLANCE)[0]:
                try:
                    data = os.read(self._end, 1 << 16)
                except OSError:  # the program has left
                    break
                came = active = time.perf_counter()
                chunks.append((came, data))
                self.received += len(data)
                self._answer(data)
            elif self._would_run():
                active = now
            elif now - active > quiet and (chunks or may_be_silent):
                self._ahead.draw(chunks[drawn:])
                drawn = len(chunks)
                if until in self._ahead.text:
                    return Burst(begun, chunks)
        self.draw(Burst(begun, chunks))
        raise Unexpected(f"{until!r} did not come:\n{self.text}")

    def watch(self, seconds: float) -> int:
        """Touch nothing for a while; return how many bytes come."""
        end = time.perf_counter() + seconds
        came = 0
        while (left := end - time.perf_counter()) > 0:
            if select.select([self._end], [], [], left)[0]:
                came += len(os.read(self._end, 1 << 16))
        return came

    def frames(self, burst: Burst) -> Iterator[float]:
        """Draw a burst on our screen, giving the time at which each piece of it came."""
        for chunk in burst.chunks:
            self._shown.draw([chunk])
            yield chunk[0]

    def draw(self, burst: Burst) -> None:
        """Draw a whole burst on our screen."""
        for _ in self.frames(burst):
            pass

    def press(self, key: str, *, quiet: float = 0.1, until: str = "") -> Burst:
        """Press a key, by name or as a character, or type a text; return what comes of it."""
        begun = self._send(key)
        burst = self.follow(begun, quiet=quiet, until=until)
        self.draw(burst)
        return burst

    def type(self, *keys: str) -> None:
        """Press keys of which nothing need come."""
        for key in keys:
            self.draw(self.follow(self._send(key), quiet=0.1, may_be_silent=True))

    def expect(self, text: str) -> None:
        """Raise Unexpected unless the text stands on the screen."""
        if text not in self.text:
            raise Unexpected(f"{text!r} is not there:\n{self.text}")

    def leave(self, key: str) -> float:
        """Press the key that ends the program; return the milliseconds until it has ended."""
        begun = self._send(key)
        while self._process.poll() is None:
            if time.perf_counter() - begun > PATIENCE:
                raise Unexpected(self.text)
            if select.select([self._end], [], [], 0.001)[0]:
                with suppress(OSError):  # the program has left
                    os.read(self._end, 1 << 16)
        return (time.perf_counter() - begun) * 1000

    def _send(self, key: str) -> float:
        if key.startswith("ctrl+"):
            sent = bytes([ord(key[-1]) & 0x1F])
        else:
            sent = KEYS.get(key, key).encode()
        begun = time.perf_counter()
        os.write(self._end, sent)
        return begun

    def _would_run(self) -> bool:
        for thread in Path(f"/proc/{self._process.pid}/task").glob("*/stat"):
            with suppress(OSError):  # the thread has ended meanwhile
                if thread.read_text().rpartition(")")[2].split()[0] == "R":
                    return True
        return False

    def _answer(self, data: bytes) -> None:
        """Say that synchronised output is known and off, and any other mode not known."""
        for mode in _MODE_QUERY.findall(data):
            state = 2 if mode == _SYNCHRONISED_OUTPUT else 0
            os.write(self._end, b"\x1b[?%s;%d$y" % (mode, state))
