"""Register files at the workbench by keys: looked at, applied, cancelled and taken back (R2)."""

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from fravaertui.backend.services.import_plans import RunningApply, RunningReading
from fravaertui.client import Client
from fravaertui.protocol.auth import Role
from fravaertui.session import importing
from tests.registers.register_files import (
    agreement,
    export,
    organisation,
    person,
    service,
    xml_export,
)
from tests.tui.conftest import Backend, Opening
from tests.tui.driver import WIDE, Driver, Seconds


@pytest.fixture
async def importer(
    opening: Opening, size: tuple[int, int], backend: Backend
) -> AsyncIterator[Driver]:
    """Return the screen as it opens, at both sizes."""
    async with opening(size, clinic="ddfl") as agent:
        yield await agent.press("K")


def written(folder: Path, *parties: dict[str, Any], name: str = "katalog.json") -> Path:
    file = folder / name
    file.write_bytes(export(*parties))
    return file


async def read(agent: Driver, file: Path) -> None:
    """Name a file, and wait for what it would change."""
    await agent.type(str(file))
    await agent.press("enter")


def listed(agent: Driver) -> list[str]:
    return [row.strip() for row in agent.rows("import-rows")]


async def test_R2_a_plan_is_listed_by_kind_applied_after_a_question_and_taken_back(
    importer: Driver, tmp_path: Path
) -> None:
    assert importer.focus == "ask-field"
    await read(importer, written(tmp_path, organisation(), person()))
    clinic, person_in_it = " ".join(listed(importer)).split(" + Testine ")
    assert clinic == (
        "+ Testbygda legekontor (99100001) Organisasjonsnummer: 100000091 · "
        "Telefon: 00 00 91 01 · Adresse: Testveien 1, 0161 Testbygda · "
        "Kommune: Testbygda (0301) · Første dag: 01.02.2020"
    )
    assert person_in_it == (
        "Testesen (99100002) HPR-nummer: 9900001 · Første dag: 01.03.2021 · Siste dag: 23.05.2057"
    )
    assert importer.says("import-title").startswith("Adresseregisteret, per 22.11.2026")
    assert "+ 2 nye" in importer.says("import-kinds")
    assert importer.note.startswith("Databasen har også 17 oppdiktede virksomheter (demo)")
    assert importer.note.endswith("Ingenting er endret ennå: ^s tar planen i bruk.")
    await importer.press("ctrl+s")
    assert "17 oppdiktede virksomheter" in importer.words
    assert "Virksomheter: 1 ny" in importer.words
    await importer.press("J")
    assert importer.note.startswith("Ferdig. 1 virksomhet er tatt inn.")
    await importer.press("ctrl+s")
    assert importer.note == "Det er ingenting å gjøre."
    await importer.press("u")
    assert "1 virksomhet som kom med den, blir borte fra søk og eksport." in importer.words
    await importer.press("J")
    assert importer.note == "Innlesingen er tatt tilbake."
    assert "tatt tilbake" in " ".join(listed(importer))


async def test_R2_what_is_changed_is_shown_field_by_field_and_what_is_refused_with_the_reason(
    importer: Driver, tmp_path: Path
) -> None:
    await read(importer, written(tmp_path, organisation(), person(), service()))
    await importer.press("ctrl+s", "J", "f")
    doubled = person(99100009)
    unreadable = person(HerId="mange")
    changed = organisation(DisplayName="Nytt navn")
    await importer.press("ctrl+u")
    parties = (changed, person(), service(), doubled, unreadable)
    await read(importer, written(tmp_path, *parties, name="ny.json"))
    assert listed(importer) == [
        "~ Nytt navn (99100001)",
        "Navn: «Testbygda legekontor» → «Nytt navn»",
    ]
    await importer.press("5")
    refused = " ".join(listed(importer))
    assert "ny.json, post 5: HerId" in refused
    assert "! 1 avvist" in importer.says("import-kinds")
    assert "Poster som ikke kan leses: 1 avvist" in importer.note
    assert "1 post er avvist og tas ikke inn." in importer.note
    await importer.press("4")
    assert listed(importer) == [
        "= Testine Testesen (99100002)",
        "= Fastlege, liste uten fast lege (99100003)",
    ]
    assert "? 1 å avgjøre" in importer.says("import-kinds")
    await importer.press("6")
    question = " ".join(listed(importer))
    assert "flere ved samme virksomhet med ett HPR-nummer: Hvem er riktig?" in question
    assert "99100002 Testine Testesen · er her fra før · fra 01.03.2021" in question
    assert "99100009 Testine Testesen · ikke her fra før" in question


