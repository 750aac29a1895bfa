"""The register files that a command is given, and the database that they are held against."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
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
from fravaertui.registers.source import FileRefused
from fravaertui.registers.together import (
    DifferentSources,
    NamedFile,
    NothingUsable,
    Reading,
    read_together,
)
from fravaertui.system.garbage import without_collecting
from fravaertui.system.regular_files import status_of_file
from fravaertui.texts.catalogue import Words
from fravaertui.texts.causes import os_error_phrase
from fravaertui.texts.register_refusals import refusal_sentence

_SEEN_EVERY = 4 << 20
"""Bytes after which a terminal is shown again how much has been read."""


def read_files(names: Sequence[str], words: Words, *, is_whole: bool) -> Reading:
    """Read all files, which must be from one source; nothing is taken of a file that is refused.

    Raises CommandError, also for a file of which no record can be used.
    """
    if not names:
        raise CommandError(words("Name the files to read."))
    try:
        with without_collecting():
            return read_together(_named(names, words), today(), is_whole=is_whole)
    except DifferentSources:
        sentence = words("The files are from different sources. Take one at a time.")
    except NothingUsable as error:
        nothing = words("Nothing of this can be used. Nothing was changed.")
        sentence = f"{refusal_sentence(error.refusal, words)} {nothing}"
    except FileRefused as error:
        sentence = _refused(error, words)
    except OSError as error:
        sentence = _unreadable(", ".join(names), error, words)
    raise CommandError(sentence)


def _named(names: Sequence[str], words: Words) -> Iterator[NamedFile]:
    """Yield each file while it is open, with what shows how much of it has been read."""
    for file in map(Path, names):
        with opened(file, words) as stream:
            status = os.fstat(stream.fileno())
            written = oslo_today(datetime.fromtimestamp(status.st_mtime, UTC))
            yield NamedFile(file.name, stream, written, _seen(file, status.st_size, words))


@contextmanager
def opened(file: Path, words: Words) -> Iterator[BinaryIO]:
    """Open a file to read. Raises CommandError, also for what is refused inside the block."""
    try:
        status_of_file(file)
        with file.open("rb") as stream:
            yield stream
    except OSError as error:
        raise CommandError(_unreadable(file.name or str(file), error, words)) from None
    except FileRefused as error:
        raise CommandError(_refused(error, words)) from None


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


def _unreadable(file: str, error: OSError, words: Words) -> str:
    why = os_error_phrase(error, words)
    return words("{file} can't be read: {why}.", file=file, why=why)


def _refused(error: FileRefused, words: Words) -> str:
    return f"{refusal_sentence(error.refusal, words)} {words('Nothing was changed.')}"


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
