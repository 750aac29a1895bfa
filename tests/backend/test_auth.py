"""Who is let in: every call of the API, asked without a token, with bad ones, and by each role."""

import asyncio
import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from joserfc import jws
from joserfc.jwk import ECKey
from sqlalchemy import Engine

from fravaertui.backend.api.auth import RequireRole
from fravaertui.backend.app import OPENAPI_PATH, create_app
from fravaertui.backend.auth import signing_keys as issuer_module
from fravaertui.protocol.auth import Role
from fravaertui.protocol.problems import URN
from tests.backend.issuing import DISCOVERY, Issuing, issuing, new_key
from tests.backend.records import AGENT, ASTRID, CLINIC, NOW, absence, body, headers

PUBLIC = {
    "/api/v1/citizen/{practitioner_her_id}",
    "/api/v1/sign-in",
    OPENAPI_PATH,
    "/healthz",
    "/readyz",
}
OPEN_TO_VIEWERS = {"/api/v1/presence/{terminal}"}
"""Who only looks may say where."""

WITHOUT_END = {"/api/v1/events"}
"""What goes on answering; that agents are let in is seen in the terminal's tests."""

CHALLENGE = "www-authenticate"


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class Call:
    """One way to call the API, and the least role that is let in; None is public."""

    method: str
    path: str
    needed: Role | None

    @property
    def url(self) -> str:
        known = {"her_id": CLINIC, "practitioner_her_id": ASTRID, "code": "cgm"}
        return re.sub(r"{(\w+)}", lambda name: str(known.get(name[1], 1)), self.path)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def _needed(dependant: Dependant) -> Role | None:
    for inner in dependant.dependencies:
        found = inner.call.role if isinstance(inner.call, RequireRole) else _needed(inner)
        if found:
            return found
    return None


def _calls() -> Iterator[Call]:
    """Every call there is, as the application knows them."""
    with TemporaryDirectory() as folder:
        app = create_app(f"sqlite:///{folder}/empty.db")
        app.state.services.close()
    for route in iter_route_contexts(app.routes):
        dependant = getattr(route, "dependant", None)  # nothing else than FastAPI's own has any
        for method in sorted((route.methods or set()) - {"HEAD"}):
            yield Call(method, route.path or "", dependant and _needed(dependant))


