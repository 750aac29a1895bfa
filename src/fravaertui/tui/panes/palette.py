"""The command palette: every command in force, found by typing."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from fravaertui.domain.directory import fold
from fravaertui.texts.catalogue import Words
from fravaertui.tui.commands import Command
from fravaertui.tui.text_view import Record, RecordList, line
from fravaertui.tui.widgets import text_field

KEY_WIDTH = 7


class Palette(Vertical):
    """Shows the commands that hold every word typed."""

    class Chosen(Message):
        """A command was chosen."""

        def __init__(self, action: str) -> None:
            """Tell its action."""
            super().__init__()
            self.action = action

    def __init__(self, words: Words, *, id: str) -> None:
        """Make an empty palette."""
        super().__init__(id=id)
        self._words = words
        self._commands: Sequence[Command] = ()

    def compose(self) -> ComposeResult:
        """A search field and the commands."""
        yield text_field(id="palette-find", placeholder=self._words("type to find a command"))
        yield RecordList(id="palette-commands")

    def start(self, commands: Sequence[Command]) -> None:
        """Offer these commands."""
        self._commands = commands
        field = self.query_one(Input)
        field.value = ""
        self.screen.set_focus(field)
        self._show()

    @on(Input.Changed)
    def _show(self) -> None:
        wanted = fold(self.query_one(Input).value).split()
        found = [
            command
            for command in self._commands
            if all(word in fold(self._words(command.help)) for word in wanted)
        ]
        records = [
            Record(
                command.action,
                (
                    line(
                        (f"  {command.shown_key:<{KEY_WIDTH}}", "strong"),
                        self._words(command.help),
                        wrap=False,
                    ),
                ),
            )
            for command in found
        ]
        first = records[0].key if records else None
        self.query_one(RecordList).show_records(records, cursor=first)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.query_one(RecordList).action_choose()

    @on(RecordList.Chosen)
    def _chosen(self, event: RecordList.Chosen) -> None:
        self.post_message(self.Chosen(event.key))

    @on(RecordList.Edge)
    def _past_edge(self, event: RecordList.Edge) -> None:
        if event.towards < 0:
            self.screen.set_focus(self.query_one(Input))

    def key_down(self) -> None:
        """Step from the field to the commands."""
        self.screen.set_focus(self.query_one(RecordList))
