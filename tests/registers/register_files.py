"""Files in the shapes of the Address Register, about people and places nobody has heard of."""

import base64
import json
from datetime import UTC, date, datetime, time
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

AS_OF = "2026-11-22T06:00:00+01:00"


def organisation(her_id: int = 99100001, **fields: Any) -> dict[str, Any]:
    """Return an office as the register's JSON has it, with some fields of its own."""
    return {
        "Type": "Organization",
        "HerId": her_id,
        "Active": True,
        "Name": "TESTBYGDA LEGEKONTOR",
        "DisplayName": "Testbygda  legekontor\n",
        "OrganizationNumber": 100000091,
        "ParentHerId": -1,
        "ParentOrganizationNumber": -1,
        "BusinessType": code("103"),
        "Municipality": code("301", "TESTBYGDA"),
        "ElectronicAddresses": [
            electronic("E_EPO", "hemmelig@test.example"),
            electronic("E_TLF", "00 00 91 00", inherited=True),
            electronic("E_CEN", "00 00 91 02"),
            electronic("E_TLF", "00 00 91 01"),
        ],
        "PhysicalAddresses": [physical("PST", "Postboks 1"), physical("RES", "Testveien 1")],
        "Valid": {"From": "2020-02-01T00:00:00", "To": "9999-12-31T23:59:59.997"},
        **fields,
    }


def person(her_id: int = 99100002, **fields: Any) -> dict[str, Any]:
    """Return a doctor at the office, with what the tool must not look at."""
    return {
        "Type": "Person",
        "HerId": her_id,
        "Active": True,
        "Name": "Testine M Testesen",
        "DisplayName": None,
        "ParentHerId": 99100001,
        "ParentName": "Testbygda legekontor",
        "ParentOrganizationNumber": 100000091,
        "ParentBusinessType": code("103"),
        "Municipality": code("0301", "Testbygda"),
        "ElectronicAddresses": [electronic("E_TLF", "99 99 99 99")],
        "PhysicalAddresses": [physical("RES", "Hemmelig vei 7")],
        "Valid": {"From": "2021-03-01T00:00:00", "To": "2057-05-24T00:00:00"},
        "Person": {
            "FirstName": "Testine",
            "MiddleName": None,
            "LastName": "Testesen",
            "BirthDate": "1970-01-01T00:00:00",
            "CitizenId": {"Id": "01017099999"},
            "HPRInformation": {"HPRNumber": 9900001, "HPRNo": "9900001", "Authorizations": None},
        },
        **fields,
    }


def service(her_id: int = 99100003, **fields: Any) -> dict[str, Any]:
    """Return the party «Fastlege, liste uten fast lege» of the office."""
    return {
        "Type": "Service",
        "HerId": her_id,
        "Active": True,
        "Name": "Fastlege, liste uten fast lege",
        "Code": code("KX17"),
        "ParentHerId": 99100001,
        "Valid": {"From": "2022-01-01T00:00:00", "To": None},
        **fields,
    }


def code(value: str, text: str = "") -> dict[str, Any]:
    """Return a coded value."""
    return {"Active": True, "CodeValue": value, "CodeText": text, "OID": 0}


def electronic(kind: str, address: str, *, inherited: bool = False) -> dict[str, Any]:
    """Return an electronic address."""
    return {"TypeCodeValue": kind, "Address": address, "Inherited": inherited}


def physical(kind: str, street: str, postal_code: Any = 161) -> dict[str, Any]:
    """Return an address on land."""
    return {
        "TypeCodeValue": kind,
        "StreetAddress": street,
        "PostalCode": postal_code,
        "City": "TESTBYGDA",
        "Inherited": False,
    }


def export(*parties: dict[str, Any]) -> bytes:
    """Return the register's export as JSON."""
    whole = {"LastDateTimeOffset": AS_OF, "LastEventId": "7", "CommunicationParties": parties}
    return as_json(whole)


def as_json(value: Any) -> bytes:
    """Return JSON as the register sends it."""
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


_NAMES = {
    "ElectronicAddresses": "ElectronicAddress",
    "PhysicalAddresses": "PhysicalAddress",
    "Organizations": "Organization",
    "Services": "Service",
    "People": "OrganizationPerson",
    "IndustryCodes": "Code",
    "Authorizations": "Authorization",
}


