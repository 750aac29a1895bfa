"""What is asked before something is changed: the consequence for the citizen, then yes or no."""

from collections.abc import Sequence
from datetime import date

from fravaertui.domain.checks import evaluate
from fravaertui.domain.citizen import ServiceView
from fravaertui.domain.effects import Effect, clinic_effects
from fravaertui.domain.model import Absence, ClinicFile
from fravaertui.domain.violations import Violation
from fravaertui.domain.ways_out import WayOut
from fravaertui.texts.catalogue import Words
from fravaertui.texts.citizen import service_card
from fravaertui.texts.days import full_day, short_day
from fravaertui.texts.history import who
from fravaertui.texts.problems import violation_sentence
from fravaertui.texts.services import service_list, service_name, short_service_list, state_word
from fravaertui.texts.substitutes import way_phrase
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
    found = clinic_effects(before, after, state.today)
    left_out = max(len(found) - MOST_EFFECTS, 0)
    return told_effects(found[:MOST_EFFECTS], left_out, after, state)


def told_effects(
    found: Sequence[Effect], more: int, file: ClinicFile, state: DeskState
) -> list[Line]:
    """Return what citizens see before and after, and how many effects are not told."""
    words = state.words
    if not found:
        return [line((words("The citizen sees no difference."), "dim"))]
    lines: list[Line] = []
    heading: tuple[date, int] | None = None
    for effect in found:
        if heading != (effect.on, effect.practitioner):
            heading = (effect.on, effect.practitioner)
            day = full_day(effect.on, words.language)
            whose = who(effect.practitioner, file, words)
            told = words("From {day} the citizens of {who} see:", day=day, who=whose)
            lines.append(line((told, "accent")))
        lines += _service_lines(effect, state)
    if more:
        lines.append(line((words.plural("and {n} more", "and {n} more", more), "dim")))
    return lines


def way_lines(
    ways: Sequence[WayOut], meetings: Sequence[Violation], state: DeskState
) -> list[Line]:
    """Return the ways out with what each does for the citizen, by the number to press."""
    words = state.words
    lines = [line((violation_sentence(meeting, words), "warning")) for meeting in meetings]
    file = state.file
    if file is None:
        return lines
    for number, way in enumerate(ways, start=1):
        outcome = evaluate(way.changes, file, state.today)
        lines += [
            BLANK,
            line((f" {number} ", "inverse"), " ", (way_phrase(way.way, words), "strong")),
        ]
        if outcome.allowed:
            lines += short_effect_lines(file, outcome.file, state)
        else:
            lines += [line((violation_sentence(v, words), "error")) for v in outcome.violations]
    return lines


def short_effect_lines(before: ClinicFile, after: ClinicFile, state: DeskState) -> list[Line]:
    """Return the effects, a row for each day on which services change in one way."""
    words = state.words
    grouped: dict[tuple[object, ...], list[Effect]] = {}
    for effect in clinic_effects(before, after, state.today):
        alike = (effect.on, effect.practitioner, _shown(effect.before), _shown(effect.after))
        grouped.setdefault(alike, []).append(effect)
    if not grouped:
        return [line((words("The citizen sees no difference."), "dim"), indent=3)]
    return [_short_line(alike, words) for alike in grouped.values()]


def _short_line(alike: list[Effect], words: Words) -> Line:
    first = alike[0]
    services = short_service_list([effect.after.service for effect in alike], words)
    opens = ""
    if first.after.reopens_on:
        opens = words(" (reopens {day})", day=short_day(first.after.reopens_on))
    return line(
        words("from {day}: {services} ", day=short_day(first.on), services=services),
        (state_word(first.before.state, words).upper(), LOOK_OF_STATE[first.before.state]),
        ARROW,
        (state_word(first.after.state, words).upper(), LOOK_OF_STATE[first.after.state]),
        (opens, "dim"),
        indent=3,
        hang=2,
    )


def _shown(view: ServiceView) -> tuple[object, ...]:
    return (view.state, view.reopens_on, view.substitute)


def answer_lines(yes: str, no: str, state: DeskState) -> list[Line]:
    """Return how to answer; no is the default."""
    return [
        BLANK,
        line(
            (f" {yes} ", "strong"),
            state.words(" yes, do it"),
            "     ",
            (f" {no} ", "inverse"),
            state.words("no, go back"),
        ),
    ]


def typed_past_line(state: DeskState) -> Line:
    """Say what came of a question that a letter was typed past."""
    words = state.words
    told = words(
        "That key means no: nothing is done. {key} says yes when you are asked.",
        key=state.keys["answer.yes"],
    )
    return line((told, "warning"))


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
