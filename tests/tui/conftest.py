"""The workbench on the real backend, each test with a database of its own."""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from textual.drivers.headless_driver import HeadlessDriver

from fravaertui.backend.demo.loading import load_demo
from fravaertui.backend.embedded import EmbeddedBackend, start
from fravaertui.client import Client, Endpoint
from fravaertui.domain.changes import AddAbsence, Change, ChangeRequest, DeleteAbsence
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.domain.model import Absence
from fravaertui.system.session_log import SessionLog
from fravaertui.tui.app import WorkbenchSetup
from tests.tui.driver import NARROW, WIDE, Clock, Driver, opened

AGENT = "kari.nordmann"
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
TODAY = date(2026, 11, 22)
DDFL = 99_000_100

Opening = Callable[..., AbstractAsyncContextManager[Driver]]


class Backend:
    """The embedded backend on a file of its own, and other agents' backends on the same file."""

    def __init__(self, database: Path, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._started: list[EmbeddedBackend] = []
        self.endpoint = self.start(AGENT)

    def start(self, agent: str) -> Endpoint:
        """Start a backend for another agent on the same file, as another process does."""
        backend = start(f"sqlite:///{self._database}", agent=agent, now=self._clock)
        self._started.append(backend)
        return Endpoint("http://localhost", backend.socket_path)

    @asynccontextmanager
    async def another_agent(self) -> AsyncIterator["Colleague"]:
        """Start a backend for another agent."""
        client = Client(self.start("ola.nordmann"))
        try:
            yield Colleague(client)
        finally:
            await client.aclose()

    def stop(self) -> None:
        """Stop answering."""
        for backend in self._started:
            backend.stop()


class Colleague:
    """Another agent, who writes to DDFL Test while the workbench is open."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @property
    def api(self) -> Client:
        """The API as they call it."""
        return self._client

    async def file(self) -> ClinicFile:
        """Return the clinic's file from the backend."""
        return await self._client.clinic(DDFL)

    async def add(
        self,
        practitioner: str | None,
        starts: date,
        ends: date,
        services: tuple[str, ...] = STANDARD_SERVICES,
    ) -> None:
        """Register an absence."""
        who = her_id_of(practitioner, await self.file()) if practitioner else None
        await self.change(
            AddAbsence(
                absence_id=uuid4(),
                practitioner=who,
                starts=starts,
                ends=ends,
                services=services,
            )
        )

    async def delete(self, practitioner: str) -> None:
        """Delete the planned absence of a practitioner."""
        file = await self.file()
        absence = planned_of(practitioner, file)
        await self.change(DeleteAbsence(absence_id=absence.id))

    async def change(self, *changes: Change) -> None:
        """Make changes, as one."""
        request = ChangeRequest(changes=changes)
        version = (await self.file()).version
        await self._client.submit(DDFL, request, version, str(uuid4()))


def her_id_of(name: str, file: ClinicFile) -> int:
    """Return the HER-id of a practitioner of the clinic."""
    return next(p.her_id for p in file.practitioners if p.name == name)


def planned_of(name: str, file: ClinicFile) -> Absence:
    """Return the planned absence of a practitioner."""
    her_id = her_id_of(name, file)
    return next(a for a in file.absences if a.practitioner == her_id and a.starts > TODAY)


@pytest.fixture(scope="session")
def demo_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with the demo data, to be copied."""
    file = tmp_path_factory.mktemp("demo") / "demo.db"
    load_demo(f"sqlite:///{file}", TODAY, national=False)
    return file


@pytest.fixture(scope="session")
def stopping() -> Iterator[list[Thread]]:
    """Threads that stop backends; only joined at the end."""
    threads: list[Thread] = []
    yield threads
    for thread in threads:
        thread.join()


@pytest.fixture
def clock() -> Clock:
    """Return Sunday 22 November 2026, 11 o'clock in Oslo."""
    return Clock(NOW)


@pytest.fixture
def backend(
    demo_database: Path, tmp_path: Path, clock: Clock, stopping: list[Thread]
) -> Iterator[Backend]:
    """Return a running backend with the demo data."""
    file = tmp_path / "fravaertui.db"
    shutil.copyfile(demo_database, file)
    backend = Backend(file, clock)
    yield backend
    thread = Thread(target=backend.stop)
    thread.start()
    stopping.append(thread)


@pytest.fixture
def opening(tmp_path: Path, clock: Clock, request: pytest.FixtureRequest) -> Opening:
    """Return a function that opens the workbench, by default on `backend`."""

    @asynccontextmanager
    async def open_it(
        size: tuple[int, int] = WIDE, *, clinic: str = "", settle: bool = True, **setup: Any
    ) -> AsyncIterator[Driver]:
        if "connect" not in setup:
            endpoint = request.getfixturevalue("backend").endpoint
            setup["connect"] = lambda: endpoint
        usual: dict[str, Any] = {
            "now": clock,
            "log": SessionLog(tmp_path / "log" / "fravaertui.log"),
            "drafts": tmp_path / "drafts",
            "agent": AGENT,
        }
        prepared = WorkbenchSetup(**usual | setup)
        async with opened(prepared, size) as agent:
            agent.is_blind = True
            if settle:
                await agent.settle()
            if clinic:
                await agent.type(clinic)
                await agent.press("enter")
            agent.is_blind = False
            yield agent

    return open_it


@pytest.fixture(params=[WIDE, NARROW], ids=["120x36", "80x24"])
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    """Each of the two sizes the workbench is made for."""
    chosen: tuple[int, int] = request.param
    return chosen


@pytest.fixture
async def agent(opening: Opening, size: tuple[int, int], backend: Backend) -> AsyncIterator[Driver]:
    """Return the workbench with DDFL Test open, at both sizes."""
    async with opening(size, clinic="ddfl") as agent:
        yield agent


@pytest.fixture
async def wide(opening: Opening, backend: Backend) -> AsyncIterator[Driver]:
    """Return the workbench with DDFL Test open, at 120x36."""
    async with opening(WIDE, clinic="ddfl") as agent:
        yield agent


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what is written past the screen's own drawing, such as to the clipboard."""
    written: list[str] = []
    drawing = HeadlessDriver.write

    def write(driver: HeadlessDriver, data: str) -> None:
        written.append(data)
        drawing(driver, data)

    monkeypatch.setattr(HeadlessDriver, "write", write)
    return written


@pytest.fixture
async def triage(
    opening: Opening, size: tuple[int, int], backend: Backend
) -> AsyncIterator[Driver]:
    """Return the queue as it opens, at both sizes."""
    async with opening(size) as agent:
        yield await agent.press("escape", "t")
