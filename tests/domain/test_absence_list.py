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


@pytest.mark.parametrize(
    ("text", "away"),
    [
        (
            "Ferie\nTestlie, Testmoe og Testnes: uke 28",
            ["Tone Testlie", "Arild Testmoe", "Kari Testnes"],
        ),
        ("Ferie\nTestlie uke 28, Testmoe uke 29", ["Tone Testlie", "Arild Testmoe"]),
        ("Ferie\nUke 28: Testlie og Testmoe", ["Tone Testlie", "Arild Testmoe"]),
        ("Ferie\nUke 28:\nTestlie\nTestmoe", ["Tone Testlie", "Arild Testmoe"]),
        ("Lege\nFerieuker\nTone Testlie\n27, 28, 29, 30 og  31", ["Tone Testlie"]),
        ("Ferie\nLege\nFra\nTil\nTestlie\n12.07.2027\n01.08.2027", ["Tone Testlie"]),
        ("Testlie\nFerie: uke 28", ["Tone Testlie"]),
        ("Ferie sommeren 2027: Testlie uke 28", ["Tone Testlie"]),
        ("Ferie\nTestlie, Tone: uke 28", ["Tone Testlie"]),
        ("Ferie\nMai Testvik: 1.-15. august", ["Mai Testvik"]),
        ("Emne: Ferie\n\nTestlie: uke 28\nTlf 22 33 44 55\nHilsen Testmoe", ["Tone Testlie"]),
        ("Jeg har ferie uke 28. Hilsen Kari Testnes", ["Kari Testnes"]),
    ],
)
def test_names_of_a_line_or_above_it_have_its_days(text: str, away: list[str]) -> None:
    assert [name for name, _ in said(text)] == away


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("Ferie\nTestlie: uke 28 (avlyst)", Doubt.UNREAD_WORDS),
        ("Testlie har ikke ferie uke 28", Doubt.UNREAD_WORDS),
        ("Ferie\nTestlie er på kontoret uke 28", Doubt.UNREAD_WORDS),
        ("Ferie\nTestlie og Testmoe: uke 28 og uke 30", Doubt.PAIRING),
        ("Ferie\nTestlie 12.7, 1.8", Doubt.TWO_DAYS),
        ("Ferie\nTestlie: fra 12.7", Doubt.END_UNSAID),
        ("Ferie\nTestlie: ca. 12.7-1.8", Doubt.READINGS),
        ("Ferie\nTestlie: juli", Doubt.WHOLE_MONTH),
        ("Ferie\nTestlie: uke 30, 31 (tilbake 16/8)", Doubt.BACK_DISAGREES),
        ("Ferie\nTestlie: neste uke", Doubt.RELATIVE),
        ("Ferie\nTestlie 28-30", Doubt.WEEKS_UNSAID),
        ("Ferie\nMai uke 28", Doubt.NAME_OR_WORD),
        ("Ferie\nKari Testmoe: uke 28", Doubt.NOBODY),
        ("Ferie\nTurnuslege Ola Testgård: uke 28", Doubt.TRAINING_DOCTOR),
        ("Jeg har ferie uke 28", Doubt.WRITER),
        ("Kontoret er stengt i romjulen", Doubt.FEAST),
        ("Kontoret er periodevis stengt uke 28", Doubt.PARTLY),
        ("Sommerferie\nTestlie: uke 28\n\nMøteplan høst\nTestmoe: 12.9", Doubt.NOT_SAID_AWAY),
    ],
)
def test_what_is_not_plain_is_asked(text: str, doubt: Doubt) -> None:
    assert doubt in read(text)[-1].doubts
    last = read(text)[-1]
    assert doubt is Doubt.NOT_SAID_AWAY or not (last.person and last.span)


@pytest.mark.parametrize(
    ("text", "last_day"),
    [
        ("Kontoret er stengt fra 24.12. Vi åpner igjen 3. januar.", date(2028, 1, 2)),
        ("Testlie har ferie fra 12.7, tilbake 9.8", date(2027, 8, 8)),
        ("Testlie har ferie veke 28 og 29 og er attende måndag 26. juli", date(2027, 7, 25)),
        ("Testlie er sykmeldt. Testlie er tilbake fra permisjon 1. september", date(2027, 8, 31)),
    ],
)
def test_the_day_of_return_is_the_day_after_the_last(text: str, last_day: date) -> None:
    proposal = read(text)[-1].proposal
    assert proposal
    assert proposal.last == last_day


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("18.7 - 12.7", "12.07-18.07"),
        ("18.07.2027-12.07.2027", "12.07-18.07"),
        ("fra 1. august til 12. juli", "12.07-01.08"),
        ("uke 30-28", "12.07-01.08"),
    ],
)
def test_days_that_end_before_they_begin_are_asked_about_the_other_way_round(
    said: str, days: str
) -> None:
    for heading in ("Ferie", "Ferie 2027"):
        (entry,) = read(f"{heading}\nTestlie {said}")
        assert entry.span is None
        assert entry.doubts == (Doubt.TURNED,)
        assert [f"{r.span.first:%d.%m}-{r.span.last:%d.%m}" for r in entry.readings] == [days]
