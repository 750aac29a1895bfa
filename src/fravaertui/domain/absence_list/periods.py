"""The periods that one sentence of a list names, each certain or with what to ask (rule D4)."""

import re
from dataclasses import replace
from datetime import date

from fravaertui.domain.absence_list.feasts import feast_in
from fravaertui.domain.absence_list.said_periods import PeriodSaid, Year, has_year, said_in
from fravaertui.domain.absence_list.values import Doubt, Extent
from fravaertui.domain.date_input.in_text import Manner, days_in
from fravaertui.domain.date_input.values import DateReading, DateReadings, NotUnderstood, Span

_LENGTH_OF = re.compile(
    r"(\b(?:\d{1,3}|ett?|en|ein|to|tre|fire|fem|seks)\s+(?:år|måned(?:er)?|månad(?:er)?|uker?|veker?"
    r"|dag(?:er|ar)?))(s?\s+\w*(?:permisjon|ferie|fravær|fråvær|perm|avspasering))"
    r"(?=\s+(?:fra|frå|from|f\.?o\.?m)\b)",
    re.IGNORECASE,
)
_OF_LENGTH = re.compile("perm|ferie|fr[aå]v|avspas|leave|vacat|holi", re.IGNORECASE)
_BACK_FROM = re.compile(
    r"\b(tilbake|attende|back)(\s+(?:igjen\s+)?(?:fra|frå|from|etter)\s+"
    r"\w*(?:permisjon(?:en)?|ferie(?:n)?|perm|leave|vacation|holiday)(?:\s+(?:fra|frå|den|on))?)"
    r"(?=\s)",
    re.IGNORECASE,
)
_DASH_LAST = re.compile(r"\s*\.?\s*[-–—]\s*(?:$|[\t|;\n\0])")
_DASH_FIRST = re.compile(r"(?:^|[\s:])[-–—]$")
_DAYS_OF_WEEK = re.compile(
    r"\b(?:\d+|en|ein|to|tre|fire|noen|nokre|par|three|two|four)\s+\w*(?:dag(?:er|ar)?|days?)\s+"
    r"(?:(?:i|av|in|of)\s+)?(?:uke|uka|veke|veka|week|u\.?\s?\d)",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"\b(?:man|tirs?|tys|ons|tors?|fre|lør|laur|søn|sun)(?:dag\w*)?\b", re.IGNORECASE
)
_WEEK_NAMED = re.compile(r"\b(?:uke|uka|veke|veka|week)\b", re.IGNORECASE)
_JOINERS = ("og", "&", "and", "+")


def periods_in(
    text: str, today: date, year: Year | None = None, *, feasts: bool = False
) -> list[PeriodSaid]:
    """Return the periods of a sentence; with `feasts` also a holiday season, to be asked about."""
    if _OF_LENGTH.search(text):
        text = _LENGTH_OF.sub(_as_length, text)
        text = _BACK_FROM.sub(_as_length, text)
    found = _over_new_year(said_in(text, today, year))
    if not found and not feasts:
        return found
    found = _within_week(text, found, today, year)
    found = _from_and_to(text, found, today, year)
    found = _side_by_side(text, found)
    found = _in_brackets(text, _with_return(_open_ended(text, found), today))
    found = _not_to_propose(text, found, today, year)
    if feasts and all(p.manner in (Manner.BACK, Manner.RELATIVE) for p in found):
        feast = feast_in(text, today)
        if feast:
            found = [p for p in found if p.manner is Manner.BACK]
            return _with_return([_feast(text, feast), *found], today)
    return found


def _not_to_propose(
    text: str, found: list[PeriodSaid], today: date, year: Year | None
) -> list[PeriodSaid]:
    """Leave out days that are a guess: some days of a week, a week 53 that is years away."""
    days = _WEEKDAY.findall(text) if any(Doubt.READINGS in p.doubts for p in found) else ()
    if _DAYS_OF_WEEK.search(text) or (len(days) > 1 and _WEEK_NAMED.search(text)):
        return [_unknown(p) for p in found]
    last = (year.number if year else today.year) + 1
    return [
        _unknown(p) if p.proposal and p.proposal.first.year > last and not has_year(p.words) else p
        for p in found
    ]


def _unknown(period: PeriodSaid) -> PeriodSaid:
    """Return the period with its days to be asked for, and none to propose."""
    problem = period.problem or NotUnderstood("date_not_understood", {"text": period.words})
    doubts = tuple(dict.fromkeys((*period.doubts, Doubt.NO_DAYS)))
    return replace(period, span=None, readings=(), problem=problem, doubts=doubts)


def _as_length(found: re.Match[str]) -> str:
    """Leave the absence out of «1 års permisjon fra 1. oktober», in as many characters."""
    return found[1] + " " * len(found[2])


def _over_new_year(found: list[PeriodSaid]) -> list[PeriodSaid]:
    """Ask about days that are said together and fall in two years, as those of «uke 28 2/3»."""
    years: dict[Extent, set[int]] = {}
    for period in found:
        if period.span:
            years.setdefault(period.extent, set()).add(period.span.first.year)
    return [
        p.asked(Doubt.OTHER_YEAR)
        if len(years.get(p.extent, ())) > 1 and not has_year(p.words)
        else p
        for p in found
    ]


