"""Taking changes back, and the two helpers that keep the past while a started absence changes."""

from datetime import date, timedelta
from typing import TypeAlias
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fravaertui.domain.changes import (
    AbsenceChange,
    AddAbsence,
    AmendAbsence,
    DeleteAbsence,
    EndAbsence,
    amendment,
    evaluate,
    inverse,
    removal,
)
from fravaertui.domain.citizen_view import citizen_view
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.model import Absence, Source
from tests.domain import oracle
from tests.domain.strategies import (
    HERE,
    absences,
    changes,
    examples,
    overlap,
    plain_file,
    plain_scenes,
    services,
    spans,
    window,
    with_terms,
)

NEW = UUID(int=3000)


@st.composite
def made(
    draw: st.DrawFn, *, overlapping: bool
) -> tuple[date, ClinicFile, tuple[AbsenceChange, ...], ClinicFile]:
    """Today, a file, changes that may be made to it, and the file after them."""
    today, file = draw(plain_scenes(overlapping=overlapping))
    wanted: list[AbsenceChange] = []
    after = file
    for number in range(draw(st.integers(1, 3))):
        change = draw(changes(after, today, number))
        outcome = evaluate([change], after, today)
        if outcome.allowed:
            wanted.append(change)
            after = outcome.file
    return today, file, tuple(wanted), after


def assert_undone(restored: ClinicFile, file: ClinicFile, after: ClinicFile, today: date) -> None:
    """From today on all is as before the changes; the past is as the changes left it."""
    for practitioner in HERE:
        was, meanwhile, now = (
            oracle.closed_pairs(f, practitioner) for f in (file, after, restored)
        )
        assert oracle.rest(now, today) == oracle.rest(was, today)
        assert oracle.past(now, today) == oracle.past(meanwhile, today)
        for day in (d for d in window(today) if d >= today):
            seen, before = (citizen_view(f, practitioner, day) for f in (restored, file))
            assert [(v.service, v.state, v.reopens_on) for v in seen.services] == [
                (v.service, v.state, v.reopens_on) for v in before.services
            ]


@given(made(overlapping=False))
@examples(80)
def test_inverse_restores_the_view_from_today_on_and_never_changes_the_past(
    scene: tuple[date, ClinicFile, tuple[AbsenceChange, ...], ClinicFile],
) -> None:
    today, file, wanted, after = scene
    undone = evaluate(inverse(wanted, file, today), after, today)
    assert undone.violations == ()
    assert_undone(undone.file, file, after, today)


@given(made(overlapping=True))
@examples(80)
def test_A4_inverse_is_not_stopped_by_records_from_outside_that_overlapped_before(
    scene: tuple[date, ClinicFile, tuple[AbsenceChange, ...], ClinicFile],
) -> None:
    today, file, wanted, after = scene
    undone = evaluate(inverse(wanted, file, today), after, today)
    assert undone.violations == ()
    assert_undone(undone.file, file, after, today)


@given(made(overlapping=False), st.integers(1, 4))
@examples(60)
def test_inverse_on_a_later_day_is_refused_or_leaves_what_has_become_past(
    scene: tuple[date, ClinicFile, tuple[AbsenceChange, ...], ClinicFile], later: int
) -> None:
    today, file, wanted, after = scene
    then = today + timedelta(days=later)
    undone = evaluate(inverse(wanted, file, then), after, then)
    if undone.allowed:
        assert_undone(undone.file, file, after, then)
    else:
        assert undone.file == after


@pytest.mark.parametrize("asked", ["deleted", "shortened"])
def test_A4_what_was_done_to_a_duplicate_from_outside_can_be_taken_back(asked: str) -> None:
    today = date(2026, 11, 22)
    ours = Absence(
        id=UUID(int=1),
        practitioner=None,
        starts=today,
        ends=today + timedelta(days=7),
        services=("ekontakt",),
    )
    longer = {"id": UUID(int=2), "source": Source.EPJ, "ends": today + timedelta(days=9)}
    theirs = ours.model_copy(update=longer)
    file = plain_file(ours, theirs)
    off_ours = AmendAbsence(
        absence_id=theirs.id,
        starts=ours.ends + timedelta(days=1),
        ends=theirs.ends,
        services=theirs.services,
    )
    wanted = [DeleteAbsence(absence_id=theirs.id) if asked == "deleted" else off_ours]
    after = evaluate(wanted, file, today).file
    assert after != file
    undone = evaluate(inverse(wanted, file, today), after, today)
    assert undone.violations == ()
    assert_undone(undone.file, file, after, today)


