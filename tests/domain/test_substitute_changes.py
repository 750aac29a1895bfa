"""Registering and changing substitutes, against the oracle and rule by rule (S5, A2, A5)."""

from datetime import date, timedelta
from typing import Any, TypeAlias
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fravaertui.domain.changes import (
    AmendSubstitute,
    Change,
    ConfirmStep,
    RemoveSubstitute,
    ReportEpjState,
    SetEpjVendor,
    SetPatientInformation,
    SetSubstitute,
    SubstituteChange,
    cover_removal,
    evaluate,
    inverse,
)
from fravaertui.domain.citizen_view import State, citizen_view, service_view
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.model import Known, Practitioner, Step, StepReport, Substitute, Vendor
from fravaertui.domain.records import is_same
from tests.domain import cover_oracle, oracle
from tests.domain.cover_strategies import clinic_changes, cover_changes, full_scenes
from tests.domain.strategies import HERE, SERVICES, changes, examples, plain_file, window

TODAY = date(2026, 11, 22)
YESTERDAY = TODAY - timedelta(days=1)
NEW = UUID(int=9)
PLANNED, RUNNING, ENDED = (UUID(int=n) for n in (1, 2, 3))


def in_days(count: int) -> date:
    """A day so long from today."""
    return TODAY + timedelta(days=count)


def cover(key: UUID, starts: date, ends: date | None, **more: Any) -> Substitute:
    """Per Vikar, for booking at practitioner 11 unless `more` says otherwise."""
    asked: dict[str, Any] = {
        "practitioner": 11,
        "name": "Per Vikar",
        "services": ("timebestilling",),
    } | more
    return Substitute(id=key, starts=starts, ends=ends, **asked)


FILE = plain_file().model_copy(
    update={
        "practitioners": (
            Practitioner(her_id=11, hpr_number=111, name="Astrid Info"),
            Practitioner(her_id=12, name="Bo Berg"),
        ),
        "substitutes": (
            cover(PLANNED, in_days(7), in_days(14)),
            cover(RUNNING, in_days(-7), in_days(3), services=("ekontakt",)),
            cover(ENDED, in_days(-20), in_days(-10)),
        ),
    }
)


def put(**more: Any) -> SetSubstitute:
    """Register Vår Vikar for a week from tomorrow, unless `more` says otherwise."""
    asked: dict[str, Any] = {
        "practitioner": 11,
        "name": "Vår Vikar",
        "starts": in_days(1),
        "ends": in_days(7),
        "services": ("timebestilling",),
    } | more
    return SetSubstitute(substitute_id=NEW, **asked)


def move(key: UUID, starts: date, ends: date | None, *services: str) -> AmendSubstitute:
    """Give a cover other days, and other services when there are any."""
    return AmendSubstitute(
        substitute_id=key, starts=starts, ends=ends, services=services or ("timebestilling",)
    )


Scene: TypeAlias = tuple[date, ClinicFile, SubstituteChange]


@st.composite
def one_change(draw: st.DrawFn) -> Scene:
    """A scene and a change to one of its substitutes."""
    today, file = draw(full_scenes())
    return today, file, draw(cover_changes(file, today))


@given(one_change())
@examples(200)
def test_S5_a_change_is_refused_or_does_what_the_rules_say(scene: Scene) -> None:
    today, file, change = scene
    expected = cover_oracle.decide_cover(change, file, today)
    outcome = evaluate([change], file, today)
    assert outcome.allowed == (expected is not None), outcome.violations
    assert outcome.allowed == (not change.check(file, today))
    if expected is None:
        assert outcome.file == file
    else:
        assert is_same(outcome.file, change.apply(file))
        assert cover_oracle.covers(outcome.file, today) == expected


@given(one_change())
@examples(100)
def test_S5_a_change_touches_its_own_substitute_and_nothing_else(scene: Scene) -> None:
    today, file, change = scene
    after = evaluate([change], file, today).file
    others = [s for s in file.substitutes if s.id != change.substitute_id]
    assert [s for s in after.substitutes if s.id != change.substitute_id] == others
    told = [r for r in file.step_reports if r.substitute != change.substitute_id]
    assert [r for r in after.step_reports if r.substitute != change.substitute_id] == told
    same = {"substitutes": file.substitutes, "step_reports": file.step_reports}
    assert after.model_copy(update=same) == file


