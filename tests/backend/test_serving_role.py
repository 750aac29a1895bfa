"""On PostgreSQL the role that serves has the rights its work takes, and none over the history.

That they are enough, every test of the API shows: `api` serves as that role.
"""

from collections.abc import Iterator

import httpx
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import ProgrammingError

from fravaertui.backend.store import identity, serving_role, tables
from fravaertui.backend.store.database import DatabaseUnusable, open_database
from fravaertui.backend.store.transactions import reading, writing
from fravaertui.cli.main import main
from tests.backend.conftest import SERVING
from tests.backend.records import CLINIC, NOW, absence, body, headers
from tests.postgres import Postgres

CHANGES = f"/clinics/{CLINIC}/changes"
REFUSED = [
    *("UPDATE change_log SET agent = 'someone.else'", "DELETE FROM change_log"),
    *("TRUNCATE change_log", "DROP TABLE change_log", "ALTER TABLE change_log ADD COLUMN more int"),
    "ALTER TABLE change_log DISABLE TRIGGER change_log_append_only",
    *("ALTER TABLE change_log DISABLE TRIGGER ALL", "SET session_replication_role = replica"),
    "DROP TRIGGER change_log_append_only ON change_log",
    "CREATE RULE gone AS ON INSERT TO change_log DO INSTEAD NOTHING",
    "CREATE OR REPLACE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
    "DROP FUNCTION refuse_rewriting() CASCADE",
    *("UPDATE vendor SET name = ''", "DELETE FROM vendor"),
    *("UPDATE finding_mark SET agent = ''", "DELETE FROM finding_mark"),
    *("UPDATE batch SET agent = 'someone.else'", "DELETE FROM batch"),
    *("DELETE FROM clinic", "TRUNCATE clinic CASCADE", "DROP TABLE absence CASCADE"),
    "ALTER TABLE absence DROP CONSTRAINT absence_no_overlap",
    "UPDATE first_answer SET body = ''",
    *("UPDATE identity SET id = 'another'", "UPDATE alembic_version SET version_num = '0001'"),
    *(
        "CREATE TABLE more (number int)",
        "CREATE TRIGGER more BEFORE INSERT ON change_log "
        "FOR EACH ROW EXECUTE FUNCTION refuse_rewriting('more')",
    ),
    "SET ROLE postgres",
]


@pytest.fixture
def database_url(postgres_url: str) -> str:
    """Files have no roles."""
    return postgres_url


@pytest.fixture
def serving(serving_url: str) -> Iterator[Engine]:
    """The database as the role that serves has it."""
    engine = open_database(serving_url)
    yield engine
    engine.dispose()


def test_each_table_has_its_rights() -> None:
    assert set(serving_role.RIGHTS) == {*tables.metadata.tables, "alembic_version"}


@pytest.mark.parametrize("statement", REFUSED)
async def test_W2_the_role_that_serves_can_neither_rewrite_nor_remove(
    api: httpx.AsyncClient, engine: Engine, serving: Engine, statement: str
) -> None:
    assert (await api.post(CHANGES, content=body(absence()), headers=headers(1))).status_code == 200
    with pytest.raises(ProgrammingError, match=r"InsufficientPrivilege"), writing(serving) as there:
        there.execute(text(statement))
    with reading(engine) as connection:
        assert connection.scalar(text("SELECT count(*) FROM change_log")) == 1


def test_only_the_owner_gives_rights(
    postgres_server: Postgres, serving_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    postgres_server.run("CREATE ROLE third LOGIN")
    try:
        assert main(["migrate", "--serve-as", "third", "--database", serving_url]) == 1
    finally:
        postgres_server.run("DROP ROLE third")
    assert "bare eieren av tabellene kan gi rettigheter" in capsys.readouterr().err


def test_migrate_gives_the_rights_in_place_of_others(
    database_url: str, engine: Engine, serving: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    with writing(engine) as connection:
        connection.execute(text(f"GRANT ALL ON change_log, identity TO {SERVING}"))
    assert main(["migrate", "--serve-as", SERVING, "--database", database_url]) == 0
    assert f"Rollen {SERVING} har rettighetene" in capsys.readouterr().out
    with pytest.raises(ProgrammingError), writing(serving) as there:
        there.execute(text("DELETE FROM change_log"))
    with pytest.raises(ProgrammingError), writing(serving) as there:
        identity.renew(there, NOW)


def test_a_restored_database_gets_its_identity_and_its_rights_at_once(
    database_url: str, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    with reading(engine) as connection:
        before = identity.of(connection)
    restored = ["migrate", "--restored", "--serve-as", SERVING, "--database", database_url]
    assert main(restored) == 0
    assert "sin egen" in capsys.readouterr().out
    with reading(engine) as connection:
        assert identity.of(connection) != before


def test_a_role_that_may_do_all_is_refused(
    postgres_server: Postgres, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    postgres_server.run("CREATE ROLE second LOGIN SUPERUSER")
    try:
        assert main(["migrate", "--serve-as", "second", "--database", database_url]) == 1
    finally:
        postgres_server.run("DROP ROLE second")
    assert "kan alt det eieren av tabellene kan" in capsys.readouterr().err


@pytest.mark.parametrize("role", ["nobody_here", 'x"; DROP TABLE probe; --', "", "DESK"])
def test_a_role_that_is_not_there_is_told(
    database_url: str, engine: Engine, role: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["migrate", "--serve-as", role, "--database", database_url]) == 1
    assert "kan ikke brukes" in capsys.readouterr().err
    with reading(engine) as connection:
        assert connection.scalar(text("SELECT count(*) FROM probe")) == 0


def test_a_file_has_no_roles(sqlite_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate", "--serve-as", SERVING, "--database", sqlite_url]) == 1
    assert "bare en database på en tjener har roller" in capsys.readouterr().err


def test_a_server_whose_role_lacks_rights_does_not_start(engine: Engine, serving_url: str) -> None:
    with writing(engine) as connection:
        connection.execute(text(f"REVOKE ALL ON presence FROM {SERVING}"))
    with pytest.raises(DatabaseUnusable, match="--serve-as"):
        open_database(serving_url)
    with writing(engine) as connection:
        connection.execute(text(f"REVOKE ALL ON alembic_version FROM {SERVING}"))
    with pytest.raises(DatabaseUnusable):
        open_database(serving_url)
