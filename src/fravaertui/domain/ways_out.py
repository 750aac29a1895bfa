"""The three ways out when an absence meets a substitute on the same service and day (rule A5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from uuid import uuid5

from fravaertui.domain.changes import (
    EVERYTHING,
    ONE_DAY,
    AddAbsence,
    AmendAbsence,
    AmendSubstitute,
    Change,
    DeleteAbsence,
    EndAbsence,
    RemoveSubstitute,
    SetSubstitute,
)
from fravaertui.domain.composing import cover_removal
from fravaertui.domain.model import Absence, ClinicFile, Substitute
from fravaertui.domain.violations import Violation


class Way(StrEnum):
    """What to do about it; what `Way.KEEP_CLOSED` does stays a finding."""

    OPEN_SERVICE = "open_service"
    END_COVER = "end_cover"
    KEEP_CLOSED = "keep_closed"


@dataclass(frozen=True, slots=True)
class WayOut:
    """A way with the changes that take it, instead of those that were stopped."""

    way: Way
    changes: tuple[Change, ...]


def ways_out(
    changes: Sequence[Change],
    conflicts: Sequence[Violation],
    file: ClinicFile,
    today: date,
) -> tuple[WayOut, ...]:
    """Return the ways out of these conflicts for the changes that met them.

    A way that would leave nothing of what was asked for, as an absence without a service, is
    left out.
    """
    ways = (
        (Way.OPEN_SERVICE, _open_services(changes, conflicts, today)),
        (Way.END_COVER, _end_cover(changes, conflicts, file, today)),
        (Way.KEEP_CLOSED, tuple(_knowingly(change) for change in changes)),
    )
    return tuple(WayOut(way, made) for way, made in ways if made)


def _knowingly(change: Change) -> Change:
    confirmed = tuple(dict.fromkeys((*change.confirmed, "closed_knowingly")))
    return change.model_copy(update={"confirmed": confirmed})


def _open_services(
    changes: Sequence[Change], conflicts: Sequence[Violation], today: date
) -> tuple[Change, ...]:
    """Take the services out of the absence on just the days the substitute covers them.

    On its other days the absence closes them as before: nobody serves them there. A whole
    clinic's absence is not cut up for one practitioner.
    """
    if any(c.absence is None or c.absence.practitioner is None for c in conflicts):
        return ()
    made: list[Change] = []
    for change in changes:
        own = [c for c in conflicts if _concerns(change, c)]
        if isinstance(change, AddAbsence | AmendAbsence) and own:
            cut = cut_out(change, own, today)
            if cut and not any(isinstance(c, AddAbsence | AmendAbsence) for c in cut):
                return ()
            made += cut
            continue
        if isinstance(change, SetSubstitute | AmendSubstitute):
            for absence in {c.absence.id: c.absence for c in own if c.absence}.values():
                made += cut_out(absence, [c for c in own if c.absence == absence], today)
        made.append(change)
    return tuple(made)


def _concerns(change: Change, conflict: Violation) -> bool:
    """Tell whether the conflict is one that this change would make."""
    if isinstance(change, AddAbsence | AmendAbsence):
        return conflict.absence is not None and conflict.absence.id == change.absence_id
    if isinstance(change, SetSubstitute | AmendSubstitute):
        return conflict.substitute is not None and conflict.substitute.id == change.substitute_id
    return False


def cut_out(
    absence: Absence | AddAbsence | AmendAbsence, conflicts: Sequence[Violation], today: date
) -> list[Change]:
    """Return the changes that leave of an absence what no conflict takes; empty if nothing.

    The first piece keeps the absence's id, and with it the past of one that has begun. What was
    confirmed of the whole is confirmed of its pieces.
    """
    record = next(c.absence for c in conflicts if c.absence)
    new = isinstance(absence, AddAbsence)
    confirmed = absence.confirmed if isinstance(absence, AddAbsence) else EVERYTHING
    pieces = _pieces(record, conflicts)
    made: list[Change] = []
    for starts, ends, services in pieces:
        if new and ends < today:
            continue  # the past is not registered (rule A1)
        first = starts == record.starts
        if first and not new:
            made.append(
                AmendAbsence(
                    absence_id=record.id,
                    starts=starts,
                    ends=ends,
                    services=services,
                    confirmed=confirmed,
                )
            )
            continue
        made.append(
            AddAbsence(
                absence_id=record.id if first else uuid5(record.id, starts.isoformat()),
                practitioner=record.practitioner,
                starts=starts,
                ends=ends,
                services=services,
                source=record.source,
                confirmed=confirmed,
            )
        )
    if new or (pieces and pieces[0][0] == record.starts):
        return made
    gone: Change = DeleteAbsence(absence_id=record.id)
    if record.starts < today:
        gone = EndAbsence(absence_id=record.id, last_day=today - ONE_DAY)
    return [gone, *made]


def _pieces(
    absence: Absence, conflicts: Sequence[Violation]
) -> list[tuple[date, date, tuple[str, ...]]]:
    """Cut the absence where conflicts begin and end, and take their services out between."""
    turns = {absence.starts}
    for conflict in conflicts:
        first, last = conflict.days
        turns.update(d for d in (first, last + ONE_DAY) if absence.starts < d <= absence.ends)
    pieces = []
    for starts, following in pairwise([*sorted(turns), absence.ends + ONE_DAY]):
        taken = {
            service
            for conflict in conflicts
            if conflict.days[0] <= starts <= conflict.days[1]
            for service in conflict.services
        }
        left = tuple(s for s in absence.services if s not in taken)
        if left:
            pieces.append((starts, following - ONE_DAY, left))
    return pieces


def _end_cover(
    changes: Sequence[Change], conflicts: Sequence[Violation], file: ClinicFile, today: date
) -> tuple[Change, ...]:
    """End the substitute's cover the day before the absence, or take the cover away."""
    if any(isinstance(change, SetSubstitute | AmendSubstitute) for change in changes):
        return _shorter_cover(changes, conflicts, today)
    made: list[Change] = []
    for conflict in conflicts:
        if conflict.substitute is None:
            continue
        substitute = file.substitute(conflict.substitute.id)
        made.append(_ended_before(substitute, conflict.days[0], today))
    return (*dict.fromkeys(made), *changes)


def _ended_before(
    substitute: Substitute, day: date, today: date
) -> AmendSubstitute | RemoveSubstitute:
    if day <= substitute.starts or day <= today:
        return cover_removal(substitute, today)
    return AmendSubstitute(
        substitute_id=substitute.id,
        starts=substitute.starts,
        ends=day - ONE_DAY,
        services=substitute.services,
    )


def _shorter_cover(
    changes: Sequence[Change], conflicts: Sequence[Violation], today: date
) -> tuple[Change, ...]:
    """Let the new cover end before the absence, or begin after it where that comes first."""
    made: list[Change] = []
    for change in changes:
        own = [c for c in conflicts if _concerns(change, c)]
        if not own or not isinstance(change, SetSubstitute | AmendSubstitute):
            made.append(change)
            continue
        first = min(conflict.days[0] for conflict in own)
        after = max(conflict.days[1] for conflict in own) + ONE_DAY
        if change.starts < first and (today < first or isinstance(change, AmendSubstitute)):
            made.append(change.model_copy(update={"ends": first - ONE_DAY}))
        elif change.ends is None or after <= change.ends:
            made.append(change.model_copy(update={"starts": after}))
        else:
            return ()
    return tuple(made)
