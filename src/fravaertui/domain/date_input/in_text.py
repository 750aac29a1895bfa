"""Days inside running text, read by the grammar of the form: what they mean and where they stand.

Only words that can be part of a day are given to the grammar, and what it reads has to name
something certain: a date, a week, a month, a weekday. Times of day and telephone numbers are left
out before. What the grammar can't read to its end is reported so, never shortened in silence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache

from fravaertui.domain.date_input.grammar import read
from fravaertui.domain.date_input.resolving import alone, is_mixed
from fravaertui.domain.date_input.said import (
    Ahead,
    Doubtful,
    Ending,
    Fixed,
    Length,
    Month,
    Period,
    Said,
    Several,
    Until,
    Weekday,
)
from fravaertui.domain.date_input.tokens import codes, visible
from fravaertui.domain.date_input.values import (
    DateReadings,
    NotUnderstood,
    Problem,
    Span,
    Understood,
)
from fravaertui.domain.date_input.vocabulary import (
    MONTH_NAMES,
    NUMBER_WORDS,
    SAYINGS,
    WEEKDAY_NAMES,
)
from fravaertui.domain.dates_in_text import without_times
from fravaertui.domain.fields import EARLIEST_DAY, LATEST_DAY


class Manner(StrEnum):
    """How days are said, where that leaves something to ask."""

    PLAIN = "plain"
    ONLY_START = "only_start"
    """«fra 12. juli»: no end is said."""
    ONLY_END = "only_end"
    """«ut juli», «t.o.m. 8.7»: no beginning is said."""
    BACK = "back"
    """«tilbake 9.7»: no beginning is said, and the day is the first day after."""
    COUNTED = "counted"
    """«2 uker fra 19.7»: the last day is counted."""
    WHOLE_MONTH = "whole_month"
    """«juli», without a word that says it is all of it."""
    RELATIVE = "relative"
    """«neste uke»: depends on the day it was written."""
    MIXED = "mixed"
    """One of several that may depend on one another."""


@dataclass(frozen=True, slots=True)
class DaysInText:
    """Days that a text names from character `start` to `stop`, and what they mean.

    Periods that are said together have the same characters. `is_whole` tells whether the grammar
    read all that looked like a part of it.
    """

    start: int
    stop: int
    understood: Understood
    manner: Manner = Manner.PLAIN
    is_whole: bool = True

    @property
    def sure(self) -> Span | None:
        """The days, if they can only mean this and nothing of them is left to ask."""
        if self.manner is not Manner.PLAIN or not self.is_whole:
            return None
        return self.understood.sure if isinstance(self.understood, DateReadings) else None


_TOKEN = re.compile(r"[0-9]+|[^\W\d_]+|[^\s\w]|[_\t]")
_SIGNS = frozenset("-–—−\u2010\u2011.,&+…/")
_ORDINALS = frozenset({"st", "nd", "rd", "th"})
_INSIDE = frozenset(
    {"i", "på", "den", "det", "dato", "on", "of", "the", "hele", "heile", "whole", "all", "nr"}
)
"""Words that say nothing about the day and may yet stand between those that do."""
_SAID = frozenset(
    word for saying, code in SAYINGS.items() for word in re.findall(r"[^\W\d_]+", saying) if code
)
_SHORT_WEEKDAYS = frozenset(name for name in WEEKDAY_NAMES if len(name) <= 5) - {"lør", "søn"}
_WORDS = (
    _SAID | _INSIDE | _ORDINALS | MONTH_NAMES.keys() | WEEKDAY_NAMES.keys() | NUMBER_WORDS.keys()
)
_WEEK_WORDS = frozenset(word for word, code in SAYINGS.items() if code == "W")
_RELATIVE_BEFORE_WEEK = frozenset(
    {"neste", "next", "denne", "this", "forrige", "førre", "kommende", "komande"}
)
_OPENERS = frozenset(
    word for word, code in SAYINGS.items() if code in {"FOM", "TIL", "TOM", "UNTIL", "BACK", "UT"}
) | {"f", "t", "fram", "frem", "ca", "cirka", "senest", "seinast", "resten", "rest", "hele"}
_WHOLE = frozenset({"hele", "heile", "whole", "ut", "all"})
_FEASTS = frozenset(word for word, code in SAYINGS.items() if code == "FEAST")
_NAMED = MONTH_NAMES.keys() | WEEKDAY_NAMES.keys() | _WEEK_WORDS
"""Without a digit or one of these nothing certain is named."""
_DIGIT = re.compile("[0-9]")
_IN_NUMBERS = re.compile(r"\d[./]\d|\d{4}-\d|\d{6}\s*[-–—]")
"""A day in numbers only; without one, and without a name, nothing certain is named."""
_WORD = re.compile(r"[^\W\d_]+")
_MOST_TRIES = 8
_SIX = 6
"""Digits of a date without signs."""
_MOST_TOKENS = 40

Token = tuple[str, int, int]


def days_in(text: str, today: date) -> tuple[DaysInText, ...]:
    """Return the days that one sentence names, in the order of the text."""
    is_named = not _NAMED.isdisjoint(_WORD.findall(text.lower()))
    has_digit = _DIGIT.search(text) is not None
    if not has_digit and not is_named:
        return ()
    masked = without_times(text) if has_digit else text
    if not is_named and _IN_NUMBERS.search(masked) is None:
        return ()
    found: list[DaysInText] = []
    for run in _runs(masked):
        first = run[0][1]
        found += (
            replace(days, start=days.start + first, stop=days.stop + first)
            for days in _read_run(masked[first : run[-1][2]], today)
        )
    return tuple(found)


def _runs(text: str) -> Iterator[list[Token]]:
    """Yield the tokens that may be parts of days and stand beside each other."""
    run: list[Token] = []
    anchored = False
    for match in _TOKEN.finditer(text):
        word = match[0].lower()
        if word[0].isdigit():
            fits = len(word) <= 8
            anchored = anchored or fits
        elif word in _SIGNS:
            fits = bool(run)
        else:
            fits = word in _WORDS
            anchored = (
                anchored or word in MONTH_NAMES or word in WEEKDAY_NAMES or (word in _WEEK_WORDS)
            )
        if fits and len(run) < _MOST_TOKENS:
            run.append((word, match.start(), match.end()))
            continue
        if anchored:
            yield run
        run, anchored = [], False
    if anchored:
        yield run


@lru_cache(maxsize=4096)
def _read_run(text: str, today: date) -> tuple[DaysInText, ...]:
    tokens = [(m[0].lower(), m.start(), m.end()) for m in _TOKEN.finditer(text)]
    found: list[DaysInText] = []
    at = 0
    while at < len(tokens):
        if not _may_begin(tokens, at):
            at += 1
            continue
        read_to, days = _longest(text, tokens, at, today)
        found += days
        at = read_to if days else at + 1
    return tuple(found)


def _longest(
    text: str, tokens: list[Token], at: int, today: date
) -> tuple[int, tuple[DaysInText, ...]]:
    """Return the longest that the grammar reads from a token on, and the token where it stopped."""
    tries = 0
    for stop in range(len(tokens), at, -1):
        last = tokens[stop - 1][0]
        if last in _SIGNS or last in _INSIDE or not _is_anchored(tokens[at:stop]):
            continue
        tries += 1
        if tries > _MOST_TRIES:
            break
        start, end = tokens[at][1], tokens[stop - 1][2]
        days = _read(text[start:end], today)
        if days is None:
            continue
        is_whole = not any(t[0][0].isdigit() for t in tokens[stop:]) or _is_apart(tokens, stop)
        return stop, tuple(replace(d, start=start, stop=end, is_whole=is_whole) for d in days)
    return at + 1, ()


def _is_apart(tokens: list[Token], stop: int) -> bool:
    """Tell whether what follows is set off, and so no part of what was read."""
    return tokens[stop][0] in ("og", "and", "&", ",", ".")


def _may_begin(tokens: list[Token], at: int) -> bool:
    word = tokens[at][0]
    following = tokens[at + 1][0] if at + 1 < len(tokens) else ""
    if word[0].isdigit():
        return True
    if word in _SIGNS or word in _ORDINALS:
        return False
    if word in MONTH_NAMES or word in _WEEK_WORDS:
        return True
    if word in WEEKDAY_NAMES:
        return word not in _SHORT_WEEKDAYS or following[:1].isdigit() or following == "."
    return (
        word in _OPENERS
        or word in _RELATIVE_BEFORE_WEEK
        or word in NUMBER_WORDS
        or (word in _FEASTS or SAYINGS.get(word) in ("VAGUE", "ROUGH"))
    )


def _is_anchored(tokens: list[Token]) -> bool:
    """Tell whether they name something certain: numbers by themselves may be anything."""
    for number, (word, _, stop) in enumerate(tokens):
        following = tokens[number + 1 :]
        if word in MONTH_NAMES:
            return True
        if word in WEEKDAY_NAMES and (word not in _SHORT_WEEKDAYS or len(tokens) > 1):
            return True
        if word in _WEEK_WORDS:
            numbers = [t[0] for t in following if t[0] not in (".", "nr")]
            if numbers and numbers[0].isdigit():
                return True
            if number and tokens[number - 1][0] in _RELATIVE_BEFORE_WEEK:
                return True
        if len(word) == _SIX and word.isdigit() and _is_six_more(following):
            return True
        if (
            word.isdigit()
            and len(following) > 1
            and following[0][0] in "./-"
            and following[0][1] == stop
            and following[1][0].isdigit()
            and following[1][1] == following[0][2]
            and (following[0][0] != "-" or len(word) == 4)
        ):
            return True
    return False


def _is_six_more(following: list[Token]) -> bool:
    """Tell whether a dash and six digits follow: «120727-010827»."""
    words = [word for word, _, _ in following[:2]]
    return len(words) > 1 and words[0] in "-–—" and len(words[1]) == _SIX and words[1].isdigit()


def _read(text: str, today: date) -> list[DaysInText] | None:
    """Return the periods that the text says, None if the grammar can't read it."""
    said_in_codes = codes(visible(text))
    try:
        said = read(said_in_codes, today)
    except Problem as problem:
        if problem.answer.code in ("date_not_understood", "no_such_month_name"):
            return None
        return [DaysInText(0, 0, problem.answer)]
    except OverflowError:
        return None
    if isinstance(said, (Length, Ahead)):
        return None
    if not isinstance(said, Several):
        manner = _manner(said, said_in_codes, text)
        return [DaysInText(0, 0, _understood(said, today), manner)]
    if any(isinstance(part, (Until, Period)) and _returns(part) for part in said.parts):
        return None  # «uke 28 og er tilbake 9.7» is one period, whose end is said on its own
    understood = [_understood(part, today) for part in said.parts]
    mixed = is_mixed(said) or any(isinstance(u, NotUnderstood) for u in understood)
    return [
        DaysInText(0, 0, u, Manner.MIXED if mixed else _manner(part, said_in_codes, text))
        for part, u in zip(said.parts, understood, strict=True)
    ]


