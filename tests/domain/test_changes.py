"""Changes to absences, against the oracle and rule by rule (D3, A1 to A8)."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fravaertui.domain.changes import (
    AbsenceChange,
    AddAbsence,
    AmendAbsence,
    SplitAbsence,
    evaluate,
)
from fravaertui.domain.citizen_view import citizen_view
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.model import Source
from fravaertui.domain.records import is_same
from tests.domain import oracle
from tests.domain.strategies import HERE, batches, changes, examples, plain_scenes, window


@st.composite
def one_change(draw: st.DrawFn) -> tuple[date, ClinicFile, AbsenceChange]:
    """A scene and a change to it."""
    today, file = draw(plain_scenes())
    return today, file, draw(changes(file, today))


@st.composite
def allowed_change(draw: st.DrawFn) -> tuple[date, ClinicFile, AbsenceChange, ClinicFile]:
    """A scene, a change that may be made, and the file after it."""
    today, file = draw(plain_scenes())
    allowed = changes(file, today).filter(lambda change: not change.check(file, today))
    change = draw(allowed)
    return today, file, change, evaluate([change], file, today).file


@st.composite
def batch(draw: st.DrawFn) -> tuple[date, ClinicFile, tuple[AbsenceChange, ...]]:
    """A scene and a few changes to it."""
    today, file = draw(plain_scenes())
    return today, file, draw(batches(file, today))


@given(one_change())
@examples(250)
def test_a_change_is_refused_or_does_what_the_rules_say(
    scene: tuple[date, ClinicFile, AbsenceChange],
) -> None:
    today, file, change = scene
    expected = oracle.decide(change, oracle.ledger(file), oracle.covers(file), today)
    outcome = evaluate([change], file, today)
    assert outcome.allowed == (expected is not None), outcome.violations
    assert outcome.allowed == (not change.check(file, today))
    if expected is not None:
        assert is_same(outcome.file, change.apply(file))
        assert oracle.ledger(outcome.file) == expected


@given(batch())
@examples(150)
def test_A3_a_batch_is_made_whole_or_not_at_all(
    scene: tuple[date, ClinicFile, tuple[AbsenceChange, ...]],
) -> None:
    today, file, wanted = scene
    expected = oracle.decide_all(wanted, oracle.ledger(file), oracle.covers(file), today)
    outcome = evaluate(wanted, file, today)
    assert outcome.allowed == (expected is not None), outcome.violations
    if expected is None:
        assert outcome.file == file
    else:
        assert oracle.ledger(outcome.file) == expected


@given(allowed_change())
@examples(80)
def test_A2_the_past_never_changes_by_amending_ending_or_deleting(
    scene: tuple[date, ClinicFile, AbsenceChange, ClinicFile],
) -> None:
    today, file, change, after = scene
    if isinstance(change, AddAbsence):
        return
    for practitioner in HERE:
        was, becomes = (oracle.closed_pairs(f, practitioner) for f in (file, after))
        assert oracle.past(was, today) == oracle.past(becomes, today)


@given(allowed_change())
@examples(80)
def test_A1_registering_closes_its_services_on_its_days_and_opens_nothing(
    scene: tuple[date, ClinicFile, AbsenceChange, ClinicFile],
) -> None:
    today, file, change, after = scene
    if not isinstance(change, AddAbsence):
        return
    assert change.ends >= today
    assert after.absence(change.absence_id).source is Source.DESK
    added = oracle.pairs(change.services, change.starts, change.ends)
    for practitioner in HERE:
        was, becomes = (oracle.closed_pairs(f, practitioner) for f in (file, after))
        theirs = change.practitioner in (None, practitioner)
        assert becomes == (was | added if theirs else was)


@given(allowed_change())
@examples(80)
def test_A3_a_split_changes_nothing_for_the_citizen(
    scene: tuple[date, ClinicFile, AbsenceChange, ClinicFile],
) -> None:
    _, file, change, after = scene
    if not isinstance(change, SplitAbsence):
        return
    for practitioner in HERE:
        assert oracle.closed_pairs(after, practitioner) == oracle.closed_pairs(file, practitioner)
    first, second = after.absence(change.absence_id), after.absence(change.new_id)
    assert (first.ends + oracle.ONE_DAY, second.starts) == (change.on, change.on)
    assert first.source is second.source is file.absence(change.absence_id).source


@given(allowed_change())
@examples(50)
def test_a_change_touches_its_own_record_and_nothing_else(
    scene: tuple[date, ClinicFile, AbsenceChange, ClinicFile],
) -> None:
    _, file, change, after = scene
    touched = {change.absence_id}
    if isinstance(change, SplitAbsence):
        touched.add(change.new_id)
    others = [a for a in file.absences if a.id not in touched]
    assert [a for a in after.absences if a.id not in touched] == others
    assert after.model_copy(update={"absences": file.absences}) == file
    if isinstance(change, AmendAbsence):
        before = file.absence(change.absence_id)
        assert after.absence(change.absence_id).source is before.source


@given(one_change())
@examples(150)
def test_A4_a_collision_names_each_absence_and_what_is_shared(
    scene: tuple[date, ClinicFile, AbsenceChange],
) -> None:
    today, file, change = scene
    overlaps = [v for v in change.check(file, today) if v.code == "overlap"]
    if not overlaps:
        return
    assert isinstance(change, AddAbsence | AmendAbsence)
    wanted = oracle.pairs(change.services, change.starts, change.ends)
    entries = oracle.ledger(file)
    if isinstance(change, AddAbsence):
        owner = change.practitioner
    else:
        owner = file.absence(change.absence_id).practitioner
    ours = change.absence_id not in entries or entries[change.absence_id].from_desk
    named = {v.absence.id for v in overlaps if v.absence}
    collides = oracle.collides(entries, change.absence_id, owner, wanted)
    assert named == ({key for key in collides if ours and entries[key].from_desk} or collides)
    for violation in overlaps:
        assert violation.absence is not None
        outside = not ours or violation.absence.source is not Source.DESK
        assert violation.confirmation == ("overlap_outside" if outside else None)
        shared = wanted & entries[violation.absence.id].closed
        first, last = violation.days
        assert set(oracle.days(first, last)) == {day for _, day in shared}
        if isinstance(change, AddAbsence):
            assert set(violation.services) == {service for service, _ in shared}


@given(plain_scenes(), st.data())
@examples(50)
def test_A8_a_whole_clinics_absence_reaches_one_who_joins_later(
    scene: tuple[date, ClinicFile], data: st.DataObject
) -> None:
    today, file = scene
    newcomer = file.practitioners[0].model_copy(update={"her_id": 13, "starts": None, "ends": None})
    offers = tuple(
        o.model_copy(update={"practitioner": 13, "starts": None, "ends": None}) for o in file.offers
    )
    joined = file.model_copy(
        update={
            "practitioners": (*file.practitioners, newcomer),
            "offers": (*file.offers, *offers),
        }
    )
    day = data.draw(st.sampled_from(window(today)))
    theirs = [a for a in file.absences if a.practitioner is None]
    closed = {service for a in theirs for service, d in oracle.pairs_of(a) if d == day}
    offered = {o.service for o in offers}
    for view in citizen_view(joined, 13, day).services:
        if view.service in offered:
            assert (view.state == "closed") == (view.service in closed)


@given(plain_scenes())
@examples(60)
def test_A2_a_running_absence_can_be_ended_yesterday_and_no_earlier(
    scene: tuple[date, ClinicFile],
) -> None:
    today, file = scene
    yesterday = today - timedelta(days=1)
    for absence in file.absences:
        if absence.starts < today <= absence.ends:
            open_today = AmendAbsence(
                absence_id=absence.id,
                starts=absence.starts,
                ends=yesterday,
                services=absence.services,
            )
            assert not open_today.check(file, today)
            if absence.starts < yesterday:
                earlier = {"ends": yesterday - timedelta(days=1)}
                too_early = open_today.model_copy(update=earlier)
                codes = {(v.code, v.field) for v in too_early.check(file, today)}
                assert codes == {("past_is_read_only", "ends")}
