"""Making the entries of a list, one for each person or clinic and period."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from fravaertui.domain.absence_list import words as w
from fravaertui.domain.absence_list.columns import Columns
from fravaertui.domain.absence_list.parsed import Parsed
from fravaertui.domain.absence_list.people import Mention
from fravaertui.domain.absence_list.periods import returned
from fravaertui.domain.absence_list.said_periods import PeriodSaid, Year
from fravaertui.domain.absence_list.sentences import Sentence
from fravaertui.domain.absence_list.values import (
    ABOUT_WHEN,
    Doubt,
    Entry,
    Extent,
    Kind,
    PassedOver,
    Reason,
    SubstituteSaid,
)
from fravaertui.domain.date_input.in_text import Manner
from fravaertui.domain.date_input.values import DateReading, Span

_NAMES_DAYS = frozenset({Reason.NO_NAME, Reason.NOT_ABSENCE})


@dataclass(slots=True)
class Context:
    """What the sentences before say of those that follow."""

    away: bool = False
    other: bool = False
    year: Year | None = None
    years: tuple[int, ...] = ()
    """Several years that a heading names, or headings right after one another."""
    noted_at: int = -1
    """How many entries there were when the year was noted."""
    columns: Columns | None = None
    """The headings of the table that the sentence is a row of."""
    elsewhere: Extent | None = None
    """The name of another clinic, or of others than doctors, that heads what follows."""
    are_others: bool = False
    """It is others than doctors."""
    ours_at: int = -1
    """How many entries there were when the office itself was named."""
    weeks: bool = False
    carried: list[Mention] = field(default_factory=list)
    carries_clinic: bool = False
    orphan: bool = False
    tentative: Extent | None = None
    """The word of a heading that says that nothing below is settled."""
    unlike: Extent | None = None
    """A heading with words that may say something else than absence."""
    days: list[PeriodSaid] = field(default_factory=list)
    days_line: int = 0
    signed: bool = False
    last: list[int] = field(default_factory=list)
    """The entries of the sentence before, by number."""
    closed_unsaid: Sentence | None = None
    from_to: bool = False
    """Columns for the first and the last day have been named."""
    starts_column: bool = False
    """The heading before is that of a column with the first day."""
    spoken_of: list[Mention] = field(default_factory=list)
    """Who was said to be away, without days, in the sentence before on the same line."""
    named: Mention | None = None
    """The one person that the row before was of."""
    single: int | None = None
    """The entry of one day alone on the line before."""


class Making:
    """The entries so far, what was passed over, and what is said of those that follow."""

    def __init__(self, text: str, today: date) -> None:
        """`text` is the whole list."""
        self.text = text
        self.at = Context()
        self.entries: list[Entry] = []
        self.passed: list[PassedOver] = []
        self._today = today
        self._ids: Counter[str] = Counter()

    def add(
        self,
        parsed: Parsed,
        period: PeriodSaid | None,
        person: Mention | None,
        *doubts: Doubt,
        kind: Kind = Kind.ABSENCE,
        whole_clinic: bool = False,
        substitute: SubstituteSaid | None = None,
        foreign: int = 0,
    ) -> None:
        """Make an entry of what a sentence says of one person, or a clinic, and one period."""
        sentence, start = parsed.sentence, parsed.sentence.start
        asked = list(doubts)
        if person and person.doubt and kind is not Kind.LEAVING:
            asked.append(person.doubt)
        strangers = _strangers(parsed, person, substitute)
        at = self.at
        above = [e for e in (at.tentative, at.elsewhere) if e]
        if at.unlike and not any(at.unlike.start <= e.start < at.unlike.stop for e in above):
            above.append(at.unlike)
        if period:
            asked += period.doubts
            asked += self._about_words(parsed, kind)
            asked += [Doubt.UNREAD_WORDS] if above else []
            asked += [Doubt.UNREAD_WORDS] if strangers else []
        if substitute and kind is Kind.SUBSTITUTE:
            if not substitute.name:
                asked.append(Doubt.SUBSTITUTE_UNNAMED)
            elif substitute.colleagues:
                asked.append(Doubt.COLLEAGUE)
        asked = list(dict.fromkeys(asked))
        uncertain = any(d in ABOUT_WHEN and d is not Doubt.NOT_SAID_AWAY for d in asked)
        span = period.span if period and not uncertain else None
        readings = period.asked().readings if period and uncertain else ()
        if parsed.residue and _is_open(parsed):
            readings = ()
        period_extent = None
        if period and not foreign:
            period_extent = Extent(period.extent.start + start, period.extent.stop + start)
        name_extent = None
        is_here = person and person in parsed.mentions
        if person and is_here:
            name_extent = Extent(person.extent.start + start, person.extent.stop + start)
        written = person.written if person else ""
        self.entries.append(
            Entry(
                id=self._id(kind, written, period, whole_clinic=whole_clinic),
                kind=kind,
                line=_line(parsed, period, person),
                extent=Extent(start, sentence.stop),
                written=written,
                name_extent=name_extent,
                person=person.person if person else None,
                candidates=person.candidates if person else (),
                whole_clinic=whole_clinic,
                period_extent=period_extent,
                span=span,
                readings=readings,
                problem=period.problem if period else None,
                services=parsed.services or None,
                services_extent=parsed.services_extent,
                substitute=substitute,
                doubts=tuple(asked),
                unread=(
                    *above,
                    *(period.headings if period else ()),
                    *(Extent(e.start + start, e.stop + start) for e in parsed.residue),
                    *(Extent(e.start + start, e.stop + start) for e in strangers),
                ),
            )
        )

    def through(self, number: int, last: PeriodSaid, sentence: Sentence) -> None:
        """Let an entry of one day go on to another day, which stands on the next line."""
        entry = self.entries[number]
        first, through = entry.proposal, last.proposal
        if first is None or through is None or through.first <= first.first:
            asked = (*entry.doubts, Doubt.TWO_DAYS)
            readings = tuple(DateReading(s) for s in (first, through) if s)
            self.entries[number] = replace(entry, span=None, readings=readings, doubts=asked)
            return
        whole = Span(first.first, through.last)
        extent = Extent(entry.extent.start, sentence.stop)
        sure = self.at.from_to and not [d for d in entry.doubts if d in ABOUT_WHEN] and last.span
        self.entries[number] = replace(
            entry,
            extent=extent,
            period_extent=Extent((entry.period_extent or extent).start, sentence.stop),
            span=whole if sure else None,
            readings=() if sure else (DateReading(whole),),
            doubts=entry.doubts if sure else (*entry.doubts, Doubt.TWO_DAYS),
        )

    def _about_words(self, parsed: Parsed, kind: Kind) -> Iterable[Doubt]:
        if parsed.residue:
            yield Doubt.UNREAD_WORDS
        if parsed.has(w.PARTLY):
            yield Doubt.PARTLY
        says_away = parsed.has(w.ABSENCE) or any(p.manner is Manner.BACK for p in parsed.periods)
        if not says_away and not self.at.away and kind is Kind.ABSENCE:
            yield Doubt.NOT_SAID_AWAY

    def _id(
        self, kind: Kind, written: str, period: PeriodSaid | None, *, whole_clinic: bool
    ) -> str:
        said = f"{kind.value}|{whole_clinic}|{written}|{period.words if period else ''}"
        digest = hashlib.sha256(said.encode()).hexdigest()[:12]
        self._ids[digest] += 1
        return f"{digest}-{self._ids[digest]}"

    def forget(self) -> None:
        """Let days without a name be nobody's: something else is spoken of now."""
        at = self.at
        at.carried, at.carries_clinic, at.orphan, at.days = [], False, False, []
        at.named = None

    def pass_over(self, sentence: Sentence, reason: Reason) -> None:
        """Note that a sentence gives no entry, and why."""
        self.passed.append(PassedOver(Extent(sentence.start, sentence.stop), reason))

    def ends(self, entries: list[int], back: PeriodSaid) -> None:
        """Give the last of some entries the day of return that is said after it."""
        number = entries[-1]
        entry = self.entries[number]
        said = PeriodSaid(
            entry.period_extent or entry.extent,
            "",
            span=entry.span,
            readings=entry.readings,
            doubts=tuple(d for d in entry.doubts if d in ABOUT_WHEN),
        )
        now = returned(said, back, self._today)
        others = tuple(d for d in entry.doubts if d not in ABOUT_WHEN)
        self.entries[number] = replace(
            entry, span=now.span, readings=now.readings, doubts=(*others, *now.doubts)
        )


