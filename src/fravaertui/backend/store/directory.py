"""The directory, and its revision, which tells whether a copy is up to date."""

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from fravaertui.backend.store import tables
from fravaertui.backend.store.unreadable import FAULTS, left_out
from fravaertui.protocol.directory import Directory, DirectoryClinic, DirectoryPractitioner


def revision(connection: Connection) -> int:
    """Return a number that rises whenever the directory changes."""
    number: int = connection.execute(select(tables.directory.c.revision)).scalar_one()
    return number


def names(connection: Connection, practitioners: Sequence[int]) -> dict[int, str]:
    """Return the names of those of the practitioners who are at a clinic."""
    known = tables.practitioner.c
    found = select(known.her_id, known.name).where(known.her_id.in_(practitioners))
    return dict(connection.execute(found).all())


def practitioner_counts(connection: Connection, clinics: Sequence[int]) -> dict[int, int]:
    """Return how many practitioners those of the clinics have that have any."""
    clinic = tables.practitioner.c.clinic
    counted = select(clinic, func.count()).where(clinic.in_(clinics)).group_by(clinic)
    return dict(connection.execute(counted).all())


def load(connection: Connection) -> Directory:
    """Return every clinic with its practitioners, by HER-id, without unreadable rows."""
    listed = tables.practitioner.c
    people = connection.execute(
        select(listed.clinic, listed.her_id, listed.hpr_number, listed.name).order_by(listed.her_id)
    )
    of_clinic: dict[int, list[DirectoryPractitioner]] = {}
    for clinic, her_id, hpr_number, name in people.all():
        try:
            person = DirectoryPractitioner(her_id=her_id, hpr_number=hpr_number, name=name)
        except FAULTS:
            left_out("practitioner", her_id)
        else:
            of_clinic.setdefault(clinic, []).append(person)
    known = tables.clinic.c
    clinics = connection.execute(
        select(
            *(known.her_id, known.organisation_number, known.name, known.phone),
            known.municipality,
        )
        .where(~known.withdrawn)
        .order_by(known.her_id)
    )
    listed_clinics = []
    for row in clinics.mappings():
        people_there = tuple(of_clinic.get(row["her_id"], ()))
        try:
            listed_clinics.append(DirectoryClinic(**row, practitioners=people_there))
        except FAULTS:
            left_out("clinic", row["her_id"])
    return Directory(clinics=tuple(listed_clinics))
