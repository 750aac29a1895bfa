"""The ways to mend a finding: changes that are worked out, or a form to fill in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from fravaertui.domain.changes import AddAbsence, Change, conflict, evaluate
from fravaertui.domain.changes.resolutions import ways_out
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.findings import Finding, FindingCode, fix_of, forms_of
from fravaertui.domain.findings.finding import RemedyKind

MOST_REMEDIES = 2
_NAMESPACE = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Remedy:
    """A way to mend a finding.

    `changes` mend it; a form to fill in has none. `after` is the clinic's file as it becomes, also
    where a form makes the same of it whatever days are typed; None where that is not known.
    """

    kind: RemedyKind
    changes: tuple[Change, ...] = ()
    after: ClinicFile | None = None


def remedies(finding: Finding, file: ClinicFile, today: date) -> tuple[Remedy, ...]:
    """Return the ways to mend a finding, those that are worked out first; there may be none.

    Raises KeyError for a finding of another version, with records that are gone.
    """
    return tuple(_every(finding, file, today))[:MOST_REMEDIES]


def _every(finding: Finding, file: ClinicFile, today: date) -> Iterator[Remedy]:
    fix = fix_of(finding, file, today)
    if fix:
        yield Remedy(RemedyKind.FIX, fix, evaluate(fix, file, today).file)
    if finding.code is FindingCode.ABSENCE_CLOSES_COVERED:
        yield from _without_cover(finding, file, today)
    for kind in forms_of(finding):
        if kind is RemedyKind.ADD_ABSENCE:
            yield Remedy(kind, after=_with_absence(finding, file, today))
        elif _has_record(kind, finding, file):
            yield Remedy(kind)


def _without_cover(finding: Finding, file: ClinicFile, today: date) -> Iterator[Remedy]:
    """F01: what rule A5 offers beside opening the service."""
    absence, substitute = (file.absence(finding.records[0]), file.substitute(finding.records[1]))
    meeting = conflict(absence, substitute, today)
    for way in ways_out((), [meeting], file, today).offered if meeting else ():
        yield Remedy(RemedyKind.END_COVER, way.changes, way.after)


def _with_absence(finding: Finding, file: ClinicFile, today: date) -> ClinicFile | None:
    """Return the file with an absence of today for the finding's services, if that may be added."""
    added = AddAbsence(
        absence_id=uuid5(_NAMESPACE, finding.key),
        practitioner=finding.practitioner,
        starts=today,
        ends=today,
        services=finding.services,
    )
    outcome = evaluate([added], file, today)
    return outcome.file if outcome.allowed else None


def _has_record(kind: RemedyKind, finding: Finding, file: ClinicFile) -> bool:
    """Tell whether the record that a form is to change is behind the finding."""
    if kind is RemedyKind.CHANGE_ABSENCE:
        return any(absence.id in finding.records for absence in file.absences)
    if kind in (RemedyKind.CHANGE_SUBSTITUTE, RemedyKind.SET_UP):
        return any(substitute.id in finding.records for substitute in file.substitutes)
    return True
