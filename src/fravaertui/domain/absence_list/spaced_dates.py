"""Dates with blanks in them, as «12. 7. til 1. 8.»: moved, so that the grammar reads them."""

import re
from dataclasses import dataclass

from fravaertui.domain.absence_list.values import Extent
from fravaertui.domain.date_input.vocabulary import MONTH_NAMES

_SPACED = re.compile(
    r"(?<![\d./,-])(?P<day>0?[1-9]|[12]\d|3[01])(?P<a> ?)(?P<sign>[./])(?P<b> ?)"
    r"(?P<month>0?[1-9]|1[0-2])(?!\d)"
    r"(?:(?P<c> ?)(?P<dot>[./])(?:(?P<d> ?)(?P<year>(?:20)?\d\d)(?![\d.]))?)?"
)
_BLANK = re.compile(r"\d(?: [./]|[./] )")
_ANOTHER = re.compile(r"\s*\d{1,2}\s?\.(?!\d)")
_WORD = re.compile(r"[^\W\d_]+")
_WEEK = re.compile(r"(?:\bu|uke[rn]?|uka|vek[ae]r?|week|weeks)\.?\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Respaced:
    """A text with its dates in one piece, as long as before; `places` is where each sign stood."""

    text: str
    places: tuple[int, ...] = ()

    def extent(self, extent: Extent) -> Extent:
        """Return where characters stand in the text as it was."""
        if not self.places or extent.stop <= extent.start:
            return extent
        return Extent(self.places[extent.start], self.places[extent.stop - 1] + 1)


def respaced(text: str) -> Respaced:
    """Return the text with blanks moved out of its dates; only where no month is named by word."""
    if _BLANK.search(text) is None:
        return Respaced(text)
    if any(word in MONTH_NAMES for word in _WORD.findall(text.lower())):
        return Respaced(text)  # «5. 6. og 7. juli» are three days
    order = list(range(len(text)))
    changed = False
    for match in _SPACED.finditer(text):
        blanks = [match.start(g) for g in "abcd" if match[g]]
        if not blanks or _WEEK.search(text, 0, match.start()):
            continue
        if match["dot"] and not match["year"] and _ANOTHER.match(text, match.end()):
            continue  # «5. 6. 7.» may be three days
        inside = [n for n in range(match.start(), match.end()) if n not in blanks]
        order[match.start() : match.end()] = [*blanks, *inside]
        changed = True
    if not changed:
        return Respaced(text)
    return Respaced("".join(text[n] for n in order), tuple(order))
