"""The days that a clinic's own text names as days of absence (finding F11).

In free text recognising too little is better than too much: a day counts only in a clause that
mentions absence and does not negate it, and times of day, opening hours and phone numbers are not
days. What agents type is read by `date_input`, where it is known to be a date.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from fravaertui.domain.date_input.years import LATELY_DAYS

_MONTHS = ("jan", "feb", "mar", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "des")
_MONTH = (
    r"(?P<name>jan(?:uar)?|feb(?:ruar)?|mars?|apr(?:il)?|mai|juni?|juli?|aug(?:ust)?"
    r"|sept?(?:ember)?|okt(?:ober)?|nov(?:ember)?|des(?:ember)?)\.?(?![a-zæøå])"
)
_YEAR = r"(?P<year>\d{4}|\d{2})(?!\d)"
_TO = r"\s*(?:-|–|—|til(?: og med)?|t\.?\s?o\.?\s?m\.?|og)\s*"
_NO_DAY = rf"(?!\d|/|\.\s?\d|\.?\s?(?:{'|'.join(_MONTHS)}))"
_START = r"(?<![\d.,:/+])"
_DATE = re.compile(
    # «24.-26.12», «1. til 15. juli»: the first day has the second's month.
    rf"{_START}(?:(?<!uke\s)(?<!uka\s)(?<!veke\s)(?<!u)(?P<before>\d{{1,2}})\.?{_TO}(?=\d{{1,2}}(?:[./]\d|\.?\s?[a-zæøå]{{3}})))?"
    rf"(?P<day>\d{{1,2}})(?:[./](?P<month>\d{{1,2}})(?:[./]{_YEAR})?(?![:/]|\.?\d)"
    rf"|\.?\s?{_MONTH}(?:\s(?P<full_year>\d{{4}}))?)"
    rf"|\b(?:uke[nr]?|uka|veke|u)\.?\s?(?P<week>\d{{1,2}})(?!\d)"
    rf"(?P<weeks>(?:(?:\s*[-–—/+,]\s*|\s+(?:til|og|t\.o\.m\.)\s+)\d{{1,2}}{_NO_DAY})*)"
    rf"(?!\s*[-–—]\s*\d)",
    re.IGNORECASE,
)
_NO_DATES = re.compile(
    r"(?:\+47\s?)?(?<![\d.])(?:\d{2}(?:[ .]\d{2}){3}|\d{3}[ .]\d{2}[ .]\d{3}|\d{8})(?!\d)"
    r"|\b116\s?117\b|(?<![-–—])(?<![-–—] )\b24/7\b(?! ?[-–—])"
    r"|\b(?:kl|klokka|klokken)\.?\s?\d{1,2}(?:[.:]\d{2})?(?:\s?[-–—]\s?\d{1,2}(?:[.:]\d{2})?)?"
    r"|(?<![\d.])\d{1,2}[.:]\d{2}\s?[-–—]\s?\d{1,2}[.:](?:00|[2-5]\d|1[3-9])(?!\d|\.\d)"
    r"|(?<![\d.])\d{1,2}[.:](?:00|[2-5]\d|1[3-9])(?:\s?[-–—]\s?\d{1,2}[.:]\d{2})?(?!\d|\.\d)"
    r"|\d{1,2}:\d{2}",
    re.IGNORECASE,
)
_ABSENCE = re.compile(
    r"ferie|steng|borte\b|bortreist|fravær|fråvær|tilbake|attende|permisjon|avspaser"
    r"|gjenåpn|\båpner\b|\bopnar\b|\b(?:åpent?|ope) igjen",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"telefontid|tlf\.?tid|[åo]pningstid|lunsj|daglig|hverdag|kvardag|\bhver\b|\bkvar\b|alle dag"
    r"|vaksin|influensa|kurs",
    re.IGNORECASE,
)
_NOT = r"\b(?:ikke|ikkje|ingen|inga|aldri|uten|utan)\b"
_DENIED = re.compile(
    # Who is not back is away, and so is who does not answer: it is the absence that is denied.
    rf"{_NOT}(?:\s+(?:lenger|lengre|noen?|noko[nt]?|på|være|vært|vere|vore|ha|hatt|ta|tatt|teke|bli"
    r"|helt|heilt|heller|planlagt|planer om))*"
    r"\s+\w*(?:ferie\b|steng|borte\b|bortreist|fravær|fråvær|permisjon|avspaser)"
    rf"|\bsteng(?:er|jer)(?:\s\w+)?\s{_NOT}",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?:\b(?:fra|f\.?o\.?m|t\.?o\.?m|og|med|til|den|i|på|vi|er|har|holder|samt|dag(?:en)?"
    r"|(?:man|tirs|ons|tors|fre|lør|søn)(?:dag)?(?:en)?)\b|[\W\d_])*",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[\n;!?]|\.\s+(?=[A-ZÆØÅ])")
_CLAUSE = re.compile(
    rf"[,()]|(?=\b(?:unntatt|unnateke|bortsett fr[aå]|utenom|utanom)\b|\b(?:men|og)\s+{_NOT})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class NamedDays:
    """A day, or the first and last day of some weeks, and the words that name it."""

    text: str
    first: date
    last: date
    has_year: bool = False


def absence_days(text: str, today: date) -> Iterator[NamedDays]:
    """Yield the days that the text names as days of absence, in the order of the text."""
    masked = without_times(text)
    clauses = list(_of_absence(_DATE.sub(_hidden, masked)))
    for match in _DATE.finditer(masked):
        if any(clause.start <= match.start() < clause.stop for clause in clauses):
            yield from _weeks(match, today) if match["week"] else _dates(match, today)


def without_times(text: str) -> str:
    """Return the text with NUL for what is no day: times, opening hours, telephone numbers."""
    return _NO_DATES.sub(_hidden, text)


def _hidden(found: re.Match[str]) -> str:
    return "\0" * len(found[0])


def _of_absence(text: str) -> Iterator[slice]:
    """Yield the clauses that mention absence; one with dates only belongs to its neighbours."""
    for sentence in _parts(_SENTENCE, text, slice(0, len(text))):
        clauses = list(_parts(_CLAUSE, text, sentence))
        speaks = [_speaks(text[clause]) for clause in clauses]
        for number, clause in enumerate(clauses):
            nearest = (*reversed(speaks[: number + 1]), *speaks[number + 1 :])
            if next((said for said in nearest if said is not None), False):
                yield clause


def _parts(turn: re.Pattern[str], text: str, whole: slice) -> list[slice]:
    turns = [found.end() for found in turn.finditer(text, whole.start, whole.stop)]
    return [slice(*pair) for pair in pairwise([whole.start, *turns, whole.stop])]


def _speaks(clause: str) -> bool | None:
    """Tell whether a clause mentions absence; None when it has dates only."""
    if _OTHER.search(clause) or _DENIED.search(clause):
        return False
    if _ABSENCE.search(clause):
        return True
    return None if _BARE.fullmatch(clause) else False


def _dates(match: re.Match[str], today: date) -> Iterator[NamedDays]:
    month = int(match["month"] or 0) or 1 + _MONTHS.index(match["name"][:3].lower())
    said = match["full_year"] or match["year"]
    day = _day(int(match["day"]), month, said, today)
    if day is None:
        return
    before = int(match["before"] or 0)
    if 0 < before < day.day:
        first = day.replace(day=before)
        yield NamedDays(f"{before}.", first, first, bool(said))
    words = match[0][match.start("day") - match.start() :].rstrip(".")
    yield NamedDays(words, day, day, bool(said))


def _day(day: int, month: int, year: str | None, today: date) -> date | None:
    years = [int(year) + 2000 * (len(year) == 2)] if year else [today.year + n for n in (-1, 0, 1)]
    for one in years:
        try:
            found = date(one, month, day)
        except ValueError:
            continue
        if year or found >= today - timedelta(days=LATELY_DAYS):
            return found
    return None


def _weeks(match: re.Match[str], today: date) -> Iterator[NamedDays]:
    """Yield consecutive weeks as one span, Monday to Sunday, and other weeks one by one."""
    weeks = [int(match["week"]), *(int(week) for week in re.findall(r"\d+", match["weeks"]))]
    span = re.search("[-–—]|til|t\\.o\\.m", match["weeks"])
    for first, last in [(weeks[0], weeks[-1])] if span else [(week, week) for week in weeks]:
        for year in (today.year, today.year + 1):
            try:
                monday = date.fromisocalendar(year, first, 1)
                sunday = date.fromisocalendar(year + (last < first), last, 7)
            except ValueError:
                continue
            if sunday >= today:
                yield NamedDays(match[0], monday, sunday)
                break
