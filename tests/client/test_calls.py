"""What the client asks for and understands, against a server on a real socket (W1, W5, W7)."""

import ast
import gzip
import inspect
import json
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest

from fravaertui.client import (
    Client,
    Endpoint,
    Fault,
    InvalidResponse,
    MarkRefused,
    NewerBackend,
    NotFound,
    ReceivedViolation,
    Refused,
    Timeouts,
    VersionConflict,
    problem_responses,
)
from fravaertui.client.transport import LARGEST_ANSWER
from fravaertui.domain.changes import AddAbsence, ChangeRequest
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.findings import FindingCode
from fravaertui.domain.model import Clinic
from fravaertui.protocol.directory import Directory, DirectoryClinic
from fravaertui.protocol.problems import (
    CODES,
    AlreadyTaken,
    ChangeRefused,
    RefusedChange,
    StaleVersion,
)
from fravaertui.protocol.work_queue import (
    FindingFilter,
    FindingPage,
    FindingState,
    MarkKind,
    MarkRequest,
)
from fravaertui.texts.catalogue import screen_words
from tests.client.servers import Reply, answer, problem, raw, serving

HER_ID = 1001
FILE = ClinicFile(
    version=7,
    clinic=Clinic(her_id=HER_ID, organisation_number="100200301", name="Legekontoret [Ferie]"),
)
REQUEST = ChangeRequest(
    changes=(
        AddAbsence(
            absence_id=UUID(int=1),
            practitioner=None,
            starts=date(2027, 7, 12),
            ends=date(2027, 8, 1),
            services=("timebestilling",),
        ),
    )
)
DIRECTORY = Directory(
    clinics=(DirectoryClinic(her_id=HER_ID, organisation_number="100200301", name="DDFL Test"),)
)


def client(url: str, socket_path: Path | None = None) -> Client:
    return Client(Endpoint(url, socket_path), timeouts=Timeouts(pauses=()))


async def test_a_clinic_that_has_not_changed_is_not_sent_again() -> None:
    newer = FILE.model_copy(update={"version": 8})
    async with serving(
        answer(200, FILE.model_dump_json(), etag='"7"'),
        answer(304, "", etag='"7"'),
        answer(200, newer.model_dump_json(), etag='"8"'),
    ) as server:
        api = client(server.url)
        first = await api.clinic(HER_ID)
        second = await api.clinic(HER_ID)
        third = await api.clinic(HER_ID)
        await api.aclose()
    assert first == FILE
    assert second is first
    assert third == newer
    asked = [request.headers.get("if-none-match") for request in server.received]
    assert asked == [None, '"7"', '"7"']
    assert server.received[0].target == f"/api/v1/clinics/{HER_ID}"


def beside(document: dict[str, object]) -> dict[str, object]:
    """Return a document with a field in every object that only a later release knows."""

    def more(value: object) -> object:
        if isinstance(value, dict):
            return {name: more(one) for name, one in value.items()} | {"from_the_future": [1]}
        return [more(one) for one in value] if isinstance(value, list) else value

    made = more(document)
    assert isinstance(made, dict)
    return made


async def test_what_a_newer_backend_says_besides_is_passed_over() -> None:
    absence = {
        "id": str(UUID(int=1)),
        "practitioner": None,
        "starts": "2027-07-12",
        "ends": "2027-08-01",
        "services": ["timebestilling"],
        "source": "portal",
    }
    known = {**FILE.model_dump(mode="json"), "absences": [absence]}
    page = FindingPage(day=date(2026, 11, 22), rows=(), total=0, pending=0)
    async with serving(
        answer(200, beside(known)),
        answer(200, beside(DIRECTORY.model_dump(mode="json"))),
        answer(200, beside({"vendors": []})),
        answer(200, beside(page.model_dump(mode="json"))),
    ) as server:
        api = client(server.url)
        assert await api.clinic(HER_ID) == ClinicFile.model_validate_json(json.dumps(known))
        assert await api.directory() == DIRECTORY
        assert (await api.vendors()).vendors == ()
        assert (await api.findings(FindingFilter())).rows == ()
        await api.aclose()


async def test_a_value_of_a_newer_backend_is_not_guessed_at_and_said_to_be_newer() -> None:
    absence = {
        "id": str(UUID(int=1)),
        "practitioner": None,
        "starts": "2027-07-12",
        "ends": "2027-08-01",
        "services": ["timebestilling"],
        "source": "helsenorge",
    }
    newer = {**FILE.model_dump(mode="json"), "absences": [absence]}
    wrong = {**newer, "version": 0}
    async with serving(answer(200, newer), answer(200, wrong)) as server:
        api = client(server.url)
        with pytest.raises(NewerBackend) as told:
            await api.clinic(HER_ID)
        with pytest.raises(InvalidResponse) as other:
            await api.clinic(HER_ID)
        await api.aclose()
    assert "nyere enn dette programmet" in told.value.sentence(screen_words("nb"))
    assert not isinstance(other.value, NewerBackend)


