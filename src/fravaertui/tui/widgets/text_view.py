"""The only way text reaches the screen: lines of styled parts, made harmless as they are drawn.

Everything shown, ours or from outside, goes through `TextView`: no markup is read, control
characters are replaced by visible stand-ins (rule W5), long text is wrapped and never dropped,
and only the lines that differ are drawn again, so that little is sent over a slow line.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, chain, pairwise
from typing import cast

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import getters
from textual.geometry import Offset, Size
from textual.strip import Strip

from fravaertui.domain.safe_text import neutralise
from fravaertui.texts.names import told_apart
from fravaertui.tui.textual_overrides.less_drawing import FixedScrollView
from fravaertui.tui.themed_app import ThemedApp
from fravaertui.tui.themes import Look

Part = str | tuple[str, Look]
"""A piece of text, plain or in a look."""

Row = list[tuple[str, Look]]
"""One row on the screen: parts of text, each with its look."""

EDGE_MARK = "▎"
LABEL_WIDTH = 11
"""Cells of the words that say what stands beside them."""
LONGEST_PART = 4_000
_MEASURE = Console(width=80, file=None, force_terminal=False, no_color=True)


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of styled parts.

    `indent` is kept on the rows it is wrapped into, and `hang` is what the rows after the first
    have more of; `wrap` False cuts it at the edge instead, with an ellipsis. With an `edge`
    a mark in that look stands before all its rows, in the indent.
    """

    parts: tuple[tuple[str, Look], ...] = ()
    indent: int = 0
    hang: int = 0
    wrap: bool = True
    edge: Look | None = None


def line(*parts: Part, indent: int = 0, hang: int = 0, wrap: bool = True) -> Line:
    """Return a line of parts; a bare string is plain."""
    plain: Look = "plain"
    styled = tuple((part, plain) if isinstance(part, str) else part for part in parts)
    return Line(styled, indent, hang, wrap)


BLANK = Line()


def cells(parts: Iterable[Part]) -> int:
    """Return how many cells parts take."""
    return sum(cell_len(part if isinstance(part, str) else part[0]) for part in parts)


def labelled(label: str, *parts: Part) -> Line:
    """Return a line under a label that says what it is, which its other rows leave free."""
    return line((fit(label, LABEL_WIDTH), "dim"), *parts, hang=LABEL_WIDTH)


def rows_taken(lines: Iterable[Line], width: int) -> int:
    """Return how many rows lines take in so many columns."""
    return sum(len(_wrapped(one, width)) for one in lines)


def fitting(blocks: Iterable[Sequence[Line]], width: int, rows: int) -> list[Line]:
    """Return as many of the blocks, from the first, as so many rows hold whole."""
    shown: list[Line] = []
    for block in blocks:
        if rows_taken([*shown, *block], width) > rows:
            break
        shown += block
    return shown


def fit(text: str, width: int) -> str:
    """Return the text in exactly so many cells, cut with an ellipsis or filled with blanks."""
    harmless = neutralise(text)
    if cell_len(harmless) > width:
        return set_cell_size(harmless, max(width - 1, 0)) + "…"[:width]
    return set_cell_size(harmless, width)


def fit_words(text: str, width: int) -> str:
    """Return the text in exactly so many cells, cut between words if there is a word's room."""
    if cell_len(neutralise(text)) <= width:
        return fit(text, width)
    words = neutralise(text).split(" ")
    whole = (" ".join([*words[:n], "…"]) for n in range(len(words) - 1, 0, -1))
    return fit(next((cut for cut in whole if cell_len(cut) <= width), text), width)


def fit_name(name: str, everyone: Iterable[str], width: int) -> str:
    """Return a name in exactly so many cells, with initials before it is cut.

    Not where someone else among `everyone` has the same name so.
    """
    return fit(fullest([*told_apart(name, everyone), name], width), width)


