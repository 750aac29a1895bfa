"""How the panes share the terminal: one, two or three side by side, and wider on a wider one."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fravaertui.session.choices import Choices, PaneWidths, load, store
from fravaertui.tui.pane_widths import (
    LEAST_CITIZEN,
    LEAST_CLINICS,
    LEAST_MIDDLE,
    TWO_PANES_FROM,
    pane_widths,
)
from fravaertui.tui.widgets.calendar import MOST_MONTHS, months_that_fit
from tests.tui.conftest import Opening
from tests.tui.driver import NARROW, Driver

MEDIUM = (100, 30)
EDGES, MARGINS = 2, 4
"""Columns of a pane's edges, and beside the months within them."""


@given(
    st.integers(TWO_PANES_FROM, 400),
    st.builds(PaneWidths, st.integers(0, 300), st.integers(0, 300)),
)
def test_each_pane_keeps_what_it_needs_whatever_is_chosen(columns: int, chosen: PaneWidths) -> None:
    clinics, citizen = pane_widths(columns, chosen)
    beside = citizen if columns < 120 else clinics + citizen
    assert clinics >= LEAST_CLINICS
    assert citizen >= LEAST_CITIZEN
    assert columns - beside >= LEAST_MIDDLE


@given(st.integers(148, 300))
def test_the_middle_pane_has_room_for_three_months_before_the_others_grow(columns: int) -> None:
    middle = columns - sum(pane_widths(columns))
    assert months_that_fit(middle - EDGES - MARGINS + 2) == MOST_MONTHS


def test_every_pane_of_a_wider_terminal_is_as_wide_or_wider() -> None:
    for columns in range(120, 240):
        now, next_one = pane_widths(columns), pane_widths(columns + 1)
        assert sum(next_one) - sum(now) in (0, 1)
        assert all(after >= before for before, after in zip(now, next_one, strict=True))
    assert pane_widths(120) == (26, 38)
    assert pane_widths(160) == (30, 46)
    assert pane_widths(200) == (34, 64)


@pytest.mark.parametrize("width", [100, 119])
async def test_list_and_citizen_stand_side_by_side(opening: Opening, width: int) -> None:
    async with opening((width, 30), clinic="ddfl") as agent:
        assert agent.shows("absences")
        assert "Fastlege Astrid Info" in agent.says("citizen")
        assert not agent.shows("clinics")
        assert not agent.shows("strip")


async def test_the_clinics_come_in_the_place_of_the_citizens_page(opening: Opening) -> None:
    async with opening(MEDIUM, clinic="ddfl") as agent:
        place = agent.workbench.query_one("#citizen-pane").region
        await agent.press("1")
        assert agent.workbench.query_one("#clinics-pane").region == place
        assert agent.shows("absences")
        assert not agent.shows("citizen")
        assert "Bo Berg" in agent.words
        await agent.press("escape")
        assert agent.workbench.query_one("#citizen-pane").region == place
        assert not agent.shows("clinics")
        await agent.press("3")
        assert agent.focus == "citizen"


async def test_a_medium_terminal_begins_with_the_search_over_how_to_get_started(
    opening: Opening,
) -> None:
    async with opening(MEDIUM) as agent:
        assert agent.shows("today-lines")
        assert "Finn virksomheten" in agent.says("citizen")
        bottoms = {name: agent.workbench.query_one(f"#{name}-pane").region for name in PANES}
        assert bottoms["citizen"].y == bottoms["clinics"].bottom
        assert bottoms["citizen"].bottom == bottoms["work"].bottom
        await agent.type("ddfl")
        assert agent.hits == ["DDFL Test | 81569069"]
        await agent.press("enter")
        assert agent.title == "Fravær"
        assert agent.shows("citizen")


PANES = ("clinics", "work", "citizen")
SIZES = [(120, 36), (100, 30), (80, 24), (100, 30), (160, 50), (80, 24), (119, 30), (120, 36)]


async def test_the_keys_stay_where_they_are_on_a_terminal_of_any_size(wide: Driver) -> None:
    for key, focus in (("slash", "find"), ("3", "citizen"), ("2", "absences")):
        await wide.press(key)
        for size in SIZES:
            await wide.resize(*size)
            assert wide.focus == focus, size
            assert wide.shows(focus), size
        await wide.press("escape")


async def test_the_keys_go_to_the_search_where_there_is_no_card(wide: Driver) -> None:
    await wide.press("1")
    assert wide.focus == "practitioners"
    await wide.resize(*MEDIUM)
    assert wide.focus == "practitioners"
    assert wide.shows("practitioners")
    await wide.resize(*NARROW)
    assert wide.focus == "find"
    assert wide.shows("find")


async def test_what_is_typed_is_there_on_a_terminal_of_any_size(wide: Driver) -> None:
    await wide.press("slash", "ctrl+u")
    typed = ""
    for size, letter in zip(SIZES, "solvik", strict=False):
        await wide.resize(*size)
        await wide.type(letter)
        typed += letter
        assert wide.value("find") == typed
    await wide.press("enter", "n")
    await wide.go_to("starts")
    for size, letter in zip(SIZES, "uke 28", strict=False):
        await wide.resize(*size)
        await wide.type(letter)
        assert wide.focus == "starts"
    assert wide.value("starts") == "uke 28"


