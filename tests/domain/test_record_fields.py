"""No field of a record is lost on the way into a file, out of it and back, a new one neither.

Fields that rules are about get values that the rules allow. Every other gets any value that its
type allows, whoever adds it and whenever.
"""

import json
from datetime import date, timedelta
from functools import partial
from typing import Annotated, Any, TypeVar
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from fravaertui.domain.changes import (
    REPORTED_STEPS,
    AddAbsence,
    AmendAbsence,
    AmendSubstitute,
    Change,
    ChangeRequest,
    ConfirmStep,
    ReportEpjState,
    SetSubstitute,
    SplitAbsence,
    cover_removal,
    evaluate,
    inverse,
    removal,
)
from fravaertui.domain.changes.resolutions import ways_out
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import STANDARD_SERVICES, Value
from fravaertui.domain.model import Absence, EpjState, Known, StepReport, Substitute
from tests.domain.strategies import HERE, examples, plain_file

TODAY = date(2024, 6, 20)
YESTERDAY = TODAY - timedelta(days=1)
RECORD, ANOTHER = UUID(int=1), UUID(int=2)
EMPTY = plain_file()

V = TypeVar("V", bound=Value)


def in_days(number: int) -> date:
    return TODAY + timedelta(days=number)


def is_valid(adapter: TypeAdapter[Any], value: object) -> bool:
    try:
        adapter.validate_python(value, strict=True)
    except ValidationError:
        return False
    return True


