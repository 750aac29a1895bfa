"""The calendar in the pane of absences and in the form: days to walk through, and to see."""

from datetime import date

import pytest

from fravaertui.tui.widgets.record_list import CURSOR_MARK
from tests.tui.conftest import Backend, Opening
from tests.tui.driver import NARROW, Driver

BIG = (160, 50)


def months(agent: Driver, view: str = "calendar") -> list[str]:
    """Return the names of the months that are shown."""
    return agent.rows(view)[0].split()[::2]


def looks(agent: Driver, view: str, row: int, text: str) -> set[str]:
    """Return in which looks a text stands in a row of a view."""
    return {look for part, look in agent.view(view).lines[row].parts if text in part}


async def test_the_calendar_is_of_whoever_is_chosen(wide: Driver) -> None:
    assert wide.says("calendar-title") == "Astrid Info"
    assert months(wide) == ["november", "desember"]
    assert looks(wide, "calendar", 6, "25") == {"closed day"}
    await wide.press("down")
    assert wide.says("calendar-title") == "Bo Berg"
    assert looks(wide, "calendar", 6, "25") == {"plain"}
    assert "▒ 7▒ 8" in wide.rows("calendar")[3]
    await wide.press("b")
    assert wide.says("calendar-title") == "Per Vikar"


async def test_arrows_walk_the_days_and_the_citizens_page_follows(wide: Driver) -> None:
    await wide.press("c")
    assert wide.focus == "calendar"
    for key, day in (
        ("right", "mandag 23. november 2026"),
        ("down", "mandag 30. november 2026"),
        ("left", "søndag 29. november 2026"),
        ("pagedown", "tirsdag 29. desember 2026"),
        ("up", "tirsdag 22. desember 2026"),
        ("pageup", "søndag 22. november 2026 · i dag"),
    ):
        await wide.press(key)
        assert day in wide.says("citizen"), key
    await wide.press("down", "home")
    assert "22. november 2026 · i dag" in wide.says("citizen")
    assert wide.app.state.chosen_day is None
    await wide.press("escape")
    assert wide.focus == "absences"


async def test_other_months_come_only_when_the_day_leaves_those_in_sight(wide: Driver) -> None:
    await wide.press("c", "pagedown")
    assert months(wide) == ["november", "desember"]
    await wide.press("pagedown")
    assert months(wide) == ["desember", "januar"]
    await wide.press("pageup", "pageup")
    assert months(wide) == ["november", "desember"]


async def test_all_days_of_the_chosen_absence_are_in_the_calendar_where_there_is_room(
    opening: Opening, backend: Backend
) -> None:
    async with backend.another_agent() as ola:
        await ola.add("Per Vikar", date(2026, 12, 1), date(2027, 4, 5))
    async with opening(BIG, clinic="ddfl") as agent:
        await agent.press("down")
        shown = agent.rows("calendar")
        assert shown[0].split() == ["november", "2026", "desember", "2026", "januar", "2027"]
        assert shown[9].split() == ["februar", "2027", "mars", "2027", "april", "2027"]
        assert looks(agent, "calendar", 12, " 5") == {"closed day"}


@pytest.mark.parametrize("size", [(100, 30), (120, 36), BIG, (200, 60)])
async def test_the_months_that_are_shown_are_in_sight_whole(
    opening: Opening, size: tuple[int, int]
) -> None:
    async with opening(size, clinic="ddfl") as agent:
        pane = agent.workbench.query_one("#overview").region
        for keys in ("b", "f", "escape", "b", "v", "escape"):
            await agent.press(keys)
        calendar = agent.view("calendar")
        assert calendar.region.height == len(calendar.text.split("\n"))
        assert agent.view("legend").region.bottom <= pane.bottom


async def test_a_day_chosen_elsewhere_is_marked_in_the_calendar(wide: Driver) -> None:
    await wide.press("plus")
    assert looks(wide, "calendar", 6, "23") == {"chosen day"}
    await wide.press("p")
    await wide.type("17.5")
    await wide.press("enter")
    assert "mai" in months(wide)


async def test_a_large_window_has_three_months_and_a_small_one_says_it_has_none(
    opening: Opening, backend: Backend
) -> None:
    async with opening(BIG, clinic="ddfl") as agent:
        assert months(agent) == ["november", "desember", "januar"]
        await agent.press("c")
        assert agent.focus == "calendar"
        await agent.resize(*NARROW)
        assert not agent.shows("calendar")
        assert agent.focus != "calendar"
        await agent.press("c")
        assert agent.note == "Det er ikke plass til kalenderen her. Gjør vinduet høyere."


async def test_a_change_by_someone_else_is_seen_in_the_days(wide: Driver, backend: Backend) -> None:
    async with backend.another_agent() as colleague:
        await colleague.add("Astrid Info", date(2026, 12, 14), date(2026, 12, 14))
        await wide.until(lambda: "Astrid Info 14.12" in " ".join(wide.absences))
    await wide.settle()
    assert looks(wide, "calendar", 4, "14") == {"closed day"}


