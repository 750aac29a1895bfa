"""The tabs of a clinic: walking them, the clinic's own text, and the findings explained."""

from datetime import date

import pytest

from fravaertui.client import Busy
from fravaertui.domain.changes import ReportEpjState, SetPatientInformation
from fravaertui.session.state import name_of
from fravaertui.tui.messages import ClinicTarget
from tests.tui.conftest import Backend, Opening
from tests.tui.driver import NARROW, WIDE, Driver
from tests.tui.held import held

TABS = ("Fravær", "Vikar", "Info til pasient", "Historikk", "Avvik")
BOTH = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["120x36", "80x24"])


async def test_the_brackets_walk_the_tabs_both_ways_and_around(wide: Driver) -> None:
    await wide.resize(160, 36)
    for key, tabs in (("]", (*TABS[1:], TABS[0])), ("[", TABS[::-1])):
        for tab in tabs:
            await wide.press(key)
            assert wide.title == tab


async def test_escape_leads_from_every_tab_to_the_absences(agent: Driver) -> None:
    for steps in range(1, len(TABS)):
        await agent.press(*["]"] * steps)
        assert agent.title != "Fravær"
        await agent.press("escape")
        assert agent.title == "Fravær"
        assert agent.focus == "absences"


async def test_the_tabs_are_in_the_palette_with_their_keys(wide: Driver) -> None:
    await wide.press("ctrl+p")
    await wide.type("neste fane")
    assert "]" in wide.says("chooser-options")
    await wide.press("enter")
    assert wide.title == "Vikar"


@pytest.mark.parametrize("width", [120, 80, 60, 44, 34])
async def test_a_line_without_room_says_less_but_always_how_many_findings(
    opening: Opening, width: int
) -> None:
    async with opening((width, 30), clinic="rønhovde") as agent:
        count = len(agent.app.state.findings)
        for _ in TABS:
            assert f"Avvik {count}" in agent.picture.splitlines()[1]
            assert agent.title in agent.picture.splitlines()[1]
            assert "…" not in agent.picture.splitlines()[1]
            await agent.press("]")


async def test_the_count_of_findings_is_whole_in_longer_words_too(opening: Opening) -> None:
    async with opening(clinic="ddfl", language="en") as agent:
        assert "Findings 0 ─" in agent.picture.splitlines()[1]


async def test_the_clinics_text_is_read_whole_with_phone_and_epj(
    agent: Driver, backend: Backend
) -> None:
    text = "Vi har sommerstengt. " * 9
    async with backend.another_agent() as ola:
        await ola.change(SetPatientInformation(text=text.strip()))
    await agent.press("r", "]", "]")
    said = agent.says("information")
    assert text.strip() in said
    assert "Telefon 81569069" in said
    assert "EPJ EG PasientSky" in said
    assert "Ingenting er sett slått av i EPJ." in said


@pytest.mark.parametrize("key", ["e", "enter", "m"])
async def test_the_clinics_text_is_changed_from_its_tab(agent: Driver, key: str) -> None:
    await agent.press("]", "]", key)
    assert agent.shows("text")
    await agent.fill("text", "Stengt i uke 30.")
    await agent.press("ctrl+s")
    assert "Stengt i uke 30." in agent.says("information")


async def test_what_was_seen_off_is_said_with_its_age_the_chosen_ones_first(
    wide: Driver, backend: Backend
) -> None:
    file = wide.app.state.file
    assert file
    astrid, bo = file.practitioners[0].her_id, file.practitioners[1].her_id
    async with backend.another_agent() as ola:
        for whom, day in ((astrid, date(2026, 11, 20)), (bo, date(2026, 11, 22))):
            await ola.change(
                ReportEpjState(
                    practitioner=whom,
                    services=("ekonsultasjon", "reseptfornyelse"),
                    switched_off=True,
                    seen_on=day,
                )
            )
    await wide.press("r", "]", "]", "b")
    said = wide.says("information")
    assert "Bo Berg: E-konsultasjon og Reseptfornyelse sett av 22.11.2026 · i dag" in said
    assert "Astrid Info: E-konsultasjon og Reseptfornyelse sett av 20.11.2026 · for 2" in said
    assert said.index("Bo Berg") < said.index("Astrid Info")


@BOTH
async def test_a_finding_is_explained_under_the_list_as_the_cursor_walks(
    opening: Opening, size: tuple[int, int]
) -> None:
    async with opening(size, clinic="steinsund") as agent:
        findings = agent.app.state.findings
        await agent.press("x", "home")
        explained = set()
        for finding in findings:
            said = agent.says("finding-explained")
            assert f"(avvik {finding.code})" in said.split("Innbygger")[0]
            for part in ("Innbygger ", "Grunnlag ", "Eier "):
                assert part in said
            assert agent.app.state.practitioner == finding.practitioner or not finding.practitioner
            explained.add(said)
            await agent.press("down")
        assert len(explained) == len(findings) > 1


