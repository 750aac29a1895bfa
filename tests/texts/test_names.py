"""People's names where there is little room."""

import pytest

from fravaertui.texts.names import told_apart

EVERYONE = ("Kari Testnes", "Kåre Testnes", "Kåre Anton Testvik", "Testnes")


@pytest.mark.parametrize(
    ("name", "ways"),
    [
        ("Kåre Anton Testvik", ["Kåre Anton Testvik", "K. A. Testvik"]),
        ("Kåre Testnes", ["Kåre Testnes"]),
        ("Testnes", ["Testnes"]),
        ("", [""]),
        (" ", [" "]),
        ("Fastlege, liste uten fast lege", ["Fastlege, liste uten fast lege"]),
    ],
)
def test_initials_are_used_only_where_they_are_one_persons(name: str, ways: list[str]) -> None:
    assert told_apart(name, EVERYONE) == ways
