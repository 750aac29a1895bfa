"""What the signs of days mean, in one line."""

from collections.abc import Collection

from rich.cells import cell_len

from fravaertui.domain.day_states import DayState
from fravaertui.texts.catalogue import Words
from fravaertui.texts.day_states import day_state_word
from fravaertui.tui.themes import Look
from fravaertui.tui.themes.day_states import APPEARANCES
from fravaertui.tui.widgets.text_view import Line, line

HOLIDAY: tuple[str, Look] = ("*", "accent")
_GAP = 3


def legend_line(
    states: Collection[DayState | None], width: int, words: Words, *, holidays: bool
) -> Line:
    """Return the signs of these states with what they mean, as many as `width` cells hold.

    A day that is open has no sign.
    """
    explained: list[tuple[str, Look, str]] = [
        (_sign(state), appearance.look, day_state_word(state, words))
        for state, appearance in APPEARANCES.items()
        if state in states and state is not DayState.OPEN
    ]
    if holidays:
        explained.append((*HOLIDAY, words("holiday")))
    parts: list[tuple[str, Look]] = []
    for sign, look, meaning in explained:
        width -= cell_len(f"{sign} {meaning}") + (_GAP if parts else 0)
        if width >= 0:
            parts += [(" " * _GAP, "dim")] if parts else []
            parts += [(sign, look), (f" {meaning}", "dim")]
    return line(*parts, wrap=False)


def _sign(state: DayState) -> str:
    """Return the sign; days that are closed are filled, so their sign is too."""
    appearance = APPEARANCES[state]
    return appearance.area if state is DayState.CLOSED else appearance.sign
