"""What there is to know of a substitute where there is room: what citizens meet, what is left."""

from fravaertui.domain.changes import REPORTED_STEPS
from fravaertui.domain.citizen_view import service_view
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.model import Substitute
from fravaertui.domain.substitute_setup import SetUp, StepState, StepView
from fravaertui.domain.view_changes import Seen
from fravaertui.session.state import SessionState
from fravaertui.texts.contacts import contact_sentence, owner_word
from fravaertui.texts.dates import full_day
from fravaertui.texts.records import registered_phrase
from fravaertui.texts.services import service_list
from fravaertui.texts.substitutes import step_name, step_state_word
from fravaertui.texts.summary import capital, hole_sentences, met_phrase, seen_word
from fravaertui.tui.panes.help import substitute_help_chapters
from fravaertui.tui.themes import Look
from fravaertui.tui.themes.day_states import appearance_of
from fravaertui.tui.widgets.service_states import label
from fravaertui.tui.widgets.text_view import (
    BLANK,
    LABEL_WIDTH,
    Line,
    fitting,
    labelled,
    line,
)

LOOK_OF_STEP: dict[StepState, Look] = {
    StepState.OK: "open",
    StepState.MISSING: "error",
    StepState.UNKNOWN: "warning",
    StepState.NOT_APPLICABLE: "dim",
}
"""How it stands with a step."""
_LEFT = (StepState.MISSING, StepState.UNKNOWN)


def cover_lines(
    chosen: Substitute, view: StepView, ready: SetUp, file: ClinicFile, state: SessionState
) -> list[Line]:
    """Return what goes on with a step, what citizens meet, and what is left to do and by whom."""
    words = state.words
    lines: list[Line] = []
    if view.state in _LEFT and view != ready.next_step:  # of that one the verdict says it
        lines.append(line((contact_sentence(view.owner, file, words), "dim")))
    if may_be_reported(view):
        key = state.keys["cover.steps"]
        text = words("{key} goes to the steps; Enter there notes what the caller says.", key=key)
        lines.append(line((text, "dim")))
    made = state.registered.get(chosen.id)
    by = [line((f"{chosen.name}: {registered_phrase(made, words)}", "dim"))] if made else []
    return [*lines, *_met_lines(chosen, file, state), *_left_lines(ready, state), *by]


def may_be_reported(view: StepView) -> bool:
    """Tell whether how it stands with a step is for the caller to say (rule S3)."""
    unknown = view.state is StepState.UNKNOWN
    return view.step in REPORTED_STEPS and (unknown or view.reported_on is not None)


def nobody_lines(state: SessionState, width: int, rows: int) -> list[Line]:
    """Return what stays open while the chosen one is away, and what a substitute is for.

    As many chapters as so many rows hold.
    """
    file, whom, today = state.shown, state.practitioner, state.today
    lines: list[Line] = []
    if file and whom:
        away = [a for a in file.absences_of(whom) if a.ends >= today]
        last = max((a.ends for a in away), default=today)
        holes = state.days.holes(file, whom, today, last, today)
        lines = [line((said, "warning")) for said in hole_sentences(holes, file, state.words)]
    chapters = [[*lines, BLANK] if lines else [], *substitute_help_chapters(state.words)]
    return fitting(chapters, width, rows)


def _met_lines(chosen: Substitute, file: ClinicFile, state: SessionState) -> list[Line]:
    """Return what citizens meet at the covered services on the first of the coming days."""
    words = state.words
    day = max(chosen.starts, state.today)
    if chosen.ends and chosen.ends < day:
        return []
    alike: dict[Seen, list[str]] = {}
    for service in chosen.services:
        seen = Seen.of(service_view(file, chosen.practitioner, service, day))
        alike.setdefault(seen, []).append(service)
    lines = [BLANK, labelled(words("Citizen"), capital(full_day(day, words.language)))]
    for met, services in alike.items():
        word = seen_word(met, words)
        parts = label([(word.upper(), appearance_of(met.state).look)], met.state)
        names = capital(service_list(services, words))
        lines.append(line((names, "strong"), "  ", *parts, indent=LABEL_WIDTH))
        said = met_phrase(services[0], met, state.citizen_language, words)
        if said != word:
            lines.append(line((said, "accent"), indent=LABEL_WIDTH))
    return lines


def _left_lines(ready: SetUp, state: SessionState) -> list[Line]:
    """Return the steps that are left, each with who does it."""
    words = state.words
    left = [view for view in ready.steps if view.state in _LEFT]
    width = max((len(step_state_word(view.state, words)) for view in left), default=0)
    lines = [] if not left else [BLANK]
    for number, view in enumerate(left):
        word = f"{step_state_word(view.state, words):<{width}}  "
        lines.append(
            labelled(
                "" if number else words("Left to do"),
                (word, LOOK_OF_STEP[view.state]),
                step_name(view.step, words),
                (f" · {owner_word(view.owner, words)}", "dim"),
            )
        )
    return lines
