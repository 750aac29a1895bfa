"""One chosen practitioner: the marked row, the weeks and the citizen's page are about the same."""

from datetime import date

import pytest

from tests.tui.conftest import Backend, Opening
from tests.tui.driver import NARROW, WIDE, Driver
from tests.tui.held import held

HIGH = (120, 44)
"""A terminal with room for the months beside what is said after saving."""


def about(agent: Driver) -> str:
    """Return whose page the citizen pane shows."""
    return agent.rows("citizen")[0].removeprefix("Fastlege ").strip()


async def test_a_practitioner_searched_for_is_the_marked_row_and_the_one_changed(
    opening: Opening,
) -> None:
    async with opening(WIDE, clinic="bo berg") as agent:
        assert about(agent) == "Bo Berg"
        assert agent.row.startswith("Bo Berg")
        await agent.press("e")
        assert agent.practitioner == "Bo Berg"


async def test_a_practitioner_searched_for_is_chosen_though_contact_is_made_again_meanwhile(
    opening: Opening,
) -> None:
    async with opening(WIDE) as agent:
        await agent.type("bo berg")
        with held(agent.app.gateway, "clinic") as answers:
            agent.send("enter")
            await agent.until(answers.asked.is_set)
            answers.asked.clear()
            agent.workbench.loader.make_contact()
            await agent.until(answers.asked.is_set)
            answers.release()
            await agent.settle()
        assert about(agent) == "Bo Berg"


async def test_who_has_no_absence_marks_no_row_and_nothing_is_changed_by_mistake(
    opening: Opening,
) -> None:
    async with opening(WIDE, clinic="per vikar") as agent:
        assert about(agent) == "Per Vikar"
        assert agent.row == ""
        for key in ("e", "f", "a", "d"):
            await agent.press(key)
            assert agent.note == "Per Vikar har ikke noe fravær i lista."
        await agent.press("down")
        assert agent.row.startswith("Astrid Info")
        assert about(agent) == "Astrid Info"


async def test_stepping_from_practitioner_to_practitioner_moves_the_row_too(wide: Driver) -> None:
    for name, row in (("Bo Berg", "Bo Berg"), ("Per Vikar", ""), ("Astrid Info", "Astrid Info")):
        await wide.press("b")
        assert about(wide) == name
        assert wide.row.startswith(row)
        assert bool(wide.row) == bool(row)


async def test_after_an_absence_is_ended_the_marked_row_is_still_of_who_is_shown(
    wide: Driver,
) -> None:
    await wide.press("a", "J")
    assert about(wide) == "Astrid Info"
    assert not wide.row.startswith("Bo Berg")
    await wide.press("e")
    assert wide.note == "Astrid Info har ikke noe fravær i lista."


async def added(agent: Driver, whom: str, days: str) -> None:
    await agent.press("n")
    await agent.type(whom)
    await agent.fill("starts", days)
    await agent.go_to("services")
    await agent.press("a", "ctrl+s")


async def test_when_an_addition_is_undone_the_nearest_row_of_the_same_one_is_marked(
    wide: Driver,
) -> None:
    await added(wide, "bo", "uke 28")
    await added(wide, "bo", "uke 30")
    await wide.press("u", "J")
    assert about(wide) == "Bo Berg"
    assert wide.row.startswith("Bo Berg 12.07.2027")


async def test_when_the_only_absence_of_someone_is_undone_keys_go_on_from_where_it_stood(
    wide: Driver,
) -> None:
    """No other's is marked, which the next key would change while the screen is about them."""
    await added(wide, "per", "uke 28")
    await wide.press("u", "J")
    assert about(wide) == "Per Vikar"
    assert wide.row == ""
    await wide.press("d")
    assert wide.note == "Per Vikar har ikke noe fravær i lista."
    await wide.press("up")
    assert wide.row.startswith("Bo Berg")
    assert about(wide) == "Bo Berg"


@pytest.mark.parametrize("tab", ["v", "H", "m", "n", "x", "]", "["])
async def test_opening_a_pane_never_changes_who_is_chosen(wide: Driver, tab: str) -> None:
    await wide.press("b", "b")
    assert about(wide) == "Per Vikar"
    await wide.press(tab)
    assert about(wide) == "Per Vikar"
    await wide.press("escape")
    assert about(wide) == "Per Vikar"


async def test_the_substitutes_mark_that_of_who_is_chosen(wide: Driver) -> None:
    await wide.press("v")
    assert "Astrid Info har ingen vikar." in wide.says("verdict")
    await wide.press("e")
    assert wide.note == "Her er det ingen vikar å velge."
    await wide.press("b")
    assert about(wide) == "Bo Berg"
    assert "har ingen vikar" not in wide.says("verdict")


