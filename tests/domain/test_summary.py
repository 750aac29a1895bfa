"""What a change comes to, against a walk over every single day with the oracle (rule A12)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TypeAlias
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.model import Absence, Practitioner, ServiceOffer, Substitute
from fravaertui.domain.summary import ChangeSummary, Shift, summary
from fravaertui.domain.view_changes import Seen
from tests.domain import oracle
from tests.domain.strategies import CLINIC, HERE, examples, plain_file
from tests.domain.test_view_changes import before_and_after

Scene: TypeAlias = tuple[ClinicFile, ClinicFile, date, list[date]]
Cell: TypeAlias = tuple[int, str, date]

TODAY = date(2026, 11, 22)
BOOKING = ("timebestilling",)


def differing(before: ClinicFile, after: ClinicFile, days: list[date]) -> set[Cell]:
    """Every practitioner, service and day that the oracle sees another way in the two files."""
    services = {s for p in HERE for s in (*before.services_of(p), *after.services_of(p))}
    return {
        (p, s, day)
        for p in HERE
        for s in services
        for day in days
        if oracle.look(before, p, s, day) != oracle.look(after, p, s, day)
    }


def cells(shift: Shift, days: list[date]) -> Iterator[Cell]:
    """Every practitioner, service and day that a shift names."""
    for day in days:
        if shift.starts <= day and (shift.ends is None or day <= shift.ends):
            for practitioner in shift.practitioners:
                for service in shift.services:
                    yield practitioner, service, day


def is_seen(seen: Seen, look: oracle.Look) -> bool:
    named = {seen.substitute} if seen.substitute else set()
    return (seen.state, seen.reopens_on) == (look.state, look.reopens_on) and (
        named <= look.substitutes
    )


@given(before_and_after())
@examples(150)
def test_A12_the_days_named_are_exactly_those_on_which_the_citizen_sees_a_difference(
    scene: Scene,
) -> None:
    before, after, today, days = scene
    told = summary(before, after, today)
    named: dict[Cell, Shift] = {}
    for shift in told.shifts:
        for cell in cells(shift, days):
            assert cell not in named, "told twice"
            named[cell] = shift
    differs = differing(before, after, days)
    # Of two substitutes at once the oracle allows either name, the engine has one rule.
    assert differs <= named.keys()
    for cell, shift in named.items():
        was = oracle.look(before, *cell)
        becomes = oracle.look(after, *cell)
        assert cell in differs or len(was.substitutes | becomes.substitutes) > 1
        assert is_seen(shift.before, was)
        assert is_seen(shift.after, becomes)


@given(before_and_after())
@examples(80)
def test_A12_the_first_day_is_the_first_that_a_changed_record_makes_different(
    scene: Scene,
) -> None:
    before, after, today, _ = scene
    told = summary(before, after, today)
    if not told.shifts:
        assert told.first is None
        return
    direct = [s.starts for s in told.shifts if s.direct]
    moved = [s.starts for s in told.shifts if not s.direct]
    assert told.first == min(direct or moved)
    assert all(s.before.state == s.after.state == "closed" for s in told.shifts if not s.direct)
    assert {s.starts for s in told.moved} == {day for day in moved if day < min(direct or moved)}


@given(before_and_after(), st.sampled_from((*HERE, None)))
@examples(80)
def test_A12_on_the_first_day_somebody_is_shown_for_whom_something_differs(
    scene: Scene, chosen: int | None
) -> None:
    before, after, today, _ = scene
    told = summary(before, after, today)
    shown = told.to_show(chosen)
    if told.first is None:
        assert shown == chosen
        return
    differ = {p for p, _, _ in differing(before, after, [told.first])}
    if differ:
        assert shown in differ
        assert shown == chosen or chosen not in {
            p for c in told.crossings() for p in c.practitioners
        }
    for crossing in told.crossings():
        for practitioner in crossing.practitioners:
            states = {
                (
                    oracle.look(before, practitioner, s, told.first).state,
                    oracle.look(after, practitioner, s, told.first).state,
                )
                for s in {*before.services_of(practitioner), *after.services_of(practitioner)}
            }
            assert (crossing.before, crossing.after) in states
            turned = {
                s
                for s in {*before.services_of(practitioner), *after.services_of(practitioner)}
                if oracle.look(before, practitioner, s, told.first).state == crossing.before
                and oracle.look(after, practitioner, s, told.first).state == crossing.after
            }
            assert set(crossing.services) <= turned


@given(before_and_after())
@examples(40)
def test_what_is_alike_is_told_once(scene: Scene) -> None:
    before, after, today, _ = scene
    told = summary(before, after, today).shifts
    nameless = [s.model_copy(update={"practitioners": ()}) for s in told]
    assert len(set(nameless)) == len(nameless)
    assert [s.starts for s in told] == sorted(s.starts for s in told)
    assert summary(before, before, today).shifts == ()
    assert summary(before, before, today).records == ()


# The clinic of fourteen that closes over Christmas ------------------------------------------

FOURTEEN = tuple(range(101, 115))


def clinic_of_fourteen(*listed: Absence) -> ClinicFile:
    return ClinicFile(
        version=1,
        clinic=CLINIC,
        practitioners=tuple(Practitioner(her_id=p, name=f"Lege {p}") for p in FOURTEEN),
        offers=tuple(ServiceOffer(practitioner=p, service=s) for p in FOURTEEN for s in BOOKING),
        absences=listed,
    )


def away(who: int | None, starts: date, ends: date, number: int = 1) -> Absence:
    return Absence(
        id=UUID(int=number), practitioner=who, starts=starts, ends=ends, services=BOOKING
    )


CHRISTMAS = away(None, date(2026, 12, 23), date(2027, 1, 3), 9)


def closing(*listed: Absence) -> ChangeSummary:
    before = clinic_of_fourteen(*listed)
    return summary(before, clinic_of_fourteen(*listed, CHRISTMAS), TODAY)


def test_A12_a_whole_clinic_goes_from_open_to_closed_together() -> None:
    told = closing()
    assert told.first == CHRISTMAS.starts
    [crossing] = told.crossings()
    assert (crossing.before, crossing.after) == ("open", "closed")
    assert crossing.practitioners == FOURTEEN == told.affected
    assert crossing.services == BOOKING
    [shift] = told.shifts
    assert (shift.starts, shift.ends) == (CHRISTMAS.starts, CHRISTMAS.ends)


def test_A12_a_neighbouring_closure_that_opens_later_is_not_the_first_day() -> None:
    """One of them is away until the day before: only what their citizens read moves."""
    neighbour = away(103, date(2026, 12, 7), date(2026, 12, 22))
    told = closing(neighbour)
    assert told.first == CHRISTMAS.starts
    [crossing] = told.crossings()
    assert crossing.practitioners == FOURTEEN
    [moved] = told.moved
    assert (moved.starts, moved.ends) == (neighbour.starts, neighbour.ends)
    assert moved.practitioners == (103,)
    assert (moved.before.reopens_on, moved.after.reopens_on) == (
        CHRISTMAS.starts,
        CHRISTMAS.ends + timedelta(days=1),
    )


def test_A12_a_cover_that_is_shortened_does_not_make_its_first_day_the_first() -> None:
    """Booking is closed beside the cover, and only reopens later than it would have."""
    own = away(103, date(2026, 12, 7), date(2026, 12, 27))
    per = Substitute(
        id=UUID(int=2),
        practitioner=103,
        name="Per Vikar",
        starts=own.starts,
        ends=own.ends,
        services=("ekontakt",),
    )
    shorter = per.model_copy(update={"ends": CHRISTMAS.starts - timedelta(days=1)})
    before = clinic_of_fourteen(own).model_copy(update={"substitutes": (per,)})
    after = clinic_of_fourteen(own, CHRISTMAS).model_copy(update={"substitutes": (shorter,)})
    told = summary(before, after, TODAY)
    assert told.first == CHRISTMAS.starts
    assert {shift.starts for shift in told.moved} == {own.starts}


def test_A12_whoever_is_away_all_those_days_already_is_not_counted() -> None:
    told = closing(away(103, date(2026, 12, 20), date(2027, 1, 10)))
    assert len(told.affected) == 13
    assert 103 not in told.affected
    assert told.to_show(103) == 101
    assert told.to_show(107) == 107


def test_a_cover_without_end_is_told_without_end() -> None:
    before = clinic_of_fourteen()
    per = Substitute(
        id=UUID(int=5), practitioner=101, name="Per Vikar", starts=TODAY, services=BOOKING
    )
    [shift] = summary(before, before.model_copy(update={"substitutes": (per,)}), TODAY).shifts
    assert (shift.starts, shift.ends, shift.after.substitute) == (TODAY, None, "Per Vikar")


def test_the_patients_information_is_seen_from_today() -> None:
    before = plain_file()
    clinic = before.clinic.model_copy(update={"patient_information": "Stengt i jula."})
    told = summary(before, before.model_copy(update={"clinic": clinic}), TODAY)
    assert (told.first, told.shifts, told.affected) == (TODAY, (), ())
    [record] = told.records
    assert (record.before, record.after) == ("", "Stengt i jula.")


def test_S7_a_cover_that_is_shortened_tells_the_hole_it_leaves() -> None:
    starts, ends = date(2027, 7, 12), date(2027, 8, 1)
    per = Substitute(
        id=UUID(int=5),
        practitioner=11,
        name="Per Vikar",
        starts=starts,
        ends=ends,
        services=("ekontakt",),
    )
    before = plain_file(
        Absence(
            id=UUID(int=1),
            practitioner=11,
            starts=starts,
            ends=ends,
            services=("timebestilling", "influensavaksine"),
        )
    ).model_copy(update={"substitutes": (per,)})
    shorter = per.model_copy(update={"ends": date(2027, 7, 20)})
    told = summary(before, before.model_copy(update={"substitutes": (shorter,)}), TODAY)
    assert told.holes_before == ()
    [hole] = told.holes_after
    assert (hole.services, hole.starts, hole.ends) == (("ekontakt",), date(2027, 7, 21), ends)
    assert not told.has_older_holes


def test_S7_holes_that_a_change_leaves_as_they_are_are_not_told_as_its_own() -> None:
    """Two absences with a hole each; only the second one moves."""
    january = Absence(
        id=UUID(int=1),
        practitioner=11,
        starts=date(2027, 1, 4),
        ends=date(2027, 1, 10),
        services=("timebestilling", "influensavaksine"),
    )
    july = january.model_copy(
        update={"id": UUID(int=2), "starts": date(2027, 7, 12), "ends": date(2027, 7, 18)}
    )
    longer = july.model_copy(update={"ends": date(2027, 7, 25)})
    told = summary(plain_file(january, july), plain_file(january, longer), TODAY)
    assert [(h.starts, h.ends) for h in told.holes_before] == [(july.starts, july.ends)]
    assert [(h.starts, h.ends) for h in told.holes_after] == [(longer.starts, longer.ends)]
    assert told.has_older_holes
