"""When services open again; several days are never written as if they were a period."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from fravaertui.texts.catalogue import Words
from fravaertui.texts.services import enumeration, service_name, short_service_name

Written = Callable[[date], str]


def each_opening(
    days: Mapping[date, Sequence[str]], written: Written, words: Words, *, short: bool = False
) -> str:
    """Return which services open on which day: «Resept 12.07, de andre 02.08».

    The services that most open with are the others, if they are several. Where all open together
    it is the day alone.
    """
    if len(days) == 1:
        return written(next(iter(days)))
    name = short_service_name if short else service_name
    most = max(days, key=lambda day: (len(days[day]), day))
    others = [most] if len(days[most]) > 1 else []
    said = [
        (enumeration([name(code, words) for code in days[day]], words), day)
        for day in sorted(set(days) - set(others))
    ]
    said += [(words("the others"), day) for day in others]
    return ", ".join(
        words("{services} {day}", services=services, day=written(day)) for services, day in said
    )


def various_openings(days: Sequence[date], written: Written, words: Words) -> str:
    """Return when it opens for people or services that are not named: the first and last day."""
    first, *later = sorted(set(days))
    if not later:
        return written(first)
    return words(
        "on various days, first {first}, last {last}",
        first=written(first),
        last=written(later[-1]),
    )
