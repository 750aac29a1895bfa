"""What the Address Register says of a communication party, as facts of ours."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from fravaertui.domain.directory.entries import ClinicEntry, Entry, PractitionerEntry, SetUpEntry
from fravaertui.domain.fields import canonical_services
from fravaertui.domain.model import ClinicFacts, Known, PractitionerFacts
from fravaertui.registers.collaboration import SetUp
from fravaertui.registers.party import LIST_WITHOUT_GP, NO_END_YEAR, Parent, Party, PartyKind
from fravaertui.registers.place_names import as_written

_GP_OFFICE = "103"
"""The type of business of GPs' offices, and of others: «Fastlege og annen privat virksomhet»."""

_MAY_BE_GP_OFFICE = (_GP_OFFICE, "")


def entries(party: Party) -> Iterator[Entry]:
    """Yield what a party says of itself and of the organisation it is at; nothing if it is no GP's.

    The register doesn't tell a GP from another doctor: whoever is at a GP's office may be one.
    """
    if party.kind is PartyKind.ORGANISATION:
        if party.business_type == _GP_OFFICE:
            yield ClinicEntry(her_id=party.her_id, facts=_clinic(party), position=party.position)
        return
    parent = party.parent
    is_practitioner = party.kind is PartyKind.PERSON or party.service_code == LIST_WITHOUT_GP
    if not is_practitioner or not parent or parent.business_type not in _MAY_BE_GP_OFFICE:
        return
    if parent.name:
        yield ClinicEntry(
            her_id=parent.her_id,
            facts=_named(party, parent),
            is_mention=True,
            position=party.position,
        )
    yield PractitionerEntry(
        her_id=party.her_id,
        clinic=parent.her_id,
        facts=_practitioner(party),
        position=party.position,
    )


def set_up_entries(said: Sequence[SetUp], today: date) -> Iterator[SetUpEntry]:
    """Yield what profiles and agreements say of each party, of those that citizens can write to.

    An agreement without any process for citizens says nothing of what they are offered.
    """
    for one in said:
        agreement = one.agreement
        if agreement and not one.services:
            continue
        ends = [one.certificate_ends, agreement.ends if agreement else None]
        last = min((day for day in ends if day), default=None)
        is_over = last is not None and last < today
        yield SetUpEntry(
            her_id=one.her_id,
            as_of=_own_day(one, today),
            is_agreement=agreement is not None,
            services=canonical_services(tuple(one.services)),
            overview=Known.UNKNOWN if is_over else one.overview,
            starts=agreement.starts if agreement else None,
            ends=last if last and last.year < NO_END_YEAR else None,
            is_over=is_over,
            between=tuple(sorted(other.her_id for other in said)) if agreement else (),
            position=one.position,
        )


def _own_day(said: SetUp, today: date) -> date | None:
    """Return the latest day that a profile or an agreement itself has, up to today, if any.

    It has no other date than those of its period and its certificates: that of its file says when
    somebody fetched it, and a fresh copy of an old one says nothing new.
    """
    days = [said.certified, said.certificate_ends]
    if said.agreement:
        days += [said.agreement.starts, said.agreement.ends]
    return max((day for day in days if day and day <= today), default=None)


def _clinic(party: Party) -> ClinicFacts:
    period = {"name": party.name, **_days(party)}
    number = {"organisation_number": party.organisation_number}
    return ClinicFacts.model_validate(period | _known(number | _place(party)))


def _named(party: Party, parent: Parent) -> ClinicFacts:
    """What a person has inherited is said of the organisation; a service has a place of its own."""
    number = {"organisation_number": parent.organisation_number}
    place = _place(party) if party.kind is PartyKind.PERSON else {}
    return ClinicFacts.model_validate({"name": parent.name} | _known(number | place))


def _days(party: Party) -> dict[str, date | None]:
    """Leave out a day that the register says nothing of, so that it stays as it was."""
    days = {"starts": party.starts, "ends": party.ends}
    return {name: day for name, day in days.items() if name in party.days_said}


def _known(said: dict[str, str]) -> dict[str, str]:
    """Leave out what the register doesn't know, so that it clears nothing."""
    return {name: value for name, value in said.items() if value}


def _place(party: Party) -> dict[str, str]:
    address = party.address
    return {
        "phone": party.phone,
        "street": as_written(address.street),
        "postal_code": address.postal_code,
        "postal_place": as_written(address.place),
        "municipality_code": party.municipality_code,
        "municipality": as_written(party.municipality),
    }


def _practitioner(party: Party) -> PractitionerFacts:
    """That a doctor holds a list is not in the register, but the list that nobody holds is."""
    said: dict[str, Any] = {"name": party.name, **_days(party)}
    if party.service_code == LIST_WITHOUT_GP:
        said["without_gp"] = True
    hpr_number = {"hpr_number": party.hpr_number} if party.hpr_number else {}
    return PractitionerFacts.model_validate(said | hpr_number)
