"""The rows of the absences: who and when, and under it what is closed and when it reopens.

A substitute who is there all the time stands beside that; one who is not, on a line below.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from functools import partial

from rich.cells import cell_len

from fravaertui.domain.absences import Status, reopenings, status
from fravaertui.domain.date_input import Span
from fravaertui.domain.day_states import DayState
from fravaertui.domain.holes import Hole, Serving
from fravaertui.domain.model import Absence, Source
from fravaertui.session.state import Loading, SessionState, name_of
from fravaertui.texts.catalogue import Words
from fravaertui.texts.covers import Brevity, serving_days, without_substitute
from fravaertui.texts.dates import day_ahead, full_day, long_day, short_day, weekday_and_day
from fravaertui.texts.reopenings import each_opening
from fravaertui.texts.services import service_list, short_service_list, status_word
from fravaertui.tui.themes import Look
from fravaertui.tui.themes.day_states import APPEARANCES
from fravaertui.tui.widgets.record_list import Record
from fravaertui.tui.widgets.text_view import Line, Row, cells, fit, fit_name, line

RECORD_HEIGHT = 2
"""Rows of a record that has no more to say of its substitute than a name."""
_MARGIN = 5
"""The cursor's mark, the sign and the blanks about it, and the scrollbar."""
_INDENT, _SCROLLBAR = 3, 1
"""Cells before and after the second line of an absence."""
_DAY_WIDTH, _LENGTH_WIDTH = 11, 7
_LEAST_NAME, _WIDEST_NAME = 12, 32
_WITHOUT_YEAR, _COUNTED, _UNCOUNTED, _OPENING, _LAST_OPENING = 4, 5, 6, 7, 8
"""The shortest ways to say an absence: leaving the year to the columns, counting services, not
telling which they are, telling only when they open, and of several days only the last."""
_SIGNS: dict[Status, tuple[str, Look]] = {
    Status.RUNNING: ("■", "closed"),
    Status.PLANNED: ("○", "accent"),
    Status.ENDED: ("·", "dim"),
}


class _Naming(Enum):
    """How a substitute is told of: by word and name, by sign and name, or by the sign alone."""

    WHOLE = auto()
    BRIEF = auto()
    NAMELESS = auto()


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
        Record(
            str(absence.id),
            (
                _first(absence, state, name),
                _second(absence, state, width),
                *_third(absence, state, width),
            ),
        )
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
        f" {_fit_name(absence.practitioner, state, name - 1)} "
        f"{fit(short_day(absence.starts), _DAY_WIDTH)}{fit(short_day(absence.ends), _DAY_WIDTH)}"
    )
    look: Look = "dim" if at is Status.ENDED else "plain"
    length = state.words("{n} d", n=days)
    return line(" ", _SIGNS[at], (columns, look), (f"{length:>5}", "dim"), wrap=False)


def _fit_name(practitioner: int | None, state: SessionState, width: int) -> str:
    name = name_of(practitioner, state)
    if practitioner is None or state.shown is None:
        return fit(name, width)
    return fit_name(name, (p.name for p in state.shown.practitioners), width)


def _second(absence: Absence, state: SessionState, width: int) -> Line:
    """Return the fullest of the ways to say it that there is room for; the day is never cut.

    Where it comes from is said in a word, and services are only counted, before anything is left
    out. That there is a substitute is told in each of the ways.
    """
    whole, brief, sign = (_covered(absence, state, naming) for naming in _Naming)
    named = [
        *([*_said(absence, state, brevity), *whole] for brevity in range(_COUNTED)),
        [*_said(absence, state, _WITHOUT_YEAR), *brief],
        *([*_said(absence, state, brevity), *sign] for brevity in range(_COUNTED)),
    ]
    short = [
        [*_said(absence, state, brevity), *sign] for brevity in range(_COUNTED, _LAST_OPENING + 1)
    ]
    sources = [source_phrase(absence, state.words, brief=brief) for brief in (False, True)]
    counted = [(short[0], source) for source in sources]
    ways = [*((way, source) for source in sources for way in named), *counted]
    ways += [(way, "") for way in short]
    room = width - _INDENT - _SCROLLBAR
    fitting = (each for each in ways if cells(each[0]) + cell_len(each[1]) <= room)
    way, source = next(fitting, ways[-1])
    return line(" " * _INDENT, *way, (source, "dim"), wrap=False)


def _said(absence: Absence, state: SessionState, brevity: int) -> Row:
    """Return the state, the services and the reopening, in more or fewer letters."""
    words, at, codes = state.words, status(absence, state.as_of), absence.services
    opening = "" if at is Status.ENDED else _reopening_phrase(absence, state, brevity)
    if opening and brevity >= _OPENING:
        return [(opening.removeprefix(" · "), "dim")]
    counted = words.plural("{n} service", "{n} services", len(codes))
    listed = (service_list if brevity == 0 else short_service_list)(codes, words)
    services = counted if brevity >= _COUNTED else listed
    said: Row = [(status_word(at, words), _SIGNS[at][1])]
    if not opening or brevity < _UNCOUNTED:
        said.append((f" · {services}", "plain"))
    return [*said, (opening, "dim")] if opening else said


