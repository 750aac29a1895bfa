"""The fields of a form: how each is specified, and the widgets it is made of."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Input

from fravaertui.texts.catalogue import Words, msgid
from fravaertui.tui.widgets.calendar import HEIGHT as CALENDAR_HEIGHT
from fravaertui.tui.widgets.calendar import MONTH_HEIGHT, Calendar
from fravaertui.tui.widgets.form_fields import CheckList, Choice, Field, text_field
from fravaertui.tui.widgets.offered import MOST_READINGS, Offered
from fravaertui.tui.widgets.text_view import TextView, line

if TYPE_CHECKING:
    from fravaertui.tui.widgets.text_box import TextBox


class Kind(Enum):
    """What kind of field it is: what is typed or chosen in it, and what its note says."""

    TEXT = auto()
    LONG_TEXT = auto()
    DAY = auto()
    CHOICE = auto()
    SERVICES = auto()
    SHOWN = auto()
    """Only to be read: nothing of the draft."""
    MONTHS = auto()
    """The days in a calendar, where there is room for it: nothing of the draft."""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field of a form.

    `name` is the attribute of the draft, the id of the widget, and what problems and doubts call
    the field. `label` and `hint` are message ids; services and months have neither. An `is_fixed`
    field can't be changed when the form amends a record.
    """

    name: str
    kind: Kind
    label: str = ""
    hint: str = ""
    is_fixed: bool = False


SERVICES = FieldSpec("services", Kind.SERVICES)
MONTHS = FieldSpec("months", Kind.MONTHS)
CASE_REFERENCE = FieldSpec(
    "case_reference", Kind.TEXT, msgid("Case"), msgid("optional, nothing about health")
)


class DateField(Field):
    """A field for days, with the readings to choose from under its note."""

    def __init__(self, label: str, name: str, hint: str) -> None:
        """Put the label before the field."""
        self._date = name
        self.hint = hint
        super().__init__(label, text_field(id=name, placeholder=hint), id=f"{name}-field")

    def compose(self) -> ComposeResult:
        """Label, field and note, and the lines for readings."""
        yield from super().compose()
        for _ in range(MOST_READINGS):
            yield Offered(self._date)

    def fill(self, shown: str) -> None:
        """Show in the empty field what will be saved, or an example when there is nothing."""
        field = self.query_one(Input)
        field.placeholder = shown or self.hint
        field.set_class(bool(shown), "filled")


class LongText(Vertical):
    """Room for a text of several lines; its field is made when it is first needed."""

    def __init__(self, name: str, hint: str) -> None:
        """Make the room; `name` will be the id of the field."""
        super().__init__(id=f"{name}-room")
        self._hint = hint

    @property
    def value(self) -> str:
        """What stands in the field."""
        return self._box.value

    @value.setter
    def value(self, text: str) -> None:
        self._box.value = text

    @property
    def _box(self) -> "TextBox":
        from fravaertui.tui.widgets.text_box import TextBox

        if not self.children:
            self.mount(TextBox(id=str(self.id).removesuffix("-room"), placeholder=self._hint))
        return self.query_one(TextBox)


class MonthsField(Vertical):
    """The typed days in one line, over the months that they are in."""

    def __init__(self, words: Words, *, id: str) -> None:
        """Make it without any day."""
        super().__init__(id=id)
        self._words = words
        self.rows = 1
        """Rows of months that there is room for."""

    def compose(self) -> ComposeResult:
        """Put the line over the calendar."""
        yield TextView(id="span")
        yield Calendar(self._words, id="days")

    @property
    def calendar(self) -> Calendar:
        """The months."""
        return self.query_one(Calendar)

    def grow(self, rows: int) -> None:
        """Make room for so many rows of months."""
        self.rows = rows
        height = CALENDAR_HEIGHT + (rows - 1) * (MONTH_HEIGHT + 1)
        self.calendar.styles.height = height
        self.styles.height = height + 2

    def tell(self, span: str) -> None:
        """Say what the days come to."""
        self.query_one("#span", TextView).show([line((span, "strong"), wrap=False)])


def field_widgets(spec: FieldSpec, words: Words) -> Iterator[Widget]:
    """Yield the widgets of a field, with a line under it for what is understood or wrong."""
    name = spec.name
    if spec.kind is Kind.SERVICES:
        yield TextView(id=f"{name}-question")
        yield CheckList(id=name)
        yield TextView(id=f"{name}-note", classes="note")
        return
    if spec.kind is Kind.MONTHS:
        yield MonthsField(words, id=name)
        return
    label, hint = words(spec.label), words(spec.hint) if spec.hint else ""
    if spec.kind is Kind.DAY:
        yield DateField(label, name, hint)
        return
    typed: Widget
    match spec.kind:
        case Kind.CHOICE:
            typed = Choice(words, id=name, hint=hint)
        case Kind.LONG_TEXT:
            typed = LongText(name, hint)
        case Kind.SHOWN:
            typed = TextView(id=name)
        case _:
            typed = text_field(id=name, placeholder=hint)
    yield Field(label, typed, id=f"{name}-field")
