"""Opening the database: made private, kept safe, brought up to date, or refused in one sentence."""

import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, make_url, text

from fravaertui.backend.store import migrate, sqlite
from fravaertui.backend.store.database import DatabaseUnusable, open_database
from fravaertui.backend.store.tables import metadata
from fravaertui.backend.store.transactions import writing
from tests.backend.one_database import ON_SQLITE
from tests.postgres import Postgres

OPENS_WHEN_TOLD = """
import sys
from fravaertui.backend.store.database import open_database
print("ready", flush=True)
sys.stdin.readline()
open_database(sys.argv[1], migrates=True).dispose()
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database that nothing has been made in yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'fravaertui.db'}"
    else:
        server: Postgres = request.getfixturevalue("postgres_server")
        name = server.create()
        yield server.url(name)
        server.drop(name)


def test_a_new_database_is_its_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "data" / "fravaertui.db"
    engine = open_database(f"sqlite:///{file}")
    with writing(engine) as connection:
        connection.execute(text("UPDATE directory SET revision = 1"))
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()}
    engine.dispose()
    assert set(modes) >= {"fravaertui.db", "fravaertui.db-wal"}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@ON_SQLITE
@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)]
)
def test_acknowledged_writes_survive_a_power_cut(
    engine: Engine, pragma: str, value: str | int
) -> None:
    """`synchronous` 2 is FULL: the setting that lost nothing when the power was cut."""
    with engine.connect() as connection:
        assert connection.scalar(text(f"PRAGMA {pragma}")) == value


def test_the_migrations_make_the_tables_that_the_program_uses(engine: Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_newest_migration_is_the_one_that_is_asked_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [migrate.HEAD]


def test_alembic_is_not_loaded_for_a_database_that_is_up_to_date(database_url: str) -> None:
    program = (
        "import sys; from fravaertui.backend.store.database import open_database;"
        f"open_database({database_url!r}); sys.exit('alembic' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_several_programs_may_make_the_same_database_at_once(new_url: str) -> None:
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", OPENS_WHEN_TOLD, new_url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for program in programs:
        assert program.stdout
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        assert program.stdin
        program.stdin.write("go\n")
        program.stdin.flush()
    for program in programs:
        _, errors = program.communicate(timeout=60)
        assert (program.returncode, errors) == (0, "")
    engine = open_database(new_url)
    assert migrate.is_usable(engine)
    engine.dispose()


def test_turning_on_the_journal_waits_for_another_programs_first_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite itself refuses at once; the other's write ends in the moment that we wait."""
    file = tmp_path / "fravaertui.db"
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr("time.sleep", lambda _: other.execute("COMMIT"))
    engine = sqlite.open_engine(make_url(f"sqlite:///{file}"), file, connections=1, waits=5)
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
    engine.dispose()
    other.close()


def test_a_database_of_a_newer_program_is_left_alone(engine: Engine, database_url: str) -> None:
    """But a program that runs already goes on: migrations only add."""
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for migrates in (False, True):
        with pytest.raises(DatabaseUnusable, match="newer version of fravaertui"):
            open_database(database_url, migrates=migrates)
    assert migrate.is_usable(engine)


@pytest.mark.parametrize("new_url", ["postgresql"], indirect=True)
def test_a_shared_database_is_brought_up_to_date_only_when_told(new_url: str) -> None:
    for _ in range(2):
        with pytest.raises(DatabaseUnusable, match="run `fravaertui migrate`"):
            open_database(new_url)
    open_database(new_url, migrates=True).dispose()
    open_database(new_url).dispose()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:secret@127.0.0.1:1/desk",
        "postgresql://me@127.0.0.1:1/desk?password=secret",
        "postgresql://me:secret@/desk?host=/nowhere",
        "postgresql://me:secret@127.0.0.1:1/desk?no_such_option=1",
    ],
)
def test_a_server_that_can_not_be_used_is_told_in_one_line_and_the_password_not_repeated(
    url: str,
) -> None:
    with pytest.raises(DatabaseUnusable, match="/desk can't be used: ") as refusal:
        open_database(url)
    assert "secret" not in str(refusal.value)
    assert str(refusal.value).isprintable()


@pytest.mark.parametrize("new_url", ["postgresql"], indirect=True)
def test_connections_that_the_server_ends_are_replaced_unnoticed(new_url: str) -> None:
    engine = open_database(new_url, migrates=True)
    with engine.connect() as idle:
        ended = idle.scalar(text("SELECT pg_backend_pid()"))
    with psycopg.connect(new_url) as other:
        assert other.execute("SELECT pg_terminate_backend(%s, 5000)", [ended]).fetchone() == (True,)
    assert migrate.is_usable(engine)
    engine.dispose()


@pytest.mark.parametrize(
    "url",
    [
        "mysql://db.example/x",
        "postgresql+asyncpg://db.example/x",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite+other:///x.db",
        "sqlite:///file:x.db?uri=true",
    ],
)
def test_another_database_is_refused_and_the_password_not_repeated(url: str) -> None:
    with pytest.raises(DatabaseUnusable, match="can be a SQLite file") as refusal:
        open_database(url.replace("//db", "//me:secret@db"))
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("url", ["", "fravaertui.db", "postgresql://db:port/x", "\x1b[2J"])
def test_what_is_not_the_name_of_a_database_is_refused(url: str) -> None:
    with pytest.raises(DatabaseUnusable, match="sqlite:///path") as refusal:
        open_database(url)
    assert str(refusal.value).isprintable()


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Kjære pasient, " * 100)
    with pytest.raises(DatabaseUnusable, match="not a database"):
        open_database(f"sqlite:///{file}")
    assert file.read_text() == "Kjære pasient, " * 100


def test_a_folder_that_can_not_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseUnusable, match=r"file/fravaertui\.db can't be opened"):
        open_database(f"sqlite:///{tmp_path}/file/fravaertui.db")
