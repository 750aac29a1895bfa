"""What has happened to a clinic, in words: an entry in one sentence, and record by record.

Records are told as the overview tells them; what they mean for citizens is the engine's to say.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fravaertui.domain.changes import (
    AddAbsence,
    AmendAbsence,
    AmendSubstitute,
    Change,
    ConfirmStep,
    DeleteAbsence,
    EndAbsence,
    RemoveSubstitute,
    ReportEpjState,
    SetEpjVendor,
    SetPatientInformation,
    SetSubstitute,
    SplitAbsence,
)
from fravaertui.domain.history import HistoryEntry
from fravaertui.domain.model import Absence, ClinicFile, EpjState, StepReport, Substitute
from fravaertui.domain.records import Identity, facts
from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.days import short_day
from fravaertui.texts.services import service_list, service_name
from fravaertui.texts.substitutes import known_word, step_name

_DONE: dict[type[Change], str] = {
    AddAbsence: msgid("Absence added"),
    AmendAbsence: msgid("Absence changed"),
    EndAbsence: msgid("Absence ended"),
    SplitAbsence: msgid("Absence split"),
    DeleteAbsence: msgid("Absence deleted"),
    SetSubstitute: msgid("Substitute set"),
    AmendSubstitute: msgid("Substitute changed"),
    RemoveSubstitute: msgid("Substitute removed"),
    ConfirmStep: msgid("Set-up noted"),
    ReportEpjState: msgid("EPJ noted"),
    SetPatientInformation: msgid("Information to patients written"),
    SetEpjVendor: msgid("EPJ vendor noted"),
}
_FACTS = {
    "practitioners": msgid("Practitioner"),
    "offers": msgid("Agreement"),
    "absences": msgid("Absence"),
    "substitutes": msgid("Substitute"),
    "epj_states": msgid("EPJ"),
    "step_reports": msgid("Set-up"),
}
_FIELDS = {
    "patient_information": msgid("Information to patients"),
    "epj_vendor": msgid("EPJ vendor"),
}


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A record or a field of the clinic, before and after; empty where there was none."""

    name: str
    before: str
    after: str


def entry_sentence(entry: HistoryEntry, file: ClinicFile, words: Words) -> str:
    """Return in one sentence what was done; the file tells what practitioners are called."""
    first, *others = entry.request.changes
    subject = _subject(first, entry, file, words)
    done = words(_DONE[type(first)])
    sentence = f"{done}: {subject}" if subject else done
    if not others:
        return sentence
    # The number first: a list may have room for little else.
    return words("{n} changes: {first} …", n=1 + len(others), first=sentence)


def entry_marks(entry: HistoryEntry, words: Words) -> list[str]:
    """Return who did it, what it takes back or is taken back by, and the case."""
    case = entry.request.case_reference
    about = [entry.agent]
    if entry.request.reverts:
        about.append(words("undoes no. {n}", n=entry.request.reverts))
    if entry.reverted_by:
        about.append(words("undone by no. {n}", n=entry.reverted_by))
    if case:
        about.append(words("case {case}", case=case))
    return about


def record_changes(entry: HistoryEntry, file: ClinicFile, words: Words) -> tuple[RecordChange, ...]:
    """Return each record that the entry touched, before and after."""
    before, after = facts(entry.removed), facts(entry.added)
    return tuple(
        RecordChange(
            _name(touched, words),
            _phrase(before.get(touched), entry, file, words),
            _phrase(after.get(touched), entry, file, words),
        )
        for touched in entry.touched()
    )


def _name(touched: Identity, words: Words) -> str:
    part, field = touched
    if part in _FACTS:
        return words(_FACTS[part])
    return words(_FIELDS[str(field)]) if field in _FIELDS else str(field)


def _subject(change: Change, entry: HistoryEntry, file: ClinicFile, words: Words) -> str:
    """Return what the change was about: the record as it became, or as it was when it is gone."""
    records = facts(entry.removed) | facts(entry.added)
    match change:
        case SetPatientInformation():
            return ""
        case SetEpjVendor():
            return change.vendor or words("unknown")
        case ReportEpjState():
            whose = who(change.practitioner, file, words)
            seen = _seen(change.seen_on, words, switched_off=change.switched_off)
            return f"{whose}, {service_list(change.services, words)}: {seen}"
        case ConfirmStep():
            report = StepReport(
                substitute=change.substitute_id,
                step=change.step,
                known=change.known,
                seen_on=change.seen_on,
            )
            return _phrase(report, entry, file, words)
        case SetSubstitute() | AmendSubstitute() | RemoveSubstitute():
            record = records.get(("substitutes", change.substitute_id))
        case _:
            record = records.get(("absences", change.absence_id))
    return _phrase(record, entry, file, words)


def _phrase(record: object, entry: HistoryEntry, file: ClinicFile, words: Words) -> str:
    """Return a record, or a field's value, in a phrase; nothing for none."""
    match record:
        case None:
            return ""
        case Absence():
            whose, days = who(record.practitioner, file, words), _days(record, words)
            return f"{whose}, {days}, {service_list(record.services, words)}"
        case Substitute():
            whom = words("for {name}", name=who(record.practitioner, file, words))
            services = service_list(record.services, words)
            return f"{record.name} {whom}, {_days(record, words)}, {services}"
        case EpjState():
            whose = who(record.practitioner, file, words)
            seen = _seen(record.seen_on, words, switched_off=record.switched_off)
            return f"{whose}, {service_name(record.service, words)}: {seen}"
        case StepReport():
            step, known = step_name(record.step, words), known_word(record.known, words)
            return f"{_substitute(record.substitute, entry, file)}: {step}: {known}"
        case _:
            return str(record)


def who(practitioner: int | None, file: ClinicFile, words: Words) -> str:
    """Return whose it is: a practitioner by name, the number if unknown, or the whole clinic."""
    if practitioner is None:
        return words("The whole clinic")
    names = {p.her_id: p.name for p in file.practitioners}
    return names.get(practitioner, str(practitioner))


def _substitute(substitute: UUID, entry: HistoryEntry, file: ClinicFile) -> str:
    """Return the substitute's name: one who is gone since is in the entry that removed them."""
    known = (*file.substitutes, *entry.removed.substitutes, *entry.added.substitutes)
    return next((s.name for s in known if s.id == substitute), str(substitute))


def _days(record: Absence | Substitute, words: Words) -> str:
    ends = short_day(record.ends) if record.ends else words("until further notice")
    return f"{short_day(record.starts)}–{ends}"


def _seen(day: date, words: Words, *, switched_off: bool | None) -> str:
    if switched_off is None:
        return words("nothing seen")
    if switched_off:
        return words("seen off {day}", day=short_day(day))
    return words("seen on {day}", day=short_day(day))
