"""The client against the real backend, the contact between them broken on purpose (W1)."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from pydantic import Field

from fravaertui.backend import embedded
from fravaertui.cli.commands.findings import fetch_clinic_findings
from fravaertui.client import Client, Endpoint, NotFound, Refused, Timeouts, VersionConflict
from fravaertui.domain.changes import AddAbsence, ChangeRequest, DeleteAbsence
from fravaertui.domain.citizen_view import State
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.domain.findings import FindingCode
from fravaertui.domain.model import Known, Vendor
from fravaertui.protocol.work_queue import (
    FindingFilter,
    FindingPage,
    FindingSelection,
    MarkKind,
    MarkRequest,
)
from fravaertui.texts.catalogue import screen_words

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SUMMER = date(2027, 7, 12)


@pytest.fixture
def socket_path(tmp_path: Path) -> Iterator[Path]:
    backend = embedded.start(f"sqlite:///{tmp_path / 'demo.db'}", now=lambda: NOW, demo=True)
    yield backend.socket_path
    backend.stop()


@pytest.fixture
async def api(socket_path: Path) -> AsyncIterator[Client]:
    client = Client(Endpoint("http://localhost", socket_path))
    yield client
    await client.aclose()


async def _ddfl_test(api: Client) -> ClinicFile:
    directory = await api.directory()
    [her_id] = [clinic.her_id for clinic in directory.clinics if clinic.name == "DDFL Test"]
    return await api.clinic(her_id)


def _away(file: ClinicFile, starts: date) -> ChangeRequest:
    change = AddAbsence(
        absence_id=uuid4(),
        practitioner=file.practitioners[0].her_id,
        starts=starts,
        ends=starts + timedelta(days=6),
        services=STANDARD_SERVICES,
    )
    return ChangeRequest(changes=(change,), case_reference="SAK-1")


@asynccontextmanager
async def losing_first_answer(socket_path: Path) -> AsyncIterator[str]:
    """Pass everything on to the backend, but hang up when its first answer has come."""
    to_lose = 1

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal to_lose
        there, back = await asyncio.open_unix_connection(socket_path)
        try:
            while request := await reader.read(65_536):
                back.write(request)
                answer = await there.read(65_536)
                if to_lose:
                    to_lose -= 1
                    break
                writer.write(answer)
                await writer.drain()
        finally:
            back.close()
            writer.close()

    server = await asyncio.start_server(pass_on, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()


async def test_a_write_carried_out_but_not_answered_is_made_once(
    api: Client, socket_path: Path
) -> None:
    before = await _ddfl_test(api)
    async with losing_first_answer(socket_path) as url:
        unlucky = Client(Endpoint(url), timeouts=Timeouts(pauses=(0.0,)))
        her_id = before.clinic.her_id
        after = await unlucky.submit(her_id, _away(before, SUMMER), before.version, str(uuid4()))
        await unlucky.aclose()
    assert len(after.absences) == len(before.absences) + 1
    assert after.version == before.version + 1
    assert await api.clinic(her_id) == after


async def test_what_is_read_written_and_shown_is_the_backends(api: Client) -> None:
    await api.health()
    before = await _ddfl_test(api)
    her_id, request = before.clinic.her_id, _away(before, SUMMER)
    planned = await api.preview(her_id, request)
    assert await api.clinic(her_id) is before
    after = await api.submit(her_id, request, before.version, str(uuid4()))
    assert planned.absences == after.absences
    assert await api.clinic(her_id) is after
    page = await api.citizen(before.practitioners[0].her_id, SUMMER, "en")
    assert {card.state for card in page.services} == {State.CLOSED}
    assert page.language == "en"


async def test_the_backends_refusals_are_told_apart(api: Client) -> None:
    before = await _ddfl_test(api)
    her_id = before.clinic.her_id
    await api.submit(her_id, _away(before, SUMMER), before.version, str(uuid4()))
    with pytest.raises(VersionConflict) as stale:
        await api.submit(her_id, _away(before, SUMMER), before.version, str(uuid4()))
    assert stale.value.current_version == before.version + 1
    assert stale.value.changed_by == "local"
    with pytest.raises(Refused) as refused:
        await api.submit(her_id, _away(before, SUMMER), before.version + 1, str(uuid4()))
    [violation] = refused.value.violations
    assert (violation.code, violation.field) == ("overlap", "starts")
    assert violation.absence is not None
    assert violation.detail
    with pytest.raises(NotFound):
        await api.clinic(1)
    with pytest.raises(NotFound):
        await api.citizen(1, SUMMER, "nb")


async def test_a_finding_is_taken_and_listed_as_mine(api: Client) -> None:
    page = await api.findings(FindingFilter(code=(FindingCode.OFF_IN_EPJ,)))
    [row] = page.rows
    taken = MarkRequest(key=row.key, fingerprint=row.fingerprint, mark=MarkKind.TAKE)
    marked = await api.mark(row.clinic, taken)
    assert marked.mark
    assert (await api.findings(FindingFilter(mine=True))).rows == (marked,)


async def test_the_vendor_table_names_where_each_fact_is_from(api: Client) -> None:
    by_code = {entry.vendor.code: entry.vendor for entry in (await api.vendors()).vendors}
    assert by_code["pasientsky"].source


async def test_counts_say_what_each_narrowing_would_leave(api: Client) -> None:
    page = await api.findings(FindingFilter())
    assert page.pending == 0
    counts = await api.finding_counts(FindingSelection())
    for code, count in counts.code.items():
        assert (await api.findings(FindingFilter(code=(code,)))).total == count
    for vendor, count in counts.vendor.items():
        assert (await api.findings(FindingFilter(vendor=vendor))).total == count
    for municipality, count in counts.municipality.items():
        assert (await api.findings(FindingFilter(municipality=municipality))).total == count
    for field in (counts.code, counts.vendor, counts.municipality):
        assert sum(field.values()) == page.total


class OlderVendor(Vendor):
    """A vendor as a terminal writes it that is of a release before some of the fields."""

    demands_party: Known = Field(default=Known.UNKNOWN, exclude=True)
    source_date: date | None = Field(default=None, exclude=True)


async def test_an_older_terminal_leaves_what_it_does_not_know_of_as_it_is(api: Client) -> None:
    [cgm] = [e for e in (await api.vendors()).vendors if e.vendor.code == "cgm"]
    known = cgm.vendor.model_copy(
        update={"demands_party": Known.YES, "source": "CGM", "source_date": SUMMER}
    )
    before = await api.set_vendor(known, cgm.version)
    older = OlderVendor(code="cgm", name="CGM Journal")
    written = await api.set_vendor(older, before.version)
    assert written.version == before.version + 1
    assert written.vendor == Vendor(
        code="cgm", name="CGM Journal", demands_party=Known.YES, source_date=SUMMER
    )
    assert written in (await api.vendors()).vendors
    assert await api.set_vendor(older, before.version) == written  # sent again
    emptied = Vendor(code="cgm", name="CGM Journal")
    assert (await api.set_vendor(emptied, written.version)).vendor == emptied
    with pytest.raises(VersionConflict):  # a new one has nothing to leave as it is
        await api.set_vendor(OlderVendor(code="cgm", name="CGM"), 0)


async def test_a_vendor_is_written_in_place_of_the_version_seen(api: Client) -> None:
    [cgm] = [e for e in (await api.vendors()).vendors if e.vendor.code == "cgm"]
    learnt = cgm.vendor.model_copy(update={"demands_party": Known.NO, "source": "CGM"})
    written = await api.set_vendor(learnt, cgm.version)
    assert written in (await api.vendors()).vendors
    with pytest.raises(VersionConflict):
        await api.set_vendor(cgm.vendor, cgm.version)
    new = Vendor(code="nyjournal", name="Nyjournal")
    assert (await api.set_vendor(new, 0)).vendor == new


class _Interrupted(Client):
    """A client that, once, meets a clinic changed by somebody else after its findings came."""

    interrupted = False

    async def findings(self, selection: FindingFilter) -> FindingPage:
        """Return the findings from before the change."""
        page = await super().findings(selection)
        if not self.interrupted:
            self.interrupted = True
            await _delete_one_of(page, self)
        return page


async def _delete_one_of(page: FindingPage, client: Client) -> None:
    """Delete an absence that a finding is about."""
    file = await client.clinic(page.rows[0].clinic)
    about = {record for row in page.rows for record in row.records}
    [doomed, *_] = [a.id for a in file.absences if a.id in about and a.starts > NOW.date()]
    request = ChangeRequest(changes=(DeleteAbsence(absence_id=doomed),))
    await client.submit(file.clinic.her_id, request, file.version, str(uuid4()))


async def test_a_clinics_findings_are_about_the_file_they_come_with(
    api: Client, socket_path: Path
) -> None:
    rows = (await api.findings(FindingFilter(code=(FindingCode.SHORT_OPENING,)))).rows
    interrupted = _Interrupted(Endpoint("http://localhost", socket_path))
    words = screen_words("en")
    found, file = await fetch_clinic_findings(interrupted, rows[0].clinic, words)
    await interrupted.aclose()
    assert interrupted.interrupted
    known = {record.id for record in (*file.absences, *file.substitutes)}
    assert all(known.issuperset(row.records) for row in found)
