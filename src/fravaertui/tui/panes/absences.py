"""«Oversikt over fravær»: the rows of the list, and the weeks under it."""

from collections.abc import Sequence
from datetime import timedelta

from rich.cells import cell_len

from fravaertui.domain.absences import Status, WeekClosure, reopenings, status, weeks
from fravaertui.domain.calendar import week_start
from fravaertui.domain.model import Absence, Source
from fravaertui.session.state import Loading, SessionState, name_of
from fravaertui.texts.catalogue import Words
from fravaertui.texts.dates import long_day, short_day
from fravaertui.texts.services import service_list, short_service_list, status_word
from fravaertui.tui.themes import Look
from fravaertui.tui.widgets.text_view import Line, Record, fit, line

RECORD_HEIGHT = 2
MARGIN = 4
"""The two blanks before a row, the list's own margin and its scrollbar."""
DAY_WIDTH = 11
NAME_WIDTH = 18
LEAST_NAME, WIDEST_NAME = 12, 32
WEEK_WIDTH = 3
LEAST_SERVICES = 12
"""Cells for the services, which say how many they are where their names have no room."""
SPELLED_FROM = 45
"""Cells from which services are spelled out, in every row that has the room."""
MOST_TIMELINE_ROWS = 8
FEWEST_TIMELINE_ROWS = 4
_LOOK_OF_CLOSURE: dict[WeekClosure, tuple[str, Look]] = {
    WeekClosure.NONE: (" · ", "dim"),
    WeekClosure.SOME: ("▒▒ ", "warning"),
    WeekClosure.ALL: ("██ ", "closed"),
}
_LOOK_OF_STATUS: dict[Status, Look] = {
    Status.RUNNING: "closed",
    Status.PLANNED: "accent",
    Status.ENDED: "dim",
}


def name_width(state: SessionState, width: int) -> int:
    """Return the cells of the name column: what the names need; the services give way to it."""
    rows = state.absences()
    needed = max((cell_len(name_of(a.practitioner, state)) for a in rows), default=0) + 1
    room = max(width - MARGIN - 2 * DAY_WIDTH, LEAST_NAME)
    beside = room - LEAST_SERVICES
    if beside < min(needed, NAME_WIDTH):
        return min(needed, room, WIDEST_NAME)  # the services stand on the line below
    return min(max(needed, LEAST_NAME), beside, WIDEST_NAME)


def heading(state: SessionState, width: int) -> Line:
    """Return the heading of the columns, in the words of the guide."""
    words = state.words
    text = (
        f"  {fit(words('Practitioner'), name_width(state, width))}"
        f"{fit(words('From'), DAY_WIDTH)}{fit(words('To'), DAY_WIDTH)}{words('Services')}"
    )
    return line((text, "dim"), wrap=False)


def absence_records(state: SessionState, width: int) -> list[Record]:
    """Return the rows of the overview at a width, in the order they need attention."""
    name = name_width(state, width)
    room = width - MARGIN - 2 * DAY_WIDTH - name
    return [
        Record(str(absence.id), _record_lines(absence, state, name, room))
        for absence in state.absences()
    ]


def services_cell(codes: Sequence[str], room: int, words: Words) -> str:
    """Return the services as fully as there is room for: spelled out, short, or how many."""
    spelled, short = service_list(codes, words), short_service_list(codes, words)
    if room >= SPELLED_FROM and cell_len(spelled) <= room:
        return spelled
    if cell_len(short) <= room:
        return short
    return words.plural("{n} service", "{n} services", len(codes))


def empty_lines(state: SessionState) -> list[Line]:
    """Return what stands instead of the list: nothing there, under way, or failed (rule W3)."""
    words, keys = state.words, state.keys
    match state.loading:
        case Loading.NO_CLINIC if state.index is None:
            return []
        case Loading.NO_CLINIC:
            told = words(
                "Type some of a name, or a number, under «Choose clinic»; {key} goes there.",
                key=keys["clinic.find"],
            )
            return [line((told, "dim"), indent=2)]
        case Loading.UNDER_WAY:
            return [line((words("Fetching the clinic …"), "dim"), indent=2)]
        case Loading.FAILED:
            return [
                line((words("The clinic could not be fetched."), "error"), indent=2),
                line(state.failure, indent=2),
                line((words("Press {key} to try again.", key=keys["reload"]), "dim"), indent=2),
            ]
        case Loading.READY:
            return _no_absences(state)


