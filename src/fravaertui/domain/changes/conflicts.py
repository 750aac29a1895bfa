"""Where absences and substitutes meet: never both closed and covered (rule A5)."""

from collections.abc import Iterator
from datetime import date

from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import LATEST_DAY
from fravaertui.domain.model import Absence, Substitute
from fravaertui.domain.violations import EVERYTHING, Confirmation, Violation


def conflict(absence: Absence, substitute: Substitute, today: date) -> Violation | None:
    """Return how an absence and a substitute meet on a service and a day, from today on."""
    first = max(absence.starts, substitute.starts, today)
    last = min(absence.ends, substitute.ends or LATEST_DAY)
    shared = tuple(s for s in absence.services if s in substitute.services)
    if first > last or not shared:
        return None
    return Violation(
        "substitute_covers",
        "services",
        (first, last),
        absence,
        shared,
        "closed_knowingly",
        substitute,
    )


def conflicts_of(
    record: Absence | Substitute, file: ClinicFile, today: date
) -> Iterator[Violation]:
    """Yield each meeting of an absence with a substitute of the file, or the other way round."""
    if isinstance(record, Absence):
        covers = (s for s in file.substitutes if record.applies_to(s.practitioner))
        found = (conflict(record, substitute, today) for substitute in covers)
    else:
        absences = file.absences_of(record.practitioner)
        found = (conflict(absence, record, today) for absence in absences)
    return (violation for violation in found if violation)


def new_conflicts(
    after: Absence | Substitute,
    before: Absence | Substitute | None,
    file: ClinicFile,
    today: date,
) -> tuple[Violation, ...]:
    """Return the meetings that a record makes and did not make as it was before, if it was."""
    found = conflicts_of(after, file, today)
    return tuple(v for v in found if not (before and _stood(v, before)))


def confirmed_before(
    record: Absence | Substitute, file: ClinicFile, today: date
) -> tuple[Confirmation, ...]:
    """Return what putting a record back need not be asked about.

    That it closes what a substitute covers only where it did so before: a substitute who has
    come since must not be closed out by an undo (rule A5).
    """
    met = any(conflicts_of(record, file, today))
    return tuple(c for c in EVERYTHING if met or c != "closed_knowingly")


def _stood(violation: Violation, before: Absence | Substitute) -> bool:
    """Tell whether the record met the other on those days and services before the change too."""
    first, last = violation.days
    return (
        before.starts <= first
        and last <= (before.ends or LATEST_DAY)
        and set(violation.services) <= set(before.services)
    )
