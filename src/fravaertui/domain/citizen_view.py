"""The one engine: what a citizen on a practitioner's list sees on a date, and why.

Everything that needs to know (API, screens, findings, history) asks here. The order of the
steps is that of `rules.md`, "What the citizen sees".
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from fravaertui.domain.calendar import ONE_DAY
from fravaertui.domain.clinic_file import ClinicFile, PractitionerRecords
from fravaertui.domain.fields import AnyDay, Day, HerId, ServiceCode, Value
from fravaertui.domain.model import Absence, Practitioner

SOON = timedelta(days=14)
"""The agent is told if a service closes again this soon after it reopens."""


class State(StrEnum):
    """What the citizen meets at a service."""

    OPEN = "open"
    SUBSTITUTE = "substitute"
    CLOSED = "closed"
    NOT_SHOWN = "not_shown"


class FactCode(StrEnum):
    """The kinds of deciding facts; each has words in the message catalogue."""

    PRACTITIONER_ACTIVE = "practitioner_active"
    PRACTITIONER_NOT_ACTIVE = "practitioner_not_active"
    SERVICE_OFFERED = "service_offered"
    SERVICE_NOT_OFFERED = "service_not_offered"
    OFFER_UNKNOWN = "offer_unknown"
    ABSENCE_COVERS = "absence_covers"
    CLINIC_ABSENCE_COVERS = "clinic_absence_covers"
    CLOSURE_CONTINUES = "closure_continues"
    NO_ABSENCE = "no_absence"
    EPJ_SWITCHED_OFF = "epj_switched_off"
    EPJ_NOT_OFF = "epj_not_off"
    SUBSTITUTE_COVERS = "substitute_covers"
    NO_SUBSTITUTE = "no_substitute"
    SEVERAL_SUBSTITUTES = "several_substitutes"


@dataclass(frozen=True, slots=True)
class Fact:
    """One step of the answer to "why does the citizen see this?" (rule C1).

    `record` identifies what the fact is read from: an absence or substitute id, or a HER-id.
    `decides` marks the fact that settled the state. Not a `Value`: the engine makes several for
    each answer, from records that are checked already.
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

    @property
    def is_conditional(self) -> bool:
        """Tell whether it holds only if the service is offered, which nobody has said.

        What is not shown is not shown either way.
        """
        return self.state is not State.NOT_SHOWN and any(
            fact.code is FactCode.OFFER_UNKNOWN for fact in self.trace
        )


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
    state, trace = decided(file, practitioner, service, on)
    closing = closing_absences(file, practitioner, service) if state is State.CLOSED else ()
    reopens_on = reopening(closing, on) if closing else None
    return ServiceView(
        service=service,
        state=state,
        reopens_on=reopens_on,
        closes_again_on=closes_again_on(closing, reopens_on) if reopens_on else None,
        substitute=trace[-1].name if state is State.SUBSTITUTE else None,
        trace=trace,
    )


def decided(
    file: ClinicFile, practitioner: int, service: str, on: date
) -> tuple[State, tuple[Fact, ...]]:
    """Decide the state of one service on a day, and return it with the facts that decided."""
    person, records = file.practitioner(practitioner), file.of(practitioner)
    trace: list[Fact] = []
    for step in (_activity, _offer, _absence, _epj, _substitute):
        settled, facts = step(person, records, service, on)
        trace.extend(facts)
        if settled:
            return settled, tuple(trace)
    trace[-1] = replace(trace[-1], decides=True)
    return State.OPEN, tuple(trace)


def closing_absences(file: ClinicFile, practitioner: int, service: str) -> tuple[Absence, ...]:
    """Return the absences, own and whole clinic's, that close the service on some day."""
    return file.of(practitioner).closing.get(service, ())


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


def _activity(
    person: Practitioner, _records: PractitionerRecords, _service: str, on: date
) -> _Step:
    """Step 1: the practitioner is active at the clinic."""
    active = person.covers(on)
    fact = Fact(
        code=FactCode.PRACTITIONER_ACTIVE if active else FactCode.PRACTITIONER_NOT_ACTIVE,
        record=person.her_id,
        starts=person.starts,
        ends=person.ends,
        name=person.name,
        decides=not active,
    )
    return (None if active else State.NOT_SHOWN), [fact]


def _offer(person: Practitioner, records: PractitionerRecords, service: str, on: date) -> _Step:
    """Step 2: the service has a process and an agreement in force.

    Where nobody has said what is set up, it is as if it were offered: closed is then never said to
    be open, and the fact tells that all of it holds for what is offered only.
    """
    if records.offer_is_unknown(service, on):
        ended = records.profile_ended_before(on)
        return None, [Fact(code=FactCode.OFFER_UNKNOWN, record=person.her_id, ends=ended)]
    for offer in records.offers_by_service.get(service, ()):
        if offer.covers(on):
            return None, [
                Fact(
                    code=FactCode.SERVICE_OFFERED,
                    record=person.her_id,
                    starts=offer.starts,
                    ends=offer.ends,
                )
            ]
    fact = Fact(
        code=FactCode.SERVICE_NOT_OFFERED,
        record=person.her_id,
        ends=records.ended_before(service, on),
        decides=True,
    )
    return State.NOT_SHOWN, [fact]


def _absence(person: Practitioner, records: PractitionerRecords, service: str, on: date) -> _Step:
    """Step 3: an absence closes it, whatever the EPJ and substitutes say."""
    closing = records.closing.get(service, ())
    covering = [a for a in closing if a.covers(on)]
    if not covering:
        return None, [Fact(code=FactCode.NO_ABSENCE, record=person.her_id)]
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


def _epj(person: Practitioner, records: PractitionerRecords, service: str, _on: date) -> _Step:
    """Step 4: the clinic has switched the service off in its EPJ."""
    for state in records.epj_states:
        if state.service == service and state.switched_off:
            fact = Fact(
                code=FactCode.EPJ_SWITCHED_OFF,
                record=person.her_id,
                starts=state.seen_on,
                decides=True,
            )
            return State.NOT_SHOWN, [fact]
    return None, [Fact(code=FactCode.EPJ_NOT_OFF, record=person.her_id)]


def _substitute(
    person: Practitioner, records: PractitionerRecords, service: str, on: date
) -> _Step:
    """Step 5: a substitute serves the practitioner's patients.

    On a list without a GP it must be the only one, or the look-up falls back to the list (S1).
    """
    active = sorted(
        (s for s in records.substitutes if s.covers(on)), key=lambda s: (s.starts, s.id)
    )
    if person.without_gp and len(active) > 1:
        return None, [Fact(code=FactCode.SEVERAL_SUBSTITUTES, record=person.her_id)]
    for substitute in active:
        if service in substitute.services:
            fact = Fact(
                code=FactCode.SUBSTITUTE_COVERS,
                record=substitute.id,
                starts=substitute.starts,
                ends=substitute.ends,
                name=substitute.name,
                decides=True,
            )
            return State.SUBSTITUTE, [fact]
    return None, [Fact(code=FactCode.NO_SUBSTITUTE, record=person.her_id)]