async def test_R5_what_is_set_up_with_those_who_come_is_shown_with_its_last_day(
    importer: Driver, tmp_path: Path
) -> None:
    told = tmp_path / "avtale.xml"
    told.write_bytes(agreement(ends="2027-03-01T00:00:00+01:00"))
    await importer.type(f"{written(tmp_path, organisation(), person())} {told}")
    await importer.press("enter")
    assert "Timebestilling: til 28.02.2027" in " ".join(listed(importer))


async def test_what_can_not_be_read_is_one_sentence_and_is_asked_for_again(
    importer: Driver, tmp_path: Path
) -> None:
    await read(importer, tmp_path / "finnes ikke.json")
    unbroken = importer.note.replace(" ", "")
    assert unbroken.startswith(f"{tmp_path}/finneskanikkeleses:")
    await importer.press("f")
    assert importer.value("ask-field").endswith("ikke.json")
    await importer.press("ctrl+u")
    cut = written(tmp_path, organisation())
    cut.write_bytes(cut.read_bytes()[:-40])
    await read(importer, cut)
    assert importer.note == (
        "katalog.json, byte 1396: Filen slutter midt i. Hent den på nytt. Ingenting ble endret."
    )
    await importer.press("escape")
    assert importer.absences, "the workbench again"


async def test_a_pipe_is_refused_and_never_waited_for(importer: Driver, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ror")
    await read(importer, tmp_path / "ror")
    assert "det er et rør eller en enhet" in importer.note


async def test_a_path_that_does_not_say_where_it_begins_is_told_so(
    importer: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    await read(importer, Path("mappe/katalog.json"))
    assert importer.note == (
        "mappe/katalog.json kan ikke leses: filen eller mappa finnes ikke. "
        f"Stien begynner i {tmp_path}."
    )
    await importer.press("f", "ctrl+u")
    written(tmp_path, organisation(), name="min katalog.json")
    await read(importer, Path("min katalog.json"))
    assert "+ 1 ny" in importer.says("import-kinds")


async def test_the_keys_below_are_those_that_do_something_there(
    importer: Driver, tmp_path: Path
) -> None:
    assert importer.keys == "Enter les dem Esc tilbake"
    await read(importer, tmp_path / "finnes ikke.json")
    assert importer.keys == "f filer Esc tilbake ? hjelp"
    await importer.press("f", "ctrl+u")
    await read(importer, written(tmp_path, organisation(), person()))
    assert importer.keys == "^s ta i bruk f filer Esc tilbake ? hjelp"
    await importer.press("ctrl+s", "J")
    assert importer.keys == "f filer u ta tilbake Esc tilbake ? hjelp"


async def test_R3_that_the_files_are_the_whole_register_is_said_by_a_key(
    importer: Driver, tmp_path: Path
) -> None:
    await read(importer, written(tmp_path, organisation(), person()))
    await importer.press("ctrl+s", "J", "f", "ctrl+u")
    file = tmp_path / "katalog.xml"
    file.write_bytes(xml_export(organisation()))
    await read(importer, file)
    missing = "Det som mangler i filene, blir stående som det er; w hvis de er hele registeret."
    assert missing in importer.note
    assert "− 0 ikke lenger aktive" in importer.says("import-kinds")
    await importer.press("w")
    assert "− 1 ikke lenger aktiv " in importer.says("import-kinds")
    assert "w hvis" not in importer.note


async def test_R2_that_very_many_would_be_deactivated_is_a_question_of_its_own(
    importer: Driver, tmp_path: Path
) -> None:
    await read(importer, written(tmp_path, organisation(), person()))
    await importer.press("ctrl+s", "J", "f", "ctrl+u")
    await read(importer, written(tmp_path, organisation(99100011), name="annen.json"))
    await importer.press("w", "ctrl+s")
    assert importer.title.startswith("Skal så mange gjøres inaktive?")
    assert "1 av 18 virksomheter" in importer.words
    await importer.press("J")
    assert "så mange" not in importer.words
    await importer.press("J")
    assert importer.note.startswith("Ferdig. ")


async def test_an_apply_is_cancelled_by_a_key_and_leaves_nothing_half_done(
    opening: Opening, backend: Backend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "SEEN_EVERY", 0.02)
    held = RunningApply.__call__

    def wait_for_the_key(running: RunningApply, done: int, total: int) -> None:
        running.cancelled.wait(30)
        held(running, done, total)

    monkeypatch.setattr(RunningApply, "__call__", wait_for_the_key)
    async with opening(WIDE, clinic="ddfl") as agent:
        await agent.press("K")
        offices = [organisation(99100001 + 10 * n) for n in range(30)]
        await read(agent, written(tmp_path, *offices))
        await agent.press("ctrl+s")
        agent.seconds.at += Seconds.PAUSE
        agent.send("J")
        await agent.until(lambda: "virksomheter skrevet · Esc avbryter" in agent.note)
        agent.send("escape")
        await agent.until(lambda: agent.note == "Importen ble avbrutt. Ingenting ble endret.")
    async with backend.another_agent() as ola:
        known = {clinic.her_id for clinic in (await ola.api.directory()).clinics}
        assert 99100001 not in known
        assert not (await ola.api.batches.latest()).batches


async def test_who_is_no_supervisor_is_told_so_before_anything_opens(wide: Driver) -> None:
    wide.workbench.state.role = Role.AGENT
    await wide.press("K")
    assert wide.note == "Bare en fagansvarlig kan gjøre det."
    assert wide.absences


async def asked(agent: Driver, folder: Path, *parties: dict[str, Any]) -> None:
    """Read a file in which it is a question who somebody is, and list the question."""
    twins = (person(), person(99100009, DisplayName="T Testesen"))
    await read(agent, written(folder, organisation(), *twins, *parties))
    await agent.press("6")


async def test_R2_who_is_right_of_two_is_settled_by_keys_and_the_plan_follows(
    importer: Driver, tmp_path: Path
) -> None:
    twin = {"DisplayName": "T Testesen", "Valid": {"From": "2026-06-01T00:00:00", "To": None}}
    file = written(tmp_path, organisation(), person(), person(99100009, **twin))
    await read(importer, file)
    assert "1 spørsmål er åpent, og de det gjelder, er utelatt: 6, Enter" in importer.note
    await importer.press("6")
    assert " ".join(listed(importer)).endswith(
        "HPR-nummer 9900001 ved Testbygda legekontor (99100001) "
        "99100002 Testine Testesen · ikke her fra før · fra 01.03.2021 til 23.05.2057 "
        "99100009 Testine Testesen · ikke her fra før · fra 01.06.2026"
    )
    await importer.press("enter")
    assert "Hvem er riktig? HPR-nummer 9900001 ved Testbygda legekontor" in importer.words
    await importer.press("down", "enter")
    assert listed(importer)[:1] == ["+ Testbygda legekontor (99100001)"]
    assert "+ Testine Testesen (99100009)" in listed(importer)
    assert "spørsmål" not in importer.note
    assert "avvist" not in importer.note, "whom a person has left out is understood"
    await importer.press("5")
    assert "utelatt, fordi HER-id 99100009 er valgt som den riktige" in " ".join(listed(importer))
    await importer.press("ctrl+s", "J")
    assert importer.note.startswith("Ferdig. 1 virksomhet er tatt inn.")


async def test_an_answer_is_made_another_and_all_may_be_right(
    importer: Driver, tmp_path: Path
) -> None:
    await asked(importer, tmp_path)
    await importer.press("enter", "enter", "5")
    assert "HER-id 99100002 er valgt" in " ".join(listed(importer))
    await importer.press("enter")
    await importer.type("alle")
    await importer.press("enter", "1")
    new = " ".join(listed(importer))
    assert "(99100002)" in new
    assert "(99100009)" in new
    assert "! 0 avvist" in importer.says("import-kinds")


async def test_an_answer_needs_the_files_no_more(importer: Driver, tmp_path: Path) -> None:
    await asked(importer, tmp_path)
    (tmp_path / "katalog.json").unlink()
    await importer.press("enter", "down", "enter")
    assert "+ Testine Testesen (99100009)" in listed(importer)
    await importer.press("5", "enter")
    await importer.type("alle")
    await importer.press("enter", "1")
    assert "(99100002)" in " ".join(listed(importer))


async def test_what_was_read_and_is_not_kept_any_more_is_read_again(
    importer: Driver, backend: Backend, tmp_path: Path
) -> None:
    await asked(importer, tmp_path)
    async with Client(backend.endpoint) as another:
        await another.imports.plan([written(tmp_path, organisation(), name="annen.json")])
    await importer.press("enter", "down", "enter")
    assert "+ Testine Testesen (99100009)" in listed(importer)


async def test_columns_that_are_not_read_are_named_and_a_key_shows_those_that_are(
    importer: Driver, tmp_path: Path
) -> None:
    table = tmp_path / "liste.csv"
    table.write_text("Katalog\n\nType;HER id;Navn;Legekontor\nvirksomhet;99100001;Test A;Test B\n")
    await read(importer, table)
    assert "Kolonnen «Legekontor» leses ikke: 5 viser hvilke som leses." in importer.note
    assert importer.note.endswith("^s tar planen i bruk.")
    await importer.press("5")
    assert "er ingen av disse: type, her_id, virksomhet" in " ".join(listed(importer))


async def test_no_answer_leaves_the_question_open(importer: Driver, tmp_path: Path) -> None:
    await asked(importer, tmp_path)
    await importer.press("enter", "escape")
    assert "? 1 å avgjøre" in importer.says("import-kinds")
    await importer.press("f")
    await importer.press("enter")
    assert "1 spørsmål er åpent" in importer.note


async def test_how_much_of_a_file_is_read_is_shown_and_a_key_cancels_with_nothing_half_done(
    opening: Opening, backend: Backend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "SEEN_EVERY", 0.02)
    held, is_held = RunningReading.__call__, True

    def wait_for_the_key(running: RunningReading, done: int, total: int) -> None:
        held(running, done, total)
        if done and is_held:
            running.cancelled.wait(30)
            held(running, done, total)

    monkeypatch.setattr(RunningReading, "__call__", wait_for_the_key)
    async with opening(WIDE, clinic="ddfl") as agent:
        await agent.press("K")
        offices = [organisation(99100001 + 10 * n) for n in range(200)]
        await agent.type(str(written(tmp_path, *offices)))
        agent.send("enter")
        await agent.until(lambda: "% lest · Esc avbryter" in agent.note)
        assert 0 < int(agent.note.split()[0]) < 100
        agent.send("ctrl+s")
        agent.send("escape")
        await agent.until(lambda: agent.note == "Lesingen ble avbrutt. Ingenting ble endret.")
        is_held = False
        await agent.settle()
        await agent.press("f", "enter")
        assert "+ 200 nye" in agent.says("import-kinds")
        await agent.press("escape")
        assert agent.absences
    async with backend.another_agent() as ola:
        assert 99100001 not in {clinic.her_id for clinic in (await ola.api.directory()).clinics}
