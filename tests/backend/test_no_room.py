"""A disk that is full, a database that is taken away: told, and nothing is said to be saved."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg
import pytest
from sqlalchemy import Engine, text

from fravaertui.backend import embedded
from fravaertui.backend.store import sqlite
from fravaertui.backend.store.transactions import writing
from fravaertui.client import Client, Endpoint
from fravaertui.client.errors import NotStored
from fravaertui.domain.changes import ChangeRequest, SetPatientInformation
from fravaertui.texts.catalogue import screen_words
from tests.backend.records import AGENT, CLINIC
from tests.backend.serving import Server, served

NB = screen_words("nb")
NO_ROOM = "PRAGMA max_page_count = 1"
"""No more pages than there are: SQLite then says what it says of a full disk."""
_SERVED_WITHOUT_ROOM = f"""
from fravaertui.backend.store import sqlite
sqlite._PRAGMAS += ({NO_ROOM!r},)
"""


REFUSES = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '{code}'; END $$;
CREATE TRIGGER refuse BEFORE {what} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse();
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


def status(server: Server, path: str) -> int:
    return httpx.get(f"{server.url}{path}").status_code


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
        assert status(server, "/readyz") == httpx.codes.INSUFFICIENT_STORAGE
        assert status(server, "/healthz") == httpx.codes.OK


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_server_without_room_is_not_ready_until_there_is_again(database_url: str) -> None:
    with served(database_url) as server, psycopg.connect(database_url, autocommit=True) as other:
        other.execute(REFUSES.format(code="53100", table="probe", what="INSERT").encode())
        for _ in range(2):
            assert status(server, "/readyz") == httpx.codes.INSUFFICIENT_STORAGE
        other.execute("DROP TRIGGER refuse ON probe")
        assert status(server, "/readyz") == httpx.codes.OK


@pytest.mark.usefixtures("two_clinics")
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("code", "told"), [("53100", "Disken er full."), ("XX001", "Databasen er skadet")]
)
async def test_what_a_server_says_of_its_disk_is_told(
    database_url: str, code: str, told: str
) -> None:
    with psycopg.connect(database_url) as other:
        other.execute(REFUSES.format(code=code, table="clinic", what="UPDATE").encode())
    with embedded_at(database_url) as endpoint:
        client = Client(endpoint)
        error, version = await write_until_refused(client, 2)
        assert error.sentence(NB).startswith(told)
        assert (await client.clinic(CLINIC)).version == version
        await client.aclose()


@pytest.mark.usefixtures("two_clinics")
async def test_a_table_lost_while_the_program_runs_is_told(
    database_url: str, engine: Engine
) -> None:
    with embedded_at(database_url) as endpoint:
        client = Client(endpoint)
        with writing(engine) as connection:
            connection.execute(text("ALTER TABLE directory RENAME TO lost"))
        with pytest.raises(NotStored) as lost:
            await client.directory()
        assert "mangler tabeller" in lost.value.sentence(NB)
        await client.aclose()


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
        assert "Databasefilen er borte eller byttet ut" in error.sentence(NB)
        await client.aclose()
