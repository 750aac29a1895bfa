"""The workbench as its controllers see it: what they may say, show and ask."""

from collections.abc import Callable, Sequence
from typing import Protocol

from textual.timer import Timer

from fravaertui.client import ClientError
from fravaertui.session.gateway import LONGEST_SILENCE
from fravaertui.tui.messages import ClinicTarget
from fravaertui.tui.textual_overrides.key_queue import Awaited
from fravaertui.tui.widgets.text_view import Line
from fravaertui.tui.workers import WorkerHost


class KeyGate(Protocol):
    """Holds back the keys that are typed ahead while an answer is awaited."""

    def pause_keys(self, awaited: Awaited) -> None:
        """Let the keys that follow wait for what has just been started."""

    def resume_keys(self, awaited: Awaited) -> None:
        """Let the keys go on: what they waited for has come."""

    def discard_keys(self, awaited: Awaited | None = None) -> None:
        """Forget the keys that were meant for what did not come; None: all keys."""


class Contact(Protocol):
    """Contact with the backend, and the clinics fetched over it."""

    def make_contact(self) -> object:
        """Fetch what every screen needs, and what is on this one."""

    def renew_directory(self) -> object:
        """Fetch the directory again: clinics or practitioners in it are others now."""

    def contact_lost(self, error: ClientError, silent_for: float = LONGEST_SILENCE) -> None:
        """Show that the backend is out of reach, and try again after a while."""

    def open_clinic(self, target: ClinicTarget) -> None:
        """Show a clinic as soon as it comes, and do what it is opened for."""


class Updates(Protocol):
    """What others do, and what they see of this terminal."""

    def acknowledge_update(self) -> bool:
        """Tell whether the agent may save, or has something to look at first."""

    def apply_update(self) -> None:
        """Show what others did meanwhile."""

    def report(self) -> None:
        """Tell the others which clinic is open here, and whether it is being edited."""


class Bench(WorkerHost, Protocol):
    """What every controller may do; each adds what only it needs."""

    @property
    def keys(self) -> KeyGate:
        """What holds back the keys that are typed ahead."""

    @property
    def loader(self) -> Contact:
        """What makes contact and opens clinics."""

    @property
    def live(self) -> Updates:
        """What brings to the screen what others do."""

    @property
    def is_browsing(self) -> bool:
        """Whether nothing is under way that another clinic must not take the place of."""

    @property
    def is_filling_in(self) -> bool:
        """Whether a form is open, perhaps under something that is read or asked."""

    @property
    def is_asking(self) -> bool:
        """Whether the agent is deciding something, on what is shown."""

    def log(self, *objects: object) -> None:
        """Write to the developers' log."""

    def set_timer(self, delay: float, callback: Callable[[], object]) -> Timer:
        """Call something once, after so many seconds."""

    def tell(self, *lines: Line) -> None:
        """Say something that stands until something else is done."""

    def tell_saved(self, *lines: Line) -> None:
        """Say what was saved: the first line of it, once the agent looks at something else."""

    def announce(self, *news: Line) -> None:
        """Say something that came by itself, under what is said already."""

    def ask(
        self,
        title: str,
        lines: Sequence[Line],
        on_yes: Callable[[], object],
        on_no: Callable[[], object] = lambda: None,
    ) -> None:
        """Ask before something is done; no is the default, and leads back."""

    def show(self) -> None:
        """Show the state everywhere."""

    def show_citizen(self) -> None:
        """Show what the citizen sees."""
