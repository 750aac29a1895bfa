"""Real data in and out on the command line: plan, apply, template and export (rules R1 to R4)."""

import csv
import gzip
import io
import json
import os
import pty
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from fravaertui.cli import main
from fravaertui.registers.desk_table import COLUMNS
from tests.registers.register_files import (
    agreement,
    as_json,
    export,
    organisation,
    person,
    profile,
    service,
    xml_export,
)

NOTHING, TO_DO, ERROR = 0, 2, 1
PERSON, GP = 99100002, "Testine Testesen"
SECRETS = ("hemmelig", "Hemmelig", "99 99 99 99", "1970", "01017099999")
"""What the register files hold and rule R4 names."""


class Desk:
    """A database and files of its own, and the program run on them."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys
        self.database = folder / "desk.db"
        self.said = self.told = ""

    def file(self, content: bytes, name: str = "fil.json") -> str:
        (self.folder / name).write_bytes(content)
        return str(self.folder / name)

    def run(self, *words: str) -> int:
        status = main([*words, "--database", f"sqlite:///{self.database}"])
        self.said, self.told = self.capsys.readouterr()
        return status

    def apply(self, content: bytes) -> None:
        assert self.run("directory", "apply", self.file(content), "--yes") == 0, self.told

    def rows(self, question: str) -> list[tuple[object, ...]]:
        with sqlite3.connect(self.database) as connection:
            return connection.execute(question).fetchall()


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


OFFICE = export(organisation(), person(), service())


def test_R2_a_plan_changes_nothing_an_apply_does_it_and_a_second_run_has_nothing_to_do(
    desk: Desk,
) -> None:
    file = desk.file(OFFICE)
    assert desk.run("directory", "plan", file) == TO_DO
    assert desk.said.splitlines() == [
        "Adresseregisteret, per 22.11.2026",
        "Virksomheter: 1 ny · 0 endret · 0 ikke lenger aktive · 0 som før · 0 avvist",
        "Behandlere: 2 nye · 0 endret · 0 ikke lenger aktive · 0 som før · 0 avvist",
        "+ Testbygda legekontor (99100001)",
        "    Organisasjonsnummer: 100000091 · Telefon: 00 00 91 01 · Adresse: Testveien 1, "
        "0161 Testbygda · Kommune: Testbygda (0301) · Første dag: 01.02.2020",
        "  + Testine Testesen (99100002)",
        "      HPR-nummer: 9900001 · Første dag: 01.03.2021 · Siste dag: 23.05.2057",
        "  + Fastlege, liste uten fast lege (99100003)",
        "      Uten fastlege: ja · Første dag: 01.01.2022",
    ]
    assert desk.rows("select count(*) from clinic") == [(0,)]
    assert desk.run("directory", "apply", file, "--yes") == 0
    assert desk.said.endswith("1 virksomhet er tatt inn.\n")
    assert desk.run("directory", "plan", file) == NOTHING
    assert "1 som før" in desk.said
    assert desk.run("directory", "apply", file, "--yes") == 0
    assert desk.rows("select count(*) from batch") == [(1,)]


def json_list(*parties: dict[str, object]) -> bytes:
    return as_json(list(parties))


WORKED = "select name, starts, ends from practitioner where her_id = 99100002"


@pytest.mark.parametrize("shape", [json_list, xml_export])
@pytest.mark.parametrize("valid", [None, {}, {"From": None}])
def test_R1_a_day_that_a_file_does_not_say_stays_as_it_was(
    desk: Desk, shape: Callable[..., bytes], valid: dict[str, object] | None
) -> None:
    desk.apply(OFFICE)
    [(_, *days)] = desk.rows(WORKED)
    desk.apply(shape(person(Valid=valid, Name="Testine Nytt Navn", Person={})))
    assert desk.rows(WORKED) == [("Testine Nytt Navn", *days)]


@pytest.mark.parametrize("shape", [json_list, xml_export])
@pytest.mark.parametrize(
    ("valid", "why"),
    [
        ("hele tiden", "Valid er ikke en dato."),
        ({"From": "i fjor"}, "From er ikke en dato."),
        (
            {"From": "2027-01-01T00:00:00", "To": "2026-01-01T00:00:00"},
            "Siste dag er før første dag.",
        ),
    ],
)
def test_days_that_can_not_be_right_refuse_the_record_with_where_it_stands(
    desk: Desk, shape: Callable[..., bytes], valid: object, why: str
) -> None:
    desk.apply(OFFICE)
    before = desk.rows(WORKED)
    file = desk.file(shape(organisation(DisplayName="Nytt navn"), person(Valid=valid)))
    assert desk.run("directory", "plan", file) == TO_DO
    assert f"! fil.json, post 2: {why}" in desk.said
    assert desk.run("directory", "apply", file, "--yes") == TO_DO, "a person has to look"
    assert desk.rows(WORKED) == before


def test_a_directory_among_invented_clinics_says_so_first(desk: Desk) -> None:
    assert desk.run("demo-data") == 0
    file = desk.file(OFFICE)
    assert desk.run("directory", "plan", file) == TO_DO
    first = desk.said.splitlines()[0]
    assert first.startswith("Databasen har også 17 oppdiktede virksomheter (demo)")
    assert "tom database" in first
    desk.apply(OFFICE)
    assert desk.run("directory", "plan", desk.file(export(organisation()))) == TO_DO
    assert desk.said.startswith("Databasen har også 17 oppdiktede"), "the real one is none of them"


def test_R2_a_changed_telephone_and_one_who_has_left_are_shown_field_by_field(desk: Desk) -> None:
    desk.apply(OFFICE)
    phones = [{"TypeCodeValue": "E_TLF", "Address": "00 00 91 99", "Inherited": False}]
    left = person(Active=False, Valid={"From": "2021-03-01T00:00:00", "To": "2026-11-20T09:00:00"})
    file = desk.file(export(organisation(ElectronicAddresses=phones), left, service()))
    assert desk.run("directory", "plan", file) == TO_DO
    assert desk.said.splitlines()[3:] == [
        "~ Testbygda legekontor (99100001)",
        "    Telefon: «00 00 91 01» → «00 00 91 99»",
        "  - Testine Testesen (99100002)",
        "      Siste dag: 23.05.2057 → 20.11.2026",
    ]
    desk.apply(Path(file).read_bytes())
    assert desk.run("directory", "plan", file) == NOTHING


@pytest.mark.parametrize("shape", [as_json, xml_export])
def test_R3_a_file_that_is_not_the_whole_register_says_what_becomes_of_those_it_leaves_out(
    desk: Desk, shape: Callable[..., bytes]
) -> None:
    remark = (
        "Det som mangler i filene, blir stående som det er; --whole hvis de er hele registeret."
    )
    desk.apply(export(organisation(), person()))
    file = desk.file(shape(organisation(DisplayName="Nytt navn")))
    assert desk.run("directory", "plan", file) == TO_DO
    assert desk.said.splitlines()[3] == remark
    assert desk.run("directory", "plan", file, "--whole") == TO_DO
    assert remark not in desk.said
    assert "- Testine Testesen (99100002)" in desk.said
    assert desk.run("directory", "plan", desk.file(OFFICE)) == TO_DO
    assert remark not in desk.said, "the export holds all that there is"
    assert desk.run("setup-facts", "plan", desk.file(agreement(), "cpa.xml")) == TO_DO
    assert remark not in desk.said, "it is not about who is there"


def test_who_is_at_a_clinic_that_is_refused_is_refused_for_that(desk: Desk) -> None:
    twice = (organisation(), organisation(DisplayName="Et annet navn"))
    assert desk.run("directory", "plan", desk.file(export(*twice, person()))) == ERROR
    assert (
        "Testine Testesen (99100002): kan ikke tas inn fordi virksomheten, HER-id 99100001, er "
        "avvist" in desk.said
    )


@pytest.mark.parametrize(
    "words",
    [
        ("directory", "plan", "A", "--json", "B"),
        ("directory", "--json", "plan", "A", "B"),
        ("directory", "plan", "--json", "A", "B"),
        ("--json", "directory", "plan", "A", "B"),
    ],
)
def test_files_may_stand_before_and_after_options(desk: Desk, words: tuple[str, ...]) -> None:
    files = {"A": desk.file(as_json(organisation()), "a"), "B": desk.file(as_json(person()), "b")}
    assert desk.run(*(files.get(word, word) for word in words)) == TO_DO
    document = json.loads(desk.said)
    assert document["plan"]["files"] == ["a", "b"]
    assert document["counts"] == {"clinic": {"+": 1}, "practitioner": {"+": 1}}


def test_an_apply_takes_the_plan_that_was_saved_unless_the_ground_has_moved(desk: Desk) -> None:
    file = desk.file(OFFICE)
    desk.run("directory", "plan", file, "--json")
    saved = desk.file(desk.said.encode(), "plan.json")
    desk.run("directory", "plan", file, "--json")
    other = desk.file(desk.said.encode(), "plan 2.json")
    assert desk.run("directory", "apply", saved, "--yes", "--json") == 0
    assert json.loads(desk.said)["batch"]
    assert desk.run("directory", "apply", other, "--yes") == ERROR
    assert desk.told.startswith("Noen har endret katalogen i mellomtiden. Ingenting er endret.")
    assert desk.rows("select count(*) from batch") == [(1,)]
    assert desk.run("directory", "apply", saved) == 0, "it was done already"
    assert desk.said.startswith("Denne planen er allerede tatt i bruk, av ")
    assert desk.rows("select count(*) from batch") == [(1,)]
    broken = desk.file(b'{"plan": {"rows": 7}}', "annen.json")
    assert desk.run("directory", "apply", broken, "--yes") == ERROR
    assert desk.told.startswith("annen.json: Dette er ikke en plan, eller en plan fra en annen")


def test_without_a_terminal_nobody_has_agreed(desk: Desk) -> None:
    assert desk.run("directory", "apply", desk.file(OFFICE)) == ERROR
    assert desk.told == "Ingenting er endret; --yes tar inn uten å spørre.\n"
    assert desk.rows("select count(*) from clinic") == [(0,)]


@pytest.mark.parametrize(("answer", "status"), [("ja", 0), ("", ERROR), ("j", ERROR)])
def test_on_a_terminal_it_is_shown_and_asked(desk: Desk, answer: str, status: int) -> None:
    ours, theirs = pty.openpty()
    words = ("directory", "apply", desk.file(OFFICE), "--database", f"sqlite:///{desk.database}")
    os.write(ours, answer.encode() + b"\n")
    done = subprocess.run(
        (sys.executable, "-m", "fravaertui", *words),
        stdin=theirs,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    os.close(ours)
    os.close(theirs)
    assert "+ Testbygda legekontor (99100001)" in done.stdout
    assert "Ta inn dette? Skriv ja: " in done.stderr
    assert done.returncode == status
    assert desk.rows("select count(*) from clinic") == [(1 if answer == "ja" else 0,)]


def test_R2_a_file_that_would_deactivate_many_needs_a_person_to_say_so(desk: Desk) -> None:
    desk.apply(export(organisation(), organisation(HerId=99100011)))
    file = desk.file(export(organisation()))
    assert desk.run("directory", "plan", file) == TO_DO
    assert desk.run("directory", "apply", file, "--yes") == ERROR
    assert "1 av 2 virksomheter og 0 av 0 behandlere ville ikke lenger vært aktive" in desk.told
    assert desk.run("directory", "apply", file, "--yes", "--many") == 0
    assert desk.rows("select ends from clinic where her_id = 99100011") == [("2026-11-21",)]


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_what_is_exported_comes_in_again_as_it_was(desk: Desk, form: str) -> None:
    formula = organisation(HerId=99100011, DisplayName="=1+1 og '=2", Name="x")
    desk.apply(export(organisation(), person(), service(), formula))
    out = str(desk.folder / f"katalog.{form}")
    assert desk.run("export", "directory", "--output", out) == 0
    assert desk.run("directory", "plan", out, "--json") == NOTHING
    counts = json.loads(desk.said)["counts"]
    assert counts == {"clinic": {"=": 2}, "practitioner": {"=": 2}}


def test_who_has_left_is_in_the_export_and_a_new_database_says_that_they_are_not_taken(
    desk: Desk,
) -> None:
    desk.apply(export(organisation(), person()))
    desk.apply(of_day(export(organisation()), "2026-11-24"))
    out = str(desk.folder / "katalog.csv")
    assert desk.run("export", "directory", "--output", out) == 0
    assert desk.run("directory", "plan", out) == NOTHING
    desk.database = desk.folder / "ny.db"
    assert desk.run("directory", "plan", out) == TO_DO
    assert "1 er ikke lenger aktiv og ikke her fra før, og tas derfor ikke inn." in desk.said
    assert "Testine Testesen" not in desk.said


def test_a_spreadsheet_that_opens_the_table_computes_nothing_of_it(desk: Desk) -> None:
    desk.apply(
        export(organisation(DisplayName="=HYPERLINK()"), organisation(HerId=7, Name="+47 1"))
    )
    out = desk.folder / "katalog.csv"
    desk.run("export", "directory", "--output", str(out))
    names = {
        row["navn"]
        for row in csv.DictReader(io.StringIO(out.read_text("utf-8-sig")), delimiter=";")
    }
    assert "'=HYPERLINK()" in names


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_template_has_the_columns_and_without_rows_it_is_said_to_have_none(
    desk: Desk, form: str
) -> None:
    out = str(desk.folder / f"mal.{form}")
    assert main(["directory", "template", "--format", form, "--output", out]) == 0
    for whole in ([], ["--whole"]):
        assert desk.run("directory", "plan", out, *whole) == ERROR
        [told] = desk.told.splitlines()
        assert told.startswith(f"mal.{form}: Det er ikke én rad under overskriftene.")
    if form == "csv":
        assert Path(out).read_text("utf-8-sig") == ";".join(COLUMNS) + "\n"


@pytest.mark.parametrize("command", [["directory", "plan"], ["setup-facts", "plan"]], ids=" ".join)
def test_a_pipe_or_a_device_is_refused_and_never_waited_for(desk: Desk, command: list[str]) -> None:
    pipe = desk.folder / "ror"
    os.mkfifo(pipe)
    for name in (str(pipe), "/dev/zero"):
        assert desk.run(*command, name) == ERROR
        said = f"{Path(name).name} kan ikke leses: det er et rør eller en enhet"
        assert desk.told.startswith(said)


def table(*rows: str) -> bytes:
    return table_with("type;her_id;virksomhet;navn;til;liste_uten_fastlege", *rows)


def table_with(columns: str, *rows: str) -> bytes:
    return "\n".join((columns, *rows)).encode()


CLINIC_ROW = "virksomhet;99100001;;Testbygda legekontor"
CLINIC = "virksomhet;99100001;;Testbygda legekontor;;"
WHOLE = xml_export(organisation(), person())
PICTURE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
BAD: dict[str, tuple[bytes, str]] = {
    "cut short as XML": (WHOLE[:-30], "Filen slutter midt i."),
    "cut short as JSON": (OFFICE[:-30], "Filen slutter midt i."),
    "half a gzip": (gzip.compress(OFFICE)[:-40], "Filen slutter midt i."),
    "another encoding": (b'<?xml version="1.0" encoding="cp037"?><a/>', "Lagre den som UTF-8."),
    "letters that are none": (
        table(CLINIC + "\x81").replace(b"\xc2\x81", b"\x81"),
        "Lagre den som UTF-8.",
    ),
    "only white space": (
        b" " * 900,
        "De første 900 bytene i filen er bare mellomrom og linjeskift.",
    ),
    "white space before all else": (
        b"\n" * 65536 + OFFICE,
        "De første 65536 bytene i filen er bare mellomrom og linjeskift. Hent den på nytt.",
    ),
    "nothing but the mark of its encoding": (b"\xef\xbb\xbf", "Filen er tom."),
    "white space in XML": (b"<a>" + b" " * (9 << 20), "er for stor til å være fra et register."),
    "entity bomb": (b'<!DOCTYPE a [<!ENTITY b "cc">]><a>&b;</a>', "dokumenttype (DOCTYPE)"),
    "too deep as XML": (b"<a>" * 5000, "for mange nivåer inni hverandre"),
    "too deep as JSON": (b"[" * 5000, "for mange nivåer inni hverandre"),
    "one HER-id twice": (
        table(CLINIC, CLINIC.replace("Testbygda", "Andre")),
        "står der to ganger, og ikke likt",
    ),
    "a parent that is its own": (
        as_json(person(HerId=99100001)),
        "er virksomhet ett sted og behandler et annet",
    ),
    "markup and control codes": (table(CLINIC.replace("bygda", "\x1b[2J")), "U+001B"),
    "a name of 10 000 characters": (
        table(CLINIC.replace("bygda", "a" * 10_000)),
        "mer enn 200 tegn",
    ),
    "a number that is none": (
        table(CLINIC.replace("99100001", "9,91E+7")),
        "linje 2: her_id er ikke et nummer.",
    ),
    "a number that is too large": (as_json(organisation(HerId=10**17)), "HerId er ikke"),
    "another country's postal code": (
        as_json(organisation(PhysicalAddresses=[{"TypeCodeValue": "RES", "PostalCode": 12345}])),
        "PostalCode er ikke skrevet slik det må være.",
    ),
    "a day that is none": (
        table(CLINIC.replace(";;", ";;", 1)[:-2] + ";31.02.2027;"),
        "til er ikke",
    ),
    "neither yes nor no": (
        table("behandler;7;99100001;Test Testesen;;kanskje"),
        "liste_uten_fastlege er ikke skrevet slik det må være.",
    ),
    "empty": (b"", "Filen er tom. Hent den på nytt."),
    "a picture with another ending": (PICTURE, "verken en fil med kommunikasjonsparter eller"),
    "the register of units": (
        as_json({"organisasjonsnummer": "100000091", "navn": "TESTBYGDA LEGEKONTOR"}),
        "fil.xml: Dette er fra Enhetsregisteret, som ikke har HER-id-er. Hent",
    ),
    "units in a table": (
        b"organisasjonsnummer;navn\n100000091;TESTBYGDA LEGEKONTOR",
        "fil.xml: Dette er fra Enhetsregisteret, som ikke har HER-id-er. Hent",
    ),
    "a register that nobody knows": (
        as_json([{"id": number, "name": "Test"} for number in range(1000)]),
        "fil.xml: Dette er verken en fil med kommunikasjonsparter eller",
    ),
    "another country's register": (
        b"<vardgivare><id>7</id></vardgivare>",
        "ingen kommunikasjonspart",
    ),
    "somebody at no clinic": (
        table("behandler;7;8;Test Testesen;;"),
        "som verken er en kjent virksomhet eller kan tas inn",
    ),
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_input_gets_a_sentence_and_changes_nothing(desk: Desk, kind: str) -> None:
    content, sentence = BAD[kind]
    file = desk.file(content, "fil.xml")
    assert desk.run("directory", "apply", file, "--yes") == ERROR
    assert sentence in desk.said + desk.told
    assert "Ingenting" in desk.told.splitlines()[-1]
    assert len(desk.told.splitlines()) == 1
    assert desk.run("directory", "plan", file) == ERROR
    assert not desk.rows("select count(*) from clinic")[0][0]


def test_W5_a_name_with_markup_is_shown_as_it_stands(desk: Desk) -> None:
    desk.apply(export(organisation(DisplayName="[red]Test[/red] <b>&amp;")))
    assert "+ [red]Test[/red] <b>&amp; (99100001)" in desk.said
    assert desk.run("export", "directory") == 0
    assert "[red]Test[/red] <b>&amp;" in desk.said


def test_numbers_that_a_spreadsheet_wrote_as_decimals_are_read_as_what_they_are(desk: Desk) -> None:
    assert desk.run("directory", "plan", desk.file(table(CLINIC.replace("1;;", "1.0;;")))) == TO_DO


@pytest.mark.parametrize("shape", [export, xml_export])
def test_R4_what_the_tool_has_no_use_for_is_nowhere(
    desk: Desk, shape: Callable[..., bytes]
) -> None:
    file = desk.file(shape(organisation(), person(), person(HerId=99100005, ParentName="x" * 300)))
    for words in (
        ("directory", "plan", file, "--json"),
        ("directory", "apply", file, "--yes"),
        ("export", "directory"),
        ("history", "99100001", "--json"),
    ):
        assert desk.run(*words) in (0, TO_DO), desk.told
        assert not any(secret in desk.said + desk.told for secret in SECRETS)
    logs = (part for part in Path(os.environ["HOME"]).rglob("*") if part.is_file())
    files = [*desk.folder.glob("desk.db*"), *logs]
    stored = b"".join(part.read_bytes() for part in files)
    assert not any(secret.encode() in stored for secret in SECRETS)
    assert b"Testine Testesen" in stored


KILLED_IN_THE_MIDDLE = """
import os, signal, sys
from fravaertui.cli import main
from fravaertui.cli.commands import directory
def kill(line, *, is_done):
    if line.startswith("250 "):
        os.kill(os.getpid(), signal.SIGKILL)
