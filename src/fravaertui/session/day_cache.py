"""What the days on screen are for citizens, worked out for each file and not at each key."""

from collections.abc import Mapping
from datetime import date

from fravaertui.domain.day_states import (
    DayState,
    PractitionerState,
    day_states,
    practitioner_state,
)
from fravaertui.domain.model import ClinicFile


class DayCache:
    """Holds the states of the days that were asked for last, for as long as the file stands."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._file: ClinicFile | None = None
        self._states: dict[tuple[int, date, date], Mapping[date, DayState]] = {}
        self._practitioners: dict[tuple[int, date], PractitionerState] = {}

    def states(
        self, file: ClinicFile, practitioner: int, first: date, last: date
    ) -> Mapping[date, DayState]:
        """Return the states of a practitioner's days, from `first` to `last`.

        Raises KeyError when the practitioner is not at the clinic.
        """
        self._hold(file)
        days = (practitioner, first, last)
        if days not in self._states:
            self._states[days] = day_states(file, *days)
        return self._states[days]

    def practitioner(self, file: ClinicFile, practitioner: int, day: date) -> PractitionerState:
        """Return how it stands with a practitioner on a day.

        Raises KeyError when the practitioner is not at the clinic.
        """
        self._hold(file)
        asked = (practitioner, day)
        if asked not in self._practitioners:
            self._practitioners[asked] = practitioner_state(file, *asked)
        return self._practitioners[asked]

    def _hold(self, file: ClinicFile) -> None:
        """Forget what was worked out for another file."""
        if file is not self._file:
            self._file = file
            self._states.clear()
            self._practitioners.clear()
