"""One bad sign in one stored row, put there past the API, takes nothing else with it."""

import json
from collections.abc import Iterator

import httpx
import pytest
from sqlalchemy import Engine, text

from fravaertui.backend.store import unreadable
from fravaertui.backend.store.transactions import writing
from fravaertui.domain.findings import Severity
from fravaertui.protocol.problems import URN
from tests.backend.records import ASTRID, BO, CARO, CLINIC, OTHER, absence, body, headers
from tests.backend.serving import served

ELSEWHERE = OTHER.clinic.her_id
SOFT_HYPHEN = "Soft\N{SOFT HYPHEN}hyphen"


@pytest.fixture(autouse=True)
def nothing_told() -> Iterator[None]:
    unreadable.reported.clear()
    yield
    unreadable.reported.clear()


def spoil(engine: Engine, statement: str, **values: object) -> None:
    with writing(engine) as connection:
        connection.execute(text(statement), {"bad": SOFT_HYPHEN, **values})
        connection.execute(text("UPDATE directory SET revision = revision + 1"))


def unguard(engine: Engine, table: str) -> None:
    """Let a table that is only added to be spoilt."""
    sqlite = engine.dialect.name == "sqlite"
    guards = (
        f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{table}'"
        if sqlite
        else f"SELECT tgname FROM pg_trigger WHERE tgrelid = '{table}'::regclass "
        "AND NOT tgisinternal"
    )
    with writing(engine) as connection:
        for guard in connection.scalars(text(guards)).all():
            connection.execute(text(f"DROP TRIGGER {guard}" + ("" if sqlite else f" ON {table}")))


def refused(answer: httpx.Response) -> None:
    assert answer.status_code == httpx.codes.INTERNAL_SERVER_ERROR
    assert answer.json()["type"] == f"{URN}unreadable"
    assert "hyphen" not in answer.text


