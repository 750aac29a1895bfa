"""The services: versions, keys, batches and history, each in one transaction (W1, W2, A3)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, Table, func, select, text
from sqlalchemy.exc import IntegrityError

from fravaertui.backend.problems import ProblemError
from fravaertui.backend.services.clinics import Submission
from fravaertui.backend.services.container import Services
from fravaertui.backend.store import tables
from fravaertui.backend.store.database import broken_guard
from fravaertui.backend.store.transactions import reading, writing
from fravaertui.domain.changes import Change, ChangeRequest, DeleteAbsence, EndAbsence, inverse
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.model import Source
from fravaertui.protocol.auth import Agent, Role
from tests.backend.records import (
    AGENT,
    ASTRID,
    BO,
    CLINIC,
    DDFL_TEST,
    KARI,
    NOW,
    OLA,
    TODAY,
    absence,
    file_of,
    stored,
)

FIRST_KEY = "the-first-key"


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def services(two_clinics: Engine, clock: Clock) -> Services:
    return Services(two_clinics, lambda _: clock())


def submission(
    *changes: Change,
    version: int = 1,
    key: str = FIRST_KEY,
    clinic: int = CLINIC,
    case_reference: str | None = None,
    agent: Agent = KARI,
) -> Submission:
    request = ChangeRequest(changes=changes, case_reference=case_reference)
    fingerprint = sha256(f"{clinic} {request.model_dump_json()}".encode()).digest()
    return Submission(agent, clinic, version, key, fingerprint, request)


def rows(engine: Engine, table: Table) -> int:
    with reading(engine) as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


def history(engine: Engine) -> list[dict[str, Any]]:
    with reading(engine) as connection:
        log = connection.execute(select(tables.change_log).order_by(tables.change_log.c.number))
        return [dict(row) for row in log.mappings()]


def test_the_answer_to_a_write_is_the_file_as_it_is_loaded_afterwards(services: Services) -> None:
    answer = services.clinics.submit(
        submission(absence(), absence(practitioner=None, services=("ekontakt",)))
    )
    assert (answer.status, answer.version) == (200, 2)
    assert ClinicFile.model_validate_json(answer.body) == file_of(services)


def test_a_preview_is_what_the_write_would_make_and_writes_nothing(
    services: Services, two_clinics: Engine
) -> None:
    wanted = submission(absence())
    preview = services.clinics.preview(KARI, CLINIC, wanted.request)
    assert file_of(services) == DDFL_TEST
    assert rows(two_clinics, tables.change_log) == rows(two_clinics, tables.first_answer) == 0
    services.clinics.submit(wanted)
    assert file_of(services) == preview.model_copy(update={"version": 2})


def test_A3_a_batch_is_all_or_nothing(services: Services, two_clinics: Engine) -> None:
    fine, refused = absence(practitioner=BO), absence(ends=date(2024, 6, 11))
    answer = services.clinics.submit(submission(fine, refused))
    assert answer.status == 422
    assert file_of(services) == DDFL_TEST
    assert rows(two_clinics, tables.change_log) == 0


def test_W1_of_eight_who_saw_the_same_version_one_is_saved_and_seven_are_told(
    services: Services,
) -> None:
    """They do not disturb each other's rows: the version alone decides."""

    def write(n: int) -> int:
        day = date(2024, 6, 12) + timedelta(days=n)
        agent = Agent(name=f"agent {n}", role=Role.AGENT)
        return services.clinics.submit(submission(absence(day, day), agent=agent)).status

    with ThreadPoolExecutor(8) as threads:
        statuses = sorted(threads.map(write, range(8)))
    assert statuses == [200] + [412] * 7
    assert len(file_of(services).absences) == 1


def test_W1_a_stale_version_is_told_who_changed_it_and_when(
    services: Services, clock: Clock
) -> None:
    services.clinics.submit(submission(absence()))
    clock.now += timedelta(minutes=5)
    answer = services.clinics.submit(submission(absence(practitioner=BO), key="another-key"))
    assert answer.status == 412
    said = answer.body.decode()
    assert '"current_version":2' in said
    assert f'"changed_by":"{AGENT}"' in said
    assert '"changed_at":"2024-06-01T12:00:00Z"' in said


def test_W1_a_version_that_never_was_is_stale_too(services: Services) -> None:
    answer = services.clinics.submit(submission(absence(), version=9))
    assert answer.status == 412
    assert b'"changed_by":null' in answer.body


