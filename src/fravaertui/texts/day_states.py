"""What a day is for citizens, and how it stands with a practitioner, in words."""

from datetime import date

from fravaertui.domain.day_states import DayState, PractitionerState
from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.dates import brief_day, day_ahead
from fravaertui.texts.services import enumeration

_STATES = {
    DayState.OPEN: msgid("open"),
    DayState.SUBSTITUTE: msgid("substitute"),
    DayState.SOME_CLOSED: msgid("some closed"),
    DayState.CLOSED: msgid("closed"),
    DayState.NOT_SHOWN: msgid("not shown"),
}
_OPEN_UNTIL = {
    DayState.SUBSTITUTE: msgid("open · substitute from {day}"),
    DayState.SOME_CLOSED: msgid("open · some closed from {day}"),
    DayState.CLOSED: msgid("open · closed from {day}"),
    DayState.NOT_SHOWN: msgid("open · not shown from {day}"),
}


def day_state_word(state: DayState, words: Words) -> str:
    """Return what a day is, in a word or two."""
    return words(_STATES[state])


def practitioner_phrase(now: PractitionerState, day: date, words: Words) -> str:
    """Return how it stands with a practitioner on a day, short enough for a list."""
    on, to = now.turns_on, now.turns_to
    match now.state:
        case DayState.OPEN if on and to:
            return words(_OPEN_UNTIL[to], day=day_ahead(on, day))
        case DayState.CLOSED if on and to is not DayState.NOT_SHOWN:
            return words("closed until {day}", day=brief_day(on, day, words.language))
        case DayState.SOME_CLOSED:
            return words("{closed} of {n} closed", closed=now.closed, n=now.shown)
        case DayState.SUBSTITUTE:
            return words("substitute: {name}", name=enumeration(now.substitutes, words))
        case state:
            return day_state_word(state, words)
