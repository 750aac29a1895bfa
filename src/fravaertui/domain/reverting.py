"""Taking an earlier request back: the changes that do it, or what later depends on it (W2)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from fravaertui.domain.agents import Agent, Role
from fravaertui.domain.changes import Change
from fravaertui.domain.checks import Outcome, evaluate
from fravaertui.domain.composing import inverse
from fravaertui.domain.history import HistoryEntry, retold
from fravaertui.domain.model import ClinicFile
from fravaertui.domain.records import Identity, facts
from fravaertui.domain.violations import Violation


@dataclass(frozen=True, slots=True)
class Reversal:
    """The changes that take a request back as a whole, and what they lead to."""

    changes: tuple[Change, ...]
    outcome: Outcome


def may_revert(agent: Agent, entry: HistoryEntry) -> bool:
    """Tell whether the agent may take the entry back: their own, or a supervisor anyone's."""
    return entry.agent == agent.name or agent.role.includes(Role.SUPERVISOR)


def reversal(entries: Sequence[HistoryEntry], file: ClinicFile, today: date) -> Reversal:
    """Return how the last of the entries is taken back from the file as it is now.

    `entries` are the newest first, from the one that made the file down to the one in question.
    What a later request has changed, and anything that would now stand in the way, refuses it
    and is named.
    """
    *_, (entry, before, _) = retold(file, entries)
    changes = inverse(entry.request.changes, before, today)
    later = entries[:-1]
    overtaken = _overtaken(entry, file, later)
    if overtaken:
        return Reversal(changes, Outcome(file, (overtaken,)))
    outcome = evaluate(changes, file, today)
    violations = tuple(_with_maker(violation, later) for violation in outcome.violations)
    return Reversal(changes, Outcome(outcome.file, violations))


def _overtaken(
    entry: HistoryEntry, file: ClinicFile, later: Sequence[HistoryEntry]
) -> Violation | None:
    """Return why the entry's own work is no longer as it left it, if so, and who changed it."""
    if entry.reverted_by is not None:
        by = next(e for e in later if e.version == entry.reverted_by)
        return Violation("reverted_already", "absence", made=by.made)
    now = facts(file)
    moved = {fact for fact, left in entry.touched().items() if now.get(fact) != left}
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
