"""Findings as they are kept: true to the files, day by day, with what agents say of them."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, select, text
from sqlalchemy.exc import IntegrityError

from fravaertui.backend.demo.loading import put
from fravaertui.backend.problems import ProblemError
from fravaertui.backend.services import findings as finding_service
from fravaertui.backend.services.clinics import Submission
from fravaertui.backend.services.container import Services
from fravaertui.backend.services.finding_scan import rescan
from fravaertui.backend.store import clinic_files, tables
from fravaertui.backend.store import findings as stored_findings
from fravaertui.backend.store.transactions import reading, writing
from fravaertui.domain.changes import AddAbsence, Change, ChangeRequest, ReportEpjState, evaluate
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.domain.findings import FindingCode, Severity, findings
from fravaertui.domain.model import Known, Vendor
from fravaertui.protocol.auth import Agent
from fravaertui.protocol.work_queue import (
    FindingFilter,
    FindingRow,
    FindingState,
    Mark,
    MarkKind,
    MarkRequest,
)
from tests.backend.records import (
    AGENT,
    ASTRID,
    BO,
    CLINIC,
    DDFL_TEST,
    KARI,
    OLA,
    OTHER,
    absence,
    file_of,
    stored,
    thrown_away,
)
from tests.domain.cover_strategies import clinic_changes, cover_changes, full_files
from tests.domain.strategies import changes, examples, todays

SUNDAY = datetime(2026, 11, 22, 12, tzinfo=UTC)

_keys = count()


class Clock:
    """A clock that a test sets."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def days_pass(self, days: int) -> None:
        self.now += timedelta(days=days)


@pytest.fixture
def clock() -> Clock:
    return Clock(SUNDAY)


@pytest.fixture
def demo(engine: Engine) -> Engine:
    """The handwritten clinics, which between them have every finding."""
    from fravaertui.backend.demo import demo_files

    with writing(engine) as connection:
        put(connection, demo_files(SUNDAY.date()), SUNDAY.date())
    return engine


@pytest.fixture
def services(demo: Engine, clock: Clock) -> Services:
    return Services(demo, lambda _: clock())


def submit(services: Services, clinic: int, *wanted: Change) -> None:
    version = file_of(services, clinic).version
    key = f"findings-key-{next(_keys)}"
    request = ChangeRequest(changes=wanted)
    assert (
        services.clinics.submit(
            Submission(KARI, clinic, version, key, key.encode(), request)
        ).status
        == 200
    )


def listed(services: Services, agent: Agent = KARI, **wanted: Any) -> tuple[FindingRow, ...]:
    page = services.findings.page(agent, FindingFilter(**wanted))
    assert page.pending == 0
    assert page.total == len(page.rows)
    return page.rows


def the(services: Services, code: FindingCode, **wanted: Any) -> FindingRow:
    """The one finding of a code that only one clinic has."""
    [row] = listed(services, code=(code,), **wanted)
    return row


def said(row: FindingRow, mark: MarkKind, **more: Any) -> MarkRequest:
    return MarkRequest(key=row.key, fingerprint=row.fingerprint, mark=mark, **more)


def kept(connection: Connection, clinic: int, day: date) -> set[tuple[str, str, int]]:
    found = tables.finding.c
    rows = connection.execute(
        select(found.key, found.fingerprint, found.rank).where(
            found.clinic == clinic, found.day == day
        )
    )
    return {(key, fingerprint, rank) for key, fingerprint, rank in rows}


@examples(60)
@given(data=st.data(), today=todays)
def test_what_is_kept_is_what_the_file_tells_whatever_was_changed(
    shared_engine: Engine, data: st.DataObject, today: date
) -> None:
    before = data.draw(full_files(today)).model_copy(update={"vendor": None})
    any_change = st.one_of(
        changes(before, today), cover_changes(before, today), clinic_changes(today)
    )
    after = evaluate(data.draw(st.lists(any_change, max_size=3)), before, today).file
    clinic = before.clinic.her_id
    with thrown_away(shared_engine) as connection:
        clinic_files.add(connection, [before])
        stored_findings.compute(connection, [clinic], [before], today, today)
        stored_findings.compute(connection, [clinic], [before], today + timedelta(days=3), today)
        clinic_files.save(connection, before, after)
        stored_findings.replace(connection, after, today)
        expected = {(f.key, f.fingerprint, f.severity.rank) for f in findings(after, today)}
        assert kept(connection, clinic, today) == expected
        assert kept(connection, clinic, today + timedelta(days=3)) == set()


