"""Lists that say two things of one person, or take something back: each is asked about (L2)."""

from datetime import date

import pytest

from fravaertui.domain.absence_list import Doubt, Names, read_list
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.model import Clinic, Practitioner

TODAY = date(2027, 5, 20)
PEOPLE = ("Bente Testberg", "Dag Testlund", "Even Testli")
FILE = ClinicFile(
    version=1,
    clinic=Clinic(her_id=100, name="Testlia legekontor"),
    practitioners=tuple(Practitioner(her_id=1000 + n, name=name) for n, name in enumerate(PEOPLE)),
)


def read(text: str, today: date = TODAY) -> list[tuple[str, str, tuple[Doubt, ...]]]:
    """Return who is away, when, and what is asked, of each entry of a list."""
    return [
        (
            e.person.name.split()[-1] if e.person else e.written,
            f"{e.proposal.first:%d.%m}-{e.proposal.last:%d.%m}" if e.proposal else "",
            e.doubts,
        )
        for e in read_list(text, today, Names.of([FILE], today)).entries
    ]


@pytest.mark.parametrize(
    "correction",
    [
        "NB: Testberg har byttet uke 28 med uke 31!",
        "Rettelse: Testberg har uke 31",
        "Testberg jobber likevel uke 28",
        "Testberg er på jobb uke 28",
    ],
)
def test_days_that_the_list_takes_back_elsewhere_are_asked_about(correction: str) -> None:
    rows = read(f"Ferie\nTestberg: uke 28\nTestlund: uke 28\n\n{correction}")

    assert rows[:2] == [
        ("Testberg", "12.07-18.07", (Doubt.CONTRADICTS,)),
        ("Testlund", "12.07-18.07", ()),
    ]


def test_days_of_one_person_that_overlap_are_asked_about() -> None:
    rows = read("Ferie\nTestberg: uke 28-30\nTestlund: uke 29\nTestberg: uke 29-31")

    assert [(who, doubts) for who, _, doubts in rows] == [
        ("Testberg", (Doubt.CONTRADICTS,)),
        ("Testlund", ()),
        ("Testberg", (Doubt.CONTRADICTS,)),
    ]


def test_the_same_days_again_are_not_asked_about() -> None:
    rows = read("Ferie\nTestberg: uke 28-30 (12.07-01.08)\nTestlund: uke 29\nTestlund: uke 29")

    assert rows == [
        ("Testberg", "12.07-01.08", ()),
        ("Testlund", "19.07-25.07", ()),
        ("Testlund", "19.07-25.07", ()),
    ]


def test_brackets_that_say_other_days_are_asked_about() -> None:
    rows = read("Ferie\nTestberg: uke 28-30 (13.07-01.08)")

    assert [Doubt.CONTRADICTS in doubts for _, _, doubts in rows] == [True, True]


@pytest.mark.parametrize(
    "older",
    [
        "> Den 12. mai skrev Test Testesen:\n> Testlund: uke 27",
        "Fra: Test Testesen\nSendt: torsdag 13. mai 2027 08:15\n\nTestlund: uke 27",
    ],
)
def test_what_an_older_message_says_is_asked_about(older: str) -> None:
    rows = read(f"Ferie\nTestberg: uke 28\n\nMvh Test\n\n{older}")

    assert rows[0] == ("Testberg", "12.07-18.07", ())
    assert [Doubt.OLDER in doubts for _, _, doubts in rows[1:]] == [True]


def test_a_list_that_is_all_quoted_is_no_older_message() -> None:
    assert read("> Ferie\n> Testberg: uke 28") == [("Testberg", "12.07-18.07", ())]


@pytest.mark.parametrize(
    "line", ["Testberg: uke 28?", "Testberg: ~~uke 28~~", "Testberg: uke 28, innom tirsdag"]
)
def test_signs_and_words_among_the_days_are_asked_about(line: str) -> None:
    rows = read(f"Ferie\n{line}")

    assert [Doubt.UNREAD_WORDS in doubts for _, _, doubts in rows] == [True]


