"""What the agent has chosen of the screens, remembered between runs in the state folder.

A damaged or unreadable file is no choices, and one that can't be written stays as it was.
"""

from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from pydantic import ConfigDict, ValidationError

from fravaertui.domain.fields import Value
from fravaertui.system import private_files

_LARGEST_FILE = 10_000


class PaneWidths(NamedTuple):
    """The columns of the panes beside the middle one, which has the rest; 0 is not chosen."""

    clinics: int = 0
    citizen: int = 0


class Choices(Value):
    """What the agent has chosen; what another version has written besides is passed over."""

    model_config = ConfigDict(extra="ignore")

    getting_started: bool = True
    """Whether the first things to try are shown while no clinic is open."""

    theme: str = ""
    """The theme chosen in the program; empty while it is that of the settings."""

    language: str = ""
    """The language of the screens chosen in the program; empty while none has been."""

    widths: PaneWidths = PaneWidths()
    """How wide the agent has made the panes; a terminal with less room shows them narrower."""

    tab: str = ""
    """The name of the clinic's tab chosen last; empty while none has been."""


def load(path: Path) -> Choices:
    """Return what was chosen."""
    try:
        with path.open(encoding="utf-8") as file:
            return Choices.model_validate_json(file.read(_LARGEST_FILE))
    except (OSError, ValueError, ValidationError, RecursionError):
        return Choices()


def store(path: Path, choices: Choices) -> None:
    """Remember these choices instead."""
    with suppress(OSError):
        private_files.replace(path, choices.model_dump_json())


class RememberedChoices:
    """What the agent has chosen; each new choice is remembered for the next start too.

    The disk may be slow, and no key waits for it: a thread stores the latest choices.
    """

    def __init__(self, choices: Choices, store: Callable[[Choices], None], disk: Executor) -> None:
        """`choices` are those of earlier runs, and `store` remembers others instead, on `disk`."""
        self._choices = self._stored = choices
        self._store = store
        self._disk = disk

    @property
    def now(self) -> Choices:
        """What is chosen now."""
        return self._choices

    def choose_theme(self, name: str) -> None:
        """Begin with this theme from now on."""
        self._remember(self._choices.model_copy(update={"theme": name}))

    def choose_language(self, language: str) -> None:
        """Begin in this language from now on."""
        self._remember(self._choices.model_copy(update={"language": language}))

    def choose_widths(self, widths: PaneWidths) -> None:
        """Make the panes so wide from now on."""
        self._remember(self._choices.model_copy(update={"widths": widths}))

    def choose_tab(self, name: str) -> None:
        """Open clinics at this tab from now on."""
        if name != self._choices.tab:
            self._remember(self._choices.model_copy(update={"tab": name}))

    def show_getting_started(self, shown: bool) -> None:
        """Show how to get started from now on, or no more."""
        self._remember(self._choices.model_copy(update={"getting_started": shown}))

    def _remember(self, choices: Choices) -> None:
        self._choices = choices
        self._disk.submit(self._store_latest)

    def _store_latest(self) -> None:
        latest = self._choices
        if latest is not self._stored:
            self._stored = latest
            self._store(latest)
