"""The records of one clinic.

The same models are the wire format and what the store loads. Periods have both ends included
(rule D1); a missing end means "until further notice".
"""

from datetime import date
from enum import StrEnum
from typing import Self
from uuid import UUID

from pydantic import model_validator

from fravaertui.domain.fields import (
    Day,
    FourDigits,
    HerId,
    HprNumber,
    Name,
    OrganisationNumber,
    PatientInformation,
    Phone,
    PlaceName,
    ServiceCode,
    Services,
    SourceName,
    Street,
    Value,
    VendorCode,
)


class Period(Value):
    """Days from `starts` to `ends`, both included; None leaves that side open."""

    starts: Day | None = None
    ends: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.is_reversed:
            raise ValueError(f"ends {self.ends} is before starts {self.starts}")
        return self

    @property
    def is_reversed(self) -> bool:
        """Tell whether the last day is before the first, as a copy with other days may have it."""
        return bool(self.starts and self.ends and self.ends < self.starts)

    def covers(self, day: date) -> bool:
        """Tell whether the day is in the period."""
        return (self.starts is None or self.starts <= day) and (
            self.ends is None or day <= self.ends
        )

    def left_before(self, day: date) -> date | None:
        """Return the last day of a period that is over on a day; None when it is not."""
        return self.ends if self.ends and self.ends < day else None

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


class RegisterFacts(Period):
    """What a register says of a communication party, valid in the period (rule R1).

    `as_of` is the day on which `source` said so; both are empty for what no register has said.
    """

    name: Name
    source: SourceName = ""
    as_of: Day | None = None


class ClinicFacts(RegisterFacts):
    """What a register says of an organisation."""

    organisation_number: OrganisationNumber = ""
    phone: Phone = ""
    street: Street = ""
    postal_code: FourDigits = ""
    postal_place: PlaceName = ""
    municipality_code: FourDigits = ""
    municipality: PlaceName = ""
    withdrawn: bool = False
    """The import that the clinic came with was taken back, and nothing is known of it any more."""


class Clinic(ClinicFacts):
    """The organisation chosen under «Velg virksomhet»; what is added here is the desk's own."""

    her_id: HerId
    patient_information: PatientInformation = ""
    epj_vendor: VendorCode = ""


class PractitionerFacts(RegisterFacts):
    """What a register says of a person, or of the party «Fastlege, liste uten fast lege»."""

    hpr_number: HprNumber | None = None
    without_gp: bool = False
    """This is the party «Fastlege, liste uten fast lege», not a person."""
    holds_list: Known = Known.YES
    """Whether the person is a GP with a list; of the party without one it says nothing."""


class SetUp(StrEnum):
    """From what it is known which services a practitioner offers."""

    UNKNOWN = "unknown"
    """Nobody has said: a service without any offer may be offered all the same."""
    PROFILE = "profile"
    """The party's profile: a service that it has may be offered, and no other is."""
    AGREEMENT = "agreement"
    """Agreements between the party and others: a service without an offer is not offered."""
    DESK = "desk"
    """The desk: a service without an offer is not offered."""


class Practitioner(PractitionerFacts):
    """A GP at one clinic, active there in the period.

    The same person at two clinics is two practitioners with one HPR number.
    """

    her_id: HerId
    set_up: SetUp = SetUp.DESK
    set_up_as_of: Day | None = None
    """The day on which a register said what is set up; None when none has."""
    practitioner_overview: Known = Known.UNKNOWN
    """Whether the process behandleroversikt is set up, as the Address Register shows it."""


class Confirmed(Value):
    """That a register has said the same again on a later day, which changes nothing (rule R1).

    `set_up` is that it was said what is set up with the party, else who and where it is. It holds
    of what was known as of `since`; what has come in its place has a day of its own.
    """

    party: HerId
    set_up: bool
    since: Day
    as_of: Day


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
