"""Asking for days until they can be used, saying how each was understood (rule D4)."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from fravaertui.cli.commands.plain.dialogue import Dialogue, GoBack
from fravaertui.domain.date_input import DateReadings, NotUnderstood, understand
from fravaertui.session.drafts.base import ClinicDraft, Reading
from fravaertui.texts.dates import short_day, understood_day
from fravaertui.texts.problems import day_sentence
from fravaertui.texts.readings import length_phrase

D = TypeVar("D", bound=ClinicDraft)
Read = Callable[[D], Reading]
"""Reads a draft: what it means."""


def ask_period(talk: Dialogue, draft: D, read: Read[D], *, open_end: bool = False) -> D:
    """Return the draft with both days typed; with `open_end` the last may be left open."""
    draft = _ask_start(talk, draft, read)
    reading = read(draft)
    _say_day(talk, "", reading.starts)
    if reading.suggested_ends:
        _say_day(talk, talk.words("suggested: "), reading.ends)
    elif open_end:
        talk.say(talk.words("suggested: ") + talk.words("No last day: until further notice."))
    suggested = open_end or reading.suggested_ends
    return ask_end(talk, draft, read, open_end=open_end, may_be_empty=suggested)


def ask_end(
    talk: Dialogue, draft: D, read: Read[D], *, open_end: bool = False, may_be_empty: bool = False
) -> D:
    """Return the draft with its last day typed; with `open_end` the answer may be that it has none.

    An empty answer accepts the suggestion if `may_be_empty`, and otherwise goes back.
    """
    words = talk.words
    prompt = words("To and including: ")
    if open_end:
        prompt = words("To and including, or «until further notice»: ")
    while True:
        typed = talk.ask(prompt)
        if not typed and not may_be_empty:
            raise GoBack
        draft = _settled(talk, draft.retyping(ends=typed), read)
        reading = read(draft)
        if open_end and reading.starts and _has_no_end(reading):
            talk.say(words("No last day: until further notice."))
            draft = draft.retyping(starts=short_day(reading.starts), ends="")
            reading = read(draft)
        wrong = [p for name in ("starts", "ends") if (p := reading.problems.get(name))]
        if not wrong:
            if reading.starts and reading.ends:
                _say_day(talk, "", reading.ends)
                talk.say(length_phrase(reading.starts, reading.ends, talk.words))
            return draft
        talk.say_problems(wrong)


def ask_day(talk: Dialogue, typed: str, today: date) -> date:
    """Return the typed day, asking until it can be understood."""
    while True:
        found = understand(typed, today)
        if isinstance(found, NotUnderstood):
            talk.say(day_sentence(found, talk.words))
            typed = talk.require(talk.words("Date: "))
        else:
            return (found.settled(None) or talk.choose_reading(found)).first


def _ask_start(talk: Dialogue, draft: D, read: Read[D]) -> D:
    prompt = talk.words("From and including: ")
    draft = draft.retyping(starts=talk.require(prompt), ends="")
    while problem := read(draft).problems.get("starts"):
        if isinstance(problem, DateReadings):
            draft = draft.choosing("starts", talk.choose_reading(problem))
        else:
            talk.say_problems([problem])
            draft = draft.retyping(starts=talk.require(prompt), ends="")
    return draft


def _settled(talk: Dialogue, draft: D, read: Read[D]) -> D:
    """Return the draft with one reading of each date, asking where there are several."""
    for name in ("starts", "ends"):
        problem = read(draft).problems.get(name)
        if isinstance(problem, DateReadings):
            draft = draft.choosing(name, talk.choose_reading(problem))
    return draft


def _has_no_end(reading: Reading) -> bool:
    """Return whether the agent typed that there is no last day."""
    problem = reading.problems.get("ends")
    return isinstance(problem, NotUnderstood) and problem.code == "no_end"


def _say_day(talk: Dialogue, prefix: str, day: date | None) -> None:
    if day:
        talk.say(prefix + understood_day(day, talk.words))