def _within_week(
    text: str, found: list[PeriodSaid], today: date, year: Year | None
) -> list[PeriodSaid]:
    """Read weekdays that stand apart from their week: «I uke 42 holder vi stengt mandag»."""
    days = [p for p in found if p.manner is Manner.RELATIVE]
    weeks = [p for p in found if p.manner is Manner.PLAIN and p.span and p.span.days == 7]
    if not days or len(weeks) != 1 or len(days) + 1 != len(found):
        return found
    if len({p.extent for p in days}) != 1:
        return [p.asked(Doubt.PAIRING) for p in found]
    together = said_in(f"{days[0].words} {weeks[0].words}", today, year)
    if len(together) != 1 or together[0].span is None:
        return [p.asked(Doubt.PAIRING) for p in found]
    both = (days[0].extent, weeks[0].extent)
    extent = Extent(min(e.start for e in both), max(e.stop for e in both))
    return [replace(together[0], extent=extent, words=extent.of(text), parts=both)]


def _from_and_to(
    text: str, found: list[PeriodSaid], today: date, year: Year | None
) -> list[PeriodSaid]:
    """Put «fra 5.7» and a later «til 16.7» or «tilbake 17.7» together."""
    joined: list[PeriodSaid] = []
    for period in found:
        before = joined[-1] if joined else None
        ends = period.manner in (Manner.ONLY_END, Manner.BACK)
        if before and before.manner is Manner.ONLY_START and ends:
            together = said_in(f"{before.words} {period.words}", today, year)
            if len(together) == 1:
                extent = Extent(before.extent.start, period.extent.stop)
                parts = (before.extent, period.extent)
                joined[-1] = replace(together[0], extent=extent, words=extent.of(text), parts=parts)
                continue
        joined.append(period)
    return joined


def _side_by_side(text: str, found: list[PeriodSaid]) -> list[PeriodSaid]:
    """Ask about two days without a word between: from one to the other, or only those."""
    joined: list[PeriodSaid] = []
    for period in found:
        before = joined[-1] if joined else None
        if (
            before
            and is_one_day(before)
            and is_one_day(period)
            and before.manner is not Manner.BACK
        ):
            first, last = before.proposal, period.proposal
            between = _between(text, before, period)
            if first and last and first.first < last.first and between is not None:
                extent = Extent(before.extent.start, period.extent.stop)
                reading = DateReading(Span(first.first, last.last))
                joined[-1] = PeriodSaid(
                    extent, extent.of(text), readings=(reading,), doubts=(Doubt.TWO_DAYS,)
                )
                continue
        joined.append(period)
    return joined


def is_one_day(period: PeriodSaid) -> bool:
    """Tell whether it is a single day, perhaps the first or the last of more."""
    days = period.proposal
    return (
        days is not None
        and days.days == 1
        and period.manner
        in (
            Manner.PLAIN,
            Manner.ONLY_START,
        )
    )


def _between(text: str, one: PeriodSaid, other: PeriodSaid) -> str | None:
    """Return what stands between two days that may be one period; None if they are two."""
    if one.extent == other.extent:
        words = one.words.lower().split()
        return None if any(word in _JOINERS for word in words) else one.words
    between = text[one.extent.stop : other.extent.start].strip(" \t|,;:-–—")
    return "" if not between else None


def _with_return(found: list[PeriodSaid], today: date) -> list[PeriodSaid]:
    """Hold a day of return against the period before it; asked about when they disagree."""
    kept: list[PeriodSaid] = []
    for period in found:
        before = kept[-1] if kept else None
        if period.manner is not Manner.BACK or before is None:
            kept.append(period)
            continue
        now = returned(before, period, today)
        kept[-1] = replace(now, besides=(*now.besides, period.extent))
    return kept


def returned(period: PeriodSaid, back: PeriodSaid, today: date) -> PeriodSaid:
    """Return the period with the day of return that is said after it."""
    if period.span is None and len(period.readings) != 1:
        return period
    days = period.span or period.readings[0].span
    together = days_in(f"{days.first.isoformat()} {back.words}", today)
    said = together[0].understood if len(together) == 1 else None
    if not isinstance(said, DateReadings) or len(said.readings) != 1:
        return period.asked(Doubt.BACK_DISAGREES)
    through = said.readings[0].span
    if Doubt.FEAST in period.doubts:
        return replace(period, readings=(DateReading(through),))
    if period.doubts == (Doubt.END_UNSAID,):
        return replace(period, span=through, readings=(), doubts=())
    if through == days:
        return period
    asked = period.asked(Doubt.BACK_DISAGREES)
    return replace(asked, readings=(*asked.readings, DateReading(through)))


def _open_ended(text: str, found: list[PeriodSaid]) -> list[PeriodSaid]:
    """Ask about the end that a dash leaves open: «12.7 -», «: -16.7»."""
    asked = []
    for period in found:
        if _DASH_LAST.match(text, period.extent.stop):
            period = period.asked(Doubt.END_UNSAID)
        if _DASH_FIRST.search(text, 0, period.extent.start):
            period = period.asked(Doubt.START_UNSAID)
        asked.append(period)
    return asked


def _in_brackets(text: str, found: list[PeriodSaid]) -> list[PeriodSaid]:
    """Leave out what is said again: «uke 28 (12.–18. juli)»; ask when the brackets differ."""
    kept: list[PeriodSaid] = []
    for period in found:
        if not any(period.span and period.span == before.span for before in kept):
            kept.append(period)
            continue
        number = next(n for n, before in enumerate(kept) if before.span == period.span)
        again = (*kept[number].besides, period.extent)
        kept[number] = replace(kept[number], besides=again)
    bracketed = [text[: p.extent.start].rstrip()[-1:] == "(" for p in kept]
    if any(bracketed) and not all(bracketed):
        return [p.asked(Doubt.CONTRADICTS) for p in kept]
    return kept


def _feast(text: str, feast: tuple[int, int, Span]) -> PeriodSaid:
    start, stop, days = feast
    extent = Extent(start, stop)
    return PeriodSaid(extent, extent.of(text), readings=(DateReading(days),), doubts=(Doubt.FEAST,))
