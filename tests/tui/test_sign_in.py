"""Signing in from the workbench, with a certified provider and the real backend over HTTP."""

import asyncio
import base64
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from pathlib import Path

import pytest
import segno
from rich.color import ColorSystem

from fravaertui.client import Client, Endpoint
from fravaertui.client.auth.session import DeviceAuthorization, Session
from fravaertui.client.auth.token_file import file_for
from fravaertui.protocol.auth import Role
from fravaertui.session.gateway import Gateway
from fravaertui.session.permissions import NEEDED
from fravaertui.tui.commands import COMMANDS
from fravaertui.tui.screens.sign_in import SignInScreen
from fravaertui.tui.screens.workbench import Workbench
from fravaertui.tui.widgets.qr_code import qr_lines
from tests.provider.backends import backend_with_sign_in
from tests.provider.running import Browser, provider
from tests.tui.conftest import DDFL, Opening
from tests.tui.driver import NARROW, WIDE, Driver

CODE = re.compile(r"   ([A-Z]{4}-[A-Z]{4})\b")

LONG = "https://logginn.kundesenter.example/device"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with provider() as url:
        yield url


@pytest.fixture
def endpoint(issuer: str, tmp_path: Path) -> Iterator[Endpoint]:
    with backend_with_sign_in(issuer, tmp_path) as url:
        yield Endpoint(url, sign_in_file=file_for(tmp_path / "sign-in", url))


class Elsewhere:
    """The agent at a browser; the terminal asks again when they have done something there."""

    def __init__(self, issuer: str) -> None:
        self._issuer = issuer
        self._done = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        """Wait until something has been done, however long the terminal would sleep."""
        await self._done.wait()
        self._done.clear()

    async def signs_in(self, agent: Driver, name: str) -> None:
        """Do what the screen says, and wait until the terminal has noticed."""
        address = await self._address(agent)
        with closing(Browser()) as browser:
            await asyncio.to_thread(browser.sign_in, address, name)
        self._done.set()
        await agent.until(lambda: isinstance(agent.app.screen, Workbench))
        await agent.settle()

    async def refuses(self, agent: Driver) -> None:
        """Say no where the code is given."""
        address = await self._address(agent)
        with closing(Browser()) as browser:
            await asyncio.to_thread(browser.refuse, address)
        self._done.set()
        await agent.settle()

    async def _address(self, agent: Driver) -> str:
        await waiting(agent)
        return f"{self._issuer}/device?user_code={code(agent)}"


def code(agent: Driver) -> str:
    """The code that stands on the screen."""
    found = CODE.search(agent.picture)
    return found[1] if found else ""


async def waiting(agent: Driver) -> None:
    """Wait until the screen shows a code."""
    await agent.until(lambda: isinstance(agent.app.screen, SignInScreen) and bool(code(agent)))


@pytest.fixture
def elsewhere(issuer: str, monkeypatch: pytest.MonkeyPatch) -> Elsewhere:
    elsewhere = Elsewhere(issuer)
    assert Session.__init__.__kwdefaults__
    monkeypatch.setitem(Session.__init__.__kwdefaults__, "sleep", elsewhere.sleep)
    return elsewhere


@pytest.fixture
def terminal(opening: Opening, endpoint: Endpoint) -> Opening:
    @asynccontextmanager
    async def open_it(size: tuple[int, int] = WIDE, **setup: object) -> AsyncIterator[Driver]:
        async with opening(size, connect=lambda: endpoint, settle=False, **setup) as agent:
            yield agent

    return open_it


async def sign_out_behind_the_back(agent: Driver) -> None:
    """End the sign-in as another program of the agent's does: the next call is refused."""
    client = agent.app.gateway._client
    assert client
    assert client.session
    await client.session.end()


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_the_screen_says_how_to_sign_in_and_goes_on_by_itself(
    terminal: Opening, elsewhere: Elsewhere, issuer: str, size: tuple[int, int]
) -> None:
    async with terminal(size) as agent:
        agent.app.console._color_system = ColorSystem.EIGHT_BIT  # a test's terminal has none
        await waiting(agent)
        await agent.until(lambda: f"{issuer}/device" in agent.words)
        await agent.until(lambda: "█▀" in agent.picture)
        assert "Koden gjelder til" in agent.words
        assert "ikke logget inn" in agent.header
        await elsewhere.signs_in(agent, "kari")
        assert "kari, kundebehandler" in agent.header
        await agent.type("/ddfl")
        assert "DDFL Test" in agent.words


