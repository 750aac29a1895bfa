"""Register files as they are uploaded, several in one archive."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from os import SEEK_END
from pathlib import PurePosixPath
from typing import BinaryIO

from fravaertui.backend.problems import ProblemError, problem
from fravaertui.domain.calendar import oslo_today
from fravaertui.domain.safe_text import neutralise
from fravaertui.protocol.upload import NotAnArchive, parts
from fravaertui.registers.source import FileRefused
from fravaertui.registers.together import DifferentSources, NamedFile, Reading, read_together
from fravaertui.system.garbage import without_collecting
from fravaertui.texts.catalogue import MAIN_LANGUAGE, screen_words
from fravaertui.texts.register_refusals import refusal_sentence


def read_archive(
    archive: BinaryIO,
    today: date,
    progress: Callable[[int, int], object] = lambda *_: None,
    *,
    is_whole: bool,
) -> Reading:
    """Return what the register files in an archive say; `today` is the latest day they may be from.

    `progress` gets how many bytes of how many have been read; whatever it raises stops the reading.
    Raises ProblemError for an archive or a file that can't be used.
    """
    words = screen_words(MAIN_LANGUAGE)
    try:
        with without_collecting():
            said = read_together(_files(archive, today, progress), today, is_whole=is_whole)
    except NotAnArchive:
        detail = "Send the files as a tar archive of plain files: tar --format=ustar -c FILE …"
        raise ProblemError(problem("not-an-archive", detail)) from None
    except DifferentSources:
        detail = words("The files are from different sources. Take one at a time.")
        raise ProblemError(problem("file-refused", detail)) from None
    except FileRefused as error:
        sentence = refusal_sentence(error.refusal, words)
        raise ProblemError(problem("file-refused", sentence)) from None
    total = archive.tell()
    progress(total, total)
    return said


def _files(
    archive: BinaryIO, today: date, progress: Callable[[int, int], object]
) -> Iterator[NamedFile]:
    total = archive.seek(0, SEEK_END)
    archive.seek(0)
    for part in parts(archive):
        name = neutralise(PurePosixPath(part.name).name) or "–"
        begins = archive.tell()
        seen = partial(_seen, progress, begins, total)
        yield NamedFile(name, part, _day(part.written, today), seen)


def _seen(progress: Callable[[int, int], object], begins: int, total: int, count: int) -> None:
    progress(begins + count, total)


def _day(written: float, today: date) -> date:
    """Return the day on which a file was written, which an archive may lack."""
    try:
        return oslo_today(datetime.fromtimestamp(written, UTC)) if written else today
    except (OverflowError, ValueError, OSError):
        return today
