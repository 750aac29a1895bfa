"""A substitute's set-up, step by step (S1 to S6): what is seen, what is told, and the verdict."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given

from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.model import (
    Absence,
    EpjState,
    Known,
    Practitioner,
    ServiceOffer,
    Source,
    Step,
    StepReport,
    Substitute,
    Vendor,
)
from fravaertui.domain.substitute_setup import (
    Owner,
    Readiness,
    SetUp,
    Solution,
    StepState,
    set_up,
    solution_of,
)
from tests.domain import cover_oracle, oracle
from tests.domain.cover_strategies import full_scenes
from tests.domain.strategies import CLINIC, examples

TODAY = date(2026, 11, 22)
YES, NO, UNKNOWN = Known
OK, MISSING, CANT_TELL, NOT_APPLICABLE = StepState
PER = UUID(int=2)
COVERED = ("timebestilling", "ekontakt")


def in_days(count: int) -> date:
    """A day so long from today."""
    return TODAY + timedelta(days=count)


def per(**more: Any) -> Substitute:
    """Per Vikar, without patients of his own, from tomorrow for three weeks."""
    values: dict[str, Any] = {
        "id": PER,
        "practitioner": 11,
        "name": "Per Vikar",
        "own_list": NO,
        "starts": in_days(1),
        "ends": in_days(21),
        "services": COVERED,
    }
    return Substitute(**(values | more))


VENDOR = Vendor(
    code="epj",
    name="EPJ AS",
    offers_temporary_absence=YES,
    offers_list_without_gp=YES,
    demands_party=NO,
)
ASTRID = Practitioner(her_id=11, name="Astrid Info", practitioner_overview=YES)


def clinic(substitute: Substitute, **more: Any) -> ClinicFile:
    """A clinic where all that the data can show is in order, unless `more` says otherwise."""
    values: dict[str, Any] = {
        "version": 1,
        "clinic": CLINIC.model_copy(update={"epj_vendor": "epj"}),
        "practitioners": (ASTRID,),
        "offers": tuple(ServiceOffer(practitioner=11, service=s) for s in COVERED),
        "substitutes": (substitute,),
        "step_reports": (told(Step.REGISTERED_IN_EPJ, YES),),
        "vendor": VENDOR,
    }
    return ClinicFile(**(values | more))


def told(step: Step, known: Known, substitute: UUID = PER) -> StepReport:
    """What the caller said yesterday."""
    return StepReport(substitute=substitute, step=step, known=known, seen_on=in_days(-1))


def vacant(**more: Any) -> Practitioner:
    """The party «Fastlege, liste uten fast lege»."""
    return Practitioner(her_id=11, name="Fastlege, liste uten fast lege", without_gp=True, **more)


def state(step: Step, file: ClinicFile, substitute: Substitute | None = None) -> StepState:
    """How it stands with one step of the file's first substitute."""
    seen = set_up(file, substitute or file.substitutes[0], TODAY)
    return next(view.state for view in seen.steps if view.step is step)


def test_S2_every_step_is_there_once_in_order() -> None:
    assert [view.step for view in set_up(clinic(per()), per(), TODAY).steps] == list(Step)


def test_S6_all_in_order_is_ready_and_there_is_nothing_next() -> None:
    seen = set_up(clinic(per()), per(), TODAY)
    assert {view.state for view in seen.steps} == {OK, NOT_APPLICABLE}
    assert (seen.readiness, seen.next_step) == (Readiness.READY, None)


def test_S1_the_solution_follows_from_whether_someone_holds_the_list() -> None:
    held, free = clinic(per()), clinic(per(), practitioners=(vacant(),))
    assert solution_of(held, 11) is set_up(held, per(), TODAY).solution
    assert solution_of(held, 11) is Solution.TEMPORARY_ABSENCE
    assert solution_of(free, 11) is Solution.LIST_WITHOUT_GP


# Each step in each of the states it can be in -------------------------------------------------


def vendor(**more: Known) -> Vendor:
    """The vendor, with other capabilities."""
    return VENDOR.model_copy(update=more)


