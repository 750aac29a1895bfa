"""A list as a table, whose columns say what each cell is; a row gives the entries a line would."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from fravaertui.domain.absence_list.parsed import services_in
from fravaertui.domain.absence_list.people import Names
from fravaertui.domain.absence_list.periods import periods_in
from fravaertui.domain.absence_list.said_periods import PeriodSaid, bare_weeks, turned
from fravaertui.domain.absence_list.values import (
    Doubt,
    Entry,
    Extent,
    Kind,
    ListReading,
    Person,
    SubstituteSaid,
)
from fravaertui.domain.date_input import understand
from fravaertui.domain.date_input.values import DateReading, DateReadings, NotUnderstood, Span

COLUMNS = (
    "her_id",
    "hpr",
    "lege",
    "virksomhet",
    "fra",
    "til",
    "uke",
    "tjenester",
    "vikar",
    "sak",
)
"""The columns of a list as a table, in the order in which a template has them."""

_WHOLE_CLINIC = frozenset({"alle", "hele kontoret", "hele legekontoret", "hele virksomheten"})
_LONGEST_CASE = 64


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a table, by the names of its columns; `line` is that of the file, from 1."""

    line: int
    cells: Mapping[str, str]

    def cell(self, column: str) -> str:
        """Return what stands in a cell; empty when there is no such column."""
        return " ".join(self.cells.get(column, "").split())


def read_rows(rows: Iterable[TableRow], today: date, names: Names) -> ListReading:
    """Read a table; its text, which the entries have their characters in, is the cells by tabs."""
    entries: list[Entry] = []
    lines: list[str] = []
    at = 0
    ids: Counter[str] = Counter()
    for row in rows:
        places: dict[str, Extent] = {}
        start = at
        cells = []
        for column in COLUMNS:
            cell = row.cell(column)
            places[column] = Extent(at, at + len(cell))
            cells.append(cell)
            at += len(cell) + 1
        line = "\t".join(cells)
        lines.append(line)
        if any(cells):
            for entry in _entries(row, Extent(start, start + len(line)), places, today, names):
                ids[entry.id] += 1
                entries.append(replace(entry, id=f"{entry.id}-{ids[entry.id]}"))
    return ListReading("\n".join(lines), tuple(entries))


def _entries(
    row: TableRow, extent: Extent, places: Mapping[str, Extent], today: date, names: Names
) -> list[Entry]:
    who = _who(row, extent, places, names)
    services = row.cell("tjenester")
    codes, is_known = services_in(services)
    vikar = row.cell("vikar")
    said = SubstituteSaid(vikar, places["vikar"], _colleagues(vikar, names)) if vikar else None
    doubts = (*who.doubts, *((Doubt.COLLEAGUE,) if said and said.colleagues else ()))
    whole = replace(
        who,
        kind=Kind.SUBSTITUTE if said else Kind.ABSENCE,
        services=codes if codes and is_known else None,
        services_extent=places["tjenester"] if services else None,
        substitute=said,
        doubts=doubts,
        case=row.cell("sak")[:_LONGEST_CASE],
    )
    return [_with_days(whole, period, places) for period in _periods(row, today)]


def _who(row: TableRow, extent: Extent, places: Mapping[str, Extent], names: Names) -> Entry:
    """Return an entry with whom the row is about: numbers decide, and a name may not disagree."""
    clinic = names.clinic(row.cell("virksomhet")) if row.cell("virksomhet") else None
    column = next((c for c in ("lege", "her_id", "hpr") if row.cell(c)), "lege")
    written = row.cell(column)
    entry = Entry(
        id="|".join(row.cell(c) for c in COLUMNS[:7]),
        kind=Kind.ABSENCE,
        line=row.line,
        extent=extent,
        written=written,
        name_extent=places[column],
        clinic=clinic,
    )
    if row.cell("virksomhet") and clinic is None:
        return replace(entry, doubts=(Doubt.WHICH_CLINIC,))
    if written.lower() in _WHOLE_CLINIC and column == "lege":
        return replace(entry, whole_clinic=True)
    among = names.only_at(clinic) if clinic is not None else names
    person, candidates, doubt = _meant(row, among)
    doubts = (doubt,) if doubt else ()
    return replace(entry, person=person, candidates=candidates, doubts=doubts)


