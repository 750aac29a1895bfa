"""Findings about absences, and what mends them: F03, F04, F10, F12, F13, F14."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from uuid import UUID, uuid5

from fravaertui.domain.calendar import ONE_DAY, closed_day, reaches
from fravaertui.domain.changes import Change, amendment, evaluate, removal
from fravaertui.domain.citizen_view import State, closing_absences, decided
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import service_order
from fravaertui.domain.findings.finding import (
    Finding,
    FindingCode,
    FixRule,
    Forms,
    RemedyKind,
    Severity,
)
from fravaertui.domain.holes import Hole, holes
from fravaertui.domain.model import Absence, Source
from fravaertui.domain.substitute_setup import Owner
from fravaertui.domain.view_changes import clinic_effects

LONGEST_SHORT_OPENING = timedelta(days=5)


def absence_findings(file: ClinicFile, today: date) -> Iterator[Finding]:
    """Yield what is to be said about the absences that are running or planned."""
    current = [a for a in file.absences if a.ends >= today]
    for absence in current:
        not_offered = _not_offered(absence, file, today)
        if not_offered:
            yield not_offered
        if not_offered is None or set(not_offered.services) != set(absence.services):
            yield from _shadowed(absence, file, today)
        yield from _left_open(absence, file, today)
        yield from _period_ends(absence, file, today)
    yield from _other_sources(current)
    for practitioner in file.practitioners:
        yield from _short_openings(practitioner.her_id, file, today)


def _those_away(absence: Absence, file: ClinicFile) -> list[int]:
    if absence.practitioner is None:
        return [practitioner.her_id for practitioner in file.practitioners]
    return [absence.practitioner] if file.has_practitioner(absence.practitioner) else []


def _not_offered(absence: Absence, file: ClinicFile, today: date) -> Finding | None:
    """F03: services that nobody who is away offers, or may offer, on any of the days left."""
    first = max(absence.starts, today)
    away = _those_away(absence, file)
    idle = tuple(
        service
        for service in absence.services
        if not any(
            file.of(her_id).offer_is_unknown(service, absence.ends)
            or any(
                offer.overlaps(first, absence.ends)
                for offer in file.of(her_id).offers_by_service.get(service, ())
            )
            for her_id in away
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
    )


def _shadowed(absence: Absence, file: ClinicFile, today: date) -> Iterator[Finding]:
    """F04: taking the absence away changes nothing for any citizen."""
    if _closes_alone(absence, file, max(absence.starts, today)):
        return
    rest = file.model_copy(
        update={"absences": tuple(a for a in file.absences if a.id != absence.id)}
    )
    if not clinic_effects(file, rest, today):
        yield Finding(
            FindingCode.SHADOWED,
            Severity.NOTICE,
            Owner.AGENT,
            absence.practitioner,
            absence.services,
            (absence.starts, absence.ends),
            (absence.id,),
        )


def _closes_alone(absence: Absence, file: ClinicFile, day: date) -> bool:
    """Tell whether this absence alone closes some service that day; cheap, and mostly so."""
    for her_id in _those_away(absence, file):
        for service in absence.services:
            _, trace = decided(file, her_id, service, day)
            if [fact.record for fact in trace if fact.decides] == [absence.id]:
                return True
    return False


def _left_open(absence: Absence, file: ClinicFile, today: date) -> Iterator[Finding]:
    """F12: a service is open with nobody there on some coming day of the absence (rule S7).

    The days are those of the whole absence, past ones too, so that they stand from day to day.
    A whole clinic's absence has one finding, which is the practitioner's when it is one's only.
    """
    left: dict[int, list[Hole]] = {}
    services: set[str] = set()
    for her_id in _those_away(absence, file):
        found = holes(file, her_id, absence.starts, absence.ends)
        coming = {service for hole in found if hole.ends >= today for service in hole.services}
        own = [hole for hole in found if coming.intersection(hole.services)]
        if own:
            left[her_id] = own
            services |= coming
    if left:
        every = [hole for own in left.values() for hole in own]
        yield Finding(
            FindingCode.SOME_SERVICES,
            Severity.NOTICE,
            Owner.AGENT,
            next(iter(left)) if len(left) == 1 else None,
            tuple(sorted(services, key=service_order)),
            (min(hole.starts for hole in every), max(hole.ends for hole in every)),
            (absence.id,),
        )


def _period_ends(absence: Absence, file: ClinicFile, today: date) -> Iterator[Finding]:
    """F13: the practitioner's time or an agreement ends before the absence reopens."""
    for her_id in _those_away(absence, file):
        ends = first_end(file, her_id, absence.services, max(absence.starts, today))
        if ends and ends <= absence.ends:
            yield ends_within(her_id, ends, absence.id)


def ends_within(practitioner: int, ends: date, record: UUID) -> Finding:
    """Return F13: it is over for the practitioner, or a service, while the record goes on."""
    return Finding(
        FindingCode.PERIOD_ENDS,
        Severity.WARNING,
        Owner.NHN,
        practitioner,
        days=(ends,),
        records=(record,),
    )