async def test_a_dialog_covers_the_middle_pane_alone_on_a_terminal_of_any_size(
    wide: Driver,
) -> None:
    await wide.press("d")
    for size in ((200, 60), (160, 50), (100, 30), (120, 36)):
        await wide.resize(*size)
        dialog = wide.app.screen.query_one("#dialog-pane").region
        assert dialog == wide.workbench.middle.region
        assert wide.shows("citizen")
    await wide.resize(80, 24)
    assert wide.shows("strip")
    await wide.press("escape")
    assert wide.focus == "absences"


async def test_the_keys_are_in_sight_where_the_practitioners_have_no_room(wide: Driver) -> None:
    await wide.press("1")
    assert wide.focus == "practitioners"
    for size in SIZES:
        await wide.resize(*size)
        assert wide.shows(wide.focus), size


def width_of(pane: str, agent: Driver) -> int:
    return agent.workbench.query_one(f"#{pane}-pane").region.width


async def test_a_pane_is_made_wider_and_narrower_and_stays_so(
    opening: Opening, tmp_path: Path
) -> None:
    file = tmp_path / "choices.json"
    async with opening((160, 50), clinic="ddfl", store_choices=lambda c: store(file, c)) as agent:
        citizen, clinics = width_of("citizen", agent), width_of("clinics", agent)
        middle = width_of("work", agent)
        await agent.press("greater_than_sign", "greater_than_sign")
        assert width_of("citizen", agent) == citizen + 4
        assert width_of("work", agent) == middle - 4
        await agent.press("1", "down", "less_than_sign")
        assert width_of("clinics", agent) == clinics - 2
        assert width_of("citizen", agent) == citizen + 4
        await agent.press("2", "d")
        assert agent.app.screen.query_one("#dialog-pane").region == agent.workbench.middle.region
    chosen = load(file)
    assert chosen.widths == (clinics - 2, citizen + 4)
    async with opening((160, 50), clinic="ddfl", choices=chosen) as agent:
        assert width_of("citizen", agent) == citizen + 4
        assert width_of("clinics", agent) == clinics - 2


async def test_no_pane_is_made_wider_than_there_is_room_for(wide: Driver) -> None:
    await wide.press("3", *["greater_than_sign"] * 4)
    assert width_of("work", wide) == LEAST_MIDDLE
    assert wide.note == "Ruta kan ikke bli bredere her."
    await wide.press(*["less_than_sign"] * 12)
    assert width_of("citizen", wide) == LEAST_CITIZEN
    assert wide.note == "Ruta kan ikke bli smalere her."
    await wide.press("down")
    assert wide.note == ""


async def test_a_pane_that_has_the_whole_terminal_has_one_width(opening: Opening) -> None:
    chosen: list[Choices] = []
    async with opening(NARROW, clinic="ddfl", store_choices=chosen.append) as agent:
        await agent.press("greater_than_sign")
        assert agent.note == "Ruta kan ikke bli bredere her."
    assert not chosen


async def test_a_width_that_was_chosen_gives_way_on_a_smaller_terminal(opening: Opening) -> None:
    chosen = Choices(widths=PaneWidths(40, 90))
    async with opening((200, 60), clinic="ddfl", choices=chosen) as agent:
        assert (width_of("clinics", agent), width_of("citizen", agent)) == (40, 90)
        await agent.resize(120, 36)
        assert width_of("work", agent) == LEAST_MIDDLE
        await agent.resize(200, 60)
        assert (width_of("clinics", agent), width_of("citizen", agent)) == (40, 90)


async def test_the_next_clinic_opens_at_the_last_tab(opening: Opening, tmp_path: Path) -> None:
    file = tmp_path / "choices.json"
    async with opening(MEDIUM, clinic="ddfl", store_choices=lambda c: store(file, c)) as agent:
        assert agent.title == "Fravær"
        await agent.press("v", "slash", "ctrl+u")
        await agent.type("fagersta")
        await agent.press("enter")
        assert agent.title == "Vikar"
        assert agent.focus == "substitutes"
    async with opening(MEDIUM, clinic="ddfl", choices=load(file)) as agent:
        assert agent.title == "Vikar"
        await agent.press("escape", "escape")
        await agent.press("slash")
        await agent.type("fagersta")
        await agent.press("enter")
        assert agent.title == "Fravær"


async def test_the_history_is_fetched_where_a_clinic_opens_with_it(opening: Opening) -> None:
    async with opening(MEDIUM, clinic="ddfl", choices=Choices(tab="HISTORY")) as agent:
        assert agent.title == "Historikk"
        assert agent.focus == "history"
        assert agent.rows("history")


async def test_what_is_remembered_of_another_version_is_no_tab(opening: Opening) -> None:
    for name in ("TODAY", "FORM", "elsewhere"):
        async with opening(MEDIUM, clinic="ddfl", choices=Choices(tab=name)) as agent:
            assert agent.title == "Fravær"


async def test_a_large_clinic_has_the_months_from_the_first_key_on(opening: Opening) -> None:
    """They were shown or hidden by turns while one row was lacking."""
    async with opening((160, 50), clinic="storbyen") as agent:
        for key in ("down", "up", "b", "B"):
            assert agent.shows("calendar"), key
            await agent.press(key)
