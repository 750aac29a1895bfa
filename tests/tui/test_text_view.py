"""Text is wrapped to the room there is, also when that changes."""

from datetime import UTC, datetime
from typing import ClassVar

import pytest
from rich.cells import cell_len
from textual.app import ComposeResult

from fravaertui.session.state import Contact, SessionState
from fravaertui.texts.catalogue import screen_words
from fravaertui.tui.commands import COMMANDS, key_names
from fravaertui.tui.panes.header_footer import SHORTEST_NAME, header_line
from fravaertui.tui.widgets.text_view import TextView, line
from tests.tui.themed import Themed

WIDTH, HEIGHT = 20, 5


class Shown(Themed):
    """One view as wide as its text until there is more of it than fits."""

    CSS: ClassVar[str] = (
        "TextView { width: 20; height: 5; scrollbar-gutter: auto; scrollbar-size-vertical: 1;"
        " overflow-y: auto; }"
    )

    def compose(self) -> ComposeResult:
        yield TextView()


async def test_text_is_wrapped_anew_when_a_scrollbar_takes_its_column() -> None:
    """And when it gives it back: no resize tells of either."""
    app = Shown()
    async with app.run_test(size=(40, 10)) as pilot:
        view = app.query_one(TextView)
        full = line("x" * (WIDTH - 2) + " y")
        view.show([full])
        await pilot.pause()
        assert view.text == "x" * (WIDTH - 2) + " y"
        view.show([full] * HEIGHT * 2)
        await pilot.pause()
        assert view.show_vertical_scrollbar
        room = view.scrollable_content_region.width
        assert room < WIDTH
        assert max(map(cell_len, view.text.split("\n"))) <= room
        view.show([full])
        await pilot.pause()
        assert view.text == "x" * (WIDTH - 2) + " y"


@pytest.mark.parametrize("width", range(47, 121))
def test_a_header_without_room_leaves_out_the_agent_before_the_clinics_name(width: int) -> None:
    agent = "kari.nordmann.fra.kundesenteret"
    state = SessionState(
        screen_words("nb"),
        lambda: datetime(2026, 11, 22, 10, tzinfo=UTC),
        key_names(COMMANDS),
        agent=agent,
        contact=Contact.CONNECTED,
    )
    header = "".join(text for text, _ in header_line(state, width).parts)
    assert cell_len(header) == width
    assert header.endswith("tilkoblet · 22.11.2026 ")
    name = state.words("no clinic chosen")[: SHORTEST_NAME - 1]
    assert name in header
    with_both = len(" fravaertui     ") + SHORTEST_NAME + len(f"{agent} · tilkoblet · 22.11.2026 ")
    assert (agent in header) == (width >= with_both)
