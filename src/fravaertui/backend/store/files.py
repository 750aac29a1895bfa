"""Loading clinic files whole, and saving them as the difference between old and new.

The store knows records, not changes: whatever the domain makes of a file is saved the same way.
A changed record is removed and added again, all removals first, so that the database's guard
never meets days that are only half moved.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import (
    Connection,
    Delete,
    Engine,
    Select,
    Table,
    bindparam,
    delete,
    exists,
    insert,
    select,
    update,
)

from fravaertui.backend.store import tables
from fravaertui.backend.store.records import Difference, arranged, difference
from fravaertui.backend.store.transactions import writing
from fravaertui.domain.model import (
    Absence,
    Clinic,
    ClinicFile,
    EpjState,
    Practitioner,
    ServiceOffer,
    Substitute,
    Value,
)

Row = dict[str, Any]
Record = TypeVar("Record", bound=Value)

_CLINICS_AT_ONCE = 200


class VersionMoved(Exception):
    """The file has been saved by someone else since it was loaded (rule W1)."""


def _records_of_clinic(table: Table) -> Select[Any]:
    """Select the fields of a clinic's records; the service, where there is one, comes last."""
    fields = [c for c in table.columns if c.name not in ("clinic", "number", "service")]
    if "service" in table.columns:
        fields.append(table.c.service)
    return select(*fields).where(table.c.clinic == bindparam("clinic"))


def _removal(table: Table) -> Delete:
    """Remove a row that is in every column as it was loaded."""
    fields = [c for c in table.columns if c.name != "number"]
    return delete(table).where(
        *(c.is_not_distinct_from(bindparam(c.name, type_=c.type)) for c in fields)
    )


_RECORD_TABLES = (
    tables.practitioner,
    tables.offer,
    tables.absence,
    tables.substitute,
    tables.epj_state,
)
_OF_CLINIC = {table: _records_of_clinic(table) for table in _RECORD_TABLES}
_REMOVAL = {table: _removal(table) for table in _RECORD_TABLES}
_CLINIC = select(tables.clinic).where(tables.clinic.c.her_id == bindparam("clinic"))


def load(connection: Connection, her_id: int) -> ClinicFile | None:
    """Return the clinic's file as it is now, None when there is no such clinic."""
    found = connection.execute(_CLINIC, {"clinic": her_id}).mappings().first()
    if found is None:
        return None
    clinic = dict(found)
    return arranged(
        ClinicFile(
            version=clinic.pop("version"),
            clinic=Clinic(**clinic),
            practitioners=_records(connection, tables.practitioner, her_id, Practitioner),
            offers=_records(connection, tables.offer, her_id, ServiceOffer),
            absences=_records_with_services(connection, tables.absence, her_id, Absence),
            substitutes=_records_with_services(connection, tables.substitute, her_id, Substitute),
            epj_states=_records(connection, tables.epj_state, her_id, EpjState),
        )
    )


def save(connection: Connection, before: ClinicFile, after: ClinicFile) -> Difference:
    """Store what is different, one version on, and return it; `added` has the new version.

    Raises VersionMoved when `before` is no longer the version that is stored.
    """
    version = before.version + 1
    stored = connection.execute(
        update(tables.clinic)
        .where(tables.clinic.c.her_id == before.clinic.her_id)
        .where(tables.clinic.c.version == before.version)
        .values(**after.clinic.model_dump(), version=version)
    )
    if stored.rowcount != 1:
        raise VersionMoved
    changed = difference(before, after.model_copy(update={"version": version}))
    for table, rows in _rows(changed.removed).items():
        connection.execute(_REMOVAL[table], rows)
    for table, rows in _rows(changed.added).items():
        connection.execute(insert(table), rows)
    practitioners = changed.removed.practitioners + changed.added.practitioners
    if practitioners or before.clinic != after.clinic:
        _raise_directory_revision(connection)
    return changed


def load_files(engine: Engine, files: Iterable[ClinicFile]) -> int:
    """Store clinics that are not there yet, versions as they come; return how many.

    All or none: IntegrityError when one is there already, shares a practitioner with another,
    or has desk absences that overlap.
    """
    with writing(engine) as connection:
        return add(connection, files)


def add(connection: Connection, files: Iterable[ClinicFile]) -> int:
    """Do what `load_files` does, in a transaction that is already open."""
    count = 0
    remaining = iter(files)
    while some := list(islice(remaining, _CLINICS_AT_ONCE)):
        clinics = [{**file.clinic.model_dump(), "version": file.version} for file in some]
        connection.execute(insert(tables.clinic), clinics)
        for table, rows in _rows(*some).items():
            connection.execute(insert(table), rows)
        count += len(some)
    _raise_directory_revision(connection)
    return count


def is_empty(connection: Connection) -> bool:
    """Tell whether there is no clinic at all."""
    return not connection.scalar(select(exists(select(tables.clinic))))


def clinic_of(connection: Connection, practitioner: int) -> int | None:
    """Return the HER-id of the practitioner's clinic, None for an unknown practitioner."""
    return connection.scalar(
        select(tables.practitioner.c.clinic).where(tables.practitioner.c.her_id == practitioner)
    )


def _records(
    connection: Connection, table: Table, clinic: int, model: type[Record]
) -> tuple[Record, ...]:
    found = connection.execute(_OF_CLINIC[table], {"clinic": clinic})
    names = tuple(found.keys())
    return tuple(model(**dict(zip(names, row, strict=True))) for row in found.all())


def _records_with_services(
    connection: Connection, table: Table, clinic: int, model: type[Record]
) -> tuple[Record, ...]:
    """Gather the rows that differ in their service only, the last column."""
    found = connection.execute(_OF_CLINIC[table], {"clinic": clinic})
    names = tuple(found.keys())[:-1]
    gathered: dict[tuple[Any, ...], list[str]] = {}
    for *record, service in found.all():
        gathered.setdefault(tuple(record), []).append(service)
    return tuple(
        model(**dict(zip((*names, "services"), (*record, tuple(services)), strict=True)))
        for record, services in gathered.items()
    )


def _rows(*files: ClinicFile) -> dict[Table, list[Row]]:
    """Return the rows of the files' records, for the tables that have any."""
    rows: dict[Table, list[Row]] = {}
    for file in files:
        records = (
            (tables.practitioner, file.practitioners),
            (tables.offer, file.offers),
            (tables.absence, file.absences),
            (tables.substitute, file.substitutes),
            (tables.epj_state, file.epj_states),
        )
        for table, some in records:
            for record in some:
                rows.setdefault(table, []).extend(_rows_of(record, file.clinic.her_id))
    return rows


def _rows_of(record: Value, clinic: int) -> Iterator[Row]:
    row = {"clinic": clinic, **record.model_dump()}
    services = row.pop("services", None)
    if services is None:
        yield row
    else:
        for service in services:
            yield {**row, "service": service}


def _raise_directory_revision(connection: Connection) -> None:
    connection.execute(update(tables.directory).values(revision=tables.directory.c.revision + 1))
