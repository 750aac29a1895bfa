"""A disk that is full, a database that is taken away: told, and nothing is said to be saved."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fravaertui.backend import embedded
from fravaertui.backend.store import sqlite
from fravaertui.client import Client, Endpoint
from fravaertui.client.errors import NotStored
from fravaertui.domain.changes import ChangeRequest, SetPatientInformation
from fravaertui.texts.catalogue import screen_words
from tests.backend.clinics import AGENT, CLINIC
from tests.backend.serving import served

NB = screen_words("nb")
NO_ROOM = "PRAGMA max_page_count = 1"
"""No more pages than there are: SQLite then says what it says of a full disk."""
_SERVED_WITHOUT_ROOM = f"""
from fravaertui.backend.store import sqlite
sqlite._PRAGMAS += ({NO_ROOM!r},)
"""


@contextmanager
def embedded_at(url: str) -> Iterator[Endpoint]:
    backend = embedded.start(url, agent=AGENT)
    try:
        yield Endpoint("http://localhost", backend.socket_path)
    finally:
        backend.stop()


async def write_until_refused(client: Client, most: int = 200) -> tuple[NotStored, int]:
    """Change a clinic's text until that can't be stored; return why, and the version before."""
    for version in range(1, most):
        text = SetPatientInformation(text=f"{version} {'x' * 150}")
        wanted = ChangeRequest(changes=(text,))
        try:
            await client.submit(CLINIC, wanted, version, f"the-key-of-{version}")
        except NotStored as error:
            return error, version
    raise AssertionError("everything was stored")


async def full(endpoint: Endpoint) -> None:
    client = Client(endpoint)
    error, version = await write_until_refused(client)
    assert error.sentence(NB) == "Disken er full. Ingenting ble lagret."
    assert (await client.clinic(CLINIC)).version == version
    await client.aclose()


@pytest.mark.usefixtures("two_clinics")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_full_disk_is_told_by_the_backend_inside(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "_PRAGMAS", (*sqlite._PRAGMAS, NO_ROOM))
    with embedded_at(database_url) as endpoint:
        await full(endpoint)


@pytest.mark.usefixtures("two_clinics")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_full_disk_is_told_by_a_server(database_url: str) -> None:
    with served(database_url, _SERVED_WITHOUT_ROOM) as server:
        await full(Endpoint(server.url))
        assert any("the disk is full" in line for line in server.logged())


def take_away(file: Path, *, replaced: bool) -> None:
    file.rename(file.with_suffix(".old"))
    if replaced:
        file.touch()


@pytest.mark.usefixtures("two_clinics")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("replaced", [False, True])
async def test_a_file_taken_away_while_the_program_runs_is_told(
    database_url: str, *, replaced: bool
) -> None:
    """SQLite itself would say that all is well, and lose it at the end."""
    file = Path(database_url.removeprefix("sqlite:///"))
    with embedded_at(database_url) as endpoint:
        client = Client(endpoint)
        take_away(file, replaced=replaced)
        error, version = await write_until_refused(client, 3)
        assert version == 1
        assert "Databasefila er borte eller byttet ut" in error.sentence(NB)
        await client.aclose()
