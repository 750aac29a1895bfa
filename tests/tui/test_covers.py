"""Substitutes by keys, on the real backend: the form, the set-up, and meeting an absence."""

import re
from datetime import date
from uuid import UUID

import pytest

from fravaertui.backend.demo.clinics import demo_files
from fravaertui.domain.changes import AddAbsence, evaluate
from fravaertui.domain.changes.resolutions import ways_out
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.model import Absence, Clinic, Known, Practitioner, ServiceOffer, Substitute
from fravaertui.domain.substitute_setup import StepState
from fravaertui.session.state import SessionState
from fravaertui.texts.catalogue import SCREEN_LANGUAGES, screen_words
from fravaertui.texts.substitutes import step_state_word, vendor_sentence
from fravaertui.tui.panes.absence_rows import absence_records
from fravaertui.tui.panes.citizen import read_back_lines
from fravaertui.tui.panes.confirmation import way_lines
from fravaertui.tui.panes.substitutes import STATE_WIDTH
from fravaertui.tui.widgets.record_list import Record
from fravaertui.tui.widgets.text_view import cells
from tests.tui.conftest import NOW, TODAY, Backend
from tests.tui.driver import NARROW, Driver

SERVICES = ("timebestilling", "reseptfornyelse", "ekonsultasjon", "ekontakt")


async def set_substitute(agent: Driver, days: str = "uke 50", *, ticks: int = 2) -> None:
    """Fill in Siv Testvikar for Astrid Info, and save."""
    await agent.press("v", "n")
    await agent.type("astrid")
    await agent.fill("name", "Siv Testvikar")
    await agent.fill("starts", days)
    await agent.go_to("services")
    for _ in range(ticks):
        await agent.press("space", "down")
    await agent.press("ctrl+s")


def text_of(record: Record) -> str:
    """Return what a row says, its lines as one."""
    return " ".join("".join(text for text, _ in line.parts) for line in record.lines)


def below(agent: Driver, rows: int) -> str:
    """Return what a small terminal says beside a title of so many rows out of sight."""
    return f" · {rows} linjer til nedenfor" if agent.app.size == NARROW else ""


async def stopped(agent: Driver) -> None:
    """Close all four services for Astrid Info where Siv Testvikar covers two, and be stopped."""
    await set_substitute(agent)
    await agent.press("escape", "n")
    await agent.type("astrid")
    await agent.fill("starts", "uke 50")
    await agent.go_to("services")
    await agent.press("a", "ctrl+s")
    assert agent.title == "En vikar dekker dette" + below(agent, 4)


async def seen(agent: Driver, day: str) -> dict[str, str]:
    """Return what the citizen sees of each service on a day."""
    await agent.press("p")
    await agent.type(day)
    await agent.press("enter")
    told = agent.says("citizen")
    names = {
        "Timebestilling": "Bestille time",
        "Reseptfornyelse": "Forny resept",
        "E-konsultasjon": "Start e-konsultasjon",
        "Kontakt legekontoret": "Kontakt legekontoret",
    }
    labels = list(re.finditer(r"ÅPEN, VIKAR|ÅPEN|STENGT|VISES IKKE", told))
    # What is said alike of several services stands under the first of them.
    heads = {n: next((x for x in labels if f"{s} {x[0]}" in told), None) for n, s in names.items()}
    return {
        n: (heads[n] or [x for x in labels if x.start() < told.index(names[n])][-1])[0]
        for n in names
    }


@pytest.mark.parametrize("language", SCREEN_LANGUAGES)
def test_no_word_for_how_a_step_stands_runs_into_the_step(language: str) -> None:
    words = screen_words(language)
    assert all(len(step_state_word(state, words)) < STATE_WIDTH for state in StepState)


async def test_S7_a_hole_is_told_as_soon_as_the_cover_is_typed_shorter(
    agent: Driver, size: tuple[int, int]
) -> None:
    where = "holes" if size == NARROW else "citizen"
    await agent.press("b", "v", "e")
    await agent.fill("ends", "13.12")
    assert "er åpne 14.12–20.12.2026 uten vikar (Bo Berg)" in agent.says(where)
    await agent.fill("ends", "20.12")
    assert "uten vikar" not in agent.words


