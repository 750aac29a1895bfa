"""Importing a directory over the API: what is planned, applied, refused and told (rules R1-R4)."""

import asyncio
import json
import tarfile
import threading
import zlib
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, select, text

from fravaertui.backend.api import bodies
from fravaertui.backend.services.container import Services
from fravaertui.backend.services.import_plans import ImportPlans, RunningApply, RunningReading
from fravaertui.backend.store.import_plans import LIFETIME
from fravaertui.backend.store.tables import import_plan, metadata
from fravaertui.backend.store.transactions import reading, writing
from fravaertui.domain.clinic_file import ClinicFile
from tests.backend.records import CLINIC as DDFL
from tests.backend.records import KARI, NOW
from tests.backend.test_api import problem
from tests.backend.uploads import (
    CLINIC,
    TAR,
    TESTINE,
    apply,
    archive,
    imported,
    plan,
    small_export,
)
from tests.registers.register_files import as_json, export, organisation, person

PLANS = "/directory/plans"


async def rows(api: httpx.AsyncClient, made: dict[str, Any], **query: Any) -> list[Any]:
    answer = await api.get(f"{PLANS}/{made['id']}/rows", params=query)
    found: list[Any] = answer.json()["rows"]
    return found


def counted(made: dict[str, Any]) -> dict[tuple[str, str], int]:
    return {(each["party"], each["mark"]): each["count"] for each in made["counts"]}


async def test_R2_what_is_planned_is_shown_and_then_done_and_the_second_time_nothing(
    api: httpx.AsyncClient,
) -> None:
    made = await plan(api, small_export())
    assert counted(made) == {("clinic", "+"): 1, ("practitioner", "+"): 1}
    assert (made["clinics"], made["files"], made["batch"]) == (1, ["fil-1.json"], None)
    assert [row["her_id"] for row in await rows(api, made)] == [CLINIC, TESTINE]
    assert (await api.get(f"/clinics/{CLINIC}")).status_code == 404, "nothing is changed yet"
    directory = (await api.get("/directory")).headers["etag"]
    batch = (await apply(api, made)).json()
    assert (batch["kind"], batch["clinics"], batch["counts"]) == ("directory", 1, {"new": 2})
    after = await api.get("/directory", headers={"If-None-Match": directory})
    assert after.status_code == 200
    assert CLINIC in [clinic["her_id"] for clinic in after.json()["clinics"]]
    again = await plan(api, small_export())
    assert counted(again) == {("clinic", "="): 1, ("practitioner", "="): 1}
    assert again["clinics"] == 0


async def test_a_plan_is_applied_once_however_often_it_is_asked_for(
    api: httpx.AsyncClient,
) -> None:
    made = await plan(api, small_export())
    first, second = await apply(api, made), await apply(api, made)
    assert first.json() == second.json()
    file = (await api.get(f"/clinics/{CLINIC}")).json()
    assert file["version"] == 2
    assert (await api.get(f"{PLANS}/{made['id']}")).json()["batch"] == first.json()["id"]


async def test_rows_come_field_by_field_by_mark_and_a_page_at_a_time(
    api: httpx.AsyncClient,
) -> None:
    await imported(api, small_export())
    made = await plan(api, small_export(DisplayName="Nye Testbygda legekontor"))
    (changed,) = await rows(api, made, mark="~")
    (field,) = changed["changes"]
    assert (field["field"], field["after"]) == ("name", "Nye Testbygda legekontor")
    assert await rows(api, made, limit=1) == [changed]
    first = (await api.get(f"{PLANS}/{made['id']}/rows", params={"limit": 1})).json()
    assert [row["mark"] for row in await rows(api, made, after=first["next"])] == ["="]


async def test_R2_an_apply_refuses_when_the_ground_has_moved_and_says_where(
    api: httpx.AsyncClient, two_clinics: Engine
) -> None:
    await imported(api, small_export())
    made = await plan(api, small_export(DisplayName="Et annet navn"))
    with writing(two_clinics) as connection:
        connection.execute(text(f"UPDATE clinic SET version = 9 WHERE her_id = {CLINIC}"))
    said = problem(await apply(api, made), "ground-moved")
    assert str(CLINIC) in said["detail"]
    file = (await api.get(f"/clinics/{CLINIC}")).json()
    assert file["clinic"]["name"] == "Testbygda legekontor"


