"""Months side by side: their days, the signs without colours, and walking from day to day."""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import product

import pytest
from rich.cells import cell_len
from rich.style import Style

from fravaertui.domain.calendar import ONE_DAY
from fravaertui.domain.day_states import DayState
from fravaertui.texts.catalogue import SCREEN_LANGUAGES, screen_words
from fravaertui.tui.themes import style_of
from fravaertui.tui.themes.palettes import read_palettes
from fravaertui.tui.themes.shipped import THEMES
from fravaertui.tui.widgets.calendar import (
    HEIGHT,
    MONTH_WIDTH,
    Page,
    calendar_lines,
    last_day,
    months_from,
    months_on,
    months_that_fit,
)

TODAY = date(2026, 11, 27)
FAR_AWAY = date(2030, 1, 1)

PALETTES = read_palettes(THEMES).by_name


def page(
    first: date,
    count: int = 1,
    states: Mapping[date, DayState] | None = None,
    today: date = FAR_AWAY,
    marked: tuple[date, date] = (FAR_AWAY, FAR_AWAY),
) -> Page:
    return Page(months_from(first, count), states or {}, today, marked)


def text_of(shown: Page, language: str = "nb") -> list[str]:
    lines = calendar_lines(shown, screen_words(language))
    return ["".join(part for part, _ in line.parts).rstrip() for line in lines]


def drawn(shown: Page, day: date, theme: str) -> tuple[tuple[str, Style], ...]:
    """Return the three cells of a day of the first month, each with its style."""
    cells = [
        [(cell, style_of(look, PALETTES[theme])) for text, look in line.parts for cell in text]
        for line in calendar_lines(shown, screen_words("nb"))
    ]
    first = shown.months[0]
    row = 2 + (day.day - 1 + first.isoweekday() - 1) // 7
    column = 4 + 3 * (day.isoweekday() - 1)
    return tuple(cells[row][column : column + 3])


def test_a_month_has_its_weeks_and_each_day_under_its_weekday() -> None:
    assert text_of(page(TODAY))[:-1] == [
        "november 2026",
        "uke  ma ti on to fr lø sø",
        " 44                     1",
        " 45   2  3  4  5  6  7  8",
        " 46   9 10 11 12 13 14 15",
        " 47  16 17 18 19 20 21 22",
        " 48  23 24 25 26 27 28 29",
        " 49  30",
    ]


def test_holidays_have_a_sign_and_the_weeks_run_over_new_year() -> None:
    assert text_of(page(date(2026, 12, 1), 2))[:-1] == [
        "desember 2026              januar 2027",
        "uke  ma ti on to fr lø sø  uke  ma ti on to fr lø sø",
        " 49      1  2  3  4  5  6   53             * 1  2  3",
        " 50   7  8  9 10 11 12 13    1   4  5  6  7  8  9 10",
        " 51  14 15 16 17 18 19 20    2  11 12 13 14 15 16 17",
        " 52  21 22 23 24*25*26 27    3  18 19 20 21 22 23 24",
        " 53  28 29 30 31             4  25 26 27 28 29 30 31",
        "",
    ]


@pytest.mark.parametrize(("year", "days"), [(2026, 28), (2028, 29), (2100, 28), (2000, 29)])
def test_february_has_the_days_of_its_year(year: int, days: int) -> None:
    shown = " ".join(text_of(page(date(year, 2, 1)))[2:-1]).replace("*", " ").split()
    assert str(days) in shown
    assert str(days + 1) not in shown


def test_every_day_of_many_months_stands_once_in_rows_of_the_right_width() -> None:
    for first in months_from(date(2023, 1, 1), 72):
        lines = calendar_lines(page(first), screen_words("en"))
        rows = ["".join(part for part, _ in line.parts) for line in lines]
        assert len(rows) == HEIGHT
        assert {cell_len(row) for row in rows[:-1]} == {MONTH_WIDTH}
        days = " ".join(row[4:] for row in rows[2:-1]).replace("*", " ").split()
        last = months_on(first, 1) - ONE_DAY
        assert days == [str(number) for number in range(1, last.day + 1)]
        for day in (first, last):
            assert (
                "".join(cell for cell, _ in drawn(page(first), day, "dark"))[1:] == f"{day.day:>2}"
            )


