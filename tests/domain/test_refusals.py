"""Why a change is refused: the code, the field it belongs to and the facts told (A1 to A8)."""

from datetime import date, timedelta
from typing import Any, get_args
from uuid import UUID

import pytest

from fravaertui.domain.changes import (
    AddAbsence,
    AmendAbsence,
    Change,
    DeleteAbsence,
    EndAbsence,
    SplitAbsence,
    evaluate,
)
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.model import Absence, Practitioner, Source
from fravaertui.domain.violations import Confirmation, Violation
from tests.domain.strategies import CLINIC, plain_file

TODAY = date(2026, 11, 22)
ENDED, RUNNING, BEGINS_TODAY, PLANNED, EVERYONE = (UUID(int=n) for n in range(1, 6))
NEW = UUID(int=9)


def nov(day: int) -> date:
    """A day of November 2026."""
    return date(2026, 11, day)


def absence(key: UUID, practitioner: int | None, starts: date, ends: date) -> Absence:
    """An absence from booking made at the desk."""
    return Absence(
        id=key, practitioner=practitioner, starts=starts, ends=ends, services=("timebestilling",)
    )


FILE = ClinicFile(
    version=1,
    clinic=CLINIC,
    practitioners=(
        Practitioner(her_id=11, name="Astrid Info"),
        Practitioner(her_id=12, name="Bo Berg"),
    ),
    absences=(
        absence(ENDED, 11, nov(2), nov(13)),
        absence(RUNNING, 11, nov(16), nov(27)),
        absence(PLANNED, 11, nov(30), date(2026, 12, 4)),
        absence(BEGINS_TODAY, 12, TODAY, nov(24)),
        absence(EVERYONE, None, date(2026, 12, 24), date(2026, 12, 31)),
    ),
)


def add(starts: date, ends: date, **more: Any) -> AddAbsence:
    """Register an absence for Astrid Info, from booking unless `more` says otherwise."""
    asked: dict[str, Any] = {
        "absence_id": NEW,
        "practitioner": 11,
        "services": ("timebestilling",),
    } | more
    return AddAbsence(starts=starts, ends=ends, **asked)


def amend(key: UUID, starts: date, ends: date, **more: Any) -> AmendAbsence:
    """Give an absence other days, and other services if `more` says so."""
    asked: dict[str, Any] = {"services": ("timebestilling",)} | more
    return AmendAbsence(absence_id=key, starts=starts, ends=ends, **asked)


def summary(violations: tuple[Violation, ...]) -> list[tuple[str, str, tuple[date, ...]]]:
    """Code, field and days of each."""
    return [(v.code, v.field, v.days) for v in violations]


