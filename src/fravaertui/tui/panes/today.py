"""«I dag på kundesenteret»: what waits, what opens and closes, drafts, and what was done last.

Each line is a way on: Enter opens what it is about.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from fravaertui.domain.calendar import OSLO
from fravaertui.domain.day_states import DayState
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.domain.findings import Severity
from fravaertui.protocol.overview import ChangeRow, ClinicRow, Overview, TurnRow, Turns
from fravaertui.session.drafts.storage import StoredDraft
from fravaertui.session.state import Contact, SessionState
from fravaertui.texts.ages import age_phrase
from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.dates import day_word
from fravaertui.texts.findings import brief_title, finding_title
from fravaertui.texts.history import done_phrase
from fravaertui.texts.services import short_service_list, short_service_name
from fravaertui.tui.messages import ClinicTarget
from fravaertui.tui.panes.drafts import form_title
from fravaertui.tui.panes.findings import LOOK_OF_SEVERITY, severity_sign
from fravaertui.tui.themes import Look
from fravaertui.tui.themes.day_states import APPEARANCES
from fravaertui.tui.widgets.headed_list import HeadedList, heading
from fravaertui.tui.widgets.record_list import Record, RecordList
from fravaertui.tui.widgets.text_view import BLANK, Line, Part, Row, cells, fit, line

DAY_WIDTH = 9
SERVICES_WIDTH, SPELLED_WIDTH = 11, 26
"""Cells for the services: counted, or named where the whole line has `SPELLED_FROM` cells."""
SPELLED_FROM = 90
CLINIC_WIDTH = 10
"""Cells that a clinic's name has at least."""
MARKS_WIDTH = 18
"""Cells for what is wrong or helps in a word or two, where names need the rest."""
MARKS_SHARE = 0.3
"""The part of a shorter line that the same may take beside names that are cut."""
_BETWEEN = 7
"""Cells of the cursor, the sign, and the blanks between the columns."""
FEWEST_ROWS = 2
"""Rows that each section has at least, where there are so many: no heading stands alone."""
_ROWS_OF_HEADING = 2
"""A blank line and the heading."""


@dataclass(frozen=True, slots=True)
class DraftTarget:
    """A draft to take up."""

    draft: UUID


@dataclass(frozen=True, slots=True)
class QueueTarget:
    """The work queue."""


@dataclass(frozen=True, slots=True)
class RestTarget:
    """What a section has no room for, from the line with the key `first` on."""

    section: str
    first: str


Target = ClinicTarget | DraftTarget | QueueTarget | RestTarget


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the overview, and what Enter opens there; None for a heading."""

    key: str
    line: Line
    target: Target | None = None

    @property
    def record(self) -> Record:
        """The line as a record of the list."""
        return Record(self.key, (self.line,)) if self.target else heading(self.line)


class TodayPane(Vertical):
    """The overview as a list with headings."""

    class Chosen(Message):
        """Enter was pressed on a line."""

        def __init__(self, target: Target) -> None:
            """Tell what to open."""
            super().__init__()
            self.target = target

    def __init__(
        self, state: SessionState, drafts: Callable[[], Sequence[StoredDraft]], *, id: str
    ) -> None:
        """Show the overview in the workbench's state, and the `drafts` that wait."""
        super().__init__(id=id)
        self._state = state
        self._drafts = drafts
        self.records = HeadedList(id="today-lines")
        self._targets: dict[str, Target] = {}
        self._whole: frozenset[str] = frozenset()
        """The sections that the agent has asked to see all of."""

    def compose(self) -> ComposeResult:
        """One list."""
        yield self.records

    def on_resize(self) -> None:
        """Show what fits the new size."""
        self.show()

    def on_hide(self) -> None:
        """Begin with as much as fits when it is shown the next time."""
        self._whole = frozenset()

    def show(self, cursor: str | None = None) -> None:
        """Show the overview as it fits; before it is laid out, as if it had the whole screen."""
        size = self.size or self.screen.size
        drafts = self._drafts()
        entries = list(today_entries(self._state, drafts, size.width, size.height, self._whole))
        self._targets = {entry.key: entry.target for entry in entries if entry.target}
        self.records.show_records([entry.record for entry in entries], cursor=cursor)

    @on(RecordList.Chosen, "#today-lines")
    def _chosen(self, event: RecordList.Chosen) -> None:
        target = self._targets[event.key]
        if isinstance(target, RestTarget):
            self._whole |= {target.section}
            self.show(target.first)
        else:
            self.post_message(self.Chosen(target))


