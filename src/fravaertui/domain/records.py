"""The records of a clinic file as sets: their one order, what two files differ in, and replaying.

A difference is what the history keeps of a change. From the newest file and the differences
since, every file before it is found again (rule W2).
"""

from collections.abc import Callable, Hashable
from datetime import date
from typing import Any, TypeAlias

from fravaertui.domain.model import Clinic, ClinicFile, Value, service_order

Identity: TypeAlias = tuple[str, Hashable]
"""What a record is known by when its values change, after the part of the file it is in."""

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
    "offers": lambda o: o,  # an agreement has no name: another period is another agreement
    "absences": lambda a: a.id,
    "substitutes": lambda s: s.id,
    "epj_states": lambda e: (e.practitioner, e.service),
    "step_reports": lambda r: (r.substitute, r.step),
}


class Difference(Value):
    """What of a file is gone and what is new, each as the file with those records only.

    A record that has changed is in both; the clinic and the version are in both always.
    """

    removed: ClinicFile
    added: ClinicFile

    def touched(self) -> dict[Identity, object]:
        """Return what the change left of each fact it touched; None of one it took away."""
        before, after = facts(self.removed), facts(self.added)
        return {
            fact: after.get(fact) for fact in before | after if before.get(fact) != after.get(fact)
        }


def difference(before: ClinicFile, after: ClinicFile) -> Difference:
    """Return which records are in one of the files only."""
    return Difference(removed=_without(before, after), added=_without(after, before))


def is_same(one: ClinicFile, other: ClinicFile) -> bool:
    """Tell whether two files of a clinic say the same, whatever their versions and order."""
    return one.clinic == other.clinic and all(
        sorted(getattr(one, part), key=order) == sorted(getattr(other, part), key=order)
        for part, order in _ORDER.items()
        if getattr(one, part) is not getattr(other, part)
    )


def undo(after: ClinicFile, changed: Difference) -> ClinicFile:
    """Return the file as it was before the change, given how it was after."""
    return _exchanged(after, changed.added, changed.removed)


def canonical(file: ClinicFile) -> ClinicFile:
    """Return the file with its records in the one order that files are given in.

    A preview, the answer to a write and the next load of the same file are then equal.
    """
    return file.model_copy(
        update={
            part: tuple(sorted(getattr(file, part), key=order)) for part, order in _ORDER.items()
        }
    )


def facts(file: ClinicFile) -> dict[Identity, object]:
    """Return the file's records and the clinic's own fields by what each is known by."""
    records = {
        (part, identity(record)): record
        for part, identity in _IDENTITY.items()
        for record in getattr(file, part)
    }
    return records | {("clinic", name): getattr(file.clinic, name) for name in Clinic.model_fields}


def _exchanged(file: ClinicFile, gone: ClinicFile, new: ClinicFile) -> ClinicFile:
    """Return the file with some records taken out and others put in."""
    parts: dict[str, Any] = {}
    for part in _ORDER:
        leaving = set(getattr(gone, part))
        kept = (record for record in getattr(file, part) if record not in leaving)
        parts[part] = (*kept, *getattr(new, part))
    # The vendor table has a history of its own; of another vendor this file knows nothing.
    same_vendor = file.clinic.epj_vendor == new.clinic.epj_vendor
    parts["vendor"] = file.vendor if same_vendor else None
    return canonical(
        file.model_copy(update={**parts, "clinic": new.clinic, "version": new.version})
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
