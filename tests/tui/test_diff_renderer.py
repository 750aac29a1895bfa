"""What is sent of each frame: only what differs, and the terminal shows the same as with all."""

from collections.abc import Sequence
from itertools import pairwise

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from fravaertui.domain.safe_text import is_unsafe
from fravaertui.tui.textual_overrides.diff_renderer import TerminalDiff

WIDTH, HEIGHT = 16, 3
CONSOLE = Console(color_system="256", force_terminal=True, width=WIDTH)
STYLES = [
    Style(),
    Style(color="red"),
    Style(bold=True, bgcolor="#303030"),
    Style(meta={"x": 1}),
    Style(color="#8787ff", bgcolor="#303030", underline=True),
    Style(color="#8787ff", bgcolor="#303030", reverse=True, italic=True),
    Style(color="bright_blue", bold=True, strike=True),
]
LETTERS = "abæ█ 界́"
"""With a letter two cells wide, and an accent that stands in the cell before it."""

Frame = LayoutUpdate | ChopsUpdate


class Terminal:
    """What a terminal makes of the bytes."""

    def __init__(self) -> None:
        # A row more, for pyte wraps before an accent in the last column.
        self._screen = pyte.Screen(WIDTH, HEIGHT + 1)
        self._stream = pyte.Stream(self._screen)

    def take(self, sent: str) -> None:
        self._stream.feed(sent)

    @property
    def cells(self) -> list[list[pyte.screens.Char]]:
        buffer = self._screen.buffer
        return [[buffer[y][x] for x in range(WIDTH)] for y in range(HEIGHT)]


def strips(width: int) -> st.SearchStrategy[Strip]:
    """Rows of parts in many looks, filled up or cut to the width."""
    texts = st.text(LETTERS, max_size=WIDTH).filter(lambda text: not text.startswith("́"))
    segments = st.tuples(texts, st.sampled_from(STYLES)).map(lambda part: Segment(*part))
    return st.lists(segments, max_size=4).map(lambda some: Strip(some).adjust_cell_length(width))


@st.composite
def frames(draw: st.DrawFn) -> Frame:
    """Whole frames, and frames of some rows that are cut up as by widgets side by side."""
    if draw(st.booleans()):
        rows = [[draw(strips(WIDTH))] for _ in range(HEIGHT)]
        return LayoutUpdate(list(rows), Region(0, 0, WIDTH, HEIGHT))
    cuts = sorted({0, WIDTH, *draw(st.lists(st.integers(1, WIDTH - 1), max_size=2))})
    chops: list[dict[int, Strip | None]] = [dict.fromkeys(cuts[:-1]) for _ in range(HEIGHT)]
    spans = []
    for y in sorted(draw(st.sets(st.integers(0, HEIGHT - 1), min_size=1))):
        for start, end in draw(
            st.lists(st.sampled_from(list(pairwise(cuts))), min_size=1, unique=True)
        ):
            chops[y][start] = draw(strips(end - start))
            spans.append((y, start, end))
    return ChopsUpdate(chops, spans, [cuts[1:]] * HEIGHT)


@given(st.lists(frames(), min_size=1, max_size=6))
def test_the_terminal_shows_what_it_would_have_shown(drawn: Sequence[Frame]) -> None:
    diff, diffed, whole = TerminalDiff(), Terminal(), Terminal()
    for frame in drawn:
        diffed.take(diff.diff(frame, CONSOLE))
        whole.take(frame.render_segments(CONSOLE).replace("\n", ""))
    assert diffed.cells == whole.cells


@given(frames())
def test_nothing_is_sent_twice(frame: Frame) -> None:
    diff = TerminalDiff()
    assert diff.diff(frame, CONSOLE)
    assert diff.diff(frame, CONSOLE) == ""


def test_one_letter_costs_a_place_a_colour_and_itself() -> None:
    diff = TerminalDiff()
    diff.diff(_frame("Fra og med      "), CONSOLE)
    assert diff.diff(_frame("Fra og mod      "), CONSOLE) == "\x1b[1;9H\x1b[0;31mo\x1b[0m"


def test_what_differs_close_by_is_sent_in_one() -> None:
    diff = TerminalDiff()
    diff.diff(_frame("12.06.2026      "), CONSOLE)
    assert diff.diff(_frame("13.07.2026      "), CONSOLE) == "\x1b[1;2H\x1b[0;31m3.07\x1b[0m"