REFUSED = [
    pytest.param(
        add(nov(28), nov(25)), ("ends_before_starts", "ends", (nov(28), nov(25))), id="D3-add"
    ),
    pytest.param(
        amend(PLANNED, nov(30), nov(29)),
        ("ends_before_starts", "ends", (nov(30), nov(29))),
        id="D3-amend",
    ),
    pytest.param(add(nov(14), nov(15)), ("past_only", "ends", (nov(15), TODAY)), id="A1-past-only"),
    pytest.param(
        amend(PLANNED, nov(14), nov(15)),
        ("past_only", "ends", (nov(15), TODAY)),
        id="A2-planned-moved-into-the-past",
    ),
    pytest.param(
        amend(PLANNED, nov(21), date(2026, 12, 4)),
        ("starts_in_past", "starts", (TODAY,)),
        id="A2-planned-made-to-start-in-the-past",
    ),
    pytest.param(
        amend(RUNNING, nov(17), nov(27)),
        ("past_is_read_only", "starts", (nov(16),)),
        id="A2-start-of-a-started-one",
    ),
    pytest.param(
        amend(RUNNING, nov(16), nov(20)),
        ("past_is_read_only", "ends", (nov(21),)),
        id="A2-end-before-yesterday",
    ),
    pytest.param(
        amend(RUNNING, nov(16), nov(27), services=("ekontakt",)),
        ("past_is_read_only", "services", (nov(21),)),
        id="A2-services-of-past-days",
    ),
    pytest.param(
        amend(ENDED, nov(2), nov(14)),
        ("past_is_read_only", "ends", (nov(21),)),
        id="A2-ended-one-extended-in-the-past",
    ),
    pytest.param(
        amend(ENDED, nov(2), nov(29)),
        ("past_is_read_only", "ends", (nov(21),)),
        id="A2-ended-one-extended-over-the-past",
    ),
    pytest.param(
        EndAbsence(absence_id=RUNNING, last_day=nov(20)),
        ("past_is_read_only", "ends", (nov(21),)),
        id="A2-ended-too-early",
    ),
    pytest.param(
        EndAbsence(absence_id=RUNNING, last_day=nov(28)),
        ("ending_is_later", "ends", (nov(27),)),
        id="A2-ending-that-extends",
    ),
    pytest.param(
        EndAbsence(absence_id=ENDED, last_day=nov(21)),
        ("past_is_read_only", "absence", (TODAY,)),
        id="A2-ending-an-ended-one",
    ),
    pytest.param(
        EndAbsence(absence_id=BEGINS_TODAY, last_day=nov(21)),
        ("past_is_read_only", "ends", (TODAY,)),
        id="A2-begun-today-ended-yesterday",
    ),
    pytest.param(
        EndAbsence(absence_id=PLANNED, last_day=nov(30)),
        ("not_started", "absence", (nov(30),)),
        id="A2-ending-a-planned-one",
    ),
    pytest.param(
        DeleteAbsence(absence_id=RUNNING),
        ("started_is_ended_not_deleted", "absence", (nov(16),)),
        id="A2-delete-a-started-one",
    ),
    pytest.param(
        DeleteAbsence(absence_id=ENDED),
        ("started_is_ended_not_deleted", "absence", (nov(2),)),
        id="A2-delete-an-ended-one",
    ),
    pytest.param(add(nov(26), nov(29)), ("overlap", "starts", (nov(26), nov(27))), id="A4-overlap"),
    pytest.param(
        add(nov(28), date(2026, 12, 9)),
        ("overlap", "starts", (nov(30), date(2026, 12, 4))),
        id="A4-enclosing",
    ),
    pytest.param(
        add(date(2026, 12, 31), date(2027, 1, 3), practitioner=None),
        ("overlap", "starts", (date(2026, 12, 31), date(2026, 12, 31))),
        id="A4-whole-clinic-twice",
    ),
    pytest.param(
        add(nov(28), nov(29), practitioner=99),
        ("no_such_practitioner", "practitioner", ()),
        id="practitioner-elsewhere",
    ),
    pytest.param(
        add(nov(28), nov(29), absence_id=PLANNED), ("absence_exists", "absence", ()), id="id-taken"
    ),
    pytest.param(
        SplitAbsence(absence_id=RUNNING, on=nov(21), new_id=NEW),
        ("starts_in_past", "starts", (TODAY,)),
        id="A2-split-in-the-past",
    ),
    pytest.param(
        SplitAbsence(absence_id=PLANNED, on=nov(30), new_id=NEW),
        ("split_outside", "starts", (nov(30), date(2026, 12, 4))),
        id="split-on-its-first-day",
    ),
    pytest.param(
        SplitAbsence(absence_id=RUNNING, on=nov(28), new_id=NEW),
        ("split_outside", "starts", (nov(16), nov(27))),
        id="split-after-its-last-day",
    ),
    pytest.param(
        SplitAbsence(absence_id=RUNNING, on=TODAY, new_id=PLANNED),
        ("absence_exists", "absence", ()),
        id="split-id-taken",
    ),
    pytest.param(DeleteAbsence(absence_id=NEW), ("no_such_absence", "absence", ()), id="unknown"),
]


