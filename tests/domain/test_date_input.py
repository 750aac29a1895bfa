"""Days as doctors say them (D4): the forms, the years nobody said, what is not a day."""

from datetime import date, timedelta

import pytest

from fravaertui.domain.date_input import (
    DateReadings,
    NotUnderstood,
    Span,
    understand,
    understand_end,
)

TODAY = date(2026, 11, 22)  # a Sunday, the last day of ISO week 47


def span(first: str, last: str | None = None) -> Span:
    """A span of ISO days; a single day when only one is given."""
    return Span(date.fromisoformat(first), date.fromisoformat(last or first))


def only(text: str, today: date = TODAY) -> Span | None:
    """What a text means without a doubt."""
    found = understand(text, today)
    return found.sure if isinstance(found, DateReadings) else None


def readings(text: str, today: date) -> list[Span]:
    """Everything that a text can mean."""
    found = understand(text, today)
    return [r.span for r in found.readings] if isinstance(found, DateReadings) else []


SINGLE_DAYS = [
    ("12.06.2024", "2024-06-12"),
    ("12.6.2024", "2024-06-12"),
    ("12.06.24", "2024-06-12"),
    ("12/6/2024", "2024-06-12"),
    ("12-06-2024", "2024-06-12"),
    ("120624", "2024-06-12"),
    ("12062024", "2024-06-12"),
    ("2024-06-12", "2024-06-12"),
    ("12. juni 2024", "2024-06-12"),
    ("12 juni 2024", "2024-06-12"),
    ("12. JUNI 24", "2024-06-12"),
    ("12. jun. 2024", "2024-06-12"),
    ("29.02.2028", "2028-02-29"),
    ("01.01.1900", "1900-01-01"),
    ("31.12.2199", "2199-12-31"),
    ("12.6", "2027-06-12"),
    ("12.06", "2027-06-12"),
    ("12.6.", "2027-06-12"),
    ("12. juni", "2027-06-12"),
    ("1. juni", "2027-06-01"),
    ("12 juni", "2027-06-12"),
    ("12.juni", "2027-06-12"),
    ("3. des", "2026-12-03"),
    ("17. mai", "2027-05-17"),
    ("1. aug.", "2027-08-01"),
    ("29.2", "2028-02-29"),
    ("i dag", "2026-11-22"),
    ("I DAG", "2026-11-22"),
    ("idag", "2026-11-22"),
    ("i morgen", "2026-11-23"),
    ("I Morgen", "2026-11-23"),
    ("+0", "2026-11-22"),
    ("+1", "2026-11-23"),
    ("+14", "2026-12-06"),
    ("+ 14", "2026-12-06"),
    ("+365", "2027-11-22"),
    ("  12.06.2024  ", "2024-06-12"),
    ("\t12.  juni\u00a0 2024\n", "2024-06-12"),
    ("mandag 8. juli 2024", "2024-07-08"),
    ("Måndag 8. juli 2024", "2024-07-08"),
    ("Monday 8 July 2024", "2024-07-08"),
    ("mandag, 8.7.2024", "2024-07-08"),
    ("tirsdag 24. november", "2026-11-24"),
    ("8 March 2027", "2027-03-08"),
]


@pytest.mark.parametrize(("typed", "day"), SINGLE_DAYS)
def test_D4_a_day_is_understood(typed: str, day: str) -> None:
    assert only(typed) == span(day)


NEXT_SUCH_DAYS = [
    ("22.11", "2026-11-22", "2026-11-22"),
    ("21.11", "2026-11-22", "2027-11-21"),
    ("23.11", "2026-11-22", "2026-11-23"),
    ("31.12", "2026-12-31", "2026-12-31"),
    ("1.1", "2026-12-31", "2027-01-01"),
    ("31.12", "2027-01-01", "2027-12-31"),
    ("1. januar", "2027-01-01", "2027-01-01"),
    ("2. jan", "2026-12-30", "2027-01-02"),
    ("29.2", "2024-02-29", "2024-02-29"),
    ("29.2", "2024-03-01", "2028-02-29"),
    ("29. februar", "2096-03-01", "2104-02-29"),
    ("i morgen", "2026-12-31", "2027-01-01"),
    ("i morgen", "2028-02-28", "2028-02-29"),
    ("+1", "2026-03-28", "2026-03-29"),
    ("+1", "2026-10-25", "2026-10-26"),
    ("+14", "2026-12-25", "2027-01-08"),
]


