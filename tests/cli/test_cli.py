"""The command line: what it answers, what it says of mistakes, and with which exit status."""

import asyncio
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar
from urllib.parse import parse_qs

import pytest

import fravaertui
from fravaertui.cli import commands as cli_commands
from fravaertui.cli import main
from fravaertui.cli.commands import findings, info
from fravaertui.cli.connection import Contact
from fravaertui.cli.settings import Paths, load
from fravaertui.client import Client, Endpoint
from fravaertui.domain.calendar import oslo_today
from fravaertui.domain.changes import ChangeRequest, SetPatientInformation
from fravaertui.domain.date_input import DateReadings, understand
from fravaertui.protocol.history import HistoryPage
from fravaertui.texts.dates import short_day
from fravaertui.tui.commands import COMMANDS
from tests.domain.entries import Clinic
from tests.domain.strategies import plain_file

GOLDEN = "Timebestilling er midlertidig stengt hos fastlegen din, og åpner igjen 9. juli 2024."
PROGRAM = (sys.executable, "-m", "fravaertui")


def run(*arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """Run the program as a user's shell would, without a terminal."""
    return subprocess.run(
        (*PROGRAM, *arguments),
        env=os.environ | more,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        check=False,
    )


def one_sentence(told: str) -> str:
    """Return what was told, which must be one line without control codes."""
    [line] = told.splitlines()
    assert line.isprintable()
    assert line.endswith((".", "?"))
    return line


@pytest.mark.parametrize(
    ("option", "first"),
    [("--version", f"fravaertui {fravaertui.__version__}"), ("--help", "Bruk: fravaertui")],
)
def test_what_needs_no_command_is_answered_before_anything_heavy_is_imported(
    option: str, first: str
) -> None:
    assert imported_by(option, "pydantic", "textual", "httpx", "fastapi", "asyncio") == "set()"
    assert run(option).stdout.startswith(first)


def test_a_command_that_asks_imports_neither_the_screens_nor_the_backend() -> None:
    assert imported_by("citizen --help", "textual", "fastapi", "sqlalchemy") == "set()"


def imported_by(arguments: str, *heavy: str) -> str:
    """Return which of these are imported by the program with these arguments, as a set."""
    script = (
        f"import sys; from fravaertui.cli import main; main({arguments.split()});"
        f"print(set({heavy}) & set(sys.modules))"
    )
    command = (sys.executable, "-c", script)
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1]


@pytest.mark.parametrize("word", cli_commands.COMMANDS)
def test_every_command_has_its_help(capsys: pytest.CaptureFixture[str], word: str) -> None:
    assert main([word, "--help"]) == 0
    what = {**dict.fromkeys(("directory", "setup-facts"), "plan|apply"), "export": "directory"}
    what["batch"] = "list|show|revert NUMMER"
    what["list"] = "plan|apply|template FIL"
    first = what.get(word, "[--help]")
    assert capsys.readouterr().out.startswith(f"Bruk: fravaertui {word} {first}")


@pytest.mark.parametrize("before", [["--plain"], ["--theme", "mono"], ["--json"]])
def test_an_option_before_the_word_must_be_one_of_the_command(
    capsys: pytest.CaptureFixture[str], before: list[str]
) -> None:
    assert main([*before, "migrate"]) == 2
    assert before[0] in one_sentence(capsys.readouterr().err)