async def test_S7_a_row_says_until_when_its_substitute_is_there_and_when_nobody_is(
    agent: Driver,
) -> None:
    await agent.press("down")
    assert "◆ Per Vikar" in agent.words or "vikar Per Vikar" in agent.words
    assert "uten vikar" not in agent.words
    await agent.press("v", "e")
    await agent.fill("ends", "13.12")
    await agent.press("ctrl+s")
    assert "til 13.12" not in agent.says("substitutes")
    assert "uten vikar 14.12–20.12" in agent.says("substitutes")
    open_ = "Reseptfornyelse og Kontakt legekontoret er åpne 14.12–20.12.2026 uten vikar (Bo Berg)."
    assert "Alt er på plass for det vikaren dekker." in agent.says("verdict")
    assert open_ in agent.says("verdict")
    await agent.press("2")
    assert "vikar Per Vikar til 13.12, uten vikar 14.12–20.12" in agent.says("absences")


@pytest.mark.parametrize("width", range(46, 130, 3))
def test_S7_no_row_is_so_narrow_that_it_leaves_out_that_nobody_is_there(width: int) -> None:
    file = next(file for file in demo_files(TODAY) if file.clinic.name == "DDFL Test")
    substitute = file.substitutes[0].model_copy(
        update={"name": "Aleksandra Testbakken Vikarstad", "ends": date(2026, 12, 13)}
    )
    file = file.model_copy(update={"substitutes": (substitute,)})
    state = SessionState(screen_words("nb"), lambda: NOW, {}, file=file)
    [record] = (r for r in absence_records(state, width) if "Bo Berg" in text_of(r))
    assert cells(record.lines[-1].parts) <= width - 1
    assert re.search(r"uten vikar (14.12–20.12|7 dager)$", text_of(record)), text_of(record)


async def test_a_substitute_for_two_services_is_seen_from_the_first_day_to_the_last(
    wide: Driver,
) -> None:
    await set_substitute(wide)
    assert wide.note.startswith("Lagret: ")
    assert "Siv Testvikar for Astrid Info 07.12.2026–13.12.2026 Time, Resept" in wide.says(
        "substitutes"
    )
    covered, open_ = "ÅPEN, VIKAR", "ÅPEN"
    for day, expected in (("6.12", open_), ("7.12", covered), ("13.12", covered), ("14.12", open_)):
        views = await seen(wide, day)
        assert list(views.values()) == [expected, expected, open_, open_], day
    await wide.press("p")
    await wide.type("10.12")
    await wide.press("enter")
    assert "Siv Testvikar" in wide.says("citizen")


async def test_the_set_up_says_what_nobody_has_told_and_the_next_step(agent: Driver) -> None:
    await set_substitute(agent)
    assert agent.says("verdict").startswith("UAVKLART")
    assert agent.says("step-say"), "what to say is in sight on a small terminal too"
    assert "ukjent" in agent.says("steps")


async def test_the_verdict_names_the_substitute_and_the_days_it_is_about(agent: Driver) -> None:
    """It is no word about the absence that was saved a moment ago, months after the cover."""
    await agent.press("n")
    await agent.type("bo")
    await agent.fill("starts", "uke 28")
    await agent.go_to("services")
    await agent.press("a", "ctrl+s")
    assert agent.note.startswith("Lagret: Bo Berg 12.07–18.07.2027, alle fire tjenester.")
    await agent.press("v")
    assert agent.says("verdict").startswith("KLAR Per Vikar 07.12–20.12.2026: Alt er på plass.")


async def test_S4_what_the_vendor_offers_is_told_with_where_it_is_known_from(
    agent: Driver,
) -> None:
    await set_substitute(agent)
    await agent.press("v", "home")
    file = agent.workbench.state.file
    assert file
    assert file.vendor
    said = agent.says("step-say")
    assert vendor_sentence(file, screen_words("nb")) in said
    assert "Hvilken EPJ" not in said