@pytest.mark.parametrize(("typed", "today", "day"), NEXT_SUCH_DAYS)
def test_D4_a_missing_year_is_the_next_such_day_from_today(
    typed: str, today: str, day: str
) -> None:
    assert readings(typed, date.fromisoformat(today))[-1] == span(day)


WEEKS = [
    ("uke 28", "2026-11-22", "2027-07-12", "2027-07-18"),
    ("Uke 28", "2026-11-22", "2027-07-12", "2027-07-18"),
    ("uke28", "2026-11-22", "2027-07-12", "2027-07-18"),
    ("u28", "2026-11-22", "2027-07-12", "2027-07-18"),
    ("u 28", "2026-11-22", "2027-07-12", "2027-07-18"),
    ("u28-30", "2026-11-22", "2027-07-12", "2027-08-01"),
    ("U28-30", "2026-11-22", "2027-07-12", "2027-08-01"),
    ("uke 28-30", "2026-11-22", "2027-07-12", "2027-08-01"),
    ("uke 28 - 30", "2026-11-22", "2027-07-12", "2027-08-01"),
    ("uke 28–30", "2026-11-22", "2027-07-12", "2027-08-01"),
    ("uke 28 til 30", "2026-11-22", "2027-07-12", "2027-08-01"),
    ("uke 28 til uke 30", "2026-11-22", "2027-07-12", "2027-08-01"),
    ("uke 28 2024", "2026-11-22", "2024-07-08", "2024-07-14"),
    ("uke 28/2024", "2026-11-22", "2024-07-08", "2024-07-14"),
    ("uke 28-30 2024", "2026-11-22", "2024-07-08", "2024-07-28"),
    ("uke 24", "2024-06-12", "2024-06-10", "2024-06-16"),
    ("uke 47", "2026-11-22", "2026-11-16", "2026-11-22"),
    ("uke 47", "2026-11-23", "2027-11-22", "2027-11-28"),
    ("uke 53", "2026-11-22", "2026-12-28", "2027-01-03"),
    ("uke 53", "2027-01-03", "2026-12-28", "2027-01-03"),
    ("uke 53", "2027-01-04", "2032-12-27", "2033-01-02"),
    ("uke 53 2026", "2026-11-22", "2026-12-28", "2027-01-03"),
    ("uke 1", "2026-12-30", "2027-01-04", "2027-01-10"),
    ("uke 1", "2024-12-30", "2024-12-30", "2025-01-05"),
    ("uke 1", "2025-01-05", "2024-12-30", "2025-01-05"),
    ("uke 1", "2025-01-06", "2025-12-29", "2026-01-04"),
    ("uke 1 2026", "2026-11-22", "2025-12-29", "2026-01-04"),
    ("uke 52-1", "2026-11-22", "2026-12-21", "2027-01-10"),
    ("uke 53-2", "2026-11-22", "2026-12-28", "2027-01-17"),
    ("uke 52-1 2024", "2026-11-22", "2024-12-23", "2025-01-05"),
    ("uke 52–2", "2027-01-01", "2026-12-21", "2027-01-17"),
]


@pytest.mark.parametrize(("typed", "today", "first", "last"), WEEKS)
def test_D4_weeks_are_iso_weeks_from_monday_to_sunday(
    typed: str, today: str, first: str, last: str
) -> None:
    assert span(first, last) in readings(typed, date.fromisoformat(today))


