"""Days as doctors say them (D4): what holds for every date and for every text."""

import time
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fravaertui.domain.calendar import week
from fravaertui.domain.date_input import (
    MONTHS,
    Because,
    DateReadings,
    NotUnderstood,
    Span,
    understand,
    understand_end,
    understand_start,
)
from fravaertui.domain.fields import EARLIEST_DAY, LATEST_DAY
from tests.domain.date_phrases import ALONE
from tests.domain.strategies import examples
from tests.domain.test_date_phrases import TODAY, rows

MOST_READINGS = 4
"""As many as a form has room for."""

WEEKDAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")

days = st.dates(EARLIEST_DAY, LATEST_DAY)
recent = st.dates(date(2000, 1, 1), date(2099, 12, 31))
todays = st.dates(date(2020, 1, 1), date(2100, 12, 31))


def only(text: str, today: date) -> Span | None:
    """What a text means without a doubt."""
    found = understand(text, today)
    return found.sure if isinstance(found, DateReadings) else None


def readings(text: str, today: date) -> list[Span]:
    """Everything that a text can mean."""
    found = understand(text, today)
    return [r.span for r in found.readings] if isinstance(found, DateReadings) else []


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
        assert only(padded, today) == Span(day, day)


@given(recent, todays)
@examples(100)
def test_D4_two_digits_of_a_year_are_of_this_century(day: date, today: date) -> None:
    for typed in short_renderings(day):
        assert only(typed, today) == Span(day, day)


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
            assert isinstance(found, DateReadings)
            assert found.sure == Span(swapped, swapped)


@given(days, todays)
@examples(150)
def test_D4_a_missing_year_is_the_next_such_day_or_one_lately_passed(
    day: date, today: date
) -> None:
    month = MONTHS[day.month - 1]
    for typed in (f"{day.day}.{day.month}", f"{day:%d.%m.}", f"{day.day}. {month}"):
        coming, passed = today, today - timedelta(days=1)
        while (coming.day, coming.month) != (day.day, day.month):
            coming += timedelta(days=1)
        while (passed.day, passed.month) != (day.day, day.month) and (today - passed).days < 31:
            passed -= timedelta(days=1)
        lately = [passed] if (passed.day, passed.month) == (day.day, day.month) else []
        assert readings(typed, today) == [Span(one, one) for one in (*lately, coming)]
        assert (only(typed, today) is None) == bool(lately)


@given(st.integers(1, 53), todays)
@examples(150)
def test_D4_a_week_without_its_year_is_the_next_such_week_or_one_just_over(
    number: int, today: date
) -> None:
    monday = today - timedelta(days=today.isoweekday() - 1)
    coming = monday if monday == today else monday + timedelta(weeks=1)
    while coming.isocalendar().week != number:
        coming += timedelta(weeks=1)
    for typed in (f"uke {number}", f"u{number}", f"UKE {number:02}"):
        found = readings(typed, today)
        assert found[-1] == Span(coming, coming + timedelta(days=6))
        for begun in found[:-1]:
            assert begun.first < today <= begun.last + timedelta(days=31)
            assert begun.first.isocalendar().week == number


@given(st.integers(2000, 2150), st.integers(1, 52), st.integers(1, 52), todays)
@examples(100)
def test_D4_weeks_run_from_the_first_monday_to_the_last_sunday(
    year: int, first: int, last: int, today: date
) -> None:
    assume(first <= last or 52 - first + last <= 10)  # over New Year, not the wrong way round
    expected = Span(week(year, first)[0], week(year + (last < first), last)[1])
    assert only(f"uke {first}-{last} {year}", today) == expected


@given(days, st.integers(0, 400), todays, st.sampled_from([" - ", "-", "–", " til "]))
@examples(150)
def test_D4_two_days_written_out_are_the_days_between(
    first: date, length: int, today: date, between: str
) -> None:
    assume(first <= LATEST_DAY - timedelta(days=length))
    last = first + timedelta(days=length)
    for start, end in zip(full_renderings(first), full_renderings(last), strict=True):
        assert only(f"{start}{between}{end}", today) == Span(first, last)
    if length:
        found = understand(f"{last:%d.%m.%Y}{between}{first:%d.%m.%Y}", today)
        assert isinstance(found, NotUnderstood)
        assert found.code == "ends_before_starts"


@given(todays, st.integers(0, 9999))
@examples(80)
def test_D4_plus_days(today: date, ahead: int) -> None:
    day = today + timedelta(days=ahead)
    assert only(f"+{ahead}", today) == Span(day, day)
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


@given(texts, texts, st.one_of(todays, extreme_days))
@examples(600)
def test_D4_any_text_is_spans_in_order_or_a_problem(text: str, ends: str, today: date) -> None:
    start = understand_start(text, today, ends)
    answers = [understand(text, today), start]
    if isinstance(start, DateReadings):
        answers += [understand_end(ends, today, r.span, text) for r in start.readings]
    for found in answers:
        if isinstance(found, DateReadings):
            assert found.readings
            assert all(
                EARLIEST_DAY <= r.span.first <= r.span.last <= LATEST_DAY for r in found.readings
            )
            spans = [reading.span for reading in found.readings]
            assert len(set(spans)) == len(spans) <= MOST_READINGS
            assert len(spans) == 1 or all(r.because for r in found.readings)
        else:
            assert found.code
            assert all(isinstance(fact, str) for fact in found.facts.values())
    assert understand(f"  {text.upper()} ", today) == understand(text.upper(), today)


