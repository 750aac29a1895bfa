"""What a change does to what citizens see: the days on which it differs, before and after."""

from collections.abc import Iterator
from datetime import date

from fravaertui.domain.citizen import ONE_DAY, ServiceView, service_view
from fravaertui.domain.model import Absence, AnyDay, ClinicFile, HerId, Period, Value


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
    last: tuple[object, ...] | None = None
    for day in _turning_days(before, after, practitioner, since):
        was = service_view(before, practitioner, service, day)
        becomes = service_view(after, practitioner, service, day)
        seen = (_seen(was), _seen(becomes))
        if seen[0] != seen[1] and seen != last:
            yield Effect(on=day, practitioner=practitioner, before=was, after=becomes)
        last = seen


def _seen(view: ServiceView) -> tuple[object, ...]:
    """What of a view the citizen notices."""
    return (view.state, view.reopens_on, view.substitute)


def _turning_days(
    before: ClinicFile, after: ClinicFile, practitioner: int, since: date
) -> list[date]:
    """The days on which anything about the practitioner begins or has just ended."""
    days = {since}
    for file in (before, after):
        periods: list[Absence | Period] = [
            file.practitioner(practitioner),
            *file.absences_of(practitioner),
            *file.of(practitioner).offers,
            *file.of(practitioner).substitutes,
        ]
        days.update(p.starts for p in periods if p.starts)
        days.update(p.ends + ONE_DAY for p in periods if p.ends)
    return sorted(day for day in days if day >= since)