@given(one_change())
@examples(100)
def test_S5_a_change_that_may_be_made_leaves_the_past(scene: Scene) -> None:
    today, file, change = scene
    if isinstance(change, SetSubstitute):
        return
    after = evaluate([change], file, today).file
    for practitioner in HERE:
        for service in SERVICES:
            for day in (d for d in window(today) if d < today):
                was = oracle.look(file, practitioner, service, day)
                assert oracle.look(after, practitioner, service, day) == was


REFUSED = [
    pytest.param(put(hpr_number=111), ("self_substitution", "name"), id="S5-oneself"),
    pytest.param(put(her_id=11), ("self_substitution", "name"), id="S5-oneself-by-HER-id"),
    pytest.param(put(name="astrid  info"), ("substitute_of_same_name", "name"), id="S5-own-name"),
    pytest.param(put(practitioner=99), ("no_such_practitioner", "practitioner"), id="elsewhere"),
    pytest.param(put(ends=TODAY), ("cover_ends_before_starts", "ends"), id="D3-backwards"),
    pytest.param(put(starts=in_days(-9), ends=YESTERDAY), ("past_only", "ends"), id="A1-past"),
    pytest.param(
        move(PLANNED, in_days(9), in_days(8)),
        ("cover_ends_before_starts", "ends"),
        id="D3-amended-backwards",
    ),
    pytest.param(
        move(PLANNED, YESTERDAY, in_days(14)), ("starts_in_past", "starts"), id="A2-into-the-past"
    ),
    pytest.param(move(NEW, TODAY, TODAY), ("no_such_substitute", "substitute"), id="nobody"),
    pytest.param(
        RemoveSubstitute(substitute_id=NEW), ("no_such_substitute", "substitute"), id="nobody-gone"
    ),
    pytest.param(
        RemoveSubstitute(substitute_id=RUNNING),
        ("cover_is_ended_not_removed", "substitute"),
        id="A2-started",
    ),
    pytest.param(
        RemoveSubstitute(substitute_id=ENDED),
        ("cover_is_ended_not_removed", "substitute"),
        id="A2-ended",
    ),
    pytest.param(
        move(RUNNING, in_days(-6), in_days(3), "ekontakt"),
        ("cover_past", "starts"),
        id="A2-start-of-a-started-one",
    ),
    pytest.param(
        move(RUNNING, in_days(-7), in_days(3), "timebestilling"),
        ("cover_past", "services"),
        id="A2-services-of-past-days",
    ),
    pytest.param(
        move(RUNNING, in_days(-7), in_days(-2), "ekontakt"),
        ("cover_past", "ends"),
        id="A2-end-before-yesterday",
    ),
    pytest.param(
        move(ENDED, in_days(-20), in_days(2)), ("cover_past", "ends"), id="A2-ended-one-extended"
    ),
]


@pytest.mark.parametrize(("change", "named"), REFUSED)
def test_S5_what_may_not_be_done_to_a_substitute_is_named(
    change: Change, named: tuple[str, str]
) -> None:
    assert [(v.code, v.field) for v in change.check(FILE, TODAY)] == [named]
    assert evaluate([change], FILE, TODAY).file == FILE


ALLOWED = [
    pytest.param(put(ends=None), id="S5-open-end"),
    pytest.param(put(starts=in_days(-3)), id="A1-began-before-it-was-registered"),
    pytest.param(put(practitioner=12, hpr_number=111), id="S5-a-colleague"),
    pytest.param(put(starts=in_days(7), ends=in_days(14)), id="S5-two-at-once"),
    pytest.param(move(PLANNED, TODAY, None, "ekontakt", "x"), id="A2-planned-is-free"),
    pytest.param(move(RUNNING, in_days(-7), YESTERDAY, "ekontakt"), id="A2-ended-yesterday"),
    pytest.param(move(RUNNING, in_days(-7), None, "ekontakt"), id="A2-extended"),
    pytest.param(RemoveSubstitute(substitute_id=PLANNED), id="A2-planned-removed"),
]


