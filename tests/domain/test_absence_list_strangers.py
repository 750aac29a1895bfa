"""Whoever a list names with days is a row that asks, also one whom nobody here is named as (L2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fravaertui.domain.absence_list import (
    ABOUT_WHO,
    Doubt,
    Names,
    PassedOver,
    Reason,
    RowStatus,
    read_list,
)
from tests.domain.strategies import examples
from tests.domain.test_absence_list import FILE, TODAY, planned, read
from tests.domain.test_absence_list_properties import Said, days, weeks

STRANGERS = (
    "Testgård",
    "Kari Ukjentsen",
    "Per-Arne Ukjentsen",
    "Ukjentsen",
    "Rød",
    "Henning",
    "Mortimer",
    "Sommerseth",
    "Kristi Ukjentsen",
    "K. Ukjentsen",
    "O'Ukjentsen",
    "UKJENTSEN",
)
BEFORE = (": ", " ", "\t", " - ", " – ", ", ", " | ", ": ferie ", " har ferie ", " er borte ")


def passed_over(text: str) -> tuple[PassedOver, ...]:
    """Return what of the text gives no row."""
    return read_list(text, TODAY, Names.of([FILE], TODAY)).passed_over


def asked_for(text: str) -> list[tuple[str, int]]:
    """Return the names that are asked about, each with its line."""
    return [(e.written, e.line) for e in read(text) if not ABOUT_WHO.isdisjoint(e.doubts)]


@given(
    st.lists(st.sampled_from(STRANGERS), min_size=1, max_size=5),
    st.sampled_from(BEFORE),
    st.sampled_from(["", "Dr. ", "- ", "1. "]),
    st.sampled_from(["", "Ferie:\n", "Hei!\n\n"]),
    st.one_of(days(), weeks()),
)
@examples(300)
def test_a_name_of_nobody_here_with_days_is_a_row_that_asks_who(
    names: list[str], before: str, lead: str, heading: str, said: Said
) -> None:
    text = heading + "\n".join(f"{lead}{name}{before}{said[0]}" for name in names)
    entries = read(text)
    assert len({e.line for e in entries}) == len(names)
    assert all(e.person is None and Doubt.NOBODY in e.doubts for e in entries)
    assert {row.status for row in planned(text).rows} == {RowStatus.WHO}
    assert [
        (e.proposal.first, e.proposal.last)
        for e in entries
        if e.proposal and e.line == entries[0].line
    ] == [*said[1]]


def test_each_line_of_a_stranger_is_a_row_beside_those_of_practitioners() -> None:
    text = "Tone Testlie: uke 28-30\nKari Ukjentsen: uke 31\nUkjentsen: uke 32\nUkjentsen uke 33"
    assert [(e.person.name if e.person else "", e.line) for e in read(text)] == [
        ("Tone Testlie", 1),
        ("", 2),
        ("", 3),
        ("", 4),
    ]
    assert passed_over(text) == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ukjentsen og Fremmedsen: uke 31", ["Ukjentsen", "Fremmedsen"]),
        ("Ukjentsen/Fremmedsen: uke 31", ["Ukjentsen", "Fremmedsen"]),
        ("Testlie uke 28, Ukjentsen uke 31", ["Ukjentsen"]),
        ("Testlie: uke 28; Ukjentsen: uke 31", ["Ukjentsen"]),
        ("Ferie\nUke 31: Ukjentsen", ["Ukjentsen"]),
        ("Ferie\nUke 31: Testlie og Ukjentsen", ["Ukjentsen"]),
        ("Ferie\nUkjentsen: 28-30", ["Ukjentsen"]),
        ("Lege\tUke\nUkjentsen\t28\nTestlie\t29", ["Ukjentsen"]),
        ("Navn\tFra\tTil\nUkjentsen\t12.07\t18.07", ["Ukjentsen"]),
        ("Ukjentsen: uke 31 (rom 30)", ["Ukjentsen"]),
    ],
)
def test_who_is_named_beside_others_or_after_days_is_asked_about_too(
    text: str, names: list[str]
) -> None:
    assert [name for name, _ in asked_for(text)] == names


@pytest.mark.parametrize(
    "text",
    [
        "Testlia legekontor: uke 28",
        "Lindeveien Legesenter: uke 28",
        "Nabobygda Sykehjem: uke 28",
        "Nabobygda Kommune: uke 28",
        "Legevakten: uke 28",
        "Sekretær Olsen: uke 28",
        "Helsesekretærene: uke 28",
        "Jordmor Kari Ukjentsen: 12.7-18.7",
        "Frist: 1. juni",
        "Svarfrist 1. juni",
        "Sommerfest: 12.6",
        "Planleggingsdag 12.8",
        "Skoleferie: uke 28-33",
        "Innen 1. juni",
        "Senest 10. juli",
        "Rundt 1. juni",
        "Mobil: 12 12 12 12",
        "Lunsj: 11.30-12.00",
        "Åpningstider sommer: uke 26-32",
        "Vaktliste\nUkjentsen: uke 31",
        "Ukjentsen: jobber uke 31",
        "Testgata 12, 3. etasje",
        "Oppdatert: 20.05.2027",
        "Revidert 20.5.2027",
        "Oslo, 20. mai 2027",
        "Helsenorge: 12.7",
        "Ferie\nTestgata 12-14",
    ],
)
def test_offices_jobs_headings_and_things_with_days_are_no_rows(text: str) -> None:
    assert read(text) == ()


def test_each_part_with_days_that_gives_no_row_is_told_of_by_itself() -> None:
    text = "Frist: 1. juni\nSommerfest: 12.6\nSvarfrist 2. juni"
    assert [(part.reason, part.extent.of(text)) for part in passed_over(text)] == [
        (Reason.NO_NAME, line) for line in text.splitlines()
    ]
