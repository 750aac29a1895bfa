"""The week of the chosen day, day by day for the whole clinic, and the weeks around it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fravaertui.domain.calendar import week_start
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.day_states import DayState, WeekState, substitute_days, substitute_names
from fravaertui.domain.model import Absence, Practitioner
from fravaertui.session.state import SessionState
from fravaertui.texts.dates import short_period, weekday_initials
from fravaertui.texts.day_states import practitioner_phrase
from fravaertui.texts.findings.evidence import absence_phrase, substitute_phrase
from fravaertui.texts.summary import hole_sentences
from fravaertui.tui.panes.clinic_days import clinic_days_lines
from fravaertui.tui.panes.weeks import CHOSEN, in_sight, name_width, place_phrase
from fravaertui.tui.themes import Look
from fravaertui.tui.themes.day_states import APPEARANCES, week_area
from fravaertui.tui.widgets.legend import legend_line
from fravaertui.tui.widgets.text_view import (
    BLANK,
    Line,
    Part,
    cells,
    fit,
    fit_name,
    line,
    rows_taken,
)

_DAY_WIDTH = 3
_DAYS_IN_WEEK = 7
_FEWEST_PEOPLE = 3
_OTHER_ROWS = 6
"""Those of the week beside its people: its name, the days, the legend, and blanks."""


@dataclass(frozen=True, slots=True)
class _Table:
    """The days of a week: lines for everyone in sight, and the states in it."""

    lines: tuple[Line, ...]
    states: frozenset[DayState]


def around_lines(state: SessionState, width: int, rows: int) -> list[Line]:
    """Return the week of the chosen day and the weeks around it, as much as so many rows hold."""
    file = state.pending or state.shown
    if file is None or not file.practitioners or rows < _FEWEST_PEOPLE + _OTHER_ROWS:
        return []
    table, facts = _table(file, state, width, rows - _OTHER_ROWS), _facts(file, state)
    lines = [*table.lines, *([BLANK, *facts] if facts else [])]
    left = rows - rows_taken(lines, width) - 1
    # Two columns beside them are the margin of what is read.
    weeks = clinic_days_lines(state, width + 1, left, table.states)
    if weeks:
        return [*lines, BLANK, *weeks]
    days = set(map(WeekState, table.states))
    legend = legend_line((), width - 1, state.words, holidays=False, weeks=days)
    with_legend = [*table.lines, line(" ", *legend.parts, wrap=False)]
    with_facts = [*with_legend, *lines[len(table.lines) :]]
    return with_facts if rows_taken(with_facts, width) <= rows else with_legend


def _days(state: SessionState) -> list[date]:
    monday = week_start(state.day)
    return [monday + timedelta(days=n) for n in range(_DAYS_IN_WEEK)]


def _table(file: ClinicFile, state: SessionState, width: int, most: int) -> _Table:
    """Return who is met on which days, at most so many rows beside the heading.

    How it stands with each on the chosen day is said beside the days, where there is room for all.
    """
    days = _days(state)
    begin, end = in_sight(file, state.practitioner, days[0], days[-1], max(most, _FEWEST_PEOPLE))
    is_all = end - begin == len(file.practitioners)
    place = "" if is_all else place_phrase(begin + 1, end, file, state)
    names = name_width(file, width, state)
    rows = [
        row
        for person in file.practitioners[begin:end]
        for row in _rows(person, file, state, days, names)
    ]
    with_words = all(cells((*row.parts, *row.phrase)) <= width for row in rows)
    lines = (
        *_heading(days, state, names, place),
        *(line(*row.parts, *(row.phrase if with_words else ()), wrap=False) for row in rows),
    )
    return _Table(lines, frozenset(one for row in rows for one in row.states if one))


def _heading(days: list[date], state: SessionState, names: int, place: str) -> Iterator[Line]:
    words = state.words
    week = words("WEEK {n}", n=days[0].isocalendar().week)
    said = short_period(days[0], days[-1], words)
    yield line((f" {week}", "dim"), (f"  {said}", "accent"), wrap=False)
    initials = (weekday_initials(day.isoweekday(), words.language) for day in days)
    named = "".join(f"{two:<{_DAY_WIDTH}}" for two in initials)
    yield line((f" {fit(place, names - 1)}{named}", "dim"), wrap=False)
    yield _number_line(days, state, names)


@dataclass(frozen=True, slots=True)
class _Row:
    """Someone's days, and how it stands with them."""

    parts: tuple[Part, ...]
    states: tuple[DayState | None, ...]
    phrase: tuple[Part, ...] = ()


