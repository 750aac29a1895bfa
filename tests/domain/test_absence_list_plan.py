"""What a list becomes at its clinics: ordinary changes, or a question with what is there (L2)."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from fravaertui.domain.absence_list import (
    Doubt,
    ListAnswers,
    ListPlan,
    ListRow,
    Names,
    RowStatus,
    TableRow,
    period_text,
    plan_list,
    read_list,
    read_rows,
)
from fravaertui.domain.changes import AddAbsence, AmendAbsence, SetSubstitute
from fravaertui.domain.changes.resolutions import Way
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.date_input import Span
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.domain.model import Absence, Substitute
from tests.domain.test_absence_list import FILE, LIST, TODAY

LIE = 1000
WEEK_28: dict[str, Any] = {"starts": date(2027, 7, 12), "ends": date(2027, 7, 18)}
TEXT = "Ferie\nTestlie: uke 28"


def away(**terms: Any) -> Absence:
    """An absence of Tone Testlie that is registered."""
    whole = {"practitioner": LIE, "services": STANDARD_SERVICES, **WEEK_28, **terms}
    return Absence(id=UUID(int=1), **whole)


def clinic(*absences: Absence, substitutes: tuple[Substitute, ...] = ()) -> ClinicFile:
    return FILE.model_copy(update={"absences": absences, "substitutes": substitutes})


def plan(text: str, file: ClinicFile = FILE, **settled: Any) -> ListPlan:
    """Return the plan; what is `settled` is about the first row, services are all four."""
    answers = ListAnswers(list_id=LIST, services=STANDARD_SERVICES)
    reading = read_list(text, TODAY, Names.of([file], TODAY))
    if settled:
        answers = answers.with_row(reading.entries[0].id, **settled)
    return plan_list(reading, [file], TODAY, answers)


def row(text: str, file: ClinicFile = FILE, **settled: Any) -> ListRow:
    return plan(text, file, **settled).rows[0]


def test_what_is_registered_so_is_unchanged() -> None:
    planned = plan(TEXT, clinic(away()))
    assert [r.status for r in planned.rows] == [RowStatus.UNCHANGED]
    assert not planned.changing
    assert not planned.is_ready


def test_more_days_of_the_same_absence_extend_it() -> None:
    found = row("Ferie\nTestlie: uke 28-30", clinic(away()))
    assert found.status is RowStatus.EXTENDS
    (change,) = found.changes
    assert isinstance(change, AmendAbsence)
    assert (change.absence_id, change.ends) == (UUID(int=1), date(2027, 8, 1))


def test_what_overlaps_with_other_services_is_a_question() -> None:
    there = away(services=("timebestilling",), ends=date(2027, 7, 20))
    found = row(TEXT, clinic(there))
    assert found.status is RowStatus.OVERLAPS
    assert found.is_question
    assert found.extended == there
    assert not found.changes


@pytest.mark.parametrize(
    "there",
    [
        (away(starts=date(2027, 7, 5), ends=date(2027, 7, 25)),),
        (
            away(ends=date(2027, 7, 14)),
            away(starts=date(2027, 7, 15)).model_copy(update={"id": UUID(int=2)}),
        ),
    ],
    ids=["longer than the list says", "two, one after the other"],
)
def test_days_that_are_all_registered_are_unchanged(there: tuple[Absence, ...]) -> None:
    planned = plan(TEXT, clinic(*there))
    assert [r.status for r in planned.rows] == [RowStatus.UNCHANGED]
    assert planned.files[FILE.clinic.her_id].absences == there


@pytest.mark.parametrize("said", ["5.7-14.7", "14.7-22.7", "5.7-22.7"])
def test_an_absence_that_was_extended_is_unchanged_when_the_list_comes_again(said: str) -> None:
    text = f"Ferie\nTestlie: {said}"
    first = plan(text, clinic(away()))
    assert [r.status for r in first.rows] == [RowStatus.EXTENDS]
    (again,) = plan(text, first.files[FILE.clinic.her_id]).rows
    assert (again.status, again.changes) == (RowStatus.UNCHANGED, ())


def test_the_days_of_somebody_else_or_the_clinic_are_not_those_of_the_row() -> None:
    others = away(practitioner=1001), away(practitioner=None)
    for there in others:
        assert row(TEXT, clinic(there)).status is RowStatus.NEW


@pytest.mark.parametrize("ends", [date(2027, 7, 31), None], ids=["longer", "open"])
def test_a_substitute_who_is_there_for_longer_is_unchanged(ends: date | None) -> None:
    cover = Substitute(
        id=UUID(int=2),
        practitioner=LIE,
        name="Siv Testvikar",
        services=STANDARD_SERVICES,
        starts=date(2027, 7, 1),
        ends=ends,
    )
    text = "Ferie\nTestlie: uke 28 (vikar: Siv Testvikar)"
    found = row(text, clinic(substitutes=(cover,)), covered=("timebestilling",), services=())
    assert (found.status, found.changes) == (RowStatus.UNCHANGED, ())


def test_a_row_that_meets_a_substitute_has_the_ways_out() -> None:
    cover = Substitute(
        id=UUID(int=2),
        practitioner=LIE,
        name="Siv Testvikar",
        services=("ekonsultasjon",),
        **WEEK_28,
    )
    file = clinic(substitutes=(cover,))
    assert row(TEXT, file).status is RowStatus.MEETS_SUBSTITUTE
    open_ = row(TEXT, file, way=Way.OPEN_SERVICE)
    assert open_.status is RowStatus.NEW
    (change,) = open_.changes
    assert isinstance(change, AddAbsence)
    assert "ekonsultasjon" not in change.services


def test_a_substitute_is_asked_what_is_covered_and_only_the_rest_is_closed() -> None:
    text = "Ferie\nTestlie: uke 28 (vikar: Siv Testvikar)"
    asked = row(text)
    assert (asked.status, asked.questions) == (RowStatus.SERVICES, (Doubt.COVERED,))
    found = row(text, covered=("timebestilling", "reseptfornyelse"))
    cover, absence = found.changes
    assert isinstance(cover, SetSubstitute)
    assert isinstance(absence, AddAbsence)
    assert cover.services == ("timebestilling", "reseptfornyelse")
    assert absence.services == ("ekonsultasjon", "ekontakt")
    all_covered = row(text, covered=STANDARD_SERVICES)
    assert [type(change) for change in all_covered.changes] == [SetSubstitute]


def test_answers_settle_who_and_when() -> None:
    text = "Ferie\nTestholm: 12.8 – 8.7"
    asked = row(text)
    assert asked.status is RowStatus.WHO
    who = row(text, practitioner=1003)
    assert who.status is RowStatus.WHEN
    assert who.problem
    span = Span(date(2027, 6, 12), date(2027, 7, 8))
    settled = row(text, practitioner=1003, period=period_text(span))
    assert (settled.status, settled.practitioner, settled.span) == (RowStatus.NEW, 1003, span)


def test_a_row_left_out_changes_nothing_and_stops_nothing() -> None:
    planned = plan(f"{TEXT}\nTestholm: uke 29\nTestmoe: uke 30")
    answers = ListAnswers(list_id=LIST, services=STANDARD_SERVICES)
    answers = answers.with_row(planned.rows[1].id, left_out=True)
    after = plan_list(planned.reading, [FILE], TODAY, answers)
    assert not planned.is_ready
    assert [r.status for r in after.rows] == [RowStatus.NEW, RowStatus.LEFT_OUT, RowStatus.NEW]
    assert after.is_ready


def test_days_that_are_past_or_unlikely_are_asked_about() -> None:
    past = row("Ferie 2026\nTestlie: uke 28")
    assert (past.status, past.questions) == (RowStatus.WHEN, (Doubt.PAST,))
    far = "Ferie\nTestlie: 1.7.2029 - 20.7.2029"
    assert row(far).questions == (Doubt.UNLIKELY,)
    assert row(far, confirmed=("far_ahead",)).status is RowStatus.NEW


def test_a_list_that_says_nowhere_that_it_is_absence_is_asked_about_once() -> None:
    reading = read_list("Testlie: uke 28\nTestmoe: uke 29", TODAY, Names.of([FILE], TODAY))
    answers = ListAnswers(list_id=LIST, services=STANDARD_SERVICES)
    asked = plan_list(reading, [FILE], TODAY, answers)
    assert [r.questions for r in asked.rows] == [(Doubt.NOT_SAID_AWAY,)] * 2
    told = answers.model_copy(update={"all_away": True})
    assert plan_list(reading, [FILE], TODAY, told).is_ready


def test_a_row_keeps_its_id_when_lines_around_it_change() -> None:
    before = plan(TEXT).rows[0].id
    after = plan("Hei!\n\nFerie\nTestmoe: uke 29\nTestlie: uke 28").rows
    assert before in [r.id for r in after]


def test_somebody_who_leaves_is_no_absence_and_stops_nothing() -> None:
    planned = plan(f"Testmoe slutter 1. august.\n{TEXT}")
    assert planned.rows[0].status is RowStatus.NOT_AN_ABSENCE
    assert planned.is_ready


def test_a_table_whose_number_and_name_disagree_is_a_question() -> None:
    names = Names.of([FILE], TODAY)
    cells = {"her_id": "1000", "lege": "Arild Testmoe", "uke": "28", "tjenester": "alle"}
    reading = read_rows([TableRow(2, cells)], TODAY, names)
    (found,) = plan_list(reading, [FILE], TODAY, ListAnswers(list_id=LIST)).rows
    assert found.status is RowStatus.WHO
    agreeing = {**cells, "lege": "Tone Testlie"}
    reading = read_rows([TableRow(2, agreeing)], TODAY, names)
    (found,) = plan_list(reading, [FILE], TODAY, ListAnswers(list_id=LIST)).rows
    assert (found.status, found.practitioner) == (RowStatus.NEW, 1000)


@pytest.mark.parametrize("said", ["vikar: Testlie", "vikar: Dr. Tone Testlie", "vikar Tone"])
def test_who_is_away_is_never_the_own_substitute(said: str) -> None:
    text = f"Ferie\nTestlie uke 28 ({said})"
    asked = row(text, covered=("timebestilling",))
    assert asked.questions == (Doubt.OWN_SUBSTITUTE,)
    again = row(text, covered=("timebestilling",), substitute="Testlie")
    assert again.questions == (Doubt.OWN_SUBSTITUTE,)
    other = row(text, covered=("timebestilling",), substitute="Siv Testvikar")
    assert other.status is RowStatus.NEW


def test_who_is_chosen_to_be_away_is_never_the_own_substitute() -> None:
    text = "Ferie\nTestholm uke 28 (vikar: Sverre Testholm)"
    settled: dict[str, Any] = {"covered": ("timebestilling",), "substitute": "Sverre Testholm"}
    assert row(text, practitioner=1004, **settled).questions == (Doubt.OWN_SUBSTITUTE,)
    assert row(text, practitioner=1003, **settled).status is RowStatus.NEW