def today_entries(
    state: SessionState,
    drafts: Sequence[StoredDraft],
    width: int,
    height: int,
    whole: Collection[str] = (),
) -> Iterator[Entry]:
    """Return the lines of the overview, of each section as many as there is room for.

    The sections with the keys in `whole` have all their lines.
    """
    words, overview = state.words, state.overview
    yield _queue_entry(state)
    failure = state.overview_failure
    if failure or overview is None:
        awaited = state.contact in (Contact.CONNECTING, Contact.CONNECTED)
        without = words("Fetching the overview …") if awaited else words("No overview yet.")
        message = failure or without
        yield Entry("", line((f"  {message}", "error" if failure else "dim"), wrap=False))
    sections = [
        *(_overview_sections(overview, state, width) if overview else ()),
        _Section("drafts", words("Drafts"), [_draft_entry(draft, state) for draft in drafts]),
    ]
    if overview:
        changes = [_change_entry(row, state) for row in overview.changes]
        sections.append(_Section("changes", words("Done last"), changes))
    shown = [section for section in sections if section.count or section.nothing]
    room = height - 1 - bool(failure) - _ROWS_OF_HEADING * len(shown)
    for section, rows in zip(shown, _shares([s.count for s in shown], room), strict=True):
        yield from section.lines(section.count if section.key in whole else rows, words)


def _shares(counts: Sequence[int], room: int) -> list[int]:
    """Divide the room fairly; each has `FEWEST_ROWS` at least, or a row where there is none."""
    shares = [min(count, FEWEST_ROWS) for count in counts]
    left = room - sum(max(share, 1) for share in shares)
    while left > 0 and shares != list(counts):
        for number, count in enumerate(counts):
            if left > 0 and shares[number] < count:
                shares[number] += 1
                left -= 1
    return shares


def updated_phrase(state: SessionState) -> str:
    """Return when the overview was so, and what it lacks still; empty while there is none."""
    words, overview = state.words, state.overview
    if state.overview_at is None:
        return ""
    updated = words("updated {time}", time=_moment_word(state.overview_at, state))
    if not overview or not overview.pending:
        return updated
    lacking = words.plural(
        "{n} clinic still to be looked through",
        "{n} clinics still to be looked through",
        overview.pending,
    )
    return f"{lacking} · {updated}"


@dataclass(frozen=True, slots=True)
class _Section:
    """A heading and the lines under it, with how many more there are than those at hand.

    `nothing` stands in place of the lines of a section that is shown without any.
    """

    key: str
    title: str
    entries: Sequence[Entry]
    beyond: int = 0
    nothing: str = ""

    @property
    def count(self) -> int:
        """How many there are in all."""
        return len(self.entries) + self.beyond

    def lines(self, rows: int, words: Words) -> Iterator[Entry]:
        """Return the heading with the count and so many rows, the last of which tells of more."""
        yield Entry("", BLANK)
        number = f"  {self.count}" if self.count else ""
        yield Entry("", line((f"  {self.title.upper()}", "strong"), (number, "dim"), wrap=False))
        if not self.count:
            yield Entry("", line((f"    {self.nothing}", "dim"), wrap=False))
        whole = self.count <= min(rows, len(self.entries))
        shown = self.entries if whole else self.entries[: rows - 1]
        yield from shown
        if not whole:
            left = self.count - len(shown)
            message = words.plural("and {n} more", "and {n} more", left)
            hidden = self.entries[len(shown) :]
            rest = RestTarget(self.key, hidden[0].key) if hidden else None
            yield Entry(f"rest/{self.key}", line((f"    … {message}", "dim"), wrap=False), rest)


@dataclass(frozen=True, slots=True)
class _Direction:
    """One of the two ways in which services turn, as it is shown."""

    key: str
    title: str
    nothing: str
    to: DayState


_OPENS = _Direction(
    "opens",
    msgid("Opens again"),
    msgid("Nothing opens again in the next two weeks."),
    DayState.OPEN,
)
_CLOSES = _Direction(
    "closes", msgid("Closes"), msgid("Nothing closes in the next two weeks."), DayState.CLOSED
)


