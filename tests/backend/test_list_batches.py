"""Saving a list as one batch (rules L3, L4): each clinic whole or not at all, and answered."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import Engine

from fravaertui.backend.problems import ProblemError
from fravaertui.backend.services.clinics import Submission
from fravaertui.backend.services.container import Services
from fravaertui.backend.store import events
from fravaertui.domain.changes import (
    MOST_CHANGES,
    AddAbsence,
    AmendAbsence,
    Change,
    ChangeRequest,
    SetPatientInformation,
    SetSubstitute,
)
from fravaertui.domain.history import HistoryEntry
from fravaertui.protocol.auth import Agent, Role
from fravaertui.protocol.batches import (
    MOST_ROWS,
    BatchOutcome,
    BatchRequest,
    BatchRow,
    ClinicOutcome,
    ClinicState,
    RowState,
)
from fravaertui.protocol.history import HistoryFilter
from fravaertui.protocol.problems import URN, ChangeRefused, StaleVersion
from tests.backend.records import (
    ASTRID,
    BO,
    CARO,
    CLINIC,
    KARI,
    NOW,
    OLA,
    OTHER,
    absence,
    body,
    file_of,
    headers,
)
from tests.backend.test_api import problem

ELSEWHERE = OTHER.clinic.her_id
SUPERVISOR = Agent(name="siri.sjef", role=Role.SUPERVISOR)
BATCH = UUID(int=7)


def row(
    *changes: Change, clinic: int = CLINIC, version: int = 1, case: str | None = None
) -> BatchRow:
    request = ChangeRequest(changes=changes or (absence(),), case_reference=case)
    return BatchRow(id=uuid4(), clinic=clinic, version=version, request=request)


def there(*changes: Change, version: int = 7) -> BatchRow:
    """A row for the other clinic, for Caro if nothing is said."""
    return row(*(changes or (absence(practitioner=CARO),)), clinic=ELSEWHERE, version=version)


def sent(*rows: BatchRow, batch: UUID = BATCH) -> BatchRequest:
    return BatchRequest(id=batch, rows=rows)


@pytest.fixture
def services(two_clinics: Engine) -> Any:
    services = Services(two_clinics, lambda _: NOW)
    yield services
    services.executor.stop()


def states(said: ClinicOutcome) -> list[str]:
    return [one.state.value for one in said.rows]


def entries(services: Services, clinic: int) -> tuple[HistoryEntry, ...]:
    return services.clinics.history(clinic, HistoryFilter()).entries


def changed(services: Services, agent: Agent, clinic: int, version: int, *changes: Change) -> None:
    """Make changes as one by one they are made."""
    submission = Submission(
        agent=agent,
        clinic=clinic,
        version=version,
        key=str(uuid4()),
        request_hash=b"",
        request=ChangeRequest(changes=changes),
    )
    answer = services.clinics.submit(submission)
    assert answer.version == version + 1, answer.body


async def test_L3_a_list_is_saved_as_one_batch_with_one_entry_at_each_clinic(
    api: httpx.AsyncClient, services: Services
) -> None:
    rows = (
        row(absence(), case="SAK-1"),
        there(),
        row(
            SetSubstitute(
                substitute_id=uuid4(),
                practitioner=BO,
                name="Vera Vikar",
                starts=date(2024, 6, 12),
                services=("timebestilling",),
            ),
            case="SAK-2",
        ),
    )
    answer = await api.post("/batches", content=sent(*rows).model_dump_json())
    assert answer.status_code == 200, answer.text
    here, elsewhere = BatchOutcome.model_validate_json(answer.content).clinics
    assert (here.clinic, here.state, here.version) == (CLINIC, ClinicState.SAVED, 2)
    assert (elsewhere.clinic, elsewhere.version, elsewhere.problem) == (ELSEWHERE, 8, None)
    assert [one.id for one in here.rows] == [rows[0].id, rows[2].id]
    assert states(here) == ["made", "made"]
    file = file_of(services)
    assert (file.version, len(file.absences), len(file.substitutes)) == (2, 1, 1)
    [entry] = entries(services, CLINIC)
    assert (entry.batch, entry.request.case_reference) == (BATCH, "SAK-1, SAK-2")
    assert [change.kind for change in entry.request.changes] == ["add_absence", "set_substitute"]
    [other] = entries(services, ELSEWHERE)
    assert other.batch == BATCH
    batch = (await api.get(f"/batches/{BATCH}")).json()
    assert (batch["kind"], batch["clinics"]) == ("list", 2)
    assert batch["counts"] == {"add_absence": 2, "set_substitute": 1}
    assert (await api.get("/batches", params={"kind": "list"})).json()["batches"] == [batch]
    assert (await api.get("/batches", params={"kind": "directory"})).json()["batches"] == []


async def test_L3_what_stops_a_row_stops_its_clinic_only_and_is_said_as_of_a_single_change(
    api: httpx.AsyncClient,
) -> None:
    first, again = absence(), absence(date(2024, 7, 1), date(2024, 7, 20))
    rows = (row(first), row(absence(practitioner=BO)), row(again), there())
    answer = await api.post("/batches", content=sent(*rows).model_dump_json())
    here, elsewhere = BatchOutcome.model_validate_json(answer.content).clinics
    assert (here.state, here.version) == (ClinicState.REFUSED, 1)
    assert states(here) == ["not_made", "not_made", "refused"]
    assert elsewhere.state is ClinicState.SAVED
    await api.post(f"/clinics/{CLINIC}/changes", content=body(first), headers=headers(1))
    single = await api.post(f"/clinics/{CLINIC}/changes", content=body(again), headers=headers(2))
    assert isinstance(here.problem, ChangeRefused)
    assert json.loads(here.problem.model_dump_json()) == problem(single, "change-refused")


async def test_L3_a_row_may_go_on_from_the_rows_before_it(services: Services) -> None:
    first = absence()
    longer = AmendAbsence(
        absence_id=first.absence_id,
        starts=first.starts,
        ends=date(2024, 7, 21),
        services=first.services,
    )
    [here] = services.lists.save(KARI, sent(row(first), row(longer))).clinics
    assert (here.state, here.version) == (ClinicState.SAVED, 2)
    [kept] = file_of(services).absences
    assert kept.ends == date(2024, 7, 21)


async def test_L3_another_agents_change_meanwhile_stops_that_clinic_only_and_says_who(
    services: Services,
) -> None:
    changed(services, OLA, CLINIC, 1, SetPatientInformation(text="Nytt"))
    here, elsewhere = services.lists.save(SUPERVISOR, sent(row(), there())).clinics
    assert isinstance(here.problem, StaleVersion)
    assert (here.problem.current_version, here.problem.changed_by) == (2, OLA.name)
    assert (here.state, here.version) == (ClinicState.REFUSED, 2)
    assert elsewhere.state is ClinicState.SAVED
    assert not file_of(services).absences
    planned_again = row(version=2)
    [again] = services.lists.save(SUPERVISOR, sent(planned_again)).clinics
    assert again.state is ClinicState.SAVED, "the same batch may go on where it was stopped"


async def test_L3_the_same_rows_sent_again_are_answered_the_same_and_change_nothing(
    services: Services,
) -> None:
    refused = row(absence(date(2024, 5, 1), date(2024, 5, 2)))
    request = sent(refused, there())
    first = services.lists.save(SUPERVISOR, request)
    assert [one.state.value for one in first.clinics] == ["refused", "saved"]
    changed(services, OLA, CLINIC, 1, SetPatientInformation(text="Nytt"))
    changed(services, OLA, ELSEWHERE, 8, SetPatientInformation(text="Nytt"))
    assert services.lists.save(SUPERVISOR, request) == first
    assert services.lists.preview(SUPERVISOR, request) == first
    one_by_one = [
        services.lists.save(SUPERVISOR, sent(one)).clinics[0] for one in reversed(request.rows)
    ]
    assert one_by_one == list(reversed(first.clinics))
    assert [len(entries(services, clinic)) for clinic in (CLINIC, ELSEWHERE)] == [1, 2]
    other_rows = services.lists.save(SUPERVISOR, sent(there(version=9))).clinics[0]
    assert other_rows.problem
    assert other_rows.problem.type == f"{URN}batch-refused"


def test_W1_the_same_batch_from_two_at_once_is_saved_once(services: Services) -> None:
    request, barrier = sent(row(), there()), Barrier(2)

    def save(_: int) -> BatchOutcome:
        barrier.wait()
        return services.lists.save(SUPERVISOR, request)

    with ThreadPoolExecutor(2) as threads:
        one, other = threads.map(save, range(2))
    assert one == other
    assert len(entries(services, CLINIC)) == 1


def test_a_dry_run_answers_the_same_and_saves_nothing(services: Services) -> None:
    stale = there(version=6)
    request = sent(row(absence()), row(absence()), stale)
    previewed = services.lists.preview(SUPERVISOR, request)
    assert [one.state.value for one in previewed.clinics] == ["refused", "refused"]
    good = sent(row(absence(practitioner=BO)), there(), batch=uuid4())
    previewed = services.lists.preview(SUPERVISOR, good)
    assert file_of(services).version == 1
    assert services.batches.latest().batches == ()
    assert services.lists.save(SUPERVISOR, good) == previewed


def test_A11_rows_that_change_nothing_are_no_batch(services: Services) -> None:
    text = file_of(services).clinic.patient_information
    same = SetPatientInformation(text=text)
    [here] = services.lists.save(KARI, sent(row(same))).clinics
    assert (here.state, here.version, states(here)) == (ClinicState.UNCHANGED, 1, ["unchanged"])
    there_and_back = (row(SetPatientInformation(text="Annet")), row(same))
    [here] = services.lists.save(KARI, sent(*there_and_back)).clinics
    assert (here.state, here.version) == (ClinicState.UNCHANGED, 1)
    assert not entries(services, CLINIC)
    assert services.batches.latest().batches == ()
    [here] = services.lists.save(KARI, sent(row(same), row())).clinics
    assert [one.state for one in here.rows] == [RowState.UNCHANGED, RowState.MADE]
    assert len(entries(services, CLINIC)[0].request.changes) == 1


def test_a_list_for_several_clinics_needs_a_supervisor_however_it_is_sent(
    services: Services,
) -> None:
    for attempt in (services.lists.save, services.lists.preview):
        with pytest.raises(ProblemError, match="needs the role supervisor") as refused:
            attempt(KARI, sent(row(), there()))
        assert refused.value.problem.type == f"{URN}not-allowed"
    assert file_of(services).version == 1
    assert services.lists.save(KARI, sent(row())).clinics[0].state is ClinicState.SAVED
    with pytest.raises(ProblemError, match="needs the role supervisor"):
        services.lists.save(KARI, sent(there()))


def test_a_batchs_id_is_its_agents_and_its_kinds(services: Services) -> None:
    services.lists.save(KARI, sent(row()))
    with pytest.raises(ProblemError, match="another batch's"):
        services.lists.save(OLA, sent(row(version=2)))
    taken_back = services.batches.revert(KARI, BATCH).made
    assert taken_back
    with pytest.raises(ProblemError, match="another batch's"):
        services.lists.save(KARI, sent(row(version=3), batch=taken_back))


def test_L4_what_was_sent_in_parts_is_one_batch_and_goes_back_as_one(services: Services) -> None:
    services.lists.save(SUPERVISOR, sent(row()))
    services.lists.save(SUPERVISOR, sent(there()))
    batch = services.batches.find(BATCH)
    assert (batch.clinics, batch.counts) == (2, {"add_absence": 2})
    previewed = services.batches.preview(SUPERVISOR, BATCH)
    assert [(one.clinic, one.refused) for one in previewed.clinics] == [
        (CLINIC, ()),
        (ELSEWHERE, ()),
    ]
    assert services.batches.revert(SUPERVISOR, BATCH).made
    assert not file_of(services).absences
    assert not file_of(services, ELSEWHERE).absences


def test_W8_a_clinics_part_goes_back_from_its_own_history_and_the_rest_with_the_batch(
    services: Services,
) -> None:
    services.lists.save(SUPERVISOR, sent(row(), there()))
    [entry] = entries(services, CLINIC)
    [change] = entry.request.changes
    assert isinstance(change, AddAbsence)
    inverse = change.inverse(file_of(services), NOW.date())
    submission = Submission(
        agent=SUPERVISOR,
        clinic=CLINIC,
        version=2,
        key=str(uuid4()),
        request_hash=b"",
        request=ChangeRequest(changes=inverse, reverts=2),
    )
    assert services.clinics.submit(submission).version == 3
    here, elsewhere = services.batches.revert(SUPERVISOR, BATCH).clinics
    assert [one.code for one in here.refused] == ["reverted_already"]
    assert elsewhere.refused == ()


async def test_every_change_of_a_batch_is_told_like_any_other(services: Services) -> None:
    services.lists.save(SUPERVISOR, sent(row(), there()))
    with services.database.reading() as connection:
        told = [json.loads(one.body) for one in events.following(connection, 0)]
    assert [(one["kind"], one["clinic"], one["version"]) for one in told] == [
        ("changed", CLINIC, 2),
        ("changed", ELSEWHERE, 8),
    ]
    assert told[0]["touched"] == [{"change": "add_absence", "practitioner": ASTRID}]


async def test_what_is_too_much_is_refused_with_what_to_do(
    api: httpx.AsyncClient, services: Services
) -> None:
    one = row()
    many = {"id": str(BATCH), "rows": [one.model_dump(mode="json")] * (MOST_ROWS + 1)}
    refused = await api.post("/batches", json=many)
    assert str(MOST_ROWS) in problem(refused, "invalid-request")["detail"]
    padded = sent(one).model_dump_json() + " " * 2**18
    said = problem(await api.post("/batches", content=padded), "too-large")
    assert "256 KiB" in said["detail"]
    twice = await api.post("/batches", content=sent(one, one).model_dump_json())
    assert problem(twice, "batch-refused")["detail"] == "Two rows have the same id."
    days = (date(2024, 6, 3) + timedelta(days=2 * n) for n in range(MOST_CHANGES + 1))
    at_one_clinic = sent(*(row(absence(day, day)) for day in days))
    [here] = services.lists.save(KARI, at_one_clinic).clinics
    assert here.problem
    assert here.problem.detail.startswith(f"A batch makes {MOST_CHANGES} changes at one clinic")
    cases = [row(absence(practitioner=p), case=c * 40) for p, c in ((ASTRID, "A"), (BO, "B"))]
    [here] = services.lists.save(KARI, sent(*cases)).clinics
    assert here.problem
    assert here.problem.detail.startswith("The cases of the rows have more than 64 characters")
    [nowhere] = services.lists.save(KARI, sent(row(clinic=404))).clinics
    assert nowhere.problem
    assert nowhere.problem.type == f"{URN}no-such-clinic"
    assert not entries(services, CLINIC)
