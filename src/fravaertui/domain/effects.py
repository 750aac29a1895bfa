"""What a change does to what citizens see: the days on which it differs, before and after."""

from collections.abc import Iterator
from datetime import date
from typing import TypeAlias

from fravaertui.domain.citizen import ONE_DAY, ServiceView, service_view
from fravaertui.domain.model import (
    Absence,
    AnyDay,
    ClinicFile,
    EpjState,
    HerId,
    Practitioner,
    ServiceOffer,
    Substitute,
    Value,
)

_Record: TypeAlias = Practitioner | Absence | ServiceOffer | Substitute | EpjState


class Effect(Value):
    """One service of one practitioner on one day, as it was and as it becomes."""

    on: AnyDay
    practitioner: HerId
    before: ServiceView
    after: ServiceView

    @property
    def seen(self) -> tuple[object, ...]:
        """What the citizen notices of it: the same for two effects that look the same."""
        return (
            self.on,
            self.practitioner,
            self.after.service,
            _seen(self.before),
            _seen(self.after),
        )


def effects(
    before: ClinicFile, after: ClinicFile, practitioner: int, since: date
) -> tuple[Effect, ...]:
    """Return each first day from `since` on which a service begins to look different.

    A stretch of days on which a service changes in one and the same way is given by its first
    day only; the two files are the same clinic.
    """
    return tuple(
        effect
        for service in dict.fromkeys(
            (*before.services_of(practitioner), *after.services_of(practitioner))
        )
        for effect in _effects_on(service, before, after, practitioner, since)
    )


def clinic_effects(before: ClinicFile, after: ClinicFile, since: date) -> tuple[Effect, ...]:
    """Return the effects for every practitioner of the clinic, the first day first."""
    found = [
        effect
        for practitioner in after.practitioners
        for effect in effects(before, after, practitioner.her_id, since)
    ]
    return tuple(sorted(found, key=lambda effect: effect.on))


def _effects_on(
    service: str, before: ClinicFile, after: ClinicFile, practitioner: int, since: date
) -> Iterator[Effect]:
    was_there = _records(service, before, practitioner)
    is_there = _records(service, after, practitioner)
    last: tuple[object, ...] | None = None
    for day in _turning_days(was_there, is_there, since):
        was = service_view(before, practitioner, service, day)
        becomes = service_view(after, practitioner, service, day)
        seen = (_seen(was), _seen(becomes))
        if seen[0] != seen[1] and seen != last:
            yield Effect(on=day, practitioner=practitioner, before=was, after=becomes)
        last = seen


def _seen(view: ServiceView) -> tuple[object, ...]:
    """What of a view the citizen notices."""
    return (view.state, view.reopens_on, view.substitute)


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


def _turning_days(before: set[_Record], after: set[_Record], since: date) -> list[date]:
    """The days on which something begins or has just ended, among those that can look different.

    Only the records that are in one of the files decide which days can: most changes leave most
    of a clinic as it was, and then nothing is looked up.
    """
    differing = before ^ after
    if not differing:
        return []
    first = min(_first(record) for record in differing)
    last = max(_last(record) for record in differing)
    absences = [record for record in before | after if isinstance(record, Absence)]
    # A closure that runs into a differing day reopens on another day, from its very beginning.
    for absence in sorted(absences, key=lambda a: a.starts, reverse=True):
        if absence.starts < first <= absence.ends + ONE_DAY:
            first = absence.starts
    days = {max(first, since)}
    for record in before | after:
        if not isinstance(record, EpjState):
            days.update(d for d in (record.starts, record.ends and record.ends + ONE_DAY) if d)
    return sorted(day for day in days if max(first, since) <= day <= last)


def _first(record: _Record) -> date:
    if isinstance(record, EpjState):
        return date.min
    return record.starts or date.min


def _last(record: _Record) -> date:
    if isinstance(record, EpjState):
        return date.max
    return record.ends or date.max
