"""The clinic's card: what it is known by, and how it stands with each practitioner today."""

from datetime import date
from uuid import UUID

from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.day_states import DayState, practitioner_state
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.domain.model import Absence, Clinic, Practitioner, ServiceOffer
from fravaertui.session.state import SessionState
from fravaertui.texts.catalogue import screen_words
from fravaertui.tui.panes.clinic_card import practitioner_records
from fravaertui.tui.themes.day_states import APPEARANCES
from fravaertui.tui.widgets.record_list import CURSOR_MARK
from tests.tui.conftest import NOW, Opening
from tests.tui.driver import NARROW, Driver
from tests.tui.plain_text import flat


def marked(agent: Driver) -> str:
    """Return the record of the card's practitioners that is marked, as the screen shows it."""
    view = agent.view("practitioners")
    rows = [view.render_line(y).text for y in range(view.size.height)]
    return flat(" ".join(row.removeprefix(CURSOR_MARK) for row in rows if row[0] == CURSOR_MARK))


async def test_the_card_says_what_the_clinic_is_known_by(wide: Driver) -> None:
    card = wide.says("card")
    assert card.startswith("DDFL Test 81569069 org.nr. 100000024 HER-id 99000100")
    assert "BEHANDLERE 3" in card


async def test_each_practitioner_has_the_sign_and_the_words_of_today(wide: Driver) -> None:
    told = wide.says("practitioners")
    assert "■ Astrid Info stengt til 30. nov." in told
    assert "● Bo Berg noe stengt fra 07.12" in told
    assert "● Per Vikar åpen" in told
    await wide.press("plus", "plus", "plus")
    assert wide.says("practitioners") == told, "today, whichever day is looked at"
    assert "BEHANDLERE 3 · i dag" in wide.says("card")
    await wide.press("minus", "minus", "minus")
    assert "i dag" not in wide.says("card")


def test_that_something_is_not_shown_today_stands_before_what_comes() -> None:
    """The sign tells that it is so, but not of how much."""
    file = ClinicFile(
        clinic=Clinic(her_id=1, name="Testlia"),
        version=1,
        practitioners=(Practitioner(her_id=7, name="Håkon Testødegård"),),
        offers=tuple(
            ServiceOffer(practitioner=7, service=service)
            for service in STANDARD_SERVICES
            if service != "ekonsultasjon"
        ),
        absences=(
            Absence(
                id=UUID(int=1),
                practitioner=7,
                starts=date(2026, 12, 21),
                ends=date(2027, 1, 10),
                services=("timebestilling",),
            ),
        ),
    )
    state = SessionState(agent="Eli", now=lambda: NOW, words=screen_words("nb"), keys={})
    state.open(file)
    rows = {
        width: ["".join(t for t, _ in row.parts).strip() for row in record.lines][1:]
        for width in (24, 60)
        for record in practitioner_records(state, width)
    }
    assert rows[24] == ["1 av 4 vises ikke", "noe stengt fra 21.12"]
    assert rows[60] == ["1 av 4 vises ikke · noe stengt fra 21.12"]


async def test_what_comes_has_one_row_and_today_stands_before_it_where_there_is_room(
    opening: Opening,
) -> None:
    for columns, said in ((120, "  noe stengt fra 07.12"), (170, "  åpen · noe stengt fra 07.12")):
        async with opening((columns, 36), clinic="ddfl") as agent:
            assert f" {said}" in agent.rows("practitioners")


async def test_practitioners_below_those_in_sight_are_counted_in_the_edge(
    opening: Opening,
) -> None:
    async with opening((120, 36), clinic="storbyen") as agent:
        view = agent.view("practitioners")
        seen = [view.render_line(y).text for y in range(view.size.height)]
        below = view.text.count(" Test") - sum(" Test" in row for row in seen)
        assert below > 0
        await agent.until(lambda: f"{below} til nedenfor" in agent.edge("clinics"))
        await agent.press("1", "end")
        await agent.until(lambda: "nedenfor" not in agent.edge("clinics"))


async def test_the_card_marks_whom_the_rest_is_about(wide: Driver) -> None:
    assert marked(wide) == "■ Astrid Info stengt til 30. nov."
    await wide.press("b")
    assert marked(wide).startswith("● Bo Berg")


async def test_walking_the_practitioners_takes_the_rest_of_the_screen_along(wide: Driver) -> None:
    await wide.press("1")
    assert wide.focus == "practitioners"
    for name, row in (("Bo Berg", "Bo Berg"), ("Per Vikar", "")):
        await wide.press("down")
        assert marked(wide).split(" ", 1)[1].startswith(name)
        assert wide.rows("citizen")[0] == f"Fastlege {name}"
        assert wide.row.startswith(row)
        assert bool(wide.row) == bool(row)
        assert f"▸{name}" in wide.says("timeline")
        assert wide.says("calendar-title") == name
    await wide.press("e")
    assert wide.note == "Per Vikar har ikke noe fravær i lista."
    await wide.press("up", "e")
    assert wide.practitioner == "Bo Berg"


async def test_the_practitioners_lead_up_to_the_hits_and_on_to_the_absences(wide: Driver) -> None:
    await wide.press("1", "up")
    assert wide.focus == "hits"
    await wide.press("up")
    assert wide.focus == "find"
    await wide.press("down", "down")
    assert wide.focus == "practitioners"
    await wide.press("tab")
    assert wide.focus == "absences"
    await wide.press("shift+tab", "enter")
    assert wide.focus == "absences"


async def test_the_keys_of_the_clinic_stand_below_while_the_practitioners_are_walked(
    wide: Driver,
) -> None:
    keys = wide.keys
    await wide.press("1")
    assert wide.keys == keys
    await wide.press("up")
    assert wide.keys != keys


async def test_who_works_at_another_clinic_too_has_it_told(opening: Opening) -> None:
    async with opening(clinic="sørli") as agent:
        state = agent.app.state
        assert state.file
        told = agent.says("practitioners")
        for practitioner in state.file.practitioners:
            for office in state.offices(practitioner.her_id):
                assert f" også ved {office.clinic.name}"[:18] in told
        assert "også ved" in told


async def test_the_chosen_one_is_in_sight_at_a_large_clinic(opening: Opening) -> None:
    async with opening(clinic="storbyen") as agent:
        state = agent.app.state
        assert state.file
        for _ in state.file.practitioners:
            await agent.press("b")
            assert marked(agent)


async def test_a_small_terminal_has_no_room_for_the_card(opening: Opening) -> None:
    async with opening(NARROW, clinic="ddfl") as agent:
        await agent.press("1")
        assert not agent.shows("card")
        assert not agent.shows("practitioners")


async def test_the_sign_is_that_of_the_day(opening: Opening) -> None:
    async with opening(clinic="fagersta") as agent:
        state = agent.app.state
        assert state.file
        for practitioner in state.file.practitioners:
            now = practitioner_state(state.file, practitioner.her_id, state.today)
            assert f"{APPEARANCES[now.state].sign} {practitioner.name}" in agent.says(
                "practitioners"
            )
        assert len({appearance.sign for appearance in APPEARANCES.values()}) == len(DayState)
