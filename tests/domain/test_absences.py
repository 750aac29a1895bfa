"""Reading absences: status and order (A9), reopenings (C2), the timeline of weeks."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from fravaertui.domain.absences import Status, overview, reopenings, status, weeks
from fravaertui.domain.day_states import DayState, day_states
from fravaertui.domain.model import Absence, ClinicFile, Practitioner, ServiceOffer
from tests.domain import oracle
from tests.domain.strategies import CLINIC, HERE, TODAYS, examples, plain_file, plain_scenes, scenes

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


@given(scenes(), st.integers(-10, 10), st.integers(0, 6))
@examples(80)
def test_a_week_is_what_those_of_its_days_are_that_are_shown(
    scene: tuple[date, ClinicFile], shift: int, count: int
) -> None:
    today, file = scene
    since = today + timedelta(days=shift)
    for practitioner in HERE:
        found = weeks(file, practitioner, since, count)
        assert len(found) == count
        for number, week in enumerate(found):
            assert week.monday.isoweekday() == 1
            assert week.monday <= since + timedelta(weeks=number) < week.monday + timedelta(days=7)
            days = day_states(file, practitioner, week.monday, week.monday + timedelta(days=6))
            shown = [state for state in days.values() if state is not DayState.NOT_SHOWN]
            if not shown:
                expected = DayState.NOT_SHOWN
            elif all(state is DayState.CLOSED for state in shown):
                expected = DayState.CLOSED
            elif any(state in (DayState.CLOSED, DayState.SOME_CLOSED) for state in shown):
                expected = DayState.SOME_CLOSED
            else:
                served = DayState.SUBSTITUTE in shown
                expected = DayState.SUBSTITUTE if served else DayState.OPEN
            assert week.state is expected


def test_weeks_run_over_new_year_and_week_53() -> None:
    file = ClinicFile(
        version=1,
        clinic=CLINIC,
        practitioners=(Practitioner(her_id=11, name="Astrid Info"),),
        offers=(ServiceOffer(practitioner=11, service="ekontakt"),),
        absences=(
            Absence(
                id=UUID(int=1),
                practitioner=11,
                starts=date(2026, 12, 28),
                ends=date(2027, 1, 5),
                services=("ekontakt",),
            ),
        ),
    )
    found = weeks(file, 11, date(2026, 12, 27), 4)
    numbers = [week.monday.isocalendar()[:2] for week in found]
    assert numbers == [(2026, 52), (2026, 53), (2027, 1), (2027, 2)]
    assert [w.state for w in found] == [
        DayState.OPEN,
        DayState.CLOSED,
        DayState.SOME_CLOSED,
        DayState.OPEN,
    ]


def test_weeks_count_a_single_sunday_and_a_single_monday() -> None:
    for day, monday in ((date(2026, 11, 22), 16), (date(2026, 11, 23), 23)):
        absence = Absence(
            id=UUID(int=1), practitioner=11, starts=day, ends=day, services=("ekontakt",)
        )
        found = weeks(plain_file(absence), 11, date(2026, 11, 9), 4)
        assert [w.monday.day for w in found if w.state is DayState.SOME_CLOSED] == [monday]


def test_A9_on_its_first_and_last_day_it_is_running() -> None:
    for today in TODAYS:
        one_day = Absence(
            id=UUID(int=1), practitioner=None, starts=today, ends=today, services=("ekontakt",)
        )
        day = timedelta(days=1)
        found = [status(one_day, on) for on in (today - day, today, today + day)]
        assert found == [Status.PLANNED, Status.RUNNING, Status.ENDED]
