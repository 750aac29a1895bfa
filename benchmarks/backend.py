"""What the backend does for one call: with the database alone, and over a unix socket."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from functools import partial
from hashlib import sha256
from itertools import cycle, islice
from pathlib import Path
from uuid import uuid4

from benchmarks.figures import Baseline, Figure
from benchmarks.http_load import calls_per_second, serving
from benchmarks.place import TODAY, Place
from benchmarks.timing import Call, in_turns
from fravaertui.backend.services.clinics import Submission
from fravaertui.backend.services.container import Services
from fravaertui.backend.store.database import open_database
from fravaertui.domain.changes import AddAbsence, Change, ChangeRequest, DeleteAbsence
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.protocol.auth import Agent, Role

CALLS = 100
TARGETS = 25
HTTP_ROUNDS = 7
_AGENT = Agent(name="bench", role=Role.AGENT)
_TABLES = ("practitioner", "offer", "absence", "substitute", "epj_state")


def backend(place: Place) -> list[Figure]:
    """Load and change clinics in a copy of the country; then ask a server of it for pages."""
    copy = place.home / "copy.db"
    shutil.copy(place.database, copy)
    url = f"sqlite:///{copy}"
    services = Services(open_database(url))
    try:
        loaded, submitted = _loaded(place, services, copy), _submitted(place, services)
    finally:
        services.close()
    return [
        Figure("the whole country loaded into a new database", "ms", [place.loading_ms]),
        loaded,
        submitted,
        *_served(place, url),
    ]


def _loaded(place: Place, services: Services, database: Path) -> Figure:
    clinics = [clinic.her_id for clinic in place.directory.clinics[:CALLS]]
    services.clinics.document(clinics[0])
    calls: list[Call] = [partial(services.clinics.document, clinic) for clinic in clinics]
    again = cycle(clinics)
    with closing(sqlite3.connect(database)) as raw:

        def raw_rows() -> None:
            clinic = (next(again),)
            raw.execute("SELECT * FROM clinic WHERE her_id = ?", clinic).fetchall()
            for table in _TABLES:
                raw.execute(f"SELECT * FROM {table} WHERE clinic = ?", clinic).fetchall()

        return in_turns("one clinic loaded", "µs", calls, raw_rows, "its raw rows")


def _submitted(place: Place, services: Services) -> Figure:
    calls = islice(_changes(place, services), CALLS)
    with closing(sqlite3.connect(place.home / "raw.db", isolation_level=None)) as raw:
        raw.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (x)")

        def one_row() -> None:
            raw.execute("INSERT INTO t VALUES ('x')")

        return in_turns("a change submitted", "µs", calls, one_row, "one raw row")


def _changes(place: Place, services: Services) -> Iterator[Call]:
    """Add an absence to the largest clinic and delete it, over and over."""
    clinic = place.largest.her_id
    file = ClinicFile.model_validate_json(services.clinics.document(clinic).content)
    version = file.version
    starts = TODAY + timedelta(days=400)
    while True:
        absence = uuid4()
        add = AddAbsence(
            absence_id=absence,
            practitioner=place.largest.practitioners[0].her_id,
            starts=starts,
            ends=starts + timedelta(days=20),
            services=STANDARD_SERVICES,
        )
        for change in (add, DeleteAbsence(absence_id=absence)):
            yield partial(submit, services, clinic, version, change)
            version += 1


def submit(services: Services, clinic: int, version: int, change: Change) -> None:
    """Make a change by itself."""
    request = ChangeRequest(changes=(change,))
    wanted = sha256(request.model_dump_json().encode()).digest()
    answer = services.clinics.submit(
        Submission(_AGENT, clinic, version, str(uuid4()), wanted, request)
    )
    if answer.status != 200:
        raise RuntimeError(f"the change was answered {answer.status}")


def _served(place: Place, database: str) -> list[Figure]:
    clinics = place.directory.clinics[:TARGETS]
    pages = [f"/api/v1/citizen/{clinic.practitioners[0].her_id}" for clinic in clinics]
    files = [f"/api/v1/clinics/{clinic.her_id}" for clinic in clinics]
    rates: dict[str, list[float]] = {"bare": [], "citizen": [], "clinic": []}
    with (
        serving(place.home / "bare.sock") as bare,
        serving(place.home / "ours.sock", database) as ours,
    ):
        for number in range(HTTP_ROUNDS + 1):
            asked = (("bare", bare, pages * 5), ("citizen", ours, pages), ("clinic", ours, files))
            for name, socket, targets in asked:
                rate = calls_per_second(socket, targets)
                if number:
                    rates[name].append(rate)
    baseline = Baseline("bare ASGI", rates["bare"])
    return [
        Figure("citizen's page", "/s", rates["citizen"], baseline, most_is_best=True),
        Figure("a clinic's file", "/s", rates["clinic"], baseline, most_is_best=True),
    ]
