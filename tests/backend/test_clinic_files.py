"""What is saved is what is loaded, whatever the file and however it changes."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, event
from sqlalchemy.exc import IntegrityError

from fravaertui.backend.store import clinic_files as files
from fravaertui.backend.store import directory
from fravaertui.backend.store.transactions import reading, writing
from fravaertui.domain.changes import evaluate
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import EARLIEST_DAY, LATEST_DAY, STANDARD_SERVICES
from fravaertui.domain.model import (
    Absence,
    Clinic,
    EpjState,
    Known,
    Practitioner,
    ServiceOffer,
    Source,
    Step,
    StepReport,
    Substitute,
)
from fravaertui.domain.records import canonical
from tests.backend.records import ASTRID, CARO, CLINIC, DDFL_TEST, OTHER, stored, thrown_away
from tests.domain.strategies import batches, clinic_files, examples, todays

HER_IDS = st.integers(1, 2**53 - 1)
SERVICE_CODES = st.sampled_from((*STANDARD_SERVICES, "e-dialog", "0")) | st.from_regex(
    r"[a-z0-9_.-]{1,40}", fullmatch=True
)
SERVICES = st.lists(SERVICE_CODES, min_size=1, max_size=5, unique=True).map(tuple)
KNOWN = st.sampled_from(Known)
HPR_NUMBERS = st.none() | st.integers(1, 999_999_999)


def texts(longest: int, shortest: int = 0) -> st.SearchStrategy[str]:
    """Any text the models let in."""
    letters = st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"])
    return st.text(letters, min_size=shortest, max_size=longest)


@st.composite
def periods(draw: st.DrawFn, *, may_begin_open: bool = True) -> dict[str, date | None]:
    days = st.dates(EARLIEST_DAY, LATEST_DAY)
    starts, ends = sorted((draw(days), draw(days)))
    return {
        "starts": None if may_begin_open and draw(st.booleans()) else starts,
        "ends": None if draw(st.booleans()) else ends,
    }


@st.composite
def away(draw: st.DrawFn) -> dict[str, date]:
    days = st.dates(EARLIEST_DAY, LATEST_DAY)
    starts, ends = sorted((draw(days), draw(days)))
    return {"starts": starts, "ends": ends}


def records(model: type[Any], period: st.SearchStrategy[Any], **fields: Any) -> Any:
    """Records of a kind, made of a period and other fields."""
    made = st.tuples(period, st.fixed_dictionaries(fields))
    return made.map(lambda parts: model(**parts[0], **parts[1]))


def listed(record: Any, key: Any) -> Any:
    return st.lists(record, max_size=4, unique_by=key).map(tuple)


@st.composite
def wild_files(draw: st.DrawFn, her_id: int) -> ClinicFile:
    """A clinic with all that the models allow, also what no clinic has."""
    name = texts(200, 1)
    practitioner = records(
        Practitioner,
        periods(),
        her_id=HER_IDS,
        hpr_number=HPR_NUMBERS,
        name=name,
        without_gp=st.booleans(),
        practitioner_overview=KNOWN,
    )
    offer = records(ServiceOffer, periods(), practitioner=HER_IDS, service=SERVICE_CODES)
    absence = records(
        Absence,
        away(),
        id=st.uuids(),
        practitioner=st.none() | HER_IDS,
        services=SERVICES,
        source=st.sampled_from((Source.PORTAL, Source.EPJ, Source.IMPORT)),
    )
    substitute = records(
        Substitute,
        periods(may_begin_open=False),
        id=st.uuids(),
        practitioner=HER_IDS,
        name=name,
        hpr_number=HPR_NUMBERS,
        her_id=st.none() | HER_IDS,
        own_list=KNOWN,
        services=SERVICES,
    )
    step_report = st.builds(
        StepReport,
        substitute=st.uuids(),
        step=st.sampled_from(Step),
        known=KNOWN,
        seen_on=st.dates(EARLIEST_DAY, LATEST_DAY),
    )
    epj_state = st.builds(
        EpjState,
        practitioner=HER_IDS,
        service=SERVICE_CODES,
        switched_off=st.booleans(),
        seen_on=st.dates(EARLIEST_DAY, LATEST_DAY),
    )
    return ClinicFile(
        version=draw(st.integers(1, 2**53 - 2)),
        clinic=Clinic(
            her_id=her_id,
            organisation_number=draw(st.from_regex(r"-?[0-9]{1,12}", fullmatch=True)),
            name=draw(name),
            phone=draw(texts(40)),
            municipality=draw(texts(40)),
            patient_information=draw(texts(200)),
            epj_vendor=draw(st.from_regex(r"[a-z0-9_.-]{0,40}", fullmatch=True)),
        ),
        practitioners=draw(listed(practitioner, lambda p: p.her_id)),
        offers=draw(listed(offer, lambda o: o)),
        absences=draw(listed(absence, lambda a: a.id)),
        substitutes=draw(listed(substitute, lambda s: s.id)),
        epj_states=draw(listed(epj_state, lambda e: (e.practitioner, e.service))),
        step_reports=draw(listed(step_report, lambda r: (r.substitute, r.step))),
    )


@examples(40)
@given(before=wild_files(her_id=1), after=wild_files(her_id=1))
def test_any_file_is_loaded_as_it_was_saved_and_can_become_any_other(
    shared_engine: Engine, before: ClinicFile, after: ClinicFile
) -> None:
    with thrown_away(shared_engine) as connection:
        files.add(connection, [before])
        assert files.load(connection, 1) == canonical(before)
        files.save(connection, before, after)
        expected = after.model_copy(update={"version": before.version + 1})
        assert files.load(connection, 1) == canonical(expected)


@examples(80)
@given(data=st.data(), today=todays)
def test_whatever_the_rules_allow_can_be_saved(
    shared_engine: Engine, data: st.DataObject, today: date
) -> None:
    """No order of changes trips over the guard, also when absences trade places on the way."""
    before = data.draw(clinic_files(today))
    outcome = evaluate(data.draw(batches(before, today)), before, today)
    with thrown_away(shared_engine) as connection:
        files.add(connection, [before])
        files.save(connection, before, outcome.file)
        expected = outcome.file.model_copy(update={"version": 2})
        assert files.load(connection, before.clinic.her_id) == canonical(expected)


def test_two_absences_may_trade_days_in_one_save(engine: Engine) -> None:
    """A4 is about what is saved in the end; row by row there would be an overlap."""
    june, july = (
        Absence(
            id=UUID(int=month),
            practitioner=ASTRID,
            starts=date(2024, month, 1),
            ends=date(2024, month, 20),
            services=STANDARD_SERVICES,
        )
        for month in (6, 7)
    )
    traded = (
        june.model_copy(update={"starts": july.starts, "ends": july.ends}),
        july.model_copy(update={"starts": june.starts, "ends": june.ends}),
    )
    before = DDFL_TEST.model_copy(update={"absences": (june, july)})
    after = DDFL_TEST.model_copy(update={"absences": traded})
    with writing(engine) as connection:
        files.add(connection, [before])
        files.save(connection, before, after)
        loaded = files.load(connection, CLINIC)
    assert loaded
    assert loaded.absence(june.id).starts == july.starts
    assert loaded.absence(july.id).starts == june.starts


def test_a_save_writes_what_is_different_and_nothing_else(two_clinics: Engine) -> None:
    """Adding one absence to a clinic is four rows and a new version, however large the clinic."""
    added = Absence(
        id=UUID(int=1),
        practitioner=ASTRID,
        starts=date(2024, 6, 12),
        ends=date(2024, 7, 8),
        services=STANDARD_SERVICES,
    )
    after = DDFL_TEST.model_copy(update={"absences": (added,)})
    written: list[tuple[str, int]] = []

    def note(_c: Any, _x: Any, statement: str, parameters: Any, _y: Any, many: bool) -> None:
        written.append((" ".join(statement.split()[:3]), len(parameters) if many else 1))

    with writing(two_clinics) as connection:
        event.listen(connection, "before_cursor_execute", note)
        files.save(connection, DDFL_TEST, after)
    assert written == [("UPDATE clinic SET", 1), ("INSERT INTO absence", 4)]


def test_a_file_that_someone_else_has_saved_is_not_overwritten(two_clinics: Engine) -> None:
    """W1: the version in the database is the lock, whoever forgot to look at it."""
    first = DDFL_TEST.model_copy(
        update={"clinic": DDFL_TEST.clinic.model_copy(update={"phone": "11111111"})}
    )
    second = DDFL_TEST.model_copy(
        update={"clinic": DDFL_TEST.clinic.model_copy(update={"phone": "22222222"})}
    )
    with writing(two_clinics) as connection:
        files.save(connection, DDFL_TEST, first)
    with pytest.raises(files.VersionMoved), writing(two_clinics) as connection:
        files.save(connection, DDFL_TEST, second)
    with reading(two_clinics) as connection:
        loaded = files.load(connection, CLINIC)
    assert loaded
    assert (loaded.version, loaded.clinic.phone) == (2, "11111111")


def test_an_unknown_clinic_has_no_file(two_clinics: Engine) -> None:
    with reading(two_clinics) as connection:
        assert files.load(connection, 1) is None


def test_a_practitioner_is_found_at_their_clinic(two_clinics: Engine) -> None:
    with reading(two_clinics) as connection:
        assert files.clinic_of(connection, CARO) == OTHER.clinic.her_id
        assert files.clinic_of(connection, 1) is None


def test_loading_is_all_or_nothing(two_clinics: Engine) -> None:
    new = ClinicFile(
        version=1, clinic=OTHER.clinic.model_copy(update={"her_id": 8100003}), practitioners=()
    )
    with pytest.raises(IntegrityError):
        stored(two_clinics, [new, OTHER])
    with reading(two_clinics) as connection:
        assert files.load(connection, 8100003) is None


def test_the_directory_has_everyone_and_a_revision_that_rises_when_it_changes(
    engine: Engine,
) -> None:
    stored(engine, [OTHER, DDFL_TEST])
    with writing(engine) as connection:
        first = directory.revision(connection)
        listed = directory.load(connection)
        absent = Absence(
            id=UUID(int=1),
            practitioner=CARO,
            starts=date(2024, 6, 12),
            ends=date(2024, 6, 12),
            services=("ekontakt",),
        )
        files.save(connection, OTHER, OTHER.model_copy(update={"absences": (absent,)}))
        same = directory.revision(connection)
        gone = DDFL_TEST.model_copy(update={"practitioners": DDFL_TEST.practitioners[:1]})
        files.save(connection, DDFL_TEST, gone)
        risen = directory.revision(connection)
        left = directory.load(connection)
    assert [clinic.her_id for clinic in listed.clinics] == [CLINIC, OTHER.clinic.her_id]
    assert [person.name for person in listed.clinics[0].practitioners] == [
        "Astrid Info",
        "Bo Berg",
    ]
    assert first == same < risen
    assert [person.name for person in left.clinics[0].practitioners] == ["Astrid Info"]


@pytest.mark.parametrize("part", files._PARTS)
def test_every_field_of_a_record_has_a_column(part: str) -> None:
    """A field without one would be gone when the file is loaded again, and nothing would say so."""
    table, record = files._PARTS[part]
    columns = {column.name for column in table.columns} - {"clinic", "number"}
    fields = {"service" if name == "services" else name for name in record.model_fields}
    assert columns == fields
