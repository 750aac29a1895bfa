"""What the citizen sees, against the day-by-day oracle (rules C1 to C3)."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given

from fravaertui.domain.citizen_view import (
    Fact,
    FactCode,
    ServiceView,
    State,
    citizen_view,
    service_view,
)
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import LATEST_DAY, STANDARD_SERVICES
from fravaertui.domain.model import (
    Absence,
    EpjState,
    Practitioner,
    ServiceOffer,
    SetUp,
    Substitute,
)
from tests.domain import oracle
from tests.domain.strategies import CLINIC, HERE, SERVICES, examples, scenes, window

STEP = {
    FactCode.PRACTITIONER_ACTIVE: 1,
    FactCode.PRACTITIONER_NOT_ACTIVE: 1,
    FactCode.SERVICE_OFFERED: 2,
    FactCode.SERVICE_NOT_OFFERED: 2,
    FactCode.OFFER_UNKNOWN: 2,
    FactCode.ABSENCE_COVERS: 3,
    FactCode.CLINIC_ABSENCE_COVERS: 3,
    FactCode.CLOSURE_CONTINUES: 3,
    FactCode.NO_ABSENCE: 3,
    FactCode.EPJ_SWITCHED_OFF: 4,
    FactCode.EPJ_NOT_OFF: 4,
    FactCode.SUBSTITUTE_COVERS: 5,
    FactCode.NO_SUBSTITUTE: 5,
}
CLOSING = {FactCode.ABSENCE_COVERS, FactCode.CLINIC_ABSENCE_COVERS}
EXPLAINS = {
    FactCode.PRACTITIONER_NOT_ACTIVE: State.NOT_SHOWN,
    FactCode.SERVICE_NOT_OFFERED: State.NOT_SHOWN,
    FactCode.ABSENCE_COVERS: State.CLOSED,
    FactCode.CLINIC_ABSENCE_COVERS: State.CLOSED,
    FactCode.EPJ_SWITCHED_OFF: State.NOT_SHOWN,
    FactCode.SUBSTITUTE_COVERS: State.SUBSTITUTE,
    FactCode.NO_SUBSTITUTE: State.OPEN,
}


@given(scenes())
@examples(80)
def test_C3_the_citizen_sees_what_the_six_steps_say(scene: tuple[date, ClinicFile]) -> None:
    today, file = scene
    for practitioner in HERE:
        for day in window(today):
            view = citizen_view(file, practitioner, day)
            assert (view.practitioner, view.on) == (practitioner, day)
            for seen in view.services:
                expected = oracle.look(file, practitioner, seen.service, day)
                assert (seen.state, seen.reopens_on) == (expected.state, expected.reopens_on)
                assert seen.is_conditional == expected.if_offered
                assert (seen.substitute is not None) == (seen.state is State.SUBSTITUTE)
                assert seen.substitute is None or seen.substitute in expected.substitutes


@given(scenes())
@examples(60)
def test_C2_reopening_is_first_day_no_absence_covers(scene: tuple[date, ClinicFile]) -> None:
    today, file = scene
    for practitioner in HERE:
        closed = oracle.closed_pairs(file, practitioner)
        for service in SERVICES:
            for day in window(today):
                view = service_view(file, practitioner, service, day)
                if view.state is not State.CLOSED:
                    assert view.reopens_on is None
                    continue
                assert view.reopens_on is not None
                assert view.reopens_on > day
                assert (service, view.reopens_on) not in closed
                assert oracle.pairs([service], day, view.reopens_on - oracle.ONE_DAY) <= closed


@given(scenes())
@examples(60)
def test_C2_agent_is_told_when_it_closes_again_soon(scene: tuple[date, ClinicFile]) -> None:
    today, file = scene
    for practitioner in HERE:
        closed = oracle.closed_pairs(file, practitioner)
        for service in SERVICES:
            for day in window(today):
                view = service_view(file, practitioner, service, day)
                again = view.reopens_on and oracle.next_closure(
                    closed, service, view.reopens_on, within=14
                )
                assert view.closes_again_on == again


@given(scenes())
@examples(60)
def test_services_stand_in_the_citizens_order_and_none_is_dropped(
    scene: tuple[date, ClinicFile],
) -> None:
    today, file = scene
    for practitioner in HERE:
        codes = [view.service for view in citizen_view(file, practitioner, today).services]
        offered = {o.service for o in file.offers if o.practitioner == practitioner}
        closed = {service for service, _ in oracle.closed_pairs(file, practitioner)}
        assert set(codes) == {*STANDARD_SERVICES, *offered, *closed}
        assert codes == [
            *STANDARD_SERVICES,
            *sorted(set(codes) - set(STANDARD_SERVICES)),
        ]


@given(scenes())
@examples(80)
def test_C1_trace_names_the_facts_that_decided_in_order(scene: tuple[date, ClinicFile]) -> None:
    today, file = scene
    for practitioner in HERE:
        for service in SERVICES:
            for day in window(today):
                view = service_view(file, practitioner, service, day)
                steps = [STEP[fact.code] for fact in view.trace]
                assert sorted(set(steps)) == list(range(1, max(steps) + 1))
                assert steps == sorted(steps)
                deciding = [fact for fact in view.trace if fact.decides]
                assert deciding
                assert {EXPLAINS[fact.code] for fact in deciding} == {view.state}
                assert {STEP[fact.code] for fact in deciding} == {max(steps)}
                for fact in view.trace:
                    _names_a_record(fact, file, practitioner, service, day)
                if view.state is State.CLOSED:
                    _shows_the_whole_closure(view, day)


def _names_a_record(
    fact: Fact, file: ClinicFile, practitioner: int, service: str, day: date
) -> None:
    """The record exists, is about this practitioner and service, and says what the fact says."""
    if fact.code in CLOSING or fact.code is FactCode.CLOSURE_CONTINUES:
        absence = next(a for a in file.absences if a.id == fact.record)
        assert (fact.starts, fact.ends) == (absence.starts, absence.ends)
        assert absence.practitioner in (None, practitioner)
        assert service in absence.services
        if fact.code in CLOSING:
            assert (service, day) in oracle.pairs_of(absence)
            whole_clinic = fact.code is FactCode.CLINIC_ABSENCE_COVERS
            assert whole_clinic == (absence.practitioner is None)
    elif fact.code is FactCode.SUBSTITUTE_COVERS:
        cover = next(s for s in file.substitutes if s.id == fact.record)
        assert (fact.name, fact.starts, fact.ends) == (cover.name, cover.starts, cover.ends)
        assert (cover.practitioner, service in cover.services) == (practitioner, True)
        assert oracle.in_period(cover.starts, cover.ends, day)
    else:
        assert fact.record == practitioner
        if fact.code is FactCode.SERVICE_OFFERED:
            assert oracle.in_period(fact.starts, fact.ends, day)
            assert (practitioner, service, fact.starts, fact.ends) in {
                (o.practitioner, o.service, o.starts, o.ends) for o in file.offers
            }


def _shows_the_whole_closure(view: ServiceView, day: date) -> None:
    """The absences in the trace, and no others, make up the closure until it reopens."""
    told = [f for f in view.trace if STEP[f.code] == STEP[FactCode.CLOSURE_CONTINUES]]
    assert len({f.record for f in told}) == len(told)
    covered = {
        d
        for f in told
        if f.starts is not None and f.ends is not None
        for d in oracle.days(f.starts, f.ends)
        if d >= day
    }
    assert view.reopens_on is not None
    assert covered == set(oracle.days(day, view.reopens_on - oracle.ONE_DAY))


def astrid(*absences: tuple[date, date]) -> ClinicFile:
    """Astrid Info at DDFL Test, with all four services, away in the periods."""
    return ClinicFile(
        version=1,
        clinic=CLINIC,
        practitioners=(Practitioner(her_id=11, name="Astrid Info"),),
        offers=tuple(ServiceOffer(practitioner=11, service=s) for s in STANDARD_SERVICES),
        absences=tuple(
            Absence(
                id=UUID(int=number),
                practitioner=11,
                starts=starts,
                ends=ends,
                services=STANDARD_SERVICES,
            )
            for number, (starts, ends) in enumerate(absences)
        ),
    )


GUIDE = (date(2024, 6, 12), date(2024, 7, 8))
FOLLOWED_BY = (date(2024, 7, 9), date(2024, 7, 21))


@pytest.mark.parametrize("service", STANDARD_SERVICES)
@pytest.mark.parametrize(
    ("on", "state", "reopens_on"),
    [
        (date(2024, 6, 11), State.OPEN, None),
        (date(2024, 6, 12), State.CLOSED, date(2024, 7, 9)),
        (date(2024, 6, 20), State.CLOSED, date(2024, 7, 9)),
        (date(2024, 7, 8), State.CLOSED, date(2024, 7, 9)),
        (date(2024, 7, 9), State.OPEN, None),
    ],
)
def test_golden_the_guides_absence(
    service: str, on: date, state: State, reopens_on: date | None
) -> None:
    seen = citizen_view(astrid(GUIDE), 11, on).service(service)
    assert (seen.state, seen.reopens_on) == (state, reopens_on)


@pytest.mark.parametrize("periods", [(GUIDE, FOLLOWED_BY), (FOLLOWED_BY, GUIDE)])
@pytest.mark.parametrize("on", [date(2024, 6, 20), date(2024, 7, 8), date(2024, 7, 9)])
def test_golden_an_adjacent_absence_is_the_same_closure(
    periods: tuple[tuple[date, date], ...], on: date
) -> None:
    seen = service_view(astrid(*periods), 11, "timebestilling", on)
    assert (seen.state, seen.reopens_on) == (State.CLOSED, date(2024, 7, 22))


def test_an_absence_until_the_last_day_there_is_can_be_shown() -> None:
    file = astrid((date(2026, 11, 22), LATEST_DAY))
    seen = service_view(file, 11, "timebestilling", date(2026, 11, 22))
    assert seen.state is State.CLOSED
    assert seen.reopens_on == LATEST_DAY + timedelta(days=1)


def test_absence_wins_over_switched_off_and_over_a_substitute() -> None:
    file = astrid(GUIDE).model_copy(
        update={
            "epj_states": (
                EpjState(practitioner=11, service="ekontakt", switched_off=True, seen_on=GUIDE[0]),
            ),
            "substitutes": (
                Substitute(
                    id=UUID(int=7),
                    practitioner=11,
                    name="Per Vikar",
                    starts=GUIDE[0],
                    services=("ekontakt", "timebestilling"),
                ),
            ),
        }
    )
    during, after = (citizen_view(file, 11, day) for day in (GUIDE[1], FOLLOWED_BY[0]))
    assert during.service("ekontakt").state is State.CLOSED
    assert during.service("timebestilling").state is State.CLOSED
    assert after.service("ekontakt").state is State.NOT_SHOWN
    assert after.service("timebestilling").substitute == "Per Vikar"


def test_someone_elses_practitioner_is_not_answered_for() -> None:
    with pytest.raises(KeyError):
        citizen_view(astrid(), 12, GUIDE[0])
    with pytest.raises(KeyError):
        citizen_view(astrid(), 11, GUIDE[0]).service("influensavaksine")


def imported(*absences: tuple[date, date]) -> ClinicFile:
    """Astrid Info as a register that knows no services has her."""
    file = astrid(*absences)
    person = file.practitioners[0].model_copy(update={"set_up": SetUp.UNKNOWN})
    return file.model_copy(update={"practitioners": (person,), "offers": ()})


def test_all_usual_services_are_shown_of_someone_about_whom_nobody_has_said_any() -> None:
    seen = citizen_view(imported(), 11, GUIDE[0]).services
    assert [view.service for view in seen] == list(STANDARD_SERVICES)
    assert all(view.state is State.OPEN and view.is_conditional for view in seen)


def test_absence_closes_what_may_be_offered_and_it_stays_conditional() -> None:
    seen = citizen_view(imported(GUIDE), 11, GUIDE[0]).service("timebestilling")
    assert (seen.state, seen.reopens_on) == (State.CLOSED, FOLLOWED_BY[0])
    assert seen.is_conditional


def test_what_is_not_shown_either_way_depends_on_nothing() -> None:
    """Switched off in the EPJ, or nobody there: the same whether it is offered or not."""
    file = imported()
    off = EpjState(practitioner=11, service="ekontakt", switched_off=True, seen_on=GUIDE[0])
    gone = file.practitioners[0].model_copy(update={"ends": GUIDE[0]})
    for changed in ({"epj_states": (off,)}, {"practitioners": (gone,)}):
        other = file.model_copy(update=changed)
        seen = citizen_view(other, 11, GUIDE[1]).service("ekontakt")
        assert (seen.state, seen.is_conditional) == (State.NOT_SHOWN, False)


def test_one_offer_settles_its_own_service_and_no_other() -> None:
    offer = ServiceOffer(practitioner=11, service="ekontakt", ends=GUIDE[0])
    file = imported().model_copy(update={"offers": (offer,)})
    during, after = (citizen_view(file, 11, day) for day in GUIDE)
    assert not during.service("ekontakt").is_conditional
    assert after.service("ekontakt").state is State.NOT_SHOWN
    assert after.service("timebestilling").is_conditional


def test_R5_a_profile_says_what_is_not_offered_until_it_is_over_and_nothing_after() -> None:
    offer = ServiceOffer(practitioner=11, service="ekontakt", ends=GUIDE[0])
    person = imported().practitioners[0].model_copy(update={"set_up": SetUp.PROFILE})
    file = imported().model_copy(update={"practitioners": (person,), "offers": (offer,)})
    during, after = (citizen_view(file, 11, day).service("timebestilling") for day in GUIDE)
    assert (during.state, during.is_conditional) == (State.NOT_SHOWN, False)
    assert (after.state, after.is_conditional) == (State.OPEN, True)
    assert citizen_view(file, 11, GUIDE[1]).service("ekontakt").is_conditional
    [told] = [fact for fact in after.trace if fact.code is FactCode.OFFER_UNKNOWN]
    assert told.ends == GUIDE[0], "the reason"
