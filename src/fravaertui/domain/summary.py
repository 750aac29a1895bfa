"""The effect of a change: who is affected, on which days, from what to what.

Previews, questions, the line after saving, the history and the read-back all show this (rule A12).
Nothing here decides what citizens see: it combines what the engine returns.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fravaertui.domain.citizen_view import State
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import AnyDay, HerId, ServiceCode, Value, service_order
from fravaertui.domain.holes import Hole, holes, turning_days
from fravaertui.domain.model import Substitute
from fravaertui.domain.records import Difference, Identity, difference, facts
from fravaertui.domain.stand_ins import AwayStandIn, away_stand_ins
from fravaertui.domain.view_changes import Effect, Seen, clinic_effects


class Shift(Value):
    """Some services of some practitioners that change in one way on the same days.

    `ends` is None when there is no last day. `direct` is False where no record that changed is
    about these days: closed before and after, and only the day it reopens moves.
    `closes_again_on` is for the agent, of what is closed afterwards (rule C2).
    """

    practitioners: tuple[HerId, ...]
    services: tuple[ServiceCode, ...]
    starts: AnyDay
    ends: AnyDay | None
    before: Seen
    after: Seen
    closes_again_on: AnyDay | None = None
    direct: bool

    @property
    def is_conditional(self) -> bool:
        """Tell whether it holds only where the services are offered, which nobody has said."""
        return self.before.conditional or self.after.conditional


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A record or a field of the clinic, before and after; None where there was or is none."""

    what: Identity
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Crossing:
    """Practitioners with a service that goes from one state to another, if it is offered at all.

    `services` are those that do so at each of them; empty where they are not the same at all.
    """

    before: State
    after: State
    conditional: bool
    practitioners: tuple[int, ...]
    services: tuple[str, ...]

    @property
    def seen(self) -> tuple[Seen, Seen]:
        """What the citizens have in common of what they notice before and after."""
        was, becomes = (
            Seen(state=state, conditional=self.conditional and state is not State.NOT_SHOWN)
            for state in (self.before, self.after)
        )
        return was, becomes


@dataclass(frozen=True, slots=True)
class ChangeSummary:
    """The effect of a change, as of the day it is made.

    `everyone` are the practitioners of the clinic. `holes_before` are the holes in a cover that the
    change closes or makes others, and `holes_after` those that it opens or makes of them (rule S7);
    `has_older_holes` tells that there are others, which it leaves as they are.
    `covers_left` are the substitutes who go on on days of an absence that is gone, and `away` are
    the substitutes who by the change are away on days that they cover (F06).
    """

    today: date
    everyone: tuple[int, ...]
    records: tuple[RecordChange, ...]
    shifts: tuple[Shift, ...]
    holes_before: tuple[Hole, ...] = ()
    holes_after: tuple[Hole, ...] = ()
    has_older_holes: bool = False
    covers_left: tuple[Substitute, ...] = ()
    away: tuple[AwayStandIn, ...] = ()

    @property
    def first(self) -> date | None:
        """The first day on which citizens see a difference that this change itself makes.

        Where it only moves the day that a neighbouring closure reopens, the first such day.
        None when citizens see no difference at all.
        """
        if self._text_changes:
            return self.today
        direct = [shift.starts for shift in self.shifts if shift.direct]
        return min(direct or [shift.starts for shift in self.shifts], default=None)

    def first_days(self) -> list[tuple[date, tuple[int, ...]]]:
        """Return from which day whose citizens see a difference, the first day first.

        What `moved` has is told by itself, and no one's first day.
        """
        if self._text_changes:
            return [(self.today, self.affected)]
        moved = self.moved
        days: dict[int, date] = {}
        for shift in self.shifts:
            for practitioner in shift.practitioners if shift not in moved else ():
                days[practitioner] = min(shift.starts, days.get(practitioner, shift.starts))
        return [
            (day, tuple(p for p in self.everyone if days.get(p) == day))
            for day in sorted(set(days.values()))
        ]

    @property
    def moved(self) -> tuple[Shift, ...]:
        """What is closed by neighbours before the first day, and reopens on another day now."""
        first = self.first
        return tuple(s for s in self.shifts if not s.direct and first and s.starts < first)

    @property
    def affected(self) -> tuple[int, ...]:
        """The practitioners whose citizens see a difference, in the clinic's order."""
        found = {p for shift in self.shifts for p in shift.practitioners}
        return tuple(p for p in self.everyone if p in found)

    def crossings(self) -> tuple[Crossing, ...]:
        """Return who goes from which state to which on the first day, the largest groups first."""
        met: dict[tuple[State, State, bool], dict[int, list[str]]] = {}
        for shift in self._on_first():
            states = (shift.before.state, shift.after.state, shift.is_conditional)
            found = met.setdefault(states, {})
            for practitioner in shift.practitioners:
                found.setdefault(practitioner, []).extend(shift.services)
        crossings = [
            Crossing(*states, tuple(p for p in self.everyone if p in found), _shared(found))
            for states, found in met.items()
        ]
        return tuple(sorted(crossings, key=lambda crossing: -len(crossing.practitioners)))

    def to_show(self, chosen: int | None) -> int | None:
        """Return the practitioner to show the first day of: the chosen one, if it differs there."""
        found = {p for shift in self._on_first() for p in shift.practitioners}
        if chosen in found or not found:
            return chosen
        return next(p for p in self.everyone if p in found)

    @property
    def _text_changes(self) -> bool:
        return any(change.what == ("clinic", "patient_information") for change in self.records)

    def _on_first(self) -> list[Shift]:
        found = [shift for shift in self.shifts if shift.starts == self.first]
        return [shift for shift in found if shift.direct] or found


