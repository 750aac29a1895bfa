"""The row of a table that names its columns: not always the first, nor written as we write it."""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fravaertui.domain.safe_text import neutralise

SEARCHED = 15
"""Rows of a table, the blank ones too, among which the one with the headings has to be."""

DELIMITERS = ";,\t"
_BETWEEN = re.compile("[\\s_.:*\u2010-\u2015-]+")
_LONGEST = 40
_MAY_BE_PRIVATE = re.compile(r"@|[0-9]{5}")
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that a table may have, and those `needed` to read any row of it.

    One called `key` is a heading by itself; of other names there have to be two, since a title or
    a cell may be called so too.
    """

    names: tuple[str, ...]
    needed: frozenset[str] = frozenset()
    key: str = "her_id"

    def of(self, texts: Iterable[str]) -> list[str]:
        """Return the column of each heading, empty where it is none that is known."""
        known = {_folded(name): name for name in self.names}
        return [known.get(_folded(text), "") for text in texts]

    def weight(self, texts: Iterable[str]) -> int:
        """Return how many columns a row names, none when it can't be the one with the headings."""
        found = {*self.of(texts), ""} - {""}
        return len(found) if self.key in found or len(found) >= _FEWEST else 0

    def place(self, rows: Sequence[Sequence[str]]) -> int | None:
        """Return which of the first rows has the headings; None when no one has."""
        weights = [self.weight(row) for row in rows[:SEARCHED]]
        best = max(weights, default=0)
        return weights.index(best) if best else None

    def delimiter(self, lines: Sequence[str]) -> str | None:
        """Return what stands between the cells of a text that begins so; None for no table."""
        found = {sign: self._weight_of_text(lines, sign) for sign in DELIMITERS}
        best = max(DELIMITERS, key=lambda sign: found[sign])
        return best if found[best] else None

    def _weight_of_text(self, lines: Sequence[str], delimiter: str) -> int:
        try:
            rows = csv.reader(lines[:SEARCHED], delimiter=delimiter)
            return max(map(self.weight, rows), default=0)
        except csv.Error:
            return 0


def shown(text: str, place: int) -> str:
    """Return a heading as it may be shown; its number where it may be no heading but a value."""
    text = neutralise(" ".join(text.split()))
    if _MAY_BE_PRIVATE.search(text):
        return str(place)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _folded(text: str) -> str:
    """Return a heading without what people write it differently with."""
    return _BETWEEN.sub("", text.casefold())