def test_what_alternates_between_two_styles_is_sent_style_by_style() -> None:
    """Days in a calendar: to turn for each of them would cost five times as much."""
    diff, diffed, whole = TerminalDiff(), Terminal(), Terminal()
    days = Style(color="#8787ff", bgcolor="#303030")
    frames = [
        LayoutUpdate([[_days(style, gap)] for _ in range(HEIGHT)], Region(0, 0, WIDTH, HEIGHT))
        for style, gap in ((Style(), days), (days, Style(color="red")))
    ]
    for frame in frames:
        sent = diff.diff(frame, CONSOLE)
        diffed.take(sent)
        whole.take(frame.render_segments(CONSOLE).replace("\n", ""))
    assert diffed.cells == whole.cells
    assert sent.count("m") == 3, "two styles, and the terminal's own afterwards"
    assert len(sent) < HEIGHT * 72


def _days(style: Style, gap: Style) -> Strip:
    parts = [Segment(f"{day:>2}", style) for day in range(8, 13)]
    return Strip([part for day in parts for part in (Segment(" ", gap), day)] + [Segment(" ", gap)])


def test_another_size_and_a_terminal_used_by_others_are_drawn_whole() -> None:
    diff = TerminalDiff()
    frame = _frame("Oversikt        ")
    first = diff.diff(frame, CONSOLE)
    diff.invalidate()
    assert diff.diff(frame, CONSOLE) == first
    narrow = LayoutUpdate([[Strip([Segment("Oversikt")])]], Region(0, 0, 8, 1))
    assert "Oversikt" in diff.diff(narrow, CONSOLE)
    assert diff.diff(frame, CONSOLE) == first


def test_a_letter_half_overwritten_and_drawn_again_is_whole() -> None:
    diff, screen = TerminalDiff(), Terminal()
    wide, half = _frame("a界b".ljust(WIDTH - 1)), [dict.fromkeys([0, 2])]
    half[0][2] = Strip([Segment("xyz".ljust(WIDTH - 2), Style(color="red"))])
    for frame in (wide, ChopsUpdate(half, [(0, 2, WIDTH)], [[2, WIDTH]]), wide):
        screen.take(diff.diff(frame, CONSOLE))
    assert "".join(cell.data for cell in screen.cells[0]).rstrip() == "a界b"


@pytest.mark.parametrize(
    ("begun", "left", "right"), [("界cd", "x", "yz"), ("a界d", "x", "yz")], ids=["first", "second"]
)
def test_what_stands_beside_a_torn_letter_keeps_its_place(
    begun: str, left: str, right: str
) -> None:
    """Columns 0 and 2 onwards are written, and half of a wide letter is left between them."""
    diff, diffed, whole = TerminalDiff(), Terminal(), Terminal()
    first, last = Strip([Segment(left)]), Strip([Segment(right.ljust(WIDTH - 2))])
    chops: list[dict[int, Strip | None]] = [{0: first, 1: None, 2: last}]
    torn = ChopsUpdate(chops, [(0, 0, 1), (0, 2, WIDTH)], [[1, 2, WIDTH]])
    for frame in (_frame(begun.ljust(WIDTH - 1)), torn):
        diffed.take(diff.diff(frame, CONSOLE))
        whole.take(frame.render_segments(CONSOLE).replace("\n", ""))
    assert diffed.cells == whole.cells
    assert diffed.cells[0][2].data == "y"


@pytest.mark.parametrize(
    "unsafe", ["\x1b]52;c;aGVp\x07", "\x1b[2J", "\x9b2J", "\x0e", "\u202e", "\x7f"]
)
def test_no_cell_can_command_the_terminal(unsafe: str) -> None:
    """Whoever drew it: the widgets of Textual do not look at what they show (rule W5)."""
    text = f"a{unsafe}b界{unsafe}"
    strip = Strip([Segment(text), Segment(unsafe), Segment("c\u00ad👩\u200d🚀")])
    width = 60
    frame = LayoutUpdate([[strip.adjust_cell_length(width)]], Region(0, 0, width, 1))
    begun, shown = TerminalDiff().diff(frame, CONSOLE).split("H", 1)
    assert begun == "\x1b[1;1"
    assert not {f"U+{ord(c):04X}" for c in shown if is_unsafe(c)}
    assert cell_len(shown) == width
    assert "b界" in shown
    assert shown.rstrip().endswith("c\ufffd\ufffd")


def _frame(text: str) -> LayoutUpdate:
    return LayoutUpdate([[Strip([Segment(text, Style(color="red"))])]], Region(0, 0, WIDTH, 1))
