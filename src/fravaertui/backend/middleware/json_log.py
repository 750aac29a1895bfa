"""The server's log: one JSON object a line, for whatever gathers logs.

A line has no names, texts, tokens or query values. Exceptions are the way such things get into
logs, so of an exception there is its type and where it was raised, never what it says.
"""

import json
import logging
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime

request_id: ContextVar[str] = ContextVar("request_id")
"""The id of the request that is being answered; it is added to every line about it."""

FIELDS = "fields"
"""The attribute of a log record that holds further members of its line."""

_KNOWN = ("fravaertui", "uvicorn")
"""Whose messages are known to be harmless; of others' lines only who wrote them is told."""


class JsonLines(logging.Formatter):
    """Writes a record as a line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage() if record.name.partition(".")[0] in _KNOWN else "",
            **getattr(record, FIELDS, {}),
        }
        if told := request_id.get(""):
            line["request_id"] = told
        if record.exc_info and record.exc_info[1]:
            line["exceptions"] = [_told(error) for error in _chain(record.exc_info[1])]
        return json.dumps(line, ensure_ascii=False)


def log_to_stderr() -> None:
    """Send the log there as JSON: our own from INFO on, others' from WARNING on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("fravaertui").setLevel(logging.INFO)


def _chain(error: BaseException) -> list[BaseException]:
    """Return the exception and those that led to it."""
    chain: list[BaseException] = []
    cause: BaseException | None = error
    while cause and cause not in chain:
        chain.append(cause)
        cause = cause.__cause__ or cause.__context__
    return chain


def _told(error: BaseException) -> dict[str, object]:
    frames = traceback.extract_tb(error.__traceback__)
    told: dict[str, object] = {
        "type": f"{type(error).__module__}.{type(error).__qualname__}",
        "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }
    sqlstate = getattr(error, "sqlstate", None)
    return told | {"sqlstate": sqlstate} if sqlstate else told
