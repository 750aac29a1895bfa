"""Lists of absences on the command line: planned from text and tables, and a template (L1, L2)."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from fravaertui.cli import main
from fravaertui.cli.connection import agent_name, ask_backend
from fravaertui.cli.settings import SecretUrl, Settings
from fravaertui.client import Client
from fravaertui.domain.absence_list import COLUMNS
from fravaertui.domain.calendar import oslo_today
from fravaertui.registers.table_writing import xlsx_table
from fravaertui.texts.catalogue import screen_words

NOTHING, TO_DO, ERROR = 0, 2, 1
TABLE = """type;her_id;virksomhet;navn;hpr
virksomhet;99200001;;Testlia legekontor;
behandler;99200011;99200001;Tone Testlie;1234567
behandler;99200012;99200001;Arild Testmoe;
virksomhet;99200101;;Testbygda legesenter;
behandler;99200111;99200101;Siv Testbakk;
"""


class Desk:
    """A database with two clinics, and the program run on it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys
        self.database = f"sqlite:///{folder / 'desk.db'}"
        self.said = self.told = ""
        file = self.file(TABLE.encode(), "virksomheter.csv")
        assert self.run("directory", "apply", file, "--yes") == 0

    def file(self, content: bytes, name: str) -> str:
        (self.folder / name).write_bytes(content)
        return str(self.folder / name)

    def run(self, *words: str) -> int:
        status = main([*words, "--database", self.database])
        self.said, self.told = self.capsys.readouterr()
        return status

    def plan(self, content: bytes, name: str = "liste.txt", *more: str) -> int:
        return self.run(
            "list",
            "plan",
            self.file(content, name),
            "--today",
            "20.05.2027",
            "--language",
            "nb",
            "--clinic",
            "99200001",
            *more,
        )

    def rows(self, content: bytes, name: str = "liste.txt") -> list[dict[str, Any]]:
        assert self.plan(content, name, "--json") in (NOTHING, TO_DO)
        found: list[dict[str, Any]] = json.loads(self.said)["rows"]
        return found


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def test_a_text_is_planned_with_what_is_asked(desk: Desk) -> None:
    assert desk.plan(b"Ferie\nTestlie: uke 28-30\nHilsen Testmoe\n") == TO_DO
    assert (
        "linje 2: hvilke tjenester? Tone Testlie. mandag 12. juli 2027 til søndag 1. august 2027 "
        "(21 dager)." in desk.said
    )
    assert "Hvilke tjenester? Lista sier det ikke." in desk.said
    assert "hører til e-posten" in desk.said


def test_a_text_that_names_no_absence_has_nothing_to_do(desk: Desk) -> None:
    assert desk.plan(b"Vi har telefontid 08.00-15.30. Ring 00 00 18 40.\n") == NOTHING


def test_L2_a_part_with_days_that_is_not_understood_is_something_to_do(desk: Desk) -> None:
    assert desk.plan(b"Testmoe hos tannlegen uke 28") == TO_DO
    assert "Deler med dager som ikke ble forstått: 1." in desk.said
    assert desk.plan(b"Testmoe hos tannlegen uke 28", "liste.txt", "--json") == TO_DO
    document = json.loads(desk.said)
    assert (document["rows"], document["unread"]) == ([], 1)


def test_days_the_other_way_round_are_proposed_and_are_no_period(desk: Desk) -> None:
    [row] = desk.rows(b"Ferie\nTestlie: 18.7 - 12.7")
    assert row["periods"] == []
    assert [(p["from"], p["to"], p["sure"]) for p in row["turned"]] == [
        ("2027-07-12", "2027-07-18", False)
    ]
    assert "«18.7 - 12.7» slutter før det begynner. Er det mandag 12. juli" in row["ask"][0]


def test_the_services_of_a_row_are_said_in_the_plan(desk: Desk) -> None:
    desk.plan(b"Ferie\nTestlie: uke 28", "liste.txt", "--services", "resept")
    assert "(7 dager). Stengt: Reseptfornyelse." in desk.said


