"""The work queue and the vendor table as a client meets them."""

import json
from typing import Any

import httpx
import pytest

from fravaertui.domain.changes import ReportEpjState, SetEpjVendor
from fravaertui.protocol.problems import CODES, MEDIA_TYPE, URN
from fravaertui.protocol.vendors import VendorEntry, VendorTable
from fravaertui.protocol.work_queue import FindingCounts, FindingPage, FindingRow
from tests.backend.records import ASTRID, BO, CLINIC, TODAY, absence, body, headers

MARKS = f"/findings/{CLINIC}/marks"


def problem(response: httpx.Response, code: str) -> dict[str, Any]:
    assert response.headers["content-type"] == MEDIA_TYPE
    said: dict[str, Any] = response.json()
    assert (said["type"], response.status_code) == (URN + code, CODES[code][0])
    return said


@pytest.fixture
async def finding(api: httpx.AsyncClient) -> FindingRow:
    """Astrid is away for one service, and the others are forgotten (F12)."""
    away = body(absence(services=("timebestilling",)))
    written = await api.post(f"/clinics/{CLINIC}/changes", content=away, headers=headers())
    assert written.status_code == 200
    [row] = FindingPage.model_validate_json((await api.get("/findings")).content).rows
    return row


def said(row: FindingRow, mark: str, **more: str) -> str:
    return json.dumps({"key": row.key, "fingerprint": row.fingerprint, "mark": mark, **more})


async def test_a_finding_is_listed_with_its_clinic_and_practitioner(finding: FindingRow) -> None:
    assert (finding.clinic, finding.clinic_name) == (CLINIC, "DDFL Test")
    assert (finding.practitioner, finding.practitioner_name) == (ASTRID, "Astrid Info")
    assert finding.code == "F12"


async def test_several_values_of_a_filter_widen_it(
    api: httpx.AsyncClient, finding: FindingRow
) -> None:
    for query, total in (("code=F12&code=F01", 1), ("code=F01&code=F02", 0)):
        page = FindingPage.model_validate_json((await api.get(f"/findings?{query}")).content)
        assert page.total == total


async def test_a_page_tells_how_many_are_urgent_and_how_many_the_agent_has_taken(
    api: httpx.AsyncClient, finding: FindingRow
) -> None:
    async def totals() -> tuple[int, int | None, int | None]:
        page = FindingPage.model_validate_json((await api.get("/findings")).content)
        return page.total, page.urgent, page.mine

    assert await totals() == (1, 0, 0)
    await api.post(MARKS, content=said(finding, "take"))
    assert await totals() == (1, 0, 1)
    off = ReportEpjState(
        practitioner=BO, services=("timebestilling",), switched_off=True, seen_on=TODAY
    )
    sent = headers(version=2)
    assert (
        await api.post(f"/clinics/{CLINIC}/changes", content=body(off), headers=sent)
    ).is_success
    assert await totals() == (2, 1, 1)


@pytest.mark.parametrize(
    "query",
    [
        "code=F99",
        "severity=worst",
        "state=lost",
        "limit=0",
        "limit=501",
        "limit=1.0",
        "limit=%2B1",
        "mine=perhaps",
        "on=1.6.2024",
        "on=2024-05-31",
        "on=2024-08-01",
        "cursor=2",
        "clinic=1e3",
        "municipality=%1b[2J",
        "vendor=A",
        "practitioner=1",
    ],
)
async def test_a_filter_that_is_none_is_refused_in_one_sentence(
    api: httpx.AsyncClient, query: str
) -> None:
    detail = problem(await api.get(f"/findings?{query}"), "invalid-request")["detail"]
    assert query.split("=", maxsplit=1)[0] in detail
    assert detail.isprintable()


async def test_it_is_looked_ahead_for_sixty_days(api: httpx.AsyncClient) -> None:
    assert (await api.get("/findings?on=2024-07-31")).status_code == httpx.codes.OK
    problem(await api.get("/findings?on=2024-08-01"), "invalid-request")


async def test_a_finding_is_taken_snoozed_and_released(
    api: httpx.AsyncClient, finding: FindingRow
) -> None:
    for content, mark in (
        (said(finding, "take"), "take"),
        (said(finding, "snooze", until="2024-06-03", case_reference="SAK-7"), "snooze"),
    ):
        answer = await api.post(MARKS, content=content)
        row = FindingRow.model_validate_json(answer.content)
        assert row.mark
        assert row.mark.mark == mark
    waiting = await api.get("/findings")
    assert waiting.json()["total"] == 0
    released = await api.post(MARKS, content=said(finding, "release"))
    assert released.json()["mark"] is None


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("{", "invalid-request"),
        ('{"mark": "take"}', "invalid-request"),
        ('{"key": "F12/1", "fingerprint": "0123456789abcdef", "mark": "eat"}', "invalid-request"),
        ('{"key": "F12/1", "fingerprint": "0123456789abcdef", "mark": "take"}', "no-such-finding"),
        (" " * 300_000, "too-large"),
    ],
)
async def test_what_is_said_of_nothing_or_without_sense_is_refused(
    api: httpx.AsyncClient, content: str, code: str
) -> None:
    problem(await api.post(MARKS, content=content), code)