def _covered(absence: Absence, state: SessionState, naming: _Naming) -> Row:
    """Return who substitutes all through the absence, if somebody does; else `_third` says it."""
    cover = _cover(absence, state)
    return [] if cover is None or cover.has_gaps else cover.named(naming)


def _third(absence: Absence, state: SessionState, width: int) -> list[Line]:
    """Return who substitutes on which days and when nobody does, in the fullest way with room."""
    cover = _cover(absence, state)
    if cover is None or not cover.has_gaps:
        return []
    ways = [
        cover.told(Brevity.SERVICES_AND_DAYS),
        *(
            cover.told(brevity, brief=True, with_days=with_days)
            for brevity in Brevity
            for with_days in ((True, False) if cover.found else (True,))
        ),
        *(cover.without(brevity) for brevity in Brevity if cover.found),
    ]
    room = width - _INDENT - _SCROLLBAR
    told = next((way for way in ways if cells(way) <= room), ways[-1])
    return [line(" " * _INDENT, *told, wrap=False)]


@dataclass(frozen=True, slots=True)
class _Cover:
    """Who substitutes during an absence, whom of them citizens meet, and when nobody does."""

    state: SessionState
    absence: Absence
    servings: tuple[Serving, ...]
    met: frozenset[str]
    found: tuple[Hole, ...]

    @property
    def has_gaps(self) -> bool:
        """Tell whether somebody's name alone would say more than is so."""
        days = (self.absence.starts, self.absence.ends)
        return bool(self.found) or any((s.starts, s.ends) != days for s in self.servings)

    def named(self, naming: _Naming = _Naming.WHOLE, *, with_days: bool = False) -> Row:
        """Return who it is; only whom citizens meet has the look of a substitute.

        A brief one has the sign of a substitute instead of the word, if citizens meet all.
        """
        words, first, last = self.state.words, self.absence.starts, self.absence.ends
        plain: Look = "plain"
        lead: Row = [(words(" · substitute {names}", names=""), "plain")]
        if naming is not _Naming.WHOLE and all(s.name in self.met for s in self.servings):
            lead = [(" ", "plain"), APPEARANCES[DayState.SUBSTITUTE].signed, (" ", "plain")]
        if naming is _Naming.NAMELESS:
            return lead[:2]
        said: Row = []
        for serving in self.servings:
            if serving.name in (text for text, _ in said) and not with_days:
                continue
            look: Look = "substitute" if serving.name in self.met else "plain"
            days = serving_days(serving, first, last, self.found, words) if with_days else ""
            comma: Row = [(", ", "plain")] if said else []
            said += [*comma, (serving.name, look), *([(f" {days}", plain)] if days else [])]
        return [*lead, *said]

    def without(self, brevity: Brevity) -> Row:
        """Return when nobody is there."""
        first, words = self.absence.starts, self.state.words
        return [(without_substitute(self.found, self.servings, first, words, brevity), "warning")]

    def told(self, brevity: Brevity, *, brief: bool = False, with_days: bool = True) -> Row:
        """Return who it is, and when nobody is there."""
        naming = _Naming.BRIEF if brief else _Naming.WHOLE
        [(lead, look), *rest] = self.named(naming, with_days=with_days)
        named: Row = [(lead.lstrip(" ·"), look), *rest]
        return [*named, (", ", "plain"), *self.without(brevity)] if self.found else named


def _cover(absence: Absence, state: SessionState) -> _Cover | None:
    """Return what there is of a substitute during one practitioner's absence."""
    file, whom, days = state.shown, absence.practitioner, (absence.starts, absence.ends)
    servings = state.days.servings(file, whom, *days) if file and whom else ()
    if not (file and whom and servings):
        return None
    met = (s.name for s in servings if state.days.is_met(file, whom, s.name, *days))
    found = state.days.holes(file, whom, *days, state.as_of)
    return _Cover(state, absence, servings, frozenset(met), found)


def _reopening_phrase(absence: Absence, state: SessionState, brevity: int) -> str:
    if state.shown is None:
        return ""
    words, language = state.words, state.words.language
    days = reopenings(state.shown, absence)

    def written(day: date) -> str:
        if brevity >= _WITHOUT_YEAR and day.year == absence.ends.year:
            return day_ahead(day, absence.ends)
        return short_day(day)

    if len(days) > 1:
        if brevity >= _LAST_OPENING:
            return words(" · opens on various days, last {day}", day=written(max(days)))
        if brevity > 1:
            each = each_opening(days, written, words, short=True)
            return words(" · opens: {days}", days=each)
        each = each_opening(days, partial(long_day, language=language), words, short=brevity > 0)
        return words(" · reopens: {days}", days=each)
    [day] = days
    if brevity > 2:
        return words(" · opens {day}", day=written(day))
    if brevity > 1:
        return words(" · reopens {day}", day=weekday_and_day(day, language))
    return words(" · reopens {day}", day=full_day(day, language))


def source_phrase(absence: Absence, words: Words, *, brief: bool = False) -> str:
    """Return where an absence comes from; nothing for the desk's own."""
    sources = {
        Source.DESK: ("", ""),
        Source.PORTAL: (words(" · from the portal"), words(" · portal")),
        Source.EPJ: (words(" · from the EPJ"), words(" · EPJ")),
        Source.IMPORT: (words(" · imported"), words(" · imported")),
    }
    return sources[absence.source][brief]