async def test_W5_one_bad_name_costs_one_row_of_the_directory_and_is_counted() -> None:
    good = DIRECTORY.model_dump(mode="json")["clinics"][0]
    bad = {**good, "her_id": 1002, "name": "Soft\u00adhyphen"}
    other = {**good, "her_id": 1003, "name": "Rønhovde"}
    async with serving(
        answer(200, {"clinics": [good, bad, other]}), answer(200, {"clinics": [bad]})
    ) as server:
        api = client(server.url)
        found = await api.directory()
        assert [clinic.name for clinic in found.clinics] == ["DDFL Test", "Rønhovde"]
        assert api.clinics_left_out == 1
        with pytest.raises(InvalidResponse):
            await api.directory()
        await api.aclose()


async def test_a_directory_that_has_not_changed_is_the_same_object() -> None:
    async with serving(
        answer(200, DIRECTORY.model_dump_json(), etag='"d1"'), answer(304, "")
    ) as server:
        api = client(server.url)
        first = await api.directory()
        assert await api.directory() is first
        await api.aclose()
    assert first == DIRECTORY


def packed(body: bytes, encoding: str = "gzip") -> Reply:
    """Answer with a body that is said to be packed."""
    head = f"HTTP/1.1 200 OK\r\ncontent-encoding: {encoding}\r\ncontent-length: {len(body)}"
    return raw(f"{head}\r\nconnection: close\r\n\r\n".encode() + body)


async def test_a_directory_comes_packed() -> None:
    async with serving(packed(gzip.compress(DIRECTORY.model_dump_json().encode()))) as server:
        api = client(server.url)
        assert await api.directory() == DIRECTORY
        await api.aclose()
    assert server.received[0].headers["accept-encoding"] == "gzip"


WHOLE = gzip.compress(DIRECTORY.model_dump_json().encode())


@pytest.mark.parametrize(
    ("body", "encoding", "said"),
    [
        (WHOLE[:-20], "gzip", "cut short"),
        (b"not packed at all", "gzip", "not packed"),
        (WHOLE, "br", "not asked for"),
        (gzip.compress(bytes(LARGEST_ANSWER * 3)), "gzip", "too large"),
    ],
    ids=["cut", "garbage", "another way", "bomb"],
)
async def test_what_cannot_be_unpacked_is_no_answer(body: bytes, encoding: str, said: str) -> None:
    async with serving(packed(body, encoding)) as server:
        api = client(server.url)
        with pytest.raises(InvalidResponse, match=said):
            await api.directory()
        await api.aclose()


async def test_a_write_names_the_version_it_was_made_from_and_its_key() -> None:
    after = FILE.model_copy(update={"version": 8})
    async with serving(
        answer(200, after.model_dump_json(), etag='"8"'), answer(304, "", etag='"8"')
    ) as server:
        api = client(server.url)
        assert await api.submit(HER_ID, REQUEST, 7, "key-12345") == after
        assert await api.clinic(HER_ID) == after
        await api.aclose()
    sent = server.received[0]
    assert (sent.method, sent.target) == ("POST", f"/api/v1/clinics/{HER_ID}/changes")
    assert sent.headers["if-match"] == '"7"'
    assert sent.headers["idempotency-key"] == "key-12345"
    assert ChangeRequest.model_validate_json(sent.body) == REQUEST
    assert server.received[1].headers["if-none-match"] == '"8"'


async def test_a_preview_is_a_dry_run_and_is_not_kept_as_the_clinics_file() -> None:
    async with serving(
        answer(200, FILE.model_dump_json(), etag='"7"'), answer(200, FILE.model_dump_json())
    ) as server:
        api = client(server.url)
        assert await api.preview(HER_ID, REQUEST) == FILE
        await api.clinic(HER_ID)
        await api.aclose()
    assert server.received[0].target.endswith("/changes?dry_run=true")
    assert "if-none-match" not in server.received[1].headers


async def test_a_unix_socket_is_reached_whatever_proxy_the_environment_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(variable, "http://127.0.0.1:9")
    path = tmp_path / "api.sock"
    async with serving(answer(200, FILE.model_dump_json()), socket_path=path) as server:
        api = client(server.url, path)
        assert await api.clinic(HER_ID) == FILE
        await api.aclose()
    async with serving(answer(200, FILE.model_dump_json())) as server:
        api = client(server.url)
        assert await api.clinic(HER_ID) == FILE
        await api.aclose()


