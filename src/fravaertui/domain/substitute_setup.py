"""Substitute set-up: which of the two solutions, what must be in place, and the verdict.

Rules S1 to S6. What the data shows is filled in; what only the caller knows comes from step
reports; unknown is a state of its own, never shown as in order.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fravaertui.domain.calendar import reaches
from fravaertui.domain.changes import conflict
from fravaertui.domain.citizen_view import State, service_view
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import LATEST_DAY
from fravaertui.domain.model import Known, Period, Practitioner, Step, StepReport, Substitute
from fravaertui.domain.model import SetUp as SaidBy
from fravaertui.domain.stand_ins import AwayStandIn, away_stand_ins


class Solution(StrEnum):
    """The two ways a substitute can meet citizens (rule S1)."""

    TEMPORARY_ABSENCE = "temporary_absence"
    LIST_WITHOUT_GP = "list_without_gp"


class StepState(StrEnum):
    """The state of a step."""

    OK = "ok"
    MISSING = "missing"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class Owner(StrEnum):
    """Who can act on a step."""

    EPJ_VENDOR = "epj_vendor"
    CLINIC = "clinic"
    NHN = "nhn"
    MUNICIPALITY = "municipality"
    AGENT = "agent"


class Readiness(StrEnum):
    """The verdict on a substitute's set-up (rule S6)."""

    READY = "ready"
    NOT_READY = "not_ready"
    CANT_TELL = "cant_tell"


@dataclass(frozen=True, slots=True)
class StepView:
    """A step with its state. `reported_on` is when a caller said so; else the data shows it.

    `said_by` is the practitioner of whom a register said what it is read from (rule R5). Of an
    unknown step about the vendor, `of_another` is what was last reported for another of the
    clinic's substitutes: something to ask about, and never the state. `ended_on` is the last day
    of the agreements behind a step when they are over already, and `away` when the substitute is
    away, where no absence closes what is covered.
    """

    step: Step
    state: StepState
    owner: Owner
    reported_on: date | None = None
    said_by: Practitioner | None = None
    of_another: StepReport | None = None
    ended_on: date | None = None
    away: tuple[AwayStandIn, ...] = ()


@dataclass(frozen=True, slots=True)
class SetUp:
    """A substitute's set-up on a day: every step, the verdict, and the step to take next."""

    solution: Solution
    steps: tuple[StepView, ...]
    readiness: Readiness
    next_step: StepView | None


VENDOR_STEPS = (Step.VENDOR_OFFERS, Step.VENDOR_DEMANDS)
"""What is known of these is the vendor table's, which names its source (rule S4)."""

_STATE_OF = {
    Known.YES: StepState.OK,
    Known.NO: StepState.MISSING,
    Known.UNKNOWN: StepState.UNKNOWN,
}
_OWNERS = {
    Step.VENDOR_OFFERS: Owner.EPJ_VENDOR,
    Step.PRACTITIONER_OVERVIEW: Owner.EPJ_VENDOR,
    Step.OWN_PROCESSES: Owner.NHN,
    Step.REGISTERED_IN_EPJ: Owner.CLINIC,
    Step.VENDOR_DEMANDS: Owner.CLINIC,
    Step.OWN_LIST: Owner.EPJ_VENDOR,
    Step.NO_ABSENCE: Owner.AGENT,
    Step.CITIZEN_SEES: Owner.AGENT,
}


def solution_of(file: ClinicFile, practitioner: int) -> Solution:
    """Return which solution the facts ask for: does someone hold the list?"""
    without_gp = file.practitioner(practitioner).without_gp
    return Solution.LIST_WITHOUT_GP if without_gp else Solution.TEMPORARY_ABSENCE


def set_up(file: ClinicFile, substitute: Substitute, today: date) -> SetUp:
    """Return the state of everything the substitute needs."""
    solution = solution_of(file, substitute.practitioner)
    steps = tuple(_view(step, file, substitute, solution, today) for step in Step)
    states = {view.state for view in steps}
    if StepState.MISSING in states:
        readiness = Readiness.NOT_READY
    elif StepState.UNKNOWN in states:
        readiness = Readiness.CANT_TELL
    else:
        readiness = Readiness.READY
    waiting = {
        Readiness.NOT_READY: StepState.MISSING,
        Readiness.CANT_TELL: StepState.UNKNOWN,
    }.get(readiness)
    next_step = next((view for view in steps if view.state is waiting), None)
    return SetUp(solution, steps, readiness, next_step)


