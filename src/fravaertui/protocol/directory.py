"""The directory as it is sent: what search needs, or all that registers say, of every clinic."""

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
from fravaertui.domain.model import ClinicFacts, PractitionerFacts

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


class RegisteredClinic(ClinicFacts):
    """What is known of a clinic that a register can say."""

    her_id: HerId


class RegisteredPractitioner(PractitionerFacts):
    """What is known of a practitioner that a register can say."""

    her_id: HerId


class DirectoryEntry(Value):
    """A clinic and its practitioners, without what is the desk's own."""

    clinic: RegisteredClinic
    practitioners: tuple[RegisteredPractitioner, ...]


class DirectoryFacts(Value):
    """All that registers can say of every clinic, by HER-id: what an export holds."""

    entries: tuple[DirectoryEntry, ...]
