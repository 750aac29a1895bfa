"""Signing in, against a certified provider and the real backend: nothing stands in for either."""

import asyncio
import stat
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing, closing, suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from fravaertui.client import (
    Client,
    Connected,
    Endpoint,
    NotAllowed,
    SignInFailed,
    SignInNeeded,
    Timeouts,
    Unreachable,
)
from fravaertui.client.auth.device_grant import Provider
from fravaertui.client.auth.session import SLOWER_SECONDS, DeviceAuthorization, Session
from fravaertui.client.auth.token_file import TokenFile, Tokens, file_for
from fravaertui.client.errors import InvalidProviderResponse, UnusableAddress
from fravaertui.protocol.auth import Agent, Role, SignInTerms
from fravaertui.protocol.vendors import VendorTable
from tests.client.servers import Received, Reply, answer, serving
from tests.provider.backends import backend_with_sign_in
from tests.provider.running import Browser, provider


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with provider() as url:
        yield url


@pytest.fixture(scope="module")
def desk(issuer: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with backend_with_sign_in(issuer, tmp_path_factory.mktemp("desk")) as url:
        yield url


@pytest.fixture
def browser() -> Iterator[Browser]:
    browser = Browser()
    yield browser
    browser.close()


@pytest.fixture
def endpoint(desk: str, tmp_path: Path) -> Endpoint:
    return Endpoint(desk, sign_in_file=file_for(tmp_path / "sign-in", desk))


@pytest.fixture
async def client(endpoint: Endpoint) -> AsyncIterator[Client]:
    client = Client(endpoint)
    yield client
    await client.aclose()


class Waiting:
    """Instead of sleeping between questions: what was to be slept, and what happens meanwhile."""

    def __init__(self, *meanwhile: Callable[[], object]) -> None:
        self.slept: list[float] = []
        self._meanwhile = list(meanwhile)

    async def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)
        if self._meanwhile:
            await asyncio.to_thread(self._meanwhile.pop(0))


def nothing() -> None:
    """The agent has not yet come to it."""


async def sign_in(client: Client, browser: Browser, name: str) -> DeviceAuthorization:
    """Do as the terminal does, with an agent at a browser."""
    session = _session(client)
    terms = await client.sign_in_terms()
    authorization = await session.begin(terms)
    session._sleep = Waiting(nothing, lambda: browser.sign_in(authorization.direct, name))
    await session.wait(authorization)
    return authorization


def _session(client: Client) -> Session:
    assert client.session
    return client.session


def _kept(endpoint: Endpoint) -> Tokens:
    assert endpoint.sign_in_file
    tokens = TokenFile(endpoint.sign_in_file, endpoint.url).load()
    assert tokens
    return tokens


async def test_who_is_not_signed_in_is_told_so_and_only_the_citizens_page_is_shown(
    client: Client,
) -> None:
    with pytest.raises(SignInNeeded):
        await client.directory()


@pytest.mark.parametrize(("name", "role"), [("kari", Role.AGENT), ("siri", Role.SUPERVISOR)])
async def test_an_agent_signs_in_with_a_browser_elsewhere(
    client: Client, browser: Browser, issuer: str, name: str, role: Role
) -> None:
    authorization = await sign_in(client, browser, name)
    assert authorization.address == f"{issuer}/device"
    assert authorization.code in authorization.direct
    assert 590 < authorization.seconds_left <= 600
    assert await client.me() == Agent(name=name, role=role)
    assert (await client.directory()).clinics


async def test_a_sign_in_outlives_the_program(
    client: Client, browser: Browser, endpoint: Endpoint
) -> None:
    await sign_in(client, browser, "kari")
    later = Client(endpoint)
    assert (await later.me()).name == "kari"
    await later.aclose()


async def test_a_viewer_may_not_write(client: Client, browser: Browser) -> None:
    await sign_in(client, browser, "vera")
    table: VendorTable = await client.vendors()
    entry = table.vendors[0]
    with pytest.raises(NotAllowed):
        await client.set_vendor(entry.vendor.model_copy(update={"name": "X"}), entry.version)


async def test_who_has_no_role_is_told_so(client: Client, browser: Browser) -> None:
    await sign_in(client, browser, "nobody")
    with pytest.raises(NotAllowed):
        await client.me()


async def test_saying_no_in_the_browser_ends_the_wait(client: Client, browser: Browser) -> None:
    session = _session(client)
    terms = await client.sign_in_terms()
    authorization = await session.begin(terms)
    session._sleep = Waiting(lambda: browser.refuse(authorization.direct))
    with pytest.raises(SignInFailed, match=SignInFailed.DENIED):
        await session.wait(authorization)
    with pytest.raises(SignInNeeded):
        await client.me()


