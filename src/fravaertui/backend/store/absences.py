"""Which clinics have absences in some days, so that only their files need to be looked at."""

from datetime import date

from sqlalchemy import Connection, case, func, select

from fravaertui.backend.store.tables import absence, clinic


def clinics_with_absences(connection: Connection, first: date, last: date) -> dict[int, int]:
    """Return the clinics with an absence on some of the days, and the version each is at.

    Those where an absence begins or ends soonest come first.
    """
    soonest = func.min(case((absence.c.starts >= first, absence.c.starts), else_=absence.c.ends))
    some = (
        select(clinic.c.her_id, clinic.c.version)
        .join(absence, absence.c.clinic == clinic.c.her_id)
        .where(absence.c.starts <= last, absence.c.ends >= first)
        .group_by(clinic.c.her_id, clinic.c.version)
        .order_by(soonest, clinic.c.her_id)
    )
    return dict(connection.execute(some).all())
