"""No secret of a setting or of the environment stands in anything that is said or written."""

import base64
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fravaertui.cli import main
from fravaertui.domain.addresses import holds_password, redacted, redacted_text
from tests.domain.strategies import examples
from tests.tui.driver import WIDE
from tests.tui.terminal import terminal

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
    """Return what stands in every file of the user's."""
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
    monkeypatch.setattr("fravaertui.headless.info_text", broken)
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
    assert holds_password(address)


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