async def test_a_path_in_the_address_is_kept() -> None:
    async with serving(answer(200, {"status": "ok"})) as server:
        api = client(server.url + "/desk/")
        await api.health()
        await api.aclose()
    assert server.received[0].target == "/desk/readyz"


async def test_a_sign_in_page_is_not_a_backend_that_is_ready() -> None:
    async with serving(answer(200, "<html>Logg inn</html>", kind="text/html")) as server:
        api = client(server.url)
        with pytest.raises(InvalidResponse):
            await api.health()
        await api.aclose()


async def test_a_refusal_brings_each_violation_with_its_sentence() -> None:
    violation = {
        "code": "overlap",
        "field": "starts",
        "days": ["2027-07-12", "2027-07-20"],
        "absence": None,
        "services": ["timebestilling"],
        "confirmation": None,
        "detail": "Er allerede borte.\x1b[2J",
    }
    newer = {"code": "a_rule_of_tomorrow", "detail": "Ikke lov.", "fields_of_tomorrow": 1}
    async with serving(problem(422, "change-refused", violations=[violation, newer])) as server:
        api = client(server.url)
        with pytest.raises(Refused) as refused:
            await api.submit(HER_ID, REQUEST, 7, "key-12345")
        await api.aclose()
    known, unknown = refused.value.violations
    assert known.days == (date(2027, 7, 12), date(2027, 7, 20))
    assert (known.code, known.field) == ("overlap", "starts")
    assert known.detail == "Er allerede borte.\N{REPLACEMENT CHARACTER}[2J"
    assert unknown.detail == "Ikke lov."
    assert refused.value.sentence(screen_words("nb")).endswith("Ikke lov.")


async def test_a_stale_version_tells_what_is_current_and_who_changed_it() -> None:
    async with serving(
        problem(
            412,
            "stale-version",
            current_version=9,
            changed_by="kari\x07",
            changed_at="2026-11-22T10:00:00Z",
        )
    ) as server:
        api = client(server.url)
        with pytest.raises(VersionConflict) as stale:
            await api.submit(HER_ID, REQUEST, 7, "key-12345")
        await api.aclose()
    assert stale.value.current_version == 9
    assert stale.value.changed_by == "kari\N{REPLACEMENT CHARACTER}"
    assert stale.value.changed_at == datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.mark.parametrize("code", ["no-such-clinic", "no-such-practitioner"])
async def test_what_the_backend_does_not_have_is_not_found(code: str) -> None:
    async with serving(problem(404, code)) as server:
        api = client(server.url)
        with pytest.raises(NotFound):
            await api.clinic(HER_ID)
        await api.aclose()


async def test_any_other_problem_is_a_fault_with_tame_words() -> None:
    hostile = "\x1b]52;c;aGk=\x07" + "[/red]" * 2000
    async with serving(problem(500, "internal", detail=hostile)) as server:
        api = client(server.url)
        with pytest.raises(Fault) as fault:
            await api.clinic(HER_ID)
        await api.aclose()
    assert fault.value.status == 500
    assert fault.value.code == "internal"
    assert "\x1b" not in fault.value.detail
    assert len(fault.value.sentence(screen_words("en"))) < 400


async def test_a_filter_is_written_as_a_query_without_what_goes_without_saying() -> None:
    page = FindingPage(day=date(2026, 11, 22), rows=(), total=0, pending=0)
    async with serving(answer(200, page.model_dump_json())) as server:
        api = client(server.url)
        assert await api.findings(FindingFilter()) == page
        wanted = FindingFilter(
            code=(FindingCode.OFF_IN_EPJ, FindingCode.VENDOR),
            state=(FindingState.SNOOZED,),
            municipality="Nord & Sør",
            mine=True,
            on=date(2026, 12, 24),
        )
        await api.findings(wanted)
        await api.aclose()
    assert [request.target.partition("?")[2] for request in server.received] == [
        "",
        "code=F02&code=F07&state=snoozed&municipality=Nord+%26+S%C3%B8r&mine=true&on=2026-12-24",
    ]


MARK = MarkRequest(key="F02/11", fingerprint="0123456789abcdef", mark=MarkKind.TAKE)


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (problem(404, "no-such-finding"), "endret"),
        (problem(409, "already-taken", taken_by="kari\x1b"), "kari\N{REPLACEMENT CHARACTER} har"),
    ],
)
async def test_a_finding_that_can_not_be_marked_is_told_in_a_sentence(
    reply: Reply, told: str
) -> None:
    async with serving(reply) as server:
        api = client(server.url)
        with pytest.raises(MarkRefused) as refused:
            await api.mark(HER_ID, MARK)
        await api.aclose()
    assert told in refused.value.sentence(screen_words("nb"))
    assert MarkRequest.model_validate_json(server.received[0].body) == MARK