def first_end(
    file: ClinicFile, practitioner: int, services: tuple[str, ...], first: date
) -> date | None:
    """Return the first day after which the practitioner or a service is no longer there.

    Counted from a day on which they are; an agreement that is renewed goes on, and nothing is said
    of a service that may not be offered.
    """
    person, records = file.practitioner(practitioner), file.of(practitioner)
    if person.ends is None and not records.offers_end:
        return None
    own = records.offers_by_service
    known = (service for service in services if not records.offer_is_unknown(service, first))
    ends = [
        reaches([person], first),
        *(reaches(own.get(service, ()), first) for service in known),
    ]
    return min((day for day in ends if day), default=None)


def _other_sources(current: list[Absence]) -> Iterator[Finding]:
    """F14: the same days and services recorded from different sources."""
    for number, one in enumerate(current):
        for other in current[number + 1 :]:
            if one.source is other.source or one.practitioner != other.practitioner:
                continue
            shared = tuple(s for s in one.services if s in other.services)
            days = (max(one.starts, other.starts), min(one.ends, other.ends))
            if shared and days[0] <= days[1]:
                ids = tuple(sorted((one.id, other.id)))
                sources = " ".join(sorted((one.source, other.source)))
                yield Finding(
                    FindingCode.OTHER_SOURCE,
                    Severity.WARNING,
                    Owner.CLINIC,
                    one.practitioner,
                    shared,
                    days,
                    ids,
                    sources,
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
                and decided(file, practitioner, service, opens)[0] is not State.NOT_SHOWN
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
        )


def _neighbours(closing: Iterable[Absence]) -> Iterator[tuple[Absence, Absence]]:
    """Yield the absence that ends a closure with the one that begins the next."""
    last: Absence | None = None
    for absence in sorted(closing, key=lambda a: (a.starts, a.ends, a.id)):
        if last and absence.starts > last.ends + ONE_DAY:
            yield last, absence
        if last is None or absence.ends > last.ends:
            last = absence


def _without(finding: Finding, file: ClinicFile, today: date) -> tuple[Change, ...]:
    """F03: take the services out of the absence, or all of it away."""
    absence = file.absence(finding.records[0])
    left = tuple(s for s in absence.services if s not in finding.services)
    if not left:
        return (removal(absence, today),)
    new_id = uuid5(absence.id, ",".join(left))
    return amendment(absence, absence.model_copy(update={"services": left}), today, new_id)


def _removed(finding: Finding, file: ClinicFile, today: date) -> tuple[Change, ...]:
    """F04: take the absence away."""
    return (removal(file.absence(finding.records[0]), today),)


def _bridged(finding: Finding, file: ClinicFile, today: date) -> tuple[Change, ...]:
    """F10: extend the first absence up to the next, when that is the desk's own to extend."""
    one = file.absence(finding.records[0])
    if one.source is not Source.DESK:
        return ()
    return amendment(one, one.model_copy(update={"ends": finding.days[-1]}), today, one.id)


def _with_more(finding: Finding, file: ClinicFile, today: date) -> tuple[Change, ...]:
    """F12: close more services by the absence, unless that leads to a finding more severe."""
    absence = file.absence(finding.records[0])
    practitioner, more = absence.practitioner, finding.services
    if practitioner is None:
        return ()
    services = (*absence.services, *more)
    new_id = uuid5(absence.id, ",".join(services))
    made = amendment(absence, absence.model_copy(update={"services": services}), today, new_id)
    outcome = evaluate(made, file, today)
    ends = first_end(file, practitioner, more, max(absence.starts, today))
    if not outcome.allowed or (ends and ends <= absence.ends):
        return ()
    before, after = (
        {(one.days, s) for one in _short_openings(practitioner, f, today) for s in one.services}
        for f in (file, outcome.file)
    )
    return made if after <= before else ()


ABSENCE_FIXES: dict[FindingCode, FixRule] = {
    FindingCode.NOT_OFFERED: _without,
    FindingCode.SHADOWED: _removed,
    FindingCode.SHORT_OPENING: _bridged,
    FindingCode.SOME_SERVICES: _with_more,
}

ABSENCE_FORMS: Forms = {
    FindingCode.NOT_OFFERED: (RemedyKind.CHANGE_ABSENCE,),
    FindingCode.SHADOWED: (RemedyKind.CHANGE_ABSENCE,),
    FindingCode.SHORT_OPENING: (RemedyKind.CHANGE_ABSENCE,),
    FindingCode.SOME_SERVICES: (RemedyKind.ADD_SUBSTITUTE, RemedyKind.CHANGE_ABSENCE),
    FindingCode.PERIOD_ENDS: (RemedyKind.CHANGE_ABSENCE, RemedyKind.CHANGE_SUBSTITUTE),
    FindingCode.OTHER_SOURCE: (RemedyKind.CHANGE_ABSENCE,),
}
