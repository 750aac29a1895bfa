"""The chosen finding explained, mended by its number, and what was said of it undone."""

import re

import pytest

from fravaertui.backend.demo.clinics import demo_files
from fravaertui.domain.changes import ChangeRequest, DeleteAbsence, EndAbsence, evaluate
from fravaertui.domain.findings import FindingCode, findings
from fravaertui.domain.findings.finding import RemedyKind
from fravaertui.domain.findings.remedies import Remedy
from fravaertui.protocol.events import ClinicChanged, FindingMarked, Reset
from fravaertui.protocol.work_queue import FindingFilter, MarkKind, MarkRequest
from fravaertui.session.state import SessionState
from fravaertui.texts.catalogue import screen_words
from fravaertui.tui.controllers.live_updates import BackendEvent
from fravaertui.tui.controllers.remedies import begin
from fravaertui.tui.messages import OpenForm, Tell
from fravaertui.tui.screens.triage_list import QueueScreen
from tests.tui.conftest import NOW, TODAY, Backend, Opening
from tests.tui.driver import WIDE, Driver
from tests.tui.held import held
from tests.tui.queue_view import codes, count, queue


async def find(agent: Driver, code: str) -> None:
    """Put the cursor on the first finding of a kind."""
    row = next(n for n, row in enumerate(queue(agent)) if f" {code} " in row)
    await agent.press("home", *("down",) * row)


async def test_the_chosen_finding_is_explained_with_facts_owner_and_ways(
    opening: Opening, backend: Backend
) -> None:
    async with opening(WIDE) as agent:
        await agent.press("escape", "t")
        await find(agent, "F02")
        said = agent.says("finding")
        assert said.startswith("! KRITISK Slått av i EPJ uten fravær (avvik F02)")
        assert "Innbygger Innbyggerne finner ikke E-konsultasjon" in said
        assert "meldt slått av i EPJ 17.11.2026 (for 5 døgn siden)" in said
        assert "Eier Det gjør legekontoret." in said
        assert re.search("1 Be legekontoret slå på .* VISES IKKE → ÅPEN", said)
        assert re.search("2 Legen er borte: legg til fravær.* VISES IKKE → STENGT", said)
        assert said.endswith("3 Det skal være slik: merk som tilsiktet, med sak")


async def test_at_once_the_row_explains_and_no_way_is_offered_before_it_is_here(
    opening: Opening, backend: Backend
) -> None:
    async with opening(WIDE) as agent:
        await agent.press("escape", "t")
        with held(agent.app.gateway, "clinic") as answers:
            agent.send("down")
            await agent.until(answers.asked.is_set)
            assert "Slått av i EPJ uten fravær" in agent.says("finding")
            assert "E-konsultasjon" in agent.says("finding")
            agent.send("1")
            not_yet = "Måtene å ordne det på er ikke hentet ennå."
            await agent.until(lambda: agent.note == not_yet)
        await agent.settle()
        assert "1 Be legekontoret" in agent.says("finding")


WAYS = {
    ("F01", "1"): "Fravær stenger det vikaren dekker",
    ("F01", "2"): "Fravær stenger det vikaren dekker",
    ("F02", "1"): "Slått av i EPJ uten fravær",
    ("F02", "2"): "Legg til fravær",
    ("F05", "2"): "Endre vikar",
    ("F10", "2"): "Endre fravær",
    ("F11", "1"): "Info til pasient",
    ("F06", "2"): "Registrer vikar",
}
"""The finding and the number pressed, and what is asked or opened then."""


@pytest.mark.parametrize("way", WAYS, ids="-".join)
async def test_a_way_asks_at_the_clinic_with_a_preview_or_opens_the_form(
    triage: Driver, way: tuple[str, str]
) -> None:
    code, number = way
    await find(triage, code)
    await triage.press(number)
    assert triage.title.startswith(WAYS[way])


async def test_W6_the_question_names_what_changes_where_citizens_see_no_difference(
    triage: Driver,
) -> None:
    await find(triage, "F01")
    await triage.press("2")
    asked = triage.says("reading")
    assert re.search(r"Vikar \w+: Siv Testvikar for Kari Testnes \d\d\.\d\d.*\d{4}, ", asked)
    assert "Innbygger ser ingen forskjell" in asked


async def test_what_a_number_did_is_gone_from_the_queue_and_can_be_undone(triage: Driver) -> None:
    total = count(triage)
    await find(triage, "F02")
    await triage.press("1")
    assert "VISES IKKE → ÅPEN" in triage.words
    await triage.press("J")
    assert triage.note.startswith("Notert: EPJ hos Hilde Testhav, ")
    await triage.press("t")
    assert "F02" not in codes(triage)
    await triage.press("escape", "u", "J", "t")
    assert count(triage) == total


async def test_the_last_way_says_that_it_is_meant_so(triage: Driver) -> None:
    await find(triage, "F11")
    await triage.press("2")
    assert triage.focus == "ask-field"
    assert "Sak" in triage.says("ask-label")
    await triage.press("escape", "3")
    assert triage.focus == "queue", "there is no third way"