directory.show_progress = kill
main(sys.argv[1:])
"""


def test_R5_that_a_doctor_is_a_gp_with_a_list_is_not_said_before_the_desk_says_it(
    desk: Desk,
) -> None:
    desk.apply(OFFICE)
    told = "select name, holds_list, without_gp from practitioner order by her_id"
    [(_, holds_list, without_gp), (_, _, list_without_gp)] = desk.rows(told)
    assert (holds_list, without_gp, list_without_gp) == ("unknown", 0, 1)
    assert desk.run("export", "directory", "--format", "csv") == 0
    _, _, doctor, vacant = desk.said.splitlines()
    assert doctor.endswith(";9900001;")
    assert vacant.endswith(";;ja")
    heading = "type;her_id;virksomhet;navn;liste_uten_fastlege"
    desk.apply(f"{heading}\nbehandler;99100002;99100001;Testine Testesen;nei".encode())
    assert desk.rows(told)[0][1:] == ("yes", 0)
    desk.apply(OFFICE.replace(b"Testesen", b"Testmann"))
    assert desk.rows(told)[0] == ("Testine Testmann", "yes", 0), "R1: it doesn't know better"


def test_who_is_right_of_two_with_one_hpr_number_is_asked_and_settled(desk: Desk) -> None:
    file = desk.file(export(organisation(), person(), person(99100007, DisplayName="T Testesen")))
    assert desk.run("directory", "plan", file) == TO_DO
    assert "0 avvist · 1 å avgjøre" in desk.said
    assert desk.said.splitlines()[5:] == [
        "  ? Testine Testesen (99100002): flere ved samme virksomhet med ett HPR-nummer: "
        "Hvem er riktig?",
        "      HPR-nummer 9900001 ved Testbygda legekontor (99100001)",
        "      99100002 Testine Testesen · ikke her fra før · fra 01.03.2021 til 23.05.2057",
        "      99100007 Testine Testesen · ikke her fra før · fra 01.03.2021 til 23.05.2057",
        "      --settle HER-ID tar inn den og lar de andre være.",
    ]
    assert desk.run("directory", "plan", file, "--json") == TO_DO
    [question] = [row for row in json.loads(desk.said)["plan"]["rows"] if row["mark"] == "?"]
    assert [one["her_id"] for one in question["candidates"]] == [99100002, 99100007]
    assert desk.run("directory", "apply", file, "--yes", "--settle", "99100007") == 0, desk.told
    assert "! Testine Testesen (99100002): utelatt" in desk.said
    assert desk.rows("select her_id from practitioner") == [(99100007,)]


def of_day(content: bytes, day: str) -> bytes:
    """The same export, made on another day."""
    return content.replace(b"2026-11-22", day.encode())


def test_R1_what_a_newer_file_says_again_is_of_the_newer_day_and_nothing_is_changed(
    desk: Desk,
) -> None:
    desk.apply(OFFICE)
    newer = desk.file(of_day(OFFICE, "2026-11-24"))
    assert desk.run("directory", "plan", newer) == NOTHING
    assert "3 opplysninger er bekreftet, og får nyere dato når dette tas inn." in desk.said
    assert desk.run("directory", "apply", newer) == 0, "nothing changes, so nobody is asked"
    assert desk.said.endswith(
        "Ingenting er endret for noen.\n3 opplysninger har fått nyere dato.\n"
    )
    assert desk.rows("select count(*) from change_log") == [(1,)]
    assert desk.rows("select version from clinic") == [(2,)]
    assert desk.run("directory", "plan", newer) == NOTHING
    assert "bekreftet" not in desk.said
    assert desk.run("directory", "apply", newer) == 0
    assert desk.rows("select count(*) from batch") == [(2,)], "the second run changes nothing"


def test_R2_a_whole_file_that_says_the_same_makes_an_older_one_too_old_until_it_is_taken_back(
    desk: Desk,
) -> None:
    desk.apply(OFFICE)
    desk.apply(of_day(OFFICE, "2026-11-24"))
    office = export(organisation(DisplayName="Nytt navn"), person(99100007), service())
    between = desk.file(of_day(office, "2026-11-23"))
    assert desk.run("directory", "plan", between) == ERROR
    assert "Nytt navn (99100001): registeret har allerede sagt noe nyere" in desk.said
    [(batch,)] = desk.rows("select id from batch order by at desc limit 1")
    assert desk.run("batch", "revert", str(batch), "--yes") == 0, desk.told
    assert "3 opplysninger får tilbake den eldre datoen sin." in desk.said
    assert desk.run("directory", "plan", between) == TO_DO


def test_a_plan_that_a_newer_file_has_overtaken_is_not_applied(desk: Desk) -> None:
    desk.apply(of_day(export(organisation(), person()), "2026-11-20"))
    changed = export(organisation(DisplayName="Nytt navn"), person())
    assert desk.run("directory", "plan", desk.file(changed), "--json") == TO_DO
    saved = desk.file(desk.said.encode(), "plan.json")
    desk.apply(of_day(export(organisation(), person()), "2026-11-24"))
    assert desk.run("directory", "apply", saved, "--yes") == ERROR
    assert desk.rows("select name from clinic") == [("Testbygda legekontor",)]


def certified(first: date, *, processes: tuple[str, ...] = ("Ekontakt",)) -> bytes:
    """A profile with a certificate that began on a day and is valid for long."""
    return profile(processes=processes, certified=(first, date(2056, 6, 30)))


def test_R5_what_is_set_up_is_of_the_day_of_the_newest_file_that_says_it(desk: Desk) -> None:
    desk.apply(OFFICE)
    file = desk.file(certified(date(2026, 11, 18)), "cpp.xml")
    assert desk.run("setup-facts", "apply", file, "--yes") == 0, desk.told
    assert desk.run("setup-facts", "plan", file) == NOTHING
    assert "bekreftet" not in desk.said
    later = desk.file(certified(date(2026, 11, 20)), "senere.xml")
    assert desk.run("setup-facts", "apply", later) == 0, desk.told
    assert "1 opplysning har fått nyere dato." in desk.said
    older = desk.file(certified(date(2026, 11, 19), processes=()), "eldre.xml")
    assert desk.run("setup-facts", "plan", older) == ERROR


def test_R1_when_a_file_was_written_is_not_when_the_register_said_what_is_set_up(
    desk: Desk,
) -> None:
    desk.apply(OFFICE)
    undated = desk.file(profile(overview=""), "cpp.xml")
    os.utime(undated, (1_500_000_000, 1_500_000_000))
    assert desk.run("setup-facts", "plan", undated) == TO_DO
    assert desk.said.startswith("profil/avtale (CPP/CPA), uten dato, lest ")
    assert desk.run("setup-facts", "apply", undated, "--yes") == 0, desk.told
    assert desk.rows("select as_of from batch where source like 'profil%'") == [(None,)]
    assert desk.run("setup-facts", "plan", undated) == NOTHING
    dated = desk.file(agreement(starts="2026-01-15T00:00:00+01:00"), "cpa.xml")
    assert desk.run("setup-facts", "plan", dated) == TO_DO
    assert desk.said.startswith("profil/avtale (CPP/CPA), per 15.01.2026\n")


def test_nobody_knows_whether_what_has_no_date_is_newer_than_what_is_known(desk: Desk) -> None:
    desk.apply(OFFICE)
    known = desk.file(certified(date(2026, 11, 18)), "cpp.xml")
    assert desk.run("setup-facts", "apply", known, "--yes") == 0, desk.told
    before = (set_up_of(desk), offers_of(desk))
    other = desk.file(profile(processes=("Reseptfornyelse",)), "annen.xml")
    assert desk.run("setup-facts", "apply", other, "--yes") == ERROR
    assert "har ingen dato, så det er ikke kjent om det er nyere" in desk.said
    assert "(annen.xml, post 1)" in desk.said
    assert (set_up_of(desk), offers_of(desk)) == before


def test_files_of_several_days_are_said_to_be_of_all_of_them(desk: Desk) -> None:
    desk.apply(export(organisation(), person(), person(99100007, Person={})))
    files = [
        desk.file(certified(date(2026, 11, 18)), "a.xml"),
        desk.file(agreement(99100007, starts="2024-03-01T00:00:00+01:00"), "b.xml"),
    ]
    assert desk.run("setup-facts", "plan", *files) == TO_DO, desk.told
    assert desk.said.startswith("profil/avtale (CPP/CPA), per 01.03.2024 til 18.11.2026\n")


@pytest.mark.parametrize("processes", [("Ekontakt",), ()])
def test_R5_a_profile_that_is_over_says_nothing_of_today(
    desk: Desk, processes: tuple[str, ...]
) -> None:
    desk.apply(OFFICE)
    days = (date(2014, 2, 6), date(2017, 2, 6))
    old = desk.file(profile(processes=processes, certified=days), "gammel.xml")
    desk.run("setup-facts", "apply", old, "--yes")
    assert desk.run("setup-facts", "plan", old) == NOTHING
    assert desk.run("citizen", str(PERSON)) == 0
    assert "Bestille time: ikke stengt" in desk.said
    assert "vises ikke" not in desk.said
    assert "Det er ikke kjent hvilke tjenester" in desk.said


def test_killed_in_the_middle_of_an_apply_nothing_of_it_is_there(desk: Desk) -> None:
    offices = (organisation(HerId=99200000 + n) for n in range(300))
    file = desk.file(export(*offices))
    words = ("directory", "apply", file, "--yes", "--database", f"sqlite:///{desk.database}")
    done = subprocess.run((sys.executable, "-c", KILLED_IN_THE_MIDDLE, *words), check=False)
    assert done.returncode == -9
    for table_name in ("clinic", "change_log", "batch"):
        assert desk.rows(f"select count(*) from {table_name}") == [(0,)]
    assert desk.run("directory", "apply", file, "--yes") == 0
    assert desk.rows("select count(*) from clinic") == [(300,)]


@pytest.mark.parametrize(
    "words",
    [
        ("directory",),
        ("directory", "import"),
        ("directory", "plan"),
        ("directory", "plan", "--nonsense"),
        ("directory", "template", "--format", "json"),
        ("directory", "plan", "no-such-file"),
    ],
)
def test_a_mistake_ends_with_1_since_2_is_an_answer(desk: Desk, words: tuple[str, ...]) -> None:
    assert desk.run(*words) == ERROR
    assert len(desk.told.splitlines()) == 1


def test_the_import_is_one_batch_and_an_entry_for_each_clinic(desk: Desk) -> None:
    desk.apply(export(organisation(), person(), organisation(HerId=99100011)))
    [(batch, kind, source, counts)] = desk.rows("select id, kind, source, counts from batch")
    assert (kind, source) == ("directory", "Adresseregisteret")
    assert json.loads(str(counts)) == {"new": 3}
    logged = desk.rows("select clinic, batch from change_log order by clinic")
    assert logged == [(99100001, batch), (99100011, batch)]


def test_R1_the_desks_own_is_left_alone(desk: Desk) -> None:
    desk.apply(OFFICE)
    own = "patient_information = 'Ring oss', epj_vendor = 'testjournal'"
    with sqlite3.connect(desk.database) as connection:
        connection.execute(f"update clinic set {own}")
    desk.apply(export(organisation(DisplayName="Nytt navn"), person(), service()))
    asked = "select name, patient_information, epj_vendor from clinic"
    assert desk.rows(asked) == [("Nytt navn", "Ring oss", "testjournal")]


def set_up_of(desk: Desk) -> tuple[object, ...]:
    columns = "set_up, set_up_as_of is not null, practitioner_overview"
    return desk.rows(f"select {columns} from practitioner where her_id = {PERSON}")[0]


def offers_of(desk: Desk) -> list[tuple[object, ...]]:
    return desk.rows("select service, ends from offer order by service")


def test_R5_a_profile_alone_says_what_is_not_offered_and_leaves_the_rest_unknown(
    desk: Desk,
) -> None:
    desk.apply(OFFICE)
    content = profile(processes=("Timereservasjon", "Ekontakt"), overview="")
    file = desk.file(content, "cpp.xml")
    assert desk.run("setup-facts", "plan", file) == TO_DO
    assert "  ~ Testine Testesen (99100002)" in desk.said
    assert "Tjenester kjent fra: ingen → profilen, uten avtale" in desk.said
    assert "Behandleroversikt: ukjent → nei" in desk.said
    assert desk.run("setup-facts", "apply", file, "--yes") == 0
    assert set_up_of(desk) == ("profile", 0, "no"), "it has no date of its own"
    assert desk.run("setup-facts", "plan", file) == NOTHING
    assert desk.run("citizen", str(PERSON)) == 0
    assert "Bestille time: ikke stengt" in desk.said
    assert "Forny resept: vises ikke" in desk.said


def test_R5_helsenorges_side_of_behandleroversikt_is_neither_yes_nor_no(desk: Desk) -> None:
    desk.apply(OFFICE)
    file = desk.file(profile(overview="Innbygger"), "cpp.xml")
    assert desk.run("setup-facts", "apply", file, "--yes") == 0
    assert "Behandleroversikt" not in desk.said
    assert set_up_of(desk) == ("profile", 0, "unknown")


def test_R5_a_fresh_copy_of_an_old_profile_is_as_old_as_its_certificate(desk: Desk) -> None:
    desk.apply(OFFICE)
    days = (date(2014, 2, 6), date(2017, 2, 6))
    old = desk.file(profile(overview="", certified=days), "gammel.xml")
    assert desk.run("setup-facts", "apply", old, "--yes") == 0
    assert set_up_of(desk) == ("profile", 1, "unknown"), "what it lacked then it may have now"
    as_of = "select set_up_as_of from practitioner where her_id = 99100002"
    assert desk.rows(as_of) == [("2017-02-06",)]
    now = (date(2026, 1, 15), date(2028, 1, 15))
    new = desk.file(profile(processes=("Ekontakt",), overview="Fastlege", certified=now), "ny.xml")
    assert desk.run("setup-facts", "apply", new, "--yes") == 0
    assert set_up_of(desk) == ("profile", 1, "yes")
    assert desk.rows(as_of) == [("2026-01-15",)]
    assert desk.run("setup-facts", "plan", old) == ERROR
    assert "registeret har allerede sagt noe nyere" in desk.said
    assert set_up_of(desk) == ("profile", 1, "yes")


def test_R5_an_agreement_says_what_is_offered_and_until_when(desk: Desk) -> None:
    desk.apply(OFFICE)
    file = desk.file(agreement(), "cpa.xml")
    assert desk.run("setup-facts", "apply", file, "--yes") == 0
    assert set_up_of(desk) == ("agreement", 1, "yes")
    assert {ends for _, ends in offers_of(desk)} == {"2056-06-30"}
    assert desk.run("citizen", str(PERSON)) == 0
    assert "Bestille time: åpen" in desk.said
    assert desk.run("citizen", str(PERSON), "--on", "01.07.2056") == 0
    assert "Bestille time: vises ikke" in desk.said
    # What only a profile says changes nothing of what is agreed upon.
    desk.run("setup-facts", "apply", desk.file(profile(processes=()), "cpp.xml"), "--yes")
    assert set_up_of(desk)[0] == "agreement"
    assert len(offers_of(desk)) == 4


def test_set_up_facts_and_the_directory_come_in_together_in_any_order(desk: Desk) -> None:
    files = [desk.file(agreement(), "a"), desk.file(OFFICE, "b"), desk.file(profile(), "c")]
    plans = []
    for order in (files, files[::-1]):
        assert desk.run("directory", "plan", *order, "--json") == TO_DO
        plans.append(json.loads(desk.said)["plan"] | {"files": None})
    assert plans[0] == plans[1]
    assert desk.run("directory", "plan", *files) == TO_DO
    assert "Tjenester kjent fra: avtaler · Behandleroversikt: ja" in desk.said
    assert desk.run("directory", "apply", *files, "--yes") == 0
    assert set_up_of(desk)[0] == "agreement"
    assert desk.run("directory", "plan", *files) == NOTHING


def test_set_up_facts_of_nobody_known_are_refused(desk: Desk) -> None:
    for content in (profile(), agreement()):
        assert desk.run("setup-facts", "plan", desk.file(content, "x.xml")) == ERROR
        assert f"{PERSON}: er ingen kjent behandler" in desk.said.replace(f" ({PERSON})", "")
    assert desk.run("setup-facts", "plan", desk.file(profile()[:-9], "x.xml")) == ERROR
    assert "slutter midt i" in desk.told


def test_R2_a_whole_file_that_changed_little_makes_an_older_one_too_old(desk: Desk) -> None:
    desk.apply(OFFICE)
    later = OFFICE.replace(b"2026-11-22", b"2026-11-24").replace(b"00 00 91 01", b"00 00 91 09")
    desk.apply(later)
    between = OFFICE.replace(b"2026-11-22", b"2026-11-23").replace(b"Testine M", b"Testus")
    assert desk.run("directory", "plan", desk.file(between)) == ERROR
    assert "noe nyere" in desk.said
    assert "~" not in desk.said


def test_a_record_that_cannot_be_read_is_counted_and_left_to_do(desk: Desk) -> None:
    desk.apply(OFFICE)
    unread = export(organisation(), person(), service(), {"Type": "Person"})
    assert desk.run("directory", "plan", desk.file(unread)) == TO_DO
    assert "Poster som ikke kan leses: 1 avvist" in desk.said


PART_OF_IT = ("virksomhet;99100001;;Testbygda legekontor;;", "behandler;sju;99100001;Test T;;")


def test_what_is_refused_is_counted_once_and_alike_and_never_ends_with_0(desk: Desk) -> None:
    twice = ("virksomhet;99100011;;Test A;;", "virksomhet;99100011;;Test B;;")
    file = desk.file(table(*PART_OF_IT, *twice), "liste.csv")
    counted = {"clinic": {"+": 1, "!": 1}, "practitioner": {}, "record": {"!": 1}}
    assert desk.run("directory", "plan", file, "--json") == TO_DO
    assert json.loads(desk.said)["counts"] == counted
    assert desk.run("directory", "apply", file, "--yes") == TO_DO, desk.told
    assert "Virksomheter: 1 ny · 0 endret · 0 ikke lenger aktive · 0 som før · 1 avvist" in (
        desk.said
    )
    assert "Poster som ikke kan leses: 1 avvist" in desk.said
    assert desk.said.endswith("1 virksomhet er tatt inn.\n2 poster er avvist og tas ikke inn.\n")
    [(counts,)] = desk.rows("select counts from batch")
    assert json.loads(str(counts)) == {"new": 1, "refused": 2}
    assert desk.run("directory", "plan", file) == TO_DO, "what is refused is still not understood"


def test_whom_a_person_has_left_out_is_understood(desk: Desk) -> None:
    file = desk.file(export(organisation(), person(), person(99100007)))
    settled = ("--settle", "99100007")
    assert desk.run("directory", "apply", file, "--yes", *settled) == 0, desk.told
    assert desk.run("directory", "plan", file, *settled) == NOTHING


NO_CERTIFICATE = profile(certified=(date(2026, 1, 1), date(2028, 1, 1))).replace(
    b"<X509Certificate>", b"<X509Certificate>x"
)


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (xml_export(organisation(), person())[:-30], "fil, linje 2, byte "),
        (OFFICE[:-30], "fil, etter post 2, byte "),
        (OFFICE.replace(b'"Type"', b"Type", 2)[:-1], "fil: Filen er skadet"),
        (b'type;her_id;navn\nvirksomhet;7;"Te', "fil, linje 2, byte "),
        (b'type;her_id;navn\nvirksomhet;7;"Te"st\n', "fil, linje 2: Filen er skadet"),
        (gzip.compress(OFFICE)[:-40], "fil, byte "),
        (NO_CERTIFICATE, "fil, post 1, X509Certificate: Filen er skadet"),
        (b"<a>\n<b></c>\n</a>", "fil, linje 2: Filen er skadet"),
    ],
)
def test_a_file_that_ends_too_early_or_is_damaged_says_where(
    desk: Desk, content: bytes, where: str
) -> None:
    assert desk.run("directory", "plan", desk.file(content, "fil")) == ERROR
    assert desk.told.startswith(where)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("virksomhet;7;;Test;1.1.27;", "til er ikke en dato. Skriv en dato som 2027-07-01"),
        ("virksomhet;7,5;;Test;;", "her_id er ikke et nummer. Skriv nummeret med bare sifre"),
        ("behandler;7;;Test;;", "virksomhet mangler. Skriv nummeret med bare sifre"),
        ("behandler;7;8;Test;;kanskje", "må være. Skriv «ja» eller «nei»."),
    ],
)
def test_R4_a_refused_cell_says_where_and_how_to_write_it_but_never_what_stood_there(
    desk: Desk, row: str, told: str
) -> None:
    desk.run("directory", "plan", desk.file(table(CLINIC, row), "liste.csv"))
    [said] = [line for line in desk.said.splitlines() if line.startswith("! ")]
    assert said.startswith("! liste.csv, linje 3: ")
    assert told in said
    assert not any(cell in said for cell in ("1.1.27", "7,5", "kanskje"))


FULL = (
    "type;her_id;virksomhet;navn;orgnr;telefon;adresse;postnummer;poststed;kommunenummer;kommune;"
    "fra;til;hpr;liste_uten_fastlege"
)


@pytest.mark.parametrize("form", ["csv", "json"])
@pytest.mark.parametrize("column", FULL.split(";"))
@pytest.mark.parametrize("private", ["01017099999", "010170 99999", "010170-99999", "t@t.example"])
def test_R4_no_cell_of_a_table_takes_an_identity_number_or_an_address_of_mail(
    desk: Desk, column: str, private: str, form: str
) -> None:
    cells = {"type": "behandler", "her_id": "7", "virksomhet": "99100001", "navn": "Test Testesen"}
    row = dict.fromkeys(FULL.split(";"), "") | cells | {column: private}
    if form == "csv":
        content = table_with(FULL, CLINIC_ROW, ";".join(row.values()))
    else:
        office = dict(zip(FULL.split(";"), CLINIC_ROW.split(";"), strict=False))
        content = as_json([office, row])
    place = "linje 3" if form == "csv" else "post 2"
    file = desk.file(content, f"liste.{form}")
    assert desk.run("directory", "apply", file, "--yes") == TO_DO
    told = f"! liste.{form}, {place}: {column} har en e-postadresse eller et fødselsnummer"
    assert told in desk.said
    assert private not in desk.said + desk.told
    assert desk.rows("select count(*) from clinic") == [(1,)]
    assert desk.rows("select count(*) from practitioner") == [(0,)]


def test_a_number_to_call_abroad_is_no_identity_number(desk: Desk) -> None:
    desk.apply(table_with("type;her_id;navn;telefon", "virksomhet;7;Testlia;+46 70 000 00 00 1"))
    assert desk.rows("select phone from clinic") == [("+46 70 000 00 00 1",)]


def test_a_name_with_half_a_character_never_comes_into_the_database(desk: Desk) -> None:
    whole = organisation(99100011, DisplayName="Test \U0001f600")
    parties = as_json([whole, organisation(DisplayName="Test HALV")])
    file = desk.file(parties.replace(b"HALV", rb"\ud800"), "fil.json")
    assert desk.run("directory", "apply", file, "--yes") == TO_DO, desk.told
    sentence = "! fil.json, post 2: DisplayName har et tegn som ingen tekst kan ha (U+D800–DFFF)."
    assert sentence in desk.said
    assert desk.rows("select name from clinic") == [("Test \U0001f600",)]
    out = str(desk.folder / "ut.json")
    assert desk.run("export", "directory", "--output", out) == 0
    assert desk.run("directory", "plan", out) == NOTHING


def test_one_who_stands_there_twice_is_named_with_both_places(desk: Desk) -> None:
    twice = desk.file(table(CLINIC, CLINIC.replace("Testbygda", "Andre")), "liste.csv")
    desk.run("directory", "plan", twice)
    assert "(liste.csv, linje 2 · liste.csv, linje 3)" in desk.said
    offices = (organisation(), person(), organisation(DisplayName="Andre"))
    desk.run("directory", "plan", desk.file(export(*offices), "fil.json"))
    assert "(fil.json, post 1 · fil.json, post 3)" in desk.said


def test_W2_the_history_of_a_clinic_from_a_register_can_be_read(desk: Desk) -> None:
    desk.apply(OFFICE)
    assert desk.run("setup-facts", "apply", desk.file(agreement(), "cpa.xml"), "--yes") == 0
    assert desk.run("history", "99100001") == 0, desk.told
    assert desk.said.count("Oppdatert fra et register") == 2
    assert "Oppdatert fra et register: tatt inn, Testine Testesen" in desk.said