@pytest.mark.parametrize(("known", "expected"), [(YES, OK), (NO, MISSING), (UNKNOWN, CANT_TELL)])
def test_S1_S4_vendor_offers_the_solution_that_is_needed(known: Known, expected: StepState) -> None:
    here = clinic(per(), vendor=vendor(offers_temporary_absence=known))
    assert state(Step.VENDOR_OFFERS, here) is expected
    other = {"offers_temporary_absence": YES, "offers_list_without_gp": known}
    free = clinic(per(), vendor=vendor(**other), practitioners=(vacant(),))
    assert state(Step.VENDOR_OFFERS, free) is expected


def test_S4_a_vendor_nobody_knows_is_not_known_to_offer_anything() -> None:
    assert state(Step.VENDOR_OFFERS, clinic(per(), vendor=None)) is CANT_TELL
    assert state(Step.VENDOR_DEMANDS, clinic(per(), vendor=None)) is CANT_TELL


@pytest.mark.parametrize(("known", "expected"), [(YES, OK), (NO, MISSING), (UNKNOWN, CANT_TELL)])
def test_S2_behandleroversikt_is_what_the_register_shows(known: Known, expected: StepState) -> None:
    person = ASTRID.model_copy(update={"practitioner_overview": known})
    assert state(Step.PRACTITIONER_OVERVIEW, clinic(per(), practitioners=(person,))) is expected
    free = clinic(per(), practitioners=(vacant(practitioner_overview=known),))
    assert state(Step.PRACTITIONER_OVERVIEW, free) is NOT_APPLICABLE


def offers(*periods: tuple[str, int | None, int | None]) -> tuple[ServiceOffer, ...]:
    """Agreements for services, from and until so many days from today."""
    return tuple(
        ServiceOffer(
            practitioner=11,
            service=service,
            starts=None if first is None else in_days(first),
            ends=None if last is None else in_days(last),
        )
        for service, first, last in periods
    )


WHOLE = ("ekontakt", None, None)


@pytest.mark.parametrize(
    ("agreements", "expected"),
    [
        pytest.param(offers(WHOLE, ("timebestilling", 1, 21)), OK, id="just-the-cover"),
        pytest.param(offers(WHOLE, ("timebestilling", 1, 20)), MISSING, id="a-day-too-short"),
        pytest.param(offers(WHOLE, ("timebestilling", 2, None)), MISSING, id="a-day-too-late"),
        pytest.param(offers(WHOLE), MISSING, id="one-service-never-offered"),
        pytest.param(
            offers(WHOLE, ("timebestilling", None, 9), ("timebestilling", 10, None)),
            OK,
            id="renewed-without-a-gap",
        ),
        pytest.param(
            offers(WHOLE, ("timebestilling", None, 9), ("timebestilling", 11, None)),
            MISSING,
            id="renewed-with-a-gap",
        ),
    ],
)
def test_S2_own_processes_are_valid_for_the_whole_period(
    agreements: tuple[ServiceOffer, ...], expected: StepState
) -> None:
    assert state(Step.OWN_PROCESSES, clinic(per(), offers=agreements)) is expected


def test_S2_own_processes_need_the_practitioner_too() -> None:
    leaves = ASTRID.model_copy(update={"ends": in_days(20)})
    assert state(Step.OWN_PROCESSES, clinic(per(), practitioners=(leaves,))) is MISSING
    stays = ASTRID.model_copy(update={"ends": in_days(21)})
    assert state(Step.OWN_PROCESSES, clinic(per(), practitioners=(stays,))) is OK


def test_S2_an_open_cover_needs_processes_without_an_end() -> None:
    until = offers(WHOLE, ("timebestilling", None, 400))
    assert state(Step.OWN_PROCESSES, clinic(per(ends=None), offers=until)) is MISSING
    assert state(Step.OWN_PROCESSES, clinic(per(ends=None))) is OK


def test_S2_of_a_running_cover_only_the_days_left_count() -> None:
    running = per(starts=in_days(-9))
    renewed = offers(WHOLE, ("timebestilling", 0, None))
    assert state(Step.OWN_PROCESSES, clinic(running, offers=renewed)) is OK


