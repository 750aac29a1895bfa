"""Attacks by a web page that an agent has open in a browser on the machine of a server.

A page may send to any address (CSRF), and may have its own name lead to this machine and read what
comes back (DNS rebinding). Tried over a real socket, where nobody signs in.
"""

import json
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from fravaertui.backend.store.database import open_database
from fravaertui.protocol.problems import CODES, URN
from tests.backend.records import ASTRID, CLINIC, DDFL_TEST, OTHER, body, headers, stored
from tests.backend.serving import served
from tests.backend.test_serve import one_day

CHANGES = f"/api/v1/clinics/{CLINIC}/changes"
MARKS = f"/api/v1/findings/{CLINIC}/marks"
PRESENCE = "/api/v1/presence/00000000-0000-0000-0000-000000000001"
READ = (
    "/api/v1/directory",
    f"/api/v1/clinics/{CLINIC}",
    f"/api/v1/citizen/{ASTRID}",
    "/api/v1/findings",
    "/api/v1/events",
    "/api/v1/me",
    "/api/v1/openapi.json",
    "/metrics",
    "/healthz",
    "/readyz",
    "/nothing",
)
WRITTEN = ("/api/v1/vendors/cgm", CHANGES, f"{CHANGES}?dry_run=true", MARKS, PRESENCE)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Iterator[str]:
    file = shutil.copy(empty_database, tmp_path_factory.mktemp("origins") / "desk.db")
    engine = open_database(f"sqlite:///{file}")
    stored(engine, [DDFL_TEST, OTHER])
    engine.dispose()
    with served(f"sqlite:///{file}") as running:
        yield running.url


@pytest.fixture
def client(server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server) as client:
        yield client


def refused(answer: httpx.Response, code: str) -> None:
    assert (answer.status_code, answer.json()["type"]) == (CODES[code][0], URN + code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(answer.json()) == {"type", "title", "status", "detail"}
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8000",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evil.example#localhost",
        "localhost@evil.example",
        "192.0.2.1",
        "0.0.0.0",
        "[2001:db8::1]",
        "",
        "localhost, evil.example",
    ],
)
def test_a_page_whose_name_leads_here_reads_and_writes_nothing(
    client: httpx.Client, host: str
) -> None:
    rebound = {"Host": host}
    for path in READ:
        refused(client.get(path, headers=rebound), "foreign-host")
    for path in WRITTEN:
        same_origin = headers() | rebound | {"Origin": f"http://{host}"}
        refused(client.post(path, content="{}", headers=same_origin), "foreign-host")


@pytest.mark.parametrize(
    "foreign",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:3000"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "whatever"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
    ],
)
def test_a_page_of_another_site_reads_and_writes_nothing(
    client: httpx.Client, foreign: dict[str, str]
) -> None:
    for path in READ:
        refused(client.get(path, headers=foreign), "foreign-origin")
        refused(client.options(path, headers=foreign), "foreign-origin")
    for path in WRITTEN:
        for content_type in ("text/plain", "application/json"):
            sent = headers() | foreign | {"Content-Type": content_type}
            refused(client.post(path, content=body(one_day(0)), headers=sent), "foreign-origin")
            refused(client.put(path, content="{}", headers=sent), "foreign-origin")
    assert client.get(f"/api/v1/clinics/{CLINIC}").json()["version"] == 1


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "text/plain; application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/jsonp",
        "application/json, text/plain",
        "",
        None,
    ],
)
def test_what_a_form_can_send_is_no_body_of_ours(
    client: httpx.Client, content_type: str | None
) -> None:
    """Browsers that tell nothing of where a request comes from may send these without asking."""
    for path in WRITTEN:
        method = "PUT" if path in (PRESENCE, "/api/v1/vendors/cgm") else "POST"
        sent = headers() | {"Content-Type": content_type or ""}
        if content_type is None:
            del sent["Content-Type"]
        refused(client.request(method, path, content="{}", headers=sent), "not-json")


def test_two_names_are_none(server: str) -> None:
    port = urlsplit(server).port
    asked = (
        f"GET /api/v1/directory HTTP/1.1\r\nHost: localhost:{port}\r\nHost: evil.example\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(asked.encode())
        assert connection.recv(65_536).split()[1] in (b"421", b"400")


@pytest.mark.parametrize("name", ["localhost", "LocalHost", "127.0.0.1", "127.1.2.3", "[::1]"])
def test_asked_by_this_machines_own_names_it_answers(
    client: httpx.Client, server: str, name: str
) -> None:
    for host in (name, f"{name}:{urlsplit(server).port}"):
        for own in ({}, {"Origin": f"http://{host}"}, {"Sec-Fetch-Site": "none"}):
            for path in ("/api/v1/directory", "/metrics", "/readyz"):
                answer = client.get(path, headers={"Host": host} | own)
                assert answer.status_code == httpx.codes.OK, answer.text


def test_json_may_be_said_with_its_charset(client: httpx.Client) -> None:
    sent = headers() | {"Content-Type": "Application/JSON; charset=utf-8"}
    answer = client.post(f"{CHANGES}?dry_run=true", content=body(one_day(0)), headers=sent)
    assert json.loads(answer.content)["clinic"]["her_id"] == CLINIC
