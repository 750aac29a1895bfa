"""Changing, extending, reopening, deleting and undoing: shown before it is done (A2, A3, W6)."""

from datetime import date, timedelta

import pytest

from fravaertui.domain.model import Absence
from tests.tui.conftest import TODAY, Backend, Opening
from tests.tui.driver import WIDE, Driver, Seconds
from tests.tui.test_overview import ASTRID_RUNNING, BO_PLANNED

YESTERDAY = TODAY - timedelta(days=1)


async def stored(backend: Backend) -> dict[str, tuple[date, date]]:
    """Return the days of the absences that end from yesterday on, by who is away."""
    async with backend.another_agent() as ola:
        file = await ola.file()
    names = {p.her_id: p.name for p in file.practitioners} | {None: "alle"}
    return {names[a.practitioner]: (a.starts, a.ends) for a in file.absences if recent(a)}


def recent(absence: Absence) -> bool:
    return absence.ends >= YESTERDAY


async def version(backend: Backend) -> int:
    async with backend.another_agent() as ola:
        return (await ola.file()).version


async def test_the_change_form_has_the_absences_own_values(wide: Driver) -> None:
    await wide.press("down", "e")
    assert wide.title == "Endre fravær"
    assert wide.practitioner == "Bo Berg"
    assert (wide.value("starts"), wide.value("ends")) == ("07.12.2026", "20.12.2026")
    assert wide.ticked == {"timebestilling", "ekonsultasjon"}
    assert wide.focus == "starts"
    await wide.press("escape")
    assert wide.title == "Fravær"


async def test_A2_a_planned_absence_is_changed_freely(wide: Driver, backend: Backend) -> None:
    await wide.press("down", "e")
    await wide.fill("starts", "14.12.2026")
    await wide.fill("ends", "3.1.2027")
    await wide.press("ctrl+s")
    assert wide.row == ("Bo Berg 14.12.2026 03.01.2027 21 d planlagt")
    assert (await stored(backend))["Bo Berg"] == (date(2026, 12, 14), date(2027, 1, 3))


async def test_A11_saving_what_was_not_changed_changes_nothing(
    wide: Driver, backend: Backend
) -> None:
    was = await version(backend)
    await wide.press("down", "e", "ctrl+s")
    assert wide.note == "Ingenting er endret."
    assert wide.title == "Endre fravær"
    await wide.press("escape")
    assert wide.title == "Fravær"
    assert await version(backend) == was


async def test_A3_a_change_is_one_write(wide: Driver, backend: Backend) -> None:
    was = await version(backend)
    await wide.press("e")
    await wide.go_to("services")
    await wide.press("space", "ctrl+s")
    assert wide.title == "Fravær"
    assert await version(backend) == was + 1


async def test_A2_extending_a_running_absence_goes_to_its_end(
    wide: Driver, backend: Backend
) -> None:
    await wide.press("f")
    assert wide.focus == "ends"
    await wide.fill("ends", "6.12.2026")
    await wide.press("ctrl+s")
    assert wide.row.startswith("Astrid Info 09.11.2026 06.12.2026")
    assert (await stored(backend))["Astrid Info"] == (date(2026, 11, 9), date(2026, 12, 6))


async def test_A2_the_past_of_a_running_absence_stays(wide: Driver) -> None:
    await wide.press("e")
    assert wide.focus == "ends"
    await wide.fill("starts", "10.11.2026")
    assert "første dag er fortsatt mandag 9. november 2026" in wide.field_note("starts")
    await wide.fill("starts", "9.11.2026")
    await wide.fill("ends", "15.11.2026")
    assert "Siste dag må være lørdag 21. november 2026 eller senere." in wide.field_note(
        "ends"
    ).replace("Den siste", "Siste")


async def test_A2_services_of_a_running_absence_change_from_today(
    wide: Driver, backend: Backend
) -> None:
    await wide.press("e")
    await wide.go_to("services")
    await wide.press("space", "ctrl+s")
    async with backend.another_agent() as ola:
        absences = sorted((await ola.file()).absences, key=lambda a: a.starts)
    past, going_on = (a for a in absences if a.starts.year == 2026 and len(a.services) > 2)
    assert (past.starts, past.ends, len(past.services)) == (date(2026, 11, 9), YESTERDAY, 4)
    assert (going_on.starts, going_on.ends) == (TODAY, date(2026, 11, 29))
    assert "timebestilling" not in going_on.services


