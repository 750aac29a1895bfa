"""«Slik ser innbygger det»: the citizen's page, live, with before and after of a change."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple, TypeAlias

from rich.cells import cell_len
from textual.message import Message

from fravaertui.domain.citizen_view import ServiceView, State, citizen_view
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import EARLIEST_DAY, LATEST_DAY
from fravaertui.domain.model import Practitioner
from fravaertui.domain.view_changes import Seen
from fravaertui.protocol.citizen_page import ServiceCard
from fravaertui.session.state import Loading, SessionState
from fravaertui.texts.catalogue import Words, read_back_words, screen_words
from fravaertui.texts.citizen import page_of
from fravaertui.texts.dates import day_remark, full_day, moment_phrase, short_day
from fravaertui.texts.elsewhere import also_sentence
from fravaertui.texts.languages import LANGUAGES
from fravaertui.texts.read_back import read_back
from fravaertui.texts.services import condition_sentence, short_service_name
from fravaertui.texts.sources import left_sentence
from fravaertui.texts.summary import saved_sentence, seen_word
from fravaertui.tui.messages import StateChanged
from fravaertui.tui.panes.getting_started import getting_started_lines
from fravaertui.tui.panes.summary import (
    crossing_parts,
    preview_lines,
    remark_lines,
)
from fravaertui.tui.themes import Look
from fravaertui.tui.themes.day_states import appearance_of
from fravaertui.tui.widgets.service_states import ARROW, label, turn_parts
from fravaertui.tui.widgets.text_view import BLANK, Line, Row, TextView, cells, fit, line

Services: TypeAlias = Sequence[tuple[ServiceView, ServiceView | None]]
"""Services as they are, each with how it was before the change being made, if one is."""


class Shown(NamedTuple):
    """A service on the page, and how it was before the change being made, if one is."""

    card: ServiceCard
    view: ServiceView
    before: ServiceView | None


STRIP_ROWS, STRIP_WIDTH = 3, 78
"""Rows of the strip, and the cells that each has in the smallest terminal."""


class CitizenPane(TextView):
    """What the citizen sees, and the commands for whom, when and in which language."""

    class DayAsked(Message):
        """The agent wants to type a date."""

    def __init__(self, state: SessionState, *, id: str) -> None:
        """Make the pane over the workbench's state."""
        super().__init__(id=id, focusable=True)
        self._state = state

    def show_page(self) -> None:
        """Show the page of the chosen practitioner on the chosen day."""
        starting = self._state.loading is Loading.NO_CLINIC and self._state.getting_started
        self.show((getting_started_lines if starting else citizen_lines)(self._state))

    def action_command_practitioner_next(self) -> None:
        """See the next practitioner."""
        self._step_practitioner(1)

    def action_command_practitioner_previous(self) -> None:
        """See the previous practitioner."""
        self._step_practitioner(-1)

    def _step_practitioner(self, by: int) -> None:
        self._state.step_practitioner(by)
        self.post_message(StateChanged(another=True))

    def action_command_date_back(self) -> None:
        """One day back."""
        self._step_day(-1)

    def action_command_date_on(self) -> None:
        """One day on."""
        self._step_day(1)

    def _step_day(self, by: int) -> None:
        first, last = EARLIEST_DAY.toordinal(), LATEST_DAY.toordinal()
        wanted = min(max(self._state.day.toordinal() + by, first), last)
        self._look_at(date.fromordinal(wanted))

    def action_command_date_today(self) -> None:
        """Back to today."""
        self._look_at(None)

    def _look_at(self, day: date | None) -> None:
        self._state.chosen_day = day
        self.post_message(StateChanged(everywhere=True))

    def action_command_date_choose(self) -> None:
        """Ask for another date."""
        self.post_message(self.DayAsked())

    def action_command_language_next(self) -> None:
        """Show the citizen's page in the next language."""
        self._state.next_language()
        self.post_message(StateChanged())


def citizen_lines(state: SessionState) -> list[Line]:
    """Return the page of the chosen practitioner on the chosen day, for the agent's screen."""
    file, practitioner = state.shown, state.practitioner
    if state.unfound:
        return [line((_nobody_found(state), "warning"))]
    if file is None or practitioner is None:
        return [line((_nobody(state), "dim"))]
    also = also_sentence(state.also_at(practitioner), state.words)
    after = state.pending or file
    view = citizen_view(after, practitioner, state.day)
    page = page_of(view, after, state.citizen_language)
    doubt = any(service.is_conditional for service in view.services)
    person = after.practitioner(practitioner)
    left = person.left_before(state.day)
    lines = [
        *known_lines(state),
        line((page.title, "strong")),
        *([line((also, "warning"))] if also else []),
        *([line((condition_sentence(person.name, state.words), "warning"))] if doubt else []),
        *(
            [line((left_sentence(after.told(person), left, state.words), "warning"))]
            if left
            else []
        ),
        line((day_phrase(state.day, state.today, state.words), "accent")),
        line((_language_phrase(state), "dim")),
        *preview_lines(state),
        BLANK,
    ]
    if page.information:
        lines += [line((page.information_heading, "dim")), line(page.information), BLANK]
    lines += [line((page.emergency, "dim")), BLANK]
    before = _before(state, file, practitioner)
    cards = [
        Shown(card, service, before.get(service.service))
        for card, service in zip(page.services, view.services, strict=True)
    ]
    for alike in _alike(cards):
        lines += _service_lines(alike, state)
    return lines


