"""Planning a list (rules L2, L3): each entry held against the clinic's file, and what it becomes.

A row without a question becomes ordinary changes, checked by the rules that every change is
checked by. Rows are planned in the order of the list, each as if those before had been saved.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID, uuid5

from fravaertui.domain.absence_list.answers import ListAnswers, RowAnswer
from fravaertui.domain.absence_list.registered import absence_changes, substitute_changes
from fravaertui.domain.absence_list.values import (
    ABOUT_WHEN,
    ABOUT_WHO,
    Doubt,
    Entry,
    Kind,
    ListReading,
    Person,
)
from fravaertui.domain.absence_list.words import TITLES
from fravaertui.domain.changes.absences import AddAbsence
from fravaertui.domain.changes.request import Change, Outcome, evaluate
from fravaertui.domain.changes.resolutions import ways_out
from fravaertui.domain.changes.substitutes import SetSubstitute
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.date_input import understand
from fravaertui.domain.date_input.values import DateReading, NotUnderstood, Span
from fravaertui.domain.fields import canonical_services
from fravaertui.domain.model import Absence
from fravaertui.domain.names import key_words
from fravaertui.domain.violations import Violation


class RowStatus(StrEnum):
    """What a row of the list is, or what is asked about it (rule L2)."""

    NEW = "new"
    UNCHANGED = "unchanged"
    EXTENDS = "extends"
    OVERLAPS = "overlaps"
    MEETS_SUBSTITUTE = "meets_substitute"
    WHO = "who"
    WHEN = "when"
    SERVICES = "services"
    NOT_AN_ABSENCE = "not_an_absence"
    LEFT_OUT = "left_out"


QUESTIONS = frozenset(
    {
        RowStatus.OVERLAPS,
        RowStatus.MEETS_SUBSTITUTE,
        RowStatus.WHO,
        RowStatus.WHEN,
        RowStatus.SERVICES,
    }
)
"""The states of which one has to be settled, or the row left out, before anything is saved."""

CHANGING = frozenset({RowStatus.NEW, RowStatus.EXTENDS})


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row of the list as it would be saved, or what is asked about it.

    `questions` are all that is open, in the order in which to ask; `status` is the first of them.
    `services` are what the absence closes, None when that is not known; `covered` what the
    substitute covers. `before` and `after` are the clinic's file without and with the row.
    `extended` is the absence that the row extends or overlaps.
    """

    entry: Entry
    status: RowStatus
    questions: tuple[Doubt, ...] = ()
    clinic: int | None = None
    practitioner: int | None = None
    whole_clinic: bool = False
    candidates: tuple[Person, ...] = ()
    span: Span | None = None
    readings: tuple[DateReading, ...] = ()
    problem: NotUnderstood | None = None
    services: tuple[str, ...] | None = None
    substitute: str = ""
    covered: tuple[str, ...] | None = None
    changes: tuple[Change, ...] = ()
    violations: tuple[Violation, ...] = ()
    extended: Absence | None = None
    before: ClinicFile | None = None
    after: ClinicFile | None = None

    @property
    def id(self) -> str:
        """What names the row while its words in the list stay the same."""
        return self.entry.id

    @property
    def is_question(self) -> bool:
        """Tell whether it stops the list from being saved."""
        return self.status in QUESTIONS

    @property
    def proposal(self) -> Span | None:
        """The days, or those to propose."""
        return self.span or (self.readings[0].span if self.readings else None)


@dataclass(frozen=True, slots=True)
class ListPlan:
    """What a list becomes; `files` are the clinics' as they would be after all of it."""

    reading: ListReading
    rows: tuple[ListRow, ...]
    files: Mapping[int, ClinicFile]

    @property
    def is_ready(self) -> bool:
        """Tell whether it may be saved: nothing is asked, and something changes."""
        return not self.open and any(row.status in CHANGING for row in self.rows)

    @property
    def open(self) -> tuple[ListRow, ...]:
        """The rows that are asked about."""
        return tuple(row for row in self.rows if row.is_question)

    @property
    def changing(self) -> tuple[ListRow, ...]:
        """The rows that change something, in the order in which they are made."""
        return tuple(row for row in self.rows if row.changes)

    @property
    def counts(self) -> dict[RowStatus, int]:
        """How many rows are what."""
        found = dict.fromkeys(RowStatus, 0)
        for row in self.rows:
            found[row.status] += 1
        return {status: count for status, count in found.items() if count}


