"""What opens again and what closes in the days to come, against the engine read day by day."""

from datetime import date

import pytest
from hypothesis import given

from fravaertui.domain.citizen_view import State
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.model import Absence, EpjState, ServiceOffer, Substitute
from fravaertui.domain.upcoming import Turn, Upcoming, upcoming
from tests.domain import oracle
from tests.domain.cover_strategies import full_scenes
from tests.domain.strategies import HERE, examples
from tests.domain.test_findings import BO, astrid, away, clinic, cover, in_days, off, offer

BOOKING, CONTACT = "timebestilling", "ekontakt"
BOTH = (BOOKING, CONTACT)
LAST = 14


def surgery(*records: Absence | Substitute | EpjState) -> ClinicFile:
    """Astrid and Bo offer booking and contact."""
    offers = [ServiceOffer(practitioner=p, service=s) for p in HERE for s in BOTH]
    return clinic(astrid(), BO, *offers, *records)


def opens(day: int, *services: str, who: tuple[int, ...] = (11,), **more: object) -> Upcoming:
    """Services that open again so many days from today."""
    values: dict[str, object] = {"whole_clinic": len(who) > 1, "services": services} | more
    return Upcoming(in_days(day), Turn.OPENS, who, **values)  # type: ignore[arg-type]


def closes(day: int, *services: str, who: tuple[int, ...] = (11,), **more: object) -> Upcoming:
    """Services that close so many days from today."""
    values: dict[str, object] = {"whole_clinic": len(who) > 1, "services": services} | more
    return Upcoming(in_days(day), Turn.CLOSES, who, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ((), []),
        ((away(1, 4, *BOTH),), [closes(1, *BOTH), opens(5, *BOTH)]),
        # What turned today counts, and what did yesterday does not.
        ((away(0, 40, *BOTH),), [closes(0, *BOTH)]),
        ((away(-5, -1, *BOTH),), [opens(0, *BOTH)]),
        ((away(-1, 40, *BOTH),), []),
        ((away(-5, -2, *BOTH),), []),
        # Adjacent absences are one closure (C2), service by service.
        (
            (away(1, 4, *BOTH), away(5, 6, BOOKING, number=3)),
            [closes(1, *BOTH), opens(5, CONTACT), opens(7, BOOKING)],
        ),
        # What does not come back when its closure ends is not said to open.
        (
            (away(-1, 4, *BOTH), off(BOOKING)),
            [opens(5, CONTACT, hidden=(BOOKING,))],
        ),
        ((away(-1, 4, BOOKING), off(BOOKING)), [opens(5, hidden=(BOOKING,))]),
        # A substitute in another service; and one who takes over when it opens.
        (
            (away(1, 4, BOOKING), cover(1, 9, CONTACT)),
            [
                closes(1, BOOKING, substitute="Per Vikar"),
                opens(5, BOOKING, substitute="Per Vikar"),
            ],
        ),
        ((away(1, 40, BOOKING), cover(1, 40, BOOKING)), [closes(1, BOOKING)]),  # F01
        # The whole clinic as one; a colleague with other services apart.
        (
            (away(1, 4, *BOTH, practitioner=None),),
            [closes(1, *BOTH, who=HERE), opens(5, *BOTH, who=HERE)],
        ),
        (
            (away(1, 40, *BOTH, practitioner=None), away(-1, 40, BOOKING, number=3)),
            [closes(1, CONTACT), closes(1, *BOTH, who=(12,))],
        ),
    ],
)
def test_what_opens_and_closes(
    records: tuple[Absence | Substitute | EpjState, ...], expected: list[Upcoming]
) -> None:
    assert list(upcoming(surgery(*records), in_days(0), in_days(LAST))) == expected


def test_a_clinic_with_one_practitioner_is_told_of_by_name() -> None:
    file = clinic(astrid(), offer(), away(1, 40, practitioner=None))
    assert upcoming(file, in_days(0), in_days(LAST)) == (closes(1, BOOKING),)


def test_who_is_no_longer_at_the_clinic_is_not_missed_in_the_whole_of_it() -> None:
    gone = BO.model_copy(update={"ends": in_days(-1)})
    here = BO.model_copy(update={"her_id": 13})
    offers = [offer(), offer(practitioner=13)]
    file = clinic(astrid(), gone, here, *offers, away(1, 40, practitioner=None))
    assert upcoming(file, in_days(0), in_days(LAST)) == (closes(1, BOOKING, who=(11, 13)),)


@given(full_scenes())
@examples(150)
def test_they_are_what_turns_from_one_day_to_the_next(scene: tuple[date, ClinicFile]) -> None:
    today, file = scene
    last = today + 9 * oracle.ONE_DAY
    told = upcoming(file, today, last)
    for practitioner in HERE:
        for day in oracle.days(today, last):
            seen = {
                service: (
                    oracle.look(file, practitioner, service, day - oracle.ONE_DAY).state,
                    oracle.look(file, practitioner, service, day).state,
                )
                for service in file.services_of(practitioner)
            }
            closing = {s for s, (was, now) in seen.items() if was != "closed" and now == "closed"}
            ending = {s for s, (was, now) in seen.items() if was == "closed" and now != "closed"}
            hidden = {s for s in ending if seen[s][1] == State.NOT_SHOWN}
            mine = [one for one in told if one.day == day and practitioner in one.practitioners]
            by_turn = {turn: [one for one in mine if one.turn is turn] for turn in Turn}
            assert all(len(some) <= 1 for some in by_turn.values())
            assert {s for one in by_turn[Turn.CLOSES] for s in one.services} == closing
            assert {s for one in by_turn[Turn.OPENS] for s in one.services} == ending - hidden
            assert {s for one in by_turn[Turn.OPENS] for s in one.hidden} == hidden
            covered = any(now == State.SUBSTITUTE for _, now in seen.values())
            assert all((one.substitute is not None) == covered for one in mine)
    assert list(told) == sorted(told, key=lambda one: (one.day, one.turn, one.practitioners))
