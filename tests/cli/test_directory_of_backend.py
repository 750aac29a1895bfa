"""`directory` and `--backend`: the same plan and apply, through the API of a server."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from fravaertui.backend.app import create_app
from fravaertui.backend.server import server_of
from fravaertui.cli import main
from tests.registers.register_files import export, organisation, person

NOTHING, TO_DO, ERROR = 0, 2, 1
OFFICE = export(organisation(), person())


class Desk:
    """A server, files, and the program that talks to it."""

    def __init__(self, folder: Path, url: str, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.url, self.capsys = folder, url, capsys
        self.said = self.told = ""

    def file(self, content: bytes, name: str = "fil.json") -> str:
        (self.folder / name).write_bytes(content)
        return str(self.folder / name)

    def run(self, *words: str) -> int:
        status = main([*words, "--backend", self.url])
        self.said, self.told = self.capsys.readouterr()
        return status


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Desk]:
    server = server_of(create_app(f"sqlite:///{tmp_path / 'server.db'}", agent="sjef"))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        yield Desk(tmp_path, f"http://127.0.0.1:{listening.getsockname()[1]}", capsys)
        server.should_exit = True
        thread.join(10)


def test_R2_a_plan_is_shown_applied_and_then_there_is_nothing_to_do(desk: Desk) -> None:
    file = desk.file(OFFICE)
    assert desk.run("directory", "plan", file) == TO_DO, desk.told
    assert desk.said.splitlines()[1:] == [
        "Virksomheter: 1 ny · 0 endret · 0 ikke lenger aktive · 0 som før · 0 avvist",
        "Behandlere: 1 ny · 0 endret · 0 ikke lenger aktive · 0 som før · 0 avvist",
        "+ Testbygda legekontor (99100001)",
        "    Organisasjonsnummer: 100000091 · Telefon: 00 00 91 01 · Adresse: Testveien 1, "
        "0161 Testbygda · Kommune: Testbygda (0301) · Første dag: 01.02.2020",
        "  + Testine Testesen (99100002)",
        "      HPR-nummer: 9900001 · Første dag: 01.03.2021 · Siste dag: 23.05.2057",
    ]
    assert desk.run("directory", "apply", file, "--yes") == 0, desk.told
    assert desk.said.endswith("1 virksomhet er tatt inn.\n")
    assert desk.run("directory", "plan", file) == NOTHING
    assert desk.run("history", "99100001") == 0
    assert "sjef · del av en samlet endring" in desk.said


def test_a_saved_plan_is_applied_as_it_was_shown_or_refused(desk: Desk) -> None:
    assert desk.run("directory", "plan", desk.file(OFFICE), "--json") == TO_DO
    plan = desk.file(desk.said.encode(), "plan.json")
    assert desk.run("directory", "apply", plan, "--yes", "--json") == 0, desk.told
    done = json.loads(desk.said)
    assert done["changed"] == 1
    assert desk.run("directory", "apply", plan, "--yes", "--json") == 0, "once, but asked twice"
    again = json.loads(desk.said)
    assert (again["batch"], again["changed"]) == (done["batch"], 0)
    assert desk.run("directory", "apply", plan) == 0, "nothing to ask about"
    [sentence] = desk.said.splitlines()
    assert sentence.startswith("Denne planen er allerede tatt i bruk, av sjef ")
    assert sentence.endswith(" Ingenting er endret nå.")
    own = f"sqlite:///{desk.folder / 'own.db'}"
    assert main(["directory", "apply", plan, "--yes", "--database", own]) == ERROR
    assert "Denne planen er en tjeners" in desk.capsys.readouterr().err


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_what_a_backend_has_is_exported_and_comes_in_again_as_it_was(desk: Desk, form: str) -> None:
    assert desk.run("directory", "apply", desk.file(OFFICE), "--yes") == 0, desk.told
    out = str(desk.folder / f"katalog.{form}")
    assert desk.run("export", "directory", "--output", out) == 0, desk.told
    assert desk.run("directory", "plan", out, "--json") == NOTHING
    assert json.loads(desk.said)["counts"] == {"clinic": {"=": 1}, "practitioner": {"=": 1}}


def test_a_backend_and_a_database_are_not_named_together(desk: Desk) -> None:
    own = ("--database", f"sqlite:///{desk.folder / 'own.db'}")
    assert desk.run("export", "directory", *own) != 0
    assert desk.told == "Oppgi enten en tjener eller en database: --backend eller --database.\n"


def test_what_can_not_be_used_is_one_sentence_and_an_error(desk: Desk) -> None:
    assert desk.run("directory", "plan", desk.file(OFFICE[:-30])) == ERROR
    told = "fil.json, etter post 1, byte 2576: Filen slutter midt i. Hent den på nytt."
    assert desk.told == f"{told} Ingenting ble endret.\n"
    assert desk.run("directory", "plan", str(desk.folder / "nei.json")) == ERROR
    assert desk.told.startswith("nei.json kan ikke leses")
    assert desk.run("directory", "plan") == ERROR
    (desk.folder / "mappe").mkdir()
    assert desk.run("directory", "plan", str(desk.folder / "mappe")) == ERROR
    assert desk.told.startswith("mappe kan ikke leses")


def test_D5_days_are_written_as_everywhere_else(desk: Desk) -> None:
    assert desk.run("directory", "apply", desk.file(OFFICE), "--yes") == 0, desk.told
    ended = organisation(Valid={"From": "2020-02-01T00:00:00", "To": "2026-12-31T00:00:00"})
    assert desk.run("directory", "plan", desk.file(export(ended, person()))) == TO_DO
    assert "Siste dag: – → 30.12.2026" in desk.said
