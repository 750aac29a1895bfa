"""Names that nobody here has, with days, at the beginning of a line: a person, to be asked about.

An office may write of a doctor who is not in the directory, or by a name that is spelt otherwise.
Passed over such a line would be a person dropped, so whatever may be a name is a row that asks; a
word that is known to be something else is none.
"""

import re
from datetime import date

from fravaertui.domain.absence_list import words as w
from fravaertui.domain.absence_list.offices import HEADS, OFFICE, OTHERS
from fravaertui.domain.absence_list.parsed import Parsed
from fravaertui.domain.absence_list.people import ALSO_WORDS, NO_INITIALS, Mention, Names
from fravaertui.domain.absence_list.periods import is_one_day
from fravaertui.domain.absence_list.said_periods import PeriodSaid

JOINING = w.TITLES | {"og", "and", "samt", "både"}
_SEPARATORS = frozenset(":-–—\t|,;/&+(. \u00a0")
_WORD = re.compile(r"[^\W\d_]+")
_AWAY = w.ABSENCE - w.CLOSED
_BEFORE_NAMES = JOINING | w.TRAINING | ALSO_WORDS | w.listed("van von der de af el al bin")
_BEFORE_DAYS = _AWAY | w.FILLER
_THING = re.compile(
    r"\w{3,}(?:dag|aften|aftan|fest|frist|møte|kurs|ferie|tid|avvikling|start|slutt|list[ea]|plan"
    r"|vakt|vaksine|[sntl]ering|prøve|avdeling|sjon|else|itet|arrangement|lege|terapeut|pleier"
    r"|pleiar)(?:e?[nrt]|a|ene|ane)?|\w+(?:gata|gaten|veien|vegen)",
    re.IGNORECASE,
)
"""Endings of what has days and is nobody: «Planleggingsdag», «Svarfrist», «Skoleferie»."""
_NO_NAMES_ALONE = HEADS | w.THINGS | NO_INITIALS
_NO_FIRST_NAMES = _NO_NAMES_ALONE - ALSO_WORDS


def begins_line(parsed: Parsed, mention: Mention, names: Names, today: date) -> bool:
    """Tell whether an unknown name begins a line, alone or joined with others, and has days."""
    text, periods = parsed.sentence.text, parsed.periods
    if not is_like_a_name(mention.written, names) or not _is_first(parsed, mention):
        return False
    following = [p.extent.start for p in periods if p.extent.start >= mention.extent.stop]
    if not following:
        return False
    if " " not in mention.written and all(_is_past_day(p, today) for p in periods):
        return False  # «Oslo 20.05.2027» dates the list itself
    joined = [m for m in parsed.mentions if mention.extent.stop <= m.extent.start < following[0]]
    stop = joined[-1].extent.stop if joined else mention.extent.stop
    between = text[mention.extent.stop : joined[-1].extent.start] if joined else ""
    for other in joined:
        between = between.replace(other.written, "")
    if not JOINING.issuperset(_WORD.findall(between.lower())):
        return False
    gap = text[stop : following[0]]
    said = _WORD.findall(gap.lower())
    if not said:
        return _SEPARATORS.issuperset(gap)
    return not parsed.residue and _BEFORE_DAYS.issuperset(said) and not _AWAY.isdisjoint(said)


def ends_line(parsed: Parsed, mention: Mention, names: Names) -> bool:
    """Tell whether an unknown name, alone or with others, is all that stands after days."""
    if parsed.residue or not is_like_a_name(mention.written, names):
        return False
    text, start = parsed.sentence.text, mention.extent.start
    if not any(p.extent.stop <= start for p in parsed.periods):
        return False
    names_and_days = [m.extent for m in parsed.mentions] + [p.extent for p in parsed.periods]
    rest = [
        t
        for t in parsed.tokens
        if t[0].isalnum() and not any(e.start <= t[1] < e.stop for e in names_and_days)
    ]
    is_last = all(p.extent.stop <= start for p in parsed.periods)
    return (
        is_last
        and "(" not in text[:start]
        and all(
            t[0].lower() in JOINING | _AWAY and (t[1] < start or t[0].lower() in JOINING)
            for t in rest
        )
    )


def _is_first(parsed: Parsed, mention: Mention) -> bool:
    """Tell whether nothing stands before a name but others, each perhaps with days."""
    taken = [m.extent for m in parsed.mentions] + [p.extent for p in parsed.periods]
    lead = [t for t in parsed.tokens if t[2] <= mention.extent.start and t[0].isalnum()]
    others = [t for t in lead if not any(e.start <= t[1] < e.stop for e in taken)]
    return all(len(t[0]) == 1 or t[0].lower() in _BEFORE_NAMES for t in others)


def _is_past_day(period: PeriodSaid, today: date) -> bool:
    days = period.proposal
    return days is not None and is_one_day(period) and days.first <= today


def is_like_a_name(written: str, names: Names) -> bool:
    """Tell whether words may be the name of a person: none is known to be something else."""
    found = [word for word in _WORD.findall(written) if len(word) > 1]
    lower = [word.lower() for word in found]
    if not found or lower[0] in (_NO_FIRST_NAMES if found[1:] else _NO_NAMES_ALONE):
        return False
    if names.clinic_in(written) or not w.THINGS.isdisjoint(lower):
        return False
    is_other = any(OFFICE.fullmatch(word) or _THING.fullmatch(word) for word in found)
    return not is_other and not OTHERS.search(written)
