"""«Historikk»: who did what, what was known then, and undoing it (W2)."""

from datetime import date, timedelta

import pytest
from rich.cells import cell_len

from fravaertui.domain.changes import DeleteAbsence, SetEpjVendor, SetPatientInformation
from fravaertui.tui.messages import ClinicTarget
from fravaertui.tui.widgets.text_view import line
from tests.tui.conftest import AGENT, Backend, Opening, planned_of
from tests.tui.driver import NARROW, WIDE, Clock, Driver
from tests.tui.held import held

ASTRID, BO = "Astrid Info", "Bo Berg"


async def delete_bo(agent: Driver) -> None:
    """Delete the planned absence of Bo Berg."""
    await agent.press("down", "d", "J")


async def test_W2_the_history_tells_who_did_what_for_which_case_and_when(agent: Driver) -> None:
    await agent.press("n")
    await agent.type("per")
    await agent.fill("starts", "uke 28")
    await agent.go_to("services")
    await agent.press("a")
    await agent.fill("case_reference", "SAK-7")
    await agent.press("ctrl+s", "H")
    assert agent.title == "Historikk"
    [told] = agent.entries
    assert told.startswith(f"11:00 {AGENT} · nr. 2 · sak SAK-7 | Fravær lagt til: Per ")


@pytest.mark.parametrize("columns", [80, 120])
async def test_of_several_changes_the_main_one_is_told_and_the_number_of_others_is_never_cut(
    opening: Opening, backend: Backend, columns: int
) -> None:
    async with opening((columns, 36), clinic="ddfl") as agent, backend.another_agent() as ola:
        absence = planned_of(BO, await ola.file())
        noted = SetPatientInformation(text="Vi har stengt mellom jul og nyttår. " * 5)
        await ola.change(noted, SetEpjVendor(vendor=""), DeleteAbsence(absence_id=absence.id))
        await agent.press("r", "H")
        [told] = agent.entries
        assert "| Fravær slettet: Bo Berg 07.12–20.12.2026" in told
        assert told.endswith(" og 2 til")
        shown = agent.view("history").text.split("\n")
        assert all(cell_len(row) <= agent.view("history").size.width for row in shown)


async def test_an_entry_is_read_with_records_and_citizens_texts_before_and_after(
    agent: Driver,
) -> None:
    await delete_bo(agent)
    await agent.press("H", "enter")
    assert agent.title == "Endring nr. 2"
    read = agent.says("reading")
    assert f"søndag 22. november 2026 kl. 11:00 · {AGENT}" in read
    assert "før: Bo Berg 07.12–20.12.2026, Time og E-kons" in read
    assert "etter: ingenting" in read
    assert "Bo Berg, Timebestilling og E-konsultasjon: STENGT → ÅPEN" in read
    await agent.press("escape")
    assert agent.title == "Historikk"


async def test_the_entries_stand_under_the_day_they_were_made(agent: Driver, clock: Clock) -> None:
    await delete_bo(agent)
    clock.at += timedelta(days=1)
    await agent.press("u", "J", "u", "J", "H")
    days = [row.strip() for row in agent.rows("history") if " 2026" in row and "·" not in row[-9:]]
    today, before = (row.strip() for row in agent.rows("history") if "dag 2" in row[:12])
    assert today == "mandag 23. november 2026 · i dag", days
    assert before == "søndag 22. november 2026"
    rows = [row.strip() for row in agent.rows("history")]
    at = rows.index(before)
    assert [row.split()[0] for row in rows[at + 1 :] if "kari" in row] == ["11:00"]


async def test_the_cursor_walks_the_entries_and_each_is_explained_where_there_is_room(
    agent: Driver, size: tuple[int, int], clock: Clock
) -> None:
    await delete_bo(agent)
    clock.at += timedelta(days=1)
    await agent.press("u", "J", "H")
    assert agent.shows("history-explained") == (size == WIDE)
    for key, done in (("home", "lagt til"), ("down", "slettet"), ("up", "lagt til")):
        await agent.press(key)
        if size == WIDE:
            said = agent.says("history-explained")
            assert said.startswith(f"Fravær {done}: Bo Berg")
            assert "før: " in said
            assert "etter: " in said
            assert "Bo Berg, Timebestilling og E-konsultasjon: " in said
        assert any("▌" in row and AGENT in row for row in agent.picture.splitlines())
    assert agent.view("history").scroll_offset.y == 0, "the day is in sight"


async def test_opening_the_history_and_walking_it_leaves_who_is_chosen(wide: Driver) -> None:
    await delete_bo(wide)
    await wide.press("b", "b")
    page = wide.says("citizen")
    await wide.press("H", "down", "up")
    assert wide.says("citizen") == page