@pytest.mark.parametrize("step", [Step.REGISTERED_IN_EPJ, Step.OWN_LIST, Step.VENDOR_DEMANDS])
@pytest.mark.parametrize(("known", "expected"), [(YES, OK), (NO, MISSING), (None, CANT_TELL)])
def test_S3_what_only_the_caller_knows_is_as_told_with_the_day(
    step: Step, known: Known | None, expected: StepState
) -> None:
    reports = (told(step, known),) if known else ()
    file = clinic(per(own_list=YES), step_reports=reports, vendor=vendor(demands_party=UNKNOWN))
    view = next(v for v in set_up(file, file.substitutes[0], TODAY).steps if v.step is step)
    assert view.state is expected
    assert view.reported_on == (in_days(-1) if known else None)


def test_S3_what_was_told_of_another_substitute_is_not_about_this_one() -> None:
    file = clinic(per(), step_reports=(told(Step.REGISTERED_IN_EPJ, YES, UUID(int=3)),))
    assert state(Step.REGISTERED_IN_EPJ, file) is CANT_TELL


@pytest.mark.parametrize("step", Step)
def test_S3_S4_what_was_told_of_the_vendor_is_asked_about_for_the_next_substitute(
    step: Step,
) -> None:
    """It is never the state; and what was told of a person is not about the next one at all."""
    bo = Practitioner(her_id=13, name="Bo Berg")
    heard = [
        StepReport(substitute=UUID(int=n), step=step, known=known, seen_on=in_days(-n))
        for n, known in ((7, NO), (8, YES), (6, UNKNOWN))
    ]
    siv = [per(id=report.substitute, practitioner=13, name="Siv Vikar") for report in heard]
    before = clinic(per(), vendor=None, practitioners=(ASTRID, bo), substitutes=(per(), *siv))
    after = before.model_copy(update={"step_reports": (*before.step_reports, *heard)})
    was, now = (
        next(view for view in set_up(file, per(), TODAY).steps if view.step is step)
        for file in (before, after)
    )
    of_the_vendor = step in (Step.VENDOR_OFFERS, Step.VENDOR_DEMANDS)
    assert now.of_another == (heard[0] if of_the_vendor else None)
    assert (now.state, now.reported_on) == (was.state, was.reported_on)


def test_S1_S4_what_was_told_of_the_other_solution_is_not_asked_about() -> None:
    nobody = Practitioner(her_id=12, name="Fastlege, liste uten fast lege", without_gp=True)
    siv = per(id=UUID(int=7), practitioner=12)
    file = clinic(
        per(),
        vendor=None,
        practitioners=(ASTRID, nobody),
        substitutes=(per(), siv),
        step_reports=(told(Step.VENDOR_OFFERS, YES, siv.id),),
    )
    assert set_up(file, per(), TODAY).steps[0].of_another is None


@pytest.mark.parametrize("step", [Step.VENDOR_OFFERS, Step.PRACTITIONER_OVERVIEW, Step.NO_ABSENCE])
def test_S3_what_the_data_shows_is_not_talked_over(step: Step) -> None:
    away = Absence(id=UUID(int=5), practitioner=11, starts=TODAY, ends=in_days(1), services=COVERED)
    bad = clinic(
        per(),
        vendor=vendor(offers_temporary_absence=NO),
        practitioners=(ASTRID.model_copy(update={"practitioner_overview": NO}),),
        absences=(away,),
        step_reports=(told(step, YES),),
    )
    assert state(step, bad) is MISSING
    good = clinic(per(), step_reports=(told(step, NO),))
    assert state(step, good) is OK


@pytest.mark.parametrize(
    ("demands", "her_id", "expected"),
    [
        (NO, None, NOT_APPLICABLE),
        (YES, 77, OK),
        (YES, None, CANT_TELL),
        (UNKNOWN, 77, CANT_TELL),
    ],
)
def test_S2_what_the_vendor_demands_of_the_substitute(
    demands: Known, her_id: int | None, expected: StepState
) -> None:
    file = clinic(per(her_id=her_id), vendor=vendor(demands_party=demands))
    assert state(Step.VENDOR_DEMANDS, file) is expected


