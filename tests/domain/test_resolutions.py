"""The three ways out when an absence meets a substitute (A5): each does what it promises."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, TypeAlias

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fravaertui.domain.changes import (
    AddAbsence,
    AmendAbsence,
    AmendSubstitute,
    Change,
    RemoveSubstitute,
    SetSubstitute,
    amendment,
    evaluate,
)
from fravaertui.domain.changes.resolutions import Way, WhyNot, ways_out
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.findings import FindingCode, findings
from fravaertui.domain.model import Absence, Known, Source, Step, StepReport, Substitute
from fravaertui.domain.violations import Confirmation, Violation
from tests.domain import cover_oracle, oracle
from tests.domain.cover_strategies import people
from tests.domain.strategies import EVERYTHING, HERE, SERVICES, examples, plain_scenes, with_terms
from tests.domain.test_A5 import AWAY, NEW, OTHER, TODAY, adding, away, clinic, cover, in_days
from tests.domain.test_A5 import setting as register

BUT_A5: tuple[Confirmation, ...] = tuple(c for c in EVERYTHING if c != "closed_knowingly")


def stopped(changes: Sequence[Change], file: ClinicFile, today: date) -> tuple[Violation, ...]:
    """The conflicts that stop the changes; they must stop for nothing else."""
    found = evaluate(changes, file, today).violations
    assert {v.code for v in found} == {"substitute_covers"}
    return found


def taken(
    changes: Sequence[Change], file: ClinicFile, today: date = TODAY
) -> dict[Way, ClinicFile]:
    """The file after each way out that is offered; every one offered may be taken."""
    after = {}
    for way in ways_out(changes, stopped(changes, file, today), file, today).offered:
        outcome = evaluate(way.changes, file, today)
        assert outcome.violations == (), way.way
        after[way.way] = outcome.file
    return after


def why_not(changes: Sequence[Change], file: ClinicFile) -> dict[Way, WhyNot]:
    """Why the other ways are not offered."""
    conflicts = stopped(changes, file, TODAY)
    return {
        each.way: each.because for each in ways_out(changes, conflicts, file, TODAY).not_offered
    }


def state(file: ClinicFile, day: int, service: str = "timebestilling") -> str:
    """What the citizen meets at practitioner 11 so many days from today."""
    return oracle.look(file, 11, service, in_days(day)).state


def states(file: ClinicFile, days: Iterable[int]) -> list[str]:
    """What the citizen meets on each of the days."""
    return [state(file, day) for day in days]


def test_A5_three_ways_out_of_adding_an_absence_inside_a_cover() -> None:
    file = clinic(cover(1, 20))
    ways = taken([adding(away(5, 9))], file)
    assert list(ways) == [Way.OPEN_SERVICE, Way.END_COVER, Way.KEEP_CLOSED]
    days = (4, 5, 9, 10)
    assert states(ways[Way.OPEN_SERVICE], days) == ["substitute"] * 4
    assert state(ways[Way.OPEN_SERVICE], 5, "ekontakt") == "closed"
    assert states(ways[Way.END_COVER], days)[:3] == ["substitute", "closed", "closed"]
    assert states(ways[Way.KEEP_CLOSED], days) == ["substitute", "closed", "closed", "substitute"]


def test_A5_three_ways_out_of_registering_a_substitute_over_an_absence() -> None:
    file = clinic(away(5, 9))
    ways = taken([register(cover(1, 20))], file)
    assert list(ways) == [Way.OPEN_SERVICE, Way.END_COVER, Way.KEEP_CLOSED]
    days = (4, 5, 9, 10)
    assert states(ways[Way.OPEN_SERVICE], days) == ["substitute"] * 4
    assert state(ways[Way.OPEN_SERVICE], 5, "ekontakt") == "closed"
    assert states(ways[Way.END_COVER], days)[:3] == ["substitute", "closed", "closed"]
    assert states(ways[Way.KEEP_CLOSED], days) == ["substitute", "closed", "closed", "substitute"]


def test_A5_an_absence_of_covered_services_only_can_not_be_opened() -> None:
    wanted, file = [adding(away(5, 9, "timebestilling"))], clinic(cover(1, 20))
    assert set(taken(wanted, file)) == {Way.END_COVER, Way.KEEP_CLOSED}
    assert why_not(wanted, file) == {Way.OPEN_SERVICE: WhyNot.NOTHING_LEFT}


@pytest.mark.parametrize("first", [1, 3, 5])
def test_A5_a_cover_that_an_absence_begins_within_can_be_ended(first: int) -> None:
    after = taken([adding(away(first, 7))], clinic(cover(3, 20)))[Way.END_COVER]
    assert states(after, (3, 4, 5, 7)) == [
        "substitute" if day < first else "closed" for day in (3, 4, 5, 7)
    ]
    assert cover_oracle.meeting(after, TODAY) == frozenset()


def test_A5_a_running_cover_that_an_absence_of_today_meets_goes_on_after_it() -> None:
    after = taken([adding(away(0, 7))], clinic(cover(-3, None)))[Way.END_COVER]
    assert [(s.starts, s.ends) for s in after.substitutes] == [
        (in_days(-3), in_days(-1)),
        (in_days(8), None),
    ]


def test_A5_a_cover_keeps_the_services_and_the_set_up_that_the_absence_leaves() -> None:
    served = cover(1, 20, "timebestilling", "ekontakt")
    told = StepReport(
        substitute=served.id, step=Step.REGISTERED_IN_EPJ, known=Known.YES, seen_on=TODAY
    )
    file = clinic(served).model_copy(update={"step_reports": (told,)})
    after = taken([adding(away(5, 9, "timebestilling"))], file)[Way.END_COVER]
    assert states(after, (4, 5, 9, 10, 20)) == [
        "substitute",
        "closed",
        "closed",
        "substitute",
        "substitute",
    ]
    assert {state(after, day, "ekontakt") for day in range(1, 21)} == {"substitute"}
    assert {r.substitute for r in after.step_reports} == {s.id for s in after.substitutes}
    assert {r.known for r in after.step_reports} == {Known.YES}


def test_A5_a_wanted_cover_that_begins_in_an_absence_can_begin_after_it() -> None:
    """The cover is shortened, at the end where the absence is; something of it is left."""
    ways = taken([register(cover(3, 20))], clinic(away(1, 7)))
    assert Way.END_COVER in ways
    after = ways[Way.END_COVER]
    assert states(after, (3, 7, 8, 20, 21)) == [
        "closed",
        "closed",
        "substitute",
        "substitute",
        "open",
    ]


def test_A5_a_wanted_cover_that_is_wholly_inside_an_absence_can_not_be_shortened() -> None:
    wanted, file = [register(cover(3, 7))], clinic(away(1, 9))
    assert set(taken(wanted, file)) == {Way.OPEN_SERVICE, Way.KEEP_CLOSED}
    assert why_not(wanted, file) == {Way.END_COVER: WhyNot.NOTHING_LEFT}


def test_A5_a_wanted_cover_that_began_before_a_running_absence_keeps_its_coming_days() -> None:
    ways = taken([register(cover(-9, 20))], clinic(away(-3, 7)))
    assert Way.END_COVER in ways
    assert states(ways[Way.END_COVER], (0, 7, 8)) == ["closed", "closed", "substitute"]


def test_A5_a_running_absence_that_is_extended_over_a_cover_can_leave_its_service_open() -> None:
    file = clinic(away(-5, 3), cover(5, 20))
    longer = AmendAbsence(
        absence_id=AWAY, starts=in_days(-5), ends=in_days(9), services=away(0, 0).services
    )
    ways = taken([longer], file)
    assert list(ways) == [Way.OPEN_SERVICE, Way.END_COVER, Way.KEEP_CLOSED]
    opened = ways[Way.OPEN_SERVICE]
    assert states(opened, (-1, 4, 5, 9)) == ["closed", "closed", "substitute", "substitute"]
    assert state(opened, 9, "ekontakt") == "closed"


def test_A5_an_absence_that_loses_its_first_days_by_way_of_a_change_can_be_opened() -> None:
    """It is changed before it is split: as it stands it does not reach the day of the split."""
    file = clinic(away(10, 11, "timebestilling"), cover(10, 20, "ekontakt"))
    longer = AmendAbsence(
        absence_id=AWAY, starts=in_days(10), ends=in_days(40), services=("ekontakt",)
    )
    ways = taken([longer], file)
    assert list(ways) == [Way.OPEN_SERVICE, Way.END_COVER, Way.KEEP_CLOSED]
    opened = ways[Way.OPEN_SERVICE]
    assert [state(opened, day, "ekontakt") for day in (10, 20, 21, 40, 41)] == [
        "substitute",
        "substitute",
        "closed",
        "closed",
        "open",
    ]


@pytest.mark.parametrize("new", [True, False], ids=["new", "amended"])
def test_A5_a_wanted_cover_loses_only_what_the_absence_closes(new: bool) -> None:
    served = cover(1, 20, "timebestilling", "ekontakt")
    closed = away(5, 9, "timebestilling")
    wanted: list[Change] = [register(served)]
    file = clinic(closed)
    if not new:
        told = StepReport(
            substitute=served.id, step=Step.REGISTERED_IN_EPJ, known=Known.YES, seen_on=TODAY
        )
        before = clinic(closed, cover(1, 4, "timebestilling", "ekontakt"))
        file = before.model_copy(update={"step_reports": (told,)})
        wanted = [
            AmendSubstitute(
                substitute_id=served.id,
                starts=served.starts,
                ends=served.ends,
                services=served.services,
            )
        ]
    after = taken(wanted, file)[Way.END_COVER]
    days = (1, 4, 5, 9, 10, 20)
    assert states(after, days) == [
        "substitute",
        "substitute",
        "closed",
        "closed",
        "substitute",
        "substitute",
    ]
    assert {state(after, day, "ekontakt") for day in range(1, 21)} == {"substitute"}
    assert (NEW if new else served.id) in {s.id for s in after.substitutes}
    assert {r.substitute for r in after.step_reports} == (
        set() if new else {s.id for s in after.substitutes}
    )


def test_A5_days_of_an_absence_that_nobody_covers_stay_closed() -> None:
    opened = taken([adding(away(1, 20))], clinic(cover(5, 9)))[Way.OPEN_SERVICE]
    assert states(opened, (1, 4, 5, 9, 10, 20, 21)) == [
        "closed",
        "closed",
        "substitute",
        "substitute",
        "closed",
        "closed",
        "open",
    ]
    assert {state(opened, day, "ekontakt") for day in range(1, 21)} == {"closed"}


def test_A5_services_put_into_a_running_absence_have_ways_out() -> None:
    file = clinic(away(-5, 9, "ekontakt"), cover(-3, 5))
    absence = file.absences[0]
    asked = ("timebestilling", "ekontakt")
    wanted = amendment(absence, with_terms(absence, services=asked), TODAY, NEW)
    ways = taken(wanted, file)
    assert list(ways) == [Way.OPEN_SERVICE, Way.END_COVER, Way.KEEP_CLOSED]
    assert states(ways[Way.OPEN_SERVICE], (-1, 0, 5, 6)) == ["substitute"] * 3 + ["closed"]
    assert states(ways[Way.END_COVER], (-1, 0, 5, 6)) == ["substitute"] + ["closed"] * 3


def test_A8_a_whole_clinics_absence_is_not_opened_for_everyone_because_one_has_a_substitute() -> (
    None
):
    file = clinic(away(5, 9, practitioner=None))
    ways = taken([register(cover(1, 20))], file)
    for after in ways.values():
        assert oracle.look(after, 12, "timebestilling", in_days(5)).state == "closed"
    assert why_not([register(cover(1, 20))], file) == {Way.OPEN_SERVICE: WhyNot.WHOLE_CLINIC}


def test_A5_a_substitute_that_meets_two_running_absences_can_have_both_opened() -> None:
    second = away(3, 9, "timebestilling").model_copy(update={"id": OTHER})
    file = clinic(away(-5, 2), second)
    ways = taken([register(cover(1, 20))], file)
    assert states(ways[Way.OPEN_SERVICE], (0, 1, 3, 9)) == ["closed"] + ["substitute"] * 3
    assert state(ways[Way.OPEN_SERVICE], 1, "ekontakt") == "closed"


def test_A6_opening_part_of_what_was_confirmed_does_not_ask_again() -> None:
    long = away(600, 1200)
    ways = taken([adding(long, confirmed=("far_ahead", "long_absence"))], clinic(cover(1, 610)))
    assert states(ways[Way.OPEN_SERVICE], (600, 610, 611)) == ["substitute", "substitute", "closed"]
    ways = taken([register(cover(1, 610))], clinic(long))
    assert states(ways[Way.OPEN_SERVICE], (600, 610, 611)) == ["substitute", "substitute", "closed"]


def test_A4_opening_part_of_a_record_that_overlapped_another_from_outside() -> None:
    theirs = away(1, 9).model_copy(update={"id": OTHER, "source": Source.EPJ})
    ours = away(8, 20, "ekontakt")
    ways = taken([register(cover(1, 5))], clinic(theirs, ours))
    opened = ways[Way.OPEN_SERVICE]
    assert states(opened, (1, 5, 6, 9)) == ["substitute", "substitute", "closed", "closed"]
    assert {a.source for a in opened.absences if a.id != AWAY} == {Source.EPJ}


def test_A5_opening_for_one_substitute_leaves_what_was_closed_knowingly_to_another() -> None:
    liv = cover(8, 20).model_copy(update={"id": OTHER, "name": "Liv Vikar"})
    ways = taken([register(cover(1, 5))], clinic(away(1, 20), liv))
    assert states(ways[Way.OPEN_SERVICE], (1, 5, 6, 8, 20)) == ["substitute"] * 2 + ["closed"] * 3


def test_A5_a_batch_keeps_what_meets_nothing() -> None:
    """Two doctors away, one of them with a substitute: the other's absence stands as asked."""
    colleagues = adding(away(5, 9, "timebestilling", practitioner=12)).model_copy(
        update={"absence_id": OTHER}
    )
    wanted = [adding(away(5, 9)), colleagues]
    after = taken(wanted, clinic(cover(1, 20)))[Way.OPEN_SERVICE]
    assert state(after, 5) == "substitute"
    assert oracle.look(after, 12, "timebestilling", in_days(5)).state == "closed"


