"""What the API offers, without HTTP: each method is one unit of work with the store.

The rules are the domain's; here is only in which order things happen in the transaction.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import takewhile

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError

from fravaertui.backend.api.etags import Tagged, tagged, version_tag
from fravaertui.backend.api.problems import (
    ProblemError,
    already_taken,
    change_refused,
    problem,
    stale_vendor,
    stale_version,
)
from fravaertui.backend.services.finding_scan import catch_up
from fravaertui.backend.services.history_pages import page_of
from fravaertui.backend.store import (
    clinic_files,
    directory,
    events,
    history,
    idempotency,
    migrate,
    vendors,
    work_queue,
)
from fravaertui.backend.store import findings as diagnoses
from fravaertui.backend.store.clock import Clock, Time, database_time, skew, utc_now
from fravaertui.backend.store.clock import today as today_of
from fravaertui.backend.store.database import broken_guard
from fravaertui.backend.store.idempotency import Answer, Key
from fravaertui.backend.store.tables import NO_OVERLAP
from fravaertui.backend.store.transactions import reading, take_turn, writing
from fravaertui.backend.store.unreadable import Unreadable
from fravaertui.domain.calendar import oslo_today
from fravaertui.domain.changes import (
    AddAbsence,
    Change,
    ChangeRequest,
    ConfirmStep,
    ReportEpjState,
)
from fravaertui.domain.checks import Outcome, evaluate
from fravaertui.domain.composing import puts_back
from fravaertui.domain.history import HistoryEntry, file_known_at
from fravaertui.domain.model import ClinicFile, Source, Vendor
from fravaertui.domain.records import arranged
from fravaertui.domain.reverting import reversal
from fravaertui.domain.safe_text import neutralise
from fravaertui.domain.violations import Violation
from fravaertui.protocol.auth import Agent, may_revert
from fravaertui.protocol.citizen_page import CitizenLanguage, CitizenPage
from fravaertui.protocol.events import ClinicChanged, FindingMarked, VendorChanged, outlines
from fravaertui.protocol.history import HistoryFilter, HistoryPage
from fravaertui.protocol.problems import Problem
from fravaertui.protocol.vendors import VendorEntry, VendorTable, rewritten
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
from fravaertui.texts.citizen import citizen_page

logger = logging.getLogger(__name__)

MOST_SKEW = 5.0
"""Seconds that a machine's clock may be off before its server had better not be used."""

CATCH_UP_SECONDS = 0.5
"""How long one call may work out findings that are missing, before it answers with those it has."""


@dataclass(frozen=True, slots=True)
class Submission:
    """An agent's request to change a clinic, and the version of the clinic it was made from.

    `request_hash` tells this request from any other that might come with the same key.
    """

    agent: Agent
    clinic: int
    version: int
    key: str
    request_hash: bytes
    request: ChangeRequest