@pytest.mark.parametrize(("change", "why"), REFUSED)
def test_refused_at_the_field_with_the_days_named(
    change: Change, why: tuple[str, str, tuple[date, ...]]
) -> None:
    assert summary(change.check(FILE, TODAY)) == [why]
    outcome = evaluate([add(nov(28), nov(29), absence_id=UUID(int=8)), change], FILE, TODAY)
    if why[0] != "overlap":  # that may collide with the first one too
        assert summary(outcome.violations) == [why]
    assert not outcome.allowed
    assert outcome.file == FILE


ALLOWED = [
    pytest.param(add(nov(28), nov(29)), id="A4-adjacent-on-both-sides"),
    pytest.param(add(nov(14), TODAY, practitioner=12, services=("ekontakt",)), id="A1-from-past"),
    pytest.param(add(nov(20), nov(23), services=("ekontakt",)), id="A4-other-service"),
    pytest.param(add(nov(25), nov(27), practitioner=12), id="A4-other-practitioner"),
    pytest.param(add(nov(26), nov(29), practitioner=None), id="A8-clinic-over-a-practitioners-own"),
    pytest.param(add(date(2026, 12, 28), date(2026, 12, 29)), id="A8-own-inside-the-clinics"),
    pytest.param(amend(RUNNING, nov(16), nov(21)), id="A2-reopen-today"),
    pytest.param(amend(RUNNING, nov(16), nov(29)), id="A2-extended-to-the-next"),
    pytest.param(EndAbsence(absence_id=RUNNING, last_day=nov(21)), id="A2-end-yesterday"),
    pytest.param(EndAbsence(absence_id=RUNNING, last_day=TODAY), id="A2-end-today"),
    pytest.param(
        EndAbsence(absence_id=BEGINS_TODAY, last_day=TODAY), id="A2-started-today-ended-today"
    ),
    pytest.param(
        EndAbsence(absence_id=BEGINS_TODAY, last_day=nov(24)), id="A2-ended-when-it-ends-anyway"
    ),
    pytest.param(SplitAbsence(absence_id=RUNNING, on=TODAY, new_id=NEW), id="A3-split-today"),
    pytest.param(SplitAbsence(absence_id=RUNNING, on=nov(27), new_id=NEW), id="A3-split-last-day"),
    pytest.param(DeleteAbsence(absence_id=BEGINS_TODAY), id="A2-begins-today-removed-whole"),
    pytest.param(DeleteAbsence(absence_id=PLANNED), id="A2-planned-removed"),
    pytest.param(
        amend(PLANNED, nov(28), date(2026, 12, 9), services=("ekontakt", "x")), id="A2-planned-free"
    ),
]


@pytest.mark.parametrize("change", ALLOWED)
def test_allowed(change: Change) -> None:
    assert change.check(FILE, TODAY) == ()


def test_A4_overlap_names_the_absence_and_the_services() -> None:
    wanted = add(nov(26), nov(29), services=("ekontakt", "timebestilling"))
    (violation,) = wanted.check(FILE, TODAY)
    assert violation.absence == FILE.absence(RUNNING)
    assert violation.services == ("timebestilling",)
    assert violation.confirmation is None


def test_A4_an_overlap_that_came_from_outside_is_not_held_against_a_change() -> None:
    outside = absence(NEW, 11, nov(20), nov(30)).model_copy(update={"source": Source.EPJ})
    file = FILE.model_copy(update={"absences": (*FILE.absences, outside)})
    assert amend(RUNNING, nov(16), nov(25)).check(file, TODAY) == ()
    (violation,) = amend(RUNNING, nov(16), nov(29)).check(file, TODAY)
    assert (violation.code, violation.absence) == ("overlap", outside)
    assert violation.confirmation == "overlap_outside"
    knowingly = amend(RUNNING, nov(16), nov(29), confirmed=("overlap_outside",))
    assert knowingly.check(file, TODAY) == ()


