"""The benchmarks can be run: nobody looks at them for weeks."""

from typing import Any

import pytest

from benchmarks import directory, list_reading
from benchmarks.__main__ import GROUPS
from benchmarks.report import table


def test_the_group_of_the_directory_measures_a_small_register(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, small in (("CLINICS", 3), ("PRACTITIONERS", 5), ("ROUNDS", 1)):
        monkeypatch.setattr(directory, name, small)
    nowhere: Any = None  # it needs no country and no server
    figures = GROUPS["directory"](nowhere)
    changed = next(f for f in figures if f.name == "clinics that a second run changes")
    assert list(changed.samples) == [0, 0]
    assert "apply on SQLite" in table("here", {"directory": figures})


def test_the_group_of_lists_measures_a_short_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, small in (("LINES", 20), ("ROUNDS", 1)):
        monkeypatch.setattr(list_reading, name, small)
    nowhere: Any = None
    figures = GROUPS["list-reading"](nowhere)
    assert "list of 1 200 phrases" in table("here", {"list-reading": figures})
