"""The other clinics of someone who works at several, in words (rule A13)."""

from collections.abc import Mapping, Sequence
from datetime import date

from fravaertui.domain.citizen import State, citizen_view
from fravaertui.domain.directory import Hit
from fravaertui.domain.model import ClinicFile
from fravaertui.texts.catalogue import Words
from fravaertui.texts.days import near_day
from fravaertui.texts.services import enumeration


def office_phrases(
    offices: Sequence[Hit], files: Mapping[int, ClinicFile], today: date, words: Words
) -> tuple[str, ...]:
    """Return each other clinic, with how it stands there today where that is known.

    `files` are the clinics as they are now: of others nothing is said but the name.
    """
    return tuple(_office(hit, files.get(hit.clinic.her_id), today, words) for hit in offices)


def also_sentence(offices: Sequence[str], words: Words) -> str:
    """Return where else someone is: «Også ved Sørli (åpen i dag).»; nothing for nowhere."""
    return words("Also at {offices}.", offices=enumeration(offices, words)) if offices else ""


def _office(hit: Hit, file: ClinicFile | None, today: date, words: Words) -> str:
    there = hit.practitioner.her_id if hit.practitioner else 0
    if file is None or not file.has_practitioner(there):
        return hit.clinic.name
    state = _state_phrase(file, there, today, words)
    return words("{clinic} ({state})", clinic=hit.clinic.name, state=state)


def _state_phrase(file: ClinicFile, practitioner: int, today: date, words: Words) -> str:
    views = citizen_view(file, practitioner, today).services
    shown = [view for view in views if view.state is not State.NOT_SHOWN]
    closed = [view for view in shown if view.state is State.CLOSED]
    opens = {view.reopens_on for view in closed if view.reopens_on}
    if not shown:
        return words("nothing is shown today")
    if not closed:
        return words("open today")
    if len(closed) < len(shown):
        return words("{n} of {all} closed today", n=len(closed), all=len(shown))
    if len(opens) == 1:
        day = near_day(opens.pop(), today, words.language)
        return words("closed, opens {day}", day=day)
    return words("closed today")
