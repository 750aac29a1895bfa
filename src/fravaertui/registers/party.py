"""A communication party of the Address Register, in our terms.

Only what the tool has a use for is looked at (rule R4): dates of birth, identity numbers, private
addresses and e-mail are passed over even where the source has them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from fravaertui.domain.directory.entries import Position
from fravaertui.domain.fields import LATEST_DAY
from fravaertui.registers.moments import as_moment, last_day
from fravaertui.registers.node import Node
from fravaertui.registers.private import has_identity_number, is_private
from fravaertui.registers.source import RefusalCode

_CONJUNCTION = re.compile(r"(?<= )(Og|I)(?= )")
_PHONE = re.compile(r"[+(]?[0-9][0-9 ()./+-]{2,}")
LONGEST_NAME = 200
LONGEST_PLACE = 40
_IDENTITY_DIGITS = 11
NO_END_YEAR = 2100
"""From this year on the register's end means that there is none."""

NO_END_AHEAD = timedelta(days=50 * 365)
_EARLIEST_YEAR = 1900
LIST_WITHOUT_GP = "KX17"
"""The code of the party «Fastlege, liste uten fast lege», whatever list it says it is from."""


class PartyKind(StrEnum):
    """What a communication party is."""

    ORGANISATION = "Organization"
    SERVICE = "Service"
    PERSON = "Person"


@dataclass(frozen=True, slots=True)
class Parent:
    """The organisation that a party belongs to, as far as the party says so itself."""

    her_id: int
    name: str
    organisation_number: str
    business_type: str


@dataclass(frozen=True, slots=True)
class Address:
    """Where an organisation is; the postal code always has four digits."""

    street: str = ""
    postal_code: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """A communication party; `starts` and `ends` are days, both included.

    `days_said` names those of the two that the register says anything of, also that there is none.
    Phone, address and municipality of a person are those of the organisation they are inherited
    from: one's own are private.
    """

    position: Position
    kind: PartyKind
    her_id: int
    name: str
    is_active: bool
    starts: date | None
    ends: date | None
    days_said: frozenset[str]
    parent: Parent | None
    organisation_number: str
    phone: str
    address: Address
    municipality_code: str
    municipality: str
    business_type: str
    hpr_number: int | None
    service_code: str


def parties(node: Node, as_of: date) -> Iterator[Party]:
    """Yield a party, and those that stand inside it. Raises RecordRefused.

    `as_of` is the day on which the register said so.
    """
    yield _party(node, as_of)
    for name, kind in (
        ("Organizations", PartyKind.ORGANISATION),
        ("Services", PartyKind.SERVICE),
        ("People", PartyKind.PERSON),
    ):
        for inner in node.each(name):
            yield _party(inner, as_of, kind)


def _party(node: Node, as_of: date, otherwise: PartyKind | None = None) -> Party:
    her_id = node.number("HerId")
    if her_id is None:
        raise node.refused(RefusalCode.MISSING, "HerId")
    kind = _kind(node, otherwise)
    is_active = node.flag("Active") is not False
    days = _days(node, as_of, is_active=is_active)
    municipality = _municipality(node, kind)
    return Party(
        position=node.position,
        kind=kind,
        her_id=her_id,
        name=_name(node, kind),
        is_active=is_active,
        starts=days.get("starts"),
        ends=days.get("ends"),
        days_said=frozenset(days),
        parent=_parent(node),
        organisation_number=_digits(node, "OrganizationNumber"),
        phone=_phone(node, kind),
        address=_address(node, kind),
        municipality_code=_padded(municipality, "CodeValue"),
        municipality=_place_name(municipality.open_text("CodeText", LONGEST_PLACE)),
        business_type=node.inner("BusinessType").text("CodeValue", LONGEST_PLACE),
        hpr_number=_hpr_number(node),
        service_code=node.inner("Code").text("CodeValue", LONGEST_PLACE),
    )


def _kind(node: Node, otherwise: PartyKind | None) -> PartyKind:
    said = node.text("Type", LONGEST_NAME)
    for kind in PartyKind:
        if said == kind:
            return kind
    if otherwise is None:
        raise node.refused(RefusalCode.MISSING, "Type")
    return otherwise


def _name(node: Node, kind: PartyKind) -> str:
    """A person's own name before what the party is called; other parties as they are shown."""
    said = [node.text(part, LONGEST_NAME) for part in ("DisplayName", "Name")]
    if kind is PartyKind.PERSON:
        person = node.inner("Person")
        parts = [person.text(p, LONGEST_NAME) for p in ("FirstName", "MiddleName", "LastName")]
        said.insert(0, " ".join(filter(None, parts)))
    name = next(filter(None, said), "")
    if not name:
        raise node.refused(RefusalCode.MISSING, "Name")
    if is_private(name):  # of a person's only the whole tells it
        raise node.refused(RefusalCode.PRIVATE, "Name")
    return name


