"""The clinic file: all records of one clinic at one version."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Self, overload
from uuid import UUID

from fravaertui.domain.fields import (
    LATEST_DAY,
    STANDARD_SERVICES,
    Value,
    Version,
    canonical_services,
)
from fravaertui.domain.model import (
    Absence,
    Clinic,
    Confirmed,
    EpjState,
    Practitioner,
    ServiceOffer,
    SetUp,
    Step,
    StepReport,
    Substitute,
    Vendor,
)


@dataclass(frozen=True)
class PractitionerRecords:
    """What a clinic file holds about one of its practitioners, in the file's order.

    `absences` are the practitioner's own and the whole clinic's (rule A8). `set_up` tells
    from what it is known which services are offered.
    """

    set_up: SetUp
    absences: tuple[Absence, ...]
    offers: tuple[ServiceOffer, ...]
    substitutes: tuple[Substitute, ...]
    epj_states: tuple[EpjState, ...]

    @cached_property
    def services(self) -> tuple[str, ...]:
        """Each service there is something to say about, in the citizen's order."""
        codes = set(STANDARD_SERVICES)
        codes.update(offer.service for offer in self.offers)
        codes.update(code for absence in self.absences for code in absence.services)
        return canonical_services(tuple(codes))

    @cached_property
    def closing(self) -> dict[str, tuple[Absence, ...]]:
        """The absences that close each service on some day."""
        return {s: tuple(a for a in self.absences if s in a.services) for s in self.services}

    def offer_is_unknown(self, service: str, on: date) -> bool:
        """Tell whether nobody has said if the service is offered on a day."""
        is_among = service in self.offers_by_service
        if self.set_up is SetUp.PROFILE:
            return is_among or self.profile_ended_before(on) is not None
        return self.set_up is SetUp.UNKNOWN and not is_among

    def profile_ended_before(self, day: date) -> date | None:
        """Return the last day of a profile that is over, and so says nothing of this one."""
        if self.set_up is not SetUp.PROFILE or not self.offers:
            return None
        last = max(offer.ends or LATEST_DAY for offer in self.offers)
        return last if last < day else None

    def ended_before(self, service: str, day: date) -> date | None:
        """Return the last day of a service's agreements, all of them over by then; else None."""
        ends = [offer.ends or LATEST_DAY for offer in self.offers_by_service.get(service, ())]
        return last if ends and (last := max(ends)) < day else None

    @cached_property
    def offers_end(self) -> bool:
        """Whether any agreement has a last day."""
        return any(offer.ends for offer in self.offers)

    @cached_property
    def offers_by_service(self) -> dict[str, tuple[ServiceOffer, ...]]:
        """The agreements for each service that has any."""
        offers: dict[str, tuple[ServiceOffer, ...]] = {}
        for offer in self.offers:
            offers[offer.service] = (*offers.get(offer.service, ()), offer)
        return offers


class ClinicFile(Value):
    """Everything about one clinic at one version. Small, so handled whole."""

    version: Version
    clinic: Clinic
    practitioners: tuple[Practitioner, ...] = ()
    offers: tuple[ServiceOffer, ...] = ()
    absences: tuple[Absence, ...] = ()
    substitutes: tuple[Substitute, ...] = ()
    epj_states: tuple[EpjState, ...] = ()
    step_reports: tuple[StepReport, ...] = ()
    vendor: Vendor | None = None
    """The clinic's EPJ vendor as the vendor table has it; not saved with the file."""
    confirmed: tuple[Confirmed, ...] = ()
    """What registers have said again since, as each import notes it; not saved with the file."""

    def practitioner(self, her_id: int) -> Practitioner:
        """Return the practitioner with this HER-id; KeyError when not at this clinic."""
        return self._practitioners[her_id]

    @overload
    def told(self, facts: Clinic) -> Clinic: ...

    @overload
    def told(self, facts: Practitioner) -> Practitioner: ...

    def told(self, facts: Clinic | Practitioner) -> Clinic | Practitioner:
        """Return what registers say of a party here, as of the last day on which they said so."""
        days: dict[str, date] = {}
        for again in self.confirmed:
            name = "set_up_as_of" if again.set_up else "as_of"
            if again.party == facts.her_id and getattr(facts, name, None) == again.since:
                days[name] = again.as_of
        return facts.model_copy(update=days) if days else facts

    @property
    def is_whole(self) -> bool:
        """Tell whether every record belongs to someone at the clinic.

        Our database guarantees it; files from elsewhere need this check.
        """
        about = {
            *(absence.practitioner for absence in self.absences),
            *(offer.practitioner for offer in self.offers),
            *(substitute.practitioner for substitute in self.substitutes),
            *(state.practitioner for state in self.epj_states),
        }
        reported = {report.substitute for report in self.step_reports}
        return about - {None} <= self._practitioners.keys() and reported <= {
            substitute.id for substitute in self.substitutes
        }

    def has_practitioner(self, her_id: int) -> bool:
        """Tell whether someone with this HER-id is at the clinic."""
        return her_id in self._practitioners

    def absence(self, absence_id: UUID) -> Absence:
        """Return the absence with this id; KeyError when the file has none."""
        for absence in self.absences:
            if absence.id == absence_id:
                return absence
        raise KeyError(absence_id)

    def substitute(self, substitute_id: UUID) -> Substitute:
        """Return the substitute with this id; KeyError when the file has none."""
        for substitute in self.substitutes:
            if substitute.id == substitute_id:
                return substitute
        raise KeyError(substitute_id)

    def step_report(self, substitute_id: UUID, step: Step) -> StepReport | None:
        """Return the last report on a step of a substitute's set-up, if there is one."""
        about = (substitute_id, step)
        return next((r for r in self.step_reports if (r.substitute, r.step) == about), None)

    def of(self, practitioner: int) -> PractitionerRecords:
        """Return the records about a practitioner; collected once for each file."""
        records = self._records.get(practitioner)
        if records is None:
            person = self._practitioners.get(practitioner)
            records = self._records[practitioner] = PractitionerRecords(
                set_up=person.set_up if person else SetUp.DESK,
                absences=tuple(a for a in self.absences if a.applies_to(practitioner)),
                offers=tuple(o for o in self.offers if o.practitioner == practitioner),
                substitutes=tuple(s for s in self.substitutes if s.practitioner == practitioner),
                epj_states=tuple(e for e in self.epj_states if e.practitioner == practitioner),
            )
        return records

    def absences_of(self, practitioner: int) -> tuple[Absence, ...]:
        """Return the practitioner's own absences and the whole clinic's."""
        return self.of(practitioner).absences

    def services_of(self, practitioner: int) -> tuple[str, ...]:
        """Return each service there is something to say about, in the citizen's order."""
        return self.of(practitioner).services

    def __copy__(self) -> Self:
        """Copy without the cached collections: a copy is made to get other records."""
        copied = super().__copy__()
        for name in ("_practitioners", "_records"):
            copied.__dict__.pop(name, None)
        return copied

    @cached_property
    def _practitioners(self) -> dict[int, Practitioner]:
        return {practitioner.her_id: practitioner for practitioner in self.practitioners}

    @cached_property
    def _records(self) -> dict[int, PractitionerRecords]:
        return {}
