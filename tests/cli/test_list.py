"""Lists of absences on the command line: planned from text and tables, and a template (L1, L2)."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from fravaertui.cli import main
from fravaertui.domain.absence_list import COLUMNS
from fravaertui.registers.table_writing import xlsx_table

NOTHING, TO_DO, ERROR = 0, 2, 1
TABLE = """type;her_id;virksomhet;navn;hpr
virksomhet;99200001;;Testlia legekontor;
behandler;99200011;99200001;Tone Testlie;1234567
behandler;99200012;99200001;Arild Testmoe;
"""


class Desk:
    """A database with one clinic, and the program run on it."""

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
    assert "Tone Testlie 12.07–01.08.2027" in desk.said
    assert "Hvilke tjenester? Lista sier det ikke." in desk.said
    assert "hører til e-posten" in desk.said


def test_a_text_that_names_no_absence_has_nothing_to_do(desk: Desk) -> None:
    assert desk.plan(b"Vi har telefontid 08.00-15.30. Ring 00 00 18 40.\n") == NOTHING


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