Scene: TypeAlias = tuple[date, ClinicFile, Change, tuple[Violation, ...]]


@st.composite
def conflicts(draw: st.DrawFn) -> Scene:
    """A change that is stopped by A5 and by nothing else."""
    today, file = draw(plain_scenes())
    covers = [draw(people(today, number)) for number in range(draw(st.integers(1, 2)))]
    file = file.model_copy(update={"substitutes": tuple(covers)})
    day = today + timedelta(days=draw(st.integers(0, 5)))
    last = day + timedelta(days=draw(st.sampled_from((0, 1, 2, 3, 4, 5, 9, 14))))
    records: list[Absence | Substitute] = [*covers, *file.absences]
    record = draw(st.sampled_from(records))
    first = draw(st.sampled_from([day, record.starts]))
    asked: dict[str, Any] = {
        "starts": min(first, day),
        "ends": last,
        "services": draw(st.sampled_from([record.services, SERVICES])),
        "confirmed": BUT_A5,
    }
    wanted: Change
    if isinstance(record, Substitute):
        own = [a for a in file.absences if a.practitioner in (None, record.practitioner)]
        changed = draw(st.sampled_from([None, None, *own]))
        owner = draw(st.sampled_from([record.practitioner, record.practitioner, None]))
        wanted = (
            AmendAbsence(absence_id=changed.id, **_started(changed, asked, today))
            if changed
            else AddAbsence(absence_id=NEW, practitioner=owner, **asked)
        )
    else:
        wide = asked | {"ends": draw(st.sampled_from([last, None]))}
        theirs = [c for c in covers if record.applies_to(c.practitioner)]
        covering = draw(st.sampled_from([None, None, *theirs]))
        owner = record.practitioner or draw(st.sampled_from(HERE))
        wanted = (
            AmendSubstitute(substitute_id=covering.id, **_started(covering, wide, today))
            if covering
            else SetSubstitute(substitute_id=NEW, practitioner=owner, name="Ny Vikar", **wide)
        )
    found = evaluate([wanted], file, today).violations
    assume(found and {v.code for v in found} == {"substitute_covers"})
    return today, file, wanted, found


