"""A5: what a substitute covers is not closed unless knowingly, whichever of the two comes last."""

from datetime import date, timedelta
from typing import Any, TypeAlias
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fravaertui.domain.changes import (
    AddAbsence,
    AmendAbsence,
    AmendSubstitute,
    Change,
    DeleteAbsence,
    SetSubstitute,
    SplitAbsence,
    amendment,
    evaluate,
)
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.model import Absence, Source, Substitute
from fravaertui.domain.violations import Confirmation, Violation
from tests.domain import cover_oracle, oracle
from tests.domain.cover_strategies import cover_changes, full_scenes
from tests.domain.strategies import EVERYTHING, HERE, changes, examples, plain_file, with_terms

TODAY = date(2026, 11, 22)
NEW, OTHER = UUID(int=9), UUID(int=10)
AWAY, PER = UUID(int=1), UUID(int=2)
BOTH = ("timebestilling", "ekontakt")
WITHOUT_A5: tuple[Confirmation, ...] = tuple(c for c in EVERYTHING if c != "closed_knowingly")


def in_days(count: int) -> date:
    """A day so long from today."""
    return TODAY + timedelta(days=count)


def away(first: int, last: int, *services: str, practitioner: int | None = 11) -> Absence:
    """An absence from so many days from today to so many."""
    return Absence(
        id=AWAY,
        practitioner=practitioner,
        starts=in_days(first),
        ends=in_days(last),
        services=services or BOTH,
    )


def cover(first: int, last: int | None, *services: str, practitioner: int = 11) -> Substitute:
    """Per Vikar from so many days from today to so many, or until further notice."""
    return Substitute(
        id=PER,
        practitioner=practitioner,
        name="Per Vikar",
        starts=in_days(first),
        ends=None if last is None else in_days(last),
        services=services or ("timebestilling",),
    )


def clinic(*records: Absence | Substitute) -> ClinicFile:
    """A clinic where everything is offered, with the records."""
    return plain_file(*(r for r in records if isinstance(r, Absence))).model_copy(
        update={"substitutes": tuple(r for r in records if isinstance(r, Substitute))}
    )


def adding(absence: Absence, **more: Any) -> AddAbsence:
    """Register such an absence."""
    values = absence.model_dump(exclude={"id", "source"}) | more
    return AddAbsence(absence_id=NEW, **values)


def setting(substitute: Substitute, **more: Any) -> SetSubstitute:
    """Register such a substitute."""
    return SetSubstitute(substitute_id=NEW, **(substitute.model_dump(exclude={"id"}) | more))


MEETINGS = [
    pytest.param(away(5, 9), cover(1, 20), (5, 9), id="inside-the-cover"),
    pytest.param(away(1, 20), cover(5, 9), (5, 9), id="around-the-cover"),
    pytest.param(away(1, 5), cover(5, 9), (5, 5), id="last-day-is-first-day"),
    pytest.param(away(9, 12), cover(5, 9), (9, 9), id="first-day-is-last-day"),
    pytest.param(away(400, 401), cover(5, None), (400, 401), id="S5-open-end"),
    pytest.param(away(-5, 5), cover(-3, 9), (0, 5), id="both-running"),
    pytest.param(away(5, 9, practitioner=None), cover(1, 20), (5, 9), id="A8-whole-clinic"),
    pytest.param(away(5, 9), cover(1, 20, "ekontakt", "x"), (5, 9), id="another-service"),
]
APART = [
    pytest.param(away(1, 4), cover(5, 9), id="the-day-before"),
    pytest.param(away(10, 12), cover(5, 9), id="the-day-after"),
    pytest.param(away(5, 9, "ekontakt"), cover(5, 9), id="other-services"),
    pytest.param(away(5, 9), cover(5, 9, practitioner=12), id="someone-else"),
    pytest.param(away(-5, 5), cover(-9, -1), id="on-past-days-only"),
]


