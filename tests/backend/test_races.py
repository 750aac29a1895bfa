"""Two servers on one PostgreSQL database, and everything that may go wrong between them.

Whatever is acknowledged is there, once, and the history tells it; what is not can be sent again.
"""

import os
import random
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import combinations
from threading import Barrier, Event, Lock
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import Engine

from fravaertui.backend.store import clinic_files, history
from fravaertui.backend.store.transactions import reading
from fravaertui.domain.changes import Change, DeleteAbsence, SetPatientInformation
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.history import HistoryEntry
from fravaertui.domain.records import canonical
from tests.backend.records import ASTRID, BO, CLINIC, DDFL_TEST, OTHER, absence, body, headers
from tests.backend.serving import served
from tests.backend.test_serve import FAR_AHEAD, one_day
from tests.domain.entries import replayed
from tests.postgres import Postgres

RIVALS = 8
WRITERS = 6
WRITES = int(os.environ.get("RACE_WRITES", "120"))
LONGEST_TRIED = 60
"""Seconds a client goes on sending one change; it takes a fraction of one unless all is lost."""

PEOPLE = {CLINIC: (ASTRID, BO, None), OTHER.clinic.her_id: (OTHER.practitioners[0].her_id, None)}


@pytest.fixture
def database_url(postgres_url: str) -> str:
    """The shared desk's kind; that of SQLite's is in `test_serve`."""
    return postgres_url