def row_uuid(list_id: UUID, row: str) -> UUID:
    """Return what names a row on the wire, and the record that it registers."""
    return uuid5(list_id, row)


def plan_list(
    reading: ListReading, files: Iterable[ClinicFile], today: date, answers: ListAnswers
) -> ListPlan:
    """Hold a list against the clinics' files, with what the agent has settled."""
    now = {file.clinic.her_id: file for file in files}
    rows = []
    for entry in reading.entries:
        row = _row(entry, now, today, answers)
        if row.after is not None and row.clinic is not None and row.changes:
            now[row.clinic] = row.after
        rows.append(row)
    return ListPlan(reading, tuple(rows), now)


def _row(
    entry: Entry, files: Mapping[int, ClinicFile], today: date, answers: ListAnswers
) -> ListRow:
    answer = answers.of(entry.id)
    row = ListRow(
        entry,
        RowStatus.LEFT_OUT,
        substitute=entry.substitute.name if entry.substitute else "",
        readings=entry.readings,
        span=entry.span,
        problem=entry.problem,
        services=entry.services,
        candidates=entry.candidates,
    )
    row = _when(_who(row, files, answer), today, answer)
    if answer.left_out:
        return row
    if entry.kind in (Kind.LEAVING, Kind.SUBSTITUTE_ELSEWHERE):
        return replace(row, status=RowStatus.NOT_AN_ABSENCE, questions=())
    row = _what(row, files, answers, answer)
    if row.questions:
        return replace(row, status=_status_of(row.questions[0]))
    return _planned(row, files, today, answers, answer)


def _status_of(question: Doubt) -> RowStatus:
    if question in ABOUT_WHO:
        return RowStatus.WHO
    return RowStatus.WHEN if question in ABOUT_WHEN else RowStatus.SERVICES


def _who(row: ListRow, files: Mapping[int, ClinicFile], answer: RowAnswer) -> ListRow:
    """Settle whom the row is about: by the answer, else by the list if that is certain."""
    entry = row.entry
    if answer.practitioner is not None:
        chosen = _clinic_of(answer.practitioner, answer.clinic, files)
        if chosen is not None:
            return replace(row, clinic=chosen, practitioner=answer.practitioner)
    if answer.whole_clinic or (entry.whole_clinic and answer.practitioner is None):
        clinic = answer.clinic or entry.clinic or (next(iter(files)) if len(files) == 1 else None)
        if clinic in files:
            return replace(row, clinic=clinic, whole_clinic=True)
        return replace(row, whole_clinic=True, questions=(Doubt.WHICH_CLINIC,))
    asked = tuple(d for d in entry.doubts if d in ABOUT_WHO)
    person = entry.person
    if person is not None and person.clinic in files and not asked:
        return replace(row, clinic=person.clinic, practitioner=person.her_id)
    return replace(row, questions=asked or (Doubt.NOBODY,))


def _clinic_of(
    practitioner: int, clinic: int | None, files: Mapping[int, ClinicFile]
) -> int | None:
    possible = [clinic] if clinic is not None else list(files)
    return next(
        (c for c in possible if c in files and files[c].has_practitioner(practitioner)), None
    )


def _when(row: ListRow, today: date, answer: RowAnswer) -> ListRow:
    """Settle the days: by the answer, read as in the form, else by the list if it is certain."""
    if not answer.period:
        asked = tuple(d for d in row.entry.doubts if d in ABOUT_WHEN)
        if row.span is None and not asked and row.entry.kind in (Kind.ABSENCE, Kind.SUBSTITUTE):
            asked = (Doubt.NO_DAYS,)
        return replace(row, questions=row.questions + asked)
    understood = understand(answer.period, today)
    if isinstance(understood, NotUnderstood):
        asked = (*row.questions, Doubt.NO_DAYS)
        return replace(row, span=None, readings=(), problem=understood, questions=asked)
    if understood.sure is None:
        asked = (*row.questions, Doubt.READINGS)
        return replace(row, span=None, readings=understood.readings, problem=None, questions=asked)
    return replace(row, span=understood.sure, readings=(), problem=None)