def as_xml(party: dict[str, Any], name: str = "CommunicationParty") -> str:
    """Return a party as the register's XML has it."""
    kind = {"Person": "OrganizationPerson"}.get(party["Type"], party["Type"])
    return f'<{name} xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:type="{kind}">' + (
        f"{''.join(_element(n, v) for n, v in party.items())}</{name}>"
    )


def xml_export(*parties: dict[str, Any]) -> bytes:
    """Return parties as the export of the older service has them."""
    inner = "".join(as_xml(party) for party in parties)
    namespace = 'xmlns="http://register.nhn.no/CommunicationParty"'
    return f"<ArrayOfCommunicationParty {namespace}>{inner}</ArrayOfCommunicationParty>".encode()


def _element(name: str, value: Any) -> str:
    if value is None:
        return f'<{name} i:nil="true"/>'
    if isinstance(value, dict):
        return f"<{name}>{''.join(_element(n, v) for n, v in value.items())}</{name}>"
    if isinstance(value, list):
        return f"<{name}>{''.join(_element(_NAMES[name], v) for v in value)}</{name}>"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"<{name}>{text}</{name}>"


CITIZENS = ("Timeonske", "Reseptfornyelse", "Ekonsultasjon", "Ekontakt")
"""The processes behind the four services of citizens."""


def profile(
    her_id: int = 99100002,
    *,
    processes: tuple[str, ...] = CITIZENS,
    role: str = "Fastlege",
    overview: str = "Innbygger",
    certified: tuple[date, date] | None = None,
) -> bytes:
    """Return a party's profile: the role it has in behandleroversikt, and its certificate's days.

    With Innbygger it is the other side of behandleroversikt, with nothing it doesn't have it.
    """
    roles = [*((name, role) for name in processes), *([(OVERVIEW, overview)] if overview else [])]
    party = _party(her_id, roles, certificate=certificate(*certified) if certified else "")
    name = "p:CollaborationProtocolProfile"
    return f"<{name} {_EBXML}>{party}</{name}>".encode()


def agreement(
    her_id: int = 99100002,
    *,
    processes: tuple[str, ...] = CITIZENS,
    starts: str = "2020-01-01T00:00:00+01:00",
    ends: str = "2056-06-30T23:59:00+02:00",
    status: str = "agreed",
    other: str = "Digitale innbyggertjenester",
) -> bytes:
    """Return an agreement between a party, whom citizens write to, and the `other`, Helsenorge."""
    theirs = _party(99100099, [(name, "Innbygger") for name in processes], other)
    ours = _party(her_id, [(name, "Fastlege") for name in (*processes, OVERVIEW)])
    days = f'<p:Status p:value="{status}"/>' if status else ""
    days += f"<p:Start>{starts}</p:Start><p:End>{ends}</p:End>"
    name = "p:CollaborationProtocolAgreement"
    return f"<{name} {_EBXML}>{days}{theirs}{ours}</{name}>".encode()


OVERVIEW = "BehandlerOversikt"
_EBXML = 'xmlns:p="http://www.oasis-open.org/committees/ebxml-cppa/schema/cpp-cpa-2_0.xsd"'


def certificate(first: date, last: date) -> str:
    """Return a certificate that is valid from the first through the last day, in base64.

    One without an end has the last second there is.
    """
    key = Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Testsertifikat")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    ends = datetime.combine(last, time(23, 59, 59) if last == date.max else time(12), UTC)
    starts = datetime.combine(first, time(12), UTC)
    signed = builder.not_valid_before(starts).not_valid_after(ends).sign(key, None)
    return base64.b64encode(signed.public_bytes(Encoding.DER)).decode()


def _party(
    her_id: int,
    processes: list[tuple[str, str]],
    name: str = "Testine Testesen",
    certificate: str = "",
) -> str:
    roles = "".join(
        f'<p:CollaborationRole><p:ProcessSpecification p:name="Dialog_Innbygger_{process}"/>'
        f'<p:Role p:name="{role}"/></p:CollaborationRole>'
        for process, role in processes
    )
    info = f'<p:PartyInfo p:partyName="{name}">'
    if certificate:
        roles += f"<X509Certificate>{certificate}</X509Certificate>"
    return f'{info}<p:PartyId p:type="HER">{her_id}</p:PartyId>{roles}</p:PartyInfo>'
