"""The naive model of substitutes, written from `rules.md` (S5, A5) before the code was read.

Like `oracle`, sets of (service, day) pairs and nothing else; an open end lasts until `horizon`,
which lies past everything that the strategies make.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias
from uuid import UUID

from fravaertui.domain.changes import (
    AmendSubstitute,
    ConfirmStep,
    RemoveSubstitute,
    SetSubstitute,
)
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.model import Substitute
from tests.domain.oracle import Pairs, closed_pairs, pairs, past, rest

TOLD = {
    "vendor_offers",
    "practitioner_overview",
    "own_processes",
    "registered_in_epj",
    "vendor_demands",
    "own_list",
}
"""S3: the steps a caller can know about. The last two are seen by looking at the clinic."""


@dataclass(frozen=True)
class Cover:
    """A substitute as the rules see it: for whom, by which name, and what is served."""

    practitioner: int
    name: str
    served: Pairs


Covers: TypeAlias = Mapping[UUID, Cover]


def horizon(today: date) -> date:
    """The day on which an open end ends here."""
    return today + timedelta(days=50)


def served_by(substitute: Substitute, today: date) -> Pairs:
    """The services and days that a substitute covers."""
    return pairs(substitute.services, substitute.starts, substitute.ends or horizon(today))


def covers(file: ClinicFile, today: date) -> dict[UUID, Cover]:
    """The file's substitutes as the rules see them."""
    return {s.id: Cover(s.practitioner, s.name, served_by(s, today)) for s in file.substitutes}


def meeting(file: ClinicFile, today: date) -> frozenset[tuple[int, str, date]]:
    """What is both closed and covered from today on, practitioner by practitioner (A5)."""
    return frozenset(
        (person.her_id, service, day)
        for person in file.practitioners
        for service, day in rest(closed_pairs(file, person.her_id), today)
        & frozenset().union(
            *(served_by(s, today) for s in file.substitutes if s.practitioner == person.her_id)
        )
    )


def away(file: ClinicFile, substitute: Substitute, today: date) -> tuple[frozenset[date], bool]:
    """F06: the coming days of the cover on which the substitute is away, and if it is certain.

    One person by the number, or, where no two numbers differ, by a name that nobody else has.
    """
    others = [p for p in file.practitioners if p.her_id != substitute.practitioner]
    number = substitute.hpr_number
    known = [p for p in others if number and p.hpr_number == number]
    alike = [
        p for p in file.practitioners if p.name.lower().split() == substitute.name.lower().split()
    ]
    called = [
        p
        for p in others
        if alike == [p] and not (number and p.hpr_number and p.hpr_number != number)
    ]
    served = {day for _, day in rest(served_by(substitute, today), today)}
    gone = {day for p in known or called for _, day in closed_pairs(file, p.her_id)}
    return frozenset(served & gone), bool(known)


def decide_cover(
    change: SetSubstitute | AmendSubstitute | RemoveSubstitute | ConfirmStep,
    file: ClinicFile,
    today: date,
) -> Covers | None:
    """The substitutes after one change, or None when rules S5, A2 or A5 refuse it."""
    before = covers(file, today)
    if isinstance(change, SetSubstitute):
        return _decide_setting(change, before, file, today)
    if change.substitute_id not in before:
        return None
    old = before[change.substitute_id]
    if isinstance(change, ConfirmStep):
        newer = any(
            (r.substitute, r.step) == (change.substitute_id, change.step)
            and r.seen_on > change.seen_on
            for r in file.step_reports
        )
        return before if change.step in TOLD and change.seen_on <= today and not newer else None
    if isinstance(change, RemoveSubstitute):
        kept = {key: cover for key, cover in before.items() if key != change.substitute_id}
        return None if past(old.served, today) else kept
    new = pairs(change.services, change.starts, change.ends or horizon(today))
    if not new or past(new, today) != past(old.served, today):
        return None
    closes = rest(new - old.served, today) & closed_pairs(file, old.practitioner)
    if closes and "closed_knowingly" not in change.confirmed:
        return None
    return {**before, change.substitute_id: Cover(old.practitioner, old.name, new)}


def _decide_setting(
    change: SetSubstitute, before: Covers, file: ClinicFile, today: date
) -> Covers | None:
    people = [p for p in file.practitioners if p.her_id == change.practitioner]
    if change.substitute_id in before or not people:
        return None
    themselves = (change.hpr_number, change.hpr_number is not None)
    if themselves == (people[0].hpr_number, True) or change.her_id == people[0].her_id:
        return None
    if change.hpr_number is None and change.name.lower().split() == people[0].name.lower().split():
        return None
    new = pairs(change.services, change.starts, change.ends or horizon(today))
    closes = rest(new, today) & closed_pairs(file, change.practitioner)
    if not rest(new, today) or (closes and "closed_knowingly" not in change.confirmed):
        return None
    return {**before, change.substitute_id: Cover(change.practitioner, change.name, new)}
