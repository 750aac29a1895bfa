"""Substitutes who are named apart from the days of those they stand in for."""

import pytest

from fravaertui.domain.absence_list import (
    Doubt,
    ListPlan,
    Names,
    Reason,
    RowStatus,
    read_list,
)
from tests.domain.test_absence_list import FILE, TODAY
from tests.domain.test_absence_list_plan import plan

LIE = "Ferie\nTone Testlie uke 27-29"
BOTH = f"{LIE}\nArild Testmoe uke 30-32"


def asked(planned: ListPlan) -> list[tuple[str, str]]:
    """Return the rows that ask about a substitute: who is away, and who stands in."""
    return [
        (row.entry.written, row.substitute)
        for row in planned.rows
        if Doubt.COVERED in row.questions
    ]


@pytest.mark.parametrize(
    "said",
    [
        "Siv Prøvevik er vikar for Testlie.",
        "Vikar for Tone Testlie: Siv Prøvevik",
        "Siv Prøvevik er vikar for Tone Testlie i hele perioden.",
        "Siv Prøvevik vikarierer for Testlie.",
        "Vår vikar Siv Prøvevik tar over pasientene til Testlie.",
    ],
)
@pytest.mark.parametrize("between", ["\n", "\n\n", "\nVel møtt til høsten.\n"])
def test_a_substitute_on_a_line_of_her_own_is_asked_about(said: str, between: str) -> None:
    planned = plan(f"{BOTH}{between}{said}")
    assert asked(planned) == [("Tone Testlie", "Siv Prøvevik")]
    assert [row.status for row in planned.rows] == [RowStatus.SERVICES, RowStatus.NEW]
    assert not [p for p in planned.reading.passed_over if p.reason is Reason.COVER]


@pytest.mark.parametrize(
    "said",
    [
        "Siv Prøvevik er vikar for Testlie og Testmoe.",
        "Begge har vikar: Siv Prøvevik",
        "Siv Prøvevik vikarierer for begge.",
        "Vikarer: Siv Prøvevik (Testlie) og Siv Prøvevik (Testmoe)",
    ],
)
def test_a_substitute_of_several_is_asked_about_for_each(said: str) -> None:
    planned = plan(f"{BOTH}\n{said}")
    assert asked(planned) == [("Tone Testlie", "Siv Prøvevik"), ("Arild Testmoe", "Siv Prøvevik")]
    assert all(row.span for row in planned.rows)


def test_each_has_the_substitute_who_stands_before_her_name_in_brackets() -> None:
    planned = plan(f"{BOTH}\nVikarer: Siv Prøvevik (Testlie) og Nils Prøvedal (Testmoe)")
    assert asked(planned) == [("Tone Testlie", "Siv Prøvevik"), ("Arild Testmoe", "Nils Prøvedal")]


def test_a_substitute_named_above_the_days_is_asked_about() -> None:
    planned = plan("Ferie\nVikar for Testlie: Siv Prøvevik\nTone Testlie uke 27-29")
    assert asked(planned) == [("Tone Testlie", "Siv Prøvevik")]


def test_a_colleague_who_is_named_so_is_asked_about_as_a_colleague() -> None:
    (row, _) = plan(f"{BOTH}\nArild Testmoe vikarierer for Testlie.").rows
    assert Doubt.COLLEAGUE in row.questions
    assert row.substitute == "Arild Testmoe"


def test_a_substitute_of_somebody_without_days_is_passed_over_as_just_that() -> None:
    text = f"{LIE}\nSiv Prøvevik er vikar for Testmoe."
    reading = read_list(text, TODAY, Names.of([FILE], TODAY))
    assert [entry.substitute for entry in reading.entries] == [None]
    assert [p.reason for p in reading.passed_over] == [Reason.HEADING, Reason.NO_DAYS]
