"""The server's log: one JSON object a line, for whatever gathers logs.

A line contains no names, texts, tokens or query values; only those of `fravaertui.audit`, which a
desk has to ask for, say which agent. Exceptions are how such things get into
logs, so of an exception only its type and its traceback's places are logged, never its message.
"""

import json
import logging
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime

request_id: ContextVar[str] = ContextVar("request_id")
"""The id of the current request; it is added to every line about it."""

FIELDS = "fields"
"""The attribute of a log record with further fields for its line."""

_HARMLESS = ("fravaertui", "uvicorn")
"""Loggers whose messages have no such contents; of other loggers' messages none is written."""


class JsonLines(logging.Formatter):
    """Formats a record as a line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage() if record.name.partition(".")[0] in _HARMLESS else "",
            **getattr(record, FIELDS, {}),
        }
        if current := request_id.get(""):
            line["request_id"] = current
        if record.exc_info and record.exc_info[1]:
            line["exceptions"] = [_summary(error) for error in _chain(record.exc_info[1])]
        return json.dumps(line, ensure_ascii=False)


def log_to_stderr() -> None:
    """Log to stderr as JSON: our own records from INFO on, others' from WARNING on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("fravaertui").setLevel(logging.INFO)


def _chain(error: BaseException) -> list[BaseException]:
    """Return the exception and its causes."""
    chain: list[BaseException] = []
    cause: BaseException | None = error
    while cause and cause not in chain:
        chain.append(cause)
        cause = cause.__cause__ or cause.__context__
    return chain


def _summary(error: BaseException) -> dict[str, object]:
    frames = traceback.extract_tb(error.__traceback__)
    summary: dict[str, object] = {
        "type": f"{type(error).__module__}.{type(error).__qualname__}",
        "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }
    sqlstate = getattr(error, "sqlstate", None)
    return summary | {"sqlstate": sqlstate} if sqlstate else summary
