"""The main job as a conversation in lines, over a real terminal and through pipes."""

import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from fravaertui.domain.calendar import oslo_today
from fravaertui.texts.dates import full_day, long_day
from tests.tui.terminal import Terminal, terminal

PROGRAM = ("-m", "fravaertui", "--plain")
YEAR = oslo_today(datetime.now(UTC)).year + 1
WEEK_28, AFTER = date.fromisocalendar(YEAR, 28, 1), date.fromisocalendar(YEAR, 29, 1)


@pytest.fixture(autouse=True)
def no_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here needs a terminal that can place anything."""
    monkeypatch.setenv("TERM", "dumb")


def said(*lines: str) -> str:
    """Return what is said to these lines, given through a pipe."""
    done = subprocess.run(
        (sys.executable, *PROGRAM),
        input="".join(f"{line}\n" for line in lines),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stderr == ""
    return done.stdout


def test_the_main_job_over_a_terminal(home: Path) -> None:
    with terminal(PROGRAM, (100, 60)) as line:
        line.wait_for("Skriv hjelp").send("finn ddfl test\n")
        line.wait_for("DDFL Test>").wait_for("1. Astrid Info")
        add(line, "uke 28", f"uke 28 {YEAR}")
        line.wait_for("Bo Berg, alle fire tjenester: åpen før, stengt")
        line.wait_for(f"og åpner igjen {long_day(AFTER, 'nb')}.")
        line.wait_for("Lagre? ja eller nei:").send("ja\n").wait_for("Lagret: Bo Berg")
        line.send("innbygger uke 28\n").wait_for("Hvilken behandler? Nummer eller navn:").send(
            "2\n"
        )
        line.wait_for("Timebestilling er midlertidig stengt hos fastlegen din")
        line.send("liste\n").wait_for("3. Bo Berg: fravær")
        line.send("fjern 3\n").wait_for("Bo Berg, alle fire tjenester: stengt før, åpen")
        line.wait_for("Lagre? ja eller nei:").send("ja\n").until(
            lambda: "Slettet: Bo Berg" in line.words
        )
        line.send("slutt\n")
        assert line.status() == 0
        assert b"\x1b" not in line.written


def add(line: Terminal, wrong: str, starts: str) -> None:
    """Register an absence for Bo Berg, after a date that is not understood."""
    line.send("nytt\n").wait_for("Hvilken behandler? Nummer eller navn:").send("2\n")
    line.wait_for("Fra og med:").send("31.02\n").wait_for("Fra og med: 31.02")
    line.send(f"{starts}\n").wait_for(f"mandag {long_day(WEEK_28, 'nb')}")
    line.wait_for("Til og med:").send("\n").wait_for("eller «alle»:").send("alle\n")
    line.wait_for("Sak, kan være tom:").send("\n")


def test_no_is_the_default_and_an_empty_answer_goes_back() -> None:
    told = said("finn ddfl test", "nytt", "2", f"uke 28 {YEAR}", "", "alle", "", "", "liste")
    assert "Lagre? ja eller nei: Ingenting ble endret." in told
    assert "3. Bo Berg: fravær" not in told.rpartition("Ingenting ble endret.")[2]
    assert "Ingenting ble endret." in said("finn ddfl test", "nytt", "", "slutt")


def test_the_practitioner_is_chosen_by_name_as_in_a_form() -> None:
    """And nobody is guessed at where several have the name."""
    away = (f"uke 28 {YEAR}", "", "alle", "", "ja")
    told = said("finn ddfl test", "nytt", "ber", *away, "nytt finnesikke", "info", "")
    assert "Hvilken behandler? Nummer eller navn: Bo Berg\n" in told
    assert "Lagret: Bo Berg" in told
    assert "fant ikke «finnesikke»\n1. Astrid Info\n" in told
    assert "Hvilken behandler? Nummer eller navn: Astrid Info\n" in told
    assert "> Hele legekontoret\nFra og med: " in said("finn ddfl test", "nytt hele", "")
    told = said("finn storbyen", "nytt testdal", "2", *away)
    assert "> 1. Anne Testdal\n2. Bjarne Testdal\nHvilken behandler? " in told
    assert "Lagret: Bjarne Testdal" in told


def test_D4_a_date_that_can_be_two_is_asked_about() -> None:
    """And one that is uncertain is only taken with a yes."""
    yesterday = oslo_today(datetime.now(UTC)) - timedelta(days=1)
    typed = ("finn ddfl test", "nytt", "2", f"{yesterday:%d.%m}")
    told = said(*typed, "1", "+1", "")
    assert re.search(r"1\. .*, for 1 dag siden\n2\. .*, den neste\n", told)
    assert f"Hva menes? Nummer: {full_day(yesterday, 'nb')}" in told
    assert f"{full_day(yesterday + timedelta(days=1), 'nb')}" in told
    assert "2 dager" in told
    told = said(*typed, "", "nytt", "2", "ca. 1.7", "nei")
    assert "Hva menes? Nummer: Ingenting ble endret." in told
    assert "Stemmer dette? ja eller nei: Ingenting ble endret." in told


def test_the_end_of_input_is_the_end() -> None:
    assert said().endswith("> ")


def test_what_is_not_understood_is_told_and_help_names_the_commands() -> None:
    told = said("tull", "nytt", "hjelp")
    assert "«tull» er ikke forstått. Skriv hjelp." in told
    assert "Velg en virksomhet først." in told
    assert "finn NAVN: finn en virksomhet og velg den" in told


def test_an_absence_that_meets_a_substitute_has_three_ways_out() -> None:
    [starts] = re.findall(
        r"2\. Bo Berg: fravær fra \w+ (\d+\. \w+ \d{4}) til", said("finn ddfl test")
    )
    bo_away = ("finn ddfl test", "fjern 2", "ja", "nytt", "2", starts, starts, "alle", "")
    told = said(*bo_away, "1", "ja")
    for way in ("1. ", "2. ", "3. "):
        assert f"\n{way}" in told.rpartition("Sak, kan være tom: ")[2]
    assert "Hvilken utvei? Nummer: " in told
    assert told.count("Slettet: ") == told.count("Lagret: ") == 1


def test_what_may_have_been_meant_is_asked_about_also_when_it_is_one() -> None:
    told = said("finn ddlf", "", "liste", "finn ddlf", "1")
    assert "Ingen treff. Mente du:\n1. DDFL Test\n" in told
    assert "Velg en virksomhet først." in told
    assert told.endswith("DDFL Test> ")


def test_A7_after_an_absence_it_is_said_what_to_remember() -> None:
    day = f"{long_day(WEEK_28, 'nb')}"
    told = said("finn ddfl test", "nytt", "2", day, day, "alle", "", "ja")
    assert "Lagret: Bo Berg" in told
    assert "Husk: en vikar registreres også i EPJ." in told
    assert "Husk:" not in said("finn ddfl test", "fjern 2", "ja")


def test_an_absence_is_extended_from_its_present_end() -> None:
    first = long_day(WEEK_28, "nb")
    told = said(
        *("finn ddfl test", "nytt", "2", first, "7 dager", "alle", "", "ja"),
        *("liste", "forleng 3", "1 uke", "", "ja", "liste"),
    )
    before, after = (full_day(WEEK_28 + timedelta(days=days), "nb") for days in (6, 13))
    assert f"3. Bo Berg: fravær fra mandag {first} til {before}, alle fire tjenester" in told
    assert f"3. Bo Berg: fravær fra mandag {first} til {after}, alle" in told.rpartition("> ")[0]


def test_extending_to_the_end_it_has_changes_nothing() -> None:
    [ends] = re.findall(
        r"2\. Bo Berg: fravær .* til \w+ (\d+\. \w+ \d{4}),", said("finn ddfl test")
    )
    told = said("finn ddfl test", "forleng 2", ends, "")
    assert "Ingenting er endret." in told
    assert "Lagre?" not in told


def test_a_substitute_is_set_with_an_open_end_listed_and_ended() -> None:
    first = long_day(WEEK_28, "nb")
    told = said(
        *("finn ddfl test", "vikar", "1", "Siv Testvikar", first, "", "2", "", "ja", "liste"),
        *("forleng 4", "7 dager", "", "ja", "liste", "fjern 4", "ja", "liste"),
    )
    assert "Ingen siste dag: inntil videre." in told
    assert f"4. Vikar Siv Testvikar for Astrid Info fra mandag {first} og inntil videre" in told
    assert "4 steg er ukjente.\nFinn ut om EPJ-leverandøren" in told
    until = full_day(WEEK_28 + timedelta(days=6), "nb")
    assert f"4. Vikar Siv Testvikar for Astrid Info fra mandag {first} til {until}" in told
    assert "Siv Testvikar" not in told.split("DDFL Test> ")[-2]


def test_an_empty_last_day_goes_back_and_an_open_end_is_typed() -> None:
    """Nobody makes a substitute's cover open by saying nothing."""
    first, last = long_day(WEEK_28, "nb"), long_day(WEEK_28 + timedelta(days=6), "nb")
    siv = ("finn ddfl test", "vikar", "1", "Siv Testvikar", first, last, "2", "", "ja")
    told = said(*siv, "forleng 4", "", "liste")
    assert "Til og med, eller «inntil videre»: Ingenting ble endret." in told
    assert "inntil videre\n" not in told.rpartition("Ingenting ble endret.")[2]
    told = said("finn ddfl test", "forleng 4", "inntil videre", "", "ja", "liste")
    assert "Ingen siste dag: inntil videre." in told
    listed = told.split("DDFL Test> ")[-2]
    assert f"Siv Testvikar for Astrid Info fra mandag {first} og inntil videre" in listed
    away = said("finn ddfl test", "forleng 2", "inntil videre", "", "liste")
    assert "Skriv en siste dag; den kan endres senere." in away


