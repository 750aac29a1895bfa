"""A backend that fails, floods or contradicts itself is told of, and never ends the program."""

import gc
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from fravaertui.client import Endpoint, Fault, InvalidResponse
from fravaertui.protocol.events import ChangeOutline, ClinicChanged, PresenceReport
from fravaertui.protocol.history import HistoryPage
from fravaertui.tui.controllers.draft_autosave import DraftAutosave
from tests.client.servers import answer, problem, raw, serving
from tests.client.test_event_stream import HEAD
from tests.tui.conftest import DDFL, Backend, Opening
from tests.tui.driver import WIDE, Clock, Driver
from tests.tui.held import held
from tests.tui.servers import Proxy
from tests.tui.test_contact import fill_in
from tests.tui.test_overview import ASTRID_RUNNING, BO_PLANNED

FAILURES = {
    "500": Fault("internal", "", "Noe gikk galt i tjeneren.", 500),
    "garbled": InvalidResponse("tjener.test", "nothing"),
}


@pytest.mark.parametrize("failure", FAILURES)
async def test_W3_a_clinic_that_cannot_be_fetched_again_is_told_and_keys_live(
    wide: Driver, clock: Clock, failure: str
) -> None:
    clock.at += timedelta(minutes=7)
    for keys in (("r",), ("slash", *"ddfl", "enter")):
        with held(wide.app.gateway, "clinic", FAILURES[failure]) as asked:
            asked.release()
            await wide.press(*keys)
        assert "Det som står på skjermen, er slik legekontoret var for 7 min siden." in wide.note
        sentence = FAILURES[failure].sentence(wide.app.state.words)
        assert sentence in wide.note
        assert wide.absences == [ASTRID_RUNNING, BO_PLANNED]
        await wide.press("question_mark")
        assert wide.title == "Hjelp"
        await wide.press("escape")


async def test_W3_a_change_of_anothers_that_cannot_be_fetched_is_told(
    wide: Driver, backend: Backend
) -> None:
    async with backend.another_agent() as ola:
        with held(wide.app.gateway, "clinic", FAILURES["500"]) as asked:
            asked.release()
            await ola.delete("Bo Berg")
            await wide.until(lambda: "Det som står på skjermen" in wide.note)
    assert "Noe gikk galt i tjeneren." in wide.note


async def test_an_older_answer_than_what_is_shown_leaves_the_keys_alive(
    wide: Driver, backend: Backend
) -> None:
    older = wide.app.state.file
    await fill_in(wide)
    await wide.press("ctrl+s")
    with held(wide.app.gateway, "clinic", older) as asked:
        asked.release()
        await wide.press("slash", *"ddfl", "enter")
    assert len(wide.absences) == 3, "what is newer stays"
    await wide.press("question_mark")
    assert wide.title == "Hjelp"


async def test_W5_a_clinic_with_a_bad_name_costs_one_row_and_it_is_said(
    opening: Opening, backend: Backend
) -> None:
    proxy = Proxy(backend.endpoint)
    async with backend.another_agent() as ola:
        directory = (await ola.api.directory()).model_dump(mode="json")
    bad = next(clinic for clinic in directory["clinics"] if clinic["her_id"] != DDFL)
    bad["name"] = "Soft\u00adhyphen"
    proxy.answer("/directory", answer(200, directory))
    async with (
        serving(proxy) as server,
        opening(WIDE, connect=lambda: Endpoint(server.url)) as agent,
    ):
        assert "Ett legekontor kan ikke leses og finnes ikke i søket." in agent.note
        await agent.type("ddfl")
        await agent.press("enter")
        assert agent.absences == [ASTRID_RUNNING, BO_PLANNED]


def burst(count: int, clinic: int = DDFL) -> bytes:
    """Return so many changes of a clinic as they come in one go."""
    said: dict[str, Any] = {"kind": "changed", "clinic": clinic, "agent": "ola.nordmann"}
    said |= {"at": "2026-11-22T10:00:00Z", "touched": []}
    events = (
        f"event: changed\ndata: {json.dumps(said | {'version': n})}\nid: {n}\n\n"
        for n in range(2, count + 2)
    )
    return HEAD + "".join(events).encode()