def _shared(services: Mapping[int, Iterable[str]]) -> tuple[str, ...]:
    """Return the services in their order if they are the same for all, else none."""
    different = {tuple(sorted(set(codes), key=service_order)) for codes in services.values()}
    return different.pop() if len(different) == 1 else ()


def summary(before: ClinicFile, after: ClinicFile, today: date) -> ChangeSummary:
    """Return the effect of a change, given the clinic before and after it."""
    everyone = tuple(p.her_id for p in after.practitioners)
    closed: list[Hole] = []
    opened: list[Hole] = []
    older: list[Hole] = []
    for practitioner in everyone:
        were, are = (holes(file, practitioner, today) for file in (before, after))
        closed += (hole for hole in were if hole not in are)
        opened += (hole for hole in are if hole not in were)
        older += (hole for hole in are if hole in were)
    return ChangeSummary(
        today=today,
        everyone=everyone,
        records=record_changes(difference(before, after)),
        shifts=shifts(clinic_effects(before, after, today), everyone),
        holes_before=tuple(closed),
        holes_after=tuple(opened),
        has_older_holes=bool(older),
        covers_left=tuple(c for c in after.substitutes if _is_left(c, before, after, today)),
        away=_newly_away(before, after, today),
    )


def _newly_away(before: ClinicFile, after: ClinicFile, today: date) -> tuple[AwayStandIn, ...]:
    """Return on which days of a cover the substitute is away now and was not, or was not covering.

    Fewer days, or fewer services covered, are no news.
    """
    was, becomes = (
        [away for each in file.substitutes for away in away_stand_ins(file, each, today)]
        for file in (before, after)
    )

    def is_known(away: AwayStandIn) -> bool:
        return any(
            (one.substitute.id, one.absence.id, one.by_name)
            == (away.substitute.id, away.absence.id, away.by_name)
            and one.starts <= away.starts
            and away.ends <= one.ends
            for one in was
        )

    return tuple(away for away in becomes if not is_known(away))


def _is_left(cover: Substitute, before: ClinicFile, after: ClinicFile, today: date) -> bool:
    """Tell whether the substitute goes on, on a coming day of an absence that no other has now."""
    left = after.absences_of(cover.practitioner)
    return any(
        cover.covers(day) and not any(absence.covers(day) for absence in left)
        for was in before.absences_of(cover.practitioner)
        for day in turning_days(after, cover.practitioner, max(was.starts, today), was.ends)
    )


def record_changes(changed: Difference) -> tuple[RecordChange, ...]:
    """Return each record and field that differs, before and after."""
    before, after = facts(changed.removed), facts(changed.added)
    return tuple(
        RecordChange(what, before.get(what), after.get(what))
        for what in before | after
        if before.get(what) != after.get(what)
    )


def shifts(effects: Iterable[Effect], everyone: Sequence[int]) -> tuple[Shift, ...]:
    """Return the effects grouped, the first day first.

    Equal effects are merged: services of a practitioner first, then practitioners.
    """
    services: dict[tuple[int, Shift], list[str]] = {}
    for effect in effects:
        services.setdefault((effect.practitioner, _alone(effect)), []).append(effect.after.service)
    people: dict[Shift, set[int]] = {}
    for (practitioner, alone), codes in services.items():
        whole = alone.model_copy(update={"services": tuple(codes)})
        people.setdefault(whole, set()).add(practitioner)
    found = [
        shift.model_copy(update={"practitioners": tuple(p for p in everyone if p in whose)})
        for shift, whose in people.items()
    ]
    return tuple(sorted(found, key=lambda shift: (shift.starts, not shift.direct)))


def _alone(effect: Effect) -> Shift:
    """Return the effect without who and which service."""
    return Shift(
        practitioners=(),
        services=(),
        starts=effect.on,
        ends=effect.ends,
        before=Seen.of(effect.before),
        after=Seen.of(effect.after),
        closes_again_on=effect.after.closes_again_on,
        direct=effect.direct,
    )
