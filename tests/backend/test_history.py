"""The history as it is kept and told, and taking back what it tells of (W2)."""

import json
import shutil
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from fravaertui.backend.problems import ProblemError
from fravaertui.backend.services.clinics import Submission
from fravaertui.backend.services.container import Services
from fravaertui.backend.store.database import open_database
from fravaertui.backend.store.idempotency import Answer
from fravaertui.backend.store.tables import event
from fravaertui.backend.store.transactions import reading
from fravaertui.domain.calendar import oslo_today
from fravaertui.domain.changes import (
    AmendAbsence,
    Change,
    ChangeRequest,
    ConfirmStep,
    DeleteAbsence,
    ReportEpjState,
    SetPatientInformation,
    SetSubstitute,
)
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.domain.model import Known, Step
from fravaertui.domain.records import facts
from fravaertui.domain.reverting import reversal
from fravaertui.protocol.auth import Agent, Role
from fravaertui.protocol.history import HistoryFilter, HistoryPage
from fravaertui.protocol.problems import URN
from tests.backend.records import (
    AGENT,
    ASTRID,
    CLINIC,
    KARI,
    NOW,
    OLA,
    absence,
    body,
    file_of,
    headers,
    stored,
)
from tests.domain.entries import any_change
from tests.domain.strategies import CLINIC as PLAIN
from tests.domain.strategies import examples, plain_file

AWAY = absence(absence_id=UUID(int=1))
LONGER = AmendAbsence(
    absence_id=AWAY.absence_id,
    starts=AWAY.starts,
    ends=date(2024, 7, 14),
    services=AWAY.services,
)
DELETED = DeleteAbsence(absence_id=AWAY.absence_id)
EVA = Agent(name="eva.leder", role=Role.SUPERVISOR)
CHANGES = f"/clinics/{CLINIC}/changes"
HISTORY = f"/clinics/{CLINIC}/history"
KNOWN = f"/clinics/{CLINIC}/known"


class Writer:
    """Whoever writes at the desk, an hour between each."""

    def __init__(self, engine: Engine, clinic: int = CLINIC) -> None:
        self.engine = engine
        self._clinic = clinic
        self._hours = count(1)
        self.now = NOW
        self.services = Services(engine, lambda _: self.now)

    @property
    def file(self) -> ClinicFile:
        return file_of(self.services, self._clinic)

    def write(
        self,
        *changes: Change,
        agent: Agent = KARI,
        reverts: int | None = None,
        case: str | None = None,
    ) -> Answer:
        hour = next(self._hours)
        self.now = NOW + timedelta(hours=hour)
        request = ChangeRequest(changes=changes, case_reference=case, reverts=reverts)
        version = self.file.version
        fingerprint = sha256(request.model_dump_json().encode()).digest()
        key = f"the-key-of-hour-{hour}"
        self._last = Submission(agent, self._clinic, version, key, fingerprint, request)
        return self.again()

    def again(self) -> Answer:
        """The last request, sent once more."""
        return self.services.clinics.submit(self._last)

    def history(self, **wanted: int) -> HistoryPage:
        return self.services.clinics.history(self._clinic, HistoryFilter(**wanted))


@pytest.fixture
def writer(two_clinics: Engine) -> Writer:
    return Writer(two_clinics)


def refused(answer: Answer) -> str:
    """The type of the problem, or the codes of what refuses the change."""
    said = json.loads(answer.body)
    assert answer.version is None
    codes = [violation["code"] for violation in said.get("violations", ())]
    return ", ".join(codes) or said["type"].removeprefix(URN)


