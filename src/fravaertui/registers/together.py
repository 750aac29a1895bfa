"""Several files as one reading: they must be from one source, and count as one statement of it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from fravaertui.domain.directory.entries import Entry, Origin, SetUpEntry
from fravaertui.registers.reading import Contents, read
from fravaertui.registers.source import FileRefused, Refusal
from fravaertui.registers.stream import Readable


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file to read; `written` is its day, for one that doesn't say itself when it is from."""

    name: str
    stream: Readable
    written: date
    progress: Callable[[int], object] = lambda _: None


@dataclass(frozen=True, slots=True)
class Reading:
    """What the files say, and what of them can't be used.

    `passed_over` are how many parties are of no interest, `unread_columns` the headings of columns
    that are not read.
    """

    origin: Origin
    files: tuple[str, ...]
    entries: list[Entry]
    refusals: list[Refusal]
    passed_over: int
    unread_columns: tuple[str, ...] = ()


class NothingUsable(FileRefused):
    """Not one record of a file can be used; the refusal is that of the first."""


class DifferentSources(Exception):
    """The files are not all from the same source."""


def read_together(files: Iterable[NamedFile], today: date, *, is_whole: bool) -> Reading:
    """Read one file after another; `is_whole` is that they hold all that there is.

    They are that by themselves when each is an export of all. What they say is as old as the oldest
    of them, and no newer than `today`. Profiles and agreements go with any directory, and are as
    old as they say themselves, whenever their files were written. Raises FileRefused for one that
    can't be used, and DifferentSources.
    """
    contents: list[Contents] = []
    for file in files:
        as_of = min(file.written, today)
        said = read(file.stream, file.name, as_of, file.progress, today=today)
        if said.refusals and not said.entries and not said.is_set_up:
            raise NothingUsable(said.refusals[0])
        if not said.is_set_up:
            said.read_at = min(said.read_at or file.written, today)
        contents.append(said)
    refusals = [refusal for said in contents for refusal in said.refusals]
    if refusals and not any(said.entries for said in contents):
        raise NothingUsable(refusals[0])
    directories = [said for said in contents if not said.is_set_up]
    sources = {said.source for said in directories or contents}
    if len(sources) != 1:
        raise DifferentSources
    days = sorted(day for said in directories or contents for day in _days(said))
    return Reading(
        Origin(
            source=sources.pop(),
            as_of=days[0] if days else today,
            newest=days[-1] if days and days[0] < days[-1] else None,
            is_dated=bool(days),
            is_whole=bool(directories)
            and (is_whole or all(said.is_export for said in directories)),
            unread=sum(len(said.refusals) for said in directories),
            unread_set_ups=sum(len(said.refusals) for said in contents if said.is_set_up),
        ),
        tuple(said.file for said in contents),
        [entry for said in contents for entry in said.entries],
        refusals,
        sum(said.passed_over for said in contents),
        tuple(dict.fromkeys(name for said in contents for name in said.unread_columns)),
    )


def _days(said: Contents) -> Iterator[date]:
    """Yield the days as of which a file says something; none where it doesn't tell."""
    if said.read_at:
        yield said.read_at
    elif said.is_set_up:
        set_ups = (entry for entry in said.entries if isinstance(entry, SetUpEntry))
        yield from (entry.as_of for entry in set_ups if entry.as_of)
