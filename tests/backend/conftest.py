"""A database of its own for each test, on SQLite and on PostgreSQL, and the API on it."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine

from fravaertui.backend.store import serving_role
from fravaertui.backend.store.database import open_database
from fravaertui.backend.store.transactions import writing
from tests import postgres
from tests.backend.records import DDFL_TEST, OTHER, stored
from tests.backend.serving import asked

SERVING = "desk"
"""The role that serves databases on PostgreSQL: it has the rights that it is given, no more."""


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with today's tables and nothing in them, made by the migrations."""
    file = tmp_path_factory.mktemp("database") / "empty.db"
    open_database(f"sqlite:///{file}").dispose()
    return file


@pytest.fixture
def sqlite_url(empty_database: Path, tmp_path: Path) -> str:
    """An empty database in a file."""
    file = shutil.copy(empty_database, tmp_path / "fravaertui.db")
    return f"sqlite:///{file}"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Postgres]:
    """A PostgreSQL server, started by the first test that needs one."""
    with postgres.running(*postgres.WITHOUT_DISK) as server:
        yield server


@pytest.fixture(scope="session")
def empty_template(postgres_server: postgres.Postgres) -> str:
    """A database with today's tables and nothing in them, for others to be made from."""
    name = postgres_server.create()
    postgres_server.run(f"CREATE ROLE {SERVING} LOGIN")
    migrated = open_database(postgres_server.url(name), migrates=True)
    with writing(migrated) as connection:
        serving_role.grant(connection, SERVING)
    migrated.dispose()
    return name


@pytest.fixture
def postgres_url(postgres_server: postgres.Postgres, empty_template: str) -> Iterator[str]:
    """An empty database on a server."""
    name = postgres_server.create(empty_template)
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database, of either kind: what the store promises holds on both."""
    url: str = request.getfixturevalue(
        "sqlite_url" if request.param == "sqlite" else "postgres_url"
    )
    return url


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """A database of either kind that many examples are tried in."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('shared') / 'shared.db'}"
    else:
        server = request.getfixturevalue("postgres_server")
        url = server.url(server.create(request.getfixturevalue("empty_template")))
    engine = open_database(url)
    yield engine
    engine.dispose()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """The empty database, open."""
    engine = open_database(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def two_clinics(engine: Engine) -> Engine:
    """A database with DDFL Test, which has no absence yet, and another clinic."""
    stored(engine, [DDFL_TEST, OTHER])
    return engine


@pytest.fixture
def serving_url(database_url: str) -> str:
    """The same database, for the role that serves; the tests themselves own it."""
    return database_url.replace(f"//{postgres.OWNER}@", f"//{SERVING}@")


@pytest.fixture
async def api(two_clinics: Engine, serving_url: str) -> AsyncIterator[httpx.AsyncClient]:
    """The API on those two clinics, on 1 June 2024."""
    async with asked(serving_url) as client:
        yield client
