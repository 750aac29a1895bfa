"""No secret in a setting or the environment appears in any output or file."""

import base64
import json
import os
import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fravaertui.cli import main
from fravaertui.cli.settings import Paths
from fravaertui.client.auth.token_file import TokenFile, Tokens, file_for
from fravaertui.protocol.urls import contains_password, redacted, redacted_text
from tests.domain.strategies import examples
from tests.tui.driver import WIDE
from tests.tui.terminal import Terminal, terminal

SECRET = "Hemmelig7Q"
NOWHERE = "127.0.0.1:9"

DATABASES = (
    f"postgresql://kari:{SECRET}@{NOWHERE}/desk",
    f"postgresql://kari:%48{SECRET}@{NOWHERE}/desk",
    f"postgresql://kari:1/{SECRET}@{NOWHERE}/desk",
    f"postgresql://kari:1?{SECRET}@{NOWHERE}/desk",
    f"postgresql://kari:1#{SECRET}@{NOWHERE}/desk",
    f"postgresql://kari:1@{SECRET}@{NOWHERE}/desk",
    f"postgresql://kari:{SECRET} 1@{NOWHERE}/desk",
    f"postgresql://kari%3A{SECRET}@{NOWHERE}/desk",
    f"postgresql://{NOWHERE}/desk?password={SECRET}",
    f"postgresql://{NOWHERE}/desk?sslpassword={SECRET}&sslmode=nonsense",
    f"postgresql://{NOWHERE}/desk?passwrod={SECRET}",
    f"postgresql://kari:{SECRET}@127.0.0.1:port/desk",
    f"postgresql+nonsense://kari:{SECRET}@{NOWHERE}/desk",
    f"mysql://kari:{SECRET}@{NOWHERE}/desk",
    f"sqlite:////nowhere/desk.db?key={SECRET}",
)
BACKENDS = (
    f"http://kari:{SECRET}@{NOWHERE}",
    f"http://{SECRET}@{NOWHERE}",
    f"http://{NOWHERE}/?token={SECRET}",
    f"http://{NOWHERE}/#{SECRET}",
    f"http://kari:1@{SECRET}@{NOWHERE}",
    f"https://[{SECRET}",
)
PROXIES = {
    f"{name}_PROXY": f"{scheme}://kari:{SECRET}@{NOWHERE}"
    for name, scheme in (("HTTPS", "http"), ("ALL", "socks5"), ("HTTP", "nonsense"))
}
OTHERS = {
    "ISSUER": f"https://kari:{SECRET}@id.test",
    "CONNECTIONS": SECRET,
    "THEME": SECRET,
    "ROLES": SECRET,
    "TOKEN": SECRET,
}
COMMANDS = (
    ["info"],
    ["info", "--json"],
    ["citizen", "Astrid"],
    ["citizen", "Astrid", "--json"],
    ["findings", "--rescan"],
    ["history", "99000100"],
    ["serve", "--port", "0"],
    ["migrate"],
    ["demo-data"],
    ["sign-in"],
)


def written(home: Path) -> str:
    """Return the contents of all of the user's files."""
    return "".join(file.read_text(errors="replace") for file in home.rglob("*") if file.is_file())


