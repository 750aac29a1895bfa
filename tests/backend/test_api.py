"""The API as a client meets it: every call, and one kind of answer for everything that is wrong."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, text

from fravaertui.backend.api import bodies
from fravaertui.backend.api.bodies import LARGEST_BODY
from fravaertui.backend.etags import version_etag
from fravaertui.backend.store import identity
from fravaertui.backend.store.transactions import reading, writing
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.protocol.citizen_page import CitizenPage
from fravaertui.protocol.problems import CODES, MEDIA_TYPE, URN
from tests.backend.records import (
    AGENT,
    ASTRID,
    BO,
    CLINIC,
    DDFL_TEST,
    absence,
    body,
    body_with,
    headers,
)

CHANGES = f"/clinics/{CLINIC}/changes"
TO_THE_ROOT = "http://localhost"

MALFORMED = [
    ("", "Invalid JSON"),
    ("{", "Invalid JSON"),
    ("[" * 100_000, "Invalid JSON: recursion limit exceeded"),
    ('{"changes": ' + '{"a":' * 50_000, "Invalid JSON: recursion limit exceeded"),
    ('"\\ud800"', "Invalid JSON"),
    ("[]", "Input should be an object"),
    ('{"changes": []}', "changes: Tuple should have at least 1 item"),
    ('{"changes": [{"kind": "\\u001b[2J"}]}', "changes.0: Input tag"),
    (body_with(note="ferie"), "changes.0.add_absence.note: Extra inputs are not permitted"),
    (body_with(starts="2024-06-12T00:00:00"), "starts: a day is written YYYY-MM-DD"),
    (body_with(starts="2024-06-12T00:00:00Z"), "starts: a day is written YYYY-MM-DD"),
    (body_with(starts=1718150400), "starts: Input should be a valid date"),
    (body_with(starts="2024-02-30"), "starts: day is out of range for month"),
    (body_with(starts="0001-01-01"), "starts: Input should be greater than or equal to"),
    (body_with(practitioner="8100011"), "practitioner: Input should be a valid integer"),
    (body_with(practitioner=2**63), "practitioner: Input should be less than or equal to"),
    (body_with(services=[]), "services: Tuple should have at least 1 item"),
    (body_with(services=["[red]"]), "services.0: String should match pattern"),
    (body_with(absence_id="1"), "absence_id: Input should be a valid UUID"),
]
"""Bodies that break the contract, and what is said of each."""


def problem(response: httpx.Response, code: str) -> dict[str, Any]:
    """The problem document, which must be of this code and the same in all its parts."""
    assert response.headers["content-type"] == MEDIA_TYPE
    said: dict[str, Any] = response.json()
    status, title = CODES[code]
    assert (said["type"], said["status"], said["title"]) == (URN + code, status, title)
    assert response.status_code == status
    assert len(said["detail"]) < 400
    assert said["detail"].isprintable()
    return said


async def write(api: httpx.AsyncClient, content: str, **kwargs: Any) -> httpx.Response:
    return await api.post(CHANGES, content=content, headers=headers(**kwargs))


async def test_the_directory_lists_clinics_with_their_practitioners(
    api: httpx.AsyncClient,
) -> None:
    response = await api.get("/directory")
    assert response.status_code == 200
    assert response.json()["clinics"][0] == {
        "her_id": CLINIC,
        "organisation_number": "100100673",
        "name": "DDFL Test",
        "phone": "81569069",
        "municipality": "",
        "practitioners": [
            {"her_id": ASTRID, "hpr_number": 9000001, "name": "Astrid Info"},
            {"her_id": BO, "hpr_number": None, "name": "Bo Berg"},
        ],
    }


async def test_the_directory_is_packed_for_those_who_unpack_it(api: httpx.AsyncClient) -> None:
    plain = await api.get("/directory", headers={"accept-encoding": "identity"})
    packed = await api.get("/directory", headers={"accept-encoding": "br, GZIP;q=0.5"})
    refused = await api.get("/directory", headers={"accept-encoding": "gzip;q=0, identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.json() == plain.json() == refused.json()
    assert "content-encoding" not in refused.headers
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert packed.headers["etag"] == f"W/{plain.headers['etag']}"
    for tag in (packed.headers["etag"], plain.headers["etag"]):
        again = await api.get("/directory", headers={"if-none-match": tag})
        assert (again.status_code, again.content) == (304, b"")


def tag(engine: Engine, version: int) -> str:
    """The tag of a clinic's file at a version, in this database."""
    with reading(engine) as connection:
        return version_etag(version, identity.of(connection))


