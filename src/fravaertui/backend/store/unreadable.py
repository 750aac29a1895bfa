"""Unreadable stored rows: left out of the list they are in, and reported in the log.

They come from imports, repairs by hand and newer versions, which bypass the API. One of them must
never make the others unavailable.
"""

import logging

from pydantic import ValidationError

FAULTS = (ValidationError, LookupError)
"""What reading a row raises: for an invalid value, and for an unknown code."""

MOST_REPORTED = 1_000

logger = logging.getLogger(__name__)
reported: set[tuple[str, object]] = set()
"""What has been logged since the program started: each row once."""


class Unreadable(Exception):
    """The requested record is stored in a way that can't be read."""

    def __init__(self, kind: str, number: object) -> None:
        """`kind` is what kind of record it is, `number` its number."""
        super().__init__(f"{kind} {number}")
        left_out(kind, number)


def left_out(kind: str, number: object) -> None:
    """Log once that a row is left out: its number, and nothing of its contents."""
    if (kind, number) not in reported and len(reported) < MOST_REPORTED:
        reported.add((kind, number))
        logger.warning("%s %s can't be read and is left out: mend its stored row", kind, number)