def fullest(ways: Sequence[str], width: int) -> str:
    """Return the first of the ways to say something that fits, else what fits of the last."""
    return next((way for way in ways if cell_len(neutralise(way)) <= width), ways[-1])


def folded(text: str, width: int, rows: int, *, indent: int) -> list[Line]:
    """Return text as so many rows of a list at most; what there is no room for ends in «…»."""
    parts = [line(text, indent=indent)] if width > indent else []
    shown = ["".join(part for part, _ in row) for p in parts for row in _wrapped(p, width - 1)]
    if len(shown) > rows:
        shown[rows - 1 :] = [fit(shown[rows - 1].ljust(width), width - 2).rstrip(" …") + " …"]
    return [line(row, wrap=False) for row in shown[:rows]]


class TextView(FixedScrollView):
    """Lines of text that scroll, and are drawn again only where they differ."""

    app = getters.app(ThemedApp)

    def __init__(
        self, *, id: str | None = None, classes: str | None = None, focusable: bool = False
    ) -> None:
        """Make an empty view; a focusable one can be scrolled with the keys."""
        super().__init__(id=id, classes=classes)
        self.can_focus = focusable
        self.lines: tuple[Line, ...] = ()
        self._rows: list[Row] = []
        self._starts: list[int] = [0]
        """The first row of each line, and the number of rows."""

    def show(self, lines: Sequence[Line]) -> None:
        """Show these lines instead; what is the same stays untouched on the terminal."""
        self.lines = tuple(lines)
        self._wrap()

    def scroll_to_line(self, number: int) -> None:
        """Put a line at the top, or as near as the end of the text lets it come."""
        self.scroll_to(y=self._row_of(number), animate=False)

    def _row_of(self, number: int) -> int:
        return self._starts[min(number, len(self._starts) - 1)]

    @property
    def more_below(self) -> int:
        """How many rows lie below those in sight."""
        return max(len(self._rows) - self.scroll_offset.y - self.size.height, 0)

    @property
    def text(self) -> str:
        """What the view says, row by row as wrapped."""
        return "\n".join("".join(text for text, _ in row).rstrip() for row in self._rows)

    def on_resize(self) -> None:
        """Fit what is shown into the new size."""
        self.resized()

    def resized(self) -> None:
        """Wrap to the new width."""
        self._wrap()

    def watch_show_vertical_scrollbar(self) -> None:
        """Wrap to the width that a scrollbar takes or gives back; no resize tells of it."""
        self._wrap()

    def _wrap(self) -> None:
        width = self.scrollable_content_region.width
        if not width:
            return
        before = self._rows
        wrapped = [_wrapped(text_line, width) for text_line in self.lines]
        self._starts = list(accumulate(map(len, wrapped), initial=0))
        self._rows = list(chain.from_iterable(wrapped))
        self.set_content_size(Size(width, len(self._rows) + self.rows_below))
        self._refresh_changed(before)

    @property
    def rows_below(self) -> int:
        """Blank rows to scroll to after the text."""
        return 0

    def _refresh_changed(self, before: list[Row]) -> None:
        """Draw the rows in sight that differ; the others are drawn when scrolled to."""
        top = self.scroll_offset.y
        bottom = min(top + self.size.height, max(len(before), len(self._rows)))
        for number in range(top, bottom):
            if before[number : number + 1] != self._rows[number : number + 1]:
                self.refresh_line(number)

    def render_line(self, y: int) -> Strip:
        """Draw one row of the view."""
        number = y + self.scroll_offset.y
        if self.has_focus and number == self.row_in_use:
            # Where the terminal's own cursor stands, braille displays and magnifiers look.
            self.app.cursor_position = self.content_region.offset + Offset(0, y)
        width = self.size.width
        base = self.rich_style
        if number >= len(self._rows):
            return Strip.blank(width, base)
        return self.draw(number, width, base)

    @property
    def row_in_use(self) -> int:
        """The row the agent is at while the view has the keys."""
        return self.scroll_offset.y

    def draw(self, number: int, width: int, base: Style) -> Strip:
        """Return a row as a strip of exactly the view's width."""
        return self.painted(self._rows[number], width, base)

    def painted(self, row: Row, width: int, base: Style, *, on_cursor: bool = False) -> Strip:
        """Return a row in its looks: those of the theme, laid over the view's own style.

        They are no component classes: each of those costs every view a style at every start.
        """
        style = partial(self.app.style_of, on_cursor=on_cursor)
        segments = [Segment(text, base + style(look)) for text, look in row]
        return Strip(segments).adjust_cell_length(width, base + style("plain"))


