"""A whole country of invented clinics, to try search, lists and storage at their real size.

The size is that of Norway (domain notes, 8): 1 700 clinics, 5 600 lists and about 20 000
absences in a year, most of them in the summer weeks and around Christmas and Easter. The same
seed and day give the same country.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate, product

from fravaertui.backend.demo.builder import ClinicBuilder, Days
from fravaertui.backend.demo.names import (
    CLINIC_KINDS,
    GIVEN,
    INFORMATION,
    PLACE_BEGINNINGS,
    PLACE_ENDINGS,
    SURNAME_ENDINGS,
)
from fravaertui.backend.store.vendors import shipped
from fravaertui.domain.calendar import easter_sunday, week_start
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.domain.model import Known, Source

CLINICS = 1_700
PRACTITIONERS = 5_600
MUNICIPALITIES = 357

_FIRST_NUMBER = 100
"""Of a clinic; the handwritten ones come before."""
_FIRST_PERSON = 1_000

_WEEKS_BACK = 13
_WEEKS = 53
"""So that every week number is among them, in a year of 53 weeks too."""
_SUMMER, _HEIGHT_OF_SUMMER = range(25, 34), range(28, 31)
_CHRISTMAS = (52, 53, 1)
_SCHOOL_HOLIDAYS = (8, 40)

_HAS_INFORMATION = 0.5
_FROM_PORTAL = 0.2
_ENDS_ON_FRIDAY = 0.3
_SUBSTITUTED = 0.12
_IN_CONFLICT = 0.05
"""Of the substituted: also closed, against the guide's advice (F01)."""
_SWITCHED_OFF = 0.03
_OVERVIEWS = {0: Known.NO, 1: Known.UNKNOWN}
"""By the last digit of the person's number."""


def national_files(today: date, seed: int = 1) -> Iterator[ClinicFile]:
    """Yield the clinics of the invented country, with a year of absences around a day."""
    chance = random.Random(seed)  # noqa: S311 - not a secret
    year = _Year(today)
    places = chance.sample(list(product(PLACE_BEGINNINGS, PLACE_ENDINGS)), CLINICS)
    person = _FIRST_PERSON
    vendors = (*sorted(shipped()), "")
    for number, (place, size) in enumerate(zip(places, _sizes(chance), strict=True)):
        builder = ClinicBuilder(
            _FIRST_NUMBER + number,
            f"{''.join(place)} {chance.choice(CLINIC_KINDS)}",
            phone=f"00 10 {number // 100:02} {number % 100:02}",
            municipality=f"Testkommune {number % MUNICIPALITIES + 1}",
            vendor=vendors[number % len(vendors)],
            information=chance.choice(INFORMATION) if chance.random() < _HAS_INFORMATION else "",
        )
        for _ in range(size):
            _add_practitioner(builder, person, year, chance)
            person += 1
        yield builder.file()


def _sizes(chance: random.Random) -> list[int]:
    """Return how many practitioners each clinic has: at least one, and the right total."""
    sizes = [1] * CLINICS
    for _ in range(PRACTITIONERS - CLINICS):
        sizes[chance.randrange(CLINICS)] += 1
    return sizes


def _add_practitioner(
    builder: ClinicBuilder, person: int, year: "_Year", chance: random.Random
) -> None:
    overview = _OVERVIEWS.get(person % 10, Known.YES)
    her_id = builder.practitioner(_name(chance), person, overview=overview)
    for days in year.absences(chance):
        services = _services(chance)
        if chance.random() < _SUBSTITUTED:
            rest = tuple(service for service in STANDARD_SERVICES if service not in services)
            covered = STANDARD_SERVICES if chance.random() < _IN_CONFLICT else rest
            if covered:
                substitute = chance.randrange(_FIRST_PERSON)
                builder.substitute(her_id, _name(chance), substitute, *days, covered)
        source = Source.PORTAL if chance.random() < _FROM_PORTAL else Source.DESK
        builder.away(her_id, days, services, source)
    if chance.random() < _SWITCHED_OFF:
        builder.switched_off(her_id, (chance.choice(STANDARD_SERVICES),), year.seen_on)


def _name(chance: random.Random) -> str:
    return f"{chance.choice(GIVEN)} Test{chance.choice(SURNAME_ENDINGS)}"


def _services(chance: random.Random) -> tuple[str, ...]:
    """Choose services: mostly all, else those that a doctor's holiday closes most often."""
    choices = (STANDARD_SERVICES, STANDARD_SERVICES[:3], STANDARD_SERVICES[2:3])
    return chance.choices(choices, (60, 30, 10))[0]


class _Year:
    """A year of weeks around a day, each as likely to be chosen as Norwegians go on holiday."""

    def __init__(self, today: date) -> None:
        first = week_start(today) - timedelta(weeks=_WEEKS_BACK)
        self.seen_on = today - timedelta(days=1)
        self._mondays = [first + timedelta(weeks=n) for n in range(_WEEKS)]
        self._likely = list(accumulate(map(_likelihood, self._mondays)))

    def absences(self, chance: random.Random) -> list[Days]:
        """Choose one practitioner's absences: none overlaps or adjoins another."""
        taken: set[int] = set()
        chosen: list[Days] = []
        number = chance.choice((2, 3, 4, 4, 5))
        while len(chosen) < number:
            [start] = chance.choices(range(_WEEKS), cum_weights=self._likely)
            [length] = chance.choices((1, 2, 3), (60, 25, 15))
            if taken.isdisjoint(range(start - 1, start + length + 1)):
                taken.update(range(start, start + length))
                chosen.append(_days(self._mondays[start], length, chance))
        return chosen


def _days(monday: date, length: int, chance: random.Random) -> Days:
    last = monday + timedelta(weeks=length, days=-1)
    if chance.random() < _ENDS_ON_FRIDAY:
        last -= timedelta(days=2)
    return monday, last


def _likelihood(monday: date) -> int:
    week = monday.isocalendar().week
    sunday = monday + timedelta(days=6)
    if week in _HEIGHT_OF_SUMMER:
        return 16
    if week in _CHRISTMAS or sunday == easter_sunday(sunday.year):
        return 10
    if week in _SUMMER:
        return 8
    return 4 if week in _SCHOOL_HOLIDAYS else 1