def _queue_entry(state: SessionState) -> Entry:
    words, overview = state.words, state.overview
    parts: list[Part] = ["  "]
    if overview and overview.day == state.today:
        queue = overview.queue
        counts: tuple[tuple[int, str, Look], ...] = (
            (queue.urgent, words("urgent"), LOOK_OF_SEVERITY[Severity.CRITICAL]),
            (queue.can_wait, words("can wait"), LOOK_OF_SEVERITY[Severity.WARNING]),
            (queue.taken_by_me, words("taken by you"), "accent"),
        )
        for count, word, look in counts:
            parts += [(str(count), look if count else "dim"), (f" {word}  ", "dim")]
    parts += [(state.keys["triage"], "key"), (f" {words('triage')}", "dim")]
    return Entry("queue", line(*parts, wrap=False), QueueTarget())


def _overview_sections(overview: Overview, state: SessionState, width: int) -> list[_Section]:
    words = state.words
    clinics = [_clinic_entry(row, words, width) for row in overview.clinics]
    rows = (*overview.opens.rows, *overview.closes.rows)
    days = max((cell_len(day_word(row.day, state.today, words)) for row in rows), default=0)
    return [
        _turn_section(_OPENS, overview.opens, state, width, days),
        _turn_section(_CLOSES, overview.closes, state, width, days),
        _Section("clinics", words("Clinics used last"), clinics),
    ]


def _turn_section(
    direction: _Direction, turns: Turns, state: SessionState, width: int, days: int
) -> _Section:
    """Return what turns one way, the days in so many cells; none of an older overview's past."""
    words = state.words
    rows = [row for row in turns.rows if row.day >= state.today]
    services = SPELLED_WIDTH if width >= SPELLED_FROM else SERVICES_WIDTH
    beside = width - days - services - _BETWEEN
    names = max((cells([_who(row, words), " · ", row.clinic_name]) for row in rows), default=0)
    room = max(min(MARKS_WIDTH, int(width * MARKS_SHARE)), beside - names)
    marks = [_marks(row, room, words) for row in rows]
    room = beside - max(map(cells, marks), default=0)
    entries = [
        _turn_entry(row, direction, state, (days, max(room, 1), services), of_row)
        for row, of_row in zip(rows, marks, strict=True)
    ]
    return _Section(
        direction.key, words(direction.title), entries, turns.more, words(direction.nothing)
    )


def _turn_entry(
    row: TurnRow,
    direction: _Direction,
    state: SessionState,
    widths: tuple[int, int, int],
    marks: Row,
) -> Entry:
    """Return a row whose day, names and services have so many cells."""
    words, (days, names, services) = state.words, widths
    becomes = APPEARANCES[direction.to if row.services else DayState.NOT_SHOWN]
    listed = _services(row.services or row.hidden, words, spelled=services == SPELLED_WIDTH)
    target = ClinicTarget(row.clinic, row.practitioner, row.day)
    return Entry(
        f"{direction.key}/{row.clinic}/{row.practitioner}/{row.day}",
        line(
            "  ",
            becomes.signed,
            f" {fit(day_word(row.day, state.today, words), days)} ",
            *_named(row, names, words),
            (f" {fit(listed, services)}", "plain" if row.services else "hidden"),
            *marks,
            wrap=False,
        ),
        target,
    )


def _services(codes: Sequence[str], words: Words, *, spelled: bool) -> str:
    """Return the services by name where there is room, else how many."""
    if spelled or set(codes) == set(STANDARD_SERVICES):
        return short_service_list(codes, words)
    if len(codes) == 1:
        return short_service_name(codes[0], words)
    return words.plural("{n} service", "{n} services", len(codes))


def _who(row: TurnRow, words: Words) -> str:
    more = f" +{row.others}" if row.others else ""
    return (row.practitioner_name or words("The whole clinic")) + more


def _named(row: TurnRow, room: int, words: Words) -> tuple[Part, Part]:
    """Return who it is, with how many more, at which clinic.

    First names give way first, then the end of the clinic's name, then that of the practitioner's.
    """
    more = f" +{row.others}" if row.others else ""
    beside = cell_len(f"{more} · {row.clinic_name}")
    ways = _shorter_names(row.practitioner_name) or [words("The whole clinic")]
    who = next((way for way in ways if cell_len(way) + beside <= room), ways[-1])
    shown = min(cell_len(who), max(room - CLINIC_WIDTH - len(more), 1))
    clinic = fit(f" · {row.clinic_name}", max(room - shown - len(more), 0))
    return fit(who, shown) + more, (clinic, "dim")