def _view(
    step: Step, file: ClinicFile, substitute: Substitute, solution: Solution, today: date
) -> StepView:
    state, reported_on = _SEEN[step](file, substitute, solution, today), None
    if state is StepState.UNKNOWN and (report := file.step_report(substitute.id, step)):
        state, reported_on = _STATE_OF[report.known], report.seen_on
    of_another = None
    if state is StepState.UNKNOWN and step in VENDOR_STEPS:
        of_another = _reported_for_another(step, file, substitute, solution)
    said_by = None if reported_on else _said_by(step, file, substitute, solution)
    ended_on = None
    may_have_ended = state in (StepState.MISSING, StepState.UNKNOWN)
    if step is Step.OWN_PROCESSES and may_have_ended and not reported_on:
        ended_on = _agreements_ended(file, substitute, solution, today)
    away: tuple[AwayStandIn, ...] = ()
    if step is Step.NO_ABSENCE and not _is_closed(file, substitute, today):
        away = away_stand_ins(file, substitute, today)
    owner = _owner(step, solution)
    return StepView(step, state, owner, reported_on, said_by, of_another, ended_on, away)


def _agreements_ended(
    file: ClinicFile, substitute: Substitute, solution: Solution, today: date
) -> date | None:
    """Return the first day on which an agreement for a covered service was over, if one is."""
    without_gp = solution is Solution.LIST_WITHOUT_GP
    her_id = substitute.her_id if without_gp else substitute.practitioner
    own = file.of(her_id) if her_id else None
    ended = (own.ended_before(service, today) for service in substitute.services) if own else ()
    return min((day for day in ended if day), default=None)


def _said_by(
    step: Step, file: ClinicFile, substitute: Substitute, solution: Solution
) -> Practitioner | None:
    """Return whose set-up, as a register has it, the step is about; None for other steps."""
    if step not in (Step.PRACTITIONER_OVERVIEW, Step.OWN_PROCESSES):
        return None
    her_id: int | None = substitute.practitioner
    if solution is Solution.LIST_WITHOUT_GP:
        her_id = substitute.her_id if step is Step.OWN_PROCESSES else None
    if her_id is None or not file.has_practitioner(her_id):
        return None
    person = file.practitioner(her_id)
    is_told = person.set_up_as_of or person.set_up in (SaidBy.PROFILE, SaidBy.AGREEMENT)
    return file.told(person) if is_told else None


def _reported_for_another(
    step: Step, file: ClinicFile, substitute: Substitute, solution: Solution
) -> StepReport | None:
    """Return what was last reported for another substitute who needs the same solution."""
    others = {
        other.id
        for other in file.substitutes
        if other.id != substitute.id
        and file.has_practitioner(other.practitioner)
        and solution_of(file, other.practitioner) is solution
    }
    reports = (
        report
        for report in file.step_reports
        if report.step is step and report.substitute in others and report.known is not Known.UNKNOWN
    )
    return max(reports, key=lambda report: report.seen_on, default=None)


def _owner(step: Step, solution: Solution) -> Owner:
    if step is Step.OWN_PROCESSES and solution is Solution.LIST_WITHOUT_GP:
        return Owner.MUNICIPALITY
    return _OWNERS[step]


def _vendor_offers(
    file: ClinicFile, _substitute: Substitute, solution: Solution, _today: date
) -> StepState:
    if file.vendor is None:
        return StepState.UNKNOWN
    if solution is Solution.LIST_WITHOUT_GP:
        return _STATE_OF[file.vendor.offers_list_without_gp]
    return _STATE_OF[file.vendor.offers_temporary_absence]


def _practitioner_overview(
    file: ClinicFile, substitute: Substitute, solution: Solution, _today: date
) -> StepState:
    if solution is Solution.LIST_WITHOUT_GP:
        return StepState.NOT_APPLICABLE
    return _STATE_OF[file.practitioner(substitute.practitioner).practitioner_overview]


