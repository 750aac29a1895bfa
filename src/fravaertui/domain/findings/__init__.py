"""Diagnosis: what about a clinic's set-up an agent should act on, F01 to F14 of `rules.md`.

Each finding is worked out by asking the engine, with and without a record where needed; no rule
about what citizens see is written here.
"""

from dataclasses import replace
from datetime import date

from fravaertui.domain.checks import evaluate
from fravaertui.domain.findings.absences import absence_findings
from fravaertui.domain.findings.clinic import clinic_findings
from fravaertui.domain.findings.finding import Finding, FindingCode, Severity
from fravaertui.domain.findings.substitutes import substitute_findings
from fravaertui.domain.model import ClinicFile

__all__ = ["Finding", "FindingCode", "Severity", "findings"]


def findings(file: ClinicFile, today: date) -> tuple[Finding, ...]:
    """Return the clinic's findings on a day, the most severe first."""
    found = [
        *absence_findings(file, today),
        *substitute_findings(file, today),
        *clinic_findings(file, today),
    ]
    offered = [finding if _may(finding, file, today) else _unmended(finding) for finding in found]
    return tuple(sorted(offered, key=lambda finding: (finding.severity.rank, finding.key)))


def _may(finding: Finding, file: ClinicFile, today: date) -> bool:
    """Tell whether the fix may be made: another record may stand in its way."""
    return not finding.fix or evaluate(finding.fix, file, today).allowed


def _unmended(finding: Finding) -> Finding:
    return replace(finding, fix=())
