"""The weeks of the whole clinic: a row for each practitioner, and one for each substitute."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rich.cells import cell_len

from fravaertui.domain.calendar import week_start, weeks_end
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.day_states import DayState, WeekState, substitute_names
from fravaertui.session.day_cache import Weeks
from fravaertui.session.state import SessionState
from fravaertui.texts.dates import brief_month
from fravaertui.tui.themes import Look
from fravaertui.tui.themes.day_states import APPEARANCES, week_area
from fravaertui.tui.widgets.text_view import Line, Part, fit, fit_name, line

CHOSEN = "▸"
WEEK_WIDTH = 3
NAME_WIDTH = 18
"""Cells for the names at most, where the whole line has fewer than `SPACIOUS_FROM` cells."""
WIDEST_NAME = 30
SPACIOUS_FROM = 90
HEADING_ROWS = 2
_ONE_WEEK = timedelta(weeks=1)
_DAYS_IN_WEEK = 7


@dataclass(frozen=True, slots=True)
class WeeksShown:
    """The weeks as lines, and what those in sight there are."""

    lines: tuple[Line, ...] = ()
    states: frozenset[WeekState] = frozenset()


@dataclass(frozen=True, slots=True)
class _Row:
    """Whose weeks they are, and what they are."""

    name: tuple[Part, ...]
    weeks: Weeks


def weeks_shown(state: SessionState, width: int, most: int) -> WeeksShown:
    """Return the weeks from the last one on, in so many columns and at most so many rows.

    Other weeks are shown when the chosen day is not in these. Where there are more rows, those
    around the chosen practitioner are shown, and it is said which they are.
    """
    file = state.pending or state.shown
    if file is None or not file.practitioners:
        return WeeksShown()
    names = name_width(file, width, state)
    count = max((width - names - 1) // WEEK_WIDTH, 1)
    monday = _first_monday(state, count)
    first, last = in_sight(file, state.practitioner, monday, weeks_end(monday, count), most)
    is_all = last - first == len(file.practitioners)
    place = "" if is_all else place_phrase(first + 1, last, file, state)
    rows = [
        row
        for practitioner in file.practitioners[first:last]
        for row in _rows(practitioner.her_id, file, state, monday, count, names)
    ]
    return WeeksShown(
        (
            _month_line(state, monday, count, names),
            _number_line(state, monday, count, names, place),
            *(line(*row.name, *_areas(row.weeks), wrap=False) for row in rows),
        ),
        frozenset(week for row in rows for week in row.weeks if week),
    )


def _first_monday(state: SessionState, count: int) -> date:
    """Return the week before today's, or before the chosen day's where that is out of sight."""
    usual = week_start(state.as_of) - _ONE_WEEK
    chosen = week_start(state.day)
    return usual if usual <= chosen < usual + count * _ONE_WEEK else chosen - _ONE_WEEK


def place_phrase(first: int, last: int, file: ClinicFile, state: SessionState) -> str:
    """Return which of how many practitioners are in sight."""
    everyone = len(file.practitioners)
    return state.words("{first}–{last} of {n}", first=first, last=last, n=everyone)


def name_width(file: ClinicFile, width: int, state: SessionState) -> int:
    """Return the cells of the column of names, with the mark before them and a blank after."""
    everyone = len(file.practitioners)
    least = cell_len(place_phrase(everyone, everyone, file, state)) + 2
    names = [*(p.name for p in file.practitioners), *(f"   {s.name}" for s in file.substitutes)]
    most = WIDEST_NAME if width >= SPACIOUS_FROM else NAME_WIDTH
    return min(max(max(map(cell_len, names)) + 2, least), most)


def in_sight(
    file: ClinicFile, chosen: int | None, first: date, last: date, most: int
) -> tuple[int, int]:
    """Return from which practitioner to before which there is room, the chosen one among them."""
    heights = [1 + len(substitute_names(file, p.her_id, first, last)) for p in file.practitioners]
    at = next((n for n, p in enumerate(file.practitioners) if p.her_id == chosen), 0)
    start = 0
    while start < at and sum(heights[start : at + 1]) > most:
        start += 1
    end = at + 1
    while end < len(heights) and sum(heights[start : end + 1]) <= most:
        end += 1
    return start, end


def _rows(
    practitioner: int, file: ClinicFile, state: SessionState, monday: date, count: int, width: int
) -> Iterator[_Row]:
    """Yield a practitioner's row, and those of the substitutes in these weeks."""
    chosen = practitioner == state.practitioner
    look: Look = "strong" if chosen else "plain"
    everyone = [p.name for p in file.practitioners]
    name = fit_name(file.practitioner(practitioner).name, everyone, width - 2)
    mark: Part = (CHOSEN if chosen else " ", "key")
    yield _Row((mark, (f"{name} ", look)), state.days.weeks(file, practitioner, monday, count))
    sign = APPEARANCES[DayState.SUBSTITUTE].signed
    for substitute in substitute_names(file, practitioner, monday, weeks_end(monday, count)):
        weeks = state.days.substitute_weeks(file, practitioner, substitute, monday, count)
        yield _Row(("  ", sign, (f" {fit_name(substitute, (), width - 5)} ", "dim")), weeks)


def _areas(weeks: Weeks) -> Iterator[Part]:
    """Yield the cells of weeks, each with the blank after it."""
    for week in weeks:
        if week is None:
            yield " " * WEEK_WIDTH
            continue
        *first, (last, look) = week_area(week)
        yield from first
        yield f"{last} ", look


def _mondays(monday: date, count: int) -> Sequence[date]:
    return [monday + number * _ONE_WEEK for number in range(count)]


def _month_line(state: SessionState, monday: date, count: int, names: int) -> Line:
    """Return the heading, with each month over the week that it begins in."""
    months = ""
    for week in _mondays(monday, count):
        sunday, following = week + timedelta(days=6), week + timedelta(days=13)
        is_named = _has_first(sunday) or (week == monday and not _has_first(following))
        name = brief_month(sunday, state.words.language) if is_named else ""
        months += f"{name:<{WEEK_WIDTH}}"
    return line((f" {fit(state.words('WEEKS'), names - 1)}{months}", "dim"), wrap=False)


def _has_first(sunday: date) -> bool:
    """Tell whether a month begins in the week that ends on this Sunday."""
    return sunday.day <= _DAYS_IN_WEEK


def _number_line(state: SessionState, monday: date, count: int, names: int, place: str) -> Line:
    """Return who is in sight, and the weeks' numbers with today's and the chosen day's marked.

    No keys go to the weeks, so none is lit as where they do.
    """
    today, chosen = week_start(state.as_of), week_start(state.day)
    parts: list[Part] = [(f" {fit(place, names - 2)}", "dim")]
    for week in _mondays(monday, count):
        look: Look = "resting day" if week == chosen else "today" if week == today else "dim"
        mark: Part = (CHOSEN, "key") if week == chosen else " "
        parts += [mark, (f"{week.isocalendar().week:>2}", look)]
    return line(*parts, wrap=False)
