"""A naive model of the rules, written from `rules.md` before the engine was read.

Everything is a set of (service, day) pairs and a walk over single days. Slow and plain on purpose:
it borrows nothing from the engine but the records, so that agreement between the two means
something (rule C3).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias, TypeVar
from uuid import UUID

from fravaertui.domain.changes import (
    AbsenceChange,
    AddAbsence,
    DeleteAbsence,
    EndAbsence,
    SplitAbsence,
)
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.model import Absence

Pairs: TypeAlias = frozenset[tuple[str, date]]

T = TypeVar("T")

ONE_DAY = timedelta(days=1)


def days(starts: date, ends: date) -> Iterator[date]:
    """Every day of a period, both ends included (rule D1)."""
    day = starts
    while day <= ends:
        yield day
        day += ONE_DAY


def pairs(services: Iterable[str], starts: date, ends: date) -> Pairs:
    """What an absence closes: each of its services on each of its days."""
    return frozenset((service, day) for service in set(services) for day in days(starts, ends))


def pairs_of(absence: Absence) -> Pairs:
    """What one record closes."""
    return pairs(absence.services, absence.starts, absence.ends)


def past(closed: Pairs, today: date) -> Pairs:
    """The pairs that lie before today."""
    return frozenset((service, day) for service, day in closed if day < today)


def rest(closed: Pairs, today: date) -> Pairs:
    """The pairs from today on."""
    return closed - past(closed, today)


def closed_pairs(file: ClinicFile, practitioner: int) -> Pairs:
    """Everything closed for a practitioner: their own absences and the whole clinic's (A8)."""
    return frozenset().union(
        *(pairs_of(a) for a in file.absences if a.practitioner in (None, practitioner))
    )


def in_period(starts: date | None, ends: date | None, day: date) -> bool:
    """Whether a day lies in a period whose sides may be open."""
    return not ((starts is not None and day < starts) or (ends is not None and ends < day))


# What the citizen sees -------------------------------------------------------------------


@dataclass(frozen=True)
class Look:
    """What the citizen meets at one service; any of `substitutes` may be the one named.

    `if_offered` is that nobody has said whether the service is there at all.
    """

    state: str
    reopens_on: date | None = None
    substitutes: frozenset[str] = frozenset()
    if_offered: bool = False


def look(file: ClinicFile, practitioner: int, service: str, day: date) -> Look:
    """The six steps of "What the citizen sees", in their order."""
    person = next(p for p in file.practitioners if p.her_id == practitioner)
    if not in_period(person.starts, person.ends, day):
        return Look("not_shown")
    unknown = nobody_said(file, practitioner, service, day)
    if not unknown and not any(
        in_period(offer.starts, offer.ends, day)
        for offer in file.offers
        if (offer.practitioner, offer.service) == (practitioner, service)
    ):
        return Look("not_shown")
    closed = closed_pairs(file, practitioner)
    if (service, day) in closed:
        return Look("closed", reopening(closed, service, day), if_offered=unknown)
    if any(
        state.switched_off
        for state in file.epj_states
        if (state.practitioner, state.service) == (practitioner, service)
    ):
        return Look("not_shown")
    active = [
        substitute
        for substitute in file.substitutes
        if substitute.practitioner == practitioner
        and in_period(substitute.starts, substitute.ends, day)
    ]
    substitutes = frozenset(s.name for s in active if service in s.services)
    falls_back = person.without_gp and len(active) > 1  # S1: the look-up wants exactly one
    if substitutes and not falls_back:
        return Look("substitute", substitutes=substitutes, if_offered=unknown)
    return Look("open", if_offered=unknown)


def nobody_said(file: ClinicFile, practitioner: int, service: str, day: date) -> bool:
    """Whether it is not known if the service is offered: no register and no desk has said.

    A profile only says what can't be offered: what it does not list, until it is over.
    """
    person = next(p for p in file.practitioners if p.her_id == practitioner)
    offers = [o for o in file.offers if o.practitioner == practitioner]
    if person.set_up == "profile" and offers and all(o.ends and o.ends < day for o in offers):
        return True
    listed = service in {o.service for o in offers}
    return (person.set_up, listed) in (("unknown", False), ("profile", True))


def reopening(closed: Pairs, service: str, day: date) -> date:
    """C2: the first date after the one asked about that no absence covers."""
    day += ONE_DAY
    while (service, day) in closed:
        day += ONE_DAY
    return day


def next_closure(closed: Pairs, service: str, opens: date, within: int) -> date | None:
    """The first closed day among the `within` days after the reopening."""
    for ahead in range(1, within + 1):
        if (service, opens + ahead * ONE_DAY) in closed:
            return opens + ahead * ONE_DAY
    return None


# Changes -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """A record as the rules see it; without an owner it is the whole clinic's."""

    owner: int | None
    closed: Pairs
    from_desk: bool = True


Ledger: TypeAlias = dict[UUID, Entry]
Covers: TypeAlias = Mapping[int, Pairs]


def ledger(file: ClinicFile) -> Ledger:
    """The file's absences as entries."""
    return {a.id: Entry(a.practitioner, pairs_of(a), a.source == "desk") for a in file.absences}


