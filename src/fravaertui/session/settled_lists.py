"""What was settled of the lists that have been saved: the same list again asks nothing (rule L5).

One file for each list, named by the text and the clinics that it was held against; it holds the
answers and not the text. A damaged or old file is no answers, and one that can't be written is
left out: all that is lost is that something is asked again.
"""

from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from time import time

from pydantic import ValidationError

from fravaertui.domain.absence_list import ListAnswers
from fravaertui.session.drafts.storage import LARGEST_FILE, LIFETIME
from fravaertui.system import private_files


class SettledLists:
    """The answers that lists were saved with, for as long as drafts are kept."""

    def __init__(self, folder: Path) -> None:
        """Keep them in a folder, which is created with the first one."""
        self._folder = folder

    def keep(self, text: str, clinics: Iterable[int], answers: ListAnswers) -> None:
        """Keep what was settled of a list that has been saved."""
        with suppress(OSError):
            self._remove_old()
            private_files.replace(self._path(text, clinics), answers.model_dump_json())

    def of(self, text: str, clinics: Iterable[int]) -> ListAnswers | None:
        """Return what was settled of the same list for the same clinics, without its yeses.

        Those were to what there was then: ways out, and days that had to be confirmed.
        """
        try:
            with self._path(text, clinics).open(encoding="utf-8") as file:
                answers = ListAnswers.model_validate_json(file.read(LARGEST_FILE))
        except (OSError, ValidationError, UnicodeDecodeError):
            return None
        rows = {
            row: answer.model_copy(update={"way": None, "confirmed": ()})
            for row, answer in answers.rows.items()
        }
        return answers.model_copy(update={"rows": rows})

    def _path(self, text: str, clinics: Iterable[int]) -> Path:
        named = "|".join([text.strip(), *map(str, sorted(clinics))])
        return self._folder / f"{sha256(named.encode()).hexdigest()[:32]}.answers"

    def _remove_old(self) -> None:
        oldest = time() - LIFETIME.total_seconds()
        for path in self._folder.glob("*.answers"):
            if path.stat().st_mtime < oldest:
                path.unlink()
