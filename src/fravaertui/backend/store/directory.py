"""The directory as the store has it, and the revision by which a copy of it stays good."""

from sqlalchemy import Connection, select

from fravaertui.backend.store import tables
from fravaertui.domain.directory import Directory, DirectoryClinic, DirectoryPractitioner


def revision(connection: Connection) -> int:
    """Return a number that rises whenever the directory changes."""
    risen: int = connection.execute(select(tables.directory.c.revision)).scalar_one()
    return risen


def load(connection: Connection) -> Directory:
    """Return every clinic with its practitioners, by HER-id."""
    listed = tables.practitioner.c
    people = connection.execute(
        select(listed.clinic, listed.her_id, listed.hpr_number, listed.name).order_by(listed.her_id)
    )
    of_clinic: dict[int, list[DirectoryPractitioner]] = {}
    for clinic, her_id, hpr_number, name in people.all():
        person = DirectoryPractitioner(her_id=her_id, hpr_number=hpr_number, name=name)
        of_clinic.setdefault(clinic, []).append(person)
    known = tables.clinic.c
    clinics = connection.execute(
        select(
            *(known.her_id, known.organisation_number, known.name, known.phone),
            known.municipality,
        ).order_by(known.her_id)
    )
    return Directory(
        clinics=tuple(
            DirectoryClinic(
                her_id=her_id,
                organisation_number=organisation_number,
                name=name,
                phone=phone,
                municipality=municipality,
                practitioners=tuple(of_clinic.get(her_id, ())),
            )
            for her_id, organisation_number, name, phone, municipality in clinics.all()
        )
    )
