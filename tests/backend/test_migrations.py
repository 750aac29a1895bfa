"""A database of an earlier version of the program goes on being used (0001 to now)."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, MetaData, insert, make_url, text

from fravaertui.backend.demo import demo_files
from fravaertui.backend.services.clinics import ClinicService
from fravaertui.backend.services.container import Services
from fravaertui.backend.services.database import Database
from fravaertui.backend.services.directory_import import DirectoryImport
from fravaertui.backend.store import clinic_files, history, migrate, postgres, sqlite, tables
from fravaertui.backend.store.database import open_database
from fravaertui.backend.store.transactions import reading, writing
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.directory.entries import ClinicEntry, Entry, Origin
from fravaertui.domain.directory.plan import Mark, Plan
from fravaertui.domain.fields import Value
from fravaertui.domain.model import ClinicFacts, Known
from fravaertui.domain.records import canonical
from fravaertui.protocol.work_queue import FindingFilter
from fravaertui.registers.desk_table import COLUMNS, rows
from fravaertui.registers.reading import read
from fravaertui.registers.table_writing import csv_table
from tests.backend.records import KARI, NOW
from tests.postgres import Postgres
from tests.registers.register_files import export, organisation, person

TODAY = NOW.date()
DEMO = demo_files(TODAY)
GUARDS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger UNION SELECT conname FROM pg_constraint",
}


@pytest.fixture(params=["sqlite", "postgresql"])
def first_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database as the first version left it, with the demo clinics in it."""
    with _made(request, tmp_path, "0001", _fill) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def imported_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database into which a register was read before it was noted who holds a list."""
    with _made(request, tmp_path, "0004", _import) as url:
        yield url


@contextmanager
def _made(
    request: pytest.FixtureRequest,
    folder: Path,
    revision: str,
    fill: Callable[[Connection], None],
) -> Iterator[str]:
    if request.param == "sqlite":
        url = f"sqlite:///{folder / 'first.db'}"
        engine = sqlite.open_engine(make_url(url), folder / "first.db", connections=1, waits=5)
        _make(engine, revision, fill)
        yield url
    else:
        server: Postgres = request.getfixturevalue("postgres_server")
        name = server.create()
        engine = postgres.open_engine(make_url(server.url(name)), connections=1, waits=5)
        _make(engine, revision, fill)
        yield server.url(name)
        server.drop(name)


def _make(engine: Engine, revision: str, fill: Callable[[Connection], None]) -> None:
    with writing(engine) as connection:
        config = Config()
        config.set_main_option("script_location", str(migrate.MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        fill(connection)
    engine.dispose()


def _fill(connection: Connection) -> None:
    """Write with the columns there were, not with the tables of today."""
    metadata = MetaData()
    metadata.reflect(connection)
    for file in DEMO:
        for name, row in _rows(file):
            table = metadata.tables[name]
            known = {column: value for column, value in row.items() if column in table.c}
            connection.execute(insert(table).values(known))


def _rows(file: ClinicFile) -> Iterator[tuple[str, dict[str, Any]]]:
    clinic = file.clinic.her_id
    yield "clinic", {**file.clinic.model_dump(mode="json"), "version": file.version}
    parts: dict[str, tuple[Value, ...]] = {
        "practitioner": file.practitioners,
        "offer": file.offers,
        "absence": file.absences,
        "substitute": file.substitutes,
        "epj_state": file.epj_states,
    }
    for name, records in parts.items():
        for record in records:
            row = {"clinic": clinic, **_plain(record)}
            for service in row.pop("services", [row.get("service")]):
                yield name, row | {"service": service}


def _plain(record: Value) -> dict[str, Any]:
    """A record as the first version kept it: ids without dashes, days as days."""
    row = record.model_dump()
    return {
        name: value.hex if name == "id" else value
        for name, value in row.items()
        if not isinstance(value, Known)
    }


def test_a_database_of_the_first_version_is_brought_up_to_date_with_all_it_has(
    first_url: str,
) -> None:
    engine = open_database(first_url, migrates=True)
    with reading(engine) as connection:
        for before in DEMO:
            loaded = clinic_files.load(connection, before.clinic.her_id)
            assert loaded == canonical(_as_first_version_knew(before))
    engine.dispose()


def test_registers_can_be_imported_into_it(first_url: str) -> None:
    engine = open_database(first_url, migrates=True)
    imports = DirectoryImport(Database(engine))
    own = imports.plan(_table(engine), Origin(source="egen liste", as_of=TODAY))
    assert {row.mark for row in own.rows} == {Mark.SAME}
    clinic = DEMO[0].clinic.her_id
    facts = ClinicFacts(name="Nytt navn", street="Testveien 1")
    said = [ClinicEntry(her_id=file.clinic.her_id, facts=facts) for file in DEMO[:3]]
    planned = imports.plan(said, Origin(source="Adresseregisteret", as_of=TODAY))
    imports.apply(planned, "test", consent=False)
    with reading(engine) as connection:
        after = clinic_files.load(connection, clinic)
        assert after
        assert after.clinic.source == "Adresseregisteret"
        entries = list(history.entries(connection, after))
    engine.dispose()
    assert [entry.removed.clinic.name for entry in entries] == [DEMO[0].clinic.name]
    assert after.absences == canonical(DEMO[0]).absences


def _table(engine: Engine) -> list[Entry]:
    facts = ClinicService(Database(engine)).directory_facts()
    content = csv_table(COLUMNS, rows(facts.entries))
    return read(io.BytesIO(content), "tabell.csv", TODAY).entries


OFFICE, TESTINE, TESTOLF = 99100001, 99100002, 99100004


def _import(connection: Connection) -> None:
    """Write what an import of that version wrote of an office and two who work there."""
    metadata = MetaData()
    metadata.reflect(connection)
    told = {"source": "Adresseregisteret", "as_of": "2024-05-01"}
    bare = {
        "starts": None,
        "ends": None,
        "name": "Testbygda legekontor",
        "phone": "",
        "street": "",
        "organisation_number": "",
        "postal_code": "",
        "postal_place": "",
        "municipality_code": "",
        "municipality": "",
        "patient_information": "",
        "her_id": OFFICE,
        "epj_vendor": "",
        "source": "",
        "as_of": None,
    }
    office = bare | told
    people = [
        {
            "starts": None,
            "ends": None,
            "name": name,
            "without_gp": False,
            "her_id": her_id,
            "hpr_number": 9900001,
            "set_up": "unknown",
            "set_up_as_of": None,
            "practitioner_overview": "unknown",
            **told,
        }
        for her_id, name in ((TESTINE, "Testine Testesen"), (TESTOLF, "Testolf Testad"))
    ]
    day = {"as_of": date(2024, 5, 1)}
    tables_then = metadata.tables
    connection.execute(insert(tables_then["clinic"]).values(office | day | {"version": 2}))
    for listed in people:
        row = listed | day | {"clinic": OFFICE}
        connection.execute(insert(tables_then["practitioner"]).values(row))
    nothing: dict[str, Any] = {
        "offers": [],
        "absences": [],
        "substitutes": [],
        "epj_states": [],
        "step_reports": [],
        "vendor": None,
    }
    change = {"kind": "update_from_register", "practitioners": people, "offers": [], "removed": []}
    connection.execute(
        insert(tables_then["change_log"]).values(
            clinic=OFFICE,
            version_before=1,
            version_after=2,
            at=NOW.replace(tzinfo=None),
            agent="kari.nordmann",
            request={"changes": [change | {"clinic": None}], "case_reference": None},
            removed={"version": 1, "clinic": bare, "practitioners": [], **nothing},
            added={"version": 2, "clinic": office, "practitioners": people, **nothing},
        )
    )


def test_R5_who_was_taken_for_a_gp_without_a_word_of_it_is_unknown_after_the_next_import(
    imported_url: str,
) -> None:
    engine = open_database(imported_url, migrates=True)
    imports = DirectoryImport(Database(engine))
    own = DESK_HEADING + f"\nbehandler;{TESTOLF};{OFFICE};Testolf Testad;nei"
    said = read(io.BytesIO(own.encode()), "tabell.csv", TODAY).entries
    [row] = _apply(imports, said, Origin(source="egen liste", as_of=TODAY)).rows
    assert [(c.field, c.before, c.after) for c in row.changes] == [("holds_list", "unknown", "yes")]
    register = Origin(source="Adresseregisteret", as_of=TODAY)
    file = export(organisation(), person(), person(TESTOLF))
    entries = read(io.BytesIO(file), "fil.json", TODAY).entries
    planned = _apply(imports, entries, register)
    told = {row.her_id: {c.field: (c.before, c.after) for c in row.changes} for row in planned.rows}
    assert told[TESTINE]["holds_list"] == ("yes", "unknown")
    assert "holds_list" not in told[TESTOLF], "R1: the desk has said it"
    again = imports.plan(entries, register)
    assert {row.mark for row in again.rows} == {Mark.SAME}
    with reading(engine) as connection:
        after = clinic_files.load(connection, OFFICE)
        assert after
        holders = {p.her_id: p.holds_list for p in after.practitioners}
        first = list(history.entries(connection, after))[-1]
    engine.dispose()
    assert holders == {TESTINE: Known.UNKNOWN, TESTOLF: Known.YES}
    assert {p.her_id for p in first.added.practitioners} == {TESTINE, TESTOLF}


DESK_HEADING = "type;her_id;virksomhet;navn;liste_uten_fastlege"


def _apply(imports: DirectoryImport, entries: list[Entry], origin: Origin) -> Plan:
    planned = imports.plan(entries, origin)
    imports.apply(planned, "test", consent=False)
    return planned


def test_its_findings_are_worked_out_when_they_are_asked_for(first_url: str) -> None:
    engine = open_database(first_url, migrates=True)
    page = Services(engine, lambda _: NOW).findings.page(KARI, FindingFilter())
    engine.dispose()
    assert page.pending == 0
    assert {"F01", "F02", "F09", "F13"} <= {row.code for row in page.rows}


def test_what_was_guarded_is_guarded_still(first_url: str) -> None:
    engine = open_database(first_url, migrates=True)
    with reading(engine) as connection:
        guards = set(connection.scalars(text(GUARDS[connection.dialect.name])))
    engine.dispose()
    for name in (
        tables.NO_OVERLAP,
        tables.APPEND_ONLY,
        "vendor_append_only",
        "finding_mark_append_only",
    ):
        assert any(guard.startswith(name) for guard in guards), name


def _as_first_version_knew(file: ClinicFile) -> ClinicFile:
    """The same clinic with nothing known of what the first version had no place for."""
    return file.model_copy(
        update={
            "clinic": file.clinic.model_copy(update={"epj_vendor": ""}),
            "practitioners": tuple(
                p.model_copy(update={"without_gp": False, "practitioner_overview": Known.UNKNOWN})
                for p in file.practitioners
            ),
            "substitutes": tuple(
                s.model_copy(update={"her_id": None, "own_list": Known.UNKNOWN})
                for s in file.substitutes
            ),
            "step_reports": (),
            "vendor": None,
        }
    )
