"""A list to choose from shows whole records, however many lines each has."""

import re
from typing import ClassVar

import pytest
from textual.app import ComposeResult

from fravaertui.tui.widgets.record_list import CURSOR_MARK, Record, RecordList
from fravaertui.tui.widgets.text_view import line
from tests.tui.themed import Themed

COUNT = 12


class Shown(Themed):
    """One list, of a height that no record fits into a whole number of times."""

    CSS: ClassVar[str] = "RecordList { width: 20; height: 5; scrollbar-gutter: auto; }"

    def compose(self) -> ComposeResult:
        yield RecordList()


def records(*heights: int) -> list[Record]:
    """Return records of these heights, whose rows say which of how many they are."""
    return [
        Record(
            f"{number}",
            tuple(line(f"  {number}:{row}/{height}", wrap=False) for row in range(1, height + 1)),
        )
        for number, height in enumerate(heights)
    ]


def rows(view: RecordList) -> list[str]:
    return [view.render_line(y).text.rstrip() for y in range(view.size.height)]


def ends_whole(shown: list[str]) -> bool:
    """Tell whether the last row that says anything is the last one of its record."""
    last = [row for row in shown if row][-1]
    return re.search(r":([0-9])/\1$", last) is not None


@pytest.mark.parametrize(
    "heights",
    [(2,) * COUNT, (3,) * COUNT, (1,) * COUNT, (2, 3, 2, 1, 3, 3, 2, 2, 1, 1, 3, 2)],
    ids=["two", "three", "one", "various"],
)
async def test_the_records_in_sight_are_whole_the_first_the_last_and_the_chosen_one(
    heights: tuple[int, ...],
) -> None:
    app = Shown()
    async with app.run_test(size=(40, 10)) as pilot:
        view = app.query_one(RecordList)
        view.show_records(records(*heights))
        view.focus()
        await pilot.pause()
        for key in (*["down"] * COUNT, *["up"] * COUNT, "end", "home", *["pagedown"] * COUNT):
            await pilot.press(key)
            await pilot.pause()
            shown = rows(view)
            assert ":1/" in shown[0], (key, shown)
            assert ends_whole(shown), (key, shown)
            marked = [row for row in shown if row.startswith(CURSOR_MARK)]
            assert len(marked) == heights[view.cursor]
            assert f" {view.cursor}:1/" in marked[0]
        assert view.cursor == COUNT - 1
        await pilot.press("pageup")
        assert 0 < view.cursor < COUNT - 1


async def test_a_page_leaves_the_record_that_was_chosen_in_sight() -> None:
    app = Shown()
    async with app.run_test(size=(40, 10)) as pilot:
        view = app.query_one(RecordList)
        view.show_records(records(*(2,) * COUNT))
        view.focus()
        await pilot.pause()
        for key, chosen in (("pagedown", 1), ("pagedown", 2), ("end", 11), ("pageup", 10)):
            await pilot.press(key)
            assert view.cursor == chosen


async def test_a_click_chooses_the_record_under_it() -> None:
    app = Shown()
    async with app.run_test(size=(40, 10)) as pilot:
        view = app.query_one(RecordList)
        view.show_records(records(1, 3, 2))
        await pilot.pause()
        for row, number in ((3, 1), (0, 0), (4, 2)):
            await pilot.click(RecordList, offset=(4, row))
            assert view.cursor == number


async def test_a_record_is_drawn_as_soon_as_there_is_room_for_all_of_it() -> None:
    app = Shown()
    async with app.run_test(size=(40, 10)) as pilot:
        view = app.query_one(RecordList)
        view.show_records(records(2, 2, 2))
        await pilot.pause()
        assert on_screen(app)[4] == ""
        view.show_records(records(2, 2, 1))
        await pilot.pause()
        assert on_screen(app)[4] == "  2:1/1"
        view.show_records(records(2, 2, 2))
        await pilot.pause()
        assert on_screen(app)[4] == ""
        view.styles.height = 6
        await pilot.pause()
        assert on_screen(app)[4:6] == ["  2:1/2", "  2:2/2"]


async def test_a_record_with_more_rows_than_the_list_is_drawn_all_the_same() -> None:
    app = Shown()
    async with app.run_test(size=(40, 10)) as pilot:
        view = app.query_one(RecordList)
        view.show_records(records(9, 2))
        await pilot.pause()
        assert [row[:7] for row in on_screen(app)[:5]] == [f"▌ 0:{n}/9" for n in range(1, 6)]


def on_screen(app: Shown) -> list[str]:
    """Return the rows that the terminal has."""
    return [strip.text.rstrip() for strip in app.screen._compositor.render_strips()]
