"""What is asked before something is changed: the consequence for the citizen, then yes or no."""

from collections.abc import Sequence

from fravaertui.domain.changes.resolutions import WaysOut
from fravaertui.domain.model import ClinicFile
from fravaertui.domain.summary import summary
from fravaertui.domain.violations import Violation
from fravaertui.session.state import SessionState
from fravaertui.texts.problems import violation_sentence
from fravaertui.texts.substitutes import not_offered_sentence, way_phrase
from fravaertui.tui.panes.summary import short_summary_lines
from fravaertui.tui.widgets.text_view import BLANK, Line, line


def doubt_lines(doubts: tuple[Violation, ...], state: SessionState) -> list[Line]:
    """Return what is unlikely enough to be asked about."""
    return [line((violation_sentence(doubt, state.words), "warning")) for doubt in doubts]


def way_lines(
    ways: WaysOut, meetings: Sequence[Violation], file: ClinicFile, state: SessionState
) -> list[Line]:
    """Return the ways out with what each does for the citizen, by the number to press.

    After them stands why the others are not offered.
    """
    words = state.words
    lines = [line((violation_sentence(meeting, words), "warning")) for meeting in meetings]
    for number, way in enumerate(ways.offered, start=1):
        lines += [
            BLANK,
            line((f" {number} ", "key label"), " ", (way_phrase(way.way, words), "strong")),
            *short_summary_lines(summary(file, way.after, state.today), way.after, words),
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


def typed_past_line(state: SessionState) -> Line:
    """Say what came of a question that a letter was typed past."""
    words = state.words
    message = words(
        "That key means no: nothing is done. {key} says yes when you are asked.",
        key=state.keys["answer.yes"],
    )
    return line((message, "warning"))
