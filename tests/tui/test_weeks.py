"""The weeks of the clinic: whose they are, what they show, and what is marked in them."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.day_states import DayState, WeekState
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.domain.model import Absence, EpjState, Practitioner, ServiceOffer, Substitute
from fravaertui.session.state import SessionState
from fravaertui.texts.catalogue import screen_words
from fravaertui.tui.commands import COMMANDS, key_names
from fravaertui.tui.panes.weeks import WeeksShown, weeks_shown
from fravaertui.tui.widgets.legend import legend_line
from fravaertui.tui.widgets.text_view import Line
from tests.domain.strategies import CLINIC

MONDAY = date(2026, 11, 23)
"""The first day of week 48."""


def away(number: int, practitioner: int | None, first: int, last: int) -> Absence:
    """Return an absence of whole weeks, counted from week 48."""
    starts, ends = MONDAY + timedelta(weeks=first), MONDAY + timedelta(weeks=last, days=6)
    return Absence(
        id=UUID(int=number),
        practitioner=practitioner,
        starts=starts,
        ends=ends,
        services=STANDARD_SERVICES,
    )


def cover(number: int, practitioner: int, name: str, first: int, last: int) -> Substitute:
    """Return a substitute of whole weeks, counted from week 48."""
    return Substitute(
        id=UUID(int=number),
        practitioner=practitioner,
        name=name,
        starts=MONDAY + timedelta(weeks=first),
        ends=MONDAY + timedelta(weeks=last, days=6),
        services=STANDARD_SERVICES,
    )


def a_clinic(
    names: list[str],
    absences: tuple[Absence, ...] = (),
    substitutes: tuple[Substitute, ...] = (),
) -> SessionState:
    """Return the state with a clinic open, whose practitioners are numbered from 1."""
    people = tuple(Practitioner(her_id=n, name=name) for n, name in enumerate(names, start=1))
    file = ClinicFile(
        version=1,
        clinic=CLINIC,
        practitioners=people,
        offers=tuple(
            ServiceOffer(practitioner=p.her_id, service=s)
            for p in people
            for s in STANDARD_SERVICES
        ),
        absences=absences,
        substitutes=substitutes,
    )
    words = screen_words("nb")
    state = SessionState(words, lambda: datetime(2026, 11, 27, 10, tzinfo=UTC), key_names(COMMANDS))
    state.open(file, practitioner=1)
    return state


def text_of(shown: WeeksShown) -> list[str]:
    return ["".join(text for text, _ in line.parts).rstrip() for line in shown.lines]


def looks_of(line: Line) -> dict[str, str]:
    return {text.strip(): look for text, look in line.parts}


def test_each_practitioner_has_a_row_and_each_substitute_one_below() -> None:
    state = a_clinic(
        ["Ada", "Bo", "Per"],
        (away(1, 1, -1, 0), away(2, 2, 2, 2)),
        (cover(3, 2, "Siv", 2, 3),),
    )
    assert text_of(weeks_shown(state, 40, 8)) == [
        " UKER     nov   des         jan",
        "          47▸48 49 50 51 52 53  1  2",
        "▸Ada      ██ ██  ·  ·  ·  ·  ·  ·  ·",
        " Bo        ·  ·  · ██ ◆◆  ·  ·  ·  ·",
        "  ◆ Siv             ○ ◆◆",
        " Per       ·  ·  ·  ·  ·  ·  ·  ·  ·",
    ], "citizens do not meet a substitute while the absence closes"


def test_who_has_a_hidden_service_is_not_drawn_as_open_in_the_weeks() -> None:
    """Closed is closed all the same: it says more of what is to be done."""
    state = a_clinic(["Ada", "Bo"], (away(1, 1, 1, 1),))
    assert state.file
    off = EpjState(practitioner=1, service="ekontakt", switched_off=True, seen_on=MONDAY)
    state.open(state.file.model_copy(update={"epj_states": (off,)}))
    shown = weeks_shown(state, 28, 8)
    assert text_of(shown)[2:] == ["▸Ada       ○  ○ ██  ○  ○", " Bo        ·  ·  ·  ·  ·"]
    assert WeekState(DayState.NOT_SHOWN) in shown.states, "so that the legend explains it"


def test_a_week_with_some_hidden_days_looks_like_neither_hidden_nor_open_and_is_explained() -> None:
    """Half of it is the sign of the days that are shown, half that of those that are not."""
    thursday, monday = MONDAY + timedelta(days=3), MONDAY + timedelta(weeks=2)
    siv = cover(2, 1, "Siv", 0, 0)
    state = a_clinic(["Ada"], (away(1, 1, 1, 2),), (siv,))
    assert state.file
    ada = Practitioner(her_id=1, name="Ada", starts=thursday, ends=monday)
    state.open(state.file.model_copy(update={"practitioners": (ada,)}))
    shown = weeks_shown(state, 28, 8)
    assert text_of(shown)[2:] == ["▸Ada       ○ ◆○ ██ █○  ○", "  ◆ Siv      ◆○"]
    legend = legend_line((), 70, state.words, holidays=False, weeks=shown.states)
    assert "".join(text for text, _ in legend.parts) == (
        "██ stengt   ◆ vikar   ○ vises ikke   █○ ◆○ vises noen dager"
    )


def test_what_a_week_of_open_days_looks_like_is_explained() -> None:
    """Its sign is small enough to be taken for nothing at all."""
    state = a_clinic(["Ada"])
    weeks = weeks_shown(state, 60, 8).states
    legend = legend_line((), 60, state.words, holidays=False, weeks=weeks)
    assert "".join(text for text, _ in legend.parts) == "· åpen"


def test_the_states_in_sight_are_told_for_the_legend() -> None:
    state = a_clinic(["Ada"], (away(1, 1, 1, 1),))
    states = {WeekState(DayState.OPEN), WeekState(DayState.CLOSED)}
    assert weeks_shown(state, 60, 8).states == states


def test_an_absence_of_the_whole_clinic_closes_the_weeks_of_everyone() -> None:
    rows = text_of(weeks_shown(a_clinic(["Ada", "Bo"], (away(1, None, 0, 0),)), 40, 8))
    assert all(" · ██  · " in row for row in rows[2:])


def test_the_chosen_day_and_today_are_marked_in_the_numbers() -> None:
    """No keys go there: the chosen one has a sign, and is not lit as a cursor is."""
    state = a_clinic(["Ada"])
    assert looks_of(weeks_shown(state, 60, 8).lines[1])["48"] == "resting day"
    state.chosen_day = MONDAY + timedelta(weeks=2)
    shown = weeks_shown(state, 60, 8)
    numbers = looks_of(shown.lines[1])
    assert (numbers["48"], numbers["50"], numbers["49"]) == ("today", "resting day", "dim")
    assert " 48 49▸50 51" in text_of(shown)[1]


def test_the_weeks_stand_still_until_the_chosen_day_leaves_them() -> None:
    state = a_clinic(["Ada"])

    def weeks() -> list[str]:
        shown = text_of(weeks_shown(state, 40, 8))
        return [shown[0], shown[1].replace("▸", " "), *shown[2:]]

    before = weeks()
    state.chosen_day = MONDAY + timedelta(weeks=6)
    assert weeks() == before
    state.chosen_day = MONDAY + timedelta(weeks=40)
    shown = weeks_shown(state, 40, 8)
    assert looks_of(shown.lines[1])[f"{state.chosen_day.isocalendar().week}"] == "resting day"


@pytest.mark.parametrize("most", [1, 3, 4, 8, 40])
def test_where_there_is_no_room_for_all_the_chosen_one_is_there_and_it_is_said_who_is(
    most: int,
) -> None:
    names = [f"Lege {n:02}" for n in range(1, 15)]
    substitutes = tuple(cover(n, n, "Siv", -4, 9) for n in range(1, 15, 2))
    state = a_clinic(names, substitutes=substitutes)
    for chosen, name in enumerate(names, start=1):
        state.practitioner = chosen
        _, heading, *rows = text_of(weeks_shown(state, 70, most))
        shown = [row[1:8] for row in rows if "Lege" in row]
        assert len(rows) <= max(most, 2), "a substitute stays with whose list it is"
        assert name in shown
        assert next(row for row in rows if row.startswith("▸"))[1:8] == name
        first, last = names.index(shown[0]) + 1, names.index(shown[-1]) + 1
        is_told = f" {first}–{last} av 14 " in heading
        assert is_told is (len(shown) < len(names))


def test_a_wider_screen_shows_more_weeks() -> None:
    state = a_clinic(["Ada"])
    narrow, wide = (weeks_shown(state, width, 8).lines[1] for width in (60, 140))
    assert len(wide.parts) > 2 * len(narrow.parts)


def test_the_month_is_named_over_the_week_it_begins_in() -> None:
    months, numbers, *_ = text_of(weeks_shown(a_clinic(["Ada"]), 100, 8))
    for month, week in (("des", 49), ("jan", 53), ("feb", 5), ("mar", 9)):
        assert numbers[months.index(month) :].split()[0] == str(week)
