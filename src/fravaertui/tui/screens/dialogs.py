"""What is laid over the middle of a screen: to be read, answered or chosen from.

The rest of the screen stays in sight: who answers a question sees beside it what the citizen
sees, before and after.
"""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.geometry import Spacing
from textual.widget import Widget

from fravaertui.client import ClientError
from fravaertui.session.gateway import Gateway
from fravaertui.session.state import Contact
from fravaertui.tui.commands import WAYS_OUT, Command
from fravaertui.tui.pane_widths import BREAKPOINTS, layout
from fravaertui.tui.panes.confirmation import answer_lines, typed_past_line
from fravaertui.tui.panes.help import call_line, help_lines, why_lines
from fravaertui.tui.panes.help_page import help_page_lines
from fravaertui.tui.panes.week import around_lines
from fravaertui.tui.places import Place
from fravaertui.tui.screens.layout import CommandScreen
from fravaertui.tui.textual_overrides.overlay import OverlayScreen
from fravaertui.tui.widgets.chooser import Chooser, Option
from fravaertui.tui.widgets.form_fields import TextField
from fravaertui.tui.widgets.note import Note
from fravaertui.tui.widgets.text_view import FittedView, Line, TextView, line, rows_taken
from fravaertui.tui.widgets.titled_pane import Parts, TitledPane
from fravaertui.tui.workers import R, worker


class Dialog(CommandScreen[R], OverlayScreen[R]):
    """Covers the middle pane and the keys of the screen it is opened from."""

    def __init__(self, below: CommandScreen[Any], title: str, lines: Sequence[Line] = ()) -> None:
        """Lie over `below`, which has the keys again afterwards, where they are now."""
        # As wide as the screen below from the start: it is not styled and laid out twice.
        width = BREAKPOINTS[layout(below.app.size.width) - 1][1]
        super().__init__(below.state, below.commands, classes=width)
        self._below = below
        self._dialog_title = title
        self._lines = lines
        self._focused_below: Widget | None = None

    @property
    def beneath(self) -> list[CommandScreen[Any]]:
        """The screens it lies over, nearest first."""
        below = self._below
        return [below, *(below.beneath if isinstance(below, Dialog) else [])]

    @property
    def dialog_margin(self) -> Spacing:
        """A dialog over this one has the same place."""
        return self._below.dialog_margin

    @property
    def beside_title(self) -> str:
        """What stands beside the title of the screen below."""
        return self._below.beside_title

    def owners(self) -> Iterator[object]:
        """What the dialog has no action for, the screen below may have."""
        yield self
        yield from self._below.owners()

    def compose(self) -> ComposeResult:
        """The title, what it is about, and what is said; the keys below."""
        pane = TitledPane("dialog", *self.content(), title=self._dialog_title)
        pane.styles.margin = self.dialog_margin
        yield pane
        yield Note()
        yield TextView(id="keys")

    def content(self) -> ComposeResult:
        """What is to be read or chosen from."""
        reading = TextView(id="reading", focusable=True)
        reading.lines = tuple(self._lines)
        yield reading

    def on_mount(self) -> None:
        """Take the keys from the screen below."""
        self._focused_below = self._below.focused
        self._below.set_focus(None)
        for reading in self.query("#reading"):
            self.watch(reading, "scroll_y", self.show_title, init=False)
            self.watch(reading, "virtual_size", self.show_title, init=False)
        self.show_title()
        self.show_note()

    def on_resize(self) -> None:
        """Show what fits the new width."""
        self.query_one("#dialog-pane").styles.margin = self.dialog_margin
        self.show_keys()
        self.show_title()
        self.call_after_refresh(self.show_title)  # when it is known how much is out of sight

    def show_title(self) -> None:
        """Show the title, with what stands beside that of the screen below.

        How much there is to scroll to is said at the bottom, or beside the title where there is
        no edge below.
        """
        below = sum(reading.more_below for reading in self.query("#reading").results(TextView))
        words = self.state.words
        more = words.plural("{n} more line below", "{n} more lines below", below) if below else ""
        narrow = self.has_class("-narrow")
        beside: Parts = (
            (f" · {more}" if more and narrow else "", "accent"),
            (f"   {self.beside_title}" if self.beside_title else "", "warning"),
        )
        hint: Parts = ((more, "accent"),) if more and not narrow else ()
        for pane in self.query(TitledPane):  # none before it is mounted
            pane.show_in_edge(self._dialog_title, *beside, hint=hint)

    def show_note(self) -> None:
        """Say what is said on the screen below, in the same place."""
        for note in self.query(Note):
            note.show(self._below.note.lines)

    def dismiss(self, result: R | None = None) -> AwaitComplete:
        """Give the keys back where they were."""
        there = self._focused_below
        if self.is_there and there and there.is_attached and not self._below.focused:
            if isinstance(there, TextField):
                there.resume()
            else:
                self._below.set_focus(there)
        return super().dismiss(result)

    def tell(self, *lines: Line) -> None:
        """Say something on the screen below, and so here."""
        self._below.tell(*lines)

    def new_day(self) -> None:
        """The screen below shows the day."""


