"""The overview over all clinics: what a client meets, and that no clinic is missed."""

from datetime import date, timedelta
from uuid import UUID

import httpx
import pytest
from sqlalchemy import Engine, update

from fravaertui.backend.demo.clinics import demo_files
from fravaertui.backend.services import overview as overview_service
from fravaertui.backend.services.container import Services
from fravaertui.backend.store import tables
from fravaertui.backend.store.transactions import writing
from fravaertui.domain.changes import ConfirmStep, SetPatientInformation, SetSubstitute
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.domain.findings import Severity
from fravaertui.domain.model import Absence, Known, Source, Step
from fravaertui.domain.upcoming import Turn, upcoming
from fravaertui.protocol.overview import DAYS_AHEAD, MOST_TURNS, Overview, OverviewFilter
from fravaertui.protocol.work_queue import FindingFilter, MarkKind, MarkRequest
from tests.backend.records import (
    AGENT,
    ASTRID,
    BO,
    CLINIC,
    DDFL_TEST,
    KARI,
    NOW,
    OLA,
    OTHER,
    TODAY,
    absence,
    body,
    headers,
    stored,
)
from tests.backend.uploads import imported
from tests.registers.register_files import export, organisation, person

BOOKING = "timebestilling"


async def whole(api: httpx.AsyncClient) -> httpx.Response:
    """Ask until nothing is left for a later answer, as on a busy machine."""
    while True:
        response = await api.get("/overview")
        if not Overview.model_validate_json(response.content).pending:
            return response


async def told(api: httpx.AsyncClient) -> Overview:
    return Overview.model_validate_json((await whole(api)).content)


async def change(api: httpx.AsyncClient, content: str, version: int = 1) -> None:
    answer = await api.post(f"/clinics/{CLINIC}/changes", content=content, headers=headers(version))
    assert answer.status_code == httpx.codes.OK, answer.text


def in_days(count: int) -> date:
    return TODAY + timedelta(days=count)


def of(services: Services, *recent: int) -> Overview:
    return Overview.model_validate_json(
        services.overview.overview(KARI, OverviewFilter(recent=recent)).content
    )


@pytest.fixture
def services(two_clinics: Engine) -> Services:
    return Services(two_clinics, lambda _: NOW)


async def test_nothing_is_told_of_where_nothing_is(api: httpx.AsyncClient) -> None:
    nothing = await told(api)
    assert nothing.day == TODAY
    assert (nothing.opens.rows, nothing.closes.rows, nothing.changes) == ((), (), ())
    assert {nothing.pending, *nothing.queue.model_dump().values()} == {0}


async def test_what_closes_and_opens_is_told_with_what_is_wrong_there(
    api: httpx.AsyncClient,
) -> None:
    away = absence(in_days(2), in_days(5), services=(BOOKING,))
    far = absence(in_days(20), in_days(30), practitioner=BO)
    await change(api, body(away, far))
    overview = await told(api)
    [closes], [opens] = overview.closes.rows, overview.opens.rows
    assert (closes.day, closes.clinic, closes.clinic_name) == (in_days(2), CLINIC, "DDFL Test")
    assert (closes.practitioner, closes.practitioner_name) == (ASTRID, "Astrid Info")
    assert (closes.services, closes.substitute) == ((BOOKING,), None)
    assert opens.day == in_days(6)
    assert (opens.finding, opens.severity) == ("F12", "notice")  # the other services are forgotten


async def test_a_whole_clinic_is_one_row(api: httpx.AsyncClient) -> None:
    await change(api, body(absence(in_days(1), in_days(3), practitioner=None)))
    [closes] = (await told(api)).closes.rows
    assert (closes.practitioner, closes.practitioner_name, closes.others) == (None, None, 0)
    assert closes.services == STANDARD_SERVICES