def _own_processes(
    file: ClinicFile, substitute: Substitute, solution: Solution, today: date
) -> StepState:
    """Whoever the traffic goes to and every service's agreement are there for the whole cover.

    On a list without a GP that is the substitute's own communication party (rule S1). One at
    another clinic, or without a known HER-id, the caller has to report on.
    """
    her_id = substitute.practitioner
    if solution is Solution.LIST_WITHOUT_GP:
        if substitute.her_id is None or not file.has_practitioner(substitute.her_id):
            return StepState.UNKNOWN
        her_id = substitute.her_id
    first, last = max(substitute.starts, today), substitute.ends or LATEST_DAY
    practitioner = file.practitioner(her_id)
    own = file.of(practitioner.her_id)
    known = [s for s in substitute.services if not own.offer_is_unknown(s, first)]
    lasting = _lasts([practitioner], first, last) and all(
        _lasts(own.offers_by_service.get(service, ()), first, last) for service in known
    )
    if not lasting:
        return StepState.MISSING
    return StepState.OK if len(known) == len(substitute.services) else StepState.UNKNOWN


def _lasts(periods: Sequence[Period], first: date, last: date) -> bool:
    through = reaches(periods, first)
    return through is not None and through >= last


def _only_reported(
    _file: ClinicFile, _substitute: Substitute, _solution: Solution, _today: date
) -> StepState:
    """Unknown from the data: only the caller can report it."""
    return StepState.UNKNOWN


def _vendor_demands(
    file: ClinicFile, substitute: Substitute, _solution: Solution, _today: date
) -> StepState:
    """Some vendors ask that the substitute is a communication party with a HER-id."""
    demands = file.vendor.demands_party if file.vendor else Known.UNKNOWN
    if demands is Known.NO:
        return StepState.NOT_APPLICABLE
    return StepState.OK if demands is Known.YES and substitute.her_id else StepState.UNKNOWN


def _own_list(
    _file: ClinicFile, substitute: Substitute, _solution: Solution, _today: date
) -> StepState:
    """A substitute with patients of their own needs the EPJ to keep the two apart."""
    return StepState.NOT_APPLICABLE if substitute.own_list is Known.NO else StepState.UNKNOWN


def _no_absence(
    file: ClinicFile, substitute: Substitute, _solution: Solution, today: date
) -> StepState:
    """No absence closes what is covered, and the substitute has none of their own meanwhile."""
    if _is_closed(file, substitute, today):
        return StepState.MISSING
    away = away_stand_ins(file, substitute, today)
    if not away:
        return StepState.OK
    return StepState.UNKNOWN if away[0].by_name else StepState.MISSING


def _is_closed(file: ClinicFile, substitute: Substitute, today: date) -> bool:
    absences = file.absences_of(substitute.practitioner)
    return any(conflict(absence, substitute, today) for absence in absences)


def _another(file: ClinicFile, substitute: Substitute, today: date) -> bool:
    """Tell whether someone else covers the list too on a day to come; the look-up then fails."""
    last = substitute.ends or LATEST_DAY
    return any(
        other.id != substitute.id
        and other.practitioner == substitute.practitioner
        and max(other.starts, substitute.starts, today) <= min(other.ends or LATEST_DAY, last)
        for other in file.substitutes
    )


def _citizen_sees(
    file: ClinicFile, substitute: Substitute, solution: Solution, today: date
) -> StepState:
    """On the first day from today on, each covered service is open with the substitute's name.

    That is not known where nobody has said that it is offered.
    """
    if solution is Solution.LIST_WITHOUT_GP and _another(file, substitute, today):
        return StepState.MISSING
    day = max(substitute.starts, today)
    views = [service_view(file, substitute.practitioner, s, day) for s in substitute.services]
    if any((v.state, v.substitute) != (State.SUBSTITUTE, substitute.name) for v in views):
        return StepState.MISSING
    return StepState.UNKNOWN if any(v.is_conditional for v in views) else StepState.OK


_SEEN: dict[Step, Callable[[ClinicFile, Substitute, Solution, date], StepState]] = {
    Step.VENDOR_OFFERS: _vendor_offers,
    Step.PRACTITIONER_OVERVIEW: _practitioner_overview,
    Step.OWN_PROCESSES: _own_processes,
    Step.REGISTERED_IN_EPJ: _only_reported,
    Step.VENDOR_DEMANDS: _vendor_demands,
    Step.OWN_LIST: _own_list,
    Step.NO_ABSENCE: _no_absence,
    Step.CITIZEN_SEES: _citizen_sees,
}