def test_W1_of_eight_who_change_one_absence_at_once_one_wins_and_seven_are_told(
    two_clinics: Engine, database_url: str
) -> None:
    first = absence(FAR_AHEAD, FAR_AHEAD + timedelta(days=9)).model_copy(
        update={"confirmed": ("far_ahead",)}
    )
    barrier = Barrier(RIVALS)

    def rival(url: str) -> httpx.Response:
        shorter = DeleteAbsence(absence_id=first.absence_id)
        with httpx.Client(base_url=url, timeout=30) as client:
            client.get("/healthz")
            barrier.wait()
            return client.post(changes_of(CLINIC), content=body(shorter), headers=headers(2))

    with ExitStack() as both, ThreadPoolExecutor(RIVALS) as threads:
        urls = [both.enter_context(served(database_url)).url for _ in range(2)]
        made = httpx.post(urls[0] + changes_of(CLINIC), content=body(first), headers=headers(1))
        assert made.status_code == httpx.codes.OK, made.text
        answers = list(threads.map(rival, urls * (RIVALS // 2)))
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [httpx.codes.OK] + [httpx.codes.PRECONDITION_FAILED] * (RIVALS - 1)
    told = [answer.json() for answer in answers if answer.status_code != httpx.codes.OK]
    assert {(one["current_version"], one["changed_by"] is None) for one in told} == {(3, False)}


def test_W1_the_same_request_at_both_servers_at_once_is_done_once_and_answered_alike(
    two_clinics: Engine, database_url: str
) -> None:
    def send(client: httpx.Client, content: str, number: int) -> bytes:
        given = headers(number + 1, f"at-both-{number}")
        return client.post(changes_of(CLINIC), content=content, headers=given).content

    with ExitStack() as both, ThreadPoolExecutor(4) as threads:
        urls = [both.enter_context(served(database_url)).url for _ in range(2)]
        clients = [both.enter_context(httpx.Client(base_url=url, timeout=30)) for url in urls * 2]
        for number in range(10):
            content = body(one_day(number))
            answers = {
                one.result() for one in [threads.submit(send, c, content, number) for c in clients]
            }
            assert len(answers) == 1
    assert [entry.version for entry in history_of(two_clinics, CLINIC)[0]] == list(range(2, 12))


@dataclass
class Desk:
    """What all the writers together have been told, and where the servers are."""

    urls: list[str]
    lock: Lock = field(default_factory=Lock)
    acknowledged: list[tuple[int, int, str]] = field(default_factory=list)
    refused: int = 0
    sent_again: int = 0
    given_up: Event = field(default_factory=Event)

    def count(self) -> int:
        """How many changes have come to an end."""
        return len(self.acknowledged) + self.refused

    def wait_for(self, count: int) -> None:
        """Return when so many changes have come to an end."""
        deadline = time.monotonic() + LONGEST_TRIED
        while self.count() < count:
            assert time.monotonic() < deadline, "nobody gets anything done any more"
            time.sleep(0.01)


def test_W1_nothing_acknowledged_is_lost_or_done_twice_whatever_is_killed(
    two_clinics: Engine, database_url: str, postgres_server: Postgres
) -> None:
    """Connections are ended and a server is killed all the while; clients send with their keys."""
    with ExitStack() as stack:
        both = [stack.enter_context(served(database_url)) for _ in range(2)]
        desk = Desk([server.url for server in both])
        threads = stack.enter_context(ThreadPoolExecutor(WRITERS + 1))
        stack.callback(desk.given_up.set)
        killer = threads.submit(end_connections, postgres_server, database_url, desk.given_up)
        writers = [threads.submit(write, desk, random.Random(n)) for n in range(WRITERS)]
        desk.wait_for(WRITES // 3)
        both[0].process.kill()
        both[0].process.wait()
        desk.wait_for(WRITES * 2 // 3)
        desk.urls[0] = stack.enter_context(served(database_url)).url
        for writer in writers:
            writer.result()
        desk.given_up.set()
        assert killer.result() > 0
    assert desk.sent_again > 0
    assert desk.refused > 0
    for clinic, first in ((CLINIC, DDFL_TEST), (OTHER.clinic.her_id, OTHER)):
        told = [(version, change) for at, version, change in desk.acknowledged if at == clinic]
        entries, last = history_of(two_clinics, clinic)
        assert sorted(told) == [
            (entry.version, change.model_dump_json())
            for entry in entries
            for change in entry.request.changes
        ]
        assert_told_whole(first, entries, last)


def assert_told_whole(first: ClinicFile, entries: list[HistoryEntry], last: ClinicFile) -> None:
    """From the first file and the history the last is found; no days overlap in it."""
    file = first
    for entry in entries:
        assert entry.removed.version == file.version
        file = replayed(file, entry)
    assert canonical(file) == last
    for one, other in combinations(last.absences, 2):
        if one.practitioner == other.practitioner and set(one.services) & set(other.services):
            assert one.ends < other.starts or other.ends < one.starts


def write(desk: Desk, chance: random.Random) -> None:
    """Make changes until enough have been made."""
    own: list[tuple[int, UUID]] = []
    with httpx.Client(timeout=10) as client:
        while desk.count() < WRITES and not desk.given_up.is_set():
            clinic = chance.choice(list(PEOPLE))
            change = any_change(chance, clinic, own)
            answer = settled(client, desk, chance, clinic, change)
            with desk.lock:
                if answer.status_code == httpx.codes.OK:
                    version = answer.json()["version"]
                    desk.acknowledged.append((clinic, version, change.model_dump_json()))
                else:
                    desk.refused += 1


def settled(
    client: httpx.Client, desk: Desk, chance: random.Random, clinic: int, change: Change
) -> httpx.Response:
    """Send a change as a client does that may lose any answer, until it is made or refused."""
    version, key = 0, ""
    deadline = time.monotonic() + LONGEST_TRIED
    while time.monotonic() < deadline and not desk.given_up.is_set():
        try:
            url = chance.choice(desk.urls)
            if not version:
                key = f"race-{uuid4()}"
                file = client.get(f"{url}/api/v1/clinics/{clinic}").raise_for_status()
                version = file.json()["version"]
            answer = client.post(
                url + changes_of(clinic), content=body(change), headers=headers(version, key)
            )
        except (httpx.TransportError, httpx.HTTPStatusError):
            desk.sent_again += 1
            continue
        match answer.status_code:
            case httpx.codes.OK | httpx.codes.UNPROCESSABLE_ENTITY:
                return answer
            case httpx.codes.PRECONDITION_FAILED:
                version = 0
            case httpx.codes.SERVICE_UNAVAILABLE:
                desk.sent_again += 1
            case _:
                pytest.fail(f"{answer.status_code}: {answer.text}")
    pytest.fail("nobody answers any more")


def any_change(chance: random.Random, clinic: int, own: list[tuple[int, UUID]]) -> Change:
    """Return a change that may be refused: days meet other days, and absences are gone."""
    mine = [absence_id for at, absence_id in own if at == clinic]
    if len(mine) > chance.randrange(6):
        gone = chance.choice(mine)
        if chance.randrange(3):
            own.remove((clinic, gone))
        return DeleteAbsence(absence_id=gone)
    if not chance.randrange(6):
        return SetPatientInformation(text=f"Telefonen er åpen {uuid4()}")
    starts = FAR_AHEAD + timedelta(days=chance.randrange(400))
    change = absence(
        starts,
        starts + timedelta(days=chance.randrange(20)),
        practitioner=chance.choice(PEOPLE[clinic]),
        services=("ekontakt",),
    ).model_copy(update={"confirmed": ("far_ahead",)})
    own.append((clinic, change.absence_id))
    return change


def end_connections(server: Postgres, database_url: str, over: Event) -> int:
    """End the servers' connections one by one, again and again; return how many."""
    name = database_url.partition("?")[0].rpartition("/")[2]
    ended = 0
    while not over.wait(0.05):
        ended += server.count(
            "SELECT count(pg_terminate_backend(pid)) FROM (SELECT pid FROM pg_stat_activity"
            f" WHERE datname = '{name}' AND application_name = 'fravaertui'"
            " ORDER BY random() LIMIT 1) AS one"
        )
    return ended


def history_of(engine: Engine, clinic: int) -> tuple[list[HistoryEntry], ClinicFile]:
    """Return a clinic's history, the oldest first, and its file as it is now."""
    with reading(engine) as connection:
        file = clinic_files.load(connection, clinic)
        assert file
        return list(history.entries(connection, file))[::-1], file


def changes_of(clinic: int) -> str:
    return f"/api/v1/clinics/{clinic}/changes"
