"""Findings about absences: F03, F04, F10, F12, F13, F14."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from uuid import uuid5

from fravaertui.domain.calendar import closed_day
from fravaertui.domain.changes import Change
from fravaertui.domain.checks import evaluate
from fravaertui.domain.citizen import ONE_DAY, State, closing_absences, service_view
from fravaertui.domain.composing import amendment, removal
from fravaertui.domain.effects import clinic_effects
from fravaertui.domain.findings.finding import Finding, FindingCode, Severity
from fravaertui.domain.model import Absence, ClinicFile, Source
from fravaertui.domain.periods import reaches
from fravaertui.domain.substitutes import Owner

LONGEST_SHORT_OPENING = timedelta(days=5)


def absence_findings(file: ClinicFile, today: date) -> Iterator[Finding]:
    """Yield what is to be said about the absences that are running or planned."""
    current = [a for a in file.absences if a.ends >= today]
    for absence in current:
        not_offered = _not_offered(absence, file, today)
        if not_offered:
            yield not_offered
        else:
            yield from _shadowed(absence, file, today)
            yield from _some_services(absence, file, today)
        yield from _period_ends(absence, file, today)
    yield from _other_sources(current)
    for practitioner in file.practitioners:
        yield from _short_openings(practitioner.her_id, file, today)


def without(absence: Absence, services: tuple[str, ...], today: date) -> tuple[Change, ...]:
    """Return the changes that take services out of an absence, or all of it away."""
    left = tuple(s for s in absence.services if s not in services)
    if not left:
        return (removal(absence, today),)
    new_id = uuid5(absence.id, ",".join(left))
    return amendment(absence, absence.starts, absence.ends, left, today, new_id)


def _those_away(absence: Absence, file: ClinicFile) -> list[int]:
    return [p.her_id for p in file.practitioners if absence.applies_to(p.her_id)]


def _not_offered(absence: Absence, file: ClinicFile, today: date) -> Finding | None:
    """F03: services that nobody who is away offers on any of the days left."""
    first = max(absence.starts, today)
    away = _those_away(absence, file)
    idle = tuple(
        service
        for service in absence.services
        if not any(
            o.service == service
            and o.practitioner in away
            and (o.ends is None or o.ends >= first)
            and (o.starts is None or o.starts <= absence.ends)
            for o in file.offers
        )
    )
    if not idle:
        return None
    return Finding(
        FindingCode.NOT_OFFERED,
        Severity.NOTICE,
        Owner.AGENT,
        absence.practitioner,
        idle,
        (absence.starts, absence.ends),
        (absence.id,),
        fix=without(absence, idle, today),
    )


def _shadowed(absence: Absence, file: ClinicFile, today: date) -> Iterator[Finding]:
    """F04: taking the absence away changes nothing for any citizen."""
    if _closes_alone(absence, file, max(absence.starts, today)):
        return
    rest = file.model_copy(
        update={"absences": tuple(a for a in file.absences if a.id != absence.id)}
    )
    if not clinic_effects(file, rest, today):
        fix = (removal(absence, today),)
        yield Finding(
            FindingCode.SHADOWED,
            Severity.NOTICE,
            Owner.AGENT,
            absence.practitioner,
            absence.services,
            (absence.starts, absence.ends),
            (absence.id,),
            fix=fix,
        )


def _closes_alone(absence: Absence, file: ClinicFile, day: date) -> bool:
    """Tell whether this absence alone closes some service that day; cheap, and mostly so."""
    for her_id in _those_away(absence, file):
        for service in absence.services:
            view = service_view(file, her_id, service, day)
            if [fact.record for fact in view.trace if fact.decides] == [absence.id]:
                return True
    return False


def _some_services(absence: Absence, file: ClinicFile, today: date) -> Iterator[Finding]:
    """F12: a service stays plainly open while the practitioner is away."""
    practitioner = absence.practitioner
    if practitioner is None:
        return
    first = max(absence.starts, today)
    begun = {o.starts for o in file.offers if o.practitioner == practitioner and o.starts}
    days = [first, *sorted(day for day in begun if first < day <= absence.ends)]
    left_open = tuple(
        service
        for service in file.services_of(practitioner)
        if service not in absence.services
        and any(service_view(file, practitioner, service, d).state is State.OPEN for d in days)
    )
    if left_open:
        yield Finding(
            FindingCode.SOME_SERVICES,
            Severity.NOTICE,
            Owner.AGENT,
            practitioner,
            left_open,
            (absence.starts, absence.ends),
            (absence.id,),
            fix=_with_more(absence, practitioner, left_open, file, today),
        )


def _with_more(
    absence: Absence, practitioner: int, more: tuple[str, ...], file: ClinicFile, today: date
) -> tuple[Change, ...]:
    """Close more services by the absence, unless that leads to a finding more severe."""
    services = (*absence.services, *more)
    new_id = uuid5(absence.id, ",".join(services))
    made = amendment(absence, absence.starts, absence.ends, services, today, new_id)
    outcome = evaluate(made, file, today)
    ends = first_end(file, practitioner, more, max(absence.starts, today))
    if not outcome.allowed or (ends and ends < absence.ends):
        return ()
    before, after = (
        {
            (found.days, s)
            for found in _short_openings(practitioner, f, today)
            for s in found.services
        }
        for f in (file, outcome.file)
    )
    return made if after <= before else ()


def _period_ends(absence: Absence, file: ClinicFile, today: date) -> Iterator[Finding]:
    """F13: the practitioner's time or an agreement ends before the absence does."""
    for her_id in _those_away(absence, file):
        ends = first_end(file, her_id, absence.services, max(absence.starts, today))
        if ends and ends < absence.ends:
            yield Finding(
                FindingCode.PERIOD_ENDS,
                Severity.WARNING,
                Owner.NHN,
                her_id,
                days=(ends,),
                records=(absence.id,),
            )


