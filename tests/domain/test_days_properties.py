"""Days as doctors say them (D4): what holds for every date and for every text."""

import time
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fravaertui.domain.calendar import week
from fravaertui.domain.days import MONTHS, NotUnderstood, Span, understand
from fravaertui.domain.model import EARLIEST_DAY, LATEST_DAY
from tests.domain.strategies import examples

days = st.dates(EARLIEST_DAY, LATEST_DAY)
recent = st.dates(date(2000, 1, 1), date(2099, 12, 31))
todays = st.dates(date(2020, 1, 1), date(2100, 12, 31))


def full_renderings(day: date) -> list[str]:
    """Every way to write a day out in full that can mean only one day."""
    month = MONTHS[day.month - 1]
    return [
        f"{day:%d.%m.%Y}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d-%m-%Y}",
        f"{day:%d%m%Y}",
        day.isoformat(),
        f"{day.day}. {month} {day.year}",
        f"{day.day} {month} {day.year}",
        f"{day.day}. {month[:3]} {day.year}",
        f"{day.day}. {month[:3]}. {day.year}",
    ]


def short_renderings(day: date) -> list[str]:
    """The same with the last two digits of the year."""
    month = MONTHS[day.month - 1]
    year = day.year % 100
    return [
        f"{day:%d.%m.%y}",
        f"{day.day}.{day.month}.{year:02}",
        f"{day:%d%m%y}",
        f"{day.day}. {month} {year:02}",
    ]


casings = st.sampled_from([str.lower, str.upper, str.title])


@given(days, todays, casings, st.sampled_from(["", " ", "\t", "  \u00a0"]))
@examples(150)
def test_D4_a_day_written_out_is_that_day_whatever_today_is(
    day: date, today: date, casing: Callable[[str], str], blank: str
) -> None:
    for typed in full_renderings(day):
        padded = blank + casing(typed).replace(" ", " " + blank) + blank
        assert understand(padded, today) == Span(day, day)


@given(recent, todays)
@examples(100)
def test_D4_two_digits_of_a_year_are_of_this_century(day: date, today: date) -> None:
    for typed in short_renderings(day):
        assert understand(typed, today) == Span(day, day)


@given(recent, todays)
@examples(150)
def test_D4_never_us_order(day: date, today: date) -> None:
    for by in "./-":
        found = understand(f"{day.month:02}{by}{day.day:02}{by}{day.year}", today)
        if day.day > 12:
            assert isinstance(found, NotUnderstood)
            assert found.code == "us_order"
        else:
            swapped = date(day.year, day.day, day.month)
            assert found == Span(swapped, swapped)


@given(days, todays)
@examples(150)
def test_D4_a_missing_year_is_the_next_such_day(day: date, today: date) -> None:
    month = MONTHS[day.month - 1]
    for typed in (f"{day.day}.{day.month}", f"{day:%d.%m.}", f"{day.day}. {month}"):
        expected = today
        while (expected.day, expected.month) != (day.day, day.month):
            expected += timedelta(days=1)
        assert understand(typed, today) == Span(expected, expected)


@given(st.integers(1, 53), todays)
@examples(150)
def test_D4_a_week_without_its_year_is_running_or_the_next_such_week(
    number: int, today: date
) -> None:
    monday = today - timedelta(days=today.isoweekday() - 1)
    while monday.isocalendar().week != number:
        monday += timedelta(weeks=1)
    for typed in (f"uke {number}", f"u{number}", f"UKE {number:02}"):
        assert understand(typed, today) == Span(monday, monday + timedelta(days=6))


@given(st.integers(2000, 2150), st.integers(1, 52), st.integers(1, 52), todays)
@examples(100)
def test_D4_weeks_run_from_the_first_monday_to_the_last_sunday(
    year: int, first: int, last: int, today: date
) -> None:
    assume(first <= last or first - last > 26)  # over New Year, not the wrong way round
    expected = Span(week(year, first)[0], week(year + (last < first), last)[1])
    assert understand(f"uke {first}-{last} {year}", today) == expected


@given(days, st.integers(0, 400), todays, st.sampled_from([" - ", "-", "–", " til "]))
@examples(150)
def test_D4_two_days_written_out_are_the_days_between(
    first: date, length: int, today: date, between: str
) -> None:
    assume(first <= LATEST_DAY - timedelta(days=length))
    last = first + timedelta(days=length)
    for start, end in zip(full_renderings(first), full_renderings(last), strict=True):
        assert understand(f"{start}{between}{end}", today) == Span(first, last)
    if length:
        found = understand(f"{last:%d.%m.%Y}{between}{first:%d.%m.%Y}", today)
        assert isinstance(found, NotUnderstood)
        assert found.code == "ends_before_starts"


@given(todays, st.integers(0, 9999))
@examples(80)
def test_D4_plus_days(today: date, ahead: int) -> None:
    day = today + timedelta(days=ahead)
    assert understand(f"+{ahead}", today) == Span(day, day)
    assert understand("+9999", LATEST_DAY) == NotUnderstood("date_out_of_range")


PIECES = [
    *"0123456789.-/–+ ",
    *(
        "uke ",
        "u",
        "til",
        " - ",
        "i dag",
        "juni",
        "mai.",
        "٣",
        "²",
        "१",
        "½",
        "Ⅷ",
        "\x00",
        "\ud800",
    ),
    *("9999", "0000", "31.12", "29.2.", "53", "2199", "1900", "æ", "ø", "İ", "\u017f", "ß"),
]
texts = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=40),
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
    st.from_regex(r"[0-9]{1,8}([./ -][0-9]{1,5}){0,3}", fullmatch=True),
)
extreme_days = st.sampled_from([EARLIEST_DAY, LATEST_DAY, date(2026, 12, 31), date(2028, 2, 29)])


@given(texts, st.one_of(todays, extreme_days), st.one_of(st.none(), todays, extreme_days))
@examples(600)
def test_D4_any_text_is_a_span_in_order_or_a_problem(
    text: str, today: date, not_before: date | None
) -> None:
    found = understand(text, today, not_before)
    if isinstance(found, Span):
        assert EARLIEST_DAY <= found.first <= found.last <= LATEST_DAY
    else:
        assert found.code
        assert all(isinstance(fact, str) for fact in found.facts.values())
    assert understand(f"  {text.upper()} ", today, not_before) == understand(
        text.upper(), today, not_before
    )


LONG = [
    "1" * 10_000,
    "1-" * 5_000,
    "1.1-" * 2_500,
    " - " * 3_333,
    "1 til " * 1_666,
    " til " * 2_000,
    "1" + "a" * 9_999,
    "1" + "a" * 5_000 + "!" + "-1" * 2_499,
    "1. " + "æ" * 5_000 + " 1" + "-1" * 2_497,
    "uke 1" + "/" * 5_000 + "x1" + "-1" * 2_496,
    "12. juni" + " " * 9_000 + "x",
    "uke " + "1 " * 4_990,
    "+" + "9" * 9_999,
    "12.06.2024" * 1_000,
    "٣" * 10_000,
    "²" * 10_000,
    "😀" * 10_000,
    "\x1b[2J" * 2_500,
]


@pytest.mark.parametrize("text", LONG)
def test_D4_ten_thousand_characters_are_answered_at_once(text: str) -> None:
    before = time.process_time()
    found = understand(text, date(2026, 11, 22))
    assert isinstance(found, NotUnderstood)
    # It is asked at each key press. One pass over the text takes about a millisecond of the
    # processor's own time; trying every place again takes a thousand times that.
    assert time.process_time() - before < 0.25
