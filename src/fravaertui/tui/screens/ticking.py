"""Services to tick, over the middle of a screen."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from fravaertui.texts.services import service_name
from fravaertui.tui.places import Place
from fravaertui.tui.screens.dialogs import Dialog
from fravaertui.tui.screens.layout import CommandScreen
from fravaertui.tui.widgets.form_fields import CheckList
from fravaertui.tui.widgets.text_view import Row, line


class ServiceTicks(CheckList):
    """Services to tick; Enter takes what is ticked."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "screen.take", show=False)]


class Ticking(Dialog[tuple[str, ...]]):
    """Ticks are set with space, and taken with Enter."""

    AUTO_FOCUS: ClassVar[str | None] = "#ticks"
    PLACE = Place.CHOOSING

    def __init__(
        self,
        below: CommandScreen[Any],
        title: str,
        services: Sequence[str],
        ticked: Sequence[str],
    ) -> None:
        """Offer these services, with some of them ticked."""
        super().__init__(below, title)
        self._services = services
        self._ticked = ticked

    def content(self) -> ComposeResult:
        """The services."""
        yield ServiceTicks(id="ticks")

    def on_mount(self) -> None:
        """Show what is ticked."""
        words = self.state.words
        options = {code: (service_name(code, words), Row()) for code in self._services}
        self.query_one(ServiceTicks).offer(options, self._ticked)

    def owners(self) -> Iterator[object]:
        """Nothing of the screen below while this is asked."""
        yield self

    def shown_keys(self) -> list[tuple[str, str]]:
        """Say what the keys of the list do."""
        words = self.state.words
        own = [
            ("Enter", words("take these")),
            (words("Space"), words("tick")),
            ("a", words("all or none")),
        ]
        return [*own, *super().shown_keys()]

    def action_take(self) -> None:
        """Take what is ticked, if anything is."""
        ticked = self.query_one(ServiceTicks).value
        if ticked:
            self.dismiss(ticked)
        else:
            self.tell(line((self.state.words("Tick at least one service."), "warning")))

    def action_command_palette_close(self) -> None:
        """Leave it as it was."""
        self.dismiss()
