"""Days in words (rule D5); never by the machine's own locale."""

import re
from datetime import date, datetime
from functools import lru_cache

from fravaertui.domain.calendar import OSLO, closed_day
from fravaertui.domain.fields import LATEST_DAY
from fravaertui.texts.catalogue import MAIN_LANGUAGE, Words, msgid
from fravaertui.texts.languages import LANGUAGES, Language

_FIELD = re.compile(r"E+|M+|\bd\b|\by\b")
_WORKDAYS = 5
_DAYS_IN_YEAR = 365
_DAYS_IN_WEEK = 7
_NEAREST = {-1: msgid("yesterday"), 0: msgid("today"), 1: msgid("tomorrow")}
_REMARKS = {
    "saturday": msgid("Saturday"),
    "sunday": msgid("Sunday"),
    "new_year": msgid("New Year's Day"),
    "maundy_thursday": msgid("Maundy Thursday"),
    "good_friday": msgid("Good Friday"),
    "easter_sunday": msgid("Easter Sunday"),
    "easter_monday": msgid("Easter Monday"),
    "labour_day": msgid("Labour Day"),
    "constitution_day": msgid("Constitution Day"),
    "ascension_day": msgid("Ascension Day"),
    "whit_sunday": msgid("Whit Sunday"),
    "whit_monday": msgid("Whit Monday"),
    "christmas_day": msgid("Christmas Day"),
    "boxing_day": msgid("Boxing Day"),
}


def short_day(day: date) -> str:
    """Return the day as tables write it: 12.06.2024."""
    return f"{day.day:02}.{day.month:02}.{day.year:04}"


def long_day(day: date, language: str) -> str:
    """Return the day as the citizen's text writes it: «9. juli 2024»."""
    return _formatted(day, language, _language(language).day)


def full_day(day: date, language: str) -> str:
    """Return the day as sentences to agents write it: «mandag 8. juli 2024»."""
    return _formatted(day, language, f"EEEE {_language(language).day}")


def short_period(starts: date, ends: date | None, words: Words) -> str:
    """Return days as tables write them, the year once where that is enough: 14.12–27.12.2026."""
    if ends is None or ends == LATEST_DAY:
        return f"{short_day(starts)}–{words('until further notice')}"
    if ends == starts:
        return short_day(starts)
    first = short_day(starts)
    return f"{first[:5] if starts.year == ends.year else first}–{short_day(ends)}"


def near_day(day: date, today: date, language: str) -> str:
    """Return the day in full, without the year in the year that it is: «mandag 8. juli»."""
    pattern = f"EEEE {_language(language).day}"
    return _formatted(
        day, language, pattern.removesuffix(" y") if day.year == today.year else pattern
    )


def day_word(day: date, today: date, words: Words) -> str:
    """Return a day near today in a word or two: «i dag», «mandag» within the week, «7. des.»."""
    away = (day - today).days
    if away in _NEAREST:
        return words(_NEAREST[away])
    if 0 < away < _DAYS_IN_WEEK:
        return _formatted(day, words.language, "EEEE")
    return brief_day(day, today, words.language)


def moment_phrase(moment: datetime, words: Words, *, short: bool = False) -> str:
    """Return a moment as the clocks of Norway showed it, the day in full or in digits."""
    there = moment.astimezone(OSLO)
    day = short_day(there.date()) if short else full_day(there.date(), words.language)
    return words("{day} at {time}", day=day, time=f"{there:%H:%M}")


def period_phrase(starts: date, ends: date | None, words: Words) -> str:
    """Return the days in full; with no last day, or the latest there is, until further notice."""
    first = full_day(starts, words.language)
    if ends is None or ends == LATEST_DAY:
        return words("from {first} until further notice", first=first)
    if ends == starts:
        return words("on {day}", day=first)
    return words("from {first} to {last}", first=first, last=full_day(ends, words.language))


def understood_day(day: date, words: Words) -> str:
    """Return a day that was typed as it is understood, with what kind of day it is (rule D4)."""
    sentence = full_day(day, words.language)
    remark = day_remark(day, words) if day.isoweekday() <= _WORKDAYS else ""
    return f"{sentence} ({remark})" if remark else sentence


def day_remark(day: date, words: Words) -> str:
    """Return why few work on the day, «lørdag» or «2. pinsedag»; empty on an ordinary day.

    Where two holidays fall together both are told: «grunnlovsdagen og 2. pinsedag».
    """
    said = [words(_REMARKS[code]) for code in closed_day(day)]
    return (
        words("{first} and {second}", first=said[0], second=said[1]) if said[1:] else "".join(said)
    )


def month_name(month: int, language: str) -> str:
    """Return the name of a month, 1 to 12."""
    return _formatted(date(2000, month, 1), language, "MMMM")


def brief_month(day: date, language: str) -> str:
    """Return the first three letters of the month that a day is in: «nov»."""
    return _formatted(day, language, "MMMM")[:3]


def month_heading(month: date, language: str) -> str:
    """Return the month and year over a page of a calendar: «november 2026»."""
    return _formatted(month, language, "MMMM y")


def weekday_initials(weekday: int, language: str) -> str:
    """Return the two letters of a weekday, 1 for Monday to 7: «ma», «Mo»."""
    return _formatted(date(2001, 1, weekday), language, "EEEEEE")[:2]


def weekday_and_day(day: date, language: str) -> str:
    """Return the day in numbers, after two letters of its weekday: «ma 07.12.2026»."""
    return f"{weekday_initials(day.isoweekday(), language)} {short_day(day)}"


def day_ahead(day: date, on: date) -> str:
    """Return a coming day as a narrow column writes it; its year where it is a year off or more."""
    return short_day(day)[:5] if (day - on).days < _DAYS_IN_YEAR else short_day(day)


def brief_day(day: date, on: date, language: str) -> str:
    """Return a coming day in a few letters: «7. des.»; its year where it is a year off or more."""
    pattern = _language(language).day.replace("MMMM", "MMM")
    near = (day - on).days < _DAYS_IN_YEAR
    return _formatted(day, language, pattern.removesuffix(" y") if near else pattern)


def _language(code: str) -> Language:
    return LANGUAGES.get(code, LANGUAGES[MAIN_LANGUAGE])


@lru_cache(maxsize=512)
def _formatted(day: date, language: str, pattern: str) -> str:
    """Write a day by a pattern of the CLDR's letters, of those that we use."""
    names = _language(language).days
    written = {
        "EEEE": names.weekdays[day.weekday()],
        "EEEEEE": names.short_weekdays[day.weekday()],
        "MMMM": names.months[day.month - 1],
        "MMM": names.short_months[day.month - 1],
        "d": str(day.day),
        "y": str(day.year),
    }
    return _FIELD.sub(lambda field: written[field[0]], pattern)
