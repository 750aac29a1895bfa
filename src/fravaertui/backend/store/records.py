"""What the store does with a clinic file's records before SQL: order them, compare them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from fravaertui.domain.model import ClinicFile, service_order

Sort = Callable[[Any], tuple[Any, ...]]

_ORDER: dict[str, Sort] = {
    "practitioners": lambda p: (p.her_id,),
    "offers": lambda o: (o.practitioner, service_order(o.service), _day(o.starts), _day(o.ends)),
    "absences": lambda a: (a.starts, a.ends, a.id),
    "substitutes": lambda s: (s.starts, _day(s.ends), s.id),
    "epj_states": lambda e: (e.practitioner, service_order(e.service)),
    "step_reports": lambda r: (r.substitute, r.step),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """What of a file is gone and what is new, each as the file with those records only.

    A record that has changed is in both.
    """

    removed: ClinicFile
    added: ClinicFile


def difference(before: ClinicFile, after: ClinicFile) -> Difference:
    """Return which records are in one of the files only."""
    return Difference(_without(before, after), _without(after, before))


def arranged(file: ClinicFile) -> ClinicFile:
    """Return the file with its records in the one order that files are given in.

    A preview, the answer to a write and the next load of the same file are then equal.
    """
    return file.model_copy(
        update={
            part: tuple(sorted(getattr(file, part), key=order)) for part, order in _ORDER.items()
        }
    )


def _without(file: ClinicFile, other: ClinicFile) -> ClinicFile:
    """Return the file with the records that the other does not have."""
    own: dict[str, Any] = {"vendor": None}  # the vendor table's, not the file's own
    for part in _ORDER:
        common = set(getattr(other, part))
        own[part] = tuple(record for record in getattr(file, part) if record not in common)
    return file.model_copy(update=own)


def _day(day: date | None) -> date:
    return day or date.min
