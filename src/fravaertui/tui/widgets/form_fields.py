"""Small form fields: a choice on one line, services to tick, a button that is a line."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from fravaertui.domain.safe_text import Usable, neutralise, usable
from fravaertui.session.clinic_search import found_by, is_name
from fravaertui.texts.catalogue import Words
from fravaertui.tui.textual_overrides.less_drawing import FixedInput
from fravaertui.tui.themes import Look
from fravaertui.tui.widgets.record_list import Record, RecordList
from fravaertui.tui.widgets.text_view import Line, Row, TextView, cells, line

TICKED, UNTICKED = "[x]", "[ ]"

IN_NAMES = " -.'’"
"""What names have in them besides letters and digits."""


class MoveFocus(Message):
    """The agent wants the next field of the form, or the one before."""

    def __init__(self, by: int) -> None:
        """Tell which way."""
        super().__init__()
        self.by = by


class OneLine(TextView):
    """A field of one line, which up and down lead out of."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "leave(1)", show=False),
        Binding("up", "leave(-1)", show=False),
    ]

    def action_leave(self, by: int) -> None:
        """Ask the form for another field."""
        self.post_message(MoveFocus(by))


class Choice(OneLine):
    """One of several, on one line: arrows step, letters find a name by the words in it.

    What is typed or pasted stands beside the choice; `said` tells what it finds. What finds nothing
    chooses nobody: it is `unfound`, and stays so until it is taken back or the arrows choose. What
    finds several chooses none of them either, until more is typed or the arrows choose among them.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", show=False),
        Binding("right,space", "step(1)", show=False),
        Binding("enter", "go_on", show=False),
    ]

    class Changed(Message):
        """Another option was chosen, or what is typed is found now, or not any more."""

    class Typed(Message):
        """There is something else to say of the typing."""

    def __init__(self, words: Words, *, id: str, hint: str = "") -> None:
        """Make a choice without options; the hint says that one can type, and what."""
        super().__init__(id=id, focusable=True)
        self._words = words
        self._hint = hint
        self._options: tuple[str, ...] = ()
        self._values: tuple[Hashable, ...] = ()
        self._typed = ""
        self._before_typing = 0
        self._is_picked = False
        """Whether the arrows have chosen among those that what is typed finds."""
        self.insists = False
        """Whether what is typed and finds not just one has to be settled before anything else."""
        self.chosen = 0

    @property
    def value(self) -> Hashable:
        """What the chosen option stands for."""
        return self._values[self.chosen]

    @property
    def unfound(self) -> str:
        """What is typed and is nobody's name; empty when nothing such is."""
        return "" if self._found() else self._typed

    @property
    def fits(self) -> int:
        """How many have a name that what is typed may mean, while it isn't settled which; else 0.

        The whole of a name means that one, also where it begins another.
        """
        found = self._found()
        if len(found) < 2 or self._is_picked or is_name(self._typed, self._options[found[0]]):
            return 0
        return len(found)

    @property
    def unsettled(self) -> str:
        """What is typed and finds nobody, or several; empty when it is known who is meant."""
        return self._typed if self.unfound or self.fits else ""

    def offer(self, options: Mapping[Any, str], value: Hashable, unsettled: str = "") -> None:
        """Show these options, each a value with its name, with one of them chosen.

        Letters find what stands for None, which is everyone, only by a whole word of its name,
        or where they find no other. `unsettled` is what was typed before and found not just one.
        """
        if unsettled or self.unsettled:
            self._typed, self._is_picked = unsettled, False
        self._values, self._options = tuple(options), tuple(options.values())
        self.chosen = self._before_typing = self._values.index(value)
        found = self._found()
        if found and self.chosen not in found:
            self.chosen = found[0]
        self._draw()
        if self.unsettled != unsettled:
            self.post_message(self.Changed())  # there are other names than when it was typed

    def forget(self) -> None:
        """Begin with nothing typed."""
        self._typed, self._is_picked, self.insists = "", False, False

    def action_step(self, by: int) -> None:
        """Choose the option so many places on, round and round; among those found, if several."""
        found = self._found()
        if len(found) > 1:
            at = found.index(self.chosen) if self.chosen in found else -1
            self._type(self._typed, found[(at + by) % len(found)], picked=True)
        else:
            self._type("", (self.chosen + by) % len(self._options))

    def action_go_on(self) -> None:
        """Go to the next field, unless what is typed finds nobody, or several."""
        if self.unsettled:
            self.insist()
        else:
            self.app.action_focus_next()

    def insist(self) -> None:
        """Have it said what to do, if it isn't known who is meant."""
        self.insists = bool(self.unsettled)
        self.post_message(self.Typed())

    def on_key(self, event: events.Key) -> None:
        """Go to the option whose name holds a word beginning with what is typed."""
        letter = event.character or ""
        if event.key == "backspace":
            typed = self._typed[:-1]
        elif event.key == "delete":
            typed = ""
        elif letter.isalnum() or (self._typed and letter and letter in IN_NAMES):
            typed = (self._typed + letter)[:LONGEST_TYPED]
        else:
            return
        event.stop()
        event.prevent_default()
        self._find(typed)

    def on_paste(self, event: events.Paste) -> None:
        """Go to the option with a pasted name, as if it had been typed instead of what is there."""
        event.stop()
        event.prevent_default()
        first = next((one for one in event.text.splitlines() if one.strip()), "")
        taken = usable(first)
        typed = " ".join(taken.text.split())
        if typed:
            self._find(typed[:LONGEST_TYPED])
        no_room = max(len(typed) - LONGEST_TYPED, 0)
        if taken.left_out or no_room:
            self.post_message(Tidied(taken, no_room, LONGEST_TYPED))

    def _find(self, typed: str) -> None:
        if not self._typed:
            self._before_typing = self.chosen
        found = found_by(typed, self._options, self._rare)
        self._type(typed, (found or [self.chosen if typed else self._before_typing])[0])

    def on_focus(self) -> None:
        """Say that one can type."""
        self.post_message(self.Typed())

    def on_blur(self) -> None:
        """Forget what was typed, if it is known who is meant; else it is a problem now."""
        if self.unsettled:
            self.insist()
        else:
            self._typed = ""
            self._draw()
            self.post_message(self.Typed())

    @property
    def said(self) -> tuple[str, Look]:
        """What the typing finds; that one can type, before anything is."""
        words, found = self._words, self._found()
        if not self._typed:
            waits = self.has_focus and len(self._options) > 1
            return (self._hint if waits else "", "dim")
        if not found:
            return words("no «{typed}»", typed=self._typed), "error"
        if self._is_picked:
            n, count = found.index(self.chosen) + 1, len(found)
            return words("«{typed}»: {n} of {count}", typed=self._typed, n=n, count=count), "accent"
        said = words.plural(
            "found «{typed}»", "«{typed}»: first of {n}", len(found), typed=self._typed
        )
        return said, "accent"

    @property
    def _rare(self) -> int | None:
        return self._values.index(None) if None in self._values else None

    def _found(self) -> list[int]:
        return found_by(self._typed, self._options, self._rare)

    def _type(self, typed: str, chosen: int, *, picked: bool = False) -> None:
        """Have this typed, and this one chosen: by the arrows if it is `picked`."""
        before = (self.chosen, self.unsettled)
        self._typed, self.chosen, self._is_picked = typed, chosen, picked
        self.insists = False
        self._draw()
        if (self.chosen, self.unsettled) != before:
            self.post_message(self.Changed())
        self.post_message(self.Typed())

    def _draw(self) -> None:
        if not self._options:
            return
        place = f"  {self.chosen + 1}/{len(self._options)}"
        typed = f"  {self._typed}▁" if self._typed else ""
        looks: tuple[Look, Look] = ("dim", "error") if self.unfound else ("strong", "dim")
        name = (self._options[self.chosen], looks[0])
        self.show([line("◂ ", name, " ▸", (place, "dim"), (typed, looks[1]), wrap=False)])


