"""A database that is damaged, foreign or held by another: one sentence, never «a fault in it»."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from fravaertui.backend.store import sqlite
from fravaertui.cli import main
from fravaertui.cli.settings import Paths
from fravaertui.texts.catalogue import screen_words
from fravaertui.texts.causes import cause_phrase

NB = screen_words("nb")
COMMANDS = [["findings"], ["citizen", "Astrid"], ["demo-data"], ["findings", "--rescan"]]
NO_ZONES = (":/etc/passwd", "/etc/passwd", "Nowhere/At_all", ":/dev/null", ":")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with the invented clinics."""
    file = tmp_path_factory.mktemp("made") / "desk.db"
    assert main(["demo-data", "--database", f"sqlite:///{file}"]) == 0
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file


@pytest.fixture
def desk(made: Path, tmp_path: Path) -> Path:
    file = tmp_path / "desk.db"
    file.write_bytes(made.read_bytes())
    return file


def said(arguments: list[str], desk: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Return the one sentence that a command ends with."""
    assert main([*arguments, "--database", f"sqlite:///{desk}"]) == 1
    [sentence] = capsys.readouterr().err.splitlines()
    return sentence


def does(statement: str) -> Callable[[Path], None]:
    def do(file: Path) -> None:
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            connection.execute(statement)

    return do


def overwrites_a_page(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'clinic'"
        [[page]] = connection.execute(query).fetchall()
        [[size]] = connection.execute("PRAGMA page_size").fetchall()
    with file.open("r+b") as pages:
        pages.seek((page - 1) * size)
        pages.write(b"\x99" * size)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(
    ("damage", "cause"),
    [
        (overwrites_a_page, "filen er skadet"),
        (does("UPDATE alembic_version SET version_num = 'abcd'"), "ikke hvilken utgave"),
        (does("UPDATE alembic_version SET version_num = '0000'"), "ikke hvilken utgave"),
        (does("UPDATE alembic_version SET version_num = x'ff00'"), "ikke hvilken utgave"),
        (does("DELETE FROM alembic_version"), "ikke hvilken utgave"),
        (does("UPDATE alembic_version SET version_num = '9000'"), "en nyere utgave"),
        (does("DROP TABLE event"), "mangler tabeller"),
    ],
)
def test_what_is_wrong_with_a_database_is_told_in_a_sentence(
    desk: Path,
    capsys: pytest.CaptureFixture[str],
    command: list[str],
    damage: Callable[[Path], None],
    cause: str,
) -> None:
    damage(desk)
    sentence = said(command, desk, capsys)
    assert str(desk) in sentence
    assert cause in sentence


@contextmanager
def held(file: Path) -> Iterator[None]:
    """Have another program hold the whole file."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        yield


@pytest.mark.parametrize("command", COMMANDS[:3], ids=" ".join)
def test_a_database_that_another_holds_for_long_is_told(
    desk: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    command: list[str],
) -> None:
    monkeypatch.setattr(sqlite, "FIRST_WAITS_SECONDS", 0.1)
    with held(desk):
        assert "et annet program holder den" in said(command, desk, capsys)


def test_lines_tell_what_is_wrong_with_the_database(desk: Path) -> None:
    does("DROP TABLE event")(desk)
    ended = program("--plain", "--database", f"sqlite:///{desk}", stdin="finn ddfl\nslutt\n")
    assert ended.returncode == 0
    assert "mangler tabeller; legg tilbake en sikkerhetskopi" in ended.stdout


def program(*arguments: str, stdin: str = "", **more: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        (sys.executable, "-m", "fravaertui", *arguments),
        env=os.environ | more,
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("zone", NO_ZONES)
def test_a_machine_whose_zone_is_none_is_worked_on_all_the_same(desk: Path, zone: str) -> None:
    """Days are Norway's, whatever TZ says (rule D2)."""
    asked = ("citizen", "2000011", "--on", "20.6.2024", "--database", f"sqlite:///{desk}")
    right, ended = program(*asked, TZ="UTC"), program(*asked, TZ=zone)
    assert (ended.returncode, ended.stdout, ended.stderr) == (
        right.returncode,
        right.stdout,
        right.stderr,
    )
    assert "feil i programmet" not in ended.stderr


def test_settings_nested_without_end_are_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = Paths.of_user().settings_file
    file.parent.mkdir(parents=True)
    deep = "[" * 3_000 + "]" * 3_000
    file.write_text(f"theme = {deep}")
    assert main(["info"]) == 2
    [sentence] = capsys.readouterr().err.splitlines()
    assert str(file) in sentence
    assert "for mange nivåer" in sentence
    file.unlink()
    monkeypatch.setenv("FRAVAERTUI_KEYS", deep)
    assert main(["info"]) == 2
    assert "FRAVAERTUI_KEYS" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("cause", "meant"),
    [
        (os.strerror(2), "filen eller mappa finnes ikke"),
        (os.strerror(13), "du har ikke tilgang"),
        (os.strerror(28), "disken er full"),
        (os.strerror(21), "det er en mappe, ikke en fil"),
        (os.strerror(111), "ingenting svarer der"),
        ("[Errno -2] Name or service not known", "ingen maskin har det navnet"),
        ("timed out", "svaret kom ikke i tide"),
        ("something new {brace}", "something new {brace}"),
    ],
)
def test_known_causes_are_told_in_norwegian_and_unknown_ones_as_they_are(
    cause: str, meant: str
) -> None:
    assert cause_phrase(cause, NB) == meant


def test_a_folder_given_as_settings_is_told_in_norwegian(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Paths.of_user().settings_file.mkdir(parents=True)
    assert main(["info"]) == 2
    assert "(det er en mappe, ikke en fil)" in capsys.readouterr().err
