"""Why a substitute may not be set or changed so, and rule A5: never both closed and covered."""

from collections.abc import Iterable
from datetime import date

from fravaertui.domain.applying import covering
from fravaertui.domain.calendar import ONE_DAY
from fravaertui.domain.changes import (
    AmendSubstitute,
    ConfirmStep,
    RemoveSubstitute,
    SetSubstitute,
    SubstituteChange,
)
from fravaertui.domain.model import LATEST_DAY, Absence, ClinicFile, Step, Substitute
from fravaertui.domain.violations import Field, Violation

REPORTED_STEPS = frozenset(
    {
        Step.VENDOR_OFFERS,
        Step.PRACTITIONER_OVERVIEW,
        Step.OWN_PROCESSES,
        Step.REGISTERED_IN_EPJ,
        Step.VENDOR_DEMANDS,
        Step.OWN_LIST,
    }
)
"""The steps a caller can tell about; the others the tool sees for itself (rule S3)."""


def check_substitute_change(
    change: SubstituteChange, file: ClinicFile, today: date
) -> tuple[Violation, ...]:
    """Return why the change may not be made to the file today; empty when it may."""
    if isinstance(change, SetSubstitute):
        return _check_setting(change, file, today)
    before = next((s for s in file.substitutes if s.id == change.substitute_id), None)
    if before is None:
        return (Violation("no_such_substitute", "substitute"),)
    if isinstance(change, AmendSubstitute):
        return _check_amendment(change, before, file, today)
    if isinstance(change, RemoveSubstitute) and before.starts < today:
        return (
            Violation(
                "cover_is_ended_not_removed", "substitute", (before.starts,), substitute=before
            ),
        )
    if isinstance(change, ConfirmStep):
        return _check_confirmation(change, file, today)
    return ()


def covered_services(
    after: Absence, before: Absence | None, file: ClinicFile, today: date
) -> tuple[Violation, ...]:
    """Return the substitutes whose services the absence would close, from today on (rule A5)."""
    found = []
    for substitute in file.substitutes:
        if not after.applies_to(substitute.practitioner):
            continue
        violation = conflict(after, substitute, today)
        if violation and not _stood(violation, before):
            found.append(violation)
    return tuple(found)


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


def _stood(violation: Violation, before: Absence | Substitute | None) -> bool:
    """Tell whether the record met the other on those days and services before the change too."""
    if before is None:
        return False
    first, last = violation.days
    return (
        before.starts <= first
        and last <= (before.ends or LATEST_DAY)
        and set(violation.services) <= set(before.services)
    )


def _check_setting(change: SetSubstitute, file: ClinicFile, today: date) -> tuple[Violation, ...]:
    practitioner = next((p for p in file.practitioners if p.her_id == change.practitioner), None)
    if any(s.id == change.substitute_id for s in file.substitutes):
        return (Violation("substitute_exists", "substitute"),)
    if practitioner is None:
        return (Violation("no_such_practitioner", "practitioner"),)
    same_person = change.hpr_number is not None and change.hpr_number == practitioner.hpr_number
    if same_person or change.her_id == practitioner.her_id:
        return (Violation("self_substitution", "name"),)
    if change.hpr_number is None and _same_name(change.name, practitioner.name):
        return (Violation("substitute_of_same_name", "name"),)
    problems = _days(change.starts, change.ends, today)
    return problems or _closed(change.confirmed, _meeting(covering(change), None, file, today))


def _same_name(one: str, other: str) -> bool:
    return one.casefold().split() == other.casefold().split()


def _check_amendment(
    change: AmendSubstitute, before: Substitute, file: ClinicFile, today: date
) -> tuple[Violation, ...]:
    if before.starts < today:
        yesterday = today - ONE_DAY
        if change.starts != before.starts:
            return (_read_only("starts", before.starts, before),)
        if change.services != before.services:
            return (_read_only("services", yesterday, before),)
        past = (before.ends or LATEST_DAY, change.ends or LATEST_DAY)
        if min(past[0], yesterday) != min(past[1], yesterday):
            return (_read_only("ends", yesterday, before),)
        problems: tuple[Violation, ...] = ()
    else:
        problems = _days(change.starts, change.ends, today)
        if not problems and change.starts < today:
            problems = (Violation("starts_in_past", "starts", (today,), substitute=before),)
    if problems or (change.ends and change.ends < change.starts):
        return problems
    after = before.model_copy(
        update={"starts": change.starts, "ends": change.ends, "services": change.services}
    )
    return _closed(change.confirmed, _meeting(after, before, file, today))


def _check_confirmation(
    change: ConfirmStep, file: ClinicFile, today: date
) -> tuple[Violation, ...]:
    if change.step not in REPORTED_STEPS:
        return (Violation("step_is_seen", "substitute"),)
    if change.seen_on > today:
        return (Violation("seen_in_future", "starts", (change.seen_on, today)),)
    told = file.step_report(change.substitute_id, change.step)
    if told and told.seen_on > change.seen_on and not change.puts_back:
        return (Violation("told_since", "substitute", (told.seen_on,)),)
    return ()


def _days(starts: date, ends: date | None, today: date) -> tuple[Violation, ...]:
    if ends is None:
        return ()
    if ends < starts:
        return (Violation("cover_ends_before_starts", "ends", (starts, ends)),)
    if ends < today:
        return (Violation("past_only", "ends", (ends, today)),)
    return ()


def _meeting(
    after: Substitute, before: Substitute | None, file: ClinicFile, today: date
) -> Iterable[Violation]:
    """Yield the absences that would close what the substitute covers, but not those that did."""
    for absence in file.absences_of(after.practitioner):
        violation = conflict(absence, after, today)
        if violation and not _stood(violation, before):
            yield violation


def _closed(confirmed: tuple[str, ...], found: Iterable[Violation]) -> tuple[Violation, ...]:
    return tuple(v for v in found if v.confirmation not in confirmed)


def _read_only(field: Field, day: date, before: Substitute) -> Violation:
    return Violation("cover_past", field, (day,), substitute=before)