async def test_a_clinic_nobody_has_changed_says_so_and_what_will_stand_there(
    agent: Driver,
) -> None:
    await agent.press("H")
    assert agent.entries == []
    said = agent.says("history")
    assert said.startswith("Ingenting er endret hos DDFL Test siden virksomheten ble lagt inn her.")
    assert "Fra nå av står hver endring her" in said
    assert agent.view("history").render_line(0).text[0] == " ", "there is nothing to mark"
    for key in ("u", "d"):
        await agent.press(key)
        assert agent.note == "Her er det ingen endring å velge."
    await agent.press("escape")
    assert agent.title == "Fravær"


async def test_without_a_clinic_there_is_no_history(opening: Opening) -> None:
    async with opening() as agent:
        await agent.press("escape", "H")
        assert agent.note == "Velg en virksomhet først."


async def test_W2_undoing_from_the_history_is_previewed_and_defaults_to_no(agent: Driver) -> None:
    absences = agent.absences
    await delete_bo(agent)
    await agent.press("H", "u")
    assert agent.title == "Angre endring nr. 2?"
    assert "Fravær slettet: Bo Berg" in agent.says("reading")
    assert "Timebestilling og E-konsultasjon: ÅPEN → STENGT" in agent.says("reading")
    await agent.press("n")
    assert agent.title == "Historikk"
    await agent.press("u", "J")
    assert agent.note.startswith("Angret. Lagret: Bo Berg 07.12–20.12.2026, Time og E-kons.")
    assert "Innbygger ser det fra mandag 7. desember. u henter det tilbake." in agent.note
    undone, done = agent.entries
    assert "Fravær lagt til: Bo Berg" in undone
    assert "· angrer nr. 2" in undone
    assert "· angret med nr. 3" in done
    await agent.press("escape")
    assert agent.absences == absences


async def test_W2_what_a_colleague_has_built_on_since_is_not_undone(
    wide: Driver, backend: Backend
) -> None:
    await delete_bo(wide)
    async with backend.another_agent() as ola:
        await ola.add(BO, date(2026, 12, 10), date(2026, 12, 11), ("timebestilling",))
    await wide.press("H", "down", "u")
    assert wide.title == "Historikk"
    assert "Det er allerede fravær" in wide.note
    assert "ola.nordmann lagret det søndag 22. november 2026 kl. 11:00." in wide.note


async def test_a_colleagues_change_is_undone_by_a_supervisor(
    wide: Driver, backend: Backend
) -> None:
    """Whoever works alone, on a database of their own, has that role."""
    absences = wide.absences
    async with backend.another_agent() as ola:
        await ola.add(None, date(2027, 1, 4), date(2027, 1, 8))
    await wide.press("r", "H", "u", "J", "escape")
    assert wide.absences == absences


async def test_undo_names_who_has_changed_the_same_since(wide: Driver, backend: Backend) -> None:
    await wide.press("down", "e")
    await wide.fill("ends", "27.12.2026")
    await wide.press("ctrl+s")
    async with backend.another_agent() as ola:
        await ola.delete(BO)
    await wide.until(lambda: "slettet fraværet" in wide.note)
    await wide.press("u")
    assert wide.note == (
        "ola.nordmann endret det samme søndag 22. november 2026 kl. 11:00. Angre det først."
    )


async def test_the_clinic_as_known_then_is_marked_read_only_and_left_again(
    agent: Driver, size: tuple[int, int], clock: Clock
) -> None:
    absences = agent.absences
    await agent.press("down", "f")
    await agent.fill("ends", "27.12.2026")
    await agent.press("ctrl+s")
    clock.at += timedelta(days=1)
    await agent.press("u", "J", "H", "down", "d")
    day = "søndag 22. november 2026" if size == NARROW else "22.11.2026"  # there is room, or not
    then = f"Slik det var kjent {day} kl. 11:00"
    assert agent.title == then
    assert then in agent.picture
    assert agent.note == "Her kan ingenting endres. Esc går tilbake."
    assert agent.absences[0] == absences[0]
    assert "27.12.2026" in agent.absences[1]
    if agent.shows("citizen"):
        assert agent.says("citizen").startswith("Slik det var kjent søndag 22. november 2026")
    else:
        assert agent.says("strip").startswith("slik det var kjent: ")
    for key in ("n", "e", "d", "u", "t", "m"):
        await agent.press(key)
        assert agent.title == then
    await agent.press("escape")
    assert agent.title == "Historikk"
    assert agent.note == ""
    if agent.shows("citizen"):
        assert "kjent" not in agent.says("citizen")


