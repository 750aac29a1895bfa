"""Headings of a list: what they say of the lines below, until another one says otherwise."""

import re
from dataclasses import replace
from datetime import date

from fravaertui.domain.absence_list import words as w
from fravaertui.domain.absence_list.making import Context
from fravaertui.domain.absence_list.parsed import Parsed
from fravaertui.domain.absence_list.periods import PeriodSaid, Year, bare_weeks
from fravaertui.domain.absence_list.values import Doubt, Extent

MOST_WORDS_OF_HEADING = 8

_YEAR = re.compile(r"\b(20\d\d)\b")
_TURN_OF_YEAR = re.compile(r"jul(?!i\b)|nyttår|vinter", re.IGNORECASE)
_WEEKS_HEADING = re.compile(r"\b(?:ferie)?(?:uke|uker|uka|veke|veker|weeks?)\b", re.IGNORECASE)
_TENTATIVE = re.compile(
    r"\b(?:foreløpig\w*|førebels|utkast\w*|kladd|tentativ\w*|preliminary|draft|ikke endelig"
    r"|(?:sommer|sommar)?ferieønske\w*|ønskeliste\w*|ønsker? (?:for|om|til)? ?ferie\w*)\b",
    re.IGNORECASE,
)
_BARE_NUMBERS = re.compile(r"\d{1,2}(?:(?:\s*[-–—,&/+]\s*|\s+og\s+|\s*,\s*og\s+|\s+)\d{1,2})*")


def take_subject(subject: str, at: Context) -> None:
    """Take the subject of an e-mail for the heading of what it says."""
    at.away = at.away or "ferie" in subject.lower() or "fravær" in subject.lower()
    note_year(subject, at)


def note_year(text: str, at: Context) -> None:
    """Note the year that a heading names, for the days below it that have none."""
    if len(text.split()) > MOST_WORDS_OF_HEADING:
        return
    found = set(_YEAR.findall(text))
    if len(found) == 1:
        at.year = Year(int(found.pop()), _TURN_OF_YEAR.search(text) is not None)
    elif found:
        at.year = None


def note_tentative(parsed: Parsed, at: Context) -> None:
    """Note that the list isn't settled, as «Foreløpig ferieliste» says, until another heading."""
    sentence = parsed.sentence
    if match := _TENTATIVE.search(sentence.text):
        at.tentative = Extent(sentence.start + match.start(), sentence.start + match.end())
    elif parsed.has(w.ABSENCE) and len(sentence.text.split()) <= MOST_WORDS_OF_HEADING:
        at.tentative = None


def take_heading(parsed: Parsed, at: Context) -> None:
    """Note what a heading says of the lines below it."""
    if parsed.has(w.ABSENCE | {"feriane", "ferieliste"}) or "ferie" in parsed.sentence.text.lower():
        at.away, at.other = True, parsed.has(w.PRESENCE)
    elif parsed.has(w.PRESENCE):
        at.away, at.other = False, True
    elif at.away and any(t[0].isalpha() and t[0].lower() not in w.KNOWN for t in parsed.tokens):
        at.away = False  # something else begins, and nobody knows what
    _note_columns(parsed, at)
    if _WEEKS_HEADING.search(parsed.sentence.text):
        at.weeks = True


def _note_columns(parsed: Parsed, at: Context) -> None:
    """Note what the columns of a table are, in one line or in a line each."""
    text = parsed.sentence.text
    if not parsed.lower.isdisjoint({"til", "tom", "slutt"}):
        at.from_to = at.from_to or not parsed.lower.isdisjoint({"fra", "frå", "fom", "start"})
        at.from_to = at.from_to or at.starts_column
    at.starts_column = parsed.lower <= {"fra", "frå", "fom", "start", ":"}
    cells = re.split(r"[\t|]", text)
    named = [n for n, c in enumerate(cells) if not w.SUBSTITUTE.isdisjoint(c.lower().split())]
    if len(cells) > 1:
        at.substitute_cell = named[0] if named else None


def weeks_without_word(parsed: Parsed, at: Context, today: date) -> list[PeriodSaid]:
    """Read weeks without the word, beside a name or below one."""
    text = parsed.sentence.text
    digits = [t for t in parsed.tokens if t[0].isdigit()]
    if not digits or not (parsed.known or at.carried):
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
        moved.append(period if at.weeks else period.asked(Doubt.WEEKS_UNSAID))
    return moved