def test_every_finding_is_listed_the_most_severe_first(services: Services) -> None:
    rows = listed(services)
    assert {row.code for row in rows} == set(FindingCode)
    ranks = [row.severity.rank for row in rows]
    assert ranks == sorted(ranks)
    for row in rows:
        file = file_of(services, row.clinic)
        assert row.clinic_name == file.clinic.name
        assert (row.key, row.fingerprint) in {
            (f.key, f.fingerprint) for f in findings(file, SUNDAY.date())
        }
        assert (row.finding.key, row.finding.fingerprint) == (row.key, row.fingerprint)


def test_a_change_and_its_findings_are_saved_together(services: Services) -> None:
    hidden = the(services, FindingCode.OFF_IN_EPJ)
    assert hidden.practitioner
    seen_on_again = ReportEpjState(
        practitioner=hidden.practitioner,
        services=hidden.services,
        switched_off=False,
        seen_on=SUNDAY.date(),
    )
    submit(services, hidden.clinic, seen_on_again)
    assert listed(services, code=(FindingCode.OFF_IN_EPJ,)) == ()


def test_pages_follow_each_other_without_gaps_or_repeats(services: Services) -> None:
    whole = listed(services)
    turned: list[FindingRow] = []
    cursor = None
    while cursor or not turned:
        page = services.findings.page(KARI, FindingFilter(cursor=cursor, limit=4))
        assert page.total == len(whole)
        turned += page.rows
        cursor = page.next
    assert tuple(turned) == whole


def test_a_cursor_stays_good_when_what_it_stands_on_is_gone(services: Services) -> None:
    whole = listed(services)
    first = services.findings.page(KARI, FindingFilter(limit=2))
    last = first.rows[-1]
    services.findings.mark(KARI, last.clinic, said(last, MarkKind.INTEND))
    following = services.findings.page(KARI, FindingFilter(limit=500, cursor=first.next))
    assert following.rows == whole[2:]


@pytest.mark.parametrize(
    ("wanted", "told_by"),
    [
        ({"code": ("F01", "F05")}, lambda row: row.code in ("F01", "F05")),
        ({"severity": ("critical",)}, lambda row: row.severity is Severity.CRITICAL),
        ({"municipality": "Testdal"}, lambda row: row.municipality == "Testdal"),
        ({"vendor": "enkeljournal"}, lambda row: row.vendor == "enkeljournal"),
        ({"clinic": 99000700}, lambda row: row.clinic == 99000700),
        ({"severity": ("notice",), "code": ("F06",)}, lambda row: row.text == "Ada Testvikar"),
    ],
    ids=["code", "severity", "municipality", "vendor", "clinic", "two at once"],
)
def test_the_list_can_be_narrowed(services: Services, wanted: dict[str, Any], told_by: Any) -> None:
    whole = listed(services)
    narrowed = listed(services, **wanted)
    assert narrowed
    assert len(narrowed) < len(whole)
    assert narrowed == tuple(row for row in whole if told_by(row))


def test_after_midnight_in_oslo_the_findings_are_the_new_days(
    services: Services, clock: Clock
) -> None:
    """A weekend between two closures: gone once it has begun, with nobody writing anything."""
    opening = the(services, FindingCode.SHORT_OPENING)
    clock.now = datetime(2026, 11, 28, 22, 59, tzinfo=UTC)
    assert opening.days[0] == date(2026, 11, 28)
    assert the(services, FindingCode.SHORT_OPENING).key == opening.key
    clock.now += timedelta(minutes=1)
    assert listed(services, code=(FindingCode.SHORT_OPENING,)) == ()


