"""What is typed in a form and what it means: pure, so that it can be read after each key.

A draft is exactly what the agent typed. Reading it with the domain's functions gives the changes,
the problem of each field, and the file as it would become.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Self, TypeVar
from uuid import UUID, uuid4

from fravaertui.domain.changes import Change, evaluate
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.date_input import (
    DateReadings,
    NotUnderstood,
    Span,
    Understood,
    states_end,
    understand,
    understand_end,
    understand_start,
)
from fravaertui.domain.fields import MOST_SERVICES, ServiceCode
from fravaertui.domain.model import Absence, Substitute
from fravaertui.domain.safe_text import first_unsafe
from fravaertui.domain.violations import Confirmation, Violation
from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.problems import date_sentence, violation_sentence
from fravaertui.texts.readings import readings_sentence

D = TypeVar("D", bound="ClinicDraft")

LONGEST_CASE_REFERENCE = 64

FORM_SENTENCES: Mapping[str, str] = {
    "not_found": msgid("Did not find «{typed}». Delete what you typed, or choose with ← →."),
    "several_found": msgid("{n} have a name that «{typed}» fits. Choose with ← →, or type more."),
    "no_services": msgid("Tick at least one service."),
    "too_many_services": msgid("At most 20 services can be taken at a time."),
    "case_reference_too_long": msgid("A case reference has at most {limit} characters."),
    "case_reference_unsafe": msgid("The case reference has a character that can't be used."),
    "no_name": msgid("Type the substitute's name."),
    "name_unsafe": msgid("The name has a character that can't be used, or is too long."),
    "not_hpr_number": msgid("An HPR number is up to nine digits."),
    "text_too_long": msgid("The text has {n} characters; at most 200 are shown."),
    "no_vendor_name": msgid("Type the vendor's name."),
    "vendor_is_there": msgid("There is a vendor with this name already."),
    "no_source": msgid("Type where this is known from; what nobody knows stays unknown."),
    "source_unsafe": msgid("At most 40 characters, and none that can't be used."),
    "source_date_coming": msgid("The day has not come yet. Type the year too."),
    "text_unsafe": msgid("The text has a character that can't be used."),
}
"""The sentences of the problems that only forms have, by code."""


@dataclass(frozen=True, slots=True)
class FormProblem:
    """A problem with a field that only forms have.

    `code` is a key of `FORM_SENTENCES`; `n` is the number in the sentence, if it has one, and
    `typed` is what was typed.
    """

    code: str
    n: int = 0
    typed: str = ""


Problem = Violation | NotUnderstood | DateReadings | FormProblem
"""What prevents a form from being saved, ambiguous dates included."""


def problem_sentence(problem: Problem, words: Words) -> str:
    """Return the sentence about what is wrong with a field."""
    match problem:
        case Violation():
            return violation_sentence(problem, words)
        case NotUnderstood():
            return date_sentence(problem, words)
        case DateReadings():
            return readings_sentence(problem, words)
        case FormProblem(code, n, typed):
            return words(FORM_SENTENCES[code], limit=LONGEST_CASE_REFERENCE, n=n, typed=typed)


@dataclass(frozen=True, slots=True)
class Draft:
    """A form as typed; `new_id` is the id that the draft is stored under.

    `not_found` is, by the name of the field, what was typed to choose something and is no name of
    it, and `several_found` what fits so many of them: what the field has chosen is not meant then.
    """

    new_id: UUID = field(default_factory=uuid4)
    not_found: tuple[tuple[str, str], ...] = field(default=(), kw_only=True)
    several_found: tuple[tuple[str, str, int], ...] = field(default=(), kw_only=True)

    def choice_problems(self) -> "dict[str, Problem]":
        """Return the problem of each field in which the agent chose nothing that there is."""
        problems: dict[str, Problem] = {
            name: FormProblem("not_found", typed=typed) for name, typed in self.not_found
        }
        for name, typed, n in self.several_found:
            problems[name] = FormProblem("several_found", n, typed)
        return problems

    @property
    def unsettled(self) -> dict[str, str]:
        """What was typed in a field to choose something, and did not choose one, by its name."""
        return dict([*self.not_found, *((name, typed) for name, typed, _ in self.several_found)])

    @property
    def is_amending(self) -> bool:
        """Whether the form changes something that is registered."""
        return False

    def retyping(self, **typed: Any) -> Self:
        """Return the draft with the fields as they are typed now."""
        return replace(self, **typed)


@dataclass(frozen=True, slots=True)
class ClinicDraft(Draft):
    """A form of a clinic as typed.

    `new_id` is the id of what will be registered too. `confirmed` are the doubts that the agent has
    confirmed. `starts_choice` and `ends_choice` are which reading of a date the agent chose.
    `ends_meant` is the day that the end meant when it was typed. `amends` is the record being
    changed; None when a new one is registered. `extends` is the last day that it had when the form
    was opened: a length typed as the end is counted from there, even if the record changes
    meanwhile.
    """

    practitioner: int | None = None
    starts: str = ""
    ends: str = ""
    services: tuple[ServiceCode, ...] = ()
    case_reference: str = ""
    confirmed: tuple[Confirmation, ...] = ()
    starts_choice: Span | None = None
    ends_choice: Span | None = None
    ends_meant: date | None = field(default=None, compare=False)
    amends: Absence | Substitute | None = None
    extends: date | None = field(default=None, compare=False)

    @property
    def is_amending(self) -> bool:
        """Whether the form changes something that is registered."""
        return self.amends is not None

    def read(self, file: ClinicFile, today: date) -> "Reading":
        """Understand the draft against the clinic file it is for."""
        raise NotImplementedError

    def rebased(self, file: ClinicFile) -> Self | None:
        """Return the draft for the clinic as it is now; None when what it changes is gone."""
        if self.amends is None:
            return self
        records: tuple[Absence | Substitute, ...] = (*file.absences, *file.substitutes)
        current = next((one for one in records if one.id == self.amends.id), None)
        return replace(self, amends=current) if current else None

    def choosing(self, name: str, span: Span) -> Self:
        """Return the draft with one reading chosen of an ambiguous date."""
        if name == "ends":
            return replace(self, ends_choice=span)
        return replace(self, starts_choice=span, ends_meant=None)

    def retyping(self, **typed: Any) -> Self:
        """Return the draft with the fields as they are typed now.

        What the agent chose or confirmed applies only to what was typed then.
        """
        changed = replace(self, **typed, confirmed=())
        if changed.starts != self.starts:
            changed = replace(changed, starts_choice=None)
        if changed.ends != self.ends:
            changed = replace(changed, ends_choice=None, ends_meant=None)
        return changed

    def understood_to(self, ends: date | None) -> Self:
        """Return the draft with its end fixed to a day, which editing the start no longer moves."""
        return replace(self, ends_meant=ends if self.ends else None)

    def confirming(self, violations: Sequence[Violation]) -> Self:
        """Return the draft with these doubts confirmed."""
        said_yes = tuple(v.confirmation for v in violations if v.confirmation)
        return replace(self, confirmed=tuple(dict.fromkeys((*self.confirmed, *said_yes))))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a draft means.

    `problems` are by field and prevent saving; `doubts` only need confirming. `suggested_ends` is
    set when the end comes from a span typed as the start, while no end is typed, and `states_end`
    when that span was typed with its end, which is no suggestion then. `changes` is empty
    when nothing is changed (rule A11). `after` is the file as it would become, None while there are
    problems.
    """

    starts: date | None = None
    ends: date | None = None
    suggested_ends: bool = False
    states_end: bool = False
    problems: dict[str, Problem] = field(default_factory=dict)
    doubts: tuple[Violation, ...] = ()
    changes: tuple[Change, ...] = ()
    after: ClinicFile | None = None

    @property
    def span(self) -> Span | None:
        """The days from the first to the last, when both are known."""
        return Span(self.starts, self.ends) if self.starts and self.ends else None


