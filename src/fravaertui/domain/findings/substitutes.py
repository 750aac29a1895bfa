"""Findings about substitutes, and what mends them: F01, F05, F06, F07, F08, F13."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import Enum, auto
from uuid import UUID

from fravaertui.domain.calendar import ONE_DAY
from fravaertui.domain.changes import AmendSubstitute, Change, conflict, cover_removal
from fravaertui.domain.changes.resolutions import cut_out
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import LATEST_DAY
from fravaertui.domain.findings.absences import ends_within, first_end
from fravaertui.domain.findings.finding import (
    Finding,
    FindingCode,
    FixRule,
    Forms,
    RemedyKind,
    Severity,
)
from fravaertui.domain.model import Practitioner, Step, Substitute
from fravaertui.domain.stand_ins import away_stand_ins, same_person
from fravaertui.domain.substitute_setup import Owner, SetUp, Solution, StepState, set_up

BY_NAME = "?"
"""The text of a finding about somebody whom only the name makes the substitute."""
RECENTLY = timedelta(days=14)
"""For how long a substitute whose cover has ended is worth a word."""


def substitute_findings(file: ClinicFile, today: date) -> Iterator[Finding]:
    """Yield what is to be said about the substitutes of today and later."""
    for substitute in (s for s in file.substitutes if file.has_practitioner(s.practitioner)):
        if substitute.ends and substitute.ends < today:
            yield from _ended(substitute, file, today)
            continue
        ready = set_up(file, substitute, today)
        yield from _closed(substitute, file, today)
        yield from _several(substitute, ready, file, today)
        yield from _away(substitute, file, today)
        yield from _missing(substitute, ready)
        yield from _period_ends(substitute, file, today)


def _closed(substitute: Substitute, file: ClinicFile, today: date) -> Iterator[Finding]:
    """F01: an absence closes a service that the substitute covers."""
    for absence in file.absences_of(substitute.practitioner):
        meeting = conflict(absence, substitute, today)
        if meeting:
            running = meeting.days[0] <= today
            yield Finding(
                FindingCode.ABSENCE_CLOSES_COVERED,
                Severity.CRITICAL if running else Severity.WARNING,
                Owner.AGENT,
                substitute.practitioner,
                meeting.services,
                (max(absence.starts, substitute.starts), meeting.days[1]),
                (absence.id, substitute.id),
            )


def _several(
    substitute: Substitute, ready: SetUp, file: ClinicFile, today: date
) -> Iterator[Finding]:
    """F05: more than one active substitute on a list without a GP; the look-up then falls back."""
    if ready.solution is not Solution.LIST_WITHOUT_GP:
        return
    for other in file.substitutes:
        if other.practitioner != substitute.practitioner or other.id <= substitute.id:
            continue
        first = max(substitute.starts, other.starts)
        last = min(substitute.ends or LATEST_DAY, other.ends or LATEST_DAY)
        if max(first, today) <= last:
            yield Finding(
                FindingCode.SEVERAL_SUBSTITUTES,
                Severity.CRITICAL if first <= today else Severity.WARNING,
                Owner.MUNICIPALITY,
                substitute.practitioner,
                days=(first, last),
                records=(substitute.id, other.id),
            )


def _away(substitute: Substitute, file: ClinicFile, today: date) -> Iterator[Finding]:
    """F06: the substitute is not active at the clinic, or absent, during the cover.

    Whom only a name points out may have come back as somebody's substitute, so it is the absence
    alone that is asked about.
    """
    missing = [_not_here(person, substitute, today) for person in same_person(file, substitute)]
    if missing and all(missing):
        yield _unavailable(substitute, min(days for days in missing if days))
    for away in away_stand_ins(file, substitute, today):
        known_by = BY_NAME if away.by_name else substitute.name
        yield _unavailable(substitute, (away.starts, away.ends), away.absence.id, known_by=known_by)


def _not_here(
    person: Practitioner, substitute: Substitute, today: date
) -> tuple[date, date] | None:
    """The days of the cover on which the person is no longer active at the clinic, or not yet."""
    last = substitute.ends or LATEST_DAY
    if person.ends and person.ends < last:
        return (max(person.ends + ONE_DAY, substitute.starts), last)
    if person.starts and max(substitute.starts, today) < person.starts:
        return (substitute.starts, min(person.starts - ONE_DAY, last))
    return None


def _ended(substitute: Substitute, file: ClinicFile, today: date) -> Iterator[Finding]:
    """F06: the cover ended lately and nobody has taken over."""
    ends = substitute.ends
    followed = any(
        other.practitioner == substitute.practitioner
        and other.id != substitute.id
        and (other.ends is None or other.ends >= today)
        for other in file.substitutes
    )
    away = any(a.ends >= today for a in file.absences_of(substitute.practitioner))
    if ends and today - ends <= RECENTLY and not followed and not away:
        yield _unavailable(substitute, (ends,))


class Unavailable(Enum):
    """Why a substitute is not there (F06)."""

    ENDED = auto()
    """The cover has ended, and nobody has taken over."""
    NOT_ACTIVE = auto()
    """They are not active at the clinic all the time."""
    AWAY = auto()
    NAMESAKE = auto()
    """Somebody of the same name is away: something to ask about."""


def unavailable(finding: Finding) -> Unavailable:
    """Tell why the substitute of a finding F06 is not there, by what is known of it alone."""
    if len(finding.days) == 1:
        return Unavailable.ENDED
    if len(finding.records) == 1:
        return Unavailable.NOT_ACTIVE
    return Unavailable.NAMESAKE if finding.text == BY_NAME else Unavailable.AWAY


def _unavailable(
    substitute: Substitute, days: tuple[date, ...], *absences: UUID, known_by: str = ""
) -> Finding:
    return Finding(
        FindingCode.SUBSTITUTE_AWAY,
        Severity.WARNING if len(days) > 1 else Severity.NOTICE,
        Owner.CLINIC,
        substitute.practitioner,
        substitute.services,
        days,
        (substitute.id, *absences),
        known_by or substitute.name,
    )


def _missing(substitute: Substitute, ready: SetUp) -> Iterator[Finding]:
    """F07 and F08: the vendor's solution and behandleroversikt, missing or not known."""
    codes = {
        Step.VENDOR_OFFERS: FindingCode.VENDOR,
        Step.PRACTITIONER_OVERVIEW: FindingCode.NO_OVERVIEW,
    }
    for view in ready.steps:
        if view.step in codes and view.state in (StepState.MISSING, StepState.UNKNOWN):
            missing = view.state is StepState.MISSING
            yield Finding(
                codes[view.step],
                Severity.WARNING if missing else Severity.NOTICE,
                view.owner,
                substitute.practitioner,
                records=(substitute.id,),
                text=view.state,
            )


