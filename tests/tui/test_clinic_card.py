"""The clinic's card: what it is known by, and how it stands with each practitioner today."""

from fravaertui.domain.day_states import DayState, practitioner_state
from fravaertui.tui.panes.clinic_card import CHOSEN
from fravaertui.tui.themes.day_states import APPEARANCES
from tests.tui.conftest import Opening
from tests.tui.driver import NARROW, Driver


async def test_the_card_says_what_the_clinic_is_known_by(wide: Driver) -> None:
    card = wide.says("card")
    assert card.startswith("DDFL Test 81569069 org.nr. 100000024 HER-id 99000100")
    assert "BEHANDLERE 3" in card


async def test_each_practitioner_has_the_sign_and_the_words_of_today(wide: Driver) -> None:
    card = wide.says("card")
    assert "■ Astrid Info stengt til 30. nov." in card
    assert "● Bo Berg åpen · noe stengt 07.12" in card
    assert "● Per Vikar åpen" in card
    await wide.press("plus", "plus", "plus")
    assert wide.says("card") == card, "today, whichever day is looked at"


async def test_the_card_marks_whom_the_rest_is_about(wide: Driver) -> None:
    assert f"{CHOSEN}■ Astrid Info" in wide.says("card")
    await wide.press("b")
    assert f"{CHOSEN}● Bo Berg" in wide.says("card")
    assert f"{CHOSEN}■" not in wide.says("card")


async def test_the_chosen_one_is_in_sight_at_a_large_clinic(opening: Opening) -> None:
    async with opening(clinic="storbyen") as agent:
        state, card = agent.app.state, agent.view("card")
        assert state.file
        for _ in state.file.practitioners:
            await agent.press("b")
            rows = [card.render_line(y).text for y in range(card.size.height)]
            assert any(row.startswith(CHOSEN) for row in rows)


async def test_a_small_terminal_has_no_room_for_the_card(opening: Opening) -> None:
    async with opening(NARROW, clinic="ddfl") as agent:
        await agent.press("1")
        assert not agent.shows("card")


async def test_the_sign_is_that_of_the_day(opening: Opening) -> None:
    async with opening(clinic="fagersta") as agent:
        state = agent.app.state
        assert state.file
        for practitioner in state.file.practitioners:
            now = practitioner_state(state.file, practitioner.her_id, state.today)
            assert f"{APPEARANCES[now.state].sign} {practitioner.name}" in agent.says("card")
        assert len({appearance.sign for appearance in APPEARANCES.values()}) == len(DayState)
