"""The clinics used last are remembered between runs."""

import stat
from pathlib import Path

import pytest

from fravaertui.session import recent_clinics


def test_the_latest_is_first_and_none_is_twice(tmp_path: Path) -> None:
    path = tmp_path / "state" / "recent.json"
    for her_id in (1, 2, 3, 1):
        shown = recent_clinics.remember(path, her_id)
    assert shown == recent_clinics.load(path) == (1, 3, 2)


def test_only_so_many_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "recent.json"
    for her_id in range(1, 20):
        recent_clinics.remember(path, her_id)
    assert recent_clinics.load(path) == tuple(range(19, 11, -1))


def test_nobody_else_may_read_the_file_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "state" / "recent.json"
    recent_clinics.remember(path, 1)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"{}", b"null", b"\xff\xfe", b"[" * 9_999, b'["x", -1, true, 1.5, null]'],
)
def test_a_damaged_file_is_an_empty_list(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "recent.json"
    path.write_bytes(content)
    assert recent_clinics.load(path) == ()
    assert recent_clinics.remember(path, 5) == recent_clinics.load(path) == (5,)


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    in_the_way = tmp_path / "state"
    in_the_way.write_text("a file where the folder should be")
    assert recent_clinics.remember(in_the_way / "recent.json", 5) == (5,)
    assert recent_clinics.load(in_the_way / "recent.json") == ()
