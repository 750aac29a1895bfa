"""What has happened to a clinic, in words: an entry in one sentence, and record by record.

Records are told as everywhere; what they mean for citizens is the engine's to say.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

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
_MOST_ROWS = 8
"""Rows of a list that its sentence tells of; the others are counted."""
_MOST_NOTICED: tuple[tuple[type[Change], ...], ...] = (
    (AddAbsence, AmendAbsence, EndAbsence, SplitAbsence, DeleteAbsence),
    (SetSubstitute, AmendSubstitute, RemoveSubstitute),
    (ReportEpjState, UpdateFromRegister, SetOffers, SetPatientInformation),
)
"""The changes that citizens notice, those they notice most first; the rest is set-up."""
_RANKS = {change: rank for rank, changes in enumerate(_MOST_NOTICED) for change in changes}
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
    """Return in one sentence what was done, from what to what; the file tells the names.

    Of several changes it is the main one, with how many more there are.
    """
    said, others = main_sentence(entry, file, words)
    more = words.plural(", and {n} more change", ", and {n} more changes", others)
    return f"{said}{more}" if others else said


def main_sentence(entry: HistoryEntry, file: ClinicFile, words: Words) -> tuple[str, int]:
    """Return the change of an entry that citizens notice most, and how many others it has.

    What came from a list is told whole.
    """
    made = record_changes(entry)
    names = Names(file, words, made)
    if entry.is_from_list:
        return _list_sentence(entry, made, names, words), 0
    changes = entry.request.changes
    main = min(changes, key=lambda change: _RANKS.get(type(change), len(_RANKS)))
    subject = _subject(main, made, names, words)
    done = words(_DONE[type(main)])
    return f"{done}: {subject}" if subject else done, len(changes) - 1


def _list_sentence(
    entry: HistoryEntry, made: Sequence[RecordChange], names: Names, words: Words
) -> str:
    """Return how many of what came from a list, and whom each was about on which days."""
    counts: Counter[str] = Counter(change.kind for change in entry.request.changes)
    subjects = (_subject(change, made, names, words) for change in entry.request.changes)
    rows = [row for row in dict.fromkeys(subjects) if row]
    more = len(rows) - _MOST_ROWS
    rest = [words("… and {n} more", n=more)] if more > 0 else []
    return words(
        "{what} from a list: {rows}",
        what=", ".join(counted_phrases(counts, words)),
        rows="; ".join([*rows[:_MOST_ROWS], *rest]),
    )


def counted_phrases(counts: Mapping[str, int], words: Words) -> list[str]:
    """Return how many changes of each kind were made: «6 absences added», «1 substitute set»."""
    return [_counted(kind, n, words) for kind, n in counts.items() if n]


def _counted(kind: str, n: int, words: Words) -> str:
    match kind:
        case "add_absence":
            return words.plural("{n} absence added", "{n} absences added", n)
        case "amend_absence":
            return words.plural("{n} absence changed", "{n} absences changed", n)
        case "end_absence":
            return words.plural("{n} absence ended", "{n} absences ended", n)
        case "delete_absence":
            return words.plural("{n} absence deleted", "{n} absences deleted", n)
        case "set_substitute":
            return words.plural("{n} substitute set", "{n} substitutes set", n)
        case "amend_substitute":
            return words.plural("{n} substitute changed", "{n} substitutes changed", n)
        case "remove_substitute":
            return words.plural("{n} substitute removed", "{n} substitutes removed", n)
        case _:
            return words.plural("{n} other change", "{n} other changes", n)


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
    if entry.batch and not entry.is_from_list:  # where the sentence says it
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