async def test_a_code_runs_out(tmp_path: Path) -> None:
    terms: SignInTerms
    with provider(codeSeconds=1) as issuer:
        terms = SignInTerms(issuer=issuer, client_id="fravaertui", scopes=("openid",))
        session = Session("http://localhost", TokenFile(tmp_path / "x", "http://localhost"))
        authorization = await session.begin(terms)
        with pytest.raises(SignInFailed, match=SignInFailed.EXPIRED):
            await session.wait(authorization)


async def test_tokens_lie_in_a_file_of_the_users_own_and_are_never_shown(
    client: Client, browser: Browser, endpoint: Endpoint
) -> None:
    await sign_in(client, browser, "kari")
    kept = _kept(endpoint)
    assert endpoint.sign_in_file
    folder = endpoint.sign_in_file.parent
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert kept.refresh
    for secret in (kept.access, kept.refresh):
        assert secret not in f"{kept!r} {kept} {client.session!r} {vars(client.session)!r}"


async def test_tokens_are_not_sent_to_another_backend(
    client: Client, browser: Browser, endpoint: Endpoint
) -> None:
    await sign_in(client, browser, "kari")
    assert endpoint.sign_in_file
    assert TokenFile(endpoint.sign_in_file, "https://elsewhere.test").load() is None


async def _age(endpoint: Endpoint, seconds: float) -> Tokens:
    """Let the kept access token be about to end."""
    kept = _kept(endpoint)
    assert endpoint.sign_in_file
    aged = kept.model_copy(update={"expires_at": time.time() + seconds})
    TokenFile(endpoint.sign_in_file, endpoint.url).save(aged)
    return aged


async def test_what_is_about_to_end_is_renewed_unseen_and_the_refresh_token_with_it(
    client: Client, browser: Browser, endpoint: Endpoint
) -> None:
    await sign_in(client, browser, "kari")
    before = await _age(endpoint, 5)
    later = Client(endpoint)
    assert (await later.me()).name == "kari"
    await later.aclose()
    after = _kept(endpoint)
    assert after.access != before.access
    assert after.refresh != before.refresh


async def test_a_token_refused_before_its_time_is_renewed_and_the_call_made_again(
    client: Client, browser: Browser, endpoint: Endpoint
) -> None:
    await sign_in(client, browser, "kari")
    assert endpoint.sign_in_file
    spoilt = _kept(endpoint).model_copy(update={"access": "spoilt"})
    TokenFile(endpoint.sign_in_file, endpoint.url).save(spoilt)
    later = Client(endpoint)
    assert (await later.me()).name == "kari"
    await later.aclose()
    assert _kept(endpoint).access != "spoilt"


async def test_a_token_refused_before_its_time_is_renewed_for_the_event_stream_too(
    client: Client, browser: Browser, endpoint: Endpoint
) -> None:
    await sign_in(client, browser, "kari")
    assert endpoint.sign_in_file
    spoilt = _kept(endpoint).model_copy(update={"access": "spoilt"})
    TokenFile(endpoint.sign_in_file, endpoint.url).save(spoilt)
    later = Client(endpoint)
    async with asyncio.timeout(60), aclosing(later.events.follow()) as items:
        assert isinstance(await anext(items), Connected)
    await later.aclose()


async def test_a_slow_renewal_and_an_endless_refusal_do_not_use_up_the_time_of_the_call(
    tmp_path: Path,
) -> None:
    """The sign-in service has time-outs of its own, and what a refusal says is not needed."""
    whole = 1.0

    async def reply(request: Received, writer: asyncio.StreamWriter) -> None:
        if request.target.startswith("/.well-known"):
            await answer(200, _discovered(server.url))(request, writer)
        elif request.target == "/token":
            await asyncio.sleep(whole * 1.2)
            await answer(200, {"access_token": "new", "token_type": "Bearer"})(request, writer)
        elif request.headers["authorization"] == "Bearer new":
            await answer(200, {"name": "kari", "role": "agent"})(request, writer)
        else:
            writer.write(b"HTTP/1.1 401 No\r\ntransfer-encoding: chunked\r\n\r\n")
            with suppress(ConnectionError):
                while not writer.is_closing():
                    writer.write(b"3\r\nno!\r\n")
                    await writer.drain()
                    await asyncio.sleep(0)

    async with serving(reply) as server:
        path = tmp_path / "kept.json"
        file = TokenFile(path, server.url)
        tokens = Tokens(
            backend=server.url, issuer=server.url, client_id="x", access="old", refresh="r"
        )
        file.save(tokens)
        client = Client(Endpoint(server.url, sign_in_file=path), timeouts=Timeouts(whole=whole))
        assert (await client.me()).name == "kari"
        await client.aclose()


