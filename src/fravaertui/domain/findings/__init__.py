"""Diagnosis: what about a clinic's set-up an agent should act on, the findings of `rules.md`.

Each finding is worked out by asking the engine, with and without a record where needed; no rule
about what citizens see is written here. `fix_of` gives the change that mends a finding.
"""

from datetime import date

from fravaertui.domain.changes import Change, evaluate
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.findings.absences import ABSENCE_FIXES, ABSENCE_FORMS, absence_findings
from fravaertui.domain.findings.clinic import CLINIC_FIXES, CLINIC_FORMS, clinic_findings
from fravaertui.domain.findings.finding import Finding, FindingCode, RemedyKind, Severity
from fravaertui.domain.findings.substitutes import (
    SUBSTITUTE_FIXES,
    SUBSTITUTE_FORMS,
    substitute_findings,
)

__all__ = ["Finding", "FindingCode", "Severity", "findings", "fix_of", "forms_of"]

_FIXES = {**ABSENCE_FIXES, **SUBSTITUTE_FIXES, **CLINIC_FIXES}
_FORMS = {**ABSENCE_FORMS, **SUBSTITUTE_FORMS, **CLINIC_FORMS}


def findings(file: ClinicFile, today: date) -> tuple[Finding, ...]:
    """Return the clinic's findings on a day, the most severe first."""
    found = [
        *absence_findings(file, today),
        *substitute_findings(file, today),
        *clinic_findings(file, today),
    ]
    return tuple(sorted(found, key=lambda finding: (finding.severity.rank, finding.key)))


def fix_of(finding: Finding, file: ClinicFile, today: date) -> tuple[Change, ...]:
    """Return the changes that take the finding away, where they may be made.

    Empty when only the finding's owner can do something, and when another record stands in the
    way. Raises KeyError for a finding of another version, with records that are gone.
    """
    make = _FIXES.get(finding.code)
    fix = make(finding, file, today) if make else ()
    return fix if fix and evaluate(fix, file, today).allowed else ()


def forms_of(finding: Finding) -> tuple[RemedyKind, ...]:
    """Return the forms in which the finding can be mended, the likeliest first."""
    return _FORMS.get(finding.code, ())