async def test_R2_a_practitioner_who_has_come_elsewhere_meanwhile_moves_the_ground_too(
    api: httpx.AsyncClient,
) -> None:
    made = await plan(api, small_export())
    other = person(ParentHerId=99100009, ParentName="Et annet testkontor")
    await imported(api, as_json([organisation(99100009), other]))
    problem(await apply(api, made), "ground-moved")
    assert (await api.get(f"/clinics/{CLINIC}")).status_code == 404, "all or nothing"


async def test_R2_many_deactivated_clinics_need_consent(api: httpx.AsyncClient) -> None:
    offices = [organisation(99100001 + 10 * n) for n in range(3)]
    await imported(api, export(*offices))
    made = await plan(api, export(offices[0]))
    assert (made["needs_consent"], made["vanishing"]) == (True, 2)
    problem(await apply(api, made), "consent-needed")
    assert (await apply(api, made, consent=True)).json()["counts"]["deactivated"] == 2


@pytest.mark.parametrize(
    ("body", "code", "said"),
    [
        (archive(b""), "file-refused", "fil-1.json: Filen er tom."),
        (archive(small_export()[:-40]), "file-refused", "fil-1.json"),
        (
            archive(small_export(), b"her_id;type;navn\n99100001;virksomhet;Test\n"),
            "file-refused",
            "ulike kilder",
        ),
        (archive(small_export())[:900], "not-an-archive", "tar"),
        (b"", "not-an-archive", "tar"),
        (b"{}" * 600, "not-an-archive", "tar"),
    ],
)
async def test_what_can_not_be_used_is_refused_in_a_sentence(
    api: httpx.AsyncClient, body: bytes, code: str, said: str
) -> None:
    answer = await api.post(PLANS, content=body, headers=TAR)
    assert said in problem(answer, code)["detail"]


