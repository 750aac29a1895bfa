"""Places in capitals, as a register has them, become names as people write them."""

import io
from datetime import date

import pytest

from fravaertui.domain.directory.entries import ClinicEntry
from fravaertui.registers.entries import entries
from fravaertui.registers.json_parties import json_nodes
from fravaertui.registers.party import parties
from fravaertui.registers.place_names import as_written
from fravaertui.registers.stream import Source
from tests.registers.register_files import as_json, code, organisation, physical


@pytest.mark.parametrize(
    ("register", "written"),
    [
        ("ØVRE EIKER", "Øvre Eiker"),
        ("NORD-AURDAL", "Nord-Aurdal"),
        ("MO I RANA", "Mo i Rana"),
        ("NORE OG UVDAL", "Nore og Uvdal"),
        ("I", "I"),
        ("Å", "Å"),
        ("ÅS", "Ås"),
        ("KÁRÁŠJOHKA KARASJOK", "Kárášjohka Karasjok"),
        ("KAUTOKEINO – GUOVDAGEAIDNU", "Kautokeino – Guovdageaidnu"),
        ("SNÅASE/SNÅSA", "Snåase/Snåsa"),
        ("GUOVDAGEAINNU SUOHKAN", "Guovdageainnu suohkan"),
        ("I TESTBYGDA 1 B", "I Testbygda 1 B"),
        ("TESTVEIEN 12C", "Testveien 12C"),
        ("HAAKON VIIS GATE 3", "Haakon VIIs gate 3"),
        ("POSTBOKS 17 SENTRUM", "Postboks 17 Sentrum"),
        ("ST. TESTS PLASS", "St. Tests plass"),
        ("Øvre Eiker", "Øvre Eiker"),
        ("iPad-veien", "iPad-veien"),
        ("", ""),
        ("12", "12"),
    ],
)
def test_capitals_stand_only_where_they_belong(register: str, written: str) -> None:
    assert as_written(register) == written
    assert as_written(written) == written, "read again it is the same"


def test_what_a_register_says_of_a_clinic_is_written_so() -> None:
    office = organisation(
        Municipality=code("3314", "TESTBYGD I ØVRE EIKER"),
        PhysicalAddresses=[physical("RES", "TESTVEIEN 1")],
    )
    source = Source(io.BytesIO(as_json(office)), "fil")
    [party] = [p for node in json_nodes(source) for p in parties(node, date(2026, 11, 22))]
    [entry] = entries(party)
    assert isinstance(entry, ClinicEntry)
    said = (entry.facts.street, entry.facts.postal_place, entry.facts.municipality)
    assert said == ("Testveien 1", "Testbygda", "Testbygd i Øvre Eiker")
