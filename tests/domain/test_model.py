"""The records: strict at the door, canonical inside, the same on the wire (D1, D3, W5, A10)."""

import json
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from fravaertui.domain.changes import AddAbsence, Change, ChangeRequest
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import STANDARD_SERVICES, Value
from fravaertui.domain.model import (
    Absence,
    Clinic,
    EpjState,
    Period,
    Practitioner,
    ServiceOffer,
    Substitute,
)
from tests.domain.strategies import batches, examples, plain_file, scenes

ABSENCE = {
    "id": "00000000-0000-0000-0000-000000000001",
    "practitioner": 11,
    "starts": "2024-06-12",
    "ends": "2024-07-08",
    "services": ["timebestilling"],
    "source": "desk",
}
CLINIC = {"her_id": 1, "organisation_number": "100100673", "name": "DDFL Test"}
ADD = {
    "kind": "add_absence",
    "absence_id": "00000000-0000-0000-0000-000000000001",
    "practitioner": None,
    "starts": "2024-06-12",
    "ends": "2024-07-08",
    "services": ["timebestilling"],
}


def read(model: type[Value], document: dict[str, Any]) -> Value:
    """Read a document as it comes over the wire."""
    return model.model_validate_json(json.dumps(document))


NOT_DAYS = [
    pytest.param("2024-06-12T00:00:00", id="midnight"),
    pytest.param("2024-06-12T00:00:00Z", id="midnight-utc"),
    pytest.param("2024-06-12 00:00", id="midnight-with-a-blank"),
    pytest.param(1718150400, id="timestamp"),
    pytest.param(1718150400.0, id="float"),
    pytest.param("1718150400", id="timestamp-in-text"),
    pytest.param("20240612", id="compact"),
    pytest.param("2024-W24-3", id="iso-week"),
    pytest.param("2024-02-30", id="no-such-day"),
    pytest.param("2024-6-12", id="one-digit"),
    pytest.param("12.06.2024", id="as-typed"),
    pytest.param(" 2024-06-12", id="blank-before"),
    pytest.param("2024-06-12\n", id="newline-after"),
    pytest.param("٢٠٢٤-٠٦-١٢", id="arabic-indic-digits"),
    pytest.param("1899-12-31", id="too-early"),
    pytest.param("2200-01-01", id="too-late"),
    pytest.param(True, id="boolean"),
    pytest.param(None, id="null"),
    pytest.param("", id="empty"),
]


@pytest.mark.parametrize("day", NOT_DAYS)
@pytest.mark.parametrize("field", ["starts", "ends"])
def test_D1_a_day_is_a_day_and_nothing_else(field: str, day: object) -> None:
    with pytest.raises(ValidationError) as refused:
        read(Absence, ABSENCE | {field: day})
    assert {error["loc"][0] for error in refused.value.errors()} == {field}


def test_D1_a_midnight_is_not_a_day_in_code_either() -> None:
    with pytest.raises(ValidationError):
        Period(starts=datetime(2024, 6, 12))  # noqa: DTZ001  a naive midnight is the point
    assert Period(starts=date(2024, 6, 12)).starts == date(2024, 6, 12)


def test_D1_first_and_last_day_there_is() -> None:
    widest = {"starts": "1900-01-01", "ends": "2199-12-31"}
    assert read(Period, widest) == Period(starts=date(1900, 1, 1), ends=date(2199, 12, 31))


@pytest.mark.parametrize("model", [Absence, Substitute, Practitioner, ServiceOffer])
def test_D3_a_record_that_ends_before_it_starts_is_refused_naming_both(
    model: type[Value],
) -> None:
    backwards = {"starts": "2024-07-08", "ends": "2024-06-12"}
    known = ABSENCE | {"her_id": 11, "name": "Astrid Info", "service": "ekontakt"} | backwards
    document = {key: value for key, value in known.items() if key in model.model_fields}
    with pytest.raises(ValidationError) as refused:
        read(model, document)
    assert "2024-07-08" in str(refused.value)
    assert "2024-06-12" in str(refused.value)


@pytest.mark.parametrize(
    ("model", "document"),
    [
        (Absence, ABSENCE),
        (Clinic, CLINIC),
        (ClinicFile, {"version": 1, "clinic": CLINIC}),
        (ChangeRequest, {"changes": [ADD]}),
    ],
)
@pytest.mark.parametrize("field", ["reason", "årsak", "comment"])
def test_A10_there_is_no_room_for_a_reason_or_anything_unknown(
    model: type[Value], document: dict[str, Any], field: str
) -> None:
    read(model, document)
    with pytest.raises(ValidationError, match=field):
        read(model, document | {field: "syk"})