async def test_an_archive_as_tar_writes_it_is_understood(api: httpx.AsyncClient) -> None:
    written = BytesIO()
    with tarfile.open(fileobj=written, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        info = tarfile.TarInfo("mappe/blåbær \x1b[2J.json")
        info.size = len(small_export())
        tar.addfile(info, BytesIO(small_export()))
    answer = await api.post(PLANS, content=written.getvalue(), headers=TAR)
    (name,) = answer.json()["files"]
    assert name.startswith("blåbær")
    assert name.isprintable()


async def test_what_is_too_large_is_refused_while_it_comes(
    api: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "LARGEST_UPLOAD", 100)
    problem(await api.post(PLANS, content=archive(b"{}"), headers=TAR), "too-large")
    problem(await api.post(PLANS, json={}), "not-an-archive")


async def test_records_that_can_not_be_used_are_told_with_their_place(
    api: httpx.AsyncClient,
) -> None:
    made = await plan(api, export(organisation(), person(HerId="mange")))
    assert made["refused"] == 1
    (refused,) = made["refusals"]
    assert (refused["file"], refused["record"]) == ("fil-1.json", 2)


async def test_a_plan_that_is_thrown_away_or_unknown_is_no_plan(api: httpx.AsyncClient) -> None:
    made = await plan(api, small_export())
    assert (await api.post(f"{PLANS}/{made['id']}/cancel")).status_code == 204
    problem(await api.get(f"{PLANS}/{made['id']}"), "no-such-plan")
    problem(await apply(api, made), "no-such-plan")


def test_a_plan_expires(two_clinics: Engine) -> None:
    now = [NOW]
    services = Services(two_clinics, lambda _: now[0])
    plans: ImportPlans = services.import_plans
    made = plans.make(KARI, BytesIO(archive(small_export())), is_whole=False)
    now[0] = NOW + LIFETIME - timedelta(seconds=1)
    assert plans.find(made.id).expires == NOW + LIFETIME
    now[0] = NOW + LIFETIME
    with pytest.raises(Exception, match="its time is over"):
        plans.apply(KARI, made.id, consent=False)
    plans.make(KARI, BytesIO(archive(small_export())), is_whole=False)
    with reading(two_clinics) as connection:
        assert connection.scalar(text("SELECT count(*) FROM import_plan")) == 1
    services.close()


def test_a_cancelled_apply_leaves_nothing_half_done_and_can_be_asked_for_again(
    two_clinics: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = Services(two_clinics, lambda _: NOW)
    plans = services.import_plans
    offices = [organisation(99100001 + 10 * n) for n in range(5)]
    made = plans.make(KARI, BytesIO(archive(export(*offices))), is_whole=False)
    seen = []

    def cancel_at_the_third(progress: Any, done: int, total: int) -> None:
        seen.append((done, total))
        if done == 3:
            plans.cancel(made.id)
        original(progress, done, total)

    original: Callable[..., None] = RunningApply.__call__
    monkeypatch.setattr(RunningApply, "__call__", cancel_at_the_third)
    with pytest.raises(Exception, match="cancelled"):
        plans.apply(KARI, made.id, consent=False)
    assert seen == [(1, 5), (2, 5), (3, 5)]
    with reading(two_clinics) as connection:
        assert connection.scalar(text("SELECT count(*) FROM clinic")) == 2
        assert connection.scalar(text("SELECT count(*) FROM batch")) == 0
    monkeypatch.undo()
    assert plans.apply(KARI, made.id, consent=False).clinics == 5
    services.close()


async def test_R2_who_is_right_of_two_is_answered_when_the_plan_is_made(
    api: httpx.AsyncClient,
) -> None:
    told = archive(export(organisation(), person(), person(99100009)))
    asked = await plan(api, export(organisation(), person(), person(99100009)))
    (question,) = await rows(api, asked, mark="?")
    assert question["hpr_number"] == 9900001
    assert question["clinic_name"] == "Testbygda legekontor"
    candidates = [(one["her_id"], one["starts"], one["ends"]) for one in question["candidates"]]
    assert candidates == [(n, "2021-03-01", "2057-05-23") for n in (TESTINE, 99100009)]
    answer = await api.post(PLANS, params={"settle": 99100009}, content=told, headers=TAR)
    settled = answer.json()
    assert counted(settled)["practitioner", "+"] == 1
    assert await rows(api, settled, mark="?") == []
    (left_out,) = await rows(api, settled, mark="!")
    assert (left_out["her_id"], left_out["reason"]) == (TESTINE, "left_out")
    assert [one["her_id"] for one in left_out["candidates"]] == [TESTINE, 99100009]


async def test_an_answer_is_given_and_made_another_without_the_files(
    api: httpx.AsyncClient,
) -> None:
    asked = await plan(api, export(organisation(), person(), person(99100009)))

    async def settle(made: dict[str, Any], *settled: int) -> httpx.Response:
        return await api.post(f"{PLANS}/{made['id']}/settle", json={"settled": settled})

    one = (await settle(asked, 99100009)).json()
    assert one["id"] != asked["id"]
    assert [row["her_id"] for row in await rows(api, one, mark="+")] == [CLINIC, 99100009]
    other = (await settle(one, TESTINE)).json()
    assert [row["her_id"] for row in await rows(api, other, mark="+")] == [CLINIC, TESTINE]
    again = (await settle(asked)).json()
    assert counted(again) == counted(asked), "the answer is taken back"
    assert (await apply(api, other)).status_code == 200
    problem(await settle(other, 99100009), "no-such-plan")


async def test_only_what_was_read_last_is_kept_for_an_answer(api: httpx.AsyncClient) -> None:
    twins = export(organisation(), person(), person(99100009))
    first, _ = await plan(api, twins), await plan(api, small_export())
    answer = await api.post(f"{PLANS}/{first['id']}/settle", json={"settled": [TESTINE]})
    problem(answer, "no-such-plan")


async def test_how_far_a_reading_is_can_be_asked_and_one_that_is_not_known_is_nowhere(
    api: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "11111111-2222-4333-8444-555555555555"
    at = f"/directory/readings/{name}"
    assert (await api.get(at)).json() == {"done": 0, "total": 0}
    begun, original = threading.Event(), RunningReading.__call__

    def wait_to_be_cancelled(running: Any, done: int, total: int) -> None:
        original(running, done, total)
        begun.set()
        running.cancelled.wait(30)
        original(running, done, total)

    monkeypatch.setattr(RunningReading, "__call__", wait_to_be_cancelled)
    told = archive(small_export())
    reading = {"reading": name}
    made = asyncio.create_task(api.post(PLANS, params=reading, content=told, headers=TAR))
    assert await asyncio.to_thread(begun.wait, 30)
    progress = (await api.get(at)).json()
    assert 0 < progress["done"] <= progress["total"] == len(told)
    assert (await api.post(f"{at}/cancel")).status_code == 204
    problem(await made, "import-cancelled")
    assert (await api.get(at)).json() == {"done": 0, "total": 0}
    monkeypatch.undo()
    assert (await plan(api, small_export()))["clinics"] == 1


async def test_W3_every_clinic_that_changed_is_told_and_many_are_told_as_one(
    api: httpx.AsyncClient, two_clinics: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await imported(api, small_export())
    monkeypatch.setattr("fravaertui.backend.services.batch_changes.MOST_EVENTS", 1)
    await imported(api, as_json([organisation(99100101), organisation(99100111)]))
    with reading(two_clinics) as connection:
        kinds = connection.scalars(text("SELECT kind FROM event ORDER BY number")).all()
    assert kinds == ["changed", "reset"]


async def test_R1_what_is_the_desks_own_stays_and_the_next_import_finds_it(
    api: httpx.AsyncClient, two_clinics: Engine
) -> None:
    await imported(api, small_export())
    own = {"changes": [{"kind": "set_patient_information", "text": "Vi har det bra."}]}
    answer = await api.post(
        f"/clinics/{CLINIC}/changes",
        json=own,
        headers={"If-Match": '"2"', "Idempotency-Key": "test-own-1"},
    )
    assert answer.status_code == 200
    await imported(api, small_export(DisplayName="Nytt navn"))
    file = ClinicFile.model_validate_json((await api.get(f"/clinics/{CLINIC}")).content)
    assert (file.clinic.name, file.clinic.patient_information) == ("Nytt navn", "Vi har det bra.")


async def test_two_applies_of_one_plan_at_once_make_one_batch(api: httpx.AsyncClient) -> None:
    made = await plan(api, small_export())
    answers = await asyncio.gather(*(apply(api, made) for _ in range(3)))
    assert Counter(a.status_code for a in answers) == {200: 3}
    assert len({a.json()["id"] for a in answers}) == 1
    assert DDFL in [c["her_id"] for c in (await api.get("/directory")).json()["clinics"]]


async def test_R4_what_the_tool_has_no_use_for_is_not_stored_logged_or_told(
    api: httpx.AsyncClient, two_clinics: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    made = await plan(api, export(organisation(), person(), person(HerId="mange")))
    told = [json.dumps(made), json.dumps(await rows(api, made)), (await apply(api, made)).text]
    paths = ("/directory", "/batches", f"/clinics/{CLINIC}", f"/clinics/{CLINIC}/history")
    told += [(await api.get(path)).text for path in paths]
    with reading(two_clinics) as connection:
        for table in metadata.sorted_tables:
            told += map(str, connection.execute(table.select()).all())
        bodies_stored = connection.scalars(select(import_plan.c.body)).all()
    told += [zlib.decompress(body).decode() for body in bodies_stored]
    everything = "\n".join((*told, caplog.text))
    assert "Testine Testesen" in everything
    for secret in ("emmelig", "99 99 99 99", "1970", "01017099999"):
        assert secret not in everything
