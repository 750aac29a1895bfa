"""What is said after a row without a name, as «Unntak: onsdag uke 29»: the row is asked about.

Exceptions and cancellations come in the next sentence or line. Their words are many, so that any
days that nothing is made of speak against the row above, and so does a word that takes back.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from fravaertui.domain.absence_list import words as w
from fravaertui.domain.absence_list.parsed import Parsed
from fravaertui.domain.absence_list.values import Entry, Extent
from fravaertui.domain.date_input.values import Span

_SHORT = 14
"""Words and signs of a sentence that says little else."""
_POSTSCRIPT = re.compile(r"(?:p\.?\s?s|n\.?\s?b|obs)\b", re.IGNORECASE)


_ALSO_HEADINGS = w.listed("vikarer vikarar vikariat")


@dataclass(slots=True)
class Remarks:
    """Notes the parts without a name that follow entries, to the next name."""

    said: dict[int, list[Extent]] = field(default_factory=lambda: defaultdict(list))
    """What speaks against entries, by their numbers."""
    _last: list[int] = field(default_factory=list)
    """The entries of the name before."""
    _block: list[int] = field(default_factory=list)
    """The entries since the last blank line."""
    _since: int = 0
    """The first entry of the message."""
    _heading: Parsed | None = None
    """The sentence before, if it is a heading."""
    _is_apart: bool = False
    """A blank line has come after the entries."""

    def begin(self, parsed: Parsed, made: range, entries: list[Entry]) -> None:
        """Note the entries that a sentence gave; without a name they are of the one before."""
        self.settle(entries, is_named=bool(parsed.mentions))
        if parsed.sentence.after_blank or self._is_apart:
            self._block = []
        self._block += made
        self._last = [*made] if parsed.mentions else [*self._last, *made]
        self._is_apart = False

    def end(self, made: int) -> None:
        """Let nothing that follows be about the entries that are `made` so far."""
        self._last, self._block, self._since = [], [], made

    def note(self, parsed: Parsed, entries: list[Entry], *, is_heading: bool) -> None:
        """Note a part that gave no entry, against those that it may be about.

        A heading is about what is below, unless nobody is named there: «Unntak:», and a day.
        """
        self.settle(entries, is_named=bool(parsed.mentions))
        if is_heading:
            self._heading = parsed
        else:
            self._note(parsed, entries)

    def settle(self, entries: list[Entry], *, is_named: bool = False) -> None:
        """Let the heading before be a remark, unless a sentence that is about somebody follows."""
        heading, self._heading = self._heading, None
        if heading and not is_named:
            self._note(heading, entries)

    def _note(self, parsed: Parsed, entries: list[Entry]) -> None:
        self._is_apart = self._is_apart or parsed.sentence.after_blank
        takes_back = parsed.has(w.TAKING_BACK)
        if self._is_apart:
            is_about = takes_back and (parsed.periods or len(parsed.tokens) <= _SHORT)
            is_about = is_about or (parsed.has(w.DENYING) and parsed.periods)
        else:
            is_about = takes_back or parsed.has(w.DENYING) or parsed.periods
            is_about = is_about or parsed.has(w.SUBSTITUTE - _ALSO_HEADINGS)
        if parsed.has(w.UNSETTLED) and not parsed.sentence.text.endswith(":"):
            self._last = [*range(self._since, len(entries))]
            is_about = True
        if is_about:
            self._against(parsed, entries, has_turned=takes_back or parsed.has(w.DENYING))

    def note_signed(self, parsed: Parsed, entries: list[Entry]) -> None:
        """Note a part below the signature, where opening hours are no remark."""
        is_after = _POSTSCRIPT.match(parsed.sentence.text) and parsed.periods
        if is_after or parsed.has(w.TAKING_BACK):
            self._against(parsed, entries, has_turned=True)

    def _against(self, parsed: Parsed, entries: list[Entry], *, has_turned: bool) -> None:
        said = [p.proposal for p in parsed.periods if p.proposal]
        among = range(self._since, len(entries)) if self._is_apart else self._block
        met = [n for n in among if has_turned and _meets(entries[n], said)]
        extent = Extent(parsed.sentence.start, parsed.sentence.stop)
        for number in dict.fromkeys((*self._last, *met)):
            self.said[number].append(extent)


def _meets(entry: Entry, said: list[Span]) -> bool:
    days = entry.proposal
    return days is not None and any(
        days.first <= other.last and other.first <= days.last for other in said
    )
