"""The directory as it is sent: what search needs of all clinics and practitioners."""

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from fravaertui.domain.fields import (
    HerId,
    HprNumber,
    Name,
    OrganisationNumber,
    Phone,
    PlaceName,
    Value,
)

# Thousands of them are held at a time: as models they took five times the memory.
_LIKE_VALUE = ConfigDict(strict=True, extra="forbid", defer_build=True)


@dataclass(frozen=True, slots=True, kw_only=True, config=_LIKE_VALUE)
class DirectoryPractitioner:
    """A practitioner as the directory lists them."""

    her_id: HerId
    hpr_number: HprNumber | None = None
    name: Name


@dataclass(frozen=True, slots=True, kw_only=True, config=_LIKE_VALUE)
class DirectoryClinic:
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
