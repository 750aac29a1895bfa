"""Files read as one statement of what a register says."""

import io
from datetime import date
from typing import Any

import pytest

from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.directory.entries import ClinicEntry, SetUpEntry
from fravaertui.domain.directory.plan import Mark
from fravaertui.domain.directory.planning import plan
from fravaertui.domain.model import Clinic, Practitioner
from fravaertui.registers.source import ADDRESS_REGISTER, RefusalCode
from fravaertui.registers.together import NamedFile, NothingUsable, Reading, read_together
from fravaertui.texts.catalogue import screen_words
from fravaertui.texts.registers import plan_heading
from tests.registers.register_files import (
    AS_OF,
    agreement,
    as_json,
    export,
    organisation,
    person,
    profile,
    xml_export,
)

TODAY = date(2026, 11, 22)
EARLIER = date(2026, 10, 1)


def _read(*files: bytes) -> Reading:
    named = (NamedFile(f"{n}.json", io.BytesIO(file), TODAY) for n, file in enumerate(files))
    return read_together(named, TODAY, is_whole=False)


def _known() -> dict[int, ClinicFile]:
    """Return the office of the files with two doctors, as the register said them before."""
    told: dict[str, Any] = {"source": ADDRESS_REGISTER, "as_of": EARLIER}
    people = (
        Practitioner(her_id=99100002, name="Testine M Testesen", **told),
        Practitioner(her_id=99100009, name="Testulf Testesen", **told),
    )
    clinic = Clinic(her_id=99100001, name="Testbygda legekontor", **told)
    return {99100001: ClinicFile(version=3, clinic=clinic, practitioners=people)}


def _deactivated(said: Reading) -> set[int]:
    rows = plan(said.entries, _known(), said.origin).rows
    return {row.her_id for row in rows if row.mark is Mark.DEACTIVATED}


def test_R3_who_is_missing_from_the_whole_export_is_not_active_any_more() -> None:
    assert _deactivated(_read(export(organisation(), person()))) == {99100009}


@pytest.mark.parametrize("unread", [person(99100009, Name=None, Person=None), {"Type": "Person"}])
def test_R3_nobody_is_missing_while_a_record_cannot_be_read(unread: dict[str, object]) -> None:
    said = _read(export(organisation(), person(), unread))
    assert said.refusals
    assert _deactivated(said) == set()
    heading = plan_heading(plan(said.entries, _known(), said.origin), screen_words("nb"))
    assert heading[-1].startswith("Noen poster kan ikke leses")


ANSWERED = "2024-06-13T11:42:55.6223839+02:00"
BEFORE = "2016-06-02T08:42:59.3977016+02:00"


@pytest.mark.parametrize("is_xml", [False, True])
def test_R1_a_file_is_as_old_as_the_latest_answer_in_it(is_xml: bool) -> None:
    records = [organisation(ServerTime=BEFORE), person(ServerTime=ANSWERED), person(99100007)]
    said = _read(xml_export(*records) if is_xml else as_json(records))
    assert said.origin.as_of == date(2024, 6, 13)


def test_R1_a_file_is_no_newer_than_today() -> None:
    later = organisation(ServerTime="2027-01-01T12:00:00+01:00")
    assert _read(as_json([later])).origin.as_of == TODAY


@pytest.mark.parametrize("answered", [None, "i går", "0001-01-01T00:00:00+14:00"])
def test_R1_a_file_that_says_no_moment_is_from_the_day_it_was_written(answered: Any) -> None:
    assert _read(as_json(organisation(ServerTime=answered))).origin.as_of == TODAY


def test_R1_an_export_is_as_old_as_it_says_itself() -> None:
    said = _read(export(organisation(ServerTime=BEFORE)))
    assert said.origin.as_of == date(2026, 11, 22)


def test_who_was_not_active_when_the_register_answered_had_left_by_then() -> None:
    (left,) = _read(as_json(organisation(ServerTime=ANSWERED, Active=False))).entries
    assert isinstance(left, ClinicEntry)
    assert left.facts.ends == date(2024, 6, 12)


@pytest.mark.parametrize("made", ["0001-01-01T00:00:00+00:00", "1601-01-01T00:00:00Z"])
def test_R1_an_export_with_the_empty_date_is_from_the_day_it_was_written(made: str) -> None:
    content = export(organisation()).replace(AS_OF.encode(), made.encode())
    assert _read(content).origin.as_of == TODAY


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        ("0001-01-01T00:00:00", "0001-01-01T00:00:00"),
        ("0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59-01:00"),
    ],
)
def test_R5_an_agreement_with_the_empty_or_the_last_date_has_no_such_day(
    starts: str, ends: str
) -> None:
    (said,) = _read(agreement(starts=starts, ends=ends)).entries
    assert isinstance(said, SetUpEntry)
    assert (said.starts, said.ends, said.is_over) == (None, None, False)


def test_R5_a_certificate_without_an_end_has_no_last_day() -> None:
    (said,) = _read(profile(certified=(date(2026, 1, 1), date(9999, 12, 31)))).entries
    assert isinstance(said, SetUpEntry)
    assert (said.as_of, said.ends, said.is_over) == (date(2026, 1, 1), None, False)


def test_R5_an_agreement_that_begins_in_a_year_that_cannot_be_is_refused_with_its_place() -> None:
    said = _read(export(organisation()), agreement(starts="3000-01-01T00:00:00"))
    [refusal] = said.refusals
    assert (refusal.code, refusal.field) == (RefusalCode.NOT_FITTING, "Start")
    assert refusal.position.file == "1.json"


@pytest.mark.parametrize("status", ["agreed", "signed", "Signed"])
def test_R5_an_agreement_speaks_of_the_party_beside_helsenorge(status: str) -> None:
    (said,) = _read(agreement(status=status)).entries
    assert isinstance(said, SetUpEntry)
    assert (said.her_id, len(said.services)) == (99100002, 4)


def test_R1_what_profiles_and_agreements_say_is_not_from_the_address_register() -> None:
    assert _read(agreement()).origin.source == "profil/avtale (CPP/CPA)"
    assert _read(export(organisation()), agreement()).origin.source == ADDRESS_REGISTER


@pytest.mark.parametrize("status", ["proposed", ""])
def test_R5_an_agreement_that_is_not_agreed_upon_says_nothing(status: str) -> None:
    said = _read(export(organisation(), person()), agreement(status=status))
    assert not any(isinstance(entry, SetUpEntry) for entry in said.entries)
    assert [refusal.code for refusal in said.refusals] == [RefusalCode.NOT_AGREED]
    with pytest.raises(NothingUsable):
        _read(agreement(status=status))


def test_R5_an_agreement_with_somebody_else_says_nothing_of_what_citizens_meet() -> None:
    said = _read(export(organisation(), person()), agreement(other="Testlaboratoriet"))
    assert not any(isinstance(entry, SetUpEntry) for entry in said.entries)
    assert [refusal.code for refusal in said.refusals] == [RefusalCode.NOT_WITH_HELSENORGE]


def test_R3_an_agreement_that_says_nothing_hides_nobody() -> None:
    said = _read(export(organisation(), person()), agreement(status="proposed"))
    assert _deactivated(said) == {99100009}