def test_A4_a_service_taken_in_collides_like_a_day_does() -> None:
    other = absence(NEW, 11, date(2026, 12, 1), date(2026, 12, 2)).model_copy(
        update={"services": ("ekontakt",)}
    )
    file = FILE.model_copy(update={"absences": (*FILE.absences, other)})
    both = amend(PLANNED, nov(30), date(2026, 12, 4), services=("ekontakt", "timebestilling"))
    (violation,) = both.check(file, TODAY)
    assert (violation.code, violation.absence) == ("overlap", other)
    assert violation.services == ("ekontakt",)
    assert violation.days == (date(2026, 12, 1), date(2026, 12, 2))


def test_A4_two_from_the_desk_never_overlap_whatever_is_confirmed() -> None:
    outside = absence(NEW, 11, nov(26), nov(30)).model_copy(update={"source": Source.EPJ})
    file = FILE.model_copy(update={"absences": (*FILE.absences, outside)})
    wanted = add(nov(26), nov(29), absence_id=UUID(int=8), confirmed=get_args(Confirmation))
    (violation,) = wanted.check(file, TODAY)
    assert (violation.absence, violation.confirmation) == (FILE.absence(RUNNING), None)


@pytest.mark.parametrize(
    ("starts", "ends", "asked"),
    [
        (date(2027, 1, 1), date(2027, 12, 31), set()),
        (date(2027, 1, 1), date(2028, 1, 1), {"long_absence"}),
        (date(2028, 1, 1), date(2028, 12, 31), set()),
        (TODAY, date(2027, 11, 21), set()),
        (TODAY, date(2027, 11, 22), {"long_absence"}),  # one day, typed with a wrong year
        (TODAY, date(2028, 11, 22), {"long_absence"}),
        (date(2028, 5, 22), date(2028, 5, 22), set()),
        (date(2028, 5, 23), date(2028, 5, 23), {"far_ahead"}),
        (date(2028, 6, 12), date(2030, 7, 8), {"far_ahead", "long_absence"}),
    ],
)
def test_A6_long_or_far_ahead_is_asked_about_and_then_allowed(
    starts: date, ends: date, asked: set[str]
) -> None:
    if asked & {"far_ahead"}:
        assert starts > TODAY
    wanted = add(starts, ends, services=("ekontakt",))
    violations = wanted.check(FILE, TODAY)
    assert {v.code for v in violations} == asked
    assert {v.confirmation for v in violations} == asked
    confirmed = add(starts, ends, services=("ekontakt",), confirmed=tuple(sorted(asked)))
    assert confirmed.check(FILE, TODAY) == ()
    for one in asked:
        partly = add(starts, ends, services=("ekontakt",), confirmed=(one,))
        assert {v.code for v in partly.check(FILE, TODAY)} == asked - {one}


def test_A6_eighteen_months_after_the_last_of_a_month() -> None:
    last_of_august = date(2026, 8, 31)
    on_leap_day = add(date(2028, 2, 29), date(2028, 2, 29), services=("ekontakt",))
    day_after = add(date(2028, 3, 1), date(2028, 3, 1), services=("ekontakt",))
    assert on_leap_day.check(FILE, last_of_august) == ()
    assert [v.code for v in day_after.check(FILE, last_of_august)] == ["far_ahead"]


def test_A6_days_that_stood_are_not_asked_about_again() -> None:
    """Other services for a year and a half are no news about the year."""
    long = Absence(
        id=UUID(int=88),
        practitioner=11,
        starts=TODAY + timedelta(days=700),
        ends=TODAY + timedelta(days=1200),
        services=("ekontakt",),
    )
    file = plain_file(long)

    def amended(**more: Any) -> list[str]:
        values = long.model_dump(exclude={"id", "practitioner", "source"}) | more
        return [v.code for v in AmendAbsence(absence_id=long.id, **values).check(file, TODAY)]

    assert amended(services=("ekontakt", "timebestilling")) == []
    assert amended(ends=long.ends + timedelta(days=1)) == ["long_absence", "far_ahead"]