def test_help_is_in_the_users_language(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["--help"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("Bruk: fravaertui")
    assert all(command in told for command in ("citizen", "findings", "info", "serve", "demo-data"))
    assert main(["citizen", "--help"]) == 0
    assert "--on DATO" in capsys.readouterr().out
    monkeypatch.setenv("FRAVAERTUI_LANGUAGE", "en")
    assert main(["citizen", "--help"]) == 0
    assert "usage" in capsys.readouterr().out.lower()


def test_D4_a_day_that_can_be_two_is_refused_naming_both(
    capsys: pytest.CaptureFixture[str],
) -> None:
    yesterday = oslo_today(datetime.now(UTC)) - timedelta(days=1)
    coming = understand(f"{yesterday:%d.%m}", yesterday + timedelta(days=40))
    assert isinstance(coming, DateReadings)
    assert coming.sure
    assert main(["citizen", "Astrid", "--on", f"{yesterday:%d.%m}"]) == 2
    told = capsys.readouterr().err
    assert f"{short_day(yesterday)} eller {short_day(coming.sure.first)}?" in told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["cityzen"], "citizen"),
        (["cityzen", "--on", "12.6"], "citizen"),
        (["citizen"], "HER-id"),
        (["citizen", "Astrid", "--onn", "12.6"], "--on"),
        (["citizen", "Astrid", "--on"], "--on"),
        (["citizen", "Astrid", "--on", "13/25"], "25"),
        (["citizen", "Astrid", "--on", "uke 28"], "--on"),
        (["citizen", "Astrid", "--on", "12/6-2"], "--on"),
        (["citizen", "Astrid", "--lang", "sv"], "nb, nn, en, se"),
        (["--backend"], "--backend"),
        (["--backend", "ftp://desk", "citizen", "Astrid"], "https://"),
        (["--theme", "pink"], "dark, light, mono"),
        (["serve", "--port", "99999"], "65535"),
        (["serve", "--port", "9" * 5000], "65535"),
        (["serve", "--host", "0.0.0.0"], "127.0.0.1"),
        (["serve", "--host", "\x1b[2J"], "127.0.0.1"),
        (["serve", "--issuer", "http://id.test"], "--issuer"),
        (["serve", "--issuer", "https://id.test"], "audience"),
        (["serve", "--issuer", "https://id.test", "--audience", "x"], "client_id"),
        (["serve", "--backend", "http://desk"], "--backend"),
        (["info", "more"], "more"),
        # As a login shell is asked to run something.
        (["-c", "id"], "-c"),
        (["-c", "serve"], "-c"),
        (["history"], "HER-id"),
        (["findings", "--rescan", "--backend", "http://127.0.0.1:9"], "--rescan"),
        (["\x1b]0;x\x07"], "fravaertui --help"),
    ],
)
def test_what_cannot_be_understood_gets_one_sentence_and_status_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    assert main(arguments) == 2
    answer = capsys.readouterr()
    assert answer.out == ""
    assert told in one_sentence(answer.err)


@pytest.mark.parametrize("command", [[], ["citizen", "Astrid"], ["info"]])
def test_a_mistake_in_the_settings_is_told_by_every_command(
    capsys: pytest.CaptureFixture[str], home: Path, command: list[str]
) -> None:
    file = home / "config" / "fravaertui" / "settings.toml"
    file.parent.mkdir(parents=True)
    file.write_text('thme = "dark"\n')
    assert main(command) == 2
    told = one_sentence(capsys.readouterr().err)
    assert "settings.toml" in told
    assert "Mente du theme?" in told


def test_the_workbench_refuses_what_is_no_terminal() -> None:
    for more in ({}, {"TERM": "dumb"}):
        refused = run(**more)
        assert refused.returncode == 2
        assert refused.stdout == ""
        assert "terminal" in one_sentence(refused.stderr)


def test_the_guides_own_case(capsys: pytest.CaptureFixture[str]) -> None:
    for day, closed in (("20.06.2024", True), ("2024-07-08", True), ("9.7.2024", False)):
        assert main(["citizen", "astrid", "info", "--on", day]) == 0
        told = capsys.readouterr().out
        assert told.startswith("Fastlege Astrid Info\nDDFL Test\n")
        assert (GOLDEN in told) is closed
        # Only the sentence of the guide itself is Helsenorge's (C4).
        assert told.count("(rekonstruert tekst)") == (3 if closed else 0)


def test_json_is_what_the_api_answers(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["citizen", "99000101", "--on", "20.06.2024", "--lang", "nn", "--json"]) == 0
    told = capsys.readouterr().out
    assert told.isascii()
    page = json.loads(told)
    assert (page["on"], page["language"]) == ("2024-06-20", "nn")
    assert page["practitioner"] == {
        "her_id": 99000101,
        "hpr_number": 990000001,
        "name": "Astrid Info",
    }
    assert {service["state"] for service in page["services"]} == {"closed"}
    assert {service["reopens_on"] for service in page["services"]} == {"2024-07-09"}