def test_findings_that_are_missing_are_worked_out_a_few_at_a_time(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many there are nobody waits long, and what is left is told."""
    whole = listed(services)
    monkeypatch.setattr(finding_service, "CATCH_UP_SECONDS", 0.0)
    with writing(services.database.engine) as connection:
        stored_findings.invalidate(connection)
    before = services.findings.page(KARI, FindingFilter())
    assert before.pending == len(all_clinics(services))
    assert before.rows == whole
    monkeypatch.setattr(finding_service, "CATCH_UP_SECONDS", 60.0)
    assert listed(services) == whole


def all_clinics(services: Services) -> list[int]:
    with reading(services.database.engine) as connection:
        return list(connection.scalars(select(tables.clinic.c.her_id)))


def test_a_rescan_looks_every_clinic_through_and_tells_how_far_it_is(demo: Engine) -> None:
    with writing(demo) as connection:
        connection.execute(text("DELETE FROM finding"))
        clinics = connection.scalars(select(tables.clinic.c.her_id)).all()
    told: list[tuple[int, int]] = []
    looked_through = rescan(demo, lambda *progress: told.append(progress), lambda _: SUNDAY)
    assert looked_through == len(clinics)
    assert told[0] == (0, len(clinics))
    assert told[-1] == (len(clinics), len(clinics))
    with reading(demo) as connection:
        for clinic in clinics:
            file = clinic_files.load(connection, clinic)
            assert file
            found = findings(file, SUNDAY.date())
            expected = {(f.key, f.fingerprint, f.severity.rank) for f in found}
            assert kept(connection, clinic, SUNDAY.date()) == expected


def test_the_past_is_not_kept(services: Services, demo: Engine, clock: Clock) -> None:
    listed(services)
    clock.days_pass(1)
    listed(services)
    with reading(demo) as connection:
        days = set(connection.scalars(select(tables.finding.c.day)))
        days |= set(connection.scalars(select(tables.diagnosis.c.day)))
    assert days == {SUNDAY.date() + timedelta(days=1)}


def test_a_taken_finding_is_its_agents_and_waits_still(services: Services) -> None:
    row = the(services, FindingCode.ABSENCE_CLOSES_COVERED)
    taken = services.findings.mark(KARI, row.clinic, said(row, MarkKind.TAKE))
    assert taken.state is FindingState.TAKEN
    assert taken.mark == Mark(mark=MarkKind.TAKE, agent=AGENT, at=SUNDAY)
    assert listed(services, mine=True) == (taken,)
    assert listed(services, OLA, mine=True) == ()
    assert taken in listed(services, OLA)
    assert services.findings.mark(KARI, row.clinic, said(row, MarkKind.TAKE)) == taken


def test_what_someone_else_has_taken_is_released_before_it_is_taken(services: Services) -> None:
    row = the(services, FindingCode.ABSENCE_CLOSES_COVERED)
    services.findings.mark(KARI, row.clinic, said(row, MarkKind.TAKE))
    with pytest.raises(ProblemError) as refused:
        services.findings.mark(OLA, row.clinic, said(row, MarkKind.TAKE))
    assert refused.value.problem.type.endswith("already-taken")
    assert AGENT in refused.value.problem.detail
    assert services.findings.mark(OLA, row.clinic, said(row, MarkKind.RELEASE)).mark is None
    taken = services.findings.mark(OLA, row.clinic, said(row, MarkKind.TAKE))
    assert taken.mark
    assert taken.mark.agent == OLA.name


def test_a_snooze_ends_on_its_date(services: Services, clock: Clock) -> None:
    row = the(services, FindingCode.OFF_IN_EPJ)
    until = SUNDAY.date() + timedelta(days=2)
    snoozed = services.findings.mark(KARI, row.clinic, said(row, MarkKind.SNOOZE, until=until))
    assert snoozed.state is FindingState.SNOOZED
    clock.days_pass(1)
    assert listed(services, code=(row.code,)) == ()
    assert the(services, row.code, state=(FindingState.SNOOZED,)) == snoozed
    clock.days_pass(1)
    assert the(services, row.code) == row


def test_what_is_intended_is_put_away_with_its_case(services: Services, clock: Clock) -> None:
    row = the(services, FindingCode.OFF_IN_EPJ)
    intended = services.findings.mark(
        KARI, row.clinic, said(row, MarkKind.INTEND, case_reference="SAK-7")
    )
    assert intended.mark
    assert intended.mark.case_reference == "SAK-7"
    clock.days_pass(30)
    assert listed(services, code=(row.code,)) == ()
    assert listed(services, state=(FindingState.INTENDED,)) == (intended,)


@pytest.mark.parametrize("mark", [MarkKind.TAKE, MarkKind.SNOOZE, MarkKind.INTEND])
def test_a_finding_comes_back_when_its_facts_change(services: Services, mark: MarkKind) -> None:
    row = the(services, FindingCode.OFF_IN_EPJ)
    until = SUNDAY.date() + timedelta(days=9) if mark is MarkKind.SNOOZE else None
    services.findings.mark(KARI, row.clinic, said(row, mark, until=until))
    assert row.practitioner
    off_too = ReportEpjState(
        practitioner=row.practitioner,
        services=("ekontakt",),
        switched_off=True,
        seen_on=SUNDAY.date(),
    )
    submit(services, row.clinic, off_too)
    back = listed(services, code=(row.code,))
    assert all(found.mark is None for found in back)
    assert "ekontakt" in {service for found in back for service in found.services}
    with pytest.raises(ProblemError) as refused:
        services.findings.mark(KARI, row.clinic, said(row, MarkKind.TAKE))
    assert refused.value.problem.type.endswith("no-such-finding")


def test_a_change_elsewhere_in_the_clinic_leaves_a_mark_alone(services: Services) -> None:
    row = the(services, FindingCode.OFF_IN_EPJ)
    marked = services.findings.mark(KARI, row.clinic, said(row, MarkKind.INTEND))
    other = next(
        p for p in file_of(services, row.clinic).practitioners if p.her_id != row.practitioner
    )
    summer = AddAbsence(
        absence_id=UUID(int=1),
        practitioner=other.her_id,
        starts=date(2027, 7, 5),
        ends=date(2027, 7, 25),
        services=STANDARD_SERVICES,
    )
    submit(services, row.clinic, summer)
    assert the(services, row.code, state=(FindingState.INTENDED,)) == marked


@pytest.mark.parametrize(
    ("mark", "until"),
    [
        (MarkKind.SNOOZE, None),
        (MarkKind.SNOOZE, SUNDAY.date()),
        (MarkKind.TAKE, SUNDAY.date() + timedelta(days=1)),
    ],
)
def test_a_snooze_and_nothing_else_has_a_coming_day(
    services: Services, mark: MarkKind, until: date | None
) -> None:
    row = the(services, FindingCode.OFF_IN_EPJ)
    with pytest.raises(ProblemError) as refused:
        services.findings.mark(KARI, row.clinic, said(row, mark, until=until))
    assert refused.value.problem.type.endswith("mark-refused")
    assert the(services, row.code) == row


def test_W2_all_that_was_said_is_kept_as_it_was_said(services: Services, demo: Engine) -> None:
    row = the(services, FindingCode.OFF_IN_EPJ)
    for mark in (MarkKind.TAKE, MarkKind.TAKE, MarkKind.RELEASE, MarkKind.RELEASE):
        services.findings.mark(KARI, row.clinic, said(row, mark))
    marks = tables.finding_mark.c
    with reading(demo) as connection:
        log = connection.execute(select(marks.mark, marks.agent).order_by(marks.number)).all()
    assert [tuple(one) for one in log] == [(MarkKind.TAKE, AGENT), (MarkKind.RELEASE, AGENT)]
    for tampering in ("UPDATE finding_mark SET agent = 'x'", "DELETE FROM finding_mark"):
        with (
            pytest.raises(IntegrityError, match="finding_mark_append_only"),
            writing(demo) as connection,
        ):
            connection.execute(text(tampering))


def test_the_watch_list_has_what_will_be_wrong_and_is_not_yet(engine: Engine) -> None:
    """Opens on the 9th, but the EPJ is off: no finding before, and one from that day."""
    today = date(2024, 7, 1)
    clock = Clock(datetime(2024, 7, 1, 12, tzinfo=UTC))
    stored(engine, [DDFL_TEST, OTHER])
    services = Services(engine, lambda _: clock())
    off = ReportEpjState(
        practitioner=ASTRID, services=("ekontakt",), switched_off=True, seen_on=today
    )
    off_now = off.model_copy(update={"practitioner": BO})
    submit(services, CLINIC, absence(today, date(2024, 7, 8)), off, off_now)
    assert [row.practitioner for row in listed(services)] == [BO]
    assert listed(services, on=date(2024, 7, 8)) == ()
    [coming] = listed(services, on=date(2024, 7, 9))
    assert (coming.code, coming.practitioner) == (FindingCode.STILL_OFF, ASTRID)
    services.findings.mark(KARI, CLINIC, said(coming, MarkKind.TAKE))
    clock.days_pass(8)
    [come] = listed(services, mine=True)
    assert come.key == coming.key


@pytest.mark.parametrize("days", [-1, 61])
def test_a_watch_list_looks_sixty_days_ahead(services: Services, days: int) -> None:
    with pytest.raises(ProblemError):
        services.findings.page(KARI, FindingFilter(on=SUNDAY.date() + timedelta(days=days)))


def test_S4_what_is_learnt_of_a_vendor_is_learnt_of_its_clinics(services: Services) -> None:
    row = the(services, FindingCode.VENDOR)
    before = services.clinics.document(row.clinic)
    known = file_of(services, row.clinic).vendor
    assert known
    learnt = Vendor(
        code="enkeljournal", name="Enkel Testjournal", offers_temporary_absence=Known.YES
    )
    services.vendors.write(KARI, learnt, 1)
    assert listed(services, code=(FindingCode.VENDOR,)) == ()
    told = {"name": learnt.name, "offers_temporary_absence": Known.YES}
    assert file_of(services, row.clinic).vendor == known.model_copy(update=told)
    assert services.clinics.document(row.clinic).etag != before.etag