def test_W2_an_entry_tells_who_when_for_which_case_what_and_what_citizens_saw(
    writer: Writer,
) -> None:
    writer.write(AWAY, case="SAK-7")
    writer.write(LONGER, agent=OLA)
    later, first = writer.history().entries
    assert (first.agent, first.at, first.version) == (AGENT, NOW + timedelta(hours=1), 2)
    assert first.request == ChangeRequest(changes=(AWAY,), case_reference="SAK-7")
    assert [a.id for a in first.added.absences] == [AWAY.absence_id]
    assert first.removed.absences == ()
    [shift] = first.shifts
    assert (shift.starts, shift.ends) == (AWAY.starts, AWAY.ends)
    assert (shift.practitioners, shift.services) == ((ASTRID,), STANDARD_SERVICES)
    assert (shift.before.state, shift.after.state) == ("open", "closed")
    assert (later.agent, later.removed.absences[0].ends) == (OLA.name, AWAY.ends)
    assert {s.after.reopens_on for s in later.shifts} >= {date(2024, 7, 15)}


def test_what_the_history_does_not_lead_to_is_not_told(writer: Writer) -> None:
    assert writer.history() == HistoryPage(clinic=CLINIC, version=1, entries=())


def test_a_long_history_comes_in_pages(writer: Writer) -> None:
    for number in range(60):
        writer.write(SetPatientInformation(text=str(number)))
    told, before = list[int](), 62
    while True:
        page = writer.history(before=before, limit=25)
        told += [entry.version for entry in page.entries]
        if page.next is None:
            break
        before = page.next
    assert told == list(range(61, 1, -1))


def test_W2_the_file_as_known_then_is_the_file_that_was_answered_then(writer: Writer) -> None:
    moments: list[tuple[datetime, ClinicFile]] = [(NOW, file_of(writer.services))]
    changes: tuple[Change, ...] = (AWAY, LONGER, DELETED)
    for hour, change in enumerate(changes, start=1):
        answer = writer.write(change)
        file = ClinicFile.model_validate_json(answer.body)
        moments.append((NOW + timedelta(hours=hour), file))
    for moment, file in moments:
        assert writer.services.clinics.file_known_at(CLINIC, moment) == file
        assert writer.services.clinics.file_known_at(CLINIC, moment + timedelta(minutes=59)) == file


def test_one_takes_back_ones_own_and_the_history_tells_of_both(writer: Writer) -> None:
    writer.write(AWAY)
    assert writer.write(DELETED, reverts=2).status == 200
    back, first = writer.history().entries
    assert (back.request.reverts, first.reverted_by) == (2, 3)


def test_only_a_supervisor_takes_back_what_others_did(writer: Writer) -> None:
    writer.write(AWAY)
    assert refused(writer.write(DELETED, agent=OLA, reverts=2)) == "not-allowed"
    with pytest.raises(ProblemError, match="supervisor"):
        writer.services.clinics.preview(OLA, CLINIC, ChangeRequest(changes=(DELETED,), reverts=2))
    assert writer.write(DELETED, agent=EVA, reverts=2).status == 200


def test_what_someone_has_changed_since_is_not_taken_back_and_they_are_named(
    writer: Writer,
) -> None:
    writer.write(AWAY)
    writer.write(LONGER, agent=OLA)
    answer = writer.write(DELETED, reverts=2)
    assert refused(answer) == "changed_since"
    [violation] = json.loads(answer.body)["violations"]
    assert violation["made"]["agent"] == OLA.name
    assert violation["made"]["version"] == 3
    assert violation["detail"] == (
        "ola.nordmann endret det samme lørdag 1. juni 2024 kl. 16:00. Angre det først."
    )


@given(st.data())
@examples(40)
def test_W8_a_revert_leaves_what_was_changed_since_as_it_is(
    empty_database: Path, data: st.DataObject
) -> None:
    """On a real store, over hours, with changes of all kinds."""
    with TemporaryDirectory() as folder:
        engine = open_database(f"sqlite:///{shutil.copy(empty_database, folder)}")
        stored(engine, [plain_file()])
        writer = Writer(engine, PLAIN.her_id)
        files = [writer.file]
        for number in range(data.draw(st.integers(1, 5))):
            change = any_change(files[-1], oslo_today(writer.now), number)
            if writer.write(*data.draw(st.lists(change, min_size=1, max_size=2))).status == 200:
                files.append(writer.file)
        entries = writer.history().entries
        if entries:
            entry = data.draw(st.sampled_from(entries))
            since = [one for one in entries if one.version >= entry.version]
            back = reversal(since, files[-1], oslo_today(writer.now))
            answer = writer.write(*back.changes or (AWAY,), agent=EVA, reverts=entry.version)
            assert (answer.status == 200) == back.outcome.allowed
            assert_left_alone(files, entry.version, writer.file)
        engine.dispose()


