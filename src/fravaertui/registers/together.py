"""Several files as one reading: they must be from one source, and count as one statement of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fravaertui.domain.directory.entries import Entry, Origin
from fravaertui.registers.reading import read
from fravaertui.registers.source import Refusal
from fravaertui.registers.stream import Readable


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file to read; `written` is its day, for one that doesn't say itself when it is from."""

    name: str
    stream: Readable
    written: date


@dataclass(frozen=True, slots=True)
class Reading:
    """What the files say, and which of their records can't be used."""

    origin: Origin
    files: tuple[str, ...]
    entries: list[Entry]
    refusals: list[Refusal]


class DifferentSources(Exception):
    """The files are not all from the same source."""


def read_together(files: Iterable[NamedFile], *, is_whole: bool) -> Reading:
    """Read one file after another; `is_whole` is that they hold all that there is.

    They are that by themselves when each is an export of all. What they say is as old as the oldest
    of them. Raises FileRefused for one that can't be used, and DifferentSources.
    """
    read_files = [(read(file.stream, file.name, file.written), file.written) for file in files]
    contents = [each for each, _ in read_files]
    sources = {each.source for each in contents}
    if len(sources) != 1:
        raise DifferentSources
    origin = Origin(
        source=sources.pop(),
        as_of=min(each.read_at or written for each, written in read_files),
        is_whole=is_whole or all(each.is_export for each in contents),
    )
    return Reading(
        origin,
        tuple(each.file for each in contents),
        [entry for each in contents for entry in each.entries],
        [refusal for each in contents for refusal in each.refusals],
    )
