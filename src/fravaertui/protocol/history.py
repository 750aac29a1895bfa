"""A clinic's history as it is requested and sent, a page at a time."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from fravaertui.domain.fields import HerId, Value, Version, digits_only
from fravaertui.domain.history import HistoryEntry

MOST_ENTRIES = 100


class HistoryPage(Value):
    """A page of a clinic's history, newest first; `next` is the `before` of the next page."""

    clinic: HerId
    version: Version
    entries: tuple[HistoryEntry, ...]
    next: Version | None = None


# Built at once, because the web framework uses the fields before that would happen.
class HistoryFilter(Value, strict=False, defer_build=False):
    """Which entries of a history: those older than the version `before`, at most `limit`."""

    before: Annotated[Version | None, BeforeValidator(digits_only)] = None
    limit: Annotated[int, Field(ge=1, le=MOST_ENTRIES), BeforeValidator(digits_only)] = 20
