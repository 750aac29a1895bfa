"""The records of one clinic, and the clinic file that holds them all at one version.

The same models are the wire format and what the store loads. Periods have both ends included
(rule D1); a missing end means "until further notice".
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

from fravaertui.domain.safe_text import first_unsafe

STANDARD_SERVICES = ("timebestilling", "reseptfornyelse", "ekonsultasjon", "ekontakt")
"""The services the absence form is documented with, in the order the citizen meets them.

Services are data: an unknown code is stored, and shown as it is.
"""

_PLACES = {code: place for place, code in enumerate(STANDARD_SERVICES)}

EARLIEST_DAY = date(1900, 1, 1)
LATEST_DAY = date(2199, 12, 31)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Value(BaseModel):
    """Base of everything in the domain: immutable, strict, no unknown fields."""

    # Schemas are built when first needed: the screen paints before that.
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", defer_build=True)


def _only_a_day(value: object) -> object:
    """Refuse what pydantic would convert to a date: timestamps, numbers, midnights."""
    if isinstance(value, str):
        if not _ISO_DAY.fullmatch(value):
            raise ValueError("a day is written YYYY-MM-DD")
        return date.fromisoformat(value)
    return value


def _safe(value: str) -> str:
    unsafe = first_unsafe(value)
    if unsafe:
        raise ValueError(f"the character {unsafe} is not allowed in text")
    return value


def _safe_lines(value: str) -> str:
    unsafe = first_unsafe(value, allow_newline=True)
    if unsafe:
        raise ValueError(f"the character {unsafe} is not allowed in text")
    return value


def digits_only(value: object) -> object:
    """Refuse what pydantic would convert to a number: `1.0`, `+1`, `1_000`."""
    if isinstance(value, str) and not (value.isascii() and value.isdigit()):
        raise ValueError("a number is written with digits only")
    return value


def service_order(code: str) -> tuple[int, str]:
    """Sort key: the standard services in the citizen's order, then unknown codes by name."""
    return (_PLACES.get(code, len(_PLACES)), code)


def _canonical_services(codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(codes), key=service_order))


Day = Annotated[date, BeforeValidator(_only_a_day), Field(ge=EARLIEST_DAY, le=LATEST_DAY)]
"""A calendar day, `YYYY-MM-DD` on the wire."""

Moment = Annotated[
    AwareDatetime,
    Field(
        ge=datetime(EARLIEST_DAY.year, 1, 1, tzinfo=UTC),
        le=datetime(LATEST_DAY.year, 12, 31, tzinfo=UTC),
    ),
]
"""A moment with its zone, in years that every zone has."""

AnyDay = Annotated[date, BeforeValidator(_only_a_day)]
"""A calendar day without bounds: a computed one may lie a day past the latest."""

HerId = Annotated[int, Field(ge=1, le=2**53 - 1)]
"""Identity of a communication party in the Address Register; no check digit."""

HprNumber = Annotated[int, Field(ge=1, le=999_999_999)]
"""Identity of a health professional; no published check digit."""

Version = Annotated[int, Field(ge=1, le=2**53 - 1)]

Name = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_safe)]
Phone = Annotated[str, Field(max_length=40), AfterValidator(_safe)]
MunicipalityName = Annotated[str, Field(max_length=40), AfterValidator(_safe)]
SourceName = Annotated[str, Field(max_length=40), AfterValidator(_safe)]
"""The source of a fact, as people would look it up; empty when unknown."""

PatientInformation = Annotated[str, Field(max_length=200), AfterValidator(_safe_lines)]
CaseReference = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(_safe)]
OrganisationNumber = Annotated[str, Field(pattern=r"^-?[0-9]{1,12}$")]
"""Kept as received: the registry itself holds numbers that fail the check digit."""

VendorCode = Annotated[str, Field(pattern=r"^[a-z0-9_.-]{0,40}$")]
"""An EPJ vendor of the vendor table; empty when nobody has asked yet."""

ServiceCode = Annotated[str, Field(pattern=r"^[a-z0-9_.-]{1,40}$")]
MOST_SERVICES = 20
"""Most services in one record or change."""

Services = Annotated[
    tuple[ServiceCode, ...],
    Field(min_length=1, max_length=MOST_SERVICES),
    AfterValidator(_canonical_services),
]


class Period(Value):
    """Days from `starts` to `ends`, both included; None leaves that side open."""

    starts: Day | None = None
    ends: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.starts and self.ends and self.ends < self.starts:
            raise ValueError(f"ends {self.ends} is before starts {self.starts}")
        return self

    def covers(self, day: date) -> bool:
        """Tell whether the day is in the period."""
        return (self.starts is None or self.starts <= day) and (
            self.ends is None or day <= self.ends
        )

    def overlaps(self, first: date, last: date) -> bool:
        """Tell whether any day from `first` to `last`, both included, is in the period."""
        return (self.starts is None or self.starts <= last) and (
            self.ends is None or first <= self.ends
        )


