"""The register files that a command is given, and the database that they are held against."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from fravaertui.backend.services.database import Database
from fravaertui.backend.services.directory_import import DirectoryImport
from fravaertui.backend.store.database import DatabaseUnusable, in_use, open_database
from fravaertui.cli.connection import today
from fravaertui.cli.output import CommandError
from fravaertui.cli.settings import Settings
from fravaertui.domain.calendar import oslo_today
from fravaertui.domain.directory.entries import Entry, Origin
from fravaertui.registers.reading import Contents, read
from fravaertui.registers.source import FileRefused, Refusal
from fravaertui.texts.catalogue import Words
from fravaertui.texts.causes import os_error_phrase
from fravaertui.texts.registers import refusal_sentence

_SEEN_EVERY = 4 << 20
"""Bytes after which a terminal is shown again how much has been read."""


@dataclass(frozen=True, slots=True)
class Said:
    """What all the files say together, and what can't be used of them."""

    files: tuple[str, ...]
    entries: Sequence[Entry]
    refusals: Sequence[Refusal]
    passed_over: int
    origin: Origin


def read_files(names: Sequence[str], words: Words, *, is_whole: bool) -> Said:
    """Read all files, which must be from one source; nothing is taken of a file that is refused.

    Raises CommandError, also for a file of which no record can be used.
    """
    if not names:
        raise CommandError(words("Name the files to read."))
    contents = [_read_one(Path(name), words) for name in names]
    sources = {one.source for one in contents}
    if len(sources) > 1:
        raise CommandError(words("The files are from different sources. Take one at a time."))
    whole = is_whole or all(one.is_export for one in contents)
    as_of = min(one.read_at or today() for one in contents)
    return Said(
        files=tuple(one.file for one in contents),
        entries=[entry for one in contents for entry in one.entries],
        refusals=[refusal for one in contents for refusal in one.refusals],
        passed_over=sum(one.passed_over for one in contents),
        origin=Origin(source=sources.pop(), as_of=as_of, is_whole=whole),
    )


@contextmanager
def opened(file: Path, words: Words) -> Iterator[BinaryIO]:
    """Open a file to read. Raises CommandError, also for what is refused inside the block."""
    try:
        with file.open("rb") as stream:
            yield stream
    except OSError as error:
        why = os_error_phrase(error, words)
        name = file.name or str(file)
        sentence = words("{file} can't be read: {why}.", file=name, why=why)
        raise CommandError(sentence) from None
    except FileRefused as error:
        sentence = refusal_sentence(error.refusal, words)
        raise CommandError(f"{sentence} {words('Nothing was changed.')}") from None


@contextmanager
def own_directory(settings: Settings, words: Words) -> Iterator[DirectoryImport]:
    """Open the database of this machine for imports. Raises CommandError."""
    try:
        engine = open_database(settings.database.get_secret_value())
        try:
            with in_use(engine):
                yield DirectoryImport(Database(engine))
        finally:
            engine.dispose()
    except DatabaseUnusable as error:
        raise CommandError(error.sentence(words)) from error


def show_progress(line: str, *, is_done: bool = False) -> None:
    """Show on a terminal how far it is, in the place of what was shown before."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{line}" + ("\n" if is_done else ""))
        sys.stderr.flush()


def _read_one(file: Path, words: Words) -> Contents:
    """Return what a file says, as of the day on which it was written unless it says so itself."""
    with opened(file, words) as stream:
        status = os.fstat(stream.fileno())
        written = oslo_today(datetime.fromtimestamp(status.st_mtime, UTC))
        seen = _seen(file, status.st_size, words)
        contents = read(stream, file.name, min(written, today()), seen)
        contents.read_at = min(contents.read_at or written, today())
    if contents.refusals and not contents.entries:
        first = refusal_sentence(contents.refusals[0], words)
        raise CommandError(f"{first} {words('Nothing of this can be used. Nothing was changed.')}")
    return contents


def _seen(file: Path, size: int, words: Words) -> Callable[[int], None]:
    """Return what shows how much of a large file has been read."""
    shown = 0

    def show(count: int) -> None:
        nonlocal shown
        is_done = count >= size
        if size > _SEEN_EVERY and (count - shown >= _SEEN_EVERY or (is_done and shown < size)):
            shown = count
            percent = 100 * count // size
            show_progress(words("{file}: {n} % read", file=file.name, n=percent), is_done=is_done)

    return show
