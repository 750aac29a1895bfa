"""The one engine: what a citizen on a practitioner's list sees on a date, and why.

Everything that needs to know (API, screens, findings, history) asks here. The order of the
steps is that of `rules.md`, "What the citizen sees".
"""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from fravaertui.domain.model import Absence, AnyDay, ClinicFile, Day, HerId, ServiceCode, Value

ONE_DAY = timedelta(days=1)
SOON = timedelta(days=14)
"""A service that closes again within this long after it reopens is worth a word to the agent."""


class State(StrEnum):
    """What the citizen meets at a service."""

    OPEN = "open"
    SUBSTITUTE = "substitute"
    CLOSED = "closed"
    NOT_SHOWN = "not_shown"


class FactCode(StrEnum):
    """The kinds of facts that decide; each has words in the message catalogue."""

    PRACTITIONER_ACTIVE = "practitioner_active"
    PRACTITIONER_NOT_ACTIVE = "practitioner_not_active"
    SERVICE_OFFERED = "service_offered"
    SERVICE_NOT_OFFERED = "service_not_offered"
    ABSENCE_COVERS = "absence_covers"
    CLINIC_ABSENCE_COVERS = "clinic_absence_covers"
    CLOSURE_CONTINUES = "closure_continues"
    NO_ABSENCE = "no_absence"
    EPJ_SWITCHED_OFF = "epj_switched_off"
    EPJ_NOT_OFF = "epj_not_off"
    SUBSTITUTE_COVERS = "substitute_covers"
    NO_SUBSTITUTE = "no_substitute"


class Fact(Value):
    """One step of the answer to "why does the citizen see this?" (rule C1).

    `record` identifies what the fact is read from: an absence or substitute id, or a HER-id.
    `decides` marks the fact that settled the state.
    """

    code: FactCode
    record: UUID | HerId
    starts: Day | None = None
    ends: Day | None = None
    name: str = ""
    decides: bool = False


class ServiceView(Value):
    """What the citizen meets at one service.

    `reopens_on` is set when closed. `closes_again_on` is for the agent: the next closure, when
    it comes within `SOON` after the reopening.
    """

    service: ServiceCode
    state: State
    reopens_on: AnyDay | None = None
    closes_again_on: AnyDay | None = None
    substitute: str | None = None
    trace: tuple[Fact, ...] = ()


class CitizenView(Value):
    """What a citizen on the practitioner's list sees on a day, service by service."""

    practitioner: HerId
    on: Day
    services: tuple[ServiceView, ...]

    def service(self, code: str) -> ServiceView:
        """Return the view of one service; KeyError when there is nothing to say about it."""
        for view in self.services:
            if view.service == code:
                return view
        raise KeyError(code)


def citizen_view(file: ClinicFile, practitioner: int, on: date) -> CitizenView:
    """Decide what the citizen sees at each of the practitioner's services on a day.

    Raises KeyError when the practitioner is not at the clinic.
    """
    file.practitioner(practitioner)
    return CitizenView(
        practitioner=practitioner,
        on=on,
        services=tuple(
            service_view(file, practitioner, service, on)
            for service in file.services_of(practitioner)
        ),
    )


def service_view(file: ClinicFile, practitioner: int, service: str, on: date) -> ServiceView:
    """Decide what the citizen sees at one service on a day, with the facts that decided."""
    trace: list[Fact] = []
    state = State.OPEN
    for step in (_activity, _offer, _absence, _epj, _substitute):
        settled, facts = step(file, practitioner, service, on)
        trace.extend(facts)
        if settled:
            state = settled
            break
    else:
        trace[-1] = trace[-1].model_copy(update={"decides": True})
    closing = closing_absences(file, practitioner, service) if state is State.CLOSED else ()
    reopens_on = reopening(closing, on) if closing else None
    return ServiceView(
        service=service,
        state=state,
        reopens_on=reopens_on,
        closes_again_on=closes_again_on(closing, reopens_on) if reopens_on else None,
        substitute=trace[-1].name if state is State.SUBSTITUTE else None,
        trace=tuple(trace),
    )


def closing_absences(file: ClinicFile, practitioner: int, service: str) -> tuple[Absence, ...]:
    """Return the absences, own and whole clinic's, that close the service on some day."""
    return tuple(a for a in file.absences_of(practitioner) if service in a.services)