class Reading(Dialog[None]):
    """Lines to read."""

    AUTO_FOCUS: ClassVar[str | None] = "#reading"
    PLACE = Place.READING

    def action_command_read_close(self) -> None:
        """Go back to what was done before reading."""
        self.dismiss()

    def action_command_help(self) -> None:
        """Leave what is read where it is."""

    def action_command_why(self) -> None:
        """Go back by the key that opened this."""
        self.dismiss()

    def action_command_pane_absences(self) -> None:
        """Stay in the middle pane."""

    async def action_command_pane_clinics(self) -> None:
        """Leave what is read, for the clinics."""
        await self._leave_for("pane.clinics")

    async def action_command_pane_citizen(self) -> None:
        """Leave what is read, for what the citizen sees."""
        await self._leave_for("pane.citizen")

    async def _leave_for(self, command_id: str) -> None:
        self.dismiss()
        await self._below.run_action(f"command('{command_id}')")


class Help(Reading):
    """The keys of the place below, as many columns as there is room for; then every key."""

    def __init__(self, below: CommandScreen[Any]) -> None:
        """Explain the keys of `below`, where the agent is in it now."""
        super().__init__(below, below.state.words("Help"))
        self._page, self._about = below.help_page, below.place
        self._works_below = {c.id for c in below.commands if below.offers(c)}
        self._shows_all = False

    def has_use(self, command: Command) -> bool:
        """Tell whether the key bar shows a command: none of a clinic's views from elsewhere."""
        is_of_views = bool(command.place & Place.VIEWS)
        return super().has_use(command) and (not is_of_views or command.id in self._works_below)

    def content(self) -> ComposeResult:
        """The page, as it fits."""
        yield FittedView(self._fitting, id="reading", focusable=True)

    def on_mount(self) -> None:
        """Have the room of what is said below, so that the keys fit."""
        self._below.note.display = False

    def on_unmount(self) -> None:
        """Let what is said below be seen again."""
        for note in self._below.query(Note):  # none where the screen below is left too
            note.display = True

    def show_note(self) -> None:
        """Say only what comes by itself."""
        for note in self.query(Note):
            note.show(self._below.note.news)

    def _fitting(self, width: int) -> list[Line]:
        words = self.state.words
        if self._shows_all:
            return help_lines(self._below.explained(), words)
        return help_page_lines(self._page, self._about, self.commands, words, width)

    def action_command_help(self) -> None:
        """Show every key of the screen, or the page again."""
        self._shows_all = not self._shows_all
        reading = self.query_one(FittedView)
        reading.resized()
        reading.scroll_to_line(0)


class Guides(Reading):
    """The short path of each typical call; a letter goes to the call."""

    def on_key(self, event: events.Key) -> None:
        """Go to the call of a letter."""
        at = call_line(event.character, self._lines) if event.character else None
        if at is not None:
            event.stop()
            event.prevent_default()
            self.view("reading").scroll_to_line(at)


class Why(Reading):
    """Why the citizen sees this, and as soon as it is known, who registered what decides."""

    def __init__(self, below: CommandScreen[Any], gateway: Gateway) -> None:
        """Explain the state; `gateway` knows who registered what."""
        super().__init__(below, below.state.words("Why does the citizen see this?"))
        self._gateway = gateway

    def content(self) -> ComposeResult:
        """The facts, and under them the week that the day is in, where there is room."""
        yield FittedView(self._fitting, id="reading", focusable=True)

    def _fitting(self, width: int) -> list[Line]:
        facts = why_lines(self.state)
        rows = self.view("reading").size.height - rows_taken(facts, width)
        return [*facts, *around_lines(self.state, width, rows)]

    def on_mount(self) -> None:
        """Find out who registered what decides."""
        if self.state.file and self.state.contact is Contact.CONNECTED:
            self._fetch(self.state.file.clinic.her_id)

    @worker(group="why")
    async def _fetch(self, her_id: int) -> None:
        state = self.state
        try:
            made = await self._gateway.registered(her_id)
        except ClientError as error:
            self.log(str(error))
            return
        if state.file and state.file.clinic.her_id == her_id:
            state.registered = made
            self.query_one(FittedView).resized()