@pytest.mark.parametrize(
    ("arguments", "kind", "status"),
    [
        (["citizen", "Nobody Atall"], "not-done", 1),
        (["citizen"], "not-understood", 2),
        (["citizen", "Astrid", "--on", "32.13"], "not-understood", 2),
        (["history"], "not-understood", 2),
        (["history", "1"], "not-found", 1),
        (["findings", "--clinic", "Nowhere at all"], "not-done", 1),
        (["findings", "--backend", "http://127.0.0.1:9"], "no-contact", 1),
        (["history", "ddfl", "--database", "sqlite:////dev/null/x.db"], "not-started", 1),
        (["info", "--language", "xx"], "not-understood", 2),
        (["info", "--nothing"], "not-understood", 2),
        (["info", "--backend", "https://kari:SECRET@"], "not-understood", 2),
    ],
)
def test_a_script_that_asks_for_json_is_told_in_json_what_went_wrong(
    capsys: pytest.CaptureFixture[str], arguments: list[str], kind: str, status: int
) -> None:
    assert main([*arguments, "--json"]) == status
    told = capsys.readouterr()
    assert told.out.isascii()
    assert json.loads(told.out) == {
        "type": f"urn:fravaertui:problem:{kind}",
        "title": told.err.rstrip("\n"),
        "status": status,
    }
    assert "SECRET" not in told.out
    assert main(arguments) == status
    assert capsys.readouterr().out == ""


def test_a_fault_in_the_program_is_told_to_scripts_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(info, "collect_info", broken)
    assert main(["info", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["type"] == "urn:fravaertui:problem:internal"


@pytest.mark.parametrize(
    ("asked", "candidates"), [("990000080", ["Nordli", "Sørli"]), ("siv", []), ("anne", ["Anne"])]
)
def test_who_is_meant_has_to_be_clear(
    capsys: pytest.CaptureFixture[str], asked: str, candidates: list[str]
) -> None:
    assert main(["citizen", asked]) == (2 if candidates else 1)
    answer = capsys.readouterr()
    assert answer.out == ""
    assert asked in answer.err.splitlines()[0]
    assert all(candidate in answer.err for candidate in candidates)
    if candidates:
        [her_id, *_] = re.findall(r"^  (\d+)  ", answer.err, re.MULTILINE)
        assert main(["citizen", her_id]) == 0


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["citizen", "Asrid", "Infoo"], "99000101  Astrid Info, DDFL Test"),
        (["history", "ddlf"], "99000100  DDFL Test"),
        (["findings", "--clinic", "Fagerstad"], "Fagersta"),
    ],
)
def test_what_may_have_been_meant_is_asked_about_and_never_taken(
    capsys: pytest.CaptureFixture[str], asked: list[str], told: str
) -> None:
    assert main(asked) == 2
    answer = capsys.readouterr()
    assert answer.out == ""
    assert "Mente du en av disse? Oppgi HER-id:" in answer.err
    assert told in answer.err


@pytest.mark.parametrize(
    "asked", ["DDFL Test", "ddfl", "astrid info", "99000100", "81569069", "990000001"]
)
def test_a_clinic_is_named_as_an_agent_would(
    capsys: pytest.CaptureFixture[str], asked: str
) -> None:
    assert main(["history", *asked.split(" ")]) == 0
    assert capsys.readouterr().out.startswith("DDFL Test\n")
    assert main(["findings", "--clinic", asked]) == 0
    assert capsys.readouterr().out.startswith("DDFL Test\n")
    assert main(["history", "testlegekontor"]) == 2
    assert "Flere passer med «testlegekontor»" in capsys.readouterr().err


def test_a_whole_name_is_meant_before_longer_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["citizen", "BO BERG"]) == 0
    assert "Bo Berg" in capsys.readouterr().out


def test_findings_are_listed_the_most_severe_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["findings"]) == 0
    *lines, count = capsys.readouterr().out.splitlines()
    assert {line[:3] for line in lines} == {f"F{number:02}" for number in range(1, 15)}
    severities = [line.split()[1] for line in lines]
    assert severities == sorted(severities, key=["kritisk:", "advarsel:", "merknad:"].index)
    assert count == f"{len(lines)} avvik"


