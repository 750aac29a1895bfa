"""What the commands have in common: the settings in force, the day, and what is written out."""

import argparse
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from fravaertui.cli.parser import NOT_UNDERSTOOD, SETTINGS, Told, first_words
from fravaertui.domain.safe_text import neutralise
from fravaertui.texts.catalogue import Words, screen_words

if TYPE_CHECKING:
    from datetime import date

    from fravaertui.cli.settings import Paths, Settings

OK, FAILED, NOT_WRITTEN, INTERRUPTED = 0, 1, 74, 130
ENDED_BY_SIGNAL = 128
"""Exit statuses; that what was to be written could not be is `EX_IOERR` of sysexits.h."""


class OutputClosed(Exception):
    """Standard output takes nothing: it is closed, or there is no room where it leads."""


@contextmanager
def ended_in_order() -> Iterator[None]:
    """Let the block clean up after itself when a signal ends the program; a second one is final.

    ^C does so by itself, as KeyboardInterrupt.
    """
    ending = (signal.SIGTERM, signal.SIGHUP)  # unless, as under `nohup`, they are to do nothing
    taken = [number for number in ending if signal.getsignal(number) is signal.SIG_DFL]

    def end(number: int, _: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        raise SystemExit(ENDED_BY_SIGNAL + number)

    for number in taken:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, signal.SIG_DFL)


def settings_in_force(asked: argparse.Namespace) -> tuple["Settings", "Paths", Words]:
    """Return the settings in force, where the user's files are, and the words of the screen."""
    from fravaertui.cli.settings import Paths, SettingsError, load

    paths = Paths.of_user()
    asked_for = ((name, getattr(asked, name, None)) for name in SETTINGS)
    given = {name: value for name, value in asked_for if value is not None}
    try:
        settings = load(paths, os.environ, given)
    except SettingsError as error:
        raise Told(error.sentence(first_words()), NOT_UNDERSTOOD) from error
    return settings, paths, screen_words(settings.language)


def day_meant(text: str, words: Words) -> "date":
    """Understand a day as agents write it (rule D4)."""
    from fravaertui.texts.readings import certain_span

    days = certain_span(text, today(), words)
    if isinstance(days, str):
        raise Told(f"--on: {days}", NOT_UNDERSTOOD)
    if days.first != days.last:
        raise Told(words("--on must be one day, not several."), NOT_UNDERSTOOD)
    return days.first


def today() -> "date":
    """Return the calendar date in Norway (rule D2)."""
    from datetime import UTC, datetime

    from fravaertui.domain.calendar import oslo_today

    return oslo_today(datetime.now(UTC))


def say(text: str) -> None:
    """Write text for whoever asked, with nothing in it that a terminal would obey.

    Raises OutputClosed, and BrokenPipeError when the reader has gone.
    """
    write_out(neutralise(text, keep_newlines=True) + "\n")


def say_json(document: Any) -> None:
    """Write JSON in ASCII only: what the terminal must not see is escaped, and nothing is lost."""
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
    except (OSError, ValueError) as error:  # ValueError: closed from within
        raise OutputClosed from error


def complain(text: str) -> None:
    """Write what went wrong, which may quote what was typed: an address keeps its secrets."""
    from fravaertui.protocol.urls import redacted_text  # not needed when all is well

    with suppress(AttributeError, OSError, ValueError):  # nobody is there to be told
        sys.stderr.write(neutralise(redacted_text(text), keep_newlines=True) + "\n")


def crash_report(error: Exception) -> str:
    """Log a fault, and return what to say of it."""
    from fravaertui.cli.settings import Paths
    from fravaertui.system.session_log import SessionLog

    words = first_words()
    told = words("fravaertui stopped because of a fault in it.")
    log = SessionLog(Paths.of_user().log)
    if log.crash(error):
        return f"{told} {words('Details are in {path}.', path=str(log.file))}"
    return f"{told} {words('Details could not be written to a file.')}"
