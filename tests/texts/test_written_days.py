"""Days in words (rule D5), the same on every machine."""

import os
import subprocess
import sys
from datetime import date, timedelta
from functools import partial

import pytest
from babel.dates import format_date

from fravaertui.domain.calendar import closed_day
from fravaertui.texts.catalogue import SCREEN_LANGUAGES, screen_words
from fravaertui.texts.dates import (
    brief_day,
    day_remark,
    day_word,
    full_day,
    long_day,
    month_heading,
    month_name,
    short_day,
    weekday_initials,
)
from fravaertui.texts.languages import LANGUAGES

TUESDAY = date(2024, 7, 9)


def test_tables_write_the_day_with_leading_zeros() -> None:
    assert short_day(date(2024, 6, 2)) == "02.06.2024"
    assert short_day(date(1900, 1, 1)) == "01.01.1900"


@pytest.mark.parametrize(
    ("language", "written", "with_weekday"),
    [
        ("nb", "9. juli 2024", "tirsdag 9. juli 2024"),
        ("nn", "9. juli 2024", "tysdag 9. juli 2024"),
        ("en", "9 July 2024", "Tuesday 9 July 2024"),
        ("se", "suoidnemánnu 9. b. 2024", "maŋŋebárga suoidnemánnu 9. b. 2024"),
    ],
)
def test_each_language_writes_the_day_its_own_way(
    language: str, written: str, with_weekday: str
) -> None:
    assert long_day(TUESDAY, language) == written
    assert full_day(TUESDAY, language) == with_weekday


LOCALES = {"nb": "nb", "nn": "nn", "en": "en_GB", "se": "se"}
"""What Babel calls our languages."""


def test_each_language_is_held_to_babels_names() -> None:
    assert set(LOCALES) == set(LANGUAGES)


@pytest.mark.parametrize("language", LOCALES)
def test_each_day_is_written_as_the_unicode_consortium_has_it(language: str) -> None:
    locale = LOCALES[language]
    pattern = LANGUAGES[language].day.replace("b.", "'b.'")
    for day in (date(2026, 1, 1) + timedelta(n) for n in range(400)):
        babel = partial(format_date, day, locale=locale)
        assert full_day(day, language) == babel(f"EEEE {pattern}")
        assert brief_day(day, date(2000, 1, 1), language) == babel(pattern.replace("MMMM", "MMM"))
        assert weekday_initials(day.isoweekday(), language) == babel("EEEEEE")[:2]
        assert month_heading(day, language) == babel("LLLL y")
        assert month_name(day.month, language) == babel("MMMM")


def test_nynorsk_has_weekdays_of_its_own() -> None:
    week = [full_day(date(2026, 11, 23 + n), "nn").split()[0] for n in range(7)]
    assert week == ["måndag", "tysdag", "onsdag", "torsdag", "fredag", "laurdag", "søndag"]
    assert day_remark(date(2026, 11, 28), screen_words("nn")) == "laurdag"


@pytest.mark.parametrize(
    ("away", "nb", "en"),
    [
        (-1, "i går", "yesterday"),
        (0, "i dag", "today"),
        (1, "i morgen", "tomorrow"),
        (2, "torsdag", "Thursday"),
        (6, "mandag", "Monday"),
        (7, "16. juli", "16 Jul"),
        (-2, "7. juli", "7 Jul"),
        (150, "6. des.", "6 Dec"),
    ],
)
def test_a_day_near_today_is_called_as_people_call_it(away: int, nb: str, en: str) -> None:
    for language, written in (("nb", nb), ("en", en)):
        day = TUESDAY + timedelta(days=away)
        assert day_word(day, TUESDAY, screen_words(language)) == written


def test_north_sami_months_are_those_of_helsenorge() -> None:
    assert [month_name(month, "se") for month in range(1, 13)] == [
        "ođđajagemánnu",
        "guovvamánnu",
        "njukčamánnu",
        "cuoŋománnu",
        "miessemánnu",
        "geassemánnu",
        "suoidnemánnu",
        "borgemánnu",
        "čakčamánnu",
        "golggotmánnu",
        "skábmamánnu",
        "juovlamánnu",
    ]


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 3, 29), "søndag 29. mars 2026"),
        (date(2026, 10, 25), "søndag 25. oktober 2026"),
        (date(2020, 12, 31), "torsdag 31. desember 2020"),
        (date(2024, 2, 29), "torsdag 29. februar 2024"),
        (date(2199, 12, 31), "tirsdag 31. desember 2199"),
    ],
)
def test_clock_changes_year_ends_and_leap_days_are_days_like_others(
    day: date, written: str
) -> None:
    assert full_day(day, "nb") == written


def test_the_machines_locale_and_zone_change_nothing() -> None:
    script = (
        "import locale; locale.setlocale(locale.LC_ALL, ''); from datetime import date; "
        "from fravaertui.texts.catalogue import screen_words as s, citizen_words as c; "
        "from fravaertui.texts.dates import full_day; "
        "said = s('nb')('running'), c('nn')('services.heading'); "
        "print(ascii([full_day(date(2024, 7, 9), 'nb'), *said]))"
    )
    surroundings = {"LC_ALL": "C", "LANGUAGE": "en:de", "TZ": "Pacific/Apia"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, **surroundings},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == ascii(["tirsdag 9. juli 2024", "pågår", "Kva treng du?"])


@pytest.mark.parametrize(
    ("day", "remark"),
    [
        (date(2026, 1, 1), "1. nyttårsdag"),
        (date(2026, 4, 2), "skjærtorsdag"),
        (date(2026, 4, 3), "langfredag"),
        (date(2026, 4, 4), "lørdag"),
        (date(2026, 4, 5), "1. påskedag"),
        (date(2026, 4, 6), "2. påskedag"),
        (date(2026, 5, 1), "1. mai"),
        (date(2026, 5, 14), "Kristi himmelfartsdag"),
        (date(2026, 5, 17), "17. mai"),
        (date(2026, 5, 24), "1. pinsedag"),
        (date(2026, 5, 25), "2. pinsedag"),
        (date(2026, 12, 25), "1. juledag"),
        (date(2026, 12, 26), "2. juledag"),
        (date(2027, 5, 17), "17. mai og 2. pinsedag"),
        (date(2008, 5, 1), "1. mai og Kristi himmelfartsdag"),
        (date(2026, 11, 22), "søndag"),
        (date(2026, 11, 23), ""),
    ],
)
def test_the_agent_is_told_when_few_work(day: date, remark: str) -> None:
    assert day_remark(day, screen_words("nb")) == remark


@pytest.mark.parametrize("language", SCREEN_LANGUAGES)
def test_every_closed_day_of_the_calendar_has_words(language: str) -> None:
    words = screen_words(language)
    for number in range(366 * 3):
        day = date(2026, 1, 1) + timedelta(days=number)
        assert bool(day_remark(day, words)) == bool(closed_day(day))
