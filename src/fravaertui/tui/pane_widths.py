"""How the terminal is shared between the panes, and what has room: decided only here."""

from enum import IntEnum

from fravaertui.session.choices import PaneWidths

TWO_PANES_FROM, THREE_PANES_FROM = 100, 120
"""Columns from which so many panes stand side by side."""
LEAST_CLINICS, LEAST_MIDDLE, LEAST_CITIZEN = 20, 50, 28
"""Columns that a pane keeps, whatever the agent chooses."""
_CLINICS, _CITIZEN = 26, 38
"""Columns beside the middle pane where there is not enough for all."""
_MOST_CLINICS, _MOST_CITIZEN = 34, 64
"""Columns with which every line of theirs is whole: the others need more columns better."""
CLINICS_AT_OVERVIEW = 38
"""Columns of the clinics while none is open, with how to get started below the search."""
_MIDDLE = 84
"""Columns in which the middle pane shows three months: before that, it gets all there are."""
SPACIOUS_FROM = 38
"""Rows of the middle pane from which all that is known of what is chosen there is said: on a
terminal of 50 rows they are there, with a message below too, and of 36 they are not."""
NOT_CHOSEN = PaneWidths()


class Layout(IntEnum):
    """How many panes stand side by side."""

    ONE_PANE = 1
    TWO_PANES = 2
    """The middle pane, and beside it what the citizen sees or, while they have the keys, the
    clinics."""
    THREE_PANES = 3


BREAKPOINTS = [(0, "-narrow"), (TWO_PANES_FROM, "-medium"), (THREE_PANES_FROM, "-wide")]
"""The class that a screen has by its columns, one for each layout."""


def is_spacious(rows: int) -> bool:
    """Tell whether a tab of so many rows says all that is known of what is chosen in it."""
    return rows >= SPACIOUS_FROM


def layout(columns: int) -> Layout:
    """Return how many panes a terminal of so many columns shows."""
    return Layout(1 + (columns >= TWO_PANES_FROM) + (columns >= THREE_PANES_FROM))


def pane_widths(columns: int, chosen: PaneWidths = NOT_CHOSEN) -> PaneWidths:
    """Return the columns of the panes as the agent has chosen them, as far as there is room.

    A width that is not chosen follows the terminal. Where there are two panes, the clinics have
    the place of the citizen's page, so that the middle pane stays where it is.
    """
    if layout(columns) < Layout.THREE_PANES:
        citizen = chosen.citizen or columns * 2 // 5
        width = _within(LEAST_CITIZEN, citizen, columns - LEAST_MIDDLE)
        return PaneWidths(width, width)
    spare = max(columns - _CLINICS - _MIDDLE - _CITIZEN, 0)
    clinics = chosen.clinics or min(_CLINICS + spare // 3, _MOST_CLINICS)
    citizen = chosen.citizen or min(_CITIZEN + spare - spare // 3, _MOST_CITIZEN)
    clinics = _within(LEAST_CLINICS, clinics, columns - LEAST_MIDDLE - _CITIZEN)
    return PaneWidths(clinics, _within(LEAST_CITIZEN, citizen, columns - LEAST_MIDDLE - clinics))


def _within(least: int, width: int, most: int) -> int:
    return max(least, min(width, most))