@pytest.mark.parametrize("change", ALLOWED)
def test_S5_what_may_be_done_to_a_substitute(change: Change) -> None:
    assert change.check(FILE, TODAY) == ()


def test_S5_substitutes_share_services_and_take_turns() -> None:
    wanted = [
        put(starts=TODAY, ends=in_days(2), services=("timebestilling",)),
        put(starts=in_days(3), ends=None, name="Liv Vikar").model_copy(
            update={"substitute_id": UUID(int=10)}
        ),
        put(starts=TODAY, ends=None, services=("influensavaksine",), name="Ola Vikar").model_copy(
            update={"substitute_id": UUID(int=11)}
        ),
    ]
    bare = FILE.model_copy(update={"substitutes": ()})
    file = evaluate(wanted, bare, TODAY).file
    seen = [
        [service_view(file, 11, service, day).substitute for service in SERVICES]
        for day in (YESTERDAY, TODAY, in_days(2), in_days(3), in_days(400))
    ]
    assert seen == [
        [None, None, None],
        ["Vår Vikar", None, "Ola Vikar"],
        ["Vår Vikar", None, "Ola Vikar"],
        ["Liv Vikar", None, "Ola Vikar"],
        ["Liv Vikar", None, "Ola Vikar"],
    ]
    assert service_view(file, 12, "timebestilling", TODAY).state is State.OPEN


def test_S5_a_substitutes_own_absence_is_not_chained() -> None:
    """The colleague who covers is away: the patients of the one covered still see the name."""
    wanted = put(practitioner=12, hpr_number=111, name="Astrid Info", starts=TODAY)
    file = evaluate([wanted], FILE, TODAY).file
    away = file.model_copy(update={"practitioners": FILE.practitioners})
    seen = service_view(away, 12, "timebestilling", in_days(7))
    assert (seen.state, seen.substitute) == (State.SUBSTITUTE, "Astrid Info")


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("days", [-1, 0, 1])
def test_S3_what_only_the_caller_knows_is_told_and_not_in_the_future(step: Step, days: int) -> None:
    told = ConfirmStep(substitute_id=PLANNED, step=step, known=Known.YES, seen_on=in_days(days))
    assert (not told.check(FILE, TODAY)) == (step in cover_oracle.TOLD and days <= 0)


def test_S3_what_was_told_last_stands_and_not_knowing_any_more_removes_it() -> None:
    def tell(known: Known) -> ConfirmStep:
        return ConfirmStep(substitute_id=PLANNED, step=Step.OWN_LIST, known=known, seen_on=TODAY)

    first = evaluate([tell(Known.YES), tell(Known.NO)], FILE, TODAY).file
    assert first.step_reports == (
        StepReport(substitute=PLANNED, step=Step.OWN_LIST, known=Known.NO, seen_on=TODAY),
    )
    assert evaluate([tell(Known.UNKNOWN)], first, TODAY).file.step_reports == ()
    assert evaluate([RemoveSubstitute(substitute_id=PLANNED)], first, TODAY).file.step_reports == ()


@pytest.mark.parametrize("known", Known)
def test_S3_what_was_told_earlier_does_not_replace_what_was_told_last(known: Known) -> None:
    told = ConfirmStep(substitute_id=PLANNED, step=Step.OWN_LIST, known=Known.NO, seen_on=YESTERDAY)
    file = evaluate([told], FILE, TODAY).file
    older = told.model_copy(update={"known": known, "seen_on": in_days(-2)})
    [refused] = older.check(file, TODAY)
    assert (refused.code, refused.days) == ("told_since", (YESTERDAY,))
    for accepted in (
        told.model_copy(update={"known": known}),
        told.model_copy(update={"known": known, "seen_on": TODAY}),
        older.model_copy(update={"step": Step.OWN_PROCESSES}),
    ):
        assert accepted.check(file, TODAY) == ()


