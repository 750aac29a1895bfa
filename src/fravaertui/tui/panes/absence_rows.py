"""The rows of the absences: who and when, and under it what is closed and when it reopens."""

from rich.cells import cell_len

from fravaertui.domain.absences import Status, reopenings, status
from fravaertui.domain.date_input import Span
from fravaertui.domain.day_states import DayState, substitute_names
from fravaertui.domain.model import Absence, Source
from fravaertui.session.state import Loading, SessionState, name_of
from fravaertui.texts.catalogue import Words
from fravaertui.texts.dates import day_ahead, full_day, long_day, short_day, weekday_and_day
from fravaertui.texts.services import (
    service_list,
    short_service_list,
    status_word,
)
from fravaertui.tui.themes import Look
from fravaertui.tui.themes.day_states import APPEARANCES
from fravaertui.tui.widgets.record_list import Record
from fravaertui.tui.widgets.text_view import Line, Row, fit, line

RECORD_HEIGHT = 2
_MARGIN = 5
"""The cursor's mark, the sign and the blanks about it, and the scrollbar."""
_INDENT, _SCROLLBAR = 3, 1
"""Cells before and after the second line of an absence."""
_DAY_WIDTH, _LENGTH_WIDTH = 11, 7
_LEAST_NAME, _WIDEST_NAME = 12, 32
_WITHOUT_YEAR, _BRIEFEST = 4, 5
"""The shortest ways to say an absence: leaving the year to the columns, and counting services."""
_SIGNS: dict[Status, tuple[str, Look]] = {
    Status.RUNNING: ("■", "closed"),
    Status.PLANNED: ("○", "accent"),
    Status.ENDED: ("·", "dim"),
}


def heading(state: SessionState, width: int) -> Line:
    """Return the heading of the columns, in the words of the guide."""
    words = state.words
    text = (
        f"   {fit(words('Practitioner'), _name_width(state, width))}"
        f"{fit(words('From'), _DAY_WIDTH)}{fit(words('To'), _DAY_WIDTH)}{words('Days'):>5}"
    )
    return line((text, "dim"), wrap=False)


def absence_records(state: SessionState, width: int) -> list[Record]:
    """Return the rows of the list at a width, in the order they need attention."""
    name = _name_width(state, width)
    return [
        Record(str(absence.id), (_first(absence, state, name), _second(absence, state, width)))
        for absence in state.absences()
    ]


def empty_lines(state: SessionState) -> list[Line]:
    """Return what stands instead of the list: nothing there, under way, or failed (rule W3)."""
    words, keys = state.words, state.keys
    match state.loading:
        case Loading.NO_CLINIC:
            return []
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
    sentences = [words("{key} adds one.", key=state.keys["absence.add"])]
    if hidden:
        sentences.append(words("{key} shows the ended ones.", key=state.keys["absence.ended"]))
    return [line(text, indent=2), *(line((sentence, "dim"), indent=2) for sentence in sentences)]


def _name_width(state: SessionState, width: int) -> int:
    """Return the cells of the name column: what its heading and names need, if there is room."""
    names = (name_of(absence.practitioner, state) for absence in state.absences())
    needed = max(map(cell_len, (state.words("Practitioner"), *names)))
    room = width - _MARGIN - 2 * _DAY_WIDTH - _LENGTH_WIDTH
    return min(max(needed + 1, _LEAST_NAME), max(room, _LEAST_NAME), _WIDEST_NAME)


def _first(absence: Absence, state: SessionState, name: int) -> Line:
    at = status(absence, state.as_of)
    days = Span(absence.starts, absence.ends).days
    columns = (
        f" {fit(name_of(absence.practitioner, state), name - 1)} "
        f"{fit(short_day(absence.starts), _DAY_WIDTH)}{fit(short_day(absence.ends), _DAY_WIDTH)}"
    )
    look: Look = "dim" if at is Status.ENDED else "plain"
    length = state.words("{n} d", n=days)
    return line(" ", _SIGNS[at], (columns, look), (f"{length:>5}", "dim"), wrap=False)


def _second(absence: Absence, state: SessionState, width: int) -> Line:
    """Return the fullest of the ways to say it that there is room for; the day is never cut."""
    whole, brief = (_covered(absence, state, brief=brief) for brief in (False, True))
    ways = [
        *([*_said(absence, state, brevity), *whole] for brevity in range(_BRIEFEST)),
        [*_said(absence, state, _WITHOUT_YEAR), *brief],
        *(_said(absence, state, brevity) for brevity in range(_BRIEFEST + 1)),
    ]
    source = source_phrase(absence, state.words)
    room = width - _INDENT - _SCROLLBAR - cell_len(source)
    fitting = (way for way in ways if sum(cell_len(text) for text, _ in way) <= room)
    return line(" " * _INDENT, *next(fitting, ways[-1]), (source, "dim"), wrap=False)


def _said(absence: Absence, state: SessionState, brevity: int) -> Row:
    """Return the state, the services and the reopening, in more or fewer letters."""
    words, at, codes = state.words, status(absence, state.as_of), absence.services
    listed = (
        service_list(codes, words),
        *(short_service_list(codes, words),) * (_BRIEFEST - 1),
        words.plural("{n} service", "{n} services", len(codes)),
    )[brevity]
    said: Row = [(status_word(at, words), _SIGNS[at][1]), (f" · {listed}", "plain")]
    if at is not Status.ENDED:
        said.append((_reopening_phrase(absence, state, brevity), "dim"))
    return said


def _covered(absence: Absence, state: SessionState, *, brief: bool = False) -> Row:
    """Return who substitutes during the absence; only whom citizens meet has the look of it.

    A `brief` one has the sign of a substitute instead of the word, if citizens meet all of them.
    """
    file, whom, days = state.shown, absence.practitioner, (absence.starts, absence.ends)
    names = substitute_names(file, whom, *days) if file and whom else ()
    if not (file and whom and names):
        return []
    met = [state.days.is_met(file, whom, name, *days) for name in names]
    said: Row = [(state.words(" · substitute {names}", names=""), "plain")]
    if brief and all(met):
        said = [(" ", "plain"), APPEARANCES[DayState.SUBSTITUTE].signed, (" ", "plain")]
    for number, (name, is_met) in enumerate(zip(names, met, strict=True)):
        said.append((f"{', ' * bool(number)}{name}", "substitute" if is_met else "plain"))
    return said


def _reopening_phrase(absence: Absence, state: SessionState, brevity: int) -> str:
    if state.shown is None:
        return ""
    words, language = state.words, state.words.language
    days = list(reopenings(state.shown, absence))
    if len(days) > 1:
        first, last = (
            short_day(day) if brevity > 1 else long_day(day, language)
            for day in (days[0], days[-1])
        )
        return words(" · reopens {first} to {last}", first=first, last=last)
    [day] = days
    if brevity == _WITHOUT_YEAR and day.year == absence.ends.year:
        return words(" · opens {day}", day=day_ahead(day, absence.ends))
    if brevity > 2:
        return words(" · opens {day}", day=short_day(day))
    if brevity > 1:
        return words(" · reopens {day}", day=weekday_and_day(day, language))
    return words(" · reopens {day}", day=full_day(day, language))


def source_phrase(absence: Absence, words: Words) -> str:
    """Return where an absence comes from; nothing for the desk's own."""
    sources = {
        Source.DESK: "",
        Source.PORTAL: words(" · from the portal"),
        Source.EPJ: words(" · from the EPJ"),
        Source.IMPORT: words(" · imported"),
    }
    return sources[absence.source]
