"""The work queue of findings over all clinics, and the marks that agents put on them."""

from datetime import date, timedelta

from sqlalchemy import Connection

from fravaertui.backend.problems import ProblemError, already_taken, problem
from fravaertui.backend.services.database import Database
from fravaertui.backend.services.finding_scan import catch_up
from fravaertui.backend.store import clinic_files, events, work_queue
from fravaertui.backend.store.history import Signature
from fravaertui.domain.calendar import oslo_today
from fravaertui.protocol.auth import Agent
from fravaertui.protocol.events import FindingMarked
from fravaertui.protocol.work_queue import (
    DAYS_AHEAD,
    FindingCounts,
    FindingFilter,
    FindingPage,
    FindingRow,
    FindingSelection,
    MarkKind,
    MarkRequest,
)

CATCH_UP_SECONDS = 0.5
"""How long one call may spend on missing findings before it answers with those there are."""


class FindingService:
    """The findings of one database; safe to use from several threads at once."""

    def __init__(self, database: Database) -> None:
        """Serve the findings of a database."""
        self._database = database

    def page(self, agent: Agent, selection: FindingFilter) -> FindingPage:
        """Return a page of today's work queue, or of the watch list of a coming day.

        Missing findings, as after midnight, are computed first, for half a second at most:
        `pending` is the number of clinics left. Raises ProblemError for a day out of range.
        """
        with self._database.reading() as connection:
            day, today = self._days(connection, selection)
        pending = max(
            catch_up(self._database.engine, each, today, seconds=CATCH_UP_SECONDS)
            for each in sorted({today, day})
        )
        with self._database.reading() as connection:
            rows, totals, cursor = work_queue.rows(connection, selection, day, today, agent.name)
        return FindingPage(
            day=day, rows=tuple(rows), pending=pending, next=cursor, **totals._asdict()
        )

    def counts(self, agent: Agent, selection: FindingSelection) -> FindingCounts:
        """Return how many findings there are by kind, municipality and vendor.

        Missing findings are not computed. Raises ProblemError for a day out of range.
        """
        with self._database.reading() as connection:
            day, today = self._days(connection, selection)
            return work_queue.counts(connection, selection, day, today, agent.name)

    def mark(self, agent: Agent, clinic: int, request: MarkRequest) -> FindingRow:
        """Mark a finding and return it as it then stands; a repeated mark changes nothing.

        Raises ProblemError when the finding's facts are no longer those that were seen, when
        someone else has taken it, and for a snooze that does not end on a coming day.
        """
        with self._database.writing() as connection:
            clinic_files.lock_clinics(connection, [clinic])
            at = self._database.now(connection)
            today = oslo_today(at)
            before = work_queue.row(connection, clinic, request, today)
            if before is None:
                detail = "The finding is no longer there, or its facts have changed."
                raise ProblemError(problem("no-such-finding", detail))
            _check_mark(agent, before, request, today)
            if _is_repeated(agent, before, request):
                return before
            work_queue.add_mark(connection, clinic, request, Signature(agent.name, at))
            after = work_queue.row(connection, clinic, request, today)
            events.append(connection, FindingMarked(clinic=clinic, agent=agent.name, at=at), at)
        return after or before

    def _days(self, connection: Connection, selection: FindingSelection) -> tuple[date, date]:
        """Return the selected day and today. Raises ProblemError for a day out of range."""
        today = self._database.today(connection)
        day = selection.on or today
        if not today <= day <= today + timedelta(days=DAYS_AHEAD):
            detail = f"on: a day from today until {DAYS_AHEAD} days ahead."
            raise ProblemError(problem("invalid-request", detail))
        return day, today


def _check_mark(agent: Agent, before: FindingRow, request: MarkRequest, today: date) -> None:
    """Raise ProblemError when the finding as it stands may not get this mark."""
    snoozing = request.mark is MarkKind.SNOOZE
    if snoozing and (request.until is None or request.until <= today):
        detail = "A snooze needs the day it ends, after today."
        raise ProblemError(problem("mark-refused", detail))
    if request.until and not snoozing:
        raise ProblemError(problem("mark-refused", "Only a snooze ends on a day."))
    mark = before.mark
    others = mark and mark.mark is MarkKind.TAKE and mark.agent != agent.name
    if mark and others and request.mark is not MarkKind.RELEASE:
        raise ProblemError(already_taken(mark))


def _is_repeated(agent: Agent, row: FindingRow, request: MarkRequest) -> bool:
    """Tell whether the finding has this very mark already, from the same agent."""
    if row.mark is None:
        return request.mark is MarkKind.RELEASE
    requested = (request.mark, request.until, request.case_reference, agent.name)
    return requested == (row.mark.mark, row.mark.until, row.mark.case_reference, row.mark.agent)
