"""The call guide: the short path of each typical call, with what is known filled in.

It is the diagnosis in words and no second set of rules: what citizens see and why is asked of
the engine, what is wrong of the findings, how a substitute stands of the set-up.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.texts.call_guide import absences, citizens, substitutes
from fravaertui.texts.call_guide.case import Case
from fravaertui.texts.catalogue import Words, msgid

CALLS: tuple[tuple[str, str], ...] = (
    ("A", msgid("«I'm going on holiday, without a substitute»")),
    ("B", msgid("«I'm to have a substitute»")),
    ("C", msgid("«Some closes, the substitute takes the rest»")),
    ("D", msgid("«The patients say it is closed»")),
    ("E", msgid("«The service is not shown at all»")),
    ("F", msgid("«I'm back earlier» or «I'm away longer»")),
    ("G", msgid("«The list has no GP»")),
    ("H", msgid("A citizen is calling")),
    ("I", msgid("The doctor is at two surgeries")),
    ("J", msgid("«The patients see the wrong date»")),
    ("K", msgid("«The doctor is leaving for good»")),
    ("L", msgid("«The doctor is ill, nobody knows for how long»")),
    ("M", msgid("«The whole surgery closes»")),
)
"""The typical calls, by letter, with their titles as the catalogue has them."""

_PATHS: dict[str, Callable[[Case], Iterator[str]]] = {
    "A": absences.holiday,
    "B": substitutes.substitute,
    "C": substitutes.some_of_each,
    "D": citizens.closed,
    "E": citizens.not_shown,
    "F": absences.other_end,
    "G": substitutes.without_gp,
    "H": citizens.citizen,
    "I": absences.two_surgeries,
    "J": citizens.wrong_date,
    "K": absences.leaving,
    "L": absences.unknown_end,
    "M": absences.all_closed,
}


def call_title(call: str, words: Words) -> str:
    """Return what the caller says; KeyError when there is no such call."""
    return words(dict(CALLS)[call])


def call_guide(
    call: str,
    file: ClinicFile,
    practitioner: int,
    on: date,
    today: date,
    words: Words,
    offices: tuple[str, ...] | None = None,
    keys: Mapping[str, str] | None = None,
) -> tuple[str, ...]:
    """Return the steps of a call for a practitioner on a day, one sentence or two each.

    `offices` are the person's other clinics, None when the directory is not at hand. `keys` are
    what the agent's keys are called, by command; without them no step names any.

    Raises KeyError when there is no such call, or the practitioner is not at the clinic.
    """
    person = file.practitioner(practitioner)
    return tuple(_PATHS[call](Case(file, person, on, today, words, offices, keys or {})))
