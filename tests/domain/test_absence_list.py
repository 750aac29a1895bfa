"""Reading lists of absences: what they say, what is asked, and what is passed over (L1, L2)."""

from datetime import date
from uuid import UUID

import pytest

from fravaertui.domain.absence_list import (
    Doubt,
    Entry,
    Kind,
    ListAnswers,
    ListPlan,
    Names,
    RowStatus,
    plan_list,
    read_list,
)
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.domain.model import Clinic, Practitioner

TODAY = date(2027, 5, 20)
LIST = UUID(int=13)
PEOPLE = (
    "Tone Testlie",
    "Arild Testmoe",
    "Kari Testnes",
    "Solveig Testholm",
    "Sverre Testholm",
    "Per-Arne Testdal",
    "Silje Marie Testhaug",
    "Mai Testvik",
)
FILE = ClinicFile(
    version=1,
    clinic=Clinic(her_id=100, name="Testlia legekontor"),
    practitioners=tuple(Practitioner(her_id=1000 + n, name=name) for n, name in enumerate(PEOPLE)),
)


def read(text: str, today: date = TODAY) -> tuple[Entry, ...]:
    """Return the entries of a list of the clinic."""
    return read_list(text, today, Names.of([FILE], today)).entries


def said(text: str) -> list[tuple[str, str]]:
    """Return who is away and when, of the entries that leave nothing to ask but services."""
    return [
        (e.person.name, f"{e.span.first:%d.%m.%Y}-{e.span.last:%d.%m.%Y}")
        for e in read(text)
        if e.person and e.span and not e.doubts
    ]


def planned(text: str, answers: ListAnswers | None = None) -> ListPlan:
    """Return what the list becomes at the clinic."""
    reading = read_list(text, TODAY, Names.of([FILE], TODAY))
    return plan_list(reading, [FILE], TODAY, answers or ListAnswers(list_id=LIST))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Ferie\nTestlie: uke 28", ["12.07.2027-18.07.2027"]),
        ("Ferie\nTestlie uke 27-28-29", ["05.07.2027-25.07.2027"]),
        ("Tone Testlie har ferie 12/7–1/8", ["12.07.2027-01.08.2027"]),
        ("Ferie\nDr. Testlie f.o.m. 5.7 t.o.m. 16.7", ["05.07.2027-16.07.2027"]),
        ("Ferie\nTestlie: uke 30, 31 (tilbake 9/8)", ["26.07.2027-08.08.2027"]),
        (
            "Testlie har ferie uke 25-28 og uke 31",
            ["21.06.2027-18.07.2027", "02.08.2027-08.08.2027"],
        ),
        ("Ferie i sommar:\nTestlie: veke 28–30", ["12.07.2027-01.08.2027"]),
        ("Sommerferie 2028\nTestlie: uke 28", ["10.07.2028-16.07.2028"]),
    ],
)
def test_a_line_with_a_name_and_days_is_an_entry(text: str, days: list[str]) -> None:
    assert said(text) == [("Tone Testlie", span) for span in days]


def test_a_substitute_named_in_the_list_is_no_absence_on_what_is_covered() -> None:
    (entry,) = read("Ferie\nTestlie 5.7 - 16.7 (vikar: Siv Testvikar)")
    assert entry.kind is Kind.SUBSTITUTE
    assert entry.substitute
    assert entry.substitute.name == "Siv Testvikar"


def test_services_are_asked_once_and_the_list_becomes_ordinary_changes() -> None:
    text = "Ferie\nTestlie: uke 28\nTestmoe: uke 29"
    before = planned(text)
    assert [row.status for row in before.rows] == [RowStatus.SERVICES] * 2
    assert not before.is_ready
    answers = ListAnswers(list_id=LIST, services=STANDARD_SERVICES)
    after = planned(text, answers)
    assert [row.status for row in after.rows] == [RowStatus.NEW] * 2
    assert [len(row.changes) for row in after.rows] == [1, 1]
    again = plan_list(after.reading, after.files.values(), TODAY, answers)
    assert [row.status for row in again.rows] == [RowStatus.UNCHANGED] * 2


def test_a_surname_of_two_is_a_question_with_both() -> None:
    (entry,) = read("Ferie\nTestholm: uke 28")
    assert entry.person is None
    assert entry.doubts == (Doubt.SEVERAL_PEOPLE,)
    assert [p.name for p in entry.candidates] == ["Solveig Testholm", "Sverre Testholm"]