def reopening(absences: Iterable[Absence], on: date) -> date:
    """Return the first day after `on` that none of the absences covers (rule C2).

    Overlapping and adjacent absences count as one closure; weekends and holidays count as days.
    """
    continuing = continuation(absences, on)
    return (continuing[-1].ends if continuing else on) + ONE_DAY


def continuation(absences: Iterable[Absence], on: date) -> list[Absence]:
    """Return the absences that keep it closed after `on`, each reaching past the one before."""
    continuing: list[Absence] = []
    opens = on + ONE_DAY
    for absence in sorted(absences, key=lambda a: a.starts):
        if absence.starts <= opens <= absence.ends:
            continuing.append(absence)
            opens = absence.ends + ONE_DAY
    return continuing


def closes_again_on(absences: Iterable[Absence], opens: date) -> date | None:
    """Return the first day of the next closure when it comes soon after the reopening."""
    return min((a.starts for a in absences if opens < a.starts <= opens + SOON), default=None)


_Step = tuple[State | None, list[Fact]]


def _activity(file: ClinicFile, practitioner: int, _service: str, on: date) -> _Step:
    """Step 1: the practitioner is active at the clinic."""
    record = file.practitioner(practitioner)
    active = record.covers(on)
    fact = Fact(
        code=FactCode.PRACTITIONER_ACTIVE if active else FactCode.PRACTITIONER_NOT_ACTIVE,
        record=practitioner,
        starts=record.starts,
        ends=record.ends,
        name=record.name,
        decides=not active,
    )
    return (None if active else State.NOT_SHOWN), [fact]


def _offer(file: ClinicFile, practitioner: int, service: str, on: date) -> _Step:
    """Step 2: the service has a process and an agreement in force."""
    for offer in file.offers:
        if (offer.practitioner, offer.service) == (practitioner, service) and offer.covers(on):
            return None, [
                Fact(
                    code=FactCode.SERVICE_OFFERED,
                    record=practitioner,
                    starts=offer.starts,
                    ends=offer.ends,
                )
            ]
    fact = Fact(code=FactCode.SERVICE_NOT_OFFERED, record=practitioner, decides=True)
    return State.NOT_SHOWN, [fact]


def _absence(file: ClinicFile, practitioner: int, service: str, on: date) -> _Step:
    """Step 3: an absence closes it, whatever the EPJ and substitutes say."""
    closing = closing_absences(file, practitioner, service)
    covering = [a for a in closing if a.covers(on)]
    if not covering:
        return None, [Fact(code=FactCode.NO_ABSENCE, record=practitioner)]
    later = [a for a in continuation(closing, on) if a not in covering]
    facts = [_absence_fact(a, FactCode.ABSENCE_COVERS, decides=True) for a in covering]
    facts += [_absence_fact(a, FactCode.CLOSURE_CONTINUES) for a in later]
    return State.CLOSED, facts


def _absence_fact(absence: Absence, code: FactCode, *, decides: bool = False) -> Fact:
    if code is FactCode.ABSENCE_COVERS and absence.practitioner is None:
        code = FactCode.CLINIC_ABSENCE_COVERS
    return Fact(
        code=code, record=absence.id, starts=absence.starts, ends=absence.ends, decides=decides
    )


def _epj(file: ClinicFile, practitioner: int, service: str, _on: date) -> _Step:
    """Step 4: the clinic has switched the service off in its EPJ."""
    for state in file.epj_states:
        if (state.practitioner, state.service) == (practitioner, service) and state.switched_off:
            fact = Fact(
                code=FactCode.EPJ_SWITCHED_OFF,
                record=practitioner,
                starts=state.seen_on,
                decides=True,
            )
            return State.NOT_SHOWN, [fact]
    return None, [Fact(code=FactCode.EPJ_NOT_OFF, record=practitioner)]


def _substitute(file: ClinicFile, practitioner: int, service: str, on: date) -> _Step:
    """Step 5: a substitute serves the practitioner's patients."""
    for substitute in sorted(file.substitutes, key=lambda s: (s.starts, s.id)):
        if (
            substitute.practitioner == practitioner
            and service in substitute.services
            and substitute.covers(on)
        ):
            fact = Fact(
                code=FactCode.SUBSTITUTE_COVERS,
                record=substitute.id,
                starts=substitute.starts,
                ends=substitute.ends,
                name=substitute.name,
                decides=True,
            )
            return State.SUBSTITUTE, [fact]
    return None, [Fact(code=FactCode.NO_SUBSTITUTE, record=practitioner)]
