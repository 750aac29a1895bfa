"""Services, what the citizen meets at them, and where an absence is in its life, in words."""

from collections.abc import Sequence

from fravaertui.domain.absences import Status
from fravaertui.domain.citizen_view import State
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.texts.catalogue import Words, msgid

SERVICE_NAMES = {
    "timebestilling": (msgid("Appointment booking"), msgid("Appointm.")),
    "reseptfornyelse": (msgid("Prescription renewal"), msgid("Prescr.")),
    "ekonsultasjon": (msgid("E-consultation"), msgid("E-cons.")),
    "ekontakt": (msgid("Contact the surgery"), msgid("Contact")),
}
"""What agents call each service, whole and in a column."""

_STATES = {
    State.OPEN: msgid("open"),
    State.SUBSTITUTE: msgid("open, substitute"),
    State.CLOSED: msgid("closed"),
    State.NOT_SHOWN: msgid("not shown"),
}
_REGISTERED = {
    State.OPEN: msgid("not closed"),
    State.SUBSTITUTE: msgid("substitute"),
}
"""What is said instead where nobody has said whether the service is offered at all."""

_STATUSES = {
    Status.RUNNING: msgid("running"),
    Status.PLANNED: msgid("planned"),
    Status.ENDED: msgid("ended"),
}


def service_name(code: str, words: Words) -> str:
    """Return what agents call the service; an unknown code is shown as it is."""
    return words(SERVICE_NAMES[code][0]) if code in SERVICE_NAMES else code


def service_list(codes: Sequence[str], words: Words) -> str:
    """Return the services as one phrase; just the standard ones are «alle fire tjenester»."""
    if len(codes) == len(STANDARD_SERVICES) and set(codes) == set(STANDARD_SERVICES):
        return words("all four services")
    return enumeration([service_name(code, words) for code in codes], words)


def taken_along_sentence(ticked: Sequence[str], there: Sequence[str], words: Words) -> str:
    """Return which services an absence has besides those ticked; nothing where it has none."""
    besides = [service_name(code, words) for code in there if code not in ticked]
    if not besides:
        return ""
    return words.plural(
        "{services} is taken along: that absence had it.",
        "{services} are taken along: that absence had them.",
        len(besides),
        services=enumeration(besides, words),
    )


def enumeration(names: Sequence[str], words: Words) -> str:
    """Return the names as one phrase: «a, b and c»; nothing for no name."""
    *first, last = names or [""]
    return words("{first} and {last}", first=", ".join(first), last=last) if first else last


def short_service_list(codes: Sequence[str], words: Words) -> str:
    """Return the services short enough for a column; one alone has its whole name."""
    if set(codes) == set(STANDARD_SERVICES):
        return words("all four")
    if len(codes) == 1:
        return service_name(codes[0], words)
    left_out = set(STANDARD_SERVICES) - set(codes)
    if len(left_out) == 1 and len(codes) == len(STANDARD_SERVICES) - 1:
        return words("all but {service}", service=short_service_name(left_out.pop(), words))
    return ", ".join(short_service_name(code, words) for code in codes)


def brief_service_list(codes: Sequence[str], words: Words) -> str:
    """Return the services as a short phrase in a sentence: «Time og E-kons»."""
    if len(codes) == 1:
        return service_name(codes[0], words)
    if set(codes) == set(STANDARD_SERVICES):
        return words("all four services")
    left_out = set(STANDARD_SERVICES) - set(codes)
    if len(left_out) == 1 and len(codes) == len(STANDARD_SERVICES) - 1:
        name = short_service_name(left_out.pop(), words).rstrip(".")
        return words("all but {service}", service=name)
    return enumeration([short_service_name(code, words).rstrip(".") for code in codes], words)


def short_service_name(code: str, words: Words) -> str:
    """Return the service in a word; an unknown code is shown as it is."""
    return words(SERVICE_NAMES[code][1]) if code in SERVICE_NAMES else code


def state_word(state: State, words: Words, *, conditional: bool = False) -> str:
    """Return what the citizen meets at a service, in a word.

    Where it is `conditional` on the service being offered, it is what is registered and no more.
    """
    return words(_REGISTERED.get(state, _STATES[state]) if conditional else _STATES[state])


def condition_sentence(name: str, words: Words) -> str:
    """Return that what is said of someone's services holds for those that are offered only."""
    return words(
        "It is not known which services {name} offers on Helsenorge. What stands here holds for "
        "those that are offered: ask the surgery.",
        name=name,
    )


def status_word(status: Status, words: Words) -> str:
    """Return whether an absence is running, planned or ended, in a word (rule A9)."""
    return words(_STATUSES[status])