async def test_a_way_that_mends_nothing_any_more_is_not_asked_about(
    triage: Driver, backend: Backend
) -> None:
    await find(triage, "F03")
    async with backend.another_agent() as ola:
        [row] = (await ola.api.findings(FindingFilter(code=(FindingCode.NOT_OFFERED,)))).rows
        gone = ChangeRequest(changes=(DeleteAbsence(absence_id=row.records[0]),))
        await ola.api.submit(row.clinic, gone, 1, "a-key-of-ola")
        await triage.press("1")
    assert triage.note == "Virksomheten er endret i mellomtiden. Se på avviket på nytt."


def test_no_form_is_opened_for_a_finding_that_has_other_days_now() -> None:
    file = next(file for file in demo_files(TODAY) if "Ferie" in file.clinic.name)
    [found] = findings(file, TODAY)
    absence = file.absence(found.records[0])
    ends = EndAbsence(absence_id=absence.id, last_day=TODAY)
    state = SessionState(screen_words("nb"), lambda: NOW, {})
    form = Remedy(RemedyKind.ADD_SUBSTITUTE)
    assert isinstance(begin(found, form, file, state, None), OpenForm)
    shorter = evaluate([ends], file, TODAY).file
    assert isinstance(begin(found, form, shorter, state, None), Tell)


async def test_W3_no_news_of_the_clinic_is_lost_to_news_before_it(triage: Driver) -> None:
    await find(triage, "F03")
    at = triage.app.state.now()
    marked = FindingMarked(clinic=1, agent="ola", at=at)
    changed = ClinicChanged(clinic=1, version=2, agent="ola", at=at, touched=())
    with held(triage.app.gateway, "clinic") as answers:
        triage.app.screen.post_message(BackendEvent(marked))
        triage.app.screen.post_message(BackendEvent(changed))
        await triage.until(answers.asked.is_set)  # though a renewal waited already
        answers.asked.clear()
        triage.app.screen.post_message(BackendEvent(changed))
        screen = triage.app.screen
        assert isinstance(screen, QueueScreen)
        await triage.until(lambda: screen._changes_heard == 2)
        answers.release()
        await triage.until(answers.asked.is_set)  # again: the answer was on its way


@pytest.mark.parametrize("news", ["reload", "newer"])
async def test_what_a_clinic_is_opened_for_outlives_what_comes_before_it(
    triage: Driver, news: str
) -> None:
    await find(triage, "F02")
    await triage.press("enter")
    assert "avvik F02" in triage.says("finding-explained")
    await triage.press("t")
    await find(triage, "F09")
    workbench = triage.workbench
    with held(triage.app.gateway, "clinic") as answers:
        triage.send("enter")
        await triage.until(answers.asked.is_set)
        if news == "reload":
            answers.asked.clear()
            workbench.live.hear(Reset())
            await triage.until(answers.asked.is_set)
        else:
            assert workbench.state.file
            newer = {"version": workbench.state.file.version + 1}
            workbench.live.newer_came(workbench.state.file.model_copy(update=newer))
        answers.release()
        await triage.settle()
    assert "avvik F09" in triage.says("finding-explained")


@pytest.mark.parametrize("key", ["a", "z", "i", "s"])
async def test_what_is_said_of_a_finding_is_undone_by_one_key(triage: Driver, key: str) -> None:
    if key == "s":
        await triage.press("a")
    before, note = queue(triage), {"a": "Tatt", "z": "Utsatt", "i": "Tilsiktet", "s": "Sluppet"}
    await triage.press(key)
    if key in "zi":
        await triage.type("uke 50")
        await triage.press("enter", *("J" if key == "i" else ""))
    assert triage.note.startswith(note[key])
    assert triage.note.endswith("u angrer.")
    done = queue(triage)
    await triage.press("u")
    assert triage.note == "Angret: Kari Testnes (avvik F01) er som før. u henter det tilbake."
    assert queue(triage) == before
    await triage.press("u")
    assert queue(triage) == done, "undoing is undone too"


async def test_what_was_said_looking_ahead_is_undone_from_any_day(triage: Driver) -> None:
    await triage.press("p")
    await triage.type("+30")
    await triage.press("enter", "a", "x", "u")
    assert triage.note.startswith("Angret: ")


async def test_nothing_is_undone_over_what_another_agent_has_said_since(
    triage: Driver, backend: Backend
) -> None:
    await triage.press("u")
    assert triage.note == "Det er ingenting å angre her."
    await triage.press("a")
    async with backend.another_agent() as ola:
        row = (await ola.api.findings(FindingFilter())).rows[0]
        for mark in (MarkKind.RELEASE, MarkKind.TAKE):
            said = MarkRequest(key=row.key, fingerprint=row.fingerprint, mark=mark)
            await ola.api.mark(row.clinic, said)
        await triage.press("u")
        assert triage.note.startswith("Noen har sagt mer om avviket siden")
        row = (await ola.api.findings(FindingFilter())).rows[0]
    assert row.mark
    assert row.mark.agent == "ola.nordmann"


async def test_enter_on_what_only_the_steps_mend_goes_to_the_steps(
    opening: Opening, backend: Backend
) -> None:
    async with opening(WIDE, clinic="vassenden") as agent:
        await agent.press("x", "home")
        assert agent.keys.startswith("Enter åpne")
        assert "Trenger vikarløsning" in agent.says("finding-explained")
        assert "Enter går til stegene." in agent.says("finding-explained")
        await agent.press("enter")
        assert agent.title.startswith("Vikar")
        assert agent.focus == "steps"