def _shorter_names(name: str | None) -> list[str]:
    """Return a name whole, with initials for the first names, and the last name alone."""
    if not name:
        return []
    *first, last = name.split()
    return [name, " ".join([*(f"{one[0]}." for one in first), last]), last]


def _marks(row: TurnRow, room: int, words: Words) -> Row:
    """Return what is wrong there, what citizens do not get back, and whether a substitute helps.

    It is the fullest way to say it that there is room for, and signs alone where there is none.
    """
    ways = [_marks_said(row, words, fullness) for fullness in (4, 3, 2, 1, 0)]
    return next((way for way in ways if cells(way) <= room), ways[-1])


def _marks_said(row: TurnRow, words: Words, fullness: int) -> Row:
    marks: Row = []
    if row.finding and row.severity:
        text = finding_title if fullness > 3 else brief_title
        is_named = fullness > 1 or (fullness and not row.hidden)
        title = f" {text(row.finding, words)}" if is_named else ""
        marks.append((f" {severity_sign(row.severity)}{title}", LOOK_OF_SEVERITY[row.severity]))
    if row.hidden:
        marks.append(_mark(DayState.NOT_SHOWN, _hidden(row, words, fullness)))
    if row.substitute:
        is_named = fullness > 1 or (fullness and not marks)
        marks.append(_mark(DayState.SUBSTITUTE, f" {words('substitute')}" if is_named else ""))
    if row.conditional:
        said = msgid("not known what is offered") if fullness > 3 else msgid("not known if offered")
        marks.append((f" ? {words(said)}" if fullness > 1 else " ?", "warning"))
    return marks


def _hidden(row: TurnRow, words: Words, fullness: int) -> str:
    """Return what is not shown when others open, with a blank before it."""
    if not row.services:
        return f" {words('not shown')}" if fullness else ""
    which = _services(row.hidden, words, spelled=fullness > 3)
    brief = "" if fullness < 1 else words(" without {services}", services=which)
    return f" {which} {words('not shown')}" if fullness > 2 else brief


def _mark(state: DayState, text: str) -> tuple[str, Look]:
    return f" {APPEARANCES[state].sign}{text}", APPEARANCES[state].look


def _clinic_entry(row: ClinicRow, words: Words, width: int) -> Entry:
    closed = words("{n} of {total} closed", n=row.closed, total=row.practitioners)
    look: Look = "closed" if row.closed else "dim"
    parts: list[Part] = [f"    {fit(row.name, max(width // 2 - 6, 12))} ", (closed, look)]
    if row.some_closed:
        parts.append(_mark(DayState.SOME_CLOSED, " " + words("{n} partly", n=row.some_closed)))
    if row.hidden:
        parts.append(_mark(DayState.NOT_SHOWN, " " + words("{n} not fully shown", n=row.hidden)))
    if row.urgent:
        parts.append((f"  ! {row.urgent}", LOOK_OF_SEVERITY[Severity.CRITICAL]))
    if row.can_wait:
        parts.append((f"  · {row.can_wait}", LOOK_OF_SEVERITY[Severity.WARNING]))
    return Entry(f"clinic/{row.clinic}", line(*parts, wrap=False), ClinicTarget(row.clinic))


def _draft_entry(stored: StoredDraft, state: SessionState) -> Entry:
    words = state.words
    about = f" · {stored.clinic_name}" if stored.clinic_name else ""
    age = age_phrase(state.now() - stored.kept_at, words)
    text = line(f"    {form_title(stored.draft, words)}", about, (f" · {age}", "dim"), wrap=False)
    return Entry(f"draft/{stored.id}", text, DraftTarget(stored.id))


def _change_entry(row: ChangeRow, state: SessionState) -> Entry:
    words = state.words
    more = words.plural(", and {n} more change", ", and {n} more changes", row.others)
    done = done_phrase(row.change, words, whose=row.practitioner_name, of_all=row.of_all)
    return Entry(
        f"change/{row.clinic}/{row.version}",
        line(
            (f"    {fit(_moment_word(row.at, state), DAY_WIDTH)}", "dim"),
            f"{row.agent} · {done}{more if row.others else ''}",
            (f" · {row.clinic_name}", "dim"),
            wrap=False,
        ),
        ClinicTarget(row.clinic, row.practitioner),
    )


def _moment_word(moment: datetime, state: SessionState) -> str:
    """Return the time of what was today, else the day."""
    there = moment.astimezone(OSLO)
    if there.date() == state.today:
        return f"{there:%H:%M}"
    return day_word(there.date(), state.today, state.words)
