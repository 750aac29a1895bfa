"""Why a change may not be made: rules A1 to A8 and D3 of `rules.md`."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fravaertui.domain.applying import added, amended, apply
from fravaertui.domain.calendar import ONE_DAY
from fravaertui.domain.changes import (
    AbsenceChange,
    AddAbsence,
    AmendAbsence,
    Change,
    DeleteAbsence,
    EndAbsence,
    ReportEpjState,
    SplitAbsence,
    SubstituteChange,
)
from fravaertui.domain.cover_checks import check_substitute_change, covered_services
from fravaertui.domain.model import Absence, ClinicFile, Source
from fravaertui.domain.records import is_same
from fravaertui.domain.violations import Confirmation, Violation

LONG_MONTHS = 12
FAR_AHEAD_MONTHS = 18


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a list of changes leads to: the file afterwards, or the violations that stop it.

    `made` are those of the changes that changed something.
    """

    file: ClinicFile
    violations: tuple[Violation, ...] = ()
    made: tuple[Change, ...] = ()

    @property
    def allowed(self) -> bool:
        """Tell whether the changes can be made."""
        return not self.violations

    @property
    def unchanged(self) -> bool:
        """Tell whether the changes may be made and change nothing: no change at all (rule A11)."""
        return self.allowed and not self.made


def evaluate(changes: Sequence[Change], file: ClinicFile, today: date) -> Outcome:
    """Check and apply the changes one after another; the first that may not be made stops it.

    Changes that come to nothing, each by itself or together, leave the very same file.
    """
    after, made = file, list[Change]()
    for change in changes:
        violations = check(change, after, today)
        if violations:
            return Outcome(file, violations)
        becomes = apply(change, after)
        if not is_same(after, becomes):
            made.append(change)
            after = becomes
    if is_same(file, after):
        return Outcome(file)
    return Outcome(after, made=tuple(made))


def check(change: Change, file: ClinicFile, today: date) -> tuple[Violation, ...]:
    """Return why the change may not be made to the file today; empty when it may."""
    if isinstance(change, AbsenceChange):
        return _check_absence_change(change, file, today)
    if isinstance(change, SubstituteChange):
        return check_substitute_change(change, file, today)
    if isinstance(change, ReportEpjState):
        return _check_report(change, file, today)
    return ()


def _check_absence_change(
    change: AbsenceChange, file: ClinicFile, today: date
) -> tuple[Violation, ...]:
    if isinstance(change, AddAbsence):
        return _check_addition(change, file, today)
    before = next((a for a in file.absences if a.id == change.absence_id), None)
    if before is None:
        return (Violation("no_such_absence", "absence"),)
    if isinstance(change, DeleteAbsence):
        return _check_deletion(before, today)
    if isinstance(change, EndAbsence):
        return _check_ending(change, before, today)
    if isinstance(change, SplitAbsence):
        return _check_split(change, before, file, today)
    return _check_amendment(change, before, file, today)


def _check_report(change: ReportEpjState, file: ClinicFile, today: date) -> tuple[Violation, ...]:
    if not file.has_practitioner(change.practitioner):
        return (Violation("no_such_practitioner", "practitioner"),)
    if change.seen_on > today:
        return (Violation("seen_in_future", "starts", (change.seen_on, today)),)
    nothing_seen = change.switched_off is None
    since = [
        state
        for state in file.of(change.practitioner).epj_states
        if state.service in change.services and (nothing_seen or state.seen_on > change.seen_on)
    ]
    if since and not change.puts_back:
        newest = max(state.seen_on for state in since)
        services = tuple(state.service for state in since)
        return (Violation("seen_since", "services", (newest,), services=services),)
    return ()


def _check_addition(change: AddAbsence, file: ClinicFile, today: date) -> tuple[Violation, ...]:
    if any(a.id == change.absence_id for a in file.absences):
        return (Violation("absence_exists", "absence"),)
    if change.practitioner is not None and not file.has_practitioner(change.practitioner):
        return (Violation("no_such_practitioner", "practitioner"),)
    if change.ends < change.starts:
        return (_backwards(change),)
    if change.ends < today:
        return (Violation("past_only", "ends", (change.ends, today)),)
    return _obstacles(change, added(change), None, file, today)


def _check_deletion(before: Absence, today: date) -> tuple[Violation, ...]:
    if before.starts < today:
        return (Violation("started_is_ended_not_deleted", "absence", (before.starts,), before),)
    return ()


