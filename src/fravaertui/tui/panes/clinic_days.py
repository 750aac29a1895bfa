"""The weeks of the clinic and the chosen one's months, below what a tab is about."""

from collections.abc import Collection

from fravaertui.domain.day_states import DayState
from fravaertui.session.state import SessionState, name_of
from fravaertui.tui.panes.weeks import HEADING_ROWS, weeks_shown
from fravaertui.tui.widgets.calendar import (
    MONTH_HEIGHT,
    MOST_ROWS,
    Page,
    calendar_lines,
    last_day,
    months_from,
    months_that_fit,
    resting,
)
from fravaertui.tui.widgets.legend import legend_line
from fravaertui.tui.widgets.text_view import BLANK, Line, TextView, line

_ROWS_OF_LEGEND = 2
"""A blank row and the legend."""
_ROWS_OF_MONTHS = MONTH_HEIGHT + 2
"""A blank row, the name of whose days they are, and the months."""
_FEWEST_WEEKS = 3
"""Rows that the weeks have before there are months."""
_PADDING = 2


class ClinicDays(TextView):
    """The days that a substitute or a finding is about, where a tab has room left for them."""

    def show_in(self, width: int, rows: int, state: SessionState) -> None:
        """Show the days of the clinic in so many columns and rows; none if too few."""
        lines = clinic_days_lines(state, width, rows)
        self.display = bool(lines)
        self.show(lines)


def clinic_days_lines(
    state: SessionState, width: int, rows: int, above: Collection[DayState] = ()
) -> list[Line]:
    """Return the weeks, the months below them where there is room, and what their signs mean.

    Also those of the days that stand `above`.
    """
    room = rows - HEADING_ROWS - _ROWS_OF_LEGEND
    above_months = room - _ROWS_OF_MONTHS
    weeks = weeks_shown(state, width, above_months if above_months >= _FEWEST_WEEKS else room)
    left = rows - len(weeks.lines) - _ROWS_OF_LEGEND
    if not weeks.lines or left < 0:
        return []
    lines, states, holidays = list(weeks.lines), set(above), False
    down = min((left - _ROWS_OF_MONTHS) // (MONTH_HEIGHT + 1) + 1, MOST_ROWS)
    page = _months(state, width - _PADDING, down) if down > 0 else None
    if page:
        lines += [BLANK, line((f" {name_of(state.practitioner, state)}", "strong"), wrap=False)]
        months = calendar_lines(page, state.words, with_legend=False)
        lines += [line(" ", *resting(month).parts, wrap=False) for month in months]
        states |= page.seen
        holidays = page.has_holidays
    room = width - _PADDING
    legend = legend_line(states, room, state.words, holidays=holidays, weeks=weeks.states)
    return [*lines, BLANK, line(" ", *legend.parts, wrap=False)]


def _months(state: SessionState, width: int, down: int) -> Page | None:
    """Return the chosen practitioner's months from the chosen day on, so many rows of them."""
    file, whom, day = state.pending or state.shown, state.practitioner, state.day
    across = months_that_fit(width)
    if file is None or whom is None or not file.has_practitioner(whom) or not across:
        return None
    months = months_from(day, across * down)
    days = state.days.states(file, whom, months[0], last_day(months))
    return Page(months, days, state.today, (day, day), across)
