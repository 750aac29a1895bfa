"""What the Address Register says of its parties, in the tool's terms (rules R1, R4)."""

import codecs
import gzip
import io
import tracemalloc
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from fravaertui.domain.directory.entries import ClinicEntry, said
from fravaertui.registers.entries import entries
from fravaertui.registers.json_parties import json_nodes
from fravaertui.registers.party import Address, Parent, Party, PartyKind, parties
from fravaertui.registers.source import FileRefused, RecordRefused, RefusalCode
from fravaertui.registers.stream import Source
from fravaertui.registers.xml_parties import xml_nodes
from tests.registers.register_files import (
    as_json,
    electronic,
    export,
    organisation,
    person,
    physical,
    service,
    xml_export,
)

TODAY = date(2026, 11, 22)
SECRETS = ("hemmelig", "Hemmelig", "99 99 99 99", "1970", "01017099999")


def read(content: bytes) -> list[Party]:
    source = Source(io.BytesIO(content), "fil")
    is_xml = b"<" in content[:4]
    nodes = xml_nodes(source) if is_xml else json_nodes(source)
    return [party for node in nodes for party in parties(node, TODAY)]


def refusal(content: bytes) -> RefusalCode | None:
    try:
        read(content)
    except (FileRefused, RecordRefused) as refused:
        return refused.refusal.code
    return None


