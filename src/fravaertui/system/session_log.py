"""The log file: what went wrong and when, without anybody's data.

An exception's message may contain a name or a request's body, and so may what a library logs.
Therefore only an exception's type and traceback are logged, and of a library's records only the
logger's name. Our own messages are written with that in mind.
"""

import logging
import os
import traceback
from collections import deque
from datetime import datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from zoneinfo import ZoneInfo

LARGEST_FILE = 500_000
"""Bytes after which a new file is started."""

OLDER_FILES = 3
MOST_RECENT = 20
_OURS = "fravaertui"
_OSLO = ZoneInfo("Europe/Oslo")


def bare_trace(error: BaseException) -> str:
    """Return the tracebacks of an exception and its causes, without their messages."""
    chain: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in chain:
        chain.append(current)
        context = None if current.__suppress_context__ else current.__context__
        current = current.__cause__ or context
    return "\n".join(
        "".join(traceback.format_tb(one.__traceback__)) + _type_name(one) for one in reversed(chain)
    )


def _type_name(error: BaseException) -> str:
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    number = error.errno if isinstance(error, OSError) else None
    return f"{name} {os.strerror(number)}" if number else name


class SessionLog:
    """One session's log: a file, and its latest lines in memory for the screen."""

    def __init__(self, file: Path) -> None:
        """`file` is created when something is logged."""
        self.file = file
        self._recent: deque[str] = deque(maxlen=MOST_RECENT)
        self._handler = _PrivateFile(file)
        self._handler.setFormatter(_BareFormatter())
        self._handler.addFilter(self._remember)

    @property
    def recent(self) -> tuple[str, ...]:
        """The first lines of the latest records, newest first."""
        return tuple(self._recent)

    def attach(self) -> None:
        """Log what the program and its libraries report from now on."""
        logging.getLogger().addHandler(self._handler)

    def detach(self) -> None:
        """Stop logging, and close the file."""
        logging.getLogger().removeHandler(self._handler)
        self._handler.close()

    def crash(self, error: BaseException) -> bool:
        """Log the exception that ended the program, and return whether it reached the file."""
        record = logging.LogRecord(
            _OURS, logging.CRITICAL, "", 0, "stopped", (), (type(error), error, None)
        )
        self._handler.handle(record)
        self._handler.close()
        return not self._handler.failed

    def _remember(self, record: logging.LogRecord) -> bool:
        self._recent.appendleft(self._handler.format(record).partition("\n")[0])
        return True


class _PrivateFile(RotatingFileHandler):
    """A rotating file of mode 0600; failing to write it disturbs nothing else."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            file, maxBytes=LARGEST_FILE, backupCount=OLDER_FILES, encoding="utf-8", delay=True
        )
        self.setLevel(logging.WARNING)
        self.failed = False

    def _open(self) -> TextIOWrapper:
        Path(self.baseFilename).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return open(handle, "a", encoding="utf-8")  # noqa: PTH123 - the handler closes it

    def handleError(self, _record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        self.failed = True


class _BareFormatter(logging.Formatter):
    """Formats a record as time in Norway, level, logger, our own message, and bare traceback."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, _OSLO).isoformat(timespec="seconds")
        message = _message(record) if record.name.partition(".")[0] == _OURS else ""
        head = f"{at} {record.levelname} {record.name} {message}".rstrip()
        error = record.exc_info[1] if record.exc_info else None
        text = f"{head}\n{bare_trace(error)}" if error else head
        return text.replace(str(Path.home()), "~")


def _message(record: logging.LogRecord) -> str:
    """Return the message of a record of ours, with the type of an exception for its message."""
    if not isinstance(record.args, tuple):
        return str(record.msg)
    args = tuple(_type_name(a) if isinstance(a, BaseException) else a for a in record.args)
    return str(record.msg) % args if args else str(record.msg)