async def test_the_citizens_language_and_day_are_the_usual_ones_at_the_next_clinic(
    wide: Driver,
) -> None:
    await wide.press("s", "plus", "plus")
    assert "på nynorsk" in wide.says("citizen")
    await wide.press("slash")
    await wide.type("sorli")
    await wide.press("enter")
    assert "på bokmål" in wide.says("citizen")
    assert "i dag" in wide.says("citizen")


async def type_whole_office(agent: Driver, days: str) -> None:
    """Fill in an absence of the whole office, with all services."""
    await agent.press("n")
    await agent.type("hele")
    await agent.fill("starts", days)
    await agent.go_to("services")
    await agent.press("a")


def marked(agent: Driver, view: str) -> str:
    """Return the day that a calendar marks as chosen."""
    parts = [part for line in agent.view(view).lines for part in line.parts]
    return " ".join(text.strip() for text, look in parts if look == "chosen day")


async def test_the_form_has_the_months_of_whom_the_citizens_page_is_about(
    opening: Opening,
) -> None:
    """Hilde is the first who is met closed: Grete is away already, in the days before as well."""
    async with opening(HIGH, clinic="solvik") as agent:
        assert about(agent) == "Grete Testglem"
        await type_whole_office(agent, "25.11-30.11")
        assert about(agent) == "Hilde Testhav"
        assert "▒" not in agent.says("days")
        assert marked(agent, "days") == "25"
        await agent.press("ctrl+s")
        assert about(agent) == agent.says("calendar-title") == "Hilde Testhav"
        assert marked(agent, "calendar") == "25"
        assert "onsdag 25. november 2026" in agent.says("citizen")


async def test_after_the_whole_office_is_closed_all_stand_at_its_first_day(wide: Driver) -> None:
    """Where it meets a substitute, and closes what is beside the cover for longer, too."""
    await type_whole_office(wide, "16.12-3.1")
    await wide.press("ctrl+s", "1")
    assert about(wide) == "Astrid Info"
    assert "onsdag 16. desember 2026" in wide.says("citizen")
    await wide.press("J")
    assert wide.row.startswith("Hele legekontoret 16.12.2026")
    assert about(wide) == wide.says("calendar-title") == "Astrid Info"
    assert marked(wide, "calendar") == "16"
    assert "onsdag 16. desember 2026" in wide.says("citizen")


async def test_another_day_marks_the_absence_that_it_is_in(
    opening: Opening, backend: Backend
) -> None:
    """So that a key never changes one that is out of sight."""
    async with backend.another_agent() as colleague:
        await colleague.add("Astrid Info", date(2027, 7, 12), date(2027, 7, 18))
    async with opening(WIDE, clinic="astrid") as agent:
        assert agent.row.startswith("Astrid Info 09.11.2026")
        await agent.press("p")
        await agent.type("14.7.2027")
        await agent.press("enter")
        assert agent.row.startswith("Astrid Info 12.07.2027")
        await agent.press("f")
        assert agent.value("ends") == "18.07.2027"


async def test_the_absence_that_the_day_is_in_is_marked_when_someone_else_is_looked_at(
    opening: Opening, backend: Backend
) -> None:
    """So that a key acts on what the citizen's page shows."""
    async with backend.another_agent() as colleague:
        await colleague.add("Bo Berg", date(2027, 7, 5), date(2027, 7, 11))
        await colleague.add("Bo Berg", date(2027, 7, 12), date(2027, 7, 18))
    async with opening(WIDE, clinic="astrid") as agent:
        await agent.press("p")
        await agent.type("14.7.2027")
        await agent.press("enter", "b")
        assert agent.row.startswith("Bo Berg 12.07.2027")
        await agent.press("minus", "minus", "minus")
        assert agent.row.startswith("Bo Berg 05.07.2027")


async def test_the_row_walked_to_stays_marked_whatever_day_is_shown(
    opening: Opening, backend: Backend
) -> None:
    async with backend.another_agent() as colleague:
        await colleague.add("Bo Berg", date(2027, 7, 12), date(2027, 7, 18))
    async with opening(WIDE, clinic="bo berg") as agent:
        await agent.press("down")
        assert agent.row.startswith("Bo Berg 12.07.2027")
        await agent.press("v", "escape")
        assert agent.row.startswith("Bo Berg 12.07.2027")


async def test_after_a_substitute_is_saved_the_absence_of_its_days_is_marked(
    opening: Opening, backend: Backend
) -> None:
    async with backend.another_agent() as colleague:
        await colleague.add("Bo Berg", date(2027, 7, 5), date(2027, 8, 8))
    async with opening(NARROW, clinic="astrid") as agent:
        await agent.press("v", "n")
        await agent.type("bo")
        await agent.fill("name", "Siv Testvikar")
        await agent.fill("starts", "uke 28-30")
        await agent.go_to("services")
        await agent.press("space", "ctrl+s", "1", "J", "escape")
        assert "5. juli 2027 · Bo Berg" in agent.says("strip")
        assert agent.row.startswith("Bo Berg 05.07.2027")
