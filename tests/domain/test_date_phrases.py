"""What is typed is understood, asked about or refused, in every field alike (rules D3, D4)."""

from collections.abc import Callable
from datetime import date

import pytest

from fravaertui.domain.date_input import (
    DateReading,
    DateReadings,
    NotUnderstood,
    Span,
    Understood,
    understand,
    understand_end,
    understand_start,
)
from tests.domain.date_phrases import ALONE, BESIDE, EXTENDING

TODAY = date(2026, 11, 27)


def rows(table: str) -> list[list[str]]:
    """The rows of a table, each a list of cells."""
    lines = (row for row in table.strip().splitlines() if not row.startswith("#"))
    return [[cell.strip() for cell in row.split("|")] for row in lines]


def days(span: Span) -> str:
    return str(span.first) if span.first == span.last else f"{span.first}..{span.last}"


def told(understood: Understood, shown: Callable[[DateReading], Span] = lambda r: r.span) -> str:
    """An answer as the tables write it."""
    if isinstance(understood, NotUnderstood):
        return f"refuse {understood.code}"
    if understood.sure:
        return days(understood.sure)
    return "ask " + " / ".join(f"{r.because} {days(shown(r))}" for r in understood.readings)


def whole(reading: DateReading) -> Span:
    return Span(reading.span.first, reading.through or reading.span.last)


def both(starts: str, ends: str, extends: date | None = None) -> str:
    """What two fields come to, as a form reads them."""
    found = understand_start(starts, TODAY, ends)
    if isinstance(found, DateReadings) and found.sure:
        return told(understand_end(ends, TODAY, found.sure, starts, extends=extends))
    return told(found, whole).replace(" ", " start ", 1)


def test_D4_the_table_is_as_long_as_what_people_say() -> None:
    phrases = [*rows(ALONE), *rows(BESIDE), *rows(EXTENDING)]
    assert len({tuple(cells[:-1]) for cells in phrases}) == len(phrases) >= 300


@pytest.mark.parametrize(("typed", "expected"), rows(ALONE))
def test_D4_a_phrase_in_one_field(typed: str, expected: str) -> None:
    assert told(understand(typed, TODAY)) == expected


@pytest.mark.parametrize(("starts", "ends", "expected"), rows(BESIDE))
def test_D4_phrases_in_two_fields(starts: str, ends: str, expected: str) -> None:
    assert both(starts, ends) == expected


@pytest.mark.parametrize(("starts", "present", "ends", "expected"), rows(EXTENDING))
def test_D4_what_is_counted_when_extending_is_counted_from_the_present_end(
    starts: str, present: str, ends: str, expected: str
) -> None:
    day, month, year = present.split(".")
    extends = date(int(year), int(month), int(day))
    assert both(starts, ends, extends) == expected


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("12.6\u00ad.2027", "12.6.2027"),
        ("\ufeff12.6.2027", "12.6.2027"),
        ("12\u200b.6\u200d.2027", "12.6.2027"),
        ("\u200e12.6.2027\u200f", "12.6.2027"),
        ("\u202a12. juni\u202c 2027", "12. juni 2027"),
        ("uke\u00a028\u201130", "uke 28-30"),
        ("12.6 \u2212 8.7", "12.6-8.7"),
        ("uke 28\u201430", "uke 28-30"),
        ("la\u030ar 12.6", "lår 12.6"),
    ],
)
def test_D4_what_cannot_be_seen_falls_away(typed: str, seen: str) -> None:
    """As it comes along with what is pasted."""
    assert told(understand(typed, TODAY)) == told(understand(seen, TODAY))


def test_D3_a_typed_end_stays_where_it_was_when_the_start_is_corrected() -> None:
    first = understand_start("12.6", TODAY, "8.7")
    assert isinstance(first, DateReadings)
    assert first.sure
    found = understand_end("8.7", TODAY, first.sure, "12.6")
    assert isinstance(found, DateReadings)
    assert found.sure
    corrected = Span(date(2028, 6, 12), date(2028, 6, 12))
    found = understand_end("8.7", TODAY, corrected, "12.6.2028", meant=found.sure.last)
    assert found == NotUnderstood(
        "ends_before_starts", {"starts": "2028-06-12", "ends": "2027-07-08"}
    )


def test_D3_a_start_moved_a_year_back_keeps_the_end_and_asks() -> None:
    """And 10 December 2025 is not called before 1 December 2025."""
    corrected = Span(date(2025, 12, 1), date(2025, 12, 1))
    found = understand_end("10.12", TODAY, corrected, "1.12.25", meant=date(2026, 12, 10))
    assert told(found) == "ask over_new_year 2025-12-01..2026-12-10"


def test_D3_both_dates_are_named_when_the_end_is_first() -> None:
    first = Span(date(2027, 7, 12), date(2027, 7, 12))
    assert understand_end("11.7", TODAY, first, "12.7") == NotUnderstood(
        "ends_before_starts", {"starts": "2027-07-12", "ends": "2027-07-11"}
    )


def test_D4_several_absences_in_one_field_are_named() -> None:
    found = understand("uke 25-28 og uke 31", TODAY)
    assert isinstance(found, NotUnderstood)
    assert found.spans == (
        Span(date(2027, 6, 21), date(2027, 7, 18)),
        Span(date(2027, 8, 2), date(2027, 8, 8)),
    )


def test_D4_a_choice_holds_only_for_what_it_was_made_of() -> None:
    found = understand("25.11", TODAY)
    assert isinstance(found, DateReadings)
    passed, coming = (reading.span for reading in found.readings)
    assert found.settled(None) is None
    assert found.settled(coming) == coming
    assert found.settled(passed) == passed
    assert found.settled(Span(TODAY, TODAY)) is None