async def test_it_tells_of_a_change_at_once_and_is_the_same_until_then(
    api: httpx.AsyncClient,
) -> None:
    first = await whole(api)
    again = await api.get("/overview", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == httpx.codes.NOT_MODIFIED
    await change(api, body(absence(in_days(1), in_days(3))))
    later = await api.get("/overview", headers={"If-None-Match": first.headers["etag"]})
    assert later.status_code == httpx.codes.OK
    assert len(Overview.model_validate_json(later.content).closes.rows) == 1
    await change(api, body(absence(in_days(1), in_days(3), practitioner=BO)), version=2)
    [both] = (await told(api)).closes.rows
    assert both.practitioner is None


async def test_what_was_done_last_is_told_with_whom_it_was_about(api: httpx.AsyncClient) -> None:
    await change(api, body(absence(), absence(practitioner=BO, services=(BOOKING,))))
    text = SetPatientInformation(text="Velkommen.")
    await change(api, body(text), version=2)
    last, first = (await told(api)).changes
    assert (last.change, last.practitioner, last.others) == ("set_patient_information", None, 0)
    assert (first.change, first.practitioner_name) == ("add_absence", "Astrid Info")
    assert (first.others, first.agent, first.at, first.version) == (1, "kari.nordmann", NOW, 2)


async def test_of_an_absence_of_the_whole_clinic_it_is_told_how_many_it_was_about(
    api: httpx.AsyncClient,
) -> None:
    await change(api, body(absence(practitioner=None)))
    await change(api, body(SetPatientInformation(text="Velkommen.")), version=2)
    last, first = (await told(api)).changes
    assert (first.change, first.practitioner, first.of_all) == ("add_absence", None, 2)
    assert last.of_all == 0


async def test_a_step_of_a_substitute_is_told_without_anybody_it_might_not_be_about(
    api: httpx.AsyncClient,
) -> None:
    cover = SetSubstitute(
        substitute_id=UUID(int=5),
        practitioner=ASTRID,
        name="Per Vikar",
        starts=in_days(1),
        ends=in_days(9),
        services=(BOOKING,),
    )
    await change(api, body(cover))
    step = ConfirmStep(
        substitute_id=UUID(int=5), step=Step.REGISTERED_IN_EPJ, known=Known.YES, seen_on=TODAY
    )
    await change(api, body(step), version=2)
    last, first = (await told(api)).changes
    assert (last.change, last.practitioner_name) == ("confirm_step", None)
    assert first.practitioner_name == "Astrid Info"


async def test_an_import_is_one_thing_that_was_done_however_many_clinics_it_changed(
    api: httpx.AsyncClient,
) -> None:
    await change(api, body(SetPatientInformation(text="Før")))
    parties = (organisation(), organisation(99100101), person())
    batch = await imported(api, export(*parties))
    await change(api, body(SetPatientInformation(text="Etter")), version=2)
    after, imported_row, before = (await told(api)).changes
    assert (after.change, before.change) == ("set_patient_information",) * 2
    assert (after.clinics, before.clinics) == (0, 0)
    assert (imported_row.change, imported_row.agent) == ("update_from_register", AGENT)
    assert (imported_row.clinics, imported_row.source) == (2, "Adresseregisteret")
    assert (await api.post(f"/batches/{batch}/revert")).status_code == httpx.codes.OK
    rows = (await told(api)).changes
    assert [(row.clinics, row.reverts) for row in rows if row.clinics] == [(2, True), (2, False)]


async def test_only_so_many_are_listed_and_the_rest_counted(
    services: Services, two_clinics: Engine
) -> None:
    many = [_with_absence(number) for number in range(MOST_TURNS + 3)]
    stored(two_clinics, many)
    closes = of(services).closes
    assert (len(closes.rows), closes.more) == (MOST_TURNS, 3)
    assert [row.day for row in closes.rows] == sorted(row.day for row in closes.rows)


def _with_absence(number: int) -> ClinicFile:
    moved = number * 10
    person = DDFL_TEST.practitioners[0].model_copy(update={"her_id": 9_000_001 + moved})
    away = Absence(
        id=UUID(int=number),
        practitioner=person.her_id,
        starts=in_days(number % 10),
        ends=in_days(30),
        services=(BOOKING,),
        source=Source.DESK,
    )
    return DDFL_TEST.model_copy(
        update={
            "clinic": DDFL_TEST.clinic.model_copy(update={"her_id": 9_000_000 + moved}),
            "practitioners": (person,),
            "offers": (DDFL_TEST.offers[0].model_copy(update={"practitioner": person.her_id}),),
            "absences": (away,),
        }
    )


def test_no_clinic_is_missed_by_reading_those_with_absences_only(engine: Engine) -> None:
    files = demo_files(TODAY)
    stored(engine, files)
    overview = of(Services(engine, lambda _: NOW))
    expected = sorted(
        (one.turn, one.day, file.clinic.her_id)
        for file in files
        for one in upcoming(file, TODAY, in_days(DAYS_AHEAD))
    )
    rows = {Turn.OPENS: overview.opens, Turn.CLOSES: overview.closes}
    assert not any(turns.more for turns in rows.values())
    assert len(expected) > 1
    assert expected == sorted(
        (turn, row.day, row.clinic) for turn, turns in rows.items() for row in turns.rows
    )


def test_what_there_is_no_time_for_is_pending_and_comes_with_the_next_call(
    services: Services, two_clinics: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview_service, "BUDGET_SECONDS", -1.0)
    stored(two_clinics, [_with_absence(number) for number in range(overview_service.AT_ONCE + 2)])
    services.findings.page(KARI, FindingFilter())  # the findings are not what is waited for
    first, second = of(services), of(services)
    assert (first.pending, second.pending) == (2, 0)
    assert len(first.closes.rows) + first.closes.more == overview_service.AT_ONCE
    assert second.closes.more == first.closes.more + 2


def test_the_queue_is_counted_as_it_stands_for_the_one_who_asks(
    services: Services, two_clinics: Engine
) -> None:
    stored(two_clinics, demo_files(TODAY))
    before = of(services).queue
    page = services.findings.page(KARI, FindingFilter(limit=500))
    urgent = [row for row in page.rows if row.severity is Severity.CRITICAL]
    assert (before.urgent, before.urgent + before.can_wait) == (len(urgent), page.total)
    row = urgent[0]
    for agent, mark in ((KARI, MarkKind.TAKE), (OLA, MarkKind.RELEASE), (OLA, MarkKind.INTEND)):
        request = MarkRequest(key=row.key, fingerprint=row.fingerprint, mark=mark)
        services.findings.mark(agent, row.clinic, request)
        queue = of(services).queue
        assert queue.taken_by_me == (mark is MarkKind.TAKE)
        assert queue.urgent == before.urgent - (mark is MarkKind.INTEND)


async def test_the_clinics_used_last_are_told_of_in_that_order(api: httpx.AsyncClient) -> None:
    today = absence(TODAY, in_days(3))
    some = absence(TODAY, in_days(3), practitioner=BO, services=(BOOKING,))
    await change(api, body(today, some))
    query = f"recent=99&recent={OTHER.clinic.her_id}&recent={CLINIC}"
    answer = await api.get(f"/overview?{query}")
    other, here = Overview.model_validate_json(answer.content).clinics
    assert (other.name, other.practitioners, other.closed) == ("Fagersta Test", 0, 0)
    assert (here.name, here.practitioners, here.closed, here.some_closed) == ("DDFL Test", 2, 1, 1)
    assert here.can_wait == 1  # Bo's other services are forgotten (F12)


def test_who_has_a_service_that_is_not_shown_is_told_of_where_nothing_is_closed(
    services: Services, two_clinics: Engine
) -> None:
    """At Solvik two have services off in the EPJ, and a third is away with one left open."""
    files = demo_files(TODAY)
    stored(two_clinics, files)
    solvik = next(file.clinic.her_id for file in files if file.clinic.name.startswith("Solvik"))
    [row] = of(services, solvik).clinics
    assert (row.practitioners, row.closed, row.some_closed, row.hidden) == (3, 0, 1, 2)


@pytest.mark.parametrize(
    "query", ["recent=x", "recent=0", "recent=" + "&recent=".join("123456789")]
)
async def test_what_is_no_clinics_is_refused(api: httpx.AsyncClient, query: str) -> None:
    assert (await api.get(f"/overview?{query}")).status_code == httpx.codes.UNPROCESSABLE_ENTITY


def test_a_row_that_can_not_be_read_costs_no_other(services: Services, two_clinics: Engine) -> None:
    stored(two_clinics, [_with_absence(number) for number in range(2)])
    with writing(two_clinics) as connection:
        broken = tables.clinic.c.her_id == 9_000_000
        connection.execute(update(tables.clinic).where(broken).values(name=""))
    assert [row.clinic for row in of(services).closes.rows] == [9_000_010]
