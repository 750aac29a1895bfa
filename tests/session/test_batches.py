"""A list saved by an agent's gateway on the real backend: in groups, and again after a loss."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from fravaertui.backend import embedded
from fravaertui.client import Client, Endpoint, Refused, VersionConflict
from fravaertui.client.batches import ROWS_AT_ONCE, in_groups
from fravaertui.domain.changes import AddAbsence, ChangeRequest
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.protocol.batches import BatchRow, ClinicOutcome, ClinicState
from fravaertui.session.gateway import Gateway
from fravaertui.texts.catalogue import screen_words
from tests.client.test_with_backend import losing_first_answer

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SUMMER = date(2027, 7, 12)


@pytest.fixture
def socket_path(tmp_path: Path) -> Iterator[Path]:
    backend = embedded.start(f"sqlite:///{tmp_path / 'demo.db'}", now=lambda: NOW, demo=True)
    yield backend.socket_path
    backend.stop()


@pytest.fixture
async def clinics(socket_path: Path) -> list[ClinicFile]:
    """Three of the demo's clinics, as they are before anything is saved."""
    async with Client(Endpoint("http://localhost", socket_path)) as api:
        found = [await api.clinic(one.her_id) for one in (await api.directory()).clinics[:12]]
    return [file for file in found if file.practitioners][:3]


def away(file: ClinicFile, week: int = 0) -> BatchRow:
    starts = SUMMER + timedelta(weeks=week)
    change = AddAbsence(
        absence_id=uuid4(),
        practitioner=file.practitioners[0].her_id,
        starts=starts,
        ends=starts + timedelta(days=4),
        services=("timebestilling",),
    )
    request = ChangeRequest(changes=(change,))
    return BatchRow(id=uuid4(), clinic=file.clinic.her_id, version=file.version, request=request)


async def test_a_list_is_saved_clinic_by_clinic_looked_at_and_taken_back(
    socket_path: Path, clinics: list[ClinicFile]
) -> None:
    gateway = Gateway(lambda: Endpoint("http://localhost", socket_path))
    rows = [away(file, week) for week in range(20) for file in clinics]
    seen: list[tuple[int, int]] = []

    def progress(done: Sequence[ClinicOutcome], total: int) -> None:
        seen.append((len(done), total))

    batch = uuid4()
    would = await gateway.save_batch(batch, rows, dry_run=True)
    done = await gateway.save_batch(batch, rows, progress=progress)
    assert done == would
    assert {one.state for one in done} == {ClinicState.SAVED}
    assert seen == [(2, 3), (3, 3)]
    assert (await gateway.batch(batch)).clinics == 3
    assert [one.id for one in await gateway.batches("list")] == [batch]
    assert await gateway.batches("directory") == ()
    preview = await gateway.revert_batch(batch, dry_run=True)
    taken_back = await gateway.revert_batch(batch)
    assert preview.clinics == taken_back.clinics
    for file in clinics:
        assert (await gateway.clinic(file.clinic.her_id)).absences == file.absences
    await gateway.close()


async def test_W1_a_list_whose_answer_was_lost_is_saved_once(
    socket_path: Path, clinics: list[ClinicFile]
) -> None:
    async with losing_first_answer(socket_path) as url:
        gateway = Gateway(lambda: Endpoint(url))
        rows, batch = [away(file) for file in clinics], uuid4()
        done = await gateway.save_batch(batch, rows)
        again = await gateway.save_batch(batch, rows)
        assert done == again
        for file, said in zip(clinics, done, strict=True):
            after = await gateway.clinic(file.clinic.her_id)
            assert said.version == after.version == file.version + 1
        await gateway.close()


async def test_why_a_clinic_was_stopped_is_the_error_of_a_single_change(
    socket_path: Path, clinics: list[ClinicFile]
) -> None:
    gateway = Gateway(lambda: Endpoint("http://localhost", socket_path))
    first, second, third = clinics
    await gateway.save_batch(uuid4(), [away(first)])
    twice = [away(second), away(second)]
    stale, refused, saved = await gateway.save_batch(uuid4(), [away(first, 9), *twice, away(third)])
    conflict, overlap = gateway.why_refused(stale), gateway.why_refused(refused)
    assert isinstance(conflict, VersionConflict)
    assert conflict.changed_by
    assert isinstance(overlap, Refused)
    assert overlap.violations[0].code == "overlap"
    assert "fravær" in overlap.sentence(screen_words("nb"))
    assert gateway.why_refused(saved) is None
    await gateway.close()


def test_groups_keep_clinics_whole_and_the_first_has_two_where_there_are_several(
    clinics: list[ClinicFile],
) -> None:
    first, second, third = ([away(file)] * ROWS_AT_ONCE for file in clinics)
    mixed = [*first[1:], *second, first[0], *third]
    groups = list(in_groups(mixed))
    assert groups == [(*first, *second), tuple(third)]
    assert list(in_groups(first * 3)) == [tuple(first * 3)]
    assert list(in_groups([])) == []