async def test_A2_an_ended_absence_is_not_changed(wide: Driver, backend: Backend) -> None:
    was = await version(backend)
    await wide.press("h", "end")
    assert "avsluttet" in wide.row
    for key in ("a", "d"):
        await wide.press(key)
        assert wide.title == "Fravær"
        assert "kan ikke endres" in wide.note
    await wide.press("e")
    await wide.fill("ends", "31.12.2026")
    assert "kan ikke endres" in wide.field_note("ends")
    await wide.press("ctrl+s")
    assert await version(backend) == was


async def test_A2_reopening_today_ends_it_yesterday(
    agent: Driver, backend: Backend, size: tuple[int, int]
) -> None:
    await agent.press("a")
    assert agent.title == "Åpne igjen i dag?"
    told = agent.says("reading")
    assert (
        "Fravær avsluttes: Astrid Info 09.11–29.11.2026 → 09.11–21.11.2026, alle fire tjenester"
        in told
    )
    assert "Fra søndag 22. november 2026 til søndag 29. november 2026" in told
    assert "alle fire tjenester: STENGT → ÅPEN" in told
    assert (
        "før: «Timebestilling er midlertidig stengt hos fastlegen din, "
        "og åpner igjen 30. november 2026.»" in told
    )
    page = "citizen" if size == WIDE else "strip"
    assert "STENGT → ÅPEN" in agent.says(page)
    await agent.press("J")
    assert agent.title == "Fravær"
    assert agent.note.startswith("Avsluttet: Astrid Info 09.11–21.11.2026 (var 09.11–29.11.2026)")
    assert agent.absences == [BO_PLANNED]
    assert (await stored(backend))["Astrid Info"] == (date(2026, 11, 9), YESTERDAY)


async def test_A2_deleting_a_running_absence_offers_just_that(wide: Driver) -> None:
    await wide.press("d")
    assert wide.title == "Åpne igjen i dag?"
    assert "avsluttes og slettes ikke" in wide.says("reading")


async def test_A2_one_that_began_today_is_removed_whole(wide: Driver, backend: Backend) -> None:
    await wide.press("n")
    await wide.type("per")
    await wide.fill("starts", "i dag")
    await wide.fill("ends", "+2")
    await wide.go_to("services")
    await wide.press("a", "ctrl+s")
    assert wide.row.startswith("Per Vikar 22.11.2026")
    await wide.press("a")
    assert "Hele fraværet fjernes." in wide.says("reading")
    await wide.press("J")
    assert "Per Vikar" not in await stored(backend)


async def test_a_planned_absence_has_not_begun_and_is_not_reopened(wide: Driver) -> None:
    await wide.press("down", "a")
    assert wide.title == "Fravær"
    assert "Fraværet har ikke begynt." in wide.note


async def test_deleting_shows_the_citizens_words_before_and_after(
    agent: Driver, backend: Backend
) -> None:
    await agent.press("down", "d")
    assert agent.title == "Slette fraværet?"
    told = agent.says("reading")
    assert "Hele fraværet fjernes." in told
    assert "Fra mandag 7. desember 2026 til søndag 20. desember 2026" in told
    assert "E-konsultasjon: STENGT → ÅPEN" in told
    assert "og åpner igjen 21. desember 2026.»" in told
    assert "ja, gjør det" in agent.words
    await agent.press("J")
    assert agent.absences == [ASTRID_RUNNING]
    assert "Bo Berg" not in await stored(backend)


@pytest.mark.parametrize("no", ["escape", "n", "q"])
async def test_W6_no_changes_nothing_and_leaves_no_preview(
    agent: Driver, backend: Backend, size: tuple[int, int], no: str
) -> None:
    was = await version(backend)
    await agent.press("down", "d", no)
    assert agent.title == "Fravær"
    assert agent.absences == [ASTRID_RUNNING, BO_PLANNED]
    assert agent.row == BO_PLANNED
    assert "→" not in agent.says("citizen" if size == WIDE else "strip")
    assert agent.is_open
    assert await version(backend) == was


@pytest.mark.parametrize("opens", ["d", "a", "delete"])
async def test_W6_the_key_that_asked_does_not_answer_however_long_it_is_held(
    wide: Driver, backend: Backend, opens: str
) -> None:
    was = await version(backend)
    await wide.burst(*(opens,) * 40)
    await wide.press("enter", "space", opens)
    assert wide.title == "Åpne igjen i dag?"
    assert await version(backend) == was


async def test_W6_a_held_yes_does_not_answer_the_next_question(
    wide: Driver, backend: Backend
) -> None:
    was = await version(backend)
    await wide.press("down", "d")
    wide.seconds.at += Seconds.PAUSE
    await wide.burst(*("J",) * 10)
    assert wide.title == "Fravær"
    assert await version(backend) == was + 1


