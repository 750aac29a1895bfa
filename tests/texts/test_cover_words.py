"""Who is there during an absence, and when nobody is: short, and never more than is so."""

from datetime import date, timedelta

import pytest

from fravaertui.domain.holes import Hole, Serving
from fravaertui.texts.catalogue import screen_words
from fravaertui.texts.covers import Brevity, serving_days, without_substitute

FIRST = date(2026, 12, 14)
NB = screen_words("nb")
PRESCRIPTION, CONTACT = "reseptfornyelse", "ekontakt"


def day(number: int) -> date:
    """Return a day of the absence, which has fourteen; the first is 1."""
    return FIRST + timedelta(days=number - 1)


def hole(first: int, last: int, *services: str) -> Hole:
    return Hole(11, services or (PRESCRIPTION,), day(first), day(last))


def serving(first: int, last: int, name: str = "Per Vikar") -> Serving:
    return Serving(name, day(first), day(last))


@pytest.mark.parametrize(
    ("served", "found", "said"),
    [
        (serving(1, 14), (), ""),
        (serving(1, 7), (hole(8, 14),), "til 20.12"),
        # «Til» alone could be taken for the day of return, so both days are said.
        (serving(1, 7), (), "14.12–20.12"),
        (serving(8, 14), (hole(1, 7),), "fra 21.12"),
        (serving(3, 3), (hole(1, 2), hole(4, 14)), "16.12"),
    ],
)
def test_the_days_of_a_substitute_are_said_where_they_are_not_all(
    served: Serving, found: tuple[Hole, ...], said: str
) -> None:
    assert serving_days(served, day(1), day(14), found, NB) == said


@pytest.mark.parametrize(
    ("found", "serving_then", "said"),
    [
        (
            (hole(8, 14),),
            (serving(1, 7),),
            ("uten vikar 21.12–27.12", "uten vikar 21.12–27.12", "uten vikar 7 dager"),
        ),
        # Where somebody serves something meanwhile, it is not all that is without a substitute.
        (
            (hole(8, 14, CONTACT),),
            (serving(1, 14),),
            (
                "Kontakt legekontoret uten vikar 21.12–27.12",
                "noe uten vikar 21.12–27.12",
                "noe uten vikar 7 dager",
            ),
        ),
        (
            (hole(1, 2), hole(2, 4, CONTACT), hole(9, 9)),
            (serving(5, 8),),
            (
                "uten vikar 14.12–17.12 og 22.12",
                "uten vikar 14.12–17.12 og 22.12",
                "uten vikar 5 dager",
            ),
        ),
    ],
)
def test_S7_the_days_without_a_substitute_are_said_in_fewer_words_that_are_as_true(
    found: tuple[Hole, ...], serving_then: tuple[Serving, ...], said: tuple[str, ...]
) -> None:
    assert tuple(without_substitute(found, serving_then, day(1), NB, b) for b in Brevity) == said


def test_a_day_a_year_off_has_its_year() -> None:
    found = (hole(1, 800),)
    assert without_substitute(found, (), day(1), NB) == "uten vikar 14.12–20.02.2029"
