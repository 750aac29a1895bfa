"""Signing in: an address and a code to be used on any machine, while this screen waits.

It lies over whatever was being done, which is there again afterwards as it was.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal

from fravaertui.client import ClientError
from fravaertui.domain.calendar import OSLO
from fravaertui.protocol.auth import Agent
from fravaertui.session.gateway import Gateway
from fravaertui.session.state import SessionState
from fravaertui.tui.commands import Command
from fravaertui.tui.places import Place
from fravaertui.tui.screens.layout import CommandScreen
from fravaertui.tui.themes import Look
from fravaertui.tui.widgets.note import Note
from fravaertui.tui.widgets.qr_code import qr_lines
from fravaertui.tui.widgets.text_view import BLANK, Line, TextView, line
from fravaertui.tui.workers import worker

if TYPE_CHECKING:
    from fravaertui.client.auth.session import DeviceAuthorization

_BARS = 2
_ROOM_FOR_WORDS = 36
_MARGINS = 4
"""Columns left and right of the address, as its style has them."""
_COLOURS_FOR_QR = ("256", "truecolor")
"""With fewer, nobody knows how dark the terminal's own colours are."""


class SignInScreen(CommandScreen[Agent | None]):
    """Shows how to sign in and waits; closes with who has, or None when it is left."""

    PLACE = Place.SIGN_IN

    def __init__(self, state: SessionState, gateway: Gateway, commands: Sequence[Command]) -> None:
        """Open over the workbench's state and dealings with the backend."""
        super().__init__(state, commands)
        self._gateway = gateway
        self._prompt: DeviceAuthorization | None = None
        self._failure = self._copied = ""
        self._lost = False

    def compose(self) -> ComposeResult:
        """The address over the whole width, then the QR code beside the words."""
        yield TextView(id="header")
        yield TextView(id="sign-in-address")
        with Horizontal(id="sign-in"):
            yield TextView(id="qr")
            yield TextView(id="sign-in-words", focusable=True)
        yield Note()
        yield TextView(id="keys")

    def on_mount(self) -> None:
        """Ask for a code at once."""
        self.ask_for_code()

    def on_resize(self) -> None:
        """Show what fits."""
        self._show()

    @worker(group="sign-in")
    async def ask_for_code(self) -> None:
        """Ask for a code, wait until it is used, and close with who has signed in."""
        self._prompt, self._failure, self._lost, self._copied = None, "", False, ""
        self._show()
        words = self.state.words
        try:
            self._prompt = await self._gateway.begin_sign_in()
            if self._prompt:
                self._show()
                await self._gateway.wait_for_sign_in(self._prompt, self._contact)
            agent = await self._gateway.who()
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
            self.ask_for_code()

    def action_command_sign_copy_address(self) -> None:
        """Send the address to the terminal's clipboard."""
        if self._prompt:
            self.app.copy_to_clipboard(self._prompt.address)
            self._copied = self.state.words("The address was sent to your terminal's clipboard.")
            self._show()

    def action_command_sign_copy_code(self) -> None:
        """Send the code to the terminal's clipboard."""
        if self._prompt:
            self.app.copy_to_clipboard(self._prompt.code)
            self._copied = self.state.words("The code was sent to your terminal's clipboard.")
            self._show()

    def action_command_sign_cancel(self) -> None:
        """Go back without signing in."""
        self.dismiss(None)

    def _contact(self, there: bool) -> None:
        self._lost = not there
        self._show()

    def _show(self) -> None:
        self.show_header()
        address = self._address()
        code = self._code(beneath=self._rows_of(address))
        qr = self.view("qr")
        qr.display = bool(code)
        qr.styles.width = len(code[0].parts[0][0]) if code else 0
        qr.show(code)
        self.view("sign-in-address").show(address)
        self.view("sign-in-words").show(self._lines(with_qr=bool(code)))
        self.show_keys()

    def offers(self, command: Command) -> bool:
        """Tell whether a command is in force: only what there is can be copied or asked again."""
        return super().offers(command) and self._means_something(command)

    def _means_something(self, command: Command) -> bool:
        match command.id:
            case "sign.again":
                return bool(self._failure)
            case "sign.copy_address" | "sign.copy_code":
                return self._prompt is not None
            case _:
                return True

    def _address(self) -> list[Line]:
        """The address on a line of its own, which nothing beside it makes shorter."""
        words = self.state.words
        heading = line((words("Sign in"), "accent"))
        if self._prompt is None:
            return [heading]
        how = line(words("1. Open this on any machine:"))
        return [heading, how, line((self._prompt.address, "strong"))]

    def _rows_of(self, lines: Sequence[Line]) -> int:
        width = max(self.size.width - _MARGINS, 1)
        return sum(-(-len(one.parts[0][0]) // width) for one in lines)

    def _code(self, beneath: int) -> list[Line]:
        """The QR code beneath so many rows, where there is room and it is shown as it is."""
        palette = self.app.palette
        drawn = palette.colours and self.app.console.color_system in _COLOURS_FOR_QR
        if self._prompt is None or not drawn:
            return []
        width, height = self.size.width - _ROOM_FOR_WORDS, self.size.height - _BARS - beneath
        return qr_lines(self._prompt.direct, width, height, dark=palette.dark)

    def _lines(self, *, with_qr: bool) -> list[Line]:
        words, prompt = self.state.words, self._prompt
        if self._failure:
            return [line((self._failure, "error"))]
        if prompt is None:
            return [line((words("Asking for a code …"), "dim"))]
        until = self.state.now() + timedelta(seconds=prompt.seconds_left)
        time = until.astimezone(OSLO).strftime("%H:%M")
        waiting: tuple[str, Look] = (
            (words("No contact with the sign-in service; it is tried again."), "warning")
            if self._lost
            else (words("Waiting for you to sign in there …"), "plain")
        )
        phone = line((words("or point a phone at the QR code"), "dim"))
        by_hand = words("If it did not arrive, select it here by hand.")
        copied = line((f"{self._copied} {by_hand}", "dim"))
        return [
            *([phone, BLANK] * with_qr),
            line(words("2. Give this code there:")),
            BLANK,
            line("   ", (f"   {prompt.code}   ", "key label"), wrap=False),
            BLANK,
            line(words("3. Sign in. This screen goes on by itself.")),
            BLANK,
            line(waiting),
            line((words("The code is good until {time}.", time=time), "dim")),
            line((words("What you have typed is kept."), "dim")),
            *([BLANK, copied] * bool(self._copied)),
        ]