@pytest.mark.parametrize(
    ("own_list", "expected"), [(NO, NOT_APPLICABLE), (YES, CANT_TELL), (UNKNOWN, CANT_TELL)]
)
def test_S2_a_substitute_without_patients_of_their_own_mixes_none_up(
    own_list: Known, expected: StepState
) -> None:
    assert state(Step.OWN_LIST, clinic(per(own_list=own_list))) is expected


@pytest.mark.parametrize(
    ("practitioner", "days", "services", "expected"),
    [
        (11, (21, 30), COVERED, MISSING),
        (None, (-5, 1), ("ekontakt",), MISSING),
        (11, (22, 30), COVERED, OK),
        (11, (-5, 0), COVERED, OK),
        (11, (5, 9), ("reseptfornyelse",), OK),
        (12, (5, 9), COVERED, OK),
    ],
)
@pytest.mark.parametrize("source", Source)
def test_S2_no_absence_on_a_substituted_service(
    practitioner: int | None,
    days: tuple[int, int],
    services: tuple[str, ...],
    expected: StepState,
    source: Source,
) -> None:
    away = Absence(
        id=UUID(int=5),
        practitioner=practitioner,
        starts=in_days(days[0]),
        ends=in_days(days[1]),
        services=services,
        source=source,
    )
    assert state(Step.NO_ABSENCE, clinic(per(), absences=(away,))) is expected


def test_S2_the_citizen_sees_the_substitute() -> None:
    assert state(Step.CITIZEN_SEES, clinic(per())) is OK
    off = EpjState(practitioner=11, service="ekontakt", switched_off=True, seen_on=TODAY)
    assert state(Step.CITIZEN_SEES, clinic(per(), epj_states=(off,))) is MISSING
    other = off.model_copy(update={"service": "reseptfornyelse"})
    assert state(Step.CITIZEN_SEES, clinic(per(), epj_states=(other,))) is OK
    assert state(Step.CITIZEN_SEES, clinic(per(), offers=())) is MISSING


def test_S3_a_service_that_citizens_never_hear_of_is_not_seen_by_them() -> None:
    odd = per(services=("influensavaksine",), her_id=77)
    file = clinic(odd, practitioners=(vacant(),), offers=())
    assert state(Step.CITIZEN_SEES, file) is MISSING


def test_S1_a_substitute_on_a_vacant_list_is_reached_at_their_own_address() -> None:
    """A HER-id shows that there is a party, not what its agreements are."""
    party = Practitioner(her_id=77, name="Per Vikar")
    offers = tuple(ServiceOffer(practitioner=77, service=s) for s in COVERED)
    here: dict[str, Any] = {"practitioners": (vacant(), party)}
    assert state(Step.OWN_PROCESSES, clinic(per(her_id=77), offers=offers, **here)) is OK
    assert state(Step.OWN_PROCESSES, clinic(per(her_id=77), offers=offers[1:], **here)) is MISSING
    elsewhere = clinic(per(her_id=77), offers=offers, practitioners=(vacant(),))
    assert state(Step.OWN_PROCESSES, elsewhere) is CANT_TELL
    without = clinic(per(), practitioners=(vacant(),))
    assert state(Step.OWN_PROCESSES, without) is CANT_TELL
    for known, expected in ((YES, OK), (NO, MISSING)):
        asked = clinic(
            per(),
            practitioners=(vacant(),),
            step_reports=(told(Step.OWN_PROCESSES, known),),
        )
        assert state(Step.OWN_PROCESSES, asked) is expected


@pytest.mark.parametrize(
    ("starts", "ends", "meets"), [(-9, -1, False), (-9, 0, True), (9, 9, True)]
)
def test_S1_only_another_substitute_of_today_or_later_makes_the_lookup_fail(
    starts: int, ends: int, meets: bool
) -> None:
    """What two have covered at once before today is past, and hinders nobody."""
    one = per(starts=in_days(-20), ends=in_days(20))
    liv = per(id=UUID(int=3), name="Liv Vikar", starts=in_days(starts), ends=in_days(ends))
    file = clinic(one, practitioners=(vacant(),), substitutes=(one, liv))
    assert (state(Step.CITIZEN_SEES, file) is MISSING) == meets