RANGES = [
    ("12.06.2024-08.07.2024", "2024-06-12", "2024-07-08"),
    ("12.06.2024 - 08.07.2024", "2024-06-12", "2024-07-08"),
    ("12.06.2024–08.07.2024", "2024-06-12", "2024-07-08"),
    ("12.06.2024 til 08.07.2024", "2024-06-12", "2024-07-08"),
    ("12.06.24-08.07.24", "2024-06-12", "2024-07-08"),
    ("120624-080724", "2024-06-12", "2024-07-08"),
    ("2024-06-12 - 2024-07-08", "2024-06-12", "2024-07-08"),
    ("12.6-8.7", "2027-06-12", "2027-07-08"),
    ("12.6. - 8.7.", "2027-06-12", "2027-07-08"),
    ("12. juni - 8. juli", "2027-06-12", "2027-07-08"),
    ("12. juni til 8. juli", "2027-06-12", "2027-07-08"),
    ("12. juni-8. juli", "2027-06-12", "2027-07-08"),
    ("12. juni 2024 til 8. juli 2024", "2024-06-12", "2024-07-08"),
    ("12.-20. juli", "2027-07-12", "2027-07-20"),
    ("12. - 20. juli 2024", "2024-07-12", "2024-07-20"),
    ("12-20.7", "2027-07-12", "2027-07-20"),
    ("20.12-5.1", "2026-12-20", "2027-01-05"),
    ("20.12.2028-5.1", "2028-12-20", "2029-01-05"),
    ("12. januar 2028 - 8. februar", "2028-01-12", "2028-02-08"),
    ("23. desember til 2. januar", "2026-12-23", "2027-01-02"),
    ("i dag - 8.12", "2026-11-22", "2026-12-08"),
    ("i morgen til 8.12", "2026-11-23", "2026-12-08"),
    ("22.11-22.11", "2026-11-22", "2026-11-22"),
    ("12.6-8.7.2028", "2028-06-12", "2028-07-08"),
    ("12. juni til 8. juli 2024", "2024-06-12", "2024-07-08"),
    ("20.12-5.1.2028", "2027-12-20", "2028-01-05"),
    ("8.7-8.7.2028", "2028-07-08", "2028-07-08"),
    ("onsdag 12. juni - mandag 8. juli 2024", "2024-06-12", "2024-07-08"),
]


@pytest.mark.parametrize(("typed", "first", "last"), RANGES)
def test_D4_two_days_make_a_span(typed: str, first: str, last: str) -> None:
    assert only(typed) == span(first, last)


@pytest.mark.parametrize(
    ("typed", "not_before", "last"),
    [
        ("8.7", "2028-06-12", "2028-07-08"),
        ("12.6", "2028-06-12", "2028-06-12"),
        ("8. juli", "2027-06-12", "2027-07-08"),
        ("uke 24", "2028-06-14", "2028-06-18"),
        ("8.7.2028", "2028-06-12", "2028-07-08"),
        ("i dag", "2026-06-12", "2026-11-22"),
    ],
)
def test_D4_the_end_is_looked_for_after_the_start(typed: str, not_before: str, last: str) -> None:
    start = date.fromisoformat(not_before)
    found = understand_end(typed, TODAY, Span(start, start))
    assert isinstance(found, DateReadings)
    assert found.sure == Span(start, date.fromisoformat(last))


NOT_SAID = ""
"""A fact that is not told, as nobody typed it."""

