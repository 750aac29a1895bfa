"""The outcome of an agent's request, including the parts that only the database knows.

The domain evaluates the changes; this adds what needs the history or the vendor table.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import takewhile

from sqlalchemy import Connection

from fravaertui.backend.problems import ProblemError, change_refused, problem
from fravaertui.backend.store import history, vendors
from fravaertui.domain.changes import ChangeRequest, Outcome, evaluate
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.history import HistoryEntry
from fravaertui.domain.model import Absence
from fravaertui.domain.records import canonical
from fravaertui.domain.reverting import reversal
from fravaertui.domain.safe_text import neutralise
from fravaertui.domain.violations import Violation
from fravaertui.protocol.auth import Agent, may_revert


def outcome_of(
    connection: Connection, agent: Agent, before: ClinicFile, request: ChangeRequest, today: date
) -> Outcome:
    """Return the outcome of the request, with the file as it would be loaded afterwards.

    Raises ProblemError when the request is refused.
    """
    if not all(change.may_be_asked_for for change in request.changes):
        detail = "What registers say is changed by an import, not at one clinic."
        raise ProblemError(problem("not-allowed", detail))
    if request.reverts is None:
        # Where a record comes from is not for the client to decide.
        truthful = (c.may_claim_source(_removed(connection, before)) for c in request.changes)
        if not all(truthful):
            raise ProblemError(change_refused([Violation("not_of_the_desk", "absence")]))
        outcome = evaluate([c.as_asked_for() for c in request.changes], before, today)
    else:
        entries = entries_since(connection, before, request.reverts)
        outcome = _reversed(agent, entries, before, request, today)
    if not outcome.allowed:
        raise ProblemError(change_refused(outcome.violations))
    after = outcome.file
    if after.clinic.epj_vendor != before.clinic.epj_vendor:
        vendor = vendors.facts(connection, after.clinic.epj_vendor)
        after = after.model_copy(update={"vendor": vendor})
    return replace(outcome, file=canonical(after))


def _removed(connection: Connection, file: ClinicFile) -> Iterator[Absence]:
    """Yield the absences that were removed from the file, the last first."""
    for entry in history.entries(connection, file):
        yield from entry.removed.absences


def entries_since(
    connection: Connection, file: ClinicFile, version: int
) -> tuple[HistoryEntry, ...]:
    """Return the entries from the newest down to the one that made the version."""
    newer = takewhile(lambda e: e.version >= version, history.entries(connection, file))
    entries = tuple(newer)
    if not entries or entries[-1].version != version:
        raise ProblemError(change_refused([Violation("no_such_entry", "absence")]))
    return entries


def _reversed(
    agent: Agent,
    entries: Sequence[HistoryEntry],
    file: ClinicFile,
    request: ChangeRequest,
    today: date,
) -> Outcome:
    """Return the outcome of a request that must do exactly what reverting the last entry does."""
    entry = entries[-1]
    if not may_revert(agent, entry):
        detail = f"Only a supervisor may undo what {neutralise(entry.agent)} has done."
        raise ProblemError(problem("not-allowed", detail))
    found = reversal(entries, file, today)
    if found.outcome.allowed and found.changes != request.changes:
        return Outcome(file, (Violation("not_the_reversal", "absence"),))
    return found.outcome
