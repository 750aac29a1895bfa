"""A file that was loaded before is given again only while it is what a new load would give."""

from contextlib import suppress
from datetime import date
from itertools import count
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, event, insert

from fravaertui.backend.services.clinics import Submission
from fravaertui.backend.services.container import Services
from fravaertui.backend.store import clinic_files, kept_files, tables
from fravaertui.backend.store.kept_files import KeptFiles
from fravaertui.backend.store.transactions import reading, writing
from fravaertui.domain.changes import Change, ChangeRequest, SetEpjVendor, SetPatientInformation
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.model import Known, Vendor
from fravaertui.protocol.auth import Agent, Role
from tests.backend.records import ASTRID, CLINIC, KARI, NOW, OTHER, TODAY, absence, file_of

LEADER = Agent(name="leder", role=Role.SUPERVISOR)
_keys = count()


@pytest.fixture
def services(two_clinics: Engine) -> Services:
    return Services(two_clinics, lambda _: NOW)


def submit(services: Services, *changes: Change) -> int:
    request = ChangeRequest(changes=changes)
    version = file_of(services).version
    key = f"test-key-{next(_keys)}"
    return services.clinics.submit(
        Submission(KARI, CLINIC, version, key, key.encode(), request)
    ).status


def in_the_database(engine: Engine) -> ClinicFile:
    with reading(engine) as connection:
        file = clinic_files.load(connection, CLINIC)
    assert file
    return file


def told_again(engine: Engine, as_of: date) -> None:
    """Have a register say again what it has said, as an import does that changes nothing."""
    said = {"clinic": CLINIC, "party": ASTRID, "set_up": False, "since": TODAY, "as_of": as_of}
    with writing(engine) as connection:
        connection.execute(delete(tables.confirmation))
        connection.execute(insert(tables.confirmation).values(**said, batch=UUID(int=1)))


def rolled_back(engine: Engine) -> None:
    """Change the clinic, see it so, and think better of it."""

    class BetterNot(Exception):
        pass

    with suppress(BetterNot), writing(engine) as connection:
        before = clinic_files.load(connection, CLINIC)
        assert before
        renamed = before.clinic.model_copy(update={"name": "Never so"})
        clinic_files.save(connection, before, before.model_copy(update={"clinic": renamed}))
        raise BetterNot


STEPS = st.sampled_from(
    ["absence", "information", "vendor", "vendor's entry", "told again", "elsewhere", "not saved"]
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(STEPS, max_size=12))
def test_it_is_always_what_a_new_load_gives(
    services: Services, two_clinics: Engine, steps: list[str]
) -> None:
    elsewhere = Services(two_clinics, lambda _: NOW)
    for number, step in enumerate(steps):
        match step:
            case "absence":
                submit(services, absence(absence_id=uuid4()))  # refused the second time
            case "information":
                submit(services, SetPatientInformation(text=f"text {uuid4()}"))
            case "vendor":
                submit(services, SetEpjVendor(vendor=("cgm", "webmed", "")[number % 3]))
            case "vendor's entry":
                known = Known.YES if number % 2 else Known.NO
                entry = Vendor(code="cgm", name="CGM", offers_temporary_absence=known)
                for version in range(1, 40):
                    with suppress(Exception):
                        services.vendors.write(LEADER, entry, version)
                        break
            case "told again":
                told_again(two_clinics, date(2024, 5, 1 + number))
            case "elsewhere":
                submit(elsewhere, SetPatientInformation(text=f"elsewhere {uuid4()}"))
            case _:
                rolled_back(two_clinics)
        assert file_of(services) == in_the_database(two_clinics)


def test_nothing_but_its_stamp_is_asked_for_while_it_is_the_same(
    two_clinics: Engine,
) -> None:
    asked: list[str] = []
    event.listen(two_clinics, "before_cursor_execute", lambda *of: asked.append(of[2]))
    kept = KeptFiles()
    files = []
    for _ in range(2):
        asked.clear()
        with reading(two_clinics) as connection:
            files.append(kept.load(connection, CLINIC))
    assert files[0] is files[1]
    assert len([statement for statement in asked if "FROM" in statement]) == 2


def test_there_is_an_end_to_the_files_kept(
    two_clinics: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_files, "MOST_FILES", 1)
    kept = KeptFiles()
    with reading(two_clinics) as connection:
        first = kept.load(connection, CLINIC)
        assert kept.load(connection, CLINIC) is first
        kept.load(connection, OTHER.clinic.her_id)
        assert kept.load(connection, CLINIC) is not first
        assert kept.load(connection, 1) is None


def test_a_change_is_not_kept_over_what_was_loaded_since(
    services: Services, two_clinics: Engine
) -> None:
    """The vendor's entry has a version of its own, which the changed file may not show yet."""
    submit(services, SetEpjVendor(vendor="cgm"))
    kept = KeptFiles()
    with reading(two_clinics) as connection:
        before = kept.load(connection, CLINIC)
    assert before
    renamed = before.clinic.model_copy(update={"name": "Renamed"})
    after = before.model_copy(update={"clinic": renamed, "version": before.version + 1})
    entry = Vendor(code="cgm", name="Another name")
    services.vendors.write(LEADER, entry, 1)
    with reading(two_clinics) as connection:
        kept.load(connection, CLINIC)
    with writing(two_clinics) as connection:
        clinic_files.save(connection, before, after)
    kept.committed(before, after)
    with reading(two_clinics) as connection:
        assert kept.load(connection, CLINIC) == in_the_database(two_clinics)