@pytest.mark.parametrize(
    ("status", "version", "last_day"),
    [(200, 1, date(2024, 7, 8)), (412, 9, date(2024, 7, 8)), (422, 1, date(2024, 6, 11))],
    ids=["made", "stale", "refused"],
)
def test_W1_a_repeated_key_gets_the_first_answer_byte_for_byte(
    services: Services, clock: Clock, status: int, version: int, last_day: date
) -> None:
    """Also when by now the answer would be another one."""
    wanted = submission(absence(ends=last_day), version=version)
    first = services.clinics.submit(wanted)
    assert first.status == status
    current = file_of(services).version
    services.clinics.submit(
        submission(absence(practitioner=BO), version=current, key="another-key")
    )
    clock.now += timedelta(days=2)
    assert services.clinics.submit(wanted) == first


def test_W1_a_key_sent_eight_times_at_once_is_one_change(
    two_clinics: Engine, services: Services
) -> None:
    wanted = submission(absence())
    with ThreadPoolExecutor(8) as threads:
        all_answers = set(threads.map(lambda _: services.clinics.submit(wanted), range(8)))
    assert len(all_answers) == 1
    assert file_of(services).version == 2
    assert rows(two_clinics, tables.change_log) == 1


def test_W1_a_key_can_not_be_used_for_another_request(services: Services) -> None:
    services.clinics.submit(submission(absence()))
    with pytest.raises(ProblemError) as refused:
        services.clinics.submit(submission(absence(), version=2))
    assert refused.value.problem.type.endswith("idempotency-key-reused")
    assert file_of(services).version == 2


def test_W1_a_key_is_its_agents_own(services: Services) -> None:
    services.clinics.submit(submission(absence()))
    theirs = submission(absence(practitioner=BO), version=2, agent=OLA)
    assert services.clinics.submit(theirs).status == 200


def test_keys_are_forgotten_when_no_client_tries_any_more(
    services: Services, two_clinics: Engine, clock: Clock
) -> None:
    services.clinics.submit(submission(absence()))
    clock.now += timedelta(days=7)
    services.clinics.submit(submission(absence(), version=2, key="second-key"))
    services.presence.sweep()
    assert rows(two_clinics, tables.first_answer) == 2
    clock.now += timedelta(seconds=1)
    services.presence.sweep()
    services.clinics.submit(submission(absence(), version=2, key="third-key"))
    with reading(two_clinics) as connection:
        kept = connection.scalars(select(tables.first_answer.c.key)).all()
    assert sorted(kept) == ["second-key", "third-key"]


def test_a_clinic_that_is_not_there_is_not_remembered_with_the_key(
    services: Services, two_clinics: Engine
) -> None:
    with pytest.raises(ProblemError) as refused:
        services.clinics.submit(submission(absence(), clinic=1))
    assert refused.value.problem.type.endswith("no-such-clinic")
    assert rows(two_clinics, tables.first_answer) == 0


def test_D2_the_day_is_oslos(services: Services, clock: Clock) -> None:
    """An hour before midnight in London it is already tomorrow in Oslo."""
    clock.now = datetime(2024, 7, 8, 22, 30, tzinfo=UTC)
    assert services.clinics.citizen_page(ASTRID, None, "nb").on == date(2024, 7, 9)
    answer = services.clinics.submit(submission(absence()))
    assert b"past_only" in answer.body


def test_W2_the_history_goes_on_when_the_clock_is_set_back(
    services: Services, two_clinics: Engine, clock: Clock
) -> None:
    """Its order is that of its moments; what is asked for is judged by the day it really is."""
    clock.now = ahead = NOW + timedelta(days=30)
    services.clinics.submit(submission(absence(date(2024, 7, 10), date(2024, 7, 12))))
    clock.now = NOW
    answer = services.clinics.submit(submission(absence(TODAY, TODAY), version=2, key="second-key"))
    assert answer.version == 3, answer.body
    assert [entry["at"] for entry in history(two_clinics)] == [ahead, ahead]
    assert services.clinics.file_known_at(CLINIC, NOW).version == 3
    assert services.clinics.file_known_at(CLINIC, NOW - timedelta(seconds=1)).version == 1


def test_W2_the_history_tells_who_when_for_which_case_and_what(
    services: Services, two_clinics: Engine, clock: Clock
) -> None:
    added = absence()
    services.clinics.submit(submission(added, case_reference="SAK-7"))
    clock.now = datetime(2024, 6, 20, 8, tzinfo=UTC)
    ended = EndAbsence(absence_id=added.absence_id, last_day=date(2024, 6, 19))
    services.clinics.submit(submission(ended, version=2, key="second-key"))
    first, second = history(two_clinics)
    assert (first["agent"], first["at"], first["case_reference"]) == (AGENT, NOW, "SAK-7")
    assert (first["version_before"], first["version_after"]) == (1, 2)
    assert first["removed"]["absences"] == []
    assert first["added"]["absences"][0]["ends"] == "2024-07-08"
    assert second["request"]["changes"][0]["kind"] == "end_absence"
    assert second["removed"]["absences"][0]["ends"] == "2024-07-08"
    assert second["added"]["absences"][0]["ends"] == "2024-06-19"
    assert second["added"]["practitioners"] == []