def _rows(
    person: Practitioner, file: ClinicFile, state: SessionState, days: list[date], width: int
) -> Iterator[_Row]:
    """Yield a practitioner's row, and those of the substitutes in the week."""
    first, last, her_id = days[0], days[-1], person.her_id
    found = state.days.states(file, her_id, first, last)
    is_chosen = her_id == state.practitioner
    look: Look = "strong" if is_chosen else "plain"
    everyone = [p.name for p in file.practitioners]
    name: tuple[Part, ...] = (
        (CHOSEN if is_chosen else " ", "key"),
        (f"{fit_name(person.name, everyone, width - 2)} ", look),
    )
    now = state.days.practitioner(file, her_id, state.day)
    phrase = f" {practitioner_phrase(now, state.day, state.words)}"
    states = tuple(found[day] for day in days)
    yield _Row((*name, *_areas(states)), states, ((phrase, "dim"),))
    sign = APPEARANCES[DayState.SUBSTITUTE].signed
    for substitute in substitute_names(file, her_id, first, last):
        met = substitute_days(file, her_id, substitute, first, last)
        served = tuple(met.get(day) for day in days)
        called: Part = (f" {fit_name(substitute, (), width - 5)} ", "dim")
        yield _Row(("  ", sign, called, *_areas(served)), served)


def _number_line(days: list[date], state: SessionState, names: int) -> Line:
    """Return the days of the month, with today's and the chosen one's marked."""
    parts: list[Part] = [" " * (names - 1)]
    for day in days:
        is_chosen = day == state.day
        look: Look = "resting day" if is_chosen else "today" if day == state.as_of else "dim"
        parts += [(CHOSEN, "key") if is_chosen else " ", (f"{day.day:>2}", look)]
    return line(*parts, wrap=False)


def _areas(states: Sequence[DayState | None]) -> Iterator[Part]:
    for state in states:
        if state is None:
            yield " " * _DAY_WIDTH
        else:
            ((area, look),) = week_area(WeekState(state))
            yield f"{area} ", look


def _facts(file: ClinicFile, state: SessionState) -> list[Line]:
    """Return who is away in the week, who covers what, and what is open with nobody there."""
    words, days = state.words, _days(state)
    first, last = days[0], days[-1]
    lines: list[Line] = []
    for absence in (a for a in file.absences if a.practitioner is None and _is_in(a, first, last)):
        name = words("The whole clinic")
        lines.append(_fact(name, absence_phrase(absence, words)))
    for person in file.practitioners:
        of = file.of(person.her_id)
        own = [a for a in of.absences if a.practitioner and _is_in(a, first, last)]
        phrases = [absence_phrase(one, words) for one in own]
        phrases += [substitute_phrase(s, words) for s in of.substitutes if s.overlaps(first, last)]
        lines += [_fact(person.name, phrase) for phrase in phrases]
    holes = [
        hole
        for person in file.practitioners
        for hole in state.days.holes(file, person.her_id, first, last, state.today)
    ]
    return lines + [line((said, "warning")) for said in hole_sentences(holes, file, words)]


def _is_in(absence: Absence, first: date, last: date) -> bool:
    return absence.starts <= last and first <= absence.ends


def _fact(name: str, phrase: str) -> Line:
    return line((f"{name}: ", "strong"), phrase, hang=2)