@pytest.mark.parametrize("clinic", [DDFL, 99_000_200])
async def test_keys_go_before_a_burst_of_events(
    opening: Opening, backend: Backend, clinic: int
) -> None:
    count = 10_000
    proxy = Proxy(backend.endpoint)
    proxy.answer("/events", problem(503, "unavailable"))
    async with (
        serving(proxy) as server,
        opening(WIDE, connect=lambda: Endpoint(server.url), clinic="ddfl") as agent,
    ):
        live, heard = agent.workbench.live, 0
        hear = live.hear

        def count_it(event: Any) -> None:
            nonlocal heard
            heard += 1
            hear(event)

        live.hear = count_it  # type: ignore[method-assign]
        asked = len(proxy.seen)
        proxy.answer("/events", raw(burst(count, clinic)))
        agent.app.gateway.hurry()
        await agent.until(lambda: heard > 0)
        agent.send("question_mark")
        await agent.until(lambda: agent.title == "Hjelp")
        assert heard < count, "the key did not wait for all of them"
        await agent.until(lambda: heard >= count)
        await agent.settle()
        fetched = [r for r in proxy.seen[asked:] if r.target.endswith(f"/clinics/{DDFL}")]
        assert len(fetched) < count / 50, "what comes together is fetched once"


def events_of(agents: Driver, *events: Any) -> None:
    for event in events:
        agents.workbench.live.hear(event)


async def test_W3_nobody_unknown_is_taken_for_the_whole_clinic(wide: Driver) -> None:
    at = datetime(2026, 11, 22, 10, tzinfo=UTC)
    touched = (ChangeOutline(change="add_absence", practitioner=42),)
    event = ClinicChanged(clinic=DDFL, version=9, agent="ola", at=at, touched=touched)
    events_of(wide, event)
    await wide.until(lambda: "ola la til fravær" in wide.words)
    assert "hele legekontoret" not in wide.note
    assert "HER-id 42" in wide.note


def away(**more: Any) -> dict[str, Any]:
    record = {
        "id": str(uuid4()),
        "practitioner": 42,
        "starts": "2026-11-20",
        "ends": "2026-12-20",
        "services": ["timebestilling"],
    }
    return record | more


CONTRADICTIONS: dict[str, dict[str, Any]] = {
    "absence-of-nobody": {"absences": [away()]},
    "offer-of-nobody": {"offers": [{"practitioner": 42, "service": "timebestilling"}]},
    "substitute-of-nobody": {"substitutes": [away(name="Siv")]},
    "epj-of-nobody": {
        "epj_states": [
            {
                "practitioner": 42,
                "service": "timebestilling",
                "switched_off": True,
                "seen_on": "2026-11-20",
            }
        ]
    },
    "report-of-nothing": {
        "step_reports": [
            {
                "substitute": str(uuid4()),
                "step": "own_processes",
                "known": "yes",
                "seen_on": "2026-11-20",
            }
        ]
    },
}


@pytest.mark.parametrize("contradiction", CONTRADICTIONS)
async def test_a_file_about_somebody_who_is_not_there_is_not_understood(
    opening: Opening, backend: Backend, contradiction: str
) -> None:
    proxy = Proxy(backend.endpoint)
    async with backend.another_agent() as ola:
        file = (await ola.file()).model_dump(mode="json")
    proxy.answer(f"/clinics/{DDFL}", answer(200, file | CONTRADICTIONS[contradiction]))
    async with (
        serving(proxy) as server,
        opening(WIDE, connect=lambda: Endpoint(server.url), clinic="ddfl") as agent,
    ):
        assert "kan ikke forstås" in agent.words
        await agent.press("question_mark")
        assert agent.title == "Hjelp"


async def test_a_practitioner_with_more_services_than_a_record_holds(
    opening: Opening, backend: Backend
) -> None:
    proxy = Proxy(backend.endpoint)
    async with backend.another_agent() as ola:
        file = await ola.file()
    whom = file.practitioners[0].her_id
    offers = [{"practitioner": whom, "service": f"tjeneste{n}"} for n in range(30)]
    odd = file.model_dump(mode="json") | {"offers": offers}
    proxy.answer(f"GET /api/v1/clinics/{DDFL}", answer(200, odd))
    async with (
        serving(proxy) as server,
        opening(WIDE, connect=lambda: Endpoint(server.url), clinic="ddfl") as agent,
    ):
        await agent.press("n")
        await agent.fill("starts", "uke 28")
        await agent.go_to("services")
        await agent.press("a", "ctrl+s")
        assert "Høyst 20 tjenester" in agent.words
        await agent.press("escape")


