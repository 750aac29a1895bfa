"""The agent's own views of the work queue, remembered between runs in the state folder.

A damaged or unreadable file counts as empty, and a failure to write is ignored.
"""

from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, TypeAdapter, ValidationError

from fravaertui.domain.fields import Value
from fravaertui.protocol.work_queue import DAYS_AHEAD, FindingSelection
from fravaertui.system import private_files

MOST = 40
LONGEST_NAME = 40
_LARGEST_FILE = 100_000


class SavedView(Value):
    """A named selection; with `days_ahead` a watch list, counted from the day it is opened."""

    name: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
    selection: FindingSelection
    days_ahead: Annotated[int, Field(ge=1, le=DAYS_AHEAD)] | None = None

    @classmethod
    def of(cls, name: str, selection: FindingSelection, today: date) -> Self:
        """Name a selection; its day is stored as a number of days ahead of `today`."""
        ahead = (selection.on - today).days if selection.on else None
        return cls(
            name=name, selection=selection.model_copy(update={"on": None}), days_ahead=ahead or None
        )

    def selection_on(self, today: date) -> FindingSelection:
        """Return the selection the view stands for on a day."""
        on = today + timedelta(days=self.days_ahead) if self.days_ahead else None
        return self.selection.model_copy(update={"on": on})


_VIEWS = TypeAdapter(tuple[SavedView, ...])


def load(path: Path) -> tuple[SavedView, ...]:
    """Return the stored views; none when the file is missing or damaged."""
    try:
        with path.open(encoding="utf-8") as file:
            return _VIEWS.validate_json(file.read(_LARGEST_FILE))[:MOST]
    except (OSError, ValueError, ValidationError, RecursionError):
        return ()


def store(path: Path, views: tuple[SavedView, ...]) -> None:
    """Store these views in place of the earlier ones."""
    with suppress(OSError):
        private_files.replace(path, _VIEWS.dump_json(views).decode())
