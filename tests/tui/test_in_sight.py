"""Nothing important is out of sight: findings, names, and doctors for whom there is no room."""

import re
from datetime import date, timedelta

import pytest

from fravaertui.tui.widgets.record_list import RecordList
from tests.tui.conftest import Backend, Opening
from tests.tui.driver import NARROW, WIDE


@pytest.mark.parametrize(
    ("size", "clinic"), [(WIDE, "rønhovde"), (NARROW, "rønhovde"), (NARROW, "solvik")]
)
async def test_findings_are_counted_always_and_seen_before_one_is_opened(
    opening: Opening, size: tuple[int, int], clinic: str
) -> None:
    async with opening(size, clinic=clinic) as agent:
        count = len(agent.app.state.findings)
        assert count
        assert f"Avvik {count}" in agent.edge("work")
        await agent.press("v")
        assert f"Avvik {count}" in agent.edge("work")
        await agent.press("escape", "x", "home")
        assert agent.focus == "finding-list"
        rows = agent.view("finding-list")
        for _ in range(count):
            assert rows.region.bottom <= agent.view("keys").region.y
            marked = [rows.render_line(y).text for y in range(rows.region.height)]
            assert any(row.startswith("▌") for row in marked), "the marked one is in sight"
            await agent.press("down")


@pytest.mark.parametrize("rows", [20, 22, 24, 36])
@pytest.mark.parametrize("clinic", ["rønhovde", "solvik"])
async def test_the_most_severe_finding_is_in_sight_below_the_absences_at_every_height(
    opening: Opening, rows: int, clinic: str
) -> None:
    async with opening((80, rows), clinic=clinic) as agent:
        findings, overview = agent.view("findings"), agent.app.screen.query_one("#overview")
        assert findings.region.y < overview.region.bottom
        assert agent.rows("findings")[0].split(": ", 1)[1][:40] in agent.picture
        assert agent.view("absences").size.height >= min(4, 2 * len(agent.app.state.absences()))


async def test_a_finding_stays_in_sight_with_a_message_below_it(opening: Opening) -> None:
    """The message takes rows that the weeks had; a heading with nothing under it says nothing."""
    async with opening(NARROW, clinic="ddfl") as agent:
        await agent.press("n")
        await agent.type("bo")
        await agent.fill("starts", "uke 28-30")
        await agent.go_to("services")
        await agent.press("a", "down", "space", "ctrl+s")
        await agent.press("b", "b", "a", "J")
        assert agent.note.startswith("Avsluttet: Astrid Info")
        findings, overview = agent.view("findings"), agent.app.screen.query_one("#overview")
        assert agent.rows("findings")
        assert findings.region.y < overview.region.bottom


@pytest.mark.parametrize("rows", [30, 36, 44, 50, 60])
@pytest.mark.parametrize("count", [3, 8, 14, 40])
async def test_no_row_stays_empty_while_absences_are_out_of_sight(
    opening: Opening, backend: Backend, rows: int, count: int
) -> None:
    async with backend.another_agent() as ola:
        for week in range(count):
            monday = date(2027, 1, 4) + timedelta(weeks=week)
            await ola.add(("Per Vikar", "Bo Berg")[week % 2], monday, monday)
    async with opening((160, rows), clinic="ddfl") as agent:
        listed = agent.view("absences")
        assert isinstance(listed, RecordList)
        overview = agent.app.screen.query_one("#overview")
        lowest = max(child.region.bottom for child in overview.children if child.display)
        empty = overview.region.bottom - lowest
        assert empty >= 0, "all else is in sight"
        assert not listed.records_below or empty < 2 or agent.shows("calendar")


async def test_absences_out_of_sight_are_counted_in_the_edge(opening: Opening) -> None:
    async with opening(NARROW, clinic="storbyen") as agent:
        view = agent.view("absences")
        total = len(agent.app.state.absences())
        below = total - view.size.height // 2
        assert below > 0
        await agent.until(lambda: f"{below} til nedenfor" in agent.edge("work"))
        await agent.press("end")
        await agent.until(lambda: "til ovenfor" in agent.edge("work"))
        assert "nedenfor" not in agent.edge("work")
        await agent.press("x")
        await agent.until(lambda: "ovenfor" not in agent.edge("work"))