def test_names_that_are_not_said_together_are_asked_about() -> None:
    together = read("Ferie\nTestberg, Testlund og dr. Testli: uke 28")
    like = read("Ferie\nTestli som Testberg uke 28")

    assert [doubts for _, _, doubts in together] == [(), (), ()]
    assert [Doubt.PAIRING in doubts for _, _, doubts in like] == [True, True]


def test_a_day_without_its_month_is_of_the_month_said_next() -> None:
    rows = read(
        "Kontoret er stengt 24., 25. og 26. desember og 1. januar.", today=date(2027, 12, 1)
    )

    assert [days for _, days, _ in rows] == [
        "24.12-24.12",
        "25.12-25.12",
        "26.12-26.12",
        "01.01-01.01",
    ]


@pytest.mark.parametrize(
    ("line", "doubt"),
    [
        ("Testberg: 12.7 -", Doubt.END_UNSAID),
        ("Testberg: uke 28 –", Doubt.END_UNSAID),
        ("Testberg: -16.7", Doubt.START_UNSAID),
    ],
)
def test_an_end_that_a_dash_leaves_open_is_asked_about(line: str, doubt: Doubt) -> None:
    rows = read(f"Ferie\n{line}\nTestlund: uke 29")

    assert [doubts for _, _, doubts in rows] == [(doubt,), ()]


@pytest.mark.parametrize(
    "heading", ["Foreløpig ferieliste 2027", "Ferieønsker 2027", "Utkast til ferieliste"]
)
def test_a_list_that_is_not_settled_is_asked_about(heading: str) -> None:
    rows = read(f"{heading}\n\nTestberg: uke 28\nTestlund: uke 29")

    assert [Doubt.UNREAD_WORDS in doubts for _, _, doubts in rows] == [True, True]


def test_a_correction_without_a_name_is_of_the_line_above_and_of_those_with_its_days() -> None:
    rows = read("Ferie\nTestlund: uke 29\nTestberg: uke 28\nRettelse: uke 29")

    assert [doubts for _, _, doubts in rows] == [(Doubt.UNREAD_WORDS,)] * 2


def test_days_on_which_the_office_says_it_is_open_are_asked_about() -> None:
    rows = read("Kontoret er stengt uke 28-30. Åpent for øyeblikkelig hjelp uke 29.")

    assert [doubts for _, _, doubts in rows] == [(Doubt.UNREAD_WORDS,)]


def test_a_substitute_on_the_line_below_is_of_the_one_above() -> None:
    rows = read("Ferie\nTestberg uke 28-30\nVikar: Siv Testvikar uke 28-29\nTestlund uke 29")

    assert [(who, Doubt.CONTRADICTS in doubts) for who, _, doubts in rows] == [
        ("Testberg", True),
        ("Testberg", True),
        ("Testlund", False),
    ]


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("120727-010827", "12.07-01.08"),
        ("fra 5. juli tom. 16. juli", "05.07-16.07"),
        ("uke nr 28", "12.07-18.07"),
    ],
)
def test_days_as_they_are_written_on_lists(said: str, days: str) -> None:
    assert read(f"Ferie\nTestberg: {said}") == [("Testberg", days, ())]


def test_a_line_that_a_name_and_a_colon_head_is_asked_about_whatever_else_it_says() -> None:
    rows = read("Testberg: uke 28-30 (Testlund dekker)\nTestlund: kanskje uke 31")

    assert [(who, Doubt.UNREAD_WORDS in doubts) for who, _, doubts in rows] == [
        ("Testberg", True),
        ("Testlund", True),
    ]


def test_a_stranger_right_before_days_in_a_list_is_asked_about() -> None:
    rows = read("Ferie\nTestbreg uke 28\nTestlund uke 29")

    assert [(who, doubts) for who, _, doubts in rows] == [
        ("Testbreg", (Doubt.NOBODY,)),
        ("Testlund", ()),
    ]