def known_lines(state: SessionState) -> list[Line]:
    """Say that it is the past that is shown, when it is."""
    if state.known is None:
        return []
    moment = moment_phrase(state.known.at, state.words)
    return [line((state.words("As it was known {moment}", moment=moment), "warning"))]


def _nobody(state: SessionState) -> str:
    """Why there is no citizen's page to show."""
    if state.file:
        return state.words("No practitioner is registered at this clinic.")
    return state.words("Choose a clinic, and you see here what its citizens see.")


def _nobody_found(state: SessionState) -> str:
    """Why nobody's page is shown while somebody is being chosen."""
    return state.words(
        "Nobody is found by «{typed}», so nobody's page is shown.", typed=state.unfound
    )


def strip_lines(state: SessionState) -> list[Line]:
    """Return the citizen's view in three rows, for a small terminal."""
    file, practitioner = state.shown, state.practitioner
    if state.unfound:
        return [line((_nobody_found(state), "warning"), wrap=False)]
    if file is None or practitioner is None:
        return []
    person = file.practitioner(practitioner)
    views = citizen_view(state.pending or file, practitioner, state.day).services
    phrase = day_phrase(state.day, state.today, state.words)
    then = state.words("as known then: ") if state.known else ""
    # How many it is about comes first: a name may be long, and the row is cut at the edge.
    counted = crossing_parts(state.summary, file, state.words) if state.summary else []
    parts: Row = [*(*counted[0], (" · ", "plain"))] if counted else []
    said = _strip_remark(person, views, state)
    room = STRIP_WIDTH - cells([then, *parts, phrase, said])
    name = f" · {person.name}"
    name = fit(name, room) if said and room < cell_len(name) else name
    day: Row = [(then, "warning"), *parts, (phrase, "accent")]
    head = line(*day, (name, "strong"), (said, "warning"), wrap=False)
    before = _before(state, file, practitioner)
    services = [(view, before.get(view.service)) for view in views]
    half = (len(services) + 1) // 2
    return [head, *(_side_by_side(row, state) for row in (services[:half], services[half:]))]


def _strip_remark(person: Practitioner, views: Sequence[ServiceView], state: SessionState) -> str:
    """Return that the practitioner has left, or that it is not known what is offered."""
    if left := person.left_before(state.day):
        return " · " + state.words("not active after {day}", day=short_day(left))
    if any(view.is_conditional for view in views):
        return " · " + state.words("not known what is offered")
    return ""


def _side_by_side(services: Services, state: SessionState) -> Line:
    """Return services in one row, without how they were where that would push a day out of it."""
    row = _joined(services, state, with_before=True)
    if sum(cell_len(text) for text, _ in row) > STRIP_WIDTH:
        row = _joined(services, state, with_before=False)
    return line(*row, wrap=False)


def _joined(services: Services, state: SessionState, *, with_before: bool) -> Row:
    joined: Row = []
    for view, before in services:
        joined += [("   ", "plain")] if joined else []
        joined.append((f"{short_service_name(view.service, state.words)} ", "plain"))
        if not with_before and _opens_another_day(view, before):
            # Not «→ STENGT», as if it were open before.
            joined += _state_parts(view, None, state.words)
            day = short_day(view.reopens_on)[:6] if view.reopens_on else ""
            joined.append((ARROW + state.words("reopens {day}", day=day), "plain"))
            continue
        if with_before or not _differs(view, before):
            joined += _state_parts(view, before, state.words)
        else:
            joined += [(ARROW.lstrip(), "plain"), *_state_parts(view, None, state.words)]
        opens = _reopening_phrase(view, state.words, with_year=state.pending is None)
        joined.append((opens, "dim"))
    return joined


def _reopening_phrase(view: ServiceView, words: Words, *, with_year: bool) -> str:
    """When it opens; while a change is previewed there is no room for the year."""
    if view.reopens_on is None:
        return ""
    day = short_day(view.reopens_on)
    return words(" (reopens {day})", day=day if with_year else day[:6])


def day_phrase(day: date, today: date, words: Words) -> str:
    """Return the day in full, with what kind of day it is: today, a Saturday, a holiday."""
    remarks = [words("today")] if day == today else []
    remark = day_remark(day, words)
    if remark and day.isoweekday() not in (6, 7):
        remarks.append(remark)
    return " · ".join([full_day(day, words.language), *remarks])