async def test_what_the_caller_tells_is_noted_and_what_the_data_tells_is_not_asked(
    agent: Driver, backend: Backend
) -> None:
    await set_substitute(agent)
    await agent.press("v")
    steps = agent.rows("steps")
    unknown = next(n for n, row in enumerate(steps) if "ukjent" in row)
    known = next(n for n, row in enumerate(steps) if "Ingen fravær" in row)
    await agent.press(*["down"] * known, "enter")
    assert agent.note == "Dette ser verktøyet selv."
    await agent.press("home", *["down"] * unknown, "enter")
    assert agent.note.startswith("Notert: oppsettet til Siv Testvikar: ")
    assert "nnbygger" not in agent.note
    assert agent.rows("steps")[unknown].split()[0] == "ok"
    async with backend.another_agent() as ola:
        file = await ola.file()
    siv = next(s for s in file.substitutes if s.name == "Siv Testvikar")
    told = [r.known for r in file.step_reports if r.substitute == siv.id]
    assert told == [Known.YES]


async def test_A5_the_three_ways_out_each_say_what_the_citizen_sees(agent: Driver) -> None:
    await stopped(agent)
    told = agent.says("reading")
    for number, way in enumerate(
        (
            "Ta tjenestene ut av fraværet",
            "Avslutt eller forkort vikarperioden",
            "Hold dem stengt likevel",
        ),
        1,
    ):
        assert f"{number} {way}" in told
    assert "→" in told
    for key in ("1", "2", "3"):
        assert f" {key} " in f" {agent.keys} "


@pytest.mark.parametrize(
    ("way", "covered"), [("1", "ÅPEN, VIKAR"), ("2", "STENGT"), ("3", "STENGT")]
)
async def test_A5_each_way_out_is_taken_by_its_key_and_a_yes(
    wide: Driver, way: str, covered: str
) -> None:
    await stopped(wide)
    await wide.press(way)
    assert wide.title == "Gjøre det slik?"
    await wide.press("J")
    assert wide.note.startswith("Lagret: "), wide.note
    for day, shared in (("7.12", covered), ("13.12", covered), ("14.12", "ÅPEN")):
        views = list((await seen(wide, day)).values())
        rest = "ÅPEN" if day == "14.12" else "STENGT"
        assert views == [shared, shared, rest, rest], day
    await wide.press("x")
    knowingly = "F01" in wide.words
    assert knowingly == (way == "3"), "closed knowingly stays a finding, and only that"


async def test_W6_a_letter_past_the_ways_out_is_told_the_keys_that_answer_there(
    agent: Driver,
) -> None:
    await stopped(agent)
    await agent.press("d")
    assert agent.note == (
        "Den tasten betyr nei: ingenting er gjort. En måte velges med nummeret sitt."
    )