def test_the_answer_is_an_error_without_a_file_or_a_day(desk: Desk) -> None:
    assert desk.run("list", "plan") == ERROR
    assert desk.run("list", "plan", str(desk.folder / "mangler.txt")) == ERROR
    file = desk.file(b"Ferie", "en.txt")
    assert desk.run("list", "plan", file, "--today", "uke 28") == ERROR


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_table_gives_the_rows_of_its_columns(desk: Desk, form: str) -> None:
    cells = [
        ["99200011", "", "", "", "12.07.2027", "01.08.2027", "", "timebestilling", "", "T-1"],
        ["", "1234567", "", "", "", "", "33", "alle", "", ""],
        ["", "", "Testmoe", "", "", "", "28, 30", "e-konsultasjon", "Siv Testvikar", ""],
        ["99200011", "", "Testmoe", "", "", "", "40", "alle", "", ""],
    ]
    if form == "xlsx":
        content = xlsx_table(COLUMNS, cells)
    else:
        out = io.StringIO()
        csv.writer(out, delimiter=";").writerows([COLUMNS, *cells])
        content = out.getvalue().encode()
    rows = desk.rows(content, f"liste.{form}")
    assert [(row["who"], row["status"], row["services"]) for row in rows] == [
        ("Tone Testlie", "ready", ["timebestilling"]),
        (
            "Tone Testlie",
            "ready",
            ["timebestilling", "reseptfornyelse", "ekonsultasjon", "ekontakt"],
        ),
        ("Arild Testmoe", "ask", ["ekonsultasjon"]),
        (None, "ask", ["timebestilling", "reseptfornyelse", "ekonsultasjon", "ekontakt"]),
    ]
    assert [(p["from"], p["to"]) for p in rows[2]["periods"]] == [
        ("2027-07-12", "2027-07-18"),
        ("2027-07-26", "2027-08-01"),
    ]


def test_a_template_has_the_columns(desk: Desk) -> None:
    file = desk.folder / "mal.csv"
    assert desk.run("list", "template", "--output", str(file)) == NOTHING
    assert file.read_text("utf-8-sig").strip() == ";".join(COLUMNS)


LISTED = """virksomhet;lege;fra;til;tjenester;vikar;sak
99200001;Tone Testlie;12.07.{year};01.08.{year};timebestilling;;SAK-1
99200001;Arild Testmoe;02.08.{year};08.08.{year};alle;;SAK-2
99200101;Siv Testbakk;19.07.{year};25.07.{year};alle;;SAK-3
"""
YEAR = oslo_today(datetime.now(UTC)).year + 1
FIRST, SECOND = 99200001, 99200101


def away(desk: Desk) -> dict[int, list[str]]:
    """Return from when somebody is away, by clinic."""
    settings = Settings(database=SecretUrl(desk.database))

    async def fetch(client: Client) -> dict[int, list[str]]:
        files = [await client.clinic(clinic) for clinic in (FIRST, SECOND)]
        return {f.clinic.her_id: sorted(a.starts.isoformat() for a in f.absences) for f in files}

    return ask_backend(settings, screen_words("nb"), fetch)


def planned(desk: Desk, text: str = LISTED) -> str:
    """Return the file of a plan."""
    table = desk.file(text.format(year=YEAR).encode(), "liste.csv")
    plan = desk.folder / "plan.json"
    assert desk.run("list", "plan", table, "--output", str(plan)) == TO_DO, desk.told
    return str(plan)


