"""Why a practitioner who is said to be at a clinic can't be taken as that."""

from collections.abc import Set

from fravaertui.domain.directory.entries import PractitionerEntry
from fravaertui.domain.directory.ground import Ground
from fravaertui.domain.directory.plan import Reason

Objection = tuple[Reason, int | None]
"""Why, and which other party is the cause."""


def objection_to(
    entry: PractitionerEntry, ground: Ground, *, has_clinic: bool, refused: Set[int]
) -> Objection | None:
    """Return why a practitioner can't be taken.

    `has_clinic` tells if the clinic is there, and `refused` are the parties that are not taken.
    """
    if entry.her_id in ground.present:
        return Reason.OTHER_KIND, None
    if ground.is_outdated:
        return Reason.OLDER, None
    at = ground.at.get(entry.her_id)
    if at is not None and at != entry.clinic:
        return Reason.AT_ANOTHER_CLINIC, at
    if not has_clinic:
        if not ground.is_active(entry.facts):
            return None
        is_refused = entry.clinic in refused
        return Reason.CLINIC_REFUSED if is_refused else Reason.NO_CLINIC, entry.clinic
    was = ground.practitioner(entry.her_id)
    if was is not None and ground.is_older(was):
        return Reason.OLDER, None
    return None
