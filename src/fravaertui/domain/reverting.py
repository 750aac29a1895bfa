"""Reverting an earlier request: the changes that do it, or what prevents it (rules W2, W8)."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date

from fravaertui.domain.changes import Change, Outcome, evaluate, inverse
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.history import HistoryEntry, replay_back
from fravaertui.domain.records import Identity, facts
from fravaertui.domain.violations import Violation


@dataclass(frozen=True, slots=True)
class Reversal:
    """The changes that revert a whole request, and their outcome."""

    changes: tuple[Change, ...]
    outcome: Outcome


def reversal(entries: Sequence[HistoryEntry], file: ClinicFile, today: date) -> Reversal:
    """Return how the last of the entries is reverted in the file as it is now.

    `entries` are the newest first, from the one that made the file down to the one in question. It
    reverts what the entry changed and nothing else (rule W8). It is refused, naming the cause, if a
    later request has changed or depends on any of that, or if anything else is now in the way.
    """
    *_, (entry, before, _) = replay_back(file, entries)
    changes = inverse(entry.request.changes, before, today)
    later = entries[:-1]
    own, now = entry.touched(), facts(file)
    overtaken = _reverted(entry, later) or _changed_since(
        {fact for fact, left in own.items() if now.get(fact) != left}, later
    )
    if overtaken:
        return Reversal(changes, Outcome(file, (overtaken,)))
    outcome = evaluate(changes, file, today)
    if not outcome.allowed:
        violations = tuple(_with_maker(violation, later) for violation in outcome.violations)
        return Reversal(changes, Outcome(file, violations))
    after = facts(outcome.file)
    moved = {fact for fact in now if after.get(fact) != now[fact]}
    taken_along = _changed_since(moved - own.keys(), later)
    if taken_along:
        return Reversal(changes, Outcome(file, (taken_along,)))
    if outcome.unchanged:
        return Reversal(changes, Outcome(file, (Violation("nothing_to_undo", "absence"),)))
    return Reversal(changes, outcome)


def _reverted(entry: HistoryEntry, later: Sequence[HistoryEntry]) -> Violation | None:
    """Return the violation if the entry has been reverted already, and by whom."""
    if entry.reverted_by is None:
        return None
    by = next(e for e in later if e.version == entry.reverted_by)
    return Violation("reverted_already", "absence", made=by.made)


def _changed_since(moved: AbstractSet[Identity], later: Sequence[HistoryEntry]) -> Violation | None:
    """Return the violation if a later request has changed one of the facts (rule W8)."""
    by_whom = next((e for e in later if moved & e.touched().keys()), None)
    return Violation("changed_since", "absence", made=by_whom.made) if by_whom else None


def _with_maker(violation: Violation, later: Sequence[HistoryEntry]) -> Violation:
    """Name the later request that the record in the way comes from."""
    records: set[Identity] = set()
    if violation.absence:
        records.add(("absences", violation.absence.id))
    if violation.substitute:
        records.add(("substitutes", violation.substitute.id))
    made = next((e.made for e in later if records & e.touched().keys()), None)
    return replace(violation, made=made)
