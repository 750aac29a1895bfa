"""`batch`: what many clinics were changed by at once, looked at and taken back (rules W2, W8)."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from fravaertui.cli import main
from tests.registers.register_files import export, organisation, person

DONE, LEFT, ERROR = 0, 2, 1
CLINIC, SECOND = 99100001, 99100101


class Desk:
    """A database of its own, and the program run on it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys
        self.database = f"sqlite:///{folder / 'desk.db'}"
        self.said = self.told = ""

    def run(self, *words: str) -> int:
        status = main([*words, "--database", self.database])
        self.said, self.told = self.capsys.readouterr()
        return status

    def imported(self, content: bytes) -> str:
        """Import a file, and return the batch."""
        file = self.folder / "fil.json"
        file.write_bytes(content)
        assert self.run("directory", "apply", str(file), "--yes", "--json") == 0, self.told
        return str(json.loads(self.said)["batch"])

    def name(self) -> str:
        assert self.run("history", str(CLINIC)) == 0
        return self.said.splitlines()[0]


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


OFFICES = export(organisation(), organisation(SECOND), person())
RENAMED = export(
    organisation(DisplayName="Nytt navn"), organisation(SECOND, DisplayName="Nytt"), person()
)


def test_W2_a_batch_is_listed_shown_and_taken_back(desk: Desk) -> None:
    assert desk.run("batch", "list") == DONE
    assert desk.said == "Ingenting er lest inn eller lagret fra en liste ennå.\n"
    desk.imported(OFFICES)
    batch = desk.imported(RENAMED)
    assert desk.run("batch", "list") == DONE
    first, second = desk.said.splitlines()
    assert first.startswith(batch)
    assert "Innlesing · Adresseregisteret" in first
    assert "Innlesing · Adresseregisteret" in second
    assert desk.run("batch", "show", batch[:8]) == DONE, desk.told
    assert "2 endret · 1 som før · 2 virksomheter er endret" in desk.said
    assert desk.run("batch", "revert", batch) == ERROR, "nobody has agreed"
    assert "2 virksomheter blir som før." in desk.said
    assert desk.told == "Ingenting er endret; --yes tar den tilbake uten å spørre.\n"
    assert desk.name() == "Nytt navn"
    assert desk.run("batch", "revert", batch, "--yes") == DONE, desk.told
    assert desk.said.endswith("Den er tatt tilbake.\n")
    assert desk.name() == "Testbygda legekontor"
    assert desk.run("batch", "revert", batch, "--yes") == DONE
    assert desk.said == "Den er allerede tatt tilbake. Ingenting er endret nå.\n"
    assert desk.run("batch", "show", batch) == DONE
    assert "Innlesing, tatt tilbake" in desk.said


@pytest.mark.parametrize(("answer", "status"), [("ja", DONE), ("", ERROR), ("j", ERROR)])
def test_on_a_terminal_it_is_shown_and_asked(desk: Desk, answer: str, status: int) -> None:
    desk.imported(OFFICES)
    batch = desk.imported(RENAMED)
    ours, theirs = pty.openpty()
    os.write(ours, answer.encode() + b"\n")
    done = subprocess.run(
        (sys.executable, "-m", "fravaertui", "batch", "revert", batch, "--database", desk.database),
        stdin=theirs,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    os.close(ours)
    os.close(theirs)
    assert "2 virksomheter blir som før." in done.stdout
    assert "Ta den tilbake? Skriv ja: " in done.stderr
    assert done.returncode == status
    assert desk.name() == ("Testbygda legekontor" if status == DONE else "Nytt navn")


def test_W8_what_was_changed_since_stays_and_is_told(desk: Desk) -> None:
    desk.imported(OFFICES)
    batch = desk.imported(RENAMED)
    later = organisation(SECOND, DisplayName="Enda nyere")
    desk.imported(export(organisation(DisplayName="Nytt navn"), later, person()))
    assert desk.run("batch", "revert", batch, "--yes") == LEFT, desk.told
    assert "1 virksomhet blir som før." in desk.said
    assert "1 virksomhet blir stående som nå:" in desk.said
    assert "  Enda nyere: " in desk.said
    assert desk.said.endswith("Den er tatt tilbake der det lot seg gjøre.\n")
    assert desk.name() == "Testbygda legekontor"
    assert desk.run("batch", "revert", batch, "--json", "--yes") == DONE
    assert all(clinic["refused"] for clinic in json.loads(desk.said)["clinics"])


def test_programs_are_answered_in_json(desk: Desk) -> None:
    batch = desk.imported(OFFICES)
    assert desk.run("batch", "list", "--json") == DONE
    assert [one["id"] for one in json.loads(desk.said)] == [batch]
    assert desk.run("batch", "show", batch, "--json") == DONE
    assert json.loads(desk.said)["clinics"] == 2
    assert desk.run("batch", "revert", batch, "--json") == ERROR
    assert desk.run("batch", "revert", batch, "--json", "--yes") == DONE
    assert json.loads(desk.said)["made"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("batch",), "Skriv hva som skal gjøres: list, show, revert."),
        (("batch", "show"), "Oppgi nummeret til den samlede endringen"),
        (("batch", "show", "nei"), "Det finnes ingen samlet endring med dette nummeret."),
        (
            ("batch", "revert", "00000000-0000-4000-8000-000000000000"),
            "Det finnes ingen samlet endring med dette nummeret.",
        ),
    ],
)
def test_a_mistake_is_a_sentence_and_an_error(
    desk: Desk, words: tuple[str, ...], sentence: str
) -> None:
    assert desk.run(*words) == ERROR
    assert desk.told.startswith(sentence)
    assert len(desk.told.splitlines()) == 1
