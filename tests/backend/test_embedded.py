"""The backend inside the program: real HTTP over a private unix socket, and nothing on screen."""

import fcntl
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import httpx
import pytest

from fravaertui.backend import embedded
from fravaertui.backend.store.database import DatabaseUnusable
from tests.backend.records import AGENT, ASTRID, CLINIC, NOW, absence, body, headers


@contextmanager
def running(url: str, *, demo: bool = False) -> Iterator[httpx.Client]:
    """The embedded backend and a client of it."""
    backend = embedded.start(url, agent=AGENT, now=lambda: NOW, demo=demo)
    try:
        with client_of(backend.socket_path) as client:
            yield client
    finally:
        backend.stop()


def client_of(socket_path: Path) -> httpx.Client:
    transport = httpx.HTTPTransport(uds=str(socket_path))
    return httpx.Client(transport=transport, base_url="http://localhost/api/v1")


def timebestilling(client: httpx.Client, on: date, language: str = "nb") -> tuple[str, str]:
    """What the citizen meets at Timebestilling, and the text of it."""
    page = client.get(f"/citizen/{ASTRID}", params={"on": on.isoformat(), "lang": language})
    [card] = [card for card in page.json()["services"] if card["code"] == "timebestilling"]
    return card["state"], card["text"]


@pytest.mark.usefixtures("two_clinics")
def test_C4_the_guides_own_case_from_the_phone_call_to_the_citizens_screen(
    database_url: str,
) -> None:
    """Seed 002: Astrid Info is away 12.06.2024–08.07.2024, all four services."""
    sentence = (
        "Timebestilling er midlertidig stengt hos fastlegen din, og åpner igjen 9. juli 2024."
    )
    with running(database_url) as client:
        assert timebestilling(client, date(2024, 6, 20))[0] == "open"
        saved = client.post(
            f"/clinics/{CLINIC}/changes", content=body(absence()), headers=headers()
        )
        assert saved.status_code == 200
        for closed in (date(2024, 6, 12), date(2024, 6, 20), date(2024, 7, 8)):
            assert timebestilling(client, closed) == ("closed", sentence)
        for around in (date(2024, 6, 11), date(2024, 7, 9)):
            assert timebestilling(client, around)[0] == "open"

        going_on = absence(date(2024, 7, 9), date(2024, 7, 21))
        client.post(f"/clinics/{CLINIC}/changes", content=body(going_on), headers=headers(2))
        assert timebestilling(client, date(2024, 6, 20)) == (
            "closed",
            sentence.replace("9. juli", "22. juli"),
        )


def test_the_socket_is_its_owners_alone_and_gone_when_stopped(database_url: str) -> None:
    backend = embedded.start(database_url)
    folder = backend.socket_path.parent
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(backend.socket_path.stat().st_mode) == 0o600
    with client_of(backend.socket_path) as client:
        assert client.get("/directory").json() == {"clinics": []}
    backend.stop()
    assert not folder.exists()


def test_it_may_be_stopped_twice_and_with_a_client_still_connected(database_url: str) -> None:
    backend = embedded.start(database_url)
    with client_of(backend.socket_path) as client:
        client.get("/directory")
        backend.stop()
        backend.stop()
    assert not backend.socket_path.exists()


def test_signals_stay_with_the_program(database_url: str) -> None:
    """The workbench saves drafts on SIGTERM; a server would take it for itself."""
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    with running(database_url) as client:
        client.get("/directory")
        during = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    assert during == before


def test_a_long_temporary_folder_does_not_matter(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A socket's address has room for a hundred bytes or so."""
    long = tmp_path / ("l" * 100)
    long.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(long))
    monkeypatch.setattr("tempfile.tempdir", str(long))
    with running(database_url) as client:
        assert client.get("/directory").status_code == 200


def test_an_unusable_database_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    (tmp_path / "letter.txt").write_text("Kjære pasient " * 100)
    with pytest.raises(DatabaseUnusable):
        embedded.start(f"sqlite:///{tmp_path / 'letter.txt'}")
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_it_prints_nothing_whatever_comes_in(database_url: str) -> None:
    """Anything printed would stand in the middle of the workbench."""
    program = f"""
import socket, httpx
from fravaertui.backend import embedded
from tests.backend.test_embedded import client_of
backend = embedded.start({database_url!r})
with socket.socket(socket.AF_UNIX) as raw:
    raw.connect(str(backend.socket_path))
    raw.sendall(b"this is not HTTP\\r\\n\\r\\n")
    raw.recv(1000)
with client_of(backend.socket_path) as client:
    client.get("/nowhere")
backend.stop()
"""
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_demo_data_goes_into_an_empty_database_only(database_url: str) -> None:
    with running(database_url, demo=True) as client:
        first = client.get("/directory").content
        assert b"Astrid Info" in first
    with running(database_url, demo=True) as client:
        assert client.get("/directory").content == first


@pytest.mark.usefixtures("two_clinics")
def test_clinics_that_are_there_are_not_mixed_with_demo_data(database_url: str) -> None:
    with running(database_url, demo=True) as client:
        assert len(client.get("/directory").json()["clinics"]) == 2


_STARTS_AND_IS_KILLED = """
import os, signal, sys
from fravaertui.backend.embedded import start
backend = start(sys.argv[1])
print(backend.socket_path.parent, flush=True)
sys.stdin.read()
"""


def test_what_a_killed_program_left_is_swept_away_by_the_next(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what a living one has is left alone."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    start = (sys.executable, "-c", _STARTS_AND_IS_KILLED, sqlite_url)
    programs = [
        subprocess.Popen(start, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    killed, living = (Path(one.stdout.readline().strip()) for one in programs if one.stdout)
    programs[0].kill()
    programs[0].wait()
    assert killed.exists()
    with running(sqlite_url):
        assert not killed.exists()
        assert (living / "backend").is_socket()
    for one in programs:
        one.kill()
        one.communicate()


def test_a_folder_that_another_sweeps_away_before_it_is_locked_is_made_again(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flock = fcntl.flock
    others = iter([lambda: embedded._sweep(tmp_path)])

    def locking(file: int, how: int) -> None:
        next(others, lambda: None)()
        flock(file, how)

    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setattr(fcntl, "flock", locking)
    backend = embedded.start(sqlite_url)
    try:
        assert backend.socket_path.is_socket()
    finally:
        backend.stop()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
@pytest.mark.parametrize(
    "command", [["findings"], ["citizen", "Astrid"], ["--plain"]], ids=" ".join
)
def test_a_command_that_a_signal_ends_leaves_no_folder(
    sqlite_url: str,
    home: Path,
    command: list[str],
    number: signal.Signals,
) -> None:
    """As soon as there is a folder, which is while the database is opened."""
    place = home / "run"
    place.mkdir()
    program = subprocess.Popen(
        (sys.executable, "-m", "fravaertui", *command, "--database", sqlite_url),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert program.stdin
    program.stdin.write(b"finn astrid\n")  # lines make no contact before that
    program.stdin.flush()
    while not [*place.glob("*/lock")]:
        assert program.poll() is None
    program.send_signal(number)
    _, told = program.communicate()
    assert program.returncode == 128 + number, told
    assert [*place.iterdir()] == []
    assert told == b""
