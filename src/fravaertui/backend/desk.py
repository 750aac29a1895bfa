"""What the API offers, without HTTP: each method is one unit of work with the store.

The rules are the domain's; here is only in which order things happen in the transaction.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError

from fravaertui.backend.problems import ProblemError, change_refused, problem, stale_version
from fravaertui.backend.store import answers, directory, files, history, migrate
from fravaertui.backend.store.answers import Answer, Key
from fravaertui.backend.store.database import broken_guard
from fravaertui.backend.store.records import arranged
from fravaertui.backend.store.tables import NO_OVERLAP
from fravaertui.backend.store.transactions import reading, writing
from fravaertui.backend.tags import Tagged, tagged
from fravaertui.domain.calendar import oslo_today
from fravaertui.domain.changes import ChangeRequest
from fravaertui.domain.checks import Violation, evaluate
from fravaertui.domain.model import ClinicFile
from fravaertui.texts.catalogue import CitizenLanguage
from fravaertui.texts.citizen import CitizenPage, citizen_page

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Submission:
    """A request to change a clinic, and the version of the clinic that it was made from.

    `request_hash` tells this request from any other that might come with the same key.
    """

    clinic: int
    version: int
    key: str
    request_hash: bytes
    request: ChangeRequest


class Desk:
    """One agent's desk on a database; safe to use from several threads at once."""

    def __init__(self, engine: Engine, now: Clock, agent: str) -> None:
        """Work on the engine, with `now` as the clock and `agent` as who writes."""
        self._engine = engine
        self._now = now
        self._agent = agent
        self._directory: tuple[int, Tagged] | None = None

    def today(self) -> date:
        """Return the calendar date in Norway (rule D2)."""
        return oslo_today(self._now())

    def directory(self) -> Tagged:
        """Return the directory as JSON; made once for each time it has changed."""
        with reading(self._engine) as connection:
            revision = directory.revision(connection)
            if self._directory is None or self._directory[0] != revision:
                content = directory.load(connection).model_dump_json().encode()
                self._directory = (revision, tagged(content))
            return self._directory[1]

    def clinic_file(self, clinic: int) -> ClinicFile:
        """Return the clinic's file; ProblemError when there is no such clinic."""
        with reading(self._engine) as connection:
            return _file(connection, clinic)

    def preview(self, clinic: int, request: ChangeRequest) -> ClinicFile:
        """Return the file as the changes would leave it, its version as it is.

        Raises ProblemError when they may not be made.
        """
        with reading(self._engine) as connection:
            return _changed(_file(connection, clinic), request, self.today())

    def submit(self, submission: Submission) -> Answer:
        """Make the changes, all or nothing, and return the file afterwards, or why not.

        A key that has been answered before gets the same answer again. Raises ProblemError for
        what is not remembered with the key: no such clinic, a key used for another request.
        """
        key = Key(self._agent, submission.key, submission.request_hash)
        try:
            with writing(self._engine) as connection:
                answer = answers.find(connection, key)
                if answer is None:
                    at = self._now()
                    answer = self._decide(connection, submission, at)
                    answers.keep(connection, key, answer, at)
                return answer
        except answers.KeyReused:
            detail = "This Idempotency-Key came with another request before; take a new one."
            raise ProblemError(problem("idempotency-key-reused", detail)) from None
        except IntegrityError as error:
            if broken_guard(error) != NO_OVERLAP:
                raise
            raise ProblemError(change_refused([Violation("overlap", "starts")])) from error

    def citizen_page(self, practitioner: int, on: date, language: CitizenLanguage) -> CitizenPage:
        """Return what the practitioner's citizens see; ProblemError for an unknown one."""
        with reading(self._engine) as connection:
            clinic = files.clinic_of(connection, practitioner)
            if clinic is None:
                detail = f"There is no practitioner with HER-id {practitioner}."
                raise ProblemError(problem("no-such-practitioner", detail))
            file = _file(connection, clinic)
        return citizen_page(file, practitioner, on, language)

    def ready(self) -> None:
        """Raise ProblemError unless the database can be reached and has the right tables."""
        if not migrate.is_current(self._engine):
            raise ProblemError(problem("unavailable", "The database has other tables than ours."))

    def close(self) -> None:
        """Let the database go."""
        self._engine.dispose()

    def _decide(self, connection: Connection, submission: Submission, at: datetime) -> Answer:
        before = _file(connection, submission.clinic)
        if before.version != submission.version:
            latest = history.latest(connection, submission.clinic)
            return stale_version(before.version, latest).answer()
        try:
            after = _changed(before, submission.request, oslo_today(at))
        except ProblemError as refusal:
            return refusal.problem.answer()
        changed = files.save(connection, before, after)
        signature = history.Signature(self._agent, at)
        history.append(connection, signature, submission.request, changed)
        after = after.model_copy(update={"version": changed.added.version})
        return Answer(200, after.model_dump_json().encode(), after.version)


def _changed(before: ClinicFile, request: ChangeRequest, today: date) -> ClinicFile:
    outcome = evaluate(request.changes, before, today)
    if not outcome.allowed:
        raise ProblemError(change_refused(outcome.violations))
    return arranged(outcome.file)


def _file(connection: Connection, clinic: int) -> ClinicFile:
    file = files.load(connection, clinic)
    if file is None:
        detail = f"There is no clinic with HER-id {clinic}."
        raise ProblemError(problem("no-such-clinic", detail))
    return file