def _period_ends(substitute: Substitute, file: ClinicFile, today: date) -> Iterator[Finding]:
    """F13: the practitioner's time or an agreement ends before the cover does."""
    her_id = substitute.practitioner
    ends = first_end(file, her_id, substitute.services, max(substitute.starts, today))
    if ends and ends < (substitute.ends or LATEST_DAY):
        yield ends_within(her_id, ends, substitute.id)


def _opened(finding: Finding, file: ClinicFile, today: date) -> tuple[Change, ...]:
    """F01: take the services out of the absence on those days; a whole clinic's is not cut up."""
    absence, substitute = (
        file.absence(finding.records[0]),
        file.substitute(finding.records[1]),
    )
    meeting = conflict(absence, substitute, today)
    if absence.practitioner is None or meeting is None:
        return ()
    return tuple(cut_out(absence, [meeting], today))


def _one_left(finding: Finding, file: ClinicFile, today: date) -> tuple[Change, ...]:
    """F05: let the two follow one another; the one inside the other's days gives way whole."""
    one, other = sorted(map(file.substitute, finding.records), key=lambda s: (s.starts, s.id))
    handover = max(other.starts, today)
    if (other.ends or LATEST_DAY) < (one.ends or LATEST_DAY):
        return (cover_removal(other, today),)
    if handover in (one.starts, today):
        return (cover_removal(one, today),)
    return (AmendSubstitute.of(one, ends=handover - ONE_DAY),)


SUBSTITUTE_FIXES: dict[FindingCode, FixRule] = {
    FindingCode.ABSENCE_CLOSES_COVERED: _opened,
    FindingCode.SEVERAL_SUBSTITUTES: _one_left,
}

SUBSTITUTE_FORMS: Forms = {
    FindingCode.ABSENCE_CLOSES_COVERED: (RemedyKind.CHANGE_ABSENCE,),
    FindingCode.SEVERAL_SUBSTITUTES: (RemedyKind.CHANGE_SUBSTITUTE,),
    FindingCode.SUBSTITUTE_AWAY: (RemedyKind.CHANGE_SUBSTITUTE, RemedyKind.ADD_SUBSTITUTE),
    FindingCode.VENDOR: (RemedyKind.SET_UP,),
    FindingCode.NO_OVERVIEW: (RemedyKind.SET_UP,),
}
