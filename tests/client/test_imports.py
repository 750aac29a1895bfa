"""Importing through the client, on the real backend: files are streamed, refusals are errors."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from fravaertui.backend import embedded
from fravaertui.backend.api import bodies
from fravaertui.client import Client, Endpoint, ImportRefused
from fravaertui.domain.directory.plan import Mark
from fravaertui.texts.catalogue import screen_words
from tests.registers.register_files import as_json, organisation, person

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
NB = screen_words("nb")


@pytest.fixture
def socket_path(tmp_path: Path) -> Iterator[Path]:
    backend = embedded.start(f"sqlite:///{tmp_path / 'desk.db'}", now=lambda: NOW)
    yield backend.socket_path
    backend.stop()


@pytest.fixture
async def api(socket_path: Path) -> AsyncIterator[Client]:
    async with Client(Endpoint("http://localhost", socket_path)) as client:
        yield client


def written(folder: Path, content: bytes, name: str = "fil.json") -> Path:
    file = folder / name
    file.write_bytes(content)
    return file


async def test_files_are_sent_planned_applied_and_taken_back(api: Client, tmp_path: Path) -> None:
    offices = [organisation(99100001 + 10 * n) for n in range(300)]
    files = [
        written(tmp_path, as_json(offices), f"{'lang' * 40}.json"),
        written(tmp_path, as_json([person()]), "lege.json"),
    ]
    sent = []
    plan = await api.imports.plan(files, progress=lambda *progress: sent.append(progress))
    assert sent[-1][0] == sent[-1][1] > sum(file.stat().st_size for file in files)
    assert [len(name) for name in plan.files] == [100, len("lege.json")]
    first = await api.imports.rows(plan.id, Mark.NEW)
    rest = await api.imports.rows(plan.id, Mark.NEW, first.next or 0)
    assert (len(first.rows), len(rest.rows), rest.next) == (200, 101, None)
    batch = await api.imports.apply(plan.id, consent=False)
    assert batch.clinics == 300
    assert (await api.imports.find(plan.id)).batch == batch.id
    assert (await api.batches.latest()).batches == (batch,)
    assert len((await api.directory()).clinics) == 300
    preview = await api.batches.revert(batch.id, dry_run=True)
    done = await api.batches.revert(batch.id, dry_run=False)
    assert preview.clinics == done.clinics
    assert done.made


async def test_what_is_refused_is_said_in_the_words_of_the_screen(
    api: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ImportRefused) as refused:
        await api.imports.plan([written(tmp_path, b"")])
    assert refused.value.sentence(NB).endswith("Ingenting ble endret.")
    with pytest.raises(ImportRefused) as gone:
        await api.imports.apply(UUID(int=1), consent=False)
    assert gone.value.sentence(NB) == "Planen er for gammel eller kastet. Les filene på nytt."
    monkeypatch.setattr(bodies, "LARGEST_UPLOAD", 1000)
    with pytest.raises(ImportRefused) as large:
        await api.imports.plan([written(tmp_path, b" " * 20_000_000)])
    assert large.value.sentence(NB) == "Filene er for store til å sendes. Pakk dem med gzip."
    with pytest.raises(OSError, match=r"finnes-ikke"):
        await api.imports.plan([tmp_path / "finnes-ikke.json"])