async def test_any_date_is_looked_at_as_it_was_known_then(wide: Driver, clock: Clock) -> None:
    await delete_bo(wide)
    clock.at += timedelta(hours=1)
    await wide.press("u", "J", "H", "down", "d", "p")
    await wide.type("7.12.2026")
    await wide.press("enter")
    assert "mandag 7. desember 2026" in wide.says("citizen")
    assert "STENGT" not in wide.says("citizen")
    await wide.press("w")
    assert wide.says("reading").startswith("Slik det var kjent")
    await wide.press("escape", "y")
    assert wide.words.startswith("Slik det var kjent søndag 22. november 2026")
    await wide.press("escape", "escape")
    assert wide.title == "Historikk"
    await wide.press("p")
    await wide.type("7.12.2026")
    await wide.press("enter")
    assert "STENGT" in wide.says("citizen")


@pytest.mark.parametrize("size", [NARROW], ids=["80x24"])
async def test_older_entries_come_when_the_end_is_reached(agent: Driver, backend: Backend) -> None:
    async with backend.another_agent() as ola:
        for number in range(25):
            await ola.change(SetPatientInformation(text=f"Beskjed {number}"))
    await agent.press("r", "H")
    assert len(agent.entries) == 20
    await agent.press("end", "down")
    assert len(agent.entries) == 25
    assert agent.entries[20].startswith("11:00 ola.nordmann · nr. 6")
    await agent.press("enter")
    assert agent.title == "Endring nr. 6"
    assert "etter: Beskjed 4" in agent.says("reading")


async def test_a_colleagues_change_comes_when_the_clinic_is_fetched_again(
    wide: Driver, backend: Backend
) -> None:
    await wide.press("H")
    async with backend.another_agent() as ola:
        await ola.delete(BO)
    await wide.press("r")
    [entry] = wide.entries
    assert "ola.nordmann" in entry


async def test_W3_a_history_that_can_not_be_fetched_does_not_look_empty(
    wide: Driver, backend: Backend
) -> None:
    backend.stop()
    await wide.press("H")
    assert wide.title == "Historikk"
    assert "Ingen kontakt" in wide.note
    assert "Ingenting er endret" not in wide.picture


@pytest.mark.parametrize(
    ("call", "keys"),
    [("history", "H"), ("known", "d"), ("past", "u")],
    ids=["list", "then", "undo"],
)
async def test_what_comes_of_a_clinic_that_was_left_is_not_shown_in_the_next(
    wide: Driver, call: str, keys: str
) -> None:
    await delete_bo(wide)
    if call != "history":
        await wide.press("H")
    index, left = wide.app.state.index, wide.app.state.requested
    assert index
    other = next(her_id for her_id in index.clinics if her_id != left)
    with held(wide.app.gateway, call) as asked:
        wide.send(keys)
        await asked.asked.wait()
        wide.app.discard_keys()
        with held(wide.app.gateway, "clinic") as clinic:
            wide.workbench.loader.open_clinic(ClinicTarget(other))
            await clinic.asked.wait()
            asked.release()
            await wide.until(
                lambda: all(
                    w.group not in ("history", "known", "reversal") for w in wide.app.workers
                )
            )
            assert wide.app.state.file is None
            assert wide.app.state.history is None
            assert wide.app.state.known is None
            clinic.release()
            await wide.settle()
    file = wide.app.state.file
    assert file
    assert file.clinic.her_id == other
    assert not any(BO in entry for entry in wide.entries)
    assert wide.title == "Historikk"


async def test_what_was_said_stays_when_the_history_comes(wide: Driver) -> None:
    await delete_bo(wide)
    with held(wide.app.gateway, "history") as asked:
        wide.send("H")
        await asked.asked.wait()
        await wide.until(lambda: "Henter historikken" in wide.says("history"))
        wide.workbench.tell(line("Lagret."))
        asked.release()
        await wide.settle()
    assert wide.note == "Lagret."
    assert "Henter historikken" not in wide.says("history")


async def test_the_key_that_undoes_is_about_what_was_just_saved(agent: Driver) -> None:
    await delete_bo(agent)
    await agent.press("H", "m")
    await agent.type("Stengt i jula.")
    await agent.press("ctrl+s")
    assert agent.title == "Historikk"
    assert "u angrer." in agent.note
    await agent.press("u")
    assert "Info til pasient" in agent.says("reading")
    await agent.press("J")
    assert agent.note.startswith("Angret. ")
