"""Batches: looked at and taken back as one (rules W2, W8)."""

from datetime import date
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import Engine

from fravaertui.backend.problems import ProblemError
from fravaertui.backend.services.container import Services
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.history import HistoryEntry
from fravaertui.protocol.auth import Agent, Role
from fravaertui.protocol.history import HistoryPage
from tests.backend.records import AGENT, NOW, OLA
from tests.backend.test_api import problem
from tests.backend.uploads import CLINIC, TESTINE, apply, imported, plan, small_export
from tests.registers.register_files import export, organisation, person

SECOND = 99100101


async def file_at(api: httpx.AsyncClient, clinic: int = CLINIC) -> ClinicFile:
    return ClinicFile.model_validate_json((await api.get(f"/clinics/{clinic}")).content)


async def revert(api: httpx.AsyncClient, batch: str, *, dry_run: bool = False) -> dict[str, Any]:
    query = {"dry_run": str(dry_run).lower()}
    answer = await api.post(f"/batches/{batch}/revert", params=query)
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


async def change(api: httpx.AsyncClient, clinic: int, version: int, **fields: Any) -> None:
    answer = await api.post(
        f"/clinics/{clinic}/changes",
        json={"changes": [fields]},
        headers={"If-Match": f'"{version}"', "Idempotency-Key": f"test-{clinic}-{version}"},
    )
    assert answer.status_code == 200, answer.text


async def newest(api: httpx.AsyncClient, clinic: int = CLINIC) -> HistoryEntry:
    answer = await api.get(f"/clinics/{clinic}/history")
    return HistoryPage.model_validate_json(answer.content).entries[0]


async def test_a_batch_says_who_when_from_what_and_what_it_came_to(
    api: httpx.AsyncClient,
) -> None:
    batch = await imported(api, small_export())
    said = (await api.get(f"/batches/{batch}")).json()
    assert (said["agent"], said["source"], said["as_of"]) == (
        AGENT,
        "Adresseregisteret",
        "2024-06-01",
    )
    assert (said["clinics"], said["counts"], said["reverted_by"]) == (1, {"new": 2}, None)
    assert (await api.get("/batches")).json()["batches"] == [said]
    unknown = "/batches/00000000-0000-4000-8000-000000000000"
    problem(await api.get(unknown), "no-such-batch")


async def test_an_entry_of_the_history_says_which_batch_it_came_with(
    api: httpx.AsyncClient,
) -> None:
    batch = await imported(api, small_export())
    assert str((await newest(api)).batch) == batch
    await change(api, CLINIC, 2, kind="set_patient_information", text="Eget")
    assert (await newest(api)).batch is None


async def test_W2_a_batch_is_taken_back_as_one_and_a_preview_does_nothing(
    api: httpx.AsyncClient,
) -> None:
    await imported(api, export(organisation(), organisation(SECOND), person()))
    both = export(
        organisation(DisplayName="Nytt navn"),
        organisation(SECOND, DisplayName="Annet navn"),
        person(),
    )
    batch = await imported(api, both)
    previewed = await revert(api, batch, dry_run=True)
    assert [clinic["refused"] for clinic in previewed["clinics"]] == [[], []]
    assert previewed["made"] is None
    assert (await file_at(api)).clinic.name == "Nytt navn"
    done = await revert(api, batch)
    assert done["clinics"] == previewed["clinics"]
    assert (await file_at(api)).clinic.name == "Testbygda legekontor"
    assert (await file_at(api, SECOND)).clinic.name == "Testbygda legekontor"
    entry = await newest(api)
    assert (str(entry.batch), entry.request.reverts) == (done["made"], 3)
    assert (await api.get(f"/batches/{batch}")).json()["reverted_by"] == done["made"]
    reversal = (await api.get(f"/batches/{done['made']}")).json()
    assert (reversal["reverts"], reversal["clinics"]) == (batch, 2)
    again = await revert(api, batch)
    assert again["made"] is None
    assert {clinic["refused"][0]["code"] for clinic in again["clinics"]} == {"reverted_already"}


