"""What a row of a list needs changed, held against what is registered of the same people."""

from collections.abc import Sequence
from datetime import date

from fravaertui.domain.changes.absences import AddAbsence, amendment
from fravaertui.domain.changes.request import Change
from fravaertui.domain.changes.substitutes import SetSubstitute
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.date_input.values import Span
from fravaertui.domain.holes import merged
from fravaertui.domain.model import Absence, Substitute
from fravaertui.domain.names import fold


def registered_absences(
    file: ClinicFile, practitioner: int | None, days: Span, services: Sequence[str]
) -> list[Absence]:
    """Return what is registered of one practitioner, or of the clinic, on these days and services.

    Each is whole: with days before and after these, and with all of its services.
    """
    return [
        a
        for a in file.absences
        if a.practitioner == practitioner
        and a.starts <= days.last
        and days.first <= a.ends
        and set(a.services) & set(services)
    ]


def registered_substitutes(
    file: ClinicFile, practitioner: int | None, days: Span, name: str
) -> list[Substitute]:
    """Return whole what is registered of a practitioner's substitute of that name on these days."""
    named = fold(name).split()
    return [
        s
        for s in file.substitutes
        if s.practitioner == practitioner
        and s.starts <= days.last
        and (s.ends is None or days.first <= s.ends)
        and fold(s.name).split() == named
    ]


def absence_changes(
    file: ClinicFile,
    added: AddAbsence,
    today: date,
) -> tuple[tuple[Change, ...], Absence | None]:
    """Return the changes for an absence, and the one it extends; none if all of it is there."""
    days, services = Span(added.starts, added.ends), added.services
    there = registered_absences(file, added.practitioner, days, services)
    if all(_is_closed(there, days, service) for service in services):
        return (), None
    if len(there) == 1 and set(there[0].services) == set(services):
        (one,) = there
        longer = {"starts": min(one.starts, days.first), "ends": max(one.ends, days.last)}
        made = amendment(one, one.model_copy(update=longer), today, added.absence_id)
        return tuple(change.confirming(added.confirmed) for change in made), one
    return (added,), None


def _is_closed(there: list[Absence], days: Span, service: str) -> bool:
    """Tell whether absences close a service on each of the days."""
    closing = sorted((a.starts, a.ends) for a in there if service in a.services)
    return any(s <= days.first and days.last <= e for s, e in merged(closing))


def substitute_changes(file: ClinicFile, wanted: SetSubstitute) -> tuple[Change, ...]:
    """Return the changes for a substitute who ends on a day; none if all of it is there."""
    if wanted.ends is None:
        return (wanted,)
    days = Span(wanted.starts, wanted.ends)
    for there in registered_substitutes(file, wanted.practitioner, days, wanted.name):
        is_long = there.starts <= days.first and (there.ends is None or days.last <= there.ends)
        if is_long and set(wanted.services) <= set(there.services):
            return ()
    return (wanted,)
