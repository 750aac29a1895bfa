"""The three ways out when an absence meets a substitute on the same service and day (rule A5)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid5

from fravaertui.domain.calendar import ONE_DAY
from fravaertui.domain.changes.absences import AddAbsence, AmendAbsence, SplitAbsence, removal
from fravaertui.domain.changes.request import Change, evaluate
from fravaertui.domain.changes.substitutes import (
    AmendSubstitute,
    SetSubstitute,
    confirmations,
    cover_removal,
)
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import LATEST_DAY
from fravaertui.domain.model import Absence, Source, Substitute
from fravaertui.domain.violations import EVERYTHING, Violation


class Way(StrEnum):
    """What to do about it; what `Way.KEEP_CLOSED` does stays a finding."""

    OPEN_SERVICE = "open_service"
    END_COVER = "end_cover"
    KEEP_CLOSED = "keep_closed"


@dataclass(frozen=True, slots=True)
class WayOut:
    """A way that may be taken: the changes to make instead, and the clinic after them."""

    way: Way
    changes: tuple[Change, ...]
    after: ClinicFile


class WhyNot(StrEnum):
    """Why a way is not offered."""

    WHOLE_CLINIC = "whole_clinic"
    """A whole clinic's absence is not cut up for one practitioner."""
    NOTHING_LEFT = "nothing_left"
    """Nothing would be left of what was asked for."""
    REFUSED = "refused"
    """What it would lead to may not be done."""


@dataclass(frozen=True, slots=True)
class NotOffered:
    """A way that can't be taken, and why; `refusal` is the first reason where it is refused."""

    way: Way
    because: WhyNot
    refusal: Violation | None = None