def events_of(writer: Writer) -> list[str]:
    """What the others are told, from the first on."""
    with reading(writer.engine) as connection:
        return list(connection.scalars(select(event.c.body).order_by(event.c.number)))


def assert_left_alone(files: Sequence[ClinicFile], reverted: int, after: ClinicFile) -> None:
    """What the revert changed is its entry's own, and as that had left it."""
    at = {file.version: facts(file) for file in files}
    before, left, now, then = at[reverted - 1], at[reverted], facts(files[-1]), facts(after)
    for fact in now.keys() | then.keys():
        if now.get(fact) != then.get(fact):
            assert before.get(fact) != left.get(fact) or fact not in before | left | now
            assert left.get(fact) == now.get(fact)


SHUT = SetPatientInformation(text="Stengt i juli")


def test_A11_what_changes_nothing_is_answered_and_leaves_no_trace(writer: Writer) -> None:
    writer.write(AWAY)
    writer.write(SHUT)
    told = events_of(writer)
    same = LONGER.model_copy(update={"ends": AWAY.ends})
    for change in (same, SHUT):
        answer = writer.write(change)
        assert (answer.status, answer.version) == (200, 3)
        assert ClinicFile.model_validate_json(answer.body) == writer.file
        assert writer.again() == answer  # a repeated key has its first answer
    assert [entry.version for entry in writer.history().entries] == [3, 2]
    assert events_of(writer) == told
    assert (
        writer.services.clinics.preview(KARI, CLINIC, ChangeRequest(changes=(SHUT,))) == writer.file
    )


def test_A11_the_history_tells_what_was_changed_and_not_what_was_so_already(
    writer: Writer,
) -> None:
    writer.write(SHUT)
    writer.write(SHUT, AWAY)
    [entry, _] = writer.history().entries
    assert entry.request.changes == (AWAY,)
    told = json.loads(events_of(writer)[-1])
    assert [touched["change"] for touched in told["touched"]] == ["add_absence"]


OFF = ReportEpjState(
    practitioner=ASTRID, services=("ekontakt",), switched_off=True, seen_on=NOW.date()
)
BEFORE = NOW.date() - timedelta(days=3)


@pytest.mark.parametrize("switched_off", [True, False, None])
def test_an_older_observation_is_refused_whatever_the_sender_says_of_it(
    writer: Writer, switched_off: bool | None
) -> None:
    """To put back what was seen before is for a revert, which the desk itself has worked out."""
    writer.write(OFF)
    older = OFF.model_copy(
        update={"switched_off": switched_off, "seen_on": BEFORE, "puts_back": True}
    )
    assert refused(writer.write(older)) == "seen_since"
    with pytest.raises(ProblemError):
        writer.services.clinics.preview(KARI, CLINIC, ChangeRequest(changes=(older,)))
    assert refused(writer.write(older, reverts=2)) == "not_the_reversal"
    assert [state.switched_off for state in writer.file.epj_states] == [True]


COVERED = SetSubstitute(
    substitute_id=UUID(int=9),
    practitioner=ASTRID,
    name="Siv Vikar",
    starts=NOW.date(),
    services=("ekontakt",),
)
TOLD = ConfirmStep(
    substitute_id=COVERED.substitute_id,
    step=Step.OWN_LIST,
    known=Known.NO,
    seen_on=BEFORE,
)


