"""How soon all who listen are told: two servers on one PostgreSQL database, many listeners."""

import asyncio
import json
import time
from contextlib import ExitStack
from datetime import timedelta
from statistics import quantiles
from urllib.parse import urlsplit
from uuid import uuid4

import httpx

from benchmarks.figures import Figure
from benchmarks.place import TODAY, Place
from fravaertui.backend.demo.loading import load_demo
from fravaertui.backend.store.database import open_database
from fravaertui.domain.changes import AddAbsence, ChangeRequest
from fravaertui.protocol.directory import Directory
from tests import postgres
from tests.backend.records import headers
from tests.backend.serving import served

LISTENERS = 200
CHANGES = 40
ROUNDS = 3
_LONGEST_SECONDS = 60.0


def listeners(place: Place) -> list[Figure]:  # noqa: ARG001 - it has a database of its own
    """Let half of the listeners hear of each change from the server it was not sent to."""
    with ExitStack() as stack:
        server = stack.enter_context(postgres.running())
        url = server.url(server.create())
        open_database(url, migrates=True).dispose()
        load_demo(url, TODAY, national=False)
        urls = [stack.enter_context(served(url)).url for _ in range(2)]
        rounds = [asyncio.run(_told(urls)) for _ in range(ROUNDS)]
    return [
        Figure(f"{LISTENERS} listeners told, half of them", "ms", [_at(50, ms) for ms in rounds]),
        Figure(f"{LISTENERS} listeners told, 99 of 100", "ms", [_at(99, ms) for ms in rounds]),
    ]


def _at(percent: int, taken: list[float]) -> float:
    return quantiles(taken, n=100)[percent - 1]


async def _told(urls: list[str]) -> list[float]:
    """Return how long after it was sent each change reached each listener, in ms."""
    sent: dict[int, float] = {}
    async with asyncio.timeout(_LONGEST_SECONDS):
        listening = [asyncio.Event() for _ in range(LISTENERS)]
        hearing = [
            asyncio.create_task(_hear(urls[at % 2], sent, begun))
            for at, begun in enumerate(listening)
        ]
        for begun in listening:
            await begun.wait()
        await _change(urls[0], sent)
        return [ms for taken in await asyncio.gather(*hearing) for ms in taken]


async def _hear(url: str, sent: dict[int, float], begun: asyncio.Event) -> list[float]:
    """Read the stream by hand, so that it is the servers that are measured."""
    address = urlsplit(url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(b"GET /api/v1/events HTTP/1.1\r\nhost: localhost\r\n\r\n")
    taken: list[float] = []
    while len(taken) < CHANGES:
        row = await reader.readline()
        if not row:
            raise RuntimeError("the server ended the stream")
        if row.startswith(b"data: "):
            begun.set()
            told = json.loads(row.removeprefix(b"data: "))
            if told["kind"] == "changed":
                taken.append((time.perf_counter() - sent[told["version"]]) * 1000)
    writer.close()
    return taken


async def _change(url: str, sent: dict[int, float]) -> None:
    """Register absences one after the other, on days of their own."""
    async with httpx.AsyncClient(base_url=f"{url}/api/v1") as client:
        found = (await client.get("/directory")).content
        clinic = Directory.model_validate_json(found).clinics[0]
        version = (await client.get(f"/clinics/{clinic.her_id}")).json()["version"]
        for _ in range(CHANGES):
            day = TODAY + timedelta(days=100 + 2 * version)
            change = AddAbsence(
                absence_id=uuid4(),
                practitioner=clinic.practitioners[0].her_id,
                starts=day,
                ends=day,
                services=("timebestilling",),
            )
            sent[version + 1] = time.perf_counter()
            answer = await client.post(
                f"/clinics/{clinic.her_id}/changes",
                content=ChangeRequest(changes=(change,)).model_dump_json(),
                headers=headers(version, str(uuid4())),
            )
            version = answer.raise_for_status().json()["version"]
