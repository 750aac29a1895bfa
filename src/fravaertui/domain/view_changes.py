"""What a change does to what citizens see: the days on which it differs, before and after."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Self, TypeAlias

from fravaertui.domain.calendar import ONE_DAY
from fravaertui.domain.citizen_view import ServiceView, State, service_view
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import AnyDay, Value
from fravaertui.domain.model import Absence, EpjState, Practitioner, ServiceOffer, Substitute

_Record: TypeAlias = Practitioner | Absence | ServiceOffer | Substitute | EpjState


class Seen(Value):
    """What the citizen notices at a service.

    `conditional` tells that the service is there only if it is offered, which nobody has said.
    """

    state: State
    reopens_on: AnyDay | None = None
    substitute: str | None = None
    conditional: bool = False

    @classmethod
    def of(cls, view: ServiceView) -> Self:
        """Return what of a view the citizen notices."""
        return cls(
            state=view.state,
            reopens_on=view.reopens_on,
            substitute=view.substitute,
            conditional=view.is_conditional,
        )


@dataclass(frozen=True, slots=True)
class Effect:
    """One service of one practitioner on a stretch of days, as it was and as it becomes.

    `before` and `after` are the views of the first day, `on`. `ends` is the last day, None when
    there is none. `direct` tells that a record that changed and decides is about these days; where
    it is False the service is closed before and after by neighbours, and only reopens on another
    day.
    """

    on: date
    ends: date | None
    practitioner: int
    before: ServiceView
    after: ServiceView
    direct: bool

    @property
    def seen(self) -> tuple[object, ...]:
        """What the citizen notices of it: the same for two effects that look the same."""
        before, after = Seen.of(self.before), Seen.of(self.after)
        return (self.on, self.ends, self.practitioner, self.after.service, before, after)


def effects(
    before: ClinicFile, after: ClinicFile, practitioner: int, since: date
) -> tuple[Effect, ...]:
    """Return the stretches of days from `since` on which a service looks different.

    Each is as long as the service changes in one and the same way; the two files are the same
    clinic.
    """
    return tuple(
        effect
        for service in dict.fromkeys(
            (*before.services_of(practitioner), *after.services_of(practitioner))
        )
        for effect in _effects_on(service, before, after, practitioner, since)
    )


def clinic_effects(before: ClinicFile, after: ClinicFile, since: date) -> tuple[Effect, ...]:
    """Return the effects for every practitioner who was there before, the first day first.

    Of somebody who comes with the change citizens have seen nothing that could differ.
    """
    found = [
        effect
        for practitioner in after.practitioners
        if before.has_practitioner(practitioner.her_id)
        for effect in effects(before, after, practitioner.her_id, since)
    ]
    return tuple(sorted(found, key=lambda effect: effect.on))


def _effects_on(
    service: str, before: ClinicFile, after: ClinicFile, practitioner: int, since: date
) -> Iterator[Effect]:
    was_there = _records(service, before, practitioner)
    is_there = _records(service, after, practitioner)
    differing = was_there ^ is_there
    if not differing:  # most changes leave most of a clinic as it was
        return
    standing: Effect | None = None
    for day in _turning_days(was_there | is_there, differing, since):
        was = service_view(before, practitioner, service, day)
        becomes = service_view(after, practitioner, service, day)
        direct = _is_direct(was, becomes, differing, day)
        effect = Effect(day, None, practitioner, was, becomes, direct)
        if standing and (standing.seen[1:], standing.direct) == (effect.seen[1:], direct):
            continue
        if standing:
            yield replace(standing, ends=day - ONE_DAY)
        standing = effect if Seen.of(was) != Seen.of(becomes) else None
    if standing:
        last = max(_last(record) for record in differing)
        yield replace(standing, ends=None if last == date.max else last)


def _is_direct(was: ServiceView, becomes: ServiceView, differing: set[_Record], day: date) -> bool:
    """Tell whether a record that changed is about the day.

    What is closed before and after reopens when the absences say so, and no substitute's.
    """
    stays_closed = was.state is becomes.state is State.CLOSED
    return any(
        _covers(record, day)
        for record in differing
        if isinstance(record, Absence) or not stays_closed
    )


def _records(service: str, file: ClinicFile, practitioner: int) -> set[_Record]:
    """Everything that decides what the practitioner's citizens see at the service."""
    of = file.of(practitioner)
    return {
        file.practitioner(practitioner),
        *(a for a in of.absences if service in a.services),
        *(o for o in of.offers if o.service == service),
        *of.substitutes,  # one of another service may make the look-up fall back (rule S1)
        *(e for e in of.epj_states if e.service == service),
    }


def _turning_days(records: set[_Record], differing: set[_Record], since: date) -> list[date]:
    """The days on which something begins or has just ended, among those that can look different.

    Only the records that are in one of the files, `differing`, decide which days can.
    """
    first = min(_first(record) for record in differing)
    last = max(_last(record) for record in differing)
    absences = [record for record in records if isinstance(record, Absence)]
    # A closure that runs into a differing day reopens on another day, from its very beginning.
    for absence in sorted(absences, key=lambda a: a.starts, reverse=True):
        if absence.starts < first <= absence.ends + ONE_DAY:
            first = absence.starts
    days = {max(first, since)}
    for record in records:
        if not isinstance(record, EpjState):
            days.update(d for d in (record.starts, record.ends and record.ends + ONE_DAY) if d)
    return sorted(day for day in days if max(first, since) <= day <= last)


def _covers(record: _Record, day: date) -> bool:
    return isinstance(record, EpjState) or record.covers(day)


def _first(record: _Record) -> date:
    if isinstance(record, EpjState):
        return date.min
    return record.starts or date.min


def _last(record: _Record) -> date:
    if isinstance(record, EpjState):
        return date.max
    return record.ends or date.max
