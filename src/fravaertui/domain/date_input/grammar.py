"""Which codes, in which order, say what (rule D4).

Each reader knows one way of saying days, and returns None for anything else. None of them knows
which field the text is in: `resolving` counts from a starting point.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

from fravaertui.domain.calendar import week_start
from fravaertui.domain.date_input.points import later, month_day, point, relative
from fravaertui.domain.date_input.said import (
    Ahead,
    Doubtful,
    Ending,
    Fixed,
    Length,
    Month,
    MonthDay,
    Period,
    Point,
    Said,
    Several,
    Until,
    Week,
)
from fravaertui.domain.date_input.values import Because, Problem, Span
from fravaertui.domain.date_input.weeks import YEARS_AHEAD, week_days, weeks

REFUSED = {"FEAST": "feast", "VAGUE": "vague", "FOREVER": "no_end"}
"""Words that are not definite days, and the code of the problem."""
_DAYS_IN_WEEK = 7

_DAY_OR_YEAR = re.compile(r"(\d{1,2} (?:[./] \d{1,2}|(?:\. )?M\d+))(?: \.)? - (\d{2})( \.)?")
_MONTH_NUMBER = re.compile(r"(M\d+) (\d{2})")
_SLIP = re.compile(r"W (\d{1,2})(?: \.)? (?:-|TIL|TOM) (.+)")
_BARE_DAY = re.compile(r"(\d{1,2})(?: \.)?")
_LENGTH_FROM = re.compile(r"(\d{1,4} (?:Ud|W|Um|Uy)) FOM (.+)")
_LENGTH_AFTER = re.compile(
    r"(.+?)(?: (?:,|(&)))? ((\+ )?\d{1,4}(?(4)(?: (?:Ud|W|Um|Uy))?| (?:Ud|W|Um|Uy)))"
)
_LATER = re.compile(r"(?:R(-?\d)|D([1-7])) OM (\d{1,4}) (Ud|W|Um|Uy)")
_MISSPELT = re.compile(r"\d{1,2}(?: \.)? ([^\W\d_A-Z]{3,})(?: \d+)?")
_BETWEEN = re.compile(r" (-|TIL|TOM|UNTIL|BACK|UT) (?:FOM )?")
_ONLY_END = re.compile(r"(TIL|TOM|UNTIL|BACK|UT) (.+)")
_ENDINGS = {"UNTIL": Ending.UNCLEAR, "BACK": Ending.BACK}
_LISTED = re.compile(r" [,&] ")


def read(codes: str, today: date) -> Said:
    """Return what the codes say. Raises Problem."""
    for code in codes.split():
        if code in REFUSED:
            raise Problem(REFUSED[code])
    certain = " ".join(code for code in codes.split() if code != "ROUGH")
    found = _read(certain.removeprefix("FOM "), today)
    if found is None:
        if match := _MISSPELT.fullmatch(certain):
            raise Problem("no_such_month_name", month=match[1])
        raise Problem("date_not_understood")
    return Doubtful(((found, Because.ROUGHLY),)) if certain != codes else found


def _read(codes: str, today: date) -> Said | None:
    return next((found for reader in _READERS if (found := reader(codes, today))), None)


def _one(codes: str, today: date) -> Point | None:
    """Read what may be an end of a period."""
    found = week_days(codes, today) or weeks(codes, today)
    return found if isinstance(found, Week) else point(codes, today)


def _in_week(codes: str, today: date) -> Said | None:
    return week_days(codes, today) or weeks(codes, today)


def _day_or_year(codes: str, today: date) -> Said | None:
    """Read "12/6-27", where two digits are a year or the last day."""
    match = _DAY_OR_YEAR.fullmatch(codes)
    start = month_day(match[1], today) if match else None
    if not match or not start:
        return None
    number = int(match[2])
    ways: list[tuple[Said, Because]] = []
    if start.day < number:
        ways.append((Period(start, MonthDay(number, start.month)), Because.AS_DAYS))
    if not match[3] and _may_be_year(number, today):
        ways.append((MonthDay(start.day, start.month, 2000 + number), Because.AS_YEAR))
        return Doubtful(tuple(ways))
    return ways[0][0] if ways else None


def _month_number(codes: str, today: date) -> Said | None:
    """Read "juli 27", which is July 27 or July 2027."""
    match = _MONTH_NUMBER.fullmatch(codes)
    if not match or not _may_be_year(int(match[2]), today):
        return None
    month, number = int(match[1][1:]), int(match[2])
    as_year = (Month(month, 2000 + number), Because.AS_YEAR)
    return Doubtful(((MonthDay(number, month), Because.AS_DAYS), as_year))


def _may_be_year(number: int, today: date) -> bool:
    return today.year <= 2000 + number <= today.year + YEARS_AHEAD


def _slip(codes: str, today: date) -> Said | None:
    """Read "uke 23-25. august", where the week may be a slip for a day of the month."""
    match = _SLIP.fullmatch(codes)
    end = month_day(match[2], today) if match else None
    if not match or not end:
        return None
    number = int(match[1])
    as_weeks = Period(Week(number, end.year), MonthDay(end.day, end.month, end.year, end.weekday))
    if number >= end.day:
        return as_weeks
    as_days = Period(MonthDay(number, end.month, end.year), end)
    return Doubtful(((as_days, Because.AS_DAYS), (as_weeks, Because.AS_WEEKS)))


def _with_length(codes: str, today: date) -> Said | None:
    """Read "2 uker fra 19.7" and "19.7 i 2 uker"."""
    and_more = False
    if match := _LENGTH_FROM.fullmatch(codes):
        length, start = point(match[1], today), _one(match[2], today)
    elif match := _LENGTH_AFTER.fullmatch(codes):
        start, length = _one(match[1], today), point(match[3], today)
        if start and length and _is_long(start):
            if match[2] or match[4]:
                return None  # "hele juli og 1 uke" is not the first week of it
            return Doubtful(((Period(start, length), Because.ROUGHLY),))
        and_more = match[2] is not None
    else:
        return None
    if not start or not length or isinstance(start, (Length, Ahead)):
        return None  # "2 uker + 3 dager" has no day to begin on
    if and_more and isinstance(length, Length):
        after = Period(start, Ahead(length.count, length.unit))
        return Doubtful(((Period(start, length), Because.COUNTED_IN), (after, Because.BESIDES)))
    return Period(start, length)


def _is_long(said: Point) -> bool:
    """Tell whether it is longer than a day, and so has a beginning and an end."""
    match said:
        case Month():
            return True
        case Week():
            return said.first != said.last
        case Fixed():
            return said.span.days > 1
        case Length():
            return True
        case _:
            return False


def _so_much_later(codes: str, today: date) -> Said | None:
    """Read "i dag om en uke": one day. From a weekday it may be counted in two ways."""
    match = _LATER.fullmatch(codes)
    if not match:
        return None
    count, unit = int(match[3]), match[4]
    if match[1]:
        return _one_day(later(relative("R", int(match[1]), today).first, count, unit))
    number = int(match[2])
    days = count * _DAYS_IN_WEEK if unit == "W" else count
    if unit not in ("Ud", "W") or days == 0 or days % _DAYS_IN_WEEK:
        return None
    by_weeks = week_start(today) + timedelta(days=days + number - 1)
    coming = today + timedelta(days=days + (number - today.isoweekday()) % _DAYS_IN_WEEK)
    if by_weeks == coming:
        return _one_day(coming)
    ways = ((_one_day(by_weeks), Because.FIRST_SUCH), (_one_day(coming), Because.WEEK_LATER))
    return Doubtful(ways)


def _one_day(day: date) -> Fixed:
    return Fixed(Span(day, day))


def _only_end(codes: str, today: date) -> Said | None:
    """Read "ut juli", "t.o.m. 8.7", "tilbake 9.7"."""
    match = _ONLY_END.fullmatch(codes)
    if not match:
        return None
    end = _one(match[2], today)
    if not end or not _may_end(match[1], end):
        return None
    return Until(end, _ending(match[1], end), match[1] == "UT")


def _may_end(between: str, end: Point, start: Point | None = None) -> bool:
    """A length goes with a dash only, "+7" not with what is back, and neither with a month."""
    if isinstance(start, Length):
        return False
    if isinstance(end, (Length, Ahead)) and start and (_is_long(start) or isinstance(start, Ahead)):
        return False
    if isinstance(end, Length):
        return between == "-"
    return not isinstance(end, Ahead) or between in ("-", "TIL", "TOM")


def _ending(between: str, end: Point, start: Point | None = None) -> Ending:
    """«Til mars» may be to its beginning or to its end; «ut mars», «uke 28 til uke 30» may not."""
    is_run = isinstance(start, Week) and isinstance(end, Week)
    if between == "TIL" and _is_long(end) and not isinstance(end, Length) and not is_run:
        return Ending.UNCLEAR
    return _ENDINGS.get(between, Ending.INCLUDED)


def _between(codes: str, today: date) -> Said | None:
    """Read two days with a dash or a word between; the first perhaps without its month."""
    for match in _BETWEEN.finditer(codes):
        left = codes[: match.start()].removeprefix("FOM ").rstrip(" ,")
        end = _one(codes[match.end() :], today)
        start = _one(left, today)
        if not end and isinstance(start, MonthDay):
            end = _same_month(codes[match.end() :], start)
        if not start and isinstance(end, MonthDay):
            start = _same_month(left, end)
        if start and end and _may_end(match[1], end, start):
            return Period(start, end, _ending(match[1], end, start))
    return None


def _same_month(codes: str, other: MonthDay) -> MonthDay | None:
    """Read a day whose month is stated with the other day."""
    match = _BARE_DAY.fullmatch(codes)
    return MonthDay(int(match[1]), other.month, other.year) if match else None


def _listed(codes: str, today: date) -> Said | None:
    """Read "12., 13. og 14. juli", "juni og juli"; with gaps between they are several."""
    pieces = _LISTED.split(codes)
    if len(pieces) == 1:
        return None
    found = _each(pieces, today)
    if len(found) < len(pieces) or any(_is_counted(part) for part in found):
        return None
    if all(_adjoins(one, other) for one, other in pairwise(found)):
        start, end = found[0], found[-1]
        if isinstance(start, (MonthDay, Month)) and isinstance(end, (MonthDay, Month)):
            return Period(start, end)
    return Several(tuple(found))


def _each(pieces: list[str], today: date) -> list[Said]:
    """Read the pieces of a list; a day without its month is of the month that is said next."""
    found: list[Said] = []
    following: MonthDay | None = None
    for piece in reversed(pieces):
        bare = _same_month(piece, following) if following else None
        if bare and following and bare.day >= following.day:
            return []  # «30. og 1. juli»: of two months, and only one is said
        said = bare or _read(piece, today)
        if said is None:
            return []
        found.insert(0, said)
        start = said.start if isinstance(said, Period) else said
        following = start if isinstance(start, MonthDay) else None
    return found


def _is_counted(said: Said) -> bool:
    """Tell whether it is a length, or ends with one: that is no absence of its own in a list."""
    counted = (Length, Ahead)
    return isinstance(said, counted) or (isinstance(said, Period) and isinstance(said.end, counted))


def _adjoins(one: Said, other: Said) -> bool:
    """Tell whether days of one month, or months, follow one another."""
    match one, other:
        case MonthDay(), MonthDay():
            return one.month == other.month and other.day == one.day + 1
        case Month(), Month():
            return other.month == one.month % 12 + 1
        case _:
            return False


_READERS: tuple[Callable[[str, date], Said | None], ...] = (
    _month_number,
    point,
    _in_week,
    _day_or_year,
    _slip,
    _so_much_later,
    _with_length,
    _only_end,
    _between,
    _listed,
)
