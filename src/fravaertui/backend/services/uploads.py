"""Register files as they are uploaded, several in one archive."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
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
from fravaertui.texts.registers import refusal_sentence


def read_archive(archive: BinaryIO, today: date, *, is_whole: bool) -> Reading:
    """Return what the register files in an archive say; `today` is the latest day they may be from.

    Raises ProblemError for an archive or a file that can't be used.
    """
    words = screen_words(MAIN_LANGUAGE)
    try:
        with without_collecting():
            return read_together(_files(archive, today), today, is_whole=is_whole)
    except NotAnArchive:
        detail = "Send the files as a tar archive of plain files: tar --format=ustar -c FILE …"
        raise ProblemError(problem("not-an-archive", detail)) from None
    except DifferentSources:
        detail = words("The files are from different sources. Take one at a time.")
        raise ProblemError(problem("file-refused", detail)) from None
    except FileRefused as error:
        sentence = refusal_sentence(error.refusal, words)
        raise ProblemError(problem("file-refused", sentence)) from None


def _files(archive: BinaryIO, today: date) -> Iterator[NamedFile]:
    for part in parts(archive):
        name = neutralise(PurePosixPath(part.name).name) or "–"
        yield NamedFile(name, part, _day(part.written, today))


def _day(written: float, today: date) -> date:
    """Return the day on which a file was written, which an archive may lack."""
    try:
        return oslo_today(datetime.fromtimestamp(written, UTC)) if written else today
    except (OverflowError, ValueError, OSError):
        return today