async def test_a_backend_that_takes_no_token_of_ours_any_more_has_the_agent_sign_in_anew(
    client: Client, browser: Browser, issuer: str, endpoint: Endpoint, tmp_path: Path
) -> None:
    await sign_in(client, browser, "kari")
    with backend_with_sign_in(issuer, tmp_path, audience="https://renamed.test") as renamed:
        assert endpoint.sign_in_file
        moved = _kept(endpoint).model_copy(update={"backend": renamed})
        TokenFile(endpoint.sign_in_file, renamed).save(moved)
        later = Client(Endpoint(renamed, sign_in_file=endpoint.sign_in_file))
        asked: list[bool] = []
        _session(later).needed = lambda: asked.append(True)
        with pytest.raises(SignInNeeded):
            await later.me()
        assert asked == [True]
        with closing(Browser()) as another:
            await sign_in(later, another, "kari")
        assert (await later.me()).name == "kari"
        await later.aclose()


async def test_of_many_programs_with_one_sign_in_one_renews_and_the_others_use_it(
    client: Client, browser: Browser, endpoint: Endpoint
) -> None:
    """A refresh token that is used twice would end the whole sign-in at this provider."""
    await sign_in(client, browser, "kari")
    await _age(endpoint, 5)
    programs = [Client(endpoint) for _ in range(6)]
    names = await asyncio.gather(*(program.me() for program in programs for _ in range(3)))
    assert {agent.name for agent in names} == {"kari"}
    await _age(endpoint, 5)
    assert (await programs[0].me()).name == "kari"
    for program in programs:
        await program.aclose()


async def test_signing_out_ends_the_tokens_at_the_provider_too(
    client: Client, browser: Browser, endpoint: Endpoint, issuer: str
) -> None:
    await sign_in(client, browser, "kari")
    kept = _kept(endpoint)
    assert await _session(client).end()
    assert endpoint.sign_in_file
    assert not endpoint.sign_in_file.exists()
    with pytest.raises(SignInNeeded):
        await client.me()
    again = {
        "client_id": "fravaertui",
        "grant_type": "refresh_token",
        "refresh_token": kept.refresh,
    }
    async with httpx.AsyncClient(trust_env=False) as http:
        refused = await http.post(f"{issuer}/token", data=again)
    assert refused.json()["error"] == "invalid_grant"


async def test_a_sign_in_taken_back_elsewhere_is_asked_for_anew(
    client: Client, browser: Browser, endpoint: Endpoint, issuer: str
) -> None:
    await sign_in(client, browser, "kari")
    kept = await _age(endpoint, 5)
    wanted = {"client_id": "fravaertui", "token": kept.refresh}
    async with httpx.AsyncClient(trust_env=False) as http:
        (await http.post(f"{issuer}/token/revocation", data=wanted)).raise_for_status()
    assert endpoint.sign_in_file
    spoilt = kept.model_copy(update={"access": "spoilt"})
    TokenFile(endpoint.sign_in_file, endpoint.url).save(spoilt)
    later = Client(endpoint)
    with pytest.raises(SignInNeeded):
        await later.me()
    await later.aclose()
    assert not endpoint.sign_in_file.exists()


async def test_a_provider_out_of_reach_costs_no_sign_in(
    client: Client, browser: Browser, tmp_path: Path
) -> None:
    with provider() as issuer, backend_with_sign_in(issuer, tmp_path) as desk:
        endpoint = Endpoint(desk, sign_in_file=file_for(tmp_path / "sign-in", desk))
        client = Client(endpoint)
        await sign_in(client, browser, "kari")
        await client.aclose()
    aged = await _age(endpoint, -5)
    session = Session(desk, TokenFile(endpoint.sign_in_file, desk))  # type: ignore[arg-type]
    with pytest.raises(Unreachable):
        await session.renewed(aged.access)
    assert _kept(endpoint) == aged


@pytest.mark.parametrize("content", ["", "{", '{"backend": 7}', "\x00" * 200_000])
def test_a_damaged_file_is_no_sign_in(tmp_path: Path, content: str) -> None:
    path = tmp_path / "kept.json"
    path.write_text(content)
    assert TokenFile(path, "http://localhost").load() is None