async def test_one_clinics_name_costs_its_row_of_the_directory(
    api: httpx.AsyncClient, two_clinics: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    spoil(two_clinics, f"UPDATE clinic SET name = :bad WHERE her_id = {CLINIC}")
    listed = (await api.get("/directory")).json()["clinics"]
    assert [clinic["her_id"] for clinic in listed] == [ELSEWHERE]
    assert str(CLINIC) in caplog.text
    assert "hyphen" not in caplog.text
    for path in (f"/clinics/{CLINIC}", f"/clinics/{CLINIC}/history", f"/citizen/{ASTRID}"):
        refused(await api.get(path))
    assert (await api.get(f"/clinics/{ELSEWHERE}")).status_code == httpx.codes.OK
    told = len(caplog.records)
    spoil(two_clinics, "UPDATE directory SET revision = revision + 1")
    await api.get("/directory")
    assert len(caplog.records) == told, "once is enough"


def test_it_is_counted_over_a_real_socket(two_clinics: Engine, database_url: str) -> None:
    spoil(two_clinics, f"UPDATE clinic SET name = :bad WHERE her_id = {CLINIC}")
    with served(database_url) as server, httpx.Client(base_url=server.url) as client:
        listed = client.get("/api/v1/directory").json()["clinics"]
        assert [clinic["her_id"] for clinic in listed] == [ELSEWHERE]
        assert "fravaertui_rows_left_out 1.0" in client.get("/metrics").text
        lines = [line for line in server.logged() if "is left out" in line]
        assert len(lines) == 1
        assert str(CLINIC) in lines[0]
        assert "hyphen" not in lines[0]


async def test_one_practitioners_name_costs_that_practitioner(
    api: httpx.AsyncClient, two_clinics: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    spoil(two_clinics, f"UPDATE practitioner SET name = :bad WHERE her_id = {BO}")
    listed = (await api.get("/directory")).json()["clinics"]
    people = [[one["her_id"] for one in clinic["practitioners"]] for clinic in listed]
    assert people == [[ASTRID], [CARO]]
    assert str(BO) in caplog.text
    assert "hyphen" not in caplog.text


async def test_findings_are_found_at_all_other_clinics(
    api: httpx.AsyncClient, two_clinics: Engine
) -> None:
    off = "INSERT INTO epj_state VALUES (:clinic, :practitioner, 'timebestilling', :yes, :day)"
    for clinic, practitioner in ((CLINIC, ASTRID), (ELSEWHERE, CARO)):
        where = {"clinic": clinic, "practitioner": practitioner}
        spoil(two_clinics, off, **where, yes=True, day="2024-05-01")
    spoil(two_clinics, f"UPDATE clinic SET name = :bad WHERE her_id = {ELSEWHERE}")
    page = (await api.get("/findings")).json()
    assert {row["clinic"] for row in page["rows"]} == {CLINIC}
    assert page["pending"] == 0, "it is done with, or it would be tried for ever"


@pytest.mark.parametrize(
    "spoiled",
    ["UPDATE finding SET code = 'F99'", "UPDATE finding SET owner = 'nobody'"],
)
async def test_a_finding_of_a_newer_server_costs_itself(
    api: httpx.AsyncClient, two_clinics: Engine, spoiled: str
) -> None:
    for practitioner in (None, ASTRID, BO):
        change = absence(practitioner=practitioner)
        version = (await api.get(f"/clinics/{CLINIC}")).json()["version"]
        answer = await api.post(
            f"/clinics/{CLINIC}/changes", content=body(change), headers=headers(version)
        )
        assert answer.status_code == httpx.codes.OK, answer.text
    rows = (await api.get("/findings")).json()["rows"]
    assert len(rows) > 1
    spoil(two_clinics, f"{spoiled} WHERE key = :key", key=rows[0]["key"])
    left = await api.get("/findings", params={"limit": 1})
    assert left.json()["rows"] == []
    following = await api.get("/findings", params={"limit": 1, "cursor": _after(rows[0])})
    assert following.json()["rows"] == rows[1:2]
    assert (await api.get("/findings/counts")).status_code == httpx.codes.OK


def _after(row: dict[str, str]) -> str:
    rank = Severity(row["severity"]).rank
    return f"{rank}~{row['key']}~{row['clinic']}~{row['fingerprint']}"


async def test_one_vendor_costs_its_row_of_the_table_and_is_unknown_in_files(
    api: httpx.AsyncClient, two_clinics: Engine
) -> None:
    before = (await api.get("/vendors")).json()["vendors"]
    learnt = {"code": "egen", "name": "Egen", "source": "caller", "source_date": "2024-06-01"}
    sent = {"content": json.dumps(learnt), "headers": {"If-None-Match": "*"}}
    assert (await api.put("/vendors/egen", **sent)).status_code == httpx.codes.OK  # type: ignore[arg-type]
    unguard(two_clinics, "vendor")
    spoil(two_clinics, "UPDATE vendor SET name = :bad WHERE code = 'egen'")
    spoil(two_clinics, f"UPDATE clinic SET epj_vendor = 'egen' WHERE her_id = {CLINIC}")
    assert (await api.get("/vendors")).json()["vendors"] == before
    assert (await api.get(f"/clinics/{CLINIC}")).json()["vendor"] is None


async def test_a_history_is_told_down_to_an_entry_that_cannot_be_read(
    api: httpx.AsyncClient, two_clinics: Engine
) -> None:
    """What is behind it can't be worked out, and that there is more is said."""
    for version, practitioner in enumerate((ASTRID, BO, None), start=1):
        change = absence(practitioner=practitioner, services=("ekontakt",))
        if practitioner is None:
            change = change.model_copy(update={"services": ("timebestilling",)})
        answer = await api.post(
            f"/clinics/{CLINIC}/changes", content=body(change), headers=headers(version)
        )
        assert answer.status_code == httpx.codes.OK, answer.text
    unguard(two_clinics, "change_log")
    with writing(two_clinics) as connection:
        bad = "'{}'" if two_clinics.dialect.name == "sqlite" else "'{}'::json"
        connection.execute(text(f"UPDATE change_log SET added = {bad} WHERE version_after = 3"))
    history = f"/clinics/{CLINIC}/history"
    page = (await api.get(history)).json()
    assert [entry["added"]["version"] for entry in page["entries"]] == [4]
    assert page["next"] == 4
    refused(await api.get(history, params={"before": page["next"]}))
    assert (await api.get(f"/clinics/{CLINIC}")).status_code == httpx.codes.OK
