"""Leaving at a signal, or when the terminal is gone: what is typed is saved, no process is left.

`signal.signal` and not the event loop's own handlers: a terminal that no longer reads stops the
loop, since Textual's writing then blocks it, and a handler of the loop would never run. Ours
runs all the same, also when the program was started with the signal ignored, as under nohup.
"""

import os
import select
import signal
import sys
import termios
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from types import FrameType
from typing import Any

from textual.app import App

SIGNALS = (signal.SIGHUP, signal.SIGTERM, signal.SIGINT)

GRACE = 2.0
"""Seconds to leave in; after that the process ends without waiting for anything more."""

_TERMINAL_RESTORED = b"\x1b[?2004l\x1b[?7h\x1b[<u\x1b[?1004l\x1b[?1049l\x1b[?25h"
"""Pasting, wrapping, keys and focus as before; the ordinary screen, with its cursor."""


def exit_from_signal(app: App[None]) -> None:
    """End an app from a signal handler, as soon as its event loop is running."""
    if app._loop:
        app._loop.call_soon_threadsafe(app.exit)


class SignalHandler:
    """Handles the signals that end the program; `status` is then its exit status."""

    def __init__(self, keep: Callable[[], None], leave: Callable[[], None]) -> None:
        """`keep` saves what is typed and `leave` ends the program; both must return at once."""
        self.status = 0
        self._keep = keep
        self._leave = leave
        self._terminal = sys.__stdin__.fileno() if sys.__stdin__ else 0
        self._attributes: list[Any] | None = None

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Handle the signals, and watch for the end of input, within a block.

        Once a signal has come, the deadline stands also after the block, until the process ends.
        """
        with suppress(termios.error):
            self._attributes = termios.tcgetattr(self._terminal)
        before = [(number, signal.signal(number, self._received)) for number in SIGNALS]
        Thread(target=self._watch_terminal, name="hang-up", daemon=True).start()
        try:
            yield
        finally:
            for number, handler in before:
                signal.signal(number, signal.SIG_IGN if self.status else handler)

    def _received(self, number: int, _frame: FrameType | None) -> None:
        if self.status:
            return
        self.status = 128 + number  # as shells say what a signal ended
        self._keep()
        signal.signal(signal.SIGALRM, self._too_late)
        signal.setitimer(signal.ITIMER_REAL, GRACE)
        self._leave()

    def _watch_terminal(self) -> None:
        """Hang up by ourselves when the terminal is gone and nobody sent a signal."""
        poll = select.poll()
        poll.register(self._terminal, 0)  # nothing but its end
        poll.poll()
        os.kill(os.getpid(), signal.SIGHUP)

    def _too_late(self, _number: int, _frame: FrameType | None) -> None:
        """End at once, leaving the terminal as well as can be done without waiting for it."""
        with suppress(OSError, termios.error):
            if self._attributes is not None:
                termios.tcsetattr(self._terminal, termios.TCSANOW, self._attributes)
            os.set_blocking(self._terminal, False)
            os.write(self._terminal, _TERMINAL_RESTORED)
        os._exit(self.status)
