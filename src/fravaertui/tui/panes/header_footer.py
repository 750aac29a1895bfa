"""The lines around the panes: the header on top and the keys at the bottom."""

from collections.abc import Sequence

from rich.cells import cell_len

from fravaertui.session.state import Contact, SessionState
from fravaertui.texts.agents import role_word
from fravaertui.texts.ages import age_phrase
from fravaertui.texts.dates import short_day
from fravaertui.tui.themes import Look
from fravaertui.tui.widgets.text_view import Line, fit, line

SHORTEST_NAME = 8
"""Cells of a clinic's name that are worth more than the agent's own."""


def header_line(state: SessionState, width: int) -> Line:
    """Return the program, the clinic, and how it stands with agent, backend and date."""
    clinic = state.file.clinic.name if state.file else state.words("no clinic chosen")
    contact, look = contact_word(state)
    role = f", {role_word(state.role, state.words)}" if state.role else ""
    who = f"{state.agent}{role} · " if state.agent else ""
    right = [who, contact, f" · {short_day(state.today)} "]
    program, left, gap = " fravaertui ", " fravaertui   ", "  "
    room = width - sum(cell_len(part) for part in right)
    if room < len(left + gap) + SHORTEST_NAME:
        right[0] = ""
        room = width - sum(cell_len(part) for part in right)
    name = fit(clinic, max(room - len(left + gap), 0)) + gap
    return line(
        (program, "key label"),
        left.removeprefix(program),
        (name, "strong"),
        (right[0], "dim"),
        (right[1], look),
        (right[2], "dim"),
        wrap=False,
    )


def key_line(keys: Sequence[tuple[str, str]], width: int) -> Line:
    """Return as many keys with their words as fit; the last one, help, always does."""
    if not keys:
        return line()
    *first, last = [(f" {key}", f" {word} ") for key, word in keys]
    room = width - 1 - sum(cell_len(text) for text in last)
    parts: list[tuple[str, Look]] = []
    for key, word in first:
        room -= cell_len(key + word)
        if room < 0:
            break
        parts += [(key, "key"), (word, "dim")]
    return line(*parts, (last[0], "key"), (last[1], "dim"), wrap=False)


def contact_word(state: SessionState) -> tuple[str, Look]:
    """Return how it stands with the backend, and its look."""
    match state.contact:
        case Contact.CONNECTING:
            return state.words("connecting …"), "warning"
        case Contact.CONNECTED:
            return state.words("connected"), "open"
        case Contact.SIGNED_OUT:
            return state.words("not signed in"), "warning"
        case Contact.LOST if state.fetched_at:
            age = age_phrase(state.now() - state.fetched_at, state.words)
            return state.words("no contact, shown as of {age}", age=age), "error"
        case Contact.LOST:
            return state.words("no contact"), "error"
