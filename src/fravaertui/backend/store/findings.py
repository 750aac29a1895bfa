"""Findings as they are stored: clinic by clinic, for today and for coming days asked about.

A row in `diagnosis` says that a clinic's findings of a day are those of its file as it is. Where
there is none, they are still to be worked out: after midnight, or when the vendor table changed.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Connection, delete, exists, func, insert, select

from fravaertui.backend.store.tables import clinic, diagnosis, finding
from fravaertui.domain.findings import Finding, findings
from fravaertui.domain.model import ClinicFile


def renew(connection: Connection, file: ClinicFile, today: date) -> None:
    """Work out the findings of a file that has changed; those of other days are forgotten."""
    for table in (finding, diagnosis):
        connection.execute(delete(table).where(table.c.clinic == file.clinic.her_id))
    _insert(connection, [file], today, [file.clinic.her_id])


def work_out(
    connection: Connection,
    clinics: Sequence[int],
    some: Iterable[ClinicFile],
    day: date,
    today: date,
) -> None:
    """Work out the findings of a day for clinics that lack them; past days are forgotten.

    A clinic without a file can't be read: it is done, and nothing is found there.
    """
    for table in (finding, diagnosis):
        replaced = (table.c.day == day) | (table.c.day < today)
        connection.execute(delete(table).where(table.c.clinic.in_(clinics), replaced))
    _insert(connection, some, day, clinics)


def forget(connection: Connection) -> None:
    """Let every clinic be looked through again; what was found stands until then."""
    connection.execute(delete(diagnosis))


def pending(connection: Connection, day: date) -> int:
    """Return how many clinics are still to be looked through for a day."""
    return connection.scalar(select(func.count()).select_from(clinic).where(_missing(day))) or 0


def next_pending(connection: Connection, day: date, most: int, *, free: bool) -> list[int]:
    """Return some of the clinics that are still to be looked through for a day, and hold them.

    Those at which another writes are waited for, or left for later if only `free` ones are wanted.
    """
    some = select(clinic.c.her_id).where(_missing(day)).order_by(clinic.c.her_id).limit(most)
    held = connection.scalars(
        some.with_for_update(key_share=True, of=clinic, skip_locked=free)
    ).all()
    # Another may have looked them through while we waited for them.
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