def _started(record: Absence | Substitute, asked: dict[str, Any], today: date) -> dict[str, Any]:
    """What may be asked of a record: when it has begun, only another end."""
    if record.starts < today:
        return asked | {"starts": record.starts, "services": record.services}
    return asked | {"starts": max(asked["starts"], today)}


def met(found: Iterable[Violation]) -> set[tuple[int, str, date]]:
    """What meets by the change: practitioner, service and day."""
    return {
        (v.substitute.practitioner, service, day)
        for v in found
        if v.substitute
        for service, day in oracle.pairs(v.services, *v.days)
    }


@given(conflicts())
@examples(120)
def test_A5_every_way_out_may_be_taken_and_keeps_its_promise(scene: Scene) -> None:
    today, file, wanted, found = scene
    named = met(found) - cover_oracle.meeting(file, today)
    offered = ways_out([wanted], found, file, today).offered
    assert [w.way for w in offered] == [w for w in Way if w in {o.way for o in offered}]
    for way in offered:
        outcome = evaluate(way.changes, file, today)
        assert outcome.violations == (), way
        after = outcome.file
        assert way.after == after
        looks = {oracle.look(after, p, service, day).state for p, service, day in named}
        meets = cover_oracle.meeting(after, today)
        if way.way is Way.OPEN_SERVICE:
            assert looks <= {"substitute"}
            assert meets <= cover_oracle.meeting(file, today)
        elif way.way is Way.END_COVER:
            assert looks <= {"closed"}
            assert meets <= cover_oracle.meeting(file, today)
        else:
            assert looks <= {"closed"}
            assert named <= meets
            standing = [
                f for f in findings(after, today) if f.code is FindingCode.ABSENCE_CLOSES_COVERED
            ]
            for violation in found:
                assert violation.absence is not None
                assert violation.substitute is not None
                ids = (violation.absence.id, violation.substitute.id)
                assert ids in [f.records for f in standing]


