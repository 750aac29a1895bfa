"""Headings of a list: what they say of the lines below, until another one says otherwise."""

import re
from dataclasses import replace
from datetime import date

from fravaertui.domain.absence_list import words as w
from fravaertui.domain.absence_list.making import Context
from fravaertui.domain.absence_list.offices import note_office
from fravaertui.domain.absence_list.parsed import Parsed
from fravaertui.domain.absence_list.people import Names
from fravaertui.domain.absence_list.plain_headings import is_plain, turns
from fravaertui.domain.absence_list.said_periods import PeriodSaid, Year, bare_weeks
from fravaertui.domain.absence_list.strangers import is_like_a_name
from fravaertui.domain.absence_list.values import Doubt, Extent

MOST_WORDS_OF_HEADING = 8
MOST_WORDS_OF_YEAR = 16
"""Words of a sentence whose year may be that of what follows."""

_YEAR = re.compile(r"\b(20\d\d)\b")
_SHORT_YEAR = re.compile(
    r"(?:\b(?:sommer|sommar|vinter|høst|haust|jul|påske|ferie|plan|år)\w*\s?|\b[SVHJ])"
    r"\s?[-–]?\s?['’‘]?(\d\d)\b(?!\s?[.:/,–\d-])",
    re.IGNORECASE,
)
MOST_YEARS_AWAY = 3
"""Years from this one that two digits in a heading may stand for."""
_RELATIVE_YEAR = re.compile(
    r"\b(?:neste|kommende|komande|next)\s+(?:år|year|sommer|sommar|summer|ferieår)\w*",
    re.IGNORECASE,
)
_TURN_OF_YEAR = re.compile(r"jul(?!i\b)|nyttår|vinter", re.IGNORECASE)
_WEEKS_HEADING = re.compile(r"\b(?:ferie)?(?:uke|uker|uka|veke|veker|weeks?)\b", re.IGNORECASE)
_TENTATIVE = re.compile(
    r"\b(?:foreløpig\w*|førebels|utkast\w*|kladd|tentativ\w*|preliminary|draft"
    r"|ikke endelig|uavklart|uavklara|forbehold|(?:sommer|sommar)?ferieønske\w*|ønskeliste\w*"
    r"|ønsker? (?:for|om|til)? ?ferie\w*)\b",
    re.IGNORECASE,
)
_WISHED = re.compile(
    r"\b(?:(?:ikke|ikkje|not) (?:avklart|avklara|godkjent|bestemt|vedtatt|spikret|final)"
    r"|ønske\w*|ønskje\w*|ønskt|forslag\w*|wish\w*|propos\w*)\b",
    re.IGNORECASE,
)
_OF_ABSENCE = re.compile(r"ferie|fravær|fråvær|perm|avspas|holiday|leave|vacation", re.IGNORECASE)
_GOOD_WISHES = re.compile(r"\bgod\b|!\s*$", re.IGNORECASE)
_SETTLED = re.compile(r"(?<!ikke )(?<!ikkje )\b(?:endelig|vedtatt|godkjent|final)\b", re.IGNORECASE)
_CELLS = re.compile(r"[\t|;]")
"""Between numbers in cells of their own, of which the heading explains only one."""
_BARE_NUMBERS = re.compile(r"\d{1,2}(?:(?:\s*[-–—,&/+]\s*|\s+og\s+|\s*,\s*og\s+|\s+)\d{1,2})*")


def take_subject(
    subject: str, start: int, at: Context, made: int, today: date, names: Names
) -> None:
    """Take the subject of an e-mail, from a place in the list, for the heading of what it says."""
    if "ferie" in subject.lower() or "fravær" in subject.lower():
        at.away = True
        at.unlike = None if is_plain(subject, names) else Extent(start, start + len(subject))
    note_year(subject, at, made, today)
    note_tentative(subject, start, at)
    note_office(subject, start, names, at, made)


def note_year(text: str, at: Context, made: int, today: date) -> None:
    """Note the year that a heading names, for the days below it that have none.

    Two years at once, and another one before any entry was made, leave open which is meant.
    `made` is how many entries there are.
    """
    if len(text.split()) > MOST_WORDS_OF_YEAR:
        return
    found = {int(year) for year in _YEAR.findall(text)}
    if not found and (short := _SHORT_YEAR.search(text)):
        year = today.year - today.year % 100 + int(short[1])
        if abs(year - today.year) <= MOST_YEARS_AWAY:
            found = {today.year, year}  # may be a week
    if not found and _RELATIVE_YEAR.search(text):
        found = {
            today.year,
            today.year + 1,
        }  # whose next year it is, depends on when it was written
    if not found:
        return
    before = {*at.years, *((at.year.number,) if at.year else ())} if at.noted_at == made else set()
    years = tuple(sorted({*found, *before}))
    at.year, at.years, at.noted_at = None, (), made
    if len(years) == 1:
        at.year = Year(years[0], _TURN_OF_YEAR.search(text) is not None)
    else:
        at.years = years


