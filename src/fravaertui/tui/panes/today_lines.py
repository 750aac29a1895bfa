"""The lines of the overview: each under its heading, and each a way on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from uuid import UUID

from fravaertui.texts.catalogue import Words
from fravaertui.tui.messages import ClinicTarget
from fravaertui.tui.widgets.headed_list import heading
from fravaertui.tui.widgets.record_list import Record
from fravaertui.tui.widgets.text_view import BLANK, Line, line

ROWS_OF_HEADING = 2
"""A blank line and the heading."""


@dataclass(frozen=True, slots=True)
class DraftTarget:
    """A draft to take up."""

    draft: UUID


@dataclass(frozen=True, slots=True)
class QueueTarget:
    """The work queue."""


@dataclass(frozen=True, slots=True)
class ImportsTarget:
    """What has been imported."""


@dataclass(frozen=True, slots=True)
class RestTarget:
    """What a section has no room for, from the line with the key `first` on."""

    section: str
    first: str


Target = ClinicTarget | DraftTarget | QueueTarget | ImportsTarget | RestTarget


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the overview, and what Enter opens there; None for a heading.

    What its line has no room for stands `below`, where there is height for it.
    """

    key: str
    line: Line
    target: Target | None = None
    below: Line | None = None

    @property
    def record(self) -> Record:
        """The entry as a record of the list."""
        lines = (self.line, self.below) if self.below else (self.line,)
        return Record(self.key, lines) if self.target else heading(self.line)

    @property
    def rows(self) -> int:
        """How many rows it takes."""
        return 2 if self.below else 1


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the entries under it, with how many more there are than those at hand.

    `nothing` stands in place of the entries of a section that is shown without any. More may come
    of what is only counted `so_far`.
    """

    key: str
    title: str
    entries: Sequence[Entry]
    beyond: int = 0
    nothing: str = ""
    so_far: bool = False

    @property
    def count(self) -> int:
        """How many there are in all."""
        return len(self.entries) + self.beyond

    @property
    def rows(self) -> int:
        """How many rows all that is at hand takes under the heading, with what tells of more."""
        return sum(entry.rows for entry in self.entries) + bool(self.beyond)

    @property
    def fewest(self) -> int:
        """How many rows it needs so that its heading does not stand alone."""
        return min(self.rows, self.entries[0].rows + 1) if self.entries else self.rows

    def lines(self, rows: int, words: Words) -> Iterator[Entry]:
        """Return the heading with the count and entries in so many rows, the last for the rest."""
        yield Entry("", BLANK)
        number = f"  {self.count}" if self.count else ""
        number += f" {words('so far')}" if self.count and self.so_far else ""
        yield Entry("", line((f"  {self.title.upper()}", "strong"), (number, "dim"), wrap=False))
        if not self.count:
            yield Entry("", line((f"    {self.nothing}", "dim"), wrap=False))
        whole = not self.beyond and self.rows <= rows
        taken = accumulate(entry.rows for entry in self.entries)
        shown = self.entries if whole else self.entries[: sum(row < rows for row in taken)]
        yield from shown
        if not whole:
            left = self.count - len(shown)
            message = words.plural("and {n} more", "and {n} more", left)
            hidden = self.entries[len(shown) :]
            rest = RestTarget(self.key, hidden[0].key) if hidden else None
            yield Entry(f"rest/{self.key}", line((f"    … {message}", "dim"), wrap=False), rest)