@dataclass(frozen=True, slots=True)
class WaysOut:
    """Each way once: offered, or with why it is not."""

    offered: tuple[WayOut, ...]
    not_offered: tuple[NotOffered, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """Days of a record on which it is left with some of its services."""

    starts: date
    ends: date
    services: tuple[str, ...]


def ways_out(
    changes: Sequence[Change], conflicts: Sequence[Violation], file: ClinicFile, today: date
) -> WaysOut:
    """Return the ways out of these conflicts for the changes that met them, in the order of `Way`.

    A way that would leave nothing of what was asked for, as an absence without a service, is not
    offered, and neither is one that may not be taken.
    """
    ways = {
        Way.OPEN_SERVICE: _open_services(changes, conflicts, today),
        Way.END_COVER: _end_cover(changes, conflicts, file, today),
        Way.KEEP_CLOSED: tuple(change.confirming(["closed_knowingly"]) for change in changes),
    }
    offered, not_offered = list[WayOut](), list[NotOffered]()
    for way, made in ways.items():
        outcome = evaluate(made, file, today)
        if not made:
            whole = way is Way.OPEN_SERVICE and _is_whole_clinics(conflicts)
            because = WhyNot.WHOLE_CLINIC if whole else WhyNot.NOTHING_LEFT
            not_offered.append(NotOffered(way, because))
        elif outcome.violations:
            not_offered.append(NotOffered(way, WhyNot.REFUSED, outcome.violations[0]))
        else:
            offered.append(WayOut(way, made, outcome.file))
    return WaysOut(tuple(offered), tuple(not_offered))


def _is_whole_clinics(conflicts: Sequence[Violation]) -> bool:
    return any(c.absence is None or c.absence.practitioner is None for c in conflicts)


def _open_services(
    changes: Sequence[Change], conflicts: Sequence[Violation], today: date
) -> tuple[Change, ...]:
    """Take the services out of the absence on just the days the substitute covers them.

    On its other days the absence closes them as before: nobody serves them there. A whole
    clinic's absence is not cut up for one practitioner.
    """
    if _is_whole_clinics(conflicts):
        return ()
    made: list[Change] = []
    for change in changes:
        own = [c for c in conflicts if _concerns(change, c)]
        if change.closes_services and own:
            cut = _without(change, own, today)
            if cut and not any(c.closes_services for c in cut):
                return ()
            made += cut
            continue
        if change.covers_services:
            for absence in {c.absence.id: c.absence for c in own if c.absence}.values():
                made += cut_out(absence, [c for c in own if c.absence == absence], today)
        made.append(change)
    return tuple(made)


def _concerns(change: Change, conflict: Violation) -> bool:
    """Tell whether the conflict is one that this change would make."""
    met = conflict.absence if change.closes_services else conflict.substitute
    decides = change.closes_services or change.covers_services
    return decides and met is not None and met.id == change.record


def _without(change: Change, conflicts: Sequence[Violation], today: date) -> list[Change]:
    """Return what is left of a change to an absence; its pieces confirm what it confirmed."""
    record = next(c.absence for c in conflicts if c.absence)
    if isinstance(change, AddAbsence):
        return _new_absences(change, record, conflicts, today)
    made = cut_out(record, conflicts, today)
    if any(isinstance(c, SplitAbsence) for c in made):
        made.insert(0, change.confirming(EVERYTHING))  # to be split after
    return made


def _new_absences(
    change: AddAbsence, record: Absence, conflicts: Sequence[Violation], today: date
) -> list[Change]:
    return [
        change.model_copy(
            update={
                "absence_id": _piece_id(record, piece),
                "source": record.source if piece.starts == record.starts else Source.DESK,
                **asdict(piece),
            }
        )
        for piece in _pieces(record, conflicts)
        if piece.ends >= today  # the past is not registered (rule A1)
    ]


def cut_out(absence: Absence, conflicts: Sequence[Violation], today: date) -> list[Change]:
    """Return the changes that leave of an absence what no conflict takes; empty if nothing.

    An absence that is there already is split, so that every piece keeps its source, and the
    first its id and past.
    """
    pieces = _pieces(absence, conflicts)
    made: list[Change] = []
    for piece in reversed(pieces):
        one = _piece_id(absence, piece)
        if one != absence.id:
            made.append(SplitAbsence(absence_id=absence.id, on=piece.starts, new_id=one))
        made.append(AmendAbsence.of(absence, absence_id=one, confirmed=EVERYTHING, **asdict(piece)))
    if not pieces or pieces[0].starts != absence.starts:
        made.append(removal(absence, today))
    return made


def _piece_id(record: Absence | Substitute, piece: _Piece) -> UUID:
    """Return the record's own id for its first days, and one of its own for any other piece."""
    return record.id if piece.starts == record.starts else uuid5(record.id, str(piece.starts))


def _pieces(record: Absence | Substitute, conflicts: Sequence[Violation]) -> list[_Piece]:
    """Cut a record where conflicts begin and end, and take their services out between."""
    last = record.ends or LATEST_DAY
    turns = {record.starts}
    for conflict in conflicts:
        first, following = conflict.days[0], conflict.days[1] + ONE_DAY
        turns.update(day for day in (first, following) if record.starts < day <= last)
    pieces = []
    for starts, following in pairwise([*sorted(turns), last + ONE_DAY]):
        taken = {
            service
            for conflict in conflicts
            if conflict.days[0] <= starts <= conflict.days[1]
            for service in conflict.services
        }
        left = tuple(s for s in record.services if s not in taken)
        if left:
            pieces.append(_Piece(starts, following - ONE_DAY, left))
    return pieces


def _end_cover(
    changes: Sequence[Change], conflicts: Sequence[Violation], file: ClinicFile, today: date
) -> tuple[Change, ...]:
    """Take the services out of the cover on just the days the absence closes them."""
    if any(change.covers_services for change in changes):
        return _with_less_cover(changes, conflicts, file, today)
    made: list[Change] = []
    for substitute_id in dict.fromkeys(c.substitute.id for c in conflicts if c.substitute):
        own = [c for c in conflicts if c.substitute and c.substitute.id == substitute_id]
        made += _cut_cover(file.substitute(substitute_id), own, file, today)
    return (*made, *changes)


def _cut_cover(
    substitute: Substitute, conflicts: Sequence[Violation], file: ClinicFile, today: date
) -> list[Change]:
    """Return the changes that leave of a cover what no conflict takes.

    The first piece keeps the id, and with it the past, unless it begins after days that are past;
    what was told of the set-up follows the others too.
    """
    pieces = _pieces(substitute, conflicts)
    begun = substitute.starts < today
    same = next((p for p in pieces[:1] if not begun or p.starts == substitute.starts), None)
    made: list[Change] = [] if same else [cover_removal(substitute, today)]
    for piece in pieces:
        days = _cover_days(substitute, piece)
        if piece is same:
            made.append(AmendSubstitute.of(substitute, **days))
            continue
        one = _piece_id(substitute, piece)
        made.append(SetSubstitute.of(substitute, substitute_id=one, **days))
        made += confirmations(file, substitute.id, one)
    return made


def _cover_days(substitute: Substitute, piece: _Piece) -> dict[str, Any]:
    """Return the piece as the days and services of a change to the cover."""
    ends = None if substitute.ends is None and piece.ends == LATEST_DAY else piece.ends
    return asdict(piece) | {"ends": ends, "confirmed": EVERYTHING}


def _met(conflicts: Sequence[Violation]) -> Substitute:
    """Return the cover that the conflicts are with, as it was asked for."""
    return next(c.substitute for c in conflicts if c.substitute)


def _with_less_cover(
    changes: Sequence[Change], conflicts: Sequence[Violation], file: ClinicFile, today: date
) -> tuple[Change, ...]:
    """Let each cover that was asked for leave out what the absences close; empty if one is all."""
    made: list[Change] = []
    for change in changes:
        own = [c for c in conflicts if _concerns(change, c)]
        cut: list[Change] = [change]
        if own and isinstance(change, SetSubstitute):
            cut = _new_covers(change, own, today)
        elif own and change.covers_services:
            cut = _cut_cover(_met(own), own, file, today)
        if not any(c.covers_services for c in cut):
            return ()
        made += cut
    return tuple(made)


def _new_covers(change: SetSubstitute, conflicts: Sequence[Violation], today: date) -> list[Change]:
    """Return a cover for each of the pieces that are left, the first with the id asked for."""
    record = _met(conflicts)
    left = [piece for piece in _pieces(record, conflicts) if piece.ends >= today]
    return [
        change.model_copy(
            update={
                "substitute_id": record.id if piece is left[0] else _piece_id(record, piece),
                **_cover_days(record, piece),
            }
        )
        for piece in left
    ]
