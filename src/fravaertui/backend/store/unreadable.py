"""Stored rows that can't be read: left out of the list they are in, and told to who runs it.

They come from imports, repairs by hand and newer versions, past the API. One of them must never
take the others with it.
"""

import logging

from pydantic import ValidationError

FAULTS = (ValidationError, LookupError)
"""What reading a row raises: a value that is not allowed, and a code that is not known."""

MOST_TOLD = 1_000

logger = logging.getLogger(__name__)
told: set[tuple[str, object]] = set()
"""What has been said since the program began: each once."""


class Unreadable(Exception):
    """What was asked for is stored in a way that can't be read."""

    def __init__(self, kind: str, number: object) -> None:
        """Take what kind of thing it is, and its number."""
        super().__init__(f"{kind} {number}")
        left_out(kind, number)


def left_out(kind: str, number: object) -> None:
    """Say once that something is left out: which, by its number, and nothing of what it says."""
    if (kind, number) not in told and len(told) < MOST_TOLD:
        told.add((kind, number))
        logger.warning("%s %s can't be read and is left out: mend its stored row", kind, number)