class Desk:
    """The agents' desk on a database; safe to use from several threads at once.

    What depends on who asks takes the agent; whether their role is enough is settled at the door.
    """

    def __init__(
        self,
        engine: Engine,
        time: Time = database_time,
        told: Callable[[], None] = lambda: None,
        machine: Clock = utc_now,
    ) -> None:
        """Work on the engine; `time` is the clock, and `told` is called after each event.

        `machine` is this machine's own clock, which is good for nothing but to be compared.
        """
        self._engine = engine
        self._machine = machine
        self._time = time
        self._told = told
        self._directory: tuple[int, Tagged] | None = None

    def directory(self) -> Tagged:
        """Return the directory as JSON; made once for each time it has changed."""
        with reading(self._engine) as connection:
            revision = directory.revision(connection)
            if self._directory is None or self._directory[0] != revision:
                content = directory.load(connection).model_dump_json().encode()
                self._directory = (revision, tagged(content))
            return self._directory[1]

    def clinic_document(self, clinic: int) -> Tagged:
        """Return the clinic's file as JSON, with a tag that changes with its vendor's entry too."""
        with reading(self._engine) as connection:
            file = _file(connection, clinic)
            entry = vendors.find(connection, file.clinic.epj_vendor)
        tag = version_tag(file.version, entry.version if entry else 1)
        return Tagged(file.model_dump_json().encode(), tag)

    def history(self, clinic: int, wanted: HistoryFilter) -> HistoryPage:
        """Return some of what has happened to the clinic; ProblemError for an unknown one.

        An entry that can't be read ends a page. Raises Unreadable when it would be the first.
        """
        with reading(self._engine) as connection:
            file = _file(connection, clinic)
            unreadable: list[Unreadable] = []
            page = page_of(file, _readable(connection, file, unreadable), wanted)
        if unreadable and not page.entries:
            raise unreadable[0]
        if unreadable and page.next is None:
            return page.model_copy(update={"next": page.entries[-1].version})
        return page

    def file_known_at(self, clinic: int, moment: datetime) -> ClinicFile:
        """Return the clinic's file as it was known then, its vendor as it is known now.

        A moment still to come is now. Raises ProblemError for an unknown clinic.
        """
        with reading(self._engine) as connection:
            file = _file(connection, clinic)
            if moment >= self._time(connection):
                return file
            known = file_known_at(moment, file, history.entries(connection, file))
            vendor = vendors.facts(connection, known.clinic.epj_vendor)
            return known.model_copy(update={"vendor": vendor})

    def preview(self, agent: Agent, clinic: int, request: ChangeRequest) -> ClinicFile:
        """Return the file as the changes would leave it, its version as it is.

        Raises ProblemError when they may not be made.
        """
        with reading(self._engine) as connection:
            before, today = _file(connection, clinic), self._today(connection)
            return _outcome(connection, agent, before, request, today).file

    def submit(self, submission: Submission) -> Answer:
        """Make the changes, all or nothing, and return the file afterwards, or why not.

        A key that has been answered before gets the same answer again. Raises ProblemError for
        what is not remembered with the key: no such clinic, a key used for another request.
        """
        key = Key(submission.agent.name, submission.key, submission.request_hash)
        try:
            with self._writing() as connection:
                # The same request sent again waits here for the first, and finds its answer.
                clinic_files.hold(connection, [submission.clinic])
                answer = idempotency.find(connection, key)
                if answer is None:
                    at = self._time(connection)
                    answer = self._decide(connection, submission, at)
                    idempotency.keep(connection, key, answer, at)
                return answer
        except idempotency.KeyReused:
            detail = "This Idempotency-Key came with another request before; take a new one."
            raise ProblemError(problem("idempotency-key-reused", detail)) from None
        except IntegrityError as error:
            if broken_guard(error) != NO_OVERLAP:
                raise
            raise ProblemError(change_refused([Violation("overlap", "starts")])) from error

    def citizen_page(
        self, practitioner: int, on: date | None, language: CitizenLanguage
    ) -> CitizenPage:
        """Return what the practitioner's citizens see, today if no day is said.

        Raises ProblemError for an unknown practitioner.
        """
        with reading(self._engine) as connection:
            clinic = clinic_files.clinic_of(connection, practitioner)
            if clinic is None:
                detail = f"There is no practitioner with HER-id {practitioner}."
                raise ProblemError(problem("no-such-practitioner", detail))
            file = _file(connection, clinic)
            day = on or self._today(connection)
        return citizen_page(file, practitioner, day, language)

    def findings(self, agent: Agent, wanted: FindingFilter) -> FindingPage:
        """Return a page of the work queue of today, or of the watch list of a coming day.

        Findings that are missing, as after midnight, are worked out first, for half a second:
        `pending` says how many clinics are left. Raises ProblemError for a day out of reach.
        """
        with reading(self._engine) as connection:
            day, today = self._day_of(connection, wanted)
        pending = max(
            catch_up(self._engine, each, today, seconds=CATCH_UP_SECONDS)
            for each in sorted({today, day})
        )
        with reading(self._engine) as connection:
            rows, total, goes_on = work_queue.rows(connection, wanted, day, today, agent.name)
        return FindingPage(day=day, rows=tuple(rows), total=total, pending=pending, next=goes_on)

    def finding_counts(self, agent: Agent, wanted: FindingSelection) -> FindingCounts:
        """Return how many findings there are by kind, municipality and vendor.

        What is missing is not worked out. Raises ProblemError for a day out of reach.
        """
        with reading(self._engine) as connection:
            day, today = self._day_of(connection, wanted)
            return work_queue.counts(connection, wanted, day, today, agent.name)

    def _day_of(self, connection: Connection, wanted: FindingSelection) -> tuple[date, date]:
        """Return the day wanted and today. Raises ProblemError for a day out of reach."""
        today = self._today(connection)
        day = wanted.on or today
        if not today <= day <= today + timedelta(days=DAYS_AHEAD):
            detail = f"on: a day from today until {DAYS_AHEAD} days ahead."
            raise ProblemError(problem("invalid-request", detail))
        return day, today

    def mark(self, agent: Agent, clinic: int, request: MarkRequest) -> FindingRow:
        """Say something of a finding and return it as it then stands; twice is as once.

        Raises ProblemError when its facts are not as they were seen, when someone else has taken
        it, and for a snooze that does not end on a coming day.
        """
        with self._writing() as connection:
            clinic_files.hold(connection, [clinic])
            at = self._time(connection)
            today = oslo_today(at)
            before = work_queue.row(connection, clinic, request, today)
            if before is None:
                detail = "The finding is no longer there, or its facts have changed."
                raise ProblemError(problem("no-such-finding", detail))
            _may_mark(agent, before, request, today)
            if _says(agent, before, request):
                return before
            work_queue.say(connection, clinic, request, history.Signature(agent.name, at))
            after = work_queue.row(connection, clinic, request, today)
            events.append(connection, FindingMarked(clinic=clinic, agent=agent.name, at=at), at)
        return after or before

    def vendors(self) -> Tagged:
        """Return the vendor table as JSON."""
        with reading(self._engine) as connection:
            table = VendorTable(vendors=tuple(vendors.listed(connection)))
        return tagged(table.model_dump_json().encode())

    def set_vendor(self, agent: Agent, vendor: Vendor, version: int) -> VendorEntry:
        """Write what is known of a vendor, in place of a version; version 0 is a new vendor.

        Fields that are not set stay as they are. What stands there already is not written again.
        Raises ProblemError when another version stands there, or none.
        """
        with self._writing() as connection:
            take_turn(connection, f"vendor {vendor.code}")
            before = vendors.find(connection, vendor.code)
            if before and version:
                vendor = rewritten(before.vendor, vendor)
            if before and before.vendor == vendor:
                return before
            if before is None and version:
                detail = f"There is no vendor with the code {vendor.code}."
                raise ProblemError(problem("no-such-vendor", detail))
            if before and before.version != version:
                raise ProblemError(stale_vendor(before.version))
            entry = VendorEntry(version=version + 1, vendor=vendor)
            at = self._time(connection)
            vendors.write(connection, entry, history.Signature(agent.name, at))
            said = VendorChanged(vendor=vendor.code, agent=agent.name, at=at)
            events.append(connection, said, at)
        return entry

    def ready(self) -> None:
        """Raise ProblemError unless the database can be reached and has the right tables.

        Also when this machine's clock is wrong: tokens are checked by it.
        """
        if not migrate.is_usable(self._engine):
            raise ProblemError(problem("unavailable", "The database has other tables than ours."))
        with reading(self._engine) as connection:
            ahead = skew(connection, self._time, self._machine)
        if abs(ahead) > MOST_SKEW:
            way = "ahead of" if ahead > 0 else "behind"
            detail = f"This machine's clock is {abs(ahead):.0f} seconds {way} the database's."
            logger.warning(detail)
            raise ProblemError(problem("unavailable", detail))

    def close(self) -> None:
        """Let the database go."""
        self._engine.dispose()

    def _today(self, connection: Connection) -> date:
        return today_of(connection, self._time)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """Write all or nothing, and let those who listen look once it is there."""
        with writing(self._engine) as connection:
            yield connection
        self._told()

    def _decide(self, connection: Connection, submission: Submission, at: datetime) -> Answer:
        before = _file(connection, submission.clinic)
        latest = history.latest(connection, submission.clinic)
        if before.version != submission.version:
            return _answer(stale_version(before.version, latest))
        today = oslo_today(at)
        if latest:
            at = max(at, latest.at)  # a clock may be set back, the history goes on
        try:
            outcome = _outcome(connection, submission.agent, before, submission.request, today)
        except ProblemError as refusal:
            return _answer(refusal.problem)
        if outcome.unchanged:  # no version, no entry, no event: there is nothing to tell (A11)
            return Answer(200, before.model_dump_json().encode(), before.version)
        after = outcome.file
        changed = clinic_files.save(connection, before, after)
        signature = history.Signature(submission.agent.name, at)
        made = submission.request.model_copy(update={"changes": outcome.made})
        history.append(connection, signature, made, changed)
        after = after.model_copy(update={"version": changed.added.version})
        diagnoses.renew(connection, after, today)
        events.append(connection, _changed_event(submission, outcome.made, before, after, at), at)
        return Answer(200, after.model_dump_json().encode(), after.version)


