"""The days that holiday seasons are proposed as: where they begin and end differs (rule D4)."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from fravaertui.domain.calendar import easter_sunday
from fravaertui.domain.date_input.values import Span


def _fixed(month: int, day: int, days: int = 1) -> Callable[[int], Span]:
    def of(year: int) -> Span:
        first = date(year, month, day)
        return Span(first, first + timedelta(days=days - 1))

    return of


def _easter(first: int, last: int | None = None) -> Callable[[int], Span]:
    """Return the days from so many to so many after Easter Sunday."""

    def of(year: int) -> Span:
        sunday = easter_sunday(year)
        return Span(
            sunday + timedelta(days=first),
            sunday + timedelta(days=first if last is None else last),
        )

    return of


_FEASTS = (
    (r"(?:fre)?dagen etter kristi himmelfart(?:s?dag(?:en)?)?", _easter(40)),
    (r"kristi himmelfart(?:s?dag(?:en)?)?", _easter(39)),
    (r"(?:ons)?dagen? før (?:skjærtorsdag|påske\w*)", _easter(-4)),
    (r"skjærtorsdag\w*", _easter(-3)),
    (r"langfredag\w*", _easter(-2)),
    (r"påskeaft[ae]n", _easter(-1)),
    (r"pinseaft[ae]n", _easter(48)),
    (r"romjul(?:en?|a|i)?", _fixed(12, 27, 5)),
    (r"jule?aft[ae]n", _fixed(12, 24)),
    (r"nyttårsaft[ae]n", _fixed(12, 31)),
    (r"påsk(?:en?|a)|easter|påskeuk(?:en|a)", _easter(-6, 1)),
    (r"pins(?:en?|a)", _easter(48, 50)),
    (r"jul(?:en|a|i)?(?: og nyttår)?|christmas", _fixed(12, 24, 9)),
)
_PATTERN = re.compile(
    "|".join(rf"(?P<f{n}>\b(?:{words})\b)" for n, (words, _) in enumerate(_FEASTS)) + r"",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\s+(20\d\d)\b")
_MONTH = re.compile(r"\bjuli\b", re.IGNORECASE)


def feast_in(text: str, today: date) -> tuple[int, int, Span] | None:
    """Return where a sentence names a season or a feast, and the days to propose."""
    for match in _PATTERN.finditer(text):
        if _MONTH.fullmatch(match[0]):
            continue
        days = _FEASTS[int((match.lastgroup or "f0")[1:])][1]
        if year := _YEAR.match(text, match.end()):
            return match.start(), year.end(), days(int(year[1]))
        coming = days(today.year)
        return match.start(), match.end(), coming if coming.last >= today else days(today.year + 1)
    return None