async def test_a_history_that_does_not_tell_of_what_was_saved(wide: Driver) -> None:
    await fill_in(wide)
    await wide.press("ctrl+s")
    empty = HistoryPage(clinic=DDFL, version=2, entries=())
    client = wide.app.gateway._client
    assert client
    with held(client, "history", empty) as asked:
        asked.release()
        await wide.press("u")
    assert "kan ikke forstås" in wide.note
    await wide.press("question_mark")
    assert wide.title == "Hjelp"


@pytest.mark.parametrize("year", ["0001", "9999"])
async def test_a_moment_out_of_all_time(opening: Opening, backend: Backend, year: str) -> None:
    said = {"kind": "changed", "clinic": DDFL, "version": 7, "agent": "ola", "touched": []}
    told = f"event: changed\ndata: {json.dumps(said | {'at': f'{year}-01-01T00:00:00Z'})}\n\n"
    proxy = Proxy(backend.endpoint)
    proxy.answer("/events", raw(HEAD + told.encode()))
    async with (
        serving(proxy) as server,
        opening(WIDE, connect=lambda: Endpoint(server.url), clinic="ddfl") as agent,
    ):
        await agent.until(lambda: len([r for r in proxy.seen if "/events" in r.target]) > 1)
        await agent.press("question_mark")
        assert agent.title == "Hjelp"


async def test_one_change_fetches_the_queue_once(opening: Opening, backend: Backend) -> None:
    proxy = Proxy(backend.endpoint)
    async with (
        serving(proxy) as server,
        opening(WIDE, connect=lambda: Endpoint(server.url), clinic="ddfl") as agent,
        backend.another_agent() as ola,
    ):
        await agent.press("t")
        asked = len(proxy.seen)
        put_off: list[Any] = []
        set_timer = agent.app.screen.set_timer

        def count_it(*args: Any) -> Any:
            put_off.append(args)
            return set_timer(*args)

        agent.app.screen.set_timer = count_it  # type: ignore[method-assign, assignment]
        await ola.add("Per Vikar", date(2026, 11, 23), date(2026, 11, 24))

        def queue() -> int:
            return len([r for r in proxy.seen[asked:] if "/findings" in r.target])

        await agent.until(lambda: queue() > 0)
        bench = agent.workbench
        await ola.api.report(uuid4(), PresenceReport(clinic=DDFL))  # heard after all of the change
        await agent.until(lambda: any("ola" in one.agent for one in bench.state.others))
        await agent.settle()
        assert (queue(), len(put_off)) == (1, 1)


async def test_start_up_is_over_once_and_no_retry_keeps_what_is_garbage(
    opening: Opening, backend: Backend
) -> None:
    over: list[None] = []
    proxy = Proxy(backend.endpoint)
    proxy.answer("", problem(503, "unavailable"))
    frozen = gc.get_freeze_count()
    async with (
        serving(proxy) as server,
        opening(
            WIDE, connect=lambda: Endpoint(server.url), started=lambda: over.append(None)
        ) as agent,
    ):
        assert len(over) == 1
        proxy.open()
        await agent.until(lambda: "tilkoblet" in agent.header)
        await agent.press("escape", "r", "r")
        assert len(over) == 1
    assert gc.get_freeze_count() == frozen


async def test_W4_a_fault_in_the_program_keeps_what_is_typed(
    opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DraftAutosave, "SAVE_WITHIN", 3600.0)  # not before it falls over

    def fail() -> None:
        raise ZeroDivisionError

    async def fall_over() -> None:
        async with opening(WIDE, clinic="ddfl") as agent:
            await agent.press("n")
            await agent.fill("starts", "uke 28")
            agent.workbench.call_later(fail)
            await agent.until(lambda: not agent.is_open)

    with pytest.raises(ZeroDivisionError):
        await fall_over()
    async with opening(WIDE) as agent:
        await agent.until(lambda: "uke 28" in agent.words)
