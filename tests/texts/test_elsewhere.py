"""How it stands at someone's other clinic, on the days that it is about (rule A13)."""

from dataclasses import fields
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fravaertui.backend.demo import demo_files
from fravaertui.domain.citizen_view import State, citizen_view
from fravaertui.protocol.directory import DirectoryClinic
from fravaertui.texts.catalogue import screen_words
from fravaertui.texts.elsewhere import office_phrases

NB = screen_words("nb")
TODAY = date(2026, 11, 22)
[SORLI] = [f for f in demo_files(TODAY) if f.clinic.name.startswith("Sørli")]
[TORA] = SORLI.practitioners
AWAY = date(2026, 12, 14)
"""The one day on which she is away there, from appointment booking only."""
OFFICE = (
    DirectoryClinic(**SORLI.clinic.model_dump(include={f.name for f in fields(DirectoryClinic)})),
    TORA.her_id,
)


def phrase(first: date, last: date | None = None) -> str:
    files = {SORLI.clinic.her_id: SORLI}
    [told] = office_phrases([OFFICE], files, (first, last or first), TODAY, NB)
    return told.removeprefix(f"{SORLI.clinic.name} (").removesuffix(")")


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (TODAY, TODAY, "åpent i dag"),
        (date(2026, 12, 13), date(2026, 12, 13), "åpent 13.12.2026"),
        (AWAY, AWAY, "1 av 4 stengt 14.12.2026"),
        (AWAY, date(2026, 12, 15), "delvis stengt 14.12–15.12.2026"),
        (date(2026, 11, 9), AWAY, "delvis stengt 22.11–14.12.2026"),
        (date(2026, 12, 15), date(2027, 1, 3), "åpent 15.12.2026–03.01.2027"),
        (date(2026, 11, 9), TODAY, "åpent i dag"),
    ],
)
def test_A13_it_stands_there_as_on_the_days_it_is_about(first: date, last: date, said: str) -> None:
    assert phrase(first, last) == said


@given(st.integers(1, 40), st.integers(0, 20))
def test_A13_open_and_closed_are_said_of_every_one_of_the_days(ahead: int, more: int) -> None:
    first = TODAY + timedelta(days=ahead)
    last = first + timedelta(days=more)
    states = {
        view.state
        for n in range(more + 1)
        for view in citizen_view(SORLI, TORA.her_id, first + timedelta(days=n)).services
    }
    assert phrase(first, last).startswith("åpent") == (State.CLOSED not in states)