def _parent(node: Node) -> Parent | None:
    her_id = node.number("ParentHerId")
    if her_id is None:
        return None
    return Parent(
        her_id=her_id,
        name=node.open_text("ParentName", LONGEST_NAME),
        organisation_number=_digits(node, "ParentOrganizationNumber"),
        business_type=node.inner("ParentBusinessType").text("CodeValue", LONGEST_PLACE),
    )


def _hpr_number(node: Node) -> int | None:
    information = node.inner("Person").inner("HPRInformation")
    return information.number("HPRNumber") or information.number("HPRNo")


def _addresses(node: Node, name: str, kind: PartyKind) -> Iterator[Node]:
    """Yield the addresses that are a workplace's; a person's own ones are private."""
    for address in node.each(name):
        if kind is not PartyKind.PERSON or address.flag("Inherited"):
            yield address


def _municipality(node: Node, party: PartyKind) -> Node:
    """A person's is the workplace's where all they have is inherited; otherwise it is private."""
    addresses = list(node.each("PhysicalAddresses"))
    inherited = bool(addresses) and all(address.flag("Inherited") for address in addresses)
    is_workplace = party is not PartyKind.PERSON or inherited
    return node.inner("Municipality") if is_workplace else Node({}, node.position)


def _phone(node: Node, party: PartyKind) -> str:
    """Its own telephone before the switchboard's, and either before an inherited one."""
    found = []
    for address in _addresses(node, "ElectronicAddresses", party):
        kind = address.text("TypeCodeValue", LONGEST_PLACE)
        if kind in ("E_TLF", "E_CEN"):
            inherited = address.flag("Inherited") is True
            number = address.text("Address", LONGEST_PLACE)
            if _is_phone(number):
                found.append((inherited, kind == "E_CEN", number))
    return min(found)[2] if found else ""


def _is_phone(text: str) -> bool:
    """Tell a number to call from an e-mail address and an identity number (rule R4)."""
    digits = "".join(filter(str.isdigit, text))
    is_identity = len(digits) == _IDENTITY_DIGITS and not text.startswith("+")
    return bool(_PHONE.fullmatch(text)) and not is_identity and not has_identity_number(text)


def _address(node: Node, party: PartyKind) -> Address:
    """Where one goes before where one writes to."""
    addresses = _addresses(node, "PhysicalAddresses", party)
    found = {a.text("TypeCodeValue", LONGEST_PLACE): a for a in addresses}
    address = found.get("RES") or found.get("PST")
    if address is None:
        return Address()
    return Address(
        street=address.open_text("StreetAddress", LONGEST_NAME),
        postal_code=_padded(address, "PostalCode"),
        place=address.open_text("City", LONGEST_PLACE),
    )


def _padded(node: Node, name: str) -> str:
    """Return a code of four digits, of which numbers lose the first: `301` is `0301`."""
    number = node.number(name)
    return f"{number:04d}" if number is not None else ""


def _place_name(text: str) -> str:
    """Return a place as people write it: the register's own list has all in capitals."""
    if not text.isupper():
        return text
    return _CONJUNCTION.sub(lambda found: found[0].lower(), text.title())


def _digits(node: Node, name: str) -> str:
    number = node.number(name)
    return str(number) if number is not None else ""


def _days(node: Node, as_of: date, *, is_active: bool) -> dict[str, date | None]:
    """Return the first and the last day, as far as the register says anything of them.

    Its periods are half open: the last day is that of the instant before the end.
    """
    valid = _valid(node)
    starts, ends = _moment(valid, "From"), _moment(valid, "To")
    if starts and ends and ends < starts:
        raise node.refused(RefusalCode.REVERSED, "Valid")
    first = starts.date() if starts and starts.year > _EARLIEST_YEAR else None
    last = last_day(ends)
    if last and (last.year >= NO_END_YEAR or last - as_of >= NO_END_AHEAD or last > LATEST_DAY):
        last = None
    if not is_active and (last is None or last >= as_of):
        last = as_of - timedelta(days=1)
    days: dict[str, date | None] = {}
    if first:
        days["starts"] = None if last and last < first else first
    if last or valid.has("To"):
        days["ends"] = last
    return days


def _valid(node: Node) -> Node:
    """Return the period of a party, an empty record when none is said. Raises RecordRefused."""
    valid = node.inner("Valid")
    if not valid.values and node.get("Valid") not in (None, "", {}):
        raise node.refused(RefusalCode.NOT_A_MOMENT, "Valid")
    return valid


def _moment(node: Node, name: str) -> datetime | None:
    """Return a moment as the clock in Oslo showed it, which is how the register writes them."""
    written = node.text(name, LONGEST_NAME)
    if not written and node.get(name) in (None, ""):
        return None
    try:
        return as_moment(written)
    except ValueError:
        raise node.refused(RefusalCode.NOT_A_MOMENT, name) from None
