"""How each state looks, everywhere: in lists, weeks, calendars and on the citizen's page."""

from collections.abc import Mapping
from dataclasses import dataclass

from fravaertui.domain.citizen_view import State
from fravaertui.domain.day_states import DayState, WeekState, day_state
from fravaertui.tui.themes import Look


@dataclass(frozen=True, slots=True)
class Appearance:
    """The sign and the looks of a state; the sign tells it where colours do not.

    `area` are two cells of a stretch of days. `label` is the look of a word on a ground of the
    state's colour.
    """

    sign: str
    area: str
    look: Look
    label: Look

    @property
    def signed(self) -> tuple[str, Look]:
        """The sign in its look."""
        return self.sign, self.look


APPEARANCES: Mapping[DayState, Appearance] = {
    DayState.CLOSED: Appearance("■", "██", "closed", "closed label"),
    DayState.SOME_CLOSED: Appearance("▒", "▒▒", "warning", "warning label"),
    DayState.SUBSTITUTE: Appearance("◆", "◆◆", "substitute", "substitute label"),
    DayState.NOT_SHOWN: Appearance("○", " ○", "hidden", "hidden label"),
    DayState.OPEN: Appearance("●", " ·", "open", "open label"),
}
"""In the order they are explained in, those that need attention first."""


def week_area(week: WeekState) -> tuple[tuple[str, Look], ...]:
    """Return the two cells of a week; where some of its days are not shown, half of each sign.

    What is open stands back.
    """
    appearance, hidden = APPEARANCES[week.state], APPEARANCES[DayState.NOT_SHOWN]
    look: Look = "dim" if week.state is DayState.OPEN else appearance.look
    if week.some_hidden:
        return (appearance.area[-1], look), hidden.signed
    return ((appearance.area, look),)


def appearance_of(state: State) -> Appearance:
    """Return how a state of one service looks: as a day on which all services are like that."""
    return APPEARANCES[day_state(state)]
