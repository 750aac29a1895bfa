"""What the days on screen are for citizens, worked out for each file and not at each key."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from fravaertui.domain.calendar import weeks_end
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.day_states import (
    DayState,
    PractitionerState,
    WeekState,
    day_states,
    in_weeks,
    practitioner_state,
    substitute_days,
)
from fravaertui.domain.holes import Hole, Serving, coming_holes, servings

Weeks = tuple[WeekState | None, ...]
"""What the days of each week are together; None for a week of which there is nothing to say."""

_Answer = TypeVar("_Answer")


class DayCache:
    """Holds what was asked about a clinic's file, until it is asked about another.

    All of it raises KeyError for a practitioner who is not at the clinic.
    """

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._file: ClinicFile | None = None
        self._answers: dict[tuple[object, ...], Any] = {}

    def states(
        self, file: ClinicFile, practitioner: int, first: date, last: date
    ) -> Mapping[date, DayState]:
        """Return the states of a practitioner's days, from `first` to `last`."""
        return self._once(day_states, file, practitioner, first, last)

    def practitioner(self, file: ClinicFile, practitioner: int, day: date) -> PractitionerState:
        """Return how it stands with a practitioner on a day."""
        return self._once(practitioner_state, file, practitioner, day)

    def weeks(self, file: ClinicFile, practitioner: int, monday: date, count: int) -> Weeks:
        """Return what a practitioner's days are together in each of `count` weeks."""
        return self._once(_weeks, file, practitioner, monday, count)

    def substitute_weeks(
        self, file: ClinicFile, practitioner: int, name: str, monday: date, count: int
    ) -> Weeks:
        """Return whether citizens meet a practitioner's substitute in each of `count` weeks."""
        return self._once(_substitute_weeks, file, practitioner, name, monday, count)

    def is_met(
        self, file: ClinicFile, practitioner: int, name: str, first: date, last: date
    ) -> bool:
        """Tell whether citizens meet a practitioner's substitute from `first` to `last`."""
        return self._once(_is_met, file, practitioner, name, first, last)

    def servings(
        self, file: ClinicFile, practitioner: int, first: date, last: date
    ) -> tuple[Serving, ...]:
        """Return who substitutes for a practitioner on which days, from `first` to `last`."""
        return self._once(servings, file, practitioner, first, last)

    def holes(
        self, file: ClinicFile, practitioner: int, first: date, last: date, today: date
    ) -> tuple[Hole, ...]:
        """Return the coming holes in a practitioner's cover, from `first` to `last`."""
        return self._once(coming_holes, file, practitioner, first, last, today)

    def _once(self, question: Callable[..., _Answer], file: ClinicFile, *about: object) -> _Answer:
        """Return the answer that is known for this file, or ask for it."""
        if file is not self._file:
            self._file = file
            self._answers.clear()
        asked = (question, *about)
        if asked not in self._answers:
            self._answers[asked] = question(file, *about)
        answer: _Answer = self._answers[asked]
        return answer


def _weeks(file: ClinicFile, practitioner: int, monday: date, count: int) -> Weeks:
    return in_weeks(day_states(file, practitioner, monday, weeks_end(monday, count)), monday, count)


def _substitute_weeks(
    file: ClinicFile, practitioner: int, name: str, monday: date, count: int
) -> Weeks:
    days = substitute_days(file, practitioner, name, monday, weeks_end(monday, count))
    return in_weeks(days, monday, count)


def _is_met(file: ClinicFile, practitioner: int, name: str, first: date, last: date) -> bool:
    days = substitute_days(file, practitioner, name, first, last)
    return DayState.SUBSTITUTE in days.values()