async def test_where_nothing_can_be_written_a_sign_in_lasts_as_long_as_the_program(
    desk: str, browser: Browser, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    client = Client(Endpoint(desk, sign_in_file=tmp_path / "file" / "kept.json"))
    await sign_in(client, browser, "kari")
    assert (await client.me()).name == "kari"
    await client.aclose()


_HOLDS_THE_LOCK = """
import fcntl, os, sys
fcntl.flock(os.open(sys.argv[1], os.O_CREAT | os.O_RDWR, 0o600), fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


async def test_a_lock_goes_with_a_program_that_is_killed(tmp_path: Path) -> None:
    file = TokenFile(tmp_path / "kept.json", "http://localhost")
    other = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _HOLDS_THE_LOCK, tmp_path / "kept.lock"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert other.stdout
    await other.stdout.readline()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2), file.locked():
            pass
    other.kill()
    async with asyncio.timeout(5), file.locked():
        pass
    await other.wait()


async def test_an_address_in_the_clear_is_not_signed_in_to(tmp_path: Path) -> None:
    with pytest.raises(UnusableAddress):
        Provider("http://id.example", "fravaertui")
    session = Session("http://desk.example", TokenFile(tmp_path / "x", "http://desk.example"))
    with pytest.raises(UnusableAddress):
        await session.begin(SignInTerms(issuer="https://id.example", client_id="x"))


def _discovered(url: str, **other: str) -> dict[str, Any]:
    return {
        "issuer": url,
        "token_endpoint": f"{url}/token",
        "device_authorization_endpoint": f"{url}/device",
    } | other


async def test_slow_down_and_lost_contact_make_the_questions_rarer(tmp_path: Path) -> None:
    """The certified provider never says `slow_down`, so something that does stands in here."""
    page = answer(200, "<html>Please log in</html>", kind="text/html")
    answers: list[dict[str, Any] | Reply | None] = [
        {"error": "authorization_pending"},
        {"error": "slow_down"},
        {"error": "authorization_pending"},
        None,
        answer(429, "slow down", kind="text/plain"),
        {"error": "authorization_pending"},
        page,
        {"access_token": "a", "token_type": "Bearer"},
    ]

    async def reply(request: Received, writer: asyncio.StreamWriter) -> None:
        if request.method == "GET":
            said: dict[str, Any] | Reply | None = _discovered(server.url)
        elif "/device" in request.target:
            assert parse_qs(request.body.decode())["client_id"] == ["fravaertui"]
            said = {
                "device_code": "d",
                "user_code": "AB-12",
                "verification_uri": "https://id",
                "expires_in": 600,
                "interval": 3,
            }
        else:
            said = answers.pop(0)
        if said is None:
            writer.transport.abort()
            return
        if not isinstance(said, dict):
            await said(request, writer)
            return
        status = 400 if "error" in said else 200
        await answer(status, said)(request, writer)

    async with serving(reply) as server:
        waiting = Waiting()
        session = Session("http://localhost", TokenFile(tmp_path / "x", "http://localhost"))
        session._sleep = waiting
        terms = SignInTerms(issuer=server.url, client_id="fravaertui")
        authorization = await session.begin(terms)
        seen: list[bool] = []
        await session.wait(authorization, seen.append)
    slower = 3 + SLOWER_SECONDS
    twice, four_times = 2 * slower, 4 * slower
    assert waiting.slept == [3, 3, slower, slower, twice, four_times, slower, twice]
    assert seen == [False, True, False, True]
    assert await session.access_token() == "a"


@pytest.mark.parametrize(
    "issuer",
    [
        *("https://id.test/?tenant=a", "https://id.test/#a", "https://[", "https://xn--."),
        *("https://a..b", "", "https://kari:x@id.test"),
    ],
)
async def test_a_providers_address_that_cannot_be_used_is_told(tmp_path: Path, issuer: str) -> None:
    session = Session("http://localhost", TokenFile(tmp_path / "x", "http://localhost"))
    with pytest.raises(UnusableAddress):
        await session.begin(SignInTerms(issuer=issuer, client_id="fravaertui"))


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"issuer": "https://elsewhere.test"}, InvalidProviderResponse),
        ({"device_authorization_endpoint": "http://192.0.2.1/device"}, UnusableAddress),
        ({"device_authorization_endpoint": "https://192.0.2.1/device"}, UnusableAddress),
        ({"device_authorization_endpoint": "https://["}, UnusableAddress),
        ({"device_authorization_endpoint": "http://localhost:port"}, UnusableAddress),
        ({"device_authorization_endpoint": ""}, InvalidProviderResponse),
    ],
)
async def test_a_provider_that_sends_us_elsewhere_is_not_followed(
    tmp_path: Path, wrong: dict[str, str], error: type[Exception]
) -> None:
    async def reply(request: Received, writer: asyncio.StreamWriter) -> None:
        assert request.method == "GET"
        await answer(200, _discovered(server.url, **wrong))(request, writer)

    async with serving(reply) as server:
        session = Session("http://localhost", TokenFile(tmp_path / "x", "http://localhost"))
        with pytest.raises(error):
            await session.begin(SignInTerms(issuer=server.url, client_id="fravaertui"))
