"""A list whose records stand under headings."""

from collections.abc import Sequence

from fravaertui.tui.widgets.record_list import Record, RecordList
from fravaertui.tui.widgets.text_view import Line

_HEADING = ""


def heading(*lines: Line) -> Record:
    """Return what stands in such a list and can't be chosen."""
    return Record(_HEADING, lines)


class HeadedList(RecordList):
    """A list whose cursor passes over what can't be chosen."""

    @property
    def key(self) -> str | None:
        """The key of the record under the cursor; None where it can't be chosen."""
        return super().key or None

    def show_records(self, records: Sequence[Record], *, cursor: str | None = None) -> None:
        """Show these records, with the cursor on the one named, else where it was."""
        super().show_records(records, cursor=cursor)
        if self.records and self.key is None:
            self._move(self._nearest(self.cursor, 1))
            if self.key is None:
                self.point_at(None)

    def _go(self, number: int) -> None:
        super()._go(self._nearest(number, 1 if number > self.cursor else -1))

    def _in_sight(self) -> tuple[int, int]:
        """Return the rows of the chosen record and of the headings right above it, if they fit."""
        row, rows = super()._in_sight()
        above = self.cursor
        while above and self.records[above - 1].key == _HEADING:
            above -= 1
        first = self._record_row(above)
        with_headings = row + rows - first
        return (first, with_headings) if with_headings <= self.size.height else (row, rows)

    def _nearest(self, number: int, towards: int) -> int:
        """Return the number of the record that can be chosen nearest to one, first that way."""
        last = len(self.records) - 1
        at = min(max(number, 0), last)
        ways = (range(at, last + 1), range(at, -1, -1))
        for way in ways if towards > 0 else reversed(ways):
            for candidate in way:
                if self.records[candidate].key != _HEADING:
                    return candidate
        return self.cursor