@pytest.mark.parametrize("asked", ["deleted", "postponed", "brought forward"])
def test_A2_taking_back_a_change_days_later_leaves_the_days_between_as_citizens_saw_them(
    asked: str,
) -> None:
    monday = date(2026, 11, 23)
    tuesday, wednesday, friday = (monday + timedelta(days=n) for n in (1, 2, 4))
    planned = Absence(
        id=UUID(int=1),
        practitioner=None,
        starts=friday if asked == "brought forward" else tuesday,
        ends=friday,
        services=("ekontakt",),
    )
    file = plain_file(planned)
    amended = AmendAbsence(
        absence_id=planned.id,
        starts=tuesday if asked == "brought forward" else friday,
        ends=friday,
        services=planned.services,
    )
    wanted = [DeleteAbsence(absence_id=planned.id) if asked == "deleted" else amended]
    after = evaluate(wanted, file, monday).file
    undone = evaluate(inverse(wanted, file, wednesday), after, wednesday)
    if undone.allowed:
        assert_undone(undone.file, file, after, wednesday)


Wish: TypeAlias = tuple[date, ClinicFile, Absence, tuple[date, date], tuple[str, ...]]


@st.composite
def wished(draw: st.DrawFn, *, same_start: bool) -> Wish:
    """A file without overlaps, one of its absences, and what an agent would rather have."""
    today, file = draw(plain_scenes(overlapping=False))
    absence = draw(absences(today, 1000))
    if same_start or draw(st.booleans()):
        days = {"starts": today - timedelta(days=draw(st.integers(1, 5)))}
        days["ends"] = today + timedelta(days=draw(st.integers(0, 5)))
        absence = absence.model_copy(update=days)
    others = tuple(a for a in file.absences if not overlap(a, absence))
    file = file.model_copy(update={"absences": (*others, absence), "substitutes": ()})
    starts, ends = draw(spans(today))
    if same_start:
        starts, ends = absence.starts, max(today, ends)
    codes = draw(st.one_of(st.just(absence.services), services()))
    return today, file, absence, (starts, ends), codes


@given(wished(same_start=False))
@examples(150)
def test_A2_amendment_gives_what_was_asked_from_today_on_or_is_refused(scene: Wish) -> None:
    today, file, absence, (starts, ends), codes = scene
    outcome = evaluate(
        amendment(
            absence, with_terms(absence, starts=starts, ends=ends, services=codes), today, NEW
        ),
        file,
        today,
    )
    if not outcome.allowed:
        assert outcome.file == file
        return
    entries = oracle.ledger(outcome.file)
    parts = [entries[key] for key in (absence.id, NEW) if key in entries]
    assert {part.owner for part in parts} == {absence.practitioner}
    closed = frozenset().union(*(part.closed for part in parts))
    assert oracle.past(closed, today) == oracle.past(oracle.pairs_of(absence), today)
    assert oracle.rest(closed, today) == oracle.rest(oracle.pairs(codes, starts, ends), today)


@given(wished(same_start=True))
@examples(100)
def test_A2_amendment_changes_end_and_services_of_a_started_absence_from_today_on(
    scene: Wish,
) -> None:
    today, file, absence, (starts, ends), codes = scene
    wanted = amendment(
        absence, with_terms(absence, starts=starts, ends=ends, services=codes), today, NEW
    )
    others = {key: entry for key, entry in oracle.ledger(file).items() if key != absence.id}
    asked = oracle.rest(oracle.pairs(codes, starts, ends), today)
    collides = oracle.collides(others, NEW, absence.practitioner, asked)
    assert evaluate(wanted, file, today).allowed == (not collides)


def test_A2_amendment_takes_a_service_out_though_a_record_from_outside_overlaps() -> None:
    today = date(2026, 11, 22)
    own = Absence(
        id=UUID(int=1),
        practitioner=None,
        starts=today - timedelta(days=3),
        ends=today + timedelta(days=3),
        services=("timebestilling", "ekontakt"),
    )
    outside = own.model_copy(update={"id": UUID(int=2), "source": Source.EPJ})
    file = plain_file(own, outside)
    wanted = amendment(own, with_terms(own, services=("timebestilling",)), today, NEW)
    assert evaluate(wanted, file, today).violations == ()


