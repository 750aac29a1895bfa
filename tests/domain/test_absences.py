"""Reading absences: status and order (A9), reopenings (C2)."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given

from fravaertui.domain.absences import Status, overview, reopenings, status
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.model import Absence
from tests.domain import oracle
from tests.domain.strategies import TODAYS, examples, plain_scenes, scenes

ATTENTION = [Status.RUNNING, Status.PLANNED, Status.ENDED]


@given(plain_scenes())
@examples(80)
def test_A9_status_says_whether_it_is_planned_running_or_ended(
    scene: tuple[date, ClinicFile],
) -> None:
    today, file = scene
    for absence in file.absences:
        days = {day for _, day in oracle.pairs_of(absence)}
        if today in days:
            expected = Status.RUNNING
        elif any(day > today for day in days):
            expected = Status.PLANNED
        else:
            expected = Status.ENDED
        assert status(absence, today) is expected


@given(plain_scenes())
@examples(80)
def test_A9_overview_has_what_needs_attention_first_and_the_past_on_request(
    scene: tuple[date, ClinicFile],
) -> None:
    today, file = scene
    shown = overview(file, today, with_ended=True)
    assert sorted(a.id for a in shown) == sorted(a.id for a in file.absences)
    current = overview(file, today, with_ended=False)
    assert current == tuple(a for a in shown if a.ends >= today)
    by_status = {s: [a for a in shown if status(a, today) is s] for s in Status}
    assert [a for s in ATTENTION for a in by_status[s]] == list(shown)
    running, planned, ended = (by_status[s] for s in ATTENTION)
    assert [a.ends for a in running] == sorted(a.ends for a in running)
    assert [a.starts for a in planned] == sorted(a.starts for a in planned)
    assert [a.ends for a in ended] == sorted((a.ends for a in ended), reverse=True)


@given(plain_scenes())
@examples(40)
def test_A9_overview_does_not_depend_on_the_order_of_the_records(
    scene: tuple[date, ClinicFile],
) -> None:
    today, file = scene
    shuffled = file.model_copy(update={"absences": tuple(reversed(file.absences))})
    shown = overview(file, today, with_ended=True)
    assert overview(shuffled, today, with_ended=True) == shown


@given(scenes())
@examples(80)
def test_C2_reopenings_are_the_first_days_after_it_that_nothing_closes(
    scene: tuple[date, ClinicFile],
) -> None:
    _, file = scene
    for absence in file.absences:
        if absence.practitioner is None:
            parts = [oracle.pairs_of(a) for a in file.absences if a.practitioner is None]
            closed = frozenset().union(*parts)
        else:
            closed = oracle.closed_pairs(file, absence.practitioner)
        expected: dict[date, set[str]] = {}
        for service in absence.services:
            reopens = oracle.reopening(closed, service, absence.ends)
            expected.setdefault(reopens, set()).add(service)
        found = reopenings(file, absence)
        assert {day: set(services) for day, services in found.items()} == expected
        assert list(found) == sorted(found)
        for services in found.values():
            assert list(services) == [s for s in absence.services if s in services]


def test_A9_on_its_first_and_last_day_it_is_running() -> None:
    for today in TODAYS:
        one_day = Absence(
            id=UUID(int=1), practitioner=None, starts=today, ends=today, services=("ekontakt",)
        )
        day = timedelta(days=1)
        found = [status(one_day, on) for on in (today - day, today, today + day)]
        assert found == [Status.PLANNED, Status.RUNNING, Status.ENDED]