def _what(
    row: ListRow, files: Mapping[int, ClinicFile], answers: ListAnswers, answer: RowAnswer
) -> ListRow:
    """Settle services and substitute, and what was said once for the whole list."""
    entry = row.entry
    asked = [q for q in row.questions if not (q is Doubt.NOT_SAID_AWAY and answers.all_away)]
    hinted = Doubt.SERVICES_HINTED in entry.doubts
    said = None if hinted else entry.services
    services = next((s for s in (answer.services, said, answers.services) if s is not None), None)
    name = entry.substitute.name if entry.substitute else ""
    has_substitute = entry.kind is Kind.SUBSTITUTE and answer.substitute != ""
    if has_substitute:
        name = answer.substitute or name
        if not name:
            asked.append(Doubt.SUBSTITUTE_UNNAMED)
        elif _is_own(name, row, files):
            asked.append(Doubt.OWN_SUBSTITUTE)
        elif Doubt.COLLEAGUE in entry.doubts and answer.substitute is None:
            asked.append(Doubt.COLLEAGUE)
        if not answer.covered:
            asked.append(Doubt.COVERED)
    if services is None or (not services and not has_substitute):
        asked.append(Doubt.SERVICES_HINTED if hinted else Doubt.SERVICES)
        services = entry.services if hinted else None
    covered = answer.covered if has_substitute else None
    if services is not None and covered:
        services = tuple(s for s in services if s not in covered)
    return replace(
        row,
        services=services if services is None else canonical_services(services),
        substitute=name if has_substitute else "",
        covered=covered,
        questions=tuple(asked),
    )


def _is_own(substitute: str, row: ListRow, files: Mapping[int, ClinicFile]) -> bool:
    """Tell whether the substitute's name, or as much as the list has of it, is of who is away."""
    if row.clinic is None or row.practitioner is None:
        return False
    words = {word for word in key_words(substitute) if word not in TITLES}
    return bool(words) and words <= {
        *key_words(files[row.clinic].practitioner(row.practitioner).name)
    }


def _planned(
    row: ListRow,
    files: Mapping[int, ClinicFile],
    today: date,
    answers: ListAnswers,
    answer: RowAnswer,
) -> ListRow:
    """Hold a row without questions against the file, and say what it becomes."""
    if row.clinic is None or row.span is None:
        raise ValueError("a row without a clinic or days has a question")
    file, days = files[row.clinic], row.span
    row = replace(row, before=file)
    record = row_uuid(answers.list_id, row.id)
    changes: tuple[Change, ...] = ()
    if row.covered and row.practitioner is not None:
        wanted = SetSubstitute(
            substitute_id=record,
            practitioner=row.practitioner,
            name=row.substitute,
            starts=days.first,
            ends=days.last,
            services=row.covered,
            confirmed=answer.confirmed,
        )
        changes = substitute_changes(file, wanted)
    extended = None
    if row.services:
        added = AddAbsence(
            absence_id=record,
            practitioner=row.practitioner,
            starts=days.first,
            ends=days.last,
            services=row.services,
            confirmed=answer.confirmed,
        )
        absences, extended = absence_changes(file, added, today)
        changes += absences
    status = RowStatus.EXTENDS if extended else RowStatus.NEW
    outcome = evaluate(changes, file, today)
    met = tuple(v for v in outcome.violations if v.confirmation == "closed_knowingly")
    if met and answer.way:
        offered = ways_out(changes, met, file, today).offered
        way = next((w for w in offered if w.way is answer.way), None)
        if way:
            changes, outcome = way.changes, Outcome(way.after, made=way.changes)
    if outcome.violations:
        return _stopped(replace(row, extended=extended), outcome.violations)
    if not changes or outcome.unchanged:
        return replace(row, status=RowStatus.UNCHANGED, after=file)
    return replace(row, status=status, changes=changes, extended=extended, after=outcome.file)


def _stopped(row: ListRow, violations: tuple[Violation, ...]) -> ListRow:
    """Return the row as what the rules that refuse it make of it."""
    first = violations[0]
    row = replace(row, violations=violations)
    if first.code == "substitute_covers":
        return replace(row, status=RowStatus.MEETS_SUBSTITUTE)
    if first.code == "overlap":
        return replace(row, status=RowStatus.OVERLAPS, extended=first.absence)
    asked = Doubt.REFUSED
    if first.code == "past_only":
        asked = Doubt.PAST
    elif first.confirmation in ("long_absence", "far_ahead"):
        asked = Doubt.UNLIKELY
    return replace(row, status=RowStatus.WHEN, questions=(asked,))