async def test_a_clinics_file_is_the_domains_own(
    api: httpx.AsyncClient, two_clinics: Engine
) -> None:
    response = await api.get(f"/clinics/{CLINIC}")
    assert response.headers["etag"] == tag(two_clinics, 1)
    assert ClinicFile.model_validate_json(response.content) == DDFL_TEST


@pytest.mark.parametrize("path", ["/directory", f"/clinics/{CLINIC}", f"/citizen/{ASTRID}"])
async def test_what_the_client_has_is_not_sent_again_until_it_changes(
    api: httpx.AsyncClient, two_clinics: Engine, path: str
) -> None:
    first = await api.get(path)
    known = {"If-None-Match": f'"something-else", W/{first.headers["etag"]}'}
    unchanged = await api.get(path, headers=known)
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert unchanged.headers["etag"] == first.headers["etag"]
    with writing(two_clinics) as connection:
        connection.execute(text("UPDATE clinic SET name = 'Nytt navn', version = version + 1"))
        connection.execute(text("UPDATE directory SET revision = revision + 1"))
    changed = await api.get(path, headers=known)
    assert changed.status_code == 200
    assert "Nytt navn" in changed.text


async def test_a_change_is_answered_with_the_file_afterwards(
    api: httpx.AsyncClient, two_clinics: Engine
) -> None:
    response = await write(api, body(absence()))
    assert (response.status_code, response.headers["etag"]) == (200, tag(two_clinics, 2))
    assert response.content == (await api.get(f"/clinics/{CLINIC}")).content
    assert response.json()["absences"][0]["ends"] == "2024-07-08"


async def test_a_dry_run_needs_no_headers_and_leaves_the_version(
    api: httpx.AsyncClient, two_clinics: Engine
) -> None:
    response = await api.post(f"{CHANGES}?dry_run=true", content=body(absence()))
    assert (response.status_code, response.headers["etag"]) == (200, tag(two_clinics, 1))
    assert len(response.json()["absences"]) == 1
    assert (await api.get(f"/clinics/{CLINIC}")).json()["absences"] == []


async def test_a_dry_run_is_refused_like_the_change(api: httpx.AsyncClient) -> None:
    content = body(absence(ends=date(2024, 6, 11)))
    preview = await api.post(f"{CHANGES}?dry_run=true", content=content)
    assert preview.content == (await write(api, content)).content


@pytest.mark.parametrize(
    "if_match", [None, "", "1", '"0"', "*", '"a"', 'W/"1"', '"1", "2"', '"99999999999999999"']
)
async def test_W1_a_change_needs_the_version_seen(
    api: httpx.AsyncClient, if_match: str | None
) -> None:
    given = headers()
    del given["If-Match"]
    given |= {} if if_match is None else {"If-Match": if_match}
    response = await api.post(CHANGES, content=body(absence()), headers=given)
    problem(response, "precondition-required")


@pytest.mark.parametrize(
    "key", [None, "", "seven-7", "a" * 129, "with blank", "with\ttab", "blåbær-1"]
)
async def test_W1_a_change_needs_a_usable_key(api: httpx.AsyncClient, key: str | None) -> None:
    given = headers()
    del given["Idempotency-Key"]
    sent = [(name.encode(), value.encode()) for name, value in given.items()]
    if key is not None:
        sent.append((b"Idempotency-Key", key.encode()))
    response = await api.post(CHANGES, content=body(absence()), headers=sent)
    problem(response, "idempotency-key-missing")


@pytest.mark.parametrize("key", ["exactly8", "~" * 128])
async def test_W1_the_shortest_and_the_longest_key_are_taken(
    api: httpx.AsyncClient, key: str
) -> None:
    assert (await write(api, body(absence()), key=key)).status_code == 200


async def test_W1_a_lost_answer_is_given_again(api: httpx.AsyncClient, two_clinics: Engine) -> None:
    content = body(absence())
    first = await write(api, content, key="lost-answer")
    again = await write(api, content, key="lost-answer")
    assert (again.status_code, again.content) == (200, first.content)
    assert again.headers["etag"] == first.headers["etag"] == tag(two_clinics, 2)