def test_L3_a_saved_plan_is_applied_once_and_taken_back_as_one(desk: Desk) -> None:
    plan = planned(desk)
    assert desk.run("list", "apply", plan) == ERROR, "nobody has agreed"
    assert "Dette blir lagret:\nTestlia legekontor: 2 fravær lagt til\n" in desk.said
    assert f"Fravær legges til: Tone Testlie 12.07–01.08.{YEAR}, Timebestilling" in desk.said
    assert "ikke stengt før, stengt etter" in desk.said
    assert "Testbygda legesenter: 1 fravær lagt til\n" in desk.said
    assert away(desk) == {FIRST: [], SECOND: []}
    assert desk.run("list", "apply", plan, "--yes") == NOTHING, desk.told
    batch = json.loads(Path(plan).read_text())["plan"]["id"]
    assert (
        f"Lagret som samlet endring {batch}. fravaertui batch revert {batch} tar den" in desk.said
    )
    saved = {FIRST: [f"{YEAR}-07-12", f"{YEAR}-08-02"], SECOND: [f"{YEAR}-07-19"]}
    assert away(desk) == saved
    assert desk.run("list", "apply", plan, "--yes") == NOTHING, desk.told
    assert "Denne planen er allerede" in desk.said
    assert away(desk) == saved
    assert desk.run("batch", "revert", batch, "--yes") == NOTHING, desk.told
    assert away(desk) == {FIRST: [], SECOND: []}
    assert desk.run("list", "apply", plan, "--yes") == ERROR
    assert away(desk) == {FIRST: [], SECOND: []}


def test_L3_the_same_list_again_changes_nothing(desk: Desk) -> None:
    planned(desk)
    table = str(desk.folder / "liste.csv")
    assert desk.run("list", "apply", table, "--yes", "--json") == NOTHING, desk.told
    first = json.loads(desk.said)
    assert first["changed"] == 2
    assert {one["state"] for one in first["clinics"]} == {"saved"}
    saved = away(desk)
    assert desk.run("list", "apply", table) == NOTHING, desk.told
    assert desk.said.endswith("Ingenting i lista endrer noe.\n")
    assert desk.run("list", "apply", table, "--json") == NOTHING, desk.told
    assert json.loads(desk.said) == {"batch": None, "changed": 0, "clinics": []}
    assert away(desk) == saved


def test_L3_a_clinic_that_was_changed_meanwhile_stays_and_says_by_whom(desk: Desk) -> None:
    plan = planned(desk)
    between = "lege;fra;til;tjenester\nTone Testlie;03.05.{year};09.05.{year};alle\n"
    other = desk.file(between.format(year=YEAR).encode(), "annen.csv")
    assert desk.run("list", "apply", other, "--clinic", str(FIRST), "--yes") == NOTHING, desk.told
    assert desk.run("list", "apply", plan, "--yes") == TO_DO, desk.told
    stays = f"Testlia legekontor: {agent_name()} har endret dette legekontoret etter at lista"
    assert stays in desk.said
    assert "Testbygda legesenter: 1 fravær lagt til" in desk.said
    assert away(desk) == {FIRST: [f"{YEAR}-05-03"], SECOND: [f"{YEAR}-07-19"]}
    assert desk.run("list", "apply", plan, "--yes") == TO_DO, "the same answer, and nothing twice"
    assert stays in desk.said
    assert away(desk) == {FIRST: [f"{YEAR}-05-03"], SECOND: [f"{YEAR}-07-19"]}


def test_L3_nothing_is_saved_while_a_row_is_a_question(desk: Desk) -> None:
    asked = LISTED + "99200101;Siv Testbakk;09.08.{year};15.08.{year};;;\n"
    plan = planned(desk, asked)
    for file in (plan, str(desk.folder / "liste.csv")):
        assert desk.run("list", "apply", file, "--yes") == ERROR
        assert "Ingenting er lagret: Lista har rader som må avklares." in desk.told
        assert "  linje 5: hvilke tjenester?" in desk.told
    assert away(desk) == {FIRST: [], SECOND: []}


def test_L5_a_saved_plan_has_no_word_of_the_list(desk: Desk) -> None:
    text = f"Tone Testlie er borte pga. sykdom fra 12.07.{YEAR} til 18.07.{YEAR}\n"
    plan = desk.folder / "plan.json"
    file = desk.file(text.encode(), "brev.txt")
    wanted = ("list", "plan", file, "--clinic", str(FIRST), "--output", str(plan))
    assert desk.run(*wanted) == TO_DO, desk.told
    written = plan.read_text()
    assert "sykdom" not in written
    assert "Tone" not in written
    assert json.loads(written)["plan"]["open"] == [{"line": 1, "status": "when"}]