def test_A5_what_each_way_does_to_the_substitutes_citizens_is_said_and_the_rest_once() -> None:
    kari, bo = 11, 12
    siv = Substitute(
        id=UUID(int=2),
        practitioner=kari,
        name="Siv Testvikar",
        starts=date(2026, 12, 7),
        ends=date(2026, 12, 13),
        services=("timebestilling",),
    )
    own = Absence(
        id=UUID(int=3),
        practitioner=bo,
        starts=date(2026, 11, 30),
        ends=date(2026, 12, 6),
        services=("timebestilling",),
    )
    file = ClinicFile(
        version=1,
        clinic=Clinic(her_id=1, organisation_number="100100673", name="DDFL Test"),
        practitioners=(
            Practitioner(her_id=kari, name="Kari Dahl"),
            Practitioner(her_id=bo, name="Bo Berg"),
        ),
        offers=tuple(ServiceOffer(practitioner=p, service="timebestilling") for p in (kari, bo)),
        absences=(own,),
        substitutes=(siv,),
    )
    closing = AddAbsence(
        absence_id=UUID(int=4),
        practitioner=None,
        starts=date(2026, 12, 7),
        ends=date(2026, 12, 13),
        services=("timebestilling",),
    )
    met = evaluate([closing], file, TODAY).violations
    ways = ways_out([closing], met, file, TODAY)
    state = SessionState(screen_words("nb"), lambda: NOW, {})
    said = ["".join(part for part, _ in one.parts) for one in way_lines(ways, met, file, state)]
    kari_closes = (
        "fra 07.12.2026: Kari Dahl, Timebestilling ÅPEN, VIKAR → STENGT (åpner 14.12.2026)"
    )
    assert said[1:-2] == [
        "",
        "Uansett hva du velger:",
        "Fravær legges til: Hele legekontoret 07.12–13.12.2026, Timebestilling",
        "fra 30.11.2026: Bo Berg, Timebestilling STENGT, ÅPNER EN ANNEN DAG (åpner 14.12.2026)",
        "fra 07.12.2026: Bo Berg, Timebestilling ÅPEN → STENGT (åpner 14.12.2026)",
        "",
        " 1  Avslutt eller forkort vikarperioden",
        "Vikar slettes: Siv Testvikar for Kari Dahl 07.12–13.12.2026, Timebestilling",
        kari_closes,
        "",
        " 2  Hold dem stengt likevel",
        kari_closes,
        "Vikar Siv Testvikar blir stående, men innbygger møter stengt. Det blir et avvik.",
    ]


async def test_A5_leaving_the_ways_out_keeps_what_was_typed(agent: Driver) -> None:
    await stopped(agent)
    await agent.press("escape")
    assert agent.title == "Legg til fravær"
    assert agent.value("starts") == "uke 50"
    assert agent.ticked == set(SERVICES)


async def test_a_way_that_is_not_there_has_no_key(agent: Driver) -> None:
    await agent.press("v", "n")
    await agent.type("astrid")
    await agent.fill("name", "Siv Testvikar")
    await agent.fill("starts", "23.11")
    await agent.fill("ends", "29.11")
    await agent.go_to("services")
    await agent.press("a", "ctrl+s")
    assert agent.title == "En vikar dekker dette" + below(agent, 5)
    assert "så vikarperioden kan ikke forkortes" in agent.says("reading"), "it is told why"
    assert "2" in agent.keys.split()
    assert "3" not in agent.keys.split()
    await agent.press("3")
    assert agent.title == "Registrer vikar", "it says no, as every other letter"


SAME_NAME = "Per Vikar, som har samme navn som vikaren, er borte 09.12–10.12.2026."


async def test_F06_a_substitute_of_a_practitioners_name_who_is_away_is_asked_about(
    agent: Driver,
) -> None:
    """While typing, after saving, in the checklist, in the findings and when it is read back."""
    await agent.press("n")
    await agent.type("per vikar")
    await agent.fill("starts", "9.12-10.12")
    await agent.go_to("services")
    await agent.press("a", "ctrl+s", "v", "n")
    await agent.type("astrid")
    await agent.fill("name", "per vikar")
    await agent.fill("starts", "uke 50")
    await agent.go_to("services")
    await agent.press("space")
    said = agent.says("holes") if agent.app.size == NARROW else agent.says("citizen")
    assert SAME_NAME in said
    assert "Er det samme person?" in said
    await agent.press("ctrl+s")
    assert SAME_NAME in agent.note
    assert SAME_NAME in agent.says("verdict")
    state = agent.workbench.state
    assert "F06" in {finding.code for finding in state.findings}
    assert "Per Vikar, som har samme navn som vikaren" in " ".join(read_back_lines(state))


async def test_F06_who_has_another_number_is_somebody_else(wide: Driver) -> None:
    await wide.press("n")
    await wide.type("per vikar")
    await wide.fill("starts", "9.12-10.12")
    await wide.go_to("services")
    await wide.press("a", "ctrl+s", "v", "n")
    await wide.type("astrid")
    await wide.fill("name", "Per Vikar")
    await wide.fill("hpr_number", "9999901")
    await wide.fill("starts", "uke 50")
    await wide.go_to("services")
    await wide.press("space")
    assert "samme navn" not in wide.says("citizen")
    await wide.press("ctrl+s")
    assert "samme navn" not in wide.note + wide.says("verdict")


