"""What stands in front of the API: ids, log, counts, kept pages and how often one may ask."""

import io
import json
import logging
import re
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import Engine

from fravaertui.backend.app import create_app
from fravaertui.backend.middleware import page_cache
from fravaertui.backend.middleware.front import Front
from fravaertui.backend.middleware.json_log import JsonLines
from fravaertui.backend.middleware.metrics import Metrics
from fravaertui.backend.middleware.page_cache import PageCache
from fravaertui.backend.middleware.rate_limit import RateLimit
from fravaertui.domain.safe_text import neutralise
from tests.backend.records import AGENT, ASTRID, CARO, CLINIC, NOW, absence, body, headers

PAGE = f"/citizen/{ASTRID}"
CHANGES = f"/clinics/{CLINIC}/changes"


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Fronted:
    """The API on two clinics, bare and with everything in front of it."""

    def __init__(self, database_url: str, per_minute: int = 0, *, audits: bool = False) -> None:
        self.clock = Clock()
        self.pages = PageCache(self.clock)
        self.app = create_app(database_url, now=lambda: NOW, agent=AGENT)
        rate_limit = RateLimit(per_minute, self.clock)
        self.front = Front(
            self.app,
            self.app.state.services.broadcast,
            Metrics(),
            self.pages,
            rate_limit,
            this_machine_only=True,
            audits=audits,
        )

    @asynccontextmanager
    async def asked(self) -> AsyncIterator[tuple[httpx.AsyncClient, httpx.AsyncClient]]:
        """Give clients of both."""
        base = "http://localhost/api/v1"
        async with (
            self.app.router.lifespan_context(self.app),
            httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url=base) as bare,
            httpx.AsyncClient(transport=httpx.ASGITransport(self.front), base_url=base) as front,
        ):
            yield bare, front


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind will do: nothing here is about the database."""
    return sqlite_url


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What a server would have written to its log."""
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(JsonLines())
    ours = logging.getLogger("fravaertui")
    level = ours.level
    ours.addHandler(handler)
    ours.setLevel(logging.INFO)
    yield lines
    ours.removeHandler(handler)
    ours.setLevel(level)


@pytest.fixture
def fronted(two_clinics: Engine, database_url: str) -> Fronted:
    return Fronted(database_url)


def told(response: httpx.Response) -> tuple[int, dict[str, str], bytes]:
    """All of an answer but what is only the front's."""
    own = ("age", "x-content-type-options", "x-request-id")
    return (
        response.status_code,
        {name: value for name, value in response.headers.items() if name not in own},
        response.content,
    )


@pytest.mark.parametrize(
    "target",
    [
        PAGE,
        f"{PAGE}?on=2024-06-20&lang=nn",
        f"{PAGE}?lang=se&on=2024-06-20",
        f"{PAGE}?on=20.6.2024",
        f"{PAGE}?lang=xx",
        f"{PAGE}?nothing=1",
        f"{PAGE}?on=2024-06-20&on=2024-06-21",
        f"{PAGE}/",
        f"/citizen/0{ASTRID}",
        f"/citizen/{CARO}",
        "/citizen/1",
        "/citizen/",
        "/citizen/x",
    ],
)
async def test_a_kept_page_is_the_page_that_would_be_made(fronted: Fronted, target: str) -> None:
    async with fronted.asked() as (bare, front):
        made = await bare.get(target)
        tags = [
            None,
            made.headers.get("etag"),
            "W/" + made.headers.get("etag", '""'),
            '"x"',
            "*",
            "x",
        ]
        for given_tag in [*tags, *tags]:
            given_headers = {} if given_tag is None else {"If-None-Match": given_tag}
            expected = await bare.get(target, headers=given_headers)
            assert told(await front.get(target, headers=given_headers)) == told(expected)
        two = [("If-None-Match", '"a"'), ("If-None-Match", tags[1] or '"b"')]
        assert told(await front.get(target, headers=two)) == told(
            await bare.get(target, headers=two)
        )
        for method in ("HEAD", "POST", "DELETE"):
            assert told(await front.request(method, target)) == told(
                await bare.request(method, target)
            )


async def test_a_page_is_kept_no_longer_than_caches_may_and_tells_its_age(fronted: Fronted) -> None:
    async with fronted.asked() as (bare, front):
        first = await front.get(PAGE)
        assert "age" not in first.headers
        assert first.headers["cache-control"] == "public, max-age=30"
        fronted.clock.seconds = 29
        last = await front.get(PAGE)
        assert last.headers["age"] == "29"
        await bare.post(CHANGES, content=body(absence(NOW.date(), NOW.date())), headers=headers())
        assert (await front.get(PAGE)).content == first.content
        fronted.clock.seconds = 30
        assert (await front.get(PAGE)).content == (await bare.get(PAGE)).content != first.content


