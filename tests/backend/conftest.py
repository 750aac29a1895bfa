"""A database of its own for each test, and the API on it."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine

from fravaertui.backend.api import create_app
from fravaertui.backend.store.database import open_database
from tests.backend.clinics import AGENT, DDFL_TEST, NOW, OTHER, stored


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with today's tables and nothing in them, made by the migrations."""
    file = tmp_path_factory.mktemp("database") / "empty.db"
    open_database(f"sqlite:///{file}").dispose()
    return file


@pytest.fixture
def database_url(empty_database: Path, tmp_path: Path) -> str:
    """An empty database."""
    file = shutil.copy(empty_database, tmp_path / "fravaertui.db")
    return f"sqlite:///{file}"


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
async def api(two_clinics: Engine, database_url: str) -> AsyncIterator[httpx.AsyncClient]:
    """The API on those two clinics, on 1 June 2024."""
    app = create_app(database_url, now=lambda: NOW, agent=AGENT)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://fravaertui/api/v1") as client,
    ):
        yield client