@pytest.mark.parametrize(("absence", "substitute", "days"), MEETINGS)
@pytest.mark.parametrize("last", ["absence", "substitute"])
def test_A5_a_meeting_is_stopped_with_all_that_meets(
    absence: Absence, substitute: Substitute, days: tuple[int, int], last: str
) -> None:
    change: Change
    if last == "absence":
        file, change = clinic(substitute), adding(absence)
        absence = absence.model_copy(update={"id": NEW})
    else:
        file, change = clinic(absence), setting(substitute)
        substitute = substitute.model_copy(update={"id": NEW})
    shared = tuple(s for s in absence.services if s in substitute.services)
    assert change.check(file, TODAY) == (
        Violation(
            code="substitute_covers",
            field="services",
            days=(in_days(days[0]), in_days(days[1])),
            absence=absence,
            services=shared,
            confirmation="closed_knowingly",
            substitute=substitute,
        ),
    )


@pytest.mark.parametrize(("absence", "substitute"), APART)
def test_A5_what_does_not_meet_is_not_stopped(absence: Absence, substitute: Substitute) -> None:
    assert adding(absence).check(clinic(substitute), TODAY) == ()
    if substitute.ends is None or substitute.ends >= TODAY:
        assert setting(substitute).check(clinic(absence), TODAY) == ()


@pytest.mark.parametrize("last", ["absence", "substitute"])
def test_A5_only_closed_knowingly_lets_it_through(last: str) -> None:
    absence, substitute = away(5, 9), cover(1, 20)

    def stopped(*confirmed: Confirmation) -> bool:
        if last == "absence":
            change: Change = adding(absence, confirmed=confirmed)
            return bool(change.check(clinic(substitute), TODAY))
        return bool(setting(substitute, confirmed=confirmed).check(clinic(absence), TODAY))

    assert stopped()
    assert stopped(*WITHOUT_A5)
    assert not stopped("closed_knowingly")


def test_A5_each_substitute_that_is_closed_is_named() -> None:
    liv = cover(8, None, "ekontakt").model_copy(update={"id": OTHER})
    file = clinic(cover(1, 20), liv)
    found = adding(away(5, 9)).check(file, TODAY)
    assert [(v.substitute and v.substitute.id, v.services, v.days) for v in found] == [
        (PER, ("timebestilling",), (in_days(5), in_days(9))),
        (OTHER, ("ekontakt",), (in_days(8), in_days(9))),
    ]


def test_A8_a_whole_clinics_absence_meets_the_substitutes_of_everyone() -> None:
    file = clinic(cover(1, 20), cover(1, 20, practitioner=12).model_copy(update={"id": OTHER}))
    found = adding(away(5, 9, practitioner=None)).check(file, TODAY)
    assert {v.substitute.practitioner for v in found if v.substitute} == set(HERE)


STOOD = clinic(away(-5, 9), cover(-3, 5), cover(20, 30).model_copy(update={"id": OTHER}))


def move_absence(first: int, last: int, *services: str) -> AmendAbsence:
    """Give the absence of `STOOD` other days."""
    return AmendAbsence(
        absence_id=AWAY, starts=in_days(first), ends=in_days(last), services=services or BOTH
    )


def move_cover(first: int, last: int | None, key: UUID = PER) -> AmendSubstitute:
    """Give a cover of `STOOD` other days."""
    ends = None if last is None else in_days(last)
    return AmendSubstitute(
        substitute_id=key, starts=in_days(first), ends=ends, services=("timebestilling",)
    )


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(move_absence(-5, 3), id="absence-shorter"),
        pytest.param(move_absence(-5, 19), id="absence-longer-where-nobody-covers"),
        pytest.param(move_cover(-3, 2), id="cover-shorter"),
        pytest.param(SplitAbsence(absence_id=AWAY, on=TODAY, new_id=NEW), id="split"),
        pytest.param(adding(away(10, 12)), id="another-absence"),
    ],
)
def test_A5_what_met_before_is_not_held_against_a_change(change: Change) -> None:
    assert change.check(STOOD, TODAY) == ()


