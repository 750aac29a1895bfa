"""What every screen with commands shares: a note, a line of keys, and its commands."""

from collections.abc import Callable, Iterator, Sequence
from inspect import isawaitable
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import getters
from textual.geometry import Spacing

from fravaertui.session.permissions import refusal
from fravaertui.session.state import SessionState
from fravaertui.tui.availability import why_not
from fravaertui.tui.commands import Command, bind
from fravaertui.tui.controllers.draft_autosave import DraftAutosave
from fravaertui.tui.pane_widths import BREAKPOINTS
from fravaertui.tui.panes.header_footer import header_line, key_line
from fravaertui.tui.panes.help_page import HelpPage, help_page
from fravaertui.tui.panes.prompt import Prompt
from fravaertui.tui.places import Place
from fravaertui.tui.textual_overrides.key_queue import QuestionScreen
from fravaertui.tui.themed_app import ThemedApp
from fravaertui.tui.widgets.chooser import Option, command_options
from fravaertui.tui.widgets.note import Note
from fravaertui.tui.widgets.text_view import Line, TextView, line
from fravaertui.tui.workers import R, WorkerScreen

if TYPE_CHECKING:
    from fravaertui.tui.screens.dialogs import Dialog

T = TypeVar("T")


class CommandScreen(QuestionScreen[R], WorkerScreen[R]):
    """Runs the commands of the place where the keys are.

    Those who inherit it compose a `Note` and a line of `keys`, and perhaps a `header`.
    """

    app = getters.app(ThemedApp)

    PLACE: ClassVar[Place]
    """What the agent does here, on a screen where that is one thing."""

    drafts: DraftAutosave | None = None
    """What puts on disk what is typed here; None where nothing worth keeping is."""

    def __init__(self, state: SessionState, commands: Sequence[Command], classes: str = "") -> None:
        """Open over a state, with the keys that the commands have by the agent's settings."""
        super().__init__(classes=classes)
        self.set_breakpoints(BREAKPOINTS)
        self.state = state
        self.commands = commands
        self._by_id = {command.id: command for command in commands}
        bind(self, commands)

    @property
    def dialog_margin(self) -> Spacing:
        """What a dialog over this screen leaves in sight of it."""
        return Spacing(top=1)

    @property
    def beside_title(self) -> str:
        """What stands beside the title of the middle of the screen."""
        return ""

    @property
    def place(self) -> Place:
        """What the agent does now."""
        return self.PLACE

    @property
    def places(self) -> Place:
        """The places of this screen: of their commands it is said why they are not available."""
        return self.place

    def owners(self) -> Iterator[object]:
        """Who may have the action of a command, nearest to the keys first."""
        yield self

    def offers(self, command: Command) -> bool:
        """Tell whether a command is in force."""
        return self.place in command.place and self._owner(command) is not None

    def has_use(self, command: Command) -> bool:
        """Tell whether the key bar shows a command: it is in force, and there is use for it."""
        return self.offers(command)

    def _owner(self, command: Command) -> object | None:
        return next((o for o in self.owners() if hasattr(o, f"action_{command.handler}")), None)

    def why_not(self, command: Command) -> str:
        """Return why a command of this screen is not available now; empty when it is."""
        elsewhere = self.place not in command.place and command.place & self.places
        if self.offers(command) or elsewhere:
            return why_not(command, self.place, self.state)
        return ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let only available commands through, and say why another is not."""
        if action != "command":
            return True
        command = self._by_id[str(parameters[0])]
        reason = self.why_not(command)
        if reason and self._is_meant(command):
            # A key of another place does nothing here, so what is said goes on standing.
            say = self.tell if self.offers(command) else self.announce
            say(line((reason, "warning")))
        return self.offers(command) and not reason

    def _is_meant(self, command: Command) -> bool:
        """Tell whether who presses a key of this command means it, and no other with that key."""
        if self.offers(command):
            return True
        keys = set(command.keys.split(","))
        alike = [c for c in self.commands if keys & set(c.keys.split(","))]
        first = next((c for c in alike if self.why_not(c)), None)
        typing = self.place in Place.TYPING
        return command is first and not typing and not any(map(self.offers, alike))

    async def action_command(self, command_id: str) -> None:
        """Run a command where its action is."""
        command = self._by_id[command_id]
        done = getattr(self._owner(command), f"action_{command.handler}")()
        if isawaitable(done):
            await done

    def may(self, command_id: str) -> bool:
        """Tell whether the agent's role may use a command, and say so when it may not."""
        refused = refusal(command_id, self.state.role, self.state.words)
        if refused:
            self.tell(line((refused, "warning")))
        return not refused

    def open(self, dialog: "Dialog[T]", then: Callable[[T], object] = lambda _: None) -> None:
        """Lay a dialog over the screen; `then` takes what it is answered with, if it is."""

        async def closed(result: T | None) -> None:
            done = then(result) if result is not None else None
            if isawaitable(done):
                await done

        self.app.push_screen(dialog, closed)

    @property
    def dialogs(self) -> "list[Dialog[object]]":
        """The dialogs that lie over this screen."""
        from fravaertui.tui.screens.dialogs import Dialog

        over = [screen for screen in self.app.screen_stack if isinstance(screen, Dialog)]
        return [dialog for dialog in over if self in dialog.beneath]

    def ask(
        self,
        title: str,
        lines: Sequence[Line],
        on_yes: Callable[[], object],
        on_no: Callable[[], object] = lambda: None,
    ) -> None:
        """Ask before something is done; no is the default, and leads back."""
        from fravaertui.tui.screens.dialogs import Question

        self.tell()
        self.open(Question(self, title, lines), lambda yes: on_yes() if yes else on_no())

    def ask_ways(
        self, title: str, lines: Sequence[Line], count: int, choose: Callable[[int], object]
    ) -> None:
        """Let the agent choose one of so many ways, by its number from 0."""
        from fravaertui.tui.screens.dialogs import WaysOut

        self.open(WaysOut(self, title, lines, count), choose)

    def read(self, title: str, lines: Sequence[Line]) -> None:
        """Lay something to read over the screen."""
        from fravaertui.tui.screens.dialogs import Reading

        self.open(Reading(self, title, lines))

    def choose(
        self,
        title: str,
        hint: str,
        options: Sequence[Option],
        then: Callable[[str], object],
        *,
        unchosen: str = "",
    ) -> None:
        """Let the agent choose one of the options, and do something with its key.

        With `unchosen`, which says so, none of them is chosen at first.
        """
        from fravaertui.tui.screens.dialogs import Choosing

        self.open(Choosing(self, title, hint, options, unchosen), then)

    async def show_in_new_language(self) -> None:
        """Show everything in the language that the words are in now."""

    def action_command_help(self) -> None:
        """Show the keys of this place."""
        from fravaertui.tui.screens.dialogs import Help

        self.open(Help(self))

    async def action_command_clinic_find(self) -> None:
        """Leave this screen, and those it lies over, for the clinic search."""
        below = self.app.screen_stack[-2]
        if isinstance(below, CommandScreen) and below.can_search and self.can_search:
            self.dismiss()
            await below.run_action("command('clinic.find')")
        else:
            self.app.guard.typed_past(self.app.guard.now())  # a name is no row of commands
            message = self.state.words("Finish or leave what you are doing first.")
            self.announce(line((message, "warning")))

    @property
    def can_search(self) -> bool:
        """Whether nothing is lost when the agent leaves for the clinic search."""
        return self.offers(self._by_id["clinic.find"])

    @property
    def help_page(self) -> HelpPage:
        """The first page of the help, where the agent is now."""
        return help_page(self.place)

    def explained(self) -> list[Command]:
        """Return the commands of this screen and of what is laid over it, for the help."""
        return [c for c in self.commands if c.place in Place.DIALOGS or self._owner(c)]

    def action_command_palette(self) -> None:
        """Offer every command in force, and under them those that are not available now."""
        words = self.state.words
        others = [c for c in self.commands if c.id != "palette"]
        reasons = {c.id: self.why_not(c) for c in others}
        listed = [c for c in others if reasons[c.id] or self.offers(c)]
        options = command_options(listed, words, reasons)
        self.choose(
            words("All commands"), words("type to find a command"), options, self._run_chosen
        )

    async def _run_chosen(self, command_id: str) -> None:
        reason = self.why_not(self._by_id[command_id])
        if reason:
            self.tell(line((reason, "warning")))
        else:
            await self.run_action(f"command('{command_id}')")

    def shown_keys(self) -> list[tuple[str, str]]:
        """Return the keys of the commands in force, each with its word for the bar."""
        words, typing = self.state.words, self.place in Place.FORM | Place.LIST_TEXT
        asked = next((prompt for prompt in self.query(Prompt) if prompt.display), None)
        return [
            *([("Enter", asked.enter)] if asked else []),
            *(
                (c.shown_key_when_typing if typing else c.shown_key, words(c.label))
                for c in self.commands
                if c.bar and self.place not in c.unlisted and c.keys and self.has_use(c)
            ),
        ]

    def show_keys(self) -> None:
        """Show the keys of what is being done."""
        self.view("keys").show([key_line(self.shown_keys(), self.size.width)])

    def show_header(self) -> None:
        """Show the line on top."""
        self.view("header").show([header_line(self.state, self.size.width)])

    def view(self, view_id: str) -> TextView:
        """Return one of the text views."""
        return self.query_one(f"#{view_id}", TextView)

    @property
    def note(self) -> Note:
        """What is said above the keys."""
        return self.query_one(Note)

    def tell(self, *lines: Line) -> None:
        """Say something that stands until something else is done."""
        self.note.tell(*lines)
        self._repeat_note()

    def tell_saved(self, *lines: Line) -> None:
        """Say what was saved: the first line of it, once the agent looks at something else."""
        self.note.tell_saved(*lines, about=self.state.practitioner)
        self._repeat_note()

    def remark(self, message: Line) -> None:
        """Say something that only stands until the next key."""
        self.note.tell(message, keep_news=True, passes=True)
        self._repeat_note()

    def next_key(self) -> None:
        """A key is on its way: let go of what was only said until then."""
        if self.note.next_key():
            self._repeat_note()

    def announce(self, *news: Line) -> None:
        """Say something that came by itself, under what is said already."""
        self.note.announce(*news)
        self._repeat_note()

    def announce_again(self, *lines: Line) -> None:
        """Say something, and leave standing what came by itself."""
        self.note.tell(*lines, keep_news=True)
        self._repeat_note()

    def notice(self, message: Line) -> None:
        """Say something of what comes from the terminal."""
        self.tell(message)

    def _repeat_note(self) -> None:
        """Say on the dialogs over this screen what is said here: they cover it."""
        for dialog in self.dialogs:
            dialog.show_note()
