"""A list of absences in the conversation: pasted, settled, saved and taken back as one (L1-L4)."""

import re
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fravaertui.domain.calendar import oslo_today
from tests.cli.test_plain import PROGRAM, said
from tests.tui.terminal import terminal

YEAR = oslo_today(datetime.now(UTC)).year + 1
LIST = (
    "Hei! Her kommer feriene:",
    f"Berg: uke 28-30 {YEAR}",
    f"Info: uke 33 {YEAR} (vikar: Siv Testvikar)",
    f"Ukjentsen: uke 34 {YEAR}",
    "Resepter fornyes innen 5 dager.",
)
PASTED = ("finn ddfl test", "mange", *LIST, ".")
SETTLED = (*PASTED, "alle", "1", "utelat")


@pytest.fixture(autouse=True)
def no_screen(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """Nothing here needs a terminal that can place anything."""
    monkeypatch.setenv("TERM", "dumb")


def test_rows_are_said_with_what_they_were_read_from_and_what_is_asked() -> None:
    told = said(*PASTED)
    assert re.search(r"1\. hvilke tjenester\? Bo Berg\. mandag \d+\. juli \d{4} til søndag", told)
    assert f"Linje 2: «Berg: uke 28-30 {YEAR}»" in told
    assert "«Ukjentsen» finnes ikke ved virksomheten." in told
    assert "3 deler av teksten ga ingen rad; hoppet sier hvilke." in told


def test_questions_are_asked_one_by_one_and_an_empty_answer_leaves_them() -> None:
    told = said(*PASTED, "alle", "", "spørsmål", "1", "", "lagre", "tilbake")
    assert "Hvilke tjenester stenger fraværene på lista?" in told
    assert told.count("Hva dekker Siv Testvikar?") == 2
    assert "2 spørsmål gjenstår." in told
    assert "1 rad må avklares. spørsmål svarer, utelat utelater den." in told
    assert "Lagre?" not in told


def test_L3_a_list_is_saved_as_one_after_what_citizens_see_before_and_after() -> None:
    told = said(*SETTLED, "lagre", "SAK-7", "nei", "lagre", "ja", "rader", "svar nynorsk")
    preview, _, after = told.partition("Lagre? ja eller nei: Ingenting ble endret.")
    assert "Bo Berg, alle fire tjenester: åpen før, stengt etter" in preview
    assert "Vikar legges til: Siv Testvikar for Astrid Info" in preview
    assert "«Timebestilling er midlertidig stengt hos fastlegen din" in preview
    assert "Lagret: 2 rader." in after
    assert "1. uendret: Bo Berg." in after
    assert "3. utelatt: «Ukjentsen»." in after
    assert "Innbyggjaren les: " in after


def test_L4_what_was_saved_is_taken_back_as_one_and_can_be_saved_again() -> None:
    told = said(*SETTLED, "lagre", "", "ja", "angre", "ja", "rader", "lagre", "ja", "tilbake")
    assert "1 virksomhet blir som før." in told
    preview = told.rpartition("Ta det tilbake?")[0].rpartition("Lagret: 2 rader.")[2]
    assert "Bo Berg, alle fire tjenester: stengt før, åpen etter" in preview
    assert "1. nytt: Bo Berg." in told.rpartition("Den er tatt tilbake.")[2]
    assert told.count("Lagret: 2 rader.") == 2


def test_the_undo_of_the_conversation_takes_it_back_too() -> None:
    told = said(*SETTLED, "lagre", "", "ja", "tilbake", "angre", "ja")
    assert "Slettet: " in told.rpartition("Lagret: 2 rader.")[2]


def test_an_unchanged_row_has_what_the_citizen_reads_before_and_after() -> None:
    told = said(*SETTLED, "lagre", "", "ja", "vis 1")
    assert "Før og etter, alle fire tjenester: «Timebestilling er midlertidig stengt" in told


def test_rows_can_be_corrected_left_out_and_taken_in_again() -> None:
    typed = ("rett 1", "1", f"uke 31 {YEAR}", "utelat 1", "utelat 1", "rett 3", "2", "bo berg")
    told = said(*SETTLED, *typed)
    assert re.search(r"nytt: Bo Berg\. mandag \d+\. \w+ \d{4} til søndag .* \(7 dager\)", told)
    assert "utelatt: Bo Berg" in told
    assert "nytt: Bo Berg" in told.rpartition("Rette hva?")[2]


def test_what_was_passed_over_is_said_with_why() -> None:
    told = said(*PASTED, "", "hoppet")
    assert "«Resepter fornyes innen 5 dager.»: nevner ingen og ingen dager" in told


def test_a_table_keeps_its_cells_and_a_file_is_read(tmp_path: Path) -> None:
    rows = ("lege\tfra\ttil", f"Bo Berg\t12.07.{YEAR}\t01.08.{YEAR}")
    told = said("finn ddfl test", "mange", *rows, ".", "alle")
    assert "nytt: Bo Berg" in told
    file = tmp_path / "liste.csv"
    file.write_text("\n".join(rows).replace("\t", ";"), encoding="utf-8")
    told = said("finn ddfl test", f"mange {file}", "nei", "alle")
    assert "nytt: Bo Berg" in told


def test_a_file_that_can_not_be_read_is_said_with_why(tmp_path: Path) -> None:
    told = said("finn ddfl test", f"mange {tmp_path / 'mangler.txt'}")
    assert "mangler.txt kan ikke leses: " in told


def test_a_list_without_a_clinic_is_asked_about_and_an_empty_one_is_none() -> None:
    told = said("mange", "Ferie", f"Berg: uke 28 {YEAR}", ".", "ddfl test", "alle")
    assert "Hvilke kontorer gjelder lista?" in told
    assert "nytt: Bo Berg" in told
    assert "Ingenting ble endret." in said("mange", "nei", ".", "slutt")


def test_W4_a_list_that_was_not_saved_is_offered_again_with_what_was_settled() -> None:
    said(*PASTED, "alle")
    told = said("mange", "ja", "1", "utelat", "lagre", "", "ja")
    assert "En liste ble ikke lagret: Skriv mange for å gå videre med den." in told
    assert "En liste som ikke ble lagret: DDFL Test, 5 linjer, «Hei! Her kommer feriene:»." in told
    assert "1. nytt: Bo Berg." in told
    assert "Lagret: 2 rader." in told
    assert "ikke ble lagret" not in said("mange", ".")


def test_W4_what_is_pasted_survives_a_kill_before_its_end(home: Path) -> None:
    with terminal(PROGRAM, (100, 40)) as line:
        line.wait_for("Skriv hjelp").send("finn ddfl test\n").wait_for("DDFL Test>")
        line.send("mange\n").wait_for("avslutter.").send("Ferie\n").send(f"Berg: uke 28 {YEAR}\n")
        line.until(lambda: any("uke 28" in f.read_text() for f in home.rglob("*.json")))
        line.signal(signal.SIGKILL).status()
    assert "2 linjer, «Ferie»" in said("mange", "nei")


def test_a_thrown_away_list_is_gone() -> None:
    assert "Kaste lista?" in said(*PASTED, "", "kast", "ja", "slutt")
    assert "ikke ble lagret" not in said("mange", ".")


def test_the_help_names_the_commands_of_a_list() -> None:
    assert "utelat NUMMER: utelat en rad" in said(*PASTED, "", "hjelp")


def test_everyone_on_a_list_can_be_taken_for_the_whole_clinic() -> None:
    told = said("finn ddfl test", "mange", f"Alle legene har ferie uke 29 {YEAR}", ".", "1", "alle")
    assert "«Alle legene»: Er det hele legekontoret?" in told
    assert "nytt: Hele legekontoret" in told