class FittedView(TextView):
    """Lines that are made for the width they are shown in."""

    def __init__(
        self, fitting: Callable[[int], Sequence[Line]], *, id: str, focusable: bool
    ) -> None:
        """`fitting` returns the lines for so many columns."""
        super().__init__(id=id, focusable=focusable)
        self._fitting = fitting

    def resized(self) -> None:
        """Make the lines for the new width."""
        self.show(self._fitting(self.scrollable_content_region.width))


_TIED = re.compile(r"(?<=\d) (?=\d)|(?<=\d\.) (?=[a-zæøå])|\u00a0")
"""The blanks inside a phone number and between a day and its month, and those that are no-break
spaces already, where no row is to end.
"""

_TIE = "\ue000"
"""Stands in for such a blank while a line is wrapped; Rich also breaks at no-break spaces."""


def _wrapped(text_line: Line, width: int) -> list[Row]:
    """Return the rows a line becomes at a width, each a list of styled parts."""
    if not text_line.parts:
        return [[]]
    parts: Row = [
        (neutralise(_bounded(part), keep_newlines=text_line.wrap), look)
        for part, look in text_line.parts
        if part
    ]
    indent = text_line.indent if text_line.wrap else 0
    if _fits(parts, width - indent):
        return [_margin(indent, text_line.edge) + parts]
    text = Text(no_wrap=not text_line.wrap)
    for part, look in parts:
        text.append(_tied(part, look) if text_line.wrap else part, look)
    if not text_line.wrap:
        text.truncate(width, overflow="ellipsis")
        return [_parts(text)]
    rows = text.wrap(_MEASURE, max(width - text_line.indent - text_line.hang, 1), overflow="fold")
    return [
        _margin(text_line.indent + (text_line.hang if number else 0), text_line.edge) + _parts(row)
        for number, row in enumerate(rows)
    ]


def _tied(part: str, look: Look) -> str:
    """Return a part with what holds it together where a row must not end: a label stays whole."""
    return part.replace(" ", _TIE) if look.endswith(" label") else _TIED.sub(_TIE, part)


def _fits(parts: Row, width: int) -> bool:
    """Tell whether parts make one row: most do, and are spared the work of wrapping."""
    text = "".join(part for part, _ in parts)
    return "\n" not in text and cell_len(text) <= width


def _margin(width: int, edge: Look | None) -> Row:
    if edge and width:
        return [(EDGE_MARK, edge), (" " * (width - 1), "plain")]
    return [(" " * width, "plain")] if width else []


def _bounded(part: str) -> str:
    """Cut what no screen can show, and say so: thousands of characters in one name."""
    if len(part) <= LONGEST_PART:
        return part
    return f"{part[:LONGEST_PART]}… ({len(part)})"


def _parts(text: Text) -> Row:
    """Return a rich text as parts, each with the look it was appended with."""
    edges = sorted({0, len(text), *(s.start for s in text.spans), *(s.end for s in text.spans)})
    parts: Row = []
    for start, end in pairwise(edges):
        looks = [s.style for s in text.spans if s.start <= start and end <= s.end]
        parts.append(
            (text.plain[start:end].replace(_TIE, " "), cast(Look, looks[0] if looks else "plain"))
        )
    return parts
