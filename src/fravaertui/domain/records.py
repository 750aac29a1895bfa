"""The records of a clinic file as sets: their canonical order, and the difference of two files.

The history stores the difference that each change made. From the newest file and the differences
since, every earlier file can be reconstructed (rule W2).
"""

from collections.abc import Callable, Hashable
from datetime import date
from typing import Any, TypeAlias

from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import Value, service_order
from fravaertui.domain.model import Clinic

Identity: TypeAlias = tuple[str, Hashable]
"""The part of the file a record is in, and what identifies it there when its values change."""

_ORDER: dict[str, Callable[[Any], tuple[Any, ...]]] = {
    "practitioners": lambda p: (p.her_id,),
    "offers": lambda o: (o.practitioner, service_order(o.service), _day(o.starts), _day(o.ends)),
    "absences": lambda a: (a.starts, a.ends, a.id),
    "substitutes": lambda s: (s.starts, _day(s.ends), s.id),
    "epj_states": lambda e: (e.practitioner, service_order(e.service)),
    "step_reports": lambda r: (r.substitute, r.step),
}
_IDENTITY: dict[str, Callable[[Any], Hashable]] = {
    "practitioners": lambda p: p.her_id,
    "offers": lambda o: o,  # an agreement has no id: another period makes it another agreement
    "absences": lambda a: a.id,
    "substitutes": lambda s: s.id,
    "epj_states": lambda e: (e.practitioner, e.service),
    "step_reports": lambda r: (r.substitute, r.step),
}


class Difference(Value):
    """What was removed from a file and what was added, each as a file with only those records.

    A changed record is in both; the clinic and the version always are.
    """

    removed: ClinicFile
    added: ClinicFile

    def touched(self) -> dict[Identity, object]:
        """Return each fact it touched as it is afterwards; None for one that was removed."""
        before, after = facts(self.removed), facts(self.added)
        return {
            fact: after.get(fact) for fact in before | after if before.get(fact) != after.get(fact)
        }


def difference(before: ClinicFile, after: ClinicFile) -> Difference:
    """Return the records that are in only one of the files."""
    return Difference(removed=_without(before, after), added=_without(after, before))


def is_same(one: ClinicFile, other: ClinicFile) -> bool:
    """Tell whether two files of a clinic are equal but for version and order."""
    return one.clinic == other.clinic and all(
        sorted(getattr(one, part), key=order) == sorted(getattr(other, part), key=order)
        for part, order in _ORDER.items()
        if getattr(one, part) is not getattr(other, part)
    )


def undo(after: ClinicFile, changed: Difference) -> ClinicFile:
    """Return the file before the change, given the file after it."""
    return _with_exchanged(after, changed.added, changed.removed)


def canonical(file: ClinicFile) -> ClinicFile:
    """Return the file with its records in canonical order.

    A preview, the response to a write and the next load of a file are then equal.
    """
    return file.model_copy(
        update={
            part: tuple(sorted(getattr(file, part), key=order)) for part, order in _ORDER.items()
        }
    )


def facts(file: ClinicFile) -> dict[Identity, object]:
    """Return the file's records and the clinic's own fields, by identity."""
    records = {
        (part, identity(record)): record
        for part, identity in _IDENTITY.items()
        for record in getattr(file, part)
    }
    return records | {("clinic", name): getattr(file.clinic, name) for name in Clinic.model_fields}


def _with_exchanged(file: ClinicFile, gone: ClinicFile, new: ClinicFile) -> ClinicFile:
    """Return the file with some records removed and others added."""
    parts: dict[str, Any] = {}
    for part in _ORDER:
        leaving = set(getattr(gone, part))
        remaining = (record for record in getattr(file, part) if record not in leaving)
        parts[part] = (*remaining, *getattr(new, part))
    # The vendor table has its own history, and the file has no facts on another vendor.
    same_vendor = file.clinic.epj_vendor == new.clinic.epj_vendor
    parts["vendor"] = file.vendor if same_vendor else None
    parts["confirmed"] = ()  # of the records as they are now
    return canonical(
        file.model_copy(update={**parts, "clinic": new.clinic, "version": new.version})
    )


def _without(file: ClinicFile, other: ClinicFile) -> ClinicFile:
    """Return the file with only the records that the other lacks."""
    own: dict[str, Any] = {"vendor": None, "confirmed": ()}  # have tables of their own
    for part in _ORDER:
        common = set(getattr(other, part))
        own[part] = tuple(record for record in getattr(file, part) if record not in common)
    return file.model_copy(update=own)


def _day(day: date | None) -> date:
    return day or date.min