def _readable(
    connection: Connection, file: ClinicFile, unreadable: list[Unreadable]
) -> Iterator[HistoryEntry]:
    """Give the entries down to one that can't be read, which is added to `unreadable`."""
    try:
        yield from history.entries(connection, file)
    except Unreadable as error:
        unreadable.append(error)


def _changed_event(
    submission: Submission,
    made: Sequence[Change],
    before: ClinicFile,
    after: ClinicFile,
    at: datetime,
) -> ClinicChanged:
    return ClinicChanged(
        clinic=submission.clinic,
        version=after.version,
        agent=submission.agent.name,
        at=at,
        touched=outlines(made, before, after),
    )


def _may_mark(agent: Agent, before: FindingRow, request: MarkRequest, today: date) -> None:
    """Raise ProblemError when the finding as it stands may not be marked so."""
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


def _says(agent: Agent, row: FindingRow, request: MarkRequest) -> bool:
    """Tell whether this is what was said of the finding last, by the same agent."""
    if row.mark is None:
        return request.mark is MarkKind.RELEASE
    wanted = (request.mark, request.until, request.case_reference, agent.name)
    return wanted == (row.mark.mark, row.mark.until, row.mark.case_reference, row.mark.agent)


def _outcome(
    connection: Connection, agent: Agent, before: ClinicFile, request: ChangeRequest, today: date
) -> Outcome:
    """Return what the request leads to, its file as it will be loaded; ProblemError if refused."""
    if request.reverts is None:
        if not all(_of_the_desk(connection, before, change) for change in request.changes):
            raise ProblemError(change_refused([Violation("not_of_the_desk", "absence")]))
        outcome = evaluate([_as_sent(change) for change in request.changes], before, today)
    else:
        entries = _entries_since(connection, before, request.reverts)
        outcome = _reversed(agent, entries, before, request, today)
    if not outcome.allowed:
        raise ProblemError(change_refused(outcome.violations))
    after = outcome.file
    if after.clinic.epj_vendor != before.clinic.epj_vendor:
        known = vendors.facts(connection, after.clinic.epj_vendor)
        after = after.model_copy(update={"vendor": known})
    return replace(outcome, file=arranged(after))