async def test_counts_are_what_the_list_would_hold_with_one_field_changed(
    api: httpx.AsyncClient, finding: FindingRow
) -> None:
    of_finding = {"municipality": finding.municipality, "vendor": finding.vendor}
    for query in ("", "?code=F01", "?municipality=Ingensted", "?mine=true"):
        answer = await api.get(f"/findings/counts{query}")
        counts = FindingCounts.model_validate_json(answer.content)
        others_hold = "mine" not in query
        code = {finding.code: 1} if others_hold and "municipality" not in query else {}
        place = {of_finding["municipality"]: 1} if others_hold and "code" not in query else {}
        vendor = {of_finding["vendor"]: 1} if query == "" else {}
        assert (counts.code, counts.municipality, counts.vendor) == (code, place, vendor)
    problem(await api.get("/findings/counts?on=1999-01-01"), "invalid-request")


async def test_a_mark_needs_the_facts_as_they_are(
    api: httpx.AsyncClient, finding: FindingRow
) -> None:
    other = finding.model_copy(update={"fingerprint": "0" * 16})
    problem(await api.post(MARKS, content=said(other, "take")), "no-such-finding")
    late = said(finding, "snooze", until=TODAY.isoformat())
    problem(await api.post(MARKS, content=late), "mark-refused")


async def test_a_vendor_is_written_in_place_of_the_version_seen(api: httpx.AsyncClient) -> None:
    table = await api.get("/vendors")
    [entry] = [
        entry
        for entry in VendorTable.model_validate_json(table.content).vendors
        if entry.vendor.code == "cgm"
    ]
    learnt = entry.vendor.model_copy(update={"source": "leverandøren"}).model_dump_json()
    problem(await api.put("/vendors/cgm", content=learnt), "precondition-required")
    written = await api.put("/vendors/cgm", content=learnt, headers={"If-Match": '"1"'})
    assert written.headers["etag"].startswith('"2.')
    assert VendorEntry.model_validate_json(written.content).version == 2
    other = learnt.replace("leverandøren", "en annen")
    stale = await api.put("/vendors/cgm", content=other, headers={"If-Match": '"1"'})
    assert problem(stale, "stale-version")["current_version"] == 2
    problem(
        await api.put("/vendors/webmed", content=learnt, headers={"If-Match": '"1"'}),
        "invalid-request",
    )
    unchanged = await api.get("/vendors", headers={"If-None-Match": table.headers["etag"]})
    assert unchanged.status_code == 200


async def test_a_clinics_tag_is_another_when_its_vendors_entry_is(api: httpx.AsyncClient) -> None:
    """Its version is the same, but what the file says of the vendor is not: no 304 for that."""
    chosen = body(SetEpjVendor(vendor="cgm"))
    await api.post(f"/clinics/{CLINIC}/changes", content=chosen, headers=headers(1))
    clinic = f"/clinics/{CLINIC}"
    before = await api.get(clinic)
    learnt = before.json()["vendor"] | {"offers_list_without_gp": "no", "source": "caller"}
    written = await api.put("/vendors/cgm", json=learnt, headers=headers(1))
    assert written.status_code == 200, written.text
    after = await api.get(clinic, headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert after.json() == before.json() | {"vendor": learnt}
    assert after.headers["etag"] != before.headers["etag"]
    again = await api.get(clinic, headers={"If-None-Match": after.headers["etag"]})
    assert again.status_code == 304


async def test_a_new_vendor_is_written_where_there_is_none(api: httpx.AsyncClient) -> None:
    new = '{"code": "nyjournal", "name": "Nyjournal"}'
    problem(
        await api.put("/vendors/nyjournal", content=new, headers={"If-Match": '"1"'}),
        "no-such-vendor",
    )
    written = await api.put("/vendors/nyjournal", content=new, headers={"If-None-Match": "*"})
    assert written.json()["version"] == 1


async def test_a_refusal_names_the_substitute_it_is_about(api: httpx.AsyncClient) -> None:
    cover = {
        "kind": "set_substitute",
        "substitute_id": "00000000-0000-0000-0000-000000000001",
        "practitioner": ASTRID,
        "name": "Per Vikar",
        "starts": "2024-06-12",
        "services": ["timebestilling"],
    }
    changes = f"/clinics/{CLINIC}/changes"
    content = json.dumps({"changes": [cover]})
    covered = await api.post(changes, content=content, headers=headers())
    assert covered.status_code == 200
    refused = await api.post(changes, content=body(absence()), headers=headers(2))
    [violation] = problem(refused, "change-refused")["violations"]
    assert violation["substitute"]["name"] == "Per Vikar"
    assert violation["confirmation"] == "closed_knowingly"