@given(plain_scenes())
@examples(80)
def test_A2_removal_leaves_the_past_and_nothing_after_it(
    scene: tuple[date, ClinicFile],
) -> None:
    today, file = scene
    for absence in file.absences:
        change = removal(absence, today)
        outcome = evaluate([change], file, today)
        assert outcome.allowed == (absence.ends >= today)
        if outcome.allowed:
            left = oracle.ledger(outcome.file).get(absence.id)
            closed = left.closed if left else frozenset()
            assert closed == oracle.past(oracle.pairs_of(absence), today)


@pytest.mark.parametrize("codes", [("timebestilling",), ("influensavaksine", "timebestilling")])
def test_A2_changed_services_of_a_started_absence_can_be_taken_back(codes: tuple[str, ...]) -> None:
    today = date(2026, 11, 22)
    running = Absence(
        id=UUID(int=1),
        practitioner=11,
        starts=date(2026, 11, 16),
        ends=date(2026, 11, 27),
        services=("ekontakt", "timebestilling"),
    )
    file = plain_file(running)
    wanted = amendment(
        running, with_terms(running, ends=date(2026, 11, 29), services=codes), today, NEW
    )
    after = evaluate(wanted, file, today).file
    assert len(after.absences) == 2
    assert evaluate(inverse(wanted, file, today), after, today).file == file


def test_A2_changed_services_can_be_taken_back_on_a_later_day_for_what_is_left() -> None:
    day = date(2026, 11, 22)
    then = day + timedelta(days=2)
    running = Absence(
        id=UUID(int=1),
        practitioner=11,
        starts=date(2026, 11, 16),
        ends=date(2026, 11, 27),
        services=("timebestilling",),
    )
    file = plain_file(running)
    codes = ("timebestilling", "ekontakt")
    wanted = amendment(running, with_terms(running, services=codes), day, NEW)
    after = evaluate(wanted, file, day).file
    undone = evaluate(inverse(wanted, file, then), after, then)
    assert undone.violations == ()
    assert_undone(undone.file, file, after, then)


def test_A2_an_extension_taken_back_after_the_former_end_opens_from_today() -> None:
    day = date(2026, 11, 22)
    then = day + timedelta(days=4)
    running = Absence(
        id=UUID(int=1),
        practitioner=11,
        starts=date(2026, 11, 16),
        ends=day,
        services=("timebestilling",),
    )
    file = plain_file(running)
    wanted = amendment(running, with_terms(running, ends=day + timedelta(days=9)), day, NEW)
    after = evaluate(wanted, file, day).file
    undone = evaluate(inverse(wanted, file, then), after, then)
    assert undone.violations == ()
    assert_undone(undone.file, file, after, then)


def test_A2_opening_again_today_can_be_taken_back_the_same_day() -> None:
    today = date(2026, 11, 22)
    absence = Absence(
        id=UUID(int=1),
        practitioner=None,
        starts=date(2026, 11, 16),
        ends=date(2026, 11, 27),
        services=("ekontakt",),
    )
    file = plain_file(absence)
    ended = (EndAbsence(absence_id=absence.id, last_day=date(2026, 11, 21)),)
    after = evaluate(ended, file, today).file
    assert after.absence(absence.id).ends == date(2026, 11, 21)
    assert evaluate(inverse(ended, file, today), after, today).file == file


def test_A6_taking_back_asks_for_no_confirmation_again() -> None:
    today = date(2026, 11, 22)
    file = plain_file()
    added = AddAbsence(
        absence_id=NEW,
        practitioner=None,
        starts=date(2028, 7, 1),
        ends=date(2030, 7, 1),
        services=("ekontakt",),
        confirmed=("far_ahead", "long_absence"),
    )
    with_it = evaluate([added], file, today).file
    shorter = AmendAbsence(absence_id=NEW, starts=today, ends=today, services=added.services)
    for wanted in (shorter, DeleteAbsence(absence_id=NEW)):
        after = evaluate([wanted], with_it, today).file
        (back,) = inverse([wanted], with_it, today)
        assert back.check(after, today) == ()
        assert evaluate([back], after, today).file == with_it