CALLS = list(_calls())
GUARDED = [call for call in CALLS if call.needed]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough: who is let in is settled before it is asked."""
    return sqlite_url


@pytest.fixture(scope="module")
def issuer_on_this_machine() -> Iterator[Issuing]:
    with issuing() as issuer:
        yield issuer


@pytest.fixture
def issuer(issuer_on_this_machine: Issuing) -> Issuing:
    issuer = issuer_on_this_machine
    issuer.keys, issuer.asked, issuer.away, issuer.discovery = [], [], False, {}
    return issuer


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def guarded(
    two_clinics: Engine, database_url: str, issuer: Issuing, clock: Clock
) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(database_url, now=clock, sign_in=issuer.rules)
    async with _asking(app) as client:
        yield client


@asynccontextmanager
async def _asking(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://localhost") as client,
    ):
        yield client


async def _ask(client: httpx.AsyncClient, call: Call, token: str | None) -> httpx.Response:
    given = {"Authorization": f"Bearer {token}"} if token else {}
    return await client.request(call.method, call.url, headers=given)


def test_only_these_calls_are_public_and_none_that_writes() -> None:
    public = [call for call in CALLS if call.needed is None]
    assert {call.path for call in public} == PUBLIC
    assert {call.method for call in public} == {"GET"}
    writes = [call for call in GUARDED if call.method != "GET" and call.needed is Role.VIEWER]
    assert {call.path for call in writes} == OPEN_TO_VIEWERS


@pytest.mark.parametrize("call", [call for call in CALLS if call.needed is None], ids=str)
async def test_a_public_call_asks_nobody(guarded: httpx.AsyncClient, call: Call) -> None:
    assert (await _ask(guarded, call, None)).status_code == httpx.codes.OK
    assert (await _ask(guarded, call, "nonsense")).status_code == httpx.codes.OK


async def test_with_sign_in_any_name_will_do_but_no_other_sites_page(
    guarded: httpx.AsyncClient, issuer: Issuing
) -> None:
    """The token is what counts, and a proxy may call the server what it likes."""
    given = {"Authorization": f"Bearer {issuer.token('agent')}", "Host": "fravaer.example"}
    for own in ({}, {"Origin": "https://fravaer.example"}):
        answer = await guarded.get("/api/v1/directory", headers=given | own)
        assert answer.status_code == httpx.codes.OK
    foreign = await guarded.get(
        "/api/v1/directory", headers=given | {"Origin": "https://evil.example"}
    )
    assert foreign.json()["type"].endswith(":foreign-origin")


BAD_TOKENS: dict[str, Callable[[Issuing], str]] = {
    "nonsense": lambda issuer: "nonsense",
    "endless": lambda issuer: "a" * 20_000,
    "not ascii": lambda issuer: "æ.ø.å",
    "expired": lambda issuer: issuer.token(exp=int(NOW.timestamp()) - 31),
    "no expiry": lambda issuer: issuer.token(exp=None),
    "never expires": lambda issuer: issuer.token(exp="9999999999"),
    "not yet valid": lambda issuer: issuer.token(nbf=int(NOW.timestamp()) + 60),
    "wrong audience": lambda issuer: issuer.token(aud="https://elsewhere.test"),
    "other audiences": lambda issuer: issuer.token(aud=["a", "b"]),
    "no audience": lambda issuer: issuer.token(aud=None),
    "wrong issuer": lambda issuer: issuer.token(iss="https://elsewhere.test"),
    "issuer with a slash": lambda issuer: issuer.token(iss=issuer.url + "/"),
    "no issuer": lambda issuer: issuer.token(iss=None),
    "no subject": lambda issuer: issuer.token(sub=None),
    "alg none": lambda issuer: _unsigned(issuer),
    "signed with a public key": lambda issuer: _symmetric(issuer),
    "an algorithm not allowed": lambda issuer: issuer.token(
        key=new_key("first", "RSA"), header={"alg": "RS512"}
    ),
    "typ of an id token": lambda issuer: issuer.token(header={"typ": "JWT"}),
    "no typ": lambda issuer: issuer.token(header={"typ": None}),
    "someone else's key": lambda issuer: issuer.token(key=new_key("first")),
    "a key that is not known": lambda issuer: issuer.token(key=new_key("unknown")),
    "no key named": lambda issuer: issuer.token(header={"kid": None}),
    "a header that must be understood": lambda issuer: issuer.token(
        header={"crit": ["b64"], "b64": True}
    ),
    "changed on the way": lambda issuer: _changed(issuer),
    "no name": lambda issuer: issuer.token(name=None),
    "a name with control characters": lambda issuer: issuer.token(name="Kari\x1b[2J"),
    "a name that is no text": lambda issuer: issuer.token(name=["Kari"]),
}


def _part(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def _unsigned(issuer: Issuing) -> str:
    header = _part(b'{"alg":"none","typ":"at+jwt","kid":"first"}')
    return f"{header}.{issuer.token().split('.')[1]}."


def _symmetric(issuer: Issuing) -> str:
    """The old trick: the public key, which everyone has, used as a shared secret."""
    assert isinstance(issuer.key, ECKey)
    header = _part(b'{"alg":"HS256","typ":"at+jwt","kid":"first"}')
    signed = f"{header}.{issuer.token().split('.')[1]}"
    secret = issuer.key.as_pem(private=False)
    return f"{signed}.{_part(hmac.digest(secret, signed.encode(), 'sha256'))}"


def _changed(issuer: Issuing) -> str:
    mine, others = issuer.token("viewer").split("."), issuer.token("supervisor").split(".")
    return ".".join((mine[0], others[1], mine[2]))


@pytest.mark.parametrize("call", GUARDED, ids=str)
async def test_every_other_call_refuses_whoever_can_not_say_who_they_are(
    guarded: httpx.AsyncClient, issuer: Issuing, call: Call
) -> None:
    refused = await _ask(guarded, call, None)
    assert refused.status_code == httpx.codes.UNAUTHORIZED
    assert refused.headers[CHALLENGE] == "Bearer"
    assert refused.json()["type"] == f"{URN}not-signed-in"
    for name, make in BAD_TOKENS.items():
        given = {b"Authorization": b"Bearer " + make(issuer).encode()}
        refused = await guarded.request(call.method, call.url, headers=given)
        assert refused.status_code == httpx.codes.UNAUTHORIZED, name
        assert refused.headers[CHALLENGE] == 'Bearer error="invalid_token"', name
        assert refused.json()["type"] == f"{URN}invalid-token", name


@pytest.mark.parametrize("call", GUARDED, ids=str)
async def test_every_call_refuses_too_small_a_role_and_lets_the_others_in(
    guarded: httpx.AsyncClient, issuer: Issuing, call: Call
) -> None:
    assert call.needed
    for role in Role:
        allowed = role.includes(call.needed)
        if allowed and call.path in WITHOUT_END:
            continue
        answer = await _ask(guarded, call, issuer.token(role))
        if allowed:
            assert answer.status_code not in (401, 403)
        else:
            assert answer.status_code == httpx.codes.FORBIDDEN
            assert answer.headers[CHALLENGE] == 'Bearer error="insufficient_scope"'
            assert answer.json()["type"] == f"{URN}not-allowed"
    nobody = await _ask(guarded, call, issuer.token("something-else"))
    assert nobody.status_code == httpx.codes.FORBIDDEN
    assert AGENT in nobody.json()["detail"]


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        ({"roles": ["viewer"]}, "viewer"),
        ({"roles": "openid agent"}, "agent"),
        ({"roles": ["viewer", "desk-lead", "agent"]}, "supervisor"),
        ({"roles": [7, None, "viewer"]}, "viewer"),
    ],
)
async def test_the_role_is_the_highest_that_the_token_gives(
    guarded: httpx.AsyncClient, issuer: Issuing, claims: dict[str, Any], role: str
) -> None:
    token = issuer.token(**claims)
    said = await guarded.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert said.json() == {"name": AGENT, "role": role}


@pytest.mark.parametrize(("mapped", "status"), [({"lead": Role.SUPERVISOR}, 403), ({}, 200)])
async def test_roles_of_the_providers_replace_our_own_names(
    two_clinics: Engine,
    database_url: str,
    issuer: Issuing,
    mapped: dict[str, Role],
    status: int,
) -> None:
    app = create_app(database_url, now=lambda: NOW, sign_in=replace(issuer.rules, roles=mapped))
    token = issuer.token("supervisor")
    async with _asking(app) as client:
        said = await client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert said.status_code == status


@pytest.mark.parametrize(
    ("claims", "status"),
    [
        ({}, 200),
        ({"client_id": None, "azp": "terminal"}, 200),
        ({"client_id": "another"}, 401),
        ({"client_id": "another", "azp": "terminal"}, 401),
        ({"client_id": None}, 401),
        ({"client_id": ["terminal"]}, 401),
    ],
)
async def test_a_token_given_to_another_program_can_be_refused(
    two_clinics: Engine, database_url: str, issuer: Issuing, claims: dict[str, Any], status: int
) -> None:
    app = create_app(
        database_url, now=lambda: NOW, sign_in=replace(issuer.rules, clients=("terminal",))
    )
    token = issuer.token(**claims)
    async with _asking(app) as client:
        said = await client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert said.status_code == status


@pytest.mark.parametrize("name", [f" {AGENT}", f"{AGENT} ", f"{AGENT}\u2003"])
async def test_a_name_that_looks_like_anothers_is_none(
    guarded: httpx.AsyncClient, issuer: Issuing, name: str
) -> None:
    token = issuer.token(name=name)
    said = await guarded.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert said.status_code == httpx.codes.UNAUTHORIZED


async def test_a_token_that_is_nested_without_end_does_not_hold(
    guarded: httpx.AsyncClient, issuer: Issuing
) -> None:
    claims = urlsafe_b64decode(issuer.token(deep="here").split(".")[1] + "==")
    nested = claims.replace(b'"here"', b"[" * 4_000 + b"]" * 4_000)
    header = {"alg": "ES256", "typ": "at+jwt", "kid": issuer.key.kid}
    token = jws.serialize_compact(header, nested, issuer.key)
    said = await guarded.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert said.status_code == httpx.codes.UNAUTHORIZED


async def test_a_role_may_stand_further_in(
    two_clinics: Engine, database_url: str, issuer: Issuing
) -> None:
    rules = replace(issuer.rules, roles_claim="realm_access.roles")
    app = create_app(database_url, now=lambda: NOW, sign_in=rules)
    token = issuer.token(roles=None, realm_access={"roles": ["agent"]})
    async with _asking(app) as client:
        said = await client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert said.json()["role"] == "agent"


@pytest.mark.parametrize(
    ("kind", "algorithm"),
    [("RSA", "RS256"), ("RSA", "PS256"), ("EC", "ES256"), ("OKP", "Ed25519")],
)
async def test_these_signatures_are_taken(
    guarded: httpx.AsyncClient, issuer: Issuing, kind: str, algorithm: str
) -> None:
    key = new_key("other", kind)
    issuer.keys = [key]
    assert await _status(guarded, issuer.token(key=key, header={"alg": algorithm})) == 200


async def _status(client: httpx.AsyncClient, token: str) -> int:
    said = await client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    return said.status_code


async def test_a_key_for_encryption_signs_nothing(
    guarded: httpx.AsyncClient, issuer: Issuing
) -> None:
    key = new_key("other", use="enc")
    issuer.keys = [key]
    signing = new_key("other")
    signing.dict_value.update(key.as_dict(private=True) | {"use": "sig"})
    assert await _status(guarded, issuer.token(key=signing)) == 401


async def test_a_token_is_checked_once_and_refused_when_it_expires(
    guarded: httpx.AsyncClient, issuer: Issuing, clock: Clock
) -> None:
    token = issuer.token()
    assert await _status(guarded, token) == 200
    issuer.away = True
    clock.now += timedelta(seconds=329)
    assert await _status(guarded, token) == 200
    clock.now += timedelta(seconds=1)
    assert await _status(guarded, token) == 401


async def test_new_keys_are_fetched_when_a_token_names_one_but_at_most_once_a_minute(
    guarded: httpx.AsyncClient, issuer: Issuing, clock: Clock
) -> None:
    assert await _status(guarded, issuer.token()) == 200
    rotated = new_key("rotated")
    issuer.keys = [issuer.key, rotated]
    for _ in range(3):
        assert await _status(guarded, issuer.token(key=rotated)) == 401
    assert issuer.asked == [DISCOVERY, "/keys"]
    clock.now += issuer_module.INTERVAL
    assert await _status(guarded, issuer.token(key=rotated)) == 200
    assert issuer.asked == [DISCOVERY, "/keys"] * 2


async def test_a_withdrawn_key_is_refused_after_an_hour(
    guarded: httpx.AsyncClient, issuer: Issuing, clock: Clock
) -> None:
    assert await _status(guarded, issuer.token()) == 200
    issuer.keys = [new_key("another")]
    clock.now += issuer_module.FRESH + timedelta(seconds=1)
    seconds = int(clock.now.timestamp())
    later: dict[str, Any] = {"iat": seconds, "exp": seconds + 300}
    # The first of them has the keys fetched, and is not kept waiting for that.
    async with asyncio.timeout(60):
        for number in count():
            if await _status(guarded, issuer.token(**later, jti=str(number))) == 401:
                break
            await asyncio.sleep(0)  # an answer that needs nothing else lets nothing else run
    assert issuer.asked == [DISCOVERY, "/keys"] * 2


async def test_known_keys_outlive_the_provider_for_a_day(
    guarded: httpx.AsyncClient, issuer: Issuing, clock: Clock
) -> None:
    assert await _status(guarded, issuer.token()) == 200
    issuer.away = True
    for ahead, expected in ((timedelta(hours=20), 200), (timedelta(hours=5), 503)):
        clock.now += ahead
        seconds = int(clock.now.timestamp())
        assert await _status(guarded, issuer.token(iat=seconds, exp=seconds + 300)) == expected


async def test_without_keys_nothing_is_said_of_a_token_and_soon_tried_again(
    guarded: httpx.AsyncClient, issuer: Issuing, clock: Clock
) -> None:
    issuer.away = True
    assert await _status(guarded, issuer.token()) == 503
    issuer.away = False
    assert await _status(guarded, issuer.token()) == 503
    clock.now += issuer_module.INTERVAL_AFTER_FAILURE
    assert await _status(guarded, issuer.token()) == 200


@pytest.mark.parametrize(
    "discovery", [{"issuer": "https://elsewhere.test"}, {"jwks_uri": "http://192.0.2.1/keys"}]
)
async def test_another_issuers_keys_and_keys_in_the_clear_are_not_taken(
    guarded: httpx.AsyncClient, issuer: Issuing, discovery: dict[str, str]
) -> None:
    issuer.discovery = discovery
    assert await _status(guarded, issuer.token()) == 503
    assert issuer.asked == [DISCOVERY]


async def test_W2_each_agent_signs_their_own_changes(
    guarded: httpx.AsyncClient, issuer: Issuing
) -> None:
    path = f"/api/v1/clinics/{CLINIC}/changes"
    kari = {"Authorization": f"Bearer {issuer.token('agent', name='kari')}"}
    ola = {"Authorization": f"Bearer {issuer.token('agent', name='ola')}"}
    await guarded.post(path, content=body(absence()), headers=headers() | kari)
    stale = await guarded.post(path, content=body(absence()), headers=headers() | ola)
    assert stale.json()["changed_by"] == "kari"


async def test_terminals_are_told_how_to_sign_in(
    guarded: httpx.AsyncClient, issuer: Issuing
) -> None:
    assert (await guarded.get("/api/v1/sign-in")).json() == {
        "issuer": issuer.url,
        "client_id": "terminal",
        "scopes": ["openid", "offline_access"],
        "resource": "https://fravaer.test/api",
    }


async def test_without_an_issuer_everyone_on_the_machine_is_the_user(
    api: httpx.AsyncClient,
) -> None:
    assert (await api.get("/sign-in")).json()["issuer"] == ""
    assert (await api.get("/me")).json() == {"name": AGENT, "role": "supervisor"}
