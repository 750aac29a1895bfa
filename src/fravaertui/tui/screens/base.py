"""A screen beside the workbench: its header, its keys, and which commands are in force on it."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on

from fravaertui.session.gateway import Gateway
from fravaertui.session.permissions import refusal
from fravaertui.session.state import SessionState
from fravaertui.tui.commands import ASKED, Command, Mode, bind, by_action
from fravaertui.tui.panes.confirmation import answer_lines, typed_past_line
from fravaertui.tui.panes.header_footer import header_line, key_line
from fravaertui.tui.panes.help import help_lines
from fravaertui.tui.screens.workers import R, WorkerScreen
from fravaertui.tui.textual_overrides.key_queue import Asking
from fravaertui.tui.widgets.chooser import Chooser, Option, command_options
from fravaertui.tui.widgets.text_view import Line, TextView, line

WIDE_FROM = 110


class CommandScreen(Asking[R], WorkerScreen[R]):
    """Runs the commands of what is being done that it has an action for.

    Those who inherit it compose `header`, `note`, `keys` and the faces of the middle, among them
    a `chooser` and a view `reading`.
    """

    FACES: ClassVar[dict[Mode, str]] = {}
    """The widget that has the middle of the screen, by what is being done."""

    def __init__(self, state: SessionState, desk: Gateway, commands: Sequence[Command]) -> None:
        """Open a screen over the workbench's state and dealings with the backend."""
        super().__init__()
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE_FROM, "-wide")]
        self.state = state
        self.desk = desk
        self._commands = [c for c in commands if hasattr(self, f"action_{c.action}")]
        bind(self, self._commands)
        self._doing = [next(iter(self.FACES))]
        self._then: Callable[[str], object] = lambda _: None
        self._on_yes: Callable[[], object] = lambda: None

    @property
    def mode(self) -> Mode:
        """What the agent is doing now."""
        return self._doing[-1]

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """Let only the commands of what is being done through, and say what a role may not do."""
        command = by_action(action)
        if command is None or self.mode not in command.modes:
            return command is None
        return hasattr(self, f"action_{action}") and self.may(command.id)

    def may(self, command_id: str) -> bool:
        """Tell whether the agent's role may use a command, and say so when it may not."""
        refused = refusal(command_id, self.state.role, self.state.words)
        if refused:
            self.tell(line((refused, "warning")))
        return not refused

    def enter(self, mode: Mode) -> None:
        """Begin doing something; `leave` comes back."""
        self._doing.append(mode)
        self.show_face()
        if mode in ASKED:
            self.begin_asking()

    def leave(self) -> None:
        """Go back to what was done before, and give that the keys."""
        if len(self._doing) > 1:
            self._doing.pop()
        self.show_face()
        self.set_focus(self.query_one(f"#{self.FACES[self.mode]}"))

    def show_face(self) -> None:
        """Let what is being done have the middle, and say its keys."""
        for face in set(self.FACES.values()):
            self.query_one(f"#{face}").display = face == self.FACES[self.mode]
        self.show_bars()

    def new_day(self) -> None:
        """Show the day that has come."""
        self.show_bars()

    def show_bars(self) -> None:
        """Show the header and the keys of what is being done."""
        width = self.size.width
        self.view("header").show([header_line(self.state, width)])
        self.view("keys").show([key_line(self.shown_keys(), width)])

    def shown_keys(self) -> list[tuple[str, str]]:
        """Return the keys of what is being done, each with its word for the bar."""
        words, typing = self.state.words, self.mode is Mode.FORM
        keys = [("Enter", words("choose"))] if self.mode in (Mode.PALETTE, Mode.DAY) else []
        return keys + [
            (c.shown_key_when_typing if typing else c.shown_key, words(c.label))
            for c in self._in_force()
            if c.bar and c.keys
        ]

    def view(self, view_id: str) -> TextView:
        """Return one of the text views."""
        return self.query_one(f"#{view_id}", TextView)

    def tell(self, *lines: Line) -> None:
        """Say something above the keys; it stands until something else is said."""
        self.view("note").show(lines)

    def notice(self, told: Line) -> None:
        """Say something of what comes from the terminal."""
        self.tell(told)

    def action_command_help(self) -> None:
        """Show the keys of this screen."""
        self._read(Mode.READ, help_lines(self._commands, self.state.words))

    def _read(self, mode: Mode, lines: Sequence[Line]) -> None:
        reading = self.view("reading")
        self.enter(mode)
        reading.show(lines)
        reading.scroll_home(animate=False)
        self.set_focus(reading)

    @property
    def answers(self) -> frozenset[str] | None:
        """The keys that answer what is asked now; None while nothing is."""
        if self.mode not in ASKED:
            return None
        return frozenset(key for c in self._in_force() for key in c.keys.split(","))

    def confirm(self, lines: Sequence[Line], on_yes: Callable[[], object]) -> None:
        """Ask before something is done; no is the default."""
        self.tell()
        self._on_yes = on_yes
        keys = self.state.keys
        answers = answer_lines(keys["answer.yes"], keys["answer.no"], self.state)
        self._read(Mode.QUESTION, [*lines, *answers])

    def action_command_answer_yes(self) -> None:
        """Do what was asked about."""
        self.leave()
        self._on_yes()

    def action_command_answer_no(self) -> None:
        """Do nothing, and go back."""
        self.leave()

    def say_no(self) -> None:
        """Take a letter that is no answer for a no, and say so."""
        self.leave()
        self.tell(typed_past_line(self.state))

    def action_command_read_close(self) -> None:
        """Go back from the help."""
        self.leave()

    def action_command_palette(self) -> None:
        """Offer every command in force."""
        offered = [c for c in self._in_force() if c.id != "palette"]
        options = command_options(offered, self.state.words)
        self.offer(options, lambda action: self.call_later(self.run_action, action))

    def offer(self, options: Sequence[Option], then: Callable[[str], object]) -> None:
        """Let the agent choose one of the options, and do something with its key."""
        self._then = then
        self.enter(Mode.PALETTE)
        self.query_one(Chooser).start(options)

    def action_command_palette_close(self) -> None:
        """Go back from what was offered."""
        self.leave()

    @on(Chooser.Chosen)
    def _option_chosen(self, event: Chooser.Chosen) -> None:
        self.leave()
        self._then(event.key)

    def _in_force(self) -> list[Command]:
        return [c for c in self._commands if self.mode in c.modes]
