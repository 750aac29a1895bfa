"""What has happened to a clinic, in words: an entry in one sentence, and record by record.

Records are told as everywhere; what they mean for citizens is the engine's to say.
"""

from collections.abc import Sequence

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
    SetOffers,
    SetPatientInformation,
    SetSubstitute,
    SplitAbsence,
    UpdateFromRegister,
)
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.history import HistoryEntry
from fravaertui.domain.model import Practitioner, ServiceOffer
from fravaertui.domain.summary import RecordChange, record_changes
from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.records import Names, change_phrase, seen_phrase
from fravaertui.texts.register_fields import field_name
from fravaertui.texts.services import brief_service_list

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
    SetOffers: msgid("Services offered noted"),
    UpdateFromRegister: msgid("Updated from a register"),
}
_DONE_BY_KIND = {change.model_fields["kind"].default: done for change, done in _DONE.items()}
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


def entry_sentence(entry: HistoryEntry, file: ClinicFile, words: Words) -> str:
    """Return in one sentence what was done, from what to what; the file tells the names."""
    made = record_changes(entry)
    names = Names(file, words, made)
    first, *others = entry.request.changes
    subject = _subject(first, made, names, words)
    done = words(_DONE[type(first)])
    sentence = f"{done}: {subject}" if subject else done
    if not others:
        return sentence
    # The number first: a list may have room for little else.
    return words("{n} changes: {first} …", n=1 + len(others), first=sentence)


def done_phrase(kind: str, words: Words, whose: str | None = None, of_all: int = 0) -> str:
    """Return what was done by a change of a kind: «Substitute set for Bo Berg».

    `whose` list it was about, by name; of a substitute that is who is away, not the substitute.
    `of_all` is how many practitioners an absence of the whole clinic is about.
    """
    done = words(_DONE_BY_KIND.get(kind, msgid("Something changed")))
    if of_all:
        return words.plural(
            "{done} for the whole clinic, {n} practitioner",
            "{done} for the whole clinic, {n} practitioners",
            of_all,
            done=done,
        )
    return words("{done} for {name}", done=done, name=whose) if whose else done


def entry_marks(entry: HistoryEntry, words: Words) -> list[str]:
    """Return who did it, if in a batch, what it takes back or is taken back by, and the case."""
    case = entry.request.case_reference
    about = [entry.agent]
    if entry.batch:
        about.append(words("part of a batch"))
    if entry.request.reverts:
        about.append(words("undoes no. {n}", n=entry.request.reverts))
    if entry.reverted_by:
        about.append(words("undone by no. {n}", n=entry.reverted_by))
    if case:
        about.append(words("case {case}", case=case))
    return about


def fact_name(change: RecordChange, words: Words) -> str:
    """Return what kind of record or field it is."""
    part, field = change.what
    if part in _FACTS:
        return words(_FACTS[part])
    return words(_FIELDS[str(field)]) if field in _FIELDS else field_name(str(field), words)


def _subject(change: Change, made: Sequence[RecordChange], names: Names, words: Words) -> str:
    """Return what became of what the change was about, and what it was before."""
    if isinstance(change, ReportEpjState):
        seen = seen_phrase(change.seen_on, words, switched_off=change.switched_off)
        whose = names.practitioner(change.practitioner)
        return f"{whose}, {brief_service_list(change.services, words)}: {seen}"
    if isinstance(change, SetOffers):
        whose = names.practitioner(change.practitioner)
        return f"{whose}, {brief_service_list(change.services, words)}"
    if isinstance(change, UpdateFromRegister):
        return _registered(made, names, words)
    about = [one for one in made if one.what in change.subjects]
    return "; ".join(change_phrase(one, names, words) for one in about)


def _registered(made: Sequence[RecordChange], names: Names, words: Words) -> str:
    """Return which fields of the clinic and which practitioners a register told of."""
    fields, people = [], []
    for change in made:
        part, field = change.what
        if part == "clinic" and field not in ("source", "as_of", "withdrawn"):
            fields.append(fact_name(change, words))
        record = change.after or change.before
        if isinstance(record, Practitioner):
            people.append(record.name)
        if isinstance(record, ServiceOffer):
            people.append(names.practitioner(record.practitioner))
    was = {one.what: one.before for one in made}
    if was.get(("clinic", "as_of"), "") is None and was.get(("clinic", "ends")):
        fields = [words("taken in")]  # a new clinic is first entered as one that is not active
    return ", ".join(dict.fromkeys([*fields, *people]))