def _check_ending(change: EndAbsence, before: Absence, today: date) -> tuple[Violation, ...]:
    if before.starts > today:
        return (Violation("not_started", "absence", (before.starts,), before),)
    if before.ends < today:
        return (Violation("past_is_read_only", "absence", (today,), before),)
    earliest = max(today - ONE_DAY, before.starts)
    if change.last_day < earliest:
        return (Violation("past_is_read_only", "ends", (earliest,), before),)
    if change.last_day > before.ends:
        return (Violation("ending_is_later", "ends", (before.ends,), before),)
    return ()


def _check_split(
    change: SplitAbsence, before: Absence, file: ClinicFile, today: date
) -> tuple[Violation, ...]:
    if any(a.id == change.new_id for a in file.absences):
        return (Violation("absence_exists", "absence"),)
    if not before.starts < change.on <= before.ends:
        return (Violation("split_outside", "starts", (before.starts, before.ends), before),)
    if change.on < today:
        return (Violation("starts_in_past", "starts", (today,), before),)
    return ()


def _check_amendment(
    change: AmendAbsence, before: Absence, file: ClinicFile, today: date
) -> tuple[Violation, ...]:
    if change.ends < change.starts:
        return (_backwards(change),)
    after = amended(before, change)
    return _rewritten_past(before, after, today) or _obstacles(change, after, before, file, today)


def _rewritten_past(before: Absence, after: Absence, today: date) -> tuple[Violation, ...]:
    """Return what the change would do to days that are past (rule A2)."""
    if before.starts >= today:
        if after.ends < today:
            return (Violation("past_only", "ends", (after.ends, today)),)
        if after.starts < today:
            return (Violation("starts_in_past", "starts", (today,), before),)
        return ()
    yesterday = today - ONE_DAY
    if after.services != before.services:
        return (Violation("past_is_read_only", "services", (yesterday,), before),)
    if after.starts != before.starts:
        return (Violation("past_is_read_only", "starts", (before.starts,), before),)
    if min(after.ends, yesterday) != min(before.ends, yesterday):
        return (Violation("past_is_read_only", "ends", (yesterday,), before),)
    return ()


def _backwards(change: AddAbsence | AmendAbsence) -> Violation:
    return Violation("ends_before_starts", "ends", (change.starts, change.ends))


def _obstacles(
    change: AddAbsence | AmendAbsence,
    after: Absence,
    before: Absence | None,
    file: ClinicFile,
    today: date,
) -> tuple[Violation, ...]:
    """Return what refuses the change, else what must be confirmed before it is made."""
    found = (
        *_collisions(after, before, file),
        *_doubts(change, before, today),
        *covered_services(after, before, file, today),
    )
    refused = tuple(v for v in found if not v.confirmation)
    return refused or tuple(v for v in found if v.confirmation not in change.confirmed)


def _collisions(after: Absence, before: Absence | None, file: ClinicFile) -> tuple[Violation, ...]:
    """Return the absences that the new days or services would overlap (rule A4).

    A whole clinic's absence and a practitioner's own do not collide (rule A8). An overlap that
    was there before, as between records from outside, is not held against a change, and one
    with a record from outside is only asked about.
    """
    found = []
    for other in file.absences:
        if other.id == after.id or other.practitioner != after.practitioner:
            continue
        first, last = max(after.starts, other.starts), min(after.ends, other.ends)
        shared = tuple(s for s in after.services if s in other.services)
        if before and before.starts <= first and last <= before.ends:
            shared = tuple(s for s in shared if s not in before.services)
        if first <= last and shared:
            asked: Confirmation | None = (
                None if after.source is other.source is Source.DESK else "overlap_outside"
            )
            found.append(Violation("overlap", "starts", (first, last), other, shared, asked))
    return tuple(found)


def _doubts(
    change: AddAbsence | AmendAbsence, before: Absence | None, today: date
) -> tuple[Violation, ...]:
    """Return what is unlikely enough to be asked about (rule A6); not of days that stood."""
    if before and (before.starts, before.ends) == (change.starts, change.ends):
        return ()
    doubts = []
    if change.ends >= _months_after(change.starts, LONG_MONTHS):
        days = (change.starts, change.ends)
        doubts.append(Violation("long_absence", "ends", days, confirmation="long_absence"))
    if change.starts > _months_after(today, FAR_AHEAD_MONTHS):
        doubts.append(Violation("far_ahead", "starts", (change.starts,), confirmation="far_ahead"))
    return tuple(doubts)


def _months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last_of_month = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last_of_month))