def _named(name: str) -> str:
    return FILE.model_dump_json().replace("Legekontoret [Ferie]", name)


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(answer(200, ""), id="empty"),
        pytest.param(answer(200, "<html>Logg inn</html>", kind="text/html"), id="html"),
        pytest.param(answer(404, "<h1>not here</h1>", kind="text/html"), id="html-404"),
        pytest.param(answer(200, b"\xff\xfe\x00garbage"), id="bytes"),
        pytest.param(answer(200, "[" * 100_000), id="deep"),
        pytest.param(answer(200, '{"version": 7}'), id="a-part-missing"),
        pytest.param(answer(200, _named(json.dumps("\x1b]0;x\x07")[1:-1])), id="control-codes"),
        pytest.param(answer(200, _named("x" * 10_000)), id="long-name"),
        pytest.param(answer(200, b" " * 10 * 2**20), id="10-MB"),
        pytest.param(answer(200, FILE.model_dump_json().replace("1001", "1002")), id="another"),
        pytest.param(answer(304, ""), id="304-unasked"),
        pytest.param(
            raw(
                b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n"
            ),
            id="redirect",
        ),
        pytest.param(problem(412, "stale-version", current_version="many"), id="bad-problem"),
    ],
)
async def test_what_is_not_the_apis_answer_is_unintelligible(reply: Reply) -> None:
    async with serving(reply) as server:
        api = client(server.url)
        with pytest.raises(InvalidResponse) as error:
            await api.clinic(HER_ID)
        await api.aclose()
    assert error.value.sentence(screen_words("nb")).isprintable()


async def test_an_odd_tag_is_not_sent_back() -> None:
    odd = answer(200, FILE.model_dump_json(), etag='"ø\N{SNOWMAN}"')
    async with serving(odd) as server:
        api = client(server.url)
        await api.clinic(HER_ID)
        assert await api.clinic(HER_ID) == FILE
        await api.aclose()
    assert "if-none-match" not in server.received[1].headers


@pytest.mark.parametrize(
    "url",
    [
        "",
        "desk.example",
        "ftp://desk.example",
        "http://",
        "http://kari:hemmelig@desk.example",
        "https://desk.example/?token=1",
        "http://desk.example:port",
        "http://desk.example:99999",
        "http://desk example",
        "http://desk.example\x1b",
        "http://[::1",
    ],
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"address|[Pp]ort|IPv6"):
        Endpoint(url)


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://localhost:8000", True),
        ("http://127.0.0.1", True),
        ("http://[::1]:8000", True),
        ("https://desk.example", False),
        ("http://localhost.desk.example", False),
        ("http://10.0.0.1", False),
    ],
)
def test_no_proxy_comes_between_what_is_on_this_machine(url: str, local: bool) -> None:
    assert Endpoint(url).is_local is local


def test_each_code_and_field_that_the_client_knows_is_one_of_the_protocols() -> None:
    """The client reads tolerantly, by models of its own: they may not drift from what is sent."""
    source = inspect.getsource(problem_responses.error_from)
    cases = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.MatchValue)]
    codes = {n.value.value for n in cases if isinstance(n.value, ast.Constant)}
    assert codes
    assert codes <= CODES.keys()
    for read, sent in (
        (problem_responses._Stale, StaleVersion),
        (problem_responses._Taken, AlreadyTaken),
        (problem_responses._Refused, ChangeRefused),
        (ReceivedViolation, RefusedChange),
    ):
        assert read.model_fields.keys() <= sent.model_fields.keys()


async def test_W1_what_is_seen_is_named_by_the_whole_tag_of_the_file_that_was_fetched() -> None:
    saved = answer(200, FILE.model_copy(update={"version": 8}).model_dump_json(), etag='"8.b"')
    async with serving(
        answer(200, FILE.model_dump_json(), etag='"7-2.a"'), saved, saved, saved
    ) as server:
        api = client(server.url)
        await api.clinic(HER_ID)
        await api.submit(HER_ID, REQUEST, version=7, key="key-1234")
        await api.submit(HER_ID, REQUEST, version=8, key="key-1235")
        await api.submit(HER_ID, REQUEST, version=7, key="key-1236")
        await api.aclose()
    seen = [request.headers.get("if-match") for request in server.received]
    assert seen == [None, '"7-2.a"', '"8.b"', '"7"']
