"""A substitute who is a practitioner at the clinic too, and is away while covering (F06)."""

from dataclasses import dataclass
from datetime import date

from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import LATEST_DAY
from fravaertui.domain.model import Absence, Practitioner, Substitute
from fravaertui.domain.names import key_words


@dataclass(frozen=True, slots=True)
class AwayStandIn:
    """Days of a cover on which the practitioner who the substitute is has an absence.

    With `by_name` only the name says that they are one person: something to ask about.
    """

    substitute: Substitute
    practitioner: Practitioner
    absence: Absence
    starts: date
    ends: date
    by_name: bool


def same_person(file: ClinicFile, substitute: Substitute) -> tuple[Practitioner, ...]:
    """Return the practitioners here who the substitute is for certain, by HPR number or HER-id."""
    return tuple(
        person
        for person in _others(file, substitute)
        if (substitute.hpr_number is not None and person.hpr_number == substitute.hpr_number)
        or (substitute.her_id is not None and person.her_id == substitute.her_id)
    )


def namesakes(file: ClinicFile, substitute: Substitute) -> tuple[Practitioner, ...]:
    """Return the only person here who has the substitute's name; nobody where another is known.

    Two numbers that differ are two persons, whatever they are called. Somebody who is here twice
    under one HPR number is one person.
    """
    if same_person(file, substitute):
        return ()
    name = key_words(substitute.name)
    found = tuple(p for p in file.practitioners if key_words(p.name) == name)
    if len({(p.hpr_number, None if p.hpr_number else p.her_id) for p in found}) != 1:
        return ()
    known = substitute.hpr_number
    if known is not None and found[0].hpr_number not in (None, known):
        return ()
    others = _others(file, substitute)
    return found if all(person in others for person in found) else ()


def away_stand_ins(
    file: ClinicFile, substitute: Substitute, today: date
) -> tuple[AwayStandIn, ...]:
    """Return the coming days of a cover on which the substitute is away, an absence each."""
    certain = same_person(file, substitute)
    found: dict[tuple[object, date, date], AwayStandIn] = {}
    for person in certain or namesakes(file, substitute):
        for absence in file.absences_of(person.her_id):
            first = max(absence.starts, substitute.starts)
            last = min(absence.ends, substitute.ends or LATEST_DAY)
            if max(first, today) <= last:
                away = AwayStandIn(substitute, person, absence, first, last, not certain)
                found.setdefault((absence.id, first, last), away)
    return tuple(found.values())


def _others(file: ClinicFile, substitute: Substitute) -> tuple[Practitioner, ...]:
    return tuple(p for p in file.practitioners if p.her_id != substitute.practitioner)