phrases = st.sampled_from([cells for cells in rows(ALONE) if not cells[-1].startswith("refuse")])
blanks = st.sampled_from(["", " ", "  ", "\u00a0", "\u00ad", "\u200b"])
dashes = st.sampled_from("-\u2010\u2011\u2012\u2013\u2014\u2212")


@given(phrases, st.data())
@examples(300)
def test_D4_any_spacing_and_any_dash_reads_the_same(phrase: list[str], data: st.DataObject) -> None:
    """Blanks around signs, more of them where there is one, and dashes of other kinds."""
    typed = phrase[0]
    spelled = ""
    for sign in typed:
        if sign in "-\u2013\u2014":
            spelled += data.draw(blanks) + data.draw(dashes) + data.draw(blanks)
        elif sign == " ":
            spelled += data.draw(blanks) + " " + data.draw(blanks)
        elif sign in ",/+":
            spelled += data.draw(blanks) + sign + data.draw(blanks)
        else:
            spelled += sign
    assert understand(spelled, TODAY) == understand(typed, TODAY)


def in_full(day: date) -> str:
    """A day as the screens write it in sentences."""
    return f"{WEEKDAYS[day.weekday()]} {day.day}. {MONTHS[day.month - 1]} {day.year}"


@given(phrases, todays, todays)
@examples(300)
def test_D4_what_is_shown_in_full_can_be_typed_back(
    phrase: list[str], today: date, another_day: date
) -> None:
    found = understand(phrase[0], today)
    assume(isinstance(found, DateReadings))
    assert isinstance(found, DateReadings)
    for span in (reading.span for reading in found.readings):
        for between in (" til ", " til og med ", " - "):
            typed = f"{in_full(span.first)}{between}{in_full(span.last)}"
            assert only(typed, another_day) == span
        start = only(in_full(span.first), another_day)
        assert start == Span(span.first, span.first)
        end = understand_end(in_full(span.last), another_day, start, in_full(span.first))
        assert isinstance(end, DateReadings)
        assert end.sure == span


yearless = st.one_of(
    st.builds("{0.day}.{0.month}".format, days),
    st.builds("uke {}".format, st.integers(2, 53)),
    st.sampled_from(MONTHS),
)


@given(yearless, yearless, todays)
@examples(400)
def test_D3_no_long_span_over_new_year_is_understood_unasked(
    starts: str, ends: str, today: date
) -> None:
    """And none at all that ends before it starts."""
    in_one = understand(f"{starts} - {ends}", today)
    start = understand_start(starts, today, ends)
    found = [in_one]
    if isinstance(start, DateReadings):
        found += [understand_end(ends, today, r.span, starts) for r in start.readings]
    for answer in found:
        sure = answer.sure if isinstance(answer, DateReadings) else None
        if sure and sure.last.isocalendar().year > sure.first.isocalendar().year:
            assert sure.days <= 90 or sure.last.year == sure.first.year


@given(yearless, yearless, todays)
@examples(400)
def test_D4_two_fields_mean_what_they_mean_in_one(starts: str, ends: str, today: date) -> None:
    assume(not (starts.startswith("uke") and ends[0].isdigit()))  # "uke 23-25.8" may be a slip
    in_one = understand(f"{starts} t.o.m. {ends}", today)
    start = understand_start(starts, today, ends)
    assert isinstance(start, DateReadings)
    in_two: list[Span] = []
    asked = False
    for reading in start.readings:
        end = understand_end(ends, today, reading.span, starts)
        if isinstance(end, DateReadings):
            in_two += [one.span for one in end.readings]
            asked = asked or end.sure is None
    if isinstance(in_one, DateReadings):
        assert [reading.span for reading in in_one.readings] == in_two
        assert (in_one.sure is None) == (start.sure is None or asked)
    else:
        assert in_two == []


@given(days, st.integers(0, 400), st.integers(1, 400), todays)
@examples(200)
def test_D3_correcting_the_start_never_moves_a_typed_end(
    day: date, length: int, by: int, today: date
) -> None:
    assume(day + timedelta(days=length + by) <= LATEST_DAY)
    start, moved = Span(day, day), Span(day + timedelta(days=by), day + timedelta(days=by))
    last = day + timedelta(days=length)
    typed = f"{last.day}.{last.month}"
    before = understand_end(typed, today, start, f"{day:%d.%m.%Y}")
    assume(isinstance(before, DateReadings))
    assert isinstance(before, DateReadings)
    meant = before.readings[0].span.last
    after = understand_end(typed, today, moved, f"{moved.first:%d.%m.%Y}", meant=meant)
    if isinstance(after, DateReadings):
        assert {reading.span.last for reading in after.readings} == {meant}
    else:
        assert after.code == "ends_before_starts"


@given(st.integers(1, 60), todays)
@examples(60)
def test_D4_what_is_told_of_the_past_is_how_long_ago_it_was(ago: int, today: date) -> None:
    day = today - timedelta(days=ago)
    found = understand(f"{day.day}.{day.month}", today)
    assert isinstance(found, DateReadings)
    told = [(r.because, r.days_ago) for r in found.readings]
    assert ((Because.PASSED, ago) in told) == (ago <= 31)


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