async def test_the_pages_of_a_changed_clinic_are_forgotten_and_no_others(fronted: Fronted) -> None:
    async with fronted.asked() as (_, front):
        for _ in range(2):
            pages = [await front.get(f"/citizen/{one}") for one in (ASTRID, CARO)]
        assert all("age" in page.headers for page in pages)
        fronted.pages.invalidate(CLINIC)
        pages = [await front.get(f"/citizen/{one}") for one in (ASTRID, CARO)]
        assert ["age" in page.headers for page in pages] == [False, True]
        fronted.pages.invalidate()
        assert "age" not in (await front.get(f"/citizen/{CARO}")).headers


async def test_who_writes_sees_it_on_the_very_next_page(fronted: Fronted) -> None:
    """Without waiting for the news of it to come round; each time, for as often as it is tried."""
    async with fronted.asked() as (bare, front):
        for version in range(1, 6):
            for _ in range(2):
                page = await front.get(PAGE)
            assert "age" in page.headers
            day = NOW.date() + timedelta(days=version - 1)
            shut = body(absence(NOW.date(), NOW.date()) if version == 1 else absence(day, day))
            answer = await front.post(CHANGES, content=shut, headers=headers(version))
            assert answer.status_code == 200, answer.text
            after = await front.get(PAGE)
            assert "age" not in after.headers
            assert after.content == (await bare.get(PAGE)).content != page.content


async def test_a_page_that_was_asked_for_before_a_change_is_not_kept(fronted: Fronted) -> None:
    """It may have been made from what was before."""
    async with fronted.asked() as (_, front):
        passed_on = fronted.front._app

        async def changed_meanwhile(*arguments: object) -> None:
            await passed_on(*arguments)  # type: ignore[arg-type]
            fronted.pages.invalidate(CLINIC)

        fronted.front._app = changed_meanwhile
        for _ in range(2):
            assert "age" not in (await front.get(PAGE)).headers


async def test_there_is_an_end_to_the_pages_kept(
    fronted: Fronted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_cache, "MOST_PAGES", 2)
    async with fronted.asked() as (_, front):
        for day in (1, 2, 3):
            await front.get(f"{PAGE}?on=2024-06-0{day}")
        kept = [(await front.get(f"{PAGE}?on=2024-06-0{day}")).headers.get("age") for day in (3, 2)]
        assert kept == ["0", "0"]
        assert "age" not in (await front.get(f"{PAGE}?on=2024-06-01")).headers


@pytest.mark.parametrize(
    "query", ["nothing=1", "lang=nb&x=1", "on=2024-06-20&", "lang=nb&lang=nb&lang=nb", "ON=1", "&"]
)
async def test_a_question_with_anything_else_in_it_is_not_kept(
    fronted: Fronted, query: str
) -> None:
    async with fronted.asked() as (_, front):
        answers = [await front.get(f"{PAGE}?{query}") for _ in range(2)]
    assert all("age" not in answer.headers for answer in answers)


async def test_no_browser_may_guess_what_an_answer_is(fronted: Fronted) -> None:
    async with fronted.asked() as (_, front):
        answers = [await front.get(path) for path in (PAGE, PAGE, "/nothing", "/directory")]
        answers.append(await front.get("http://localhost/metrics"))
    assert [a.headers["x-content-type-options"] for a in answers] == ["nosniff"] * 5


async def test_the_counts_have_one_address_which_a_balancer_can_keep_from_the_outside(
    fronted: Fronted,
) -> None:
    async with fronted.asked() as (_, front):
        for path in ("/%6detrics", "/metrics/", "//metrics", "/METRICS"):
            assert (await front.get(f"http://localhost{path}")).status_code == 404


async def test_who_asks_for_too_many_pages_is_told_when_to_come_back(
    two_clinics: Engine, database_url: str
) -> None:
    fronted = Fronted(database_url, per_minute=6)
    async with fronted.asked() as (_, front):
        answers = [await front.get(PAGE) for _ in range(7)]
        assert [answer.status_code for answer in answers] == [200] * 6 + [429]
        assert answers[-1].headers["retry-after"] == "10"
        assert answers[-1].json()["type"].endswith("too-often")
        assert (await front.get(f"/clinics/{CLINIC}")).status_code == 200
        fronted.clock.seconds = 10
        assert (await front.get(PAGE)).status_code == 200


