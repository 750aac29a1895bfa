"""A change that changes nothing is no change (A11), whatever kind it is of."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fravaertui.domain.changes import (
    AddAbsence,
    AmendAbsence,
    AmendSubstitute,
    Change,
    ConfirmStep,
    DeleteAbsence,
    EndAbsence,
    RemoveSubstitute,
    ReportEpjState,
    SetEpjVendor,
    SetPatientInformation,
    SetSubstitute,
    SplitAbsence,
    evaluate,
)
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.model import Known, Step, StepReport
from fravaertui.domain.records import facts
from tests.domain.cover_strategies import full_scenes
from tests.domain.entries import any_change
from tests.domain.strategies import examples
from tests.domain.test_findings import TODAY, away, clinic, cover, in_days, off, text

TOLD = StepReport(
    substitute=UUID(int=2), step=Step.REGISTERED_IN_EPJ, known=Known.YES, seen_on=TODAY
)
FILE = clinic(away(-2, 9), cover(-3, 20, "ekontakt"), off("ekontakt"), text("Stengt")).model_copy(
    update={"step_reports": (TOLD,)}
)
SAME: list[Change] = [
    AmendAbsence(
        absence_id=UUID(int=1), starts=in_days(-2), ends=in_days(9), services=("timebestilling",)
    ),
    EndAbsence(absence_id=UUID(int=1), last_day=in_days(9)),
    AmendSubstitute(
        substitute_id=UUID(int=2), starts=in_days(-3), ends=in_days(20), services=("ekontakt",)
    ),
    ConfirmStep(substitute_id=UUID(int=2), step=TOLD.step, known=Known.YES, seen_on=TODAY),
    ConfirmStep(substitute_id=UUID(int=2), step=Step.OWN_LIST, known=Known.UNKNOWN, seen_on=TODAY),
    ReportEpjState(practitioner=11, services=("ekontakt",), switched_off=True, seen_on=TODAY),
    SetPatientInformation(text="Stengt"),
    SetEpjVendor(vendor=""),
]
LONGER = AmendAbsence(
    absence_id=UUID(int=1), starts=in_days(-2), ends=in_days(12), services=("timebestilling",)
)


@pytest.mark.parametrize("change", SAME, ids=lambda change: change.kind)
def test_A11_what_is_so_already_is_not_changed(change: Change) -> None:
    outcome = evaluate([change], FILE, TODAY)
    assert outcome.unchanged
    assert outcome.file is FILE


def test_A11_every_kind_of_change_can_be_nothing_or_always_makes_or_takes_a_record() -> None:
    always = {AddAbsence, SplitAbsence, DeleteAbsence, SetSubstitute, RemoveSubstitute}
    assert {type(change) for change in SAME}.isdisjoint(always)
    every = {type(change) for change in SAME} | always
    assert len(every) == 12


def test_A11_what_comes_to_nothing_together_is_not_changed() -> None:
    back = LONGER.model_copy(update={"ends": in_days(9)})
    assert evaluate([LONGER, back], FILE, TODAY).unchanged


def test_A11_of_several_changes_those_that_do_something_are_made() -> None:
    outcome = evaluate([*SAME, LONGER], FILE, TODAY)
    assert not outcome.unchanged
    assert outcome.made == (LONGER,)


def test_A11_what_may_not_be_made_is_refused_and_not_called_unchanged() -> None:
    refused = evaluate([*SAME, DeleteAbsence(absence_id=UUID(int=1))], FILE, TODAY)
    assert not refused.allowed
    assert not refused.unchanged


def test_an_observation_made_again_on_a_later_day_is_a_change() -> None:
    seen = ReportEpjState(
        practitioner=11, services=("ekontakt",), switched_off=True, seen_on=in_days(1)
    )
    assert not evaluate([seen], FILE, in_days(1)).unchanged


@given(full_scenes(), st.data())
@examples(150)
def test_A11_unchanged_is_when_every_fact_is_as_before(
    scene: tuple[date, ClinicFile], data: st.DataObject
) -> None:
    today, file = scene
    wanted = [
        data.draw(any_change(file, today, number)) for number in range(data.draw(st.integers(1, 2)))
    ]
    outcome = evaluate(wanted, file, today)
    if outcome.allowed:
        assert outcome.unchanged == (facts(outcome.file) == facts(file))
        assert facts(evaluate(outcome.made, file, today).file) == facts(outcome.file)
