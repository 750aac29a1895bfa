"""Diagnosis: what about a clinic's set-up an agent should act on, F01 to F14 of `rules.md`.

Each finding is worked out by asking the engine, with and without a record where needed; no rule
about what citizens see is written here. `fix_of` gives the change that mends a finding.
"""

from datetime import date

from fravaertui.domain.findings.absences import absence_findings
from fravaertui.domain.findings.clinic import clinic_findings
from fravaertui.domain.findings.finding import Finding, FindingCode, Severity
from fravaertui.domain.findings.fixes import fix_of
from fravaertui.domain.findings.substitutes import substitute_findings
from fravaertui.domain.model import ClinicFile

__all__ = ["Finding", "FindingCode", "Severity", "findings", "fix_of"]


def findings(file: ClinicFile, today: date) -> tuple[Finding, ...]:
    """Return the clinic's findings on a day, the most severe first."""
    found = [
        *absence_findings(file, today),
        *substitute_findings(file, today),
        *clinic_findings(file, today),
    ]
    return tuple(sorted(found, key=lambda finding: (finding.severity.rank, finding.key)))