def test_the_answer_as_json_can_be_applied_and_says_what_each_row_becomes(desk: Desk) -> None:
    planned(desk)
    assert desk.run("list", "plan", str(desk.folder / "liste.csv"), "--json") == TO_DO
    file = desk.file(desk.said.encode(), "svar.json")
    answer = json.loads(desk.said)
    rows, sent = answer["rows"], answer["plan"]["rows"]
    assert [(row["clinic"], len(row["changes"])) for row in rows] == [
        (FIRST, 1),
        (FIRST, 1),
        (SECOND, 1),
    ]
    assert [row["version"] for row in rows] == [row["version"] for row in sent]
    assert [row["ids"] for row in rows] == [[row["id"]] for row in sent]
    assert [row["changes"] for row in rows] == [row["request"]["changes"] for row in sent]
    assert desk.run("list", "apply", file, "--yes") == NOTHING, desk.told
    assert away(desk)[SECOND] == [f"{YEAR}-07-19"]


def test_a_plan_of_something_else_is_refused(desk: Desk) -> None:
    file = desk.file(b'{"plan": {"rows": 3}}', "plan.json")
    assert desk.run("list", "apply", file, "--yes") == ERROR
    assert "Dette er ikke en plan" in desk.told


def test_the_whole_clinic_has_its_name_in_the_answer(desk: Desk) -> None:
    rows = desk.rows(b"Legekontoret er stengt for ferie uke 29\n")
    assert [(row["scope"], row["who"]) for row in rows] == [("clinic", "Hele legekontoret")]


def test_services_and_the_case_can_be_given_for_the_whole_list(desk: Desk) -> None:
    text = f"Ferie {YEAR}\nTone Testlie: uke 28\nArild Testmoe: uke 29, bare e-konsultasjon\n"
    file = desk.file(text.encode(), "brev.txt")
    wanted = ("list", "plan", file, "--clinic", str(FIRST), "--json")
    given = ("--services", "timebestilling, resept", "--case", "SAK-7")
    assert desk.run(*wanted, *given) == TO_DO, desk.told
    answer = json.loads(desk.said)
    assert [row["request"]["case_reference"] for row in answer["plan"]["rows"]] == ["SAK-7"]
    assert answer["rows"][0]["services"] == ["timebestilling", "reseptfornyelse"]
    assert answer["rows"][1]["status"] == "ask"
    assert desk.run(*wanted, "--services", "timer og sånt") == ERROR
    assert "--services må nevne tjenester" in desk.said + desk.told
    assert desk.run(*wanted, "--case", "x" * 65) == ERROR
    plan = planned(desk)
    assert desk.run("list", "apply", plan, "--case", "SAK-7", "--yes") == ERROR
    assert "Oppgi --case når lista planlegges." in desk.told


def test_a_row_that_extended_an_absence_is_unchanged_when_it_is_planned_again(desk: Desk) -> None:
    year = oslo_today(datetime.now(UTC)).year + 1
    for days in (f"12.7.{year}-18.7.{year}", f"5.7.{year}-16.7.{year}"):
        text = f"Ferie\nTestlie: {days}\n".encode()
        options = ("--clinic", "99200001", "--services", "alle", "--yes")
        assert desk.run("list", "apply", desk.file(text, "liste.txt"), *options) == NOTHING
    plan = ("list", "plan", str(desk.folder / "liste.txt"), *options[:-1], "--language", "nb")
    assert desk.run(*plan) == NOTHING
    assert "linje 2: uendret: Tone Testlie." in desk.said
    assert f"12. juli {year}" not in desk.said
    registered = next(line for line in desk.said.splitlines() if "Registrert:" in line)
    assert f"5. juli {year} til" in registered
    assert f"18. juli {year}" in registered
