"""What is asked before something is changed: the consequence for the citizen, then yes or no."""

from collections.abc import Sequence

from fravaertui.domain.changes.resolutions import WaysOut
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.summary import summary
from fravaertui.domain.violations import Violation
from fravaertui.session.state import SessionState
from fravaertui.texts.problems import violation_sentence
from fravaertui.texts.substitutes import not_offered_sentence, way_phrase, way_sentence
from fravaertui.tui.panes.summary import hole_lines, record_lines, row_lines
from fravaertui.tui.widgets.text_view import BLANK, Line, line


def doubt_lines(doubts: tuple[Violation, ...], state: SessionState) -> list[Line]:
    """Return what is unlikely enough to be asked about."""
    return [line((violation_sentence(doubt, state.words), "warning")) for doubt in doubts]


def way_lines(
    ways: WaysOut, meetings: Sequence[Violation], file: ClinicFile, state: SessionState
) -> list[Line]:
    """Return the ways out with what each changes and does for the citizen, by its number.

    What all of them do stands once, before them, but for what becomes of the substitute and is
    what they are about; after them, why the others are not offered.
    """
    words = state.words
    lines = [line((violation_sentence(meeting, words), "warning")) for meeting in meetings]
    effects = [summary(file, way.after, state.today) for way in ways.offered]
    done = [
        [
            *record_lines(effect, way.after, words, indent=3),
            *row_lines(effect, way.after, words, of_substitutes=False),
        ]
        for way, effect in zip(ways.offered, effects, strict=True)
    ]
    common = [one for one in done[0] if all(one in each for each in done)] if len(done) > 1 else []
    if common:
        lines += [BLANK, line((words("Whichever you choose:"), "strong")), *common]
    for number, way in enumerate(ways.offered):
        own = [one for one in done[number] if one not in common]
        own += row_lines(effects[number], way.after, words, of_substitutes=True)
        own += hole_lines(effects[number], way.after, words, indent=3)
        kept = way_sentence(way, meetings, words)
        own += [line(kept, indent=3, hang=2)] if kept else []
        lines += [
            BLANK,
            line((f" {number + 1} ", "key label"), " ", (way_phrase(way.way, words), "strong")),
            *(own or [line((words("Nothing else."), "dim"), indent=3)]),
        ]
    missing = [line((not_offered_sentence(one, words), "dim")) for one in ways.not_offered]
    return [*lines, BLANK, *missing] if missing else lines


def answer_lines(yes: str, no: str, state: SessionState) -> list[Line]:
    """Return how to answer; no is the default."""
    return [
        BLANK,
        line(
            (f" {yes} ", "strong"),
            state.words(" yes, do it"),
            "     ",
            (f" {no} ", "key label"),
            state.words("no, go back"),
        ),
    ]


def typed_past_line(state: SessionState, *, numbered: bool) -> Line:
    """Say what came of a question that a letter was typed past, and which key answers it.

    A `numbered` one is not about yes or no, but which of several ways.
    """
    words, nothing_done = state.words, state.words("That key means no: nothing is done.")
    answer = (
        words("A way is chosen by its number.")
        if numbered
        else words("{key} says yes when you are asked.", key=state.keys["answer.yes"])
    )
    return line((f"{nothing_done} {answer}", "warning"))
