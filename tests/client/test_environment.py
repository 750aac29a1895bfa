"""What the environment says of proxies and certificates: named when it can't be used."""

import asyncio
from pathlib import Path

import pytest

from fravaertui.cli import main
from fravaertui.client import Client, Endpoint, Timeouts, Unreachable, Unusable
from fravaertui.client.environment import UnusableVariable, variables
from fravaertui.client.errors import UnusableAddress
from fravaertui.texts.catalogue import screen_words
from tests.tui.driver import WIDE
from tests.tui.terminal import terminal

NB = screen_words("nb")
SECURE, PLAIN = "https://desk.invalid", "http://desk.invalid"
SPOILT = {
    "ALL_PROXY": "socks5://kari:hemmelig@localhost:1",
    "HTTPS_PROXY": "ftp://proxy",
    "https_proxy": "http://proxy:port",
    "HTTP_PROXY": "http://pro\x1bxy",
    "http_proxy": "http://xn--.",
    "all_proxy": "http://a..b",
    "NO_PROXY": "[::1",
    "SSL_CERT_FILE": "/nowhere.pem",
    "SSL_CERT_DIR": "/nowhere",
    "SSLKEYLOGFILE": "/nowhere/keys",
}


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE"):
        monkeypatch.delenv(variable, raising=False)


async def error_at(url: str) -> Unreachable:
    client = Client(Endpoint(url), timeouts=Timeouts(pauses=()))
    with pytest.raises(Unreachable) as error:
        await client.health()
    await client.aclose()
    return error.value


@pytest.mark.parametrize(("name", "value"), SPOILT.items())
async def test_a_variable_that_cannot_be_used_is_named_to_whoever_wants_contact(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    error = await error_at(PLAIN if name.lower() == "http_proxy" else SECURE)
    assert isinstance(error, UnusableVariable)
    told = error.sentence(NB)
    assert f"Miljøvariabelen {name} kan ikke brukes" in told
    assert "hemmelig" not in told
    assert told.isprintable()


async def test_what_has_no_say_is_not_blamed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_DIR", "/nowhere")
    assert not isinstance(await error_at(PLAIN), Unusable)
    monkeypatch.setenv("ALL_PROXY", "socks5://localhost:1")
    assert not isinstance(await error_at("http://127.0.0.1:9"), Unusable)


async def test_a_file_of_no_certificates_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "x.pem").write_text("no certificate")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "x.pem"))
    assert "SSL_CERT_FILE" in (await error_at(SECURE)).sentence(NB)


def test_what_is_usual_is_usable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    usual = {
        "HTTPS_PROXY": "kari:hemmelig@proxy.example:3128",
        "http_proxy": "http://10.0.0.1:80",
        "NO_PROXY": "localhost, ::1,10.0.0.0/8,.example.no,*,http://x.no",
        "SSL_CERT_DIR": str(tmp_path),
        "SSLKEYLOGFILE": str(tmp_path / "keys"),
        "ssl_cert_file": "/not obeyed",
        "ALL_PROXY": "",
    }
    found = variables(usual)
    assert {one.name for one in found} == usual.keys() - {"ssl_cert_file", "ALL_PROXY"}
    assert all(one.usable for one in found)
    assert [one.shown for one in found if one.name == "HTTPS_PROXY"] == [
        "http://…@proxy.example:3128"
    ]


@pytest.mark.parametrize("command", [["info"], ["citizen", "Astrid"], ["sign-in"]])
@pytest.mark.parametrize("name", ["ALL_PROXY", "SSL_CERT_FILE"])
def test_every_command_tells_it(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    command: list[str],
    name: str,
) -> None:
    monkeypatch.setenv(name, SPOILT[name])
    assert main([*command, "--backend", SECURE]) == (0 if command == ["info"] else 1)
    answer = capsys.readouterr()
    assert f"{name} kan ikke brukes" in answer.out + answer.err
    assert "hemmelig" not in answer.out + answer.err
    if command == ["info"]:
        assert f"  {name} = " in answer.out


def test_the_workbench_stays_up_and_names_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", SPOILT["HTTPS_PROXY"])
    with terminal(("-m", "fravaertui", "--backend", SECURE), WIDE) as screen:
        screen.wait_for("Miljøvariabelen HTTPS_PROXY kan ikke").wait_for("ikke kontakt")
        screen.send("\x11")
        assert screen.status() == 0


@pytest.mark.parametrize("url", ["http://xn--.", "http://a..b", "https://xn--a.example"])
def test_an_address_that_no_request_can_be_sent_to_is_told(url: str) -> None:
    error = asyncio.run(error_at(url))
    assert isinstance(error, UnusableAddress)
    assert url in error.sentence(NB)