def first_end(
    file: ClinicFile, practitioner: int, services: tuple[str, ...], first: date
) -> date | None:
    """Return the first day after which the practitioner or a service is no longer there.

    Counted from a day on which they are; an agreement that is renewed goes on.
    """
    own = [o for o in file.offers if o.practitioner == practitioner]
    ends = [
        reaches([file.practitioner(practitioner)], first),
        *(reaches([o for o in own if o.service == service], first) for service in services),
    ]
    return min((day for day in ends if day), default=None)


def _other_sources(current: list[Absence]) -> Iterator[Finding]:
    """F14: the same days and services recorded from different sources."""
    for number, one in enumerate(current):
        for other in current[number + 1 :]:
            shared = tuple(s for s in one.services if s in other.services)
            days = (max(one.starts, other.starts), min(one.ends, other.ends))
            if (
                one.source is not other.source
                and one.practitioner == other.practitioner
                and shared
                and days[0] <= days[1]
            ):
                ids = tuple(sorted((one.id, other.id)))
                yield Finding(
                    FindingCode.OTHER_SOURCE,
                    Severity.WARNING,
                    Owner.CLINIC,
                    one.practitioner,
                    shared,
                    days,
                    ids,
                )


def _short_openings(practitioner: int, file: ClinicFile, today: date) -> Iterator[Finding]:
    """F10: a service opens between two closures, only for days on which few work."""
    openings: dict[tuple[Absence, Absence], list[str]] = {}
    for service in file.services_of(practitioner):
        closing = closing_absences(file, practitioner, service)
        for one, following in _neighbours(closing):
            opens = one.ends + ONE_DAY
            length = following.starts - opens
            if (
                opens >= today
                and timedelta(0) < length <= LONGEST_SHORT_OPENING
                and all(closed_day(opens + timedelta(days=n)) for n in range(length.days))
                and service_view(file, practitioner, service, opens).state is not State.NOT_SHOWN
            ):
                openings.setdefault((one, following), []).append(service)
    for (one, following), services in openings.items():
        last = following.starts - ONE_DAY
        yield Finding(
            FindingCode.SHORT_OPENING,
            Severity.WARNING,
            Owner.AGENT,
            practitioner,
            tuple(services),
            (one.ends + ONE_DAY, last),
            (one.id, following.id),
            fix=_bridging(one, last, today),
        )


def _neighbours(closing: Iterable[Absence]) -> Iterator[tuple[Absence, Absence]]:
    """Yield the absence that ends a closure with the one that begins the next."""
    last: Absence | None = None
    for absence in sorted(closing, key=lambda a: (a.starts, a.ends, a.id)):
        if last and absence.starts > last.ends + ONE_DAY:
            yield last, absence
        if last is None or absence.ends > last.ends:
            last = absence


def _bridging(one: Absence, last: date, today: date) -> tuple[Change, ...]:
    """Extend the first absence up to the next, when that is the desk's own to extend."""
    if one.source is not Source.DESK:
        return ()
    return amendment(one, one.starts, last, one.services, today, one.id)