async def test_the_marked_finding_is_of_who_is_chosen_or_none_is(opening: Opening) -> None:
    async with opening(WIDE, clinic="rønhovde") as agent:
        state, findings = agent.app.state, agent.workbench.middle.findings
        assert state.file
        marked = set()
        await agent.press("x")
        for _ in state.file.practitioners:
            marked.add(findings.chosen is not None)
            if findings.chosen:
                assert findings.chosen.practitioner in (state.practitioner, None)
            else:
                assert agent.says("finding-explained").startswith("Det er ingen avvik hos ")
            await agent.press("b")
        assert marked == {True, False}


@BOTH
async def test_enter_on_a_finding_previews_what_mends_it(
    opening: Opening, size: tuple[int, int]
) -> None:
    async with opening(size, clinic="fagersta") as agent:
        await agent.press("x", "enter")
        assert "F01" in agent.says("reading")
        await agent.press("escape")
        assert agent.title == "Avvik"
        await agent.press("enter", "J")
        assert "Avvik 0" in agent.edge("work")
        assert agent.says("finding-explained").startswith("Her er det ingen avvik.")


async def test_the_substitutes_are_a_key_away_from_every_other_tab(wide: Driver) -> None:
    for steps in (0, 2, 3, 4):
        await wide.press(*["]"] * steps, "v")
        assert wide.title == "Vikar"
        await wide.press("escape")


@pytest.mark.parametrize("steps", range(1, 5))
async def test_W3_a_clinic_under_way_or_failed_looks_so_whichever_tab_was_chosen_last(
    agent: Driver, steps: int
) -> None:
    await agent.press(*["]"] * steps)
    tab = agent.title
    with held(agent.app.gateway, "clinic", Busy("busy")) as asked:
        agent.send("slash", *"rønhovde", "enter")
        await asked.asked.wait()
        await agent.until(lambda: "Henter virksomheten" in agent.words)
        assert "Avvik 0" not in agent.words
        asked.release()
        await agent.settle()
        assert "Virksomheten kunne ikke hentes." in agent.words
        assert "Avvik 0" not in agent.words
    await agent.press("r")
    assert agent.title == tab
    assert "Virksomheten kunne ikke hentes." not in agent.words


async def test_a_clinic_that_comes_under_the_help_has_the_tab_chosen_last(wide: Driver) -> None:
    await wide.press("x")
    index = wide.app.state.index
    assert index
    other = next(her_id for her_id in index.clinics if her_id != wide.app.state.requested)
    with held(wide.app.gateway, "clinic") as asked:
        wide.workbench.loader.open_clinic(ClinicTarget(other))
        await asked.asked.wait()
        wide.app.discard_keys("clinic")
        wide.workbench.action_command_help()
        await wide.until(lambda: wide.title == "Hjelp")
        asked.release()
        await wide.settle()
    await wide.press("escape")
    assert wide.title == "Avvik"
    assert wide.shows("finding-explained")
    assert wide.focus == "finding-list"


async def test_a_clinic_that_failed_is_left_by_escape(opening: Opening) -> None:
    async with opening() as agent:
        with held(agent.app.gateway, "clinic", Busy("busy")) as asked:
            asked.release()
            await agent.type("ddfl")
            await agent.press("enter", "escape")
        assert agent.title == "I dag på kundesenteret"
        assert agent.app.state.requested is None


async def test_a_fetch_that_fails_after_the_clinic_was_left_leaves_the_overview(
    wide: Driver,
) -> None:
    with held(wide.app.gateway, "clinic", Busy("busy")) as asked:
        wide.send("r")
        await asked.asked.wait()
        wide.workbench.panes._leave_clinic()
        today = wide.title
        asked.release()
        await wide.settle()
    assert wide.title == today != "Fravær"


@pytest.mark.parametrize(("clinic", "tab"), [("ddfl", "v"), ("rønhovde", "x")])
async def test_the_weeks_and_months_stand_below_where_rows_are_free_and_follow_who_is_chosen(
    opening: Opening, clinic: str, tab: str
) -> None:
    view = {"v": "cover-days", "x": "finding-days"}[tab]
    async with opening((160, 50), clinic=clinic) as agent:
        await agent.press(tab, "down")
        chosen = name_of(agent.app.state.practitioner, agent.app.state)
        said = agent.says(view)
        assert said.startswith("UKER")
        [marked_name] = [row for row in agent.rows(view) if row.startswith("▸")]
        assert marked_name.startswith(f"▸{chosen[0]}")
        assert chosen.split()[-1] in marked_name, "the last name whole"
        assert "november 2026" in said
        assert "stengt" in agent.rows(view)[-1]
        await agent.press("+")
        marked = {"v": "▸23", "x": "■23"}[tab]
        assert marked in agent.says(view), "the chosen day"
    async with opening(NARROW, clinic=clinic) as agent:
        await agent.press(tab, "down")
        assert not agent.shows(view)
