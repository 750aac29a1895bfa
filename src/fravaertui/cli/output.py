"""How a command ends and what it prints: exit statuses, errors, standard output and error."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from fravaertui.domain.safe_text import neutralise
from fravaertui.texts.catalogue import Words, screen_words

PROGRAM = "fravaertui"

SOMETHING_TO_DO = 2
"""The exit status of commands that answer with it, and with 1 on every error."""

OK, FAILED, NOT_UNDERSTOOD, NOT_WRITTEN, INTERRUPTED = 0, 1, 2, 74, 130
ENDED_BY_SIGNAL = 128
"""Exit statuses; 74, for output that can't be written, is `EX_IOERR` of sysexits.h."""


class CommandError(Exception):
    """The command ends with one sentence on standard error."""

    def __init__(self, sentence: str, status: int = FAILED, code: str = "") -> None:
        """`sentence` is in the language of the screen; `code` is the kind of error, for scripts."""
        super().__init__(sentence)
        self.status = status
        self.code = code or ("not-understood" if status == NOT_UNDERSTOOD else "not-done")


class OutputClosed(Exception):
    """Standard output can't be written: it is closed, or the disk is full."""


def startup_words() -> Words:
    """Return the words to use before the settings are read."""
    return screen_words(os.environ.get(f"{PROGRAM.upper()}_LANGUAGE", ""))


@contextmanager
def orderly_end() -> Iterator[None]:
    """Let the block clean up when a signal ends the program; a second signal ends it at once.

    Ctrl+C is a KeyboardInterrupt already.
    """
    ending = (signal.SIGTERM, signal.SIGHUP)
    # A signal that is ignored, as under `nohup`, stays ignored.
    handled = [number for number in ending if signal.getsignal(number) is signal.SIG_DFL]

    def end(number: int, _: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        raise SystemExit(ENDED_BY_SIGNAL + number)

    for number in handled:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in handled:
            signal.signal(number, signal.SIG_DFL)


def say(text: str) -> None:
    """Print text, neutralised for the terminal.

    Raises OutputClosed, and BrokenPipeError when the reader has gone.
    """
    write_out(neutralise(text, keep_newlines=True) + "\n")


def say_json(document: Any) -> None:
    """Print JSON in ASCII only: control codes are escaped, and nothing is lost."""
    import json

    write_out(json.dumps(document, indent=2) + "\n")


def write_out(text: str) -> None:
    """Write to standard output at once. Raises OutputClosed and BrokenPipeError."""
    if sys.stdout is None:
        raise OutputClosed
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as error:  # ValueError: closed by the program itself
        raise OutputClosed from error


def print_error(text: str) -> None:
    """Print an error, which may quote what was typed: addresses in it are redacted."""
    from fravaertui.protocol.urls import redacted_text  # only needed after an error

    with suppress(AttributeError, OSError, ValueError):  # nobody is reading it
        sys.stderr.write(neutralise(redacted_text(text), keep_newlines=True) + "\n")


def crash_report(error: Exception) -> str:
    """Log a fault in the program, and return the sentence about it."""
    from fravaertui.cli.settings import Paths
    from fravaertui.system.session_log import SessionLog

    words = startup_words()
    sentence = words("fravaertui stopped because of a fault in it.")
    log = SessionLog(Paths.of_user().log)
    if log.crash(error):
        return f"{sentence} {words('Details are in {path}.', path=str(log.file))}"
    return f"{sentence} {words('Details could not be written to a file.')}"
