"""A clinic's history: who changed what, for which case, and what citizens saw.

The store appends an entry for each request and never rewrites one. The rest is computed by going
back from the newest file: earlier files, what citizens saw, what has been reverted.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import Field

from fravaertui.domain.calendar import OSLO
from fravaertui.domain.changes import ChangeRequest
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import Moment, Version
from fravaertui.domain.records import Difference, undo
from fravaertui.domain.summary import Shift
from fravaertui.domain.violations import Made


class HistoryEntry(Difference):
    """A request that changed the clinic, and its effect.

    `shifts` is what citizens saw before and after it, from the day it was made; `more_shifts` is
    how many are left out. `reverted_by` is the version that reverted it. `batch` is what it
    is part of, if it was made with requests at other clinics.
    """

    at: Moment
    agent: Annotated[str, Field(max_length=200)]
    request: ChangeRequest
    reverted_by: Version | None = None
    batch: UUID | None = None
    shifts: tuple[Shift, ...] = ()
    more_shifts: Annotated[int, Field(ge=0)] = 0

    @property
    def version(self) -> int:
        """The version the request made, which identifies the entry in the clinic's history."""
        return self.added.version

    @property
    def is_from_list(self) -> bool:
        """Whether it was made of the rows of a list: no import, and nothing that takes one back."""
        asked_for = all(change.may_be_asked_for for change in self.request.changes)
        return self.batch is not None and self.request.reverts is None and asked_for

    @property
    def made(self) -> Made:
        """Who made it, and when."""
        return Made(version=self.version, agent=self.agent, at=self.at)


def replay_back(
    newest: ClinicFile, entries: Iterable[HistoryEntry]
) -> Iterator[tuple[HistoryEntry, ClinicFile, ClinicFile]]:
    """Go back from the newest file, yielding each entry with the files before and after it.

    `entries` are newest first, without a gap; each is yielded with its `reverted_by` set.
    """
    after = newest
    reverts: dict[int, int] = {}
    for entry in entries:
        before = undo(after, entry)
        by = reverts.get(entry.version)
        if by is None and entry.request.reverts is not None:
            reverts.setdefault(entry.request.reverts, entry.version)
        yield entry.model_copy(update={"reverted_by": by}), before, after
        after = before


def registered(entries: Iterable[HistoryEntry]) -> dict[UUID, Made]:
    """Return who registered each absence and substitute, and when; the entries newest first."""
    made: dict[UUID, Made] = {}
    for entry in entries:
        there, here = (
            {*(a.id for a in file.absences), *(s.id for s in file.substitutes)}
            for file in (entry.removed, entry.added)
        )
        made |= dict.fromkeys(here - there, entry.made)
    return made


def known_on(day: date) -> datetime:
    """Return the last moment of a day in Norway, for what was known at the end of that day."""
    midnight = datetime.combine(day + timedelta(days=1), time(), OSLO)
    return midnight.astimezone(UTC) - timedelta(microseconds=1)


def file_known_at(
    moment: datetime, newest: ClinicFile, entries: Iterable[HistoryEntry]
) -> ClinicFile:
    """Return the file as it was known at a moment; the entries are newest first.

    Before the first entry it is the file as it was created.
    """
    file = newest
    for entry in entries:
        if entry.at <= moment:
            break
        file = undo(file, entry)
    return file