def test_one_clinics_findings_are_told_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["findings", "--clinic", "99000700"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("Solvik Testlegekontor\n")
    assert "Innbyggerne finner ikke E-konsultasjon" in told
    assert "24 20 00 00" in told
    assert main(["findings", "--clinic", "1"]) == 1


def test_findings_as_json_are_the_apis_rows_also_after_a_rescan(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["findings", "--json"]) == 0
    first = json.loads(capsys.readouterr().out)
    assert main(["findings", "--json", "--rescan"]) == 0
    answer = capsys.readouterr()
    assert json.loads(answer.out) == first
    assert answer.err == ""
    assert {"clinic_name", "key", "fingerprint", "mark"} <= set(first[0])


def test_a_rescan_tells_a_terminal_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    assert main(["findings"]) == 0
    monkeypatch.setattr(sys, "stderr", terminal)
    assert main(["findings", "--rescan"]) == 0
    assert terminal.getvalue().startswith("\r0 av 17 virksomheter")
    assert terminal.getvalue().endswith("\r17 av 17 virksomheter er sett gjennom\n")


def test_the_history_of_a_clinic_is_told_and_given_as_json(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["history", "99000100"]) == 0
    assert capsys.readouterr().out == "DDFL Test\n\n0 endringer\n"
    _write_twice(99_000_100)
    monkeypatch.setattr("fravaertui.protocol.history.MOST_ENTRIES", 1)
    assert main(["history", "99000100"]) == 0
    told = capsys.readouterr().out
    assert re.search(r"\n2  \S+ \d.* kl\. \d\d:\d\d · \S+ · sak SAK-7\n  Info til pasient", told)
    assert told.endswith("\n\n2 endringer\n")
    assert main(["history", "99000100", "--json"]) == 0
    entries = json.loads(capsys.readouterr().out)
    assert [entry["added"]["version"] for entry in entries] == [3, 2]
    assert main(["history", "1"]) == 1


def _write_twice(clinic: int) -> None:
    """Change a clinic's text twice through the API, for a case."""

    async def write(endpoint: Endpoint) -> None:
        async with Client(endpoint) as client:
            for version in (1, 2):
                text = SetPatientInformation(text=str(version))
                request = ChangeRequest(changes=(text,), case_reference="SAK-7")
                await client.submit(clinic, request, version, f"the-key-of-{version}")

    settings = load(Paths.of_user(), os.environ, {})
    with Contact(settings).running() as endpoint:
        asyncio.run(write(endpoint))


def test_info_tells_where_each_value_came_from_and_makes_nothing(
    capsys: pytest.CaptureFixture[str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRAVAERTUI_THEME", "mono")
    assert main(["info", "--json", "--language", "en"]) == 0
    info = json.loads(capsys.readouterr().out)
    assert info["versions"]["fravaertui"] == fravaertui.__version__
    assert info["settings"]["theme"] == {
        "value": "mono",
        "origin": "environment",
        "source": "FRAVAERTUI_THEME",
    }
    assert info["settings"]["language"]["source"] == "--language"
    assert info["settings"]["demo"]["origin"] == "default"
    assert info["backend"]["reached"] is None
    assert list(home.iterdir()) == []
    assert main(["info"]) == 0
    assert "theme = 'mono'  (FRAVAERTUI_THEME)" in capsys.readouterr().out


def test_info_lists_every_command_with_the_keys_it_has_and_tells_what_can_not_be_used(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRAVAERTUI_KEYS", '{"absence.add" = "alt+n", "quit" = "f10", "noe" = "f3"}')
    wrong = [
        "taster, absence.add: alt+n kommer aldri fram; terminalen eller tmux tar den.",
        "taster: det finnes ingen kommando noe. fravaertui info --keys viser dem.",
    ]
    assert main(["info", "--keys"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-2:] == wrong
    assert [line.split()[0] for line in lines[:-2]] == [command.id for command in COMMANDS]
    keys = {line.split()[0]: line.split()[1] for line in lines[:-2]}
    assert keys["absence.add"] == "n", "what can't be used changes nothing"
    assert keys["quit"] == "F10", "and takes nothing from the rest"
    assert main(["info"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert [line for line in told if line.startswith("taster")] == wrong


def test_info_tells_whether_the_backend_answers(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", "--json", "--backend", "http://127.0.0.1:9"]) == 0
    backend = json.loads(capsys.readouterr().out)["backend"]
    assert backend["reached"] is False
    assert "127.0.0.1:9" in backend["told"]


@pytest.mark.parametrize("exists", [True, False], ids=["migrated", "new"])
def test_a_database_that_is_named_is_never_filled_with_invented_clinics(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, exists: bool
) -> None:
    database = ("--database", f"sqlite:///{tmp_path / 'real.db'}")
    if exists:
        assert main(["migrate", *database]) == 0
    assert main(["citizen", "Astrid", *database]) == 1
    capsys.readouterr()
    assert main(["export", "directory", *database]) == 0
    [only_the_columns] = capsys.readouterr().out.removeprefix("\ufeff").splitlines()
    assert only_the_columns.startswith("type")


def test_the_programs_own_database_has_the_demo_from_the_start() -> None:
    assert main(["citizen", "Astrid"]) == 0


def test_demo_data_is_added_once(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'demo.db'}"
    assert main(["demo-data", "--database", database]) == 0
    assert "17" in capsys.readouterr().out
    assert main(["demo-data", "--database", database]) == 1
    assert "allerede" in one_sentence(capsys.readouterr().err)
    assert main(["demo-data", "--national", "--database", database]) == 0
    assert "1700" in capsys.readouterr().out


@pytest.mark.parametrize(
    "command", [["citizen", "Astrid"], ["demo-data"], ["serve", "--port", "0"]]
)
def test_a_database_that_cannot_be_used_gets_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, command: list[str]
) -> None:
    (tmp_path / "file").write_text("not a folder")
    assert main([*command, "--database", f"sqlite:///{tmp_path / 'file' / 'x.db'}"]) == 1
    assert "x.db" in one_sentence(capsys.readouterr().err)


@pytest.mark.parametrize(
    "command",
    [
        ["history", "ddfl"],
        ["findings", "--clinic", "ddfl", "--rescan"],
        ["citizen", "astrid", "info"],
        ["export", "directory", "--format", "csv"],
        ["batch", "list"],
        ["info"],
    ],
)
def test_a_database_that_is_named_is_asked_and_not_the_backend_that_is_set_up(
    command: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FRAVAERTUI_BACKEND", "http://127.0.0.1:9")
    named = ["--database", f"sqlite:///{tmp_path / 'named.db'}"]
    assert main(["demo-data", *named]) == 0
    assert main([*command, *named]) == 0, capsys.readouterr().err
    capsys.readouterr()
    assert main([*command, *named, "--backend", "http://127.0.0.1:9"]) in (1, 2)
    told = one_sentence(capsys.readouterr().err)
    assert told == "Oppgi enten en tjener eller en database: --backend eller --database."


def test_no_contact_gets_one_sentence() -> None:
    ended = run("citizen", "Astrid", "--backend", "http://127.0.0.1:9")
    assert ended.returncode == 1
    assert "Ingen kontakt" in one_sentence(ended.stderr)


def test_info_repeats_no_password(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRAVAERTUI_DATABASE", "postgresql://me:secret@db.example/desk?x=secret")
    for form in ([], ["--json"]):
        assert main(["info", *form]) == 0
        told = capsys.readouterr().out
        assert "postgresql://me@db.example/desk" in told
        assert "secret" not in told


def test_migrate_makes_the_tables_and_may_be_run_again(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for _ in range(2):
        assert main(["migrate", "--database", f"sqlite:///{tmp_path / 'desk.db'}"]) == 0
        assert "tabellene til denne versjonen" in capsys.readouterr().out


@contextmanager
def served(*arguments: str) -> Iterator[str]:
    """Run `fravaertui serve` and give the address it says it listens on."""
    command = (*PROGRAM, "serve", "--port", "0", *arguments)
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as server:
        assert server.stdout
        try:
            [url] = re.findall(r"http://\S+\d", server.stdout.readline())
            yield url
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(10)
    assert server.returncode == 0


def test_what_is_served_can_be_asked_and_ends_when_told_to(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with served("--demo", "--database", f"sqlite:///{tmp_path / 'served.db'}") as url:
        assert main(["--backend", url, "citizen", "Astrid Info", "--on", "20.06.2024"]) == 0
        assert GOLDEN in capsys.readouterr().out
        assert main(["info", "--json", "--backend", url]) == 0
        assert json.loads(capsys.readouterr().out)["backend"]["reached"] is True
        assert main(["serve", "--port", url.rpartition(":")[2]]) == 1
        assert "port" in one_sentence(capsys.readouterr().err)


class _Hostile(BaseHTTPRequestHandler):
    """A backend whose text tries to command the terminal."""

    def do_GET(self) -> None:
        person = {"her_id": 5, "name": "Astrid Info"}
        clinic = {"her_id": 4, "organisation_number": "1", "name": "DDFL Test"}
        card = {"code": "ekontakt", "name": "\x9b2J", "description": "", "state": "open"}
        document: dict[str, object] = {"clinics": [clinic | {"practitioners": [person]}]}
        if "citizen" in self.path:
            document = {
                "practitioner": person,
                "clinic": {"her_id": 4, "name": "DDFL Test"},
                "on": "2024-06-20",
                "language": "nb",
                "title": "\x1b]52;c;aGk=\x07[/red]",
                "information_heading": "",
                "information": "\u202etxet",
                "services_heading": "",
                "emergency": "\x1b[2J" + "x" * 10_000,
                "services": [card | {"text": "\x1b[31mrød"}],
            }
        body = json.dumps(document).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


NOW = datetime(2026, 11, 27, 10, tzinfo=UTC)


class _NeverDone(BaseHTTPRequestHandler):
    """A backend that always has more to come."""

    asked: ClassVar[list[str]] = []
    more: ClassVar[str] = ""

    def do_GET(self) -> None:
        self.asked.append(self.path)
        body = json.dumps(self._document()).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _document(self) -> object:
        path, _, query = self.path.partition("?")
        if path.endswith("/directory"):
            return {"clinics": []}
        if path.endswith("/clinics/1"):
            return plain_file().model_copy(update={"version": 40}).model_dump(mode="json")
        if path.endswith("/history"):
            before = int(parse_qs(query)["before"][0])
            entry = Clinic(plain_file(), NOW).make(SetPatientInformation(text="Ring"))
            page = HistoryPage(clinic=1, version=40, entries=(entry,) if entry else (), next=before)
            if self.more == "empty-pages":
                page = page.model_copy(update={"entries": (), "next": before - 1})
            return page.model_dump(mode="json")
        many = {"day": "2026-11-27", "rows": [], "total": 3, "pending": 3}
        if self.more == "cursor":
            many |= {"pending": 0, "next": "0~F01/-~1~" + "0" * 16}
        return many

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@pytest.mark.parametrize(
    ("command", "more"),
    [
        (["findings"], "pending"),
        (["findings"], "cursor"),
        (["history", "1"], "page-again"),
        (["history", "1"], "empty-pages"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_a_backend_that_never_comes_to_an_end_is_left(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    command: list[str],
    more: str,
) -> None:
    monkeypatch.setattr(findings, "PENDING_PAUSES", (0.0, 0.0))
    monkeypatch.setattr(_NeverDone, "more", more)
    _NeverDone.asked.clear()
    with HTTPServer(("127.0.0.1", 0), _NeverDone) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        status = main([*command, "--backend", f"http://127.0.0.1:{server.server_port}"])
        server.shutdown()
        thread.join()
    assert status == 1
    assert "ble aldri ferdig" in one_sentence(capsys.readouterr().err)
    assert len(_NeverDone.asked) <= 4


def test_hostile_text_cannot_command_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with HTTPServer(("127.0.0.1", 0), _Hostile) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        ask = ["citizen", "Astrid", "--backend", f"http://127.0.0.1:{server.server_port}"]
        assert main(ask) == 0
        plain = capsys.readouterr().out
        assert main([*ask, "--json"]) == 0
        told = capsys.readouterr().out
        server.shutdown()
        thread.join()
    assert "[/red]" in plain
    assert all(line.isprintable() for line in plain.splitlines())
    assert told.isascii()
    assert "\x1b" not in told
    assert json.loads(told)["information"] == "\u202etxet"


@pytest.mark.skipif(shutil.which("tmux") is None, reason="there is no tmux on this machine")
@pytest.mark.parametrize(
    ("settings", "remarks"),
    [("", 2), ("set -sg escape-time 10\nset -sg set-clipboard on\n", 0)],
    ids=["as it comes", "mended"],
)
def test_info_tells_what_in_tmux_makes_the_screens_worse(
    home: Path, settings: str, remarks: int
) -> None:
    (home / "tmux.conf").write_text(settings)
    tmux = ("tmux", "-S", str(home / "tmux"), "-f", str(home / "tmux.conf"))
    told = home / "told"
    info = f"{sys.executable} -m fravaertui info --json > {told}; tmux wait-for -S told"
    subprocess.run((*tmux, "new-session", "-d", info, ";", "wait-for", "told"), check=True)
    assert len(json.loads(told.read_text())["remarks"]) == remarks


def test_a_fault_in_the_program_is_one_sentence_and_a_trace_in_the_log(
    capsys: pytest.CaptureFixture[str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("\x1b[2J")

    monkeypatch.setattr(info, "info_text", broken)
    assert main(["info"]) == 1
    log = home / "state" / "fravaertui" / "fravaertui.log"
    assert str(log) in capsys.readouterr().err
    assert "RuntimeError" in log.read_text()


def test_a_reader_that_leaves_and_a_terminal_without_letters_are_no_faults() -> None:
    with subprocess.Popen(
        (*PROGRAM, "info"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as leaving:
        assert leaving.stdout
        assert leaving.stderr
        leaving.stdout.close()
        assert leaving.stderr.read() == ""
    plain = run("info", PYTHONIOENCODING="ascii")
    assert plain.returncode == 0
    assert plain.stderr == ""