def _no_absences(state: SessionState) -> list[Line]:
    words = state.words
    if state.file and not state.file.practitioners:
        return [line(words("No practitioner is registered at this clinic."), indent=2)]
    hidden = not state.with_ended and state.file is not None and bool(state.file.absences)
    text = words("No running or planned absence.") if hidden else words("No absence registered.")
    told = [words("{key} adds one.", key=state.keys["absence.add"])]
    if hidden:
        told.append(words("{key} shows the ended ones.", key=state.keys["absence.ended"]))
    return [line(text, indent=2), *(line((sentence, "dim"), indent=2) for sentence in told)]


def timeline_lines(state: SessionState, width: int, most: int = MOST_TIMELINE_ROWS) -> list[Line]:
    """Return the weeks around the day shown, a row a practitioner.

    Of more than `most` those around the chosen one are shown, and it is said which they are.
    """
    file = state.pending or state.shown
    if file is None or not file.practitioners:
        return []
    since = week_start(state.day) - timedelta(weeks=1)
    count = max((width - NAME_WIDTH - 1) // WEEK_WIDTH, 1)
    mondays = [since + timedelta(weeks=n) for n in range(count)]
    numbers = "".join(f"{monday.isocalendar().week:>2} " for monday in mondays)
    at = next((n for n, p in enumerate(file.practitioners) if p.her_id == state.practitioner), 0)
    first = max(at - most + 1, 0)
    shown = file.practitioners[first : first + most]
    # In the first line, which stays in sight where a long list leaves little room.
    corner, everyone = state.words("week"), len(file.practitioners)
    if everyone > most:
        place = state.words(
            "{first}–{last} of {n}", first=first + 1, last=first + len(shown), n=everyone
        )
        corner = f"{corner}  {place}"
    rows = [line((f" {fit(corner, NAME_WIDTH)}{numbers}", "dim"), wrap=False)]
    for practitioner in shown:
        chosen = practitioner.her_id == state.practitioner
        look: Look = "strong" if chosen else "plain"
        name = (f" {fit(practitioner.name, NAME_WIDTH - 1)} ", look)
        shading = [
            _LOOK_OF_CLOSURE[w.closure] for w in weeks(file, practitioner.her_id, since, count)
        ]
        rows.append(line(name, *shading, wrap=False))
    legend = state.words("██ closed all week   ▒▒ some of it")
    return [*rows, line((f" {'':{NAME_WIDTH}}{legend}", "dim"), wrap=False)]


def _record_lines(absence: Absence, state: SessionState, name: int, room: int) -> tuple[Line, ...]:
    at = status(absence, state.as_of)
    beside = room >= LEAST_SERVICES
    short = "" if beside else f" · {short_service_list(absence.services, state.words)}"
    look: Look = "dim" if at is Status.ENDED else "plain"
    columns = (
        f"  {fit(name_of(absence.practitioner, state), name - 1)} "
        f"{fit(short_day(absence.starts), DAY_WIDTH)}{fit(short_day(absence.ends), DAY_WIDTH)}"
        f"{services_cell(absence.services, room, state.words) if beside else ''}"
    )
    below = line(
        ("  " + status_word(at, state.words), _LOOK_OF_STATUS[at]),
        (short, "plain"),
        (_reopening_phrase(absence, state) if at is not Status.ENDED else "", "dim"),
        (source_phrase(absence, state.words), "dim"),
        wrap=False,
    )
    return (line((columns, look), wrap=False), below)


def _reopening_phrase(absence: Absence, state: SessionState) -> str:
    if state.shown is None:
        return ""
    days = list(reopenings(state.shown, absence))
    if len(days) == 1:
        day = long_day(days[0], state.words.language)
        return state.words(" · reopens {day}", day=day)
    first, last = (long_day(day, state.words.language) for day in (days[0], days[-1]))
    return state.words(" · reopens {first} to {last}", first=first, last=last)


def source_phrase(absence: Absence, words: Words) -> str:
    """Return where an absence comes from; nothing for the desk's own."""
    sources = {
        Source.DESK: "",
        Source.PORTAL: words(" · from the portal"),
        Source.EPJ: words(" · from the EPJ"),
        Source.IMPORT: words(" · imported"),
    }
    return sources[absence.source]