@pytest.mark.parametrize("clinic", [CLINIC, CLINIC + 1])
async def test_W1_a_key_with_another_body_or_at_another_clinic_is_refused(
    api: httpx.AsyncClient, clinic: int
) -> None:
    content = body(absence())
    await write(api, content, key="used-once")
    other = content if clinic != CLINIC else content + " "
    response = await api.post(
        f"/clinics/{clinic}/changes", content=other, headers=headers(key="used-once")
    )
    problem(response, "idempotency-key-reused")


async def test_W1_a_stale_version_says_what_is_now(api: httpx.AsyncClient) -> None:
    await write(api, body(absence()))
    said = problem(await write(api, body(absence(practitioner=BO))), "stale-version")
    assert said["current_version"] == 2
    assert (said["changed_by"], said["changed_at"]) == (AGENT, "2024-06-01T12:00:00Z")


async def test_a_refused_change_names_the_field_and_says_why_in_bokmaal(
    api: httpx.AsyncClient,
) -> None:
    await write(api, body(absence()))
    colliding = absence(date(2024, 7, 8), date(2024, 7, 20), services=("ekontakt",))
    said = problem(await write(api, body(colliding), version=2), "change-refused")
    [violation] = said["violations"]
    assert (violation["code"], violation["field"]) == ("overlap", "starts")
    assert violation["days"] == ["2024-07-08", "2024-07-08"]
    assert violation["absence"]["ends"] == "2024-07-08"
    assert violation["services"] == ["ekontakt"]
    assert violation["confirmation"] is None
    assert "mandag 8. juli 2024" in violation["detail"]
    assert said["detail"] == violation["detail"]


async def test_A6_a_doubtful_change_says_which_confirmation_lets_it_through(
    api: httpx.AsyncClient,
) -> None:
    doubtful = absence(ends=date(2026, 7, 8))
    said = problem(await write(api, body(doubtful)), "change-refused")
    assert [v["confirmation"] for v in said["violations"]] == ["long_absence"]
    confirmed = doubtful.model_copy(update={"confirmed": ("long_absence",)})
    assert (await write(api, body(confirmed))).status_code == 200


@pytest.mark.parametrize(
    ("content", "sentence"),
    MALFORMED,
    ids=[f"{n}: {said}" for n, (_, said) in enumerate(MALFORMED)],
)
async def test_a_request_that_breaks_the_contract_gets_one_clear_sentence(
    api: httpx.AsyncClient, content: str, sentence: str
) -> None:
    said = problem(await write(api, content), "invalid-request")
    assert sentence in said["detail"]


@pytest.mark.parametrize("unsafe", ["\x1b]52;c;aGk=\x07", "\x9b2J", "\u202eferie", "a\nb", "\x00"])
async def test_W5_control_characters_are_refused_at_the_door(
    api: httpx.AsyncClient, unsafe: str
) -> None:
    content = json.loads(body(absence())) | {"case_reference": unsafe}
    said = problem(await write(api, json.dumps(content)), "invalid-request")
    assert said["detail"].startswith("case_reference: the character U+")


async def test_W5_what_was_sent_is_not_said_back_raw_or_at_length(api: httpx.AsyncClient) -> None:
    hostile = "\x1b[2J" + "[/red]" * 2000
    response = await write(api, body_with(**{hostile: 1}))
    said = problem(response, "invalid-request")
    assert len(said["detail"]) < 200


