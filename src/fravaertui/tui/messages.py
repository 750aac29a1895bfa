"""What panes ask of the screen they are on: messages go up, the state comes down."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar
from uuid import UUID

from textual.message import Message

from fravaertui.client import ClientError
from fravaertui.domain.changes import Change
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.tui.forms.record import RecordForm
from fravaertui.tui.widgets.text_view import Line

F = TypeVar("F", bound=RecordForm)


@dataclass(frozen=True, slots=True)
class ClinicTarget:
    """A clinic to open, and what for: when it comes that is done as a whole, or not at all.

    Without a `practitioner` or a `day` what is chosen stays so.
    """

    clinic: int
    practitioner: int | None = None
    day: date | None = None
    finding: str = ""
    """The key of the finding to go to, if any."""
    then: Callable[[ClinicFile], object] | None = None
    """What to do once the clinic is shown, if it is still what the agent sees."""


class Tell(Message):
    """Something is to be said above the keys, or what stands there is done with."""

    def __init__(self, *lines: Line) -> None:
        """Say these lines."""
        super().__init__()
        self.lines = lines


class Read(Message):
    """Something is to be read in the middle pane."""

    def __init__(self, title: str, lines: Sequence[Line]) -> None:
        """Show lines under a title."""
        super().__init__()
        self.title = title
        self.lines = lines


class OpenForm(Message, Generic[F]):
    """A form is to be filled in."""

    def __init__(self, form: type[F], title: str, fill: Callable[[F], None]) -> None:
        """Open the form of this type under a title, and `fill` it."""
        super().__init__()
        self.form = form
        self.title = title
        self.fill = fill


class AskChange(Message):
    """The agent is to be asked about changes, with what they do for the citizen."""

    def __init__(self, title: str, lines: Sequence[Line], changes: Sequence[Change]) -> None:
        """Ask about changes under a title, after lines that say what they are about."""
        super().__init__()
        self.title = title
        self.lines = lines
        self.changes = changes


class AskReversal(Message):
    """The agent is to be asked about taking a version of the clinic back."""

    def __init__(self, version: int, title: str) -> None:
        """Ask about a version under a title."""
        super().__init__()
        self.version = version
        self.title = title


class AskBatchReversal(Message):
    """The agent is to be asked about taking back a batch, of which a version was a part."""

    def __init__(self, batch: UUID, version: int, title: str) -> None:
        """Ask about a batch; where it is of this clinic alone, about the version under a title."""
        super().__init__()
        self.batch = batch
        self.version = version
        self.title = title


class SaveChange(Message):
    """A change is to be saved without being asked about: it does nothing for the citizen."""

    def __init__(self, change: Change) -> None:
        """Save this change."""
        super().__init__()
        self.change = change


class ShowSetUp(Message):
    """The steps of a substitute's set-up are to be gone through."""

    def __init__(self, substitute: UUID) -> None:
        """Go to the steps of this one."""
        super().__init__()
        self.substitute = substitute


class StateChanged(Message):
    """A pane has changed what the whole screen is about: whom, which day, which language."""

    def __init__(self, *, everywhere: bool = False, another: bool = False) -> None:
        """Let the citizen's page show it, or every pane `everywhere`.

        `another` practitioner was asked for: the list marks an absence of their own.
        """
        super().__init__()
        self.everywhere = everywhere or another
        self.another = another


class ContactLost(Message):
    """A pane could not reach the backend."""

    def __init__(self, error: ClientError) -> None:
        """Pass on the error."""
        super().__init__()
        self.error = error