@pytest.mark.parametrize("bad", ["\x00", "\x1b[2J", "\x9b", "\u202e", "\u200b", "\u2028", "\x07"])
@pytest.mark.parametrize("field", ["name", "phone", "municipality", "patient_information"])
def test_W5_text_that_commands_or_disguises_is_refused_at_the_door(field: str, bad: str) -> None:
    with pytest.raises(ValidationError, match=r"U\+"):
        read(Clinic, CLINIC | {field: f"Ferie{bad}stengt"})


def test_W5_only_the_patient_information_has_lines() -> None:
    lines = {"patient_information": "Ferie.\nStengt."}
    assert read(Clinic, CLINIC | lines).model_dump()["patient_information"] == "Ferie.\nStengt."
    with pytest.raises(ValidationError):
        read(Clinic, CLINIC | {"name": "DDFL\nTest"})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 201),
        ("patient_information", "x" * 201),
        ("phone", "1" * 41),
        ("her_id", 0),
        ("her_id", -1),
        ("her_id", 2**53),
        ("her_id", "1"),
        ("her_id", 1.5),
        ("her_id", True),
        ("organisation_number", "12 34"),
        ("organisation_number", "100100673\n"),
        ("organisation_number", 100100673),
    ],
)
def test_out_of_bounds_is_refused(field: str, value: object) -> None:
    with pytest.raises(ValidationError) as refused:
        read(Clinic, CLINIC | {field: value})
    assert {error["loc"][0] for error in refused.value.errors()} == {field}


@pytest.mark.parametrize("number", ["100100673", "999988891", "999944999", "-1", "-12345"])
def test_organisation_numbers_are_kept_as_received(number: str) -> None:
    clinic = read(Clinic, CLINIC | {"organisation_number": number})
    assert clinic.model_dump()["organisation_number"] == number


@pytest.mark.parametrize(
    "services", [[], ["Timebestilling"], [""], ["a b"], ["x" * 41], ["a\n"], "ekontakt", [1]]
)
def test_A1_an_absence_has_at_least_one_service_with_a_proper_code(services: object) -> None:
    with pytest.raises(ValidationError, match="services"):
        read(Absence, ABSENCE | {"services": services})


codes = st.sampled_from([*STANDARD_SERVICES, "influensavaksine", "a-b", "x.1", "z_9"])


@given(st.lists(codes, min_size=1, max_size=20))
@examples(60)
def test_services_are_kept_once_in_the_citizens_order(asked: list[str]) -> None:
    absence = Absence.model_validate_json(json.dumps(ABSENCE | {"services": asked}))
    known = [service for service in STANDARD_SERVICES if service in asked]
    assert list(absence.services) == known + sorted(set(asked) - set(known))


@given(scenes(), st.data())
@examples(40)
def test_files_and_changes_come_back_from_the_wire_as_they_were(
    scene: tuple[date, ClinicFile], data: st.DataObject
) -> None:
    today, file = scene
    assert ClinicFile.model_validate_json(file.model_dump_json()) == file
    assert ClinicFile.model_validate(file.model_dump()) == file
    request = ChangeRequest(changes=data.draw(batches(file, today)), case_reference="SAK-1")
    assert ChangeRequest.model_validate_json(request.model_dump_json()) == request


def test_a_change_is_known_by_its_kind() -> None:
    changes: TypeAdapter[Change] = TypeAdapter(Change)
    change = changes.validate_json(json.dumps(ADD))
    assert isinstance(change, AddAbsence)
    assert change.absence_id == UUID(int=1)
    for kind in ("amend_absence_and_more", "", None):
        with pytest.raises(ValidationError, match="kind"):
            changes.validate_json(json.dumps(ADD | {"kind": kind}))


@pytest.mark.parametrize("reference", ["", "x" * 65, "SAK\x1b[0m", "SAK\n1"])
def test_A10_a_case_reference_is_short_plain_text(reference: str) -> None:
    with pytest.raises(ValidationError, match="case_reference"):
        read(ChangeRequest, {"changes": [ADD], "case_reference": reference})


@pytest.mark.parametrize("count", [0, 201])
def test_a_request_has_some_changes_and_not_too_many(count: int) -> None:
    with pytest.raises(ValidationError, match="changes"):
        read(ChangeRequest, {"changes": [ADD] * count})


def test_records_cannot_be_changed_in_place() -> None:
    seen = EpjState(
        practitioner=11, service="ekontakt", switched_off=True, seen_on=date(2026, 11, 22)
    )
    with pytest.raises(ValidationError, match="frozen"):
        seen.switched_off = False  # type: ignore[misc]


def test_a_copy_with_other_records_answers_for_those() -> None:
    """What a file has sorted out for the engine does not follow into a copy of it."""
    day = date(2026, 7, 6)
    one = Absence(id=UUID(int=1), practitioner=11, starts=day, ends=day, services=("ekontakt",))
    before = plain_file(one)
    assert before.absences_of(11) == before.absences
    after = before.model_copy(update={"absences": (), "practitioners": ()})
    assert after.absences_of(11) == ()
    assert not after.has_practitioner(11)
    assert before.model_copy() == before
