"""What the signs of days mean, in one line."""

from collections.abc import Collection

from rich.cells import cell_len

from fravaertui.domain.day_states import DayState, WeekState
from fravaertui.texts.catalogue import Words
from fravaertui.texts.day_states import day_state_word
from fravaertui.tui.themes import Look
from fravaertui.tui.themes.day_states import APPEARANCES, week_area
from fravaertui.tui.widgets.text_view import Line, Row, cells, line

HOLIDAY: tuple[str, Look] = ("*", "accent")
_GAP = 3


def legend_line(
    states: Collection[DayState],
    width: int,
    words: Words,
    *,
    holidays: bool,
    weeks: Collection[WeekState] = (),
) -> Line:
    """Return the signs of these days and weeks with what they mean, as many as `width` cells hold.

    A day that is open has no sign, but a week has.
    """
    whole = {*states, *(week.state for week in weeks if not week.some_hidden)}
    parted = {week.state for week in weeks if week.some_hidden}
    explained: list[tuple[Row, str]] = [
        ([(_sign(state), appearance.look)], day_state_word(state, words))
        for state, appearance in APPEARANCES.items()
        if state in whole | parted and state is not DayState.OPEN
    ]
    if parted:
        explained.append((_parted_signs(parted), words("shown some days")))
    if holidays:
        explained.append(([HOLIDAY], words("holiday")))
    if WeekState(DayState.OPEN) in weeks:
        explained.append(([("·", "dim")], day_state_word(DayState.OPEN, words)))
    parts: Row = []
    for signs, meaning in explained:
        width -= cells(signs) + cell_len(f" {meaning}") + (_GAP if parts else 0)
        if width >= 0:
            parts += [(" " * _GAP, "dim")] if parts else []
            parts += [*signs, (f" {meaning}", "dim")]
    return line(*parts, wrap=False)


def _parted_signs(states: Collection[DayState]) -> Row:
    """Return what weeks look like of which some days are not shown, a blank between two."""
    signs: Row = []
    for state in APPEARANCES:
        if state in states:
            signs += [(" ", "dim")] if signs else []
            signs += week_area(WeekState(state, some_hidden=True))
    return signs


def _sign(state: DayState) -> str:
    """Return the sign; days that are closed are filled, so their sign is too."""
    appearance = APPEARANCES[state]
    return appearance.area if state is DayState.CLOSED else appearance.sign
