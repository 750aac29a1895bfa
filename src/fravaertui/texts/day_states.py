"""What a day is for citizens, and how it stands with a practitioner, in words."""

from datetime import date, timedelta

from fravaertui.domain.day_states import DayState, PractitionerState
from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.dates import brief_day, day_ahead, short_day
from fravaertui.texts.services import enumeration

_STATES = {
    DayState.OPEN: msgid("open"),
    DayState.SUBSTITUTE: msgid("substitute"),
    DayState.SOME_CLOSED: msgid("some closed"),
    DayState.CLOSED: msgid("closed"),
    DayState.NOT_SHOWN: msgid("not shown"),
}
_AHEAD = timedelta(days=5 * 365)
"""How far ahead a list says what becomes of what is open: registers name days in decades."""

_UNTIL = {
    DayState.SUBSTITUTE: msgid("covered from {day}"),
    DayState.SOME_CLOSED: msgid("closes in part {day}"),
    DayState.CLOSED: msgid("closed from {day}"),
    DayState.NOT_SHOWN: msgid("not shown from {day}"),
}


def day_state_word(state: DayState, words: Words) -> str:
    """Return what a day is, in a word or two."""
    return words(_STATES[state])


def practitioner_phrase(now: PractitionerState, day: date, words: Words) -> str:
    """Return how it stands with a practitioner on a day, short enough for a list."""
    on, to = now.turns_on, now.turns_to
    if now.left:
        return words("not active after {day}", day=short_day(now.left))
    match now.state:
        case DayState.OPEN:
            # Where nobody has said what is offered, it is not closed, and no more is known.
            today = words("not closed") if now.conditional else words("open")
            if now.hidden:
                today = _hidden_phrase(now, words)
            is_soon = on is not None and on - day <= _AHEAD
            coming = words(_UNTIL[to], day=day_ahead(on, day)) if on and to and is_soon else ""
            return f"{today} · {coming}" if coming else today
        case DayState.CLOSED if on and to is not DayState.NOT_SHOWN:
            return words("closed until {day}", day=brief_day(on, day, words.language))
        case DayState.SOME_CLOSED:
            return words("{closed} of {n} closed", closed=now.closed, n=now.shown)
        case DayState.SUBSTITUTE:
            served = words("substitute: {name}", name=enumeration(now.substitutes, words))
            return f"{_hidden_phrase(now, words)} · {served}" if now.hidden else served
        case state:
            return day_state_word(state, words)


def _hidden_phrase(now: PractitionerState, words: Words) -> str:
    everything = now.hidden + now.shown
    return words.plural(
        "{n} of {all} not shown", "{n} of {all} not shown", now.hidden, all=everything
    )
