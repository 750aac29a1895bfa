"""Records of a clinic in words: one as it is, and one as it was and as it becomes."""

from collections.abc import Iterable
from datetime import date
from functools import partial
from uuid import UUID

from fravaertui.domain.changes import Change, DeleteAbsence, EndAbsence, RemoveSubstitute
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.model import (
    Absence,
    EpjState,
    Practitioner,
    ServiceOffer,
    StepReport,
    Substitute,
)
from fravaertui.domain.summary import RecordChange
from fravaertui.domain.violations import Made
from fravaertui.texts.catalogue import Words
from fravaertui.texts.dates import moment_phrase, short_day, short_period
from fravaertui.texts.register_fields import (
    field_value,
    offer_phrase,
    practitioner_change,
    practitioner_phrase,
)
from fravaertui.texts.services import brief_service_list, service_name
from fravaertui.texts.substitutes import known_word, step_name


def name_of(practitioner: int | None, file: ClinicFile | None, words: Words) -> str:
    """Return a practitioner of a clinic by name; the whole clinic for none, or while none is open.

    Raises KeyError when the practitioner is not at the clinic.
    """
    if practitioner is None or file is None:
        return words("The whole clinic")
    return file.practitioner(practitioner).name


class Names:
    """What the people are called whom records only know by number.

    `changed` are the changes that tell of a substitute who is no longer in the file.
    """

    def __init__(
        self, file: ClinicFile, words: Words, changed: Iterable[RecordChange] = ()
    ) -> None:
        """`changed` are changes whose records may name people who are no longer there."""
        self._words = words
        self._practitioners = {p.her_id: p.name for p in file.practitioners}
        gone = [r for change in changed for r in (change.before, change.after)]
        known = (*file.substitutes, *gone)
        self._substitutes = {s.id: s.name for s in known if isinstance(s, Substitute)}

    def practitioner(self, her_id: int | None) -> str:
        """Return a practitioner by name, the number if unknown, or the whole clinic."""
        if her_id is None:
            return self._words("The whole clinic")
        return self._practitioners.get(her_id, str(her_id))

    def substitute(self, record: UUID) -> str:
        """Return a substitute by name, the id if unknown."""
        return self._substitutes.get(record, str(record))


def record_phrase(record: object, names: Names, words: Words) -> str:
    """Return a record, or a field's value, in a phrase; nothing for none."""
    match record:
        case None:
            return ""
        case Absence() | Substitute():
            days = short_period(record.starts, record.ends, words)
            services = brief_service_list(record.services, words)
            return f"{_whose(record, names, words)} {days}, {services}"
        case EpjState():
            whose = names.practitioner(record.practitioner)
            return f"{whose}, {service_name(record.service, words)}: {_observed(record, words)}"
        case StepReport():
            step, known = step_name(record.step, words), known_word(record.known, words)
            return f"{names.substitute(record.substitute)}: {step}: {known}"
        case Practitioner():
            return practitioner_phrase(record, words)
        case ServiceOffer():
            return offer_phrase(record, names.practitioner(record.practitioner), words)
        case _:
            return str(record)


def change_phrase(
    change: RecordChange, names: Names, words: Words, *, planned: bool = False
) -> str:
    """Return what a record became, with what it was where that differs; what is gone as it was.

    A `planned` change is yet to be made: what is comes first, then what it would become.
    """
    before, after = change.before, change.after
    turned = partial(_turned, words=words, planned=planned)
    if isinstance(before, (Absence, Substitute)) and isinstance(after, type(before)):
        days = turned(
            short_period(before.starts, before.ends, words),
            short_period(after.starts, after.ends, words),
        )
        services = turned(
            brief_service_list(before.services, words),
            brief_service_list(after.services, words),
        )
        return f"{_whose(after, names, words)} {days}, {services}"
    if isinstance(before, EpjState) and isinstance(after, EpjState):
        became = turned(_observed(before, words), _observed(after, words))
        whose = names.practitioner(after.practitioner)
        return f"{whose}, {service_name(after.service, words)}: {became}"
    if isinstance(before, Practitioner) and isinstance(after, Practitioner):
        return practitioner_change(before, after, words)
    if change.what == ("clinic", "patient_information"):
        return turned(f"«{before}»", f"«{after}»" if after else words("removed"))
    if change.what == ("clinic", "epj_vendor"):
        unknown = words("unknown")
        return turned(str(before or unknown), str(after or unknown))
    part, field = change.what
    if part == "clinic":
        return turned(*(field_value(str(field), value, words) for value in (before, after)))
    return record_phrase(after if after is not None else before, names, words)


def _turned(before: str, after: str, words: Words, *, planned: bool) -> str:
    """Return what something became, with what it was when that is not the same."""
    if before in (after, "«»"):
        return after
    if planned:
        return f"{before} → {after}"
    return words("{after} (was {before})", after=after, before=before)


def _whose(record: Absence | Substitute, names: Names, words: Words) -> str:
    whose = names.practitioner(record.practitioner)
    if isinstance(record, Substitute):
        return words("{substitute} for {name}", substitute=record.name, name=whose)
    return whose


def _observed(state: EpjState, words: Words) -> str:
    return seen_phrase(state.seen_on, words, switched_off=state.switched_off)


def seen_phrase(day: date, words: Words, *, switched_off: bool | None) -> str:
    """Return what was seen of a service in the EPJ, and when."""
    if switched_off is None:
        return words("nothing seen")
    if switched_off:
        return words("seen off {day}", day=short_day(day))
    return words("seen on {day}", day=short_day(day))


def registered_phrase(made: Made, words: Words) -> str:
    """Return who registered a record, and when."""
    moment = moment_phrase(made.at, words)
    return words("registered by {agent} {moment}", agent=made.agent, moment=moment)


def removal_question(change: Change, words: Words) -> tuple[str, str]:
    """Return what is asked before a record is removed, and what it means where that is said."""
    match change:
        case EndAbsence():
            meaning = words("A started absence is ended, not deleted: its last day is yesterday.")
            return words("Reopen today?"), meaning
        case DeleteAbsence():
            return words("Delete the absence?"), words("The absence is removed whole.")
        case RemoveSubstitute():
            return words("Remove the substitute?"), ""
        case _:
            return words("End the cover yesterday?"), ""
