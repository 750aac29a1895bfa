"""Why a practitioner who is said to be at a clinic can't be taken as that."""

from fravaertui.domain.directory.entries import PractitionerEntry
from fravaertui.domain.directory.gathering import Gathered
from fravaertui.domain.directory.ground import Ground
from fravaertui.domain.directory.plan import Reason

Objection = tuple[Reason, int | None]
"""Why, and which other party is the cause."""


def objection_to(
    entry: PractitionerEntry, ground: Ground, said: Gathered, has_clinic: bool
) -> Objection | None:
    """Return why a practitioner can't be taken; `has_clinic` tells if the clinic is there."""
    if entry.her_id in ground.present:
        return Reason.OTHER_KIND, None
    if ground.is_outdated:
        return Reason.OLDER, None
    at = ground.at.get(entry.her_id)
    if at is not None and at != entry.clinic:
        return Reason.AT_ANOTHER_CLINIC, at
    if not has_clinic:
        return (Reason.NO_CLINIC, entry.clinic) if ground.is_active(entry.facts) else None
    was = ground.practitioner(entry.her_id)
    if was is not None and ground.is_older(was):
        return Reason.OLDER, None
    other = _same_person(entry, ground, said)
    return (Reason.SAME_PERSON, other) if other else None


def _same_person(entry: PractitionerEntry, ground: Ground, said: Gathered) -> int | None:
    """Return another practitioner at the clinic with the same HPR number, both active."""
    hpr_number = entry.facts.hpr_number
    if hpr_number is None or not ground.is_active(entry.facts):
        return None
    for other in said.with_hpr(entry.clinic, hpr_number):
        if other.her_id != entry.her_id and ground.is_active(other.facts):
            return other.her_id
    for person in ground.practitioners(entry.clinic):
        stays = ground.is_active(person) and not ground.is_missing(person, is_said=False)
        is_said = person.her_id in said.people
        if person.hpr_number == hpr_number and stays and not is_said:
            return person.her_id
    return None
