"""Holes in a cover (S7): said for every day somebody is away, and only for those."""

from datetime import date

import pytest
from hypothesis import given

from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.holes import Hole, Serving, coming_holes, holes, holes_about, servings
from fravaertui.domain.model import Absence, EpjState, ServiceOffer, Substitute
from tests.domain import oracle
from tests.domain.cover_strategies import full_scenes
from tests.domain.strategies import HERE, examples, window
from tests.domain.test_findings import away, clinic, cover, in_days, off, offer

STANDARD = ("timebestilling", "reseptfornyelse", "ekonsultasjon", "ekontakt")
THREE = tuple(s for s in STANDARD if s != "reseptfornyelse")


def surgery(*records: Absence | Substitute | EpjState | ServiceOffer) -> ClinicFile:
    """Astrid offers the four standard services."""
    offers = tuple(offer(service=service) for service in STANDARD)
    return clinic(*offers, *records)


def found(file: ClinicFile, first: int = 0) -> list[tuple[tuple[str, ...], int, int]]:
    """Astrid's holes: services, and from how many days ahead to how many."""
    return [
        (hole.services, (hole.starts - in_days(0)).days, (hole.ends - in_days(0)).days)
        for hole in holes(file, 11, in_days(first))
    ]


def test_S7_a_cover_that_is_shortened_leaves_the_days_after_it() -> None:
    whole = surgery(away(1, 20, *THREE), cover(1, 20, "reseptfornyelse"))
    assert found(whole) == []
    shorter = surgery(away(1, 20, *THREE), cover(1, 8, "reseptfornyelse"))
    assert found(shorter) == [(("reseptfornyelse",), 9, 20)]


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ((), []),
        ((cover(1, 9, "ekontakt"),), []),  # nobody is away
        ((away(1, 9, *STANDARD),), []),
        ((away(1, 9, *THREE),), [(("reseptfornyelse",), 1, 9)]),
        ((away(-3, 9, *THREE),), [(("reseptfornyelse",), 0, 9)]),  # what is past is not told of
        ((away(1, 9, *THREE, practitioner=None),), [(("reseptfornyelse",), 1, 9)]),
        ((away(1, 9, *THREE), off("reseptfornyelse")), []),
        # A code that nobody offers closes nothing, but whoever registered it is away.
        ((away(1, 9, "x"),), [(STANDARD, 1, 9)]),
        # Absences in a row are one stretch; one day at work between two is not.
        (
            (away(1, 4, *THREE), away(5, 9, *THREE, number=3)),
            [(("reseptfornyelse",), 1, 9)],
        ),
        (
            (away(1, 4, *THREE), away(6, 9, *THREE, number=3)),
            [(("reseptfornyelse",), 1, 4), (("reseptfornyelse",), 6, 9)],
        ),
        # Two substitutes with a day between them, and one for other services.
        (
            (
                away(1, 9, *THREE),
                cover(1, 3, "reseptfornyelse"),
                cover(5, 9, "reseptfornyelse", number=3),
                cover(1, 9, "ekontakt", number=4),
            ),
            [(("reseptfornyelse",), 4, 4)],
        ),
        # Services that are open on the same days are told of together.
        (
            (away(1, 9, "timebestilling", "ekontakt"),),
            [(("reseptfornyelse", "ekonsultasjon"), 1, 9)],
        ),
        (
            (away(1, 9, "timebestilling"), away(3, 9, "ekontakt", number=3)),
            [(("ekontakt",), 1, 2), (("reseptfornyelse", "ekonsultasjon"), 1, 9)],
        ),
    ],
)
def test_S7_holes(
    records: tuple[Absence | Substitute | EpjState, ...],
    expected: list[tuple[tuple[str, ...], int, int]],
) -> None:
    assert found(surgery(*records)) == expected


def test_S7_a_service_counts_from_the_day_it_is_offered_and_whatever_it_is_called() -> None:
    later = ServiceOffer(practitioner=11, service="influensavaksine", starts=in_days(3))
    file = clinic(*(offer(service=s) for s in STANDARD), later, away(1, 9, *STANDARD))
    assert found(file) == [(("influensavaksine",), 3, 9)]


def test_S7_holes_that_are_over_are_not_among_the_coming_ones() -> None:
    file = surgery(away(-9, 9, *STANDARD[:2]), cover(-5, 2, "ekonsultasjon", "ekontakt"))
    days = (in_days(-9), in_days(9))
    both = [(in_days(-9), in_days(-6)), (in_days(3), in_days(9))]
    assert [(hole.starts, hole.ends) for hole in holes(file, 11, *days)] == both
    coming = coming_holes(file, 11, *days, in_days(0))
    assert [(hole.starts, hole.ends) for hole in coming] == both[1:]


def test_S7_holes_about_a_substitute_are_those_of_the_absences_they_are_there_in() -> None:
    whole = (away(1, 4, *THREE), away(5, 9, *THREE, number=3), away(12, 15, *THREE, number=4))
    file = surgery(*whole, cover(1, 3, "reseptfornyelse"))
    [substitute] = file.substitutes
    found = [(hole.starts, hole.ends) for hole in holes_about(file, substitute, in_days(0))]
    assert found == [(in_days(4), in_days(4))]
    assert holes_about(file, substitute, in_days(5)) == ()


def test_who_substitutes_on_which_days() -> None:
    file = surgery(
        cover(-3, 4, "ekontakt"),
        cover(5, 6, "reseptfornyelse", number=3),
        cover(8, None, "ekontakt", number=4),
    )
    name = file.substitutes[0].name
    assert servings(file, 11, in_days(1), in_days(9)) == (
        Serving(name, in_days(1), in_days(6)),
        Serving(name, in_days(8), in_days(9)),
    )


def test_S7_holes_of_some_days_only() -> None:
    file = surgery(away(1, 20, *THREE))
    assert holes(file, 11, in_days(3), in_days(5)) == (
        Hole(11, ("reseptfornyelse",), in_days(3), in_days(5)),
    )


@given(full_scenes())
@examples(150)
def test_S7_holes_are_what_is_open_while_away_day_by_day(scene: tuple[date, ClinicFile]) -> None:
    today, file = scene
    for practitioner in HERE:
        told = holes(file, practitioner, today)
        days = [day for day in window(today, after=25) if day >= today]
        for day in days:
            open_then = {
                s for hole in told if hole.starts <= day <= hole.ends for s in hole.services
            }
            assert open_then == oracle.open_while_away(file, practitioner, day)
        spans = [(service, h.starts, h.ends) for h in told for service in h.services]
        assert all(starts <= ends <= days[-1] for _, starts, ends in spans)
        for service, _, ends in spans:  # the longest there are: the day after is none of them
            assert service not in oracle.open_while_away(file, practitioner, ends + oracle.ONE_DAY)
        assert len({(h.starts, h.ends) for h in told}) == len(told)