def any_values(model: type[V], named: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[V]:
    """A value with these fields, and any others its model has as its types allow."""
    fields = dict(named)
    for name in model.model_fields.keys() - named.keys():
        field = model.model_fields[name]
        kind: Any = field.annotation
        adapter = TypeAdapter(Annotated[(kind, *field.metadata)] if field.metadata else kind)
        fields[name] = st.from_type(kind).filter(partial(is_valid, adapter))
    return st.fixed_dictionaries(dict(sorted(fields.items()))).map(model.model_validate)


services = st.lists(st.sampled_from(STANDARD_SERVICES), min_size=1, unique=True).map(
    lambda codes: tuple(c for c in STANDARD_SERVICES if c in codes)
)
starts = st.integers(-5, 5).map(in_days)
ends = st.integers(5, 12).map(in_days)
absences = any_values(
    Absence,
    {
        "id": st.just(RECORD),
        "practitioner": st.sampled_from([None, *HERE]),
        "starts": starts,
        "ends": ends,
        "services": services,
    },
)
substitutes = any_values(
    Substitute,
    {
        "id": st.just(RECORD),
        "practitioner": st.sampled_from(HERE),
        "starts": starts,
        "ends": st.none() | ends,
        "services": services,
    },
)
reports = any_values(
    StepReport,
    {
        "substitute": st.just(RECORD),
        "step": st.sampled_from(sorted(REPORTED_STEPS)),
        "known": st.sampled_from([Known.YES, Known.NO]),
        "seen_on": st.sampled_from([YESTERDAY, TODAY]),
    },
)
states = any_values(
    EpjState,
    {
        "practitioner": st.sampled_from(HERE),
        "service": st.sampled_from(STANDARD_SERVICES),
        "seen_on": st.sampled_from([YESTERDAY, TODAY]),
    },
)


def fields(value: Value, *without: str) -> dict[str, object]:
    return {n: getattr(value, n) for n in type(value).model_fields if n not in without}


def made(file: ClinicFile, *changes: Change) -> ClinicFile:
    outcome = evaluate(changes, file, TODAY)
    assume(outcome.allowed)
    return outcome.file


def undone(file: ClinicFile, *changes: Change) -> ClinicFile:
    outcome = evaluate(inverse(changes, file, TODAY), made(file, *changes), TODAY)
    assert outcome.violations == ()
    return outcome.file


def with_substitute(substitute: Substitute) -> ClinicFile:
    return EMPTY.model_copy(update={"substitutes": (substitute,)})


@given(absences)
@examples(60)
def test_an_absence_that_is_registered_has_every_value_of_it(absence: Absence) -> None:
    change = AddAbsence.model_validate({"absence_id": absence.id, **fields(absence, "id")})
    assert AddAbsence.of(absence) == change
    assert made(EMPTY, change).absences == (absence,)


@given(substitutes)
@examples(60)
def test_a_substitute_that_is_set_has_every_value_of_it(substitute: Substitute) -> None:
    change = SetSubstitute.model_validate(
        {"substitute_id": substitute.id, **fields(substitute, "id")}
    )
    assert SetSubstitute.of(substitute) == change
    assert made(EMPTY, change).substitutes == (substitute,)


@given(substitutes, reports)
@examples(40)
def test_a_step_that_is_confirmed_has_every_value_of_it(
    substitute: Substitute, report: StepReport
) -> None:
    change = ConfirmStep.model_validate(
        {"substitute_id": report.substitute, **fields(report, "substitute")}
    )
    assert made(with_substitute(substitute), change).step_reports == (report,)


@given(states)
@examples(40)
def test_what_is_seen_in_the_epj_has_every_value_of_it(state: EpjState) -> None:
    change = ReportEpjState.model_validate(
        {"services": (state.service,), **fields(state, "service")}
    )
    assert made(EMPTY, change).epj_states == (state,)


@given(absences)
@examples(60)
def test_an_absence_that_is_removed_comes_back_as_it_was(absence: Absence) -> None:
    file = plain_file(absence)
    assert undone(file, removal(absence, TODAY)) == file


@given(substitutes, reports)
@examples(60)
def test_a_substitute_that_is_removed_comes_back_with_its_set_up(
    substitute: Substitute, report: StepReport
) -> None:
    file = with_substitute(substitute).model_copy(update={"step_reports": (report,)})
    assert undone(file, cover_removal(substitute, TODAY)) == file


@given(substitutes, reports, reports)
@examples(40)
def test_what_was_told_and_seen_before_comes_back_as_it_was(
    substitute: Substitute, before: StepReport, after: StepReport
) -> None:
    file = with_substitute(substitute).model_copy(update={"step_reports": (before,)})
    change = ConfirmStep.model_validate({"substitute_id": RECORD, **fields(after, "substitute")})
    assert set(undone(file, change).step_reports) == {before}


@given(states, states)
@examples(40)
def test_what_was_seen_in_the_epj_before_comes_back_as_it_was(
    before: EpjState, after: EpjState
) -> None:
    file = EMPTY.model_copy(update={"epj_states": (before,)})
    change = ReportEpjState.model_validate(
        {"services": (after.service,), **fields(after, "service")}
    )
    assert set(undone(file, change).epj_states) == {before}


@given(absences, absences)
@examples(60)
def test_an_amendment_of_an_absence_leaves_what_it_does_not_name(
    before: Absence, other: Absence
) -> None:
    change = AmendAbsence.of(other)
    named = AmendAbsence.model_fields.keys() - {"kind", "confirmed", "absence_id"}
    (after,) = made(plain_file(before), change).absences
    assert fields(after, *named) == fields(before, *named)
    assert {n: getattr(after, n) for n in named} == {n: getattr(other, n) for n in named}
    assert undone(plain_file(before), change).absences == (before,)


@given(substitutes, substitutes)
@examples(60)
def test_an_amendment_of_a_substitute_leaves_what_it_does_not_name(
    before: Substitute, other: Substitute
) -> None:
    change = AmendSubstitute.of(other)
    named = AmendSubstitute.model_fields.keys() - {"kind", "confirmed", "substitute_id"}
    (after,) = made(with_substitute(before), change).substitutes
    assert fields(after, *named) == fields(before, *named)
    assert {n: getattr(after, n) for n in named} == {n: getattr(other, n) for n in named}
    assert undone(with_substitute(before), change).substitutes == (before,)


@given(absences)
@examples(40)
def test_both_halves_of_an_absence_are_as_the_whole_but_for_their_days(absence: Absence) -> None:
    split = SplitAbsence(absence_id=absence.id, on=in_days(5), new_id=ANOTHER)
    for half in made(plain_file(absence), split).absences:
        assert fields(half, "id", "starts", "ends") == fields(absence, "id", "starts", "ends")
    assert undone(plain_file(absence), split).absences == (absence,)


@given(absences, substitutes)
@examples(60)
def test_A5_whatever_is_cut_is_as_it_was_but_for_its_days_and_services(
    absence: Absence, substitute: Substitute
) -> None:
    """The pieces of an absence from outside that follow its first day are the desk's own."""
    changes = (AddAbsence.of(absence),)
    file = with_substitute(substitute)
    conflicts = evaluate(changes, file, TODAY).violations
    assume(conflicts and all(v.confirmation == "closed_knowingly" for v in conflicts))
    cut = ("id", "starts", "ends", "services")
    for way in ways_out(changes, conflicts, file, TODAY).offered:
        after = evaluate(way.changes, file, TODAY).file
        for one in after.absences:
            assert fields(one, *cut, "source") == fields(absence, *cut, "source")
        for other in after.substitutes:
            assert fields(other, *cut) == fields(substitute, *cut)


DAYS = '"starts": "2024-07-01", "ends": "2024-07-14", "services": ["timebestilling"]'
ONE = '"00000000-0000-0000-0000-000000000001"'
TWO = '"00000000-0000-0000-0000-000000000002"'


@pytest.mark.parametrize(
    "written",
    [
        f'"kind": "add_absence", "absence_id": {ONE}, "practitioner": null, {DAYS},'
        ' "source": "epj"',
        f'"kind": "amend_absence", "absence_id": {ONE}, {DAYS}',
        f'"kind": "end_absence", "absence_id": {ONE}, "last_day": "2024-07-02"',
        f'"kind": "split_absence", "absence_id": {ONE}, "on": "2024-07-02", "new_id": {TWO}',
        f'"kind": "delete_absence", "absence_id": {ONE}',
        f'"kind": "set_substitute", "substitute_id": {ONE}, "practitioner": 11,'
        f' "name": "Per Vikar", "hpr_number": 9, "her_id": null, "own_list": "no", {DAYS}',
        f'"kind": "amend_substitute", "substitute_id": {ONE}, {DAYS}',
        f'"kind": "remove_substitute", "substitute_id": {ONE}',
        f'"kind": "confirm_step", "substitute_id": {ONE}, "step": "own_list", "known": "yes",'
        ' "seen_on": "2024-07-02", "puts_back": false',
        '"kind": "report_epj_state", "practitioner": 11, "services": ["ekontakt"],'
        ' "switched_off": null, "seen_on": "2024-07-02", "puts_back": true',
        '"kind": "set_patient_information", "text": "Stengt"',
        '"kind": "set_epj_vendor", "vendor": "epj"',
    ],
)
def test_a_change_is_read_and_written_as_in_every_history_there_is(written: str) -> None:
    change = json.loads(f'{{"confirmed": ["far_ahead"], {written}}}')
    read = ChangeRequest.model_validate_json(json.dumps({"changes": [change]}))
    again = json.loads(read.model_dump_json())["changes"][0]
    assert {name: again[name] for name in change} == change
