"""A list of 5 000 lines for one clinic: read, with the names and the days in it (rule L1)."""

import gc
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from uuid import UUID

from benchmarks.figures import Figure
from benchmarks.place import TODAY, Place
from benchmarks.timing import counting, in_turns
from fravaertui.domain.absence_list import ListAnswers, Names, plan_list, read_list
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.model import Clinic, Practitioner

LINES, ROUNDS = 5_000, 5
MOST_READING = 300
"""Milliseconds."""

_FILE = ClinicFile(
    version=1,
    clinic=Clinic(her_id=1, name="Testlia legekontor"),
    practitioners=tuple(
        Practitioner(her_id=10 + n, name=f"Test{letter}na Prøve{letter}sen")
        for n, letter in enumerate("abcdefghijkl")
    ),
)


def list_reading(_: Place) -> list[Figure]:
    """Read lists with few and with many different phrases, and one that says nothing."""
    names = Names.of([_FILE], TODAY)
    few, many = _list(range(40)), _list(range(1_200))
    prose = "\n".join(f"Vi har åpent som vanlig, rom {n}, kl. 08.00-15.30." for n in range(LINES))
    return [
        _read("list of 40 phrases", few, names),
        _read("list of 1 200 phrases", many, names),
        _read("as many lines of prose", prose, names),
        _planned(_list(range(200), 200), names),
    ]


def _list(phrases: Sequence[int], lines: int = LINES) -> str:
    """Return a list of which each line has the next of so many phrases."""
    people = [person.name for person in _FILE.practitioners]
    said = []
    for n in phrases:
        first = TODAY + timedelta(days=1 + n % 180)
        last = first + timedelta(days=1 + n // 180)
        ways = (
            f"{first.day}.{first.month}–{last.day}.{last.month}",
            f"{first:%d.%m.%Y} - {last:%d.%m.%Y}",
            f"fra {first.day}/{first.month} til og med {last.day}/{last.month}",
        )
        said.append(ways[n % len(ways)])
    rows = (f"{people[n % len(people)]}: {said[n % len(said)]}" for n in range(lines))
    return "\n".join(["Ferie", *rows])


def _read(name: str, text: str, names: Names) -> Figure:
    """Read a text for the first time: nothing of it is remembered from the round before."""
    gc.collect()
    days = [TODAY + timedelta(days=n) for n in range(ROUNDS)]
    calls = [partial(read_list, text, day, names) for day in days]
    figure = in_turns(name, "ms", calls, counting, "count to 1 000")
    return Figure(name, "ms", figure.samples, figure.baseline, limit=MOST_READING)


def _planned(text: str, names: Names) -> Figure:
    reading = read_list(text, TODAY, names)
    answers = ListAnswers(list_id=UUID(int=1), services=("timebestilling",))
    plan = partial(plan_list, reading, [_FILE], TODAY, answers)
    return in_turns("plan of 200 lines", "ms", [plan] * ROUNDS, counting, "count to 1 000")
