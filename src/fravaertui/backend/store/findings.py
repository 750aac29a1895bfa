"""Stored findings: clinic by clinic, for today and for requested coming days.

A row in `diagnosis` says that a clinic's findings of a day are up to date with its file. Where
there is none they are pending: after midnight, or when the vendor table has changed.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Connection, delete, exists, func, insert, select

from fravaertui.backend.store.tables import clinic, diagnosis, finding
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.findings import Finding, findings


def replace(connection: Connection, file: ClinicFile, today: date) -> None:
    """Compute the findings of a changed file; those of other days are removed."""
    for table in (finding, diagnosis):
        connection.execute(delete(table).where(table.c.clinic == file.clinic.her_id))
    _insert(connection, [file], today, [file.clinic.her_id])


def compute(
    connection: Connection,
    clinics: Sequence[int],
    some: Iterable[ClinicFile],
    day: date,
    today: date,
) -> None:
    """Compute the findings of a day for clinics that lack them; those of past days are removed.

    A clinic without a file can't be read: it counts as scanned, without findings.
    """
    for table in (finding, diagnosis):
        replaced = (table.c.day == day) | (table.c.day < today)
        connection.execute(delete(table).where(table.c.clinic.in_(clinics), replaced))
    _insert(connection, some, day, clinics)


def invalidate(connection: Connection) -> None:
    """Mark every clinic as pending; its findings remain until it is scanned again."""
    connection.execute(delete(diagnosis))


def forget(connection: Connection, her_ids: Sequence[int]) -> None:
    """Mark some clinics as pending, like `invalidate`."""
    connection.execute(delete(diagnosis).where(diagnosis.c.clinic.in_(her_ids)))


def pending(connection: Connection, day: date) -> int:
    """Return how many clinics are pending for a day."""
    return connection.scalar(select(func.count()).select_from(clinic).where(_missing(day))) or 0


def next_pending(connection: Connection, day: date, most: int, *, free: bool) -> list[int]:
    """Return some of the clinics that are pending for a day, locked.

    Clinics that another writer has locked are waited for, or skipped if `free` is set.
    """
    some = select(clinic.c.her_id).where(_missing(day)).order_by(clinic.c.her_id).limit(most)
    held = connection.scalars(
        some.with_for_update(key_share=True, of=clinic, skip_locked=free)
    ).all()
    # Another may have scanned them while we waited.
    return list(connection.scalars(some.where(clinic.c.her_id.in_(held))))


def _missing(day: date) -> ColumnElement[bool]:
    return ~exists().where(diagnosis.c.clinic == clinic.c.her_id, diagnosis.c.day == day)


def _insert(
    connection: Connection, some: Iterable[ClinicFile], day: date, clinics: Iterable[int]
) -> None:
    done = [{"clinic": clinic, "day": day} for clinic in clinics]
    rows = []
    for file in some:
        place = {"clinic": file.clinic.her_id, "day": day}
        rows += [place | _row(one) for one in _each_once(findings(file, day))]
    for table, some_rows in ((diagnosis, done), (finding, rows)):
        if some_rows:
            connection.execute(insert(table), some_rows)


def _each_once(found: Iterable[Finding]) -> Iterable[Finding]:
    return {(one.key, one.fingerprint): one for one in found}.values()


def _row(found: Finding) -> dict[str, object]:
    return {
        "key": found.key,
        "fingerprint": found.fingerprint,
        "rank": found.severity.rank,
        "code": found.code,
        "severity": found.severity,
        "owner": found.owner,
        "practitioner": found.practitioner,
        "services": found.services,
        "days": [day.isoformat() for day in found.days],
        "records": [str(record) for record in found.records],
        "text": found.text,
    }