def _as_sent(change: Change) -> Change:
    """Return the change as anyone may ask for it: only a revert puts older observations back."""
    if isinstance(change, ReportEpjState | ConfirmStep):
        return change.model_copy(update={"puts_back": False})
    return change


def _of_the_desk(connection: Connection, file: ClinicFile, change: Change) -> bool:
    """Tell whether the change makes a record of the desk's own, or puts back one that was there.

    Where a record comes from is not for whoever sends the change to say.
    """
    if not isinstance(change, AddAbsence) or change.source is Source.DESK:
        return True
    return any(
        puts_back(change, removed)
        for entry in history.entries(connection, file)
        for removed in entry.removed.absences
    )


def _entries_since(
    connection: Connection, file: ClinicFile, version: int
) -> tuple[HistoryEntry, ...]:
    """Return the entries from the newest down to that which made the version."""
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
    """Return what the changes lead to when they take the last entry back, and only that."""
    entry = entries[-1]
    if not may_revert(agent, entry):
        detail = f"Only a supervisor may undo what {neutralise(entry.agent)} has done."
        raise ProblemError(problem("not-allowed", detail))
    found = reversal(entries, file, today)
    if found.outcome.allowed and found.changes != request.changes:
        return Outcome(file, (Violation("not_the_reversal", "absence"),))
    return found.outcome


def _answer(said: Problem) -> Answer:
    return Answer(said.status, said.body())


def _file(connection: Connection, clinic: int) -> ClinicFile:
    file = clinic_files.load(connection, clinic)
    if file is None:
        detail = f"There is no clinic with HER-id {clinic}."
        raise ProblemError(problem("no-such-clinic", detail))
    return file