def _line(parsed: Parsed, period: PeriodSaid | None, person: Mention | None) -> int:
    """Return the line on which an entry begins, in a sentence that was wrapped."""
    places = [period.extent.start] if period else [0]
    if person and person in parsed.mentions:
        places.append(person.extent.start)
    return parsed.sentence.line + parsed.sentence.text.count("\n", 0, max(min(places), 0))


def _is_open(parsed: Parsed) -> bool:
    """Tell whether words not understood leave open which days are meant, or of whom."""
    unread = (extent.of(parsed.sentence.text).lower() for extent in parsed.residue)
    return any(word in w.UNPROPOSED or word.isdigit() for word in unread)


def _strangers(
    parsed: Parsed, person: Mention | None, substitute: SubstituteSaid | None
) -> list[Extent]:
    """Return the names in the sentence that nothing is made of."""
    if len(parsed.mentions) < 2 and person in parsed.mentions:
        return []
    name = substitute.name if substitute else ""
    return [
        m.extent
        for m in parsed.mentions
        if not m.is_known and m is not person and m.written != name
    ]


def merged(passed: list[PassedOver]) -> Iterable[PassedOver]:
    """Yield what was passed over, neighbours for the same reason as one.

    What names days is told of for itself: each may be somebody's.
    """
    held: PassedOver | None = None
    for one in passed:
        if held and held.reason is one.reason and one.reason not in _NAMES_DAYS:
            extent = Extent(held.extent.start, one.extent.stop)
            held = PassedOver(extent, one.reason, held.unread + one.unread)
            continue
        if held:
            yield held
        held = one
    if held:
        yield held
