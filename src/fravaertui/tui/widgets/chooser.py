"""A list to choose from, narrowed by typing: all commands, or what to narrow the queue to."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from fravaertui.domain.names import fold
from fravaertui.session.clinic_search import found_by
from fravaertui.texts.catalogue import Words
from fravaertui.tui.commands import Command
from fravaertui.tui.themes import Look
from fravaertui.tui.widgets.form_fields import text_field
from fravaertui.tui.widgets.record_list import Record, RecordList
from fravaertui.tui.widgets.text_view import TextView, line

MARK_WIDTH = 5


class Option(NamedTuple):
    """What can be chosen: a key to know it by, its words, and a short mark before them.

    `why_not` says why it can't be chosen now; such a one is dimmed. It is found by what it is
    `also` called as well.
    """

    key: str
    text: str
    mark: str = ""
    why_not: str = ""
    also: str = ""


class Chooser(Vertical):
    """Shows the options that hold every word typed, the likeliest first as in a form's choice.

    Those that can't be chosen now come last. With `unchosen` none is chosen before the agent types
    or goes to one, and these words say so when Enter is pressed all the same.
    """

    class Chosen(Message):
        """An option was chosen."""

        def __init__(self, chooser: "Chooser", key: str) -> None:
            """Tell which."""
            super().__init__()
            self.chooser = chooser
            self.key = key

        @property
        def control(self) -> "Chooser":
            """The chooser, for `@on` selectors."""
            return self.chooser

    def __init__(
        self, hint: str, options: Sequence[Option], *, no_hits: str, id: str, unchosen: str = ""
    ) -> None:
        """Offer these options; the hint stands in the field, and `no_hits` is said of none.

        With `unchosen`, which says so, none of them is chosen at first.
        """
        super().__init__(id=id, classes="chooser")
        self._hint = hint
        self._no_hits = no_hits
        self._options = options
        self._unchosen = unchosen

    def compose(self) -> ComposeResult:
        """A search field, the options, and why the one under the cursor can't be chosen."""
        yield text_field(id=f"{self.id}-find", placeholder=self._hint)
        yield RecordList(id=f"{self.id}-options")
        yield TextView(id=f"{self.id}-why-not", classes="why-not")

    def on_mount(self) -> None:
        """Offer them all, from the first."""
        self._show("")

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        self._show(event.value)

    def _show(self, typed: str) -> None:
        records = [_record(option) for option in _found(typed, self._options)]
        first = records[0].key if records else None
        for options in self.query(RecordList):  # none where the choice is left at once
            options.show_records(records, cursor=first)
            if self._unchosen and not typed.strip():
                options.point_at(None)
            self._show_why_not()

    @on(RecordList.Highlighted)
    def _show_why_not(self) -> None:
        """Say why the option under the cursor can't be chosen, or that there is none."""
        key = self.query_one(RecordList).key
        reason = next((option.why_not for option in self._options if option.key == key), "")
        if not self.query_one(RecordList).records:
            reason = self._no_hits
        self._say(reason)

    def _say(self, reason: str) -> None:
        why_not = self.query_one(f"#{self.id}-why-not", TextView)
        why_not.display = bool(reason)
        why_not.show([line((reason, "warning"))])

    @on(Input.Submitted)
    def _submitted(self) -> None:
        options = self.query_one(RecordList)
        if options.key is None and options.records:
            self._say(self._unchosen)
        options.action_choose()

    @on(RecordList.Chosen)
    def _chosen(self, event: RecordList.Chosen) -> None:
        self.post_message(self.Chosen(self, event.key))

    @on(RecordList.Edge)
    def _past_edge(self, event: RecordList.Edge) -> None:
        if event.towards < 0 and event.leaves:
            self.screen.set_focus(self.query_one(Input))

    def key_down(self) -> None:
        """Step from the field to the options."""
        self.screen.set_focus(self.query_one(RecordList))


def command_options(
    commands: Sequence[Command], words: Words, reasons: Mapping[str, str]
) -> list[Option]:
    """Return the commands to choose from, each by its id; `reasons` says why not, by id."""
    return [
        Option(c.id, words(c.help), c.shown_key, reasons[c.id], words(c.also) if c.also else "")
        for c in commands
    ]


def _found(typed: str, options: Sequence[Option]) -> list[Option]:
    wanted = fold(typed).split()
    texts = [fold(f"{option.text} {option.also}") for option in options]
    found = [one for one, text in zip(options, texts, strict=True) if _holds(text, wanted)]
    likely = found_by(typed, [option.text for option in found])
    rest = (number for number in range(len(found)) if number not in likely)
    ordered = [found[number] for number in (*likely, *rest)]
    return sorted(ordered, key=lambda option: bool(option.why_not))


def _holds(text: str, wanted: Sequence[str]) -> bool:
    return all(word in text for word in wanted)


def _record(option: Option) -> Record:
    mark = f"  {option.mark:<{MARK_WIDTH}}"
    look: Look = "dim" if option.why_not else "plain"
    key_look: Look = "dim" if option.why_not else "strong"
    return Record(option.key, (line((mark, key_look), (option.text, look), wrap=False),))