def test_S1_two_active_substitutes_on_a_list_without_a_gp_are_not_ready() -> None:
    """With exactly one the look-up answers; with more it falls back."""
    liv = per(id=UUID(int=3), name="Liv Vikar", her_id=78, services=("reseptfornyelse",))
    file = clinic(
        per(her_id=77),
        practitioners=(vacant(),),
        offers=tuple(
            ServiceOffer(practitioner=11, service=s) for s in (*COVERED, "reseptfornyelse")
        ),
        substitutes=(per(her_id=77), liv),
        step_reports=(
            told(Step.REGISTERED_IN_EPJ, YES),
            told(Step.REGISTERED_IN_EPJ, YES, liv.id),
        ),
    )
    for substitute in file.substitutes:
        assert set_up(file, substitute, TODAY).readiness is not Readiness.READY


# The verdict -------------------------------------------------------------------------------------


def test_S6_the_next_step_is_the_first_that_is_missing_then_the_first_unknown() -> None:
    both = clinic(
        per(),
        step_reports=(),
        practitioners=(ASTRID.model_copy(update={"practitioner_overview": NO}),),
        vendor=vendor(offers_temporary_absence=UNKNOWN, demands_party=UNKNOWN),
    )
    seen = set_up(both, per(), TODAY)
    assert seen.readiness is Readiness.NOT_READY
    assert seen.next_step is not None
    assert (seen.next_step.step, seen.next_step.owner) == (
        Step.PRACTITIONER_OVERVIEW,
        Owner.EPJ_VENDOR,
    )
    unsure = set_up(both.model_copy(update={"practitioners": (ASTRID,)}), per(), TODAY)
    assert unsure.readiness is Readiness.CANT_TELL
    assert unsure.next_step is not None
    assert unsure.next_step.step is Step.VENDOR_OFFERS


@given(full_scenes())
@examples(80)
def test_S3_S6_unknown_is_never_shown_as_in_order(scene: tuple[date, ClinicFile]) -> None:
    today, file = scene
    for substitute in file.substitutes:
        if substitute.ends and substitute.ends < today:
            continue
        seen = set_up(file, substitute, today)
        states = {view.step: view.state for view in seen.steps}
        _verdict_follows(seen)
        for view in seen.steps:
            reports = {
                r.known
                for r in file.step_reports
                if (r.substitute, r.step) == (substitute.id, view.step)
            }
            if view.reported_on is not None:
                assert view.step in cover_oracle.TOLD
                assert view.state is (OK if reports == {YES} else MISSING)
        away, is_certain = cover_oracle.away(file, substitute, today)
        stopped = bool(_closed(file, substitute, today)) or bool(away and is_certain)
        expected = MISSING if stopped else StepState.UNKNOWN if away else OK
        assert states[Step.NO_ABSENCE] is expected
        day = max(substitute.starts, today)
        looks = [oracle.look(file, substitute.practitioner, s, day) for s in substitute.services]
        if states[Step.CITIZEN_SEES] is OK:
            assert all(substitute.name in look.substitutes for look in looks)
            assert not any(look.if_offered for look in looks)
        elif states[Step.CITIZEN_SEES] is StepState.UNKNOWN:
            assert any(look.if_offered for look in looks)
        elif len(file.substitutes) == 1:
            assert any(look.state != "substitute" for look in looks)


def _closed(file: ClinicFile, substitute: Substitute, today: date) -> oracle.Pairs:
    served = oracle.rest(cover_oracle.served_by(substitute, today), today)
    return served & oracle.closed_pairs(file, substitute.practitioner)


def _verdict_follows(seen: SetUp) -> None:
    states = [view.state for view in seen.steps]
    assert (seen.readiness is Readiness.READY) == (set(states) <= {OK, NOT_APPLICABLE})
    assert (seen.readiness is Readiness.NOT_READY) == (MISSING in states)
    waiting = MISSING if MISSING in states else CANT_TELL
    expected = seen.steps[states.index(waiting)] if waiting in states else None
    assert seen.next_step == expected
