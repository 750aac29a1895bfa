"""A clinic's history as it is asked for and given, some entries at a time."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from fravaertui.domain.history import HistoryEntry
from fravaertui.domain.model import HerId, Value, Version, digits_only

MOST_ENTRIES = 100


class HistoryPage(Value):
    """Some of a clinic's history, newest first; `next` is where the older entries begin."""

    clinic: HerId
    version: Version
    entries: tuple[HistoryEntry, ...]
    next: Version | None = None


# Built at once: the web framework does not ask before it uses the fields.
class HistoryFilter(Value, strict=False, defer_build=False):
    """Which entries of a history: those older than the version `before`, so many at most."""

    before: Annotated[Version | None, BeforeValidator(digits_only)] = None
    limit: Annotated[int, Field(ge=1, le=MOST_ENTRIES), BeforeValidator(digits_only)] = 20
