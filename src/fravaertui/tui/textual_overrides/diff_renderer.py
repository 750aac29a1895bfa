"""Only the cells that differ are sent to the terminal.

Textual draws whole widgets again when they may have changed: the focus moves, a class is set, a
pane opens. Here a copy of the terminal is held cell by cell, as curses always has, and of each
frame only those cells are sent that are not there already.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, groupby, pairwise
from operator import itemgetter
from typing import cast

from rich.cells import cell_len, split_graphemes
from rich.color import ColorSystem
from rich.console import Console, RenderableType
from rich.control import Control
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.app import App
from textual.screen import Screen
from textual.strip import Strip

from fravaertui.domain.safe_text import is_unsafe

Cell = tuple[str, str]
"""The text in a cell, and the codes of its colours (SGR).

A combining mark stands with its letter; the first cell of a wide letter holds it, and the second
is empty."""

Piece = tuple[int, int, Strip]
"""The column and row where a piece of a frame begins, and the piece."""

_UNKNOWN: Cell = ("", "unknown")
"""A cell that equals no other: it is always sent."""

_STEP, _JUMP = 4, 8
"""Bytes to move the cursor to the right, and to any place."""
_NEAR = 6
"""So many equal cells in a row are sent anyway: moving the cursor past them costs as much."""


class TerminalDiff:
    """What stands in each cell of the terminal, and what a new frame changes of it."""

    def __init__(self) -> None:
        """Nothing is known at first: the first frame is sent whole."""
        self._rows: list[list[Cell]] = []

    def invalidate(self) -> None:
        """Send the next frame whole: the terminal may show something else now."""
        for row in self._rows:
            row[:] = [_UNKNOWN] * len(row)

    def diff(self, update: LayoutUpdate | ChopsUpdate, console: Console) -> str:
        """Return what must be sent to show this frame, and count it as sent."""
        # The console knows the terminal's colours by this name only.
        colours = console._color_system or ColorSystem.TRUECOLOR
        self._fit(*_size(update))
        frame: dict[int, list[Cell]] = {}
        for x, y, strip in _pieces(update):
            row = frame.setdefault(y, self._rows[y].copy())
            _put(row, x, _cells(strip, colours))
        pen, plain = _Pen(), dict[str, list[tuple[int, int, list[Cell]]]]()
        for y, row in frame.items():
            for start, end in _runs(self._rows[y], row):
                parts = list(_parts(self._rows[y], row, start, end))
                if len(parts) > 1 and not _alternates(parts):
                    pen.write(start, y, row[start:end])
                    continue
                for at, cells in parts:
                    plain.setdefault(cells[0][1], []).append((at, y, cells))
            self._rows[y] = row
        # Those in one style follow each other: a scrollbar is a cell in each row, and to turn to
        # its colours and back costs more than the cell.
        for run in chain.from_iterable(plain.values()):
            pen.write(*run)
        return pen.sequence()

    def _fit(self, width: int, height: int) -> None:
        """Start over when the terminal has another size."""
        if [len(row) for row in self._rows] != [width] * height:
            self._rows = [[_UNKNOWN] * width for _ in range(height)]


class DiffUpdate(CompositorUpdate):
    """A frame that is compared with the terminal at the moment it is sent."""

    def __init__(self, update: LayoutUpdate | ChopsUpdate, terminal: TerminalDiff) -> None:
        """`update` is the frame as Textual made it."""
        self._update = update
        self._terminal = terminal

    def render_segments(self, console: Console) -> str:
        """Return what must be sent."""
        return self._terminal.diff(self._update, console)


class DiffingApp(App[None]):
    """An app that sends only those cells of a frame that are not on the terminal already."""

    def __init__(self) -> None:
        """Nothing is known of the terminal yet."""
        super().__init__()
        self._terminal_diff = TerminalDiff()

    def on_mount(self) -> None:
        """Send everything again when the program comes back to the terminal from the shell."""
        self.app_resume_signal.subscribe(self, lambda _: self._terminal_diff.invalidate())

    def action_redraw(self) -> None:
        """Send everything again: something else may have written on the terminal."""
        self._terminal_diff.invalidate()
        self.screen.refresh()

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        if isinstance(renderable, LayoutUpdate | ChopsUpdate):
            # All Textual asks of a frame is its codes, whatever the signature says.
            renderable = cast(RenderableType, DiffUpdate(renderable, self._terminal_diff))
        super()._display(screen, renderable)


class _Pen:
    """Writes runs of cells, and gives colours only where they change."""

    def __init__(self) -> None:
        self._sequences: list[str] = []
        self._codes = ""
        self._at: tuple[int, int] | None = None
        """Where the cursor is for certain: terminals differ in how wide other letters are."""

    def write(self, x: int, y: int, cells: Sequence[Cell]) -> None:
        self._sequences.append(self._move(x, y))
        narrow = all(text.isascii() and len(text) == 1 for text, _ in cells)
        self._at = (x + len(cells), y) if narrow else None
        for text, codes in cells:
            if codes != self._codes:
                self._sequences.append(_turn(self._codes, codes))
                self._codes = codes
            self._sequences.append(text)

    def _move(self, x: int, y: int) -> str:
        """Return what moves the cursor: to the right from where it is, or to the place."""
        if self._at and self._at[1] == y and x > self._at[0]:
            by = x - self._at[0]
            return f"\x1b[{by}C" if by > 1 else "\x1b[C"
        return Control.move_to(x, y).segment.text

    def sequence(self) -> str:
        """Return all that was written, leaving the terminal with its own colours."""
        return "".join([*self._sequences, "\x1b[0m" if self._codes else ""])


_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "7": "27", "9": "29", "38": "39", "48": "49"}
"""What switches each attribute off; 38 and 48 are the colours of text and background."""
_WEIGHTS = ("1", "2")
"""Bold and dim, which are switched off together."""
_LONGER = {"5": 3, "2": 5}
"""So many codes a colour is of: one of 256 by its number, or any by its three parts."""


@lru_cache(maxsize=4096)
def _turn(before: str, after: str) -> str:
    """Return the shorter way from one style to another: what differs, or all of it anew."""
    anew = f"\x1b[0;{after}m" if after else "\x1b[0m"
    was, becomes = _attributes(before), _attributes(after)
    gone = [kind for kind in was if kind not in becomes]
    if not before or not all(kind in _OFF for kind in gone):
        return anew
    differing = [codes for kind, codes in becomes.items() if was.get(kind) != codes]
    if any(kind in _WEIGHTS for kind in gone):
        differing += [kind for kind in _WEIGHTS if kind in was and kind in becomes]
    steps = [*(_OFF[kind] for kind in gone), *differing]
    return min(anew, f"\x1b[{';'.join(steps)}m" if steps else "", key=len)


@lru_cache(maxsize=512)
def _attributes(codes: str) -> dict[str, str]:
    """Return the codes of a style by the attribute that each is about."""
    found: dict[str, str] = {}
    left = codes.split(";") if codes else []
    while left:
        code = left[0]
        many = _LONGER[left[1]] if code in ("38", "48") else 1
        number = int(code)
        kind = code
        if 30 <= number <= 39 or 90 <= number <= 97:
            kind = "38"
        elif 40 <= number <= 49 or 100 <= number <= 107:
            kind = "48"
        found[kind] = ";".join(left[:many])
        left = left[many:]
    return found


def _size(update: LayoutUpdate | ChopsUpdate) -> tuple[int, int]:
    """Return the columns and rows of the terminal a frame was made for."""
    if isinstance(update, LayoutUpdate):
        return update.region.size
    return update.chop_ends[0][-1], len(update.chops)


def _pieces(update: LayoutUpdate | ChopsUpdate) -> Iterator[Piece]:
    """Yield the pieces of a frame: all of it, or the spans that may have changed."""
    if isinstance(update, LayoutUpdate):
        for y, strips in enumerate(update.strips, update.region.y):
            x = update.region.x
            for strip in strips:
                yield x, y, strip
                x += strip.cell_length
        return
    for y, first, last in update.spans:
        for end, (x, piece) in zip(update.chop_ends[y], update.chops[y].items(), strict=True):
            if piece is not None and x <= last and end > first:
                yield x, y, piece


def _cells(strip: Strip, colours: ColorSystem) -> list[Cell]:
    """Return the cells of a strip."""
    cells: list[Cell] = []
    for text, style, _ in strip:
        codes = _codes(style, colours) if style else ""
        if text.isprintable() and (text.isascii() or all(map(_is_one_cell, text))):
            cells += [(character, codes) for character in text]
            continue
        for start, end, width in split_graphemes(text)[0]:
            letter = text[start:end]
            if width:
                cells += [(shown, codes) for shown in _letter_cells(letter, width)]
            elif cells and not any(map(is_unsafe, letter)):  # it belongs to the letter before
                at = -1 if cells[-1][0] else -2
                cells[at] = (cells[at][0] + letter, cells[at][1])
    return cells


def _is_one_cell(character: str) -> bool:
    return cell_len(character) == 1


def _letter_cells(letter: str, width: int) -> list[str]:
    """Return what stands in each cell of a letter.

    The last gate (rule W5): what could command the terminal does not reach it, whoever drew it.
    """
    harmless = "".join(character for character in letter if not is_unsafe(character))
    if cell_len(harmless) == width:
        return [harmless, *[""] * (width - 1)]
    return ["\N{REPLACEMENT CHARACTER}", *[" "] * (width - 1)]


def _put(row: list[Cell], x: int, cells: list[Cell]) -> None:
    """Put cells into a row; what a terminal shows of half a wide letter is unknown."""
    end = x + len(cells)
    if x and _is_second_half(row[x]):
        row[x - 1] = _UNKNOWN
    if end < len(row) and _is_second_half(row[end]):
        row[end] = _UNKNOWN
    row[x:end] = cells


def _is_second_half(cell: Cell) -> bool:
    return not cell[0] and cell != _UNKNOWN


@lru_cache(maxsize=512)
def _codes(style: Style, colours: ColorSystem) -> str:
    return Strip.render_ansi(style, colours)


def _runs(before: list[Cell], after: list[Cell]) -> Iterator[tuple[int, int]]:
    """Yield the runs of columns where two rows differ, those near each other as one."""
    start = end = -1
    for at, (was, becomes) in enumerate(zip(before, after, strict=True)):
        known = becomes != _UNKNOWN
        if start >= 0 and (at - end > _NEAR or not known):
            yield start, end
            start = -1
        if known and was != becomes:
            if start >= 0 and _turns_in_vain(after[end - 1 : at + 1]):
                yield start, end
                start = -1
            if start < 0:
                start = at
                # What covers several cells is written from its first.
                while start and not after[start][0]:
                    start -= 1
            end = at + 1
    if start >= 0:
        yield start, end


def _parts(
    before: list[Cell], after: list[Cell], start: int, end: int
) -> Iterator[tuple[int, list[Cell]]]:
    """Yield the parts of a run that are in one style each, without those that are there already."""
    at = start
    for _, cells in groupby(after[start:end], key=itemgetter(1)):
        part = list(cells)
        if part != before[at : at + len(part)]:
            yield at, part
        at += len(part)


def _alternates(parts: Sequence[tuple[int, list[Cell]]]) -> bool:
    """Tell whether the same styles come again and again, as the days of a week in a calendar.

    To write first all in one style and then all in the other costs moves instead of turns.
    """
    styles = [cells[0][1] for _, cells in parts]
    turns = sum(len(_turn(was, becomes)) for was, becomes in pairwise(styles))
    return turns > _STEP * len(styles) + _JUMP * len(set(styles))


def _turns_in_vain(cells: list[Cell]) -> bool:
    """Tell whether colours turn more often from the first to the last cell than those two need.

    To turn costs more than to move the cursor past what is between them.
    """
    turns = sum(was != becomes for (_, was), (_, becomes) in pairwise(cells))
    return turns > (cells[0][1] != cells[-1][1])