def _returns(part: Until | Period) -> bool:
    """Tell whether it ends with a day that is no longer part of it, or may not be."""
    return part.ending is not Ending.INCLUDED


def _understood(said: Said, today: date) -> Understood:
    try:
        readings = alone(said, today)
    except Problem as problem:
        return problem.answer
    except OverflowError:
        return NotUnderstood("date_out_of_range")
    if any(r.span.first < EARLIEST_DAY or r.span.last > LATEST_DAY for r in readings):
        return NotUnderstood("date_out_of_range")
    return DateReadings(readings)


def _manner(said: Said, said_in_codes: str, text: str) -> Manner:
    match said:
        case Until(ending=Ending.BACK):
            return Manner.BACK
        case Until():
            return Manner.ONLY_END
        case Doubtful():
            manners = [_manner(way, said_in_codes, text) for way, _ in said.ways]
            return next((m for m in manners if m is not Manner.PLAIN), Manner.PLAIN)
        case Period():
            return _manner_of_period(said)
        case Fixed() | Weekday():
            return Manner.RELATIVE
    if said_in_codes.startswith("FOM "):
        return Manner.ONLY_START
    if isinstance(said, Month) and not _WHOLE.intersection(text.lower().split()):
        return Manner.WHOLE_MONTH
    return Manner.PLAIN


def _manner_of_period(said: Period) -> Manner:
    ends = (said.start, said.end)
    if any(isinstance(end, (Fixed, Weekday, Ahead)) for end in ends):
        return Manner.RELATIVE
    return Manner.COUNTED if isinstance(said.end, Length) else Manner.PLAIN
