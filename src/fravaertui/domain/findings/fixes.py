"""What mends a finding: the change that takes it away, worked out when it is asked for."""

from collections.abc import Callable
from datetime import date
from uuid import uuid5

from fravaertui.domain.calendar import ONE_DAY
from fravaertui.domain.changes import (
    AmendSubstitute,
    Change,
    ReportEpjState,
    amendment,
    conflict,
    cover_removal,
    evaluate,
    removal,
)
from fravaertui.domain.changes.resolutions import cut_out
from fravaertui.domain.findings.absences import first_end, short_openings
from fravaertui.domain.findings.finding import Finding, FindingCode
from fravaertui.domain.model import LATEST_DAY, ClinicFile, Source

_Fix = tuple[Change, ...]


def fix_of(finding: Finding, file: ClinicFile, today: date) -> _Fix:
    """Return the changes that take the finding away, where they may be made.

    Empty when only the finding's owner can do something, and when another record stands in the
    way. Raises KeyError for a finding of another version, with records that are gone.
    """
    make = _FIXES.get(finding.code)
    fix = make(finding, file, today) if make else ()
    return fix if fix and evaluate(fix, file, today).allowed else ()


def _opened(finding: Finding, file: ClinicFile, today: date) -> _Fix:
    """F01: take the services out of the absence on those days; a whole clinic's is not cut up."""
    absence, substitute = (
        file.absence(finding.records[0]),
        file.substitute(finding.records[1]),
    )
    meeting = conflict(absence, substitute, today)
    if absence.practitioner is None or meeting is None:
        return ()
    return tuple(cut_out(absence, [meeting], today))


def _on_again(finding: Finding, _file: ClinicFile, today: date) -> _Fix:
    """F02 and F09: what is recorded once the clinic has switched the service on in its EPJ."""
    if finding.practitioner is None:
        return ()
    return (
        ReportEpjState(
            practitioner=finding.practitioner,
            services=finding.services,
            switched_off=False,
            seen_on=today,
        ),
    )


def _without(finding: Finding, file: ClinicFile, today: date) -> _Fix:
    """F03: take the services out of the absence, or all of it away."""
    absence = file.absence(finding.records[0])
    left = tuple(s for s in absence.services if s not in finding.services)
    if not left:
        return (removal(absence, today),)
    new_id = uuid5(absence.id, ",".join(left))
    return amendment(absence, absence.model_copy(update={"services": left}), today, new_id)


def _removed(finding: Finding, file: ClinicFile, today: date) -> _Fix:
    """F04: take the absence away."""
    return (removal(file.absence(finding.records[0]), today),)


def _one_left(finding: Finding, file: ClinicFile, today: date) -> _Fix:
    """F05: let the two follow one another; the one inside the other's days gives way whole."""
    one, other = sorted(map(file.substitute, finding.records), key=lambda s: (s.starts, s.id))
    handover = max(other.starts, today)
    if (other.ends or LATEST_DAY) < (one.ends or LATEST_DAY):
        return (cover_removal(other, today),)
    if handover in (one.starts, today):
        return (cover_removal(one, today),)
    return (AmendSubstitute.of(one, ends=handover - ONE_DAY),)


def _bridged(finding: Finding, file: ClinicFile, today: date) -> _Fix:
    """F10: extend the first absence up to the next, when that is the desk's own to extend."""
    one = file.absence(finding.records[0])
    if one.source is not Source.DESK:
        return ()
    return amendment(one, one.model_copy(update={"ends": finding.days[-1]}), today, one.id)


def _with_more(finding: Finding, file: ClinicFile, today: date) -> _Fix:
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
        {(one.days, s) for one in short_openings(practitioner, f, today) for s in one.services}
        for f in (file, outcome.file)
    )
    return made if after <= before else ()


_FIXES: dict[FindingCode, Callable[[Finding, ClinicFile, date], _Fix]] = {
    FindingCode.ABSENCE_CLOSES_COVERED: _opened,
    FindingCode.OFF_IN_EPJ: _on_again,
    FindingCode.STILL_OFF: _on_again,
    FindingCode.NOT_OFFERED: _without,
    FindingCode.SHADOWED: _removed,
    FindingCode.SEVERAL_SUBSTITUTES: _one_left,
    FindingCode.SHORT_OPENING: _bridged,
    FindingCode.SOME_SERVICES: _with_more,
}
