"""The types of the records' fields, with what they refuse, and the base of every record."""

import re
from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

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


def canonical_services(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Return each code once, in the citizen's order."""
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

PlaceName = Annotated[str, Field(max_length=40), AfterValidator(_safe)]

Street = Annotated[str, Field(max_length=200), AfterValidator(_safe)]

FourDigits = Annotated[str, Field(pattern=r"^([0-9]{4})?$")]
"""A postal code or a municipality's number, which numbers lose the first digit of; or empty."""

SourceName = Annotated[str, Field(max_length=40), AfterValidator(_safe)]
"""The source of a fact, as people would look it up; empty when unknown."""

PatientInformation = Annotated[str, Field(max_length=200), AfterValidator(_safe_lines)]

LONGEST_CASE = 64
"""Characters of a case reference at most."""

CaseReference = Annotated[str, Field(min_length=1, max_length=LONGEST_CASE), AfterValidator(_safe)]

OrganisationNumber = Annotated[str, Field(pattern=r"^(-?[0-9]{1,12})?$")]
"""Kept as received: the registry itself holds numbers that fail the check digit; or empty."""

VendorCode = Annotated[str, Field(pattern=r"^[a-z0-9_.-]{0,40}$")]
"""An EPJ vendor of the vendor table; empty when nobody has asked yet."""

ServiceCode = Annotated[str, Field(pattern=r"^[a-z0-9_.-]{1,40}$")]

MOST_SERVICES = 20
"""Most services in one record or change."""

Services = Annotated[
    tuple[ServiceCode, ...],
    Field(min_length=1, max_length=MOST_SERVICES),
    AfterValidator(canonical_services),
]
