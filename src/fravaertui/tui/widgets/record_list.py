"""A list to choose from: records of some lines each, and a cursor on one of them."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from fravaertui.tui.widgets.text_view import Line, TextView

CURSOR_MARK = "▌"
_NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Record:
    """One entry of a list: a key to know it by, and its lines."""

    key: str
    lines: tuple[Line, ...]


class RecordList(TextView):
    """A list with a cursor over records.

    The cursor stays on its record when the list changes, and is marked with a sign as well as
    a colour. What is in sight begins with the first line of a record and ends with the last of one:
    what there is no room for whole is not begun.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "cursor(-1)", show=False),
        Binding("down", "cursor(1)", show=False),
        Binding("k", "cursor(-1, True)", show=False),
        Binding("j", "cursor(1, True)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "edge(-1)", show=False),
        Binding("end", "edge(1)", show=False),
        Binding("enter", "choose", show=False),
    ]

    RESTS: ClassVar[bool] = True
    """Whether the cursor is seen while something else has the keys: it tells what is chosen."""

    class Highlighted(Message):
        """The agent moved the cursor to another record."""

        def __init__(self, records: "RecordList") -> None:
            """Tell which list."""
            super().__init__()
            self.records = records

        @property
        def control(self) -> "RecordList":
            """The list, for `@on` selectors."""
            return self.records

    class Chosen(Message):
        """Enter was pressed on a record."""

        def __init__(self, records: "RecordList", key: str) -> None:
            """Tell which list and which record."""
            super().__init__()
            self.records = records
            self.key = key

        @property
        def control(self) -> "RecordList":
            """The list, for `@on` selectors."""
            return self.records

    class Edge(Message):
        """The cursor was asked to go further than the list does."""

        def __init__(self, records: "RecordList", towards: int, *, leaves: bool) -> None:
            """Tell which list, whether up (-1) or down (1), and whether the key may leave it."""
            super().__init__()
            self.records = records
            self.towards = towards
            self.leaves = leaves

        @property
        def control(self) -> "RecordList":
            """The list, for `@on` selectors."""
            return self.records

    class Resized(Message):
        """The list has another size: more or fewer records are in sight."""

        def __init__(self, records: "RecordList") -> None:
            """Tell which list."""
            super().__init__()
            self.records = records

        @property
        def control(self) -> "RecordList":
            """The list, for `@on` selectors."""
            return self.records

    def __init__(self, *, id: str | None = None) -> None:
        """Make an empty list."""
        super().__init__(id=id, focusable=True)
        self.records: tuple[Record, ...] = ()
        self._first_lines: list[int] = [0]
        """The first line of each record, and the number of lines."""
        self.cursor = 0
        """The number of the record that is marked; `_NOWHERE` where none is."""
        self.near = 0
        """Where the cursor is, or stood before its record was gone: keys go on from there."""
        self._end = 0
        """The first row that was not drawn, as there was no room for all of its record."""

    @property
    def key(self) -> str | None:
        """The key of the record under the cursor; None where none is marked."""
        there = 0 <= self.cursor < len(self.records)
        return self.records[self.cursor].key if there else None

    @property
    def row_in_use(self) -> int:
        """The first row of the record under the cursor."""
        return self._record_row(max(self.cursor, 0))

    @property
    def records_above(self) -> int:
        """How many records lie above those in sight."""
        return self._record_at(self.scroll_offset.y) if self.records else 0

    @property
    def records_below(self) -> int:
        """How many records lie below those in sight, also in part."""
        bottom = self.scroll_offset.y + self.size.height
        return len(self.records) - min(self._record_at(bottom), len(self.records))

    @property
    def rows_below(self) -> int:
        """As many as it takes to scroll to the end by whole records."""
        height, total = self.size.height, self._starts[-1]
        if total <= height:
            return 0
        first = min(self._record_from(total - height), len(self.records) - 1)
        return max(self._record_row(first) + height - total, 0)

    def show_records(self, records: Sequence[Record], *, cursor: str | None = None) -> None:
        """Show these records, with the cursor on the one named, else where it was."""
        was, stood = self.key, self.cursor
        self.records = tuple(records)
        self._first_lines = list(accumulate((len(r.lines) for r in records), initial=0))
        keys = [record.key for record in self.records]
        wanted = cursor if cursor in keys else was
        at = keys.index(wanted) if wanted in keys else min(self.cursor, max(len(keys) - 1, 0))
        self.show([text_line for record in self.records for text_line in record.lines])
        self._move(at)
        if was and wanted not in keys:
            self.near = stood

    def select(self, key: str) -> None:
        """Put the cursor on the record with this key, if it is there."""
        for number, record in enumerate(self.records):
            if record.key == key:
                self._go(number)

    def point_at(self, key: str | None) -> None:
        """Put the cursor where the rest of the screen is: on this record, or on none."""
        keys = [record.key for record in self.records]
        self._move(keys.index(key) if key in keys else _NOWHERE)

    def action_cursor(self, by: int, by_letter: bool = False) -> None:
        """Move the cursor; a letter never leads out of the list, where it would be typed.

        Where none is marked the record after the gap is the next one down.
        """
        goal = self.cursor + by if self.cursor != _NOWHERE else self.near + min(by, 0)
        if not 0 <= goal < len(self.records):
            self.post_message(self.Edge(self, by, leaves=not by_letter))
        self._go(goal)

    def action_page(self, by: int) -> None:
        """Move the cursor by what fits on the screen, and by one record at least."""
        if not self.records:
            return
        row, rows = self._span(max(self.cursor, 0))
        goal = row + by * (self.size.height - rows)
        if by > 0:
            self._go(max(self._record_at(goal), self.cursor + 1))
        else:
            self._go(min(self._record_from(goal), self.cursor - 1))

    def action_edge(self, towards: int) -> None:
        """Move the cursor to the first or last record."""
        self._go(len(self.records) - 1 if towards > 0 else 0)

    def action_choose(self) -> None:
        """Choose the record under the cursor."""
        if self.key is not None:
            self.post_message(self.Chosen(self, self.key))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is; a second click chooses."""
        number = self._record_at(event.y + self.scroll_offset.y)
        if number < len(self.records):
            if number == self.cursor and event.chain > 1:
                self.action_choose()
            self._go(number)

    def on_focus(self) -> None:
        """Show the cursor as in use."""
        self._refresh_record(self.cursor)

    def on_blur(self) -> None:
        """Show the cursor as resting."""
        self._refresh_record(self.cursor)

    def draw(self, number: int, width: int, base: Style) -> Strip:
        """Draw a row, marked when its record is under the cursor."""
        if number >= self._end_in_sight():
            return Strip.blank(width, base)
        in_use = self.has_focus
        if self._record_at(number) != self.cursor or not (in_use or self.RESTS):
            return super().draw(number, width, base)
        if not in_use:
            base += Style(bgcolor=self.app.palette.resting)
        strip = self.painted(self._rows[number], width, base, on_cursor=in_use)
        mark = self.painted([(CURSOR_MARK, "key")], 1, base, on_cursor=in_use)
        return Strip.join([mark, strip.crop(1, width)])

    def _go(self, number: int) -> None:
        if not self.records:
            return
        at = min(max(number, 0), len(self.records) - 1)
        if at != self.cursor:
            self._move(at)
            self.post_message(self.Highlighted(self))

    def resized(self) -> None:
        """Keep the cursor in sight, also in a list that was filled before it had its height."""
        super().resized()
        self._show_cursor()
        self._draw_end()
        self.post_message(self.Resized(self))

    def _move(self, number: int) -> None:
        was, self.cursor = self.cursor, number
        self.near = self.near if number == _NOWHERE else number
        self._refresh_record(was)
        self._refresh_record(number)
        self._show_cursor()
        self._draw_end()

    def _end_in_sight(self) -> int:
        """Return the row below the last record that is in sight whole, or as far as there is room.

        One that is larger than the list is drawn all the same.
        """
        bottom = self.scroll_offset.y + self.size.height
        first = self._record_row(min(self._record_at(bottom), len(self.records)))
        return first if self.scroll_offset.y < first else bottom

    def _draw_end(self) -> None:
        """Draw the rows that are to be seen now and were not, or the other way round."""
        was, self._end = self._end, self._end_in_sight()
        first, last = sorted((was, self._end))
        if first < last:
            self.refresh_lines(first, last - first)

    def _show_cursor(self) -> None:
        """Scroll no further than it takes to have the chosen record in sight, and whole records."""
        height = self.size.height
        if not height or not 0 <= self.cursor < len(self.records):
            return
        row, rows = self._in_sight()
        top = self.scroll_offset.y
        if row + rows > top + height:
            top = self._record_row(self._record_from(row + rows - height))
        else:
            top = self._record_row(self._record_at(top))
        self.scroll_to(y=min(top, row), animate=False, force=True)

    def _in_sight(self) -> tuple[int, int]:
        """Return the first row of what is to be seen of the chosen record, and how many it has."""
        return self._span(self.cursor)

    def _record_row(self, number: int) -> int:
        """Return the first row of a record; after the last one, the number of rows."""
        return self._row_of(self._first_lines[number])

    def _span(self, number: int) -> tuple[int, int]:
        """Return the first row of a record, and how many it has."""
        row = self._record_row(number)
        return row, self._record_row(number + 1) - row

    def _record_at(self, row: int) -> int:
        """Return the number of the record that a row is of; below all, how many there are."""
        return bisect_right(self._first_lines, bisect_right(self._starts, row) - 1) - 1

    def _record_from(self, row: int) -> int:
        """Return the number of the first record that begins on a row or below it."""
        at = self._record_at(max(row, 0))
        return at if self._record_row(at) >= row else at + 1

    def _refresh_record(self, number: int) -> None:
        if 0 <= number < len(self.records):
            self.refresh_lines(*self._span(number))