class Known(StrEnum):
    """What is known about something that should be in place; unknown is never taken as yes."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Clinic(Value):
    """The organisation chosen under «Velg virksomhet»."""

    her_id: HerId
    organisation_number: OrganisationNumber
    name: Name
    phone: Phone = ""
    municipality: MunicipalityName = ""
    patient_information: PatientInformation = ""
    epj_vendor: VendorCode = ""


class Practitioner(Period):
    """A GP at one clinic, active there in the period.

    The same person at two clinics is two practitioners with one HPR number.
    """

    her_id: HerId
    hpr_number: HprNumber | None = None
    name: Name
    without_gp: bool = False
    """This is the party «Fastlege, liste uten fast lege», not a person."""
    practitioner_overview: Known = Known.UNKNOWN
    """Whether the process behandleroversikt is set up, as the Address Register shows it."""


class ServiceOffer(Period):
    """A service a practitioner offers while its process agreement is in force."""

    practitioner: HerId
    service: ServiceCode


class Source(StrEnum):
    """The system that a record was made in."""

    DESK = "desk"
    PORTAL = "portal"
    EPJ = "epj"
    IMPORT = "import"


class Identified(Value):
    """A record with an id that stays the same when its values change."""

    id: UUID


class AbsenceTerms(Value):
    """The parts of an absence that may be changed."""

    starts: Day
    ends: Day
    services: Services


class AbsenceDetails(AbsenceTerms):
    """All fields of an absence; `practitioner` is None for the whole clinic.

    A new field is added here, or to the terms if it may be changed: the record and the changes
    inherit it.
    """

    practitioner: HerId | None
    source: Source = Source.DESK


class Absence(AbsenceDetails, Identified):
    """A practitioner's absence, or the whole clinic's when `practitioner` is None."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends < self.starts:
            raise ValueError(f"ends {self.ends} is before starts {self.starts}")
        return self

    def covers(self, day: date) -> bool:
        """Tell whether the day is one of the absence's days."""
        return self.starts <= day <= self.ends

    def applies_to(self, practitioner: int) -> bool:
        """Tell whether the absence applies to the practitioner (rule A8 for whole clinics)."""
        return self.practitioner is None or self.practitioner == practitioner


class SubstituteTerms(Value):
    """The parts of a substitute record that may be changed; the end may be open (rule S5)."""

    starts: Day
    ends: Day | None
    services: Services


class SubstituteDetails(SubstituteTerms):
    """All fields of a substitute; a new field is added here, or to the terms."""

    practitioner: HerId
    name: Name
    hpr_number: HprNumber | None = None
    her_id: HerId | None = None
    own_list: Known = Known.UNKNOWN
    ends: Day | None = None


class Substitute(SubstituteDetails, Identified, Period):
    """Who serves a practitioner's patients in a period, for some services.

    `her_id` is the substitute's own communication party, where there is one. `own_list` tells
    whether the substitute has patients of their own.
    """


class Step(StrEnum):
    """What must be in place for a substitute to serve citizens (rule S2)."""

    VENDOR_OFFERS = "vendor_offers"
    PRACTITIONER_OVERVIEW = "practitioner_overview"
    OWN_PROCESSES = "own_processes"
    REGISTERED_IN_EPJ = "registered_in_epj"
    VENDOR_DEMANDS = "vendor_demands"
    OWN_LIST = "own_list"
    NO_ABSENCE = "no_absence"
    CITIZEN_SEES = "citizen_sees"


class StepReport(Value):
    """What a caller has reported on a step that the data can't show (rule S3)."""

    substitute: UUID
    step: Step
    known: Known
    seen_on: Day


class Vendor(Value):
    """The facts on an EPJ vendor, and their source (rule S4); nothing is invented."""

    code: VendorCode
    name: Name
    offers_temporary_absence: Known = Known.UNKNOWN
    offers_list_without_gp: Known = Known.UNKNOWN
    demands_party: Known = Known.UNKNOWN
    """The substitute must be a communication party with a HER-id."""
    source: SourceName = ""
    source_date: Day | None = None


class EpjState(Value):
    """The last observation of a service in the practitioner's EPJ, which may be outdated."""

    practitioner: HerId
    service: ServiceCode
    switched_off: bool
    seen_on: Day


@dataclass(frozen=True)
class PractitionerRecords:
    """What a clinic file holds about one of its practitioners, in the file's order.

    `absences` are the practitioner's own and the whole clinic's (rule A8).
    """

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
        return _canonical_services(tuple(codes))

    @cached_property
    def closing(self) -> dict[str, tuple[Absence, ...]]:
        """The absences that close each service on some day."""
        return {s: tuple(a for a in self.absences if s in a.services) for s in self.services}

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

    def practitioner(self, her_id: int) -> Practitioner:
        """Return the practitioner with this HER-id; KeyError when not at this clinic."""
        return self._practitioners[her_id]

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
            records = self._records[practitioner] = PractitionerRecords(
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