@given(conflicts())
@examples(60)
def test_A5_opening_takes_nothing_else_out_of_an_absence(scene: Scene) -> None:
    today, file, wanted, found = scene
    named = met(found)
    knowing = evaluate([_knowing(wanted)], file, today).file
    for way in ways_out([wanted], found, file, today).offered:
        if way.way is not Way.OPEN_SERVICE:
            continue
        after = evaluate(way.changes, file, today).file
        for practitioner in HERE:
            closed, asked = (oracle.closed_pairs(f, practitioner) for f in (after, knowing))
            opened = {(service, day) for p, service, day in named if p == practitioner}
            assert oracle.rest(asked - closed, today) <= opened
            assert closed <= asked


def _knowing(wanted: Change) -> Change:
    return wanted.model_copy(update={"confirmed": EVERYTHING})


@given(conflicts())
@examples(100)
def test_A5_a_way_is_missing_only_when_nothing_would_be_left(scene: Scene) -> None:
    today, file, wanted, found = scene
    ways = ways_out([wanted], found, file, today)
    offered = {way.way for way in ways.offered}
    assert Way.KEEP_CLOSED in offered
    told = [each.way for each in ways.not_offered]
    assert sorted([*offered, *told]) == sorted(Way), "each is offered, or it is told why not"
    everyones = any(v.absence and v.absence.practitioner is None for v in found)
    if isinstance(wanted, AddAbsence | AmendAbsence):
        assert Way.END_COVER in offered
        asked = oracle.pairs(wanted.services, wanted.starts, wanted.ends)
        taken_out = {p for v in found for p in oracle.pairs(v.services, *v.days)}
        if isinstance(wanted, AddAbsence):  # its past days are not what it is made for (A1)
            asked = oracle.rest(asked, today)
        assert (Way.OPEN_SERVICE in offered) == (not everyones and asked != taken_out)
        return
    assert isinstance(wanted, SetSubstitute | AmendSubstitute)
    assert (Way.OPEN_SERVICE in offered) == (not everyones)
    last = wanted.ends or cover_oracle.horizon(today)
    served = oracle.rest(oracle.pairs(wanted.services, wanted.starts, last), today)
    began = isinstance(wanted, AmendSubstitute) and wanted.starts < today
    taken_out = {p for v in found for p in oracle.pairs(v.services, *v.days)}
    assert (Way.END_COVER in offered) == (began or not served <= taken_out)


