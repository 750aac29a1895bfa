"""`citizen` for someone whom a register told of, without any services."""

import json
from pathlib import Path

import pytest

from fravaertui.cli import main
from tests.registers.register_files import export, organisation, person


@pytest.fixture
def database(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    file, address = tmp_path / "register.json", f"sqlite:///{tmp_path / 'desk.db'}"
    file.write_bytes(export(organisation(), person()))
    assert main(["directory", "apply", str(file), "--yes", "--database", address]) == 0
    capsys.readouterr()
    return address


def test_the_page_says_what_is_not_known(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["citizen", "99100002", "--database", database]) == 0
    said = capsys.readouterr().out
    assert "Det er ikke kjent hvilke tjenester Testine Testesen tilbyr på Helsenorge." in said
    assert "Bestille time: ikke stengt" in said
    assert "åpen" not in said
    assert "vises ikke" not in said


def test_programs_are_told_a_state_that_they_can_believe(
    database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["citizen", "99100002", "--json", "--database", database]) == 0
    services = json.loads(capsys.readouterr().out)["services"]
    assert [(one["state"], one["if_offered"]["state"]) for one in services] == (
        [("unknown", "open")] * 4
    )
    assert {one["text"] for one in services} == {""}
