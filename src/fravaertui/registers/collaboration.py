"""Profiles and agreements (CPP, CPA) of communication parties: what is set up for citizens.

A profile says which processes a party has; only an agreement says that they are in use between two
parties, and until when.
"""

import base64
import binascii
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from xml.etree.ElementTree import Element

from fravaertui.domain.directory.entries import Position
from fravaertui.domain.model import Known
from fravaertui.registers.moments import as_moment, first_day, in_oslo, last_day
from fravaertui.registers.node import as_number, local_name
from fravaertui.registers.source import (
    FileRefused,
    RecordRefused,
    Refusal,
    RefusalCode,
)
from fravaertui.registers.stream import Source
from fravaertui.registers.xml_stream import records

PROFILE = "CollaborationProtocolProfile"
AGREEMENT = "CollaborationProtocolAgreement"
_PREFIX = "dialog_innbygger_"
_SERVICES = {
    "timereservasjon": "timebestilling",
    "timeonske": "timebestilling",
    "reseptfornyelse": "reseptfornyelse",
    "ekonsultasjon": "ekonsultasjon",
    "ekontakt": "ekontakt",
}
"""The service that a citizen meets, by the process behind it."""

_OVERVIEW = "behandleroversikt"
_IN_USE = ("agreed", "signed")
"""The statuses of an agreement that both parties have accepted; another is «proposed»."""

_HELSENORGE = "digitale innbyggertjenester"
"""What Helsenorge is called as a party of an agreement, whichever HER-id it has."""


@dataclass(frozen=True, slots=True)
class InForce:
    """The days on which an agreement is in force, both included; None where it doesn't say."""

    starts: date | None
    ends: date | None


@dataclass(frozen=True, slots=True)
class SetUp:
    """What a profile or an agreement says of one party.

    `services` are those whose process the party has in the role of the one who is written to.
    `overview` is yes where behandleroversikt is among its processes in that role, and unknown where
    it is there in Helsenorge's role only. `agreement` is None for a profile. `certificate_ends` is
    the last day on which every certificate is valid, and `certified` the latest on which one began.
    """

    position: Position
    her_id: int
    services: frozenset[str]
    overview: Known
    agreement: InForce | None
    certificate_ends: date | None
    certified: date | None


def set_ups(source: Source) -> Iterator[SetUp]:
    """Yield what a file says of the parties that citizens write to.

    Raises FileRefused, and RecordRefused for an agreement that doesn't say what they are offered.
    """
    found = None
    for found in records(source, (PROFILE, AGREEMENT).__contains__, lambda _: True):
        agreement, parties = None, list(_all(found, "PartyInfo"))
        if local_name(found.tag) == AGREEMENT:
            agreement = _in_force(found, source)
            parties = _beside_helsenorge(found, parties, source)
        for number, party in enumerate(parties, 1):
            yield _set_up(party, agreement, source, number)
    if found is None:
        raise source.refused(RefusalCode.UNKNOWN_FORMAT)


def _beside_helsenorge(
    agreement: Element, parties: Sequence[Element], source: Source
) -> list[Element]:
    """Return the other party of an agreement with Helsenorge that both have accepted."""
    status = next((_attribute(one, "value") for one in _all(agreement, "Status")), "")
    if status.lower() not in _IN_USE:
        raise RecordRefused(Refusal(RefusalCode.NOT_AGREED, Position(source.name)))
    others = [one for one in parties if not _is_helsenorge(one)]
    if len(others) != 1 or len(parties) != 2:
        raise RecordRefused(Refusal(RefusalCode.NOT_WITH_HELSENORGE, Position(source.name)))
    return others


def _is_helsenorge(party: Element) -> bool:
    return " ".join(_attribute(party, "partyName").lower().split()) == _HELSENORGE


def _set_up(party: Element, agreement: InForce | None, source: Source, number: int) -> SetUp:
    processes = list(_processes(party))
    names = {name for name, role in processes if _is_written_to(role)}
    certificates = list(_certificates(party, source))
    return SetUp(
        position=source.at(number),
        her_id=_her_id(party, source),
        services=frozenset(_SERVICES[name] for name in names & _SERVICES.keys()),
        overview=_overview(names, {name for name, _ in processes}),
        agreement=agreement,
        certificate_ends=min((ends for _, ends in certificates if ends), default=None),
        certified=max((starts for starts, _ in certificates if starts), default=None),
    )


def _overview(written_to: Collection[str], listed: Collection[str]) -> Known:
    """Behandleroversikt in the role of Innbygger is Helsenorge's side, which is not a yes."""
    if _OVERVIEW in written_to:
        return Known.YES
    return Known.UNKNOWN if _OVERVIEW in listed else Known.NO


def _her_id(party: Element, source: Source) -> int:
    for element in _all(party, "PartyId"):
        number = as_number(element.text or "")
        if _attribute(element, "type").upper() == "HER" and number and number > 0:
            return number
    raise source.refused(RefusalCode.MISSING, field="PartyId")


def _processes(party: Element) -> Iterator[tuple[str, str]]:
    """Yield each of a party's processes, without what all names begin with, and its role."""
    for element in _all(party, "CollaborationRole"):
        name = role = ""
        for child in element:
            if local_name(child.tag) == "ProcessSpecification":
                name = _attribute(child, "name").lower().removeprefix(_PREFIX)
            elif local_name(child.tag) == "Role":
                role = _attribute(child, "name").lower()
        yield name, role


def _is_written_to(role: str) -> bool:
    """Tell whether a role is that of the practitioner, and not of the one who writes to them.

    Version 1.2 of the processes calls the other side Innbygger, 1.1 its own side receiver.
    """
    return bool(role) and role != "innbygger" and not role.endswith("sender")


def _in_force(agreement: Element, source: Source) -> InForce:
    starts, ends = (_moment(agreement, name, source) for name in ("Start", "End"))
    return InForce(first_day(starts), last_day(ends))


def _moment(agreement: Element, name: str, source: Source) -> datetime | None:
    element = next(_all(agreement, name), None)
    if element is None or not element.text:
        return None
    try:
        return as_moment(element.text)
    except ValueError:
        raise source.refused(RefusalCode.NOT_A_MOMENT, field=name) from None


def _certificates(party: Element, source: Source) -> Iterator[tuple[date | None, date | None]]:
    """Yield the first and the last day of each certificate, as far as it has them."""
    from cryptography import x509  # takes 60 ms to import

    for element in _all(party, "X509Certificate"):
        try:
            encoded = base64.b64decode((element.text or "").encode("ascii", "replace"))
            certificate = x509.load_der_x509_certificate(encoded)
        except (ValueError, binascii.Error):
            raise _unreadable_certificate(source) from None
        period = certificate.not_valid_before_utc, certificate.not_valid_after_utc
        starts, ends = map(in_oslo, period)
        yield first_day(starts), ends.date() if ends else None


def _unreadable_certificate(source: Source) -> FileRefused:
    return source.refused(RefusalCode.MALFORMED, element="X509Certificate")


def _all(element: Element, name: str) -> Iterator[Element]:
    return (one for one in element.iter() if local_name(one.tag) == name)


def _attribute(element: Element, name: str) -> str:
    found = (value for key, value in element.attrib.items() if local_name(key) == name)
    return next(found, "")