SHAPES: dict[str, Callable[..., bytes]] = {
    "one as JSON": lambda *them: as_json(them[0]),
    "in newer JSON's wrapper": lambda *them: as_json({"herId": 1, "communicationParty": them[0]}),
    "a list as JSON": lambda *them: as_json(them),
    "the export as JSON": export,
    "the export as XML": xml_export,
    "packed": lambda *them: gzip.compress(export(*them)),
    "with a mark": lambda *them: codecs.BOM_UTF8 + export(*them),
    "XML in UTF-16": lambda *them: xml_export(*them).decode().encode("utf-16"),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_an_office_in_every_shape(shape: str) -> None:
    office = read(SHAPES[shape](organisation()))[0]
    assert (office.kind, office.her_id) == (PartyKind.ORGANISATION, 99100001)
    assert office.name == "Testbygda legekontor"
    assert office.organisation_number == "100000091"
    assert office.phone == "00 00 91 01"
    assert office.address == Address("Testveien 1", "0161", "TESTBYGDA")
    assert (office.municipality_code, office.municipality) == ("0301", "Testbygda")
    assert (office.starts, office.ends, office.parent) == (date(2020, 2, 1), None, None)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_doctor_in_every_shape_and_nothing_private(shape: str) -> None:
    doctor = read(SHAPES[shape](person()))[0]
    assert (doctor.kind, doctor.her_id, doctor.hpr_number) == (PartyKind.PERSON, 99100002, 9900001)
    assert doctor.name == "Testine Testesen"
    assert doctor.parent == Parent(99100001, "Testbygda legekontor", "100000091", "103")
    assert (doctor.starts, doctor.ends) == (date(2021, 3, 1), date(2057, 5, 23))
    assert not any(secret in repr(doctor) for secret in SECRETS)


def test_those_inside_an_office_are_parties_too() -> None:
    whole = organisation(Services=[service()], People=[person()])
    for content in (as_json(whole), xml_export(whole)):
        assert [party.her_id for party in read(content)] == [99100001, 99100003, 99100002]


def test_a_list_without_a_doctor_by_its_code() -> None:
    assert read(as_json(service()))[0].service_code == "KX17"


@pytest.mark.parametrize(
    ("active", "ends", "last"),
    [
        (True, "9999-12-31T23:59:59.997", None),
        (True, "2125-03-24T00:00:00", None),
        (True, "2099-12-31T00:00:00", None),
        (True, "2057-05-24T00:00:00", date(2057, 5, 23)),
        (True, "2027-01-01T00:00:00", date(2026, 12, 31)),
        (True, None, None),
        (False, "2025-04-24T13:46:11.79", date(2025, 4, 24)),
        (False, "2025-04-24T00:00:00", date(2025, 4, 23)),
        (False, "9999-12-31T00:00:00", date(2026, 11, 21)),
        (False, None, date(2026, 11, 21)),
        (True, "2026-12-31T23:30:00Z", date(2027, 1, 1)),
        (True, "0001-01-01T00:00:00", None),
        (True, "0001-01-01T00:00:00+00:00", None),
        (True, "9999-12-31T23:59:59-11:00", None),
        (True, "9999-12-31T23:59:59.9999999+01:00", None),
    ],
)
def test_the_last_day_is_that_of_the_instant_before_the_end(
    active: bool, ends: str | None, last: date | None
) -> None:
    valid = {"From": "2020-02-01T00:00:00", "To": ends}
    for content in (
        as_json(organisation(Active=active, Valid=valid)),
        xml_export(organisation(Active=active, Valid=valid)),
    ):
        assert read(content)[0].ends == last


@pytest.mark.parametrize(("written", "code"), [(161, "0161"), ("0037", "0037"), (37.0, "0037")])
def test_a_postal_code_has_four_digits(written: Any, code: str) -> None:
    office = organisation(PhysicalAddresses=[physical("RES", "Testveien 1", written)])
    assert read(as_json(office))[0].address.postal_code == code


XML = xml_export(organisation(), person())
JSON = export(organisation(), person())
NEST = f"{'<Person>' * 2000}{'</Person>' * 2000}"
BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
FAULT = b"""<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><s:Fault>
<s:Detail><GenericFault><ErrorCode>InvalidHerIdSupplied</ErrorCode></GenericFault></s:Detail>
</s:Fault></s:Body></s:Envelope>"""


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (XML[:-20], RefusalCode.CUT_SHORT),
        (XML[: len(XML) // 2], RefusalCode.CUT_SHORT),
        (JSON[:-3], RefusalCode.CUT_SHORT),
        (JSON[: len(JSON) // 2], RefusalCode.CUT_SHORT),
        (gzip.compress(JSON, mtime=0)[:-30], RefusalCode.CUT_SHORT),
        (XML + b"<more/>", RefusalCode.MALFORMED),
        (JSON + b"{}", RefusalCode.MALFORMED),
        (JSON.replace(b'"Type"', b'"Ty\xffpe"', 1), RefusalCode.ENCODING),
        (JSON.decode().encode("utf-16"), RefusalCode.ENCODING),
        (JSON.decode().encode("utf-16-le"), RefusalCode.ENCODING),
        (as_json(organisation(DisplayName="Bø")).decode().encode("cp1252"), RefusalCode.ENCODING),
        (xml_export(organisation(Name="Bø")).decode().encode("cp1252"), RefusalCode.ENCODING),
        (xml_export(organisation(Name="Bø\x01")), RefusalCode.MALFORMED),
        (BOMB, RefusalCode.DOCUMENT_TYPE),
        (BOMB.decode().encode("utf-16"), RefusalCode.DOCUMENT_TYPE),
        (b'<?xml version="1.0" encoding="cp037"?><x/>', RefusalCode.ENCODING),
        (b"<a>" * 5000, RefusalCode.TOO_DEEP),
        (f"<CommunicationParty>{NEST}</CommunicationParty>".encode(), RefusalCode.TOO_DEEP),
        (b"<a> <b/> </a>", RefusalCode.NO_PARTIES),
        (b"[]", RefusalCode.NO_PARTIES),
        (FAULT, RefusalCode.FAULT),
        (as_json(organisation(HerId=None)), RefusalCode.MISSING),
        (as_json(organisation(HerId="tolv")), RefusalCode.NOT_A_NUMBER),
        (as_json(organisation(Type="Pasient")), RefusalCode.MISSING),
        (as_json(organisation(DisplayName="\x1b[2J")), RefusalCode.UNSAFE_TEXT),
        (as_json(organisation(DisplayName="a" * 10_000)), RefusalCode.TOO_LONG),
        (as_json(organisation(Valid={"To": "i morgen"})), RefusalCode.NOT_A_MOMENT),
        (as_json(organisation(Valid={"To": "10000-01-01T00:00:00"})), RefusalCode.NOT_A_MOMENT),
    ],
)
def test_what_cannot_be_used_is_refused(content: bytes, code: RefusalCode) -> None:
    assert refusal(content) is code


@pytest.mark.parametrize("private", ["01017099999", "010170 99999", "test@test.example", "x"])
def test_R4_only_a_number_to_call_is_a_phone(private: str) -> None:
    beside = [electronic("E_TLF", private), electronic("E_CEN", "+47 00 00 91 02")]
    (office,) = read(as_json(organisation(ElectronicAddresses=beside)))
    assert office.phone == "+47 00 00 91 02"
    (office,) = read(as_json(organisation(ElectronicAddresses=beside[:1])))
    assert office.phone == ""


@pytest.mark.parametrize("number", ["00009101", "116117", "+4600009101", "(00) 00 91-01", "113"])
def test_a_number_to_call_stays_as_it_is_written(number: str) -> None:
    (office,) = read(as_json(organisation(ElectronicAddresses=[electronic("E_TLF", number)])))
    assert office.phone == number


PRIVATE = [
    "test@test.example",
    "ring test @ test.example",
    "Test 01017099999",
    "010170 99999 Test",
    "c/o Test 010170-99999",
    "01.01.70 999 99",
    "010170\u00a0\u201199999",
]


@pytest.mark.parametrize("text", PRIVATE)
def test_R4_a_text_that_tells_more_than_it_is_for_is_refused_whichever_it_is(text: str) -> None:
    office = organisation(PhysicalAddresses=[physical("RES", "Testveien 1") | {"City": text}])
    for record in (
        organisation(DisplayName=text),
        organisation(PhysicalAddresses=[physical("RES", text)]),
        office,
        organisation(Municipality={"CodeValue": 301, "CodeText": text}),
        person(ParentName=text),
        person(Person={"FirstName": "Testine", "LastName": text}),
    ):
        assert refusal(as_json(record)) is RefusalCode.PRIVATE
        assert refusal(xml_export(record)) is RefusalCode.PRIVATE


@pytest.mark.parametrize(
    "name", ["HerId", "ParentHerId", "OrganizationNumber", "ParentOrganizationNumber"]
)
@pytest.mark.parametrize("number", [11017099999, "11017099999"])
def test_R4_no_other_number_is_an_identity_number(name: str, number: Any) -> None:
    assert refusal(as_json(person(**{name: number}))) is RefusalCode.PRIVATE


@pytest.mark.parametrize("text", ["Testgata 12-14, 0301 Test", "Postboks 1234 Test 22 12 34 56"])
def test_a_text_with_numbers_of_its_own_stays(text: str) -> None:
    [office] = read(as_json(organisation(PhysicalAddresses=[physical("RES", text)])))
    assert office.address.street == text


RECORD = b"<CommunicationParty>"


class Endless:
    """A file that never ends."""

    def __init__(self, begins: bytes, goes_on: bytes) -> None:
        self.next, self.goes_on = begins, goes_on

    def read(self, size: int) -> bytes:
        came, self.next = self.next, self.goes_on * size
        return came[:size]


@pytest.mark.parametrize(
    ("begins", "goes_on"),
    [(b"<a>", b" "), (b"[", b" "), (b'["', b"a"), (b"[", b"["), (b"<a>", b"a"), (RECORD, b"<b/>")],
)
def test_a_file_without_records_never_fills_the_memory(begins: bytes, goes_on: bytes) -> None:
    source = Source(Endless(begins, goes_on), "fil")
    nodes = xml_nodes(source) if begins.startswith(b"<") else json_nodes(source)
    with pytest.raises(FileRefused) as refused:
        list(nodes)
    assert refused.value.refusal.code in (RefusalCode.TOO_LARGE, RefusalCode.TOO_DEEP)


@pytest.mark.parametrize("many", [export, xml_export])
def test_memory_is_bounded_by_the_largest_record(many: Any) -> None:
    content = many(*[organisation(), person()] * 1500)
    source = Source(io.BytesIO(content), "fil")
    nodes = xml_nodes(source) if content.startswith(b"<") else json_nodes(source)
    tracemalloc.start()
    count = sum(1 for node in nodes for _ in parties(node, TODAY))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 3000
    assert peak < 2 << 20


def test_what_a_doctor_inherits_is_the_offices_and_their_own_place_is_private() -> None:
    inherited = physical("RES", "Testveien 1") | {"Inherited": True}
    phone = electronic("E_TLF", "00 00 91 01", inherited=True)
    [doctor] = read(as_json(person(PhysicalAddresses=[inherited], ElectronicAddresses=[phone])))
    assert (doctor.address.street, doctor.phone) == ("Testveien 1", "00 00 91 01")
    assert (doctor.municipality_code, doctor.municipality) == ("0301", "Testbygda")
    own = physical("PST", "Hemmelig vei 7")
    [doctor] = read(as_json(person(PhysicalAddresses=[inherited, own])))
    assert (doctor.municipality_code, doctor.municipality) == ("", "")
    [doctor] = read(as_json(person(PhysicalAddresses=[])))
    assert doctor.municipality == "", "it may be where they live"
    [office, _] = entries(
        read(as_json(person(PhysicalAddresses=[inherited], ElectronicAddresses=[phone])))[0]
    )
    assert isinstance(office, ClinicEntry)
    assert said(office.facts) == {
        "name": "Testbygda legekontor",
        "organisation_number": "100000091",
        "phone": "00 00 91 01",
        "street": "Testveien 1",
        "postal_code": "0161",
        "postal_place": "Testbygda",
        "municipality_code": "0301",
        "municipality": "Testbygda",
    }