async def test_steps_out_of_sight_are_counted_in_the_edge(opening: Opening) -> None:
    """Under a message there is room for few of them on a small terminal."""
    async with opening(NARROW, clinic="ddfl") as agent:
        await agent.press("v", "n")
        await agent.type("astrid")
        await agent.fill("name", "Siv Testvikar")
        await agent.fill("starts", "uke 50")
        await agent.go_to("services")
        await agent.press("space", "down", "space", "ctrl+s")
        assert agent.note.startswith("Lagret: vikar Siv Testvikar")
        steps = agent.view("steps")
        total, seen = len(agent.rows("steps")), steps.size.height
        assert 0 < seen < total
        await agent.until(lambda: f"{total - seen} steg til nedenfor" in agent.edge("work"))
        await agent.press("v", "end")
        await agent.until(lambda: "steg til ovenfor" in agent.edge("work"))
        assert "nedenfor" not in agent.edge("work")
        await agent.press("x")
        await agent.until(lambda: "steg til" not in agent.edge("work"))
    async with opening((80, 40), clinic="ddfl") as agent:
        await agent.press("v", "down")
        assert agent.view("steps").size.height == len(agent.rows("steps"))
        assert "steg til" not in agent.edge("work")


async def test_a_timeline_without_room_for_all_says_so_and_follows_the_chosen(
    opening: Opening,
) -> None:
    async with opening(WIDE, clinic="storbyen") as agent:
        everyone = [p.name for p in agent.app.state.file.practitioners]  # type: ignore[union-attr]
        assert len(everyone) > 8
        assert f"av {len(everyone)}" in agent.says("timeline")
        timeline, overview = agent.view("timeline"), agent.app.screen.query_one("#overview")
        for _ in everyone:
            await agent.press("b")
            assert timeline.region.bottom <= overview.region.bottom, "none of it is cut"
            chosen = agent.rows("citizen")[0].removeprefix("Fastlege ")[:10]
            assert chosen in agent.says("timeline")


async def test_services_are_spelled_out_where_there_is_room(opening: Opening) -> None:
    async with opening((200, 40), clinic="ddfl") as agent:
        assert "alle fire tjenester" in agent.says("absences")
    async with opening(WIDE, clinic="ddfl") as agent:
        assert "alle fire ·" in agent.says("absences")


@pytest.mark.parametrize("columns", [110, 120, 160, 200])
async def test_no_name_gives_way_to_a_long_cell(opening: Opening, columns: int) -> None:
    async with opening((columns, 36), clinic="storbyen") as agent:
        state = agent.app.state
        names = {p.her_id: p.name for p in state.file.practitioners}  # type: ignore[union-attr]
        shown = [names[a.practitioner] for a in state.absences() if a.practitioner]
        told = agent.absences
        assert told
        for name, row in zip(shown, told, strict=False):
            assert row.startswith(name[:16]), row


@pytest.mark.parametrize("columns", [80, 90, 120, 160, 200])
async def test_no_day_of_reopening_is_cut(opening: Opening, columns: int) -> None:
    async with opening((columns, 36), clinic="ddfl") as agent:
        for day in ("30", "21"):
            with_year = rf"åpner (igjen )?\S*\s?{day}\.( \w+ |12\.|11\.)2026"
            # Without, the year stands in the column above, and a substitute has its room.
            assert re.search(rf"{with_year}|åpner {day}\.12 ◆", agent.words)
        said = agent.says("absences")
        assert re.search("(vikar|◆) Per Vikar", said)


@pytest.mark.parametrize("columns", [80, 100, 120, 160])
async def test_a_finding_of_several_of_a_kind_says_what_is_wrong_and_when_and_no_word_is_cut(
    opening: Opening, backend: Backend, columns: int
) -> None:
    """Two absences that leave a service open are two findings of one kind about one person."""
    away = ("timebestilling", "reseptfornyelse", "ekonsultasjon")
    async with backend.another_agent() as ola:
        for day in (4, 18):
            await ola.add("Per Vikar", date(2027, 1, day), date(2027, 1, day + 6), away)
    async with opening((columns, 40), clinic="ddfl") as agent:
        told = [row for row in agent.rows("findings") if "Vikar: " in row and ".01" in row]
        assert len(told) == 2
        assert all("åp" in row.casefold() for row in told)
        assert "04.01" in told[0] + told[1]
        assert "18.01" in told[0] + told[1]
        assert not any("…" in row for row in agent.rows("findings"))


@pytest.mark.parametrize("columns", [100, 120, 160])
async def test_no_word_of_an_absence_from_elsewhere_is_cut(opening: Opening, columns: int) -> None:
    async with opening((columns, 36)) as agent:
        for clinic in ("ddfl", "rønhovde", "solvik", "storbyen"):
            await agent.press("slash")
            await agent.type(clinic)
            await agent.press("enter")
            assert not any("…" in row for row in agent.rows("absences"))
