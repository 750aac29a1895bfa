"""Building an invented clinic's file.

Numbers and ids are assigned in order, so that the same clinic gets the same ones every time.
"""

from datetime import date, timedelta
from uuid import UUID, uuid5

from fravaertui.backend.demo.numbers import HER_IDS, HER_IDS_PER_CLINIC
from fravaertui.backend.store.vendors import shipped
from fravaertui.domain.calendar import week_start
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.domain.model import (
    Absence,
    Clinic,
    EpjState,
    Known,
    Practitioner,
    ServiceOffer,
    Source,
    Step,
    StepReport,
    Substitute,
    Vendor,
)

_HPR_NUMBERS = 990_000_000
_ORGANISATIONS = 10_000_000
_CHECK_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)
_ELEVEN = 11
_RECORDS = UUID("6f3c4a0e-6c55-4f0e-9d53-0f7a3c1b2d11")

Days = tuple[date, date]

GOOD_EPJ = Vendor(
    code="testjournal",
    name="Testjournal",
    offers_temporary_absence=Known.YES,
    offers_list_without_gp=Known.YES,
    demands_party=Known.NO,
    source="oppdiktet",
)
BAD_EPJ = Vendor(
    code="enkeljournal",
    name="Enkel Testjournal",
    offers_temporary_absence=Known.NO,
    offers_list_without_gp=Known.NO,
    demands_party=Known.NO,
    source="oppdiktet",
)
INVENTED_VENDORS = {vendor.code: vendor for vendor in (GOOD_EPJ, BAD_EPJ)}
"""Vendors of the invented clinics: too little is known of the real ones to show every case."""


def organisation_number(number: int) -> str:
    """Return the number-th organisation number for tests.

    The check digit is right (mod 11), and no real one begins with 1.
    """
    for body in (_ORGANISATIONS + 2 * number, _ORGANISATIONS + 2 * number + 1):
        weighted = zip(str(body), _CHECK_WEIGHTS, strict=True)
        check = -sum(int(digit) * weight for digit, weight in weighted) % _ELEVEN
        if check < _ELEVEN - 1:
            return f"{body}{check}"
    raise ValueError(f"neither candidate for {number} has a check digit")


def hpr_number(person: int) -> int:
    """Return the HPR number of an invented person; real ones are shorter."""
    return _HPR_NUMBERS + person


def weeks(today: date, first: int, last: int) -> Days:
    """Return Monday of the first to Sunday of the last week, counted from today's week as 0."""
    monday = week_start(today)
    return monday + timedelta(weeks=first), monday + timedelta(weeks=last, days=6)


class ClinicBuilder:
    """Builds an invented clinic's file."""

    def __init__(
        self,
        number: int,
        name: str,
        *,
        phone: str = "",
        information: str = "",
        municipality: str = "Testvik",
        vendor: str = GOOD_EPJ.code,
    ) -> None:
        """`number` determines the clinic's HER-id and organisation number."""
        self._her_id = HER_IDS + number * HER_IDS_PER_CLINIC
        self._clinic = Clinic(
            her_id=self._her_id,
            organisation_number=organisation_number(number),
            name=name,
            phone=phone,
            municipality=municipality,
            patient_information=information,
            epj_vendor=vendor,
        )
        self._practitioners: list[Practitioner] = []
        self._offers: list[ServiceOffer] = []
        self._absences: list[Absence] = []
        self._substitutes: list[Substitute] = []
        self._epj_states: list[EpjState] = []
        self._step_reports: list[StepReport] = []

    def practitioner(
        self,
        name: str,
        person: int | None,
        *,
        starts: date | None = None,
        ends: date | None = None,
        offers: tuple[str, ...] = STANDARD_SERVICES,
        offers_end: date | None = None,
        without_gp: bool = False,
        overview: Known = Known.YES,
    ) -> int:
        """Add a practitioner with the services they offer, and return the HER-id."""
        her_id = self._her_id + len(self._practitioners) + 1
        self._practitioners.append(
            Practitioner(
                her_id=her_id,
                hpr_number=None if person is None else hpr_number(person),
                name=name,
                starts=starts,
                ends=ends,
                without_gp=without_gp,
                practitioner_overview=overview,
            )
        )
        self._offers += (
            ServiceOffer(practitioner=her_id, service=service, ends=offers_end)
            for service in offers
        )
        return her_id

    def away(
        self,
        practitioner: int | None,
        days: Days,
        services: tuple[str, ...] = STANDARD_SERVICES,
        source: Source = Source.DESK,
    ) -> None:
        """Add an absence; practitioner None is the whole clinic."""
        self._absences.append(
            Absence(
                id=self._next_id(),
                practitioner=practitioner,
                starts=days[0],
                ends=days[1],
                services=services,
                source=source,
            )
        )

    def substitute(
        self,
        practitioner: int,
        name: str,
        person: int,
        starts: date,
        ends: date | None,
        services: tuple[str, ...] = STANDARD_SERVICES,
        *,
        her_id: int | None = None,
        reported: dict[Step, date] | None = None,
    ) -> None:
        """Add who serves the practitioner's patients; `reported` steps are in place since a day."""
        substitute_id = self._next_id()
        self._step_reports += (
            StepReport(substitute=substitute_id, step=step, known=Known.YES, seen_on=day)
            for step, day in (reported or {}).items()
        )
        self._substitutes.append(
            Substitute(
                id=substitute_id,
                practitioner=practitioner,
                name=name,
                hpr_number=hpr_number(person),
                her_id=her_id,
                own_list=Known.NO,
                starts=starts,
                ends=ends,
                services=services,
            )
        )

    def switched_off(self, practitioner: int, services: tuple[str, ...], seen_on: date) -> None:
        """Add that services were seen switched off in the practitioner's EPJ."""
        self._epj_states += (
            EpjState(practitioner=practitioner, service=service, switched_off=True, seen_on=seen_on)
            for service in services
        )

    def file(self) -> ClinicFile:
        """Return the file at its first version."""
        return ClinicFile(
            version=1,
            clinic=self._clinic,
            practitioners=tuple(self._practitioners),
            offers=tuple(self._offers),
            absences=tuple(self._absences),
            substitutes=tuple(self._substitutes),
            epj_states=tuple(self._epj_states),
            step_reports=tuple(self._step_reports),
            vendor=_vendor(self._clinic.epj_vendor),
        )

    def _next_id(self) -> UUID:
        made = len(self._absences) + len(self._substitutes)
        return uuid5(_RECORDS, f"{self._her_id}/{made}")


def _vendor(code: str) -> Vendor | None:
    known = shipped().get(code)
    return known.vendor if known else INVENTED_VENDORS.get(code)
