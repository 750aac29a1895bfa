"""Signing in: an address and a code to be used on any machine, while this screen waits.

It lies over whatever was being done, which is there again afterwards as it was.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal

from fravaertui.client import ClientError
from fravaertui.domain.agents import Agent
from fravaertui.domain.calendar import OSLO
from fravaertui.tui.commands import SIGN_IN, Command, bind
from fravaertui.tui.desk import Desk
from fravaertui.tui.panes.bars import header_line, key_line
from fravaertui.tui.panes.qr import qr_lines
from fravaertui.tui.screens.workers import WorkerScreen, worker
from fravaertui.tui.state import DeskState
from fravaertui.tui.text_view import BLANK, Line, TextView, line
from fravaertui.tui.themes import THEMES, Look

if TYPE_CHECKING:
    from fravaertui.client.session import Prompt

_BARS = 2
_ROOM_FOR_WORDS = 36
_COLOURS_FOR_QR = ("256", "truecolor")
"""With fewer, nobody knows how dark the terminal's own colours are."""


class SignInScreen(WorkerScreen[Agent | None]):
    """Shows how to sign in and waits; closes with who has, or None when it is left."""

    def __init__(self, state: DeskState, desk: Desk, commands: Sequence[Command]) -> None:
        """Open over the workbench's state and dealings with the backend."""
        super().__init__()
        self._state = state
        self._desk = desk
        self._commands = [command for command in commands if command.modes == SIGN_IN]
        bind(self, self._commands)
        self._prompt: Prompt | None = None
        self._failure = ""
        self._lost = False

    def compose(self) -> ComposeResult:
        """The code beside the words."""
        yield TextView(id="header")
        with Horizontal(id="sign-in"):
            yield TextView(id="qr")
            yield TextView(id="sign-in-words", focusable=True)
        yield TextView(id="keys")

    def on_mount(self) -> None:
        """Ask for a code at once."""
        self.ask()

    def on_resize(self) -> None:
        """Show what fits."""
        self._show()

    @worker(group="sign-in")
    async def ask(self) -> None:
        """Ask for a code, wait until it is used, and close with who has signed in."""
        self._prompt, self._failure, self._lost = None, "", False
        self._show()
        words = self._state.words
        try:
            self._prompt = await self._desk.begin_sign_in()
            if self._prompt:
                self._show()
                await self._desk.wait_for_sign_in(self._prompt, self._contact)
            agent = await self._desk.who()
        except ClientError as error:
            self._prompt, self._failure = None, error.sentence(words)
            self._show()
            return
        if agent:
            self.dismiss(agent)
        else:
            self._failure = words("This backend needs no sign-in.")
            self._show()

    def action_command_sign_again(self) -> None:
        """Ask for a new code when the last one came to nothing."""
        if self._failure:
            self.ask()

    def action_command_sign_cancel(self) -> None:
        """Go back without signing in."""
        self.dismiss(None)

    def _contact(self, there: bool) -> None:
        self._lost = not there
        self._show()

    def _show(self) -> None:
        state, size = self._state, self.size
        self._view("header").show([header_line(state, size.width)])
        code = self._code()
        qr = self._view("qr")
        qr.display = bool(code)
        qr.styles.width = len(code[0].parts[0][0]) if code else 0
        qr.show(code)
        self._view("sign-in-words").show(self._lines(with_qr=bool(code)))
        keys = [
            (command.shown_key, state.words(command.label))
            for command in self._commands
            if command.keys and (self._failure or command.id != "sign.again")
        ]
        self._view("keys").show([key_line(keys, size.width)])

    def _code(self) -> list[Line]:
        """The QR code, where there is room and the terminal shows it as it is."""
        theme = THEMES.get(self.app.theme)
        drawn = self.app.console.color_system in _COLOURS_FOR_QR
        if self._prompt is None or theme is None or theme.name == "mono" or not drawn:
            return []
        room = self.size.width - _ROOM_FOR_WORDS
        return qr_lines(self._prompt.direct, room, self.size.height - _BARS, dark=theme.dark)

    def _lines(self, *, with_qr: bool) -> list[Line]:
        words, prompt = self._state.words, self._prompt
        heading = [line((words("Sign in"), "accent")), BLANK]
        if self._failure:
            return [*heading, line((self._failure, "error"))]
        if prompt is None:
            return [*heading, line((words("Asking for a code …"), "dim"))]
        until = self._state.now() + timedelta(seconds=prompt.seconds_left)
        time = until.astimezone(OSLO).strftime("%H:%M")
        spaced = " ".join(prompt.code)
        waiting: tuple[str, Look] = (
            (words("No contact with the sign-in service; it is tried again."), "warning")
            if self._lost
            else (words("Waiting for you to sign in there …"), "plain")
        )
        return [
            *heading,
            line(words("1. Open this on any machine:")),
            line((prompt.address, "strong"), indent=3),
            *([line((words("or point a phone at the QR code"), "dim"), indent=3)] * with_qr),
            BLANK,
            line(words("2. Give this code there:")),
            BLANK,
            line((f"   {spaced}   ", "inverse"), indent=3, wrap=False),
            BLANK,
            line(words("3. Sign in. This screen goes on by itself.")),
            BLANK,
            line(waiting),
            line((words("The code is good until {time}.", time=time), "dim")),
            line((words("What you have typed is kept."), "dim")),
        ]

    def _view(self, view_id: str) -> TextView:
        return self.query_one(f"#{view_id}", TextView)
