"""A desk that is shared: two servers on one PostgreSQL database, with its disk, and many agents."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from itertools import cycle
from statistics import quantiles
from uuid import uuid4

import httpx

from benchmarks.figures import Figure
from benchmarks.place import TODAY, Place
from fravaertui.backend.demo.loading import load_demo
from fravaertui.backend.store.database import open_database
from fravaertui.domain.changes import AddAbsence, Change, ChangeRequest, DeleteAbsence
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.protocol.directory import Directory, DirectoryClinic
from tests import postgres
from tests.backend.records import headers
from tests.backend.serving import served

AGENTS = 8
CHANGES_EACH = 60
ROUNDS = 3


def shared(place: Place) -> list[Figure]:  # noqa: ARG001 - it has a database of its own
    """Let agents at as many clinics change absences, over both servers in turn."""
    with ExitStack() as stack:
        server = stack.enter_context(postgres.running())
        url = server.url(server.create())
        open_database(url, migrates=True).dispose()
        load_demo(url, TODAY, national=False)
        urls = [stack.enter_context(served(url)).url for _ in range(2)]
        found = httpx.get(f"{urls[0]}/api/v1/directory").content
        clinics = Directory.model_validate_json(found).clinics[:AGENTS]
        threads = stack.enter_context(ThreadPoolExecutor(AGENTS))
        rates, slowest = [], []
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            taken = list(threads.map(_work, [urls] * AGENTS, clinics))
            rates.append(AGENTS * CHANGES_EACH / (time.perf_counter() - begun))
            slowest.append(quantiles([ms for some in taken for ms in some], n=100)[98])
    return [
        Figure("changes over two servers", "/s", rates, most_is_best=True),
        Figure("99 of 100 changes within", "ms", slowest),
    ]


def _work(urls: Sequence[str], clinic: DirectoryClinic) -> list[float]:
    """Add an absence and delete it, over and over; return how long each change took, in ms."""
    taken: list[float] = []
    path = f"/api/v1/clinics/{clinic.her_id}"
    with ExitStack() as stack:
        clients = cycle(stack.enter_context(httpx.Client(base_url=url)) for url in urls)
        version = next(clients).get(path).json()["version"]
        absence = uuid4()
        for number in range(CHANGES_EACH):
            if number % 2 == 0:
                absence = uuid4()
                change: Change = AddAbsence(
                    absence_id=absence,
                    practitioner=clinic.practitioners[0].her_id,
                    starts=TODAY + timedelta(days=400),
                    ends=TODAY + timedelta(days=420),
                    services=STANDARD_SERVICES,
                )
            else:
                change = DeleteAbsence(absence_id=absence)
            content = ChangeRequest(changes=(change,)).model_dump_json()
            given = headers(version, str(uuid4()))
            begun = time.perf_counter()
            answer = next(clients).post(f"{path}/changes", content=content, headers=given)
            taken.append((time.perf_counter() - begun) * 1000)
            version = answer.raise_for_status().json()["version"]
    return taken