@pytest.mark.parametrize(
    ("change", "meets"),
    [
        pytest.param(move_absence(-5, 20), (OTHER, (20, 20)), id="absence-longer"),
        pytest.param(move_cover(-3, 6), (PER, (0, 6)), id="cover-longer"),
        pytest.param(move_cover(-3, None), (PER, (0, 9)), id="cover-made-open"),
        pytest.param(move_cover(9, 30, OTHER), (OTHER, (9, 9)), id="cover-earlier"),
    ],
)
def test_A5_what_a_change_makes_meet_is_stopped(
    change: Change, meets: tuple[UUID, tuple[int, int]]
) -> None:
    (found,) = change.check(STOOD, TODAY)
    first, last = meets[1]
    assert found.substitute is not None
    assert (found.substitute.id, found.days) == (meets[0], (in_days(first), in_days(last)))


def test_A5_services_put_into_a_running_absence_meet_the_substitute_from_today_on() -> None:
    file = clinic(away(-5, 9, "ekontakt"), cover(-3, 5))
    absence = file.absences[0]
    wanted = amendment(absence, with_terms(absence, services=BOTH), TODAY, NEW)
    outcome = evaluate(wanted, file, TODAY)
    assert [v.code for v in outcome.violations] == ["substitute_covers"]
    assert [v.days for v in outcome.violations] == [(TODAY, in_days(5))]
    assert outcome.file == file


def test_A4_A5_a_collision_is_not_let_through_by_closing_knowingly() -> None:
    file = clinic(away(1, 5), cover(1, 20))
    found = adding(away(4, 9), confirmed=EVERYTHING).check(file, TODAY)
    assert [v.code for v in found] == ["overlap"]


def test_A5_a_record_from_outside_that_meets_a_substitute_stops_nothing_else() -> None:
    outside = away(5, 9).model_copy(update={"source": Source.EPJ})
    file = clinic(outside, cover(1, 20))
    for change in (
        adding(away(30, 40)),
        move_cover(1, 15),
        DeleteAbsence(absence_id=AWAY),
        SplitAbsence(absence_id=AWAY, on=in_days(6), new_id=NEW),
    ):
        assert change.check(file, TODAY) == ()


Scene: TypeAlias = tuple[date, ClinicFile, Change]


@st.composite
def any_change(draw: st.DrawFn) -> Scene:
    """A scene and a change to its absences or substitutes."""
    today, file = draw(full_scenes(most=2))
    return today, file, draw(st.one_of(changes(file, today), cover_changes(file, today)))


@given(any_change())
@examples(100)
def test_A5_no_change_closes_what_is_covered_unless_knowingly(scene: Scene) -> None:
    today, file, change = scene
    unknowing = change.model_copy(update={"confirmed": WITHOUT_A5})
    after = evaluate([unknowing], file, today).file
    assert cover_oracle.meeting(after, today) <= cover_oracle.meeting(file, today)


@given(any_change())
@examples(100)
def test_A5_a_stop_is_for_something_that_would_meet_and_names_just_that(scene: Scene) -> None:
    today, file, change = scene
    found = [v for v in change.check(file, today) if v.code == "substitute_covers"]
    knowing = change.model_copy(update={"confirmed": EVERYTHING})
    outcome = evaluate([knowing], file, today)
    if not outcome.allowed:
        return
    new = cover_oracle.meeting(outcome.file, today) - cover_oracle.meeting(file, today)
    if "closed_knowingly" in change.confirmed:
        assert found == []
        return
    assert not new or found
    named: set[tuple[int, str, date]] = set()
    for violation in found:
        assert violation.absence is not None
        assert violation.substitute is not None
        pairs = oracle.pairs(violation.services, *violation.days)
        assert pairs <= oracle.pairs_of(violation.absence)
        assert pairs <= cover_oracle.served_by(violation.substitute, today)
        assert min(violation.days) >= today
        named |= {(violation.substitute.practitioner, service, day) for service, day in pairs}
    assert new <= named
