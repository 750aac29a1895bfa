"""The vendor table (S4): what is shipped, what is written since, and nothing invented."""

from datetime import date

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import IntegrityError

from fravaertui.backend.problems import ProblemError
from fravaertui.backend.services.container import Services
from fravaertui.backend.store.tables import change_log
from fravaertui.backend.store.transactions import reading, writing
from fravaertui.backend.store.vendors import shipped
from fravaertui.domain.changes import ChangeRequest, SetEpjVendor
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.model import Known, Vendor
from fravaertui.protocol.vendors import VendorTable
from tests.backend.records import AGENT, CLINIC, KARI, NOW, file_of
from tests.backend.test_clinics import submission

LEARNT = Vendor(
    code="cgm",
    name="CGM",
    offers_temporary_absence=Known.YES,
    source="telefon med leverandøren",
    source_date=date(2026, 11, 20),
)


@pytest.fixture
def services(two_clinics: Engine) -> Services:
    return Services(two_clinics, lambda _: NOW)


def table(services: Services) -> dict[str, tuple[int, Vendor]]:
    listed = VendorTable.model_validate_json(services.vendors.table().content).vendors
    assert [entry.vendor.name for entry in listed] == sorted(e.vendor.name for e in listed)
    return {entry.vendor.code: (entry.version, entry.vendor) for entry in listed}


def test_what_is_shipped_has_a_source_or_is_unknown(services: Services) -> None:
    for code, (version, vendor) in table(services).items():
        told = {
            vendor.offers_temporary_absence,
            vendor.offers_list_without_gp,
            vendor.demands_party,
        }
        assert (code, version) == (vendor.code, 1)
        assert vendor.source or told == {Known.UNKNOWN}
    assert shipped()["pasientsky"].vendor.demands_party is Known.YES


def test_what_is_written_stands_before_what_is_shipped(services: Services) -> None:
    assert services.vendors.write(KARI, LEARNT, 1).version == 2
    assert table(services)["cgm"] == (2, LEARNT)
    forgotten = LEARNT.model_copy(update={"offers_temporary_absence": Known.UNKNOWN})
    assert services.vendors.write(KARI, forgotten, 2).version == 3
    assert table(services)["cgm"] == (3, forgotten)


def test_a_new_vendor_is_written_in_place_of_nothing(services: Services) -> None:
    new = LEARNT.model_copy(update={"code": "nyjournal", "name": "Nyjournal"})
    with pytest.raises(ProblemError) as refused:
        services.vendors.write(KARI, new, 1)
    assert refused.value.problem.type.endswith("no-such-vendor")
    assert services.vendors.write(KARI, new, 0).version == 1
    assert table(services)["nyjournal"] == (1, new)


def test_W1_what_someone_else_has_written_is_not_overwritten(services: Services) -> None:
    services.vendors.write(KARI, LEARNT, 1)
    other = LEARNT.model_copy(update={"demands_party": Known.NO})
    with pytest.raises(ProblemError) as refused:
        services.vendors.write(KARI, other, 1)
    assert refused.value.problem.type.endswith("stale-version")
    assert table(services)["cgm"] == (2, LEARNT)


def test_W1_the_same_sent_again_is_written_once(services: Services) -> None:
    first = services.vendors.write(KARI, LEARNT, 1)
    assert services.vendors.write(KARI, LEARNT, 1) == first


def test_W2_all_that_was_known_is_kept(services: Services, two_clinics: Engine) -> None:
    services.vendors.write(KARI, LEARNT, 1)
    services.vendors.write(KARI, LEARNT.model_copy(update={"name": "CGM Journal"}), 2)
    with reading(two_clinics) as connection:
        log = connection.execute(text("SELECT version, name, agent FROM vendor")).all()
    assert [tuple(one) for one in log] == [(2, "CGM", AGENT), (3, "CGM Journal", AGENT)]
    for tampering in ("UPDATE vendor SET name = 'x'", "DELETE FROM vendor"):
        with (
            pytest.raises(IntegrityError, match="vendor_append_only"),
            writing(two_clinics) as connection,
        ):
            connection.execute(text(tampering))


def test_a_clinics_file_has_its_vendor_as_soon_as_it_is_set(services: Services) -> None:
    wanted = SetEpjVendor(vendor="pasientsky")
    preview = services.clinics.preview(KARI, CLINIC, ChangeRequest(changes=(wanted,)))
    assert preview.vendor == shipped()["pasientsky"].vendor
    answer = services.clinics.submit(submission(wanted))
    file = file_of(services)
    assert ClinicFile.model_validate_json(answer.body) == file
    assert file.vendor == preview.vendor
    services.clinics.submit(submission(SetEpjVendor(vendor="ukjent"), version=2, key="second-key"))
    assert file_of(services).vendor is None


def test_the_history_has_no_vendor_in_it(services: Services, two_clinics: Engine) -> None:
    """It is the vendor table's, and may have changed when the history is read."""
    services.clinics.submit(submission(SetEpjVendor(vendor="pasientsky")))
    with reading(two_clinics) as connection:
        log = connection.execute(select(change_log.c.removed, change_log.c.added)).one()
    assert log.removed["vendor"] is log.added["vendor"] is None
    assert log.added["clinic"]["epj_vendor"] == "pasientsky"