def test_a_week_may_begin_a_cover_that_has_no_last_day() -> None:
    week = f"uke 28 {YEAR}"
    told = said(
        "finn ddfl test", "vikar", "1", "Siv Testvikar", week, "inntil videre", "2", "", "ja"
    )
    assert "Ingen siste dag: inntil videre." in told
    told = said("finn ddfl test", "liste")
    assert (
        f"Siv Testvikar for Astrid Info fra mandag {long_day(WEEK_28, 'nb')} og inntil videre"
        in told
    )


def test_what_was_saved_last_is_taken_back() -> None:
    assert "ingenting å angre" in said("finn ddfl test", "angre").lower()
    told = said("finn ddfl test", "fjern 2", "ja", "liste", "angre", "ja", "liste")
    lists = told.split("DDFL Test> ")
    assert "2. Bo Berg: fravær" not in lists[2]
    assert "2. Bo Berg: fravær" in lists[-2]


def test_no_contact_is_a_sentence() -> None:
    done = subprocess.run(
        (sys.executable, *PROGRAM, "--backend", "http://127.0.0.1:9"),
        input="finn ddfl\n",
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert "Ingen kontakt med tjeneren" in done.stdout


def test_a_byte_that_is_no_letter_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a locale in which Python reads strictly, unlike C.UTF-8."""
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8:strict")
    done = subprocess.run(
        (sys.executable, *PROGRAM), input=b"finn j\xf8rn\nslutt\n", capture_output=True, check=True
    )
    assert done.stderr == b""
    assert "Sett terminalen til UTF-8." in done.stdout.decode()
