"""Questions that a person has to settle: two parties at a clinic that may be one person."""

from fravaertui.domain.directory.entries import PractitionerEntry
from fravaertui.domain.directory.gathering import Gathered
from fravaertui.domain.directory.ground import Ground
from fravaertui.domain.directory.plan import Candidate
from fravaertui.domain.model import PractitionerFacts


def same_person(entry: PractitionerEntry, ground: Ground, said: Gathered) -> tuple[Candidate, ...]:
    """Return all who are active at a clinic with the HPR number of one who would come, or nobody.

    It is no question of one who is there with that number already: a person has let them in.
    """
    hpr_number, was = entry.facts.hpr_number, ground.practitioner(entry.her_id)
    if hpr_number is None or not ground.is_active(entry.facts):
        return ()
    if was and was.hpr_number == hpr_number and ground.is_active(was):
        return ()
    found = {
        other.her_id: _candidate(other.her_id, other.facts, ground, is_said=True)
        for other in said.with_hpr(entry.clinic, hpr_number)
        if ground.is_active(other.facts)
    }
    for person in ground.practitioners(entry.clinic):
        stays = ground.is_active(person) and not ground.is_missing(person, is_said=False)
        if person.hpr_number == hpr_number and stays and person.her_id not in said.people:
            found[person.her_id] = _candidate(person.her_id, person, ground, is_said=False)
    return tuple(found[her_id] for her_id in sorted(found)) if len(found) > 1 else ()


def _candidate(
    her_id: int, facts: PractitionerFacts, ground: Ground, *, is_said: bool
) -> Candidate:
    return Candidate(
        her_id=her_id,
        name=facts.name,
        is_present=her_id in ground.at,
        is_said=is_said,
        starts=facts.starts,
        ends=facts.ends,
    )