async def test_a_body_over_the_limit_is_refused_however_it_is_sent(
    api: httpx.AsyncClient,
) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(LARGEST_BODY // 1024):
            yield b" " * 1024
        yield b" "

    in_one = await write(api, " " * (LARGEST_BODY + 1))
    in_pieces = await api.post(CHANGES, content=pieces(), headers=headers())
    for response in (in_one, in_pieces):
        assert "256 KiB" in problem(response, "too-large")["detail"]
        assert response.headers["connection"] == "close"


async def test_a_body_that_does_not_come_to_an_end_is_not_waited_for(
    api: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "SLOWEST_BODY", 0.05)

    async def stalling() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.Event().wait()

    response = await api.post(CHANGES, content=stalling(), headers=headers())
    problem(response, "too-slow")
    assert response.headers["connection"] == "close"


@pytest.mark.parametrize("nested", ["[", '{"a":', '{"changes":[', "[" * 3 + '{"changes":'])
async def test_json_nested_without_end_is_refused(api: httpx.AsyncClient, nested: str) -> None:
    deep = nested * (LARGEST_BODY // len(nested))
    problem(await write(api, deep), "invalid-request")
    just_fits = await write(api, body(absence()).ljust(LARGEST_BODY))
    assert just_fits.status_code == 200


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/clinics/1", "no-such-clinic"),
        ("/citizen/1", "no-such-practitioner"),
        (f"/citizen/{CLINIC}", "no-such-practitioner"),
        ("/clinics", "not-found"),
        ("/directory/", "not-found"),
        ("/%1b%5b2J", "not-found"),
        ("/clinics/0", "invalid-request"),
        ("/clinics/-1", "invalid-request"),
        ("/clinics/1_0", "invalid-request"),
        ("/clinics/1.0", "invalid-request"),
        ("/clinics/9007199254740992", "invalid-request"),
        ("/clinics/" + "9" * 5000, "invalid-request"),
        ("/clinics/%1b", "invalid-request"),
        (f"/citizen/{ASTRID}?on=20240620", "invalid-request"),
        (f"/citizen/{ASTRID}?on=2024-06-20T00:00:00", "invalid-request"),
        (f"/citizen/{ASTRID}?on=1718841600", "invalid-request"),
        (f"/citizen/{ASTRID}?on=12.06.2024", "invalid-request"),
        (f"/citizen/{ASTRID}?on=2300-01-01", "invalid-request"),
        (f"/citizen/{ASTRID}?lang=da", "invalid-request"),
    ],
    ids=lambda value: value[:40],
)
async def test_what_is_not_there_or_makes_no_sense_is_a_problem_document(
    api: httpx.AsyncClient, path: str, code: str
) -> None:
    problem(await api.get(path), code)


async def test_a_change_at_an_unknown_clinic_is_refused(api: httpx.AsyncClient) -> None:
    for query in ("", "?dry_run=true"):
        response = await api.post(
            f"/clinics/1/changes{query}", content=body(absence()), headers=headers()
        )
        problem(response, "no-such-clinic")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/directory", "GET"),
        ("GET", CHANGES, "POST"),
        ("DELETE", "/citizen/1", "GET"),
        ("DELETE", "/batches", "GET, POST"),
    ],
)
async def test_another_method_is_refused_and_the_right_one_named(
    api: httpx.AsyncClient, method: str, path: str, allowed: str
) -> None:
    response = await api.request(method, path)
    problem(response, "method-not-allowed")
    assert response.headers["allow"] == allowed


async def test_D2_the_citizens_day_is_today_in_oslo_unless_another_is_asked_for(
    api: httpx.AsyncClient,
) -> None:
    today = await api.get(f"/citizen/{ASTRID}")
    assert (today.json()["on"], today.json()["language"]) == ("2024-06-01", "nb")
    assert today.headers["cache-control"] == "public, max-age=30"
    await write(api, body(absence()))
    closed = await api.get(f"/citizen/{ASTRID}?on=2024-06-20&lang=en")
    page = CitizenPage.model_validate_json(closed.content)
    assert page.language == "en"
    assert [card.state for card in page.services] == ["closed"] * len(STANDARD_SERVICES)


async def test_health_is_outside_the_versioned_api(api: httpx.AsyncClient) -> None:
    for path in ("/healthz", "/readyz"):
        response = await api.get(TO_THE_ROOT + path)
        assert (response.status_code, response.json()) == (200, {"status": "ok"})


async def test_not_ready_when_the_tables_are_not_ours(
    api: httpx.AsyncClient, two_clinics: Engine
) -> None:
    with writing(two_clinics) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    problem(await api.get(TO_THE_ROOT + "/readyz"), "unavailable")
    assert (await api.get(TO_THE_ROOT + "/healthz")).status_code == 200


async def test_an_error_nobody_foresaw_leaks_nothing_and_is_logged(
    api: httpx.AsyncClient, two_clinics: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    with writing(two_clinics) as connection:
        connection.execute(text("DELETE FROM directory"))
    response = await api.get("/directory")
    problem(response, "internal")
    assert "revision" not in response.text
    assert "NoResultFound" in caplog.text