def said_by(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    main(arguments)
    answer = capsys.readouterr()
    assert "feil i programmet" not in answer.err
    return answer.out + answer.err


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_command_says_a_password_of_an_address(
    capsys: pytest.CaptureFixture[str],
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: list[str],
) -> None:
    settings = [("DATABASE", address) for address in DATABASES]
    settings += [("BACKEND", address) for address in BACKENDS]
    for name, value in (*settings, *OTHERS.items()):
        with monkeypatch.context() as patched:
            patched.setenv(f"FRAVAERTUI_{name}", value)
            assert SECRET not in said_by(command, capsys), value
    assert SECRET not in written(home)


@pytest.mark.parametrize("command", [*COMMANDS[:4], ["sign-in"]], ids=" ".join)
def test_no_command_says_a_password_of_a_proxy(
    capsys: pytest.CaptureFixture[str],
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: list[str],
) -> None:
    monkeypatch.setenv("FRAVAERTUI_BACKEND", "https://desk.invalid")
    for name, value in PROXIES.items():
        with monkeypatch.context() as patched:
            patched.setenv(name, value)
            assert SECRET not in said_by(command, capsys), value
    assert SECRET not in written(home)


@pytest.mark.parametrize("command", [["info"], ["citizen", "Astrid"]], ids=" ".join)
def test_no_command_says_a_password_in_the_settings_file(
    capsys: pytest.CaptureFixture[str], home: Path, command: list[str]
) -> None:
    file = home / "config" / "fravaertui" / "settings.toml"
    file.parent.mkdir(parents=True)
    lines = [f'database = "{address}"' for address in DATABASES]
    lines += [f'backend = "{address}"' for address in BACKENDS]
    lines += [f'theme = "{SECRET}', f'database = """\n{SECRET}"']
    for line in lines:
        file.write_text(line)
        assert SECRET not in said_by(command, capsys), line
    file.unlink()
    assert SECRET not in written(home)


@pytest.mark.parametrize(
    "arguments",
    [
        *(["info", "--backend", address] for address in BACKENDS),
        *(["info", f"--databse={address}"] for address in DATABASES),
        *(["info", address] for address in (*DATABASES, *BACKENDS)),
        *([address] for address in DATABASES),
        *(["citizen", address] for address in BACKENDS),
        ["info", f"--password={SECRET}"],
        ["--password", SECRET],
        ["citizen", "Astrid", "--token", SECRET],
    ],
    ids=" ".join,
)
def test_what_was_typed_is_not_said_back_with_a_password_in_it(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert main(arguments) != 0
    answer = capsys.readouterr()
    assert answer.err
    assert SECRET not in answer.out + answer.err


@pytest.mark.parametrize("command", ["info", "serve", "migrate", "demo-data", "citizen"])
def test_a_password_on_the_command_line_is_refused_with_where_to_put_it(
    capsys: pytest.CaptureFixture[str], command: str
) -> None:
    """Else the list of processes would show it for as long as the program runs."""
    for address in DATABASES[:10]:
        assert main([command, "--database", address]) == 2
        [told] = capsys.readouterr().err.splitlines()
        assert SECRET not in told
        assert "FRAVAERTUI_DATABASE" in told
        assert "settings.toml" in told
        assert ".pgpass" in told


PASS_FILE = f"127.0.0.1:9:*:*:{SECRET}\n"
SERVICE_FILE = f"[desk]\npassword={SECRET}\n"
POSTGRES = {
    "PGPASSWORD": SECRET,
    "PGSSLPASSWORD": SECRET,
    "PGOPTIONS": f"-c nonsense={SECRET}",
    "PGPASSFILE": PASS_FILE,
    "PGSERVICEFILE": SERVICE_FILE,
    "PGSERVICEFILE, not in order": f"{SERVICE_FILE}{SECRET}\n",
    "PGSSLKEY": SECRET,
}
"""What the driver reads by itself, and may name in an error; of a file, what stands in it."""


@pytest.mark.parametrize("name", POSTGRES)
def test_no_command_says_what_the_database_driver_is_told_by_the_environment(
    capsys: pytest.CaptureFixture[str],
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    name: str,
) -> None:
    monkeypatch.setenv("FRAVAERTUI_DATABASE", "postgresql:///desk?host=127.0.0.1&connect_timeout=2")
    monkeypatch.setenv("PGPORT", "9")
    variable, value = name.partition(",")[0], POSTGRES[name]
    if variable in ("PGPASSFILE", "PGSERVICEFILE", "PGSSLKEY"):
        file = tmp_path / "kept-by-the-driver"
        file.write_text(value)
        file.chmod(0o600)
        value = str(file)
    if variable == "PGSERVICEFILE":
        monkeypatch.setenv("PGSERVICE", "desk")
    monkeypatch.setenv(variable, value)
    for command in COMMANDS:
        assert SECRET not in said_by(command, capsys), command
    assert SECRET not in written(home)


class _Echo(BaseHTTPRequestHandler):
    """A backend and provider that refuse every request, and echo what they were sent."""

    sent: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        url = f"http://{self.headers['host']}"
        if "well-known" in self.path:
            ends = {f"{kind}_endpoint": f"{url}/{kind}" for kind in ENDPOINTS}
            self._answer(200, {"issuer": url, **ends})
        elif self.path.endswith("/sign-in"):
            self._answer(200, {"issuer": url, "client_id": "desk", "scopes": ["openid"]})
        else:
            self._refuse("unauthorized")

    def do_POST(self) -> None:
        self._refuse("invalid_grant")

    def _refuse(self, error: str) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        sent = f"{self.headers} {body.decode()}"
        self.sent.append(sent)
        said = {"error": error, "error_description": sent}
        problem = {"type": f"urn:fravaertui:problem:{error}", "title": sent, "detail": sent}
        self._answer(401 if error == "unauthorized" else 400, said | problem | {"status": 401})

    do_PUT = do_POST  # noqa: N815

    def _answer(self, status: int, document: dict[str, object]) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


SIGNED_COMMANDS = (*COMMANDS[:4], ["findings"], ["history", "1"], ["sign-in"], ["sign-out"])
ENDPOINTS = ("token", "device_authorization", "revocation")


@pytest.fixture
def echo() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Echo) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def signed_in(backend: str, *, expires_at: float) -> Path:
    """Leave tokens as a sign-in at the backend does, and return their file."""
    file = file_for(Paths.of_user().sign_ins, backend)
    file.parent.mkdir(parents=True)
    tokens = Tokens(
        backend=backend,
        issuer=backend,
        client_id="desk",
        access=f"access-{SECRET}",
        refresh=f"refresh-{SECRET}",
        expires_at=expires_at,
    )
    TokenFile(file, backend).save(tokens)
    assert SECRET in file.read_text()
    return file


@pytest.mark.parametrize("expires_at", [0.0, 4e9], ids=["to-be-renewed", "refused"])
@pytest.mark.parametrize(
    "command",
    SIGNED_COMMANDS,
    ids=" ".join,
)
def test_no_command_says_a_token_not_even_one_that_is_said_back(
    capsys: pytest.CaptureFixture[str],
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    echo: str,
    command: list[str],
    expires_at: float,
) -> None:
    file = signed_in(echo, expires_at=expires_at)
    monkeypatch.setenv("FRAVAERTUI_BACKEND", echo)
    _Echo.sent.clear()
    assert SECRET not in said_by(command, capsys)
    assert SECRET in "".join(_Echo.sent) or command[0] == "info"
    file.unlink(missing_ok=True)
    assert SECRET not in written(home)


def shown_in(screen_bytes: bytes) -> Iterator[str]:
    """Yield what reached the terminal, and what was sent to its clipboard."""
    yield screen_bytes.decode(errors="replace")
    for copied in re.findall(rb"\x1b\]52;c;([^\x07\x1b]*)", screen_bytes):
        yield base64.b64decode(copied).decode()


@pytest.mark.parametrize("address", [DATABASES[0], DATABASES[2], DATABASES[8]])
def test_neither_the_workbench_nor_its_report_shows_a_password(
    home: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("FRAVAERTUI_DATABASE", address)
    monkeypatch.setenv("PGPASSWORD", SECRET)
    for name, value in PROXIES.items():
        monkeypatch.setenv(name, value)
    with terminal(("-m", "fravaertui"), WIDE) as screen:
        screen.wait_for("kan ikke starte")
        processes = Path("/proc").glob("[0-9]*/cmdline")
        assert not [p for p in processes if SECRET.encode() in _read(p)]
        screen.send("\x1b[24~").wait_for("Siste feil").wait_for("database = ")
        screen.send("\x1b").wait_for("Velg virksomhet").send("\x11")
        assert screen.status() == 0
        shown = list(shown_in(screen.written))
    assert any("database = 'postgresql://" in text for text in shown[1:])
    assert not [text for text in shown if SECRET in text]
    assert SECRET not in written(home)


def reported(screen: Terminal) -> list[str]:
    """Return what the terminal was sent up to the end, with the report of a fault copied."""
    processes = Path("/proc").glob("[0-9]*/cmdline")
    assert not [p for p in processes if SECRET.encode() in _read(p)]
    screen.send("\x1b[24~").wait_for("Siste feil").send("\x11")
    assert screen.status() == 0
    shown = list(shown_in(screen.written))
    assert len(shown) > 1, "no report was copied"
    return shown


def test_neither_the_workbench_nor_its_report_shows_a_token(
    home: Path, monkeypatch: pytest.MonkeyPatch, echo: str
) -> None:
    monkeypatch.setenv("FRAVAERTUI_BACKEND", echo)
    file = signed_in(echo, expires_at=0.0)
    with terminal(("-m", "fravaertui"), WIDE) as screen:
        screen.wait_for("Innloggingen ble ikke fullført").send("\x1b").wait_for("Velg virksomhet")
        shown = reported(screen)
    assert not [text for text in shown if SECRET in text]
    file.unlink(missing_ok=True)
    assert SECRET not in written(home)


def test_neither_the_workbench_nor_its_report_shows_a_draft_that_cannot_be_read(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PGPASSWORD", "PGSSLPASSWORD"):
        monkeypatch.setenv(name, SECRET)
    drafts = Paths.of_user().drafts
    drafts.mkdir(parents=True)
    file = drafts / f"{'0' * 32}.{uuid4()}.json"
    file.write_text(f'{{"agent": "{SECRET}"')
    with terminal(("-m", "fravaertui"), WIDE) as screen:
        screen.wait_for("kan ikke leses")
        shown = reported(screen)
    assert not [text for text in shown if SECRET in text]
    file.unlink()
    assert SECRET not in written(home)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:  # it has ended meanwhile
        return b""


def test_a_fault_in_the_program_tells_no_secret(
    capsys: pytest.CaptureFixture[str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not the one in the setting, nor one in the words of the exception."""

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(os.environ["FRAVAERTUI_DATABASE"])

    monkeypatch.setenv("FRAVAERTUI_DATABASE", DATABASES[0])
    monkeypatch.setattr("fravaertui.cli.commands.info.info_text", broken)
    assert main(["info"]) == 1
    assert SECRET not in capsys.readouterr().err
    assert "RuntimeError" in written(home)
    assert SECRET not in written(home)


letters = st.text("abc19:/@?#&=%. [];,", max_size=12)


@given(letters, letters, st.sampled_from(["postgresql", "http", "socks5"]))
@examples(300)
def test_whatever_stands_around_it_a_password_before_the_host_is_not_shown(
    before: str, after: str, scheme: str
) -> None:
    address = f"{scheme}://kari:{before}{SECRET}{after}@host/name"
    assert SECRET not in redacted(address)
    assert contains_password(address)


@given(st.text(max_size=60))
@examples(200)
def test_redacting_twice_is_redacting_once(text: str) -> None:
    for address in (text, f"https://{text}", f"postgresql://me:{text}@host/x"):
        assert redacted(redacted(address)) == redacted(address)
        assert redacted_text(redacted_text(address)) == redacted_text(address)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://me:secret@db.example:5433/desk", "postgresql://me@db.example:5433/desk"),
        ("postgresql://db.example/desk?user=me&password=secret", "postgresql://db.example/desk"),
        ("postgresql:///desk?host=/run/postgresql", "postgresql:///desk"),
        ("postgresql://a:1,b:2/desk", "postgresql://a:1,b:2/desk"),
        ("postgresql://me@[::1]:5432/desk", "postgresql://me@[::1]:5432/desk"),
        ("sqlite:////srv/desk ny.db", "sqlite:////srv/desk ny.db"),
        ("http://token@proxy.example:3128", "http://…@proxy.example:3128"),
        ("https://desk.example/fravaer", "https://desk.example/fravaer"),
        ("no address", "no address"),
    ],
)
def test_what_is_no_secret_in_an_address_is_shown(address: str, shown: str) -> None:
    assert redacted(address) == shown
    assert redacted_text(f"«{address}»." if " " not in address else "") in (f"«{shown}».", "")