async def test_an_open_end_is_until_further_notice(wide: Driver) -> None:
    await wide.press("v", "n")
    await wide.type("astrid")
    await wide.fill("name", "Siv Testvikar")
    await wide.fill("starts", "7.12")
    await wide.go_to("services")
    await wide.press("a", "ctrl+s")
    assert "07.12.2026–inntil videre alle fire" in wide.says("substitutes")


async def test_S5_nobody_is_their_own_substitute(wide: Driver, backend: Backend) -> None:
    async with backend.another_agent() as ola:
        file = await ola.file()
    bo = next(p for p in file.practitioners if p.name == "Bo Berg")
    await wide.press("v", "n")
    await wide.type("bo")
    await wide.fill("name", "Bo Berg")
    await wide.fill("hpr_number", str(bo.hpr_number))
    await wide.fill("starts", "uke 40")
    await wide.go_to("services")
    await wide.press("a", "ctrl+s")
    assert wide.title == "Registrer vikar"
    await wide.resize(*NARROW)
    assert "Ingen kan være vikar for seg selv." in wide.words


async def test_A11_saving_a_cover_that_was_not_changed_changes_nothing(
    agent: Driver, backend: Backend
) -> None:
    async with backend.another_agent() as ola:
        was = (await ola.file()).version
        await agent.press("v", "down", "e", "ctrl+s")
        assert agent.note == "Ingenting er endret."
        assert (await ola.file()).version == was


async def test_a_planned_cover_is_removed_only_after_a_yes(agent: Driver) -> None:
    await agent.press("v", "down", "d")
    assert agent.title == "Fjerne vikaren?"
    await agent.press("escape")
    assert "Per Vikar" in agent.says("substitutes")
    await agent.press("d", "J")
    assert agent.note.startswith("Slettet: vikar Per Vikar for Bo Berg 07.12–20.12.2026, ")
    assert "oppsettet" not in agent.note
    assert "åpne 07.12–20.12.2026 uten vikar (Bo Berg)" in agent.note
    assert "Ingen vikar er registrert. n registrerer en." in agent.says("verdict")


async def test_the_help_about_substitutes_is_a_key_away(
    agent: Driver, size: tuple[int, int]
) -> None:
    await agent.press("v", "o")
    assert agent.title == "Om vikarløsningen" + below(agent, 10)
    chapters = ("Hva er det?", "Når brukes det?", "Hva må være på plass?", "24 20 00 00")
    for part in chapters:
        assert part in agent.says("reading")
    if size == NARROW:
        await agent.press("end")
        assert "03.12.2024" in agent.words, "it scrolls to its end"
    await agent.press("escape")
    assert agent.title == "Vikar"


async def test_arrows_never_lead_out_of_a_form(agent: Driver) -> None:
    await agent.press("v", "n", "up", "up")
    assert agent.focus == "practitioner"
    for _ in range(20):
        await agent.press("down")
    assert agent.focus == "cancel"
    await agent.press("right", "down", "left")
    assert agent.focus == "save-and-new"
    await agent.press("left", "up", "up")
    assert agent.title == "Registrer vikar"
    assert agent.focus == "own_list"


async def test_nobody_gets_a_substitute_by_a_name_that_is_not_found(wide: Driver) -> None:
    await wide.press("v", "n")
    await wide.type("bodil")
    await wide.press("enter")
    assert wide.focus == "practitioner"
    assert "Fant ikke «bodil»." in wide.words
    await wide.fill("name", "Siv Testvikar")
    await wide.fill("starts", "uke 50")
    await wide.go_to("services")
    await wide.press("space", "ctrl+s")
    assert wide.title == "Registrer vikar"
    assert wide.focus == "practitioner"
    await wide.press("delete")
    await wide.go_to("own_list")
    await wide.type("tja")
    await wide.press("ctrl+s")
    assert wide.focus == "own_list"
    assert "Fant ikke «tja»." in wide.words