def test_cover_removal_leaves_the_past_and_nothing_after_it() -> None:
    file = FILE
    for substitute in FILE.substitutes[:2]:
        file = evaluate([cover_removal(substitute, TODAY)], file, TODAY).file
    served = {s.id: cover_oracle.served_by(s, TODAY) for s in file.substitutes}
    before = {s.id: cover_oracle.served_by(s, TODAY) for s in FILE.substitutes}
    assert served == {key: oracle.past(before[key], TODAY) for key in (RUNNING, ENDED)}


def seen(day: date, *services: str, off: bool = True) -> ReportEpjState:
    """What was seen in practitioner 11's EPJ."""
    return ReportEpjState(
        practitioner=11, services=services or SERVICES, switched_off=off, seen_on=day
    )


def test_an_older_observation_does_not_replace_a_newer() -> None:
    now = evaluate([seen(TODAY, "ekontakt", off=False)], FILE, TODAY).file
    (refused,) = seen(YESTERDAY, "ekontakt", "timebestilling").check(now, TODAY)
    assert (refused.code, refused.days, refused.services) == (
        "seen_since",
        (TODAY,),
        ("ekontakt",),
    )
    assert seen(YESTERDAY, "timebestilling").check(now, TODAY) == ()
    assert seen(TODAY, "ekontakt").check(now, TODAY) == ()


def test_taking_an_observation_back_leaves_what_was_seen_before_it_and_nothing_else() -> None:
    before = evaluate([seen(YESTERDAY, "ekontakt")], FILE, TODAY).file
    report = seen(TODAY, "ekontakt", "timebestilling", off=False)
    after = evaluate([report], before, TODAY).file
    undone = evaluate(inverse([report], before, TODAY), after, TODAY)
    assert undone.violations == ()
    assert undone.file.epj_states == before.epj_states
    again = evaluate(
        inverse(inverse([report], before, TODAY), after, TODAY), undone.file, TODAY
    ).file
    assert set(again.epj_states) == set(after.epj_states)


def test_an_epj_report_is_of_someone_here_and_not_of_the_future() -> None:
    def report(practitioner: int, seen_on: date) -> ReportEpjState:
        return ReportEpjState(
            practitioner=practitioner, services=SERVICES, switched_off=True, seen_on=seen_on
        )

    assert [v.code for v in report(99, TODAY).check(FILE, TODAY)] == ["no_such_practitioner"]
    assert [v.code for v in report(11, in_days(1)).check(FILE, TODAY)] == ["seen_in_future"]
    off = evaluate([report(11, YESTERDAY)], FILE, TODAY).file
    assert {service_view(off, 11, s, TODAY).state for s in SERVICES} == {State.NOT_SHOWN}
    assert citizen_view(off, 12, TODAY) == citizen_view(FILE, 12, TODAY)
    on = ReportEpjState(practitioner=11, services=("ekontakt",), switched_off=False, seen_on=TODAY)
    seen = {
        v.service
        for v in citizen_view(on.apply(off), 11, TODAY).services
        if v.state is not State.NOT_SHOWN
    }
    assert seen == {"ekontakt"}


def test_S4_another_vendors_capabilities_are_not_taken_for_the_new_ones() -> None:
    file = FILE.model_copy(
        update={
            "clinic": FILE.clinic.model_copy(update={"epj_vendor": "epj"}),
            "vendor": Vendor(code="epj", name="EPJ AS", offers_temporary_absence=Known.YES),
        }
    )
    after = evaluate([SetEpjVendor(vendor="annen")], file, TODAY).file
    assert after.clinic.epj_vendor == "annen"
    assert after.vendor is None or after.vendor.code == "annen"