def _meant(row: TableRow, names: Names) -> tuple[Person | None, tuple[Person, ...], Doubt | None]:
    her_id, hpr, name = row.cell("her_id"), row.cell("hpr"), row.cell("lege")
    if not her_id and not hpr:
        return names.meant(name)
    found = tuple(
        person
        for person in names.people
        if (not her_id or str(person.her_id) == her_id)
        and (not hpr or str(person.hpr_number) == hpr)
    )
    if name:
        person, candidates, _ = names.meant(name)
        agreeing = {person, *candidates}
        if not agreeing.intersection(found):
            return None, tuple(dict.fromkeys((*found, *(p for p in agreeing if p)))), Doubt.NOBODY
        found = tuple(p for p in found if p in agreeing)
    if len(found) == 1:
        return found[0], (), None
    return None, found, Doubt.SEVERAL_PEOPLE if found else Doubt.NOBODY


def _colleagues(written: str, names: Names) -> tuple[Person, ...]:
    person, candidates, doubt = names.meant(written)
    if person:
        return (person,)
    return candidates if doubt is Doubt.SEVERAL_PEOPLE else ()


def _periods(row: TableRow, today: date) -> list[PeriodSaid]:
    """Return the periods of a row: its weeks, or its first and last day, which must agree."""
    weeks, first, last = row.cell("uke"), row.cell("fra"), row.cell("til")
    found: list[PeriodSaid] = []
    if weeks:
        plain = bare_weeks(weeks, today, None) if weeks[0].isdigit() else None
        found = plain if plain is not None else periods_in(weeks, today)
        if not found or any(p.words.strip() != weeks for p in found):
            found = [_not_understood(weeks)]
    if not first and not last:
        return found or [_not_understood("")]
    days = _days(first, last, today)
    if not found:
        return [days]
    if len(found) == 1 and found[0].span and found[0].span == days.span:
        return found
    both = tuple(DateReading(p.span) for p in (*found, days) if p.span)
    doubts = (Doubt.READINGS,)
    return [PeriodSaid(Extent(0, 0), f"{weeks} {days.words}", readings=both, doubts=doubts)]


def _not_understood(words: str) -> PeriodSaid:
    code = "date_not_understood" if words else "date_missing"
    problem = NotUnderstood(code, {"text": words} if words else {})
    return PeriodSaid(Extent(0, 0), words, problem=problem, doubts=(Doubt.NO_DAYS,))


def _days(first: str, last: str, today: date) -> PeriodSaid:
    """Read a first and a last day together, as in the one field of the form."""
    words = " - ".join(cell for cell in (first, last) if cell)
    said = PeriodSaid(Extent(0, 0), words)
    understood = understand(words, today)
    if isinstance(understood, NotUnderstood):
        if around := turned(words, understood):
            swapped = (DateReading(around),)
            return replace(said, readings=swapped, problem=understood, doubts=(Doubt.TURNED,))
        return replace(said, problem=understood, doubts=(Doubt.NO_DAYS,))
    if not first or not last:
        doubt = Doubt.END_UNSAID if first else Doubt.START_UNSAID
        if first and _is_whole(understood):
            return replace(said, span=understood.sure)
        return replace(said, readings=understood.readings, doubts=(doubt,))
    if understood.sure is None:
        return replace(said, readings=understood.readings, doubts=(Doubt.READINGS,))
    return replace(said, span=understood.sure)


def _is_whole(understood: DateReadings) -> bool:
    """Tell whether the first cell says a whole period by itself, as «uke 28–30»."""
    span: Span | None = understood.sure
    return span is not None and span.days > 1


def _with_days(entry: Entry, period: PeriodSaid, places: Mapping[str, Extent]) -> Entry:
    used = [places[c] for c in ("fra", "til", "uke") if places[c].stop > places[c].start]
    extent = Extent(min(p.start for p in used), max(p.stop for p in used)) if used else None
    return replace(
        entry,
        period_extent=extent,
        span=period.span,
        readings=period.readings,
        problem=period.problem,
        doubts=(*entry.doubts, *period.doubts),
    )