async def test_every_answer_has_an_id_that_may_come_from_in_front(fronted: Fronted) -> None:
    async with fronted.asked() as (_, front):
        own = [(await front.get(PAGE)).headers["x-request-id"] for _ in range(2)]
        assert len(set(own)) == 2
        given_id = {"X-Request-Id": "proxy-0123.45_6"}
        assert (await front.get(PAGE, headers=given_id)).headers[
            "x-request-id"
        ] == "proxy-0123.45_6"
        for hostile in ("short", "a" * 65, "with space 1234", "x\x1b[2Jxxxxxxx"):
            answer = await front.get("/nothing", headers={"X-Request-Id": hostile})
            assert answer.headers["x-request-id"] != hostile
            assert answer.status_code == 404


async def test_a_line_for_each_request_and_nothing_personal_in_it(
    fronted: Fronted, log: io.StringIO
) -> None:
    async with fronted.asked() as (_, front):
        secret = {"Authorization": "Bearer hemmelig"} | headers()
        answer = await front.post(
            CHANGES, content=body(absence(), case_reference="hemmelig-1"), headers=secret
        )
        await front.get(f"/clinics/{CLINIC}?name=hemmelig", headers=secret)
        await front.get("/hemmelig")
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [(line["method"], line["route"], line["status"]) for line in lines] == [
        ("POST", "/api/v1/clinics/{her_id}/changes", 200),
        ("GET", "/api/v1/clinics/{her_id}", 200),
        ("GET", "none", 404),
    ]
    assert lines[0]["request_id"] == answer.headers["x-request-id"]
    assert lines[0]["ms"] > 0
    assert not re.search("hemmelig|Astrid|DDFL|2024-06", json.dumps(lines))


@pytest.mark.usefixtures("two_clinics")
async def test_who_has_looked_at_what_is_told_where_a_desk_wants_that(
    database_url: str, log: io.StringIO
) -> None:
    async with Fronted(database_url, audits=True).asked() as (_, front):
        await front.get(f"/clinics/{CLINIC}")
        await front.post(CHANGES, content=body(absence()), headers=headers())
        await front.get("/directory")
        await front.get(PAGE)  # anyone's
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    told = [line for line in lines if line["logger"] == "fravaertui.audit"]
    assert {line["agent"] for line in told} == {AGENT}
    assert {line["client"] for line in told} == {"127.0.0.1"}
    assert [(line["method"], line["clinic"], line["status"]) for line in told] == [
        ("GET", str(CLINIC), 200),
        ("POST", str(CLINIC), 200),
        ("GET", None, 200),
    ]
    assert [line["request_id"] for line in told] == [
        line["request_id"] for line in lines if line["message"] == "answered"
    ][:3]


def test_an_exceptions_words_stay_out_of_the_log() -> None:
    try:
        try:
            raise KeyError("Astrid Info")
        except KeyError as error:
            raise ValueError("Bo Berg") from error
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "a %s", ("fault",), None)
        record.exc_info = sys.exc_info()
    line = JsonLines().format(record)
    assert [one["type"] for one in json.loads(line)["exceptions"]] == [
        "builtins.ValueError",
        "builtins.KeyError",
    ]
    assert "test_front.py" in line
    assert "Astrid" not in line
    assert "Berg" not in line
    assert neutralise(line) == line


def test_what_libraries_say_stays_out_of_the_log() -> None:
    """It may be a name or a text of ours; who said it is enough to look for it."""
    said = "duplicate key: Astrid Info"
    for name in ("sqlalchemy.engine", "httpx", "fravaertuix", "uvicornx", "asyncio"):
        record = logging.LogRecord(name, logging.ERROR, "", 0, "%s", (said,), None)
        line = json.loads(JsonLines().format(record))
        assert (line["logger"], line["message"]) == (name, "")
    for name in ("fravaertui", "fravaertui.backend.middleware.front", "uvicorn", "uvicorn.error"):
        record = logging.LogRecord(name, logging.ERROR, "", 0, "%s", ("ours",), None)
        assert json.loads(JsonLines().format(record))["message"] == "ours"


async def test_what_is_counted(fronted: Fronted) -> None:
    async with fronted.asked() as (_, front):
        for _ in range(3):
            await front.get(PAGE)
        await front.get("/nothing/8100001")
        await front.request("BREW", "/nothing")
        counted = (await front.get("http://localhost/metrics")).text
    page = 'method="GET",route="/api/v1/citizen/{practitioner_her_id}"'
    assert f'fravaertui_requests_total{{{page},status="200"}} 3.0' in counted
    assert f"fravaertui_request_seconds_count{{{page}}} 3.0" in counted
    assert 'fravaertui_citizen_pages_total{kept="yes"} 2.0' in counted
    assert 'fravaertui_requests_total{method="GET",route="none",status="404"} 1.0' in counted
    assert 'fravaertui_requests_total{method="other",route="none",status="404"} 1.0' in counted
    assert "8100001" not in counted