@pytest.fixture
def far_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the provider name a longer address than the one on this machine."""
    begin = Gateway.begin_sign_in

    async def begin_far_away(gateway: Gateway) -> DeviceAuthorization | None:
        prompt = await begin(gateway)
        assert prompt
        return replace(prompt, address=LONG, direct=f"{LONG}?user_code={prompt.code}")

    monkeypatch.setattr(Gateway, "begin_sign_in", begin_far_away)


@pytest.mark.usefixtures("far_away")
@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_a_long_address_stands_unbroken_on_a_line_of_its_own_with_its_qr_code(
    terminal: Opening, elsewhere: Elsewhere, size: tuple[int, int]
) -> None:
    async with terminal(size) as agent:
        agent.app.console._color_system = ColorSystem.EIGHT_BIT
        await waiting(agent)
        await agent.until(lambda: "█▀" in agent.picture and LONG in agent.picture)
        assert LONG in [row.strip() for row in agent.picture.split("\n")]


@pytest.mark.usefixtures("far_away")
async def test_an_address_wider_than_the_screen_is_whole_and_nothing_else_is_pushed_out(
    terminal: Opening, elsewhere: Elsewhere
) -> None:
    async with terminal((40, 24)) as agent:
        await waiting(agent)
        await agent.until(lambda: LONG in agent.picture.replace(" ", "").replace("\n", ""))
        assert "Koden gjelder til" in agent.words


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_the_address_and_the_code_are_copied_as_they_are_typed_elsewhere(
    terminal: Opening, elsewhere: Elsewhere, issuer: str, sent: list[str], size: tuple[int, int]
) -> None:
    async with terminal(size) as agent:
        await waiting(agent)
        keys = agent.picture.rstrip().split("\n")[-1]
        assert "y kopier adressen" in keys
        assert "c kopier koden" in keys
        agent.send("y")
        await agent.until(lambda: "Adressen er sendt til utklippstavlen" in agent.words)
        agent.send("c")
        await agent.until(lambda: "Koden er sendt til utklippstavlen" in agent.words)
        copied = [base64.b64decode(t[7:-1]).decode() for t in sent if t.startswith("\x1b]52;c;")]
        assert copied == [f"{issuer}/device", code(agent)]
        await elsewhere.signs_in(agent, "kari")


async def test_nothing_is_copied_when_there_is_no_code(
    terminal: Opening, elsewhere: Elsewhere, sent: list[str]
) -> None:
    async with terminal() as agent:
        await elsewhere.refuses(agent)
        assert "kopier" not in agent.words
        agent.send("y", "c", "enter")
        await elsewhere.signs_in(agent, "siri")
        assert not [text for text in sent if text.startswith("\x1b]52;")]


@pytest.mark.parametrize(
    ("theme", "colours"), [("mono", ColorSystem.EIGHT_BIT), ("dark", ColorSystem.STANDARD)]
)
async def test_where_colours_are_unknown_there_is_no_qr_code_and_all_else(
    terminal: Opening, elsewhere: Elsewhere, theme: str, colours: ColorSystem
) -> None:
    async with terminal(theme=theme) as agent:
        agent.app.console._color_system = colours
        await waiting(agent)
        assert not agent.app.screen.query_one("#qr").display
        await elsewhere.signs_in(agent, "kari")


async def test_W4_what_is_typed_outlives_the_sign_in_and_is_saved_once(
    terminal: Opening, elsewhere: Elsewhere, endpoint: Endpoint
) -> None:
    async with terminal() as agent:
        await elsewhere.signs_in(agent, "kari")
        await agent.press("slash")
        await agent.type("ddfl")
        await agent.press("enter", "n")
        await agent.fill("starts", "12.7.2027")
        await agent.fill("ends", "18.7.2027")
        await agent.go_to("services")
        await agent.press("a")
        await sign_out_behind_the_back(agent)
        agent.send("ctrl+s")
        await waiting(agent)
        attempt = agent.app.gateway._unanswered
        assert attempt
        await elsewhere.signs_in(agent, "kari")
        assert any("12.07.2027" in row for row in agent.absences), agent.words
    client = Client(endpoint)
    [entry] = (await client.history(DDFL)).entries
    await client.aclose()
    assert entry.agent == "kari"


async def test_W4_another_agent_who_signs_in_is_not_made_to_save_what_the_first_typed(
    terminal: Opening, elsewhere: Elsewhere
) -> None:
    async with terminal() as agent:
        await elsewhere.signs_in(agent, "kari")
        await agent.press("slash")
        await agent.type("ddfl")
        await agent.press("enter", "n")
        await agent.fill("starts", "12.7.2027")
        await agent.fill("ends", "18.7.2027")
        await agent.go_to("services")
        await agent.press("a")
        await sign_out_behind_the_back(agent)
        agent.send("ctrl+s")
        await elsewhere.signs_in(agent, "ola")
        assert agent.shows("form")
        assert agent.value("starts") == "12.7.2027"


async def test_escape_leaves_the_sign_in_and_it_comes_back_when_asked_for_only(
    terminal: Opening, elsewhere: Elsewhere
) -> None:
    async with terminal() as agent:
        await waiting(agent)
        agent.send("escape")
        await agent.until(lambda: not any(agent.app.workers))
        assert isinstance(agent.app.screen, Workbench)
        assert "ikke logget inn" in agent.note.lower()
        assert agent.says("find-note") == "Katalogen kan ikke hentes før du er logget inn."
        await agent.press("escape", "r")
        assert isinstance(agent.app.screen, Workbench)
        agent.send("I")
        await elsewhere.signs_in(agent, "kari")
        assert "kari" in agent.header


async def test_the_key_of_the_search_leads_from_the_sign_in_to_it(
    terminal: Opening,
) -> None:
    async with terminal() as agent:
        await waiting(agent)
        agent.send("slash")
        await agent.until(lambda: not any(agent.app.workers))
        assert isinstance(agent.app.screen, Workbench)
        assert agent.focus == "find"


async def test_a_sign_in_that_came_to_nothing_says_so_and_gives_a_new_code(
    terminal: Opening, elsewhere: Elsewhere
) -> None:
    async with terminal() as agent:
        await elsewhere.refuses(agent)
        assert "Innloggingen ble avvist" in agent.words
        agent.send("enter")
        await elsewhere.signs_in(agent, "siri")
        assert "siri, fagansvarlig" in agent.header


async def test_signing_out_says_so_and_keeps_what_is_on_screen(
    terminal: Opening, elsewhere: Elsewhere, endpoint: Endpoint
) -> None:
    async with terminal() as agent:
        await elsewhere.signs_in(agent, "kari")
        await agent.press("slash")
        await agent.type("ddfl")
        await agent.press("enter", "O", "O")
        assert "Den tasten betyr nei" in agent.note
        await agent.press("O", "J")
        assert "Du er logget ut" in agent.note
        assert agent.absences
    assert endpoint.sign_in_file
    assert not endpoint.sign_in_file.exists()


async def test_who_may_only_look_is_told_so_before_anything_is_typed(
    terminal: Opening, elsewhere: Elsewhere
) -> None:
    async with terminal() as agent:
        await elsewhere.signs_in(agent, "vera")
        assert "vera, lesetilgang" in agent.header
        await agent.press("slash")
        await agent.type("ddfl")
        await agent.press("enter", "n")
        assert not agent.shows("form")
        assert "kundebehandler" in agent.note
        await agent.press("L", "enter")
        assert "fagansvarlig" in agent.says("note")


def test_every_command_that_needs_a_role_is_a_command() -> None:
    known = {command.id for command in COMMANDS}
    assert set().union(*NEEDED.values()) <= known
    assert Role.VIEWER not in NEEDED


@pytest.mark.parametrize("dark", [True, False])
def test_the_code_on_screen_is_the_qr_code_module_by_module(dark: bool) -> None:
    address = "https://id.example/device?user_code=ABCD-EFGH"
    drawn = [part for line in qr_lines(address, 80, 40, dark=dark) for part, _ in line.parts]
    tops = [[(c in "█▀") is not dark for c in row] for row in drawn]
    bottoms = [[(c in "█▄") is not dark for c in row] for row in drawn]
    rows = [row for pair in zip(tops, bottoms, strict=True) for row in pair]
    code = segno.make(address, error="l", boost_error=False, micro=False)
    wanted = [[bool(module) for module in row] for row in code.matrix_iter(border=2)]
    assert rows[: len(wanted)] == wanted


def test_a_code_that_does_not_fit_is_left_out() -> None:
    assert qr_lines("https://id.example/device", 44, 10, dark=True) == []
    assert qr_lines("https://id.example/device", 10, 22, dark=True) == []
