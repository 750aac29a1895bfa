"""The edges of the panes: what each is, where the keys are, and how much is in each tab."""

import pytest
from textual.style import Style

from fravaertui.tui.themes import style_of
from tests.tui.conftest import Opening
from tests.tui.driver import NARROW, WIDE, Driver


async def test_the_tabs_say_how_much_is_in_each_and_which_is_shown(
    agent: Driver, size: tuple[int, int]
) -> None:
    info = "Info til pasient" if size == NARROW else "Info"
    tabs = f"▸ Fravær 2 Vikar 1 {info} Historikk Avvik 0"
    assert agent.edge("work") == tabs
    assert agent.title == "Fravær"
    for key, title in (("v", "Vikar"), ("H", "Historikk"), ("x", "Avvik")):
        await agent.press(key)
        assert agent.title == title
        assert agent.edge("work") == tabs


async def test_a_sign_tells_which_pane_has_the_keys(wide: Driver) -> None:
    panes = {"1": "clinics", "3": "citizen", "2": "work"}
    for key, focused in panes.items():
        await wide.press(key)
        marked = {pane for pane in panes.values() if wide.edge(pane).startswith("▸")}
        assert marked == {focused}
        await wide.press("escape")


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_a_count_follows_what_is_done(opening: Opening, size: tuple[int, int]) -> None:
    async with opening(size, clinic="ddfl") as agent:
        await agent.press("down", "d", "J")
        assert "Fravær 1" in agent.edge("work")
        await agent.press("u", "J")
        assert "Fravær 2" in agent.edge("work")


async def test_the_edges_follow_the_theme(wide: Driver) -> None:
    """What stands in an edge is drawn in the theme's looks at once, not at the next key."""
    await wide.press("ctrl+t")
    dim = style_of("dim", wide.app.palette).color
    title = wide.workbench.middle._border_title
    assert dim
    assert dim.triplet
    assert title
    drawn = {span.style.foreground for span in title.spans if isinstance(span.style, Style)}
    assert {colour.rgb for colour in drawn if colour} == {tuple(dim.triplet)}
