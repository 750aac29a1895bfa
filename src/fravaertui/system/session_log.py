"""The log file: what went wrong and when, and never anybody's data.

What an exception says may hold a name or a request's body, and so may what a library logs. So of
an exception only its kind and the places in the code are written, and of others' log lines only
who wrote them. Our own lines are written with that in mind.
"""

import logging
import os
import traceback
from collections import deque
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

LARGEST_FILE = 500_000
"""Bytes after which a new file is begun."""

OLDER_FILES = 3
MOST_RECENT = 20
_OURS = "fravaertui"


def bare_trace(error: BaseException) -> str:
    """Return where an exception and those behind it came from, without what they say."""
    chain: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in chain:
        chain.append(following)
        behind = None if following.__suppress_context__ else following.__context__
        following = following.__cause__ or behind
    return "\n".join(
        "".join(traceback.format_tb(one.__traceback__)) + _kind(one) for one in reversed(chain)
    )


def _kind(error: BaseException) -> str:
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    number = error.errno if isinstance(error, OSError) else None
    return f"{name} {os.strerror(number)}" if number else name


class SessionLog:
    """One session's log: on file, and its latest lines in memory for the screen."""

    def __init__(self, file: Path) -> None:
        """`file` is created when something is logged."""
        self.file = file
        self._recent: deque[str] = deque(maxlen=MOST_RECENT)
        self._handler = _PrivateFile(file)
        self._handler.setFormatter(_Bare())
        self._handler.addFilter(self._remember)

    @property
    def recent(self) -> tuple[str, ...]:
        """The first line of what was logged last, the latest first."""
        return tuple(self._recent)

    def attach(self) -> None:
        """Receive what the program and its libraries log from now on."""
        logging.getLogger().addHandler(self._handler)

    def detach(self) -> None:
        """Stop logging, and close the file."""
        logging.getLogger().removeHandler(self._handler)
        self._handler.close()

    def crash(self, error: BaseException) -> bool:
        """Write what ended the program, and return whether it reached the file."""
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
    """A rotating file of mode 0600; one that can't be written disturbs nobody."""

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


class _Bare(logging.Formatter):
    """Time in UTC, how bad, who, what, and the bare trace."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds")
        said = _message(record) if record.name.partition(".")[0] == _OURS else ""
        head = f"{at} {record.levelname} {record.name} {said}".rstrip()
        error = record.exc_info[1] if record.exc_info else None
        told = f"{head}\n{bare_trace(error)}" if error else head
        return told.replace(str(Path.home()), "~")


def _message(record: logging.LogRecord) -> str:
    """Return what a line of ours says, with the kind of an exception instead of its words."""
    if not isinstance(record.args, tuple):
        return str(record.msg)
    args = tuple(_kind(a) if isinstance(a, BaseException) else a for a in record.args)
    return str(record.msg) % args if args else str(record.msg)
