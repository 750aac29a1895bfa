"""What is asked before something is changed: the consequence for the citizen, then yes or no."""

from datetime import date

from fravaertui.domain.checks import Violation
from fravaertui.domain.effects import Effect, clinic_effects
from fravaertui.domain.model import Absence, ClinicFile
from fravaertui.texts.citizen import service_card
from fravaertui.texts.days import full_day
from fravaertui.texts.problems import violation_sentence
from fravaertui.texts.services import service_list, service_name, state_word
from fravaertui.tui.panes.citizen import ARROW, LOOK_OF_STATE, remark_lines
from fravaertui.tui.panes.overview import name_of
from fravaertui.tui.state import DeskState
from fravaertui.tui.text_view import BLANK, Line, line

MOST_EFFECTS = 8


def absence_line(absence: Absence, state: DeskState) -> Line:
    """Return which absence it is about: who, when, which services."""
    words = state.words
    return line(
        (name_of(absence.practitioner, state), "strong"),
        words(
            ", {starts} to {ends}, {services}",
            starts=full_day(absence.starts, words.language),
            ends=full_day(absence.ends, words.language),
            services=service_list(absence.services, words),
        ),
    )


def doubt_lines(doubts: tuple[Violation, ...], state: DeskState) -> list[Line]:
    """Return what is unlikely enough to be asked about."""
    return [line((violation_sentence(doubt, state.words), "warning")) for doubt in doubts]


def effect_lines(before: ClinicFile, after: ClinicFile, state: DeskState) -> list[Line]:
    """Return what citizens see from the day on which it begins to look different."""
    words = state.words
    found = clinic_effects(before, after, state.today)
    if not found:
        return [line((words("The citizen sees no difference."), "dim"))]
    lines: list[Line] = []
    heading: tuple[date, int] | None = None
    for effect in found[:MOST_EFFECTS]:
        if heading != (effect.on, effect.practitioner):
            heading = (effect.on, effect.practitioner)
            day = full_day(effect.on, words.language)
            who = after.practitioner(effect.practitioner).name
            lines.append(
                line((words("From {day} the citizens of {who} see:", day=day, who=who), "accent"))
            )
        lines += _service_lines(effect, state)
    if len(found) > MOST_EFFECTS:
        more = len(found) - MOST_EFFECTS
        lines.append(line((words.plural("and {n} more", "and {n} more", more), "dim")))
    return lines


def answer_lines(yes: str, no: str, state: DeskState) -> list[Line]:
    """Return how to answer; no is the default."""
    return [
        BLANK,
        line(
            (f" {yes} ", "inverse"),
            state.words(" yes, do it"),
            (f"     {no} ", "strong"),
            state.words("no, go back"),
        ),
    ]


def _service_lines(effect: Effect, state: DeskState) -> list[Line]:
    words = state.words
    before, after = effect.before, effect.after
    was = service_card(before, state.citizen_language).text
    becomes = service_card(after, state.citizen_language).text
    states = line(
        (service_name(after.service, words), "strong"),
        "  ",
        (state_word(before.state, words).upper(), LOOK_OF_STATE[before.state]),
        ARROW,
        (state_word(after.state, words).upper(), LOOK_OF_STATE[after.state]),
        indent=1,
    )
    lines = [states]
    if before.reopens_on:
        lines.append(line((words("before: "), "dim"), (f"«{was}»", "dim"), indent=3))
    if after.reopens_on:
        lines.append(line((words("after: "), "dim"), f"«{becomes}»", indent=3))
    return [*lines, *remark_lines(after, words, indent=3)]
