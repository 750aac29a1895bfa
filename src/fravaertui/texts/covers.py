"""Who is there during an absence, and on which days nobody is, in the few words of a list's row."""

from collections.abc import Sequence
from datetime import date
from enum import IntEnum

from fravaertui.domain.calendar import ONE_DAY
from fravaertui.domain.holes import Hole, Serving, merged
from fravaertui.texts.catalogue import Words
from fravaertui.texts.dates import day_ahead
from fravaertui.texts.services import enumeration, short_service_list


class Brevity(IntEnum):
    """How much is said of the days without a substitute; what is left out makes nothing false."""

    SERVICES_AND_DAYS = 0
    DAYS = 1
    HOW_MANY_DAYS = 2


def serving_days(
    serving: Serving, first: date, last: date, found: Sequence[Hole], words: Words
) -> str:
    """Return on which days of an absence someone substitutes; nothing where it is all of it.

    «til 20.12» where it is said that nobody is there from the day after, else both days.
    """
    if (serving.starts, serving.ends) == (first, last):
        return ""
    if serving.ends == last:
        return words("from {day}", day=day_ahead(serving.starts, first))
    if serving.starts == first and serving.ends + ONE_DAY in (hole.starts for hole in found):
        return words("to {day}", day=day_ahead(serving.ends, first))
    return _days(serving.starts, serving.ends, first)


def without_substitute(
    found: Sequence[Hole],
    servings: Sequence[Serving],
    first: date,
    words: Words,
    brevity: Brevity = Brevity.SERVICES_AND_DAYS,
) -> str:
    """Return when nobody is there: «uten vikar 21.12–27.12».

    It names the services, or says that it is some of them, where someone serves others meanwhile.
    `first` is a day whose year need not be said.
    """
    in_part = any(s.starts <= h.ends and h.starts <= s.ends for s in servings for h in found)
    if in_part and brevity is Brevity.SERVICES_AND_DAYS:
        named = (
            words(
                "{services} without a substitute {days}",
                services=short_service_list(hole.services, words),
                days=_days(hole.starts, hole.ends, first),
            )
            for hole in found
        )
        return ", ".join(named)
    spans = list(merged((hole.starts, hole.ends) for hole in found))
    days = enumeration([_days(*span, first) for span in spans], words)
    if brevity is Brevity.HOW_MANY_DAYS:
        days = _how_many(sum((ends - starts).days + 1 for starts, ends in spans), words)
    if in_part:
        return words("some without a substitute {days}", days=days)
    return words("without a substitute {days}", days=days)


def _how_many(days: int, words: Words) -> str:
    return words.plural("{n} day", "{n} days", days)


def _days(starts: date, ends: date, first: date) -> str:
    shown = dict.fromkeys((day_ahead(starts, first), day_ahead(ends, first)))
    return "–".join(shown)
