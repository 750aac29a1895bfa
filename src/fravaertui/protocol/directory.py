"""The directory as it is sent: what search needs of all clinics and practitioners."""

from pydantic import Field

from fravaertui.domain.fields import (
    HerId,
    HprNumber,
    Name,
    OrganisationNumber,
    Phone,
    PlaceName,
    Value,
)


class DirectoryPractitioner(Value):
    """A practitioner as the directory lists them."""

    her_id: HerId
    hpr_number: HprNumber | None = None
    name: Name


class DirectoryClinic(Value):
    """A clinic as the directory lists it."""

    her_id: HerId
    organisation_number: OrganisationNumber
    name: Name
    phone: Phone = ""
    municipality: PlaceName = ""
    practitioners: tuple[DirectoryPractitioner, ...] = ()


class Directory(Value):
    """Every clinic."""

    clinics: tuple[DirectoryClinic, ...] = Field(default=())