PROBLEMS = [
    ("", "date_missing", {}),
    ("   ", "date_missing", {}),
    ("\n\t\u00a0", "date_missing", {}),
    ("31.02", "no_such_day", {"day": "31", "month": "februar", "year": NOT_SAID}),
    ("31.4-3.5", "no_such_day", {"day": "31", "month": "april", "year": NOT_SAID}),
    ("1.4-31.4", "no_such_day", {"day": "31", "month": "april", "year": NOT_SAID}),
    ("00.06", "no_such_day", {"day": "0", "month": "juni", "year": NOT_SAID}),
    ("31.02.2027", "no_such_day", {"day": "31", "month": "februar", "year": "2027"}),
    ("29.02.2027", "no_such_day", {"day": "29", "month": "februar", "year": "2027"}),
    ("29. februar 2100", "no_such_day", {"day": "29", "month": "februar", "year": "2100"}),
    ("31. juni", "no_such_day", {"day": "31", "month": "juni"}),
    ("00.06.2024", "no_such_day", {"day": "0", "month": "juni", "year": "2024"}),
    ("32.1", "no_such_day", {"day": "32", "month": "januar"}),
    ("06/25/2024", "us_order", {"day": "6", "month": "25"}),
    ("06.25.2024", "us_order", {"day": "6", "month": "25"}),
    ("6-25", "us_order", {"day": "6", "month": "25"}),
    ("062524", "us_order", {"day": "6", "month": "25"}),
    ("13.13", "no_such_month", {"month": "13"}),
    ("12.00.2024", "no_such_month", {"month": "0"}),
    ("12.99.2024", "no_such_month", {"month": "99"}),
    ("12. juno", "no_such_month_name", {"month": "juno"}),
    ("uke 54", "no_such_week", {"week": "54", "year": NOT_SAID}),
    ("uke 53 - 5.3.2028", "no_such_week", {"week": "53", "year": "2028"}),
    ("uke 0", "no_such_week", {"week": "0"}),
    ("uke 53 2027", "no_such_week", {"week": "53", "year": "2027"}),
    (
        "12.06.2024-08.06.2024",
        "ends_before_starts",
        {"starts": "2024-06-12", "ends": "2024-06-08"},
    ),
    ("20.-12. juli 2024", "ends_before_starts", {"starts": "2024-07-20", "ends": "2024-07-12"}),
    ("12.06.1899", "date_out_of_range", {}),
    ("12.06.2200", "date_out_of_range", {}),
    ("2200-01-01", "date_out_of_range", {}),
    ("12.06.0024", "date_out_of_range", {}),
    ("0024-06-12", "date_out_of_range", {}),
    ("uke 52 9999", "date_out_of_range", {}),
    ("tirsdag 8. juli 2024", "wrong_weekday", {"on": "2024-07-08"}),
    ("mandag 24. november", "wrong_weekday", {"on": "2026-11-24"}),
    ("29.2-5.3.2027", "no_such_day", {"day": "29", "month": "februar", "year": "2027"}),
    ("12.06.0000", "no_such_day", {"year": "0"}),
    ("tull", "date_not_understood", {"text": "tull"}),
    ("12", "date_not_understood", {"text": "12"}),
    ("1206", "date_not_understood", {"text": "1206"}),
    ("-14", "date_not_understood", {"text": "-14"}),
    ("12.06.2024 kl. 12", "date_not_understood", {}),
    ("²²", "date_not_understood", {}),
    ("½.6", "date_not_understood", {}),
]


@pytest.mark.parametrize(("typed", "code", "facts"), PROBLEMS)
def test_D4_what_is_not_a_day_is_a_problem_with_its_facts(
    typed: str, code: str, facts: dict[str, str]
) -> None:
    found = understand(typed, TODAY)
    assert isinstance(found, NotUnderstood)
    assert found.code == code
    assert {name: found.facts.get(name, NOT_SAID) for name in facts} == facts


@pytest.mark.parametrize("typed", ["u30-28", "uke 30-28", "uke 30-28 2027"])
def test_D3_weeks_the_wrong_way_round_are_not_a_year_long_absence(typed: str) -> None:
    found = understand(typed, TODAY)
    assert isinstance(found, NotUnderstood)
    assert found.code == "ends_before_starts"


def test_D4_the_days_of_a_year_without_their_year_are_each_the_next_one() -> None:
    for today in (date(2026, 11, 22), date(2026, 12, 31), date(2027, 1, 1), date(2028, 2, 29)):
        for n in range(365):
            day = today + timedelta(days=n)
            if (day.month, day.day) != (2, 29):
                assert readings(f"{day.day}.{day.month}", today)[-1] == Span(day, day)