@pytest.mark.parametrize(
    ("width", "months"), [(24, 0), (25, 1), (51, 1), (52, 2), (79, 3), (200, 3)]
)
def test_as_many_months_as_there_is_room_for(width: int, months: int) -> None:
    assert months_that_fit(width) == months
    if months:
        widest = max(map(cell_len, text_of(page(date(2027, 1, 1), months))[:-1]))
        assert widest <= width


@pytest.mark.parametrize("language", SCREEN_LANGUAGES)
@pytest.mark.parametrize("months", [1, 2, 3])
def test_the_legend_is_as_long_as_there_is_room_for(language: str, months: int) -> None:
    christmas = date(2026, 12, 25)
    states = {christmas + timedelta(days=n): state for n, state in enumerate(DayState)}
    legend = text_of(page(christmas, months, states), language)[-1]
    assert cell_len(legend) <= months * (MONTH_WIDTH + 2) - 2
    assert cell_len(legend) > 0


def test_the_legend_explains_the_signs_in_sight() -> None:
    days = dict.fromkeys((date(2026, 12, 1), date(2026, 12, 25)), DayState.OPEN)
    closed = {date(2026, 12, 2): DayState.CLOSED, date(2026, 12, 3): DayState.SOME_CLOSED}
    substitute = {date(2026, 12, 4): DayState.SUBSTITUTE}
    december = date(2026, 12, 1)
    assert text_of(page(december, 2, days))[-1] == "* helligdag"
    assert text_of(page(december, 2, days | closed | substitute))[-1] == (
        "██ stengt   ▒ noe stengt   ◆ vikar   * helligdag"
    )
    gone = {date(2026, 12, 5): DayState.NOT_SHOWN}
    assert text_of(page(december, 2, closed | gone))[-1] == (
        "██ stengt   ▒ noe stengt   ○ vises ikke"
    )


@pytest.mark.parametrize("theme", PALETTES)
def test_no_two_days_look_alike_in_any_theme(theme: str) -> None:
    """Five states, chosen or not, and today: told apart by signs where there are no colours."""
    day = date(2026, 11, 25)
    for state_of_neighbour in DayState:
        looks = {}
        for state, marked, today in product(DayState, (FAR_AWAY, day), (FAR_AWAY, day)):
            if marked == today == day:
                continue  # today is told by its weekday and its week
            states = {day: state, day + ONE_DAY: state_of_neighbour}
            shown = page(TODAY, states=states, marked=(marked, marked), today=today)
            looks[(state, marked, today)] = drawn(shown, day, theme)
        assert len(set(looks.values())) == len(looks)


def test_without_colours_a_state_is_told_by_more_than_shade() -> None:
    """On a terminal with no colours only signs, bold, underline and filled blocks are left."""

    def bare(cells: tuple[tuple[str, Style], ...]) -> tuple[tuple[str, bool, bool, bool], ...]:
        return tuple(
            (c, bool(s.bold), bool(s.underline), bool(s.reverse or s.bgcolor)) for c, s in cells
        )

    day = date(2026, 11, 25)
    for marked in (FAR_AWAY, day):
        shown = [page(TODAY, states={day: s}, marked=(marked, marked)) for s in DayState]
        assert len({bare(drawn(one, day, "mono")) for one in shown}) == len(DayState)


def test_today_is_marked_by_its_weekday_and_its_week_also_when_it_is_chosen() -> None:
    chosen = page(TODAY, today=TODAY, marked=(TODAY, TODAY))
    lines = calendar_lines(chosen, screen_words("nb"))
    strong = [text.strip() for line in lines[1:] for text, look in line.parts if look == "strong"]
    assert strong == ["fr", "48"]
    assert not [
        1
        for line in calendar_lines(page(TODAY), screen_words("nb"))[1:]
        for _, look in line.parts
        if look == "strong"
    ]


def test_months_on_keeps_to_the_month() -> None:
    assert months_on(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert months_on(date(2028, 3, 31), -1) == date(2028, 2, 29)
    assert months_on(date(2026, 12, 31), 2) == date(2027, 2, 28)
    assert months_on(date(2026, 1, 1), -1) == date(2025, 12, 1)
    assert last_day(months_from(date(2026, 11, 27), 2)) == date(2026, 12, 31)