async def test_the_form_shows_the_days_as_it_would_make_them(wide: Driver) -> None:
    await wide.press("n", "tab")
    await wide.type("uke 28-30")
    assert wide.says("span") == "21 dager · uke 28–30"
    assert months(wide, "days") == ["juli", "august"]
    assert looks(wide, "days", 4, "13 14 15") == {"chosen day"}, "typed, and not closed yet"
    await wide.press("tab", "tab", "a")
    assert wide.says("span") == "21 dager · uke 28–30 · åpner mandag 2. august 2027"
    assert looks(wide, "days", 4, "14") == {"closed day", "dim"}
    await wide.press("space")
    assert looks(wide, "days", 4, "15") == {"warning", "dim"}, "one service stays open"


async def test_what_stands_in_the_way_is_seen_in_the_form(wide: Driver) -> None:
    await wide.press("n", "tab")
    await wide.type("27.11-2.12")
    await wide.press("tab", "tab", "a")
    assert "^g endrer det." in wide.words
    assert "■27■28■29" in wide.rows("days")[6]
    assert looks(wide, "days", 7, "30") == {"chosen day"}


@pytest.mark.parametrize("size", [(120, 36), (120, 34), (120, 30), (160, 50), (100, 40), (80, 24)])
async def test_the_months_never_push_the_buttons_out_of_sight(
    opening: Opening, backend: Backend, size: tuple[int, int]
) -> None:
    async with opening(size, clinic="ddfl") as agent:
        for keys in ("n", "tab", *"uke 28/30", "enter"):
            await agent.press(keys)
        assert agent.shows("form")
        save = agent.app.screen.query_one("#form #save")
        form = agent.app.screen.query_one("#form")
        if agent.shows("days"):
            assert save.region.bottom <= form.region.bottom
        else:
            assert form.size.height < 33


@pytest.mark.parametrize(
    ("size", "rows"), [((120, 36), 1), ((120, 46), 2), (BIG, 2), ((200, 60), 2)]
)
async def test_a_taller_form_has_more_months_and_all_of_it_in_sight(
    opening: Opening, size: tuple[int, int], rows: int
) -> None:
    async with opening(size, clinic="ddfl") as agent:
        await agent.press("n", "tab")
        await agent.type("u28-30")
        across = 3 if size[0] >= BIG[0] else 2
        assert len(months(agent, "days")) == across
        assert sum(len(row.split()) // 2 for row in agent.rows("days")[9::9]) == across * (rows - 1)
        form, calendar = agent.workbench.middle.form, agent.view("days")
        assert calendar.region.height == len(calendar.text.split("\n"))
        assert form.query_one(".buttons").region.bottom <= form.region.bottom
        assert form.virtual_size.height == form.size.height, "nothing to scroll"


async def test_the_months_stay_while_what_is_typed_is_not_understood(wide: Driver) -> None:
    await wide.press("n", "tab")
    await wide.type("u28")
    shown = months(wide, "days")
    await wide.type("-3")
    assert months(wide, "days") == shown == ["juli", "august"]
    await wide.press("escape", "J", "n")
    assert months(wide, "days") == ["november", "desember"], "a new form begins today"


async def test_the_weeks_of_a_span_over_new_year(wide: Driver) -> None:
    await wide.press("n", "tab")
    await wide.type("23.12-5.1")
    assert wide.says("span") == "14 dager · uke 52–1"
    assert months(wide, "days") == ["desember", "januar"]


async def test_the_list_has_the_keys_where_the_months_have_no_room_any_more(wide: Driver) -> None:
    await wide.press("c")
    assert wide.focus == "calendar"
    await wide.resize(120, 20)
    assert not wide.shows("calendar")
    assert wide.focus == "absences"


def lit(agent: Driver, view_id: str) -> bool:
    """Tell whether any cell of a view is on the ground of the cursor."""
    view = agent.view(view_id)
    ground = agent.app.palette.cursor
    return any(
        style and style.bgcolor and style.bgcolor.triplet and style.bgcolor.triplet.hex == ground
        for y in range(view.size.height)
        for _, style, _ in view.render_line(y)
    )


async def test_only_what_takes_the_keys_is_lit_in_the_form(wide: Driver) -> None:
    await wide.press("n")
    await wide.fill("starts", "uke 28")
    for field in ("starts", "ends", "case_reference"):
        await wide.go_to(field)
        assert not lit(wide, "services")
        assert not lit(wide, "days")
        assert CURSOR_MARK not in wide.view("services").render_line(0).text
    await wide.go_to("services")
    assert lit(wide, "services")
    assert not lit(wide, "days")


async def test_the_chosen_day_is_lit_while_the_calendar_has_the_keys(wide: Driver) -> None:
    assert not lit(wide, "calendar")
    await wide.press("c")
    assert lit(wide, "calendar")
    assert not lit(wide, "absences")
    await wide.press("escape")
    assert not lit(wide, "calendar")
    assert lit(wide, "absences")
