"""«Kom i gang»: the first things to try, with the agent's own keys."""

from fravaertui.session.state import SessionState
from fravaertui.tui.widgets.text_view import BLANK, Line, line

TRY = "ddfl"
"""What finds something in the demo."""


def getting_started_lines(state: SessionState) -> list[Line]:
    """Return what to type for the first call, with a name that is there to be found."""
    words, keys = state.words, state.keys
    is_demo = state.index is not None and bool(state.index.search(TRY, 1))
    hint = words(" Try {name}.", name=TRY) if is_demo else ""
    is_empty = state.index is not None and not state.index.clinics
    return [
        *(_empty_lines(state) if is_empty else []),
        line((words("Find the clinic"), "strong")),
        line(
            (keys["clinic.find"], "key"),
            f" {words('and type what you hear: name, doctor, number.')}{hint}",
            hang=2,
        ),
        BLANK,
        line((words("Register an absence"), "strong")),
        line(
            (keys["absence.add"], "key"),
            f" {words('and the dates as the doctor says them:')}",
            hang=2,
        ),
        line((words("week 28-30, 12 June, all of July"), "accent"), indent=2),
        BLANK,
        line((words("See what the citizen sees"), "strong")),
        _pair(
            keys["date.choose"],
            words("another day"),
            keys["language.next"],
            words("another language"),
        ),
        _pair(keys["why"], words("why"), keys["read_back"], words("read it back")),
        BLANK,
        line((words("One step back"), "strong")),
        _pair("Esc", words("always"), keys["write.undo"], words("undoes the last save")),
        BLANK,
        line((keys["help"], "key"), f" {words('the keys of where you are')}"),
        line((keys["palette"], "key"), f" {words('all commands')}"),
        line((keys["start.hide"], "key"), (f" {words('hides this for good')}", "dim")),
    ]


def _empty_lines(state: SessionState) -> list[Line]:
    """Say where clinics come from, where there are none yet."""
    words, key = state.words, state.keys["import"]
    text = words("reads register files; Esc leaves the search. For supervisors.")
    return [
        line((words("No clinics are here yet"), "warning")),
        line((key, "key"), f" {text}", hang=2),
        BLANK,
    ]


def _pair(key: str, does: str, other: str, other_does: str) -> Line:
    return line((key, "key"), f" {does}   ", (other, "key"), f" {other_does}")