def note_tentative(text: str, start: int, at: Context, *, is_named: bool = False) -> None:
    """Note that the list isn't settled, as «Foreløpig ferieliste» says, until it says that it is.

    `start` is where the text begins in the list; with `is_named` it is about somebody too.
    """
    match = _TENTATIVE.search(text)
    is_short = len(text.split()) <= MOST_WORDS_OF_HEADING
    is_row = is_named or "\t" in text or "|" in text
    if match is None and is_short and not is_row and not _GOOD_WISHES.search(text):
        match = _WISHED.search(text) if _OF_ABSENCE.search(text) else None
    if match:
        at.tentative = Extent(start + match.start(), start + match.end())
    elif is_short and _OF_ABSENCE.search(text) and _SETTLED.search(text):
        at.tentative = None


def take_heading(parsed: Parsed, at: Context, *, is_table: bool = False) -> None:
    """Note what a heading says of the lines below it; that of a table ends nothing."""
    if parsed.has(w.ABSENCE | {"feriane", "ferieliste"}) or "ferie" in parsed.sentence.text.lower():
        at.away, at.other = True, parsed.has(w.PRESENCE)
    elif parsed.has(w.PRESENCE):
        at.away, at.other = False, True
    elif is_table:
        pass
    elif at.away and any(t[0].isalpha() and t[0].lower() not in w.KNOWN for t in parsed.tokens):
        at.away = False  # something else begins, and nobody knows what
    _note_columns(parsed, at)
    if _WEEKS_HEADING.search(parsed.sentence.text):
        at.weeks = True


def note_unlike(parsed: Parsed, at: Context, names: Names) -> None:
    """Note a heading that may say something else of what is below than that it is absence."""
    sentence = parsed.sentence
    if "\t" in sentence.text or "|" in sentence.text:
        return  # the heading of each column is held against the cells below it
    if parsed.has(w.ABSENCE) or _OF_ABSENCE.search(sentence.text):
        is_unlike = not is_plain(sentence.text, names, may_be_at_work=at.other)
        at.unlike = Extent(sentence.start, sentence.stop) if is_unlike else None
    elif at.away and turns(sentence.text):
        at.unlike = Extent(sentence.start, sentence.stop)


def _note_columns(parsed: Parsed, at: Context) -> None:
    """Note what the columns of a table are, in one line or in a line each."""
    if not parsed.lower.isdisjoint({"til", "tom", "slutt"}):
        at.from_to = at.from_to or not parsed.lower.isdisjoint({"fra", "frå", "fom", "start"})
        at.from_to = at.from_to or at.starts_column
    at.starts_column = parsed.lower <= {"fra", "frå", "fom", "start", ":"}


def weeks_without_word(parsed: Parsed, at: Context, today: date, names: Names) -> list[PeriodSaid]:
    """Read weeks without the word, beside a name or below one."""
    text = parsed.sentence.text
    digits = [t for t in parsed.tokens if t[0].isdigit()]
    strangers = (m for m in parsed.mentions if is_like_a_name(m.written, names))
    if not digits or not (parsed.known or at.carried or any(strangers)):
        return []
    match = _BARE_NUMBERS.search(text, digits[0][1])
    if not match or match.end() != digits[-1][2] or len(digits) < (1 if at.weeks else 2):
        return []
    others = [
        t
        for t in parsed.tokens
        if t[0].isalpha()
        and not match.start() <= t[1] < match.end()
        and not any(m.extent.start <= t[1] < m.extent.stop for m in parsed.mentions)
        and t[0].lower() not in w.TITLES | w.FILLER | w.ABSENCE
    ]
    if others or any(t[0].startswith("0") for t in digits):
        return []
    if not at.away and not at.weeks and not parsed.has(w.ABSENCE):
        return []
    found = bare_weeks(match[0], today, at.year)
    moved = []
    for period in found:
        extent = Extent(period.extent.start + match.start(), period.extent.stop + match.start())
        period = replace(period, extent=extent, words=extent.of(text))
        if not at.weeks:
            period = period.asked(Doubt.WEEKS_UNSAID)
        moved.append(period.asked(Doubt.PAIRING) if _CELLS.search(match[0]) else period)
    return moved