class CheckList(RecordList):
    """Things to tick: space ticks one, `a` all or none."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "tick", show=False),
        Binding("a", "all", show=False),
        Binding("enter", "app.focus_next", show=False),
    ]

    RESTS: ClassVar[bool] = False

    class Changed(Message):
        """What is ticked changed."""

    def __init__(self, *, id: str) -> None:
        """Make an empty list."""
        super().__init__(id=id)
        self._options: Mapping[str, tuple[str, Row]] = {}
        self.ticked: frozenset[str] = frozenset()

    def offer(self, options: Mapping[str, tuple[str, Row]], ticked: Sequence[str]) -> None:
        """Show options, each a key with its name and a note, and tick some."""
        self._options = options
        self.ticked = frozenset(ticked) & options.keys()
        self._draw()

    def to_first(self) -> None:
        """Put the cursor on the first one."""
        self._move(0)

    @property
    def value(self) -> tuple[str, ...]:
        """What is ticked, in order."""
        return tuple(sorted(self.ticked))

    def action_tick(self) -> None:
        """Tick or untick the one under the cursor."""
        if self.key:
            self._tick(self.ticked ^ {self.key})

    def action_all(self) -> None:
        """Tick all, or none when all are."""
        every = frozenset(self._options)
        self._tick(frozenset() if self.ticked == every else every)

    def _tick(self, ticked: frozenset[str]) -> None:
        self.ticked = ticked
        self._draw()
        self.post_message(self.Changed())

    def _draw(self) -> None:
        width = max((cell_len(name) for name, _ in self._options.values()), default=0)
        self.show_records([Record(key, (self._row(key, width),)) for key in self._options])

    def _row(self, key: str, width: int) -> Line:
        name, note = self._options[key]
        box = TICKED if key in self.ticked else UNTICKED
        gap = " " * (width - cell_len(name) + 2) if note else ""
        return line(f"  {box} {name}{gap}", *note, wrap=False)


class Button(OneLine):
    """A button on one line: Enter presses it, and no other key that ticks or types elsewhere."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "press", show=False),
        Binding("right", "leave(1)", show=False),
        Binding("left", "leave(-1)", show=False),
    ]

    class Pressed(Message):
        """It was pressed."""

        def __init__(self, button: "Button") -> None:
            """Tell which."""
            super().__init__()
            self.button = button

        @property
        def control(self) -> "Button":
            """The button, for `@on` selectors."""
            return self.button

    def __init__(self, label: str, key: str, *, id: str, classes: str = "") -> None:
        """Make a button that says its label and the key that does the same."""
        super().__init__(id=id, classes=classes, focusable=True)
        self._label = label
        self._key = key

    def on_mount(self) -> None:
        """Show the label."""
        self.show([line((f" {self._label} ", "strong"), (f"{self._key} ", "dim"), wrap=False)])

    def action_press(self) -> None:
        """Press it."""
        self.post_message(self.Pressed(self))