async def test_R1_what_is_said_again_is_of_another_day_at_the_same_version(
    api: httpx.AsyncClient,
) -> None:
    await imported(api, small_export().replace(b"2026-11-22", b"2024-05-20"))
    before = await api.get(f"/clinics/{CLINIC}")
    first_day, later = date(2024, 5, 20), date(2024, 5, 27)
    batch = await imported(api, small_export().replace(b"2026-11-22", b"2024-05-27"))
    after = await api.get(f"/clinics/{CLINIC}", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200, "a terminal that has it fetches it again"
    file = ClinicFile.model_validate_json(after.content)
    assert file.version == 2
    assert file.told(file.clinic).as_of == later
    assert file.told(file.practitioner(TESTINE)).as_of == later
    previewed = await revert(api, batch, dry_run=True)
    assert (previewed["confirmed"], previewed["clinics"]) == (2, [])
    assert (await revert(api, batch))["made"]
    file = await file_at(api)
    assert file.told(file.clinic).as_of == first_day
    assert (await revert(api, batch))["made"] is None


async def test_R3_a_clinic_that_came_with_an_import_is_gone_with_it_and_can_come_again(
    api: httpx.AsyncClient,
) -> None:
    before = (await api.get("/directory")).json()
    batch = await imported(api, small_export())
    previewed = await revert(api, batch, dry_run=True)
    assert [clinic["becomes"] for clinic in previewed["clinics"]] == ["gone"]
    await revert(api, batch)
    assert (await api.get("/directory")).json() == before
    exported = (await api.get("/directory/facts")).text
    assert str(CLINIC) not in exported
    assert (await newest(api)).request.reverts == 2, "its history is kept"
    again = await plan(api, small_export())
    assert {(count["mark"], count["count"]) for count in again["counts"]} == {("+", 1)}
    await apply(api, again)
    assert (await file_at(api)).clinic.withdrawn is False
    assert str(CLINIC) in (await api.get("/directory")).text


async def test_W8_what_others_did_since_stays_and_what_can_not_go_is_told_with_the_reason(
    api: httpx.AsyncClient,
) -> None:
    first = await imported(api, export(organisation(), organisation(SECOND), person()))
    absence = {
        "kind": "add_absence",
        "absence_id": "00000000-0000-4000-8000-000000000001",
        "practitioner": TESTINE,
        "starts": "2024-06-12",
        "ends": "2024-07-08",
        "services": ["timebestilling"],
    }
    await change(api, CLINIC, 2, **absence)
    await change(api, SECOND, 2, kind="set_patient_information", text="Eget")
    done = await revert(api, first)
    here, there = done["clinics"]
    assert here["refused"][0]["code"] == "practitioner_in_use"
    assert there["refused"] == []
    assert (await file_at(api)).absences, "the absence and whose it is stay"
    left = (await file_at(api, SECOND)).clinic
    assert left.patient_information == "Eget"
    assert left.ends is not None, "R3: a clinic that is used stays, but not active"
    assert there["becomes"] == "not_active"
    assert str(SECOND) in (await api.get("/directory")).text
    again = await plan(api, export(organisation(), organisation(SECOND), person()))
    assert again["clinics"] == 1, "and the next import brings it back"


async def test_what_another_has_made_only_a_supervisor_takes_back(
    api: httpx.AsyncClient, two_clinics: Engine
) -> None:
    batch = UUID(await imported(api, small_export()))
    services = Services(two_clinics, lambda _: NOW)
    for attempt in (services.batches.preview, services.batches.revert):
        with pytest.raises(ProblemError, match=f"Only a supervisor may take back what {AGENT}"):
            attempt(OLA, batch)
    supervisor = Agent(name="ola.nordmann", role=Role.SUPERVISOR)
    assert services.batches.revert(supervisor, batch).made
    services.executor.stop()