async def test_W6_browsing_sends_no_write(wide: Driver, backend: Backend) -> None:
    was = await version(backend)
    for key in ("down", "up", "h", "plus", "minus", "0", "s", "w", "w", "b", "B", "r"):
        await wide.press(key)
    for key in ("question_mark", "escape", "n", "escape", "e", "escape", "p", "escape"):
        await wide.press(key)
    for key in ("ctrl+p", "escape", "y", "escape", "1", "escape", "2", "3", "2", "slash"):
        await wide.press(key)
    assert wide.is_open
    assert await version(backend) == was


async def test_nothing_to_choose_says_so(opening: Opening) -> None:
    async with opening(clinic="sorli") as agent:
        await agent.press("d", "J")
        for key in ("e", "f", "a", "d"):
            await agent.press(key)
            assert agent.note == "Her er det ikke noe fravær å velge."


async def test_undo_is_previewed_and_takes_the_last_write_back(
    wide: Driver, backend: Backend
) -> None:
    before = await stored(backend)
    await wide.press("down", "d", "J", "u")
    assert wide.title == "Angre det du lagret sist?"
    assert "E-konsultasjon: ÅPEN → STENGT" in wide.says("reading")
    await wide.press("u")
    assert wide.title == "Fravær", "the key that asks does not answer, it says no"
    await wide.press("u", "J")
    assert wide.absences == [ASTRID_RUNNING, BO_PLANNED]
    assert await stored(backend) == before


async def test_undo_of_undo_makes_it_again(wide: Driver, backend: Backend) -> None:
    await wide.press("down", "d", "J", "u", "J", "u")
    assert "E-konsultasjon: STENGT → ÅPEN" in wide.says("reading")
    await wide.press("J")
    assert wide.absences == [ASTRID_RUNNING]
    await wide.press("u", "J")
    assert wide.absences == [ASTRID_RUNNING, BO_PLANNED]


@pytest.mark.parametrize("kind", ["add", "change", "extend", "split", "reopen"])
async def test_every_kind_of_write_is_undone(wide: Driver, backend: Backend, kind: str) -> None:
    before = await stored(backend)
    absences = wide.absences
    match kind:
        case "add":
            await wide.press("n")
            await wide.type("per")
            await wide.fill("starts", "uke 28")
            await wide.go_to("services")
            await wide.press("a", "ctrl+s")
        case "change":
            await wide.press("down", "e")
            await wide.fill("ends", "27.12.2026")
            await wide.press("ctrl+s")
        case "extend":
            await wide.press("f")
            await wide.fill("ends", "27.12.2026")
            await wide.press("ctrl+s")
        case "split":
            await wide.press("e")
            await wide.go_to("services")
            await wide.press("space", "ctrl+s")
        case "reopen":
            await wide.press("a", "J")
    assert wide.absences != absences
    await wide.press("u", "J")
    assert wide.absences == absences
    assert await stored(backend) == before


SAVED_NOTHING = (
    "Du har ikke lagret noe siden du åpnet virksomheten. H viser historikken, og u der angrer."
)


async def test_undo_without_anything_to_undo_says_so(wide: Driver) -> None:
    await wide.press("u")
    assert wide.note == SAVED_NOTHING


async def test_own_last_change_is_undone_at_a_clinic_that_was_left_and_opened_again(
    wide: Driver, backend: Backend
) -> None:
    before = await stored(backend)
    await wide.press("down", "d", "J")
    assert await stored(backend) != before
    await wide.press("slash")
    await wide.type("sorli")
    await wide.press("enter", "slash")
    await wide.type("ddfl")
    await wide.press("enter", "u")
    assert wide.title == "Angre det du lagret sist?"
    await wide.press("J")
    assert await stored(backend) == before


async def test_undo_at_a_clinic_opened_again_is_of_nothing_that_somebody_has_saved_since(
    wide: Driver, backend: Backend
) -> None:
    await wide.press("down", "d", "J", "slash")
    await wide.type("sorli")
    await wide.press("enter")
    async with backend.another_agent() as ola:
        await ola.add("Per Vikar", date(2027, 11, 23), date(2027, 11, 24))
    await wide.press("slash")
    await wide.type("ddfl")
    await wide.press("enter", "u")
    assert wide.note == SAVED_NOTHING


async def test_undo_is_of_this_clinic_only(wide: Driver) -> None:
    await wide.press("down", "d", "J", "slash")
    await wide.type("sorli")
    await wide.press("enter", "u")
    assert wide.note == SAVED_NOTHING
