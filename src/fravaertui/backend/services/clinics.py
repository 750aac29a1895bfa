"""Clinic files: reading and previewing them, changing them, and what citizens see of them.

Each method is one transaction. The rules are the domain's; here is only the order in which things
happen in the transaction.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from zlib import crc32

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from fravaertui.backend.etags import TaggedJson, tagged, version_etag
from fravaertui.backend.problems import (
    ProblemError,
    change_refused,
    problem,
    stale_version,
)
from fravaertui.backend.services.database import Database
from fravaertui.backend.services.history_pages import page_of
from fravaertui.backend.services.outcomes import outcome_of
from fravaertui.backend.store import (
    clinic_files,
    directory,
    events,
    findings,
    history,
    idempotency,
    vendors,
)
from fravaertui.backend.store.database import broken_guard
from fravaertui.backend.store.idempotency import Answer, Key
from fravaertui.backend.store.tables import NO_OVERLAP
from fravaertui.backend.store.unreadable import Unreadable
from fravaertui.domain.calendar import oslo_today
from fravaertui.domain.changes import Change, ChangeRequest
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import Value
from fravaertui.domain.history import HistoryEntry, file_known_at
from fravaertui.domain.violations import Violation
from fravaertui.protocol.auth import Agent
from fravaertui.protocol.citizen_page import CitizenLanguage, CitizenPage
from fravaertui.protocol.directory import (
    DirectoryEntry,
    DirectoryFacts,
    RegisteredClinic,
    RegisteredPractitioner,
)
from fravaertui.protocol.events import ClinicChanged, outlines
from fravaertui.protocol.history import HistoryFilter, HistoryPage
from fravaertui.protocol.problems import Problem
from fravaertui.texts.citizen import citizen_page

R = TypeVar("R", bound=Value)


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


@dataclass(frozen=True, slots=True)
class _Decided:
    """What came of a submission: its answer, and if it changed something the file and the event."""

    answer: Answer
    file: ClinicFile | None = None
    event: ClinicChanged | None = None


class ClinicService:
    """The clinics of one database; safe to use from several threads at once.

    Methods whose answer depends on who asks have an `agent`. That the agent's role is sufficient
    has been checked before (`api.auth`).
    """

    def __init__(self, database: Database) -> None:
        """Serve the clinics of a database; the directory is cached as JSON."""
        self._database = database
        self._directory: tuple[int, TaggedJson] | None = None

    def directory(self) -> TaggedJson:
        """Return the directory; it is built once for each revision of it."""
        with self._database.reading() as connection:
            revision = directory.revision(connection)
            if self._directory is None or self._directory[0] != revision:
                self._directory = (revision, tagged(directory.load(connection), to_be_packed=True))
            return self._directory[1]

    def directory_facts(self) -> DirectoryFacts:
        """Return all that registers can say of every clinic, by HER-id. Raises Unreadable."""
        with self._database.reading() as connection:
            present = clinic_files.load_register_facts(connection, offers=False)
        there = [her_id for her_id, file in present.items() if not file.clinic.withdrawn]
        entries = (_directory_entry(present[her_id]) for her_id in sorted(there))
        return DirectoryFacts(entries=tuple(entries))

    def document(self, clinic: int) -> TaggedJson:
        """Return the clinic's file.

        Its etag changes with its vendor's entry too, and with what registers say again. Raises
        ProblemError for an unknown clinic, as do all methods with a `clinic`.
        """
        with self._database.reading() as connection:
            file = self._file(connection, clinic)
            entry = vendors.find(connection, file.clinic.epj_vendor)
        confirmed = crc32(repr(file.confirmed).encode()) if file.confirmed else 0
        etag = version_etag(
            file.version,
            self._database.identity,
            vendor_version=entry.version if entry else 1,
            confirmed=confirmed,
        )
        return tagged(file, etag)

    def history(self, clinic: int, selection: HistoryFilter) -> HistoryPage:
        """Return a page of the clinic's history.

        An unreadable entry ends the page. Raises Unreadable when it would be the first on it.
        """
        with self._database.reading() as connection:
            file = self._file(connection, clinic)
            unreadable: list[Unreadable] = []
            page = page_of(file, _readable(connection, file, unreadable), selection)
        if unreadable and not page.entries:
            raise unreadable[0]
        if unreadable and page.next is None:
            return page.model_copy(update={"next": page.entries[-1].version})
        return page

    def file_known_at(self, clinic: int, moment: datetime) -> ClinicFile:
        """Return the clinic's file as it was known at a moment, with today's facts on its vendor.

        For a moment in the future it is the file as it is now.
        """
        with self._database.reading() as connection:
            file = self._file(connection, clinic)
            if moment >= self._database.now(connection):
                return file
            known = file_known_at(moment, file, history.entries(connection, file))
            vendor = vendors.facts(connection, known.clinic.epj_vendor)
            return known.model_copy(update={"vendor": vendor})

    def preview(self, agent: Agent, clinic: int, request: ChangeRequest) -> ClinicFile:
        """Return the file as the changes would leave it, with its current version number.

        Raises ProblemError when the changes are refused.
        """
        with self._database.reading() as connection:
            before, today = self._file(connection, clinic), self._database.today(connection)
            return outcome_of(connection, agent, before, request, today).file

    def submit(self, submission: Submission) -> Answer:
        """Make the changes, all or nothing; return the file afterwards, or the refusal.

        A key that has been answered before gets the same answer again. Raises ProblemError in the
        cases that are not stored with the key: an unknown clinic, a key used for another request.
        """
        key = Key(submission.agent.name, submission.key, submission.request_hash)
        before, decided = None, None
        try:
            with self._database.writing() as connection:
                # The same request sent again waits here for the first, and finds its answer.
                clinic_files.lock_clinics(connection, [submission.clinic])
                answer = idempotency.find(connection, key)
                if answer is None:
                    at = self._database.now(connection)
                    before = self._file(connection, submission.clinic)
                    decided = _decide(connection, submission, before, at)
                    answer = decided.answer
                    idempotency.remember(connection, key, answer, at)
                    if decided.event:  # last: from here on others who write events wait
                        events.append(connection, decided.event, decided.event.at)
        except idempotency.KeyReused:
            detail = "This Idempotency-Key came with another request before; take a new one."
            raise ProblemError(problem("idempotency-key-reused", detail)) from None
        except IntegrityError as error:
            if broken_guard(error) != NO_OVERLAP:
                raise
            raise ProblemError(change_refused([Violation("overlap", "starts")])) from error
        if before and decided and decided.file:
            self._database.files.committed(before, decided.file)
        return answer

    def _file(self, connection: Connection, clinic: int) -> ClinicFile:
        file = self._database.files.load(connection, clinic)
        if file is None:
            detail = f"There is no clinic with HER-id {clinic}."
            raise ProblemError(problem("no-such-clinic", detail))
        return file

    def citizen_page(
        self, practitioner: int, on: date | None, language: CitizenLanguage
    ) -> CitizenPage:
        """Return what the practitioner's citizens see on a day, by default today.

        Raises ProblemError for an unknown practitioner.
        """
        with self._database.reading() as connection:
            clinic = clinic_files.clinic_of(connection, practitioner)
            if clinic is None:
                detail = f"There is no practitioner with HER-id {practitioner}."
                raise ProblemError(problem("no-such-practitioner", detail))
            file = self._file(connection, clinic)
            day = on or self._database.today(connection)
        return citizen_page(file, practitioner, day, language)


def _decide(
    connection: Connection, submission: Submission, before: ClinicFile, at: datetime
) -> _Decided:
    """Make the changes if the version and the rules allow it."""
    latest = history.latest(connection, submission.clinic)
    if before.version != submission.version:
        return _refused(stale_version(before.version, latest))
    today = oslo_today(at)
    if latest:
        at = max(at, latest.at)  # a clock may be set back, the history goes on
    try:
        outcome = outcome_of(connection, submission.agent, before, submission.request, today)
    except ProblemError as refusal:
        return _refused(refusal.problem)
    if outcome.unchanged:  # neither a version nor an entry nor an event (A11)
        return _Decided(Answer(200, before.model_dump_json().encode(), before.version))
    after = outcome.file
    changed = clinic_files.save(connection, before, after)
    signature = history.Signature(submission.agent.name, at)
    made = submission.request.model_copy(update={"changes": outcome.made})
    history.append(connection, signature, made, changed)
    after = after.model_copy(update={"version": changed.added.version})
    findings.replace(connection, after, today)
    answer = Answer(200, after.model_dump_json().encode(), after.version)
    return _Decided(answer, after, _changed_event(submission, outcome.made, before, after, at))


def _readable(
    connection: Connection, file: ClinicFile, unreadable: list[Unreadable]
) -> Iterator[HistoryEntry]:
    """Yield the entries down to an unreadable one, whose error is added to `unreadable`."""
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


def _refused(refusal: Problem) -> _Decided:
    return _Decided(Answer(refusal.status, refusal.body()))


def _directory_entry(file: ClinicFile) -> DirectoryEntry:
    people = sorted(file.practitioners, key=lambda person: person.her_id)
    return DirectoryEntry(
        clinic=_registered(file.clinic, RegisteredClinic),
        practitioners=tuple(_registered(one, RegisteredPractitioner) for one in people),
    )


def _registered(record: Value, kind: type[R]) -> R:
    """Return the fields of a record that registers can say."""
    return kind(**{name: getattr(record, name) for name in kind.model_fields})
