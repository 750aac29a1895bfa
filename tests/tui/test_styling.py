"""A class that comes or goes styles less than Textual would, and never too little."""

from itertools import product

import pytest
from textual.dom import DOMNode

from fravaertui.tui.pane_widths import BREAKPOINTS
from fravaertui.tui.textual_overrides.less_styling import RestyledByClass
from tests.tui.conftest import Opening
from tests.tui.driver import WIDE, Driver

LAYOUT = ("-show-today", "-show-clinics", "-show-citizen", "-overview-alone", "-with-recent")
"""The classes by which the workbench shares the screen between its panes."""
PANES = [
    ("#work-pane", "-focused"),
    ("#overview", "-with-findings"),
    ("#overview", "-at-findings"),
    ("#clinics", "-with-card"),
    ("#clinic-history", "-explained"),
]
"""The panes with classes of their own."""


def _styles(root: DOMNode) -> dict[DOMNode, dict[str, object]]:
    return {node: dict(node.styles.base.get_rules()) for node in root.walk_children(with_self=True)}


def _assert_nothing_left_out(root: DOMNode) -> None:
    """Compare with what Textual's own way comes to, which is to style everything again."""
    styled = _styles(root)
    root.app.stylesheet.update(root)
    assert styled == _styles(root)


async def test_whatever_a_class_of_the_screen_is_about_is_styled(wide: Driver) -> None:
    screen = wide.app.screen
    assert isinstance(screen, RestyledByClass)
    _assert_nothing_left_out(screen)
    widths = [name for _, name in BREAKPOINTS]
    for width, has in product(widths, product((False, True), repeat=len(LAYOUT))):
        layout = dict(zip(LAYOUT, has, strict=True)) | {name: name == width for name in widths}
        before = _styles(screen)
        screen.update_classes(layout)
        _assert_nothing_left_out(screen)
    assert before != _styles(screen)


@pytest.mark.parametrize(("pane", "name"), PANES)
async def test_whatever_a_class_of_a_pane_is_about_is_styled(
    wide: Driver, pane: str, name: str
) -> None:
    widget = wide.app.screen.query_one(pane)
    assert isinstance(widget, RestyledByClass)
    before = _styles(widget)
    has = widget.has_class(name)
    widget.set_class(not has, name)
    assert _styles(widget) != before
    _assert_nothing_left_out(widget)
    widget.set_class(has, name)
    assert _styles(widget) == before


async def test_a_screen_is_styled_for_its_width_before_it_is_laid_out(opening: Opening) -> None:
    async with opening(WIDE) as agent:
        assert agent.app.screen.has_class("-wide")
        await agent.press("?")
        assert agent.app.screen.has_class("-wide")
        _assert_nothing_left_out(agent.app.screen)
