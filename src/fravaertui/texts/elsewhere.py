"""The other clinics of someone who works at several, in words (rule A13)."""

from collections.abc import Mapping, Sequence
from datetime import date

from fravaertui.domain.citizen_view import State, citizen_view
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.holes import turning_days
from fravaertui.protocol.directory import DirectoryClinic
from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.dates import near_day, short_period
from fravaertui.texts.services import enumeration


def office_phrases(
    offices: Sequence[tuple[DirectoryClinic, int]],
    files: Mapping[int, ClinicFile],
    days: tuple[date, date],
    today: date,
    words: Words,
) -> tuple[str, ...]:
    """Return each other clinic, with how it stands there where that is known.

    `offices` are the clinics, each with the practitioner's HER-id there.
    `files` are the clinics as they are now: of others nothing is said but the name. `days` are
    the first and the last that it is about; what has passed of them is not told.
    """
    first, last = days
    days = (max(first, min(today, last)), last)
    return tuple(
        _office(clinic, there, files.get(clinic.her_id), days, today, words)
        for clinic, there in offices
    )


def also_sentence(offices: Sequence[str], words: Words) -> str:
    """Return where else someone is: «Også ved Sørli (åpen i dag).»; nothing for nowhere."""
    return words("Also at {offices}.", offices=enumeration(offices, words)) if offices else ""


def _office(
    clinic: DirectoryClinic,
    there: int,
    file: ClinicFile | None,
    days: tuple[date, date],
    today: date,
    words: Words,
) -> str:
    if file is None or not file.has_practitioner(there):
        return clinic.name
    is_today = days == (today, today)
    state = (
        _today_phrase(file, there, today, words)
        if is_today
        else _days_phrase(file, there, days, words)
    )
    return words("{clinic} ({state})", clinic=clinic.name, state=state)


def _days_phrase(file: ClinicFile, practitioner: int, days: tuple[date, date], words: Words) -> str:
    """Return how many of the services are closed on the days, if that is one and the same."""
    views = [
        citizen_view(file, practitioner, day).services
        for day in turning_days(file, practitioner, *days)
    ]
    states = [[view.state for view in each] for each in views]
    doubt = any(view.is_conditional for each in views for view in each)
    shown = [[state for state in each if state is not State.NOT_SHOWN] for each in states]
    closed = [each.count(State.CLOSED) for each in shown]
    counts = {(n, len(each)) for n, each in zip(closed, shown, strict=True)}
    period = short_period(*days, words)
    if not any(shown):
        return words("nothing is shown {period}", period=period)
    if not any(closed):
        said = msgid("open {period}") if all(shown) else msgid("partly open {period}")
        said = msgid("not closed {period}") if doubt else said
        return words(said, period=period)
    if all(n == everything > 0 for n, everything in counts):
        return words("closed {period}", period=period)
    if len(counts) == 1:
        return words("{n} of {all} closed {period}", n=closed[0], all=len(shown[0]), period=period)
    return words("partly closed {period}", period=period)


def _today_phrase(file: ClinicFile, practitioner: int, today: date, words: Words) -> str:
    views = citizen_view(file, practitioner, today).services
    shown = [view for view in views if view.state is not State.NOT_SHOWN]
    closed = [view for view in shown if view.state is State.CLOSED]
    opens = {view.reopens_on for view in closed if view.reopens_on}
    if not shown:
        return words("nothing is shown today")
    if not closed:
        doubt = any(view.is_conditional for view in shown)
        return words("not closed today") if doubt else words("open today")
    if len(closed) < len(shown):
        return words("{n} of {all} closed today", n=len(closed), all=len(shown))
    if len(opens) == 1:
        day = near_day(opens.pop(), today, words.language)
        return words("closed, opens {day}", day=day)
    return words("closed today")