REWRITING = ("UPDATE change_log SET agent = 'someone.else'", "DELETE FROM change_log")


@pytest.mark.parametrize(
    ("database_url", "tampering"),
    [
        *product(("sqlite", "postgresql"), REWRITING),
        ("sqlite", "INSERT OR REPLACE INTO change_log SELECT * FROM change_log"),
        ("postgresql", "TRUNCATE change_log"),
    ],
    indirect=["database_url"],
)
def test_W2_the_history_stays_as_it_was_written(
    services: Services, two_clinics: Engine, tampering: str
) -> None:
    services.clinics.submit(submission(absence()))
    before = history(two_clinics)
    with pytest.raises(IntegrityError) as refused, writing(two_clinics) as connection:
        connection.execute(text(tampering))
    assert broken_guard(refused.value) == tables.APPEND_ONLY
    assert history(two_clinics) == before


def test_A4_what_only_the_database_sees_is_told_in_words_and_nothing_is_kept(
    services: Services, two_clinics: Engine
) -> None:
    """The rules allow it and the guard does not: here because the guard is made stricter."""
    stricter = {
        "sqlite": "CREATE TRIGGER stricter BEFORE INSERT ON absence"
        f" BEGIN SELECT RAISE(ABORT, '{tables.NO_OVERLAP}'); END",
        "postgresql": "CREATE TRIGGER stricter BEFORE INSERT ON absence FOR EACH ROW"
        f" EXECUTE FUNCTION refuse_rewriting('{tables.NO_OVERLAP}')",
    }
    with writing(two_clinics) as connection:
        connection.execute(text(stricter[connection.dialect.name]))
    with pytest.raises(ProblemError) as refused:
        services.clinics.submit(submission(absence()))
    assert refused.value.problem.type.endswith("change-refused")
    assert "Et annet fravær" in refused.value.problem.detail
    assert file_of(services) == DDFL_TEST
    assert rows(two_clinics, tables.first_answer) == 0


def test_the_directory_is_made_once_until_it_changes(services: Services) -> None:
    first = services.clinics.directory()
    assert services.clinics.directory() is first
    services.clinics.submit(submission(absence()))
    assert services.clinics.directory() is first


def test_a_deleted_absence_can_be_registered_again(services: Services) -> None:
    """Undo of a deletion: the same id comes back."""
    added = absence(absence_id=UUID(int=1))
    services.clinics.submit(submission(added))
    deleted = DeleteAbsence(absence_id=added.absence_id)
    services.clinics.submit(submission(deleted, version=2, key="second-key"))
    assert services.clinics.submit(submission(added, version=3, key="third-key")).status == 200
    assert [a.practitioner for a in file_of(services).absences] == [ASTRID]


def test_where_an_absence_comes_from_is_not_for_the_sender_to_say(services: Services) -> None:
    from_portal = absence().model_copy(update={"source": Source.PORTAL})
    answer = services.clinics.submit(submission(from_portal))
    assert answer.status == 422
    assert b"not_of_the_desk" in answer.body
    with pytest.raises(ProblemError):
        services.clinics.preview(KARI, CLINIC, ChangeRequest(changes=(from_portal,)))
    assert file_of(services).absences == ()


def test_a_deleted_absence_from_elsewhere_can_be_put_back_as_it_was(
    engine: Engine, clock: Clock
) -> None:
    theirs = absence().model_copy(update={"source": Source.PORTAL}).to_absence()
    stored(engine, [DDFL_TEST.model_copy(update={"absences": (theirs,)})])
    services = Services(engine, lambda _: clock())
    gone = DeleteAbsence(absence_id=theirs.id)
    (back,) = inverse([gone], file_of(services), TODAY)
    assert services.clinics.submit(submission(gone)).status == 200
    longer = back.model_copy(update={"ends": theirs.ends + timedelta(days=1)})
    assert services.clinics.submit(submission(longer, version=2, key="longer")).status == 422
    assert services.clinics.submit(submission(back, version=2, key="back")).status == 200
    assert file_of(services).absences == (theirs,)