def collides(entries: Ledger, record: UUID, owner: int | None, new: Pairs) -> frozenset[UUID]:
    """A4: the other records of the same owner (A8) that would come to share a service and day.

    What a record shares already, as records from outside may, is not new and not refused.
    """
    added = new - entries[record].closed if record in entries else new
    return frozenset(
        key
        for key, entry in entries.items()
        if key != record and entry.owner == owner and entry.closed & added
    )


def months_after(day: date, months: int) -> date:
    """The same day of the month some months on, or the month's last day when it is shorter."""
    month = day.month - 1 + months
    first = date(day.year + month // 12, month % 12 + 1, 1)
    return max(d for d in days(first, first + (day.day - 1) * ONE_DAY) if d.month == first.month)


def doubts(starts: date, ends: date, today: date) -> frozenset[str]:
    """A6: longer than a year (it covers its own anniversary), or far ahead."""
    asked = set()
    if ends >= months_after(starts, 12):
        asked.add("long_absence")
    if starts > months_after(today, 18):
        asked.add("far_ahead")
    return frozenset(asked)


def covers(file: ClinicFile) -> Covers:
    """What substitutes serve for each practitioner at the clinic; open ends last two months."""
    served = {p.her_id: frozenset[tuple[str, date]]() for p in file.practitioners}
    for cover in file.substitutes:
        ends = cover.ends or cover.starts + timedelta(days=60)
        served[cover.practitioner] |= pairs(cover.services, cover.starts, ends)
    return served


def decide(change: AbsenceChange, entries: Ledger, served: Covers, today: date) -> Ledger | None:
    """The ledger after one change, or None when the rules refuse it or want it confirmed."""
    key = change.absence_id
    if isinstance(change, AddAbsence):
        if key in entries or not (change.practitioner is None or change.practitioner in served):
            return None
        old = Entry(change.practitioner, frozenset(), change.source == "desk")
    elif key in entries:
        old = entries[key]
    else:
        return None
    if isinstance(change, DeleteAbsence):
        gone = {k: entry for k, entry in entries.items() if k != key}
        return None if past(old.closed, today) else gone
    if isinstance(change, EndAbsence):
        return _decide_ending(change, old, entries, today)
    if isinstance(change, SplitAbsence):
        return _decide_split(change, old, entries, today)
    new = pairs(change.services, change.starts, change.ends)
    if isinstance(change, AddAbsence):
        possible = bool(rest(new, today))
    else:
        possible = bool(new) and past(new, today) == past(old.closed, today)
    asked = doubts(change.starts, change.ends, today)
    for other in collides(entries, key, old.owner, new):
        possible = possible and not (old.from_desk and entries[other].from_desk)
        asked |= {"overlap_outside"}
    whose = served if old.owner is None else {old.owner}
    if any(rest(new - old.closed, today) & served.get(one, frozenset()) for one in whose):
        asked |= {"closed_knowingly"}
    if not (possible and asked <= set(change.confirmed)):
        return None
    return {**entries, key: Entry(old.owner, new, old.from_desk)}


def _decide_ending(change: EndAbsence, old: Entry, entries: Ledger, today: date) -> Ledger | None:
    """A2: a running absence ends early, and no past day opens by it."""
    running = any(day == today for _, day in old.closed)
    early = any(day >= change.last_day for _, day in old.closed)
    new = frozenset((service, day) for service, day in old.closed if day <= change.last_day)
    if not (running and early and new) or past(new, today) != past(old.closed, today):
        return None
    return {**entries, change.absence_id: Entry(old.owner, new, old.from_desk)}


def _decide_split(change: SplitAbsence, old: Entry, entries: Ledger, today: date) -> Ledger | None:
    """A3: two records close what one did, and the record of the past is not cut up."""
    earlier = past(old.closed, change.on)
    later = rest(old.closed, change.on)
    if not (earlier and later) or change.new_id in entries or change.on < today:
        return None
    parts = {change.absence_id: earlier, change.new_id: later}
    return {**entries, **{key: Entry(old.owner, p, old.from_desk) for key, p in parts.items()}}


def decide_all(
    changes: Iterable[AbsenceChange], entries: Ledger, served: Covers, today: date
) -> Ledger | None:
    """A batch: every change on what the ones before it left, all or nothing."""
    for change in changes:
        decided = decide(change, entries, served, today)
        if decided is None:
            return None
        entries = decided
    return entries


# Stretches ---------------------------------------------------------------------------------


def stretch_starts(looks: Sequence[tuple[date, T, T]]) -> list[tuple[date, T, T]]:
    """The days on which a difference begins, or turns into another one, day by day."""
    starts = []
    standing: tuple[T, T] | None = None
    for day, before, after in looks:
        now = (before, after) if before != after else None
        if now is not None and now != standing:
            starts.append((day, before, after))
        standing = now
    return starts


# Holes in a cover --------------------------------------------------------------------------


def open_while_away(file: ClinicFile, practitioner: int, day: date) -> frozenset[str]:
    """S7: what the citizen meets plainly open on a day on which the practitioner is away."""
    if not any(day == closed for _, closed in closed_pairs(file, practitioner)):
        return frozenset()
    offered = {offer.service for offer in file.offers if offer.practitioner == practitioner}
    looks = {service: look(file, practitioner, service, day) for service in offered}
    return frozenset(s for s, met in looks.items() if met.state == "open" and not met.if_offered)