class Decision(Dialog[R]):
    """What the agent has to decide: no key is taken for an answer that was not meant so (W6)."""

    AUTO_FOCUS: ClassVar[str | None] = "#reading"
    NUMBERED: ClassVar[bool] = False
    """Whether numbers answer, and not yes."""

    def __init__(self, below: CommandScreen[Any], title: str, lines: Sequence[Line]) -> None:
        """Ask about what the lines say."""
        super().__init__(below, title, lines)
        self._said_too_early = False
        self.app.guard.asked()

    def on_mount(self) -> None:
        """Take answers a while after it is on the screen."""
        self.begin_asking()

    @property
    def answers(self) -> frozenset[str] | None:
        """The keys that answer."""
        return frozenset(key for c in self.commands if self.offers(c) for key in c.keys.split(","))

    def say_too_early(self) -> None:
        """Say that an answer came before the question takes any."""
        reading = self.query_one("#reading", TextView)
        if not self._said_too_early:
            self._said_too_early = True
            reading.show(
                [*reading.lines, line((self.state.words("Too fast: press again."), "warning"))]
            )

    def say_no(self) -> None:
        """Take a letter that is no answer for a no, and say so."""
        self.refuse()
        self.tell(typed_past_line(self.state, numbered=self.NUMBERED))

    def refuse(self) -> None:
        """Answer no."""
        self.dismiss()


class Question(Decision[bool]):
    """Yes or no; no is the default."""

    PLACE = Place.QUESTION

    def __init__(self, below: CommandScreen[Any], title: str, lines: Sequence[Line]) -> None:
        """Ask about what the lines say, and say how to answer."""
        keys = below.state.keys
        answers = answer_lines(keys["answer.yes"], keys["answer.no"], below.state)
        super().__init__(below, title, [*lines, *answers])

    def action_command_answer_yes(self) -> None:
        """Do what was asked about."""
        self.dismiss(True)

    def action_command_answer_no(self) -> None:
        """Do nothing, and go back."""
        self.refuse()

    def refuse(self) -> None:
        """Answer no."""
        self.dismiss(False)


class WaysOut(Decision[int]):
    """One of several ways, each by its number."""

    PLACE = Place.WAYS
    NUMBERED = True

    def __init__(
        self, below: CommandScreen[Any], title: str, lines: Sequence[Line], count: int
    ) -> None:
        """Offer so many ways, which the lines describe."""
        super().__init__(below, title, lines)
        self._there = WAYS_OUT[:count]

    def offers(self, command: Command) -> bool:
        """Tell whether a command is in force: of the ways only those there are."""
        there = command.id not in WAYS_OUT or command.id in self._there
        return there and super().offers(command)

    def action_command_way_first(self) -> None:
        """Take the first way out."""
        self.dismiss(0)

    def action_command_way_second(self) -> None:
        """Take the second way out."""
        self.dismiss(1)

    def action_command_way_third(self) -> None:
        """Take the third way out."""
        self.dismiss(2)

    def action_command_ways_leave(self) -> None:
        """Take none of them."""
        self.refuse()


class Choosing(Dialog[str]):
    """A list to choose from, narrowed by typing."""

    AUTO_FOCUS: ClassVar[str | None] = "#chooser-find"
    PLACE = Place.CHOOSING

    def __init__(
        self,
        below: CommandScreen[Any],
        title: str,
        hint: str,
        options: Sequence[Option],
        unchosen: str = "",
    ) -> None:
        """Offer these options; the hint stands in the field.

        With `unchosen`, which says so, none of them is chosen at first.
        """
        super().__init__(below, title)
        self._hint = hint
        self._options = options
        self._unchosen = unchosen

    def content(self) -> ComposeResult:
        """The field and the options."""
        no_hits = self.state.words("No hits.")
        yield Chooser(
            self._hint, self._options, no_hits=no_hits, unchosen=self._unchosen, id="chooser"
        )

    def shown_keys(self) -> list[tuple[str, str]]:
        """Say besides what Enter does."""
        return [("Enter", self.state.words("choose")), *super().shown_keys()]

    @on(Chooser.Chosen)
    def _chosen(self, event: Chooser.Chosen) -> None:
        self.dismiss(event.key)

    def action_command_palette_close(self) -> None:
        """Choose none of them."""
        self.dismiss()