class Field(Vertical):
    """A labelled field with a note under it."""

    def __init__(self, label: str, field: Widget, *, id: str) -> None:
        """Put the label before the field."""
        super().__init__(id=id)
        self._label = label
        self._field = field

    def compose(self) -> ComposeResult:
        """Label and field on one row, the note below."""
        with Horizontal():
            yield TextView(classes="label")
            yield self._field
        yield TextView(classes="note")

    def on_mount(self) -> None:
        """Write the label."""
        self.query_one(".label", TextView).show([line(self._label, wrap=False)])

    def note(self, text_line: Line) -> None:
        """Say something about what stands in the field."""
        note = self.query_one(".note", TextView)
        note.show([text_line])
        note.set_class(not cells(text_line.parts), "-silent")


class Typed(Message):
    """What stands in a field of several lines has changed."""


class Tidied(Message):
    """What was typed or pasted could not be kept just as it came; the app says how."""

    def __init__(self, usable: Usable, no_room: int, limit: int) -> None:
        """Tell what was done, and how many characters the field had no room for."""
        super().__init__()
        self.usable = usable
        self.no_room = no_room
        self.limit = limit


class TextField(FixedInput):
    """A one-line input that holds no more than it has room for, and nothing that can't be used.

    What comes from a record or a draft is shown with visible stand-ins; what is typed or pasted
    is made usable, and the agent is told. A letter does not lay out the whole screen.
    """

    opener = ""
    """A key that leads to the field, and leaves no mark when it is pressed there again."""

    def resume(self) -> None:
        """Take the keys where the cursor is: nothing is selected, for a letter to replace."""
        self.select_on_focus = False
        self.screen.set_focus(self)
        self.call_later(setattr, self, "select_on_focus", True)  # once it has the keys

    def validate_value(self, value: str) -> str:
        """Hold nothing that could command the terminal (rule W5)."""
        return neutralise(value)

    def on_paste(self, event: events.Paste) -> None:
        """Take all that is pasted, not only its first line as Textual's own does."""
        event.stop()
        event.prevent_default()
        self.replace(event.text, *self.selection)

    def replace(self, text: str, start: int, end: int) -> None:
        """Put typed or pasted text in the place of some, as far as there is room."""
        start, end = sorted((start, end))
        taken = usable(text)
        limit = self.max_length or len(taken.text)
        room = max(limit - len(self.value) + len(self.value[start:end]), 0)
        kept = taken.text[:room]
        if self.opener and start == 0:
            kept = kept.lstrip(self.opener)
        if kept or start != end:
            super().replace(kept, start, end)
        no_room = len(taken.text) - room
        if taken.joined or taken.left_out or no_room > 0:
            self.post_message(Tidied(taken, max(no_room, 0), limit))


LONGEST_TYPED = 500
"""Characters in a field of one line: more than any may have, so that what is wrong can be seen."""


def text_field(*, id: str, placeholder: str, opener: str = "") -> Input:
    """Return a one-line input that sends nothing while it rests."""
    field = TextField(
        placeholder=placeholder,
        compact=True,
        id=id,
        classes=TextField.COMPACT,
        max_length=LONGEST_TYPED,
    )
    field.opener = opener
    field.cursor_blink = False
    return field