@given(conflicts())
@examples(120)
def test_A5_ending_a_cover_leaves_all_of_it_that_the_absence_does_not_close(scene: Scene) -> None:
    """Of a cover that is there and of one that is wanted alike."""
    today, file, wanted, found = scene
    named = met(found)
    knowing = evaluate([_knowing(wanted)], file, today).file
    for way in ways_out([wanted], found, file, today).offered:
        if way.way is not Way.END_COVER:
            continue
        after = evaluate(way.changes, file, today).file
        for practitioner in HERE:
            served, asked = (
                oracle.rest(
                    frozenset().union(
                        *(
                            cover_oracle.served_by(s, today)
                            for s in one.substitutes
                            if s.practitioner == practitioner
                        )
                    ),
                    today,
                )
                for one in (after, knowing)
            )
            assert served <= asked
            assert asked - served <= {(s, day) for p, s, day in named if p == practitioner}


@given(conflicts())
@examples(60)
def test_A5_ending_a_cover_never_touches_its_past(scene: Scene) -> None:
    today, file, wanted, found = scene
    for way in ways_out([wanted], found, file, today).offered:
        if way.way is not Way.END_COVER:
            continue
        changed = [c for c in way.changes if isinstance(c, AmendSubstitute | RemoveSubstitute)]
        after = evaluate(way.changes, file, today).file
        for substitute in file.substitutes:
            was = oracle.past(cover_oracle.served_by(substitute, today), today)
            left = [s for s in after.substitutes if s.id == substitute.id]
            now = (
                oracle.past(cover_oracle.served_by(left[0], today), today) if left else frozenset()
            )
            assert was == now
            if substitute.id not in {c.substitute_id for c in changed}:
                assert left == [substitute]