def standing(file: ClinicFile, today: date) -> tuple[object, ...]:
    """Everything in a file from today on, whatever the order it is kept in."""
    closed = {
        (key, entry.owner, oracle.rest(entry.closed, today))
        for key, entry in oracle.ledger(file).items()
    }
    covered = {
        (
            s.model_copy(
                update={"starts": today, "ends": None, "services": SERVICES}
            ).model_dump_json(),
            oracle.rest(cover_oracle.served_by(s, today), today),
        )
        for s in file.substitutes
    }
    off = {(s.practitioner, s.service) for s in file.epj_states if s.switched_off}
    return (
        file.clinic,
        {entry for entry in closed if entry[-1]},
        {entry for entry in covered if entry[-1]},
        off,
        set(file.step_reports),
    )


@st.composite
def made(draw: st.DrawFn) -> tuple[date, ClinicFile, tuple[Change, ...], ClinicFile]:
    """Today, a file, changes of all kinds that may be made to it, and the file after them."""
    today, file = draw(full_scenes())
    wanted: list[Change] = []
    after = file
    for number in range(draw(st.integers(1, 4))):
        change: Change = draw(
            st.one_of(
                cover_changes(after, today, number),
                cover_changes(after, today, number),
                clinic_changes(today),
                changes(after, today, number),
            )
        )
        outcome = evaluate([change], after, today)
        if outcome.allowed:
            wanted.append(change)
            after = outcome.file
    return today, file, tuple(wanted), after


@given(made())
@examples(100)
def test_inverse_of_any_change_restores_the_file_from_today_on(
    scene: tuple[date, ClinicFile, tuple[Change, ...], ClinicFile],
) -> None:
    today, file, wanted, after = scene
    undone = evaluate(inverse(wanted, file, today), after, today)
    assert undone.violations == ()
    assert standing(undone.file, today) == standing(file, today)
    for practitioner in HERE:
        now, meanwhile = (oracle.closed_pairs(f, practitioner) for f in (undone.file, after))
        assert oracle.past(now, today) == oracle.past(meanwhile, today)
        for day in (d for d in window(today) if d >= today):
            for service in SERVICES:
                was = oracle.look(file, practitioner, service, day)
                assert oracle.look(undone.file, practitioner, service, day) == was
    assert past_covers(undone.file, today) == past_covers(after, today)


def past_covers(file: ClinicFile, today: date) -> set[tuple[UUID, oracle.Pairs]]:
    """What substitutes have served before today."""
    served = {s.id: cover_oracle.served_by(s, today) for s in file.substitutes}
    return {(key, oracle.past(p, today)) for key, p in served.items() if oracle.past(p, today)}


@given(made(), st.integers(1, 4))
@examples(80)
def test_W2_inverse_on_a_later_day_is_refused_or_leaves_what_has_become_past(
    scene: tuple[date, ClinicFile, tuple[Change, ...], ClinicFile], later: int
) -> None:
    today, file, wanted, after = scene
    then = today + timedelta(days=later)
    undone = evaluate(inverse(wanted, file, then), after, then)
    assert past_covers(undone.file, then) == past_covers(after, then)
    if undone.allowed and undone.file != after:
        assert standing(undone.file, then) == standing(file, then)


@pytest.mark.parametrize(
    "change",
    [
        SetPatientInformation(text="Ring oss."),
        SetEpjVendor(vendor="epj"),
        ConfirmStep(substitute_id=PLANNED, step=Step.OWN_LIST, known=Known.NO, seen_on=YESTERDAY),
        move(PLANNED, TODAY, None),
        move(RUNNING, in_days(-7), YESTERDAY, "ekontakt"),
        RemoveSubstitute(substitute_id=PLANNED),
        put(),
        put(starts=TODAY),
    ],
)
def test_W2_inverse_takes_a_change_back_whole(change: Change) -> None:
    said = ConfirmStep(
        substitute_id=PLANNED, step=Step.OWN_LIST, known=Known.YES, seen_on=in_days(-3)
    )
    file = evaluate([said], FILE, TODAY).file
    after = evaluate([change], file, TODAY)
    assert after.allowed
    assert after.file != file
    undone = evaluate(inverse([change], file, TODAY), after.file, TODAY)
    assert undone.violations == ()
    assert standing(undone.file, TODAY) == standing(file, TODAY)
