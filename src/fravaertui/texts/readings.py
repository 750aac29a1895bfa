"""How typed days are understood, in full, and what tells several readings apart (rule D4)."""

from collections.abc import Mapping, Sequence
from datetime import date

from fravaertui.domain.date_input import (
    Because,
    DateReading,
    DateReadings,
    NotUnderstood,
    Span,
    understand,
)
from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.dates import full_day, period_phrase, short_day, weekday_and_day
from fravaertui.texts.problems import day_sentence
from fravaertui.texts.reopenings import each_opening

_BECAUSE = {
    Because.COMING: msgid("the next one"),
    Because.AS_WEEKS: msgid("read as weeks"),
    Because.AS_DAYS: msgid("read as days of the month"),
    Because.AS_YEAR: msgid("read as a year"),
    Because.LAST_DAY: msgid("with the day that was named"),
    Because.BACK_THEN: msgid("without the day that was named"),
    Because.ROUGHLY: msgid("if it is just that"),
    Because.FROM_TODAY: msgid("counted from today"),
    Because.THIS_DAY: msgid("the same day"),
    Because.FIRST_SUCH: msgid("the first one"),
    Because.COUNTED_IN: msgid("the first day counted"),
    Because.BESIDES: msgid("besides the first day"),
    Because.WEEK_LATER: msgid("a week later"),
    Because.OVER_NEW_YEAR: msgid("over New Year"),
}


def length_phrase(first: date, last: date, words: Words) -> str:
    """Return how many days it is, both ends included."""
    return words.plural("{n} day", "{n} days", Span(first, last).days)


def stay_phrase(
    first: date,
    last: date,
    opens: Mapping[date, Sequence[str]],
    words: Words,
    *,
    brief: bool = False,
) -> str:
    """Return what days come to on one line: how many, which weeks, and when it opens after them.

    `opens` has the services that open on each day; it is empty where that is not known yet. A
    `brief` phrase has the days in numbers.
    """
    written = weekday_and_day if brief else full_day
    told = [length_phrase(first, last, words), _weeks_phrase(first, last, words)]
    if opens:
        days = each_opening(opens, lambda day: written(day, words.language), words, short=brief)
        several = len(opens) > 1
        told.append(
            words("opens: {days}", days=days) if several else words("opens {day}", day=days)
        )
    return " · ".join(told)


def _weeks_phrase(first: date, last: date, words: Words) -> str:
    begins, ends = first.isocalendar(), last.isocalendar()
    if begins[:2] == ends[:2]:
        return words("week {week}", week=begins.week)
    return words("weeks {first}–{last}", first=begins.week, last=ends.week)


def span_phrase(span: Span, words: Words) -> str:
    """Return a span in full with its length; a single day is only itself."""
    first = full_day(span.first, words.language)
    if span.first == span.last:
        return first
    return words(
        "{first} to {last} ({length})",
        first=first,
        last=full_day(span.last, words.language),
        length=length_phrase(span.first, span.last, words),
    )


def joined_sentence(typed: Span, whole: Span, words: Words) -> str:
    """Return what became of the days typed for an absence that is registered with days besides.

    Empty where the `whole` is what was `typed`.
    """
    if whole == typed:
        return ""
    if whole.first > typed.first:
        return words(
            "The absence began {first}, and what is past can't be changed. Its last day is now "
            "{last}.",
            first=full_day(whole.first, words.language),
            last=full_day(whole.last, words.language),
        )
    return words(
        "The absence is now of all the days, {period}. Nothing that is registered gets shorter.",
        period=period_phrase(whole.first, whole.last, words),
    )


def reading_phrase(reading: DateReading, words: Words) -> str:
    """Return a reading in full, with what tells it from the others."""
    span = Span(reading.span.first, reading.through) if reading.through else reading.span
    told = because_phrase(reading, words)
    return ", ".join(part for part in (span_phrase(span, words), told) if part)


def because_phrase(reading: DateReading, words: Words) -> str:
    """Return what tells a reading from the others; empty when nothing does."""
    match reading.because:
        case None:
            return ""
        case Because.PASSED:
            return words.plural("was {n} day ago", "was {n} days ago", reading.days_ago)
        case Because.RUNNING:
            return words.plural("began {n} day ago", "began {n} days ago", reading.days_ago)
        case because:
            return words(_BECAUSE[because])


def question_phrase(readings: DateReadings, words: Words) -> str:
    """Return what is asked where there is more than one reading, or one that is not sure."""
    if len(readings.readings) == 1:
        return words("Is this what is meant?")
    return words("Which is meant?")


def readings_sentence(readings: DateReadings, words: Words) -> str:
    """Return what is asked on one line, for where there is nothing to choose with."""
    named = [_short_phrase(reading.span) for reading in readings.readings]
    if len(named) == 1:
        return words("{reading}? Type it in full.", reading=named[0])
    either = words(" or ").join(named)
    return words("{readings}? Type the one that is meant in full.", readings=either)


def _short_phrase(span: Span) -> str:
    first = short_day(span.first)
    return first if span.first == span.last else f"{first}–{short_day(span.last)}"


def certain_span(text: str, today: date, words: Words) -> Span | str:
    """Return the days that a text can only mean, else one sentence about the day to type."""
    understood = understand(text, today)
    if isinstance(understood, NotUnderstood):
        return day_sentence(understood, words)
    return understood.sure or readings_sentence(understood, words)