def read_days(draft: ClinicDraft, today: date, *, open_end: bool = False) -> Reading:
    """Read the two dates, with the problems of these and the other common fields.

    With `open_end` an empty end means that there is no last day.
    """
    extends = draft.extends or (draft.amends.ends if draft.amends else None)
    problems = draft.choice_problems()
    found = understand_start(draft.starts, today, draft.ends)
    span = _settled(found, draft.starts_choice, "starts", problems)
    starts = span.first if span else None
    suggested = bool(span and span.first != span.last and not draft.ends)
    ends: date | None = None
    if span and suggested:
        ends = span.last
    elif span and draft.ends:
        found = understand_end(
            draft.ends, today, span, draft.starts, extends=extends, meant=draft.ends_meant
        )
        whole = _settled(found, draft.ends_choice, "ends", problems)
        ends = whole.last if whole else None
    elif draft.ends:
        alone = understand(draft.ends, today)
        counted_from_today = {"starts": today.isoformat()}
        if (
            isinstance(alone, NotUnderstood)
            and not counted_from_today.items() <= alone.facts.items()
        ):
            problems["ends"] = alone
    elif not open_end:
        problems["ends"] = NotUnderstood("date_missing")
    if not draft.services:
        problems["services"] = FormProblem("no_services")
    elif len(draft.services) > MOST_SERVICES:
        problems["services"] = FormProblem("too_many_services")
    read_case_reference(draft.case_reference, problems)
    stated = suggested and states_end(draft.starts, today)
    return Reading(starts, ends, suggested, stated, problems)


def read_case_reference(typed: str, problems: dict[str, Problem]) -> None:
    """Add what is wrong with a case reference to the problems."""
    if len(typed.strip()) > LONGEST_CASE_REFERENCE:
        problems["case_reference"] = FormProblem("case_reference_too_long")
    elif first_unsafe(typed):
        problems["case_reference"] = FormProblem("case_reference_unsafe")


def judged(
    draft: D,
    reading: Reading,
    changes: Callable[[D], tuple[Change, ...]],
    file: ClinicFile,
    today: date,
) -> Reading:
    """Return the reading with the changes and what the domain says of them.

    If there are only doubts, `after` is the file as if they were confirmed.
    """
    proposed = changes(draft)
    outcome = evaluate(proposed, file, today)
    doubts = tuple(v for v in outcome.violations if v.confirmation)
    problems = dict(reading.problems)
    for violation in outcome.violations:
        if not violation.confirmation:
            problems.setdefault(violation.field, violation)
    if doubts and not problems:
        outcome = evaluate(changes(draft.confirming(doubts)), file, today)
    after = outcome.file if outcome.allowed else None
    proposed = () if outcome.unchanged else proposed
    return replace(reading, problems=problems, doubts=doubts, changes=proposed, after=after)


def _settled(
    found: Understood, choice: Span | None, name: str, problems: dict[str, Problem]
) -> Span | None:
    if isinstance(found, NotUnderstood):
        problems[name] = found
        return None
    span = found.settled(choice)
    if span is None:
        problems[name] = found
    return span