@pytest.mark.parametrize("known", [Known.YES, Known.UNKNOWN])
def test_what_was_told_earlier_is_refused_whatever_the_sender_says_of_it(
    writer: Writer, known: Known
) -> None:
    """As with an observation: only a revert may let older words stand again."""
    writer.write(COVERED)
    writer.write(TOLD)
    newest = TOLD.model_copy(update={"known": Known.YES, "seen_on": NOW.date()})
    writer.write(newest)
    older = TOLD.model_copy(update={"known": known, "puts_back": True})
    assert refused(writer.write(older)) == "told_since"
    with pytest.raises(ProblemError):
        writer.services.clinics.preview(KARI, CLINIC, ChangeRequest(changes=(older,)))
    assert refused(writer.write(TOLD, reverts=4)) == "not_the_reversal"
    assert [report.seen_on for report in writer.file.step_reports] == [NOW.date()]
    as_before = TOLD.model_copy(update={"puts_back": True})
    assert writer.write(as_before, reverts=4).status == 200
    assert [(report.known, report.seen_on) for report in writer.file.step_reports] == [
        (Known.NO, BEFORE)
    ]


def test_nobody_having_looked_is_no_observation(writer: Writer) -> None:
    writer.write(OFF)
    unknown = OFF.model_copy(update={"switched_off": None})
    assert refused(writer.write(unknown)) == "seen_since"
    assert writer.write(unknown.model_copy(update={"puts_back": True}), reverts=2).status == 200
    assert writer.file.epj_states == ()


def test_a_revert_that_does_something_else_is_none(writer: Writer) -> None:
    writer.write(AWAY)
    assert refused(writer.write(LONGER, reverts=2)) == "not_the_reversal"
    assert refused(writer.write(DELETED, reverts=1)) == "no_such_entry"
    assert refused(writer.write(DELETED, reverts=3)) == "no_such_entry"
    assert [entry.version for entry in writer.history().entries] == [2]


def test_nothing_is_taken_back_twice(writer: Writer) -> None:
    writer.write(AWAY)
    writer.write(DELETED, reverts=2)
    assert refused(writer.write(DELETED, reverts=2)) == "reverted_already"


async def test_the_history_goes_over_the_wire(api: httpx.AsyncClient) -> None:
    await api.post(CHANGES, content=body(AWAY, case_reference="SAK-7"), headers=headers())
    answer = await api.get(HISTORY)
    page = HistoryPage.model_validate_json(answer.content)
    assert [entry.agent for entry in page.entries] == [AGENT]
    again = await api.get(HISTORY, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("at", "version"),
    [
        ("2024-05-31", 1),
        ("2024-06-01", 2),
        ("2024-06-01T11:59:59Z", 1),
        ("2024-06-01T14:00:00.000000%2B02:00", 2),
        ("2199-12-31", 2),
    ],
)
async def test_the_clinic_as_known_on_a_day_or_at_a_moment(
    api: httpx.AsyncClient, at: str, version: int
) -> None:
    await api.post(CHANGES, content=body(AWAY), headers=headers())
    answer = await api.get(f"{KNOWN}?at={at}")
    file = ClinicFile.model_validate_json(answer.content)
    assert (file.version, len(file.absences)) == (version, version - 1)


@pytest.mark.parametrize(
    "query",
    [
        f"{KNOWN}?at=1.6.2024",
        f"{KNOWN}?at=1717243200",
        f"{KNOWN}?at=2024-06-01T12:00:00",
        f"{KNOWN}?at=0001-01-01T00:00:00%2B14:00",
        f"{KNOWN}?at=2024-13-01T00:00:00Z",
        KNOWN,
        f"{HISTORY}?before=0",
        f"{HISTORY}?before=1.0",
        f"{HISTORY}?limit=101",
        f"{HISTORY}?page=2",
    ],
)
async def test_what_can_not_be_understood_is_refused_in_one_sentence(
    api: httpx.AsyncClient, query: str
) -> None:
    answer = await api.get(query)
    assert answer.status_code == 422
    assert answer.json()["type"] == f"{URN}invalid-request"
    assert answer.json()["detail"].isprintable()


@pytest.mark.parametrize("path", ["history", "known?at=2024-06-01"])
async def test_an_unknown_clinic_has_no_history(api: httpx.AsyncClient, path: str) -> None:
    answer = await api.get(f"/clinics/1/{path}")
    assert (answer.status_code, answer.json()["type"]) == (404, f"{URN}no-such-clinic")
