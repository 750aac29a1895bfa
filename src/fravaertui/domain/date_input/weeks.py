"""Reading weeks: one, a run of them, weeks side by side, and weekdays within one."""

import re
from datetime import date, timedelta
from itertools import pairwise

from fravaertui.domain.date_input.points import relative
from fravaertui.domain.date_input.said import Doubtful, Fixed, Period, Said, Several, Week
from fravaertui.domain.date_input.values import Because, Problem, Span

_CENTURY = 2000
YEARS_AHEAD = 10
"""How far ahead two digits that may be a year are taken for one."""

_YEAR_FIRST = re.compile(r"(\d{4})(?: [-,])? W (\d.*)")
_YEAR_LAST = re.compile(r"(.*\d)(?: [/,-])? (\d{4})")
_NUMBERS = re.compile(r"W (\d{1,2}(?:(?:(?: \.)? (?:[-,&/+]|TIL|TOM))? (?:W )?\d{1,2})*)")
_STEP = re.compile(r"(?: \.)? (?:([-,&/+]|TIL|TOM) )?(?:W )?(\d{1,2})")
_WEEK = r"(?:W \d.*|T-?\d)"
_DAYS = r"D[1-7](?: (?:-|TIL|TOM|,|&) D[1-7])*"
_DAYS_THEN_WEEK = re.compile(rf"(?P<days>{_DAYS})(?: ,)? (?P<week>{_WEEK})")
_WEEK_THEN_DAYS = re.compile(rf"(?P<week>W \d.*?|T-?\d)(?: ,)? (?P<days>{_DAYS})")
_RANGES = ("-", "TIL", "TOM")


def weeks(codes: str, today: date) -> Said | None:
    """Read weeks by their numbers. Raises Problem."""
    year = None
    if match := _YEAR_FIRST.fullmatch(codes):
        year, codes = int(match[1]), f"W {match[2]}"
    elif match := _YEAR_LAST.fullmatch(codes):
        year, codes = int(match[2]), match[1]
    match = _NUMBERS.fullmatch(codes)
    if not match:
        return None
    first = int(codes.split()[1])
    steps = [(step[1] or " ", int(step[2])) for step in _STEP.finditer(match[1])]
    if len(steps) == 1 and steps[0][0] in "/ " and not _follows(first, steps[0][1]):
        return _weeks_or_year(first, steps[0][1], year, today)
    runs = [(first, first)]
    for sign, number in steps:
        start, end = runs[-1]
        is_run = start == end or _follows(end, number)
        if sign in _RANGES and not is_run:
            return None
        if sign in _RANGES or _follows(end, number):
            runs[-1] = (start, number)
        else:
            runs.append((number, number))
    parts = tuple(_run(start, end, year) for start, end in runs)
    return parts[0] if len(parts) == 1 else Several(parts)


def _run(first: int, last: int, year: int | None) -> Said:
    start = Week(first, year)
    return start if first == last else Period(start, Week(last))


def _follows(week: int, other: int) -> bool:
    """Tell whether one week may come next after another, also over New Year."""
    return other == week + 1 or (week in (52, 53) and other == 1)


def _weeks_or_year(first: int, second: int, year: int | None, today: date) -> Said:
    """Two numbers side by side: a run of weeks, or a week and two digits of a year."""
    ways: list[tuple[Said, Because]] = []
    if first < second:
        ways.append((Period(Week(first, year), Week(second)), Because.AS_WEEKS))
    perhaps = _CENTURY + second
    if year is None and today.year <= perhaps <= today.year + YEARS_AHEAD:
        ways.append((Week(first, perhaps), Because.AS_YEAR))
    if not ways:
        raise Problem("week_and_year", week=first, number=second)
    return Doubtful(tuple(ways))


def week_days(codes: str, today: date) -> Said | None:
    """Read weekdays within a week: "fredag i uke 28", "mandag til onsdag neste uke"."""
    match = _DAYS_THEN_WEEK.fullmatch(codes) or _WEEK_THEN_DAYS.fullmatch(codes)
    if not match:
        return None
    days = [int(token[1]) for token in match["days"].split() if token[0] == "D"]
    is_list = "&" in match["days"] or "," in match["days"]
    if days[0] > days[-1] or (is_list and any(b != a + 1 for a, b in pairwise(days))):
        return None
    if match["week"][0] == "T":
        monday = relative("T", int(match["week"][1:]), today).first
        ends = (monday + timedelta(days=n - 1) for n in (days[0], days[-1]))
        return Fixed(Span(*ends))
    found = weeks(match["week"], today)
    if isinstance(found, Week):
        return Week(found.number, found.year, days[0], days[-1])
    return None
