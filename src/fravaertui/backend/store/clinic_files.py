"""Loading clinic files whole, and saving them as the difference between old and new.

The store knows records, not changes: however the domain has changed a file, it is saved the same
way. A changed record is removed and added again, all removals first, so that the database's guard
never meets days that are only half moved.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    CursorResult,
    Delete,
    Select,
    Table,
    bindparam,
    delete,
    exists,
    insert,
    select,
    update,
)

from fravaertui.backend.store import tables, vendors
from fravaertui.backend.store.unreadable import FAULTS, Unreadable, left_out
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import Value
from fravaertui.domain.model import (
    Absence,
    Clinic,
    Confirmed,
    EpjState,
    Practitioner,
    ServiceOffer,
    StepReport,
    Substitute,
)
from fravaertui.domain.records import Difference, canonical, difference

Row = dict[str, Any]

_CLINICS_AT_ONCE = 200


class VersionMoved(Exception):
    """The file has been saved by someone else since it was loaded (rule W1)."""


def _removal(table: Table) -> Delete:
    """Remove a row that is in every column as it was loaded."""
    return delete(table).where(*(_as_loaded(c) for c in table.columns if c.name != "number"))


def _as_loaded(column: Column[Any]) -> ColumnElement[bool]:
    """Compare without `IS NOT DISTINCT FROM`, for which PostgreSQL uses no index."""
    value = bindparam(column.name, type_=column.type)
    return column.is_not_distinct_from(value) if column.nullable else column == value


_PARTS: dict[str, tuple[Table, type[Value]]] = {
    "practitioners": (tables.practitioner, Practitioner),
    "offers": (tables.offer, ServiceOffer),
    "absences": (tables.absence, Absence),
    "substitutes": (tables.substitute, Substitute),
    "epj_states": (tables.epj_state, EpjState),
    "step_reports": (tables.step_report, StepReport),
}
"""The table of each part of a file."""

_REMOVAL = {table: _removal(table) for table, _ in _PARTS.values()}


_SAVE_CLINIC = (
    update(tables.clinic)
    .where(tables.clinic.c.her_id == bindparam("loaded"))
    .where(tables.clinic.c.version == bindparam("loaded_version"))
)
_RAISE_REVISION = update(tables.directory).values(revision=tables.directory.c.revision + 1)
"""Made once: an import runs them for each clinic."""


_CONFIRMED = [tables.confirmation.c[name] for name in ("clinic", *Confirmed.model_fields)]


def _selects(matches: Callable[[Column[Any]], ColumnElement[bool]]) -> dict[Table, Select[Any]]:
    """Select clinics and their records: the clinic first; the service, if there is one, last."""
    selects = {tables.clinic: select(tables.clinic).where(matches(tables.clinic.c.her_id))}
    for table, _ in _PARTS.values():
        fields = [c for c in table.columns if c.name not in ("clinic", "number", "service")]
        if "service" in table.columns:
            fields.append(table.c.service)
        selects[table] = select(table.c.clinic, *fields).where(matches(table.c.clinic))
    again = tables.confirmation.c
    selects[tables.confirmation] = (
        select(*_CONFIRMED).where(matches(again.clinic)).order_by(again.party, again.set_up)
    )
    return selects


_OF_ONE = _selects(lambda clinic: clinic == bindparam("clinic"))
"""Separate, because it is the hot path and takes two thirds of the time of a list of one."""
_OF_SOME = _selects(lambda clinic: clinic.in_(bindparam("clinic", expanding=True)))


def lock_clinics(connection: Connection, her_ids: Sequence[int]) -> None:
    """Wait for the locks of these clinics, and hold them until the transaction ends.

    Whatever is read from now on includes the previous writer's changes. Clinics are always locked
    in the same order, so that no two writers wait for each other.
    """
    some = select(tables.clinic.c.her_id).where(tables.clinic.c.her_id.in_(her_ids))
    in_order = some.order_by(tables.clinic.c.her_id)
    connection.execute(in_order.with_for_update(key_share=True))


def load(connection: Connection, her_id: int) -> ClinicFile | None:
    """Return the clinic's file as it is now, None when there is no such clinic.

    Raises Unreadable.
    """
    try:
        return next(iter(_load(connection, _OF_ONE, her_id)), None)
    except FAULTS as error:
        raise Unreadable("clinic", her_id) from error


def confirmed(connection: Connection, her_id: int) -> tuple[Confirmed, ...]:
    """Return what registers have said again of the clinic."""
    rows = connection.execute(_OF_ONE[tables.confirmation], {"clinic": her_id})
    return tuple(_records(rows, Confirmed).get(her_id, ()))


def load_some(connection: Connection, her_ids: Sequence[int]) -> list[ClinicFile]:
    """Return the files of those clinics that exist and can be read."""
    try:
        return _load(connection, _OF_SOME, her_ids)
    except FAULTS:
        return [file for her_id in her_ids for file in _if_readable(connection, her_id)]


def _if_readable(connection: Connection, her_id: int) -> list[ClinicFile]:
    try:
        return _load(connection, _OF_ONE, her_id)
    except FAULTS:
        left_out("clinic", her_id)
        return []


def _load(
    connection: Connection, selects: dict[Table, Select[Any]], her_ids: int | Sequence[int]
) -> list[ClinicFile]:
    def rows(table: Table) -> CursorResult[Any]:
        return connection.execute(selects[table], {"clinic": her_ids})

    clinics = rows(tables.clinic).mappings().all()
    parts = {part: _records(rows(table), model) for part, (table, model) in _PARTS.items()}
    again = _records(rows(tables.confirmation), Confirmed)
    known = {code: vendors.facts(connection, code) for code in {c["epj_vendor"] for c in clinics}}
    return [
        canonical(
            ClinicFile(
                version=clinic["version"],
                clinic=Clinic(**{name: clinic[name] for name in Clinic.model_fields}),
                vendor=known[clinic["epj_vendor"]],
                confirmed=tuple(again.get(clinic["her_id"], ())),
                **{part: tuple(of.get(clinic["her_id"], ())) for part, of in parts.items()},
            )
        )
        for clinic in clinics
    ]


def load_register_facts(connection: Connection, *, offers: bool) -> dict[int, ClinicFile]:
    """Return every clinic with its practitioners, their offers if asked for, and nothing else.

    Each is as of the last day on which its register said so. Raises Unreadable: what can't be read
    can't be compared.
    """
    people: dict[int, list[Practitioner]] = {}
    listed = [tables.practitioner.c[name] for name in Practitioner.model_fields]
    for clinic, *fields in connection.execute(select(tables.practitioner.c.clinic, *listed)):
        record = dict(zip(Practitioner.model_fields, fields, strict=True))
        try:
            people.setdefault(clinic, []).append(Practitioner(**record))
        except FAULTS as error:
            raise Unreadable("practitioner", record["her_id"]) from error
    offered: dict[int, list[ServiceOffer]] = {}
    if offers:
        fields = [tables.offer.c[name] for name in ServiceOffer.model_fields]
        try:
            offered = _records(
                connection.execute(select(tables.offer.c.clinic, *fields)), ServiceOffer
            )
        except FAULTS as error:
            raise Unreadable("offers", 0) from error
    again = _records(connection.execute(select(*_CONFIRMED)), Confirmed)
    found = {}
    for row in connection.execute(select(tables.clinic)).mappings():
        try:
            clinic = Clinic(**{name: row[name] for name in Clinic.model_fields})
        except FAULTS as error:
            raise Unreadable("clinic", row["her_id"]) from error
        theirs = tuple(people.get(clinic.her_id, ()))
        found[clinic.her_id] = _as_told(
            ClinicFile(
                version=row["version"],
                clinic=clinic,
                practitioners=theirs,
                offers=tuple(offered.get(clinic.her_id, ())),
                confirmed=tuple(again.get(clinic.her_id, ())),
            )
        )
    return found


def _as_told(file: ClinicFile) -> ClinicFile:
    if not file.confirmed:
        return file
    people = tuple(map(file.told, file.practitioners))
    return file.model_copy(update={"clinic": file.told(file.clinic), "practitioners": people})


def save(connection: Connection, before: ClinicFile, after: ClinicFile) -> Difference:
    """Store the difference as the next version, and return it; `added` has that version.

    Raises VersionMoved when `before` is no longer the version that is stored.
    """
    [changed] = save_many(connection, [(before, after)])
    if is_in_directory(changed):
        raise_directory_revision(connection)
    return changed


def is_in_directory(changed: Difference) -> bool:
    """Tell whether a difference is one of what the directory shows."""
    practitioners = changed.removed.practitioners + changed.added.practitioners
    return bool(practitioners) or changed.removed.clinic != changed.added.clinic


def save_many(
    connection: Connection, files: Sequence[tuple[ClinicFile, ClinicFile]]
) -> list[Difference]:
    """Save different clinics like `save`, each before and after.

    It is left to the caller to raise the directory's revision.
    """
    changed = [
        difference(before, after.model_copy(update={"version": before.version + 1}))
        for before, after in files
    ]
    stored = connection.execute(
        _SAVE_CLINIC,
        [
            {
                **of.added.clinic.model_dump(),
                "version": of.added.version,
                "loaded": of.removed.clinic.her_id,
                "loaded_version": of.removed.version,
            }
            for of in changed
        ],
    )
    if stored.rowcount != len(files):
        raise VersionMoved
    for table, rows in _rows(*(of.removed for of in changed)).items():
        connection.execute(_REMOVAL[table], rows)
    for table, rows in _rows(*(of.added for of in changed)).items():
        connection.execute(insert(table), rows)
    return changed


def add(connection: Connection, files: Iterable[ClinicFile]) -> int:
    """Store new clinics at the versions they have; return how many.

    Raises IntegrityError when one exists already, shares a practitioner with another, or has desk
    absences that overlap.
    """
    count = 0
    remaining = iter(files)
    while some := list(islice(remaining, _CLINICS_AT_ONCE)):
        clinics = [{**file.clinic.model_dump(), "version": file.version} for file in some]
        connection.execute(insert(tables.clinic), clinics)
        for table, rows in _rows(*some).items():
            connection.execute(insert(table), rows)
        count += len(some)
    raise_directory_revision(connection)
    return count


def is_empty(connection: Connection) -> bool:
    """Tell whether there are no clinics."""
    return not connection.scalar(select(exists(select(tables.clinic))))


def clinic_of(connection: Connection, practitioner: int) -> int | None:
    """Return the HER-id of the practitioner's clinic, None for an unknown practitioner."""
    return connection.scalar(
        select(tables.practitioner.c.clinic).where(tables.practitioner.c.her_id == practitioner)
    )


def _records(found: CursorResult[Any], model: type[Value]) -> dict[int, list[Any]]:
    """Return the records of each clinic."""
    names = tuple(found.keys())[1:]
    rows: Iterable[Sequence[Any]] = found.all()
    if "services" in model.model_fields:
        names = (*names[:-1], "services")
        rows = _with_services(rows)
    records: dict[int, list[Any]] = {}
    for clinic, *fields in rows:
        records.setdefault(clinic, []).append(model(**dict(zip(names, fields, strict=True))))
    return records


def _with_services(rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """Merge the rows that differ in their service only, the last column."""
    gathered: dict[tuple[Any, ...], list[str]] = {}
    for *record, service in rows:
        gathered.setdefault(tuple(record), []).append(service)
    return ((*record, tuple(services)) for record, services in gathered.items())


def _rows(*files: ClinicFile) -> dict[Table, list[Row]]:
    """Return the rows of the files' records, for the tables that have any."""
    rows: dict[Table, list[Row]] = {}
    for file in files:
        for part, (table, _) in _PARTS.items():
            for record in getattr(file, part):
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


def raise_directory_revision(connection: Connection) -> None:
    """Tell that what the directory shows has changed."""
    connection.execute(_RAISE_REVISION)