def read_back_lines(state: SessionState) -> tuple[str, ...]:
    """Return what to say and send to the caller about the chosen practitioner and day."""
    if state.shown is None or state.practitioner is None:
        return ()
    offices = [hit.clinic.name for hit in state.offices(state.practitioner)]
    sentences = read_back(
        state.shown, state.practitioner, state.day, state.citizen_language, offices, _saved(state)
    )
    if state.known is None:
        return sentences
    moment = moment_phrase(state.known.at, state.words)
    return (state.words("As it was known {moment}", moment=moment), *sentences)


def _saved(state: SessionState) -> str:
    """Return what was just saved, in the words of the read-back; nothing when all is older."""
    effect, file = state.last_saved, state.file
    if effect is None or file is None or state.known or state.written != file.version:
        return ""
    if effect.affected and state.practitioner not in effect.affected:
        return ""
    language = read_back_words(state.citizen_language).language
    return saved_sentence(effect, file, screen_words(language))


def _language_phrase(state: SessionState) -> str:
    language = state.words(LANGUAGES[state.citizen_language].name)
    return state.words("in {language}", language=language)


def _before(state: SessionState, file: ClinicFile, practitioner: int) -> dict[str, ServiceView]:
    """Return how each service looks without the change being made; empty when none is."""
    if state.pending is None:
        return {}
    return {v.service: v for v in citizen_view(file, practitioner, state.day).services}


def _alike(cards: Sequence[Shown]) -> list[list[Shown]]:
    """Put together what the same is said of, in the order of the page.

    A closing sentence names its service, and is otherwise the same for all that reopen that day.
    """
    groups: dict[object, list[Shown]] = {}
    for shown in cards:
        card, view, before = shown
        if card.met.text:
            said: object = (_said(view), before and _said(before))
        else:
            said = view.service
        groups.setdefault(said, []).append(shown)
    return list(groups.values())


def _said(view: ServiceView) -> tuple[object, ...]:
    return Seen.of(view), view.closes_again_on


def _service_lines(alike: Sequence[Shown], state: SessionState) -> list[Line]:
    """Return services of which the same is said, with the sentence of the first."""
    words, ((card, view, before), *others) = state.words, alike
    now = label(_state_parts(view, before, words), view.state)
    lines = [line((card.name, "strong"), "  ", *now, indent=2)]
    if card.description and view.state in (State.OPEN, State.SUBSTITUTE) and not others:
        lines.append(line((card.description, "dim"), indent=2))
    if card.met.text:
        lines.append(line(card.met.text, indent=2))
    if others:
        # A closing sentence names its service; a substitute's is the same for all.
        closed = view.state is State.CLOSED
        likewise = words("Likewise for:") if closed else words("The same for:")
        lines.append(line((likewise, "dim"), indent=2))
        lines += [line((other.card.name, "strong"), indent=4) for other in others]
    edge = appearance_of(view.state).look
    on_the_page = [replace(one, edge=edge) for one in lines]
    return [*on_the_page, *_told_the_agent(alike, words), BLANK]


def _told_the_agent(alike: Sequence[Shown], words: Words) -> Iterator[Line]:
    """Yield what is no part of the citizen's page, and so stands outside its edge."""
    card, view, _ = alike[0]
    if card.met.text and not all(one.card.met.attested for one in alike):
        # rule C4: the agent knows which text is our reconstruction
        mark = words("(reconstructed text)")
        if card.met.attested:
            mark = words.plural(
                "(the other: reconstructed text)",
                "(the others: reconstructed text)",
                len(alike) - 1,
            )
        yield line((mark, "dim"), indent=2)
    if view.is_conditional and card.met.text:
        yield line((words("(if the service is offered)"), "warning"), indent=2)
    opens, again = ([day] if day else [] for day in (view.reopens_on, view.closes_again_on))
    yield from remark_lines(opens, again, words, indent=2)


def _state_parts(
    view: ServiceView, before: ServiceView | None, words: Words
) -> list[tuple[str, Look]]:
    if before is None or not _differs(view, before):
        return [(seen_word(Seen.of(view), words).upper(), appearance_of(view.state).look)]
    return turn_parts(Seen.of(before), Seen.of(view), words)


def _differs(view: ServiceView, before: ServiceView | None) -> bool:
    """Tell whether the service is in another state than before the change, or reopens then."""
    if before is None:
        return False
    return (before.state, before.reopens_on) != (view.state, view.reopens_on)


def _opens_another_day(view: ServiceView, before: ServiceView | None) -> bool:
    """Tell whether the service stays closed, and a change moves the day it reopens."""
    if before is None or view.reopens_on is None:
        return False
    stays = before.state is view.state is State.CLOSED and _differs(view, before)
    return stays and before.is_conditional is view.is_conditional
