"""Several files as one reading: they must be from one source, and count as one statement of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from fravaertui.domain.directory.entries import Entry, Origin
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
    """What the files say, which of their records can't be used, and how many are of no interest."""

    origin: Origin
    files: tuple[str, ...]
    entries: list[Entry]
    refusals: list[Refusal]
    passed_over: int


class NothingUsable(FileRefused):
    """Not one record of a file can be used; the refusal is that of the first."""


class DifferentSources(Exception):
    """The files are not all from the same source."""


def read_together(files: Iterable[NamedFile], today: date, *, is_whole: bool) -> Reading:
    """Read one file after another; `is_whole` is that they hold all that there is.

    They are that by themselves when each is an export of all. What they say is as old as the oldest
    of them, and no newer than `today`. Profiles and agreements go with any directory, and are as
    old as they are themselves. Raises FileRefused for one that can't be used, and DifferentSources.
    """
    contents: list[Contents] = []
    for file in files:
        as_of = min(file.written, today)
        said = read(file.stream, file.name, as_of, file.progress, today=today)
        if said.refusals and not said.entries and not said.is_set_up:
            raise NothingUsable(said.refusals[0])
        said.read_at = min(said.read_at or file.written, today)
        contents.append(said)
    refusals = [refusal for said in contents for refusal in said.refusals]
    if refusals and not any(said.entries for said in contents):
        raise NothingUsable(refusals[0])
    directories = [said for said in contents if not said.is_set_up]
    sources = {said.source for said in directories or contents}
    if len(sources) != 1:
        raise DifferentSources
    return Reading(
        Origin(
            source=sources.pop(),
            as_of=min((said.read_at or today for said in directories or contents), default=today),
            is_whole=bool(directories)
            and (is_whole or all(said.is_export for said in directories)),
            unread=sum(len(said.refusals) for said in directories),
        ),
        tuple(said.file for said in contents),
        [entry for said in contents for entry in said.entries],
        refusals,
        sum(said.passed_over for said in contents),
    )
