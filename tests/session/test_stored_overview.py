"""The last overview is there at the next start, for the same backend and the same user only."""

import stat
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from fravaertui.protocol.overview import Overview, QueueCounts, Turns
from fravaertui.session.stored_overview import DatedOverview, StoredOverview

NOW = datetime(2026, 11, 27, 10, tzinfo=UTC)
OVERVIEW = Overview(
    day=date(2026, 11, 27), queue=QueueCounts(urgent=2), opens=Turns(), closes=Turns()
)


def test_what_was_stored_is_there_again_for_the_same_backend(tmp_path: Path) -> None:
    stored = StoredOverview.of(tmp_path / "overview", "https://a.example")
    assert stored.load() is None
    stored.store(OVERVIEW, NOW)
    same = StoredOverview.of(tmp_path / "overview", "https://a.example")
    assert same.load() == DatedOverview(fetched_at=NOW, overview=OVERVIEW)
    assert StoredOverview.of(tmp_path / "overview", "https://b.example").load() is None


def test_the_file_is_the_users_alone_and_names_no_backend(tmp_path: Path) -> None:
    stored = StoredOverview.of(tmp_path / "overview", "https://user:secret@a.example")
    stored.store(OVERVIEW, NOW)
    [file] = (tmp_path / "overview").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert "secret" not in f"{file}{file.read_text()}"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b'{"overview": 1}', b"[" * 99_999])
def test_a_damaged_file_is_none(tmp_path: Path, content: bytes) -> None:
    stored = StoredOverview.of(tmp_path, "x")
    stored.path.write_bytes(content)
    assert stored.load() is None


def test_where_nothing_can_be_written_nothing_is_lost(tmp_path: Path) -> None:
    (tmp_path / "overview").write_text("in the way")
    stored = StoredOverview.of(tmp_path / "overview", "x")
    stored.store(OVERVIEW, NOW)
    assert stored.load() is None
