"""What the screen of a list asks of the agent, laid over its rows with the text in sight."""

from abc import abstractmethod
from collections.abc import Callable, Sequence

from textual import on

from fravaertui.session.state import SessionState
from fravaertui.tui.commands import Command
from fravaertui.tui.controllers.list_telling import ReadBack
from fravaertui.tui.panes.prompt import Prompt
from fravaertui.tui.screens.copy_text import PlainScreen
from fravaertui.tui.screens.layout import CommandScreen
from fravaertui.tui.screens.ticking import Ticking
from fravaertui.tui.widgets.chooser import Option


class AskingScreen(CommandScreen[None]):
    """A screen that asks for one of several, for services, and for a text or days."""

    def __init__(self, state: SessionState, commands: Sequence[Command]) -> None:
        """Ask nothing yet."""
        super().__init__(state, commands)
        self.prompt = Prompt(state, id="ask")
        self._answer: Callable[[Prompt.Answered], object] = lambda _: None
        self.under_text = False
        """Whether what is laid over the rows leaves the text in sight."""

    @abstractmethod
    def give_keys_back(self) -> None:
        """Let the rows have the keys again, or the text while there are none."""

    def choose(
        self,
        title: str,
        hint: str,
        options: Sequence[Option],
        then: Callable[[str], object],
        *,
        unchosen: str = "",
    ) -> None:
        """Let the agent choose one of the options, with the text in sight."""
        self.under_text = True
        super().choose(title, hint, options, then, unchosen=unchosen)

    def tick_services(
        self,
        title: str,
        services: Sequence[str],
        ticked: Sequence[str],
        then: Callable[[tuple[str, ...]], object],
    ) -> None:
        """Let the agent tick services."""
        self.under_text = True
        self.open(Ticking(self, title, services, ticked), then)

    def ask_for(
        self,
        label: str,
        hint: str,
        then: Callable[[Prompt.Answered], object],
        *,
        by_days: bool = False,
        text: str = "",
    ) -> None:
        """Ask for one text, or for days."""
        self._answer = then
        self.prompt.ask(label, hint, by_day=by_days, whole=by_days, text=text)
        self.show_keys()

    @on(Prompt.Answered)
    def _answered(self, event: Prompt.Answered) -> None:
        self.action_command_date_cancel()
        self._answer(event)

    def action_command_date_cancel(self) -> None:
        """Ask no more."""
        self.prompt.end()
        self.give_keys_back()
        self.show_keys()

    def copy_out(self, lines: Sequence[str], other: ReadBack) -> None:
        """Send text to the terminal's clipboard, and show it; on demand in the other language."""
        self.app.copy_to_clipboard("\n".join(lines))
        self.app.push_screen(PlainScreen(lines, self.state.words, other))
