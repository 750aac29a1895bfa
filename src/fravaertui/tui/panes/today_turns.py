"""What opens again and what closes in the coming days, a line each."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from fravaertui.domain.day_states import DayState
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.protocol.overview import TurnRow, Turns
from fravaertui.session.state import SessionState
from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.dates import day_word
from fravaertui.texts.findings import brief_title, finding_title, row_title
from fravaertui.texts.names import shorter_names
from fravaertui.texts.services import short_service_list, short_service_name
from fravaertui.tui.messages import ClinicTarget
from fravaertui.tui.panes.findings import LOOK_OF_SEVERITY, severity_sign
from fravaertui.tui.panes.today_lines import Entry, Section
from fravaertui.tui.themes import Look
from fravaertui.tui.themes.day_states import APPEARANCES
from fravaertui.tui.widgets.text_view import Part, Row, cells, fit, fit_words, line

SERVICES_WIDTH, SPELLED_WIDTH = 11, 26
"""Cells for the services: counted, or named where the whole line has `SPELLED_FROM` cells."""
SPELLED_FROM = 90
BRIEF_WIDTH, BRIEF_BELOW = 9, 64
"""Cells for them in a line of fewer cells than the latter, where names need the rest."""
MARKS_WIDTH = 18
"""Cells for what is wrong or helps in a word or two, where names need the rest."""
USUAL_NAMES = 42
"""Cells that a last name and its clinic have at most, but for a few: these give way to nothing."""
_IN_WORDS = 3
"""How many of the fullest ways but the first say all of it in words."""
_BETWEEN = 7
"""Cells of the cursor, the sign, and the blanks between the columns."""
_MARGIN = 2
"""Cells of the cursor and a blank; a brief line has no blank."""


@dataclass(frozen=True, slots=True)
class Direction:
    """One of the two ways in which services turn, as it is shown."""

    key: str
    title: str
    nothing: str
    to: DayState


OPENS = Direction(
    "opens",
    msgid("Opens again"),
    msgid("Nothing opens again in the next two weeks."),
    DayState.OPEN,
)
CLOSES = Direction(
    "closes", msgid("Closes"), msgid("Nothing closes in the next two weeks."), DayState.CLOSED
)


@dataclass(frozen=True, slots=True)
class _Widths:
    """The cells of the columns of a row."""

    days: int
    names: int
    services: int

    @property
    def margin(self) -> int:
        """The cells before the sign."""
        return _MARGIN - (self.services == BRIEF_WIDTH)


def turn_section(
    direction: Direction,
    turns: Turns,
    state: SessionState,
    width: int,
    days: int,
    *,
    in_two_rows: bool,
) -> Section:
    """Return what turns one way, the days in so many cells; none of an older overview's past.

    Where names have no room, the clinic has a row of its own if there may be two.
    """
    words = state.words
    rows = [row for row in turns.rows if row.day >= state.today]
    services = SPELLED_WIDTH if width >= SPELLED_FROM else SERVICES_WIDTH
    services = BRIEF_WIDTH if width < BRIEF_BELOW else services
    beside = width - days - services - _BETWEEN + (services == BRIEF_WIDTH)
    whole = [_names_needed(_who_ways(row, words)[0], row) for row in rows]
    last = [_names_needed(_who_ways(row, words)[-1], row) for row in rows]
    usual = max((cells for cells in last if cells <= USUAL_NAMES), default=0)
    room = max(beside - max(whole, default=0), min(MARKS_WIDTH, beside - usual))
    marks = [_marks(row, room, words, whole=in_two_rows) for row in rows]
    widths = _Widths(days, max(beside - max(map(cells, marks), default=0), 1), services)
    entries = [
        _turn_entry(row, direction, state, widths, of_row, width, in_two_rows=in_two_rows)
        for row, of_row in zip(rows, marks, strict=True)
    ]
    so_far = bool(state.overview and state.overview.pending)
    nothing = words("Nothing found so far.") if so_far else words(direction.nothing)
    title = words(direction.title)
    return Section(direction.key, title, entries, turns.more, nothing, so_far)


def _turn_entry(
    row: TurnRow,
    direction: Direction,
    state: SessionState,
    widths: _Widths,
    marks: Row,
    width: int,
    *,
    in_two_rows: bool,
) -> Entry:
    words = state.words
    becomes = APPEARANCES[direction.to if row.services else DayState.NOT_SHOWN]
    listed = _services(row.services or row.hidden, words, widths.services)
    ways = _who_ways(row, words)
    fits = min(_names_needed(way, row) for way in ways) <= widths.names
    named: tuple[Part, ...] = _named(row, widths.names, words)
    if in_two_rows and not fits:
        who = next((way for way in ways if cell_len(way) <= widths.names), ways[-1])
        named = (fit_words(who, widths.names),)
    indent = widths.margin + 2 + widths.days + 1
    below: Row = [] if fits else [(row.clinic_name, "dim")]
    if not marks:
        below += _marks(row, width - indent - cells(below), words)
    return Entry(
        f"{direction.key}/{row.clinic}/{row.practitioner}/{row.day}",
        line(
            " " * widths.margin,
            becomes.signed,
            f" {fit(day_word(row.day, state.today, words), widths.days)} ",
            *named,
            (f" {fit(listed, widths.services)}", "plain" if row.services else "hidden"),
            *marks,
            wrap=False,
        ),
        ClinicTarget(row.clinic, row.practitioner, row.day),
        line(*_unspaced(below), indent=indent) if in_two_rows and below else None,
    )


def _services(codes: Sequence[str], words: Words, width: int) -> str:
    """Return the services by name where there is room, else how many."""
    if width == SPELLED_WIDTH or set(codes) == set(STANDARD_SERVICES):
        return short_service_list(codes, words)
    if len(codes) == 1 and cell_len(short_service_name(codes[0], words)) <= width:
        return short_service_name(codes[0], words)
    if width == BRIEF_WIDTH:
        return words("{n} serv.", n=len(codes))
    return words.plural("{n} service", "{n} services", len(codes))


def _who_ways(row: TurnRow, words: Words) -> list[str]:
    """Return ways to say who it is, with how many more, the fullest first."""
    if not row.practitioner_name:
        return [words("The whole clinic"), words("Everyone")]
    more = f" +{row.others}" if row.others else ""
    return [f"{way}{more}" for way in shorter_names(row.practitioner_name)]


def _names_needed(who: str, row: TurnRow) -> int:
    return cells([who, " · ", row.clinic_name])


def _named(row: TurnRow, room: int, words: Words) -> tuple[Part, Part]:
    """Return who it is at which clinic: first names give way first, then a clinic's last words."""
    ways = _who_ways(row, words)
    who = next((way for way in ways if _names_needed(way, row) <= room), ways[-1])
    first_word = cell_len(f" · {row.clinic_name.split()[0]} …")
    shown = min(cell_len(who), max(room - min(first_word, room // 2), 1))
    clinic = fit_words(row.clinic_name, max(room - shown - 3, 0))
    return fit_words(who, shown), (fit(f" · {clinic}", max(room - shown, 0)), "dim")


def _unspaced(parts: Row) -> Row:
    """Return parts without the blank that what stands first has before it."""
    return [(text if n else text.lstrip(), look) for n, (text, look) in enumerate(parts)]


def _marks(row: TurnRow, room: int, words: Words, *, whole: bool = False) -> Row:
    """Return what is wrong there, what citizens do not get back, and whether a substitute helps.

    It is the fullest way to say it that there is room for, and signs alone where there is none.
    Where it has to be said `whole`, in words, nothing is returned when these have no room.
    """
    ways = [_marks_said(row, words, fullness) for fullness in (5, 4, 3, 2, 1, 0)]
    said = next((way for way in ways if cells(way) <= room), ways[-1])
    return [] if whole and ways.index(said) > _IN_WORDS else said


def _marks_said(row: TurnRow, words: Words, fullness: int) -> Row:
    marks: Row = []
    if row.finding and row.severity:
        text = {5: finding_title, 4: row_title}.get(fullness, brief_title)
        is_named = fullness > 1 or (fullness and not row.hidden)
        title = f" {text(row.finding, words)}" if is_named else ""
        marks.append((f" {severity_sign(row.severity)}{title}", LOOK_OF_SEVERITY[row.severity]))
    if row.hidden:
        marks.append(mark(DayState.NOT_SHOWN, _hidden(row, words, fullness)))
    if row.substitute:
        is_named = fullness > 1 or (fullness and not marks)
        marks.append(mark(DayState.SUBSTITUTE, f" {words('substitute')}" if is_named else ""))
    if row.conditional:
        said = msgid("not known what is offered") if fullness > 4 else msgid("not known if offered")
        marks.append((f" ? {words(said)}" if fullness > 1 else " ?", "warning"))
    return marks


def _hidden(row: TurnRow, words: Words, fullness: int) -> str:
    """Return what is not shown when others open, with a blank before it."""
    if not row.services:
        return f" {words('not shown')}" if fullness else ""
    width = SPELLED_WIDTH if fullness > 4 else SERVICES_WIDTH
    which = _services(row.hidden, words, width)
    brief = "" if fullness < 1 else words(" without {services}", services=which)
    return f" {which} {words('not shown')}" if fullness > 2 else brief


def mark(state: DayState, text: str) -> tuple[str, Look]:
    """Return a state's sign before a text, in its look."""
    return f" {APPEARANCES[state].sign}{text}", APPEARANCES[state].look
